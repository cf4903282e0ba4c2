"""What-ifs as rows: copies of one collection that touch nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import uroscope
from tests.support.panels import panel_of
from uroscope.derive.scenarios import Change, coupled, standard_changes, with_changes
from uroscope.knowledge import load

# 27 to 80 mg of calcium per 100 mmol of sodium: 969 stone formers, and hypercalciuric ones.
SALT = {"of": "urine_calcium", "by": "urine_sodium", "per": 100, "least": 27, "most": 80}
SCENARIOS = load().record["scenarios"]


class TestChangedRows:
    def test_the_first_row_is_the_collection_as_measured(self) -> None:
        panel = panel_of({"urine_volume": 1.0}, {"urine_volume": 1.5, "urine_ph": 5.5})
        rows = with_changes(panel, 1, [Change("a", {"urine_volume": 2.5}), Change("b", {})])
        assert rows.value("urine_volume").tolist() == [1.5, 2.5, 1.5]
        assert rows.value("urine_ph").tolist() == [5.5, 5.5, 5.5]
        assert rows.rows["scenario"].tolist() == ["", "a", "b"]
        assert rows.rows["patient_id"].tolist() == ["P-1"] * 3

    def test_several_values_change_together(self) -> None:
        panel = panel_of({"urine_volume": 1.0, "urine_ph": 5.5})
        rows = with_changes(panel, 0, [Change("a", {"urine_volume": 2.0, "urine_ph": 6.5})])
        assert (rows.value("urine_volume")[1], rows.value("urine_ph")[1]) == (2.0, 6.5)

    def test_what_was_not_measured_cannot_be_changed_into_being(self) -> None:
        panel = panel_of({"urine_volume": 1.0}, {"urine_oxalate": 40})
        change = Change("a", {"urine_oxalate": 20.0, "urine_citrate": 500.0})
        rows = with_changes(panel, 0, [change])
        assert np.isnan(rows.value("urine_oxalate")).all()
        assert "urine_citrate" not in rows.values

    def test_a_changed_bound_becomes_a_number(self) -> None:
        panel = panel_of({"urine_citrate": "<50"})
        rows = with_changes(panel, 0, [Change("a", {"urine_citrate": 400.0})])
        assert rows.low("urine_citrate").tolist() == [0.0, 400.0]
        assert rows.high("urine_citrate").tolist() == [50.0, 400.0]
        assert rows.value("urine_citrate")[1] == 400.0

    def test_the_panel_itself_stays_as_it_was(self) -> None:
        panel = panel_of({"urine_volume": 1.0, "urine_citrate": "<50"})
        with_changes(panel, 0, [Change("a", {"urine_volume": 9.0, "urine_citrate": 9.0})])
        assert panel.value("urine_volume").tolist() == [1.0]
        assert panel.high("urine_citrate").tolist() == [50.0]
        assert panel.rows["scenario"].tolist() == [""]

    def test_what_stands_beside_the_rows_speaks_of_the_measured_one(self) -> None:
        beside = pd.DataFrame({"row": [0, 1], "analyte": ["urine_volume"] * 2, "value": [1.1, 1.6]})
        panel = panel_of({"urine_volume": 1.0}, {"urine_volume": 1.5})
        panel = type(panel)(
            rows=panel.rows, values=panel.values, history=beside, other_values=beside,
            remarks=beside, refused=beside,
        )  # fmt: skip
        rows = with_changes(panel, 1, [Change("a", {}), Change("b", {})])
        for name in ("history", "other_values", "remarks"):
            table = getattr(rows, name)
            assert table["row"].tolist() == [0], name
            assert table["value"].tolist() == [1.6], name
        assert len(rows.refused) == len(beside)

    def test_a_review_leaves_no_scenario_behind(self, root: Path) -> None:
        panel = uroscope.read(root / "sample_data" / "09_golden_three.csv")
        before = {name: column.copy() for name, column in panel.values.items()}
        reviews = uroscope.review(panel)
        assert any(r.saturation and r.saturation.scenarios for r in reviews)
        assert [r.patient_id for r in reviews] == ["M-117", "F-208", "F-330"]
        assert len(panel) == 3
        assert panel.rows["scenario"].tolist() == ["", "", ""]
        for name, column in before.items():
            np.testing.assert_array_equal(panel.values[name], column)


class TestSodiumTakesCalciumAlong:
    def test_least_and_most(self) -> None:
        # 100 mmol less: 300 - 27 and 300 - 80.
        panel = panel_of({"urine_sodium": 200, "urine_calcium": 300})
        least, most = coupled({"urine_sodium": 100.0}, panel, 0, SALT)
        assert least == {"urine_sodium": 100.0, "urine_calcium": pytest.approx(273.0)}
        assert most == {"urine_sodium": 100.0, "urine_calcium": pytest.approx(220.0)}

    def test_the_shipped_slopes_are_these(self) -> None:
        shipped = {name: SCENARIOS["coupling"][name] for name in SALT}
        assert shipped == SALT

    def test_more_sodium_brings_more_calcium(self) -> None:
        # 50 mmol more: 13.5 and 40 mg.
        panel = panel_of({"urine_sodium": 100, "urine_calcium": 200})
        least, most = coupled({"urine_sodium": 150.0}, panel, 0, SALT)
        assert least["urine_calcium"] == pytest.approx(213.5)
        assert most["urine_calcium"] == pytest.approx(240.0)

    def test_calcium_changed_by_hand_stands(self) -> None:
        panel = panel_of({"urine_sodium": 200, "urine_calcium": 300})
        change = {"urine_sodium": 100.0, "urine_calcium": 250.0}
        assert coupled(change, panel, 0, SALT) == (change, change)

    @pytest.mark.parametrize(
        "case",
        [
            {"urine_sodium": 200},
            {"urine_calcium": 300},
            {"urine_sodium": 200, "urine_calcium": ">300"},
        ],
    )
    def test_nothing_is_coupled_to_what_is_not_known(self, case: dict[str, object]) -> None:
        change = {"urine_sodium": 100.0}
        assert coupled(change, panel_of(case), 0, SALT) == (change, change)

    def test_other_changes_take_nothing_along(self) -> None:
        panel = panel_of({"urine_sodium": 200, "urine_calcium": 300, "urine_volume": 1.0})
        change = {"urine_volume": 2.5}
        assert coupled(change, panel, 0, SALT) == (change, change)

    def test_a_group_slope_leaves_a_person_some_calcium(self) -> None:
        # 300 mmol less would take 81 and 240 of 100 mg; a third of it stays.
        panel = panel_of({"urine_sodium": 400, "urine_calcium": 100})
        least, most = coupled({"urine_sodium": 100.0}, panel, 0, SALT)
        assert least["urine_calcium"] == pytest.approx(100 / 3)
        assert most["urine_calcium"] == pytest.approx(100 / 3)


class TestScenariosOfAReview:
    @staticmethod
    def ids(case: dict[str, object], flags: dict[str, str]) -> list[str]:
        return [item["id"] for item, _ in standard_changes(panel_of(case), 0, SCENARIOS, flags)]

    def test_volume_only_upwards(self) -> None:
        assert self.ids({"urine_volume": 1.5}, {}) == ["volume_goal"]
        assert self.ids({"urine_volume": 2.5}, {}) == []
        assert self.ids({"urine_volume": 3.0}, {}) == []

    def test_oxalate_only_where_it_is_high(self) -> None:
        assert self.ids({"urine_oxalate": 58}, {"urine_oxalate": "high"}) == ["oxalate_less"]
        assert self.ids({"urine_oxalate": 30}, {"urine_oxalate": "normal"}) == []

    def test_sizes(self) -> None:
        case = {"urine_oxalate": 50, "urine_citrate": 200, "urine_ph": 5.0}
        flags = {"urine_oxalate": "high", "urine_citrate": "low", "urine_ph": "low"}
        found = standard_changes(panel_of(case), 0, SCENARIOS, flags)
        assert {item["id"]: change for item, change in found} == {
            "oxalate_less": {"urine_oxalate": 35.0},
            "citrate_more": {"urine_citrate": 500.0},
            "ph_6_0": {"urine_ph": 6.0},
            "ph_6_5": {"urine_ph": 6.5},
        }

    def test_adult_goals_are_not_shown_for_a_child(self) -> None:
        assert self.ids({"urine_volume": 0.8, "age": 9}, {}) == []
        assert self.ids({"urine_volume": 0.8, "age": 18}, {}) == ["volume_goal"]

"""What measurements say of each other: between collections, and between laboratory and us."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.support.panels import panel_of
from uroscope.derive.agreement import agreement
from uroscope.derive.follow import between_collections, since_earlier
from uroscope.derive.printed import with_printed
from uroscope.interpret.statuses import POSSIBLE
from uroscope.knowledge import load
from uroscope.normalize import normalize
from uroscope.pipeline import judge_panel
from uroscope.reading.delimited import read_text
from uroscope.tables import Derived, Panel

OXALATE_MG = 88.018  # per mmol


def creatinine(*pairs: tuple[str, float]) -> dict[str, list[float]]:
    cases = [{"patient_id": who, "urine_creatinine": mg} for who, mg in pairs]
    found = between_collections(panel_of(*cases)).values["creatinine_agreement"]
    return {
        who: [v for (name, _), v in zip(pairs, found, strict=True) if name == who]
        for who, _ in pairs
    }


def high_oxalate(*cases: dict[str, object]) -> list[float]:
    return between_collections(panel_of(*cases)).values["oxalate_high_collections"].tolist()


class TestCreatinineOfSeveralCollections:
    def test_share_of_the_mean(self) -> None:
        # 500 / 1250
        assert creatinine(("A", 1000), ("A", 1500))["A"] == [pytest.approx(0.4)] * 2

    def test_furthest_other_collection_counts_as_a_share(self) -> None:
        # From 1500: 490 of 1255 is more than 500 of 1750, although 500 mg are more than 490.
        found = creatinine(("A", 1010), ("A", 1500), ("A", 2000))["A"]
        assert found == [
            pytest.approx(990 / 1505),
            pytest.approx(490 / 1255),
            pytest.approx(990 / 1505),
        ]

    def test_patients_do_not_meet(self) -> None:
        found = creatinine(("A", 1000), ("B", 2000), ("A", 1100), ("B", 2000))
        assert found["A"] == [pytest.approx(100 / 1050)] * 2
        assert found["B"] == [0.0, 0.0]

    def test_one_collection_agrees_with_nothing(self) -> None:
        found = creatinine(("A", 1000), ("B", 2000), ("B", 2100))
        assert np.isnan(found["A"][0])

    def test_rows_without_a_patient_are_different_people(self) -> None:
        found = creatinine(("", 1000), ("", 2000), ("A", 1000), ("A", 1000))
        assert np.isnan(found[""]).all()
        assert found["A"] == [0.0, 0.0]

    def test_missing_patient_is_nobody(self) -> None:
        rows = pd.DataFrame({"patient_id": [None, None, np.nan]})
        panel = Panel(rows, {"urine_creatinine": np.array([1000.0, 2000.0, 1500.0])})
        assert np.isnan(between_collections(panel).values["creatinine_agreement"]).all()

    def test_a_collection_without_creatinine_is_not_compared(self) -> None:
        panel = panel_of(
            {"patient_id": "A", "urine_creatinine": 1000},
            {"patient_id": "A", "urine_volume": 2.0},
            {"patient_id": "A", "urine_creatinine": 1000},
        )
        found = between_collections(panel).values["creatinine_agreement"]
        np.testing.assert_array_equal(found, [0.0, np.nan, 0.0])

    def test_row_order_changes_nothing(self) -> None:
        rng = np.random.default_rng(5)
        people = rng.integers(0, 12, 60).astype(str)
        cases = [
            {
                "patient_id": who,
                "collection_id": str(n),
                "urine_creatinine": float(rng.integers(600, 2500)),
                "urine_oxalate": float(rng.integers(20, 120)),
            }
            for n, who in enumerate(people)
        ]
        order = rng.permutation(len(cases))
        straight = between_collections(panel_of(*cases))
        mixed = between_collections(panel_of(*[cases[n] for n in order]))
        for name in ("creatinine_agreement", "oxalate_high_collections"):
            np.testing.assert_array_equal(straight.values[name][order], mixed.values[name])


class TestOxalateOfSeveralCollections:
    def test_two_of_seven_tenths(self) -> None:
        cases = [{"patient_id": "A", "urine_oxalate": mmol * OXALATE_MG} for mmol in (1.1, 0.9)]
        assert high_oxalate(*cases) == [2.0, 2.0]

    def test_one_of_two(self) -> None:
        cases = [{"patient_id": "A", "urine_oxalate": mmol * OXALATE_MG} for mmol in (1.1, 0.4)]
        assert high_oxalate(*cases) == [1.0, 1.0]

    def test_one_collection_is_no_second_one(self) -> None:
        case = {"urine_oxalate": 1.1 * OXALATE_MG}
        first, second = high_oxalate(case | {"patient_id": "A"}, case | {"patient_id": "B"})
        assert np.isnan(first)
        assert np.isnan(second)

    def test_scaled_where_height_and_weight_are_known(self) -> None:
        # 20 kg and 115 cm: 0.80 m², so 0.4 mmol is 0.87 per 1.73 m².
        child = {"urine_oxalate": 0.4 * OXALATE_MG, "weight_kg": 20, "height_cm": 115}
        cases = [child | {"patient_id": "A"}, child | {"patient_id": "A"}]
        assert high_oxalate(*cases) == [2.0, 2.0]
        # 130 kg and 195 cm: 2.65 m², so 0.9 mmol is 0.59.
        big = {"urine_oxalate": 0.9 * OXALATE_MG, "weight_kg": 130, "height_cm": 195}
        assert high_oxalate(big | {"patient_id": "A"}, big | {"patient_id": "A"}) == [0.0, 0.0]

    def test_more_than_counts_with_its_lower_end(self) -> None:
        cases = [{"patient_id": "A", "urine_oxalate": text} for text in (">70", ">50", "<200")]
        assert high_oxalate(*cases) == [1.0, 1.0, 1.0]

    def test_two_unnamed_rows_are_not_one_patient(self) -> None:
        case = {"patient_id": "", "urine_oxalate": 100.0}
        assert np.isnan(high_oxalate(case, case)).all()

    def test_nothing_measured_gives_no_index(self) -> None:
        found = between_collections(panel_of({"urine_volume": 1.0}, {"urine_volume": 2.0}))
        assert found.values == {}


class TestClearanceAgainstEgfr:
    def test_ratio(self) -> None:
        known = {"creatinine_clearance": 45.0, "egfr": 90.0, "body_surface_area": 1.73}
        columns = {name: np.array([value]) for name, value in known.items()}
        assert agreement(Derived(columns)).values["clearance_egfr_ratio"].tolist() == [0.5]

    def test_clearance_is_scaled_and_without_a_surface_says_nothing(self) -> None:
        # 120 mL/min over 2.076 m² is 100 per 1.73 m².
        known = {
            "creatinine_clearance": np.array([120.0, 120.0]),
            "egfr": np.array([100.0, 100.0]),
            "body_surface_area": np.array([1.73 * 1.2, np.nan]),
        }
        found = agreement(Derived(known)).values["clearance_egfr_ratio"]
        np.testing.assert_allclose(found, [1.0, np.nan])

    def test_one_missing_says_nothing(self) -> None:
        known = {
            "creatinine_clearance": np.array([120.0, np.nan]),
            "egfr": np.array([np.nan, 90.0]),
            "body_surface_area": np.array([1.73, 1.73]),
        }
        assert np.isnan(agreement(Derived(known)).values["clearance_egfr_ratio"]).all()
        assert agreement(Derived({"egfr": np.array([90.0])})).values == {}

    def test_removing_the_height_never_supports_under_collection(self) -> None:
        # A small woman: 18 mL/min unscaled is below 0.7 of her eGFR, 25 per 1.73 m² is not.
        small = {"sex": "female", "age": 75, "weight_kg": 45, "urine_creatinine": 400,
                 "serum_creatinine": 3.0}  # fmt: skip
        status = [
            judge_panel(panel_of(case), load().profile("stone_us"), load())[2].statuses[
                "collection_under"
            ][0]
            for case in ({**small, "height_cm": 145}, small)
        ]
        assert status == [POSSIBLE, POSSIBLE]


class TestPrintedIndices:
    def test_ours_comes_first(self) -> None:
        panel = panel_of({"printed_egfr": 40}, {"printed_egfr": 40})
        found = with_printed(panel, Derived({"egfr": np.array([80.0, np.nan])}))
        assert found.values["egfr"].tolist() == [80.0, 40.0]
        assert found.printed["egfr"].tolist() == [False, True]

    def test_a_printed_bound_stands_as_its_interval(self) -> None:
        panel = panel_of({"printed_egfr": ">60"}, {"printed_egfr": 45}, {"urine_volume": 1})
        found = with_printed(panel, Derived())
        np.testing.assert_array_equal(found.values["egfr"], [np.nan, 45.0, np.nan])
        np.testing.assert_array_equal(found.lower["egfr"], [60.0, 45.0, np.nan])
        np.testing.assert_array_equal(found.upper["egfr"], [np.inf, 45.0, np.nan])
        assert found.printed["egfr"].tolist() == [True, True, False]

    def test_our_own_interval_comes_first_as_well(self) -> None:
        own = Derived(
            {"egfr": np.array([np.nan])}, {"egfr": np.array([70.0])}, {"egfr": np.array([np.inf])}
        )
        found = with_printed(panel_of({"printed_egfr": 40}), own)
        assert found.lower["egfr"].tolist() == [70.0]
        assert np.isnan(found.values["egfr"][0])
        assert "egfr" not in found.printed

    def test_clearance_ratio_before_fractional_excretion(self) -> None:
        name, other = (
            "printed_calcium_creatinine_clearance_ratio",
            "printed_fractional_excretion_of_calcium",
        )
        panel = panel_of({name: 0.012, other: 0.02}, {other: 0.02})
        found = with_printed(panel, Derived())
        assert found.values["calcium_creatinine_clearance_ratio"].tolist() == [0.012, 0.02]

    def test_nothing_printed_changes_nothing(self) -> None:
        own = Derived({"egfr": np.array([np.nan])})
        found = with_printed(panel_of({"urine_volume": 1.0}), own)
        assert np.isnan(found.values["egfr"][0])
        assert found.printed == {}


class TestCreatinineRise:
    """Blood creatinine against the lowest dated result of the year before it."""

    HEAD = (
        "patient_id,specimen,analyte,value,unit,date\nA,urine_24h,calcium,200,mg/24h,2026-09-01\n"
    )

    def rise(self, *blood: str) -> float:
        knowledge = load()
        text = self.HEAD + "".join(f"A,serum,creatinine,{line}\n" for line in blood)
        panel = normalize([read_text("case.csv", text, knowledge)], knowledge)
        return float(since_earlier(panel).values.get("creatinine_rise", [np.nan])[0])

    def test_over_the_lowest_of_the_year(self) -> None:
        # The nearest to the collection is used: 2.2. Of 1.1 and 1.4 the lower one: 2.2 / 1.1.
        found = self.rise("2.2,mg/dL,2026-09-02", "1.1,mg/dL,2026-06-02", "1.4,mg/dL,2026-02-01")
        assert found == pytest.approx(2.0)

    def test_in_either_unit(self) -> None:
        # 97.2 µmol/L are 1.1 mg/dL (113.12 g/mol).
        found = self.rise("2.2,mg/dL,2026-09-02", "97.2,umol/L,2026-06-02")
        assert found == pytest.approx(2.0, rel=0.002)

    def test_a_later_result_is_no_baseline(self) -> None:
        assert np.isnan(self.rise("2.2,mg/dL,2026-09-02", "1.1,mg/dL,2026-10-02"))

    def test_more_than_a_year_before_is_no_baseline(self) -> None:
        assert np.isnan(self.rise("2.2,mg/dL,2026-09-02", "1.1,mg/dL,2025-01-02"))

    def test_one_result_says_nothing(self) -> None:
        assert np.isnan(self.rise("2.2,mg/dL,2026-09-02"))

    def test_an_undated_result_is_no_baseline(self) -> None:
        assert np.isnan(self.rise("2.2,mg/dL,2026-09-02", "1.1,mg/dL,"))

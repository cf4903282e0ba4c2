"""Hours of a collection: what is scaled, what never is, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from tests.properties.accounting import panel_of_texts, unaccounted
from uroscope.tables import Panel


def collected(hours: str, *rows: str) -> Panel:
    lines = [f"P1,{hours},urine_24h,{row}" for row in rows]
    return panel_of_texts(
        "patient_id,duration_h,specimen,analyte,value,unit\n" + "\n".join(lines) + "\n"
    )


class TestScaling:
    def test_amounts_per_collection_are_scaled_to_a_day(self) -> None:
        # 200 mg in 20 h is 240 mg a day; 1500 mL in 20 h is 1.8 L a day.
        panel = collected("20", "calcium,200,mg", "volume,1500,mL", "sodium,100,mmol/TV")
        assert panel.value("urine_calcium")[0] == pytest.approx(240)
        assert panel.value("urine_volume")[0] == pytest.approx(1.8)
        assert panel.value("urine_sodium")[0] == pytest.approx(120)
        assert panel.rows["hours"].tolist() == [20.0]
        assert not len(panel.remarks)

    def test_a_printed_rate_is_never_rescaled(self) -> None:
        panel = collected("20", "calcium,200,mg/24h", "volume,1.5,L/d")
        assert panel.value("urine_calcium").tolist() == [200.0]
        assert panel.value("urine_volume").tolist() == [1.5]

    def test_a_concentration_becomes_an_excretion_through_the_scaled_volume(self) -> None:
        # 10 mg/dL is 100 mg/L; 1.5 L in 20 h is 1.8 L a day: 180 mg.
        panel = collected("20", "calcium,10,mg/dL", "volume,1500,mL")
        assert panel.value("urine_calcium")[0] == pytest.approx(180)

    def test_a_concentration_does_not_wait_for_the_volume_to_come_first(self) -> None:
        panel = collected("24", "calcium,2.5,mmol/L", "volume,2,L")
        assert panel.value("urine_calcium")[0] == pytest.approx(2.5 * 2 * 40.08, rel=1e-3)

    def test_ph_and_osmolality_have_no_hours(self) -> None:
        panel = collected("20", "ph,6.1,", "osmolality,600,mOsm/kg")
        assert panel.value("urine_ph").tolist() == [6.1]
        assert panel.value("urine_osmolality").tolist() == [600.0]

    def test_without_a_duration_24_hours_are_taken_and_said_once(self) -> None:
        panel = collected("", "calcium,200,mg", "oxalate,30,mg", "volume,1.5,liters")
        assert panel.value("urine_calcium").tolist() == [200.0]
        assert panel.remarks[["row", "code"]].values.tolist() == [[0, "duration_assumed"]]

    def test_printed_rates_need_no_such_remark(self) -> None:
        assert not len(collected("", "calcium,200,mg/24h").remarks)

    def test_limits_of_the_laboratory_are_those_of_a_day(self) -> None:
        panel = panel_of_texts(
            "patient_id,duration_h,specimen,analyte,value,unit,reference_text\n"
            "P1,20,urine_24h,calcium,200,mg,100-300 mg/24 h\n"
            "P1,20,urine_24h,oxalate,0.3,mmol,0.1-0.46\n"
        )
        calcium, oxalate = (panel.origins[f"urine_{a}"] for a in ("calcium", "oxalate"))
        assert calcium.lab_low is not None
        assert calcium.lab_high is not None
        assert oxalate.lab_high is not None
        assert (calcium.lab_low[0], calcium.lab_high[0]) == (100.0, 300.0)
        assert oxalate.lab_high[0] == pytest.approx(0.46 * 88.02, rel=1e-3)

    def test_per_kilogram_and_per_creatinine(self) -> None:
        panel = panel_of_texts(
            "patient_id,weight_kg,specimen,analyte,value,unit\n"
            "P1,70,urine_24h,creatinine,20,mg/kg/day\n"
            "P1,70,urine_24h,citrate,300,mg/g creatinine\n"
            "P1,70,urine_24h,oxalate,25,mmol/mol creatinine\n"
        )
        # 20 mg × 70 kg = 1400 mg; 300 mg/g × 1.4 g = 420 mg;
        # 25 mmol/mol × 12.38 mmol (1400 ÷ 113.1) = 0.3094 mmol = 27.2 mg
        assert panel.value("urine_creatinine")[0] == pytest.approx(1400)
        assert panel.value("urine_citrate")[0] == pytest.approx(420)
        assert panel.value("urine_oxalate")[0] == pytest.approx(27.2, rel=2e-3)


class TestLimits:
    @pytest.mark.parametrize(
        "hours", ["12", "48", "22", "26", "24:00", "0.5 d", "1440 min", "24 h"]
    )
    def test_between_12_and_48_hours_rates_are_kept(self, hours: str) -> None:
        assert collected(hours, "calcium,200,mg/24h").value("urine_calcium").tolist() == [200.0]

    @pytest.mark.parametrize(
        ("hours", "said"), [("11.9", "11.9 h"), ("8", "8 h"), ("48.5", "48.5 h")]
    )
    def test_outside_all_rates_are_refused(self, hours: str, said: str) -> None:
        panel = collected(
            hours,
            "calcium,200,mg/24h",
            "oxalate,30,mg",
            "volume,1.5,L",
            "citrate,20,mg/dL",
            "ph,6,",
        )
        assert panel.value("urine_ph").tolist() == [6.0]
        assert set(panel.values) == {"urine_ph"}
        assert panel.refused["code"].tolist() == ["duration"] * 4
        assert all(said in message for message in panel.refused["message"])

    @pytest.mark.parametrize("hours", ["0", "200", "abc", "-3", "<20"])
    def test_a_duration_that_cannot_be_true_is_refused_and_not_used(self, hours: str) -> None:
        panel = collected(hours, "calcium,200,mg")
        assert panel.value("urine_calcium").tolist() == [200.0]
        assert np.isnan(panel.rows["hours"][0])
        assert panel.refused["code"].tolist() == ["unreadable_duration"]


class TestClock:
    def test_start_and_end_with_times_give_the_hours(self) -> None:
        panel = panel_of_texts(
            "patient_id,collection_start,collection_end,urine_calcium (mg)\n"
            "P1,2026-06-01 07:00,2026-06-02 06:30,235\n"
        )
        assert panel.rows["hours"].tolist() == [23.5]
        assert panel.value("urine_calcium")[0] == pytest.approx(240)

    def test_dates_without_times_give_none(self) -> None:
        panel = panel_of_texts(
            "patient_id,collection_start,collection_end,urine_calcium (mg)\n"
            "P1,2026-06-01,2026-06-02,235\n"
        )
        assert np.isnan(panel.rows["hours"][0])

    def test_a_stated_duration_wins(self) -> None:
        panel = panel_of_texts(
            "patient_id,collection_start,collection_end,duration_h,urine_calcium (mg)\n"
            "P1,2026-06-01 07:00,2026-06-02 06:30,24,240\n"
        )
        assert panel.rows["hours"].tolist() == [24.0]

    def test_a_collection_time_of_day_is_no_duration(self) -> None:
        text = "patient_id,Collection time,urine_calcium (mg/24h)\nP1,07:30,240\nP2,24 h,240\n"
        panel = panel_of_texts(text)
        assert panel.value("urine_calcium").tolist() == [240.0, 240.0]
        assert np.isnan(panel.rows["hours"][0])
        assert panel.rows["hours"][1] == 24.0
        assert panel.refused["code"].tolist() == ["unreadable_duration"]


class TestNeeds:
    def test_what_is_missing_is_named(self) -> None:
        text = (
            "patient_id,specimen,analyte,value,unit\n"
            "P1,urine_24h,calcium,10,mg/dL\nP1,urine_24h,creatinine,20,mg/kg/d\n"
            "P1,urine_24h,citrate,300,mg/g creatinine\nP1,urine_24h,ph,6.0,\n"
        )
        panel = panel_of_texts(text)
        assert panel.refused[["analyte", "code"]].values.tolist() == [
            ["urine_calcium", "needs_volume"],
            ["urine_creatinine", "needs_weight"],
            ["urine_citrate", "needs_creatinine"],
        ]
        assert unaccounted((text,), panel) == []

    def test_a_volume_in_conflict_takes_the_concentrations_along(self) -> None:
        panel = panel_of_texts(
            "patient_id,collection_id,specimen,analyte,value,unit\n"
            "P1,A,urine_24h,volume,1.5,L\nP1,A,urine_24h,volume,2.5,L\n"
            "P1,A,urine_24h,calcium,10,mg/dL\nP1,A,urine_24h,oxalate,30,mg/d\n"
        )
        assert set(panel.values) == {"urine_oxalate"}
        assert sorted(panel.refused["code"]) == ["conflict", "conflict", "needs_volume"]

"""Dialysis and kidney failure explain values that otherwise point elsewhere."""

from __future__ import annotations

from typing import Any

from tests.support.panels import panel_of
from tests.support.patient import report_of
from uroscope.knowledge import load
from uroscope.model import Review
from uroscope.present.patient.sheet import sheets_of
from uroscope.reviewing import review_panel

KNOWLEDGE = load()
PROFILE = KNOWLEDGE.profile("stone_us")
# Haemodialysis with a little urine left: what is low is what dialysis and failed kidneys explain.
DIALYSIS: dict[str, Any] = {
    "sex": "female", "age": 66, "weight_kg": 70, "height_cm": 160, "hours": 24,
    "medications": "sevelamer", "conditions": "ESRD on hemodialysis, anuria 300 mL",
    "symptoms": "none", "urine_volume": 0.3, "urine_calcium": 20, "urine_oxalate": 18,
    "urine_citrate": 40, "urine_sodium": 30, "urine_ph": 5.9, "urine_magnesium": 10,
    "urine_potassium": 10, "urine_ammonium": 5, "urine_creatinine": 350, "serum_calcium": 8.4,
    "serum_creatinine": 7.9, "serum_potassium": 6.1, "serum_bicarbonate": 17,
    "serum_phosphorus": 7.1,
}  # fmt: skip


def review_of(given: dict[str, Any], **changes: Any) -> Review:
    return review_panel(panel_of(given | changes), PROFILE)[0]


class TestRedFlags:
    def test_on_dialysis_potassium_stands_first_and_missing_urine_does_not(self) -> None:
        review = review_of(DIALYSIS)
        assert [(f.id, f.tier) for f in review.red_flags] == [("k_crisis", "same_day")]
        care = sheets_of(report_of(review), KNOWLEDGE.record["patient_sheet"])[0].care
        assert (care.tier, care.flags) == (
            "same_day", ["A salt in your blood is out of the safe range."],
        )  # fmt: skip
        caution = next(f for f in review.findings if f.id == "dialysis_caution")
        assert any("stopped suddenly" in sentence for sentence in caution.why)

    def test_a_blocked_kidney_on_the_scan_is_still_an_emergency(self) -> None:
        for report in ("bilateral hydronephrosis", "left hydronephrosis, obstructing stone"):
            flags = review_of(DIALYSIS, imaging_report=report).red_flags
            assert ("anuria_on_dialysis", "now") in [(f.id, f.tier) for f in flags]
            assert "anuria" not in [f.id for f in flags]

    def test_without_dialysis_or_with_an_acute_injury_nothing_is_taken_back(self) -> None:
        for conditions in ("CKD 5, not on dialysis", "AKI, hemodialysis", "", "mother on dialysis"):
            review = review_of({"conditions": conditions, "symptoms": "no urine"})
            assert "anuria" in [flag.id for flag in review.red_flags], conditions

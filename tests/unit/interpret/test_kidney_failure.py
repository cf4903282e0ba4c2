"""Dialysis and kidney failure explain values that otherwise point elsewhere."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.support.panels import panel_of
from tests.support.patient import report_of
from uroscope.knowledge import load
from uroscope.model import Finding, Review
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


def finding_of(review: Review, name: str) -> Finding:
    return next(f for f in review.findings if f.id == name)


class TestWhatKidneysExplain:
    def test_bowel_losses_are_not_said_on_dialysis(self) -> None:
        review = review_of(DIALYSIS)
        assert "bowel" not in " ".join(review.headline).lower()
        assert "chronic_diarrhea_malabsorption" not in [f.id for f in review.findings]
        bowel = review_of(DIALYSIS, conditions="Crohn disease, hemodialysis")
        assert bowel.statuses["chronic_diarrhea_malabsorption"] != "supported"

    def test_bowel_losses_are_not_said_with_failed_kidneys(self) -> None:
        # Creatinine 7.9 at 66 years gives a woman eGFR 5; 0.8 gives 81.
        failed = review_of(DIALYSIS, conditions="")
        assert failed.statuses["chronic_diarrhea_malabsorption"] == "not_assessable"
        healthy = review_of(DIALYSIS, conditions="", serum_creatinine=0.8)
        assert healthy.statuses["chronic_diarrhea_malabsorption"] == "possible"

    def test_a_named_bowel_loss_is_not_the_headline_of_failed_kidneys(self) -> None:
        review = review_of(DIALYSIS, conditions="Crohn disease")
        assert "eGFR 5" in " ".join(review.headline)
        assert "owel" not in " ".join(review.headline)
        said = finding_of(review, "chronic_diarrhea_malabsorption")
        # One sentence that says both, not the gut's reasons with a sentence against them.
        assert "as well: the history tells how much is lost" in " ".join(said.why)
        assert "leaves through the gut" not in " ".join(said.why)
        kidneys = finding_of(review, "kidney_failure_gfr")
        assert "do not tell them apart" in " ".join(kidneys.distinguish)
        healthy = review_of(DIALYSIS, conditions="Crohn disease", serum_creatinine=0.8)
        said = finding_of(healthy, "chronic_diarrhea_malabsorption")
        assert "leaves through the gut" in " ".join(said.why)

    def test_low_values_of_failed_kidneys_are_no_diet_and_no_tubular_acidosis(self) -> None:
        # Potassium 4.8 is usual, fresh pH 6.8 and bicarbonate 17: with working kidneys two causes.
        given = DIALYSIS | {"serum_potassium": 4.8, "spot_urine_ph": 6.8}
        causes = {"low_potassium_low_alkali_diet", "distal_rta_complete"}
        low = {"hypocitraturia", "hypomagnesuria"}
        on_dialysis = review_of(given)
        assert all(on_dialysis.statuses[name] == "contradicted" for name in causes)
        failed = review_of(given, conditions="")
        for review in (on_dialysis, failed):
            numbered = {f.id for f in review.findings if f.rank}
            assert not numbered & (causes | low)
            assert "diet" not in " ".join(review.headline)
        assert low | causes <= set(finding_of(failed, "kidney_failure_gfr").explains)
        healthy = review_of(given, conditions="", serum_creatinine=0.8)
        assert causes & {f.id for f in healthy.findings if f.rank}

    def test_low_blood_magnesium_on_dialysis_is_not_put_down_to_the_urine(self) -> None:
        on_dialysis = finding_of(review_of(DIALYSIS, serum_magnesium=1.4), "dialysis_caution")
        assert any("follows the dialysate" in sentence for sentence in on_dialysis.why)
        usual = finding_of(review_of(DIALYSIS, serum_magnesium=2.2), "dialysis_caution")
        assert not any("dialysate, the food" in sentence for sentence in usual.why)

    def test_enteric_oxalate_is_not_helped_by_what_kidneys_make_low(self) -> None:
        bowel = {"conditions": "Crohn disease", "urine_oxalate": 90}
        failed = finding_of(review_of(DIALYSIS, **bowel), "enteric_hyperoxaluria")
        assert not any("fits" in sentence for sentence in failed.for_)
        healthy = review_of(DIALYSIS, **bowel, serum_creatinine=0.8)
        fits = finding_of(healthy, "enteric_hyperoxaluria").for_
        assert "Low citrate (40 mg/d) fits." in fits

    def test_reduced_function_stands_in_the_headline_of_an_acidosis(self) -> None:
        # Creatinine 2.0 at 66 years gives a woman eGFR 27.
        given = DIALYSIS | {
            "conditions": "", "serum_creatinine": 2.0, "serum_potassium": 4.8,
            "spot_urine_ph": 6.8, "urine_creatinine": 1100, "urine_volume": 1.5,
        }  # fmt: skip
        assert "the kidney disease itself" in " ".join(review_of(given).headline)

    def test_phosphorus_of_weak_kidneys_is_no_sign_of_the_parathyroids(self) -> None:
        for changes in ({}, {"conditions": "", "serum_creatinine": 2.4}):
            said = finding_of(review_of(DIALYSIS, **changes), "hypoparathyroidism_possible")
            assert not any("high fits" in sentence for sentence in said.for_)
            assert any("no sign of the parathyroids" in sentence for sentence in said.against)
        healthy = review_of(DIALYSIS, conditions="", serum_creatinine=0.8)
        said = finding_of(healthy, "hypoparathyroidism_possible")
        assert "Phosphorus 7.1 mg/dL high fits." in said.for_

    def test_the_two_sentences_on_creatinine_say_the_same(self) -> None:
        reasons = " ".join(finding_of(review_of(DIALYSIS), "collection_under").why)
        assert "only the account of the day tells" in reasons
        assert "below 11 mg/kg" not in reasons
        assert "low for sex and age" not in reasons
        assert "well below eGFR" not in reasons


class TestLittleUrineOfFailedKidneys:
    GIVEN: ClassVar[dict[str, Any]] = {
        "sex": "male", "age": 71, "urine_volume": 0.4, "serum_creatinine": 5.43,
        "serum_potassium": 6.8,
    }  # fmt: skip

    def test_the_kidneys_are_the_finding_and_the_goal_is_none(self) -> None:
        # CKD-EPI 2021: 142 x (5.43 / 0.9)^-1.2 x 0.9938^71 = 142 x 0.1157 x 0.6430 = 10.6.
        review = review_of(self.GIVEN)
        first = next(f for f in review.findings if f.rank == 1)
        assert first.id == "kidney_failure_gfr"
        assert "eGFR 11" in first.summary
        assert "eGFR 11" in review.headline[0]
        assert "low_urine_volume" not in [f.id for f in review.findings if f.rank]
        volume = next(r for r in review.results if r.analyte == "urine_volume")
        assert (volume.flag, volume.goal, volume.limits) == ("unknown", None, None)
        assert volume.note
        assert "eGFR below 15" in volume.note
        assert not [habit for habit in review.habits if "2.5 L" in habit.clinician_text]

    def test_oliguria_is_named_below_its_line(self) -> None:
        # StatPearls: less than 400 mL a day.
        for volume, words in ((0.39, "is oliguria"), (0.4, "borders on"), (0.6, "")):
            why = " ".join(
                finding_of(review_of(self.GIVEN, urine_volume=volume), "kidney_failure_gfr").why
            )
            assert ("oliguria" in why) is bool(words), volume
            assert words in why

    def test_with_a_little_more_function_the_goal_stays(self) -> None:
        review = review_of(self.GIVEN, serum_creatinine=3.1)
        assert review.statuses["kidney_failure_gfr"] == "contradicted"
        assert next(r for r in review.results if r.analyte == "urine_volume").flag == "low"

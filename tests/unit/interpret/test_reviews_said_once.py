"""What a nephrologist in a hurry reads: nothing twice or against itself, the first thing first."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.panels import panel_of
from tests.support.patient import report_of, section, sheet_of, text_of
from uroscope.knowledge import load
from uroscope.model import Finding, Review
from uroscope.present.text import Style, review_text
from uroscope.reviewing import review_panel

PROFILE = load().profile("stone_us")
MAN: dict[str, Any] = {
    "sex": "male", "age": 45, "weight_kg": 70, "height_cm": 178, "hours": 24,
    "urine_creatinine": 1400,
}  # fmt: skip
PANEL: dict[str, Any] = {
    "urine_volume": 1.6, "urine_oxalate": 34, "urine_citrate": 420, "urine_uric_acid": 600,
    "urine_sodium": 120, "urine_ph": 6.0,
}  # fmt: skip


def review_of(base: dict[str, Any] = MAN, **changes: Any) -> Review:
    return review_panel(panel_of({**base, **changes}), PROFILE)[0]


def printed(review: Review) -> str:
    text = review_text(review, report_of(review), "conventional", Style(width=80))
    return " ".join(text.split())


def finding(review: Review, name: str) -> Finding:
    return next(f for f in review.findings if f.id == name)


def numbered(review: Review) -> list[str]:
    return [f.id for f in review.findings if f.rank]


def habits(review: Review) -> set[str]:
    return {habit.id for habit in review.habits}


class TestHighCalciumWithAParathyroidHormone:
    # 90 mg × 1.7 / (1,400 mg × 10.8) = 0.0101; with 0.8 for 1.7 and 340 mg 0.018.
    HIGH: dict[str, Any] = {"serum_calcium": 10.8, "serum_pth": 145, "urine_calcium": 90}  # noqa: RUF012

    @pytest.mark.parametrize(
        "kidneys",
        [
            {"conditions": "kidney transplant 2019", "serum_creatinine": 1.2},
            {"conditions": "haemodialysis", "serum_creatinine": 8.0},
            {"serum_creatinine": 3.5},
        ],
    )
    def test_after_a_transplant_or_with_failing_kidneys_tertiary_comes_first(
        self, kidneys: dict[str, Any]
    ) -> None:
        review = review_of(**self.HIGH, **kidneys)
        assert any("tertiary hyperparathyroidism or primary" in text for text in review.headline)
        first = finding(review, "primary_hyperparathyroidism").distinguish[0]
        assert first.startswith("Tertiary hyperparathyroidism comes first")

    def test_with_working_kidneys_primary_is_the_word(self) -> None:
        review = review_of(**self.HIGH, serum_creatinine=0.8)
        assert "tertiary" not in printed(review).casefold()

    @pytest.mark.parametrize(
        "spoiled",
        [
            {"medications": "hydrochlorothiazide"},
            {"medications": "lithium"},
            {"serum_creatinine": 1.7},
            {"urine_creatinine": 400},
        ],
    )
    def test_a_ratio_that_cannot_be_read_is_not_read_first(self, spoiled: dict[str, Any]) -> None:
        for calcium in (60, 200, 400):
            given = {**self.HIGH, "serum_creatinine": 0.8, "urine_calcium": calcium, **spoiled}
            said = finding(review_of(**given), "primary_hyperparathyroidism")
            assert not [text for text in said.why if text.startswith("Clearance ratio")]
            assert len([text for text in said.against if "cannot be read" in text]) == 1

    def test_a_ratio_that_can_be_read_is(self) -> None:
        # Nobody asked for medicines: what was never asked takes nothing back.
        review = review_of(**self.HIGH, serum_creatinine=0.8)
        said = finding(review, "primary_hyperparathyroidism")
        assert [text for text in said.why if text.startswith("Clearance ratio")]
        assert not [text for text in said.against if "cannot be read" in text]

    def test_the_criterion_for_surgery_stands_for_the_lower_line(self) -> None:
        for calcium, lines in ((280, ["above 211"]), (340, ["passes the 2022 criterion"])):
            given = {**self.HIGH, "serum_creatinine": 0.8, "urine_calcium": calcium}
            said = finding(review_of(**given), "primary_hyperparathyroidism").for_
            found = [text for text in said if text.startswith("Urine calcium")]
            assert len(found) == 1
            assert lines[0] in found[0]

    def test_without_a_pth_the_pth_is_the_question_and_not_vitamin_d(self) -> None:
        review = review_of(**PANEL, serum_calcium=10.5, serum_creatinine=0.9, urine_calcium=290)
        causes = [f.id for f in review.findings if f.rank and f.status == "possible"]
        assert "primary_hyperparathyroidism" in causes
        assert "vitd_toxicity_excess" not in causes
        assert review.most_wanted[0].id == "serum_pth"
        low = {"serum_pth": 6, "lab_limits": {"serum_pth": [15, 65]}}
        suppressed = review_of(**PANEL, **low, serum_calcium=11.9, urine_calcium=290)
        assert "pth_independent_hypercalcemia" in numbered(suppressed)


class TestMedicinesAndDays:
    def test_lithium_stands_in_the_headline_and_the_ratio_is_set_aside_once(self) -> None:
        review = review_of(
            serum_calcium=10.9, serum_pth=90, serum_creatinine=1.9, urine_calcium=110,
            medications="lithium",
        )  # fmt: skip
        assert "on lithium: the medicine" in review.headline[0]
        against = finding(review, "primary_hyperparathyroidism").against
        assert len([text for text in against if "cannot be read" in text]) == 1

    def test_thirty_hours_are_not_called_complete(self) -> None:
        long = printed(review_of({**MAN, "hours": 30}, urine_calcium=320))
        assert "Specimen complete" not in long
        assert "fits the hours given" in long
        assert "Specimen complete" in printed(review_of(urine_calcium=320))

    def test_what_goes_with_salt_stands_under_the_finding_that_carries_the_calcium(self) -> None:
        review = review_of(
            serum_calcium=11.6, serum_pth=8, serum_25_oh_vitamin_d=165, urine_calcium=420,
            urine_sodium=150, lab_limits={"serum_pth": [15, 65]},
        )  # fmt: skip
        share = next(c for c in review.contributions if c.id == "sodium_calcium")
        assert share.finding in numbered(review)


class TestLostUrine:
    # 600 mg of creatinine at 70 kg are 8.6 mg/kg, and little for a man of 45.
    LOST: dict[str, Any] = {  # noqa: RUF012
        "urine_creatinine": 600, "urine_volume": 0.7, "urine_citrate": 200, "urine_potassium": 20,
        "urine_magnesium": 30, "urine_calcium": 80, "urine_ph": 5.9, "serum_potassium": 4.2,
        "medications": "none", "conditions": "none",
    }  # fmt: skip

    def test_a_diet_made_of_low_values_is_not_the_headline(self) -> None:
        review = review_of(**self.LOST)
        assert review.statuses["collection_under"] == "supported"
        assert review.statuses["low_potassium_low_alkali_diet"] == "supported"
        assert (
            review.headline[1] == "Citrate and potassium are low, which lost urine alone would do."
        )
        whole = review_of(**{**self.LOST, "urine_creatinine": 1400})
        assert "fruit and vegetables" in " ".join(whole.headline)

    def test_bowel_losses_and_low_calcium_step_back(self) -> None:
        assert "chronic_diarrhea_malabsorption" in numbered(
            review_of(**{**self.LOST, "urine_creatinine": 1400, "conditions": ""})
        )
        lost = review_of(**{**self.LOST, "conditions": ""})
        assert "chronic_diarrhea_malabsorption" not in numbered(lost)
        assert "chronic diarrhoea" in (lost.not_excluded or "")


class TestWhatIsMissingFirst:
    def test_a_refused_urine_calcium_comes_before_a_blood_calcium(self) -> None:
        panel = panel_of({**MAN, **PANEL})
        (unmeasured,) = review_panel(panel, PROFILE)
        assert unmeasured.most_wanted[0].text == (
            "24-h calcium was not measured: it comes before the rest."
        )
        assert "serum_calcium" not in [wanted.id for wanted in unmeasured.most_wanted]

    def test_a_blood_calcium_that_something_points_to_is_still_asked_for(self) -> None:
        review = review_of(**PANEL, urine_calcium=320)
        assert "serum_calcium" in [wanted.id for wanted in review.most_wanted]

    def test_few_numbers_are_no_panel(self) -> None:
        review = review_of(urine_volume=1.2, urine_ph=5.1)
        assert "urine_calcium" not in [wanted.id for wanted in review.most_wanted]

    def test_blood_alone_is_not_told_to_measure_oxalate_first(self) -> None:
        blood = {"serum_calcium": 11.2, "serum_pth": 61, "serum_creatinine": 0.8}
        review = review_of({"sex": "female", "age": 57}, **blood)
        assert "urine_oxalate" not in [wanted.id for wanted in review.most_wanted]
        # Calcium and creatinine of blood are there: it says whose are missing.
        missing = finding(review, "primary_hyperparathyroidism").missing
        assert "24-h calcium and 24-h creatinine" in missing

    def test_what_cannot_wait_is_asked_for_beside_an_open_cause(self) -> None:
        review = review_of(
            {"sex": "female", "age": 31, "hours": 24},
            conditions="pregnant 22 weeks", urine_calcium=340, urine_ph=6.8, symptoms="flank pain",
            serum_calcium=8.9, serum_albumin=3.4,
        )  # fmt: skip
        assert "fever" in " ".join(wanted.label for wanted in review.most_wanted)


class TestEachThingOnce:
    def test_what_two_findings_would_explain_stands_under_the_first(self) -> None:
        review = review_of(
            urine_oxalate=90, urine_calcium=60, urine_volume=1.1, conditions="gastric bypass",
            serum_calcium=9.0, serum_pth=90, serum_25_oh_vitamin_d=15,
        )  # fmt: skip
        named = [name for f in review.findings for name in f.explains]
        assert "low_urine_calcium_clue" in named
        assert len(named) == len(set(named))

    def test_cystinuria_says_its_salt_and_volume_once(self) -> None:
        review = review_of(
            urine_cystine=720, urine_volume=2.3, urine_sodium=170, conditions="cystinuria",
            medications="tiopronin",
        )  # fmt: skip
        text = printed(review)
        assert text.count("salt carries cystine") == 1
        assert text.count("Volume 2.30 L: ") == 1
        assert "This can lower cystine in your urine." in " ".join(text_of(review).split())

    def test_whole_sentences_of_the_specimen_stand_without_brackets(self) -> None:
        text = printed(review_of(urine_calcium=200, urine_volume=2.6, conditions="pregnant"))
        assert "Specimen complete (creatinine 20.0 mg/kg/d)." in text
        assert "(Urine calcium runs" not in text

    def test_pregnancy_is_not_held_to_a_goal_it_is_told_not_to_use(self) -> None:
        woman = {**MAN, "sex": "female", "age": 30, "urine_creatinine": 1100}
        review = review_of(woman, urine_volume=2.1, pregnant="yes", symptoms="flank pain")
        volume = next(r for r in review.results if r.analyte == "urine_volume")
        assert (volume.goal, volume.flag) == (None, "unknown")
        assert printed(review).casefold().count("stone pain in pregnancy") == 0
        scanty = review_of(woman, urine_volume=1.1, pregnant="yes")
        assert "low_urine_volume" in numbered(scanty)

    def test_salt_limit_and_fluid_limit_are_not_mixed_up(self) -> None:
        text = load().record["advice"]["fluids_bowel_loss"]
        said = f"{text['clinician_text']}, {text['conditional']}"
        assert said.index("no salt limit") < said.index("fluids") < said.index("unless a limit")


class TestStoneAndUrine:
    def test_an_overgrown_urine_is_not_set_beside_the_stone(self) -> None:
        review = review_of(
            urine_ph=8.3, urine_volume=1.4, urine_calcium=300, stone_analysis="struvite 90 %"
        )
        assert review.stone_comparison is not None
        assert "favours" not in review.stone_comparison.text
        assert review.stone_comparison.verdict == "open"

    def test_salt_alone_favours_no_calcium_phosphate_in_acid_urine(self) -> None:
        given = {"urine_sodium": 260, "urine_calcium": 120, "urine_volume": 1.8}
        for ph, favoured in ((6.1, False), (6.8, True)):
            compared = review_of(**given, urine_ph=ph).stone_comparison
            assert compared is not None
            assert ("calcium phosphate" in compared.favoured) is favoured
        much = review_of(**{**given, "urine_calcium": 320}, urine_ph=6.1).stone_comparison
        assert much is not None
        assert "calcium phosphate" in much.favoured


class TestPatient:
    def test_a_probable_overcollection_is_said_first(self) -> None:
        sheet = sheet_of(review_of(urine_creatinine=2600, urine_calcium=300, urine_volume=3.4))
        assert "more than a day" in sheet.banners[0].text
        assert "more than a day" not in " ".join(section(sheet, "untold"))

    def test_food_calcium_is_left_to_the_kidney_team(self) -> None:
        enteric = {"urine_oxalate": 90, "conditions": "Crohn disease"}
        assert "normal_food_calcium" in habits(review_of(**enteric, serum_creatinine=0.9))
        assert "normal_food_calcium" not in habits(review_of(**enteric, serum_creatinine=6.0))
        dialysis = {**enteric, "conditions": "Crohn disease, haemodialysis"}
        assert "normal_food_calcium" not in habits(review_of(**dialysis))


class TestLittleCalciumInUrineOfHighBloodCalcium:
    # A published grandmother with a mutation: calcium 11.9, PTH 93, 86 mg a day, nothing else.
    GIVEN: dict[str, Any] = {  # noqa: RUF012
        "serum_calcium": 11.9, "serum_pth": 93, "urine_calcium": 86,
    }  # fmt: skip

    def test_fhh_stands_in_the_headline_before_surgery(self) -> None:
        review = review_of({"sex": "female", "hours": 24}, **self.GIVEN)
        assert "FHH, which is excluded before anyone plans surgery" in review.headline[0]
        much = review_of({"sex": "female", "hours": 24}, **{**self.GIVEN, "urine_calcium": 320})
        assert "FHH" not in " ".join(much.headline)

    def test_where_fhh_is_supported_its_own_sentence_says_it_once(self) -> None:
        # 40 mg × 0.8 / (1,100 mg × 11.9) = 0.0024, creatinine 17 mg/kg: complete for a woman.
        woman = {**MAN, "sex": "female", "weight_kg": 65, "urine_creatinine": 1100}
        review = review_of(woman, **{**self.GIVEN, "urine_calcium": 40}, serum_creatinine=0.8)
        assert review.statuses["fhh_possible"] == "supported"
        assert " ".join(review.headline).count("FHH") == 1

    def test_such_a_urine_favours_no_calcium_stone(self) -> None:
        review = review_of({"sex": "female", "hours": 24}, **self.GIVEN)
        assert review.stone_comparison is None

    def test_what_is_missing_twice_is_read_once(self) -> None:
        review = review_of({"sex": "female", "hours": 24}, **self.GIVEN)
        missing = finding(review, "fhh_possible").missing
        assert missing.count("blood creatinine") == 1
        assert "urine_oxalate" not in [wanted.id for wanted in review.most_wanted]


@pytest.mark.parametrize(("calcium", "words"), [(113, "borderline"), (146, "by a tenth or more")])
def test_a_childs_urine_calcium_is_told_by_how_far_it_is_above(calcium: float, words: str) -> None:
    # 113 mg at 27 kg are 4.2 mg/kg, 146 mg are 5.4; the line is 4 and its tenth 4.4.
    child = {"sex": "male", "age": 8, "weight_kg": 27, "hours": 24, "urine_calcium": calcium}
    why = [text for text in finding(review_of(child), "hypercalciuria").why if "child" in text]
    assert len(why) == 1
    assert words in why[0]

"""What made a reader of whole reviews wince: order, repetition, advice that is already met."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.panels import panel_of
from tests.support.patient import report_of, text_of
from uroscope.knowledge import load
from uroscope.model import Review, age_said
from uroscope.present.html import report_html
from uroscope.present.text import Style, review_text
from uroscope.present.words import person
from uroscope.reviewing import review_panel

PROFILE = load().profile("stone_us")
# 70 kg and 1,400 mg of creatinine are 20 mg/kg: complete for a man, 24 h stated.
MAN: dict[str, Any] = {
    "sex": "male", "age": 45, "weight_kg": 70, "height_cm": 178, "hours": 24,
    "urine_creatinine": 1400,
}  # fmt: skip
WOMAN: dict[str, Any] = MAN | {"sex": "female", "urine_creatinine": 1100}


def review_of(base: dict[str, Any] = MAN, **changes: Any) -> Review:
    return review_panel(panel_of({**base, **changes}), PROFILE)[0]


def shown(review: Review) -> list[tuple[str, str]]:
    return [(f.id, f.status) for f in review.findings if f.rank]


def habits(review: Review) -> dict[str, str]:
    return {habit.id: habit.clinician_text for habit in review.habits}


def steps(review: Review) -> dict[str, str]:
    return {step.id: step.text for step in review.next_steps}


class TestOrder:
    @pytest.mark.parametrize(
        "given",
        [
            # an open cause of several facts: it follows them
            {"urine_oxalate": 55, "urine_volume": 1.2, "urine_citrate": 150},
            {"urine_ph": 7.6, "urine_citrate": 120, "urine_volume": 1.2},
            {"urine_calcium": 380, "urine_volume": 1.5},
        ],
    )
    def test_nothing_possible_stands_above_what_is_supported(self, given: dict[str, Any]) -> None:
        found = [status for _, status in shown(review_of(**given))]
        assert found.count("possible") >= 1
        assert found == sorted(found, reverse=True), "supported before possible"

    def test_a_cause_of_what_is_explained_already_is_not_numbered(self) -> None:
        # Granulomas explain the high calcium: malignancy is named in the line, not among findings.
        review = review_of(
            urine_calcium=480, serum_calcium=11.4, serum_albumin=4.0, serum_pth=6,
            serum_25_oh_vitamin_d=24, serum_1_25_oh2_vitamin_d=98, conditions="sarcoidosis",
        )  # fmt: skip
        assert shown(review)[0] == ("granulomatous_calcitriol_excess", "supported")
        assert review.statuses["malignancy_hypercalcemia"] == "possible"
        assert "malignancy_hypercalcemia" not in dict(shown(review))
        assert "malignancy" in (review.not_excluded or "")
        assert "cancer would decide" not in (review.not_excluded or "")

    def test_a_banner_about_the_person_explains_no_infection_away(self) -> None:
        review = review_of(
            urine_ph=7.8, urine_citrate=120, conditions="ileal conduit, recurrent UTI"
        )
        assert ("urease_infection_struvite", "possible") in shown(review)

    def test_a_kidney_that_acidifies_is_not_numbered_as_tubular_acidosis(self) -> None:
        given = {"serum_bicarbonate": 20, "serum_potassium": 4.0, "urine_citrate": 200}
        open_ = review_of(urine_ph=5.8, **given)
        acid = review_of(urine_ph=5.1, **given)
        assert "distal_rta_complete" in dict(shown(open_))
        assert "distal_rta_complete" not in dict(shown(acid))
        assert acid.statuses["distal_rta_complete"] == "possible"
        assert "distal renal tubular acidosis" in (acid.not_excluded or "")

    def test_in_a_child_an_open_tubular_acidosis_is_shown(self) -> None:
        """Bicarbonate 14, potassium 1.8, pH 7.5, Sjögren: published, 16-year-old girl."""
        review = review_of(
            {}, sex="female", age=16, weight_kg=50, urine_ph=7.5, serum_potassium=1.8,
            serum_chloride=120, serum_bicarbonate=14, conditions="Sjögren syndrome",
        )  # fmt: skip
        assert ("distal_rta_complete", "possible") in shown(review)

    def test_genes_come_before_the_bowel_where_no_bowel_is_named(self) -> None:
        order = [name for name, _ in shown(review_of(urine_oxalate=150))]
        assert order.index("primary_hyperoxaluria_possible") < order.index("enteric_hyperoxaluria")
        assert "low_calcium_diet_hyperoxaluria" not in order

    def test_a_pth_just_high_in_kidney_disease_is_not_the_case(self) -> None:
        review = review_of(
            age=64, weight_kg=104, urine_creatinine=1700, urine_ph=5.1, urine_uric_acid=500,
            stone_analysis="uric acid 100 %", serum_creatinine=1.7, serum_pth=68,
            serum_calcium=9.4, serum_albumin=4.1,
        )  # fmt: skip
        assert [name for name, _ in shown(review)][:2] == [
            "acidic_urine_uric_acid", "secondary_hyperparathyroidism_low_vitd",
        ]  # fmt: skip

    def test_a_value_inside_its_limit_needs_no_cause(self) -> None:
        # 190 of 200 mg: near the limit, and inside it.
        review = review_of(WOMAN, urine_calcium=190, serum_calcium=9.4,
                           conditions="distal renal tubular acidosis")  # fmt: skip
        assert "drug_or_systemic_hypercalciuria" not in dict(shown(review))

    def test_a_named_tubular_acidosis_is_not_blamed_for_its_own_ph(self) -> None:
        review = review_of(
            WOMAN, urine_ph=7.4, urine_citrate=210, serum_bicarbonate=23,
            medications="potassium citrate", conditions="distal renal tubular acidosis",
        )  # fmt: skip
        assert shown(review)[0] == ("treated_distal_rta", "supported")
        assert "overalkalinization" not in dict(shown(review))


class TestHabits:
    def test_a_goal_that_is_met_is_kept_and_not_asked_for(self) -> None:
        there = {"serum_calcium": 9.4, "serum_pth": 40, "urine_calcium": 320}
        before = habits(review_of(urine_volume=1.6, urine_sodium=190, **there))
        after = habits(review_of(urine_volume=2.7, urine_sodium=90, **there))
        assert "to 2.5 L of urine" in before["fluids_to_goal"]
        assert "towards 100 mmol" in before["salt_moderation"]
        assert after["fluids_to_goal"] == "fluids as they are: the 2.5 L of urine is reached"
        assert "towards" not in after["salt_moderation"]

    def test_a_goal_met_by_too_long_a_collection_is_not_met(self) -> None:
        # 2,400 mg / 70 kg = 34 mg/kg: far above 26.
        over = habits(review_of(urine_creatinine=2400, urine_volume=2.9, urine_calcium=320))
        assert "to 2.5 L of urine" in over["fluids_to_goal"]

    def test_an_infection_that_is_only_possible_gives_no_advice(self) -> None:
        given = {"urine_ph": 7.6, "urine_citrate": 120}
        assert "infection_clinician_first" not in habits(review_of(**given))
        struvite = review_of(stone_analysis="struvite 80 %", **given)
        assert "infection_clinician_first" in habits(struvite)

    def test_alkali_in_spite_of_a_high_ph_needs_the_high_ph(self) -> None:
        given = {"serum_bicarbonate": 20, "serum_potassium": 4.0, "serum_creatinine": 0.9}
        assert "alkali_rta_clinician" not in habits(review_of(urine_ph=5.3, **given))
        assert "alkali_rta_clinician" in habits(review_of(fasting_urine_ph=6.6, **given))

    def test_hypercalcaemia_without_pth_gets_no_word_on_calcium_in_food(self) -> None:
        given = {
            "urine_calcium": 420,
            "serum_calcium": 11.6,
            "serum_albumin": 4.0,
            "serum_25_oh_vitamin_d": 180,
            "medications": "cholecalciferol 10000 IU daily",
        }
        assert "normal_food_calcium" not in habits(review_of(serum_pth=6, **given))
        assert "normal_food_calcium" in habits(review_of(serum_pth=90, **given))

    def test_a_ketogenic_diet_is_not_argued_with(self) -> None:
        given = {"urine_calcium": 320, "urine_ph": 5.2, "urine_volume": 1.4}
        usual = habits(review_of(**given))
        keto = habits(review_of(conditions="ketogenic diet, epilepsy", **given))
        assert {"animal_protein_moderation", "limit_sugar"} <= set(usual)
        assert not {"animal_protein_moderation", "limit_sugar", "fruit_vegetables"} & set(keto)

    def test_nobody_is_told_to_drink_before_an_obstruction_with_fever_is_seen(self) -> None:
        review = review_of(
            symptoms="fever 39, flank pain", urine_volume=1.1,
            imaging_report="CT: 6 mm obstructing left ureteral stone with hydronephrosis.",
        )  # fmt: skip
        assert review.red_flags[0].tier == "now"
        note = report_of(review)
        text = review_text(review, note, "conventional", Style(width=100))
        assert "Habits come once the urgent matter above is settled" in text
        assert "2.5 L of urine (AUA" not in text
        assert review.most_wanted == []


class TestNextSteps:
    def test_what_is_normal_is_not_measured_again(self) -> None:
        given = {"medications": "hydrochlorothiazide", "urine_citrate": 240, "serum_potassium": 3.2}
        normal = review_of(serum_calcium=9.6, serum_albumin=4.2, serum_pth=40, **given)
        assert "repeat_calcium_pth" not in steps(normal)

    def test_again_is_said_of_what_was_measured(self) -> None:
        report = "Ultrasound: bilateral medullary nephrocalcinosis."
        never = steps(review_of(imaging_report=report))["repeat_calcium_pth"]
        high = steps(
            review_of(imaging_report=report, serum_calcium=11, serum_albumin=4, serum_pth=90)
        )
        assert "again" not in never
        assert "again" in high["repeat_calcium_pth"]

    def test_only_the_missing_one_of_two_is_asked_for(self) -> None:
        given = {"urine_citrate": 200, "urine_ph": 6.6}
        assert steps(review_of(**given))["bicarbonate_potassium"] == "bicarbonate and potassium"
        known = review_of(serum_bicarbonate=25, **given)
        assert steps(known)["bicarbonate_potassium"] == "blood potassium"
        known = review_of(serum_potassium=4, **given)
        assert steps(known)["bicarbonate_potassium"] == "bicarbonate"

    def test_at_low_kidney_function_plasma_oxalate_waits_for_nothing(self) -> None:
        failing = review_of(urine_oxalate=30, serum_creatinine=4.0)
        assert steps(failing)["plasma_oxalate"] == "plasma oxalate"
        assert "genetics_oxalate" not in steps(failing)

    def test_a_thiol_is_named_only_where_it_is(self) -> None:
        given = {"urine_cystine": 900, "stone_analysis": "cystine 100 %"}
        assert "urine_protein_thiol" not in steps(review_of(**given))
        assert "urine_protein_thiol" in steps(review_of(medications="tiopronin", **given))
        measured = review_of(medications="tiopronin", urine_protein=900, **given)
        assert "urine_protein_thiol" not in steps(measured)

    def test_nobody_x_rays_bones_in_pregnancy(self) -> None:
        given = {"serum_calcium": 11.6, "serum_albumin": 4.0, "serum_pth": 120}
        assert "bone_density" in steps(review_of(WOMAN, **given))
        assert "bone_density" not in steps(review_of(WOMAN, pregnant="yes", **given))

    def test_a_urine_that_cannot_be_trusted_is_collected_again_first(self) -> None:
        over = review_of(urine_creatinine=2400, urine_calcium=400, urine_oxalate=60)
        assert over.next_steps[0].id == "repeat_collection"

    def test_dialysis_is_not_asked_about_missed_voids(self) -> None:
        review = review_of(conditions="hemodialysis", urine_creatinine=300, serum_creatinine=8)
        assert not {"repeat_collection", "ask_collection_missed"} & set(steps(review))

    def test_a_first_urine_is_not_collected_again(self) -> None:
        blood = review_of({}, sex="female", age=69, serum_calcium=10.9, serum_albumin=4,
                          serum_pth=74)  # fmt: skip
        assert "again" not in steps(blood)["repeat_collection"]
        low = review_of(urine_creatinine=700, urine_calcium=200)
        assert "again" in steps(low)["repeat_collection"]

    def test_a_clearance_like_the_egfr_speaks_for_a_whole_day(self) -> None:
        # 1,000 mg/d over 3.2 mg/dL is 1000 / 1440 / 0.032 = 21.7 mL/min; eGFR (2021) at 71 is 20.
        review = review_of(age=71, weight_kg=80, height_cm=172, urine_creatinine=1000,
                           serum_creatinine=3.2)  # fmt: skip
        said = " ".join(q.evidence or "" for q in review.quality if q.code == "collection_under")
        assert "agrees with eGFR" in said

    def test_cystine_is_what_salt_is_about_in_cystinuria(self) -> None:
        review = review_of(urine_cystine=960, urine_sodium=215, urine_volume=2.1, urine_ph=6.6,
                           urine_calcium=170, conditions="cystinuria")  # fmt: skip
        assert [stone.type for stone in review.stone_types] == ["cystine"]

    def test_a_ph_that_is_not_interpreted_was_measured_all_the_same(self) -> None:
        review = review_of(urine_ph=8.3, urine_volume=1.8, urine_calcium=140)
        assert review.saturation is not None
        said = {salt.salt: salt.refused or "" for salt in review.saturation.salts}
        assert said["brushite"] == "phosphate not measured, pH not usable"
        unmeasured = review_of(urine_volume=1.8, urine_calcium=140).saturation
        assert unmeasured is not None
        assert "pH not measured" in str([salt.refused for salt in unmeasured.salts])

    def test_the_specimen_line_does_not_repeat_the_headline(self) -> None:
        review = review_of(urine_creatinine=700, urine_calcium=200)
        text = review_text(review, report_of(review), "conventional", Style(width=200))
        assert review.headline[0].startswith("Probable under-collection")
        assert text.count("Probable under-collection") == 1
        assert "10.0 mg/kg/d" in text


class TestMostWanted:
    @pytest.mark.parametrize("who", [{}, {"sex": "female", "age": 70}])
    def test_nobody_asks_a_man_or_an_old_woman_about_pregnancy(self, who: dict[str, Any]) -> None:
        review = review_of(
            **who, solitary_kidney="yes", symptoms="left flank pain", serum_creatinine=3.1,
            imaging_report="CT: 7 mm obstructing stone in the proximal left ureter.",
        )  # fmt: skip
        assert "pregnant" not in [item.id for item in review.most_wanted]
        young = review_of(WOMAN, age=30, symptoms="left flank pain", imaging_report="CT: 7 mm "
                          "obstructing stone in the proximal left ureter.")  # fmt: skip
        assert "pregnant" in [item.id for item in young.most_wanted]

    def test_a_filtration_of_60_answers_for_the_kidneys(self) -> None:
        given = {"serum_calcium": 11, "serum_albumin": 4.2, "serum_pth": 74, "conditions": ""}
        asked = [i.id for i in review_of(WOMAN, serum_creatinine=0.8, **given).most_wanted]
        assert "chronic_kidney_disease" not in asked

    def test_what_is_folded_is_not_worth_another_test(self) -> None:
        review = review_of(
            WOMAN, conditions="Roux-en-Y gastric bypass", urine_oxalate=58, urine_volume=1.6,
            urine_citrate=260, urine_ph=5.8, urine_sodium=110, urine_calcium=75,
            urine_magnesium=60, urine_potassium=40, urine_uric_acid=420, serum_creatinine=0.7,
            serum_potassium=4.1, serum_bicarbonate=24, serum_calcium=9, serum_albumin=3.9,
            serum_pth=82, serum_25_oh_vitamin_d=21, medications="calcium citrate, vitamin C",
        )  # fmt: skip
        named = {name for item in review.most_wanted for name in (*item.decides, *item.may_decide)}
        folded = {n for p in load().record["patterns"] if p["id"] == review.findings[0].id
                  for n in p["explains"]}  # fmt: skip
        assert named.isdisjoint(folded)

    def test_beside_a_cause_only_what_something_points_to_is_wanted(self) -> None:
        # Ileostomy, acid urine of 0.8 L: a blood calcium nobody needs for it is not "most wanted".
        review = review_of(
            conditions="ileostomy", urine_volume=0.8, urine_citrate=70, urine_ph=5.0,
            urine_sodium=18, urine_potassium=22, urine_magnesium=40, serum_creatinine=1.3,
            serum_bicarbonate=20, serum_potassium=4.0,
        )  # fmt: skip
        assert shown(review)[0] == ("chronic_diarrhea_malabsorption", "supported")
        assert "serum_calcium" not in [item.id for item in review.most_wanted]
        bare = review_of(urine_calcium=408, urine_volume=1.5)
        assert bare.most_wanted[0].id == "serum_calcium"

    def test_every_answer_names_something(self) -> None:
        review = review_of(
            serum_calcium=11.6, serum_albumin=4.1, serum_pth=9, serum_25_oh_vitamin_d=180,
            urine_calcium=420, medications="cholecalciferol 10000 IU daily",
        )  # fmt: skip
        assert review.findings[0].id == "vitd_toxicity_excess"
        assert not [item for item in review.most_wanted if "decides 1 more" in item.text]


class TestPatientSheet:
    def test_what_is_read_as_low_is_not_called_in_range(self) -> None:
        given = {
            "urine_volume": 0.8, "urine_citrate": 70, "urine_ph": 5.0, "urine_sodium": 18,
            "urine_potassium": 22, "urine_magnesium": 40, "urine_calcium": 60, "urine_oxalate": 26,
        }  # fmt: skip
        said = text_of(review_of(conditions="ileostomy", **given))
        assert "In range on that day: oxalate in urine." in said
        well = text_of(review_of(urine_sodium=80, urine_calcium=150, urine_oxalate=26))
        assert "salt in urine" in well
        assert "calcium in urine" in well

    def test_nobody_with_alkaline_urine_is_promised_less_acid(self) -> None:
        said = text_of(
            review_of(urine_calcium=320, urine_sodium=220, urine_ph=6.9, serum_calcium=9.3)
        )
        assert "Less meat can lower calcium in your urine." in said
        assert "lower acid" not in said
        acid = text_of(review_of(urine_calcium=320, urine_sodium=220, serum_calcium=9.3))
        assert "lower acid and calcium" in acid
        assert "This can make urine less acid" not in said

    def test_who_takes_alkali_is_asked_about_its_dose(self) -> None:
        given = {"urine_cystine": 900, "urine_ph": 6.6, "conditions": "cystinuria"}
        taking = habits(review_of(medications="potassium citrate", **given))
        assert taking["alkali_cystine_clinician"].startswith("alkali is taken: its dose")
        assert habits(review_of(**given))["alkali_cystine_clinician"].startswith("alkali for a")


class TestChildren:
    def test_the_limits_of_adults_make_no_infants_urine_incomplete(self) -> None:
        # 60 mg / 7.2 kg = 8.3 mg/kg, usual in the first year, below half of nothing an adult has.
        review = review_of({}, sex="male", age=7 / 12, weight_kg=7.2, height_cm=66, hours=24,
                           urine_creatinine=60, urine_calcium=52)  # fmt: skip
        assert review.statuses["collection_under"] == "possible"
        assert not [q for q in review.quality if "for a man" in (q.evidence or "")]

    def test_measured_and_not_judged_is_not_missing(self) -> None:
        review = review_of({}, sex="female", age=6, weight_kg=21, urine_volume=0.6, urine_ph=6.0,
                           urine_citrate=300, serum_bicarbonate=23)  # fmt: skip
        assert "3 measured core values are not judged" in review.headline[0]
        assert "4 of the 7 core urine values are missing" in review.headline[0]
        assert "None of the 1" not in review.headline[0]

    @pytest.mark.parametrize(
        ("base", "given", "says", "not_of"),
        [
            ({"sex": "female", "age": 10, "weight_kg": 30}, {}, "children's stones", "regnan"),
            (WOMAN | {"age": 30}, {"pregnant": "yes"}, "in pregnancy", "hild"),
        ],
    )
    def test_nobody_is_told_of_others(
        self, base: dict[str, Any], given: dict[str, str], says: str, not_of: str
    ) -> None:
        review = review_of(base, urine_calcium=320, urine_volume=1.0, **given)
        habit = next(h for h in review.habits if h.id == "amounts_by_specialist")
        assert says in habit.clinician_text
        assert "growing" in habit.patient_effect or "pregnancy" in habit.patient_effect
        told = " ".join([habit.clinician_text, habit.patient_text, habit.patient_effect])
        assert not_of not in told

    def test_what_has_no_limit_at_this_age_is_not_called_missing(self) -> None:
        # A girl of 10 whose urine calcium is there: adults' 200 mg/d says nothing of her.
        girl = {"sex": "female", "age": 10, "weight_kg": 30, "hours": 24, "urine_calcium": 100}
        review = review_of(girl, serum_calcium=9.8, medications="furosemide")
        found = {f.id: f.missing for f in review.findings}["drug_or_systemic_hypercalciuria"]
        # Of blood the laboratory's printed range would do, at any age.
        assert found[:2] == ["a limit for urine calcium at this age",
                             "the laboratory's own range of blood calcium"]  # fmt: skip
        printed = review_text(review, report_of(review), "conventional", Style(width=200))
        assert "Missing: a limit for urine calcium at this age" in printed

    def test_what_would_decide_is_what_can_be_brought(self) -> None:
        review = review_of({"sex": "female", "age": 7 / 12, "weight_kg": 7.8, "hours": 24},
                           urine_volume=0.4, urine_citrate=90, urine_magnesium=20,
                           conditions="short bowel")  # fmt: skip
        assert review.not_excluded is not None
        decides, lacks = review.not_excluded.split("; ")
        assert "citrate" not in decides
        assert lacks == ("there is no limit at this age for urine volume, urine citrate or urine "
                         "magnesium).")  # fmt: skip

    def test_a_ph_that_cannot_be_read_is_not_called_missing(self) -> None:
        review = review_of({"sex": "female", "age": 10, "weight_kg": 30, "hours": 24},
                           urine_ph=8.4, urine_volume=0.6, urine_magnesium=60, urine_potassium=30,
                           conditions="short bowel")  # fmt: skip
        assert "the pH of a fresh urine" in (review.not_excluded or "")

    @pytest.mark.parametrize(
        ("years", "said"),
        [(17.6, (17, "years")), (54.9, (54, "years")), (7 / 12, (7, "months")), (2, (2, "years"))],
    )
    def test_an_age_is_said_in_completed_years(self, years: float, said: tuple[int, str]) -> None:
        assert age_said(years) == said

    def test_an_infants_weight_keeps_its_decimal(self) -> None:
        review = review_of({}, sex="male", age=7 / 12, weight_kg=7.2, urine_calcium=40)
        assert person(review) == "boy 7 months, 7.2 kg"


BLOCKED: dict[str, Any] = {
    "symptoms": "right flank pain, hardly any urine since last night",
    "conditions": "left nephrectomy 2015", "serum_creatinine": 3.9, "urine_volume": 0.4,
    "imaging_report": "9 mm stone in the right proximal ureter with severe hydronephrosis.",
}  # fmt: skip
PREGNANT: dict[str, Any] = WOMAN | {
    "age": 29, "pregnant": "yes", "urine_ph": 6.6, "urine_calcium": 330, "urine_citrate": 700,
    "serum_potassium": 3.9, "medications": "none", "symptoms": "none", "conditions": "none",
}  # fmt: skip


class TestBlockedOnlyKidney:
    def test_review_and_sheet_both_say_emergency(self) -> None:
        review = review_of(**BLOCKED)
        assert [(flag.id, flag.tier) for flag in review.red_flags] == [("hardly_any_urine", "now")]
        assert "GET EMERGENCY CARE NOW" in text_of(review)

    def test_it_is_not_told_to_drink_more(self) -> None:
        review = review_of(**BLOCKED)
        assert "low_urine_volume" not in dict(shown(review))
        assert not any("concentrates every" in line for line in review.headline)
        assert "You made rather little urine" not in text_of(review)

    def test_a_collection_in_two_months_is_no_step_of_an_emergency(self) -> None:
        assert "collection_after_event" not in steps(review_of(**BLOCKED))
        assert "collection_after_event" in steps(review_of(symptoms="renal colic last week"))

    def test_the_page_does_not_call_it_nothing(self) -> None:
        page = report_html(report_of(review_of(**BLOCKED)), "conventional")
        assert "What cannot wait stands above." in page

    def test_two_kidneys_and_little_urine_are_no_emergency_by_themselves(self) -> None:
        review = review_of(symptoms="passing little urine", solitary_kidney="no", transplant="no")
        assert not review.red_flags


class TestPregnancy:
    def test_a_bicarbonate_usual_in_pregnancy_is_no_tubular_acidosis(self) -> None:
        review = review_of(PREGNANT, serum_bicarbonate=21)
        assert review.statuses["distal_rta_complete"] == "contradicted"
        banner = next(f for f in review.findings if f.id == "pregnancy_caution")
        assert any("21 mmol/L is no acidosis by itself" in why for why in banner.why)

    def test_a_lower_one_is(self) -> None:
        review = review_of(PREGNANT, serum_bicarbonate=17)
        assert review.statuses["distal_rta_complete"] == "supported"

    def test_calcium_that_pregnancy_raises_is_said_so_at_once(self) -> None:
        review = review_of(PREGNANT, serum_bicarbonate=21)
        assert review.headline == ["High urine calcium, 330 mg/d; pregnancy raises it by itself."]


class TestSentences:
    def test_what_was_measured_comes_before_the_cause_it_leaves_open(self) -> None:
        # 50 mg and 1.6 L are both what enteric hyperoxaluria would explain.
        review = review_of(conditions="ileal conduit", urine_oxalate=50, urine_volume=1.6,
                           serum_creatinine=1.3, age=68)  # fmt: skip
        assert review.headline == [
            "High urine oxalate, 50 mg/d; its cause is still open.",
            "Enteric hyperoxaluria is possible.",
        ]

    def test_a_test_and_a_question_are_not_one_item(self) -> None:
        review = review_of(serum_pth=72, serum_calcium=9.8, serum_albumin=4.2,
                           serum_creatinine=0.9)  # fmt: skip
        found = next(f for f in review.findings if f.id == "secondary_hyperparathyroidism_low_vitd")
        assert found.missing[0] == "blood 25-OH vitamin D"

    def test_what_is_missing_stands_in_small_letters(self) -> None:
        review = review_of(urine_oxalate=90, height_cm=178)
        found = next(f for f in review.findings if f.id == "primary_hyperoxaluria_possible")
        assert found.missing[0].startswith("a second collection")

    def test_no_question_would_decide_only_what_it_asks(self) -> None:
        review = review_of({}, sex="male", age=2, weight_kg=12, height_cm=85, hours=24,
                           urine_calcium=80, urine_oxalate=70, urine_ph=6.8, serum_potassium=2.9,
                           serum_bicarbonate=16, conditions="nephrocalcinosis")  # fmt: skip
        assert not [w for w in review.most_wanted if w.label.lower() == "primary hyperoxaluria?"]

    def test_one_litre_is_said_in_the_singular(self) -> None:
        assert "about 1 litre (34 ounces)" in text_of(review_of(urine_volume=1.0))
        assert "about 1.5 litres (51 ounces)" in text_of(review_of(urine_volume=1.5))

    def test_where_a_branched_stone_lies_is_said_once(self) -> None:
        report = "CT: complete staghorn calculus of the left kidney."
        said = text_of(review_of(imaging_report=report))
        assert "A large branched stone in the kidney on the left." in said

    def test_bacteria_are_named_beside_the_citrate_they_use(self) -> None:
        given = {"urine_ph": 7.4, "urine_citrate": 60, "urine_ammonium": 80}
        said = " ".join(text_of(review_of(**given)).split())
        assert "There is little citrate in your urine. Germs in the bottle may have used" in said
        assert "may have used it up" not in text_of(review_of(urine_ph=6.0, urine_citrate=60))

    def test_high_phosphorus_in_treated_hypoparathyroidism_is_not_passed_over(self) -> None:
        review = review_of(WOMAN, conditions="postsurgical hypoparathyroidism", serum_pth=6,
                           medications="calcitriol, calcium carbonate", urine_calcium=380,
                           serum_calcium=8.4, serum_albumin=4.1, serum_phosphorus=4.9)  # fmt: skip
        first = next(f for f in review.findings if f.id == "treated_hypoparathyroidism")
        assert "Phosphorus 4.9 mg/dL is high: it goes with this disease." in first.for_

    @pytest.mark.parametrize(("ph", "acid"), [(6.6, False), (5.2, True)])
    def test_urine_is_called_acid_only_where_it_is(self, ph: float, acid: bool) -> None:
        # 90 mg of citrate on this diet; topiramate keeps the pH up.
        review = review_of(WOMAN, conditions="ketogenic diet", medications="topiramate",
                           urine_citrate=90, urine_ph=ph)  # fmt: skip
        said = " ".join(text_of(review).split())
        assert "can lower citrate" in said
        assert ("It makes this urine acid" in said) is acid

    def test_calcium_that_may_be_low_is_not_in_range(self) -> None:
        # 90 mg has an upper limit alone; beside oxalate 150 mg it may be low.
        review = review_of(urine_oxalate=150, urine_calcium=90, urine_ph=6.0)
        assert review.statuses["low_urine_calcium_clue"] == "possible"
        said = " ".join(text_of(review).split())
        assert "Calcium in your urine may be a little low" in said
        assert "In range on that day: acid in urine." in said

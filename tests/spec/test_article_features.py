"""What the founding article says of causes, habits and questions, each shown by a small case."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.panels import panel_of
from uroscope.interpret.findings import lexicon_of
from uroscope.interpret.texts import MENTIONED, decode
from uroscope.knowledge import load
from uroscope.model import Review
from uroscope.pipeline import review_panel

ADULT: dict[str, Any] = {"sex": "female", "age": 45, "weight_kg": 65, "hours": 24}


def review_of(**case: Any) -> Review:
    return review_panel(panel_of({**ADULT, **case}), load().profile("stone_us"))[0]


# Feature of docs/coverage.yaml, the case, and what the review has to hold: a finding (with its
# status), a red flag, a habit, a test or question.
CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("S19", {"urine_volume": 1.1}, {"finding": "low_urine_volume", "habit": "fluids_to_goal"}),
    (
        "S20",
        {"urine_calcium": 320, "urine_sodium": 210, "serum_calcium": 9.4},
        {"finding": "sodium_driven_hypercalciuria", "habit": "salt_moderation"},
    ),
    ("S21", {"urine_calcium": 320}, {"finding": "hypercalciuria", "step": "pth"}),
    (
        "S22",
        {"serum_calcium": 11.2, "serum_albumin": 4.0, "serum_pth": 95},
        {"finding": "primary_hyperparathyroidism", "step": "repeat_calcium_pth"},
    ),
    (
        "S23",
        {"urine_citrate": 120, "urine_ph": 6.8, "medications": "topiramate"},
        {"finding": "carbonic_anhydrase_inhibitor"},
    ),
    (
        "S24",
        {"serum_calcium": 11.4, "serum_pth": 5, "serum_25_oh_vitamin_d": 190},
        {"finding": "vitd_toxicity_excess"},
    ),
    (
        "S17",
        {"imaging_report": "Medullary nephrocalcinosis. 5 mm stone in the left lower pole."},
        {"finding": "stone_with_nephrocalcinosis", "step": "repeat_calcium_pth"},
    ),
    (
        "S27",
        {"urine_calcium": 320, "conditions": "recurrent kidney stones"},
        {"step": "serum_calcium_albumin"},
    ),
    ("S33", {"symptoms": "fever and flank pain"}, {"red_flag": "fever_obstruction"}),
    ("S34", {"symptoms": "no urine since yesterday"}, {"red_flag": "anuria"}),
    (
        "S35",
        {"imaging_report": "obstructing ureteral stone", "solitary_kidney": "yes"},
        {"red_flag": "single_or_transplant"},
    ),
    (
        "S36",
        {"imaging_report": "obstructing ureteral stone", "pregnant": "yes"},
        {"red_flag": "pregnancy"},
    ),
    ("S40", {"urine_ph": 7.0}, {"step": "urinalysis"}),
    ("S47", {"urine_volume": 1.1}, {"habit": "fluids_to_goal"}),
    ("S48", {"urine_calcium": 320, "urine_sodium": 210}, {"habit": "salt_moderation"}),
    ("S49", {"urine_calcium": 320}, {"habit": "normal_food_calcium"}),
    (
        "S50",
        {"urine_oxalate": 52, "urine_calcium": 150, "serum_creatinine": 0.8},
        {"habit": "low_oxalate_meals"},
    ),
    (
        "S52",
        {
            "conditions": "first kidney stone after a dry week",
            "serum_calcium": 9.4,
            "serum_albumin": 4.2,
        },
        {"finding": "first_stone_dry_spell", "step": "collection_if_wanted"},
    ),
    ("S57", {"urine_ph": 5.1, "urine_uric_acid": 820}, {"step": "stone_analysis"}),
    ("S58", {"urine_citrate": 180}, {"finding": "hypocitraturia", "habit": "fruit_vegetables"}),
    (
        "S59",
        {"conditions": "recurrent kidney stones", "serum_calcium": 9.4},
        {"step": "first_collection"},
    ),
    ("S61", {"serum_creatinine": 2.1}, {"finding": "ckd_caution", "step": "egfr_trend"}),
    ("S66", {"urine_volume": 1.1}, {"step": "follow_up_collection"}),
]


@pytest.mark.parametrize(("case", "wanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_feature(case: dict[str, Any], wanted: dict[str, Any]) -> None:
    review = review_of(**case)
    held = {
        "finding": {f.id for f in review.findings},
        "red_flag": {f.id for f in review.red_flags},
        "habit": {h.id for h in review.habits},
        "step": {s.id for s in review.next_steps},
    }
    for kind, name in wanted.items():
        assert name in held[kind], (kind, name, held[kind])


def test_more_than_one_driver_at_once() -> None:
    review = review_of(
        urine_calcium=320, urine_sodium=210, serum_calcium=9.4, urine_urea_nitrogen=18,
        urine_volume=1.2,
    )  # fmt: skip
    shown = {f.id for f in review.findings if f.status == "supported"}
    assert {"sodium_driven_hypercalciuria", "high_acid_load_animal_protein"} <= shown
    assert "low_urine_volume" in shown
    assert {c.id for c in review.contributions if c.text} >= {"sodium_calcium", "protein_calcium"}


def test_the_right_why_brings_the_right_habit_first() -> None:
    salty = [h.id for h in review_of(urine_calcium=320, urine_sodium=210).habits]
    acid = [h.id for h in review_of(urine_ph=5.1, urine_uric_acid=820).habits]
    assert "salt_moderation" in salty
    assert "low_purine" not in salty
    assert "normal_food_calcium" not in acid


@pytest.mark.parametrize(
    ("stone", "habit", "said"),
    [
        ("calcium oxalate 100 %", "normal food calcium", "Food calcium stays"),
        ("calcium phosphate 100 %", "salt moderate", "Renal tubular acidosis"),
        ("uric acid 100 %", "fewer purines", "Less acid urine may dissolve it"),
        ("cystine 100 %", "at least 3 L", "higher fluid aim"),
        ("struvite 100 %", "infection and stone clearance first", "no diet"),
    ],
)
def test_advice_by_stone_type(stone: str, habit: str, said: str) -> None:
    found = review_of(urine_volume=2.6, stone_analysis=stone).stone_comparison
    assert found is not None
    (advice,) = found.advice
    assert any(habit in text for text in advice.habits)
    assert any(said in text for text in advice.advice)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("flank pain going to the groin", "flank_pain"),
        ("pink urine", "gross_hematuria"),
        ("brown urine", "gross_hematuria"),
        ("burning on urination, urgency", "dysuria"),
        ("nausea and vomiting", "vomiting"),
    ],
)
def test_symptoms_are_understood(text: str, concept: str) -> None:
    read = decode(text, "symptoms", lexicon_of(load()))
    assert read.readings[concept] == MENTIONED


def test_the_next_stone_is_saved_and_a_patient_text_says_how() -> None:
    habit = load().record["advice"]["save_passed_stone"]
    assert "Save any stone" in habit["patient_text"]
    steps = " ".join(step["text"] for step in load().record["patient_sheet"]["save"])
    assert all(word in steps for word in ("strainer", "dry", "bring"))


PRETERM: dict[str, Any] = {
    "sex": "male", "age": 3, "weight_kg": 14, "medications": "furosemide",
    "conditions": "former preterm infant, born at 27 weeks",
    "imaging_report": "Ultrasound: bilateral nephrocalcinosis.",
}  # fmt: skip


def test_prematurity_is_named_as_a_setting_and_ends_no_search() -> None:
    review = review_of(**PRETERM)
    finding = next(f for f in review.findings if f.id == "nephrocalcinosis_preterm")
    assert finding.status == "supported"
    assert any("loop diuretic is named" in text for text in finding.why)
    assert any("still looked for" in text for text in finding.distinguish)
    steps = {s.id for s in review.next_steps}
    assert {"child_pressure_kidneys", "repeat_calcium_pth", "bicarbonate_potassium"} <= steps
    # An adult's 24-h urine is not asked of a child of three.
    assert "first_collection" not in steps
    other = review_of(**{**PRETERM, "conditions": "none"})
    assert "nephrocalcinosis_preterm" not in {f.id for f in other.findings}


def test_both_named_are_one_finding_with_both_plans() -> None:
    report = "Bilateral medullary nephrocalcinosis. 5 mm stone in the left lower pole."
    shown = [f for f in review_of(imaging_report=report).findings if f.rank]
    both = next(f for f in shown if f.id == "stone_with_nephrocalcinosis")
    assert both.explains == ["nephrocalcinosis_medullary"]
    assert "nephrocalcinosis_medullary" not in {f.id for f in shown}
    said = " ".join(both.why)
    assert "held-back urine" in said
    assert "its cause is looked for" in said


def test_a_second_stone_is_not_planned_like_a_first_one() -> None:
    dry = {"serum_calcium": 9.4, "serum_albumin": 4.2}
    first = review_of(conditions="first kidney stone after a dry week", **dry)
    again = review_of(conditions="recurrent kidney stones, dehydration", **dry)
    ids = [[f.id for f in review.findings] for review in (first, again)]
    assert "first_stone_dry_spell" in ids[0]
    assert "first_stone_dry_spell" not in ids[1]
    steps = [{s.id for s in review.next_steps} for review in (first, again)]
    assert "first_collection" not in steps[0]
    assert "first_collection" in steps[1]


def test_a_low_volume_beside_a_dry_week_is_one_reading_and_perhaps_a_habit() -> None:
    case = {"conditions": "first kidney stone after a dry week", "serum_calcium": 9.4,
            "serum_albumin": 4.2}  # fmt: skip
    low, wide = review_of(**case, urine_volume=1.2), review_of(**case, urine_volume=2.8)
    texts = [
        next(f for f in r.findings if f.id == "first_stone_dry_spell").against for r in (low, wide)
    ]
    assert any("perhaps a habit" in text for text in texts[0])
    assert texts[1] == []


@pytest.mark.parametrize(
    "case",
    [
        {"conditions": "recurrent kidney stones"},
        {"imaging_report": "Medullary nephrocalcinosis."},
        {"imaging_report": "5 mm stones in both kidneys."},
        {"conditions": "kidney stone, Crohn's disease"},
        {"conditions": "kidney stone", "solitary_kidney": "yes"},
        {"stone_analysis": "cystine 100 %"},
        {"stone_analysis": "uric acid 100 %"},
        {"stone_analysis": "struvite 100 %"},
    ],
)
def test_blood_alone_brings_the_suggestion_of_a_day_of_urine(case: dict[str, Any]) -> None:
    from tests.support.patient import section, sheet_of

    blood = {"serum_calcium": 9.4, "serum_creatinine": 0.8}
    review = review_of(**blood, **case)
    first = [s.id for s in review.next_steps][:4]
    assert "first_collection" in first
    assert any("It can show what blood cannot" in line for line in section(sheet_of(review), "ask"))
    measured = review_of(**blood, **case, urine_volume=2.6)
    assert "first_collection" not in {s.id for s in measured.next_steps}


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"conditions": "Crohn's disease"},
        {"conditions": "first kidney stone"},
        {"conditions": "mother has recurrent kidney stones"},
        {"conditions": "recurrent kidney stones", "age": 9},
        {"conditions": "recurrent kidney stones", "pregnant": "yes"},
        {"conditions": "recurrent kidney stones, on haemodialysis"},
    ],
)
def test_without_repeated_stones_or_risk_blood_alone_asks_for_no_day_of_urine(
    case: dict[str, Any],
) -> None:
    review = review_of(**{"serum_calcium": 9.4, "serum_creatinine": 0.8, **case})
    assert "first_collection" not in {s.id for s in review.next_steps}


def test_a_day_of_urine_takes_the_place_of_its_parts_and_comes_behind_what_is_urgent() -> None:
    review = review_of(
        serum_calcium=11.2, serum_albumin=4.0, conditions="recurrent kidney stones",
        medications="none",
    )  # fmt: skip
    ids = [s.id for s in review.next_steps]
    assert ids.index("pth") < ids.index("first_collection") <= 3
    assert "urine_calcium_24h" not in ids
    step = review.next_steps[ids.index("first_collection")]
    assert "primary_hyperparathyroidism" in step.because
    alone = [s.id for s in review_of(serum_calcium=11.2, serum_albumin=4.0).next_steps]
    assert "urine_calcium_24h" in alone


def test_in_a_preterm_child_a_stone_beside_it_is_told_in_one_finding() -> None:
    report = "Ultrasound: medullary nephrocalcinosis bilaterally. 2 mm stone in the left kidney."
    review = review_of(**{**PRETERM, "imaging_report": report})
    shown = {f.id: f for f in review.findings if f.rank}
    assert "stone_with_nephrocalcinosis" not in shown
    assert any("plan of its own" in text for text in shown["nephrocalcinosis_preterm"].why)


def test_calcium_in_the_cortex_beside_a_stone_keeps_its_own_causes() -> None:
    report = "Thin rim of cortical nephrocalcinosis in both kidneys. 4 mm stone left lower pole."
    shown = {f.id: f for f in review_of(imaging_report=report).findings if f.rank}
    assert "nephrocalcinosis_cortical" in shown
    said = " ".join(shown["stone_with_nephrocalcinosis"].distinguish)
    assert "High oxalate" in said
    assert "Hyperparathyroidism" not in said

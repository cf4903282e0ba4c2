"""Whole sheets of very different people: easy to read, kind, and never without help and honesty."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.spec.published import published_cases
from tests.spec.test_published_cases_review import reviews_of as published_reviews
from tests.support.patient import lines_of, sheet_of, text_of
from tests.support.patient import reviews_of as built_reviews
from tests.support.readability import grade, sentences
from uroscope.command import make_report
from uroscope.knowledge import load
from uroscope.model import Review

HIGHEST_GRADE = 8.0
SAMPLES = sorted(
    path.name for path in (Path(__file__).resolve().parents[2] / "sample_data").glob("*.csv")
)
ADULT: dict[str, Any] = {
    "sex": "male", "age": 47, "weight_kg": 82, "height_cm": 178, "hours": 24,
    "urine_creatinine": 1650, "urine_volume": 1.6, "urine_calcium": 290, "urine_oxalate": 44,
    "urine_citrate": 280, "urine_sodium": 190, "urine_ph": 5.9, "urine_uric_acid": 640,
    "serum_calcium": 9.5, "serum_albumin": 4.3, "serum_potassium": 4.1, "serum_creatinine": 0.9,
}  # fmt: skip
BUILT: dict[str, dict[str, Any]] = {
    "child of 8": {**ADULT, "age": 8, "weight_kg": 26, "height_cm": 128},
    "child of 15": {**ADULT, "age": 15, "weight_kg": 55, "height_cm": 168},
    "infant": {"sex": "female", "age": 0.8, "weight_kg": 8, "serum_calcium": 12.6},
    "on a thiazide": {**ADULT, "medications": "hydrochlorothiazide", "urine_calcium": 150},
    "on potassium citrate": {**ADULT, "medications": "potassium citrate", "urine_ph": 7.4},
    "on allopurinol": {**ADULT, "medications": "allopurinol", "urine_uric_acid": 400},
    "on topiramate": {**ADULT, "medications": "topiramate", "urine_ph": 6.7, "urine_citrate": 90},
    "on tiopronin": {**ADULT, "medications": "tiopronin", "conditions": "cystinuria",
                     "urine_cystine": 700},
    "heart failure": {**ADULT, "conditions": "heart failure", "medications": "furosemide"},
    "kidney disease": {**ADULT, "serum_creatinine": 3.1, "serum_potassium": 5.4},
    "gastric bypass": {**ADULT, "conditions": "Roux-en-Y gastric bypass", "urine_oxalate": 110},
    "pregnant": {**ADULT, "sex": "female", "pregnant": "yes", "conditions": "pregnancy"},
    "one kidney": {**ADULT, "solitary_kidney": "yes"},
    "struvite": {**ADULT, "stone_analysis": "struvite", "urine_ph": 7.6},
    "gland in the neck": {**ADULT, "serum_calcium": 11.2, "serum_pth": 88},
    "blood only": {"sex": "female", "age": 61, "serum_calcium": 11.4, "serum_pth": 6},
    "potassium now": {**ADULT, "serum_potassium": 6.8},
    "potassium today": {**ADULT, "serum_potassium": 2.8},
    "calcium now": {**ADULT, "serum_calcium": 14.6, "serum_pth": 4},
    "fever now": {**ADULT, "symptoms": "fever and flank pain",
                  "imaging_report": "6 mm ureteral stone with hydronephrosis"},
    "no urine": {**ADULT, "symptoms": "anuria"},
    "losses": {**ADULT, "sex": "female", "conditions": "bulimia", "urine_volume": 0.9,
               "urine_sodium": 25, "urine_potassium": 12, "serum_potassium": 3.2},
    "cancer named": {**ADULT, "conditions": "lymphoma", "serum_calcium": 12.2, "serum_pth": 4},
    "mass on the scan": {**ADULT, "imaging_report": "enhancing renal mass with calcification"},
    "urine lost": {**ADULT, "urine_creatinine": 700},
    "18 hours": {**ADULT, "hours": 18},
}  # fmt: skip
NEVER = re.compile(
    r"laxative|bulimi|adheren|complian|malignan|cancer|lymphoma|supported|contradicted"
    r"|normal value|(?:is|are|was|were) normal|idiopathic|hypercalc|acidosis|\bpH\b"
    r"|mmol|(?-i:\bNaN\b|\bNone\b)|[{}]",
    re.I,
)


def check(review: Review) -> None:
    text = "\n".join(lines_of(sheet_of(review)))
    overall = grade(text)
    listed = [f"{grade(s):.1f}: {s}" for s in sorted(sentences(text), key=grade, reverse=True)[:8]]
    assert overall <= HIGHEST_GRADE, f"grade {overall:.1f}\n" + "\n".join(listed)
    assert NEVER.search(text) is None, NEVER.search(text)
    assert text.count("does not replace your doctor") == 1
    assert text.count("fever of 38 °C") == 1
    assert "save it" in text
    _only_what_the_review_says(review)


def _only_what_the_review_says(review: Review) -> None:
    """Every title of a pattern on the sheet belongs to a shown finding or a raised flag."""
    lines = {
        item.text.rstrip(".") for part in sheet_of(review).sections for item in part.items
    } | set(sheet_of(review).care.flags)
    shown = {f.patient_title for f in review.findings} | {f.patient_text for f in review.red_flags}
    for pattern in load().record["patterns"]:
        for title in (pattern["title"]["patient"], pattern["title"]["patient_possible"]):
            assert title not in lines or title in shown, pattern["id"]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(root: Path, name: str) -> None:
    for review in make_report([str(root / "sample_data" / name)]).reviews:
        check(review)


@pytest.mark.parametrize("case", published_cases(), ids=lambda case: str(case["case_id"]))
def test_published_patients(case: dict[str, Any]) -> None:
    for review in published_reviews(case):
        check(review)


@pytest.mark.parametrize("name", BUILT)
def test_very_different_people(name: str) -> None:
    check(built_reviews(BUILT[name])[0])


def test_they_are_very_different() -> None:
    """The cases must be able to fail: red flags, children, treatment and many findings."""
    reviews = [r for case in BUILT.values() for r in built_reviews(case)]
    assert len({flag.id for r in reviews for flag in r.red_flags}) >= 4
    assert len({f.id for r in reviews for f in r.findings}) >= 25
    assert len([r for r in reviews if (r.subject.age_years or 99) < 18]) >= 3
    assert len({text_of(r) for r in reviews}) == len(reviews)


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        pytest.param(pattern["id"], example, id=f"{pattern['id']}: {example['name']}")
        for pattern in load().record["patterns"]
        for example in pattern["examples"][:1]
    ],
)
def test_the_first_example_of_every_pattern(pattern: str, example: dict[str, Any]) -> None:
    check(built_reviews(example["given"])[0])

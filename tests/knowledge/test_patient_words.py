"""Every sentence for patients: easy, kind, without jargon, and with its source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.patient import TEXTS, patient_sentences
from tests.support.readability import grade, sentences
from uroscope.errors import KnowledgeError
from uroscope.knowledge import load
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.patient_schema import compile_patient_sheet
from uroscope.knowledge.places import knowledge_folder

HIGHEST_GRADE = 8.0
ACCUSING = re.compile(
    r"laxative|bulimi|anorex|eating disorder|adheren|complian|malignan|cancer|tumou?r|lymphoma"
    r"|abuse|addict|alcoholi|obes|\bfat\b(?! is not| in the stool)|your fault|failed|refus(?!e to)",
    re.I,
)
# Words of clinicians, with the plain ones beside them.
JARGON = re.compile(
    r"\b(?:hyper|hypo)\w+|uria\b|emia\b|aemia\b|nephro\w*|renal\b|calculi|idiopathic|acidosis"
    r"|alkali\w*|bicarbonate|creatinine|supersaturation|dietary|\boral\b|\bchronic\b|\bacute\b"
    r"|clinician|supplement|intake|\bvoid\b|excret\w+|sodium|in situ|et al|i\.e\.|e\.g\.",
    re.I,
)
MOVES_POTASSIUM = re.compile(
    r"potassium|citrate|citrus|baking soda|fruit|vegetable|beans|lentils|medicine against the acid"
    r"|make your urine less acid|salt substitute|drinks with salts",
    re.I,
)


def test_every_sentence_can_be_read_after_eight_years_of_school() -> None:
    hard = [
        f"{grade(sentence):.1f} {name}: {sentence}"
        for name, text in patient_sentences()
        for sentence in sentences(text)
        if grade(sentence) > HIGHEST_GRADE
    ]
    assert not hard, "\n".join(hard)


def test_nothing_accuses_or_frightens() -> None:
    found = [f"{n}: {t}" for n, t in patient_sentences() if ACCUSING.search(t)]
    assert not found, "\n".join(found)


def test_no_jargon_no_ids_and_no_unexplained_abbreviations() -> None:
    found = []
    for name, text in patient_sentences():
        plain = text.replace("(called PTH)", "").replace("1 gram (1,000 mg)", "")
        if JARGON.search(plain) or re.search(r"\b[A-Z]{2,}\b|_|\bmg\b|\bmmol\b|\bpH\b", plain):
            found.append(f"{name}: {text}")
    assert not found, "\n".join(found)


def test_the_filters_find_what_they_are_for() -> None:
    assert ACCUSING.search("Do you use laxatives?")
    assert ACCUSING.search("This may be a malignancy.")
    assert JARGON.search("You have hypercalciuria.")
    assert MOVES_POTASSIUM.search("Eat more fruit.")


def test_whatever_moves_potassium_or_alkali_asks_the_doctor_first() -> None:
    habits = [a for a in load().record["advice"].values() if a["kind"] == "habit"]
    moving = [a for a in habits if MOVES_POTASSIUM.search(a["patient_text"])]
    assert len(moving) >= 6
    unasked = [a["id"] for a in moving if "ask your doctor first" not in a["patient_text"].lower()]
    assert not unasked


def test_whatever_may_be_unsafe_says_so_to_the_patient_too() -> None:
    silent = [
        a["id"]
        for a in load().record["advice"].values()
        if a["conditional"] and not a["patient_conditional"]
    ]
    assert not silent


def test_every_pattern_that_can_be_shown_has_its_words() -> None:
    bare = [
        p["id"]
        for p in load().record["patterns"]
        if p["kind"] != "red_flag" and not p["patient_why"]
    ]
    assert not bare


def test_a_label_of_exclusion_that_is_only_possible_reassures_nobody() -> None:
    for pattern in load().record["patterns"]:
        if pattern["kind"] == "exclusion":
            title = pattern["title"]["patient_possible"]
            assert title is not None, pattern["id"]
            assert re.search(r"might|may|not known|so far", title, re.I), pattern["id"]


def test_a_cause_that_is_only_possible_says_so() -> None:
    certain = [
        p["id"]
        for p in load().record["patterns"]
        if p["kind"] in ("cause", "fact", "imaging")
        and not re.search(
            r"\bmight\b|\bmay\b|can form",
            p["title"]["patient_possible"] or p["title"]["patient"],
        )
    ]
    assert not certain


def test_every_habit_says_what_it_moves() -> None:
    habits = [a for a in load().record["advice"].values() if a["kind"] == "habit" and a["moves"]]
    assert habits
    assert [a["id"] for a in habits if not a["patient_effect"]] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("source: nidirect_kidney_stones", "source: nowhere", "nowhere"),
        ("source: nidirect_kidney_stones, ", "", "needs a source"),
        ("elsewhere: [save_passed_stone", "elsewhere: [save_no_stone", "save_no_stone"),
        ("any: [urine_volume]", "any: [urine_volumes]", "urine_volumes"),
        ("Urine collected on {date}.", "Urine collected.", "{date}"),
        ('  save: "If you pass a stone, save it"\n', "", "save"),
        ("closing:", "closings:", "closing"),
    ],
)
def test_a_mistake_in_the_sheet_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (knowledge_folder() / "patient_sheet.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "patient_sheet.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    record = load().record
    with pytest.raises(KnowledgeError) as caught:
        compile_patient_sheet(
            read_yaml(path), record["sources"], set(record["advice"]), set(load().quantities)
        )
    problems = caught.value.problems
    assert any(says in f"{p.message} {p.cure}" for p in problems), problems
    assert {p.file for p in problems} == {"patient_sheet.yaml"}


def test_every_medical_statement_of_the_sheet_has_a_source() -> None:
    care = TEXTS["care"]
    said = [*care["now"]["signs"], *care["same_day"]["signs"], care["one_kidney"], *TEXTS["save"]]
    assert all(item["source"] in load().sources and item["locator"] for item in said)

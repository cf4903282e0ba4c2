"""What must always hold of a patient sheet, whoever it is for."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings

from tests.properties.test_finding_properties import cases
from tests.support.patient import lines_of, review_of, sheet_of, text_of
from uroscope.knowledge import load

TITLES = {
    title: pattern["id"]
    for pattern in load().record["patterns"]
    for title in (pattern["title"]["patient"], pattern["title"]["patient_possible"])
    if title
}
MOVES_POTASSIUM = re.compile(
    r"more (?:fruit|whole grains)|citrus|citrate pill|citrate and|medicine against the acid"
    r"|a medicine should make your urine less acid|salt substitute"
)


@given(cases())
@settings(max_examples=80, deadline=None)
def test_nothing_is_said_that_the_review_does_not_say(case: dict[str, Any]) -> None:
    review = review_of(**case)
    sheet = sheet_of(review)
    text = text_of(review)
    stated = {item.text.rstrip(".") for part in sheet.sections for item in part.items}
    own = {f.patient_title for f in review.findings}
    assert {title for title in stated if title in TITLES} <= own
    found = {i.text.rstrip(".") for p in sheet.sections if p.name == "found" for i in p.items}
    certain = {f.patient_title for f in review.findings if f.status == "supported"}
    assert {title for title in found if title in TITLES} <= certain
    assert sheet.urgent == bool(review.red_flags)
    assert not re.search(r"[{}]|\bNone\b|\bnan\b", text)
    assert text.count("does not replace your doctor") == 1


@given(cases())
@settings(max_examples=80, deadline=None)
def test_potassium_and_alkali_always_ask_the_doctor_first(case: dict[str, Any]) -> None:
    sheet = sheet_of(review_of(**case))
    lines = [i for part in sheet.sections if part.name == "habits" for i in part.items]
    for line in lines:
        if MOVES_POTASSIUM.search(line.text):
            assert "ask your doctor first" in line.text.lower()


@given(cases())
@settings(max_examples=80, deadline=None)
def test_what_is_missing_is_never_in_range(case: dict[str, Any]) -> None:
    review = review_of(**case)
    measured = {r.analyte for r in review.results}
    lines = lines_of(sheet_of(review))
    line = next((x for x in lines if "In range" in x), "")
    missing = next((x for x in lines if "There is no result for these" in x), "")
    if not measured:
        # One sentence stands for the whole list where nothing was tested.
        assert any("No urine or blood test was given" in x for x in lines)
        assert not line
        return
    for value in load().record["patient_sheet"]["values"]:
        if not measured & set(value["any"]):
            assert value["words"] not in line
            assert value["words"] in missing

"""What must stand above everything, and the words that must not raise it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.panels import panel_of
from uroscope.knowledge import load
from uroscope.reviewing import review_panel

PROFILE = load().profile("stone_us")
ADULT = {"sex": "male", "age": 45}


def flags_of(given: dict[str, Any]) -> dict[str, str]:
    review = review_panel(panel_of({**ADULT, **given}), PROFILE)[0]
    return {flag.id: flag.tier for flag in review.red_flags}


# Each expectation was read off the words: current and affirmed, or not.
RAISED = [
    ({"symptoms": "fever 38.7, left flank pain"}, {"fever_obstruction": "now"}),
    ({"symptoms": "urosepsis"}, {"sepsis": "now"}),
    ({"serum_calcium_adjusted": 6.2}, {"low_calcium_now": "now"}),
    ({"serum_calcium": 7.2, "serum_albumin": 2.4}, {}),
    # infected obstruction says all that sepsis says
    ({"symptoms": "urosepsis, flank pain"}, {"fever_obstruction": "now"}),
    ({"symptoms": "flank pain, collapsed"}, {"collapse_with_pain": "now"}),
    ({"age": 71, "symptoms": "left loin pain"}, {"aneurysm_age": "now"}),
    ({"age": 71, "symptoms": "loin pain since morning, [ ] fever"}, {"aneurysm_age": "now"}),
    ({"age": 71, "symptoms": "left loin pain, pulsatile mass"}, {"pulsatile_mass": "now"}),
    ({"symptoms": "renal colic, pain not controlled"}, {"uncontrolled_pain": "now"}),
    ({"symptoms": "vomiting, unable to keep fluids down"}, {"cannot_keep_fluids": "now"}),
    ({"symptoms": "clot retention"}, {"clot_retention": "now"}),
    ({"symptoms": "unable to pass urine"}, {"anuria": "now"}),
    ({"symptoms": "right testicular pain"}, {"testicular_pain_now": "now"}),
    ({"sex": "female", "symptoms": "flank pain, missed period"}, {"ectopic_possible": "now"}),
    ({"conditions": "AKI"}, {"acute_kidney_injury": "same_day"}),
    ({"symptoms": "flank pain", "solitary_kidney": "yes"}, {"pain_at_risk_kidney": "same_day"}),
    ({"symptoms": "flank pain", "conditions": "CKD 4"}, {"pain_at_risk_kidney": "same_day"}),
    # hardly any urine where one blockage stops it all does not wait
    (
        {
            "symptoms": "flank pain, hardly any urine",
            "solitary_kidney": "yes",
            "imaging_report": "hydronephrosis",
        },
        {"hardly_any_urine": "now"},
    ),
    ({"symptoms": "renal colic, oliguria", "transplant": "yes"}, {"hardly_any_urine": "now"}),
    # obstruction of the only kidney says all that pain there says
    (
        {"symptoms": "flank pain", "solitary_kidney": "yes", "imaging_report": "hydronephrosis"},
        {"single_or_transplant": "same_day"},
    ),
    (
        {"sex": "female", "age": 30, "pregnant": "yes", "symptoms": "vomiting"},
        {"pregnancy_pain": "same_day"},
    ),
    ({"age": 6, "symptoms": "temp 39.1"}, {"fever_in_child": "same_day"}),
    ({"age": 6, "symptoms": "temp 39.1 and flank pain"}, {"fever_obstruction": "now"}),
]
SILENT = [
    {"symptoms": "no fever, no flank pain"},
    {"symptoms": "[ ] fever [ ] vomiting [ ] no urine [ ] clots in urine"},
    {"symptoms": "fever -, vomiting -, flank pain -"},
    {"conditions": "sepsis in 2014", "symptoms": "well"},
    {"conditions": "mother had urosepsis"},
    {"conditions": "AKI in 2019, resolved"},
    {"symptoms": "return if fever or unable to pass urine"},
    {"age": 71, "symptoms": "left loin pain", "conditions": "recurrent kidney stones"},
    {"age": 59, "symptoms": "left loin pain"},
    {"symptoms": "microscopic haematuria"},
    {"age": 6, "symptoms": "afebrile"},
    {"solitary_kidney": "yes", "symptoms": "none"},
    {"sex": "female", "pregnant": "yes", "symptoms": "none"},
    {"symptoms": "vomited once last week"},
]


@pytest.mark.parametrize(("given", "expected"), RAISED, ids=lambda case: str(case)[:60])
def test_raised_once_and_in_its_tier(given: dict[str, Any], expected: dict[str, str]) -> None:
    assert flags_of(given) == expected


@pytest.mark.parametrize("given", SILENT, ids=lambda case: str(case)[:60])
def test_words_that_raise_nothing(given: dict[str, Any]) -> None:
    assert flags_of(given) == {}


def test_every_flag_says_what_to_do_and_why() -> None:
    for given, _ in RAISED:
        for flag in review_panel(panel_of({**ADULT, **given}), PROFILE)[0].red_flags:
            assert flag.action
            assert flag.because

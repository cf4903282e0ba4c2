"""Which words of a scan report raise an alarm today: past illness, doubted infection, idle kidneys.

Each expectation was read off the words. A missed danger is worse than a false alarm, but what is
over, denied or a set phrase must not cry wolf.
"""

from __future__ import annotations

import pytest

from tests.support.patient import review_of

BLOCKED = "5 mm left UVJ stone with moderate hydronephrosis."
NOW = {"fever_obstruction": "now"}
CHECK = {"infection_not_excluded": "same_day"}
ALONE = {"single_or_transplant": "same_day"}


def flags_of(report: str, **more: str) -> dict[str, str]:
    review = review_of(sex="male", age=50, imaging_report=report, **more)
    return {flag.id: flag.tier for flag in review.red_flags}


OVER = [
    "PMH: sepsis 2019.",
    "PMHx sepsis.",
    "PMH - urosepsis.",
    "pmh urosepsis 2020",
    "Urosepsis (2019).",
    "Urosepsis 3/2019.",
    "Urosepsis (June 2019).",
    "Sepsis 2019, 2021.",
    "Past medical history: urosepsis.",
    "Past medical history:\nurosepsis, diabetes\nFindings:",
    "Clinical details: colic. PMHx pyelonephritis.",
    "Previous medical history: pyonephrosis, stones.",
    "PMH: ?urosepsis.",
    "History of possible pyelonephritis.",
    "PMH: infected stone 2018.",
]


@pytest.mark.parametrize("words", OVER)
def test_what_a_label_or_a_year_calls_past_is_not_of_today(words: str) -> None:
    assert flags_of(f"{words} {BLOCKED}") == {}


TODAY = [
    "PMH: diabetes. Fever 39.",
    "PMH of stones, now septic.",
    "PMH: urosepsis. Septic today.",
    "PMH: urosepsis, now fever 39.",
    "PMH: stones, presenting with fever.",
    "PMH: recent urosepsis.",
    "PMH: nil. Urosepsis.",
    "PMH: sepsis, on dialysis, fever 39.",
    "PMH: fever, rigors.",
    "PMHx stones. Left loin pain and rigors.",
    "History: fever and flank pain.",
    "Clinical details: fever 39. PMH urosepsis.",
    "Urosepsis 22/11/2026.",
    "Fever 2030.",
    "Septic since 2030.",
]


@pytest.mark.parametrize("words", TODAY)
def test_what_is_of_today_keeps_its_alarm_beside_a_label_of_the_past(words: str) -> None:
    assert flags_of(f"{words} {BLOCKED}") == NOW


def test_a_past_illness_in_any_cell_is_past() -> None:
    assert flags_of("", conditions="urosepsis (2019), gout") == {}
    assert flags_of("", conditions="urosepsis") == {"sepsis": "now"}


def test_a_lasting_disease_behind_the_label_lasts() -> None:
    review = review_of(sex="male", age=50, conditions="PMH: medullary sponge kidney, cystinuria.")
    assert review.statuses["cystinuria"] == "supported"


LEFT_OPEN = [
    "Cannot exclude infection.",
    "Infection not excluded.",
    "Infection is not entirely excluded.",
    "Superimposed infection cannot be excluded.",
    "The possibility of superimposed infection cannot be excluded.",
    "Stranding could be due to obstruction or superimposed infection.",
    "Perinephric stranding may reflect infection.",
    "Stranding from obstruction versus superimposed infection.",
    "Pyonephrosis cannot be excluded.",
    "An infected obstructed kidney cannot be excluded.",
    "No fever. Pyelonephritis not excluded.",
    "Correlate with urinalysis to exclude superimposed infection.",
    "Please correlate clinically for infection.",
]


@pytest.mark.parametrize("words", LEFT_OPEN)
def test_infection_left_open_beside_obstruction_is_checked_today(words: str) -> None:
    assert flags_of(f"Moderate left hydronephrosis. {words}") == CHECK
    assert flags_of(f"No hydronephrosis or obstruction. {words}") in (
        {},
        # pus in a blocked kidney says both
        CHECK if "pyonephrosis" in words.lower() or "obstructed" in words else {},
    )


HELD = [
    "Concerning for pyonephrosis.",
    "Features of pyonephrosis.",
    "Suspected infection.",
    "Infection is suspected.",
    "Likely superimposed infection.",
    "Possible superimposed infection.",
    "Suspicious for infection.",
    "Worrisome for infection.",
    "Findings raise concern for an infected obstructed system.",
    "Infected urine.",
    "Perinephric stranding likely due to infection.",
    "Clinical: suspected urosepsis.",
    "Perinephric abscess.",
    "?infected.",
    "Query pyonephrosis.",
    "Internal echoes ? pyonephrosis.",
    "Clinical: ?urosepsis.",
]


@pytest.mark.parametrize("words", HELD)
def test_infection_stated_suspected_or_likely_stays_an_emergency(words: str) -> None:
    assert flags_of(f"Moderate left hydronephrosis. {words}") == NOW


@pytest.mark.parametrize(
    ("symptoms", "expected"),
    [("UTI", CHECK), ("recurrent UTIs", {}), ("UTI last year", {}), ("no UTI", {})],
)
def test_a_urine_infection_beside_obstruction_is_checked_today(
    symptoms: str, expected: dict[str, str]
) -> None:
    assert flags_of("Moderate left hydronephrosis.", symptoms=symptoms) == expected


def test_suspected_pus_needs_no_second_word_of_obstruction() -> None:
    assert flags_of("8 mm left UPJ stone. Debris concerning for pyonephrosis.") == NOW
    assert flags_of("8 mm left UPJ stone. Debris, pyonephrosis not excluded.") == CHECK


SILENT = [
    "No evidence of infection.",
    "No findings concerning for infection.",
    "No convincing evidence of infection.",
    "Infection unlikely.",
    "Low suspicion for infection.",
    "Not infected.",
    "Urgent decompression if infected.",
    "Recurrent infections.",
    "Scarring from previous infections.",
    "Chest infection.",
    "Known infection stones.",
    "Possible pyelonephritis in 2019.",
]


@pytest.mark.parametrize("words", SILENT)
def test_infection_denied_past_or_elsewhere_raises_nothing(words: str) -> None:
    assert flags_of(f"Mild left hydronephrosis. {words}") == {}


def test_a_doubt_about_infection_is_no_doubt_about_the_hydronephrosis() -> None:
    for report in (
        "Moderate left hydronephrosis with suspected infection.",
        "Mild left hydronephrosis, possible pyelonephritis.",
    ):
        imaging = review_of(imaging_report=report).imaging
        assert imaging is not None
        assert [item.status for item in imaging.items] == ["present"]


def test_the_check_says_what_to_look_at_today() -> None:
    report = "Moderate left hydronephrosis, infection cannot be excluded."
    flag = review_of(imaging_report=report).red_flags[0]
    said = f"{flag.text} {flag.action}".lower()
    assert all(word in said for word in ("today", "temperature", "culture", "blood count"))


IDLE = [
    "Non-functioning right kidney.",
    "Right kidney: non-functioning.",
    "Right kidney is small and nonfunctioning.",
    "Rt. kidney small contracted, non functioning.",
    "Atrophic right kidney with no function.",
    "The right kidney has no residual function.",
    "No function in the right kidney.",
    "Non-functioning hydronephrotic right kidney with a 2 cm UPJ stone.",
    "Right nephrectomy 2010.",
    "Single kidney (right nephrectomy 2015).",
    "R nephrectomy 2011.",
    "Rt nephrectomy 2011.",
    "Rt kidney: post nephrectomy.",
    "Right kidney: s/p nephrectomy.",
]


@pytest.mark.parametrize("words", IDLE)
def test_a_kidney_that_does_not_work_is_no_second_kidney(words: str) -> None:
    assert flags_of(f"{words} Left kidney: moderate hydronephrosis, 6 mm UVJ stone.") == ALONE


WORKING = [
    "Right kidney is atrophic with preserved function.",
    "Poorly functioning right kidney.",
    "Right kidney functions normally.",
    "Right kidney contributes 8 % of function.",
    "No right kidney hydronephrosis.",
    "R partial nephrectomy 2011.",
    "Right kidney: no stones, function normal.",
    "Non-functioning right adrenal adenoma.",
    "Non-functioning upper moiety of the right kidney.",
]


@pytest.mark.parametrize("words", WORKING)
def test_a_kidney_with_some_function_is_still_counted(words: str) -> None:
    assert flags_of(f"{words} Left kidney: moderate hydronephrosis, 6 mm UVJ stone.") == {}


def test_obstruction_of_the_kidney_that_does_not_work_is_not_of_the_only_one() -> None:
    assert flags_of("Non-functioning right kidney with gross hydronephrosis.") == {}


def test_the_side_of_the_only_kidney_is_not_that_of_the_nephrectomy() -> None:
    report = "Single kidney (left nephrectomy for cancer 2015). Obstructing right UPJ stone."
    assert flags_of(report) == ALONE


def test_a_staghorn_stone_asks_for_a_culture_with_its_source() -> None:
    review = review_of(sex="female", age=60, imaging_report="Complete left staghorn calculus.")
    finding = review.findings[0]
    assert finding.id == "staghorn_infection"
    steps = {step.id for step in review.next_steps}
    assert {"urine_culture", "urinalysis", "stone_analysis"} <= steps
    assert "struvite_publisso" in {source.key for source in finding.sources}


@pytest.mark.parametrize(
    "case",
    [
        {"imaging_report": "No staghorn calculus. 5 mm left renal stone."},
        {"imaging_report": "The left staghorn stone is no longer seen."},
        {"imaging_report": "Left staghorn stone.", "stone_analysis": "struvite 90 %"},
    ],
)
def test_a_staghorn_that_is_gone_or_known_is_not_asked_about(case: dict[str, str]) -> None:
    review = review_of(sex="female", age=60, **case)
    assert "staghorn_infection" not in {finding.id for finding in review.findings}

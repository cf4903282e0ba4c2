"""Scan reports of many manners, read by hand first."""

from __future__ import annotations

import pytest

from tests.unit.interpret.scan_reports import CASES, Case, brief, brief_denial
from tests.unit.interpret.scan_reports_clinic import CLINIC
from tests.unit.interpret.scan_reports_hard import HARD
from tests.unit.interpret.scan_reports_styles import STYLES
from tests.unit.interpret.scan_reports_traps import TRAPS
from uroscope.interpret.imaging import decode_report, terms_of
from uroscope.interpret.imaging.items import Item
from uroscope.knowledge import load

TERMS = terms_of(load())
ALL: dict[str, Case] = {
    **CASES,
    **{f"hard: {name}": case for name, case in HARD.items()},
    **{f"styles: {name}": case for name, case in STYLES.items()},
    **{f"traps: {name}": case for name, case in TRAPS.items()},
    **{f"clinic: {name}": case for name, case in CLINIC.items()},
}
SCANS = load().record["imaging"]["modalities"]
URINARY = ("collecting_system_stone",)
# How a scan was made, what it was compared with, how it went: said before any report, it changes
# nothing of what the report finds.
TECHNIQUES = [
    *(f"CT {phrase}." for phrase in (*SCANS["with_contrast"], *SCANS["without_contrast"])),
    *(f"CT {phrase}:" for phrase in SCANS["without_contrast"] if ":" not in phrase),
    "TECHNIQUE: CT without oral or IV contrast.\n\n",
    "CT abdomen and pelvis without IV contrast:",
    "CT abdomen/pelvis w/o.",
    "CT KUB w/o:",
    "No oral contrast given.",
    "No intravenous contrast was administered.",
    "Without and with contrast.",
    "Limited without contrast.",
    "No prior studies.",
    "No comparison available.",
    "Comparison: None.\n\n",
    "Not compared.",
    "Without priors.",
    "No priors available for comparison:",
    "No complications.",
    "Performed without difficulty.",
    "No immediate complication:",
]


@pytest.mark.parametrize("name", ALL)
def test_a_report_is_read_as_a_careful_reader_would(name: str) -> None:
    case = ALL[name]
    report = decode_report(case.text, TERMS)
    got = (
        sorted(brief(item) for item in report.items),
        sorted(brief_denial(item) for item in report.not_found),
        report.modality,
        report.prior,
    )
    assert got == (sorted(case.items), sorted(case.not_found), case.modality, case.prior)


def test_the_tables_hold_no_name_twice() -> None:
    assert len(ALL) == len(CASES) + len(HARD) + len(STYLES) + len(TRAPS) + len(CLINIC)


@pytest.fixture(scope="module")
def alone() -> dict[str, list[Item]]:
    """What each report finds with nothing before or behind it."""
    return {name: list(decode_report(case.text, TERMS).items) for name, case in ALL.items()}


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_how_a_scan_was_made_changes_nothing_it_found(
    technique: str, alone: dict[str, list[Item]]
) -> None:
    changed = {}
    for name, case in ALL.items():
        before = [brief(item) for item in alone[name]]
        after = [brief(i) for i in decode_report(f"{technique} {case.text}", TERMS).items]
        if after != before:
            changed[name] = (before, after)
    assert not changed


@pytest.mark.parametrize("said", ["Gallbladder: stones.", "GALLBLADDER: Multiple stones, 4 mm."])
def test_stones_of_the_gallbladder_add_no_urinary_stone(
    said: str, alone: dict[str, list[Item]]
) -> None:
    added = {}
    for name, case in ALL.items():
        before = [brief(item) for item in alone[name] if item.bucket in URINARY]
        report = decode_report(f"{case.text}\n{said}", TERMS)
        after = [brief(item) for item in report.items if item.bucket in URINARY]
        if after != before:
            added[name] = (before, after)
    assert not added


# Expected by reading: finding, status, side, size [mm], change.
@pytest.mark.parametrize(
    ("text", "found"),
    [
        (  # the doubt stands before the hydronephrosis, not behind the stone
            "3 mm stone at the right UVJ, possible mild right hydronephrosis.",
            {
                ("stone", "present", "right", 3.0, None),
                ("hydronephrosis", "uncertain", "right", None, None),
            },
        ),
        (
            "Possible 3 mm stone at the right UVJ, mild right hydronephrosis.",
            {
                ("stone", "uncertain", "right", 3.0, None),
                ("hydronephrosis", "present", "right", None, None),
            },
        ),
        (  # a heading and its predicate; the next heading lends it no side
            "Right ureter: dilated\nLeft ureter: normal",
            {("hydroureter", "present", "right", None, None)},
        ),
        (
            "Right ureter: mildly dilated. 4 mm stone at the UVJ.",
            {
                ("hydroureter", "present", "right", None, None),
                ("stone", "present", "right", 4.0, None),
            },
        ),
        ("Ureters: not dilated.", set()),
        (  # lines below a label are stones of their own
            "Stones:\n5 mm right lower pole.\nStable 4 mm left.",
            {
                ("stone", "present", "right", 5.0, None),
                ("stone", "present", "left", 4.0, "unchanged"),
            },
        ),
        (
            "Stones:\n- 5 mm left lower pole\n- 4 mm left upper pole\nBladder: normal",
            {("stone", "present", "left", 5.0, None), ("stone", "present", "left", 4.0, None)},
        ),
    ],
)
def test_doubts_headings_and_lists_stay_with_what_they_are_said_of(
    text: str, found: set[tuple[object, ...]]
) -> None:
    items = decode_report(text, TERMS).items
    assert {(i.finding, i.status, i.side, i.size_mm, i.change) for i in items} == found

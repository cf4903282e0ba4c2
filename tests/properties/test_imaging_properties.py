"""What holds of the scan report reader whatever is typed."""

from __future__ import annotations

import re
import textwrap
import time

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.interpret.scan_reports import CASES, brief, brief_denial
from tests.unit.interpret.scan_reports_clinic import CLINIC
from tests.unit.interpret.scan_reports_hard import HARD
from tests.unit.interpret.scan_reports_styles import STYLES
from tests.unit.interpret.scan_reports_traps import TRAPS
from uroscope.interpret.imaging import ScanReport, decode_report, read_reports, report, terms_of
from uroscope.knowledge import load

TERMS = terms_of(load())
TEXTS = sorted(
    {case.text for table in (CASES, HARD, STYLES, TRAPS, CLINIC) for case in table.values()}
)
# Lines of a form ("right: mild; left: none") are never wrapped text, and a word with a colon that
# wrapping puts at the start of a line is a heading.
PROSE = [case.text for case in CASES.values()
         if max(line.count(":") for line in case.text.split("\n")) <= 2]  # fmt: skip
PROSE += [
    case.text
    for table in (HARD, STYLES, TRAPS, CLINIC)
    for case in table.values()
    if ":" not in case.text
]
PIECES = st.sampled_from(
    [
        "stone", "calculi", "calcification", "hydronephrosis", "no", "without", "left", "right",
        "bilateral", "4 mm", "3-5 mm", "1.2 cm", "900 HU", "lower pole", "UVJ", "renal", "cyst",
        "mass", "phlebolith", "versus", "likely", "measuring", "previously", "from", ",", ".",
        "and", "with", "IMPRESSION:", "FINDINGS:", "Left kidney:", "\n", "1.", "-", "(", ")", "?",
        "unchanged", "new", "two", "at least", "Bosniak III", "nephrocalcinosis", "medullary",
        "mild", "obstructing", "0 mm", "999 mm", "25 cm", "é", "²", "\u202e", "Ⅳ", "½", "x", "×",
    ]
)  # fmt: skip
REPORTS = st.one_of(
    st.sampled_from(TEXTS), st.lists(PIECES, max_size=40).map(" ".join), st.text(max_size=200)
)


def reading(decoded: ScanReport) -> tuple[object, ...]:
    """Return what a report says, without the places of its words."""
    return (
        sorted(brief(item) for item in decoded.items),
        sorted(brief_denial(item) for item in decoded.not_found),
        decoded.modality,
        (decoded.prior or "").lower(),
    )


@pytest.mark.parametrize("text", TEXTS)
def test_case_changes_nothing(text: str) -> None:
    expected = reading(decode_report(text, TERMS))
    assert reading(decode_report(text.upper(), TERMS)) == expected
    assert reading(decode_report(text.lower(), TERMS)) == expected


@pytest.mark.parametrize("text", TEXTS)
def test_extra_spaces_and_line_ends_change_nothing(text: str) -> None:
    expected = reading(decode_report(text, TERMS))
    spread = "\n".join("  " + line.replace(" ", "   ") + "  " for line in text.split("\n"))
    assert reading(decode_report(spread, TERMS)) == expected
    assert reading(decode_report(text.replace("\n", "\r\n"), TERMS)) == expected


@pytest.mark.parametrize("width", [40, 57, 72, 90])
@pytest.mark.parametrize("text", PROSE)
def test_line_wrapping_changes_nothing(text: str, width: int) -> None:
    def wrapped(line: str) -> str:
        # a line that ends with a colon is a heading, not a wrapped line
        kept = line.replace(": ", ":\0")
        filled = textwrap.fill(kept, width, break_long_words=False, break_on_hyphens=False)
        return filled.replace("\0", " ")

    lines = "\n".join(wrapped(line) for line in text.split("\n"))
    assert reading(decode_report(lines, TERMS)) == reading(decode_report(text, TERMS))


def findings(text: str) -> list[str]:
    """Return what a report says was seen."""
    return sorted(brief(item) for item in decode_report(text, TERMS).items)


# Words of a normal examination, which say nothing of stones.
NORMAL = [
    "Liver, spleen and pancreas are unremarkable.",
    "The appendix is normal.",
    "No free fluid or lymphadenopathy.",
    "No bowel obstruction.",
    "The visualized lung bases are clear.",
    "The uterus and ovaries are normal.",
    "Degenerative change of the lumbar spine.",
]


@pytest.fixture(scope="module")
def found_alone() -> dict[str, list[str]]:
    """What each report finds with nothing before or behind it."""
    return {text: findings(text) for text in TEXTS}


@pytest.mark.parametrize("sentence", NORMAL)
def test_a_normal_organ_changes_no_finding(
    sentence: str, found_alone: dict[str, list[str]]
) -> None:
    changed = {}
    for text, alone in found_alone.items():
        for longer in (f"{text}\n\n{sentence}", f"{sentence}\n\n{text}"):
            if findings(longer) != alone:
                changed[longer] = (alone, findings(longer))
    assert not changed


_LATERAL = re.compile(r"\b(left|right)(?=\b|sided\b)", re.IGNORECASE)
SIDED = [t for t in TEXTS if _LATERAL.search(t) and not re.search(r"\b[lr]\b|\b[lr]t\b|\b[lr]k\b"
         r"|\b[lr][lmu]p\b|rechts|links", t.lower())]  # fmt: skip


def mirrored(text: str) -> str:
    """Return a text with left and right exchanged, in the case they stand in."""

    def other(found: re.Match[str]) -> str:
        word = found[0]
        swapped = "right" if word.lower() == "left" else "left"
        return swapped.upper() if word.isupper() else (
            swapped.capitalize() if word[0].isupper() else swapped
        )  # fmt: skip

    return _LATERAL.sub(other, text)


@pytest.mark.parametrize("text", SIDED)
def test_left_and_right_exchanged_exchange_the_sides(text: str) -> None:
    # line breaks stand where a line is full, so that a longer word may not move them
    expected = sorted(mirrored(item) for item in findings(text))
    assert findings(mirrored(text)) == expected


_MM = re.compile(r"(?<![\d.,x-])(?<![\d.,x-] )(\d{1,2})(?: ?mm\b)", re.IGNORECASE)
PLAIN = [
    text
    for text in TEXTS
    if _MM.search(text)
    and not re.search(r"\d\s*(?:x|-|to|and|,)\s*(?:an? )?\d+\s*mm", text.lower())
]


@pytest.mark.parametrize("text", PLAIN)
def test_centimetres_say_the_same_as_millimetres(text: str) -> None:
    in_cm = _MM.sub(lambda m: f"{int(m[1]) / 10:g} cm", text)
    assert findings(in_cm) == findings(text)


@given(REPORTS)
@example("stone " * 400)
def test_every_item_points_at_words_of_the_text(text: str) -> None:
    decoded = decode_report(text, TERMS)
    spans = [span for item in decoded.items for span in item.spans]
    spans += [item.span for item in decoded.not_found]
    spans += [s for s in (decoded.modality_span, decoded.prior_span, decoded.change_span) if s]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip()


@given(REPORTS)
def test_sizes_are_sizes_of_something_in_a_body(text: str) -> None:
    for item in decode_report(text, TERMS).items:
        for size in (item.size_mm, item.size_low_mm, item.prior_mm):
            assert size is None or 0 < size <= 200
        if item.size_mm is not None and item.size_low_mm is not None:
            assert item.size_low_mm < item.size_mm
        assert item.count is None or 1 <= item.count <= 30


@given(REPORTS)
def test_a_denial_never_adds_an_obstruction(text: str) -> None:
    def obstructions(report_text: str) -> list[str]:
        found = decode_report(report_text, TERMS).items
        return [i.finding for i in found if i.bucket == "obstruction" and i.status == "present"]

    assert len(obstructions(f"{text}\n\nNo hydronephrosis.")) <= len(obstructions(text))


# "Calc" is short for calculus, and "steinstrasse" a street of fragments: stones by name too.
STONE_BY_NAME = re.compile(
    r"stone|calcul|\bcalcs?\b|lith|konkrement|concre|stein|staghorn|frag", re.IGNORECASE
)


def certain_stones(text: str) -> list[str]:
    """Return the stones a report is taken to be sure of."""
    found = decode_report(text, TERMS).items
    return [
        item.finding
        for item in found
        if item.bucket == "collecting_system_stone" and item.status == "present"
    ]


@given(REPORTS)
def test_bare_calcification_is_never_a_certain_stone(text: str) -> None:
    assert STONE_BY_NAME.search(text) or not certain_stones(text)


def test_no_report_of_the_tests_has_a_certain_stone_without_its_name() -> None:
    unnamed = {text: certain_stones(text) for text in TEXTS if not STONE_BY_NAME.search(text)}
    assert len(unnamed) > 30
    assert not {text: found for text, found in unnamed.items() if found}


HOSTILE = {
    "one word": "stone ",
    "sentences": "stone. ",
    "negations": "no ",
    "products": "1 x ",
    "sizes": "3 mm stone, ",
    "identities": "calcification may represent ",
    "headings": "impression: ",
    "doubts": "stone versus ",
    "brackets": "(",
    "list": "1.\n",
    "dates": "12 march ",
    "digits": "1",
    "dashes": "3-",
    "blank lines": "\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_report_takes_linear_time(name: str) -> None:
    def seconds(size: int) -> float:
        text = HOSTILE[name] * (size // len(HOSTILE[name]))
        # Time of this process alone: what else the machine does is not counted.
        start = time.process_time()
        decode_report(text, TERMS)
        return time.process_time() - start

    small = min(seconds(12_500) for _ in range(2))
    # Eight times the text; a square would take sixty-four times as long. A second try is for
    # another process that had the cache.
    longest = 26 * small + 0.05
    assert seconds(100_000) < longest or seconds(100_000) < longest


def test_a_megabyte_is_read() -> None:
    text = "4 mm stone in the left lower pole. No hydronephrosis. " * 18_600
    decoded = decode_report(text, TERMS)
    assert [brief(item) for item in decoded.items] == ["stone left lower_pole 4mm"]


def test_each_distinct_report_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def counted(text: str, terms: object) -> ScanReport:
        seen.append(text)
        return ScanReport(text)

    monkeypatch.setattr("uroscope.interpret.imaging.column.decode_report", counted)
    distinct = [f"{size} mm stone" for size in range(1, 101)]
    rows = [*distinct * 200, "", "  "]
    column = read_reports(np.array(rows, dtype=object), TERMS)
    assert sorted(seen) == sorted(set(rows) - {"", "  "})
    assert column.report(5).text == rows[5]
    assert column.report(len(rows) - 1).items == ()


def test_the_most_items_are_counted_beyond_the_limit() -> None:
    sizes = [n % 90 + 1 for n in range(report.MOST_ITEMS + 7)]
    text = " ".join(f"{size} mm stone in the left kidney." for size in sizes)
    assert decode_report(text, TERMS).more == 7

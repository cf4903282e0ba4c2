"""What is asked of radiology: only what a report leaves out, and nothing where it says it all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.patient import review_of, reviews_of
from tests.unit.interpret.scan_reports import CASES
from tests.unit.interpret.scan_reports_hard import HARD
from uroscope.knowledge import load
from uroscope.model import Imaging, Report
from uroscope.present.scan import scan_views


def imaging_of(report: str, **more: Any) -> Imaging:
    imaging = review_of(imaging_report=report, **more).imaging
    assert imaging is not None
    return imaging


def lacks_of(report: str) -> list[list[str]]:
    return [list(question.lacks) for question in imaging_of(report).questions]


@pytest.mark.parametrize(
    ("report", "lacks"),
    [
        ("Nephrolithiasis.", [["size", "side"]]),
        ("Right lower pole stone.", [["size"]]),
        ("Small stone in the right lower pole.", [["size"]]),
        ("4 mm stone in the kidney.", [["side"]]),
        ("Liver: normal. 4 mm stone, mild hydronephrosis.", [["side", "place"]]),
        ("A 5 mm stone in the left ureter.", [["level"]]),
        ("Stone in the bladder.", [["size"]]),
        ("Right staghorn calculus. 5 mm left lower pole stone.", []),
        ("Two stones in the upper pole of the right kidney and one stone in the left ureter.",
         [["size"], ["size", "level"]]),
        ("4 mm stone in the left lower pole. Stone in the right lower pole.", [["size"]]),
        ("4 mm stone in the left lower pole. Stone in the left upper pole.", [["size"]]),
        ("Calcification in the right kidney.", [["kind"]]),
        ("5 mm echogenic focus in the left lower pole without shadowing.", [["kind"]]),
    ],
)  # fmt: skip
def test_only_what_is_missing_is_asked(report: str, lacks: list[list[str]]) -> None:
    assert lacks_of(report) == lacks


@pytest.mark.parametrize(
    "report",
    [
        "CT: 4 mm nonobstructing stone in the left lower pole. No hydronephrosis.",
        "Punctate stone in the left lower pole.",
        "No stones. No hydronephrosis.",
        "Previously seen left stone has passed.",
        "Possible 3 mm stone in the right kidney.",
        "Pelvic phleboliths. Gallstones. Aortic calcification.",
        "Bilateral medullary nephrocalcinosis.",
        "Calcified cyst wall in the right kidney.",
        # What the decoder does not tie to the stone may still stand in the report.
        "5 mm stone in the left ureter, 3 cm from the UVJ.",
        "Left kidney: 8 mm stone, mild hydronephrosis.",
        "Solitary left kidney with moderate hydronephrosis from a 7 mm UPJ stone.",
        "Known nephrolithiasis. 4 mm stone in the left lower pole.",
        "Left renal stones. 4 mm stone in a left lower calyx.",
        "IMPRESSION: Bilateral nephrolithiasis. FINDINGS: 4 mm left lower pole stone. "
        "6 mm right upper pole stone.",
    ],
)
def test_nothing_is_asked_where_nothing_is_missing(report: str) -> None:
    imaging = imaging_of(report)
    assert imaging.questions == []
    assert imaging.ask == ""
    assert not any("Ask radiology (" in note for note in scan_views(imaging).notes)


def test_without_a_report_there_is_no_question() -> None:
    assert review_of(urine_calcium=200, hours=24).imaging is None


def test_the_clinicians_line() -> None:
    assert imaging_of("Nephrolithiasis.").ask == (
        "Ask radiology (not found in this report): size and side of the stone."
    )
    several = "Two stones in the upper pole of the right kidney and one stone in the left ureter."
    assert imaging_of(several).ask == (
        "Ask radiology (not found in this report): size of the stones (right upper pole); "
        "size of the stone (left ureter), and where in the ureter it lies."
    )
    assert imaging_of("Calcification in the right kidney.").ask.endswith(
        "whether the calcification is a stone, nephrocalcinosis, or calcium in a wall, scar or "
        "vessel."
    )


def test_several_things_are_asked_about_in_the_plural() -> None:
    assert "whether the calcifications are stones" in imaging_of("Right renal calcifications.").ask
    line = imaging_of("Stones in the left ureter, 4 mm and 6 mm.").ask
    assert line.endswith("where in the ureter the stones lie.")
    both = imaging_of("Stones in the left ureter.").ask
    assert both.endswith("size of the stones, and where in the ureter they lie.")


def test_the_line_stands_in_the_scan_section_of_text_and_page() -> None:
    from tests.support.patient import report_of
    from uroscope.present.html import report_html
    from uroscope.present.text import Style, report_text

    report: Report = report_of(review_of(imaging_report="Nephrolithiasis."))
    line = "size and side of the stone."
    assert report_text(report, "conventional", Style(width=200)).count(line) == 1
    assert report_html(report, "conventional").count(line) == 1


def test_two_things_that_lack_the_same_are_asked_once_by_a_patient() -> None:
    imaging = imaging_of("Stone in the right lower pole. Stone in the left upper pole.")
    assert [q.patient_text for q in imaging.questions] == [["How big is the stone?"]] * 2


def test_a_kind_of_question_is_cited_or_says_that_it_is_ours() -> None:
    lacks = load().record["imaging"]["questions"]["lacks"]
    assert set(lacks) == {"size", "side", "place", "level", "kind"}
    for entry in lacks.values():
        assert ("source" in entry) != ("convention" in entry)
    cited = {source.key for source in imaging_of("Right lower pole stone.").questions[0].sources}
    assert cited == {"cua_ureteral_2015"}
    assert cited <= {s.key for s in review_of(imaging_report="Right lower pole stone.").sources}


def test_a_report_as_radiologists_write_it_is_rarely_asked_about() -> None:
    reports = [case[0] for case in (*CASES.values(), *HARD.values())]
    scans = [r.imaging for r in reviews_of(*({"imaging_report": text} for text in reports))]
    assert all(scans)
    asked = [text for text, scan in zip(reports, scans, strict=True) if scan and scan.ask]
    # Read one by one: each of these leaves out what is asked; the rest says it.
    assert len(reports) > 300
    assert len(asked) <= 16, asked

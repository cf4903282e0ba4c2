"""What a scan shows, on the patient sheet: true, kind, said once and easy to read."""

from __future__ import annotations

import re

import pytest

from tests.support.patient import TEXTS, review_of, reviews_of, section, sheet_of
from tests.support.readability import grade, sentences
from tests.unit.interpret.scan_reports import CASES
from tests.unit.interpret.scan_reports_hard import HARD
from uroscope.knowledge import load
from uroscope.present.patient.sheet import MOST_OF_SCAN

STONE = "CT KUB: 6 mm stone at the right UVJ with mild hydronephrosis. Pelvic phleboliths."
FRIGHTENING = re.compile(r"cancer|malignan|tumou?r|carcinoma|Bosniak|mass\b|lesion", re.I)


def scan_of(report: str) -> list[str]:
    return section(sheet_of(review_of(imaging_report=report)), "scan")


def test_each_thing_stands_on_a_line_the_first_first() -> None:
    assert scan_of(STONE) == [
        "The kidney is swollen with urine on the right.",
        "A stone where the tube from the kidney enters the bladder on the right, about 6 mm.",
        "Calcium in a vein, not a kidney stone.",
    ]


def test_the_section_follows_what_was_found() -> None:
    names = [part.name for part in sheet_of(review_of(imaging_report=STONE)).sections]
    assert names[:2] == ["found", "scan"]


def test_no_more_than_a_few_lines() -> None:
    many = "Gallstones. Pelvic phleboliths. Surgical clips. Aortic calcification. " + STONE
    many += " Left double-J stent. Prostatic calcification. 3 mm left lower pole stone."
    assert len(scan_of(many)) == MOST_OF_SCAN


@pytest.mark.parametrize(
    "report",
    ["Pelvic phleboliths.", "Gallstones.", "Calcified granuloma.", "Aortic calcification.",
     "Prostatic calcification.", "Right ureteral stent.", "Surgical clips."],
)  # fmt: skip
def test_what_only_looks_like_a_stone_says_so(report: str) -> None:
    assert all("not a" in line for line in scan_of(report))
    assert scan_of(report)


def test_a_finding_is_not_told_twice() -> None:
    review = review_of(
        imaging_report="Bilateral medullary nephrocalcinosis. 4 mm left renal stone."
    )
    assert any("kidney tissue" in line for line in section(sheet_of(review), "found"))
    assert section(sheet_of(review), "scan") == ["A stone in the kidney on the left, about 4 mm."]


def test_what_the_scan_may_miss_stands_with_what_the_test_could_not_tell() -> None:
    untold = section(sheet_of(review_of(imaging_report="Renal ultrasound: no stones.")), "untold")
    assert "Ultrasound can miss small stones and stones in the tube from the kidney." in untold


def test_without_urine_and_blood_one_sentence_says_so() -> None:
    untold = section(sheet_of(review_of(imaging_report=STONE)), "untold")
    assert TEXTS["untold"]["none_given"]["text"] in untold
    assert not any("calcium in urine" in line for line in untold)
    found = section(sheet_of(review_of(imaging_report="Gallstones.")), "found")
    assert found == [TEXTS["nothing"]["scan_only"]["text"]]


def test_with_urine_the_missing_values_are_listed() -> None:
    review = review_of(imaging_report=STONE, urine_calcium=200, hours=24)
    untold = section(sheet_of(review), "untold")
    assert TEXTS["untold"]["none_given"]["text"] not in untold
    assert any("oxalate in urine" in line for line in untold)


def test_every_line_of_every_report_is_easy_and_frightens_nobody() -> None:
    hard, frightening = set(), set()
    reports = [{"imaging_report": case.text} for case in (*CASES.values(), *HARD.values())]
    lines = {line for review in reviews_of(*reports) for line in section(sheet_of(review), "scan")}
    assert len(lines) > 60
    for line in lines:
        hard |= {f"{grade(s):.1f} {s}" for s in sentences(line) if grade(s) > 8.0}
        if FRIGHTENING.search(line):
            frightening.add(line)
    assert not hard
    assert not frightening


def test_what_scans_miss_is_easy_to_read() -> None:
    kinds = load().record["imaging"]["modalities"]["modalities"]
    said = [kind["patient_misses"] for kind in kinds.values()]
    assert not [text for text in said if grade(text) > 8.0]


def test_the_findings_that_tell_of_the_scan_exist() -> None:
    patterns = {pattern["id"] for pattern in load().record["patterns"]}
    findings = load().record["imaging"]["findings"]["findings"]
    assert set(TEXTS["told_by"]) <= patterns
    assert {name for names in TEXTS["told_by"].values() for name in names} <= set(findings)

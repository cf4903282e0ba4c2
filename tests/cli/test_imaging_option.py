"""`--imaging`: a scan report beside the results, or alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import WIDE
from tests.support.commands import typed

REPORT = (
    "CT KUB. FINDINGS: Moderate left hydronephrosis to a 6 mm calculus at the left VUJ.\n"
    "IMPRESSION: Obstructing 6 mm left VUJ calculus. No right hydronephrosis.\n"
)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "labs.csv"
    path.write_text(WIDE, encoding="utf-8")
    return path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_a_file_of_text_fills_the_report_of_the_only_patient(results: Path, report: Path) -> None:
    done = typed("review", str(results), "--imaging", str(report), "--format", "json")
    assert done.returncode == 0
    review = json.loads(done.stdout)["reviews"][0]
    items = [(i["finding"], i["side"], i["size_mm"]) for i in review["imaging"]["items"]]
    assert items == [("hydronephrosis", "left", None), ("stone", "left", 6.0)]
    for item in review["imaging"]["items"]:
        for words in item["words"]:
            assert REPORT[words["start"] : words["end"]] == words["text"]
    assert review["context"]["imaging_report"] == REPORT
    assert review["imaging"]["modality"] == "ct_without_contrast"


@pytest.mark.parametrize("how", ["-", "text"])
def test_standard_input_and_the_text_itself(results: Path, how: str) -> None:
    given = "-" if how == "-" else REPORT
    done = typed("review", str(results), "--imaging", given, stdin=REPORT)
    assert done.returncode == 0
    assert "Scan report (CT without contrast)" in done.stdout
    assert "Stone, left ureterovesical junction, 6 mm, obstructing." in done.stdout


def test_a_report_alone_says_that_nothing_else_was_given(report: Path) -> None:
    done = typed("review", "--imaging", str(report), "--format", "json")
    assert done.returncode == 0
    review = json.loads(done.stdout)["reviews"][0]
    assert review["headline"][0].startswith("No urine or blood was given")
    assert review["results"] == []
    assert review["findings"] == []
    assert review["saturation"] is None
    assert "supported" not in review["statuses"].values()
    text = typed("review", "--imaging", str(report)).stdout
    assert text.startswith("no patient id")
    assert "scan report alone" in text.splitlines()[0]


def test_a_report_alone_still_raises_what_it_names() -> None:
    done = typed(
        "review", "--imaging", "3 cm calcified mass in the left kidney.", "--sex", "female"
    )
    assert done.returncode == 0
    assert "urology comes before stone advice" in done.stdout
    assert "woman" in done.stdout.splitlines()[0]


def test_the_page_quotes_the_report(results: Path, report: Path, tmp_path: Path) -> None:
    page = tmp_path / "review.html"
    given = ["--imaging", str(report), "--format", "html", "-o", str(page)]
    done = typed("review", str(results), *given)
    assert done.returncode == 0
    text = page.read_text(encoding="utf-8")
    assert "Scan report (CT without contrast)" in text
    assert "Obstructing 6 mm left VUJ calculus" in text


def test_markup_in_a_report_is_text(results: Path, tmp_path: Path) -> None:
    page = tmp_path / "review.html"
    hostile = "4 mm <script>alert(1)</script> stone in the left kidney <b>lower pole</b>."
    typed("review", str(results), "--imaging", hostile, "--format", "html", "-o", str(page))
    assert "<script" not in page.read_text(encoding="utf-8")


def test_several_patients_are_refused_with_what_to_do(results: Path) -> None:
    results.write_text(WIDE + WIDE.splitlines()[1].replace("0412", "0413") + "\n", encoding="utf-8")
    done = typed("review", str(results), "--imaging", REPORT)
    assert done.returncode == 2
    assert "2 patients" in done.stderr
    assert "--patient" in done.stderr
    assert "imaging_report" in done.stderr
    chosen = typed("review", str(results), "--imaging", REPORT, "--patient", "P-0413")
    assert chosen.returncode == 0
    assert "Scan report" in chosen.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--imaging", "nowhere.txt"], "nowhere.txt"),
        (["--imaging", "   "], "empty"),
        ([], "--imaging"),
        (["-", "--imaging", "-"], "not both"),
    ],
)
def test_wrong_usage_says_what_to_do(arguments: list[str], says: str) -> None:
    done = typed("review", *arguments, stdin="")
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) <= 4


def test_a_report_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7\xff\xfe\x00")
    done = typed("review", "--imaging", str(path))
    assert done.returncode == 2
    assert "plain text" in done.stderr
    assert typed("review", "--imaging", str(tmp_path)).returncode == 2

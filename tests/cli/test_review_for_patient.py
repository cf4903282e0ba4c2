"""`review --for patient`: help, text, HTML, JSON, several patients, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import typed


@pytest.fixture(scope="module")
def samples(root: Path) -> Path:
    return root / "sample_data"


def test_help_shows_it() -> None:
    text = " ".join(typed("review", "--help").stdout.split())
    assert "--for" in text
    assert "clinician|patient" in text


def test_text_is_the_sheet(samples: Path) -> None:
    done = typed("review", str(samples / "01_full_collection.csv"), "--for", "patient")
    assert done.returncode == 0
    assert done.stdout.startswith("Your kidney stone tests, in plain words\n")
    assert "stone_us" not in done.stdout


def test_json_is_the_same_for_every_reader(samples: Path) -> None:
    arguments = ("review", str(samples / "01_full_collection.csv"), "--format", "json")
    assert typed(*arguments, "--for", "patient").stdout == typed(*arguments).stdout


def test_html_of_several_patients_is_one_sheet_each(samples: Path, tmp_path: Path) -> None:
    page = tmp_path / "sheets.html"
    done = typed(
        "review", str(samples / "07_messy_with_refusals.csv"),
        "--for", "patient", "--format", "html", "-o", str(page),
    )  # fmt: skip
    assert done.returncode == 3
    assert "cells refused" in done.stderr
    text = page.read_text(encoding="utf-8")
    assert text.count('<article class="sheet"') == 3
    assert text.count("Get emergency care now") == 1


def test_one_patient_of_several(samples: Path) -> None:
    done = typed(
        "review", str(samples / "09_golden_three.csv"), "--for", "patient", "--patient", "F-208"
    )
    assert "F-208 · Urine collected on 30 August 2026." in done.stdout
    assert "M-117" not in done.stdout


def test_nobody_else_reads_it() -> None:
    done = typed("review", "x.csv", "--for", "nurse")
    assert done.returncode == 2
    assert "clinician" in done.stderr

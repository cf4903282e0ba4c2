"""docs/evidence.md and docs/coverage.md say what the files say; dates warn and never fail."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.knowledge.test_pattern_examples import PATTERNS
from tests.spec.test_article_features import CASES
from uroscope.knowledge import load
from uroscope.knowledge.__main__ import main, pages
from uroscope.knowledge.coverage import Feature, read_features
from uroscope.knowledge.dates import overdue_text, review_dates

ROOT = Path(__file__).resolve().parents[2]
FEATURES = read_features(ROOT / "docs" / "coverage.yaml")


@pytest.mark.parametrize("name", ["evidence.md", "coverage.md"])
def test_page_is_fresh(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    expected = pages(load().record)[ROOT / "docs" / name]
    assert written == expected, "run python -m uroscope.knowledge --docs"


def test_counts_of_one_pattern_by_hand() -> None:
    """low_urine_volume, counted in its file with the eye of a text editor."""
    text = (ROOT / "src/uroscope/knowledge/patterns/low_urine_volume.yaml").read_text("utf-8")
    body = text[: text.index("\nsources:")]
    sentences = len(re.findall(r"^  - text:", body, re.M))
    sourced = len(re.findall(r"^    source:", body, re.M))
    row = next(
        line for line in (ROOT / "docs/evidence.md").read_text("utf-8").splitlines()
        if line.startswith("| low_urine_volume |")
    )  # fmt: skip
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert int(cells[3]) == sourced
    assert sum(map(int, cells[3:6])) == sentences


def test_every_convention_of_a_pattern_is_listed() -> None:
    page = (ROOT / "docs/evidence.md").read_text("utf-8")
    for pattern in PATTERNS.values():
        if pattern["convention"]:
            assert pattern["convention"].replace("|", "\\|") in page


def test_all_66_features_are_there_once() -> None:
    assert [item.id for item in FEATURES] == [f"S{n:02}" for n in range(1, 67)]


@cache
def functions(path: Path) -> set[str]:
    """Return the test functions of a file, those of a class as Class::test."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = (n.name for n in node.body if isinstance(n, ast.FunctionDef))
            found |= {f"{node.name}::{name}" for name in inner}
    return found


@pytest.mark.parametrize("item", FEATURES, ids=lambda item: item.id)
def test_files_and_tests_exist(item: Feature) -> None:
    for path in item.lives:
        assert (ROOT / path).is_file(), path
    for node in item.tests:
        file, _, name = node.partition("::")
        bare, _, case = name.partition("[")
        assert bare in functions(ROOT / file), node
        if bare == "test_examples":
            assert case.rstrip("]") in PATTERNS, node
        elif case:
            assert case.rstrip("]") in [c[0] for c in CASES], node


def test_an_overdue_part_is_listed_and_nothing_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nothing of" in overdue_text(load().record, "2026-11-22")
    assert main(["--due", "2031-01-01"]) == 0
    late = capsys.readouterr().out
    assert late.startswith("WARNING 2031-01-01:")
    assert "pattern low_urine_volume" in late
    assert "profile stone_us" in late


def test_the_day_itself_is_not_late() -> None:
    first = min(d.review_by for d in review_dates(load().record) if d.review_by)
    assert "WARNING" not in overdue_text(load().record, first)
    assert "WARNING" in overdue_text(load().record, f"{first[:-2]}31")

"""`uroscope whatif --chart`: a picture beside the text, or a clear refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import typed

Run = tuple[int, str, str]


@pytest.fixture
def whatif(root: Path):
    def run(*arguments: str) -> Run:
        done = typed("whatif", root / "sample_data" / "09_golden_three.csv", *arguments)
        return done.returncode, done.stdout, done.stderr

    return run


VOLUME = ("--set", "urine_volume=2.5L/d")


@pytest.mark.parametrize(
    ("ending", "start"), [("png", b"\x89PNG"), ("svg", b"<svg "), ("pdf", b"%PDF-")]
)
def test_each_ending_gives_its_kind(whatif, tmp_path: Path, ending: str, start: bytes) -> None:
    path = tmp_path / f"after.{ending}"
    code, out, _ = whatif(*VOLUME, "--chart", str(path))
    assert code == 0
    assert out.startswith("M-117: what if")
    assert path.read_bytes().startswith(start)


def test_the_picture_shows_what_the_text_says(whatif, tmp_path: Path) -> None:
    path = tmp_path / "after.svg"
    _, out, _ = whatif(*VOLUME, "--patient", "M-117", "--chart", str(path))
    assert "6.6 → 4.0" in out
    assert "Uric acid: 6.6 today; after the change: 4.0" in path.read_text(encoding="utf-8")


def test_another_ending_is_refused_and_nothing_written(whatif, tmp_path: Path) -> None:
    code, out, err = whatif(*VOLUME, "--chart", str(tmp_path / "after.gif"))
    assert code == 2
    assert out == ""
    assert "after.gif" in err
    assert list(tmp_path.iterdir()) == []


def test_a_goal_alone_has_nothing_to_draw(whatif, tmp_path: Path) -> None:
    code, _, err = whatif("--goal", "uric_acid=1", "--chart", str(tmp_path / "after.svg"))
    assert code == 2
    assert "--set" in err
    assert list(tmp_path.iterdir()) == []

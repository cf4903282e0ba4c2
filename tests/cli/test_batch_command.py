"""`uroscope batch` as a user meets it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.commands import typed
from tests.support.wide import tidy
from uroscope.command import table


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "uroscope", "batch", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def test_a_folder_becomes_a_table_a_summary_and_a_picture(root: Path, tmp_path: Path) -> None:
    done = run(
        root / "sample_data", "-o", "t.csv", "--issues", "i.csv", "--summary", "s.json",
        "--picture", "s.svg", "--workers", 2, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert done.stdout.startswith("14 collections in t.csv, Stone clinic")
    assert "11 cells refused, listed in i.csv" in done.stdout
    assert "low_urine_volume" in done.stdout
    counts = json.loads((tmp_path / "s.json").read_text())
    assert counts["rows"] == 14
    assert counts["counts"]["finding_low_urine_volume"]["supported"] == 11
    assert sum(counts["refused"].values()) == 11
    assert "<svg" in (tmp_path / "s.svg").read_text()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["i.csv", "s.json", "s.svg", "t.csv"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["none.csv", "-o", "t.parquet"], 2, "there is no such file"),
        (["w.csv", "-o", "t.xlsx"], 2, "use .csv or .parquet"),
        (["w.csv", "-o", "w.csv"], 2, "is also the input"),
        (["w.csv", "-o", "no/t.csv"], 2, "there is no such folder"),
        (["w.csv", "-o", "t.csv", "--profile", "mars"], 2, "There is no profile 'mars'"),
        (["empty", "-o", "t.csv"], 2, "holds no csv or parquet file"),
        (["words.csv", "-o", "t.csv"], 4, "is a header uroscope knows"),
        (["w.csv", "-o", "t.csv", "--picture", "x.jpg"], 2, "written as .png, .svg or .pdf"),
    ],
)
def test_what_cannot_be_is_said_and_leaves_nothing(
    tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    tidy(3, 1).to_csv(tmp_path / "w.csv", index=False)
    (tmp_path / "words.csv").write_text("Dear colleague,\nthank you for your letter\n")
    (tmp_path / "empty").mkdir()
    before = sorted(p.name for p in tmp_path.iterdir())
    done = typed("batch", *arguments, cwd=tmp_path)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == before


@pytest.fixture
def listening() -> Iterator[None]:
    """Ctrl+C as on a terminal; a shell leaves a command in the background deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening")
def test_an_interrupted_command_says_how_to_go_on(tmp_path: Path) -> None:
    source = tmp_path / "w.csv"
    tidy(20_000, 1).to_csv(source, index=False)
    text = source.read_text()
    body = text.partition("\n")[2]
    with source.open("a") as stream:
        for _ in range(15):
            stream.write(body)
    command = [sys.executable, "-m", "uroscope", "batch", "w.csv", "-o", "t.parquet"]
    process = subprocess.Popen(
        [*command, "--workers", "1"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    folder = tmp_path / ".t.parquet.parts"
    for _ in range(6000):
        if list(folder.glob("part-*.json")):
            break
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "The same command with --resume goes on from here" in said
    assert not (tmp_path / "t.parquet").exists()
    done = subprocess.run([*command, "--resume"], cwd=tmp_path, capture_output=True, text=True)
    # Some of the invented numbers cannot be true and are refused.
    assert done.returncode == 3, done.stderr
    assert done.stdout.startswith("320,000 collections")
    assert not folder.exists()


@pytest.mark.usefixtures("listening")
def test_an_interrupt_that_a_library_swallows_still_stops_the_batch() -> None:
    seen: list[int] = []
    with table._stoppable(lambda done, *_: seen.append(done)) as progress:
        progress(1, 3, 10)
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            progress(2, 3, 20)
    assert seen == [1]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_files_that_were_skipped_are_counted_or_named(tmp_path: Path) -> None:
    tidy(3, 1).to_csv(tmp_path / "w.csv", index=False)
    for at in range(7):
        (tmp_path / f"bad{at}.csv").write_text("name,foo,bar\n1,2,3\n")
    done = run(tmp_path, "-o", "t.csv", cwd=tmp_path)
    assert done.returncode == 3
    lines = done.stdout.splitlines()
    assert "Skipped: 2 more files or parts; --issues FILE lists them" in lines
    # What a message goes on with stands under it.
    assert all(line.startswith("  A long file") for line in lines if "A long file" in line)

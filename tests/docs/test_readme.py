"""Prose that runs: every code block of the README does what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(text: str, language: str) -> list[str]:
    return [body for name, body in _FENCE.findall(text) if name == language]


def section(text: str, title: str) -> str:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("title", ["Run it", "Test it"])
def test_the_two_sections_have_one_plain_shell_block(root: Path, title: str) -> None:
    text = section((root / "README.md").read_text(encoding="utf-8"), title)
    fences = _FENCE.findall(text)
    assert len(fences) == 1
    language, body = fences[0]
    assert language == "sh"
    assert not any(line.startswith(("$", ">", "%")) for line in body.splitlines())
    assert "python3 -m venv" in body


def uroscope_lines(root: Path) -> list[str]:
    text = (root / "README.md").read_text(encoding="utf-8")
    lines = [line for body in blocks(text, "sh") for line in body.splitlines()]
    return [line for line in lines if line.startswith("uroscope ")]


def test_the_page_is_one_command_away(root: Path) -> None:
    # It serves until it is stopped; tests/web starts it.
    assert "uroscope serve" in uroscope_lines(root)


def test_every_uroscope_command_of_the_readme_runs(root: Path, tmp_path: Path) -> None:
    lines = [line for line in uroscope_lines(root) if line != "uroscope serve"]
    assert len(lines) >= 6
    for name in ("sample_data", "reference_ranges"):
        (tmp_path / name).symlink_to(root / name)
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    for line in lines:
        arguments = line.split()[1:]
        done = subprocess.run(
            [sys.executable, "-m", "uroscope", *arguments],
            capture_output=True, text=True, cwd=tmp_path, env=environment, check=False,
        )  # fmt: skip
        expected = 3 if "messy" in line else 0
        assert done.returncode == expected, f"{line}\n{done.stderr}"
        assert done.stdout or "-o" in arguments


def test_python_blocks_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    text = (root / "README.md").read_text(encoding="utf-8")
    for body in blocks(text, "python"):
        done = subprocess.run(
            [sys.executable, "-c", body], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


def test_links_of_the_readme_lead_somewhere(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    missing = [t for t in targets if not t.startswith("http") and not (root / t).exists()]
    assert not missing

"""docs/batch.md: every command and every recipe does what it says."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.test_readme import blocks


def page(root: Path) -> str:
    return (root / "docs" / "batch.md").read_text(encoding="utf-8")


def needs(body: str) -> str | None:
    """Return why a recipe cannot run here, None if it can."""
    if "pyspark" in body:
        if importlib.util.find_spec("pyspark") is None:
            return "pyspark is not installed: python -m pip install '.[spark]'"
        if shutil.which("java") is None:
            return "Spark needs Java 17"
    if "dask" in body and importlib.util.find_spec("dask") is None:
        return "dask is not installed: python -m pip install '.[dask]'"
    return None


@pytest.mark.parametrize("number", range(4))
def test_recipes_run(root: Path, number: int) -> None:
    bodies = blocks(page(root), "python")
    assert len(bodies) == 4
    lacking = needs(bodies[number])
    if lacking and not os.environ.get("UROSCOPE_CI"):
        pytest.skip(lacking)
    assert lacking is None
    done = subprocess.run(
        [sys.executable, "-c", bodies[number]],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_commands_run(root: Path, tmp_path: Path) -> None:
    lines = [line for body in blocks(page(root), "sh") for line in body.splitlines()]
    commands = [line for line in lines if line.startswith("uroscope ")]
    assert commands
    (tmp_path / "sample_data").symlink_to(root / "sample_data")
    for line in commands:
        done = subprocess.run(
            [sys.executable, "-m", "uroscope", *line.split()[1:]],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        # The folder holds the sample whose cells are refused.
        assert done.returncode == 3, done.stderr
        assert "collections in table.parquet" in done.stdout
        assert (tmp_path / "table.parquet").exists()
        assert (tmp_path / "refused.csv").exists()

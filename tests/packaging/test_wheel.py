"""The wheel carries everything a review needs, also where no checkout is near."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "-w",
            str(target),
            str(root),
        ],
        check=True,
    )
    return next(target.glob("uroscope-*.whl"))


def test_wheel_holds_data_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "uroscope/knowledge/compiled.json",
        "uroscope/reference_ranges/stone_us/urine_calcium.yaml",
        "uroscope/sample_data/01_full_collection.csv",
        "uroscope/py.typed",
        "uroscope/web/pages/site.html",
        "uroscope/web/static/site.js",
    ):
        assert needed in names
    assert not any(name.startswith("tests/") for name in names)


def test_installed_wheel_reviews_its_own_sample(wheel: Path, tmp_path: Path) -> None:
    """Install into an empty folder; the libraries come from the test environment."""
    target = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target),
         str(wheel)],
        check=True,
    )  # fmt: skip
    script = (
        "import uroscope, sys\n"
        "from uroscope.knowledge.places import samples_folder\n"
        "assert uroscope.__file__.startswith(sys.argv[1]), uroscope.__file__\n"
        "panel = uroscope.read(samples_folder() / '01_full_collection.csv')\n"
        "print(uroscope.review(panel)[0].patient_id)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(target)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(target)],
        capture_output=True, text=True, cwd=tmp_path, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()

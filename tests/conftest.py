"""What several kinds of tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile(
    "project", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.register_profile("thorough", parent=settings.get_profile("project"), max_examples=1000)
# A build says the same twice of the same code; new examples are looked for where one can mend them.
settings.register_profile("build", parent=settings.get_profile("project"), derandomize=True)
settings.load_profile(
    os.environ.get("UROSCOPE_HYPOTHESIS", "build" if "UROSCOPE_CI" in os.environ else "project")
)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def full_sample() -> Path:
    """The first sample by name: one full collection."""
    return sorted((ROOT / "sample_data").glob("*.csv"))[0]


@pytest.fixture(scope="session", autouse=True)
def _on_one_day() -> Iterator[None]:
    """Stop the clock of reviews, so that no test changes when a review date passes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("uroscope.reviewing.this_day", lambda: date(2026, 11, 22))
        yield

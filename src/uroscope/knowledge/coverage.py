"""The page that says where each feature of the founding article lives, and which test shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from uroscope.knowledge.files import check, read_yaml
from uroscope.knowledge.schema import Strict, Text

_HEAD = """# Coverage

The founding article explains kidney stones and calcification to patients. Each row is one thing it
says, in our words, with the files that carry it and a test that shows it. Written by
`python -m uroscope.knowledge --docs` from `docs/coverage.yaml`; tests check that every file and
every test named here exists.
"""


class Feature(Strict):
    """One thing the article says."""

    id: Text
    feature: Text
    lives: list[Text] = Field(default_factory=list, description="files, from the root")
    tests: list[Text] = Field(default_factory=list, description="pytest nodes")
    yet: Text | None = Field(None, description="what is not there yet")

    @model_validator(mode="after")
    def _honest(self) -> Feature:
        if not self.yet and not (self.lives and self.tests):
            raise ValueError("needs lives and tests, or yet: with what is missing")
        return self


class Features(Strict):
    """`docs/coverage.yaml`."""

    features: list[Feature]


def read_features(path: Path) -> list[Feature]:
    """Read and check the list of features.

    Raises
    ------
    KnowledgeError
        If an entry does not hold.
    """
    return check(read_yaml(path), Features).features


def coverage_page(features: list[Feature]) -> str:
    """Return docs/coverage.md."""
    full = sum(item.yet is None for item in features)
    some = sum(item.yet is not None and bool(item.tests) for item in features)
    counted = (
        f"{len(features)} features: {full} there, {some} in part, "
        f"{len(features) - full - some} not yet.\n"
    )
    rows = [("", "Feature", "Lives in", "Shown by", "Not yet"), ("---",) * 5]
    rows += [_row(item) for item in features]
    lines = ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
    return "\n".join([_HEAD, counted, *lines]) + "\n"


def _row(item: Feature) -> tuple[Any, ...]:
    return (
        item.id,
        item.feature,
        ", ".join(f"`{path}`" for path in item.lives),
        ", ".join(f"`{node}`" for node in item.tests),
        item.yet or "",
    )

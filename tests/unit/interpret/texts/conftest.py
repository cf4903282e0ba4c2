"""The lexicon, built from the knowledge files as they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from uroscope.interpret.texts import Lexicon, build_lexicon

KNOWLEDGE = Path(__file__).parents[4] / "src" / "uroscope" / "knowledge"


def load_record() -> dict[str, Any]:
    files = [*(KNOWLEDGE / "texts").glob("*.yaml"), KNOWLEDGE / "medicines.yaml"]
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in files}


@pytest.fixture(scope="session")
def record() -> dict[str, Any]:
    return load_record()


@pytest.fixture(scope="session")
def lexicon(record: dict[str, Any]) -> Lexicon:
    return build_lexicon(record)

"""The table of sentences in `readings.yaml`, read as written there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from uroscope.interpret import texts
from uroscope.interpret.texts import Lexicon, code, decode

SENTENCES = yaml.safe_load(Path(__file__).with_name("readings.yaml").read_text(encoding="utf-8"))
TABLE = [(kind, *row) for kind, rows in SENTENCES.items() for row in rows]
NAMES = {
    getattr(texts, name.upper()): name
    for name in (
        "not_asked",
        "mentioned",
        "negated",
        "none",
        "unmentioned",
        "uncertain",
        "historical",
    )
}


@pytest.mark.parametrize(("kind", "text", "expected"), TABLE)
def test_reading(lexicon: Lexicon, kind: str, text: str, expected: dict[str, str]) -> None:
    decoded = decode(text, kind, lexicon)
    read = {concept: NAMES[code(decoded, concept, lexicon)] for concept in expected}
    assert read == expected


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len({(kind, text) for kind, text, _ in TABLE}) >= 300
    readings = {reading for _, _, expected in TABLE for reading in expected.values()}
    assert readings == set(NAMES.values())

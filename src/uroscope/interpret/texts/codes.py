"""What a context cell can say about one concept, and the records that carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

NOT_ASKED: Final = 0
"""Empty cell, no column, or an answer such as `unknown`: nothing is known."""
MENTIONED: Final = 1
"""Current and affirmed."""
NEGATED: Final = 2
"""Denied by name."""
NONE: Final = 3
"""The cell says `none` of everything of this kind."""
UNMENTIONED: Final = 4
"""The cell has text, but not about this concept."""
UNCERTAIN: Final = 5
"""Possible, queried or only planned: unknown."""
HISTORICAL: Final = 6
"""Stopped, resolved or past: not current."""

KIND_OF_CELL: Final[Mapping[str, str]] = {
    "medications": "medicine",
    "conditions": "condition",
    "symptoms": "symptom",
    "imaging_report": "imaging",
    "stone_analysis": "stone",
}
"""The kind of concept each context column is asked about."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One concept found at one place of a text, with what its sentence says about it.

    `status` sums the flags up: `affirmed`, `negated`, `uncertain`, `planned`, `historical`,
    `family` (somebody else) or `allergy` (says nothing about use). Offsets count characters of
    the original text.
    """

    concept: str
    start: int
    end: int
    quote: str
    status: str
    negated: bool = False
    uncertain: bool = False
    planned: bool = False
    historical: bool = False
    family: bool = False
    allergy: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """Everything one distinct text says.

    `readings` holds a code for each concept the text speaks about; `code` answers for all others.
    `components` maps a stone component to its percent, NaN where none is stated.
    """

    text: str
    kind: str
    asked: bool
    explicit_none: bool
    mentions: tuple[Mention, ...] = ()
    none_kinds: frozenset[str] = frozenset()
    readings: Mapping[str, int] = field(default_factory=dict)
    components: Mapping[str, float] = field(default_factory=dict)

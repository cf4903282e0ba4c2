"""The trigger words and modifiers as lookup tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ASSERTION_KINDS = frozenset(
    {
        "negated",
        "uncertain",
        "suspected",
        "open",
        "planned",
        "ended",
        "ending",
        "undone",
        "allergy",
    }
)
"""Modifiers that decide whether something is so; one takes over where another stands."""


@dataclass(frozen=True, slots=True)
class Concept:
    """What a trigger can mean.

    `course` is permanent, chronic, episodic or recent (episodic, but some weeks later not over):
    what "history of" leaves of it. `kinds` are the cells whose explicit none speaks about it.
    `suspected_becomes` and `open_becomes` name what a doubt about it is itself a mention of:
    "suspected infection", "infection not excluded".
    """

    id: str
    kind: str
    label: str
    patient_label: str
    course: str
    kinds: frozenset[str]
    part_of: tuple[str, ...] = ()
    family_becomes: str | None = None
    source: str | None = None
    convention: str | None = None
    suspected_becomes: str | None = None
    open_becomes: str | None = None


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a phrase, and where it holds."""

    concepts: tuple[str, ...]
    absent: bool = False
    denial: bool = False
    bare: bool = False
    beside_stone: bool = False
    cells: frozenset[str] | None = None
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Modifier:
    """What a phrase does to triggers before or after it."""

    kind: str
    forward: bool = False
    backward: bool = False
    governs: bool = False
    one: bool = False
    both: bool = False

    def joined(self, other: Modifier) -> Modifier:
        """Return a modifier that does what both do."""
        return Modifier(
            self.kind,
            self.forward or other.forward,
            self.backward or other.backward,
            self.governs or other.governs,
            self.one or other.one,
            self.both or other.both,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """Every part a phrase can play in a sentence."""

    senses: tuple[Sense, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    ends: bool = False
    affirms: bool = False
    affirms_item: bool = False

    def joined(self, other: Entry) -> Entry:
        """Return an entry with the parts of both."""
        modifiers = {modifier.kind: modifier for modifier in self.modifiers}
        for modifier in other.modifiers:
            known = modifiers.get(modifier.kind)
            modifiers[modifier.kind] = modifier if known is None else known.joined(modifier)
        return Entry(
            self.senses + other.senses,
            tuple(modifiers.values()),
            self.ends or other.ends,
            self.affirms or other.affirms,
            self.affirms_item or other.affirms_item,
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """A number that says whether a concept is present: at or above the limit it is."""

    concept: str
    words: frozenset[str]
    celsius: float
    fahrenheit: float
    celsius_range: tuple[float, float]
    fahrenheit_range: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Method:
    """Words of how a scan was made: a denial of one of `nouns` denies nothing else."""

    nouns: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    scans: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Past:
    """Labels of the past ("PMH"), the words of now that end them, and what they and a year end."""

    labels: frozenset[str] = frozenset()
    until: frozenset[str] = frozenset()
    illnesses: frozenset[str] = frozenset()
    dated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases with their parts, and all concepts, ready for lookup.

    Build it with `build_lexicon`; it is read-only and shared by all columns.
    """

    concepts: Mapping[str, Concept]
    entries: Mapping[str, Entry]
    longest: Mapping[str, int]
    ancestors: Mapping[str, tuple[str, ...]]
    descendants: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    spellings: Mapping[str, str]
    skip: frozenset[str]
    keep_after: frozenset[str]
    abbreviations: frozenset[str]
    gaps: frozenset[str]
    line_joins: frozenset[str]
    openers: frozenset[str]
    stone_words: frozenset[str]
    pure_words: frozenset[str]
    none_words: frozenset[str]
    fillers: frozenset[str]
    none_nouns: Mapping[str, str]
    none_phrases: Mapping[str, frozenset[str]]
    not_asked: frozenset[str]
    void: frozenset[str]
    except_kinds: Mapping[str, frozenset[str]]
    measured: tuple[Measured, ...]
    method: Method = Method()
    headers_of_scans: Mapping[str, str] = field(default_factory=dict)
    past: Past = Past()

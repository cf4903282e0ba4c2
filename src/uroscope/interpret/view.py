"""What conditions look at: intervals, flags, words and people, as arrays of all rows.

Every leaf answers with a pair of arrays (known true, known false); where neither holds the answer
is unknown. Trust is decided here once: a 24-hour pH that cannot be interpreted is unknown, and a
rate from a collection that was too short or too long is at most known to be high.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from uroscope.interpret.texts import (
    HISTORICAL,
    MENTIONED,
    NEGATED,
    NONE,
    TextColumn,
    merge_codes,
)
from uroscope.tables import (
    ADULT_YEARS,
    UNKNOWN,
    Booleans,
    Codes,
    Derived,
    Flags,
    Floats,
    Panel,
    filled,
)

if TYPE_CHECKING:
    from uroscope.interpret.imaging import ScanColumn

Pair = tuple[Booleans, Booleans]
_YES = re.compile(r"^\s*(?:y|yes|true|1|x|t|positive|ja|oui|si|sí)\b|week|trimester|pregnan", re.I)
_NO = re.compile(r"^\s*(?:n|no|false|0|f|none|nein|non|not|never)\b", re.I)
_YES_CONCEPTS = {
    "pregnant": "pregnancy",
    "solitary_kidney": "solitary_kidney",
    "transplant": "kidney_transplant",
}


@dataclass
class View:
    """Everything a condition can ask, for all rows of a panel.

    `texts` holds the decoded context columns, `statuses` the findings decided so far.
    """

    panel: Panel
    derived: Derived
    flags: Flags
    texts: Mapping[str, TextColumn]
    timed_rates: frozenset[str]
    scans: ScanColumn | None = None
    statuses: dict[str, np.ndarray] = field(default_factory=dict)
    cache: dict[str, Pair] = field(default_factory=dict)
    # The same answers of a panel of one row: 1 known true, -1 known false, 0 unknown.
    truths: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.size = len(self.panel)
        self.nothing: Booleans = np.zeros(self.size, dtype=np.bool_)
        self.everything: Booleans = np.ones(self.size, dtype=np.bool_)
        self._sexes: dict[str, Pair] = {}
        self._ends: dict[tuple[str, str], tuple[Floats, Floats] | None] = {}
        self._settled: dict[tuple[str, bool], Booleans] = {}
        self._statements: dict[tuple[str, tuple[str, ...]], Pair] = {}
        self._unnamed: dict[tuple[frozenset[str], tuple[str, ...]], Pair] = {}
        self._any_off_day = bool(self.flags.off_day.any())
        self._child: Booleans = self.panel.rows["age"].to_numpy(np.float64) < ADULT_YEARS
        self._any_child = bool(self._child.any())

    def both(self, one: Booleans, other: Booleans) -> Booleans:
        """Return where both hold; what holds nowhere or everywhere costs nothing."""
        if one is self.nothing or other is self.everything:
            return one
        if other is self.nothing or one is self.everything:
            return other
        return one & other

    def either(self, one: Booleans, other: Booleans) -> Booleans:
        """Return where one or both hold; what holds nowhere or everywhere costs nothing."""
        if one is self.nothing or other is self.everything:
            return other
        if other is self.nothing or one is self.everything:
            return one
        return one | other

    def interval(self, kind: str, name: str) -> tuple[Floats, Floats] | None:
        """Return lower and upper ends of a quantity, None if no row has it."""
        key = kind, name
        if key not in self._ends:
            self._ends[key] = self._interval(kind, name)
        return self._ends[key]

    def _interval(self, kind: str, name: str) -> tuple[Floats, Floats] | None:
        if kind == "subject":
            column = self.panel.rows[name].to_numpy(np.float64)
            return column, column
        if kind == "index":
            if name not in self.derived.values:
                return None
            value = self.derived.values[name]
            return self.derived.lower.get(name, value), self.derived.upper.get(name, value)
        raw = name.removeprefix("raw_")
        if raw not in self.panel.values:
            return None
        low, high = self.panel.low(raw), self.panel.high(raw)
        if name == "urine_ph":
            trusted = self.flags.trusted_ph
            return np.where(trusted, low, np.nan), np.where(trusted, high, np.nan)
        if self._any_child and (raw in self.timed_rates or raw == "urine_creatinine"):
            # Amounts per day in our patterns are adults'; those scaled to the body are indices.
            low, high = np.where(self._child, np.nan, low), np.where(self._child, np.nan, high)
        if self._any_off_day and raw in self.timed_rates:
            known = self.flags.off_day & ~np.isnan(low)
            high = np.where(known, np.inf, high)
        return low, high

    def compare(self, kind: str, name: str, bound: str, number: float) -> Pair:
        """Answer whether a quantity is above, at least, below or at most a number."""
        ends = self.interval(kind, name)
        if ends is None:
            return self.nothing, self.nothing
        low, high = ends
        if bound == "above":
            return low > number, high <= number
        if bound == "at_least":
            return low >= number, high < number
        if bound == "below":
            return high < number, low >= number
        return high <= number, low > number

    def flag(self, name: str, codes: Sequence[int], firm: bool) -> Pair:
        """Answer whether a value's flag is one of the codes; firm: not near its limit."""
        if name == "deciding_calcium":
            calcium = self.flags.calcium
            if calcium is None:
                return self.nothing, self.nothing
            return self._answer(calcium.flag, codes, (calcium.flag != UNKNOWN) & ~calcium.disputed)
        found = self.flags.analytes.get(name)
        if found is None:
            return self.nothing, self.nothing
        known = self._settled.get((name, firm))
        if known is None:
            known = (found.flag != UNKNOWN) & ~found.disputed
            if firm:
                known &= ~found.borderline
            self._settled[name, firm] = known
        return self._answer(found.flag, codes, known)

    @staticmethod
    def _answer(flag: Codes, codes: Sequence[int], known: Booleans) -> Pair:
        hit = flag == codes[0]
        for code in codes[1:]:
            hit |= flag == code
        hit &= known
        return hit, known ^ hit

    def measured(self, name: str) -> Pair:
        """Answer whether a result exists; never known false."""
        if name in self.panel.values:
            return self.panel.measured(name), self.nothing
        value = self.derived.values.get(name)
        return (self.nothing if value is None else ~np.isnan(value)), self.nothing

    def mention(self, concepts: Sequence[str], columns: Sequence[str]) -> Pair:
        """Answer whether any of the concepts is mentioned as current and affirmed."""
        named = tuple(column for column in columns if column in self.texts)
        if not named:
            return self.nothing, self.nothing
        true, false = self.nothing, self.everything
        for concept in concepts:
            said, denied = self._said(concept, named)
            true, false = self.either(true, said), self.both(false, denied)
        return true, false if true is self.nothing else self.both(false, ~true)

    def _said(self, concept: str, columns: tuple[str, ...]) -> Pair:
        """Return where one concept is affirmed, and where it is denied or over."""
        found = self._statements.get((concept, columns))
        if found is None:
            read = [self.texts[column] for column in columns]
            if not any(text.names(concept) for text in read):
                # What no text names is answered alike by its kind, which is asked once.
                found = self._of_kinds(concept, read[0].lexicon.concepts[concept].kinds, columns)
            else:
                found = self._read(concept, read)
            self._statements[concept, columns] = found
        return found

    def _of_kinds(self, concept: str, kinds: frozenset[str], columns: tuple[str, ...]) -> Pair:
        """Return what the columns say of every concept of these kinds that they do not name."""
        key = kinds, columns
        found = self._unnamed.get(key)
        if found is None:
            read = [self.texts[column] for column in columns]
            found = self._unnamed[key] = (
                self._read(concept, read)
                if any(text.speaks_of(concept) for text in read)
                else (self.nothing, self.nothing)
            )
        return found

    @staticmethod
    def _read(concept: str, read: Sequence[TextColumn]) -> Pair:
        # The strongest statement of all columns counts: a doubt is not undone by a "none".
        codes = merge_codes([text.codes(concept) for text in read])
        denied = (codes == NEGATED) | (codes == NONE) | (codes == HISTORICAL)
        return codes == MENTIONED, denied

    def stone(self, component: str, bound: str | None, number: float) -> Pair:
        """Answer whether the stone analysis has a component, or so much of it [%]."""
        text = self.texts.get("stone_analysis")
        if text is None:
            return self.nothing, self.nothing
        has = text.has_component(component)
        if bound is None:
            return has, self.nothing
        share = text.component(component)
        return (share >= number, share < number) if bound == "at_least" else (
            share > number, share <= number
        )  # fmt: skip

    def scan(
        self, findings: Sequence[str], side: str | None, at_least_mm: float, bosniak: Sequence[str]
    ) -> Pair:
        """Answer whether the scan report names one of the findings."""
        if self.scans is None:
            return self.nothing, self.nothing
        return self.scans.has(findings, side, at_least_mm, bosniak)

    def scan_kind(self, kinds: Sequence[str]) -> Pair:
        """Answer whether the scan report is of one of these kinds."""
        if self.scans is None:
            return self.nothing, self.nothing
        return self.scans.is_of(kinds)

    def yes(self, name: str) -> Pair:
        """Answer a yes/no column, or a mention that says the same."""
        cells = self.panel.rows[name].to_numpy(dtype=object)
        true = false = self.nothing
        if filled(cells):
            codes, distinct = pd.factorize(cells)
            said = np.array([bool(_YES.search(str(t))) for t in distinct], dtype=np.bool_)
            denied = np.array([bool(_NO.search(str(t))) for t in distinct], dtype=np.bool_)
            if len(distinct):
                true, false = said[codes], denied[codes]
        mentioned, negated = self.mention([_YES_CONCEPTS[name]], ["conditions", "symptoms"])
        true, false = self.either(true, mentioned), self.either(false, negated)
        return true, false if true is self.nothing else self.both(false, ~true)

    def sex(self, word: str) -> Pair:
        """Answer whether the sex is known to be the one named."""
        if not self._sexes:
            codes, distinct = pd.factorize(self.panel.rows["sex"])
            female = np.array([name == "female" for name in distinct], dtype=np.bool_)[codes]
            male = np.array([name == "male" for name in distinct], dtype=np.bool_)[codes]
            self._sexes = {"female": (female, male), "male": (male, female)}
        return self._sexes[word]

"""What conditions look at: intervals, flags, words and people, as arrays of all rows.

Every leaf answers with a pair of arrays (known true, known false); where neither holds the answer
is unknown. Trust is decided here once: a 24-hour pH that cannot be interpreted is unknown, and a
rate from a collection that was too short or too long is at most known to be high.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from uroscope.interpret.imaging import ScanColumn
from uroscope.interpret.texts import (
    HISTORICAL,
    MENTIONED,
    NEGATED,
    NONE,
    TextColumn,
    merge_codes,
)
from uroscope.tables import ADULT_YEARS, UNKNOWN, Booleans, Codes, Derived, Flags, Floats, Panel

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

    def __post_init__(self) -> None:
        self.size = len(self.panel)
        self.nothing: Booleans = np.zeros(self.size, dtype=np.bool_)
        self.everything: Booleans = np.ones(self.size, dtype=np.bool_)
        self._sexes: dict[str, Pair] = {}
        self._any_off_day = bool(self.flags.off_day.any())
        self._child: Booleans = self.panel.rows["age"].to_numpy(np.float64) < ADULT_YEARS
        self._any_child = bool(self._child.any())

    def interval(self, kind: str, name: str) -> tuple[Floats, Floats] | None:
        """Return lower and upper ends of a quantity, None if no row has it."""
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
            return self._answer(calcium.flag, codes, ~calcium.disputed)
        found = self.flags.analytes.get(name)
        if found is None:
            return self.nothing, self.nothing
        return self._answer(
            found.flag, codes, ~found.disputed & ~found.borderline if firm else ~found.disputed
        )

    @staticmethod
    def _answer(flag: Codes, codes: Sequence[int], settled: Booleans) -> Pair:
        known = (flag != UNKNOWN) & settled
        hit = flag == codes[0]
        for code in codes[1:]:
            hit = hit | (flag == code)
        return known & hit, known & ~hit

    def measured(self, name: str) -> Pair:
        """Answer whether a result exists; never known false."""
        if name in self.panel.values:
            return self.panel.measured(name), self.nothing
        value = self.derived.values.get(name)
        return (self.nothing if value is None else ~np.isnan(value)), self.nothing

    def mention(self, concepts: Sequence[str], columns: Sequence[str]) -> Pair:
        """Answer whether any of the concepts is mentioned as current and affirmed."""
        read = [self.texts[column] for column in columns if column in self.texts]
        if not read:
            return self.nothing, self.nothing
        true, false = self.nothing, self.everything
        # What no text names is answered alike by its kind, which is asked once.
        named = [c for c in concepts if any(text.names(c) for text in read)]
        alike = {read[0].lexicon.concepts[c].kinds: c for c in concepts if c not in named}
        for concept in (*named, *alike.values()):
            said, denied = self._said(concept, read)
            true, false = true | said, false & denied
        return true, false & ~true

    def _said(self, concept: str, read: Sequence[TextColumn]) -> Pair:
        """Return where one concept is affirmed, and where it is denied or over."""
        if not any(text.speaks_of(concept) for text in read):
            return self.nothing, self.nothing
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
        column = self.panel.rows[name]
        codes, distinct = pd.factorize(column)
        said = np.array([bool(_YES.search(str(t))) for t in distinct], dtype=np.bool_)
        denied = np.array([bool(_NO.search(str(t))) for t in distinct], dtype=np.bool_)
        true = said[codes] if len(distinct) else self.nothing
        false = denied[codes] & ~true if len(distinct) else self.nothing
        mentioned, negated = self.mention([_YES_CONCEPTS[name]], ["conditions", "symptoms"])
        return true | mentioned, (false | negated) & ~(true | mentioned)

    def sex(self, word: str) -> Pair:
        """Answer whether the sex is known to be the one named."""
        if not self._sexes:
            codes, distinct = pd.factorize(self.panel.rows["sex"])
            female = np.array([name == "female" for name in distinct], dtype=np.bool_)[codes]
            male = np.array([name == "male" for name in distinct], dtype=np.bool_)[codes]
            self._sexes = {"female": (female, male), "male": (male, female)}
        return self._sexes[word]

"""The derived indices, computed for all collections at once from the table of definitions.

Computing is kept apart from interpreting: an index is withheld only where its definition does not
hold (a child, an acid bottle, an undefined quotient), never because a number needs a context to
mean something. What a laboratory printed under the same name is never used here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from uroscope.derive.definitions import (
    ALKALINE,
    APART,
    CHILD,
    FEMALE,
    IMPLAUSIBLE,
    INDICES,
    NOT_MONOTONE,
    OPEN,
    REASONS,
    SEX,
    UNDEFINED,
    Index,
    Input,
)
from uroscope.derive.intervals import Term, bounds
from uroscope.derive.specimen import acid_bottle, too_alkaline
from uroscope.knowledge import Quantity, load
from uroscope.tables import Booleans, Codes, Derived, Floats, Panel

ADULT_YEARS = 18.0
# Blood and fasting urine belong together within this many days (our convention: one night).
TOGETHER_DAYS = 1.0


def indices(panel: Panel) -> Derived:
    """Compute every index for every collection.

    Parameters
    ----------
    panel : Panel
        Values in canonical units, with sex, age [years], weight_kg [kg] and height_cm [cm].

    Returns
    -------
    Derived
        Every id of `INDICES` in `values`, NaN where an input is missing, where an input is
        censored (the interval then stands in `lower` and `upper`) or where the index is withheld
        (`reason`, for those ids that have one, says why). Units are those of
        `knowledge/indices.yaml`. The columns are not to be written to.

    Notes
    -----
    Sources stand with each formula and in `knowledge/indices.yaml`.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"weight_kg": [64.0, 64.0]})
    >>> values = {"urine_creatinine": np.array([1088.0, np.nan])}
    >>> indices(Panel(rows, values)).values["urine_creatinine_per_kg"].tolist()
    [17.0, nan]
    """
    columns = _Columns(panel, load().quantities)
    values: dict[str, Floats] = {}
    lower: dict[str, Floats] = {}
    upper: dict[str, Floats] = {}
    reason: dict[str, Codes] = {}
    for index in INDICES:
        result = _compute(index, columns)
        values[index.id] = result.value
        if result.lower is not None and result.upper is not None:
            lower[index.id], upper[index.id] = result.lower, result.upper
        if result.reason is not None:
            reason[index.id] = result.reason
    return Derived(values, lower, upper, reason, REASONS)


@dataclass(frozen=True)
class _Result:
    value: Floats
    lower: Floats | None = None
    upper: Floats | None = None
    reason: Codes | None = None


class _Columns:
    """Inputs and facts of a panel, each looked up once."""

    def __init__(self, panel: Panel, quantities: Mapping[str, Quantity]) -> None:
        self.panel = panel
        self.quantities = quantities
        self.size = len(panel)
        self._known: dict[Input, Term | None] = {}

    @cached_property
    def nothing(self) -> Floats:
        empty = np.full(self.size, np.nan)
        empty.flags.writeable = False
        return empty

    @cached_property
    def female(self) -> Floats:
        """Return 1 for female, 0 for male, NaN for anything else."""
        if "sex" not in self.panel.rows:
            return self.nothing
        sex = self.panel.rows["sex"].to_numpy(dtype=object)
        return np.where(sex == "female", 1.0, np.where(sex == "male", 0.0, np.nan))

    @cached_property
    def child(self) -> Booleans:
        # An unknown age is read as adult, as everywhere else.
        return self.subject("age") < ADULT_YEARS

    @cached_property
    def alkaline(self) -> Booleans:
        return too_alkaline(self.panel)

    @cached_property
    def acid(self) -> Booleans:
        return acid_bottle(self.panel)

    def subject(self, name: str) -> Floats:
        if name not in self.panel.rows:
            return self.nothing
        return self.panel.rows[name].to_numpy(dtype=np.float64, na_value=np.nan)

    def term(self, wanted: Input) -> Term | None:
        """Return an input, or None where no collection has it."""
        if wanted not in self._known:
            self._known[wanted] = self._term(wanted)
        return self._known[wanted]

    def _term(self, wanted: Input) -> Term | None:
        if wanted.name == "female":
            return Term(self.female, self.female, self.female, wanted.sign)
        if wanted.name not in self.quantities:
            value = self.subject(wanted.name)
            return None if value is self.nothing else Term(value, value, value, wanted.sign)
        if wanted.name not in self.panel.values and wanted.name not in self.panel.lower:
            return None
        value = self.panel.value(wanted.name)
        low, high = self.panel.low(wanted.name), self.panel.high(wanted.name)
        if wanted.molar:
            factor = self.quantities[wanted.name].si_factor
            censored = low is not value
            value = value * factor
            low, high = (low * factor, high * factor) if censored else (value, value)
        return Term(value, low, high, wanted.sign)

    def apart(self, inputs: tuple[Input, ...]) -> Booleans:
        """Tell where the specimens of some inputs were not taken together, as far as dated."""
        first, last = self.nothing, self.nothing
        for item in inputs:
            origin = self.panel.origins.get(item.name)
            if origin is not None and origin.days is not None:
                first, last = np.fmin(first, origin.days), np.fmax(last, origin.days)
        return np.asarray(last - first > TOGETHER_DAYS)

    def withheld(self, index: Index, code: int) -> Booleans:
        """Tell where a reason stands against an index."""
        if code == APART:
            return self.apart(index.inputs)
        if code == CHILD:
            return self.child
        return self.alkaline if code == ALKALINE else self.acid


def _compute(index: Index, columns: _Columns) -> _Result:
    """Apply one index to all collections."""
    terms = [columns.term(item) for item in index.inputs]
    found = [term for term in terms if term is not None]
    if len(found) < len(terms):
        return _Result(columns.nothing)
    # Sex is a reason where it is missing, not a missing result.
    needed = [t for t, item in zip(found, index.inputs, strict=True) if item != FEMALE]
    measured = ~np.isnan(needed[0].low)
    for term in needed[1:]:
        measured &= ~np.isnan(term.low)
    censored = np.zeros(columns.size, dtype=np.bool_)
    for term in needed:
        if term.low is not term.value:
            censored |= measured & np.isnan(term.value)
    with np.errstate(all="ignore"):
        value = index.formula(*(term.value for term in found))
    reason = np.zeros(columns.size, dtype=np.int8)
    lower, upper = value, value
    bounded = bool(censored.any())
    if bounded:
        value, lower, upper = _bounded(index, found, censored, value, reason)
    _withhold(index, found, columns, measured, lower, upper, reason)
    off = reason != 0
    if not off.any():
        return _Result(value, lower, upper) if bounded else _Result(value)
    value = np.where(off, np.nan, value)
    if not bounded:
        return _Result(value, reason=reason)
    return _Result(value, np.where(off, np.nan, lower), np.where(off, np.nan, upper), reason)


def _bounded(
    index: Index, terms: list[Term], censored: Booleans, value: Floats, reason: Codes
) -> tuple[Floats, Floats, Floats]:
    """Fill in the interval of the rows with a censored input, or the reason why there is none."""
    low, high, known = bounds(index.formula, [term.take(censored) for term in terms])
    says_nothing = (low <= index.floor) & np.isposinf(high)
    reason[censored] = np.where(~known, NOT_MONOTONE, np.where(says_nothing, OPEN, 0))
    value, lower, upper = value.copy(), value.copy(), value.copy()
    # A share that cannot exceed its whole may be exact although the whole is censored.
    value[censored] = np.where(low == high, low, np.nan)
    lower[censored], upper[censored] = low, high
    return value, lower, upper


def _withhold(
    index: Index,
    terms: list[Term],
    columns: _Columns,
    measured: Booleans,
    lower: Floats,
    upper: Floats,
    reason: Codes,
) -> None:
    """Write the first reason that stands against each result; earlier ones stay."""

    def write(mask: Booleans, code: int) -> None:
        if mask.any():
            reason[mask & measured & (reason == 0)] = code

    for code in index.withheld:
        write(columns.withheld(index, code), code)
    if FEMALE in index.inputs:
        write(np.isnan(columns.female), SEX)
    # An end may be infinite on its own side only; a result without censored inputs, never.
    undefined = ~(lower < np.inf)
    undefined |= ~(upper > -np.inf)
    if index.positive:
        for term in terms:
            undefined |= term.value <= 0.0
    write(undefined, UNDEFINED)
    if index.plausible is not None:
        low, high = index.plausible
        write((upper < low) | (lower > high), IMPLAUSIBLE)

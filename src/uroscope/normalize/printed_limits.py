"""The limits and flags a laboratory printed beside its results."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from uroscope.knowledge import Knowledge
from uroscope.normalize.columns import distinct, mapped, same_text, scaled
from uroscope.normalize.intervals import parse_interval
from uroscope.normalize.numbers import OK, parse
from uroscope.normalize.resolve import COLLECTION, DIRECT, Meaning, resolve
from uroscope.tables import Booleans, Floats, Integers, ReadingGroup, Readings, Texts

_BETWEEN = "\x1f"
_OPEN = re.compile(r"\d[.,]\d{3}(?!\d)")


@dataclass(frozen=True)
class PrintedLimits:
    """Limits of each cell in the canonical unit; those marked `by_row` still lack the row term."""

    low: Floats
    high: Floats
    by_row: Booleans

    def take(self, keep: Booleans | Integers) -> PrintedLimits:
        """Return the limits of only some of the cells."""
        return PrintedLimits(self.low[keep], self.high[keep], self.by_row[keep])


@dataclass(frozen=True)
class PrintedColumns:
    """The columns of one file that say what the laboratory thinks of its results.

    `ranges` joins `reference_low`, `reference_high` and `reference_text` of every record.
    """

    ranges: Texts | None
    flags: Texts | None

    @classmethod
    def of(cls, one: Readings) -> PrintedColumns:
        """Return the columns of a file; None for what it does not have."""
        names = ("reference_low", "reference_high", "reference_text")
        ranges = None
        if any(name in one.rows for name in names):
            low, high, text = (_column(one, name) for name in names)
            ranges = low + _BETWEEN + high + _BETWEEN + text
        flags = mapped(_column(one, "lab_flag"), str.strip) if "lab_flag" in one.rows else None
        return cls(ranges, flags)

    def hangs_on_sign(self) -> bool:
        """Tell whether any printed range can be read in two ways, as `1,000` can."""
        if self.ranges is None:
            return False
        return any(_OPEN.search(text) for text in distinct(self.ranges)[1])


def _column(one: Readings, name: str) -> Texts:
    if name not in one.rows:
        return same_text("", len(one.records))
    column: Texts = one.rows[name].to_numpy(dtype=object)
    return column


def printed_limits(
    columns: PrintedColumns,
    group: ReadingGroup,
    meaning: Meaning,
    comma: bool | None,
    knowledge: Knowledge,
) -> PrintedLimits | None:
    """Read the printed range of every cell of a group.

    Parameters
    ----------
    columns : PrintedColumns
        The ranges of every record of the file.
    group : ReadingGroup
        The cells.
    meaning : Meaning
        What the cells are.
    comma : bool or None
        Whether the file writes a decimal comma.
    knowledge : Knowledge
        For ranges printed in a unit of their own.

    Returns
    -------
    PrintedLimits or None
        None where the file prints no range for these cells.
    """
    if columns.ranges is None:
        return None
    codes, found = distinct(columns.ranges[group.row])
    if found == [2 * _BETWEEN]:
        return None
    ends = [_ends(text.split(_BETWEEN), comma, group, meaning, knowledge) for text in found]
    low, high = np.array([e[0] for e in ends]), np.array([e[1] for e in ends])
    if np.isnan(low).all() and np.isnan(high).all():
        return None
    by_row = np.array([e[2] for e in ends], dtype=np.bool_)
    return PrintedLimits(low[codes], high[codes], by_row[codes])


def _ends(
    texts: list[str],
    comma: bool | None,
    group: ReadingGroup,
    meaning: Meaning,
    knowledge: Knowledge,
) -> tuple[float, float, bool]:
    """Return low, high and whether they still need the row term of the cell."""
    low, high, unit = parse_interval(texts[2], comma)
    if texts[0].strip() or texts[1].strip():
        low, high = _number(texts[0], comma), _number(texts[1], comma)
        unit = ""
    other = resolve(group.name, unit, group.specimen, group.loinc, knowledge) if unit else meaning
    if not isinstance(other, Meaning) or other.quantity.id != meaning.quantity.id:
        other = meaning
    if other.per == meaning.per:
        # A range beside an amount per collection is that of a day, however long was collected.
        by_row = other.per not in (DIRECT, COLLECTION)
    elif other.per in (DIRECT, COLLECTION):
        by_row = False
    else:
        return np.nan, np.nan, False
    ends = scaled(np.array([low, high]), other.factor)
    return float(ends[0]), float(ends[1]), by_row


def _number(text: str, comma: bool | None) -> float:
    column = np.array([text], dtype=object)
    numbers = parse(column, comma)
    return float(numbers.value[0]) if numbers.status[0] == OK else np.nan

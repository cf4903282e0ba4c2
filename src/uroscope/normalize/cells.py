"""Printed cells to canonical numbers: one batch per printed name, unit and specimen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from uroscope.errors import UnitError
from uroscope.knowledge import Knowledge
from uroscope.normalize.issues import Issues
from uroscope.normalize.numbers import BAD, EMPTY, OK, Numbers, parse, parse_interval, settled_sign
from uroscope.normalize.records import Records
from uroscope.normalize.resolve import Meaning, Refusal, Unused, resolve
from uroscope.tables import Booleans, Codes, Floats, Integers, ReadingGroup, Readings, Texts


@dataclass(frozen=True)
class Batch:
    """Cells of one meaning: `value` in the canonical unit but for the row term of `meaning.per`.

    `row` numbers records through all files; `lab_low`, `lab_high` are printed limits, scaled alike.
    """

    meaning: Meaning
    column: str
    unit: str
    text: Texts
    row: Integers
    value: Floats
    comparator: Codes
    open_sign: Booleans
    lab_low: Floats | None
    lab_high: Floats | None
    lab_flag: Texts | None

    def take(self, keep: Booleans | Integers) -> Batch:
        """Return the batch with only some of its cells."""
        parts = ("text", "row", "value", "comparator", "open_sign", "lab_low", "lab_high", "lab_flag")
        cut = {p: None if getattr(self, p) is None else getattr(self, p)[keep] for p in parts}
        return replace(self, **cut)


def read_cells(
    readings: Sequence[Readings], records: Records, knowledge: Knowledge, issues: Issues
) -> list[Batch]:
    """Read every result cell of every file.

    Parameters
    ----------
    readings : sequence of Readings
        The files.
    records : Records
        Their records, numbered through.
    knowledge : Knowledge
        Names, units and quantities.
    issues : Issues
        Receives what cannot be used.

    Returns
    -------
    list of Batch
        The cells that are numbers of an analyte.
    """
    batches = []
    for one, offset in zip(readings, records.offsets, strict=False):
        comma = settled_sign(group.text for group in one.groups)
        for column, count in one.unused_columns.items():
            issues.ignore(one.source, column, count)
        for number, text in one.unreadable:
            issues.refuse(
                source=one.source,
                row=np.array([number]),
                code="too_many_cells",
                seen=text,
                message="this record has more cells than the header",
                hint="quote cells that contain the separator, such as \"1,35\"",
            )
        for group in one.groups:
            batches += _read_group(one, group, offset, comma, records, knowledge, issues)
    return batches


def _read_group(
    one: Readings,
    group: ReadingGroup,
    offset: int,
    comma: bool | None,
    records: Records,
    knowledge: Knowledge,
    issues: Issues,
) -> list[Batch]:
    numbers = parse(group.text, comma)
    batches = []
    for unit, at in _by_inline_unit(group, numbers, knowledge):
        part = replace(group, unit=unit, text=group.text[at], row=group.row[at])
        place = _Place(one, part, records, offset)
        if isinstance(unit, _Disagreement):
            place.refuse(issues, slice(None), Refusal("unit_conflict", *unit.words))
            continue
        meaning = resolve(part.name, unit, part.specimen, part.loinc, knowledge)
        status = numbers.status[at]
        empty = status == EMPTY
        if isinstance(meaning, Unused):
            issues.ignore(one.source, part.name or part.column, int((part.text != "").sum()))
            continue
        name = meaning.analyte if isinstance(meaning, Refusal) else meaning.quantity.id
        if empty.any():
            place.leave_out(issues, empty, name or part.name)
        if isinstance(meaning, Refusal):
            place.refuse(issues, ~empty, meaning)
            continue
        if (status == BAD).any():
            place.refuse(
                issues,
                status == BAD,
                Refusal(
                    "not_a_number",
                    "this is not one number",
                    "give one number, with < or > if it is a bound, or leave the cell empty",
                    name,
                ),
            )
        good = status == OK
        if not good.any():
            continue
        batch = Batch(
            meaning=meaning,
            column=part.column,
            unit=unit,
            text=part.text,
            row=part.row + offset,
            value=numbers.value[at] * meaning.factor,
            comparator=numbers.comparator[at],
            open_sign=numbers.open_sign[at],
            **_lab_columns(one, part, meaning, comma, knowledge),
        )
        batches.append(batch if good.all() else batch.take(good))
    return batches


class _Disagreement(str):
    """The unit inside a value that is not the unit of its column."""

    words: tuple[str, str]


def _by_inline_unit(
    group: ReadingGroup, numbers: Numbers, knowledge: Knowledge
) -> Iterator[tuple[str, Integers]]:
    """Split a group by the unit repeated inside its values; most groups have none."""
    everything = np.arange(len(group.text))
    if numbers.unit is None:
        yield group.unit, everything
        return
    codes, distinct = pd.factorize(pd.Series(numbers.unit, dtype=object))
    for code, inline in enumerate(distinct):
        yield _agreed(group, str(inline), knowledge), np.flatnonzero(codes == code)


def _agreed(group: ReadingGroup, inline: str, knowledge: Knowledge) -> str:
    """Return the unit that column and value agree on."""
    if not inline:
        return group.unit
    try:
        inside = knowledge.units.parse(inline)
    except UnitError:
        inside = None
    printed = group.unit
    if inline == "l" and "l" not in printed.casefold().split("/")[0]:
        # "88 L" beside mg/dL is the laboratory's mark for low, not a litre.
        return printed
    if not printed.strip():
        return inline
    try:
        outside = knowledge.units.parse(printed)
    except UnitError:
        return printed
    if inside is not None:
        same = inside.kind == outside.kind and abs(inside.factor / outside.factor - 1) < 1e-9
        pers = {inside.per, outside.per}
        if same and (len(pers) == 1 or pers <= {"", "day", "collection"}):
            return printed
        short = same or (inside.kind == outside.kind and inside.per == "" != outside.per)
        if short and inside.per == "" and outside.per == "litre":
            numerator = abs(inside.factor - outside.factor * 0.1) < 1e-15 or same
            if numerator:
                return printed
    clash = _Disagreement(printed)
    clash.words = (
        f"the value says {inline!r} and the column says {printed.strip()!r}",
        "keep the unit that the laboratory printed",
    )
    return clash


@dataclass(frozen=True)
class _Place:
    """Where a group of cells stands, for the lists of issues."""

    one: Readings
    group: ReadingGroup
    records: Records
    offset: int

    def _columns(self, at: Booleans | slice) -> dict[str, object]:
        rows = self.group.row[at]
        patient = self.records.rows["patient_id"].to_numpy(dtype=object)
        return {
            "source": self.one.source,
            "row": self.one.records[rows],
            "column": self.group.column,
            "patient_id": patient[rows + self.offset],
        }

    def refuse(self, issues: Issues, at: Booleans | slice, why: Refusal) -> None:
        text = self.group.text[at]
        if not len(text):
            return
        unit = self.group.unit.strip()
        seen = [f"{str(t).strip()} {unit}".strip()[:60] for t in text]
        issues.refuse(
            **self._columns(at),
            analyte=why.analyte or self.group.name.strip(),
            code=why.code,
            seen=seen,
            message=why.message,
            hint=why.hint,
        )

    def leave_out(self, issues: Issues, at: Booleans, name: str) -> None:
        seen = np.array([str(t).strip() for t in self.group.text[at]], dtype=object)
        issues.leave_out(**self._columns(at), analyte=name, seen=seen)


def _lab_columns(
    one: Readings,
    group: ReadingGroup,
    meaning: Meaning,
    comma: bool | None,
    knowledge: Knowledge,
) -> dict[str, object]:
    """Return the laboratory's printed limits and flag of each cell, if the file has any."""
    names = ("reference_low", "reference_high", "reference_text")
    rows = one.rows
    flag = rows["lab_flag"].to_numpy(dtype=object)[group.row] if "lab_flag" in rows else None
    if not any(name in rows for name in names):
        return {"lab_low": None, "lab_high": None, "lab_flag": flag}
    texts = [
        rows[n].to_numpy(dtype=object)[group.row] if n in rows else np.full(len(group.row), "", object)
        for n in names
    ]
    joined = texts[0] + "\x1f" + texts[1] + "\x1f" + texts[2]
    codes, distinct = pd.factorize(pd.Series(joined, dtype=object))
    bounds = [_lab_bounds(text, comma, group, meaning, knowledge) for text in distinct]
    low = np.array([b[0] for b in bounds])[codes]
    high = np.array([b[1] for b in bounds])[codes]
    if np.isnan(low).all() and np.isnan(high).all():
        return {"lab_low": None, "lab_high": None, "lab_flag": flag}
    return {"lab_low": low, "lab_high": high, "lab_flag": flag}


def _lab_bounds(
    joined: str, comma: bool | None, group: ReadingGroup, meaning: Meaning, knowledge: Knowledge
) -> tuple[float, float]:
    low_text, high_text, text = joined.split("\x1f")
    low, high, unit = parse_interval(text, comma)
    if low_text.strip() or high_text.strip():
        ends = parse(np.array([low_text, high_text], dtype=object), comma)
        low, high, unit = float(ends.value[0]), float(ends.value[1]), ""
    factor = meaning.factor
    if unit:
        other = resolve(group.name, unit.strip("()[] "), group.specimen, group.loinc, knowledge)
        if isinstance(other, Meaning) and abs(other.factor / factor - 1) > 1e-9:
            # The range is printed in a unit of its own; only rates need no row term.
            if other.per != meaning.per:
                return np.nan, np.nan
            factor = other.factor
    return low * factor, high * factor

"""Printed cells to canonical numbers: one batch per printed name, unit and specimen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from uroscope.errors import UnitError
from uroscope.knowledge import Knowledge
from uroscope.lazy import as_texts
from uroscope.normalize.columns import distinct, scaled
from uroscope.normalize.issues import Issues, shown
from uroscope.normalize.numbers import (
    BAD,
    EMPTY,
    OK,
    UNDETECTED,
    Column,
    Numbers,
    read_column,
    written_signs,
)
from uroscope.normalize.printed_limits import PrintedColumns, PrintedLimits, printed_limits
from uroscope.normalize.records import Records
from uroscope.normalize.resolve import Meaning, Refusal, Unused, resolve
from uroscope.tables import (
    Booleans,
    Codes,
    Floats,
    Integers,
    ReadingGroup,
    Readings,
    Texts,
    Writing,
)
from uroscope.units import Unit


@dataclass(frozen=True)
class Batch:
    """Cells of one meaning: `value` in the canonical unit but for the row term of `meaning.per`.

    `row` numbers records through all files.
    """

    meaning: Meaning
    column: str
    unit: str
    text: Texts
    row: Integers
    value: Floats
    comparator: Codes
    open_sign: Booleans
    limits: PrintedLimits | None
    lab_flag: Texts | None

    def take(self, keep: Booleans | Integers) -> Batch:
        """Return the batch with only some of its cells."""
        return replace(
            self,
            text=self.text[keep],
            row=self.row[keep],
            value=self.value[keep],
            comparator=self.comparator[keep],
            open_sign=self.open_sign[keep],
            limits=None if self.limits is None else self.limits.take(keep),
            lab_flag=None if self.lab_flag is None else self.lab_flag[keep],
        )

    def seen(self, keep: Booleans | Integers) -> list[str]:
        """Return cells with their unit, as messages show them."""
        return [shown(text, self.unit) for text in self.text[keep].tolist()]


@dataclass(frozen=True)
class _File:
    """One file while its cells are read."""

    one: Readings
    offset: int
    comma: bool | None
    printed: PrintedColumns
    records: Records
    knowledge: Knowledge
    issues: Issues

    def refuse(self, group: ReadingGroup, at: Booleans | slice, why: Refusal) -> None:
        text = group.text[at]
        if len(text):
            self.issues.refuse(
                **self.records.places(group.row[at] + self.offset),
                column=group.column,
                analyte=why.analyte or shown(group.name),
                code=why.code,
                seen=[shown(t, group.unit) for t in text.tolist()],
                message=why.message,
                hint=why.hint,
            )


def read_cells(
    readings: Sequence[Readings], records: Records, knowledge: Knowledge, issues: Issues
) -> tuple[list[Batch], tuple[Writing, ...]]:
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
    tuple
        The cells that are numbers of an analyte, and how each of the files writes numbers and sex.
    """
    batches = []
    writing = []
    for one, offset, sex in zip(readings, records.offsets, records.writing, strict=False):
        for column, count in one.unused_columns.items():
            issues.ignore(one.source, column, count)
        for number, text in one.unreadable:
            issues.refuse(
                source=one.source,
                row=np.array([number]),
                code="unreadable_record",
                seen=shown(text),
                message="this record does not fit the header: too many cells, or a quote left open",
                hint='quote cells that contain the separator, such as "1,35"',
            )
        columns = [read_column(group.text) for group in one.groups]
        printed = PrintedColumns.of(one)
        own = written_signs(columns).with_other(sex)
        if issues.lean:
            own = replace(own, sign_matters=own.sign_matters or printed.hangs_on_sign())
        writing.append(own)
        comma = (own if one.writing is None else one.writing).decimal_comma
        file = _File(one, offset, comma, printed, records, knowledge, issues)
        for group, read in zip(one.groups, columns, strict=True):
            batches += _read_group(file, group, read)
    return batches, tuple(writing)


def _read_group(file: _File, group: ReadingGroup, column: Column) -> list[Batch]:
    batches = []
    for part, numbers in _by_inline_unit(file, group, column.settled(file.comma)):
        meaning = resolve(part.name, part.unit, part.specimen, part.loinc, file.knowledge)
        if isinstance(meaning, Unused):
            filled = int(np.count_nonzero(as_texts(part.text) != ""))
            file.issues.ignore(file.one.source, part.name or part.loinc or part.column, filled)
            continue
        good = numbers.status == OK
        whole = numbers.plain or bool(good.all())
        if not whole:
            _leave_out(file, part, numbers.status == EMPTY, meaning)
        if isinstance(meaning, Refusal):
            file.refuse(part, numbers.status != EMPTY, meaning)
            continue
        if not whole:
            _refuse_words(file, part, numbers, meaning)
            if not good.any():
                continue
        batch = Batch(
            meaning=meaning,
            column=part.column,
            unit=part.unit,
            text=part.text,
            row=part.row + file.offset if file.offset else part.row,
            value=scaled(numbers.value, meaning.factor),
            comparator=numbers.comparator,
            open_sign=numbers.open_sign,
            limits=printed_limits(file.printed, part, meaning, file.comma, file.knowledge),
            lab_flag=None if file.printed.flags is None else file.printed.flags[part.row],
        )
        batches.append(batch if whole else batch.take(good))
    return batches


def _leave_out(
    file: _File, group: ReadingGroup, empty: Booleans, meaning: Meaning | Refusal
) -> None:
    """List cells that are blank or say that nothing was measured."""
    if not empty.any():
        return
    name = meaning.analyte if isinstance(meaning, Refusal) else meaning.quantity.id
    text = group.text[empty]
    codes, found = distinct(text)
    words = np.array([shown(word) for word in found], dtype=object)
    file.issues.leave_out(
        **file.records.places(group.row[empty] + file.offset),
        column=group.column,
        analyte=name or shown(group.name),
        seen=words[codes],
    )


def _refuse_words(file: _File, group: ReadingGroup, numbers: Numbers, meaning: Meaning) -> None:
    """Refuse cells that are filled with something that is no number."""
    for status, code, message, hint in (
        (
            BAD,
            "not_a_number",
            "this is not one number",
            "give one number, with < or > if it is a bound, or leave the cell empty",
        ),
        (
            UNDETECTED,
            "no_bound",
            "this says that nothing was found, but not below which bound",
            "write the laboratory's detection limit, for example <2.5",
        ),
    ):
        at = numbers.status == status
        if at.any():
            file.refuse(group, at, Refusal(code, message, hint, meaning.quantity.id))


def _by_inline_unit(
    file: _File, group: ReadingGroup, numbers: Numbers
) -> Iterator[tuple[ReadingGroup, Numbers]]:
    """Split a group by the unit inside its values; most groups have none."""
    if numbers.unit is None:
        yield group, numbers
        return
    codes, found = distinct(numbers.unit)
    for code, inline in enumerate(found):
        at = np.flatnonzero(codes == code)
        part = replace(group, text=group.text[at], row=group.row[at])
        cut = Numbers(
            numbers.value[at],
            numbers.comparator[at],
            numbers.status[at],
            numbers.open_sign[at],
            None,
        )
        unit = _agreed(group.unit, inline, file.knowledge)
        if isinstance(unit, Refusal):
            file.refuse(part, slice(None), unit)
        else:
            yield replace(part, unit=unit), cut


def _agreed(printed: str, inline: str, knowledge: Knowledge) -> str | Refusal:
    """Return the unit that column and value agree on."""
    head = printed.partition("/")[0]
    above = _unit(head, knowledge)
    of_volume = above is not None and above.kind == "volume"
    if not inline or (inline == "l" and printed.strip() and not of_volume):
        # "3.1 L" beside mmol/L is the laboratory's mark for low, not a litre.
        return printed
    if not printed.strip():
        return inline
    inside = _unit(inline, knowledge)
    if inside is None:
        return Refusal(
            "not_a_number",
            f"{shown(inline)!r} behind the number is no unit uroscope knows",
            "give one number, and its unit in the column for units",
        )
    outside = _unit(printed, knowledge)
    if outside is None:
        # The column's own unit is refused, with the nearest spellings, when it is resolved.
        return printed
    if _same_size(inside, outside):
        if inside.per == outside.per or inside.per == "":
            return printed
        if outside.per == "" and inside.per in ("day", "collection"):
            return inline
    if above is not None and inside.per == "" and _same_size(inside, above):
        return printed
    return Refusal(
        "unit_conflict",
        f"the value says {shown(inline)!r} and the column says {shown(printed)!r}",
        "keep the unit that the laboratory printed",
    )


def _unit(text: str, knowledge: Knowledge) -> Unit | None:
    try:
        return knowledge.units.parse(text)
    except UnitError:
        return None


def _same_size(one: Unit, other: Unit) -> bool:
    alike = (one.kind, one.basis) == (other.kind, other.basis)
    return alike and abs(one.factor / other.factor - 1) < 1e-9

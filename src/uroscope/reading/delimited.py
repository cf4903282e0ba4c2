"""Delimited text to Readings: header, delimiter, long or wide layout."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from uroscope.errors import NothingUsableError
from uroscope.knowledge import Knowledge
from uroscope.lazy import ArrowCells, as_texts
from uroscope.reading.decode import Source, decode, read_bytes
from uroscope.reading.grid import Grid, read_grid
from uroscope.reading.headers import Header, is_unit, read_header, refuse_own_table
from uroscope.tables import Integers, ReadingGroup, Readings, Texts, Writing

_DELIMITERS = (",", ";", "\t", "|")
_HEAD_RECORDS = 40
# What stands beyond this in one line never decides whether it is the header.
_HEAD_CHARACTERS = 130_000
_MOST_COLUMNS = 10_000


def read_file(path: Source, knowledge: Knowledge) -> Readings:
    """Read one delimited file.

    Parameters
    ----------
    path : str or InMemory
        Path of the file, `-` for standard input, or bytes with a name.
    knowledge : Knowledge
        Names and units that headers are recognised by.

    Returns
    -------
    Readings
        Every cell as text, with its record number and column.

    Raises
    ------
    UsageError
        If the path cannot be opened.
    NothingUsableError
        If the file is not a table of results.
    """
    name, data = read_bytes(path)
    return read_text(name, decode(name, data), knowledge)


def read_text(name: str, text: str, knowledge: Knowledge) -> Readings:
    """Read delimited text that is already in memory; see `read_file`."""
    delimiter, skip = _find_header(name, text, knowledge)
    grid = read_grid(name, text, delimiter, skip)
    refuse_own_table(name, grid.columns)
    header = read_header(grid.columns, knowledge)
    unused = {"lines before the header": skip} if skip else {}
    if header.layout == "long":
        return _long(name, grid, header, _unused(grid, header, unused))
    return _wide(name, grid, header, unused, knowledge)


@dataclass(frozen=True)
class Layout:
    """What the head of a file says of all its records.

    `units` stand in a second header row; `skip` records stand before the header and `heads`
    records in all are no results.
    """

    delimiter: str
    skip: int
    columns: tuple[str, ...]
    header: Header
    units: Mapping[int, str]
    heads: int


def read_layout(name: str, text: str, knowledge: Knowledge) -> Layout:
    """Understand the head of a file, from the text of its first records.

    Parameters
    ----------
    name : str
        Printed name of the file, for messages.
    text : str
        Its beginning; the last record may be cut.
    knowledge : Knowledge
        Names and units that headers are recognised by.

    Returns
    -------
    Layout
        Good for `readings_of` of any of its records.

    Raises
    ------
    NothingUsableError
        If there is no header or no record below it.
    """
    delimiter, skip = _find_header(name, text, knowledge)
    grid = read_grid(name, text, delimiter, skip)
    refuse_own_table(name, grid.columns)
    header = read_header(grid.columns, knowledge)
    units = {} if header.layout == "long" else _unit_row(grid, header, knowledge)
    heads = skip + (int(grid.records[0]) if units else 1)
    return Layout(delimiter, skip, tuple(grid.columns), header, units, heads)


def readings_of(
    name: str, grid: Grid, layout: Layout, writing: Writing | None, blood_alone: bool | None = None
) -> Readings:
    """Return the readings of some records of a file whose layout is known.

    Parameters
    ----------
    name : str
        Printed name of the file.
    grid : Grid
        The records, without header lines.
    layout : Layout
        What the head of the file says.
    writing, blood_alone : Writing, bool, optional
        What only the whole file can tell, where it is known.

    Returns
    -------
    Readings
        As `read_file` returns them of the whole file.
    """
    unused = _unused(grid, layout.header, {})
    if layout.header.layout == "long":
        found = _long(name, grid, layout.header, unused)
    else:
        found = wide_readings(name, grid, layout.header, layout.units, unused, None)
    return replace(found, writing=writing, blood_alone=blood_alone)


def _find_header(name: str, text: str, knowledge: Knowledge) -> tuple[str, int]:
    """Return the delimiter and how many records stand before the header."""
    head = _first_lines(text)
    best: tuple[int, str, int] | None = None
    for delimiter in _DELIMITERS:
        reader = csv.reader(head, delimiter=delimiter)
        for position, row in enumerate(_readable(reader)):
            if len(row) < 2 and delimiter != ",":
                continue
            score = read_header(row[:_MOST_COLUMNS], knowledge).recognised
            if score and (best is None or score > best[0]):
                long_line = len(head[reader.line_num - 1]) > _HEAD_CHARACTERS
                if long_line or len(row) > _MOST_COLUMNS:
                    raise NothingUsableError(
                        f"{name}: a header line of more than {_MOST_COLUMNS:,} columns; "
                        "a table of results has fewer."
                    )
                best = (score, delimiter, position)
            if score >= max(3, sum(1 for cell in row if cell.strip()) / 2):
                break
    if best is None:
        seen = ", ".join(repr(part.strip()[:30]) for part in head[0].split(",")[:4])
        raise NothingUsableError(
            f"{name}: none of the first {len(head)} lines is a header uroscope knows "
            f"(first: {seen}).\n"
            "A long file needs the columns analyte, value and unit; a wide one columns such as "
            "'urine_calcium (mg/24h)',\nor patient_id and imaging_report for scan reports alone. "
            "`uroscope template --layout long` writes one to fill."
        )
    return best[1], best[2]


def _readable(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield records up to the first that the csv module cannot read."""
    try:
        yield from reader
    except csv.Error:
        return


def _first_lines(text: str) -> list[str]:
    """Return the first lines, each with its end, cut where they are too long to be a header."""
    lines: list[str] = []
    start = 0
    while len(lines) < _HEAD_RECORDS and start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        lines.append(text[start : min(end, start + _HEAD_CHARACTERS)] + "\n")
        start = end + 1
    return lines


def _rows(grid: Grid, columns: Mapping[str, int]) -> pd.DataFrame:
    """Return the identity, subject and context columns under our names."""
    index = pd.RangeIndex(len(grid.records))
    data = {
        name: pd.Series(as_texts(grid.cells[at]), index=index, dtype=object, copy=False)
        for name, at in columns.items()
    }
    return pd.DataFrame(data, index=index, copy=False)


def _unused(grid: Grid, header: Header, unused: dict[str, int]) -> dict[str, int]:
    """Count the filled cells of every column nothing uses."""
    for position in header.unused:
        cells: Any = grid.cells[position]
        if isinstance(cells, ArrowCells):
            count = int(np.count_nonzero(~cells.blank()))
        else:
            count = sum(1 for text in cells.tolist() if text and not text.isspace())
        printed = grid.columns[position] or f"column {position + 1}"
        if count:
            unused[printed] = unused.get(printed, 0) + count
    return unused


def _long(name: str, grid: Grid, header: Header, unused: Mapping[str, int]) -> Readings:
    """Group the records of a long file by printed name, unit, specimen and code."""
    at = header.long_columns
    keys = [k for k in ("analyte", "unit", "specimen", "loinc") if k in at]
    codes = np.zeros(len(grid.records), dtype=np.int64)
    for key in keys:
        part, found = pd.factorize(as_texts(grid.cells[at[key]]))
        codes, _ = pd.factorize(codes * len(found) + part)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    values = grid.cells[at["value"]]
    groups = []
    for rows in np.split(order, starts[1:]) if len(order) else []:
        first = {key: str(grid.cells[at[key]][rows[0]]).strip() for key in keys}
        groups.append(
            ReadingGroup(
                name=first.get("analyte", ""),
                unit=first.get("unit", ""),
                specimen=first.get("specimen", ""),
                loinc=first.get("loinc", ""),
                column=grid.columns[at["value"]],
                text=values[rows],
                row=rows.astype(np.int64),
            )
        )
    kept = {k: v for k, v in at.items() if k.startswith("reference_") or k == "lab_flag"}
    columns = {**header.columns, **kept}
    return Readings(
        source=name,
        layout="long",
        records=grid.records,
        rows=_rows(grid, columns),
        groups=tuple(groups),
        headers={key: grid.columns[position] for key, position in columns.items()},
        column_units=header.column_units,
        unused_columns=unused,
        unreadable=grid.unreadable,
    )


def _wide(
    name: str, grid: Grid, header: Header, unused: dict[str, int], knowledge: Knowledge
) -> Readings:
    """Turn each analyte column into one group; a second header row may carry the units."""
    second = _unit_row(grid, header, knowledge)
    if second:
        grid = grid.without_first()
        if not len(grid.records):
            raise NothingUsableError(
                f"{name}: there are two header lines and no record below them; "
                "export it again with its results."
            )
    return wide_readings(name, grid, header, second, _unused(grid, header, unused), None)


def wide_readings(
    name: str,
    grid: Grid,
    header: Header,
    second: Mapping[int, str],
    unused: Mapping[str, int],
    writing: Writing | None,
) -> Readings:
    """Return the readings of a wide table whose header is understood.

    Parameters
    ----------
    name : str
        Printed name of the table.
    grid : Grid
        Its cells.
    header : Header
        What its columns are.
    second : mapping of int to str
        Units by column position from a second header row.
    unused : mapping of str to int
        Filled cells of every column nothing uses.
    writing : Writing or None
        How the whole file writes, where these are only some of its records.

    Returns
    -------
    Readings
        One group per analyte column, and per specimen where a column names it.
    """
    everything = np.arange(len(grid.records), dtype=np.int64)
    specimens: list[tuple[str, Integers]] = [("", everything)]
    if "specimen" in header.long_columns:
        part, found = pd.factorize(as_texts(grid.cells[header.long_columns["specimen"]]))
        specimens = [(str(s).strip(), np.flatnonzero(part == i)) for i, s in enumerate(found)]
    groups = [
        ReadingGroup(
            name=column.name,
            unit=column.unit or second.get(column.position, ""),
            specimen=specimen,
            loinc="",
            column=grid.columns[column.position],
            text=_picked(grid.cells[column.position], rows),
            row=rows,
        )
        for column in header.analytes
        for specimen, rows in specimens
    ]
    units = dict(header.column_units)
    units.update({k: second[at] for k, at in header.columns.items() if second.get(at)})
    return Readings(
        source=name,
        layout="wide",
        records=grid.records,
        rows=_rows(grid, header.columns),
        groups=tuple(groups),
        headers={key: grid.columns[position] for key, position in header.columns.items()},
        column_units=units,
        unused_columns=unused,
        unreadable=grid.unreadable,
        writing=writing,
    )


def _picked(column: Texts, rows: Integers) -> Texts:
    return column if len(rows) == len(column) else column[rows]


def _unit_row(grid: Grid, header: Header, knowledge: Knowledge) -> dict[int, str]:
    """Return the units by column position when the first record is a row of units."""
    if not len(grid.records):
        return {}
    analytes = [column.position for column in header.analytes]
    texts = {at: str(grid.cells[at][0]).strip().strip("[]()").strip() for at in analytes}
    filled = {at: text for at, text in texts.items() if text}
    known = [text for text in filled.values() if is_unit(text, knowledge)]
    numbers = [text for text in filled.values() if text[0].isdigit() or text[0] in "<>.,+-≤≥"]
    if not known or len(known) < len(filled) / 2 or numbers:
        return {}
    others = {at: str(grid.cells[at][0]).strip().strip("[]()") for at in header.columns.values()}
    return {**filled, **{at: text for at, text in others.items() if text}}

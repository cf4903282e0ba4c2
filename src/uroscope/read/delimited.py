"""Delimited text to Readings: header, delimiter, long or wide layout."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from uroscope.errors import NothingUsableError
from uroscope.knowledge import Knowledge
from uroscope.knowledge.names import name_key
from uroscope.read.decode import decode, read_bytes
from uroscope.read.headers import Header, read_header
from uroscope.tables import Integers, ReadingGroup, Readings, Texts

_DELIMITERS = (",", ";", "\t", "|")
_HEAD_RECORDS = 40


@dataclass(frozen=True)
class _Grid:
    """A file as text cells; `records` numbers them with the header as 1."""

    columns: list[str]
    cells: pd.DataFrame
    records: Integers
    unreadable: tuple[tuple[int, str], ...]
    remarks: tuple[str, ...]


def read_file(path: str, knowledge: Knowledge) -> Readings:
    """Read one delimited file.

    Parameters
    ----------
    path : str
        Path of the file, or `-` for standard input.
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
    head = list(itertools.islice(io.StringIO(text), _HEAD_RECORDS))
    delimiter, skip = _find_header(name, head, knowledge)
    grid = _grid(name, text, delimiter, skip)
    header = read_header(grid.columns, knowledge)
    if header.layout == "long":
        return _long(name, grid, header)
    return _wide(name, grid, header, knowledge)


def _find_header(name: str, head: list[str], knowledge: Knowledge) -> tuple[str, int]:
    """Return the delimiter and how many records stand before the header."""
    best: tuple[int, str, int] | None = None
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(head, delimiter=delimiter))
        except csv.Error:
            continue
        for position, row in enumerate(rows):
            if len(row) < 2 and delimiter != ",":
                continue
            score = read_header(row, knowledge).recognised
            if score and (best is None or score > best[0]):
                best = (score, delimiter, position)
    if best is None:
        seen = ", ".join(repr(part.strip()[:30]) for part in head[0].split(",")[:4])
        raise NothingUsableError(
            f"{name}: no line of the first {len(head)} is a header uroscope knows (first: {seen}).\n"
            "A long file needs the columns analyte, value and unit; a wide one needs columns such as\n"
            "'urine_calcium (mg/24h)'. `uroscope template --layout long` writes one to fill."
        )
    return best[1], best[2]


def _grid(name: str, text: str, delimiter: str, skip: int) -> _Grid:
    """Parse all cells as text, the fast way unless some record does not fit the header."""
    remarks = (
        (f"{skip} line{'s' if skip > 1 else ''} before the header of {name} left out",)
        if skip
        else ()
    )
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            skiprows=skip,
            dtype=object,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            index_col=False,
            quotechar='"',
            engine="c",
            encoding_errors="replace",
        )
        columns = [str(cell) for cell in frame.iloc[0]]
        cells = frame.iloc[1:].reset_index(drop=True)
        unreadable: tuple[tuple[int, str], ...] = ()
        if cells.shape[0] and cells.iloc[:, -1].isna().any():
            cells = cells.fillna("")
    except (pd.errors.ParserError, ValueError):
        columns, cells, unreadable = _grid_by_record(name, text, delimiter, skip)
    cells.columns = pd.RangeIndex(len(columns))
    records = np.arange(2, len(cells) + 2, dtype=np.int64)
    filled = _any_filled(cells)
    if not filled.all():
        cells, records = cells[filled].reset_index(drop=True), records[filled]
    if not len(cells):
        raise NothingUsableError(f"{name}: there is a header and no record below it.")
    return _Grid(columns, cells, records, unreadable, remarks)


def _any_filled(cells: pd.DataFrame) -> np.ndarray:
    """Tell which records hold anything; a blank line is a record with empty cells."""
    filled = (cells.iloc[:, 0] != "").to_numpy(dtype=bool)
    for position in range(1, cells.shape[1]):
        if filled.all():
            break
        filled |= (cells.iloc[:, position] != "").to_numpy(dtype=bool)
    return filled


def _grid_by_record(
    name: str, text: str, delimiter: str, skip: int
) -> tuple[list[str], pd.DataFrame, tuple[tuple[int, str], ...]]:
    """Parse record by record; a record with more cells than the header is set aside."""
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))[skip:]
    except csv.Error as error:
        raise NothingUsableError(f"{name}: not a readable table ({error}); export it as CSV.") from error
    columns = [cell.strip() for cell in rows[0]]
    while len(columns) > 1 and not columns[-1]:
        columns.pop()
    width = len(columns)
    kept, unreadable = [], []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row[width:]):
            unreadable.append((number, delimiter.join(row)[:80]))
            row = []
        kept.append(row[:width] + [""] * (width - len(row)))
    return columns, pd.DataFrame(kept, columns=range(width), dtype=object), tuple(unreadable)


def _column(cells: pd.DataFrame, position: int) -> Texts:
    return cells.iloc[:, position].to_numpy(dtype=object)


def _rows(grid: _Grid, columns: Mapping[str, int]) -> pd.DataFrame:
    return pd.DataFrame({name: _column(grid.cells, at) for name, at in columns.items()})


def _unused(grid: _Grid, header: Header) -> dict[str, int]:
    unused: dict[str, int] = {}
    for position in header.unused:
        count = int((grid.cells.iloc[:, position].str.strip() != "").sum())
        printed = grid.columns[position].strip() or f"column {position + 1}"
        if count:
            unused[printed] = unused.get(printed, 0) + count
    return unused


def _long(name: str, grid: _Grid, header: Header) -> Readings:
    """Group the records of a long file by printed name, unit, specimen and code."""
    at = header.long_columns
    keys = [k for k in ("analyte", "unit", "specimen", "loinc") if k in at]
    codes = np.zeros(len(grid.cells), dtype=np.int64)
    for key in keys:
        part, found = pd.factorize(_column(grid.cells, at[key]))
        codes = codes * len(found) + part
        codes, _ = pd.factorize(codes)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    values = _column(grid.cells, at["value"])
    groups = []
    for rows in np.split(order, starts[1:]):
        first = {key: str(grid.cells.iat[rows[0], at[key]]).strip() for key in keys}
        groups.append(
            ReadingGroup(
                name=first.get("analyte", ""),
                unit=first.get("unit", ""),
                specimen=first.get("specimen", ""),
                loinc=first.get("loinc", ""),
                column=grid.columns[at["value"]].strip(),
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
        headers={key: grid.columns[position].strip() for key, position in columns.items()},
        column_units=header.column_units,
        unused_columns=_unused(grid, header),
        unreadable=grid.unreadable,
        remarks=grid.remarks,
    )


def _wide(name: str, grid: _Grid, header: Header, knowledge: Knowledge) -> Readings:
    """Turn each analyte column into one group; a second header row may carry the units."""
    cells, records = grid.cells, grid.records
    second = _unit_row(cells, header, knowledge)
    if second:
        cells, records = cells.iloc[1:].reset_index(drop=True), records[1:]
        if not len(cells):
            raise NothingUsableError(f"{name}: there are two header lines and no record below them.")
    grid = _Grid(grid.columns, cells, records, grid.unreadable, grid.remarks)
    everything = np.arange(len(cells), dtype=np.int64)
    specimens: list[tuple[str, Integers]] = [("", everything)]
    if "specimen" in header.long_columns:
        part, found = pd.factorize(_column(cells, header.long_columns["specimen"]))
        specimens = [(str(s).strip(), np.flatnonzero(part == i)) for i, s in enumerate(found)]
    groups = [
        ReadingGroup(
            name=column.name,
            unit=column.unit or second.get(column.position, ""),
            specimen=specimen,
            loinc="",
            column=grid.columns[column.position].strip(),
            text=_column(cells, column.position)[rows],
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
        records=records,
        rows=_rows(grid, header.columns),
        groups=tuple(groups),
        headers={key: grid.columns[position].strip() for key, position in header.columns.items()},
        column_units=units,
        unused_columns=_unused(grid, header),
        unreadable=grid.unreadable,
        remarks=grid.remarks,
    )


def _unit_row(cells: pd.DataFrame, header: Header, knowledge: Knowledge) -> dict[int, str]:
    """Return the units by column position when the first record is a row of units."""
    found: dict[int, str] = {}
    understood = 0
    for column in header.analytes:
        text = str(cells.iat[0, column.position]).strip().strip("[]()")
        if not text:
            continue
        if any(character.isdigit() for character in name_key(text).replace("24", "")):
            return {}
        found[column.position] = text
        understood += knowledge_has_unit(text, knowledge)
    if not understood or understood < len(found) / 2:
        return {}
    for position in header.columns.values():
        text = str(cells.iat[0, position]).strip().strip("[]()")
        if text:
            found[position] = text
    return found


def knowledge_has_unit(text: str, knowledge: Knowledge) -> bool:
    """Tell whether a text is a unit of the table."""
    from uroscope.errors import UnitError

    try:
        return knowledge.units.parse(text).kind != "none"
    except UnitError:
        return False

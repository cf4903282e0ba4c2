"""Delimited text to cells: every record with its number, and those that do not fit set aside."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd

from uroscope.errors import NothingUsableError
from uroscope.tables import Booleans, Integers, Texts


@dataclass(frozen=True)
class Grid:
    """A file as text cells, one array per column; `records` numbers them with the header as 1.

    `unreadable` are records that do not fit the header, with what they say.
    """

    columns: list[str]
    cells: list[Texts]
    records: Integers
    unreadable: tuple[tuple[int, str], ...]

    def without_first(self) -> Grid:
        """Return the grid without its first record, such as a second header line."""
        cells = [column[1:] for column in self.cells]
        return Grid(self.columns, cells, self.records[1:], self.unreadable)


def read_grid(name: str, text: str, delimiter: str, skip: int) -> Grid:
    """Split text into cells, the fast way unless some record does not fit the header.

    Parameters
    ----------
    name : str
        Printed name of the file, for messages.
    text : str
        The file.
    delimiter : str
        What stands between cells.
    skip : int
        Records before the header.

    Returns
    -------
    Grid
        All filled records.

    Raises
    ------
    NothingUsableError
        If there is no record below the header.
    """
    unreadable: list[tuple[int, str]] = []
    try:
        columns, cells = _at_once(text, delimiter, skip)
    except (pd.errors.ParserError, ValueError):
        columns, cells = _by_record(name, text, delimiter, skip, unreadable)
    size = len(cells[0]) if cells else 0
    records = np.arange(2, size + 2, dtype=np.int64)
    if text.count("\n") > size + skip + 1:
        cells = _without_swallowed(cells, delimiter, unreadable)
    keep = _filled(cells, size)
    if not keep.all():
        cells, records = [column[keep] for column in cells], records[keep]
    if not len(records) and not unreadable:
        raise NothingUsableError(
            f"{name}: there is a header and no record below it; export it again with its results."
        )
    return Grid(columns, cells, records, tuple(sorted(unreadable)))


def _at_once(text: str, delimiter: str, skip: int) -> tuple[list[str], list[Texts]]:
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
        engine="c",
    )
    cells: list[Texts] = [frame.iloc[:, at].to_numpy() for at in range(frame.shape[1])]
    if pd.isna(cells[-1]).any():
        # A record with fewer cells than the header ends in nothing.
        cells = [np.where(pd.isna(column), "", column) for column in cells]
    return [str(column[0]).strip() for column in cells], [column[1:] for column in cells]


def _by_record(
    name: str, text: str, delimiter: str, skip: int, unreadable: list[tuple[int, str]]
) -> tuple[list[str], list[Texts]]:
    """Split record by record; a record with more cells than the header is set aside."""
    try:
        with _any_cell_size(len(text)):
            rows = list(_rows(text, delimiter))[skip:]
    except csv.Error as error:
        raise NothingUsableError(
            f"{name}: not a readable table ({error}); export it as CSV."
        ) from error
    columns = [cell.strip() for cell in rows[0]]
    while len(columns) > 1 and not columns[-1]:
        columns.pop()
    width = len(columns)
    kept = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row[width:]):
            unreadable.append((number, delimiter.join(row)[:200]))
            row = []
        kept.append(row[:width] + [""] * (width - len(row)))
    table = np.empty((len(kept), width), dtype=object)
    if kept:
        table[:] = kept
    return columns, [table[:, at] for at in range(width)]


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the records; from a quote that never closes on, quotes are ordinary characters."""
    lines = text.split("\n")
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    start = 0
    for row in reader:
        end = reader.line_num
        if end >= len(lines) - 1 and "\n".join(lines[start:end]).count('"') % 2:
            yield from csv.reader(lines[start:], delimiter=delimiter, quoting=csv.QUOTE_NONE)
            return
        start = end
        yield row


@contextmanager
def _any_cell_size(size: int) -> Iterator[None]:
    """Let the csv module read cells of any size; the limit is one for the whole process."""
    limit = csv.field_size_limit(max(size + 1, csv.field_size_limit()))
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _without_swallowed(
    cells: list[Texts], delimiter: str, unreadable: list[tuple[int, str]]
) -> list[Texts]:
    """Set aside records with a cell that holds whole records, because a quote was left open."""
    width = len(cells)
    lost = []
    for at in sorted({int(i) for column in cells for i in _with_line_ends(column)}):
        for column in cells:
            pieces = str(column[at]).split("\n")[1:]
            if width > 2 and any(piece.count(delimiter) == width - 1 for piece in pieces):
                unreadable.append((at + 2, str(column[at])[:200]))
                lost.append(at)
                break
    if lost:
        cells = [column.copy() for column in cells]
        for column in cells:
            column[lost] = ""
    return cells


def _with_line_ends(column: Texts) -> Integers:
    return np.flatnonzero(np.fromiter(("\n" in text for text in column), np.bool_, len(column)))


def _filled(cells: list[Texts], size: int) -> Booleans:
    """Tell which records hold anything; a blank line is a record with empty cells."""
    filled = np.zeros(size, dtype=np.bool_)
    for column in cells:
        open_rows = np.flatnonzero(~filled)
        if not len(open_rows):
            break
        part = column if len(open_rows) == size else column[open_rows]
        filled[open_rows] = [bool(text) and not text.isspace() for text in part.tolist()]
    return filled

"""A delimited file larger than memory: where it can be cut, and each piece read as if whole.

Pieces end where records end, also where a quoted cell holds line ends. The encoding is that of the
whole file, so no piece is decoded otherwise than the file would be.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from uroscope.errors import NothingUsableError, UsageError
from uroscope.knowledge import Knowledge
from uroscope.lazy import ArrowCells
from uroscope.reading.decode import cleaned, decode, is_plain, utf_16
from uroscope.reading.delimited import Layout, read_layout
from uroscope.reading.grid import Grid, read_grid
from uroscope.tables import Integers, Texts

# Bytes of one piece: enough rows to outweigh what each piece costs, few enough for memory.
PIECE_BYTES = 8 << 20
_HEAD_BYTES = 1 << 18


@dataclass(frozen=True)
class Piece:
    """Records of a delimited file: bytes `start` to `stop`, the first of them numbered `record`."""

    start: int
    stop: int
    record: int


@dataclass(frozen=True)
class CutFile:
    """A delimited file, understood and cut.

    `path` is that of a copy in UTF-8 where the file was UTF-16.
    """

    name: str
    path: str
    layout: Layout
    encoding: str
    pieces: tuple[Piece, ...]


def cut_file(
    path: Path, name: str, knowledge: Knowledge, copies: Path, piece_bytes: int = PIECE_BYTES
) -> CutFile:
    """Understand the head of a delimited file and find where it can be cut.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its printed name.
    knowledge : Knowledge
        Names and units that headers are recognised by.
    copies : Path
        A folder for a copy in UTF-8, needed only for UTF-16.
    piece_bytes : int
        How long a piece is at most, but for the record at its end.

    Returns
    -------
    CutFile
        The pieces cover every record below the header once.

    Raises
    ------
    UsageError
        If the file cannot be opened.
    NothingUsableError
        If it is no table of results.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
        wide = utf_16(head)
        if wide is not None:
            path = _recoded(path, wide, copies / f"{path.name}.utf8")
            with path.open("rb") as stream:
                head = stream.read(_HEAD_BYTES)
        text = decode(name, _whole_lines(head))
        layout = read_layout(name, text, knowledge)
        # Pieces of one length, so that nobody waits for the longest.
        size = path.stat().st_size
        piece_bytes = -(-size // max(1, -(-size // piece_bytes)))
        with path.open("rb") as stream:
            encoding, starts = _scan(stream, layout, piece_bytes)
    except OSError as error:
        reason = (error.strerror or "it could not be opened").lower()
        raise UsageError(f"{path}: {reason}; check the name and its permissions.") from error
    pieces = [
        Piece(start, stop, number)
        for (start, number), (stop, _) in pairwise(starts)
        if stop > start
    ]
    if not pieces:
        raise NothingUsableError(
            f"{name}: there is a header and no record below it; export it again with its results."
        )
    return CutFile(name, str(path), layout, encoding, tuple(pieces))


def _whole_lines(head: bytes) -> bytes:
    """Return a head without the line that its end cuts."""
    if len(head) < _HEAD_BYTES:
        return head
    end = head.rfind(b"\n")
    return head[: end + 1] if end > 0 else head


def _recoded(path: Path, encoding: str, copy: Path) -> Path:
    """Write a copy in UTF-8."""
    with (
        path.open(encoding=encoding, errors="replace", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        while block := source.read(_HEAD_BYTES):
            target.write(block)
    return copy


def _scan(stream: BinaryIO, layout: Layout, size: int) -> tuple[str, list[tuple[int, int]]]:
    """Return the encoding, and where each piece starts with the number of its first record."""
    encoding = "utf-8"
    starts: list[tuple[int, int]] = []
    heads = layout.heads
    at, number, length = 0, 1 - layout.skip, size
    while True:
        # What was cut at the end of a block is read again: cheaper than putting it in front.
        stream.seek(at)
        data = stream.read(length)
        last = len(data) < length
        if not data:
            break
        count, end = _whole_records(data, layout.delimiter, last)
        if not count:
            # The record is longer than the block.
            length *= 2
            continue
        length = size
        if encoding == "utf-8" and not data.isascii():
            try:
                data[:end].decode()
            except UnicodeDecodeError:
                encoding = "cp1252"
        if heads:
            skipped = min(heads, count)
            heads -= skipped
            places = _record_starts(data, layout.delimiter, last)
            own = int(places[skipped]) if skipped < len(places) else end
            if not heads and own < end:
                starts.append((at + own, number + skipped))
        elif not last or end > size // 2 or not starts:
            # A short rest, often the last record alone, goes with the piece before it.
            starts.append((at, number))
        at, number = at + end, number + count
        if last:
            break
    starts.append((at, number))
    return encoding, starts


def _whole_records(data: bytes, delimiter: str, last: bool) -> tuple[int, int]:
    """Return how many records are whole, and where the one that may go on starts."""
    if b'"' in data or b"\r" in data:
        places = _record_starts(data, delimiter, last)
        if last or not len(places):
            return len(places), len(data) if last else 0
        return len(places) - 1, int(places[-1])
    # A line feed at the very end starts no record.
    ends = int(np.count_nonzero(np.frombuffer(data, dtype=np.uint8)[:-1] == ord("\n")))
    return (ends + 1, len(data)) if last else (ends, data.rfind(b"\n", 0, -1) + 1)


def _record_starts(data: bytes, delimiter: str, last: bool) -> Integers:
    """Return where records start; the end of the data starts none."""
    if not data:
        return np.zeros(0, dtype=np.int64)
    if b'"' in data:
        return np.array(list(_quoted_starts(data, delimiter)), dtype=np.int64)
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw == ord("\n"))
    if b"\r" in data:
        # A carriage return ends a line too, but where a line feed follows.
        alone = np.flatnonzero(raw == ord("\r"))
        follows = np.append(raw, 0)[alone + 1] == ord("\n")
        unsure = (alone == len(raw) - 1) & (not last)
        ends = np.sort(np.concatenate([ends, alone[~follows & ~unsure]]))
    starts = np.concatenate([[0], ends + 1])
    return starts[starts < len(data)].astype(np.int64)


def _quoted_starts(data: bytes, delimiter: str) -> Iterator[int]:
    """Yield where records start in data with quotes; line ends inside quotes end none.

    An open quote that never closes makes the rest of the file one record here; the reader of that
    piece then takes quotes for ordinary characters.
    """
    text = data.decode("latin-1")
    lines = _lines(text)
    ends = np.cumsum([len(line) for line in lines])
    clean = (line.rstrip("\r\n") + "\n" for line in lines)
    limit = csv.field_size_limit(max(len(data) + 1, csv.field_size_limit()))
    try:
        reader = csv.reader(clean, delimiter=delimiter)
        start = 0
        for _ in reader:
            if start < len(data):
                yield start
            start = int(ends[reader.line_num - 1])
    except csv.Error:
        yield start
    finally:
        csv.field_size_limit(limit)


def _lines(text: str) -> list[str]:
    """Split at line feeds and carriage returns, keeping them."""
    marked = text.replace("\r\n", "\n\n").replace("\r", "\n")
    found, start = [], 0
    at = 0
    while (at := marked.find("\n", at)) >= 0:
        end = at + (2 if text[at : at + 2] == "\r\n" else 1)
        found.append(text[start:end])
        start = at = end
    found.append(text[start:])
    return found


def read_piece(file: CutFile, piece: Piece) -> Grid:
    """Read one piece of a file.

    Parameters
    ----------
    file : CutFile
        The file.
    piece : Piece
        One of its pieces.

    Returns
    -------
    Grid
        The filled records under the file's columns, numbered as in the file.
    """
    with Path(file.path).open("rb") as stream:
        stream.seek(piece.start)
        data = stream.read(piece.stop - piece.start)
    return grid_of(file, data, piece.record)


def record_places(file: CutFile, piece: Piece) -> Integers:
    """Return how many bytes after the start of a piece each of its records starts, blank or not."""
    with Path(file.path).open("rb") as stream:
        stream.seek(piece.start)
        data = stream.read(piece.stop - piece.start)
    return _record_starts(data, file.layout.delimiter, last=True)


def grid_of(file: CutFile, data: bytes, first: int) -> Grid:
    """Return the cells of some whole records; `first` is the number of the first."""
    quick = _quick_grid(file, data, first)
    if quick is not None:
        return quick
    delimiter = file.layout.delimiter
    header = delimiter.join(_quoted(name, delimiter) for name in file.layout.columns)
    body = cleaned(data, file.encoding)
    columns = list(file.layout.columns)
    try:
        grid = read_grid(file.name, f"{header}\n{body}", delimiter, 0)
    except NothingUsableError:
        # Blank records only.
        nothing: Texts = np.zeros(0, dtype=object)
        return Grid(columns, [nothing] * len(columns), np.zeros(0, dtype=np.int64), ())
    shift = first - 2
    unreadable = tuple((number + shift, text) for number, text in grid.unreadable)
    empty: Texts = np.full(len(grid.records), "", dtype=object)
    cells = [*grid.cells, *[empty] * (len(columns) - len(grid.cells))]
    return Grid(columns, cells, grid.records + shift, unreadable)


def _quick_grid(file: CutFile, data: bytes, first: int) -> Grid | None:
    """Split plain records with Arrow; None where anything needs the careful reader.

    Plain: UTF-8, no quote, no control character, every record as long as the header.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    if file.encoding != "utf-8" or not is_plain(data):
        return None
    names = [f"c{at}" for at in range(len(file.layout.columns))]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(
                column_names=names, use_threads=False, block_size=len(data) + 1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=file.layout.delimiter,
                quote_char=False,
                double_quote=False,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    cells: list[Any] = [ArrowCells(column.combine_chunks()) for column in table.columns]
    records = np.arange(first, first + table.num_rows, dtype=np.int64)
    blank = np.ones(len(records), dtype=np.bool_)
    for column in cells:
        if not blank.any():
            break
        blank &= column.blank()
    if blank.any():
        keep = ~blank
        cells, records = [column[keep] for column in cells], records[keep]
    return Grid(list(file.layout.columns), cells, records, ())


def _quoted(name: str, delimiter: str) -> str:
    if delimiter in name or '"' in name or "\n" in name:
        return '"' + name.replace('"', '""') + '"'
    return name

"""Parquet files of one schema joined without reading their rows: bytes copied, places shifted.

A parquet file is its row groups followed by a footer that says where each begins
(`parquet.thrift` of Apache Parquet). Joining files is copying the row groups and writing one footer
for all; nothing is decoded. Columns of one value need not be in the file: they are written here.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from uroscope.batch import thrift
from uroscope.batch.constant import Same
from uroscope.batch.thrift import STRUCT, whole, whole_at

_MAGIC = b"PAR1"
_TAIL = 8
# Fields of `FileMetaData`.
_FILE_ROWS, _FILE_GROUPS = 3, 4
# Fields of `RowGroup`.
_GROUP_COLUMNS, _GROUP_BYTES, _GROUP_ROWS, _GROUP_OFFSET = 1, 2, 3, 5
_GROUP_COMPRESSED, _GROUP_ORDINAL = 6, 7
# An ordinal has two bytes, and only encrypted files are read by it.
_LAST_ORDINAL = (1 << 15) - 1
# Fields of `ColumnChunk`: where it, its offset index and its column index are.
_COLUMN_META = 3
_COLUMN_PLACES = frozenset((2, 4, 6))
# Fields of `ColumnMetaData`: where data, index and dictionary pages and the bloom filter are.
_META_PLACES = frozenset((9, 10, 11, 14))

# A `ColumnChunk` as pyarrow writes it of a column without statistics, read at once: a file of
# hundreds of columns has tens of thousands of values in its footer. A byte before each value is the
# step to its field, four bits, and its type. A name has no control character, so it ends itself.
_COMMON = re.compile(
    rb"""
    (\x26\x00\x1c                        # file_offset 0; meta_data
      \x15V \x19[\x15-\xe5][\x00-\x12]+  # type; encodings
      \x19\x18(.)([^\x00-\x1f]*)         # path_in_schema: one name
      \x15V \x16V \x16V \x16V            # codec; num_values; two sizes
    )
    \x26(V) (?:\x26(V))?                 # data_page_offset; dictionary_page_offset
    ((?:[\x29\x49][\x1c-\xec](?:\x15V\x15V\x15V\x00)+)?             # encoding_stats
      (?:[\x3c\x5c\x7c](?:\x16V)?[\x19\x29]\x06\x19(?:\x06|\x26VV)\x00)?   # size_statistics
      \x00\x00)
    """.replace(b"V", rb"[\x80-\xff]*[\x00-\x7f]"),
    re.VERBOSE | re.DOTALL,
)


def _moved(data: bytes, at: int, by: int) -> tuple[bytes, int]:
    """Return the `ColumnChunk` that begins here with its places moved, and where it ends."""
    found = _COMMON.match(data, at)
    if found is None or len(found[3]) != found[2][0]:
        return _moved_any(data, at, by)
    before, _, _, pages, dictionary, rest = found.groups()
    if not by:
        return found[0], found.end()
    out = [before, b"\x26", _place(pages, by)]
    if dictionary is not None:
        out += [b"\x26", _place(dictionary, by)]
    out.append(rest)
    return b"".join(out), found.end()


def _moved_any(data: bytes, at: int, by: int) -> tuple[bytes, int]:
    """Do the same for any `ColumnChunk`: what is not a place is copied unread."""
    fields, end = thrift.fields_at(data, at)
    return thrift.struct(*(_moved_field(field, by) for field in fields)), end


def _moved_field(field: thrift.Field, by: int) -> thrift.Field:
    number, kind, value = field
    if number == _COLUMN_META:
        inside, _ = thrift.fields_at(value, 0)
        moved = ((n, k, _place(v, by) if n in _META_PLACES else v) for n, k, v in inside)
        return number, kind, thrift.struct(*moved)
    return number, kind, _place(value, by) if number in _COLUMN_PLACES else value


def _place(value: bytes, by: int) -> bytes:
    """Return a place moved; a place of 0 is none."""
    place, _ = whole_at(value, 0)
    return whole(place + by if place else 0)


class JoinedParquet:
    """A parquet file that grows by whole files of its schema.

    Parameters
    ----------
    path : Path
        The file to write.
    schema : bytes
        A parquet file that has the schema; without it, that is the first one added.
    """

    def __init__(self, path: Path, schema: bytes = b"") -> None:
        self._stream: BinaryIO = path.open("w+b")
        self._stream.write(_MAGIC)
        self._first: list[thrift.Field] = []
        self._groups: list[bytes] = []
        self._rows = 0
        if schema:
            footer, _ = _footer(BytesIO(schema), len(schema))
            self._first, _ = thrift.fields_at(footer, 0)

    def add(self, path: Path) -> None:
        """Append the row groups of a file.

        Raises
        ------
        ValueError
            If it is not a whole parquet file.
        """
        with path.open("rb") as part:
            footer, end = _footer(part, part.seek(0, 2))
            by = self._stream.tell() - len(_MAGIC)
            part.seek(len(_MAGIC))
            left = end - len(_MAGIC)
            while left > 0:
                block = part.read(min(left, 1 << 20))
                self._stream.write(block)
                left -= len(block)
        self._add_footer(footer, by, ())

    def add_columns(
        self, write: Callable[[BinaryIO], None], columns: Sequence[Same | None]
    ) -> None:
        """Append the row groups of a file that lacks the columns of one value.

        The first column of the schema must be one of the file: some readers take the place of a
        row group from it.

        Parameters
        ----------
        write : function
            Writes the file at the end of this one; its places are those in itself.
        columns : sequence of Same or None
            Every column of the schema, in its order; None is the next one of the file.
        """
        start = self._stream.tell()
        if start == len(_MAGIC):
            start = self._stream.seek(0)
        write(self._stream)
        size = self._stream.tell()
        footer, end = _footer(self._stream, size)
        self._stream.seek(end)
        self._stream.truncate()
        self._add_footer(footer, start, columns)

    def _add_footer(self, footer: bytes, by: int, columns: Sequence[Same | None]) -> None:
        """Keep what a footer says, every place in it moved."""

        def groups(at: int) -> int:
            _, size, at = thrift.list_at(footer, at)
            for _ in range(size):
                at = self._add_group(footer, at, by, columns)
            return at

        fields, _ = thrift.fields_at(footer, 0, {_FILE_GROUPS: groups})
        self._rows += _number(fields, _FILE_ROWS)
        self._first = self._first or fields

    def _add_group(self, footer: bytes, at: int, by: int, columns: Sequence[Same | None]) -> int:
        """Keep a `RowGroup`, with the columns that are not in it; return where it ends."""
        chunks: list[bytes] = []

        def moved(at: int) -> int:
            _, size, at = thrift.list_at(footer, at)
            for _ in range(size):
                chunk, at = _moved(footer, at, by)
                chunks.append(chunk)
            return at

        fields, end = thrift.fields_at(footer, at, {_GROUP_COLUMNS: moved})
        more: dict[int, int] = {}
        if columns:
            chunks, more = self._with_same(chunks, columns, _number(fields, _GROUP_ROWS))
        new = {_GROUP_COLUMNS: thrift.listed(STRUCT, chunks)}
        for number, _, value in fields:
            if number in more:
                new[number] = whole(whole_at(value, 0)[0] + more[number])
            elif number == _GROUP_OFFSET:
                new[number] = _place(value, by)
            elif number == _GROUP_ORDINAL:
                new[number] = whole(min(len(self._groups), _LAST_ORDINAL))
        self._groups.append(_with(fields, new))
        return end

    def _with_same(
        self, chunks: Sequence[bytes], columns: Sequence[Same | None], rows: int
    ) -> tuple[list[bytes], dict[int, int]]:
        """Write the columns of one value; return all columns, and what sizes grow by."""
        others, out, pages, plain = iter(chunks), [], [], 0
        start = place = self._stream.tell()
        for same in columns:
            if same is None:
                out.append(next(others))
                continue
            chunk = same.chunk(rows)
            out.append(chunk.column(same.name, place))
            pages.append(chunk.pages)
            plain += chunk.plain
            place += len(chunk.pages)
        self._stream.write(b"".join(pages))
        return out, {_GROUP_BYTES: plain, _GROUP_COMPRESSED: place - start}

    def close(self) -> None:
        """Write the footer."""
        if self._first:
            new = {
                _FILE_ROWS: whole(self._rows),
                _FILE_GROUPS: thrift.listed(STRUCT, self._groups),
            }
            data = _with(self._first, new)
            self._stream.write(data + len(data).to_bytes(4, "little") + _MAGIC)
        self._stream.close()


def _number(fields: Sequence[thrift.Field], wanted: int) -> int:
    """Return what a field says."""
    return next(whole_at(value, 0)[0] for number, _, value in fields if number == wanted)


def _with(fields: Sequence[thrift.Field], new: Mapping[int, bytes]) -> bytes:
    """Return a struct of which some fields are written anew."""
    return thrift.struct(*((n, kind, new.get(n, value)) for n, kind, value in fields))


def _footer(stream: BinaryIO, size: int) -> tuple[bytes, int]:
    """Return the `FileMetaData` of a parquet file of a size, and where it begins."""
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    begin = size - _TAIL - int.from_bytes(tail[:4], "little")
    if tail[4:] != _MAGIC or begin < len(_MAGIC):
        raise ValueError("a part of the batch is not a whole parquet file")
    stream.seek(begin)
    return stream.read(size - _TAIL - begin), begin


class JoinedText:
    """A csv file that grows by whole files without a header.

    Parameters
    ----------
    path : Path
        The file to write.
    header : bytes
        Its first line.
    """

    def __init__(self, path: Path, header: bytes) -> None:
        self._stream: BinaryIO = path.open("wb")
        self._stream.write(header)

    def add(self, path: Path) -> None:
        """Append the lines of a file."""
        with path.open("rb") as part:
            shutil.copyfileobj(part, self._stream, 1 << 20)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

"""Parquet files of one schema joined without reading their rows: bytes copied, places shifted.

A parquet file is its row groups followed by a footer that says where each begins, in Thrift's
compact protocol (`parquet.thrift` of Apache Parquet, `thrift-compact-protocol` of Apache Thrift).
Joining files is copying the row groups and writing one footer for all; nothing is decoded.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import BinaryIO

_MAGIC = b"PAR1"
_TAIL = 8
# Types of the compact protocol.
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_WHOLE = (_I16, _I32, _I64)
# Fields of `parquet.thrift`.
_FILE_ROWS, _FILE_GROUPS = 3, 4
_GROUP_COLUMNS, _GROUP_OFFSET, _GROUP_ORDINAL = 1, 5, 7
# An ordinal has two bytes, and only encrypted files are read by it.
_LAST_ORDINAL = (1 << 15) - 1
_COLUMN_OFFSET, _COLUMN_META = 2, 3
_COLUMN_INDICES = (4, 6)
_META_PLACES = (9, 10, 11, 14)

# What changes when a row group moves: fields of a group, of the struct of a column and of its
# metadata, and whether a field is the ordinal.
_MOVING = {
    "group": {_GROUP_OFFSET: False, _GROUP_ORDINAL: True},
    "column": dict.fromkeys((_COLUMN_OFFSET, *_COLUMN_INDICES), False),
    "meta": dict.fromkeys(_META_PLACES, False),
}
_INSIDE = {("group", _GROUP_COLUMNS): "column", ("column", _COLUMN_META): "meta"}


def _varint_at(data: bytes, at: int) -> tuple[int, int]:
    """Return an unsigned number and where the next value begins."""
    value = shift = 0
    while (byte := data[at]) > 0x7F:
        value |= (byte & 0x7F) << shift
        shift += 7
        at += 1
    return value | byte << shift, at + 1


def _whole_at(data: bytes, at: int) -> tuple[int, int]:
    """Return a signed number and where the next value begins."""
    value, at = _varint_at(data, at)
    return (value >> 1) ^ -(value & 1), at


def _head(data: bytes, at: int, last: int) -> tuple[int, int, int]:
    """Return number and type of a field, which follows field `last`, and where its value begins."""
    head = data[at]
    if head >> 4:
        return last + (head >> 4), head & 15, at + 1
    number, at = _whole_at(data, at + 1)
    return number, head & 15, at


def _after(data: bytes, at: int, kind: int) -> int:
    """Return where the value that begins here ends; nothing of it is kept."""
    if kind in _WHOLE:
        while data[at] > 0x7F:
            at += 1
        return at + 1
    if kind == _BINARY:
        size, at = _varint_at(data, at)
        return at + size
    if kind == _STRUCT:
        while head := data[at]:
            at += 1
            if not head >> 4:
                at = _whole_at(data, at)[1]
            at = _after(data, at, head & 15)
        return at + 1
    if kind in (_LIST, _SET):
        of, size, at = _list_at(data, at)
        for _ in range(size):
            # In a list a truth value is a byte.
            at = at + 1 if of in (_TRUE, _FALSE) else _after(data, at, of)
        return at
    if kind == _DOUBLE:
        return at + 8
    if kind == _BYTE:
        return at + 1
    if kind in (_TRUE, _FALSE):
        return at
    raise ValueError(f"a footer holds the unknown type {kind}")


def _list_at(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the type and the number of the items of a list, and where they begin."""
    head = data[at]
    if head >> 4 != 15:
        return head & 15, head >> 4, at + 1
    size, at = _varint_at(data, at + 1)
    return head & 15, size, at


def _moved(data: bytes, at: int, struct: str, by: int, ordinal: int, out: list[bytes]) -> int:
    """Write a row group with its places moved; return where it ends.

    What is not a place is copied unread: a file of hundreds of columns has tens of thousands of
    values in its footer.
    """
    number, copied, moving = 0, at, _MOVING[struct]
    while data[at]:
        number, kind, at = _head(data, at, number)
        inside = _INSIDE.get((struct, number))
        if number in moving:
            out.append(data[copied:at])
            place, at = _whole_at(data, at)
            # A place of 0 is none.
            place = ordinal if moving[number] else place + by if place else 0
            out.append(_whole(place))
            copied = at
        elif inside is None:
            at = _after(data, at, kind)
        else:
            size = 1
            if kind == _LIST:
                _, size, at = _list_at(data, at)
            out.append(data[copied:at])
            for _ in range(size):
                at = _moved(data, at, inside, by, ordinal, out)
            copied = at
    out.append(data[copied : at + 1])
    return at + 1


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _whole(value: int) -> bytes:
    return _varint((value << 1) ^ (value >> 63))


def _list_head(kind: int, size: int) -> bytes:
    if size < 15:
        return bytes([size << 4 | kind])
    return bytes([0xF0 | kind]) + _varint(size)


def _field(number: int, last: int, kind: int) -> bytes:
    step = number - last
    return bytes([step << 4 | kind]) if 0 < step < 16 else bytes([kind]) + _whole(number)


class JoinedParquet:
    """A parquet file that grows by whole files of its schema.

    Parameters
    ----------
    path : Path
        The file to write.
    """

    def __init__(self, path: Path) -> None:
        self._stream: BinaryIO = path.open("wb")
        self._stream.write(_MAGIC)
        self._first: list[tuple[int, int, bytes]] = []
        self._groups: list[bytes] = []
        self._rows = 0

    def add(self, path: Path) -> None:
        """Append the row groups of a file."""
        with path.open("rb") as part:
            part.seek(-_TAIL, 2)
            size = int.from_bytes(part.read(4), "little")
            end = part.seek(-_TAIL - size, 2)
            footer = part.read(size)
            by = self._stream.tell() - len(_MAGIC)
            part.seek(len(_MAGIC))
            left = end - len(_MAGIC)
            while left > 0:
                block = part.read(min(left, 1 << 20))
                self._stream.write(block)
                left -= len(block)
        fields, number, at = [], 0, 0
        while footer[at]:
            number, kind, at = _head(footer, at, number)
            start = at
            if number == _FILE_GROUPS:
                at = self._add_groups(footer, at, by)
            else:
                at = _after(footer, at, kind)
            if number == _FILE_ROWS:
                self._rows += _whole_at(footer, start)[0]
            fields.append((number, kind, footer[start:at]))
        self._first = self._first or fields

    def _add_groups(self, footer: bytes, at: int, by: int) -> int:
        """Keep the row groups of a footer, every place in them moved; return where they end."""
        _, size, at = _list_at(footer, at)
        for _ in range(size):
            out: list[bytes] = []
            ordinal = min(len(self._groups), _LAST_ORDINAL)
            at = _moved(footer, at, "group", by, ordinal, out)
            self._groups.append(b"".join(out))
        return at

    def close(self) -> None:
        """Write the footer."""
        if self._first:
            out, last = [], 0
            for number, kind, value in self._first:
                if number == _FILE_GROUPS:
                    value = _list_head(_STRUCT, len(self._groups)) + b"".join(self._groups)
                elif number == _FILE_ROWS:
                    value = _whole(self._rows)
                out += [_field(number, last, kind), value]
                last = number
            data = b"".join(out) + b"\0"
            self._stream.write(data + len(data).to_bytes(4, "little") + _MAGIC)
        self._stream.close()


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

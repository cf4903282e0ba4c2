"""Parquet files of one schema joined without reading their rows: bytes copied, places shifted.

A parquet file is its row groups followed by a footer that says where each begins, in Thrift's
compact protocol (`parquet.thrift` of Apache Parquet, `thrift-compact-protocol` of Apache Thrift).
Joining files is copying the row groups and writing one footer for all; nothing is decoded.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, BinaryIO

_MAGIC = b"PAR1"
_TAIL = 8
# Types of the compact protocol.
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_WHOLE = (_I16, _I32, _I64)
# Fields of `parquet.thrift`.
_FILE_ROWS, _FILE_GROUPS = 3, 4
_GROUP_COLUMNS, _GROUP_OFFSET, _GROUP_ORDINAL = 1, 5, 7
_COLUMN_OFFSET, _COLUMN_META = 2, 3
_COLUMN_INDICES = (4, 6)
_META_PLACES = (9, 10, 11, 14)

Fields = dict[int, tuple[int, Any]]
"""A Thrift struct: type and value by field number, in rising order."""


class _Reader:
    """Reads the compact protocol."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def whole(self) -> int:
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def raw(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]

    def value(self, kind: int) -> Any:
        if kind in _WHOLE:
            return self.whole()
        if kind == _BINARY:
            return self.raw(self.varint())
        if kind == _STRUCT:
            return self.struct()
        if kind in (_LIST, _SET):
            head = self.raw(1)[0]
            size = head >> 4 if head >> 4 != 15 else self.varint()
            return head & 15, [self.item(head & 15) for _ in range(size)]
        if kind == _DOUBLE:
            return self.raw(8)
        if kind == _BYTE:
            return self.raw(1)
        if kind in (_TRUE, _FALSE):
            return None
        raise ValueError(f"a footer holds the unknown type {kind}")

    def item(self, kind: int) -> Any:
        """Read an item of a list, in which a truth value is a byte."""
        return self.raw(1) if kind in (_TRUE, _FALSE) else self.value(kind)

    def struct(self) -> Fields:
        fields: Fields = {}
        number = 0
        while head := self.raw(1)[0]:
            number = number + (head >> 4) if head >> 4 else self.whole()
            fields[number] = (head & 15, self.value(head & 15))
        return fields


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _whole(value: int) -> bytes:
    return _varint((value << 1) ^ (value >> 63))


def _value(kind: int, value: Any) -> bytes:
    if kind in _WHOLE:
        return _whole(value)
    if kind == _BINARY:
        return _varint(len(value)) + bytes(value)
    if kind == _STRUCT:
        return _struct(value)
    if kind in (_LIST, _SET):
        of, items = value
        parts = [item if of in (_TRUE, _FALSE) else _value(of, item) for item in items]
        return _list_head(of, len(items)) + b"".join(parts)
    return b"" if value is None else bytes(value)


def _list_head(kind: int, size: int) -> bytes:
    if size < 15:
        return bytes([size << 4 | kind])
    return bytes([0xF0 | kind]) + _varint(size)


def _field(number: int, last: int, kind: int) -> bytes:
    step = number - last
    return bytes([step << 4 | kind]) if 0 < step < 16 else bytes([kind]) + _whole(number)


def _struct(fields: Fields) -> bytes:
    out = []
    last = 0
    for number, (kind, value) in fields.items():
        out += [_field(number, last, kind), _value(kind, value)]
        last = number
    return b"".join(out) + b"\0"


def _shift(fields: Fields, number: int, by: int) -> None:
    """Move one place in the file; a place of 0 is none."""
    kind, place = fields.get(number, (0, 0))
    if place:
        fields[number] = (kind, place + by)


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
        self._first: Fields | None = None
        self._groups: list[bytes] = []
        self._rows = 0

    def add(self, path: Path) -> None:
        """Append the row groups of a file."""
        with path.open("rb") as part:
            part.seek(-_TAIL, 2)
            size = int.from_bytes(part.read(4), "little")
            end = part.seek(-_TAIL - size, 2)
            footer = _Reader(part.read(size)).struct()
            by = self._stream.tell() - len(_MAGIC)
            part.seek(len(_MAGIC))
            left = end - len(_MAGIC)
            while left > 0:
                block = part.read(min(left, 1 << 20))
                self._stream.write(block)
                left -= len(block)
        for group in footer[_FILE_GROUPS][1][1]:
            self._groups.append(_struct(self._moved(group, by)))
        self._rows += footer[_FILE_ROWS][1]
        if self._first is None:
            self._first = footer

    def _moved(self, group: Fields, by: int) -> Fields:
        for column in group[_GROUP_COLUMNS][1][1]:
            for number in (_COLUMN_OFFSET, *_COLUMN_INDICES):
                _shift(column, number, by)
            for number in _META_PLACES:
                _shift(column[_COLUMN_META][1], number, by)
        _shift(group, _GROUP_OFFSET, by)
        if _GROUP_ORDINAL in group:
            # A file of more row groups than an ordinal can count goes without ordinals.
            ordinal = len(self._groups)
            if ordinal < 1 << 15:
                group[_GROUP_ORDINAL] = (_I16, ordinal)
            else:
                del group[_GROUP_ORDINAL]
        return group

    def close(self) -> None:
        """Write the footer."""
        footer = self._first
        if footer is not None:
            groups = _list_head(_STRUCT, len(self._groups)) + b"".join(self._groups)
            out, last = [], 0
            for number, (kind, value) in footer.items():
                out.append(_field(number, last, kind))
                if number == _FILE_GROUPS:
                    out.append(groups)
                else:
                    out.append(_value(kind, self._rows if number == _FILE_ROWS else value))
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

"""Thrift's compact protocol, as the footers and page headers of parquet files are written in it.

As in `thrift-compact-protocol` of Apache Thrift. Values are read as places in bytes, so that what
nobody asks for is copied unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

# Types of a field; a truth value has no bytes of its own.
TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
_WHOLE = (I16, I32, I64)
_FEW = 15

Field = tuple[int, int, bytes]
"""Number, type and written value."""


def varint_at(data: bytes, at: int) -> tuple[int, int]:
    """Return an unsigned number and where the next value begins."""
    value = shift = 0
    while (byte := data[at]) > 0x7F:
        value |= (byte & 0x7F) << shift
        shift += 7
        at += 1
    return value | byte << shift, at + 1


def whole_at(data: bytes, at: int) -> tuple[int, int]:
    """Return a signed number and where the next value begins."""
    value, at = varint_at(data, at)
    return (value >> 1) ^ -(value & 1), at


def list_at(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the type and the number of the items of a list, and where they begin."""
    head = data[at]
    if head >> 4 != _FEW:
        return head & 15, head >> 4, at + 1
    size, at = varint_at(data, at + 1)
    return head & 15, size, at


def head_at(data: bytes, at: int, last: int) -> tuple[int, int, int]:
    """Return number and type of a field, which follows field `last`, and where its value begins."""
    head = data[at]
    if head >> 4:
        return last + (head >> 4), head & 15, at + 1
    number, at = whole_at(data, at + 1)
    return number, head & 15, at


def after(data: bytes, at: int, kind: int) -> int:
    """Return where the value that begins here ends; nothing of it is kept."""
    if kind in _WHOLE:
        while data[at] > 0x7F:
            at += 1
        return at + 1
    if kind == BINARY:
        size, at = varint_at(data, at)
        return at + size
    if kind == STRUCT:
        while head := data[at]:
            at += 1
            if not head >> 4:
                at = whole_at(data, at)[1]
            at = after(data, at, head & 15)
        return at + 1
    if kind in (LIST, SET):
        of, size, at = list_at(data, at)
        for _ in range(size):
            # In a list a truth value is a byte.
            at = at + 1 if of in (TRUE, FALSE) else after(data, at, of)
        return at
    if kind == DOUBLE:
        return at + 8
    if kind == BYTE:
        return at + 1
    if kind in (TRUE, FALSE):
        return at
    raise ValueError(f"a footer holds the unknown type {kind}")


def fields_at(
    data: bytes, at: int, reading: Mapping[int, Callable[[int], int]] | None = None
) -> tuple[list[Field], int]:
    """Return the fields of the struct that begins here, and where it ends.

    Parameters
    ----------
    data : bytes
        What it is in.
    at : int
        Where it begins.
    reading : mapping of int to function, optional
        What reads a field by its number: from where its value begins to where it ends.

    Returns
    -------
    tuple
        Number, type and written value of each; and the place.
    """
    found, number = [], 0
    while data[at]:
        number, kind, start = head_at(data, at, number)
        read = reading.get(number) if reading else None
        at = after(data, start, kind) if read is None else read(start)
        found.append((number, kind, data[start:at]))
    return found, at + 1


def varint(value: int) -> bytes:
    """Return an unsigned number as written."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def whole(value: int) -> bytes:
    """Return a signed number as written."""
    return varint((value << 1) ^ (value >> 63))


def binary(value: bytes) -> bytes:
    """Return a text as written."""
    return varint(len(value)) + value


def listed(kind: int, items: Iterable[bytes]) -> bytes:
    """Return a list of written items."""
    found = list(items)
    size = len(found)
    head = bytes([size << 4 | kind]) if size < _FEW else bytes([0xF0 | kind]) + varint(size)
    return head + b"".join(found)


def written(*fields: Field, last: int = 0) -> bytes:
    """Return some fields of a struct in the order of their numbers, which follow field `last`."""
    out = []
    for number, kind, value in fields:
        step = number - last
        out.append(bytes([step << 4 | kind]) if 0 < step < 16 else bytes([kind]) + whole(number))
        out.append(value)
        last = number
    return b"".join(out)


def struct(*fields: Field) -> bytes:
    """Return a struct of all its fields."""
    return written(*fields) + b"\0"

"""Column chunks of one value, written without a value for every row.

A chunk is its pages, each a header and a body, and a `ColumnChunk` of the footer that says where
they are (`parquet.thrift` of Apache Parquet; bodies as in its `Encodings.md`). Where all rows have
the same, levels and places in the dictionary are one run each, however many rows there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from uroscope.batch.thrift import (
    BINARY,
    FALSE,
    I32,
    I64,
    LIST,
    STRUCT,
    Field,
    binary,
    listed,
    struct,
    varint,
    whole,
    written,
)

# `Type`
WHOLE, NUMBER, TEXT = 2, 5, 6
# `Encoding`
_PLAIN, _RLE, _RLE_DICTIONARY = 0, 3, 8
# `PageType`
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2
# `CompressionCodec`: a few bytes do not become fewer. But a dictionary without words has none at
# all, which some readers (fastparquet) take for all that follow; snappy says in a byte that it has.
_UNCOMPRESSED, _SNAPPY = 0, 1


@dataclass(frozen=True)
class Same:
    """A column that holds one value in all rows.

    Parameters
    ----------
    name : str
        Its name.
    kind : int
        Its physical type.
    words : tuple of bytes, optional
        The values of its dictionary; nothing where it has none, and is null in all rows.
    code : int
        The place of the value in the dictionary, −1 for null.
    nullable : bool
        Whether a row of it may be null.
    """

    name: str
    kind: int
    words: tuple[bytes, ...] | None = None
    code: int = -1
    nullable: bool = True

    def chunk(self, rows: int) -> Chunk:
        """Return how so many rows are written."""
        return _chunk(self.kind, self.words, self.code, self.nullable, rows)


@dataclass(frozen=True)
class Chunk:
    """Some rows of one value: pages, and what the footer says of them.

    `plain` is their size were they not compressed, `dictionary` that of the dictionary page.
    """

    pages: bytes
    plain: int
    dictionary: int
    before: bytes
    middle: bytes
    after: bytes

    def column(self, name: str, place: int) -> bytes:
        """Return the `ColumnChunk` of a column whose pages begin at a place."""
        places = [(9, I64, whole(place + self.dictionary))]  # data_page_offset
        if self.dictionary:
            places.append((11, I64, whole(place)))  # dictionary_page_offset
        path = written((3, LIST, listed(BINARY, [binary(name.encode())])), last=2)
        return b"".join((self.before, path, self.middle, written(*places, last=7), self.after))


@lru_cache(maxsize=256)
def _chunk(
    kind: int, words: tuple[bytes, ...] | None, code: int, nullable: bool, rows: int
) -> Chunk:
    codec = _SNAPPY if words == () else _UNCOMPRESSED
    data, plain = _page(
        _DATA_PAGE, _data(words, code, nullable, rows), _data_header(words, rows), codec
    )
    dictionary = b""
    if words is not None:
        dictionary, more = _page(
            _DICTIONARY_PAGE, _values(kind, words), _dictionary_header(words), codec
        )
        plain += more
    encodings = (_RLE, _PLAIN) if words is None else (_PLAIN, _RLE, _RLE_DICTIONARY)
    kinds = [(_DATA_PAGE, _PLAIN if words is None else _RLE_DICTIONARY)]
    if dictionary:
        kinds.insert(0, (_DICTIONARY_PAGE, _PLAIN))
    # `PageEncodingStats`: page_type, encoding, count
    stats = [struct((1, I32, whole(a)), (2, I32, whole(b)), (3, I32, whole(1))) for a, b in kinds]
    # `ColumnChunk`: file_offset, meta_data; then `ColumnMetaData`
    before = written((2, I64, whole(0)), (3, STRUCT, b""))
    before += written((1, I32, whole(kind)), (2, LIST, listed(I32, map(whole, encodings))))
    middle = written(
        (4, I32, whole(codec)),
        (5, I64, whole(rows)),  # num_values
        (6, I64, whole(plain)),  # total_uncompressed_size
        (7, I64, whole(len(dictionary) + len(data))),  # total_compressed_size
        last=3,
    )
    last = 11 if dictionary else 9
    after = written((13, LIST, listed(STRUCT, stats)), last=last) + b"\0\0"
    return Chunk(dictionary + data, plain, len(dictionary), before, middle, after)


def _values(kind: int, words: tuple[bytes, ...]) -> bytes:
    """Return the values of a dictionary; a text has its size before it."""
    texts = [len(word).to_bytes(4, "little") + word for word in words]
    return b"".join(texts if kind == TEXT else words)


def _data(words: tuple[bytes, ...] | None, code: int, nullable: bool, rows: int) -> bytes:
    """Return the levels, one run, and the places in the dictionary, another."""
    body = b""
    if nullable:
        levels = _run(rows, 1, int(code >= 0))
        body += len(levels).to_bytes(4, "little") + levels
    if words is not None:
        # One bit at least, where there is any place to write.
        width = max(1, (len(words) - 1).bit_length()) if words else 0
        body += bytes([width]) + (_run(rows, width, code) if code >= 0 else b"")
    return body


def _dictionary_header(words: tuple[bytes, ...]) -> Field:
    """Return field 7 of a `PageHeader`, its `DictionaryPageHeader`."""
    return (
        7,
        STRUCT,
        struct(
            (1, I32, whole(len(words))),  # num_values
            (2, I32, whole(_PLAIN)),
            (3, FALSE, b""),  # is_sorted
        ),
    )


def _data_header(words: tuple[bytes, ...] | None, rows: int) -> Field:
    """Return field 5 of a `PageHeader`, its `DataPageHeader`."""
    return (
        5,
        STRUCT,
        struct(
            (1, I32, whole(rows)),  # num_values
            (2, I32, whole(_PLAIN if words is None else _RLE_DICTIONARY)),
            (3, I32, whole(_RLE)),  # definition_level_encoding
            (4, I32, whole(_RLE)),  # repetition_level_encoding
            (5, STRUCT, struct()),  # statistics: none
        ),
    )


def _page(kind: int, body: bytes, header: Field, codec: int) -> tuple[bytes, int]:
    """Return a page, `PageHeader` and what it holds, and its size were it not compressed."""
    packed = body if codec == _UNCOMPRESSED else _snappy(body)
    head = struct(
        (1, I32, whole(kind)),
        (2, I32, whole(len(body))),  # uncompressed_page_size
        (3, I32, whole(len(packed))),  # compressed_page_size
        header,
    )
    return head + packed, len(head) + len(body)


def _snappy(few: bytes) -> bytes:
    """Return at most 60 bytes in the form of snappy: their number, and themselves."""
    return varint(len(few)) + (bytes([(len(few) - 1) << 2]) if few else b"") + few


def _run(rows: int, width: int, value: int) -> bytes:
    """Return one value repeated, as the hybrid of runs and packed bits writes it."""
    return varint(rows << 1) + value.to_bytes((width + 7) // 8, "little")

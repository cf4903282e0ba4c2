"""Rows of a batch as parquet: columns that vary are written by pyarrow, the others here.

Of the hundreds of columns of a batch most hold one value in all rows of a part: what was not
measured, what was not found, the name of the file.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from uroscope.batch.constant import NUMBER, TEXT, WHOLE, Same
from uroscope.batch.join import JoinedParquet
from uroscope.knowledge import load
from uroscope.present.columns import Coded, Column, Field, ResultTable, arrow_schema
from uroscope.tables import Floats

_ENERGIES = ("ss_", "dg_")
_KINDS = {"number": NUMBER, "integer": WHOLE, "words": TEXT}
# Least and greatest of every number cost as much again as writing them.
_STATISTICS = ("patient_id", "collection_start")


class ParquetRows:
    """A parquet file that grows by tables.

    Parameters
    ----------
    path : Path
        The file to write.
    fields : tuple of Field
        Its columns.
    """

    def __init__(self, path: Path, fields: tuple[Field, ...]) -> None:
        self._joined = JoinedParquet(path, _empty(fields))

    def write(self, table: ResultTable) -> None:
        """Append the rows of a table."""
        import pyarrow as pa

        columns = _columns(table)
        vary = tuple(f for f, same in zip(table.fields, columns, strict=True) if same is None)
        rows = ResultTable(vary, table.columns, table.size).to_arrow()

        def write(stream: BinaryIO) -> None:
            with parquet_writer(pa.PythonFile(stream, "w"), vary) as writer:
                writer.write_table(rows)

        self._joined.add_columns(write, columns)

    def close(self) -> None:
        """Write the end of the file."""
        self._joined.close()


@lru_cache(maxsize=2)
def _empty(fields: tuple[Field, ...]) -> bytes:
    """Return a file of these columns that has no rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.ParquetWriter(sink, arrow_schema(fields)).close()
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def parquet_writer(stream: Any, fields: tuple[Field, ...]) -> Any:
    """Return what writes some columns of a batch as parquet."""
    import pyarrow.parquet as pq

    indices = load().record["indices"]
    return pq.ParquetWriter(
        stream,
        arrow_schema(fields),
        write_batch_size=1 << 16,
        # Hardly two derived numbers are alike, and hardly two patients: neither compressing them
        # nor listing their distinct values makes them smaller. Flags and words are few.
        compression={
            entry.name: "none"
            if entry.kind == "number" and (entry.name in indices or entry.name[:3] in _ENERGIES)
            else "snappy"
            for entry in fields
        },
        use_dictionary=[
            entry.name
            for entry in fields
            if entry.kind in ("words", "text") and entry.name != "patient_id"
        ],
        write_statistics=[entry.name for entry in fields if entry.name in _STATISTICS],
    )


def _columns(table: ResultTable) -> list[Same | None]:
    """Return which columns hold one value; the first never, for a row group is found by it."""
    if not table.size:
        return [None] * len(table.fields)
    found = [_same(field, table.columns.get(field.name)) for field in table.fields[1:]]
    return [None, *found]


def _same(field: Field, column: Column | None) -> Same | None:
    """Return the one value of a column, in the manner of its Arrow array."""
    if field.name in _STATISTICS or (column is None and field.always):
        return None
    if column is None:
        if field.kind == "text":
            return Same(field.name, TEXT, (b"",), 0)
        return Same(field.name, _KINDS[field.kind], () if field.kind == "words" else None)
    if isinstance(column, Coded):
        code = column.only
        if code is None or (code < 0 and field.always):
            return None
        if field.kind == "text":
            word = column.words[code] if code >= 0 else ""
            return Same(field.name, TEXT, (word.encode(),), 0, not field.always)
        return Same(field.name, TEXT, _encoded(column.words), max(code, -1), not field.always)
    return _same_number(field, column) if field.kind == "number" else None


def _same_number(field: Field, column: Any) -> Same | None:
    numbers: Floats = np.ascontiguousarray(column, np.float64)
    first, last = numbers[0], numbers[-1]
    if np.isnan(first):
        unknown = np.isnan(last) and np.isnan(numbers).all()
        return Same(field.name, NUMBER) if unknown else None
    # A zero has a sign, which is kept.
    bits = numbers.view(np.int64)
    if first != last or not (bits == bits[0]).all():
        return None
    return Same(field.name, NUMBER, (first.astype("<f8").tobytes(),), 0)


@lru_cache(maxsize=64)
def _encoded(words: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(word.encode() for word in words)

"""One part of a batch: some records read, interpreted, and written beside the output."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from uroscope.batch.inputs import InputFile, Whole, grids, readings
from uroscope.batch.parquet import ParquetRows
from uroscope.batch.spill import spilled_grids
from uroscope.batch.summary import Summary
from uroscope.derive.follow import between_collections
from uroscope.errors import NothingUsableError
from uroscope.knowledge import Profile, load
from uroscope.normalize import normalize
from uroscope.normalize.issues import REFUSED
from uroscope.pipeline import table_fields, tabulate
from uroscope.present.columns import Coded, Field, ResultTable, arrow_schema, of_texts
from uroscope.reading.pieces import Piece
from uroscope.tables import Panel, Readings, Writing

# Beside the columns of `interpret_table`: where a row came from.
PLACE = (Field("source", "text"), Field("record", "integer"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Job:
    """What every part of a batch needs to know; it travels to the processes that do the parts."""

    files: tuple[InputFile, ...]
    blood_alone: tuple[bool | None, ...]
    profile: Profile
    folder: Path
    csv: bool
    fast: bool
    follow: bool


@dataclass(frozen=True)
class Part:
    """Some pieces by file, read one after the other; or one partition of a spilled input."""

    number: int
    pieces: tuple[tuple[int, Piece], ...] = ()
    partition: int | None = None
    together: bool = False


@dataclass
class Done:
    """What a finished part says of itself."""

    summary: Summary
    writing: dict[int, Writing] = field(default_factory=dict)


def batch_fields() -> tuple[Field, ...]:
    """Return the columns of a batch."""
    return (*table_fields(load()), *PLACE)


def paths(folder: Path, number: int, csv: bool) -> tuple[Path, Path, Path]:
    """Return where a part keeps its rows, its refusals and its counts."""
    stem = folder / f"part-{number:06d}"
    rows = ".csv" if csv else ".parquet"
    return (
        stem.with_suffix(rows),
        stem.with_suffix(".refused.csv"),
        stem.with_suffix(".json"),
    )


def do_part(job: Job, part: Part, whole: Whole | None) -> Done:
    """Read, interpret and write one part.

    Parameters
    ----------
    job : Job
        What is the same for all parts.
    part : Part
        The records.
    whole : mapping of int to Writing, optional
        How each file writes, once all of it has been seen.

    Returns
    -------
    Done
        Counts, and how these records write what only the whole file settles.
    """
    knowledge = load()
    done = Done(Summary())
    rows, refused, counts = paths(job.folder, part.number, job.csv)
    with _Output(rows, refused, job.csv) as output:
        for numbers, files in _readings(job, part, whole, done.summary):
            panel = normalize(files, knowledge, lean=True)
            for number, writing in zip(numbers, panel.writing, strict=True):
                known = done.writing.get(number, Writing())
                done.writing[number] = known.with_other(writing)
            beside = between_collections(panel) if job.follow else None
            table = tabulate(panel, job.profile, knowledge, beside, job.fast)
            table = _placed(table, panel)
            done.summary.count(panel, table)
            output.write(table, panel.refused)
    record = {
        **vars(done.summary),
        "writing": {str(number): asdict(one) for number, one in done.writing.items()},
        "sizes": [rows.stat().st_size, refused.stat().st_size],
    }
    _write_whole(counts, json.dumps(record))
    return done


def finished(job: Job, part: Part) -> Done | None:
    """Return what the file of a finished part says, unless a file of it is damaged or missing."""
    *written, counts = paths(job.folder, part.number, job.csv)
    try:
        record = json.loads(counts.read_text(encoding="utf-8"))
        whole = record["sizes"] == [path.stat().st_size for path in written]
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return _done_of(record) if whole else None


def _done_of(record: Mapping[str, Any]) -> Done:
    from uroscope.batch.summary import from_record

    writing = {int(number): Writing(**one) for number, one in record["writing"].items()}
    return Done(from_record(record), writing)


def _readings(
    job: Job, part: Part, whole: Whole | None, summary: Summary
) -> Iterator[tuple[list[int], Sequence[Readings]]]:
    """Yield the readings that are normalized together, with the files they are of."""

    def read(number: int, grid: Any) -> Readings:
        writing = None if whole is None else whole.get(number)
        return readings(job.files[number], grid, writing, job.blood_alone[number])

    if part.partition is not None:
        found = [(n, read(n, g)) for n, g in spilled_grids(job.folder, part.partition, job.files)]
        if found:
            yield [n for n, _ in found], [one for _, one in found]
        return
    for number, piece in part.pieces:
        try:
            for grid in grids(job.files[number], piece):
                if len(grid.records) or grid.unreadable:
                    yield [number], [read(number, grid)]
        except NothingUsableError as error:
            summary.unreadable.append(str(error))


def _placed(table: ResultTable, panel: Panel) -> ResultTable:
    columns = {
        **table.columns,
        "source": of_texts(panel.rows["source"].to_numpy(dtype=object)),
        "record": panel.rows["record"].to_numpy(np.int64),
    }
    return ResultTable((*table.fields, *PLACE), columns, table.size)


class _Output:
    """Rows and refusals of a part; what is half written has another name."""

    def __init__(self, rows: Path, refused: Path, csv: bool) -> None:
        self.rows, self.refused, self.csv = rows, refused, csv
        self._stream: BinaryIO | None = None
        self._parquet: ParquetRows | None = None
        self._issues: Any = None

    def __enter__(self) -> _Output:
        half = _half(self.rows)
        if self.csv:
            self._stream = half.open("wb")
        else:
            self._parquet = ParquetRows(half, batch_fields())
        self._issues = _half(self.refused).open("w", encoding="utf-8", newline="")
        return self

    def write(self, table: ResultTable, refused: pd.DataFrame) -> None:
        if self._stream is not None:
            self._stream.write(csv_rows(table))
        if self._parquet is not None:
            self._parquet.write(table)
        if len(refused):
            safe = {name: neutral(refused[name]) for name in REFUSED}
            pd.DataFrame(safe).to_csv(self._issues, header=False, index=False)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        for one in (self._parquet, self._stream, self._issues):
            # What failed is half written and of no use; a full disk may refuse even its end.
            with nullcontext() if kind is None else suppress(OSError):
                if one is not None:
                    one.close()
        if kind is None:
            os.replace(_half(self.rows), self.rows)
            os.replace(_half(self.refused), self.refused)


def _half(path: Path) -> Path:
    return path.with_name(f"{path.name}.half")


def _write_whole(path: Path, text: str) -> None:
    half = _half(path)
    half.write_text(text, encoding="utf-8")
    os.replace(half, path)


def csv_rows(table: ResultTable, header: bool = False) -> bytes:
    """Return a table as csv; a text that a spreadsheet would take for a formula gets a quote mark.

    Parameters
    ----------
    table : ResultTable
        The rows.
    header : bool
        Whether the names of the columns come first.

    Returns
    -------
    bytes
        UTF-8, one line per row.
    """
    import pyarrow as pa
    from pyarrow import csv

    safe: dict[str, Any] = {}
    for entry in table.fields:
        column = table.columns.get(entry.name)
        if entry.kind == "text" and isinstance(column, Coded):
            column = Coded(column.codes, tuple(of_spreadsheet(word) for word in column.words))
        elif entry.kind == "text" and column is not None:
            column = neutral(pd.Series(column, dtype=object)).to_numpy(dtype=object)
        if column is not None:
            safe[entry.name] = column
    arrow = ResultTable(table.fields, safe, table.size).to_arrow()
    plain = arrow.cast(arrow_schema(table.fields, dictionaries=False))
    sink = pa.BufferOutputStream()
    csv.write_csv(plain, sink, csv.WriteOptions(include_header=header, quoting_style="needed"))
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def neutral(column: pd.Series) -> pd.Series:
    """Return texts that no spreadsheet takes for a formula; anything else is left alone."""
    if column.dtype != object and not isinstance(column.dtype, pd.StringDtype):
        return column
    texts = column.to_numpy(dtype=object)
    risky = np.fromiter((text[:1] in _FORMULA for text in texts.tolist()), np.bool_, len(texts))
    if not risky.any():
        return column
    return pd.Series(np.where(risky, "'" + texts, texts), dtype=object)


def of_spreadsheet(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text

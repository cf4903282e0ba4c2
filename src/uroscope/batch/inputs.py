"""Which files a batch reads: paths and folders, delimited text and parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from uroscope.errors import NothingUsableError, UsageError
from uroscope.knowledge import Knowledge
from uroscope.normalize.resolve import Meaning, resolve
from uroscope.reading.delimited import Layout, readings_of
from uroscope.reading.frame import cells_of
from uroscope.reading.grid import Grid
from uroscope.reading.headers import read_header, refuse_own_table
from uroscope.reading.pieces import CutFile, Piece, cut_file, read_piece
from uroscope.tables import Readings, Writing

PARQUET = (".parquet", ".pq")
TEXT = (".csv", ".tsv", ".txt")
# Rows of a parquet file that are interpreted together.
SLICE_ROWS = 65_536


@dataclass(frozen=True)
class ParquetFile:
    """A parquet file: its columns understood, its row groups as pieces (`start` to `stop`)."""

    name: str
    path: str
    layout: Layout
    pieces: tuple[Piece, ...]


InputFile = CutFile | ParquetFile


def expand(paths: Sequence[str]) -> list[tuple[Path, str]]:
    """Return every file of some paths, folders included, with the name it is printed under.

    A file that is reached in two ways, by a folder or a link, is read once.

    Parameters
    ----------
    paths : sequence of str
        Files, or folders of csv and parquet files; what is hidden in a folder is left out.

    Returns
    -------
    list of (Path, str)
        Base names, with their folder where two files share one.

    Raises
    ------
    UsageError
        If a path is missing or a folder holds no table.
    """
    found: list[Path] = []
    for path in paths:
        place = Path(path)
        if place.is_dir():
            inside = sorted(
                p for p in place.rglob("*") if p.suffix.lower() in PARQUET + TEXT and p.is_file()
            )
            inside = [
                p for p in inside if not any(s.startswith(".") for s in p.relative_to(place).parts)
            ]
            if not inside:
                raise UsageError(f"{path}: this folder holds no csv or parquet file.")
            found += inside
        elif place.exists():
            found.append(place)
        else:
            raise UsageError(f"{path}: there is no such file; check the name and the folder.")
    found = list({p.resolve(): p for p in reversed(found)}.values())[::-1]
    names = [p.name for p in found]
    return [(p, p.name if names.count(p.name) == 1 else str(p)) for p in found]


def spare(found: Sequence[tuple[Path, str]], outputs: Sequence[Path]) -> None:
    """Refuse what cannot be written, before hours are spent on it.

    Parameters
    ----------
    found : sequence of (Path, str)
        What is read.
    outputs : sequence of Path
        What will be written.

    Raises
    ------
    UsageError
        If an output has no folder, is a folder, or is an input or another output.
    """
    read = {p.resolve() for p, _ in found}
    seen: set[Path] = set()
    for output in outputs:
        place = output.resolve()
        if not place.parent.is_dir():
            raise UsageError(f"{output}: there is no such folder; make it or choose another.")
        if place.is_dir():
            raise UsageError(f"{output}: this is a folder; give the name of a file.")
        # One file may have two names: a hard link, or letters of another case.
        if place in read or (output.exists() and any(output.samefile(p) for p in read)):
            raise UsageError(f"{output} is also the input; choose another place for output.")
        if place in seen:
            raise UsageError(f"{output} is asked for twice; give each output a name of its own.")
        seen.add(place)


def understand(path: Path, name: str, knowledge: Knowledge, copies: Path) -> InputFile:
    """Understand one file and cut it into pieces.

    Raises
    ------
    UsageError, NothingUsableError
        If it cannot be opened or is no table of results.
    """
    if path.suffix.lower() not in PARQUET:
        return cut_file(path, name, knowledge, copies)
    parquet = _opened(path, name)
    columns = [str(column).strip() for column in parquet.schema_arrow.names]
    refuse_own_table(name, columns)
    header = read_header(columns, knowledge)
    if not header.recognised:
        seen = ", ".join(repr(column[:30]) for column in columns[:4])
        raise NothingUsableError(
            f"{name}: no column is a result uroscope knows (first: {seen}).\n"
            "Name them as in a wide file, for example 'urine_calcium (mg/24h)'."
        )
    rows = [parquet.metadata.row_group(n).num_rows for n in range(parquet.num_row_groups)]
    starts = np.concatenate([[0], np.cumsum(rows)]).tolist()
    pieces = tuple(Piece(n, n + 1, first + 2) for n, first in enumerate(starts[:-1]) if rows[n])
    if not pieces:
        raise NothingUsableError(
            f"{name}: there are columns and no record below them; write it again with its results."
        )
    return ParquetFile(name, str(path), Layout("", 0, tuple(columns), header, {}, 1), pieces)


def _opened(path: Path, name: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise NothingUsableError(
            f"{name}: this is no parquet file that can be read; it may be cut short. "
            "Copy or export it again."
        ) from error


def grids(file: InputFile, piece: Piece) -> Iterator[Grid]:
    """Yield the cells of one piece, in slices of a size that memory holds.

    Raises
    ------
    NothingUsableError
        If this part of a parquet file is damaged.
    """
    if isinstance(file, CutFile):
        yield read_piece(file, piece)
        return
    import pyarrow as pa

    parquet = _opened(Path(file.path), file.name)
    columns, number = list(file.layout.columns), piece.record
    try:
        for batch in parquet.iter_batches(SLICE_ROWS, row_groups=[piece.start], use_threads=False):
            frame = batch.to_pandas()
            cells: list[Any] = [cells_of(frame.iloc[:, at]) for at in range(frame.shape[1])]
            records = np.arange(number, number + len(frame), dtype=np.int64)
            number += len(frame)
            yield Grid(columns, cells, records, ())
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise NothingUsableError(
            f"{file.name}: records {number} to {piece_end(file, piece)} cannot be read; "
            "this part of the file is damaged."
        ) from error


def piece_end(file: InputFile, piece: Piece) -> int:
    """Return the number of the last record of a piece, 0 where it is that of the file."""
    following = {one.start: other.record - 1 for one, other in pairwise(file.pieces)}
    return following.get(piece.start, 0)


def readings(
    file: InputFile, grid: Grid, writing: Writing | None, blood_alone: bool | None
) -> Readings:
    """Return the readings of some records of a file."""
    return readings_of(file.name, grid, file.layout, writing, blood_alone)


def blood_alone(file: InputFile, knowledge: Knowledge) -> bool:
    """Tell whether a wide file has no column of timed urine; its blood then joins other files'."""
    layout = file.layout
    if layout.header.layout == "long":
        return False
    if "specimen" in layout.header.long_columns:
        return False
    for column in layout.header.analytes:
        unit = column.unit or layout.units.get(column.position, "")
        meaning = resolve(column.name, unit, "", "", knowledge)
        if isinstance(meaning, Meaning) and meaning.quantity.specimen == "timed":
            return False
    return True


def by_patient(files: Sequence[InputFile], knowledge: Knowledge) -> bool:
    """Tell whether records of one patient have to be read together."""
    if any(file.layout.header.layout == "long" for file in files):
        return True
    return len(files) > 1 and any(blood_alone(file, knowledge) for file in files)


Whole = Mapping[int, Writing]
"""How each file, by its position, writes what only the whole file settles."""

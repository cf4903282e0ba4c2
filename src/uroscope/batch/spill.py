"""Records of one patient brought together: seen to be so already, or spilled to partitions.

Blood carries no collection id, so a long file is interpreted patient by patient. Where a file is
grouped already its pieces only have to end between two patients; else every record goes to the
partition of its patient, on the disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from uroscope.batch.inputs import InputFile, grids
from uroscope.errors import NothingUsableError
from uroscope.lazy import as_texts
from uroscope.reading.grid import Grid
from uroscope.reading.pieces import CutFile, Piece, record_places
from uroscope.tables import Integers, Texts

# Bytes of input per partition, and the most files open at once.
PARTITION_BYTES = 24 << 20
_MOST_PARTITIONS = 256
_UNREADABLE = "spilled-unreadable.json"


def patients(file: InputFile, grid: Grid) -> Texts:
    """Return the patient of every record, an empty text where there is none."""
    at = file.layout.header.columns.get("patient_id")
    if at is None:
        return np.full(len(grid.records), "", dtype=object)
    texts: Texts = np.array([text.strip() for text in as_texts(grid.cells[at])], dtype=object)
    return texts


def hashed(texts: Texts) -> Any:
    """Return a number per text, the same in every process."""
    return pd.util.hash_array(texts, categorize=False) if len(texts) else np.zeros(0, np.uint64)


def between_patients(file: CutFile) -> tuple[Piece, ...] | None:
    """Return pieces that end where patients end, None if a patient's records lie apart.

    Parameters
    ----------
    file : CutFile
        A file as cut by its size.

    Returns
    -------
    tuple of Piece or None
        Every record is looked at; a patient seen again later means None.
    """
    seen: list[Any] = []
    cuts = [file.pieces[0]]
    last: object = None
    for piece in file.pieces:
        for grid in grids(file, piece):
            if grid.unreadable:
                return None
            names = patients(file, grid)
            if not len(names):
                continue
            new = np.append(names[:1] != last, names[1:] != names[:-1])
            runs = np.flatnonzero(new)
            last = names[-1]
            seen.append(hashed(names[runs]))
            # The last patient of a piece may go on in the next one.
            if len(runs) and piece.start != file.pieces[0].start:
                record = int(grid.records[runs[-1]])
                place = record_places(file, piece)[record - piece.record]
                cuts.append(Piece(piece.start + int(place), 0, record))
    numbers = np.concatenate(seen) if seen else np.zeros(0, np.uint64)
    if len(np.unique(numbers)) < len(numbers):
        return None
    stops = [*(cut.start for cut in cuts[1:]), file.pieces[-1].stop]
    return tuple(Piece(cut.start, stop, cut.record) for cut, stop in zip(cuts, stops, strict=True))


def spill(files: Sequence[InputFile], folder: Path) -> tuple[int, list[str]]:
    """Write every record to the partition of its patient.

    Parameters
    ----------
    files : sequence of InputFile
        All files of the batch.
    folder : Path
        Where the partitions go.

    Returns
    -------
    tuple
        How many partitions there are, and what could not be read.
    """
    size = sum(Path(file.path).stat().st_size for file in files)
    count = max(1, min(_MOST_PARTITIONS, -(-size // PARTITION_BYTES)))
    damaged: list[str] = []
    unreadable: dict[str, list[tuple[int, str]]] = {}
    for number, file in enumerate(files):
        with _Partitions(folder, number, len(file.layout.columns)) as partitions:
            for piece in file.pieces:
                try:
                    for grid in grids(file, piece):
                        unreadable.setdefault(str(number), []).extend(grid.unreadable)
                        keys = hashed(patients(file, grid)) % np.uint64(count)
                        partitions.write(grid, keys.astype(np.int64))
                except NothingUsableError as error:
                    damaged.append(str(error))
    (folder / _UNREADABLE).write_text(json.dumps(unreadable), encoding="utf-8")
    return count, damaged


class _Partitions:
    """The open partitions of one file."""

    def __init__(self, folder: Path, file: int, columns: int) -> None:
        import pyarrow as pa

        self.folder, self.file = folder, file
        names = [(f"c{at}", pa.string()) for at in range(columns)]
        self.schema = pa.schema([*names, ("record", pa.int64())])
        self.stack = ExitStack()
        self.writers: dict[int, Any] = {}

    def __enter__(self) -> _Partitions:
        return self

    def __exit__(self, *error: object) -> None:
        self.stack.close()

    def write(self, grid: Grid, keys: Integers) -> None:
        """Append records to their partitions, in their order."""
        import pyarrow as pa

        order = np.argsort(keys, kind="stable")
        arrays = [pa.array(as_texts(cells), pa.string()) for cells in grid.cells]
        arrays.append(pa.array(grid.records))
        table = pa.Table.from_arrays(arrays, schema=self.schema).take(pa.array(order))
        starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
        for start, stop in zip(starts, [*starts[1:], len(order)], strict=True):
            self._writer(int(keys[order[start]])).write_table(table.slice(start, stop - start))

    def _writer(self, partition: int) -> Any:
        import pyarrow as pa

        if partition not in self.writers:
            path = _place(self.folder, partition, self.file)
            sink = self.stack.enter_context(pa.OSFile(str(path), "wb"))
            options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
            writer = pa.ipc.new_stream(sink, self.schema, options=options)
            self.writers[partition] = self.stack.enter_context(writer)
        return self.writers[partition]


def _place(folder: Path, partition: int, file: int) -> Path:
    return folder / f"spilled-{partition:04d}-{file:04d}.arrow"


def spilled_grids(
    folder: Path, partition: int, files: Sequence[InputFile]
) -> Iterator[tuple[int, Grid]]:
    """Yield, by file, the records of one partition; the first one tells what was unreadable."""
    import pyarrow as pa

    lost: dict[str, list[tuple[int, str]]] = {}
    if partition == 0:
        lost = json.loads((folder / _UNREADABLE).read_text(encoding="utf-8"))
    for number, file in enumerate(files):
        path = _place(folder, partition, number)
        unreadable = tuple((int(n), str(text)) for n, text in lost.get(str(number), []))
        columns = list(file.layout.columns)
        if path.exists():
            with pa.OSFile(str(path), "rb") as source:
                table = pa.ipc.open_stream(source).read_all()
            cells: list[Any] = [table.column(at).to_numpy() for at in range(len(columns))]
            yield number, Grid(columns, cells, table.column("record").to_numpy(), unreadable)
        elif unreadable:
            nothing: Texts = np.zeros(0, dtype=object)
            empty = np.zeros(0, dtype=np.int64)
            yield number, Grid(columns, [nothing] * len(columns), empty, unreadable)

"""Finished parts put together in their order: one table, one list of refusals."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path
from typing import Any

from uroscope.batch.parts import Job, batch_fields, parts_table, paths
from uroscope.batch.summary import Summary
from uroscope.normalize.issues import REFUSED
from uroscope.present.columns import arrow_schema


class Merger:
    """The output while it grows, under another name until it is whole."""

    def __init__(self, job: Job, parts: int) -> None:
        self.job, self.parts = job, parts
        self.half = job.folder / ("output.csv" if job.csv else "output.parquet")
        self.next = 0
        self._stream: Any = None

    def add(self) -> None:
        """Add the next part."""
        if self._stream is None:
            self._stream = self._opened()
        number, self.next = self.next, self.next + 1
        if not self.job.csv:
            table = parts_table(self.job.folder, number)
            if table.num_rows:
                self._stream.write_table(table)
            return
        with paths(self.job.folder, number, True)[0].open("rb") as part:
            shutil.copyfileobj(part, self._stream, 1 << 20)

    def restart(self) -> None:
        """Begin again, because parts already added were done again."""
        if self._stream is not None:
            self._stream.close()
        self._stream, self.next = None, 0

    def finish(self, output: Path) -> None:
        """Close the output and give it its name, in one step."""
        while self.next < self.parts:
            self.add()
        self._stream.close()
        os.replace(self.half, output)

    def _opened(self) -> Any:
        fields = batch_fields()
        if self.job.csv:
            stream = self.half.open("wb")
            stream.write((",".join(f'"{field.name}"' for field in fields) + "\n").encode())
            return stream
        import pyarrow.parquet as pq

        words = [field.name for field in fields if field.kind in ("words", "text")]
        schema = arrow_schema(fields)
        return pq.ParquetWriter(
            self.half, schema, compression="snappy", use_dictionary=words, version="2.6"
        )


def write_refused(job: Job, parts: int, summary: Summary, path: Path) -> None:
    """Write every refusal as csv: files and parts of files first, then cells."""
    half = job.folder / "refused.csv"
    with half.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(REFUSED)
        for message in summary.unreadable:
            source, _, what = message.partition(": ")
            row = dict.fromkeys(REFUSED, "")
            row.update(source=source, row="0", code="unreadable_file", message=what)
            row["hint"] = "the other files were used"
            writer.writerow(row[name] for name in REFUSED)
        for number in range(parts):
            with paths(job.folder, number, job.csv)[1].open(encoding="utf-8", newline="") as part:
                shutil.copyfileobj(part, stream)
    shutil.move(half, path)

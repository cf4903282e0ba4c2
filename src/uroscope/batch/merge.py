"""Finished parts put together in their order: one table, one list of refusals."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from uroscope.batch.join import JoinedParquet, JoinedText
from uroscope.batch.parts import Job, batch_fields, of_spreadsheet, paths
from uroscope.batch.summary import Summary
from uroscope.normalize.issues import REFUSED


class Merger:
    """The output while it grows, under another name until it is whole."""

    def __init__(self, job: Job, parts: int) -> None:
        self.job, self.parts = job, parts
        self.half = job.folder / ("output.csv" if job.csv else "output.parquet")
        self.next = 0
        self._joined: JoinedParquet | JoinedText | None = None

    def add(self) -> None:
        """Add the next part."""
        if self._joined is None:
            self._joined = self._opened()
        self._joined.add(paths(self.job.folder, self.next, self.job.csv)[0])
        self.next += 1

    def restart(self) -> None:
        """Begin again, because parts already added were done again."""
        if self._joined is not None:
            self._joined.close()
        self._joined, self.next = None, 0

    def complete(self) -> None:
        """Add what is left and close the output, which is then whole."""
        while self.next < self.parts:
            self.add()
        if self._joined is not None:
            self._joined.close()
        self._joined = None

    def __enter__(self) -> Merger:
        """Return the merger."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close what is half written; the parts stay."""
        if self._joined is not None:
            self._joined.close()

    def _opened(self) -> JoinedParquet | JoinedText:
        if not self.job.csv:
            return JoinedParquet(self.half)
        names = ",".join(f'"{field.name}"' for field in batch_fields())
        return JoinedText(self.half, f"{names}\n".encode())


def write_refused(job: Job, parts: int, summary: Summary, path: Path) -> None:
    """Write every refusal as csv: files and parts of files first, then cells."""
    half = job.folder / "refused.csv"
    with half.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(REFUSED)
        for message in summary.unreadable:
            source, _, what = message.partition(": ")
            source = of_spreadsheet(source)
            row = dict.fromkeys(REFUSED, "")
            row.update(source=source, row="0", code="unreadable_file", message=what)
            row["hint"] = "the other files were used"
            writer.writerow(row[name] for name in REFUSED)
        for number in range(parts):
            with paths(job.folder, number, job.csv)[1].open(encoding="utf-8", newline="") as part:
                shutil.copyfileobj(part, stream)
    shutil.move(half, path)

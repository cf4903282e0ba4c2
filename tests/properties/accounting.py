"""Where every result cell of a file ended: the books have to balance."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping

from uroscope.knowledge import load
from uroscope.normalize import normalize
from uroscope.reading.delimited import read_text
from uroscope.tables import Panel, Readings

Cell = tuple[str, int, str]


def panel_of_texts(*texts: str, fill: Mapping[str, object] | None = None) -> Panel:
    """Read csv texts as the files a.csv, b.csv … and normalize them together."""
    return normalize(readings_of(*texts), load(), fill)


def readings_of(*texts: str) -> list[Readings]:
    """Read csv texts as the files a.csv, b.csv …"""
    return [read_text(f"{chr(97 + n)}.csv", text, load()) for n, text in enumerate(texts)]


def result_cells(text: str, reading: Readings) -> list[Cell]:
    """Return every filled result cell of a csv text, found without the program's reader.

    Columns of identity, subject and context are not results; blank cells say nothing.
    """
    rows = list(csv.reader(io.StringIO(text)))
    header = [cell.strip() for cell in rows[0]]
    own = set(reading.headers.values()) | {"specimen"}
    if reading.layout == "long":
        own |= set(header) - {"value"} - set(reading.unused_columns)
    cells = []
    for number, row in enumerate(rows[1:], start=2):
        for column, cell in zip(header, row, strict=False):
            if column not in own and cell.strip():
                cells.append((reading.source, number, column))
    return cells


def used_cells(panel: Panel) -> Counter[Cell]:
    """Return the cells that are results, history or stand beside a result."""
    used: Counter[Cell] = Counter()
    seen: set[Cell] = set()
    for origin in panel.origins.values():
        for text, source, record, column in zip(
            origin.text, origin.source, origin.record, origin.column, strict=True
        ):
            if text:
                seen.add((source, int(record), column))
    for table in (panel.history, panel.other_values):
        for item in table.itertuples():
            seen.add((str(item.source), int(str(item.record)), str(item.column)))
    used.update(seen)
    return used


def listed_cells(panel: Panel) -> Counter[Cell]:
    """Return the cells that are refused or say that nothing was measured."""
    listed: Counter[Cell] = Counter()
    for table in (panel.refused, panel.not_measured):
        for item in table.itertuples():
            listed[str(item.source), int(str(item.row)), str(item.column)] += 1
    return listed


def unaccounted(texts: tuple[str, ...], panel: Panel) -> list[str]:
    """Return what is wrong with the books; an empty list where every cell stands in one place."""
    problems = []
    used, listed = used_cells(panel), listed_cells(panel)
    both = set(used) & set(listed)
    if both:
        problems.append(f"used and refused: {sorted(both)}")
    for text, reading in zip(texts, readings_of(*texts), strict=True):
        cells = Counter(result_cells(text, reading))
        lost = cells - used - listed
        ignored = panel.ignored[panel.ignored["source"] == reading.source]["rows"].sum()
        if lost.total() != ignored:
            problems.append(f"{reading.source}: {lost} are nowhere, {ignored} are ignored")
    return problems

"""A collection or its flags as a small table: for the sliders, which ask often, and to save."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np

from uroscope.knowledge import Knowledge
from uroscope.model import Report, Result
from uroscope.tables import CONTEXT, Panel

_BODY = ("weight_kg", "height_cm")
_FLAG_COLUMNS = (
    "patient_id", "collection_id", "collection_start", "analyte", "label", "value", "unit",
    "si_value", "si_unit", "flag", "borderline", "limit_low", "limit_high", "limit_unit",
    "limit_kind", "authority",
)  # fmt: skip


def canonical_record(panel: Panel, row: int, knowledge: Knowledge) -> str:
    """Return one collection as a wide file in canonical units, a tenth of a long one's work.

    Parameters
    ----------
    panel : Panel
        Any panel.
    row : int
        The collection.
    knowledge : Knowledge
        Units of the analytes.

    Returns
    -------
    str
        Two lines; reading them gives the same values, bounds and context.
    """
    cells = panel.rows.iloc[row]
    columns: dict[str, str] = {"patient_id": str(cells["patient_id"]) or "-"}
    if cells["start"] == cells["start"] and cells["start"] is not None:
        columns["collection_start"] = f"{cells['start']:%Y-%m-%d}"
    columns["sex"] = str(cells["sex"] or "")
    for name, text in (("age", cells["age"]), *((n, cells[n]) for n in _BODY)):
        columns[name] = "" if np.isnan(text) else f"{float(text):.12g}"
    columns["duration_h"] = "" if np.isnan(cells["hours"]) else f"{float(cells['hours']):.12g}"
    columns.update({name: str(cells[name]) for name in CONTEXT if cells[name]})
    for name in panel.values:
        quantity = knowledge.quantities.get(name)
        if quantity is None or not panel.measured(name)[row]:
            continue
        low, high = float(panel.low(name)[row]), float(panel.high(name)[row])
        if low != high and np.isfinite(low) and low > 0 and np.isfinite(high):
            # An interval with two ends has no spelling in one cell.
            continue
        number = f"{low:.17g}" if low == high else f">{low:.17g}"
        number = f"<{high:.17g}" if low != high and np.isfinite(high) else number
        columns[name if quantity.unit == "pH" else f"{name} ({quantity.unit})"] = number
    return _table([list(columns), list(columns.values())])


def flags_csv(report: Report) -> str:
    """Return every judged value of a report, one per line, safe to open in a spreadsheet.

    Parameters
    ----------
    report : Report
        What was reviewed.

    Returns
    -------
    str
        Delimited text with a header; a text that a spreadsheet would compute starts with `'`.
    """
    lines: list[Sequence[object]] = [_FLAG_COLUMNS]
    for review in report.reviews:
        identity = (review.patient_id, review.collection_id, review.collected.start or "")
        for result in (*review.results, *review.indices):
            if result.flag != "unknown":
                lines.append((*identity, *_judged(result)))
    return _table(lines)


def _judged(result: Result) -> Iterable[object]:
    limits = result.limits
    value = result.value
    if value is None and result.reported is not None:
        shown: object = f"{result.reported.comparator or ''}{result.upper or result.lower}"
    else:
        shown = value
    yield from (result.analyte, result.label, shown, result.unit)
    yield from (result.si.value, result.si.unit, result.flag, "yes" if result.borderline else "")
    if limits is not None:
        yield from (limits.low, limits.high, limits.unit, limits.kind, limits.authority)


def neutral(cell: object) -> str:
    """Return a cell that a spreadsheet shows and never computes.

    Examples
    --------
    >>> neutral("=1+1"), neutral(-2.5), neutral(None)
    ("'=1+1", '-2.5', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return f"{cell:.12g}"
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _table(lines: Sequence[Sequence[object]]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows([map(neutral, line) for line in lines])
    return made.getvalue()

"""The lists beside the results: refused, not measured, ignored, and remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from uroscope.normalize.columns import frame_of

REFUSED = ("source", "row", "column", "analyte", "code", "seen", "message", "hint", "patient_id")
NOT_MEASURED = ("source", "row", "column", "analyte", "seen", "patient_id")
IGNORED = ("source", "analyte", "rows")
REMARKS = ("row", "code", "severity", "message", "analyte")
_KINDS: Mapping[str, type] = {
    "row": np.int64,
    "rows": np.int64,
    "record": np.int64,
    "value": np.float64,
}
_LONGEST_SEEN = 60

Part = dict[str, Any]


def shown(text: str, unit: str = "") -> str:
    """Return a cell as it may be printed in a message: short, and without control characters.

    Examples
    --------
    >>> shown(" 312 ", "mg/24h")
    '312 mg/24h'
    """
    whole = f"{text[: 2 * _LONGEST_SEEN].strip()} {unit[:_LONGEST_SEEN].strip()}".strip()
    if not whole.isprintable():
        whole = "".join(c if c.isprintable() else " " for c in whole).strip()
    return whole if len(whole) <= _LONGEST_SEEN else whole[: _LONGEST_SEEN - 1] + "…"


@dataclass
class Issues:
    """Collects issues column-wise while the cells are read; each part is a dict of columns.

    Lean, for tables of many collections, counts what was not measured, and refuses every record by
    itself: what one record says must not depend on the records beside it.
    """

    refused: list[Part] = field(default_factory=list)
    not_measured: list[Part] = field(default_factory=list)
    ignored: dict[tuple[str, str], int] = field(default_factory=dict)
    remarks: list[Part] = field(default_factory=list)
    lean: bool = False
    left_out: int = 0

    def refuse(self, **columns: Any) -> None:
        """Add refusals; scalars are repeated along the arrays."""
        self.refused.append(columns)

    def leave_out(self, **columns: Any) -> None:
        """Add cells that say they were not measured."""
        if self.lean:
            self.left_out += _size(columns)
            return
        self.not_measured.append(columns)

    def ignore(self, source: str, analyte: str, rows: int) -> None:
        """Count cells of an analyte or column nothing here uses."""
        if rows:
            key = (source, shown(analyte))
            self.ignored[key] = self.ignored.get(key, 0) + rows

    def remark(self, **columns: Any) -> None:
        """Add remarks about rows of the panel."""
        self.remarks.append(columns)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the four lists as tables."""
        refused = table_of(REFUSED, self.refused)
        if len(refused) > 1:
            refused = refused.sort_values(["source", "row"], kind="stable", ignore_index=True)
        ignored: Part = {
            "source": [source for source, _ in self.ignored],
            "analyte": [name for _, name in self.ignored],
            "rows": np.array(list(self.ignored.values()), dtype=np.int64),
        }
        return {
            "refused": refused,
            "not_measured": table_of(NOT_MEASURED, self.not_measured),
            "ignored": table_of(IGNORED, [ignored] if self.ignored else []),
            "remarks": table_of(REMARKS, self.remarks),
        }


def table_of(names: tuple[str, ...], parts: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return parts as one table.

    Parameters
    ----------
    names : tuple of str
        The columns, in order; all are text but those of `_KINDS`.
    parts : sequence of mapping
        Columns by name: arrays or lists of one length, or scalars to repeat; empty where missing.

    Returns
    -------
    DataFrame
        All parts below each other.
    """
    if not parts:
        return _empty(names).copy()
    sizes = [_size(part) for part in parts]
    data: dict[str, Any] = {}
    for name in names:
        pieces = [_piece(part.get(name, ""), size) for part, size in zip(parts, sizes, strict=True)]
        column = np.concatenate(pieces)
        kind = _KINDS.get(name)
        data[name] = column.astype(object if kind is None else kind, copy=False)
    return frame_of(data, sum(sizes))


@cache
def _empty(names: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=_KINDS.get(name, object)) for name in names})


def _size(part: Mapping[str, Any]) -> int:
    sizes = [len(value) for value in part.values() if isinstance(value, np.ndarray | list)]
    return sizes[0] if sizes else 1


def _piece(value: Any, size: int) -> np.ndarray[Any, Any]:
    if isinstance(value, np.ndarray):
        return value
    column = np.empty(size, dtype=object)
    column[:] = value
    return column

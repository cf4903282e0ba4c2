"""The lists beside the results: refused, not measured, ignored, and remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

REFUSED = ("source", "row", "column", "analyte", "code", "seen", "message", "hint", "patient_id")
NOT_MEASURED = ("source", "row", "column", "analyte", "seen", "patient_id")
IGNORED = ("source", "analyte", "rows")
REMARKS = ("row", "code", "severity", "message", "analyte")


@dataclass
class Issues:
    """Collects issues column-wise while the cells are read."""

    refused: list[pd.DataFrame] = field(default_factory=list)
    not_measured: list[pd.DataFrame] = field(default_factory=list)
    ignored: dict[tuple[str, str], int] = field(default_factory=dict)
    remarks: list[pd.DataFrame] = field(default_factory=list)

    def refuse(self, **columns: Any) -> None:
        """Add refusals; scalars are repeated along the arrays."""
        self.refused.append(_frame(REFUSED, columns))

    def leave_out(self, **columns: Any) -> None:
        """Add cells that say they were not measured."""
        self.not_measured.append(_frame(NOT_MEASURED, columns))

    def ignore(self, source: str, analyte: str, rows: int) -> None:
        """Count cells of an analyte or column nothing here uses."""
        key = (source, analyte)
        self.ignored[key] = self.ignored.get(key, 0) + rows

    def remark(self, **columns: Any) -> None:
        """Add remarks about rows of the panel."""
        self.remarks.append(_frame(REMARKS, columns))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the four lists as tables."""
        ignored = [(source, name, count) for (source, name), count in self.ignored.items()]
        refused = _join(REFUSED, self.refused)
        return {
            "refused": refused.sort_values(["source", "row"], kind="stable", ignore_index=True),
            "not_measured": _join(NOT_MEASURED, self.not_measured),
            "ignored": pd.DataFrame(ignored, columns=list(IGNORED)),
            "remarks": _join(REMARKS, self.remarks),
        }


def _frame(names: Sequence[str], columns: dict[str, Any]) -> pd.DataFrame:
    sizes = [len(v) for v in columns.values() if isinstance(v, np.ndarray | list | pd.Series)]
    size = sizes[0] if sizes else 1
    data = {}
    for name in names:
        value = columns.get(name, "")
        data[name] = value if isinstance(value, np.ndarray | list) else [value] * size
    return pd.DataFrame(data)


def _join(names: Sequence[str], parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in names})
    return pd.concat(filled, ignore_index=True)

"""Panels of a few rows from plain mappings, without a file in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from uroscope.knowledge import load
from uroscope.tables import CONTEXT, Derived, Origin, Panel

BETWEEN = ("creatinine_agreement", "oxalate_high_collections", "creatinine_rise")
_SUBJECT = ("age", "weight_kg", "height_cm", "hours")


def panel_of(*cases: Mapping[str, Any]) -> Panel:
    """Build a panel with one row per case.

    A case holds analytes in canonical units (a text such as `<5` is censored), `sex`, `age`,
    `weight_kg`, `height_cm`, `hours`, context texts, and `lab_limits: {analyte: [low, high]}`.
    """
    size = len(cases)
    rows = pd.DataFrame(
        {
            "patient_id": [str(case.get("patient_id", f"P-{n}")) for n, case in enumerate(cases)],
            "collection_id": [str(case.get("collection_id", "")) for case in cases],
            "start": pd.Series([pd.NaT] * size, dtype="datetime64[ns]"),
            "end": pd.Series([pd.NaT] * size, dtype="datetime64[ns]"),
            "day": [""] * size,
            "sex": pd.Series([str(case.get("sex", "")) for case in cases], dtype=object),
            "source": ["case"] * size,
            "record": list(range(2, size + 2)),
            **{name: [float(case.get(name, np.nan)) for case in cases] for name in _SUBJECT},
            **{
                name: pd.Series([str(case.get(name, "")) for case in cases], dtype=object)
                for name in CONTEXT
            },
            "scenario": [""] * size,
        }
    )
    values: dict[str, Any] = {}
    lower: dict[str, Any] = {}
    upper: dict[str, Any] = {}
    origins: dict[str, Any] = {}
    known = load().quantities
    fixed = {"sex", "patient_id", "collection_id", "lab_limits", *_SUBJECT, *CONTEXT, *BETWEEN}
    for name in dict.fromkeys(key for case in cases for key in case if key not in fixed):
        if name not in known:
            raise KeyError(f"{name} is no analyte")
        texts = [str(case.get(name, "")) for case in cases]
        numbers = np.array([float(t.lstrip("<>")) if t else np.nan for t in texts])
        exact = np.array([not t.startswith(("<", ">")) for t in texts])
        values[name] = np.where(exact, numbers, np.nan)
        if not exact.all():
            lower[name] = np.where([t.startswith("<") for t in texts], 0.0, numbers)
            upper[name] = np.where([t.startswith(">") for t in texts], np.inf, numbers)
        origins[name] = _origin(name, texts, cases)
    return Panel(rows=rows, values=values, lower=lower, upper=upper, origins=origins)


def beside_of(*cases: Mapping[str, Any]) -> Derived:
    """Return what other collections of each patient would say, where a case states it."""
    return Derived(
        {
            name: np.array([float(case.get(name, np.nan)) for case in cases])
            for name in BETWEEN
            if any(name in case for case in cases)
        }
    )


def _origin(name: str, texts: Sequence[str], cases: Sequence[Mapping[str, Any]]) -> Origin:
    limits = [case.get("lab_limits", {}).get(name, [None, None]) for case in cases]
    ends = np.array([[np.nan if e is None else float(e) for e in pair] for pair in limits])
    printed = not np.isnan(ends).all()
    size = len(texts)
    return Origin(
        text=np.array(texts, dtype=object),
        unit=np.full(size, load().quantities[name].unit, dtype=object),
        source=np.full(size, "case", dtype=object),
        record=np.arange(2, size + 2),
        column=np.full(size, name, dtype=object),
        lab_low=ends[:, 0] if printed else None,
        lab_high=ends[:, 1] if printed else None,
    )

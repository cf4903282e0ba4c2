"""A result table read back, for what several collections of a patient add to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from uroscope.knowledge import Knowledge
from uroscope.present.table import STATUS_WORDS, led_by_column
from uroscope.tables import Booleans, Codes, Derived, Floats, Panel

_DISAGREE = "collections_disagree"
_OFF_DAY = "duration_outside"


def panel_of_table(table: pd.DataFrame, knowledge: Knowledge) -> tuple[Panel, Derived, Booleans]:
    """Return the values and indices of a table, and where a collection was no day.

    Parameters
    ----------
    table : DataFrame
        A result table.
    knowledge : Knowledge
        Which columns are analytes and which are indices.

    Returns
    -------
    tuple
        Values with the bounds of what is only bounded; words and printed limits are gone.
    """
    ends = _bounds(table["bounds"])

    def columns(names: Mapping[str, object]) -> tuple[dict[str, Floats], ...]:
        values = {name: table[name].to_numpy(np.float64) for name in names}
        sides = []
        for side in (0, 1):
            known = {name: both[side] for name, both in ends.items() if name in values}
            sides.append({n: np.where(np.isnan(e), values[n], e) for n, e in known.items()})
        return values, sides[0], sides[1]

    rows = table[["patient_id", "age", "weight_kg", "height_cm"]].reset_index(drop=True)
    rows = rows.assign(
        sex=table["sex"].astype(object).fillna("").to_numpy(dtype=object),
        hours=table["duration_h"].to_numpy(np.float64),
    )
    off_day = table["quality"].str.contains(_OFF_DAY, regex=False).to_numpy(np.bool_)
    values, indices = columns(knowledge.quantities), columns(knowledge.record["indices"])
    measured = {n: v for n, v in values[0].items() if n in values[1] or not np.isnan(v).all()}
    panel = Panel(rows, measured, values[1], values[2])
    return panel, Derived(indices[0], indices[1], indices[2]), off_day


def _bounds(texts: pd.Series) -> dict[str, tuple[Floats, Floats]]:
    """Return lower and upper ends by name, NaN where a value is not bounded."""
    codes, found = pd.factorize(texts)
    ends: dict[str, tuple[Floats, Floats]] = {}
    for code, text in enumerate(found):
        for name, (low, high) in json.loads(text).items():
            nothing = np.full(len(texts), np.nan)
            sides = ends.setdefault(name, (nothing, nothing.copy()))
            sides[0][codes == code] = -np.inf if low is None else low
            sides[1][codes == code] = np.inf if high is None else high
    return ends


def statuses_of_table(table: pd.DataFrame, knowledge: Knowledge) -> dict[str, Codes]:
    """Return the status of every pattern as codes."""
    found = {}
    for pattern in knowledge.record["patterns"]:
        kind = "red_flag" if pattern["kind"] == "red_flag" else "finding"
        words = pd.Categorical(table[f"{kind}_{pattern['id']}"], categories=list(STATUS_WORDS))
        found[pattern["id"]] = words.codes.astype(np.int8)
    return found


def with_followed(
    table: pd.DataFrame,
    between: Derived,
    before: Mapping[str, Codes],
    after: Mapping[str, Codes],
    leaders: Mapping[str, npt.NDArray[np.int16]],
    knowledge: Knowledge,
) -> pd.DataFrame:
    """Return the table with what several collections added.

    Parameters
    ----------
    table : DataFrame
        A result table.
    between : Derived
        Indices between collections.
    before, after : mapping of arrays of int8
        Statuses without and with them.
    leaders : mapping of arrays of int16
        Who leads whom now.
    knowledge : Knowledge
        The patterns.

    Returns
    -------
    DataFrame
        The same rows and columns.
    """
    new: dict[str, Any] = dict(between.values)
    for name, status in after.items():
        if not np.array_equal(status, before[name]):
            column = f"finding_{name}"
            kind = table[column].dtype
            words = np.array(STATUS_WORDS, dtype=object)[status]
            new[column] = pd.Series(words, index=table.index).astype(kind)
    led = led_by_column(after, leaders, knowledge.record["patterns"], len(table))
    new["led_by"] = led.texts()
    apart = between.values.get("creatinine_agreement")
    if apart is not None:
        said = table["quality"].to_numpy(dtype=object)
        new["quality"] = [
            f"{text} {_DISAGREE}".strip() if far and _DISAGREE not in text else text
            for text, far in zip(said, apart > _APART, strict=True)
        ]
    return table.assign(**new)


# As in `interpret/quality`: two collections of one person this far apart are not both whole.
_APART = 0.25

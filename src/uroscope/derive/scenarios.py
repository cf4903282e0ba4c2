"""What-ifs as rows: changed copies of a collection, judged by the same stages as the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from uroscope.tables import ADULT_YEARS, Panel

HIGHEST_VOLUME = 6.0
"""Volume beyond which none is asked for [L/d]; more is not safe to aim at (our convention)."""
# A coupled analyte keeps at least this share of today's value (our convention): 160 mmol less
# sodium took a quarter of the urine calcium of people who had much of it, 361 to 271 mg (Nouvenne
# 2010, abstract); a slope of theirs must not take most of one person's.
_LEAST_SHARE = 1 / 3


@dataclass(frozen=True)
class Change:
    """New canonical values of some analytes, all at once; `scenario` names the row."""

    scenario: str
    values: Mapping[str, float]


def amounts_with_changes(one: Panel, changes: Sequence[Change]) -> Panel:
    """Return the values of a collection followed by one changed copy per change.

    Parameters
    ----------
    one : Panel
        A panel of one row.
    changes : sequence of Change
        As in `with_changes`.

    Returns
    -------
    Panel
        `1 + len(changes)` rows with values and their ends alone: nobody's name, no origins.

    Examples
    --------
    >>> import pandas as pd
    >>> one = Panel(pd.DataFrame({"patient_id": ["A"]}), {"urine_volume": np.array([1.5])})
    >>> amounts_with_changes(one, [Change("", {"urine_volume": 2.5})]).value("urine_volume")
    array([1.5, 2.5])
    """
    size = 1 + len(changes)
    values, lower, upper = (
        {name: np.repeat(column, size) for name, column in columns.items()}
        for columns in (one.values, one.lower, one.upper)
    )
    measured: dict[str, bool] = {}
    for position, change in enumerate(changes, start=1):
        for analyte, value in change.values.items():
            if analyte not in measured:
                measured[analyte] = analyte in values and bool(one.measured(analyte)[0])
            if not measured[analyte]:
                continue
            values[analyte][position] = value
            for ends in (lower, upper):
                if analyte in ends:
                    ends[analyte][position] = value
    return Panel(pd.DataFrame(index=range(size)), values, lower, upper)


def with_changes(panel: Panel, row: int, changes: Sequence[Change]) -> Panel:
    """Return the row followed by one changed copy per change.

    Parameters
    ----------
    panel : Panel
        Any panel.
    row : int
        The collection to change.
    changes : sequence of Change
        Values in canonical units; an analyte that was not measured cannot be changed into being.

    Returns
    -------
    Panel
        `1 + len(changes)` rows; the column `scenario` is empty for the first, and everything kept
        beside the rows (history, other values, remarks) speaks of the first alone.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"patient_id": ["A"]})
    >>> panel = Panel(rows, {"urine_volume": np.array([1.5])})
    >>> more = with_changes(panel, 0, [Change("more", {"urine_volume": 2.5, "urine_ph": 6.0})])
    >>> more.value("urine_volume").tolist(), more.value("urine_ph").tolist()
    ([1.5, 2.5], [nan, nan])
    """
    one = panel if len(panel) == 1 else panel.take(np.array([row], dtype=np.int64))
    copied = one.take(np.zeros(1 + len(changes), dtype=np.int64))
    amounts = amounts_with_changes(one, changes)
    return replace(
        copied,
        rows=copied.rows.assign(scenario=["", *(change.scenario for change in changes)]),
        values=amounts.values,
        lower=amounts.lower,
        upper=amounts.upper,
        history=one.history,
        other_values=one.other_values,
        remarks=one.remarks,
    )


def coupled(
    change: Mapping[str, float], panel: Panel, row: int, coupling: Mapping[str, Any]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return a change with the least and the most that goes with it.

    Parameters
    ----------
    change : mapping
        Analyte to its new canonical value.
    panel : Panel
        Holds today's values.
    row : int
        The collection.
    coupling : mapping
        `of` changes by `least` to `most` [mg/d] per `per` [mmol/d] of `by`.

    Returns
    -------
    tuple of dict
        The two changes; equal where nothing is coupled, or where both were changed by hand.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"patient_id": ["A"]})
    >>> today = {"urine_sodium": np.array([200.0]), "urine_calcium": np.array([300.0])}
    >>> salt = {"of": "urine_calcium", "by": "urine_sodium", "per": 100, "least": 27, "most": 80}
    >>> ends = coupled({"urine_sodium": 100.0}, Panel(rows, today), 0, salt)
    >>> [end["urine_calcium"] for end in ends]
    [273.0, 220.0]
    """
    driver, follower = coupling["by"], coupling["of"]
    if driver not in change or follower in change:
        return dict(change), dict(change)
    shift = (change[driver] - float(panel.value(driver)[row])) / coupling["per"]
    today = float(panel.value(follower)[row])
    if np.isnan(shift) or np.isnan(today):
        return dict(change), dict(change)
    ends = [max(today + shift * coupling[end], _LEAST_SHARE * today) for end in ("least", "most")]
    return {**change, follower: ends[0]}, {**change, follower: ends[1]}


def standard_changes(
    panel: Panel, row: int, record: Mapping[str, Any], flags: Mapping[str, str]
) -> list[tuple[Mapping[str, Any], dict[str, float]]]:
    """Return the scenarios worth showing for a collection, with their new values.

    Parameters
    ----------
    panel : Panel
        Holds today's values.
    row : int
        The collection.
    record : mapping
        The compiled scenarios.
    flags : mapping
        Flag word of each analyte.

    Returns
    -------
    list of (scenario record, change)
        In the order of the file.
    """
    found: list[tuple[Mapping[str, Any], dict[str, float]]] = []
    if panel.rows["age"].iloc[row] < ADULT_YEARS:
        # The goals are adults'; a child's are a specialist's.
        return found
    for item in record["scenarios"]:
        analyte = item["analyte"]
        today = float(panel.value(analyte)[row])
        if np.isnan(today) or (item.get("when") and flags.get(analyte) != item["when"]):
            continue
        if "to" in item:
            new = float(item["to"])
        elif "times" in item:
            new = today * item["times"]
        else:
            new = today + item["plus"]
        direction = item.get("direction")
        if (direction == "raise" and new <= today) or (direction == "lower" and new >= today):
            continue
        found.append((item, {analyte: new}))
    return found

"""Goals that other care stands above, as fluid on dialysis: neither compared with nor drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from uroscope.interpret.conditions import evaluate
from uroscope.interpret.findings import Findings
from uroscope.tables import UNKNOWN, AnalyteFlags, Booleans, Flags

_GOAL = "treatment_goal"


def without_goals_aside(flags: Flags, findings: Findings) -> Flags:
    """Return the comparison without the goals that are not held up to these people.

    Parameters
    ----------
    flags : Flags
        Of every row. Statuses were decided from them and stay.
    findings : Findings
        What is said of the same rows.

    Returns
    -------
    Flags
        Where a goal is set aside, its value has no flag and no goal; a limit stays.
    """
    left: dict[str, AnalyteFlags] = {}
    for analyte, _, rows in _asides(findings):
        mine = left.get(analyte, flags.analytes.get(analyte))
        if mine is not None and rows.any():
            left[analyte] = _without_goal(mine, rows, flags)
    return replace(flags, analytes={**flags.analytes, **left}) if left else flags


def goals_aside(findings: Findings) -> dict[str, str]:
    """Return why a goal is set aside, by analyte.

    Parameters
    ----------
    findings : Findings
        Of a panel of one row.

    Returns
    -------
    dict of str
        Sentences without a full stop.
    """
    return {analyte: text for analyte, text, rows in _asides(findings) if rows[0]}


def _asides(findings: Findings) -> list[tuple[str, str, Booleans]]:
    """Return every goal that may be set aside, with where it is."""
    return [
        (item["analyte"], item["text"], evaluate(item["when"], findings.view)[0])
        for pattern in findings.patterns
        for item in pattern["goals_aside"]
    ]


def _without_goal(mine: AnalyteFlags, rows: Booleans, flags: Flags) -> AnalyteFlags:
    # The position of no limit, -1, is that of the last, which is none.
    is_goal = np.array([*(limit.kind == _GOAL for limit in flags.limits), False], dtype=np.bool_)
    low_goal = rows & is_goal[mine.low_limit]
    high_goal = rows & is_goal[mine.high_limit]
    judged_by_goal = low_goal | high_goal
    return replace(
        mine,
        flag=np.where(judged_by_goal, np.int8(UNKNOWN), mine.flag),
        borderline=mine.borderline & ~judged_by_goal,
        low=np.where(low_goal, np.nan, mine.low),
        high=np.where(high_goal, np.nan, mine.high),
        low_limit=np.where(low_goal, np.int16(-1), mine.low_limit),
        high_limit=np.where(high_goal, np.int16(-1), mine.high_limit),
        goal=np.where(rows, np.int16(-1), mine.goal),
    )

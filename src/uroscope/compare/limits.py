"""Limits picked by sex and age as arrays, and the flags they give.

A laboratory's printed range wins for blood, because blood limits depend on the assay; for timed
urine the profile's limit decides and the printed one is shown beside it; where the profile has
nothing (cystine, protein), the printed one decides. Goals are not limits: only
where a profile has no limit for an analyte but a goal (volume) is the flag against the goal.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from uroscope.compare.deciding import decide_calcium
from uroscope.compare.judge import judge
from uroscope.compare.lookup import lookup_of
from uroscope.compare.matrix import Asked, People, judge_all
from uroscope.knowledge import Knowledge, Profile
from uroscope.tables import HIGH, UNKNOWN, AnalyteFlags, Derived, Flags, Panel

_CLEARANCE_RATIO = "calcium_creatinine_clearance_ratio"


def compare(panel: Panel, profile: Profile, knowledge: Knowledge, derived: Derived) -> Flags:
    """Compare every measured analyte, and every index that has limits, with the profile.

    Parameters
    ----------
    panel : Panel
        Values in canonical units.
    profile : Profile
        The limits.
    knowledge : Knowledge
        What each analyte is.
    derived : Derived
        Indices, compared too where the profile limits them, and where the pH can be trusted.

    Returns
    -------
    Flags
        One record per measured analyte.
    """
    return _compare(panel, profile, knowledge, derived, People(panel, derived))


def compare_with_each(
    panel: Panel, profiles: Mapping[str, Profile], knowledge: Knowledge, derived: Derived
) -> dict[str, Flags]:
    """Compare a panel with several profiles; parameters and results as of `compare`, by name."""
    people = People(panel, derived)
    return {n: _compare(panel, p, knowledge, derived, people) for n, p in profiles.items()}


def _compare(
    panel: Panel, profile: Profile, knowledge: Knowledge, derived: Derived, people: People
) -> Flags:
    lookup = lookup_of(profile)
    asked = Asked(panel, knowledge, lookup)
    for index, value in derived.values.items():
        if index in lookup.row:
            asked.add(index, derived.lower.get(index, value), derived.upper.get(index, value))
    flags = judge_all(asked, people)
    _leave_open_where_results_disagree(panel, flags)
    calcium = decide_calcium(panel, derived, flags)
    if _CLEARANCE_RATIO in flags:
        # The ratio says something only while blood calcium is high.
        silent = np.ones(len(panel), np.bool_) if calcium is None else calcium.flag != HIGH
        flags[_CLEARANCE_RATIO].flag[silent] = UNKNOWN
    return Flags(
        analytes=flags,
        limits=(*profile.limits, *profile.goals),
        profile=profile.id,
        trusted_ph=people.trusted_ph,
        off_day=people.off_day,
        calcium=calcium,
    )


def _leave_open_where_results_disagree(panel: Panel, flags: Mapping[str, AnalyteFlags]) -> None:
    """Make a flag unknown where another result of the same day falls on the other side.

    The value in use keeps its own flag for the reader; what rests on it is at most possible, which
    `AnalyteFlags.disputed` says.
    """
    others = panel.other_values
    if not len(others):
        return
    names = others["analyte"].to_numpy(dtype=object)
    rows = others["row"].to_numpy(np.int64)
    values = others["value"].to_numpy(np.float64)
    for analyte in dict.fromkeys(names):
        # Indices are computed, and have no second result.
        if analyte in panel.values and analyte in flags:
            mine, found = names == analyte, flags[analyte]
            row, value = rows[mine], values[mine]
            verdict = judge(value, value, found.low[row], found.high[row])
            found.disputed[row[(verdict != found.flag[row]) & ~np.isnan(value)]] = True

"""Limits picked by sex and age as arrays, and the flags they give.

A laboratory's printed range wins for blood, because blood limits depend on the assay; for timed
urine the profile's limit decides and the printed one is shown beside it. Goals are not limits: only
where a profile has no limit for an analyte but a goal (volume) is the flag against the goal.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from uroscope.compare.deciding import decide_calcium
from uroscope.compare.judge import judge
from uroscope.knowledge import Knowledge, Limit, Profile, Quantity
from uroscope.tables import (
    ADULT_YEARS,
    HIGH,
    LOW,
    UNKNOWN,
    AnalyteFlags,
    Booleans,
    Codes,
    Derived,
    Flags,
    Floats,
    Panel,
)

# Conventions: how near to a limit a 24-hour urine value is called borderline.
BORDERLINE_SHARE = 0.10
BORDERLINE_PH = 0.2
# Hours within which a collection stands for a day; outside, nothing counts as normal or low.
DAY_H = (22.0, 26.0)
_CLEARANCE_RATIO = "calcium_creatinine_clearance_ratio"

Positions = npt.NDArray[np.int16]


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
    limits = [*profile.limits, *profile.goals]
    by_analyte: dict[str, list[tuple[int, Limit]]] = {}
    for position, limit in enumerate(limits):
        by_analyte.setdefault(limit.analyte, []).append((position, limit))
    people = _People(panel, derived)
    flags = {}
    for analyte in panel.values:
        quantity = knowledge.quantities[analyte]
        if quantity.prints is None:
            mine = by_analyte.get(analyte, [])
            measured = (panel.low(analyte), panel.high(analyte))
            flags[analyte] = _flag(panel, quantity, mine, people, measured)
            _leave_open_where_results_disagree(panel, analyte, flags[analyte])
    for index, value in derived.values.items():
        if index in by_analyte:
            ends = (derived.lower.get(index, value), derived.upper.get(index, value))
            flags[index] = _flag(panel, None, by_analyte[index], people, ends)
    calcium = decide_calcium(panel, derived, flags)
    if _CLEARANCE_RATIO in flags:
        # The ratio says something only while blood calcium is high.
        silent = np.ones(len(panel), np.bool_) if calcium is None else calcium.flag != HIGH
        flags[_CLEARANCE_RATIO].flag[silent] = UNKNOWN
    return Flags(
        analytes=flags,
        limits=tuple(limits),
        profile=profile.id,
        trusted_ph=people.trusted_ph,
        off_day=people.off_day,
        calcium=calcium,
    )


def _leave_open_where_results_disagree(panel: Panel, analyte: str, flags: AnalyteFlags) -> None:
    """Make a flag unknown where another result of the same day falls on the other side.

    The value in use keeps its own flag for the reader; what rests on it is at most possible, which
    `AnalyteFlags.disputed` says.
    """
    others = panel.other_values
    if not len(others):
        return
    mine = others[others["analyte"] == analyte]
    if not len(mine):
        return
    row = mine["row"].to_numpy(np.int64)
    value = mine["value"].to_numpy(np.float64)
    verdict = judge(value, value, flags.low[row], flags.high[row])
    flags.disputed[row[(verdict != flags.flag[row]) & ~np.isnan(value)]] = True


class _People:
    """Who the limits are picked for."""

    def __init__(self, panel: Panel, derived: Derived) -> None:
        self.size = len(panel)
        sex = panel.rows["sex"].to_numpy(dtype=object)
        self.female: Booleans = sex == "female"
        self.male: Booleans = sex == "male"
        self.unknown_sex: Booleans = ~self.female & ~self.male
        self.some_unknown_sex = bool(self.unknown_sex.any())
        self.age: Floats = panel.rows["age"].to_numpy(np.float64)
        self.child: Booleans = self.age < ADULT_YEARS
        self.some_children = bool(self.child.any())
        # Age is read as adult where it is not given.
        self.years: Floats = np.where(np.isnan(self.age), 30.0, self.age)
        hours = panel.rows["hours"].to_numpy(np.float64)
        self.off_day: Booleans = (hours < DAY_H[0]) | (hours > DAY_H[1])
        nowhere = np.zeros(self.size, dtype=np.bool_)
        known = derived.trusted_ph
        self.trusted_ph: Booleans = nowhere if known is None else known
        self._fits: dict[tuple[str | None, bool, float, float | None], Booleans] = {}

    def fits(self, limit: Limit, sex: str) -> Booleans:
        """Tell whom a limit is for; an unknown sex is taken as `sex`, an unknown age as adult."""
        key = (limit.sex, limit.sex == sex, limit.age_min, limit.age_max)
        fit = self._fits.get(key)
        if fit is None:
            fit = self.years >= limit.age_min
            if limit.age_max is not None:
                fit = fit & (self.years < limit.age_max)
            if limit.sex is not None:
                mine = self.female if limit.sex == "female" else self.male
                fit = fit & (mine | self.unknown_sex if limit.sex == sex else mine)
            # Most limits are for the same few groups of people.
            self._fits[key] = fit
        return fit


def _pick(
    rows: list[tuple[int, Limit]], side: str, people: _People, sex: str
) -> tuple[Positions, Floats]:
    """Return the limit of one side for everybody, as position and number."""
    position = np.full(people.size, -1, dtype=np.int16)
    number = np.full(people.size, np.nan)
    for at, limit in rows:
        bound = getattr(limit, side)
        if bound is not None:
            fit = people.fits(limit, sex)
            np.copyto(position, at, where=fit)
            np.copyto(number, bound, where=fit)
    return position, number


def _flag(
    panel: Panel,
    quantity: Quantity | None,
    rows: list[tuple[int, Limit]],
    people: _People,
    ends: tuple[Floats, Floats],
) -> AnalyteFlags:
    lower, upper = ends[0], ends[1]
    limits = [(p, x) for p, x in rows if x.kind != "treatment_goal"]
    goals = [(p, x) for p, x in rows if x.kind == "treatment_goal"]
    against = limits or goals
    low_at, low, high_at, high, flag = _against(against, people, "female", lower, upper)
    near = _borderline(quantity, ends, low, high)
    if people.some_unknown_sex:
        # Nobody's sex is guessed: a flag stands only if both sexes' limits give it.
        of_men = _against(against, people, "male", lower, upper)
        apart = people.unknown_sex & (flag != of_men[4])
        flag = np.where(apart, np.int8(UNKNOWN), flag).astype(np.int8)
        near |= people.unknown_sex & _borderline(quantity, ends, of_men[1], of_men[3])
        # Shown is the limit that was crossed for certain: the wider one; inside, none is.
        low_at, low = _wider(people, flag == LOW, (low_at, low), of_men[:2], -1.0)
        high_at, high = _wider(people, flag == HIGH, (high_at, high), of_men[2:4], 1.0)
    if people.some_children:
        adults_only = people.child & ~_has_child_limit(against, people)
        flag = np.where(adults_only, np.int8(UNKNOWN), flag).astype(np.int8)
    by_lab = np.zeros(people.size, dtype=np.bool_)
    if quantity is not None and quantity.specimen == "blood":
        low_at, low, high_at, high, flag, by_lab = _lab_first(
            panel, quantity, (low_at, low, high_at, high, flag), lower, upper
        )
    elif quantity is not None and quantity.specimen == "timed":
        silent = ~people.trusted_ph if quantity.canonical.kind == "ph" else people.off_day
        if quantity.judged_by is not None:
            # What tells of an incomplete collection is not silenced by it.
            silent = np.zeros(people.size, dtype=np.bool_)
        flag = np.where(silent & (flag != HIGH), np.int8(UNKNOWN), flag).astype(np.int8)
        if quantity.canonical.kind == "ph":
            flag = np.where(silent, np.int8(UNKNOWN), flag).astype(np.int8)
    return AnalyteFlags(
        flag=flag,
        borderline=near & (flag != UNKNOWN) if limits else np.zeros(people.size, np.bool_),
        low=low,
        high=high,
        low_limit=low_at.astype(np.int16),
        high_limit=high_at.astype(np.int16),
        goal=_goal(goals, people),
        by_lab=by_lab,
        disputed=np.zeros(people.size, dtype=np.bool_),
    )


def _against(
    rows: list[tuple[int, Limit]], people: _People, sex: str, lower: Floats, upper: Floats
) -> tuple[Positions, Floats, Positions, Floats, Codes]:
    """Return the limits of everybody and the flags they give, the unknown taken to be of `sex`."""
    low_at, low = _pick(rows, "low", people, sex)
    high_at, high = _pick(rows, "high", people, sex)
    return low_at, low, high_at, high, judge(lower, upper, low, high)


def _goal(rows: list[tuple[int, Limit]], people: _People) -> Positions:
    position = np.full(people.size, -1, dtype=np.int16)
    for at, goal in rows:
        position[people.fits(goal, "female")] = at
    return position


def _has_child_limit(rows: list[tuple[int, Limit]], people: _People) -> Booleans:
    fit = np.zeros(people.size, dtype=np.bool_)
    for _, limit in rows:
        if limit.age_min < ADULT_YEARS:
            fit |= people.fits(limit, "female") | people.fits(limit, "male")
    return fit


def _lab_first(
    panel: Panel,
    quantity: Quantity,
    profile: tuple[Positions, Floats, Positions, Floats, Codes],
    lower: Floats,
    upper: Floats,
) -> tuple[Positions, Floats, Positions, Floats, Codes, Booleans]:
    """Let the laboratory's own printed range decide where there is one."""
    low_at, low, high_at, high, flag = profile
    origin = panel.origins.get(quantity.id)
    if origin is None or origin.lab_low is None or origin.lab_high is None:
        return low_at, low, high_at, high, flag, np.zeros(len(panel), dtype=np.bool_)
    lab_low, lab_high = origin.lab_low, origin.lab_high
    printed = ~(np.isnan(lab_low) & np.isnan(lab_high))
    lab_flag = judge(lower, upper, lab_low, lab_high)
    return (
        np.where(printed, -1, low_at),
        np.where(printed, lab_low, low),
        np.where(printed, -1, high_at),
        np.where(printed, lab_high, high),
        np.where(printed, lab_flag, flag).astype(np.int8),
        printed,
    )


def _wider(
    people: _People,
    crossed: Booleans,
    women: tuple[Positions, Floats],
    men: tuple[Positions, Floats],
    sign: float,
) -> tuple[Positions, Floats]:
    """Return one side's limits, for an unknown sex only where both sexes' were crossed."""
    split = people.unknown_sex & (women[0] != men[0])
    further = split & crossed & (sign * men[1] > sign * women[1])
    silent = split & ~crossed
    position = np.where(silent, -1, np.where(further, men[0], women[0])).astype(np.int16)
    return position, np.where(silent, np.nan, np.where(further, men[1], women[1]))


def _borderline(
    quantity: Quantity | None, ends: tuple[Floats, Floats], low: Floats, high: Floats
) -> Booleans:
    """Tell which exact 24-hour values lie near a limit, on either side of it."""
    lower, upper = ends
    near = np.zeros(len(lower), dtype=np.bool_)
    if quantity is None or quantity.specimen != "timed":
        return near
    for bound in (low, high):
        width = (
            np.full(len(bound), BORDERLINE_PH)
            if quantity.canonical.kind == "ph"
            else BORDERLINE_SHARE * bound
        )
        # The last digits of a difference are noise of its two numbers, not a distance.
        near |= np.abs(lower - bound) <= width + 1e-11 * np.abs(bound)
    exact: Booleans = near & (lower == upper)
    return exact

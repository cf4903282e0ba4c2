"""A profile as look-up tables: whose limit it is, by analyte and by group of sex and age.

Limits are the same for everybody of one sex between two ages at which any limit begins or ends, so
that a person's limits are found by one number, the group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from uroscope.knowledge import Limit, Profile
from uroscope.tables import ADULT_YEARS, Booleans, Floats

Positions = npt.NDArray[np.int16]

WOMEN, MEN, UNKNOWN_SEX = range(3)
NO_LIMIT = -1
# Profiles whose tables are kept; a run uses a handful, each belongs to one loaded file.
_MOST_KEPT = 16


@dataclass(frozen=True)
class Lookup:
    """The limits of a profile by analyte (rows) and group (columns).

    `low_at`, `high_at` and `goal` are positions in the limits followed by the goals; an unknown sex
    reads them as a woman does. `adults_only` tells which children no limit is for; `limited` which
    analytes have limits, not goals alone. The last row is that of every analyte without any.
    """

    row: dict[str, int]
    begins: Floats
    low: Floats
    high: Floats
    low_at: Positions
    high_at: Positions
    goal: Positions
    adults_only: Booleans
    limited: Booleans

    def group(self, sex: npt.NDArray[np.int64], years: Floats) -> npt.NDArray[np.int64]:
        """Return the column of each person, of a sex code and an age [years]."""
        band = np.searchsorted(self.begins, years, side="right")
        return sex * (len(self.begins) + 1) + band


_KEPT: dict[int, tuple[Profile, Lookup]] = {}


def lookup_of(profile: Profile) -> Lookup:
    """Return the tables of a profile, built once.

    Parameters
    ----------
    profile : Profile
        Limits and goals.

    Returns
    -------
    Lookup
        One row per analyte it speaks of, and one for all others.
    """
    kept = _KEPT.get(id(profile))
    if kept is None or kept[0] is not profile:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        # The profile is kept with its tables, so that no id is used twice.
        kept = _KEPT[id(profile)] = (profile, _build(profile))
    return kept[1]


def _build(profile: Profile) -> Lookup:
    limits: list[Limit] = [*profile.limits, *profile.goals]
    by_analyte: dict[str, list[tuple[int, Limit]]] = {}
    for position, limit in enumerate(limits):
        by_analyte.setdefault(limit.analyte, []).append((position, limit))
    ends = {x.age_min for x in limits} | {x.age_max for x in limits if x.age_max is not None}
    begins = np.array(sorted(ends | {ADULT_YEARS}))
    ages = np.concatenate([[-np.inf], begins])
    shape = len(by_analyte) + 1, 3 * len(ages)
    low_at, high_at, goal = (np.full(shape, NO_LIMIT, dtype=np.int16) for _ in range(3))
    for_children = np.zeros(shape, dtype=np.bool_)
    limited = np.zeros(shape[0], dtype=np.bool_)
    for row, rows in enumerate(by_analyte.values()):
        goals = [(at, x) for at, x in rows if x.kind == "treatment_goal"]
        stated = [(at, x) for at, x in rows if x.kind != "treatment_goal"]
        limited[row] = bool(stated)
        for at, limit in goals:
            goal[row, _whose(limit, ages)] = at
        for at, limit in stated or goals:
            mine = _whose(limit, ages)
            if limit.low is not None:
                low_at[row, mine] = at
            if limit.high is not None:
                high_at[row, mine] = at
            if limit.age_min < ADULT_YEARS:
                for_children[row] |= _whose(limit, ages, either=True)
    return Lookup(
        row={analyte: row for row, analyte in enumerate(by_analyte)},
        begins=begins,
        low=_bounds([x.low for x in limits]),
        high=_bounds([x.high for x in limits]),
        low_at=low_at,
        high_at=high_at,
        goal=goal,
        adults_only=np.tile(ages < ADULT_YEARS, 3) & ~for_children,
        limited=limited,
    )


def _bounds(numbers: list[float | None]) -> Floats:
    """Return the numbers by position, and last what `NO_LIMIT` points at: no number."""
    return np.array([*(np.nan if n is None else n for n in numbers), np.nan], dtype=np.float64)


def _whose(limit: Limit, ages: Floats, either: bool = False) -> Booleans:
    """Tell which groups a limit is for; an unknown sex is taken as a woman's, or as either."""
    old = ages >= limit.age_min
    if limit.age_max is not None:
        old &= ages < limit.age_max
    sexes = np.zeros(3, dtype=np.bool_)
    sexes[WOMEN] = limit.sex in (None, "female")
    sexes[MEN] = limit.sex != "female"
    sexes[UNKNOWN_SEX] = sexes[WOMEN] or (either and limit.sex is not None)
    fit: Booleans = (sexes[:, None] & old).ravel()
    return fit

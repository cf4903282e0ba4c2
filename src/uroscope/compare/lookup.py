"""A profile as look-up tables: whose limit it is, by analyte and by group of sex and age.

Limits are the same for everybody of one sex between two ages at which any limit begins or ends, so
that a person's limits are found by one number, the group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from uroscope.knowledge import Limit, Profile
from uroscope.tables import Booleans, Floats

Positions = npt.NDArray[np.int16]

_SEXES = ("female", "male")
NO_LIMIT = -1
# Profiles whose tables are kept; a run uses a handful, each belongs to one loaded file.
_MOST_KEPT = 16


@dataclass(frozen=True)
class Lookup:
    """The limits of a profile by analyte (rows) and group (columns).

    `low_at`, `high_at` and `goal` are positions in the limits followed by the goals, `low` and
    `high` the numbers of these limits. An adult's limit begins at 18 years and so is no child's.
    `limited` tells which analytes have limits, not goals alone. The last row is that of every
    analyte without any.
    """

    row: dict[str, int]
    begins: Floats
    low: Floats
    high: Floats
    low_at: Positions
    high_at: Positions
    goal: Positions
    limited: Booleans

    def group(self, men: Booleans, years: Floats) -> npt.NDArray[np.int64]:
        """Return the column of each person, man or woman, at an age [years]."""
        band = np.searchsorted(self.begins, years, side="right")
        return band + men * (len(self.begins) + 1)


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
    begins = np.array(sorted(ends), dtype=np.float64)
    ages = np.concatenate([[-np.inf], begins])
    shape = len(by_analyte) + 1, len(_SEXES) * len(ages)
    low_at, high_at, goal = (np.full(shape, NO_LIMIT, dtype=np.int16) for _ in range(3))
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
    return Lookup(
        row={analyte: row for row, analyte in enumerate(by_analyte)},
        begins=begins,
        low=_bounds([x.low for x in limits])[low_at],
        high=_bounds([x.high for x in limits])[high_at],
        low_at=low_at,
        high_at=high_at,
        goal=goal,
        limited=limited,
    )


def _bounds(numbers: list[float | None]) -> Floats:
    """Return the numbers by position, and last what `NO_LIMIT` points at: no number."""
    return np.array([*(np.nan if n is None else n for n in numbers), np.nan], dtype=np.float64)


def _whose(limit: Limit, ages: Floats) -> Booleans:
    """Tell which groups a limit is for."""
    old = ages >= limit.age_min
    if limit.age_max is not None:
        old &= ages < limit.age_max
    sexes = np.array([limit.sex in (None, sex) for sex in _SEXES])
    fit: Booleans = (sexes[:, None] & old).ravel()
    return fit

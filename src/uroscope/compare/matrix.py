"""All analytes of a panel judged at once, as one matrix of analytes by rows.

What holds for one number holds for all: a single collection costs as many calls as one analyte
would. Large panels go block by block, so that the numbers at work stay in the processor's cache.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from uroscope.compare.judge import judge
from uroscope.compare.lookup import NO_LIMIT, Lookup, Positions
from uroscope.knowledge import Knowledge, Quantity
from uroscope.tables import (
    HIGH,
    LOW,
    UNKNOWN,
    AnalyteFlags,
    Booleans,
    Codes,
    Derived,
    Floats,
    Origin,
    Panel,
)

# Conventions: how near to a limit a 24-hour urine value is called borderline.
BORDERLINE_SHARE = 0.10
BORDERLINE_PH = 0.2
# Hours within which a collection stands for a day; outside, nothing counts as normal or low.
DAY_H = (22.0, 26.0)
# Rows judged at a time: a matrix of thirty analytes then takes half a megabyte.
BLOCK = 2048

Limits = tuple[Positions, Floats, Positions, Floats]


class People:
    """Who the limits are picked for, and what of their urine can be trusted."""

    def __init__(self, panel: Panel, derived: Derived) -> None:
        self.size = len(panel)
        sex = panel.rows["sex"].to_numpy(dtype=object)
        self.men: Booleans = sex == "male"
        self.unknown_sex: Booleans = ~(self.men | (sex == "female"))
        age = panel.rows["age"].to_numpy(np.float64)
        # Age is read as adult where it is not given.
        self.years: Floats = np.where(np.isnan(age), 30.0, age)
        hours = panel.rows["hours"].to_numpy(np.float64)
        self.off_day: Booleans = (hours < DAY_H[0]) | (hours > DAY_H[1])
        known = derived.trusted_ph
        self.trusted_ph: Booleans = np.zeros(self.size, np.bool_) if known is None else known


class Asked:
    """What is compared with which limits: one row per analyte, in the order it is reported."""

    def __init__(self, panel: Panel, knowledge: Knowledge, lookup: Lookup) -> None:
        self.lookup = lookup
        self.names: list[str] = []
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.timed: list[int] = []
        self.ph: list[int] = []
        self.by_day: list[int] = []
        self.by_ph: list[int] = []
        self.printed: list[tuple[int, Floats, Floats]] = []
        for analyte in panel.values:
            quantity = knowledge.quantities[analyte]
            if quantity.prints is None:
                self._mark(quantity, panel.origins.get(analyte))
                self.add(analyte, panel.low(analyte), panel.high(analyte))

    def add(self, name: str, lower: Floats, upper: Floats) -> None:
        """Add a value with its two ends [unit of its limits]."""
        self.names.append(name)
        self.lower.append(lower)
        self.upper.append(upper)

    def _mark(self, quantity: Quantity, origin: Origin | None) -> None:
        """Note what is special about the analyte that is added next."""
        row = len(self.names)
        if quantity.specimen == "timed":
            self.timed.append(row)
            is_ph = quantity.canonical.kind == "ph"
            if is_ph:
                self.ph.append(row)
            # What tells of an incomplete collection is not silenced by it.
            if quantity.judged_by is None:
                (self.by_ph if is_ph else self.by_day).append(row)
        # For timed urine the profile decides; where it has nothing (cystine), the laboratory does.
        alone = quantity.specimen == "timed" and quantity.id not in self.lookup.row
        if origin is not None and (quantity.specimen == "blood" or alone):
            low, high = origin.lab_low, origin.lab_high
            if low is not None and high is not None:
                self.printed.append((row, low, high))


class _Judge:
    """The limits of the analytes asked, row by row of the matrix."""

    def __init__(self, asked: Asked, people: People) -> None:
        lookup = asked.lookup
        rows = np.array([lookup.row.get(name, -1) for name in asked.names])
        self.asked, self.people = asked, people
        self.low_at, self.low = lookup.low_at[rows], lookup.low[rows]
        self.high_at, self.high = lookup.high_at[rows], lookup.high[rows]
        self.goal, self.limited = lookup.goal[rows], lookup.limited[rows]
        # An unknown sex is first read as a woman's, then as a man's.
        self.group = lookup.group(people.men, people.years)
        self.or_man = lookup.group(people.men | people.unknown_sex, people.years)

    def block(self, part: slice) -> list[npt.NDArray[np.generic]]:
        """Return the fields of `AnalyteFlags` for some rows, each of all analytes."""
        asked, people = self.asked, self.people
        lower = np.array([column[part] for column in asked.lower], dtype=np.float64)
        upper = np.array([column[part] for column in asked.upper], dtype=np.float64)
        group = self.group[part]
        limits = self._limits(group)
        flag = judge(lower, upper, limits[1], limits[3])
        near = self._near(lower, upper, limits)
        unknown_sex = people.unknown_sex[part]
        if unknown_sex.any():
            # Nobody's sex is guessed: a flag stands only if both sexes' limits give it.
            of_men = self._limits(self.or_man[part])
            apart = flag != judge(lower, upper, of_men[1], of_men[3])
            np.copyto(flag, UNKNOWN, where=apart & unknown_sex)
            near |= unknown_sex & self._near(lower, upper, of_men)
            # Shown is the limit that was crossed for certain: the wider one; inside, none is.
            limits = (
                *_wider(unknown_sex, flag == LOW, limits[:2], of_men[:2], -1.0),
                *_wider(unknown_sex, flag == HIGH, limits[2:], of_men[2:], 1.0),
            )
        by_lab = np.zeros(flag.shape, dtype=np.bool_)
        if asked.printed:
            self._lab_first(part, (lower, upper), limits, flag, by_lab)
        self._be_silent(part, flag)
        near &= (flag != UNKNOWN) & self.limited[:, None]
        low_at, low, high_at, high = limits
        goal = self.goal.take(group, axis=1)
        disputed = np.zeros(flag.shape, dtype=np.bool_)
        return [flag, near, low, high, low_at, high_at, goal, by_lab, disputed]

    def _limits(self, group: npt.NDArray[np.int64]) -> Limits:
        """Return the limits of everybody, as positions and numbers."""
        return (
            self.low_at.take(group, axis=1),
            self.low.take(group, axis=1),
            self.high_at.take(group, axis=1),
            self.high.take(group, axis=1),
        )

    def _near(self, lower: Floats, upper: Floats, limits: Limits) -> Booleans:
        """Tell which exact 24-hour values lie near a limit, on either side of it."""
        timed = self.asked.timed
        near = np.zeros(lower.shape, dtype=np.bool_)
        if timed:
            value, low, high = lower[timed], limits[1][timed], limits[3][timed]
            is_ph = [timed.index(row) for row in self.asked.ph]
            close = _close(value, low, is_ph) | _close(value, high, is_ph)
            near[timed] = close & (value == upper[timed])
        return near

    def _lab_first(
        self,
        part: slice,
        ends: tuple[Floats, Floats],
        limits: Limits,
        flag: Codes,
        by_lab: Booleans,
    ) -> None:
        """Let the laboratory's own printed range decide where there is one."""
        rows = [row for row, _, _ in self.asked.printed]
        lab_low = np.array([low[part] for _, low, _ in self.asked.printed])
        lab_high = np.array([high[part] for _, _, high in self.asked.printed])
        printed = ~(np.isnan(lab_low) & np.isnan(lab_high))
        by_lab[rows] = printed
        theirs = judge(ends[0][rows], ends[1][rows], lab_low, lab_high)
        flag[rows] = np.where(printed, theirs, flag[rows])
        for at, number, lab in ((*limits[:2], lab_low), (*limits[2:], lab_high)):
            at[rows] = np.where(printed, NO_LIMIT, at[rows])
            number[rows] = np.where(printed, lab, number[rows])

    def _be_silent(self, part: slice, flag: Codes) -> None:
        """Say nothing of a pH that is not the urine's; of half a day at most that it is high."""
        off_day = self.people.off_day[part]
        if self.asked.by_day and off_day.any():
            rows = flag[self.asked.by_day]
            flag[self.asked.by_day] = np.where(off_day & (rows != HIGH), UNKNOWN, rows)
        for row in self.asked.by_ph:
            np.copyto(flag[row], UNKNOWN, where=~self.people.trusted_ph[part])


def judge_all(asked: Asked, people: People) -> dict[str, AnalyteFlags]:
    """Judge everything that is asked.

    Parameters
    ----------
    asked : Asked
        Analytes and indices with their values and limits.
    people : People
        Whose they are.

    Returns
    -------
    dict of AnalyteFlags
        In the order asked.
    """
    if not asked.names:
        return {}
    judging = _Judge(asked, people)
    starts = range(0, max(people.size, 1), BLOCK)
    parts = [slice(start, start + BLOCK) for start in starts]
    whole = judging.block(parts[0])
    if len(parts) > 1:
        first = whole
        whole = [np.empty((len(field), people.size), field.dtype) for field in first]
        for part in parts:
            fields = first if part.start == 0 else judging.block(part)
            for target, field in zip(whole, fields, strict=True):
                target[:, part] = field
    columns = zip(*whole, strict=True)
    return {n: AnalyteFlags(*row) for n, row in zip(asked.names, columns, strict=True)}


def _close(value: Floats, bound: Floats, is_ph: list[int]) -> Booleans:
    """Tell where a value lies near a bound: by a share of it, for pH by a distance."""
    width = BORDERLINE_SHARE * bound
    width[is_ph] = BORDERLINE_PH
    # The last digits of a difference are noise of its two numbers, not a distance.
    close: Booleans = np.abs(value - bound) <= width + 1e-11 * np.abs(bound)
    return close


def _wider(
    unknown_sex: Booleans,
    crossed: Booleans,
    women: tuple[Positions, Floats],
    men: tuple[Positions, Floats],
    sign: float,
) -> tuple[Positions, Floats]:
    """Return one side's limits, for an unknown sex only where both sexes' were crossed."""
    split = unknown_sex & (women[0] != men[0])
    further = split & crossed & (sign * men[1] > sign * women[1])
    silent = split & ~crossed
    position = np.where(silent, NO_LIMIT, np.where(further, men[0], women[0])).astype(np.int16)
    return position, np.where(silent, np.nan, np.where(further, men[1], women[1]))

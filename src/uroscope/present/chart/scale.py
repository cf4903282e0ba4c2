"""Where a number lies on its own track: the scale of one row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from uroscope.present.numbers import Shown

# Conventions of the drawing. A range whose lower end is more than 0.35 of its upper one would be a
# thin band on a scale from zero, so it gets a scale around itself.
_NARROW = 0.35
# Scales from zero reach at least twice the limit and share one reach as far as three times, so that
# limits stand in one line and arrows compare; beyond, the axis is cut.
_REACH = (2.0, 3.3)
_OWN_REACH = 6.0
# Scales around a range show one more range on either side, at most three.
_SIDE, _MOST_SIDE = 1.0, 3.0
_ROOM = 1.12
# One-sided limits of quantities the body holds in a narrow band: width taken for the missing range.
_HELD = (
    "serum_sodium",
    "serum_chloride",
    "serum_calcium",
    "serum_ionized_calcium",
    "serum_albumin",
)
_HELD_SHARE = 0.2
_PH_WIDTH = 1.0


def around_range(analyte: str, shown: Shown) -> bool:
    """Tell whether a row's scale lies around its range rather than starting at zero."""
    low, high = _reference(shown)
    if low is None and high is None:
        return False
    if "ph" in analyte.split("_") or analyte.startswith(_HELD):
        return True
    return low is not None and high is not None and (low <= 0 or low > _NARROW * high)


def _reference(shown: Shown) -> tuple[float | None, float | None]:
    """Return the limits, or the goal where there are none."""
    if shown.low is None and shown.high is None:
        return shown.goal_low, shown.goal_high
    return shown.low, shown.high


@dataclass(frozen=True)
class Scale:
    """A straight scale from `start` to `end`; `cut_left` and `cut_right` say where it is cut.

    `cut` is the share of the track [-] that a cut leaves for the values beyond it.
    """

    start: float
    end: float
    cut: float
    cut_left: bool = False
    cut_right: bool = False

    def share(self, value: float) -> float:
        """Return where a value lies, 0 to 1 from left to right; past a cut it stands at the end.

        Parameters
        ----------
        value : float
            The value [unit of the row].

        Returns
        -------
        float
            Share of the track [-].
        """
        if value > self.end:
            return 1.0 - 0.12 * self.cut if self.cut_right else 1.0
        if value < self.start:
            return 0.12 * self.cut if self.cut_left else 0.0
        first = self.cut if self.cut_left else 0.0
        last = 1.0 - self.cut if self.cut_right else 1.0
        return first + (value - self.start) / (self.end - self.start) * (last - first)


def reach(rows: Iterable[tuple[str, Shown]]) -> float:
    """Return how many times the limit the scales from zero show, the same for all rows.

    Parameters
    ----------
    rows : iterable of (str, Shown)
        Analyte id and values of the rows drawn large.

    Returns
    -------
    float
        Length of the scales in limits [-].
    """
    furthest = _REACH[0]
    for analyte, shown in rows:
        unit = _one(shown)
        if unit is None or around_range(analyte, shown):
            continue
        furthest = max([furthest, *(m for m in _multiples(shown, unit) if m <= _REACH[1])])
    return furthest


def _one(shown: Shown) -> float | None:
    """Return the number that counts as one on a scale from zero."""
    low, high = _reference(shown)
    one = high if high is not None else low
    return one if one is not None and one > 0 else None


def _multiples(shown: Shown, one: float) -> list[float]:
    """Return how far values and goals reach, in limits, with some room."""
    marks = (shown.lower, shown.upper, shown.goal_low, shown.goal_high)
    return [_ROOM * m / one for m in marks if m is not None]


def row_scale(
    analyte: str, shown: Shown, earlier: Iterable[float], common: float | None, cut: float = 0.12
) -> Scale | None:
    """Return the scale of one row, or None where there is nothing to compare with.

    Parameters
    ----------
    analyte : str
        Analyte id; pH and tightly held blood values get a scale around their range.
    shown : Shown
        Value, limits and goal.
    earlier : iterable of float
        Values of older collections [same unit].
    common : float or None
        Shared reach of scales from zero [-]; None lets the row find its own.
    cut : float
        Share of the track that a cut leaves for the values beyond it [-].

    Returns
    -------
    Scale or None
        The scale.
    """
    low, high = _reference(shown)
    ends = [x for x in (shown.lower, shown.upper, *earlier) if x is not None]
    if around_range(analyte, shown):
        return _around(analyte, low, high, ends, (shown.goal_low, shown.goal_high), cut)
    one = _one(shown)
    if one is None:
        return None
    wanted = [*_multiples(shown, one), *(_ROOM * x / one for x in ends)]
    own = max([_REACH[0], *(m for m in wanted if m <= _OWN_REACH)])
    goals = [m for m in (shown.goal_low, shown.goal_high) if m is not None]
    length = own if common is None else max([common, *(_ROOM * g / one for g in goals)])
    return Scale(0.0, length * one, cut, cut_right=any(x > length * one for x in ends))


def _around(
    analyte: str,
    low: float | None,
    high: float | None,
    ends: list[float],
    goals: tuple[float | None, float | None],
    cut: float,
) -> Scale:
    if low is not None and high is not None:
        width = high - low
    else:
        one = low if low is not None else high
        width = _PH_WIDTH if "ph" in analyte.split("_") else _HELD_SHARE * abs(one or 1.0)
        low, high = (low if low is not None else (high or 0.0) - width), high
        high = high if high is not None else low + width
    marks = [*ends, *(g for g in goals if g is not None)]

    def side(furthest: float) -> float:
        wanted = _ROOM * furthest / width
        return max(_SIDE, wanted) * width if wanted <= _MOST_SIDE else _MOST_SIDE * width

    start = low - side(max([0.0, *(low - x for x in marks)]))
    end = high + side(max([0.0, *(x - high for x in marks)]))
    # No quantity here is negative: a scale that would pass zero starts there.
    start = max(0.0, start) if low >= 0 else start
    return Scale(start, end, cut, min([start, *ends]) < start, max([end, *ends]) > end)

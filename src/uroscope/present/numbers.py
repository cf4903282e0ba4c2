"""Numbers and units as people read them; text, HTML and chart all print through here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from uroscope.model import Limits, Result
from uroscope.numerals import Units, bound_number, number, number_beside
from uroscope.units import unit_text

__all__ = [
    "Shown",
    "Units",
    "arrow",
    "bound_number",
    "by_laboratory",
    "deciding_limits",
    "number",
    "number_beside",
    "range_text",
    "shown",
    "sides",
    "with_unit",
]

_ARROWS = {"low": "↓", "high": "↑"}


def with_unit(text: str, unit: str) -> str:
    """Return number and unit with the space between them, or the number alone.

    Parameters
    ----------
    text : str
        A number as printed.
    unit : str
        A unit of the review.

    Returns
    -------
    str
        Both, for reading.

    Examples
    --------
    >>> with_unit("312", "mg/d"), with_unit("6.1", "pH")
    ('312 mg/d', '6.1')
    """
    printed = unit_text(unit)
    return f"{text} {printed}" if printed else text


def arrow(flag: str) -> str:
    """Return ↑ for high, ↓ for low, nothing otherwise.

    Parameters
    ----------
    flag : str
        A flag of the review.

    Returns
    -------
    str
        One sign or none.

    Examples
    --------
    >>> arrow("high"), arrow("normal")
    ('↑', '')
    """
    return _ARROWS.get(flag, "")


@dataclass(frozen=True)
class Shown:
    """A result in one of the two unit systems.

    `text` is the value to print (`312`, `<5`, `12–18`), `unit` the printed unit (empty for pH).
    `lower` and `upper` are the ends of what is known: equal for an exact value, None where the
    value is open to that side. `low` and `high` are limits, never goals.
    """

    text: str
    unit: str
    digits: int
    lower: float | None
    upper: float | None
    low: float | None = None
    high: float | None = None
    goal_low: float | None = None
    goal_high: float | None = None

    @property
    def exact(self) -> float | None:
        """Return the value, or None where only an interval is known."""
        return self.lower if self.lower is not None and self.lower == self.upper else None

    @property
    def amount(self) -> str:
        """Return value and unit."""
        return f"{self.text} {self.unit}" if self.unit else self.text


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def sides(
    limits: Limits | None, units: Units, factor: float = 1.0
) -> tuple[float | None, float | None]:
    """Return the two ends of limits in the asked unit system.

    Parameters
    ----------
    limits : Limits or None
        Limits or a goal [unit of the result].
    units : {"conventional", "si"}
        The asked system.
    factor : float
        SI units per conventional unit [-], used where the limits carry no SI number.

    Returns
    -------
    tuple of (float or None, float or None)
        Low and high end.

    Examples
    --------
    >>> sides(None, "si")
    (None, None)
    """
    if limits is None:
        return None, None
    low, high = _finite(limits.low), _finite(limits.high)
    if units == "conventional":
        return low, high
    si_low, si_high = _finite(limits.si_low), _finite(limits.si_high)
    return (
        si_low if si_low is not None else _times(low, factor),
        si_high if si_high is not None else _times(high, factor),
    )


def deciding_limits(result: Result) -> Limits | None:
    """Return the limits a flag rests on.

    Parameters
    ----------
    result : Result
        One analyte or index.

    Returns
    -------
    Limits or None
        Those of the result, else what the laboratory printed, if that is what decided.
    """
    if result.limits is None and result.flag != "unknown":
        return result.lab_limits
    return result.limits


def by_laboratory(result: Result) -> bool:
    """Tell whether the deciding limits are the range the laboratory printed.

    Parameters
    ----------
    result : Result
        One analyte or index.

    Returns
    -------
    bool
        True where the laboratory's own range decided.
    """
    limits, printed = deciding_limits(result), result.lab_limits
    if limits is None:
        return False
    if limits.kind.startswith("lab"):
        return True
    return printed is not None and (limits.id, limits.low, limits.high) == (
        printed.id,
        printed.low,
        printed.high,
    )


def shown(result: Result, units: Units = "conventional") -> Shown:
    """Return a result as it is printed in one unit system.

    Parameters
    ----------
    result : Result
        One analyte or index.
    units : {"conventional", "si"}
        The asked system.

    Returns
    -------
    Shown
        Texts and numbers in that system; a censored value prints its comparator and its bound,
        converted where the system asks for it.
    """
    si = units == "si"
    factor = result.si_factor if si else 1.0
    digits = result.si_digits if si else result.digits
    lower, upper = _finite(result.lower), _finite(result.upper)
    if lower is None and upper is None:
        exact = _finite(result.value)
        if si and exact is not None:
            printed = _finite(result.si.value)
            exact = exact * factor if printed is None else printed
        lower = upper = exact
    else:
        # Censored, or an index of something censored: `value` is then only the printed bound.
        lower, upper = _times(lower, factor), _times(upper, factor)
        exact = lower if lower == upper else None
        lower = None if lower == 0 and upper != 0 else lower
    limits = deciding_limits(result)
    is_goal = limits is not None and limits.kind == "treatment_goal"
    low, high = (None, None) if is_goal else sides(limits, units, factor)
    goal_low, goal_high = sides(limits if is_goal else result.goal, units, factor)
    bounds = (low, high, goal_low, goal_high)
    if exact is not None:
        text = number_beside(exact, digits, bounds, units)
    elif lower is None and upper is None:
        printed_text = "" if result.reported is None else " ".join(result.reported.text.split())
        text = printed_text or "not measured"
    elif lower is None and upper is not None:
        text = f"<{bound_number(upper, digits, units)}"
    elif upper is None and lower is not None:
        text = f">{bound_number(lower, digits, units)}"
    else:
        ends = (bound_number(end, digits, units) for end in (lower, upper) if end is not None)
        text = "–".join(ends)
    unit = unit_text(result.si.unit if si else result.unit)
    return Shown(text, unit, digits, lower, upper, low, high, goal_low, goal_high)


def range_text(
    low: float | None, high: float | None, digits: int, units: Units = "conventional"
) -> str:
    """Return two ends as words a reader takes in at once.

    Parameters
    ----------
    low, high : float or None
        The ends [any unit].
    digits : int
        Digits the analyte is printed with [-].
    units : {"conventional", "si"}
        How thousands are grouped.

    Returns
    -------
    str
        `≤ 200`, `≥ 320`, `5.5–6.5`, or nothing where there is no end.

    Examples
    --------
    >>> range_text(None, 200, 0), range_text(320, None, 0), range_text(5.5, 6.5, 1)
    ('≤ 200', '≥ 320', '5.5–6.5')
    """
    if low is not None and high is not None:
        return f"{bound_number(low, digits, units)}–{bound_number(high, digits, units)}"
    if high is not None:
        return f"≤ {bound_number(high, digits, units)}"
    return f"≥ {bound_number(low, digits, units)}" if low is not None else ""

"""Numbers as people read them, in sentences, tables and pictures alike.

Two writings: conventional units group thousands by a comma from 1,000 on; SI units group them by a
thin space, and only from five digits on (AMA Manual of Style, 11th edition, section 17.4.3, on the
SI convention), so that a comma is never mistaken for a decimal sign.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from uroscope.units import digits_shown, rounded

Units = Literal["conventional", "si"]

_NARROW_SPACE = "\u202f"
_MINUS = "\u2212"
# How many digits may be added to a limit that rounds badly, and to a value so close to a limit.
_MORE_DIGITS = 3
_MOST_BESIDE = 6
# Our convention: a bound is printed with so many digits that rounding moves it by 1 % at most.
_BOUND_SHARE = 0.01
OF_A_VALUE, OF_AN_ESTIMATE = 0.05, 0.08
"""By how much of itself rounding may move a number [-]; an estimate is told more roughly (ours)."""


def number(
    value: float, digits: int, units: Units = "conventional", share: float = OF_A_VALUE
) -> str:
    """Return a number as text, with a digit more where rounding would move it by more than 5 %.

    Parameters
    ----------
    value : float
        Any number [any unit]; infinite and missing ones print as words.
    digits : int
        Digits after the decimal sign [-].
    units : {"conventional", "si"}
        How thousands are grouped.
    share : float
        By how much of itself rounding may move the value [-].

    Returns
    -------
    str
        For example `1,350` or, in SI units, `1350`.

    Examples
    --------
    >>> number(1350, 0), number(1350, 0, "si"), number(0.04, 1), number(-1.5, 1), number(1.1, 0)
    ('1,350', '1350', '0.04', '−1.5', '1.1')
    """
    if math.isnan(value):
        return "unknown"
    if math.isinf(value):
        return "no end"
    exact = rounded(value, digits_shown(value, digits, share))
    text = f"{abs(exact):,f}"
    if units == "si":
        whole = text.partition(".")[0]
        long = len(whole.replace(",", "")) > 4
        text = text.replace(",", _NARROW_SPACE if long else "")
    return _MINUS + text if exact < 0 else text


def bound_number(
    value: float, digits: int, units: Units = "conventional", beside: float | None = None
) -> str:
    """Return a limit, a goal or the end of an interval as text, without idle zeros.

    Parameters
    ----------
    value : float
        The bound [any unit].
    digits : int
        Digits the analyte is printed with [-]; up to three more where rounding would move the
        bound by more than 1 %.
    units : {"conventional", "si"}
        How thousands are grouped.
    beside : float, optional
        The value that is read against it [same unit]; rounding never moves the bound across it.

    Returns
    -------
    str
        For example `2.5` for 2.50.

    Examples
    --------
    >>> bound_number(2.5, 2), bound_number(0.5, 0), bound_number(200.0, 0)
    ('2.5', '0.5', '200')
    >>> bound_number(200.4, 0), bound_number(200.4, 0, beside=200.2)
    ('200', '200.4')
    """
    if not math.isfinite(value):
        return number(value, digits, units)
    for more in range(_MORE_DIGITS + 1):
        if abs(float(rounded(value, digits + more)) - value) <= _BOUND_SHARE * abs(value):
            digits += more
            break
    if beside is not None and not math.isclose(value, beside, rel_tol=1e-9):
        digits = _digits_beside(value, digits, beside)
    text = number(value, digits, units)
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_beside(
    value: float,
    digits: int,
    bounds: Iterable[float | None],
    units: Units = "conventional",
    share: float = OF_A_VALUE,
) -> str:
    """Return a value with so many digits that rounding never moves it across a bound.

    Parameters
    ----------
    value : float
        The value [any unit].
    digits : int
        Digits the analyte is printed with [-]; up to six more beside a bound that is that close.
    bounds : iterable of float or None
        Limits the value is compared with [same unit].
    units : {"conventional", "si"}
        How thousands are grouped.
    share : float
        By how much of itself rounding may move the value [-].

    Returns
    -------
    str
        `200.4` rather than `200` beside a limit of 200.

    Examples
    --------
    >>> number_beside(200.4, 0, [200.0]), number_beside(312.2, 0, [200.0])
    ('200.4', '312')
    >>> number_beside(0.0197, 3, [0.01, 0.02])
    '0.0197'
    """
    if math.isfinite(value):
        digits = digits_shown(value, digits, share)
        for bound in bounds:
            if bound is not None and not math.isclose(value, bound, rel_tol=1e-9):
                digits = _digits_beside(value, digits, bound)
    return number(value, digits, units, share)


def _digits_beside(value: float, digits: int, bound: float) -> int:
    """Return the digits with which a value stands on its own side of one bound."""
    for most in range(digits, digits + _MOST_BESIDE + 1):
        shown = float(rounded(value, most))
        if shown != bound and (shown > bound) == (value > bound):
            return most
    return digits

"""A laboratory's printed ranges: `15-65`, `<200`, `NV 100-300 mg/24 hs`."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from uroscope.normalize.numbers import number_of

_DIGITS = r"(?<![\d.,])(?:\d[\d.,]*\d|\d|[.,]\d+)"
_INTERVAL = re.compile(
    rf"(?P<low>{_DIGITS})\s*(?:-|–|—|−|~|to|bis|à|a|until|\.\.+)\s*(?P<high>{_DIGITS})(?P<rest>[^;|]*)"
)
_ONE_SIDED = re.compile(
    r"(?P<sign><=|>=|=<|=>|<|>|≤|≥|(?<![^\W\d_])(?:less than|below|up to|under|bis|jusqu'à|hasta|"
    r"fino a|max\.?|greater than|above|more than|over|ab|min\.?))\s*"
    rf"(?P<number>{_DIGITS})(?P<rest>[^;|]*)"
)
_UPPER = ("<", "<=", "=<", "≤", "less than", "below", "up to", "under", "bis", "jusqu'à", "hasta",
          "fino a", "max", "max.")  # fmt: skip
_NONE = (np.nan, np.nan, "")


def parse_interval(text: str, comma: bool | None) -> tuple[float, float, str]:
    """Read a laboratory's printed range.

    Parameters
    ----------
    text : str
        For example `15-65`, `<200` or `NV 100-300 mg/24 hs`.
    comma : bool or None
        Whether the file writes a decimal comma.

    Returns
    -------
    tuple
        Low and high as printed (NaN: that side is open) and the unit that follows, if any. All are
        empty where the text holds several ranges, as for women and men.

    Examples
    --------
    >>> parse_interval("2.5-7.5 mmol", None)
    (2.5, 7.5, 'mmol')
    """
    if len(text) > 200:
        return _NONE
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    found = list(_INTERVAL.finditer(folded))
    if found:
        first = found[0]
        if len(found) > 1 or _INTERVAL.search(first["rest"]) or _ONE_SIDED.search(first["rest"]):
            return _NONE
        low, high = _read(first["low"], comma), _read(first["high"], comma)
        return (low, high, _unit(first["rest"])) if low < high else _NONE
    found = list(_ONE_SIDED.finditer(folded))
    if len(found) != 1 or _ONE_SIDED.search(found[0]["rest"]):
        return _NONE
    number = _read(found[0]["number"], comma)
    rest = _unit(found[0]["rest"])
    if found[0]["sign"] in _UPPER:
        return np.nan, number, rest
    return number, np.nan, rest


def _read(digits: str, comma: bool | None) -> float:
    number = number_of(digits)
    if number is None:
        return np.nan
    value, open_sign, _ = number
    if not open_sign:
        return value
    if comma is None:
        # 1,000 may be a thousand or one: no limit is better than a wrong one.
        return np.nan
    return value * 1000.0 if open_sign == ("." if comma else ",") else value


def _unit(rest: str) -> str:
    return rest.strip().strip("()[]., ")

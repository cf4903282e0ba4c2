"""Identity, subject and duration columns: dates, sex, age, body size."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

from uroscope.normalize.numbers import EMPTY, OK, parse_one
from uroscope.tables import Booleans, Floats, Texts

_SEX = {
    "female": ("f", "female", "woman", "w", "girl", "weiblich", "femme", "frau", "fem"),
    "male": ("m", "male", "man", "boy", "männlich", "homme", "mann", "masc"),
}
_SEX_OF = {word: sex for sex, words in _SEX.items() for word in words}
_SCALES = {
    "weight_kg": {"": 1.0, "kg": 1.0, "kgs": 1.0, "g": 0.001, "lb": 0.45359237, "lbs": 0.45359237,
                  "pounds": 0.45359237},
    "height_cm": {"": 1.0, "cm": 1.0, "m": 100.0, "in": 2.54, "inch": 2.54, "inches": 2.54},
    "duration_h": {"": 1.0, "h": 1.0, "hr": 1.0, "hrs": 1.0, "hours": 1.0, "hour": 1.0, "min": 1 / 60,
                   "minutes": 1 / 60, "d": 24.0, "day": 24.0, "days": 24.0},
    "age": {"": 1.0, "y": 1.0, "yr": 1.0, "yrs": 1.0, "year": 1.0, "years": 1.0, "years old": 1.0,
            "m": 1 / 12, "mo": 1 / 12, "month": 1 / 12, "months": 1 / 12, "w": 1 / 52.18,
            "week": 1 / 52.18, "weeks": 1 / 52.18, "d": 1 / 365.25, "day": 1 / 365.25,
            "days": 1 / 365.25, "+": 1.0, "jahre": 1.0},
}  # fmt: skip
_CLOCK = re.compile(r"^(\d{1,3}):(\d{2})(?::\d{2})?(?:\s*h(?:ours?)?)?$")
_DATE = re.compile(
    r"^(?P<a>\d{1,4})(?P<sign>[./\- ])(?P<b>\d{1,2}|[a-z]{3,9})(?P=sign)(?P<c>\d{2,4})"
    r"(?:[t ,]+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?).*)?$"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}


@dataclass(frozen=True)
class Dates:
    """Parsed dates: `day` (NaT where unreadable), `has_clock`, and texts that stayed open."""

    day: pd.DatetimeIndex
    has_clock: Booleans
    unreadable: tuple[str, ...]


def parse_dates(texts: Texts) -> Dates:
    """Read dates of one column; day and month order is settled by the column or left open.

    Parameters
    ----------
    texts : array of str, shape (n,)
        Dates as printed, empty where none.

    Returns
    -------
    Dates
        Aligned with `texts`; `03/04/2026` without another date that settles the order is NaT.
    """
    codes, distinct = pd.factorize(pd.Series(texts, dtype=object))
    cleaned = [unicodedata.normalize("NFKC", str(text)).strip().casefold() for text in distinct]
    matches = [_DATE.match(text) for text in cleaned]
    orders = {
        order
        for match in matches
        if match and match["sign"] in "/-" and len(match["a"]) <= 2 and match["b"].isdigit()
        for order in (
            ["day"] if int(match["a"]) > 12 else ["month"] if int(match["b"]) > 12 else []
        )
    }
    order = orders.pop() if len(orders) == 1 else None
    days, clocks, unreadable = [], [], []
    for text, match, printed in zip(cleaned, matches, distinct, strict=True):
        day = _one_date(match, order) if match else None
        if day is None and text:
            unreadable.append(str(printed))
        days.append(pd.NaT if day is None else day)
        clocks.append(bool(match and match["clock"]))
    index = pd.DatetimeIndex(pd.Series(days, dtype="datetime64[ns]").to_numpy()[codes])
    return Dates(index, np.array(clocks, dtype=np.bool_)[codes], tuple(unreadable))


def _one_date(match: re.Match[str], order: str | None) -> pd.Timestamp | None:
    first, second, third = match["a"], match["b"], match["c"]
    if len(first) == 4:
        year, month, day = first, second, third
    elif not second.isdigit():
        year, month, day = third, str(_MONTHS.get(second[:3], 0)), first
    elif match["sign"] in ". " or order == "day" or int(first) > 12:
        # Points are the day-first convention wherever they are used.
        year, month, day = third, second, first
    elif order == "month" or int(second) > 12 or first == second:
        year, month, day = third, first, second
    else:
        return None
    if not month.isdigit():
        month = str(_MONTHS.get(month[:3], 0))
    if len(year) == 2:
        year = f"20{year}" if int(year) < 70 else f"19{year}"
    try:
        return pd.Timestamp(f"{year}-{int(month):02d}-{int(day):02d} {match['clock'] or ''}".strip())
    except ValueError:
        return None


def parse_sex(texts: Texts) -> Texts:
    """Return `female`, `male` or an empty text for anything else."""
    codes, distinct = pd.factorize(pd.Series(texts, dtype=object))
    read = [_SEX_OF.get(str(text).strip().casefold().rstrip("."), "") for text in distinct]
    return np.array(read, dtype=object)[codes] if len(read) else np.full(len(texts), "", object)


@dataclass(frozen=True)
class Measures:
    """Body measures of a column: `value` in our unit and where a filled cell was not readable."""

    value: Floats
    bad: Booleans


def parse_measure(
    texts: Texts, kind: str, unit: str, bounds: tuple[float, float]
) -> Measures:
    """Read age [years], weight [kg], height [cm] or duration [h].

    Parameters
    ----------
    texts : array of str, shape (n,)
        Cells as printed, with or without a unit of their own.
    kind : str
        `age`, `weight_kg`, `height_cm` or `duration_h`.
    unit : str
        The unit in the header, empty when there is none.
    bounds : tuple of float
        Lowest and highest value that can be true, in our unit.

    Returns
    -------
    Measures
        NaN where empty or not readable.
    """
    scales = _SCALES[kind]
    header = scales.get(unit.strip().casefold(), np.nan)
    codes, distinct = pd.factorize(pd.Series(texts, dtype=object))
    values, bad = [], []
    for text in distinct:
        plain = str(text).strip()
        clock = _CLOCK.match(plain) if kind == "duration_h" else None
        if clock:
            value, ok = int(clock[1]) + int(clock[2]) / 60, True
        else:
            parsed = parse_one(plain.replace(">", "", 1) if kind == "age" else plain)
            scale = header if not parsed.unit else scales.get(parsed.unit.strip("."), np.nan)
            value, ok = parsed.value * scale, parsed.status == OK
            if parsed.status == EMPTY:
                values.append(np.nan)
                bad.append(False)
                continue
            if kind == "height_cm" and not unit and not parsed.unit and 1.0 < value < 2.5:
                value *= 100.0
        readable = ok and bool(np.isfinite(value)) and bounds[0] <= value <= bounds[1]
        values.append(value if readable else np.nan)
        bad.append(not readable)
    if not values:
        return Measures(np.full(len(texts), np.nan), np.zeros(len(texts), dtype=np.bool_))
    return Measures(np.array(values, np.float64)[codes], np.array(bad, np.bool_)[codes])

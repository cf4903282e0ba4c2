"""Printed dates: order of day and month is settled by the column or left open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from uroscope.normalize.columns import distinct
from uroscope.tables import Booleans, Floats, Integers, Texts

Days = npt.NDArray[np.datetime64]

NO_DATE = np.datetime64("NaT", "s")
# Outside these years a date is a slip of the pen.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK_PART = r"(?:[t ,]+(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:[ap]m)?)?.{0,12})?"
_NUMERIC = re.compile(
    r"(?P<a>\d{1,4})(?P<sign>[./\- ])(?P<b>\d{1,2}|[^\W\d]{3,10}\.?)(?P=sign)(?P<c>\d{2,4})"
    + _CLOCK_PART
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:t?(?P<clock>\d{4,6}))?"
)
_NAMED = re.compile(
    r"(?P<day>\d{1,2})\.?\s*(?P<month>[^\W\d]{3,10})\.?\s*(?P<year>\d{4})" + _CLOCK_PART
)
_NAMED_FIRST = re.compile(
    r"(?P<month>[^\W\d]{3,10})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
    + _CLOCK_PART
)
_MONTH_WORDS = """
jan january januar janvier enero ene gennaio gen janeiro januari
feb february februar février fevrier févr febrero febbraio fevereiro fev februari
mar march märz maerz mär mrz mars marzo março marco maart
apr april avril avr abril abr aprile
may mai mayo mag maggio maio mei
jun june juni juin junio giugno giu junho
jul july juli juillet juil julio luglio lug julho
aug august août aout agosto ago augustus
sep sept september septembre septiembre settembre set setembro
oct october oktober okt octobre octubre ottobre ott outubro out
nov november novembre noviembre novembro
dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro
"""
_MONTHS = {
    word: number
    for number, words in enumerate(_MONTH_WORDS.strip().splitlines(), start=1)
    for word in words.split()
}


@dataclass(frozen=True)
class Dates:
    """Parsed dates: `when` [s] (NaT where unreadable), `has_clock`, and texts that stayed open."""

    when: Days
    has_clock: Booleans
    unreadable: tuple[str, ...]


def parse_dates(texts: Texts) -> Dates:
    """Read the dates of one column.

    Parameters
    ----------
    texts : array of str, shape (n,)
        Dates as printed, empty where none.

    Returns
    -------
    Dates
        Aligned with `texts`; `03/04/2026` without another date that settles the order is NaT.

    Examples
    --------
    >>> parse_dates(np.array(["3.4.2026", "2026-04-30 07:15"], dtype=object)).when.tolist()
    [datetime.datetime(2026, 4, 3, 0, 0), datetime.datetime(2026, 4, 30, 7, 15)]
    """
    codes, found = distinct(texts)
    if len(found) == 1 and not found[0].strip():
        size = len(texts)
        return Dates(np.broadcast_to(NO_DATE, size), np.broadcast_to(np.bool_(False), size), ())
    when = np.full(len(found), NO_DATE)
    clocked = np.zeros(len(found), dtype=np.bool_)
    others: dict[int, str] = {}
    iso: list[int] = []
    for at, text in enumerate(found):
        if _ISO.fullmatch(text):
            iso.append(at)
        elif text.strip():
            others[at] = unicodedata.normalize("NFKC", text[:60]).strip().casefold()
    unreadable = _read_iso(found, iso, when)
    order = _order(others.values())
    for at, text in others.items():
        read = _read_one(text, order)
        if read is None:
            unreadable.append(at)
        else:
            when[at], clocked[at] = read
    return Dates(when[codes], clocked[codes], tuple(found[at] for at in sorted(unreadable)))


def _read_iso(found: list[str], iso: list[int], when: Days) -> list[int]:
    """Fill in the dates in ISO form, all at once; return those that do not exist."""
    try:
        read = np.array([found[at] for at in iso], dtype="datetime64[s]")
    except ValueError:
        if len(iso) == 1:
            return iso
        half = len(iso) // 2
        return _read_iso(found, iso[:half], when) + _read_iso(found, iso[half:], when)
    year = years_of(read)
    good = (year >= _FIRST_YEAR) & (year <= _LAST_YEAR)
    when[np.array(iso, dtype=np.int64)[good]] = read[good]
    return [at for at, fine in zip(iso, good.tolist(), strict=True) if not fine]


def _order(texts: Iterable[str]) -> str | None:
    """Tell which of day and month comes first in dates such as 13/04/2026 of one column."""
    orders = set()
    for text in texts:
        match = _NUMERIC.fullmatch(text)
        if match and match["sign"] in "/-" and len(match["a"]) <= 2 and match["b"].isdigit():
            if int(match["a"]) > 12:
                orders.add("day")
            elif int(match["b"]) > 12:
                orders.add("month")
    return orders.pop() if len(orders) == 1 else None


def _read_one(text: str, order: str | None) -> tuple[np.datetime64, bool] | None:
    match = _NUMERIC.fullmatch(text)
    if match:
        parts = _numeric_parts(match, order)
    else:
        match = _COMPACT.fullmatch(text) or _NAMED.fullmatch(text) or _NAMED_FIRST.fullmatch(text)
        parts = None if match is None else (match["year"], match["month"], match["day"])
    if match is None or parts is None:
        return None
    year, month, day = parts
    number = int(month) if month.isdigit() else _MONTHS.get(month.rstrip("."), 0)
    if len(year) == 2:
        year = f"20{year}" if int(year) < 70 else f"19{year}"
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    clock = _clock(match["clock"])
    try:
        date = np.datetime64(
            f"{int(year):04d}-{number:02d}-{int(day):02d}T{clock or '00:00:00'}", "s"
        )
    except ValueError:
        return None
    return date, clock is not None


def _numeric_parts(match: re.Match[str], order: str | None) -> tuple[str, str, str] | None:
    first, second, third = match["a"], match["b"], match["c"]
    if len(first) == 4:
        return first, second, third
    if len(first) == 3 or len(third) == 3:
        return None
    # Points are the day-first convention wherever they are used.
    named = not second.isdigit()
    if named or match["sign"] in ". " or order == "day" or int(first) > 12:
        return third, second, first
    if order == "month" or int(second) > 12 or first == second:
        return third, first, second
    return None


def _clock(text: str | None) -> str | None:
    """Return a time of day as hh:mm:ss; None where there is none."""
    if not text:
        return None
    half = text[-2:] if text[-2:] in ("am", "pm") else ""
    digits = text.removesuffix(half).strip()
    parts = digits.split(":") if ":" in digits else [digits[:2], digits[2:4], digits[4:6] or "0"]
    hour = int(parts[0])
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    second = int(float(parts[2])) if len(parts) > 2 else 0
    return f"{hour:02d}:{int(parts[1]):02d}:{second:02d}"


def years_of(when: Days) -> Integers:
    """Return the calendar year of each date."""
    return when.astype("datetime64[Y]").astype(np.int64) + 1970


def day_numbers(when: Days) -> Floats:
    """Return days since 1970 [d]; NaN where there is no date."""
    days = when.astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))


def ages(birth: Days, at: Days) -> Floats:
    """Return ages in years, whole birthdays counted by the calendar.

    Parameters
    ----------
    birth, at : array of datetime64, shape (n,)
        Dates of birth and of the collection.

    Returns
    -------
    array of float, shape (n,)
        Years [a]; NaN where one of the dates is missing.

    Examples
    --------
    >>> ages(np.array(["2008-10-03"], "M8[s]"), np.array(["2026-10-03"], "M8[s]")).tolist()
    [18.0]
    """
    known = ~(np.isnat(birth) | np.isnat(at))
    out = np.full(len(birth), np.nan)
    born, now = birth[known].astype("datetime64[D]"), at[known].astype("datetime64[D]")
    # Positions in a year of twelve months of 31 days keep the order of calendar days.
    since = _position(now) - _position(born)
    out[known] = years_of(now) - years_of(born) + since / 372.0
    return out


def _position(days: Days) -> Integers:
    months = days.astype("datetime64[M]")
    day: Integers = (days - months.astype("datetime64[D]")).astype(np.int64)
    month: Integers = months.astype(np.int64) % 12
    return month * 31 + day

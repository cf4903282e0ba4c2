"""Printed results to numbers: comparators, decimal signs, words that mean "not measured".

A column is cast whole; only the cells that do not cast meet the careful parser, once per distinct
text. `1,234` and `1.234` are left open here when nothing else in the files settles them: the caller
decides by plausibility, and refuses when that does not decide either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from uroscope.tables import Booleans, Codes, Floats, Texts

OK, EMPTY, BAD = 0, 1, 2

_NOT_MEASURED = {
    "", "-", "--", "---", ".", "..", "...", "*", "?", "n/a", "na", "n.a.", "nan", "null", "none",
    "qns", "q.n.s.", "quantity not sufficient", "quantity insufficient", "insufficient",
    "insufficient quantity", "insufficient sample", "insufficient specimen", "qnsr", "tnp", "dnr",
    "test not performed", "not performed", "not done", "nd", "n.d.", "not measured",
    "not available", "not reported", "not tested", "not calculated", "unable to calculate",
    "cannot calculate", "not applicable", "pending", "to follow", "in progress", "in process",
    "cancelled", "canceled", "cancel", "see note", "see comment", "see comments", "see below",
    "hemolyzed", "haemolysed", "haemolyzed", "lost", "missing", "no result", "no specimen",
    "not received", "specimen not received", "not detected", "k.a.", "ausstehend", "en cours",
}  # fmt: skip
_COMPARATORS = (
    (re.compile(r"^(?:<=|≤|=<)\s*"), -1),
    (re.compile(r"^(?:<|≪|less than|below|under|lower than)\s*"), -1),
    (re.compile(r"^(?:>=|≥|=>)\s*"), 1),
    (re.compile(r"^(?:>|≫|greater than|more than|above|over|higher than)\s*"), 1),
    (re.compile(r"^(?:=|~|≈|about|approx\.?|approximately|circa)\s*"), 0),
)
_NUMBER = re.compile(
    r"^(?P<sign>[+\-−]?)\s*(?P<digits>\d[\d.,'’ ]*\d|\d|[.,]\d+)"
    r"(?:\s*(?:[x×*]\s*10\s*\^?\s*|e)(?P<power>[+\-−]?\d{1,2})(?!\d))?\s*(?P<rest>.*)$"
)
_RANGE = re.compile(r"^(?:-|–|—|to|bis|à)\s*\d")
_FLAG = re.compile(r"^[\s\[(]*(?:hh?|ll?|a|c|high|low|abn(?:ormal)?|crit(?:ical)?|[*!↑↓#]+)[\s\])]*$")
_FLAG_FIRST = re.compile(r"^(?:\((?:hh?|ll?)\)|hh?|ll?|[*!↑↓]+)\s+(?=\S)")


@dataclass(frozen=True)
class Numbers:
    """Parsed cells: `value` [as printed], `comparator` (−1 below, 0 equal, 1 above), `status`
    (OK, EMPTY, BAD), `open_sign` (decimal or thousands not settled), `unit` (repeated inside).
    """

    value: Floats
    comparator: Codes
    status: Codes
    open_sign: Booleans
    unit: Texts | None


@dataclass(frozen=True)
class _Parsed:
    value: float = np.nan
    comparator: int = 0
    status: int = BAD
    open_sign: bool = False
    comma_decimal: bool | None = None
    unit: str = ""


def _number(text: str) -> tuple[float, bool, bool | None] | None:
    """Return (value, open?, decimal comma? or None) of a run of digits and separators."""
    digits = re.sub(r"(?<=\d)['’ ](?=\d{3}(?!\d))", "", text)
    if re.search(r"['’ ]", digits):
        return None
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        comma_last = digits.rfind(",") > digits.rfind(".")
        whole, part = ("." if comma_last else ","), ("," if comma_last else ".")
        head, _, tail = digits.rpartition(part)
        groups = head.split(whole)
        if part in head or any(len(group) != 3 for group in groups[1:]):
            return None
        return float("".join(groups) + "." + tail), False, comma_last
    sign = "," if commas else "."
    if max(dots, commas) > 1:
        groups = digits.split(sign)
        if any(len(group) != 3 for group in groups[1:]) or not 1 <= len(groups[0]) <= 3:
            return None
        return float("".join(groups)), False, sign == "."
    if not dots and not commas:
        return float(digits), False, None
    head, _, tail = digits.partition(sign)
    unsettled = len(tail) == 3 and 1 <= len(head) <= 3 and not head.startswith("0")
    if not tail:
        return float(head), False, None
    return float(f"{head or 0}.{tail}"), unsettled, None if unsettled else sign == ","


def parse_one(text: str) -> _Parsed:
    """Read one printed result; see `Numbers` for what the fields mean."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2009", " ").strip().casefold()
    folded = folded.strip("\"'").strip()
    if folded in _NOT_MEASURED or folded.strip("()[]*. ") in _NOT_MEASURED:
        return _Parsed(status=EMPTY)
    folded = _FLAG_FIRST.sub("", folded)
    comparator = 0
    for pattern, code in _COMPARATORS:
        found = pattern.match(folded)
        if found:
            comparator, folded = code, folded[found.end() :]
            break
    match = _NUMBER.match(folded)
    if match is None:
        return _Parsed()
    # A trailing separator belongs to the sentence, not to the number.
    number = _number(match["digits"].strip())
    rest = match["rest"].strip()
    if number is None or _RANGE.match(rest) or (rest and _NUMBER.match(rest) and "24" not in rest):
        return _Parsed()
    value, unsettled, comma = number
    if match["power"]:
        value *= 10.0 ** int(match["power"].replace("−", "-"))
    if match["sign"] in ("-", "−"):
        value = -value
    unit = "" if _FLAG.match(rest) and rest != "l" else rest.strip("*!↑↓ ")
    return _Parsed(value, comparator, OK, unsettled, comma, unit)


def settled_sign(texts: Iterable[Texts]) -> bool | None:
    """Tell whether the numbers of a file use a decimal comma.

    Parameters
    ----------
    texts : iterable of arrays of str
        The result columns of one file.

    Returns
    -------
    bool or None
        True: comma, False: point, None: nothing settles it, or both occur.
    """
    comma = point = False
    for column in texts:
        cast = pd.to_numeric(pd.Series(column, dtype=object), errors="coerce").to_numpy()
        plain_point = ~np.isnan(cast)
        if not point:
            for text in pd.unique(pd.Series(column[plain_point][:5000], dtype=object)):
                if "." in text and parse_one(text).comma_decimal is False:
                    point = True
                    break
        if not comma and not plain_point.all():
            for text in pd.unique(pd.Series(column[~plain_point], dtype=object)):
                parsed = parse_one(str(text)) if "," in text or "." in text else None
                if parsed is not None and parsed.status == OK and parsed.comma_decimal is not None:
                    comma |= parsed.comma_decimal
                    point |= not parsed.comma_decimal
    if comma == point:
        return None
    return comma


def parse(texts: Texts, comma: bool | None) -> Numbers:
    """Read a column of printed results.

    Parameters
    ----------
    texts : array of str, shape (n,)
        Cells as printed.
    comma : bool or None
        What `settled_sign` said of the file.

    Returns
    -------
    Numbers
        Aligned with `texts`.
    """
    size = len(texts)
    value = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(np.float64)
    comparator = np.zeros(size, dtype=np.int8)
    status = np.zeros(size, dtype=np.int8)
    open_sign = np.zeros(size, dtype=np.bool_)
    careful = ~np.isfinite(value)
    if comma is not False:
        # "1.234" casts, but may be a thousand: only then every cell with a point is looked at.
        points = np.fromiter(("." in text for text in texts), np.bool_, size)
        careful |= points
    unit: Texts | None = None
    if careful.any():
        codes, distinct = pd.factorize(pd.Series(texts[careful], dtype=object))
        parsed = [parse_one(str(text)) for text in distinct]
        at = np.flatnonzero(careful)
        value[at] = np.array([p.value for p in parsed])[codes]
        comparator[at] = np.array([p.comparator for p in parsed], dtype=np.int8)[codes]
        status[at] = np.array([p.status for p in parsed], dtype=np.int8)[codes]
        unsettled = np.array([p.open_sign for p in parsed])[codes]
        if comma is None:
            open_sign[at] = unsettled
        else:
            # Settled: the other sign groups thousands.
            sign = "." if comma else ","
            thousand = np.array([sign in str(text) for text in distinct])[codes] & unsettled
            value[at[thousand]] *= 1000.0
        if any(p.unit for p in parsed):
            unit = np.full(size, "", dtype=object)
            unit[at] = np.array([p.unit for p in parsed], dtype=object)[codes]
    return Numbers(value, comparator, status, open_sign, unit)


_INTERVAL = re.compile(
    r"(?P<low>[\d.,]*\d)\s*(?:-|–|—|−|to|bis|\.\.)\s*(?P<high>[\d.,]*\d)(?P<rest>.*)$"
)
_ONE_SIDED = re.compile(
    r"(?P<sign><=|>=|<|>|≤|≥|less than|below|up to|greater than|above|more than)\s*"
    r"(?P<number>[\d.,]*\d)(?P<rest>.*)$"
)


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
        Low and high as printed (NaN: that side is open) and the unit that follows, if any.

    Examples
    --------
    >>> parse_interval("2.5-7.5 mmol", None)
    (2.5, 7.5, 'mmol')
    """
    folded = unicodedata.normalize("NFKC", text).strip().casefold()

    def read(digits: str) -> float:
        number = _number(digits)
        if number is None:
            return np.nan
        value, unsettled, _ = number
        thousand = unsettled and comma is not None and ("." if comma else ",") in digits
        return value * 1000.0 if thousand else value

    found = _INTERVAL.search(folded)
    if found:
        low, high = read(found["low"]), read(found["high"])
        if not low < high:
            return np.nan, np.nan, ""
        return low, high, found["rest"].strip()
    found = _ONE_SIDED.search(folded)
    if found:
        number = read(found["number"])
        below = found["sign"] in ("<", "<=", "≤", "less than", "below", "up to")
        rest = found["rest"].strip()
        return (np.nan, number, rest) if below else (number, np.nan, rest)
    return np.nan, np.nan, ""

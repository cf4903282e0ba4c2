"""Printed results to numbers: comparators, decimal signs, words that mean "not measured".

A column is cast whole where it holds nothing but digits and points; else each distinct text is
read once, and only those that are no plain number meet the careful parser. `1,234` and `1.234` are
left open when nothing else in the file settles them: the caller decides by plausibility, and
refuses when that does not decide either.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from uroscope.lazy import ArrowCells, NumberCells
from uroscope.normalize.columns import distinct, same_code, same_flag, text_array
from uroscope.normalize.words import NO_NUMBER, NOT_MEASURED
from uroscope.tables import Booleans, Codes, Floats, Integers, Texts, Writing

OK, EMPTY, BAD, UNDETECTED = 0, 1, 2, 3
# Comparators; twice as much where the number itself is included.
BELOW, ABOVE = -1, 1
# From this size on a column is tried whole, if a sample of it hardly repeats.
_LARGE, _SAMPLE = 20_000, 1_024

# Longer runs of digits are no result, and some are beyond the largest number.
_LONGEST_PLAIN = 30
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
# Digits that no separator leaves open.
_SIMPLE = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")
_DECIDED_POINT = re.compile(
    rb"(?:^|\n)(?:0[0-9]*|[0-9]{4,})?\.[0-9]|\.(?:[0-9]{1,2}|[0-9]{4,})(?:\n|$)"
)
_COMPARATORS = (
    (re.compile(r"(?:<=|≤|⩽|=<|<<?|≪|less than or equal to|less than|lower than|below|under|"
                r"menos de|inférieur à|inf(?:\.|erieur)? [aà]|unter|kleiner(?: als)?|"
                r"minore di)\s*"), -1),
    (re.compile(r"(?:>=|≥|⩾|=>|>>?|≫|greater than or equal to|greater than|higher than|more than|"
                r"above|over|más de|supérieur à|sup(?:\.|erieur)? [aà]|über|grösser(?: als)?|"
                r"maggiore di)\s*"), 1),
    (re.compile(r"(?:=|~|≈|about|approx\.?|approximately|circa|ca\.)\s*"), 0),
)  # fmt: skip
_INCLUSIVE = re.compile(r"[=≤≥⩽⩾]|or equal")
_NUMBER = re.compile(
    r"(?P<sign>[+\-−]?)\s*(?P<digits>\d[\d.,'’ ]*\d|\d|[.,]\d+)[.,]?"
    r"(?:\s*(?:[x×*·]\s*10\s*\^?\s*|e)(?P<power>[+\-−]?\d{1,2})(?!\d))?\s*(?P<rest>.*)",
    re.DOTALL,
)
_RANGE = re.compile(r"(?:-|–|—|−|to|bis|à|a)\s*\d")
_FLAG = re.compile(
    r"[\s\[(]*(?:hh?|ll?|a|c|high|low|abn(?:ormal)?|crit(?:ical)?|panic|[*!↑↓#+]+)[\s\])*!]*"
)
_FLAG_FIRST = re.compile(r"(?:\((?:hh?|ll?)\)|hh?|ll?|[*!↑↓]+)\s*(?=[<>≤≥]?\s*[\d.,])")


@dataclass(frozen=True)
class Numbers:
    """Read texts, one entry per text.

    `value` [as printed], `comparator` (−1 below, 0 equal, 1 above; ±2: or equal), `status` (OK,
    EMPTY, BAD, UNDETECTED), `open_sign` (decimal or thousands not settled), `unit` (inside the
    text); `plain` where every text is a number and nothing else.
    """

    value: Floats
    comparator: Codes
    status: Codes
    open_sign: Booleans
    unit: Texts | None
    plain: bool = False

    def spread(self, codes: Integers) -> Numbers:
        """Return what was read of the distinct texts for each cell."""
        plain = self.plain or not (self.comparator.any() or self.status.any())
        size = len(codes)
        return Numbers(
            self.value[codes],
            same_code(OK, size) if plain else self.comparator[codes],
            same_code(OK, size) if plain else self.status[codes],
            same_flag(False, size) if self.plain else self.open_sign[codes],
            None if self.unit is None else self.unit[codes],
            self.plain,
        )


@dataclass(frozen=True)
class Parsed:
    """One read text; `sign` is the separator that is open or settled, `votes` what it settles."""

    value: float = np.nan
    comparator: int = 0
    status: int = BAD
    open_sign: str = ""
    comma: bool | None = None
    unit: str = ""


@dataclass(frozen=True)
class Column:
    """A column read as far as it can be without the rest of its file.

    `codes` is None where every cell stands for itself; `open_signs` gives the separator of the
    texts that stay open; `point` and `comma` tell which decimal signs the column proves.
    """

    codes: Integers | None
    numbers: Numbers
    open_signs: tuple[str, ...]
    point: bool
    comma: bool

    def settled(self, comma: bool | None) -> Numbers:
        """Return the numbers of all cells, with the decimal sign that the file settles.

        Parameters
        ----------
        comma : bool or None
            True: decimal comma, False: decimal point, None: not known.

        Returns
        -------
        Numbers
            One entry per cell.
        """
        numbers = self.numbers
        if comma is not None and self.open_signs:
            thousands = "." if comma else ","
            grouped = np.array([sign == thousands for sign in self.open_signs], dtype=np.bool_)
            numbers = Numbers(
                np.where(grouped, numbers.value * 1000.0, numbers.value),
                numbers.comparator,
                numbers.status,
                np.zeros(len(grouped), dtype=np.bool_),
                numbers.unit,
            )
        return numbers if self.codes is None else numbers.spread(self.codes)


def read_column(texts: Texts) -> Column:
    """Read a column of printed results.

    Parameters
    ----------
    texts : array of str, shape (n,)
        Cells as printed.

    Returns
    -------
    Column
        The numbers, but for signs only the whole file can settle.
    """
    if isinstance(texts, NumberCells):
        return _of_numbers(texts.values)
    if isinstance(texts, ArrowCells):
        return _of_arrow(texts)
    if len(texts) >= _LARGE and len(set(texts[:_SAMPLE].tolist())) > 0.9 * _SAMPLE:
        whole = _cast_whole(texts)
        if whole is not None:
            return whole
    codes, found = distinct(texts)
    numbers, signs, point, comma = _read_distinct(found)
    return Column(codes, numbers, signs, point, comma)


def _of_numbers(values: Floats) -> Column:
    """Read a column that holds numbers already; one without end is no result."""
    size = len(values)
    nothing = same_flag(False, size)
    if np.isfinite(values).all():
        fine = same_code(OK, size)
        return Column(None, Numbers(values, fine, fine, nothing, None, True), (), False, False)
    status = np.where(np.isnan(values), np.int8(EMPTY), np.int8(OK))
    status[np.isinf(values)] = BAD
    numbers = Numbers(values, same_code(0, size), status, nothing, None)
    return Column(None, numbers, (), False, False)


def _of_arrow(cells: ArrowCells) -> Column:
    """Cast a column whole; only cells that do not cast are read one by one, each text once."""
    plain = cells.plain_numbers()
    size = len(cells)
    nothing = same_flag(False, size)
    odd = np.flatnonzero(plain.careful)
    if not len(odd) and not plain.empty.any():
        fine = same_code(OK, size)
        numbers = Numbers(plain.values, fine, fine, nothing, None, True)
        return Column(None, numbers, (), plain.proves_point, False)
    status = np.where(plain.empty, np.int8(EMPTY), np.int8(OK))
    if not len(odd):
        numbers = Numbers(plain.values, same_code(0, size), status, nothing, None)
        return Column(None, numbers, (), plain.proves_point, False)
    codes, found = distinct(cells[odd])
    read, signs, point, comma = _read_distinct(found)
    value = np.array(plain.values)
    comparator = np.zeros(size, dtype=np.int8)
    value[odd], comparator[odd], status[odd] = (
        part[codes] for part in (read.value, read.comparator, read.status)
    )
    open_signs: tuple[str, ...] = ()
    open_sign: Booleans = nothing
    if signs:
        each = text_array([""] * size)
        each[odd] = text_array(list(signs))[codes]
        open_signs, open_sign = tuple(each.tolist()), each != ""
    unit = None
    if read.unit is not None:
        unit = text_array([""] * size)
        unit[odd] = read.unit[codes]
    numbers = Numbers(value, comparator, status, open_sign, unit)
    return Column(None, numbers, open_signs, point or plain.proves_point, comma)


def _cast_whole(texts: Texts) -> Column | None:
    """Cast a column of plain numbers in one go; None where it is more than that."""
    data = "\n".join(texts.tolist()).encode()
    if data.translate(None, b"0123456789.\n"):
        return None
    point = b"." in data
    if point and not _DECIDED_POINT.search(data):
        return None
    try:
        frame = pd.read_csv(
            io.BytesIO(data), header=None, dtype=np.float64, skip_blank_lines=False, na_filter=False
        )
    except ValueError:
        return None
    value = frame[0].to_numpy()
    if len(value) != len(texts) or not np.isfinite(value).all():
        return None
    nothing = same_code(OK, len(value))
    numbers = Numbers(value, nothing, nothing, same_flag(False, len(value)), None, True)
    return Column(None, numbers, (), point, False)


def _read_distinct(texts: Sequence[str]) -> tuple[Numbers, tuple[str, ...], bool, bool]:
    size = len(texts)
    value = np.full(size, np.nan)
    comparator = np.zeros(size, dtype=np.int8)
    status = np.zeros(size, dtype=np.int8)
    signs: list[str] = [""] * size
    units: dict[int, str] = {}
    all_plain = True
    point = comma = False
    plain = _PLAIN.fullmatch
    for at, text in enumerate(texts):
        if len(text) <= _LONGEST_PLAIN and plain(text):
            head, sign, tail = text.partition(".")
            if not sign:
                value[at] = float(text)
                continue
            if len(tail) != 3 or len(head) > 3 or head[:1] in ("", "0"):
                value[at] = float(text)
                point = point or bool(tail)
                continue
        parsed = parse_one(text)
        all_plain = False
        value[at], comparator[at], status[at] = parsed.value, parsed.comparator, parsed.status
        signs[at] = parsed.open_sign
        point = point or parsed.comma is False
        comma = comma or parsed.comma is True
        if parsed.unit:
            units[at] = parsed.unit
    open_sign = np.array([bool(sign) for sign in signs], dtype=np.bool_)
    unit = text_array([units.get(at, "") for at in range(size)]) if units else None
    numbers = Numbers(value, comparator, status, open_sign, unit, all_plain)
    return numbers, tuple(signs) if open_sign.any() else (), point, comma


def written_signs(columns: Iterable[Column]) -> Writing:
    """Tell which decimal signs the numbers of some records prove.

    Parameters
    ----------
    columns : iterable of Column
        The result columns of one file, or of some of its records.

    Returns
    -------
    Writing
        `decimal_comma` is True for a comma, False for a point, None where nothing settles it.
    """
    point = comma = matters = False
    for column in columns:
        point, comma = point or column.point, comma or column.comma
        matters = matters or bool(column.open_signs)
    return Writing(point=point, comma=comma, sign_matters=matters)


def parse(texts: Texts, comma: bool | None) -> Numbers:
    """Read a column whose decimal sign is known; see `read_column` and `Column.settled`."""
    return read_column(texts).settled(comma)


def number_of(text: str) -> tuple[float, str, bool | None] | None:
    """Read a run of digits and separators.

    Parameters
    ----------
    text : str
        Digits with points, commas, blanks or apostrophes between them.

    Returns
    -------
    tuple or None
        The value under the decimal reading, the separator if it stays open (else empty), and
        whether a decimal comma is proved; None where the separators make no sense.

    Examples
    --------
    >>> number_of("1.234,5")
    (1234.5, '', True)
    >>> number_of("1,234")
    (1.234, ',', None)
    """
    digits = re.sub(r"(?<=\d)['’ ](?=\d{3}(?!\d))", "", text)
    if len(digits) > _LONGEST_PLAIN or re.search(r"['’ ]", digits):
        return None
    grouped = len(digits) < len(text)
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        comma_last = digits.rfind(",") > digits.rfind(".")
        whole, part = ("." if comma_last else ","), ("," if comma_last else ".")
        head, _, tail = digits.rpartition(part)
        groups = head.split(whole)
        if part in head or not _grouped(groups):
            return None
        return float("".join(groups) + "." + tail), "", comma_last
    sign = "," if commas else "."
    if max(dots, commas) > 1:
        groups = digits.split(sign)
        if not _grouped(groups):
            return None
        return float("".join(groups)), "", sign == "."
    if not dots and not commas:
        return float(digits), "", None
    head, _, tail = digits.partition(sign)
    if not tail:
        return float(head), "", None
    value = float(f"{head or 0}.{tail}")
    if not grouped and len(tail) == 3 and 1 <= len(head) <= 3 and not head.startswith("0"):
        return value, sign, None
    return value, "", sign == ","


def _grouped(groups: Sequence[str]) -> bool:
    """Tell whether digits between separators are thousands: three each, and no zero in front."""
    head, *rest = groups
    return 1 <= len(head) <= 3 and head[0] != "0" and all(len(group) == 3 for group in rest)


def parse_one(text: str) -> Parsed:
    """Read one printed result.

    Parameters
    ----------
    text : str
        A cell as printed.

    Returns
    -------
    Parsed
        Its number, or why there is none.

    Examples
    --------
    >>> parse_one("< 0,5 mmol")
    Parsed(value=0.5, comparator=-1, status=0, open_sign='', comma=True, unit='mmol')
    """
    if len(text) > 200:
        return Parsed()
    plain = _SIMPLE.fullmatch(text)
    if plain is not None:
        return Parsed(float(text), 0, OK, "", False if plain[1] else None)
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    folded = folded.strip("\"'").strip()
    bare = folded.strip("()[]*.!?- ")
    if folded in NOT_MEASURED or bare in NOT_MEASURED:
        return Parsed(status=EMPTY)
    if bare in NO_NUMBER:
        return Parsed(status=UNDETECTED)
    folded = _FLAG_FIRST.sub("", folded, count=1) if _FLAG_FIRST.match(folded) else folded
    comparator = 0
    for pattern, code in _COMPARATORS:
        found = pattern.match(folded)
        if found:
            inclusive = bool(_INCLUSIVE.search(found[0]))
            comparator, folded = code * (2 if inclusive else 1), folded[found.end() :]
            break
    match = _NUMBER.fullmatch(folded)
    if match is None:
        return Parsed()
    number = number_of(match["digits"])
    rest = match["rest"].strip()
    if number is None or _RANGE.match(rest) or (_NUMBER.match(rest) and not rest.startswith("24")):
        return Parsed()
    value, open_sign, comma = number
    if match["power"]:
        value *= 10.0 ** int(match["power"].replace("−", "-"))
    if match["sign"] in ("-", "−"):
        value = -value
    unit = "" if _FLAG.fullmatch(rest) and rest != "l" else rest.strip("*!↑↓ ")
    return Parsed(value, comparator, OK, open_sign, comma, unit)


def half_digit(texts: Texts) -> Floats:
    """Return half a unit of the last printed digit of each text, as printed.

    Examples
    --------
    >>> half_digit(np.array(["0,69", "312"], dtype=object)).tolist()
    [0.005, 0.5]
    """
    halves = []
    for text in texts.tolist():
        found = re.search(r"[.,](\d+)(?!.*[.,]\d)", text)
        decimals = min(len(found[1]), 12) if found else 0
        power = re.search(r"(?:10\s*\^?\s*|e)([+-]?\d{1,2})", text)
        halves.append(0.5 * 10.0 ** ((int(power[1]) if power else 0) - decimals))
    return np.array(halves, dtype=np.float64)

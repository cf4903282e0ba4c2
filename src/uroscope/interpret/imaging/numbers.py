"""Sizes, densities and dates of a report, with the places they stand at."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"(?:\d{1,3}(?:[.,]\d{1,2})?|[.,]\d{1,2})"
_UNIT = r"(?:mm|cm|millimet(?:er|re)s?|centimet(?:er|re)s?)(?![\w/^²³])"
_SIZE = re.compile(
    rf"(?<![\w.,/])(?P<first>{_NUMBER})(?:\.?\s{{0,6}}-?\s{{0,6}}(?P<unit>{_UNIT}))?"
    rf"(?P<rest>(?:\s{{0,6}}(?:x|by|-|to|~)\s{{0,6}}{_NUMBER}"
    rf"(?:\s{{0,6}}-?\s{{0,6}}{_UNIT})?){{0,3}})"
)
_PART = re.compile(rf"(x|by|-|to|~)\s{{0,6}}({_NUMBER})(?:\s{{0,6}}-?\s{{0,6}}({_UNIT}))?")
_DENSITY = re.compile(
    r"(?<![\w.])(\d{1,2}[.,]\d{3}|\d{2,4})(?:\s{0,6}(?:-|to|\+/-|±)\s{0,6}(\d{2,4}))?"
    r"\s{0,6}(?:hu\b|hus\b|hounsfield)"
    r"|(?:\bhu\b|hounsfield(?:\s{1,4}units?)?|attenuation|density)(?:\s{1,4}units?)?(?:\s{1,4}value)?"
    r"\s{0,6}(?:of|:|=|is|measures|measuring|~)?\s{0,6}(?:up\s{1,6}to|about|approximately|approx\.?|~)?"
    r"\s{0,6}(\d{1,2}[.,]\d{3}|\d{2,4})(?![\d.,]*\s{0,6}(?:mm|cm|%))"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    r"(?<![\w/.-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}\s{{1,6}}{_MONTH}\.?,?\s{{1,6}}\d{{4}}|{_MONTH}\.?\s{{1,6}}\d{{1,2}},?\s{{1,6}}\d{{4}}"
    rf"|{_MONTH}\.?,?\s{{1,6}}\d{{4}}|(?:0?[1-9]|1[0-2])[/-](?:19|20)\d{{2}}|(?:19|20)\d{{2}})(?![\w/])"
)
_SPOKEN = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
_SAID = re.compile(
    rf"\b({'|'.join(_SPOKEN)})(?:\s{{1,3}}point\s{{1,3}}({'|'.join(_SPOKEN)}))?"
    rf"[\s-]{{1,3}}({_UNIT})"
)
# "8 and 11 mm": the numbers before the last, which alone carries the unit.
_LISTED = re.compile(
    rf"(?<![\w.,/-])({_NUMBER}(?:\s{{0,3}},\s{{1,3}}(?:an?\s{{1,3}})?{_NUMBER}){{0,5}}),?"
    rf"\s{{1,3}}(?:and|&)\s{{1,3}}(?P<article>an?\s{{1,3}}|another\s{{1,3}})?$"
)
# "a 3 mm and a 5 mm stone": the second has an article of its own, so it is another stone.
_ANOTHER = re.compile(r"(?:and|&|,|plus)\s{1,3}(?:an?|another)\s{1,3}$")
_ANOTHER_REACH = 16
# "3, 4, 5 mm": without "and" only from three on, as "calyx 2, 4 mm" may be a place and a size.
_COMMAS = re.compile(
    rf"(?<![\w.,/-])({_NUMBER}(?:,\s{{1,3}}{_NUMBER}){{1,5}}),\s{{1,3}}(?P<article>(?!))?$"
)
_LISTED_REACH = 60
# Words a list of sizes stands behind; "grade 2 and 5 mm stones" and "calyx 2 and 5 mm" are none.
_BEFORE_A_LIST = frozenset(
    [
        *("of", "measuring", "measures", "measure", "measured", "sized", "sizes", "size", "are"),
        *("with", "the", "about", "approximately", "approx", "two", "three", "four", "five", "six"),
        *("several", "multiple", "few", "both", "adjacent", "small", "tiny", "large", "left"),
        *("right", "bilateral", "renal", "nonobstructing", "obstructing", "nonobstructive"),
        *("stones", "calculi", "shows", "contains", "containing", "demonstrates"),
    ]
)
LARGEST_MM = 200.0
"""The longest thing taken for a size of a finding: more than a whole kidney; a convention."""
_DENSEST_HU = (30.0, 3200.0)


@dataclass(frozen=True, slots=True)
class Size:
    """A size [mm]: the largest number, the smallest of a range, and where it stands.

    `each` holds the sizes of several things that share a unit, as of "8 and 11 mm stones";
    `another` is true where an article sets them, or this one from the size before, apart.
    """

    start: int
    end: int
    mm: float
    low: float | None = None
    path: tuple[float, ...] = ()
    each: tuple[float, ...] = ()
    another: bool = False


@dataclass(frozen=True, slots=True)
class Density:
    """A density [HU] with its place."""

    start: int
    end: int
    low: float
    high: float


def sizes(folded: str) -> list[Size]:
    """Find the sizes of a text in lower case.

    Parameters
    ----------
    folded : str
        The text.

    Returns
    -------
    list of Size
        Numbers with a unit of length, in order; a product or range is one size.

    Examples
    --------
    >>> [(size.mm, size.low) for size in sizes("0.6 cm, 4 x 3 x 5 mm, 3-4 mm, 900 hu")]
    [(6.0, None), (5.0, None), (4.0, 3.0)]
    >>> sizes("stones of 3, 4 and 6 mm")[0].each
    (3.0, 4.0, 6.0)
    """
    found = []
    for match in _SIZE.finditer(folded):
        parts = _PART.findall(match["rest"])
        units = [match["unit"], *(unit or None for _, _, unit in parts)]
        if units[-1] is None:
            parts, units = [], units[:1]
        if units[-1] is None:
            continue
        numbers = [match["first"], *(number for _, number, _ in parts)]
        values, unit = [], units[-1]
        for number, own in zip(reversed(numbers), reversed(units), strict=True):
            unit = own or unit
            values.append(_millimetres(number, unit))
        values.reverse()
        end = match.end() if parts else match.end("unit")
        if not 0 < max(values) <= LARGEST_MM or min(values) <= 0:
            continue
        joins = {join for join, _, _ in parts}
        ranged = bool(joins) and joins <= {"-", "to", "~"}
        low = min(values) if ranged and len(values) == 2 and min(values) < max(values) else None
        start = match.start() + (match["first"][0] in ".,")
        shared = _shared(folded, start, unit) if len(values) == 1 else None
        if shared is None:
            before = folded[max(0, start - _ANOTHER_REACH) : start]
            another = _ANOTHER.search(before) is not None
            found.append(Size(start, end, max(values), low, tuple(values), another=another))
        else:
            first, others, another = shared
            each = (*others, *values)
            least = min(each) if min(each) < max(each) else None
            found.append(Size(first, end, max(each), least, (), each, another))
    spoken = [
        Size(said.start(), said.end(), mm, None, (mm,))
        for said in _SAID.finditer(folded)
        for mm in (_spoken(said[1], said[2], said[3]),)
    ]
    return sorted([*found, *spoken], key=lambda size: size.start) if spoken else found


def _shared(folded: str, start: int, unit: str) -> tuple[int, tuple[float, ...], bool] | None:
    """Return where a list that ends with this size begins, its other sizes [mm], any article."""
    low = max(0, start - _LISTED_REACH)
    match = _LISTED.search(folded[low:start]) or _COMMAS.search(folded[low:start])
    if match is None:
        return None
    before = folded[: low + match.start()].rstrip()
    word = re.split(r"[\s-]", before[-20:])[-1]
    articled = match["article"] is not None
    known = word in _BEFORE_A_LIST or (articled and word in {"a", "an"})
    if word and word[-1] not in ",:;(.\u2022" and not known:
        return None
    others = tuple(_millimetres(n, unit) for n in re.split(r"\s*,\s+(?:an?\s+)?", match[1]))
    if not 0 < min(others) <= max(others) <= LARGEST_MM:
        return None
    return low + match.start(), others, articled


def _spoken(whole: str, tenths: str | None, unit: str) -> float:
    value = _SPOKEN[whole] + (_SPOKEN[tenths] / 10 if tenths and _SPOKEN[tenths] < 10 else 0.0)
    return round(value * 10.0, 4) if unit.startswith("c") else float(value)


def _millimetres(number: str, unit: str) -> float:
    value = float(number.replace(",", "."))
    return round(value * 10.0, 4) if unit.startswith("c") else value


def densities(folded: str) -> list[Density]:
    """Find the densities [HU] of a text in lower case.

    Examples
    --------
    >>> [(d.low, d.high) for d in densities("1,100 hu; density of 450; 600-700 hounsfield units")]
    [(1100.0, 1100.0), (450.0, 450.0), (600.0, 700.0)]
    """
    found = []
    for match in _DENSITY.finditer(folded):
        low = float((match[1] or match[3]).replace(",", "").replace(".", ""))
        high = float(match[2]) if match[2] else low
        spread = "+/-" in match[0] or "±" in match[0]
        if spread:
            high = low
        if _DENSEST_HU[0] <= low <= high <= _DENSEST_HU[1]:
            found.append(Density(match.start(), match.end(), low, high))
    return found


def dates(folded: str) -> list[tuple[int, int]]:
    """Find the dates of a text in lower case, as printed.

    Examples
    --------
    >>> text = "compared with ct of 12 march 2024 and 2021-03-04"
    >>> [text[start:end] for start, end in dates(text)]
    ['12 march 2024', '2021-03-04']
    """
    return [(match.start(), match.end()) for match in _DATE.finditer(folded)]

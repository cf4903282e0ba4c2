"""Who the results belong to: sex, age, body size, and the hours of a collection."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from uroscope.normalize.columns import distinct, text_array
from uroscope.normalize.numbers import EMPTY, OK, parse_one
from uroscope.tables import Booleans, Floats, Texts, Writing

_SEX = {
    "female": ("f", "fem", "female", "woman", "girl", "w", "weiblich", "weibl", "frau", "femme",
               "féminin", "feminin", "femenino", "mujer", "femmina", "femminile", "donna",
               "feminino", "mulher", "vrouw", "vrouwelijk", "kvinna", "kvinde"),
    "male": ("m", "male", "man", "boy", "masc", "männlich", "männl", "mann", "homme", "masculin",
             "masculino", "hombre", "varón", "varon", "maschio", "maschile", "uomo", "homem",
             "mannelijk", "mand", "h"),
}  # fmt: skip
# A letter with blanks and a point around it.
_LONGEST_LETTER = 12
_SEX_OF = {word: sex for sex, words in _SEX.items() for word in words}
_SCALES = {
    "weight_kg": {"": 1.0, "kg": 1.0, "kgs": 1.0, "kilograms": 1.0, "g": 0.001, "lb": 0.45359237,
                  "lbs": 0.45359237, "pounds": 0.45359237},
    "height_cm": {"": 1.0, "cm": 1.0, "m": 100.0, "in": 2.54, "inch": 2.54, "inches": 2.54},
    "duration_h": {"": 1.0, "h": 1.0, "hr": 1.0, "hrs": 1.0, "hours": 1.0, "hour": 1.0, "std": 1.0,
                   "stunden": 1.0, "heures": 1.0, "horas": 1.0, "ore": 1.0, "min": 1 / 60,
                   "mins": 1 / 60, "minutes": 1 / 60, "d": 24.0, "day": 24.0, "days": 24.0},
    "age": {"": 1.0, "y": 1.0, "yr": 1.0, "yrs": 1.0, "year": 1.0, "years": 1.0, "years old": 1.0,
            "yo": 1.0, "y/o": 1.0, "+": 1.0, "jahre": 1.0, "ans": 1.0, "años": 1.0, "anni": 1.0,
            "anos": 1.0, "m": 1 / 12, "mo": 1 / 12, "mos": 1 / 12, "month": 1 / 12,
            "months": 1 / 12, "w": 1 / 52.18, "wk": 1 / 52.18, "week": 1 / 52.18,
            "weeks": 1 / 52.18, "d": 1 / 365.25, "day": 1 / 365.25, "days": 1 / 365.25},
}  # fmt: skip
_CLOCK = re.compile(
    r"(\d{1,3}):(\d{2})(?::\d{2})?(?:\s*h(?:ours?)?)?|(\d{1,3})\s*h\s*(\d{2})(?:\s*min)?"
)
_HOURS = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*h\.?")
_FEET = re.compile(
    r"(\d)\s*(?:'|’|′|ft|feet|foot)\s*(\d{1,2}(?:\.\d+)?)?\s*(?:\"|”|″|''|in|inches)?"
)


def sex_letters(texts: Texts) -> Writing:
    """Tell whether a column names a sex by the letter H or M alone."""
    _, found = distinct(texts)
    words = {text.strip().casefold().rstrip(".") for text in found if len(text) < _LONGEST_LETTER}
    return Writing(h="h" in words, m="m" in words)


def parse_sex(texts: Texts, *, m_is_open: bool | None = None) -> Texts:
    """Return `female`, `male` or an empty text for anything else.

    Parameters
    ----------
    texts : array of str, shape (n,)
        Cells as printed.
    m_is_open : bool, optional
        Whether the file has an H beside its M, which may then be mujer or a man; by default these
        cells are the whole file.

    Returns
    -------
    array of str, shape (n,)
        The sex of every cell.

    Examples
    --------
    >>> parse_sex(np.array(["F", "Mann", "x"], dtype=object)).tolist()
    ['female', 'male', '']
    """
    codes, found = distinct(texts)
    words = [text.strip().casefold().rstrip(".") for text in found]
    read = [_SEX_OF.get(word, "") for word in words]
    letters = "h" in words and "m" in words
    if letters if m_is_open is None else m_is_open:
        # Beside an H for hombre or homme an M may be mujer or a man.
        read = ["" if word == "m" else sex for word, sex in zip(words, read, strict=True)]
    return text_array(read)[codes]


@dataclass(frozen=True)
class Measures:
    """Body measures of a column: `value` in our unit and where a filled cell was not readable."""

    value: Floats
    bad: Booleans


def parse_measure(
    texts: Texts, kind: str, unit: str, bounds: tuple[float, float], *, clock: bool = True
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
    clock : bool
        Whether `23:30` is a duration; in a column of clock times it is not.

    Returns
    -------
    Measures
        NaN where empty or not readable.

    Examples
    --------
    >>> ages = np.array(["7 months", "90+"], dtype=object)
    >>> parse_measure(ages, "age", "", (0, 120)).value.round(2).tolist()
    [0.58, 90.0]
    """
    codes, found = distinct(texts)
    read = [_measure(text.strip(), kind, unit, clock) for text in found]
    value = np.array([np.nan if number is None else number for number in read], dtype=np.float64)
    empty = np.array([number is None for number in read], dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        possible = (value >= bounds[0]) & (value <= bounds[1])
    return Measures(np.where(possible, value, np.nan)[codes], (~possible & ~empty)[codes])


# A cohort's ages and weights are the same few texts in every part of its file.
@lru_cache(maxsize=8192)
def _measure(text: str, kind: str, unit: str, clock: bool) -> float | None:
    """Return one measure in our unit; NaN where unreadable, None where there is none."""
    special = _special(text, kind) if clock else None
    if special is not None:
        return special
    parsed = parse_one(text.replace(">", "", 1) if kind == "age" else text)
    if parsed.status == EMPTY:
        return None
    if (
        parsed.status != OK
        or parsed.comparator
        or (kind == "duration_h" and not clock and ":" in text)
    ):
        return float("nan")
    scales = _SCALES[kind]
    inside = parsed.unit.strip(". ")
    value = parsed.value * scales.get(inside if inside else unit.strip().casefold(), float("nan"))
    if kind == "height_cm" and not unit and not inside and 1.0 < value < 2.5:
        # Nobody is two centimetres tall: a bare 1.65 is metres.
        return value * 100.0
    return value


def _special(text: str, kind: str) -> float | None:
    """Read `23:30`, `23 h 30` and `24 h` as hours, `5'6"` as a height."""
    if kind == "duration_h":
        found = _CLOCK.fullmatch(text)
        if found:
            return int(found[1] or found[3]) + int(found[2] or found[4]) / 60
        found = _HOURS.fullmatch(text.casefold())
        return float(found[1].replace(",", ".")) if found else None
    if kind == "height_cm":
        found = _FEET.fullmatch(text.casefold())
        return (int(found[1]) * 12 + float(found[2] or 0)) * 2.54 if found else None
    return None

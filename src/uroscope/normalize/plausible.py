"""What cannot be true, kept apart from what is abnormal; and which slip it may have been."""

from __future__ import annotations

import numpy as np

from uroscope.errors import UnitError
from uroscope.knowledge import Knowledge, Quantity
from uroscope.normalize.resolve import Meaning, resolve
from uroscope.tables import Booleans, Codes, Floats, Texts
from uroscope.units import plain

# The usual slips: a prefix too large or too small, another volume below the stroke, and the other
# of the two units that a quantity is reported in.
_PREFIXES = (
    ("kg", "g", "mg", "µg", "ng", "pg"),
    ("mol", "mmol", "µmol", "nmol", "pmol"),
    ("L", "mL"),
)
_VOLUMES = ("L", "dL", "mL")


def settle_open_signs(
    value: Floats, open_sign: Booleans, quantity: Quantity
) -> tuple[Floats, Booleans]:
    """Settle `1,234` and `1.234` by the single plausible reading.

    Parameters
    ----------
    value : array of float, shape (n,)
        Canonical values under the decimal reading.
    open_sign : array of bool, shape (n,)
        The cells in question.
    quantity : Quantity
        Its plausibility bounds decide.

    Returns
    -------
    tuple
        The values, and where both or neither reading is plausible.
    """
    if not open_sign.any():
        return value, open_sign
    thousands = value * 1000.0
    as_decimal = ~implausible(value, quantity)
    as_thousand = ~implausible(thousands, quantity)
    settled = np.where(open_sign & as_thousand & ~as_decimal, thousands, value)
    return settled, open_sign & (as_decimal == as_thousand)


def implausible(value: Floats, quantity: Quantity) -> Booleans:
    """Tell which values cannot be true."""
    low, high = quantity.plausible
    return ~((value >= low) & (value <= high))


def below_usual(value: Floats, comparator: Codes, quantity: Quantity) -> Booleans:
    """Tell which values are lower than most patients pass; one that is only a bound is not.

    Parameters
    ----------
    value : array of float, shape (n,)
        Canonical values.
    comparator : array of int, shape (n,)
        −1 and −2 for results printed as below a bound.
    quantity : Quantity
        Its usual range; where there is none, nothing is below it.

    Returns
    -------
    array of bool, shape (n,)
        True where the value is below the usual range.
    """
    if quantity.usual is None:
        return np.zeros(len(value), dtype=np.bool_)
    return (value < quantity.usual[0]) & (comparator >= 0)


def slips(
    value: Floats, name: str, spelled: str, quantity: Quantity, knowledge: Knowledge
) -> Texts:
    """Name the unit that was probably meant, where exactly one usual slip explains a value.

    Parameters
    ----------
    value : array of float, shape (n,)
        Values outside the usual range, in the canonical unit.
    name : str
        The analyte's id, under which the guess has to be readable.
    spelled : str
        The unit that was printed.
    quantity : Quantity
        Its usual range.
    knowledge : Knowledge
        Units and quantities.

    Returns
    -------
    array of str, shape (n,)
        The printed unit corrected, for example `mg/24 h` for `µg/24 h`; empty where nothing or
        more than one thing explains the value.
    """
    guess = np.full(len(value), "", dtype=object)
    printed = _meaning(name, spelled, knowledge)
    if quantity.usual is None or printed is None:
        return guess
    low, high = quantity.usual
    open_still = np.isfinite(value)
    # Units that laboratories report it in come first, a size before a mass taken for an amount.
    for found in _landings(name, spelled, printed, quantity, knowledge):
        hits = np.zeros(len(value), dtype=np.int64)
        for factor, unit in found.items():
            other = value * factor / printed.factor
            fits = open_still & (other >= low) & (other <= high)
            guess[fits] = unit
            hits += fits
        guess[hits > 1] = ""
        open_still &= hits == 0
    return guess


def _landings(
    name: str, spelled: str, printed: Meaning, quantity: Quantity, knowledge: Knowledge
) -> tuple[dict[float, str], ...]:
    """Return the units that a usual slip may have been, by factor, the likeliest kind first."""
    reported = {_digits(m.factor) for m in _reported(name, quantity, knowledge)}
    landing: tuple[dict[float, str], ...] = ({}, {}, {})
    for guess in [*_other_sizes(spelled), *_other_kinds(spelled, quantity)]:
        other = _meaning(name, guess, knowledge)
        if other is None or other.per != printed.per:
            continue
        factor = _digits(other.factor)
        rank = 2 if factor not in reported else int(other.unit.kind != printed.unit.kind)
        # ng/L and pg/mL are one unit under two names: the first guess stands for both.
        landing[rank].setdefault(factor, guess)
    return landing


def _digits(factor: float) -> float:
    """Return a factor without the noise of its last digits, so that equal units compare equal."""
    return float(f"{factor:.9g}")


def _reported(name: str, quantity: Quantity, knowledge: Knowledge) -> list[Meaning]:
    """Return the meanings of the units a quantity is usually reported in."""
    found = [_meaning(name, unit, knowledge) for unit in (quantity.unit, quantity.si_unit)]
    return [meaning for meaning in found if meaning is not None]


def _other_kinds(spelled: str, quantity: Quantity) -> list[str]:
    """Return the units a quantity is reported in, with the printed denominator and their own."""
    _, stroke, bottom = spelled.strip().partition("/")
    own = (quantity.unit, quantity.si_unit)
    return [*(unit.partition("/")[0] + stroke + bottom for unit in own), *own]


def _other_sizes(spelled: str) -> list[str]:
    """Return the units one prefix or one volume away."""
    top, stroke, bottom = spelled.strip().replace("μ", "µ").partition("/")
    guesses = []
    key = plain(top).replace("mcg", "ug")
    for row in _PREFIXES:
        names = [plain(name) for name in row]
        if key in names:
            at = names.index(key)
            guesses += [row[n] + stroke + bottom for n in (at - 1, at + 1) if 0 <= n < len(row)]
    if bottom.strip().casefold() in [volume.casefold() for volume in _VOLUMES]:
        guesses += [f"{top}/{v}" for v in _VOLUMES if v.casefold() != bottom.strip().casefold()]
    return guesses


def _meaning(name: str, unit: str, knowledge: Knowledge) -> Meaning | None:
    try:
        meaning = resolve(name, unit, "", "", knowledge)
    except UnitError:
        return None
    return meaning if isinstance(meaning, Meaning) else None

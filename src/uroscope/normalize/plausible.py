"""What cannot be true, kept apart from what is abnormal; and which slip it may have been."""

from __future__ import annotations

import numpy as np

from uroscope.knowledge import Quantity
from uroscope.normalize.cells import Batch
from uroscope.tables import Booleans, Floats
from uroscope.units import Unit

_SMALLER = {"kg": "g", "g": "mg", "mg": "ug", "ug": "ng", "ng": "pg", "mmol": "umol", "umol": "nmol",
            "nmol": "pmol", "l": "ml"}  # fmt: skip
_LARGER = {small: large for large, small in _SMALLER.items()}
_VOLUMES = {"l": 1.0, "dl": 0.1, "ml": 0.001}


def settle_open_signs(batch: Batch, value: Floats, quantity: Quantity) -> tuple[Floats, Booleans]:
    """Settle `1,234` and `1.234` by the single plausible reading.

    Parameters
    ----------
    batch : Batch
        Its `open_sign` marks the cells in question.
    value : array of float, shape (n,)
        Canonical values under the decimal reading.
    quantity : Quantity
        Its plausibility bounds decide.

    Returns
    -------
    tuple
        The values, and where both or neither reading is plausible.
    """
    low, high = quantity.plausible
    thousands = value * 1000.0
    as_decimal = (value >= low) & (value <= high)
    as_thousand = (thousands >= low) & (thousands <= high)
    settled = np.where(batch.open_sign & as_thousand & ~as_decimal, thousands, value)
    return settled, batch.open_sign & (as_decimal == as_thousand)


def implausible(value: Floats, quantity: Quantity) -> Booleans:
    """Tell which values cannot be true."""
    low, high = quantity.plausible
    return (value < low) | (value > high)


def slip(value: float, unit: Unit, quantity: Quantity) -> str | None:
    """Name the unit that was probably meant, if exactly one usual slip explains the value.

    Parameters
    ----------
    value : float
        The impossible value in the canonical unit.
    unit : Unit
        The unit that was printed.
    quantity : Quantity
        Its usual range.

    Returns
    -------
    str or None
        The printed unit corrected, for example `mg/24 h` for `µg/24 h`.
    """
    if quantity.usual is None or not np.isfinite(value):
        return None
    top, stroke, bottom = unit.spelled.strip().replace("μ", "u").replace("µ", "u").partition("/")
    key, below = top.strip().casefold(), bottom.strip().casefold()
    guesses: list[tuple[float, str]] = []
    if key in _LARGER:
        guesses.append((1000.0, _LARGER[key] + stroke + bottom))
    if key in _SMALLER:
        guesses.append((0.001, _SMALLER[key] + stroke + bottom))
    if below in _VOLUMES:
        for other, size in _VOLUMES.items():
            if other != below:
                nice = {"l": "L", "dl": "dL", "ml": "mL"}[other]
                guesses.append((_VOLUMES[below] / size, f"{top}/{nice}"))
    mass = quantity.substance.molar_mass
    if mass and key == "mg":
        guesses.append((mass, "mmol" + stroke + bottom))
    if mass and key == "mmol":
        guesses.append((1.0 / mass, "mg" + stroke + bottom))
    low, high = quantity.usual
    landing = [text for factor, text in guesses if low <= value * factor <= high]
    return landing[0] if len(landing) == 1 else None

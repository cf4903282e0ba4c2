"""What is asked: changes and goals as words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from uroscope.derive.saturation.constants import SALTS
from uroscope.derive.specimen import ACID_PH, ALKALINE_PH
from uroscope.errors import UnitError, UsageError
from uroscope.knowledge import Knowledge, Quantity
from uroscope.knowledge.canonical import canonical_unit
from uroscope.normalize.numbers import number_of
from uroscope.units import conversion

_SET = re.compile(
    r"^\s*(?P<name>[a-z0-9_]+)\s*=\s*(?P<number>\d[\d.,'’]*\d|\d|[.,]\d+)\s*(?P<unit>.*)$",
    re.I,
)
# Hydroxyapatite ratios span thirty powers of ten; nobody aims at one.
_GOAL_SALTS = tuple(salt for salt in SALTS if salt != "hydroxyapatite")


def parse_changes(texts: Sequence[str], knowledge: Knowledge) -> dict[str, float]:
    """Read changes such as `urine_volume=2.5L/d`; a value without unit is in the canonical one.

    Parameters
    ----------
    texts : sequence of str
        Analyte of the 24-hour urine, `=`, number and unit.
    knowledge : Knowledge
        Analytes, units and what is plausible.

    Returns
    -------
    dict
        Analyte to its new value [canonical unit].

    Raises
    ------
    UsageError
        If a change is not understood or cannot be true.

    Examples
    --------
    >>> from uroscope.knowledge import load
    >>> parse_changes(["urine_volume=2500mL", "urine_calcium = 5 mmol/d"], load())
    {'urine_volume': 2.5, 'urine_calcium': 200.39}
    """
    changes: dict[str, float] = {}
    for text in texts:
        found = _SET.match(text)
        if found is None:
            raise UsageError(
                f"{text!r} is not a change; write a 24-hour analyte, =, value and unit, "
                "for example urine_sodium=100mmol/d."
            )
        quantity = _quantity(text, found["name"].lower(), knowledge)
        if quantity.id in changes:
            raise UsageError(f"{text!r}: {quantity.id} is changed twice; keep one.")
        factor = _factor(text, found["unit"].strip(), quantity, knowledge)
        changes[quantity.id] = _value(text, found["number"], factor, quantity)
    return changes


def _quantity(text: str, name: str, knowledge: Knowledge) -> Quantity:
    """Return the analyte of a change.

    Raises
    ------
    UsageError
        If there is none of that name, or it is not one of the 24-hour urine.
    """
    quantity = knowledge.quantities.get(name)
    if quantity is None:
        timed = [q.id for q in knowledge.quantities.values() if q.specimen == "timed"]
        near = [f"urine_{name}"] if f"urine_{name}" in timed else []
        near = near or difflib.get_close_matches(name, timed, n=1)
        hint = f"did you mean {near[0]}?" if near else "for example urine_sodium=100mmol/d."
        raise UsageError(f"{text!r}: there is no analyte {name!r}; {hint}")
    if quantity.specimen != "timed":
        raise UsageError(f"{text!r}: only results of the 24-hour urine can be changed.")
    return quantity


def _factor(text: str, unit: str, quantity: Quantity, knowledge: Knowledge) -> float:
    """Return the factor from the written unit to the canonical one.

    Raises
    ------
    UsageError
        If the unit is not one of this analyte per day.
    """
    if not unit:
        return 1.0
    try:
        printed = canonical_unit(unit, knowledge.units)
        if printed.per not in (quantity.canonical.per, ""):
            raise UnitError(f"{unit!r} is not an amount per day")
        return conversion(printed, quantity.canonical, quantity.substance)
    except UnitError as error:
        hint = "" if "write" in str(error) else f"; write {quantity.unit}"
        raise UsageError(f"{text!r}: {error}{hint}.") from error


def _value(text: str, number: str, factor: float, quantity: Quantity) -> float:
    """Return a new value that this analyte can have, in the canonical unit.

    Raises
    ------
    UsageError
        If it cannot be true, or can be read in two ways.
    """
    low, high = quantity.plausible
    if quantity.canonical.kind == "ph":
        # Kidneys make no other; beyond them stand acid in the bottle and bacteria.
        low, high = ACID_PH, ALKALINE_PH
    read = number_of(number)
    if read is None:
        raise UsageError(f"{text!r}: {number!r} is not one number; write it like 2100.5.")
    readings = [read[0]]
    if read[1]:
        # 1,000 may be a thousand or one with three decimals.
        readings.append(read[0] * 1000.0)
    values = [float(f"{reading * factor:.12g}") for reading in readings]
    true = [value for value in values if low <= value <= high]
    if not true:
        unit = "" if quantity.canonical.kind == "ph" else f" {quantity.unit}"
        raise UsageError(
            f"{text!r} cannot be true: {quantity.label} lies between {low:,g} and {high:,g}{unit}."
        )
    if len(true) > 1:
        one, thousand = readings
        raise UsageError(f"{text!r} can be read in two ways; write {one:g} or {thousand:g}.")
    return true[0]


def parse_goals(texts: Sequence[str]) -> dict[str, float]:
    """Read goals such as `calcium_oxalate=4`.

    Parameters
    ----------
    texts : sequence of str
        Salt, `=` and the supersaturation ratio to reach [-].

    Returns
    -------
    dict
        Salt to its ratio [-].

    Raises
    ------
    UsageError
        If a goal is not understood.

    Examples
    --------
    >>> parse_goals(["calcium_oxalate=4", "uric_acid = 0,9"])
    {'calcium_oxalate': 4.0, 'uric_acid': 0.9}
    """
    goals: dict[str, float] = {}
    for text in texts:
        found = _SET.match(text)
        salt = "" if found is None else found["name"].lower()
        read = None if found is None else number_of(found["number"])
        if found is None or read is None or salt not in SALTS or found["unit"].strip():
            raise UsageError(
                f"{text!r} is not a goal; write a salt and a ratio: calcium_oxalate=4."
            )
        if salt not in _GOAL_SALTS:
            raise UsageError(f"{text!r}: {salt} is read as an energy; its ratio is no goal.")
        if salt in goals:
            raise UsageError(f"{text!r}: {salt} has two goals; keep one.")
        goals[salt] = read[0]
        if goals[salt] <= 0:
            raise UsageError(f"{text!r} cannot be reached: a ratio is always above 0.")
    return goals

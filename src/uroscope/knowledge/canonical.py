"""Canonical units: the few that quantities and limits are kept and written in."""

from __future__ import annotations

from uroscope.errors import UnitError
from uroscope.units import Substance, Unit, UnitTable, conversion

# A limit or a quantity may also be a ratio of body measures, which no laboratory prints as a unit
# of a cell: the table holds those as denominators (`kg_d`) or whole words.
_OWN = {
    "ratio": Unit("ratio", "number", 1.0),
    "mg/mg": Unit("mg/mg", "mass_ratio", 1.0),
    "mmol/mmol": Unit("mmol/mmol", "amount_ratio", 1.0),
    "pH": Unit("pH", "ph", 1.0),
    "mL/min": Unit("mL/min", "clearance", 1.0),
    "mL/min/1.73m2": Unit("mL/min/1.73m2", "clearance", 1.0, "1.73m2"),
}


def canonical_unit(text: str, table: UnitTable) -> Unit:
    """Return the meaning of a unit written in our own files.

    Raises
    ------
    UnitError
        If it is not one of the table's units.
    """
    return _OWN[text] if text in _OWN else table.parse(text)


def between(source: Unit, target: Unit, substance: Substance) -> float:
    """Return the factor from one of our units to another, denominators included.

    Raises
    ------
    UnitError
        If the two do not measure the same thing.
    """
    if source.per != target.per:
        raise UnitError(f"{source.spelled} and {target.spelled} have different denominators")
    return conversion(source, target, substance)

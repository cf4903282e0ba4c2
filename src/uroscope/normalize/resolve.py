"""What a printed name, unit and specimen mean together: one analyte, one factor, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from uroscope.errors import UnitError
from uroscope.knowledge import Knowledge, Quantity
from uroscope.knowledge.names import Candidate, name_key, of_specimen
from uroscope.units import Unit, conversion

# How the denominator of a printed unit becomes the canonical one; the values are row arithmetic.
DIRECT, COLLECTION, VOLUME, WEIGHT, CREATININE = "direct", "collection", "volume", "weight", "creatinine"
_SPECIMEN_WORDS = {
    "timed": "a 24-hour urine (urine_24h)",
    "spot": "a spot urine (urine_spot)",
    "fasting": "a fasting urine (urine_fasting)",
    "blood": "blood (serum)",
    "printed": "a derived value",
}


@dataclass(frozen=True)
class Meaning:
    """A group of cells that was understood: canonical value = printed × factor (× row term)."""

    quantity: Quantity
    factor: float
    per: str
    unit: Unit
    read_as: str | None = None


@dataclass(frozen=True)
class Refusal:
    """Why a group of cells cannot be used."""

    code: str
    message: str
    hint: str
    analyte: str = ""


class Unused:
    """A name nothing here has a use for."""


def resolve(
    name: str, unit: str, specimen: str, loinc: str, knowledge: Knowledge
) -> Meaning | Refusal | Unused:
    """Decide what a group of cells is.

    Parameters
    ----------
    name, unit, specimen, loinc : str
        As printed; empty where the file has none.
    knowledge : Knowledge
        Names, units and quantities.

    Returns
    -------
    Meaning, Refusal or Unused
        One of the three; nothing is guessed.
    """
    where = knowledge.names.specimen(specimen) if specimen.strip() else None
    if specimen.strip() and where is None:
        where = _specimen_in(specimen, knowledge)
        if where is None and knowledge.names.candidates(name):
            return Refusal(
                "unknown_specimen",
                f"the specimen {specimen.strip()!r} is not one uroscope knows",
                "write urine_24h, urine_spot, urine_fasting or serum",
            )
    code = knowledge.names.loinc.get(loinc.strip())
    found = (
        (Candidate(knowledge.quantities[code].specimen, code),)
        if code is not None
        else knowledge.names.candidates(name)
    )
    if not found:
        return _unknown(name, unit, where, knowledge)
    fitting = _of_specimen(found, where)
    if not fitting:
        have = " or ".join(_SPECIMEN_WORDS[c.specimen] for c in found)
        return Refusal(
            "wrong_specimen",
            f"{name.strip()!r} in {specimen.strip()!r} is not a result uroscope reads",
            f"it is read from {have}; correct the specimen",
            found[0].analyte,
        )
    readings: list[Meaning] = []
    refusals: list[Refusal] = []
    for candidate in fitting:
        reading = _reading(candidate, name, unit, knowledge)
        (readings if isinstance(reading, Meaning) else refusals).append(reading)  # type: ignore[arg-type]
    if len(readings) == 1:
        return readings[0]
    if not readings:
        return refusals[0]
    choices = ", ".join(r.quantity.id for r in readings)
    return Refusal(
        "ambiguous_specimen",
        f"{name.strip()!r} in {unit.strip() or 'no unit'!r} can be {choices}",
        "say which specimen it was (column specimen), or use one of these names",
        readings[0].quantity.id,
    )


def _specimen_in(text: str, knowledge: Knowledge) -> str | None:
    """Read a longer specimen text by the words in it ("Urine 24 h collection, acidified")."""
    words = name_key(text).split()
    joined = " ".join(words)
    if any(w in joined for w in ("24 h", "24h", "24 hr", "24hr", "24 hour", "timed")):
        return "timed" if "urin" in joined or "24" in joined else None
    hits = {knowledge.names.specimen(word) for word in words if len(word) > 2} - {None}
    return hits.pop() if len(hits) == 1 else None


def _of_specimen(found: tuple[Candidate, ...], where: str | None) -> tuple[Candidate, ...]:
    if where is None:
        return found
    return of_specimen(found, where) + of_specimen(found, "printed")


def _unknown(name: str, unit: str, where: str | None, knowledge: Knowledge) -> Refusal | Unused:
    if name_key(name) in knowledge.names.no_use:
        return Unused()
    if where in ("spot", "fasting", "blood"):
        return Unused()
    timed = where == "timed" or _is_rate(unit, knowledge)
    if not timed or not name.strip():
        return Unused()
    near = knowledge.names.near(name)
    hint = f"nearest known names: {', '.join(near)}" if near else "correct the name or remove the row"
    return Refusal(
        "unknown_analyte", f"{name.strip()!r} is not a 24-hour urine result uroscope knows", hint
    )


def _is_rate(unit: str, knowledge: Knowledge) -> bool:
    try:
        return knowledge.units.parse(unit).per == "day"
    except UnitError:
        return False


def _reading(
    candidate: Candidate, name: str, unit: str, knowledge: Knowledge
) -> Meaning | Refusal:
    """Try one candidate; the unit has to fit it."""
    quantity = knowledge.quantities[candidate.analyte]
    label = quantity.id
    try:
        printed = knowledge.units.parse(unit)
    except UnitError as error:
        return Refusal(
            "unknown_unit", str(error), f"write {label} in {quantity.unit} or {quantity.si_unit}", label
        )
    if printed.kind == "none":
        if quantity.bare_unit:
            return Meaning(quantity, 1.0, DIRECT, printed)
        return Refusal(
            "missing_unit",
            f"{name.strip()!r} has no unit, and laboratories report it in several",
            f"add the unit, for example {quantity.unit}",
            label,
        )
    if candidate.basis and printed.kind == "mass" and printed.basis is None:
        printed = Unit(printed.spelled, printed.kind, printed.factor, printed.per, candidate.basis)
    # A mass of phosphate is by the laboratories' convention the mass of its phosphorus.
    read_as = candidate.basis if candidate.read_as and printed.kind == "mass" else None
    target = quantity.canonical
    if target.per == "day" and printed.kind in ("mass_ratio", "amount_ratio"):
        kind = "mass" if printed.kind == "mass_ratio" else "amount"
        per = "creatinine_gram" if kind == "mass" else "creatinine_mole"
        printed = Unit(printed.spelled, kind, printed.factor, per, printed.basis)
    try:
        factor = _factor(quantity, printed)
    except UnitError as error:
        return Refusal("wrong_unit", str(error), f"write {label} in {quantity.unit}", label)
    per = _denominator(printed, target.per)
    if per is None:
        return Refusal(
            "wrong_unit",
            f"{unit.strip()!r} does not fit {label}",
            f"write it in {quantity.unit} or {quantity.si_unit}",
            label,
        )
    return Meaning(quantity, factor, per, printed, read_as)


def _factor(quantity: Quantity, printed: Unit) -> float:
    if quantity.ratio_of and printed.kind in ("mass_ratio", "amount_ratio"):
        as_mass = 1.0 if printed.kind == "mass_ratio" else 1.0 / quantity.si_factor
        return printed.factor * as_mass
    target = quantity.canonical
    if target.kind == "osmole" and printed.kind == "amount":
        return printed.factor / target.factor
    return conversion(printed, target, quantity.substance)


def _denominator(printed: Unit, target: str) -> str | None:
    """Return how the printed denominator becomes the canonical one; None if it cannot."""
    if printed.per == target:
        return DIRECT
    if target == "day":
        return {
            "": COLLECTION,
            "collection": COLLECTION,
            "litre": VOLUME,
            "kilogram_day": WEIGHT,
            "creatinine_gram": CREATININE,
            "creatinine_mole": CREATININE,
        }.get(printed.per)
    if target == "kilogram" and printed.per == "litre":
        # Laboratories print osmolality per litre and per kilogram of water alike.
        return DIRECT
    return None

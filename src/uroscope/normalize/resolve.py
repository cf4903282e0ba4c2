"""What a printed name, unit and specimen mean together: one analyte, one factor, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from uroscope.errors import UnitError
from uroscope.knowledge import Knowledge, Quantity
from uroscope.knowledge.names import Candidate, name_key, of_specimen
from uroscope.normalize.issues import shown
from uroscope.units import Unit, conversion

# How the denominator of a printed unit becomes the canonical one; the values are row arithmetic.
DIRECT, COLLECTION, VOLUME = "direct", "collection", "volume"
WEIGHT, CREATININE = "weight", "creatinine"
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


# Words of a specimen column that say nothing.
_NOT_STATED = frozenset(
    {"", "not stated", "unknown", "unspecified", "not specified", "n a", "na", "none", "not given"}
)
_LONGEST_NAME = 60


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
    stated = _stated(specimen, knowledge)
    code = knowledge.names.loinc.get(loinc.strip())
    found = (
        (Candidate(knowledge.quantities[code].specimen, code),)
        if code is not None
        else knowledge.names.candidates(name)
    )
    if isinstance(stated, Refusal):
        return stated if found else Unused()
    if not found:
        return _unknown(name, unit, loinc, stated, knowledge)
    fitting = _of_specimen(found, stated)
    if not fitting:
        return _misplaced(name, specimen, stated, found, knowledge)
    readings: list[Meaning] = []
    refusals: list[Refusal] = []
    for candidate in fitting:
        reading = _reading(candidate, name, unit, knowledge, alone=len(fitting) == 1)
        if isinstance(reading, Meaning):
            readings.append(reading)
        else:
            refusals.append(reading)
    if len(readings) > 1:
        readings = _by_usual_unit(readings, knowledge) or readings
    if len(readings) == 1:
        return readings[0]
    if not readings:
        return refusals[0]
    choices = ", ".join(r.quantity.id for r in readings)
    printed = f"{name.strip()!r} in {unit.strip() or 'no unit'!r}"
    if len({r.quantity.specimen for r in readings}) == 1:
        return Refusal("ambiguous_name", f"{printed} can be {choices}", "use one of these names")
    return Refusal(
        "ambiguous_specimen",
        f"{printed} can be {choices}",
        "say which specimen it was (column specimen), or use one of these names",
        readings[0].quantity.id,
    )


def _by_usual_unit(readings: list[Meaning], knowledge: Knowledge) -> list[Meaning]:
    """Keep the readings of one specimen whose unit is one that laboratories print for them.

    "Vitamin D" in nmol/L is the 25-OH form, in pmol/L the 1,25-(OH)2 form.
    """
    if len({r.quantity.specimen for r in readings}) > 1:
        return []
    fitting = []
    for reading in readings:
        quantity = reading.quantity
        usual = [knowledge.units.parse(unit) for unit in (quantity.unit, quantity.si_unit)]
        printed = reading.unit
        same = [
            (u.kind, u.per) == (printed.kind, printed.per)
            and abs(u.factor / printed.factor - 1) < 1e-9
            for u in usual
        ]
        if any(same):
            fitting.append(reading)
    return fitting


def _stated(specimen: str, knowledge: Knowledge) -> str | Refusal | None:
    """Return the class of a printed specimen; None where none is stated."""
    text = specimen.strip()
    key = name_key(text)
    if key in _NOT_STATED or key.startswith("not stated"):
        return None
    where = knowledge.names.specimen(text) or _specimen_in(text, knowledge)
    if where is not None:
        return where
    return Refusal(
        "unknown_specimen",
        f"the specimen {shown(text)!r} is not one uroscope knows",
        "write urine_24h, urine_spot, urine_fasting or serum",
    )


def _misplaced(
    name: str,
    specimen: str,
    stated: str | None,
    found: tuple[Candidate, ...],
    knowledge: Knowledge,
) -> Refusal | Unused:
    """Decide about a known name in a specimen it is not read from."""
    if stated == "blood" or knowledge.names.has_no_use(name):
        # Ammonia or total protein of blood: known names, but no use for them there.
        return Unused()
    if stated in ("spot", "fasting") and any(c.specimen == "timed" for c in found):
        return Unused()
    have = " or ".join(dict.fromkeys(_SPECIMEN_WORDS[c.specimen] for c in found))
    return Refusal(
        "wrong_specimen",
        f"{shown(name)!r} in {shown(specimen)!r} is not a result uroscope reads",
        f"it is read from {have}; correct the specimen",
        found[0].analyte,
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


def _unknown(
    name: str, unit: str, loinc: str, stated: str | None, knowledge: Knowledge
) -> Refusal | Unused:
    """Decide about a name that stands in no table."""
    if not name.strip() and not loinc.strip():
        return Refusal(
            "missing_name", "this record names no analyte", "add the name of the analyte"
        )
    if knowledge.names.has_no_use(name) or stated in ("spot", "fasting", "blood"):
        return Unused()
    if stated != "timed" and not _is_rate(unit, knowledge):
        return Unused()
    near = knowledge.names.near(name) if len(name) <= _LONGEST_NAME else []
    hint = (
        f"nearest known names: {', '.join(near)}" if near else "correct the name or remove the row"
    )
    return Refusal(
        "unknown_analyte",
        f"{shown(name or loinc)!r} is not a 24-hour urine result uroscope knows",
        hint,
    )


def _is_rate(unit: str, knowledge: Knowledge) -> bool:
    try:
        return knowledge.units.parse(unit).per == "day"
    except UnitError:
        return False


def _reading(
    candidate: Candidate, name: str, unit: str, knowledge: Knowledge, *, alone: bool = False
) -> Meaning | Refusal:
    """Try one candidate; the unit has to fit it.

    A missing unit is no gap where only one is in use (blood potassium: mmol/L is mEq/L) and the
    name has one reading.
    """
    quantity = knowledge.quantities[candidate.analyte]
    label = quantity.id
    try:
        printed = knowledge.units.parse(unit)
    except UnitError as error:
        return Refusal("unknown_unit", str(error), f"write {label} in {_units(quantity)}", label)
    if printed.per == "bsa_day":
        # Oxalate in mmol/1.73 m²/d is an index the laboratory computed, not an excretion.
        quantity = knowledge.quantities.get(f"printed_{quantity.id}_per_bsa", quantity)
    if printed.kind == "none":
        if quantity.bare_unit or (quantity.one_unit and alone):
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
        below = "creatinine_gram" if kind == "mass" else "creatinine_mole"
        printed = Unit(printed.spelled, kind, printed.factor, below, printed.basis)
    if quantity.ratio_of and printed.per in ("creatinine_gram", "creatinine_mole"):
        return Meaning(quantity, _ratio_factor(quantity, printed), DIRECT, printed)
    try:
        factor = _factor(quantity, printed)
    except UnitError as error:
        return Refusal("wrong_unit", str(error), f"write {label} in {_units(quantity)}", label)
    per = _denominator(printed, target.per)
    if per is None:
        return Refusal(
            "wrong_unit",
            f"{unit.strip()!r} does not fit {label}",
            f"write it in {_units(quantity)}",
            label,
        )
    return Meaning(quantity, factor, per, printed, read_as)


def _units(quantity: Quantity) -> str:
    """Name the units to write a quantity in."""
    return " or ".join(dict.fromkeys((quantity.unit, quantity.si_unit)))


def _ratio_factor(quantity: Quantity, printed: Unit) -> float:
    """Return the factor to mg/mg of an amount or mass per amount or mass of creatinine."""
    moles_per_gram = 1.0 / 113.12
    per_gram = printed.factor * (moles_per_gram if printed.per == "creatinine_mole" else 1.0)
    # mg/mg to mmol/mmol is the ratio of the molar masses, that of creatinine over the other.
    return per_gram if printed.kind == "mass" else per_gram / moles_per_gram / quantity.si_factor


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
    if target == "1.73m2" and printed.kind == "clearance":
        # An estimated GFR is per 1.73 m² by its equation, also where only mL/min is printed.
        return DIRECT
    if target == "kilogram" and printed.per == "litre":
        # Laboratories print osmolality per litre and per kilogram of water alike.
        return DIRECT
    return None

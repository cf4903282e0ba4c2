"""The constants of one named set, as arrays the solver can use."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_LN10 = math.log(10.0)

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Urines looked at together where each is looked at by itself.
PART = 4096

# The order of rows in every array of totals or activities.
IONS = (
    "sodium",
    "potassium",
    "calcium",
    "magnesium",
    "ammonium",
    "chloride",
    "phosphate",
    "sulfate",
    "oxalate",
    "citrate",
    "urate",
)
SALTS = (
    "calcium_oxalate",
    "brushite",
    "hydroxyapatite",
    "uric_acid",
    "sodium_urate",
    "ammonium_urate",
    "potassium_urate",
    "struvite",
)


@dataclass(frozen=True, eq=False)
class ConstantSet:
    """One named set of constants; every array is aligned with `species` or `IONS`.

    Attributes
    ----------
    name : str
        Short name to print beside every result, for example `V5`.
    species : tuple of str
        Complexes, in the order of the arrays below.
    charge : ndarray of int, shape (species,)
        Charge of each complex [-].
    beta : ndarray, shape (species,)
        Overall formation constant from the free ions at ionic strength 0 [mol/L based].
    hydrogen, hydroxide : ndarray of int, shape (species,)
        How many H and OH each complex holds [-].
    stoichiometry : ndarray of int, shape (species, 11)
        How many of each ion of `IONS` each complex holds [-].
    in_ionic_strength : ndarray of bool, shape (species,)
        Whether the set counts the complex in its ionic strength.
    ion_charge : ndarray of int, shape (11,)
        Charge of each free ion [-].
    ln_ksp : ndarray, shape (8,)
        Logarithm of the solubility product of each salt of `SALTS` on the basis of activities of
        the free ions [-].
    solid_stoichiometry : ndarray of int, shape (8, 11)
        Free ions in each ion activity product [-].
    solid_hydrogen, solid_hydroxide : ndarray of int, shape (8,)
        H and OH in each ion activity product [-].
    solid_ions : ndarray of int, shape (8,)
        Ions per formula unit, the `n` of RT/n [-].
    debye_hueckel_ln, davies : float
        Coefficients of the activity law [-].
    ionic_strength_min, ionic_strength_max : float
        Bounds of the ionic strength [mol/L].
    water : float
        pH at which the activity of OH is 1 [-].
    rt : float
        Gas constant times temperature [kJ/mol].
    """

    name: str
    title: str
    species: tuple[str, ...]
    charge: Integers
    beta: Floats
    hydrogen: Integers
    hydroxide: Integers
    stoichiometry: Integers
    in_ionic_strength: npt.NDArray[np.bool_]
    ion_charge: Integers
    ln_ksp: Floats
    solid_stoichiometry: Integers
    solid_hydrogen: Integers
    solid_hydroxide: Integers
    solid_ions: Integers
    debye_hueckel_ln: float
    davies: float
    ionic_strength_min: float
    ionic_strength_max: float
    water: float
    rt: float


def parts(urines: int) -> Iterator[slice]:
    """Cut urines into parts of which what is needed for a moment stays in the processor's cache."""
    for start in range(0, urines, PART):
        yield slice(start, min(start + PART, urines))


def ln_water_activities(ph: Floats, water: float) -> tuple[Floats, Floats]:
    """Return the logarithms of the activities of H and OH, given the pH where that of OH is 0."""
    return -_LN10 * ph, _LN10 * (ph - water)


def water_activities(ph: Floats, water: float) -> tuple[Floats, Floats]:
    """Return the activities of H and OH [mol/L] at a pH, given the pH where OH has activity 1."""
    hydrogen, hydroxide = ln_water_activities(ph, water)
    return np.exp(hydrogen), np.exp(hydroxide)


@dataclass(frozen=True)
class _Formula:
    """What a species is made of, and its overall constant."""

    beta: float
    content: Mapping[str, int]

    def times(self, other: _Formula, count: int) -> _Formula:
        """Return this formula with `count` of another added."""
        content = dict(self.content)
        for part, number in other.content.items():
            content[part] = content.get(part, 0) + count * number
        return _Formula(self.beta * other.beta**count, content)


def constant_set(record: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> ConstantSet:
    """Build a constant set from its parsed record.

    Parameters
    ----------
    record : Mapping
        Parsed constants: `components`, `species`, `solids`, `activity`, `water`, or only what
        differs from the set named by `differs_from`.
    base : Mapping, optional
        Record of the set that `differs_from` names.

    Returns
    -------
    ConstantSet
        The constants as arrays, stepwise constants multiplied up to overall ones.

    Raises
    ------
    ValueError
        If the base is missing or another one, a species is built from one not yet defined, or a
        charge is not the sum of the charges of its parts.

    Examples
    --------
    >>> from uroscope.knowledge import load
    >>> records = load().record["chemistry"]
    >>> v5 = constant_set(records["equil2_v5"])
    >>> v5.name, len(v5.species)
    ('V5', 43)
    >>> constant_set(records["equil2_v1"], base=records["equil2_v5"]).name
    'V1'
    """
    record = _completed(record, base)
    ions = {item["id"]: item["ion"] for item in record["components"]}
    charges = {item["ion"]: int(item["charge"]) for item in record["components"]}
    if sorted(charges) != sorted(IONS):
        raise ValueError(f"{record['id']}: the components must be exactly {', '.join(IONS)}")
    formulas = {symbol: _Formula(1.0, {ion: 1}) for symbol, ion in ions.items()}
    formulas |= {"H": _Formula(1.0, {"H": 1}), "OH": _Formula(1.0, {"OH": 1})}
    species = record["species"]
    for item in species:
        formula = _Formula(float(item["constant"]), {})
        formulas[item["id"]] = _built_from(formula, item["formed_from"], formulas, item["id"])
    made = [formulas[item["id"]] for item in species]
    for item, formula in zip(species, made, strict=True):
        parts = {"H": 1, "OH": -1, **charges}
        total = sum(parts[part] * count for part, count in formula.content.items())
        if total != item["charge"]:
            raise ValueError(f"{item['id']}: its parts carry {total:+d}, not {item['charge']:+d}")
    by_id = {item["id"]: item for item in record["solids"]}
    if sorted(by_id) != sorted(SALTS):
        raise ValueError(f"{record['id']}: the solids must be exactly {', '.join(SALTS)}")
    solids = [by_id[salt] for salt in SALTS]
    products = [
        _built_from(_Formula(1.0, {}), item["ion_activity_product"], formulas, item["id"])
        for item in solids
    ]
    uncounted = set(record.get("not_in_ionic_strength", {}).get("species", ()))
    activity = record["activity"]
    return ConstantSet(
        name=record["name"],
        title=record["title"],
        species=tuple(item["id"] for item in species),
        charge=np.array([item["charge"] for item in species], dtype=np.int64),
        beta=np.array([formula.beta for formula in made]),
        hydrogen=_count(made, "H"),
        hydroxide=_count(made, "OH"),
        stoichiometry=np.stack([_count(made, ion) for ion in IONS], axis=1),
        in_ionic_strength=np.array([item["id"] not in uncounted for item in species]),
        ion_charge=np.array([charges[ion] for ion in IONS], dtype=np.int64),
        # A product written with a dissolved complex is the product of its ions times its constant.
        ln_ksp=np.array(
            [
                math.log(float(item["ksp"])) - math.log(product.beta)
                for item, product in zip(solids, products, strict=True)
            ]
        ),
        solid_stoichiometry=np.stack([_count(products, ion) for ion in IONS], axis=1),
        solid_hydrogen=_count(products, "H"),
        solid_hydroxide=_count(products, "OH"),
        solid_ions=np.array([item["ions"] for item in solids], dtype=np.int64),
        debye_hueckel_ln=float(activity["debye_hueckel_ln"]),
        davies=float(activity["davies"]),
        ionic_strength_min=float(activity["ionic_strength_min"]),
        ionic_strength_max=float(activity["ionic_strength_max"]),
        water=float(record["water"]["value"]),
        rt=float(record["gas_constant_times_temperature"]["value"]),
    )


def _completed(record: Mapping[str, Any], base: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return the record with everything it does not state taken from its base."""
    wanted = record.get("differs_from")
    if wanted is None:
        return record
    if base is None or base["id"] != wanted:
        raise ValueError(f"{record['id']} differs from {wanted}: give that record as base")
    whole = {**base, **record}
    for part in ("species", "solids"):
        changes = {item["id"]: item for item in record.get(part, ())}
        unknown = sorted(set(changes) - {item["id"] for item in base[part]})
        if unknown:
            raise ValueError(f"{record['id']}: {wanted} has no {part} named {', '.join(unknown)}")
        whole[part] = [{**item, **changes.get(item["id"], {})} for item in base[part]]
    return whole


def _built_from(
    start: _Formula, parts: Mapping[str, int], known: Mapping[str, _Formula], name: str
) -> _Formula:
    """Return a formula with its parts added, each already resolved to ions."""
    for part, count in parts.items():
        if part not in known:
            raise ValueError(f"{name} is formed from {part}, which is not defined before it")
        start = start.times(known[part], int(count))
    return start


def _count(formulas: list[_Formula], part: str) -> Integers:
    return np.array([formula.content.get(part, 0) for formula in formulas], dtype=np.int64)

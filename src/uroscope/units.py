"""Units of urine and blood: a closed table of spellings and the way to an analyte's own unit.

A laboratory's unit is looked up, never computed from its letters: `250 mg/24h` handed to a general
unit parser becomes milligram-hours without an error. What is not in the table is refused with the
nearest spellings. pint is imported only to prove the table when the knowledge is compiled.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from uroscope.errors import UnitError

_RECIPROCAL = re.compile(r"[\s·.*]*\b(24\s?h(?:rs?|ours?)?|hours?|d|day|l|dl|ml|kg)\s?\^?-\s?1\b")
_PER = re.compile(r"\s+(?:per|pro|par|por|in|en|je|al)\s+")
_LOOSE = re.compile(r"[\s.\-]+")
_MOST_REMEMBERED = 10_000
# Convention: a spelling less alike than this is another word, and no suggestion.
_NEAR = 0.75
_MOST_DIGITS_ADDED = 12
_BASIS_WORD = re.compile(r"^(?:as|of|expressed as)\s+")
_AS_BASIS = re.compile(r"^(?P<unit>.*\S)\s+(?:as|of)\s+(?P<basis>[a-z0-9 ]+)$")


def plain(text: str) -> str:
    """Return a spelling in the form the tables are keyed by.

    Parameters
    ----------
    text : str
        A unit or basis as printed.

    Returns
    -------
    str
        Lower case, compatibility characters folded, one kind of micro sign, single spaces.

    Examples
    --------
    >>> plain(" µmol / Tag ")
    'umol/tag'
    """
    folded = unicodedata.normalize("NFKC", text).replace("μ", "u").replace("µ", "u")
    folded = folded.casefold().replace("−", "-").replace("–", "-")
    folded = re.sub(r"[\[\]{}()]", " ", folded)
    folded = re.sub(r"\s+", " ", folded).strip()
    return re.sub(r"\s*/\s*", "/", folded)


@dataclass(frozen=True)
class Unit:
    """A unit that was understood: what is counted, how much of it, and per what.

    `kind` is mass [g], amount [mol], equivalent [Eq], volume [L], osmole [Osm], ph or number;
    `factor` takes one of this unit to the base in brackets, per one base denominator
    (day, litre, kilogram …).
    """

    spelled: str
    kind: str
    factor: float
    per: str = ""
    basis: str | None = None


@dataclass(frozen=True)
class Substance:
    """What a mass, an amount and an equivalent of a quantity have to do with each other.

    `molar_mass` [g/mol] is that of the basis in which masses of the quantity are kept (phosphorus
    as P); `bases` are other bases by name; `stated_basis` says that a mass without a stated basis
    is refused; `charge` is None where equivalents depend on pH.
    """

    molar_mass: float | None = None
    bases: Mapping[str, float] = field(default_factory=dict)
    stated_basis: bool = False
    charge: int | None = None


@dataclass(frozen=True)
class UnitTable:
    """The closed table of numerators and denominators."""

    numerators: Mapping[str, tuple[str, float]]
    denominators: Mapping[str, tuple[str, float]]
    whole: Mapping[str, tuple[str, float, str]]
    _found: dict[str, Unit | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> UnitTable:
        """Build the table from its compiled record."""
        return cls(
            numerators={k: (v[0], v[1]) for k, v in record["numerators"].items()},
            denominators={k: (v[0], v[1]) for k, v in record["denominators"].items()},
            whole={k: (v[0], v[1], v[2]) for k, v in record["whole"].items()},
        )

    @cached_property
    def _loose(self) -> tuple[Mapping[str, tuple[str, float]], Mapping[str, tuple[str, float]]]:
        """Return both tables without the blanks, points and hyphens of their spellings."""
        return (
            {_LOOSE.sub("", k): v for k, v in self.numerators.items()},
            {_LOOSE.sub("", k): v for k, v in self.denominators.items()},
        )

    @cached_property
    def _nearest_pool(self) -> list[str]:
        masses = ("mg", "g", "mmol", "umol", "meq", "l", "ml", "pg", "ng", "pmol", "nmol")
        pool = [f"{n}/{d}" for n in masses for d in ("24h", "d", "l", "dl", "ml")]
        return [*pool, *self.whole, *masses]

    def parse(self, text: str) -> Unit:
        """Read a printed unit.

        Parameters
        ----------
        text : str
            The unit as printed, for example `mg./24 hours` or `mmol/die`.

        Returns
        -------
        Unit
            What it means.

        Raises
        ------
        UnitError
            If the spelling is not in the table; the message lists those near enough to be meant.
        """
        unit = self.find(text)
        if unit is not None:
            return unit
        seen = text.strip()[:40]
        near = difflib.get_close_matches(plain(seen), self._nearest_pool, n=3, cutoff=_NEAR)
        known = f"; nearest known: {', '.join(near)}" if near else ""
        raise UnitError(f"the unit {seen!r} is not in the table of spellings{known}")

    def find(self, text: str) -> Unit | None:
        """Return what a printed unit means; None where the table does not know it."""
        if text not in self._found:
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            self._found[text] = self._read(text) if len(text) <= 80 else None
        return self._found[text]

    def _read(self, text: str) -> Unit | None:
        key = plain(text)
        unit = self._look_up(text, key)
        basis = _AS_BASIS.match(key) if unit is None else None
        if basis is not None:
            # "mg/24h as citric acid": what follows names the basis of the mass.
            unit = self._look_up(text, basis["unit"].removesuffix(" expressed"))
            return None if unit is None else replace(unit, basis=basis["basis"])
        return unit

    def _look_up(self, text: str, key: str) -> Unit | None:
        if key not in self.whole:
            key = _RECIPROCAL.sub(lambda m: "/" + m[1], key)
            key = re.sub(r"(?<=[a-z])\.(?=\s|/|$)", "", _PER.sub("/", key).strip())
        if key in self.whole:
            kind, factor, per = self.whole[key]
            return Unit(text, kind, factor, per)
        basis: str | None = None
        top, _, bottom = (part.strip() for part in key.partition("/"))
        above, below = self._loose
        numerator = self.numerators.get(top) or above.get(_LOOSE.sub("", top))
        if numerator is None and " " in top:
            # "mg N/24h": the word after the unit names the basis of the mass.
            head, _, tail = top.partition(" ")
            numerator, basis = self.numerators.get(head), _BASIS_WORD.sub("", tail)
        denominator: tuple[str, float] | None = ("", 1.0)
        if bottom:
            denominator = self.denominators.get(bottom) or below.get(_LOOSE.sub("", bottom))
        if numerator is None or denominator is None:
            return None
        return Unit(text, numerator[0], numerator[1] / denominator[1], denominator[0], basis)


def conversion(unit: Unit, canonical: Unit, substance: Substance) -> float:
    """Return the factor from a printed unit to a quantity's canonical unit, numerators only.

    Denominators that differ per row (collected volume, duration, body weight) are column
    arithmetic of the caller, who compares `unit.per` with `canonical.per`.

    Parameters
    ----------
    unit, canonical : Unit
        The printed unit and the one values are kept in.
    substance : Substance
        Molar mass [g/mol], bases and charge [-] of the quantity.

    Returns
    -------
    float
        canonical value = printed value × factor (× row denominators).

    Raises
    ------
    UnitError
        If the unit is of another kind, or leaves the mass basis or the charge open.

    Examples
    --------
    >>> mmol, mg = Unit("mmol", "amount", 1e-3), Unit("mg", "mass", 1e-3)
    >>> conversion(mmol, mg, Substance(molar_mass=40.078))
    40.078
    """
    scale = unit.factor / canonical.factor
    if unit.basis is not None and unit.kind != "mass":
        raise UnitError(f"{unit.spelled!r} names a basis, which only a mass can have")
    if unit.kind == canonical.kind and unit.kind != "mass":
        return scale
    if unit.kind == "mass":
        basis = _mass_basis(unit, substance)
        if canonical.kind == "mass":
            return scale if basis is None else scale * ((substance.molar_mass or basis) / basis)
        if canonical.kind == "amount" and basis is not None:
            return scale / basis
    if unit.kind in ("amount", "equivalent"):
        if unit.kind == "equivalent":
            if substance.charge is None:
                raise UnitError(
                    f"{unit.spelled!r}: its charge depends on pH, so equivalents say no amount; "
                    "report mmol or mg"
                )
            scale /= substance.charge
        if canonical.kind == "amount":
            return scale
        if canonical.kind == "mass" and substance.molar_mass:
            return scale * substance.molar_mass
    raise UnitError(f"{unit.spelled!r} is {_KIND_WORDS[unit.kind]}, which this quantity is not")


_KIND_WORDS = {
    "mass": "a mass",
    "amount": "an amount of substance",
    "equivalent": "an amount of charge",
    "volume": "a volume",
    "osmole": "a number of osmoles",
    "ph": "a pH",
    "number": "a plain number",
    "clearance": "a clearance",
}


def _mass_basis(unit: Unit, substance: Substance) -> float | None:
    """Return the molar mass [g/mol] that turns this mass into moles; None where there is none."""
    if unit.basis is not None:
        stated = substance.bases.get(unit.basis)
        if stated is None:
            known = ", ".join(substance.bases) or "none"
            raise UnitError(f"{unit.spelled!r}: basis {unit.basis!r} is not one of: {known}")
        return stated
    if substance.stated_basis:
        # One spelling per mass: sulfate and SO4 are the same choice.
        first = {mass: name for name, mass in reversed(list(substance.bases.items()))}
        choices = " or ".join(
            f"'{unit.spelled.strip()} as {name.upper() if len(name) < 5 else name}'"
            for name in reversed(list(first.values()))
        )
        raise UnitError(f"{unit.spelled!r} leaves the mass basis open; write {choices}, or mmol")
    return substance.molar_mass


def prove(numerators: Mapping[str, Any], denominators: Mapping[str, Any]) -> list[str]:
    """Check every factor and dimension of the table against pint.

    Parameters
    ----------
    numerators, denominators : mapping
        Records with `kind`, `factor` [-] and `pint`, the unit's expression in pint's language.

    Returns
    -------
    list of str
        One sentence per wrong entry; empty when the table holds.
    """
    import pint

    registry: Any = pint.UnitRegistry()
    registry.define("equivalent = [charge_amount] = Eq")
    registry.define("osmole = [osmotic_amount] = Osm")
    registry.define("collection = [collected]")
    bases = {
        "mass": "gram",
        "amount": "mole",
        "equivalent": "equivalent",
        "volume": "liter",
        "osmole": "osmole",
        "day": "day",
        "litre": "liter",
        "collection": "collection",
        "kilogram": "kilogram",
        "kilogram_day": "kilogram * day",
        "creatinine_gram": "gram",
        "creatinine_mole": "mole",
        "hour": "hour",
        "minute": "minute",
        "minute_1.73m2": "minute * meter ** 2 * 1.73",
        "bsa_day": "day * meter ** 2",
    }
    wrong = []
    for name, entry in {**numerators, **denominators}.items():
        base = bases.get(entry.get("kind", entry.get("per")))
        if base is None:
            wrong.append(f"{name}: unknown kind")
            continue
        try:
            ratio = (registry.Quantity(1, entry["pint"]) / registry.Quantity(1, base)).to("")
        except pint.errors.PintError as error:
            wrong.append(f"{name}: {error}")
            continue
        if abs(ratio.magnitude / entry["factor"] - 1) > 1e-12:
            wrong.append(f"{name}: factor {entry['factor']} should be {ratio.magnitude}")
    return wrong


def check_factor(factor: float, source: Unit, target: Unit, substance: Substance) -> None:
    """Compare a factor with what pint makes of the same two units.

    Parameters
    ----------
    factor : float
        target value = source value × factor [-].
    source, target : Unit
        Units with the same denominator.
    substance : Substance
        Molar mass [g/mol] and charge [-] for conversions between kinds.

    Raises
    ------
    UnitError
        If the two disagree, which would be a fault of the table.
    """
    import pint

    registry: Any = pint.UnitRegistry()
    bases = {"mass": "gram", "amount": "mole", "volume": "liter"}
    if source.kind not in bases or target.kind not in bases or source.basis or target.basis:
        return
    quantity = registry.Quantity(source.factor, bases[source.kind])
    if source.kind != target.kind:
        molar_mass = registry.Quantity(substance.molar_mass or 1.0, "gram / mole")
        quantity = quantity / molar_mass if source.kind == "mass" else quantity * molar_mass
    expected = quantity.to(bases[target.kind]).magnitude / target.factor
    if abs(expected / factor - 1) > 1e-9:
        raise UnitError(f"the factor of {source.spelled} to {target.spelled} failed its check")


def rounded(value: float, digits: int) -> Decimal:
    """Return a number rounded half away from zero, as laboratories round.

    Parameters
    ----------
    value : float
        Any finite number [any unit].
    digits : int
        Digits after the decimal sign [-].

    Returns
    -------
    decimal.Decimal
        The number to that many digits.

    Examples
    --------
    >>> rounded(2.675, 2)
    Decimal('2.68')
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def digits_shown(value: float, digits: int, share: float = 0.05) -> int:
    """Return the digits a value is printed with: more where rounding would change what it says.

    Parameters
    ----------
    value : float
        Any finite number [any unit].
    digits : int
        Digits the quantity is printed with [-].
    share : float
        By how much of itself rounding may move the value [-]; 5 % is our convention, so that an
        oxalate of 1.1 mg/d is no 1.

    Returns
    -------
    int
        As many digits or more; what is not zero is never 0. A number below zero is a difference,
        of which a share says nothing: it keeps its digits.

    Examples
    --------
    >>> digits_shown(32.4, 0), digits_shown(1.1, 0), digits_shown(0.0043, 2), digits_shown(-1.1, 0)
    (0, 1, 4, 0)
    """
    near = share * value if value > 0 else abs(value) / 2
    most = digits + _MOST_DIGITS_ADDED
    while digits < most and abs(float(rounded(value, digits)) - value) > near:
        digits += 1
    return digits


def unit_text(unit: str) -> str:
    """Return a unit as printed: µ for u, ² for 2, nothing for pH and plain ratios.

    Parameters
    ----------
    unit : str
        A unit of the review.

    Returns
    -------
    str
        The unit to print, empty for a pure number.

    Examples
    --------
    >>> unit_text("mL/min/1.73m2"), unit_text("umol/L"), unit_text("pH")
    ('mL/min/1.73 m²', 'µmol/L', '')
    """
    if unit in ("pH", "ratio"):
        return ""
    text = unit.replace("1.73m2", "1.73 m²").replace("1.73 m2", "1.73 m²").replace("\u03bc", "µ")
    return "µ" + text[1:] if text.startswith(("umol", "ug")) else text

"""A constant set sorted for sweeping: which ions hold which, by charge of the complex."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from uroscope.derive.saturation.constants import IONS, ConstantSet, Floats

# In this order the ions that share a kind of complex stand together, so that most terms below are
# one block of rows without gaps.
CATIONS = ("sodium", "potassium", "ammonium", "calcium", "magnesium")
ANIONS = ("sulfate", "oxalate", "phosphate", "citrate")
# The sweeps have memory for so many ligands; EQUIL2 knows nine.
MOST_LIGANDS = 12

# Betas of some rows, shape (rows, 1), by the number of H and OH in the complex.
Betas = Mapping[tuple[int, int], Floats]


@dataclass(frozen=True)
class Ligand:
    """What a complex holds besides its cations: `count` times one anion, and H and OH."""

    anion: int
    count: int
    protons: tuple[int, int]


@dataclass(frozen=True)
class Link:
    """Constants, shape (rows, 1), of what some rows form with `power` times row `other`."""

    other: int
    power: int
    beta: Floats


@dataclass(frozen=True)
class Group:
    """Rows `first` to `last`, which form complexes of one charge with the same partners.

    `alone` are the constants of forms without any partner, the free ion among them. A `fresh` group
    is the first of its rows.
    """

    charge: int
    first: int
    last: int
    links: tuple[Link, ...]
    alone: Betas
    fresh: bool


@dataclass(frozen=True)
class Coefficients:
    """What depends on the pH of some urines.

    Attributes
    ----------
    cations : list of (Group, ndarray or None)
        Complexes of one cation each, and the free cations: what the rows form alone, shape
        (rows, 1) or (rows, urines), in the last place.
    anions : list of (Group, ndarray)
        The same of the anions without any cation.
    protons : list of (ndarray or None)
        For each ligand the product of the activities of the H and OH that it brings along.
    acid_urate, water_ions : ndarray, shape (urines,)
        Uric acid per activity of urate [-], and H and OH together [mol/L].
    uncounted : list of (Group, ndarray or None)
        Complexes of cations that are not to count in the ionic strength.
    """

    cations: list[tuple[Group, Floats | None]]
    anions: list[tuple[Group, Floats | None]]
    protons: list[Floats | None]
    acid_urate: Floats
    water_ions: Floats
    uncounted: list[tuple[Group, Floats | None]]


@dataclass(frozen=True)
class Plan:
    """A constant set sorted by what holds what.

    `order` lists the rows of `IONS` as the sweeps want them: cations, anions, chloride, urate.
    `anions_alone` are what holds no cation; `of_cations` the complexes of one cation each with a
    ligand, `of_ligands` the same and those of two cations as a ligand sees them; `twice_cation`
    hold two of a cation, `twice_anion` two of an anion, so that the balance of these is quadratic;
    `uncounted` complexes do not count in the ionic strength.
    """

    cations: list[int]
    anions: list[int]
    chloride: int
    urate: int
    order: list[int]
    ion_charge: tuple[int, ...]
    ligands: tuple[Ligand, ...]
    anions_alone: tuple[Group, ...]
    of_cations: tuple[Group, ...]
    of_ligands: tuple[Group, ...]
    twice_cation: Group | None
    twice_anion: Group | None
    uncounted: tuple[Group, ...]
    acid_urate_beta: tuple[tuple[float, int], ...]
    debye_hueckel_ln: float
    davies: float
    ionic_strength_min: float
    ionic_strength_max: float
    water: float

    def inverse_coefficient(self, strength: Floats) -> Floats:
        """Return 1/f of a singly charged ion [-] at an ionic strength [mol/L]."""
        root = np.sqrt(strength)
        exponent = root / (root + 1.0) - self.davies * strength
        inverse: Floats = np.exp(self.debye_hueckel_ln * exponent)
        return inverse

    def acid_urate(self, hydrogen: Floats) -> Floats:
        """Return uric acid per activity of urate [-] at an activity of H [mol/L]."""
        ratio = np.zeros_like(hydrogen)
        for beta, protons in self.acid_urate_beta:
            part = beta * hydrogen
            for _ in range(protons - 1):
                part = part * hydrogen
            ratio = ratio + part
        return ratio


@dataclass(frozen=True)
class _Complex:
    """One complex: `cations` ions of row `cation`, `anions` ions of row `anion` (−1: none)."""

    name: str
    cation: int
    anion: int
    cations: int
    anions: int
    charge: int
    beta: float
    protons: tuple[int, int]
    counted: bool


@lru_cache(maxsize=8)
def plan_of(constants: ConstantSet) -> Plan:
    """Sort a constant set for sweeping.

    Parameters
    ----------
    constants : ConstantSet
        The constants.

    Returns
    -------
    Plan
        The same numbers, by what holds what.

    Raises
    ------
    ValueError
        If a complex holds two kinds of cation or of anion, which the exact sweeps cannot treat.
    """
    cations = [IONS.index(ion) for ion in CATIONS]
    anions = [IONS.index(ion) for ion in ANIONS]
    urate = IONS.index("urate")
    charge = tuple(abs(int(value)) for value in constants.ion_charge)
    complexes: list[_Complex] = []
    acid_urate: list[tuple[float, int]] = []
    for row in range(len(constants.species)):
        if constants.stoichiometry[row, urate]:
            acid_urate.append(_acid_urate(constants, row, urate))
        else:
            complexes.append(_complex(constants, row, cations, anions))
    free = [
        _Complex("", i, -1, 1, 0, charge[ion], 1.0, (0, 0), True) for i, ion in enumerate(cations)
    ]
    free += [
        _Complex("", -1, i, 0, 1, charge[ion], 1.0, (0, 0), True) for i, ion in enumerate(anions)
    ]
    found = free + complexes
    uncounted = [one for one in complexes if not one.counted and one.charge]
    if any(one.cation < 0 or one.cations + one.anions == 3 for one in uncounted):
        raise ValueError(
            f"{constants.name}: a complex of three ions, or without a cation, must count in the "
            "ionic strength"
        )
    if any(one.cations + one.anions == 3 and any(one.protons) for one in complexes):
        raise ValueError(f"{constants.name}: a complex of three ions must hold neither H nor OH")
    # Ligands of even charge first: those that a cation binds with one charge stand together.
    ligands = sorted(
        {Ligand(c.anion, c.anions, c.protons) for c in complexes if c.cation >= 0 <= c.anion},
        key=lambda one: (
            one.count,
            (charge[anions[one.anion]] - one.protons[0]) % 2,
            one.anion,
            one.protons,
        ),
    )
    place = {ligand: row for row, ligand in enumerate(ligands)}
    if len(ligands) > MOST_LIGANDS:
        raise ValueError(f"{constants.name}: at most {MOST_LIGANDS} ligands can be treated")

    def row_of(one: _Complex) -> int:
        return place[Ligand(one.anion, one.anions, one.protons)] if one.anion >= 0 else -1

    pairs = [one for one in complexes if one.cation >= 0 <= one.anion]
    return Plan(
        cations=cations,
        anions=anions,
        chloride=IONS.index("chloride"),
        urate=urate,
        order=[*cations, *anions, IONS.index("chloride"), urate],
        ion_charge=charge,
        ligands=tuple(ligands),
        anions_alone=_groups([(c.anion, -1, 1, c) for c in found if c.cation < 0]),
        of_cations=_groups(
            [(c.cation, row_of(c), 1, c) for c in found if c.cation >= 0 and c.cations == 1]
        ),
        of_ligands=_groups(
            [(row_of(c), c.cation, c.cations, c) for c in pairs if c.anions == 1],
            neutral_first=True,
        ),
        twice_cation=_only(_groups([(c.cation, row_of(c), 1, c) for c in pairs if c.cations == 2])),
        twice_anion=_only(_groups([(c.anion, c.cation, 1, c) for c in pairs if c.anions == 2])),
        uncounted=_groups([(c.cation, row_of(c), 1, c) for c in uncounted]),
        acid_urate_beta=tuple(acid_urate),
        debye_hueckel_ln=constants.debye_hueckel_ln,
        davies=constants.davies,
        ionic_strength_min=constants.ionic_strength_min,
        ionic_strength_max=constants.ionic_strength_max,
        water=constants.water,
    )


def coefficients(plan: Plan, hydrogen: Floats, hydroxide: Floats) -> Coefficients:
    """Put the activities of H and OH into a plan.

    Parameters
    ----------
    plan : Plan
        The sorted constants.
    hydrogen, hydroxide : ndarray, shape (urines,)
        Activities of H and OH [mol/L].

    Returns
    -------
    Coefficients
        The factors of every complex at these activities.
    """
    powers: dict[tuple[int, int], Floats] = {(0, 0): np.ones(1)}

    def power(h: int, oh: int) -> Floats:
        if (h, oh) not in powers:
            powers[h, oh] = power(h - 1, oh) * hydrogen if h else power(h, oh - 1) * hydroxide
        return powers[h, oh]

    def factor(betas: Betas) -> Floats:
        (first, value), *rest = betas.items()
        total = value * power(*first)
        for protons, value in rest:
            total = total + value * power(*protons)
        return total

    def with_alone(groups: tuple[Group, ...]) -> list[tuple[Group, Floats | None]]:
        return [(group, factor(group.alone) if group.alone else None) for group in groups]

    protons = [power(*ligand.protons) if any(ligand.protons) else None for ligand in plan.ligands]
    return Coefficients(
        cations=with_alone(plan.of_cations),
        anions=with_alone(plan.anions_alone),
        protons=protons,
        acid_urate=plan.acid_urate(hydrogen),
        water_ions=hydrogen + hydroxide,
        uncounted=with_alone(plan.uncounted),
    )


def _groups(
    members: Iterable[tuple[int, int, int, _Complex]], neutral_first: bool = False
) -> tuple[Group, ...]:
    """Group complexes, given as row, row of the partner (−1: none), how many of it, and complex.

    Neighbouring rows with complexes of one charge and with the same partners make one group.
    """
    by_charge: dict[int, dict[int, list[tuple[int, int, _Complex]]]] = {}
    for row, other, power, one in members:
        by_charge.setdefault(one.charge, {}).setdefault(row, []).append((other, power, one))
    groups: list[Group] = []
    seen: set[int] = set()
    for charge in sorted(by_charge, key=lambda c: (c == 0 and not neutral_first, c)):
        rows = by_charge[charge]
        like = {r: ({m[:2] for m in held if m[0] >= 0}, r in seen) for r, held in rows.items()}
        block: list[int] = []
        for row in sorted(rows):
            if block and (row != block[-1] + 1 or like[row] != like[block[-1]]):
                groups.append(_group(charge, {held: rows[held] for held in block}, seen))
                block = []
            block.append(row)
        groups.append(_group(charge, {held: rows[held] for held in block}, seen))
    return tuple(groups)


def _group(
    charge: int, rows: Mapping[int, Sequence[tuple[int, int, _Complex]]], seen: set[int]
) -> Group:
    """Return neighbouring rows with the same partners as one group, and remember them as seen."""
    first, last = min(rows), max(rows) + 1
    links: dict[tuple[int, int], Floats] = {}
    alone: dict[tuple[int, int], Floats] = {}
    for row, held in rows.items():
        for other, power, one in held:
            where, key = (links, (other, power)) if other >= 0 else (alone, one.protons)
            where.setdefault(key, np.zeros((len(rows), 1)))[row - first, 0] += one.beta
    made = tuple(Link(other, power, beta) for (other, power), beta in sorted(links.items()))
    fresh = first not in seen
    seen.update(rows)
    return Group(charge, first, last, made, alone, fresh)


def _only(groups: Sequence[Group]) -> Group | None:
    """Return the only group, if there is one."""
    if len(groups) > 1:
        raise ValueError("complexes of three ions must be of neighbouring ions, with one partner")
    return groups[0] if groups else None


def _acid_urate(constants: ConstantSet, row: int, urate: int) -> tuple[float, int]:
    """Return constant and H of a form of urate, which may only be a neutral acid."""
    numbers, protons = constants.stoichiometry[row], int(constants.hydrogen[row])
    alone = numbers.sum() == 1 and numbers[urate] == 1 and not constants.hydroxide[row]
    if not alone or constants.charge[row] or protons < 1:
        name = constants.species[row]
        raise ValueError(f"{name}: urate may only take up hydrogen and become neutral")
    return float(constants.beta[row]), protons


def _complex(
    constants: ConstantSet, row: int, cations: Sequence[int], anions: Sequence[int]
) -> _Complex:
    """Return one complex, or say why the sweeps cannot treat it."""
    numbers = constants.stoichiometry[row]
    name = constants.species[row]
    held = [i for i, ion in enumerate(cations) if numbers[ion]]
    holding = [i for i, ion in enumerate(anions) if numbers[ion]]
    if len(held) > 1 or len(holding) > 1 or numbers[IONS.index("chloride")]:
        raise ValueError(f"{name}: a complex may hold one kind of cation and one of anion")
    one = _Complex(
        name=name,
        cation=held[0] if held else -1,
        anion=holding[0] if holding else -1,
        cations=int(numbers[cations[held[0]]]) if held else 0,
        anions=int(numbers[anions[holding[0]]]) if holding else 0,
        charge=abs(int(constants.charge[row])),
        beta=float(constants.beta[row]),
        protons=(int(constants.hydrogen[row]), int(constants.hydroxide[row])),
        counted=bool(constants.in_ionic_strength[row]),
    )
    if (one.cations, one.anions) not in {(1, 0), (0, 1), (1, 1), (2, 1), (1, 2)}:
        raise ValueError(f"{name}: at most three ions, two of them alike, can be treated")
    if one.cations + one.anions == 3 and one.charge != 2:
        raise ValueError(f"{name}: a complex of three ions must have charge 2 here")
    return one

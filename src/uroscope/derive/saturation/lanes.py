"""What numba compiles: the sweeps, a few urines at a time in one small array of work.

The algorithm is that of `sweeps` and `speciation`; only the shape differs. numpy takes thousands
of urines per step; here `LANES` of them advance together, which stay in the processor's cache, and
nothing asks for memory. Every lane is computed by itself, so neither the order nor the company of
the urines changes a bit of any result.

numba compiles in whatever number stands here, and notices no change in another module when it
looks for code it has kept: so all that is compiled stands in this file, with the numbers it uses,
and everything else is handed over in the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from uroscope.derive.saturation.constants import Floats, Integers
from uroscope.derive.saturation.plan import Group, Ligand, Plan

# Urines that advance together: enough to outweigh the cost of a loop, few enough for the L2 cache.
LANES = 128
# Finished lanes are dropped once fewer than this share still moves.
_WORTH_KEEPING = 0.5
# No mix of earlier sweeps weighs more than this.
_LARGEST_SHARE = 1e6
# Sodium, potassium and ammonium may still move so many times the tolerance in the last sweep: our
# convention. They are bound weakly, and mostly stand still before calcium does.
WEAKLY_BOUND = 10.0
# Ions in the plan's order: five cations, calcium and magnesium last, four anions, chloride, urate.
_CALCIUM, _MAGNESIUM, _CATIONS, _PAIRED, _CHLORIDE, _URATE, _IONS = 3, 4, 5, 9, 9, 10, 11
# What a sweep starts from and ends with: the cations and the ionic strength.
_STATE = _CATIONS + 1
# Rows of the work array, one number per lane in each.
_AMOUNT = 0  # totals [mol/L]
_INVERSE = _AMOUNT + _IONS  # 1/f of charge 0 to 3
_ONE = _INVERSE  # 1/f of charge 0 is 1
_FREE = _INVERSE + 4  # activities of cations and anions
_STRENGTH = _FREE + _PAIRED
_FOUND = _STRENGTH + 1  # states after the last three sweeps
_MOVED = _FOUND + 3 * _STATE  # by how much these sweeps moved them
_TOTAL = _MOVED + 3 * _STATE  # concentration per activity of each paired ion
_CHARGED = _TOTAL + _PAIRED  # the same times z²
_TWICE = _CHARGED + _PAIRED  # complexes that hold two of the ion, per square of its activity
_SQUARE = _TWICE + _PAIRED  # squares of the activities of the cations
_SPARE = _SQUARE + _CATIONS  # two rows for what is needed for a moment
_NOWHERE = _SPARE + 1  # for a sum that nobody asks for
_ACID_URATE = _SPARE + 2  # uric acid per activity of urate
_WATER_IONS = _ACID_URATE + 1  # activities of H and OH, added
_VARYING = _WATER_IONS + 1  # from here on as many rows as the plan needs
# One form of an ion is the sum of so many partners at most.
_PARTNERS = 6


class Layout(NamedTuple):
    """A plan as row numbers of the work array.

    Attributes
    ----------
    order : ndarray of int, shape (11,)
        Rows of `IONS` in the plan's order.
    guess : ndarray, shape (11,)
        Weight of each total in the first guess of the ionic strength [-].
    protons : ndarray of int, shape (products, 3)
        A row, and how many H and OH are multiplied in it.
    acid_urate : ndarray of int, shape (forms,)
        Rows of the H in each form of uric acid.
    acid_urate_beta : ndarray, shape (forms,)
        Constants of these forms [mol/L based].
    ligands : ndarray of int, shape (ligands, 4)
        Rows of the activity of a ligand, of its anion, of what else it holds, and of what it forms
        with cations; a ligand of two anions has no row of the last kind (−1).
    terms : ndarray of int, shape (terms, 5)
        What an ion or ligand forms with one charge: rows of 1/f and of the two sums that it belongs
        to, z² as far as the ionic strength counts it, and number of partners. Those of anions and
        ligands stand first.
    partners : ndarray of int, shape (terms, 6)
        Rows of the partners.
    betas : ndarray, shape (terms, 6)
        Constant with each partner [mol/L based].
    anion_terms : int
        How many terms are those of anions and ligands.
    rows : int
        Number of all rows.
    twice : ndarray of bool, shape (9,)
        Ions of which a complex holds two.
    debye_hueckel_ln, davies, ionic_strength_min, ionic_strength_max : float
        As in the plan.
    """

    order: Integers
    guess: Floats
    protons: Integers
    acid_urate: Integers
    acid_urate_beta: Floats
    ligands: Integers
    terms: Integers
    partners: Integers
    betas: Floats
    anion_terms: int
    rows: int
    twice: npt.NDArray[np.bool_]
    debye_hueckel_ln: float
    davies: float
    ionic_strength_min: float
    ionic_strength_max: float


class Limits(NamedTuple):
    """When a urine is finished.

    Attributes
    ----------
    earliest, extrapolated, most : int
        First sweep that may finish a urine, last one that is extrapolated from, and last one.
    tolerance : float
        Relative change of free calcium, magnesium and ionic strength at which it is [-].
    """

    earliest: int
    extrapolated: int
    most: int
    tolerance: float


class Solved(NamedTuple):
    """Where the results go; urines that are not asked for or do not settle stay as they are.

    Attributes
    ----------
    activity : ndarray, shape (11, urines)
        Activity of each free ion of `IONS` but chloride and urate [mol/L].
    ionic_strength : ndarray, shape (urines,)
        Ionic strength [mol/L].
    sweeps : ndarray of int16, shape (urines,)
        Sweeps needed [-].
    """

    activity: Floats
    ionic_strength: Floats
    sweeps: npt.NDArray[np.int16]


def layout_of(plan: Plan) -> Layout:
    """Return a plan as row numbers of the work array.

    Parameters
    ----------
    plan : Plan
        The sorted constants.

    Returns
    -------
    Layout
        The same groups, a term for each of their rows.
    """
    products: dict[tuple[int, int], int] = {(0, 0): _ONE}
    terms: list[tuple[int, int, int, int, int]] = []
    partners: list[list[int]] = []
    betas: list[list[float]] = []
    activity, held = _VARYING, _VARYING + len(plan.ligands)

    def protons(product: tuple[int, int]) -> int:
        """Return the row of a product of H and OH."""
        return products.setdefault(product, held + len(plan.ligands) + len(products) - 1)

    def ligand(one: Ligand, row: int) -> tuple[int, int, int, int]:
        anion = _FREE + _CATIONS + one.anion
        if one.count == 2:
            return activity + row, anion, anion, -1
        return activity + row, anion, protons(one.protons), held + row

    def add(
        group: Group, others: Sequence[int], total: int | None, charged: int | None, sign: int = 1
    ) -> None:
        """Add the terms of a group, given the rows of its partners and the first of its sums."""
        for number in range(group.last - group.first):
            of_row = [(protons(product), beta) for product, beta in group.alone.items()]
            for link in group.links:
                other = others[link.other] if link.power == 1 else _SQUARE + link.other
                of_row.append((other, link.beta))
            found = [(row, float(beta[number, 0])) for row, beta in of_row if beta[number, 0]]
            if len(found) > _PARTNERS:
                raise ValueError("an ion forms too many complexes of one charge for the kernel")
            spare = _PARTNERS - len(found)
            ion = group.first + number
            in_total = _NOWHERE if total is None else total + ion
            in_charged = _NOWHERE if charged is None else charged + ion
            square = 0 if charged is None else sign * group.charge**2
            terms.append((_INVERSE + group.charge, in_total, in_charged, square, len(found)))
            partners.append([row for row, _ in found] + [_ONE] * spare)
            betas.append([beta for _, beta in found] + [0.0] * spare)

    ligands = [ligand(one, row) for row, one in enumerate(plan.ligands)]
    cation_rows = range(_FREE, _FREE + _CATIONS)
    ligand_rows = range(activity, held)
    for group in plan.anions_alone:
        add(group, (), _TOTAL + _CATIONS, _CHARGED + _CATIONS)
    # Complexes enter the ionic strength with their cation, once.
    for group in plan.of_ligands:
        add(group, cation_rows, held, None)
    if plan.twice_anion is not None:
        add(plan.twice_anion, cation_rows, _TWICE + _CATIONS, None)
    anion_terms = len(terms)
    for group in plan.of_cations:
        add(group, ligand_rows, _TOTAL, _CHARGED)
    if plan.twice_cation is not None:
        add(plan.twice_cation, ligand_rows, _TWICE, None)
    for group in plan.uncounted:
        add(group, ligand_rows, None, _CHARGED, sign=-1)
    acid_urate = [protons((hydrogen, 0)) for _, hydrogen in plan.acid_urate_beta]
    charge = np.array([plan.ion_charge[ion] for ion in plan.order])
    all_terms = np.array(terms, dtype=np.int64)
    return Layout(
        order=np.array(plan.order, dtype=np.int64),
        guess=np.where(charge == 1, 0.5, 0.25 * charge * charge),
        protons=np.array([(row, *count) for count, row in products.items()], dtype=np.int64),
        acid_urate=np.array(acid_urate, dtype=np.int64),
        acid_urate_beta=np.array([beta for beta, _ in plan.acid_urate_beta]),
        ligands=np.array(ligands, dtype=np.int64),
        terms=all_terms,
        partners=np.array(partners, dtype=np.int64),
        betas=np.array(betas),
        anion_terms=anion_terms,
        rows=held + len(plan.ligands) + len(products) - 1,
        twice=np.isin(_TWICE + np.arange(_PAIRED), all_terms[:, 1]),
        debye_hueckel_ln=plan.debye_hueckel_ln,
        davies=plan.davies,
        ionic_strength_min=plan.ionic_strength_min,
        ionic_strength_max=plan.ionic_strength_max,
    )


def solve_rows(
    totals: Floats,
    water: Floats,
    urines: npt.NDArray[np.intp],
    layout: Layout,
    limits: Limits,
    solved: Solved,
    work: Floats,
) -> None:
    """Solve some urines: what numba compiles, together with the functions below.

    Parameters
    ----------
    totals : ndarray, shape (11, all urines)
        Total concentration of each ion of `IONS` [mol/L].
    water : ndarray, shape (2, urines)
        Activities of H and OH in the urines to solve [mol/L].
    urines : ndarray of int, shape (urines,)
        Which of all urines to solve.
    layout : Layout
        The constants.
    limits : Limits
        When a urine is finished.
    solved : Solved
        Filled with the results.
    work : ndarray, shape (layout.rows, LANES)
        Memory to work in, all ones at first.
    """
    urine = np.empty(LANES, dtype=np.int64)
    done = np.empty(LANES, dtype=np.bool_)
    for start in range(0, urines.size, LANES):
        lanes = min(LANES, urines.size - start)
        for lane in range(lanes):
            urine[lane] = urines[start + lane]
            done[lane] = False
            for row in range(_IONS):
                work[_AMOUNT + row, lane] = totals[layout.order[row], urine[lane]]
            for kind in range(2):
                work[_SPARE + kind, lane] = water[kind, start + lane]
        _set_up(work, lanes, layout)
        _guess(work, lanes, layout)
        left = lanes
        for sweep in range(1, limits.most + 1):
            found = _FOUND + _STATE * (sweep % 3)
            moved = _MOVED + _STATE * (sweep % 3)
            _sweep(work, lanes, layout, found)
            for row in range(_STATE):
                before = _STRENGTH if row == _CATIONS else _FREE + row
                for lane in range(lanes):
                    work[moved + row, lane] = work[found + row, lane] - work[before, lane]
            if sweep >= limits.earliest:
                for lane in range(lanes):
                    settled = not done[lane]
                    for row in range(_CALCIUM, _STATE):
                        limit = limits.tolerance * work[found + row, lane]
                        settled = settled and abs(work[moved + row, lane]) <= limit
                    for row in range(_CALCIUM):
                        limit = WEAKLY_BOUND * limits.tolerance * work[found + row, lane]
                        settled = settled and abs(work[moved + row, lane]) <= limit
                    if settled:
                        done[lane] = True
                        left -= 1
                        for ion in range(_PAIRED):
                            at = found + ion if ion < _CATIONS else _FREE + ion
                            solved.activity[layout.order[ion], urine[lane]] = work[at, lane]
                        solved.ionic_strength[urine[lane]] = work[found + _CATIONS, lane]
                        solved.sweeps[urine[lane]] = sweep
                if left == 0:
                    break
            if left < _WORTH_KEEPING * lanes:
                lanes = _keep(work, lanes, urine, done)
            if 3 <= sweep <= limits.extrapolated:
                _extrapolate(work, lanes, sweep)
            else:
                for row in range(_STATE):
                    before = _STRENGTH if row == _CATIONS else _FREE + row
                    for lane in range(lanes):
                        work[before, lane] = work[found + row, lane]


def _set_up(work: Floats, lanes: int, layout: Layout) -> None:
    """Write all that depends on H and OH alone."""
    for product in range(layout.protons.shape[0]):
        row = layout.protons[product, 0]
        for lane in range(lanes):
            work[row, lane] = 1.0
        for kind in range(2):
            for _ in range(layout.protons[product, 1 + kind]):
                for lane in range(lanes):
                    work[row, lane] *= work[_SPARE + kind, lane]
    for lane in range(lanes):
        work[_ACID_URATE, lane] = 0.0
        work[_WATER_IONS, lane] = work[_SPARE, lane] + work[_SPARE + 1, lane]
    for form in range(layout.acid_urate.size):
        row, beta = layout.acid_urate[form], layout.acid_urate_beta[form]
        for lane in range(lanes):
            work[_ACID_URATE, lane] += beta * work[row, lane]


def _guess(work: Floats, lanes: int, layout: Layout) -> None:
    """Write a first guess of the cations and the ionic strength."""
    for lane in range(lanes):
        work[_STRENGTH, lane] = 0.0
    for row in range(_IONS):
        weight = layout.guess[row]
        for lane in range(lanes):
            work[_STRENGTH, lane] += weight * work[_AMOUNT + row, lane]
    for lane in range(lanes):
        work[_STRENGTH, lane] = min(max(work[_STRENGTH, lane], 1e-3), 0.5)
    _activity_law(work, lanes, layout)
    for row in range(_CATIONS):
        free, inverse = (0.5, _INVERSE + 2) if row >= _CALCIUM else (0.9, _INVERSE + 1)
        for lane in range(lanes):
            work[_FREE + row, lane] = free * work[_AMOUNT + row, lane] / work[inverse, lane]


def _activity_law(work: Floats, lanes: int, layout: Layout) -> None:
    """Write 1/f of charge 1, 2 and 3."""
    for lane in range(lanes):
        strength = work[_STRENGTH, lane]
        root = np.sqrt(strength)
        work[_SPARE, lane] = layout.debye_hueckel_ln * (
            root / (root + 1.0) - layout.davies * strength
        )
    for lane in range(lanes):
        work[_INVERSE + 1, lane] = np.exp(work[_SPARE, lane])
    for lane in range(lanes):
        single = work[_INVERSE + 1, lane]
        double = single * single
        double *= double
        work[_INVERSE + 2, lane] = double
        work[_INVERSE + 3, lane] = double * double * single


def _sweep(work: Floats, lanes: int, layout: Layout, found: int) -> None:
    """Renew all anions, then all cations, then the ionic strength."""
    _activity_law(work, lanes, layout)
    new = found + _CATIONS
    for lane in range(lanes):
        single = work[_INVERSE + 1, lane]
        urate = work[_AMOUNT + _URATE, lane] / (single + work[_ACID_URATE, lane])
        charged = (urate + work[_WATER_IONS, lane]) * single
        work[new, lane] = charged + work[_AMOUNT + _CHLORIDE, lane]
    for row in range(_TOTAL, _SQUARE):
        for lane in range(lanes):
            work[row, lane] = 0.0
    for ion in range(_CATIONS):
        for lane in range(lanes):
            work[_SQUARE + ion, lane] = work[_FREE + ion, lane] * work[_FREE + ion, lane]
    for ligand in range(layout.ligands.shape[0]):
        held = layout.ligands[ligand, 3]
        if held >= 0:
            for lane in range(lanes):
                work[held, lane] = 0.0
    _add_terms(work, lanes, layout, 0, layout.anion_terms)
    for ligand in range(layout.ligands.shape[0]):
        _, anion, other, held = layout.ligands[ligand]
        if held >= 0:
            total = _TOTAL + anion - _FREE
            for lane in range(lanes):
                work[total, lane] += work[held, lane] * work[other, lane]
    _balance(work, lanes, layout, (_CATIONS, _PAIRED), _FREE, new)
    for ligand in range(layout.ligands.shape[0]):
        activity, anion, other, _ = layout.ligands[ligand]
        for lane in range(lanes):
            work[activity, lane] = work[anion, lane] * work[other, lane]
    _add_terms(work, lanes, layout, layout.anion_terms, layout.terms.shape[0])
    _balance(work, lanes, layout, (0, _CATIONS), found, new)
    for lane in range(lanes):
        low, high = layout.ionic_strength_min, layout.ionic_strength_max
        work[new, lane] = min(max(0.5 * work[new, lane], low), high)


def _add_terms(work: Floats, lanes: int, layout: Layout, first: int, last: int) -> None:
    """Add some terms to the sums that they belong to."""
    for term in range(first, last):
        inverse, total, charged, square, count = layout.terms[term]
        row_0, row_1, row_2, row_3, row_4, row_5 = layout.partners[term]
        beta_0, beta_1, beta_2, beta_3, beta_4, beta_5 = layout.betas[term]
        # Written out, and in two loops, so that each is compiled to operations on several lanes.
        if count <= 2:
            for lane in range(lanes):
                value = beta_0 * work[row_0, lane] + beta_1 * work[row_1, lane]
                work[_SPARE, lane] = value * work[inverse, lane]
        elif count <= 4:
            for lane in range(lanes):
                value = beta_0 * work[row_0, lane] + beta_1 * work[row_1, lane]
                value += beta_2 * work[row_2, lane] + beta_3 * work[row_3, lane]
                work[_SPARE, lane] = value * work[inverse, lane]
        else:
            for lane in range(lanes):
                value = beta_0 * work[row_0, lane] + beta_1 * work[row_1, lane]
                value += beta_2 * work[row_2, lane] + beta_3 * work[row_3, lane]
                value += beta_4 * work[row_4, lane] + beta_5 * work[row_5, lane]
                work[_SPARE, lane] = value * work[inverse, lane]
        if square == 0:
            for lane in range(lanes):
                work[total, lane] += work[_SPARE, lane]
        else:
            for lane in range(lanes):
                work[total, lane] += work[_SPARE, lane]
                work[charged, lane] += square * work[_SPARE, lane]


def _balance(
    work: Floats, lanes: int, layout: Layout, ions: tuple[int, int], out: int, strength: int
) -> None:
    """Write the activities of some ions that exactly meet their mass balances."""
    for ion in range(ions[0], ions[1]):
        if layout.twice[ion]:
            for lane in range(lanes):
                # total * a + 2 * twice * a² = amount, solved without cancellation.
                total = work[_TOTAL + ion, lane]
                amount = work[_AMOUNT + ion, lane]
                root = np.sqrt(8.0 * work[_TWICE + ion, lane] * amount + total * total)
                work[out + ion, lane] = 2.0 * (amount / (root + total))
        else:
            for lane in range(lanes):
                work[out + ion, lane] = work[_AMOUNT + ion, lane] / work[_TOTAL + ion, lane]
        # A complex with two of the ion carries two charges (the plan sees to that): z² is 4.
        twice = 4.0 if ion < _CATIONS else 0.0
        for lane in range(lanes):
            free = work[out + ion, lane]
            per_activity = work[_CHARGED + ion, lane] + twice * work[_TWICE + ion, lane] * free
            work[strength, lane] += per_activity * free


def _extrapolate(work: Floats, lanes: int, sweep: int) -> None:
    """Write the state where the last three sweeps say that nothing would move any more."""
    now, one, two = _STATE * (sweep % 3), _STATE * ((sweep - 1) % 3), _STATE * ((sweep - 2) % 3)
    for lane in range(lanes):
        calcium = work[_MOVED + now + _CALCIUM, lane]
        strength = work[_MOVED + now + _CATIONS, lane]
        calcium_1 = calcium - work[_MOVED + one + _CALCIUM, lane]
        strength_1 = strength - work[_MOVED + one + _CATIONS, lane]
        calcium_2 = calcium - work[_MOVED + two + _CALCIUM, lane]
        strength_2 = strength - work[_MOVED + two + _CATIONS, lane]
        determinant = calcium_1 * strength_2 - strength_1 * calcium_2
        if determinant == 0.0:
            determinant = np.inf
        share_1 = (calcium * strength_2 - strength * calcium_2) / determinant
        share_2 = (calcium_1 * strength - strength_1 * calcium) / determinant
        work[_SPARE, lane] = min(max(share_1, -_LARGEST_SHARE), _LARGEST_SHARE)
        work[_SPARE + 1, lane] = min(max(share_2, -_LARGEST_SHARE), _LARGEST_SHARE)
    for row in range(_STATE):
        state = _STRENGTH if row == _CATIONS else _FREE + row
        for lane in range(lanes):
            value = work[_FOUND + now + row, lane]
            step = (value - work[_FOUND + one + row, lane]) * work[_SPARE, lane]
            step += (value - work[_FOUND + two + row, lane]) * work[_SPARE + 1, lane]
            # No value changes by more than half.
            work[state, lane] = value - max(min(step, 0.5 * value), -0.5 * value)


def _keep(work: Floats, lanes: int, urine: Integers, done: npt.NDArray[np.bool_]) -> int:
    """Move the lanes that are not done to the front, and return how many there are."""
    kept = 0
    for lane in range(lanes):
        if not done[lane]:
            for row in range(work.shape[0]):
                work[row, kept] = work[row, lane]
            urine[kept] = urine[lane]
            done[kept] = False
            kept += 1
    return kept


# In the order in which they call each other, the innermost first.
HELPERS = (_set_up, _activity_law, _guess, _add_terms, _balance, _sweep, _extrapolate, _keep)

"""Which dissolved forms the ions of a urine take: mass balances and activities of many urines.

At a fixed ionic strength the mass balances are the minimum of a strictly convex function of the
logarithms of the free ions. No complex holds two kinds of cation or two kinds of anion, so all
anions given the cations, and all cations given the anions, are minimised exactly and in turn: a
descent that ends in the one solution for any totals. The ionic strength is renewed in every sweep.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from uroscope.derive.saturation.constants import IONS, ConstantSet, Floats
from uroscope.derive.saturation.plan import CATIONS, Coefficients, Group, Plan, Side, Term, coefficients, plan_of

# Largest relative change of free calcium, free magnesium and ionic strength in the last sweep.
TOLERANCE = 1e-13
# Rows solved together: few enough for the processor's cache, many enough to outweigh call costs.
CHUNK_ROWS = 16384
# After so many sweeps a row is given up to bisection of its ionic strength.
MOST_SWEEPS = 300
# Extrapolation from earlier sweeps is switched off after this sweep; plain sweeps always descend.
LAST_EXTRAPOLATION = 30
# No row is finished before this sweep, so that the check is not paid for in vain.
_FEWEST_SWEEPS = 4
# Finished rows are dropped once fewer than this share still moves.
_WORTH_KEEPING = 0.5
# Rows of the state: the divalent cations stand last before the ionic strength.
_CALCIUM = CATIONS.index("calcium")
_DIVALENT = slice(_CALCIUM, len(CATIONS))
_WATCHED = slice(_CALCIUM, len(CATIONS) + 1)
# Pure water itself holds 55.5 mol/L: nothing dissolved in it can be above that.
HIGHEST_TOTAL = 55.5

SOLVED, MISSING, NOT_FINITE, NEGATIVE, TOO_HIGH, PH_OUT_OF_SCALE, NOT_CONVERGED = range(7)
STATUS_WORDS = {
    SOLVED: "solved",
    MISSING: "an ion or the pH is missing",
    NOT_FINITE: "an ion or the pH is not a finite number",
    NEGATIVE: "an ion is below zero",
    TOO_HIGH: "an ion is above 55.5 mol/L, the concentration of water itself",
    PH_OUT_OF_SCALE: "the pH is outside 0 to 14",
    NOT_CONVERGED: "the equilibrium could not be solved",
}

Codes = npt.NDArray[np.int8]
_LN10 = math.log(10.0)


@dataclass(frozen=True)
class Speciation:
    """The equilibrium of many urines, one column each.

    Attributes
    ----------
    activity : ndarray, shape (11, urines)
        Activity of each free ion of `IONS` [mol/L]; NaN where not solved.
    ionic_strength : ndarray, shape (urines,)
        Ionic strength [mol/L].
    activity_coefficient : ndarray, shape (urines,)
        Activity coefficient of a singly charged ion [-]; charge z has its z²-th power.
    ph : ndarray, shape (urines,)
        The pH that was given [-].
    sweeps : ndarray of int, shape (urines,)
        Sweeps needed [-].
    status : ndarray of int8, shape (urines,)
        0 where solved, else the reason, a key of `STATUS_WORDS`.
    """

    activity: Floats
    ionic_strength: Floats
    activity_coefficient: Floats
    ph: Floats
    sweeps: npt.NDArray[np.int16]
    status: Codes


def check_inputs(totals: Floats, ph: Floats) -> Codes:
    """Say for each urine whether it can be solved.

    Parameters
    ----------
    totals : ndarray, shape (11, urines)
        Total concentration of each ion of `IONS` [mol/L].
    ph : ndarray, shape (urines,)
        pH [-].

    Returns
    -------
    ndarray of int8, shape (urines,)
        0 where everything can be used, else the first reason, a key of `STATUS_WORDS`.

    Examples
    --------
    >>> totals = np.full((11, 3), 0.01)
    >>> totals[0] = [0.1, np.nan, -0.1]
    >>> check_inputs(totals, np.array([6.0, 6.0, 6.0]))
    array([0, 1, 3], dtype=int8)
    """
    reasons = (
        (MISSING, np.isnan(totals).any(axis=0) | np.isnan(ph)),
        (NOT_FINITE, np.isinf(totals).any(axis=0) | np.isinf(ph)),
        (NEGATIVE, (totals < 0).any(axis=0)),
        (TOO_HIGH, (totals > HIGHEST_TOTAL).any(axis=0)),
        (PH_OUT_OF_SCALE, (ph < 0) | (ph > 14)),
    )
    status = np.zeros(ph.shape, dtype=np.int8)
    for code, where in reasons:
        status[where & (status == SOLVED)] = code
    return status


def speciate(
    totals: Floats,
    ph: Floats,
    constants: ConstantSet,
    tolerance: float = TOLERANCE,
    chunk_rows: int = CHUNK_ROWS,
) -> Speciation:
    """Solve the equilibrium of many urines.

    Parameters
    ----------
    totals : ndarray, shape (11, urines)
        Total concentration of each ion of `IONS` [mol/L].
    ph : ndarray, shape (urines,)
        pH [-].
    constants : ConstantSet
        The constants.
    tolerance : float, optional
        Relative change at which a urine is finished [-].
    chunk_rows : int, optional
        How many urines are solved together; changes nothing in the results.

    Returns
    -------
    Speciation
        Activities and ionic strength; a urine that cannot be used is NaN with its reason.

    Notes
    -----
    The model is EQUIL2: Werness PG, Brown CM, Smith LH, Finlayson B, J Urol 1985;134:1242. Its own
    iteration does not always end; this one solves the same equations by exact alternating sweeps,
    extrapolates them with a secant step in free calcium and ionic strength, and falls back to
    bisection of the ionic strength.

    Examples
    --------
    >>> from uroscope.derive.saturation.constants import constant_set
    >>> from uroscope.knowledge import load
    >>> v5 = constant_set(load().record["chemistry"]["equil2_v5"])
    >>> mmol = [100, 40, 4, 4, 25, 120, 20, 12, 0.3, 2, 2.5]
    >>> solved = speciate(np.array([mmol]).T / 1000, np.array([6.0]), v5)
    >>> round(float(solved.ionic_strength[0]), 4)
    0.1777
    """
    totals = np.ascontiguousarray(totals, dtype=np.float64)
    ph = np.ascontiguousarray(ph, dtype=np.float64)
    status = check_inputs(totals, ph)
    plan = plan_of(constants)
    count = ph.size
    activity = np.full((len(IONS), count), np.nan)
    strength = np.full(count, np.nan)
    sweeps = np.zeros(count, dtype=np.int16)
    usable = np.flatnonzero(status == SOLVED)
    for start in range(0, usable.size, chunk_rows):
        rows = usable[start : start + chunk_rows]
        found = np.empty((len(IONS), rows.size)), np.full(rows.size, np.nan)
        count_of = np.zeros(rows.size, dtype=np.int16)
        _solve_chunk(totals[:, rows], ph[rows], plan, tolerance, *found, count_of)
        activity[:, rows], strength[rows] = found
        sweeps[rows] = count_of
    left = usable[np.isnan(strength[usable])]
    if left.size:
        solution = solve_by_bisection(totals[:, left], ph[left], constants, tolerance)
        activity[:, left], strength[left] = solution
        sweeps[left] = MOST_SWEEPS
        status[left[np.isnan(strength[left])]] = NOT_CONVERGED
    coefficient = np.reciprocal(plan.inverse_coefficient(strength))
    _fill_simple_ions(activity, totals, ph, coefficient, plan)
    return Speciation(activity, strength, coefficient, ph, sweeps, status)


def solve_by_bisection(
    totals: Floats, ph: Floats, constants: ConstantSet, tolerance: float = TOLERANCE
) -> tuple[Floats, Floats]:
    """Solve urines by bisecting their ionic strength, each step with the balances converged.

    Slow and certain: the ionic strength computed from a frozen one stays inside its bounds, so the
    difference of the two changes sign in between.

    Parameters
    ----------
    totals : ndarray, shape (11, urines)
        Total concentration of each ion of `IONS` [mol/L], all usable.
    ph : ndarray, shape (urines,)
        pH [-].
    constants : ConstantSet
        The constants.
    tolerance : float, optional
        Relative change at which the balances count as converged [-].

    Returns
    -------
    activity : ndarray, shape (11, urines)
        Activity of the free ions [mol/L]; NaN in rows that did not converge, and for chloride and
        urate, which `speciate` fills in.
    ionic_strength : ndarray, shape (urines,)
        Ionic strength [mol/L], NaN in rows that did not converge.
    """
    plan = plan_of(constants)
    totals = totals[plan.order]
    hydrogen, hydroxide = water_activities(ph, plan.water)
    factors = coefficients(plan, hydrogen, hydroxide)
    work = _Workspace.of(ph.size)
    low = np.full(ph.size, plan.ionic_strength_min)
    high = np.full(ph.size, plan.ionic_strength_max)
    state = _start(totals, plan)
    new = np.empty_like(state)
    # ln(1/1e-6) halved 50 times is 1e-14: the last digit of the ionic strength.
    for _ in range(50):
        middle = np.sqrt(low * high)
        moving = np.ones(ph.size, dtype=bool)
        for _ in range(20 * MOST_SWEEPS):
            state[-1] = middle
            _sweep(state, totals, factors, plan, work, new)
            change = np.abs(new[:-1] - state[:-1])
            moving = (change > tolerance * new[:-1]).any(axis=0)
            state[:-1] = new[:-1]
            if not moving.any():
                break
        rises = new[-1] > middle
        low = np.where(rises, middle, low)
        high = np.where(rises, high, middle)
    strength = np.where(moving, np.nan, np.sqrt(low * high))
    activity = np.full((len(IONS), ph.size), np.nan)
    activity[plan.cations] = np.where(moving, np.nan, state[:-1])
    activity[plan.anions] = np.where(moving, np.nan, work.anions)
    return activity, strength


def species_concentrations(solution: Speciation, constants: ConstantSet) -> Floats:
    """Return the concentration of every complex.

    Parameters
    ----------
    solution : Speciation
        The equilibrium.
    constants : ConstantSet
        The constants it was solved with.

    Returns
    -------
    ndarray, shape (species, urines)
        Concentrations in the order of `constants.species` [mol/L].
    """
    plan = plan_of(constants)
    hydrogen, hydroxide = water_activities(solution.ph, constants.water)
    parts = [*solution.activity, hydrogen, hydroxide]
    counts = np.column_stack(
        [constants.stoichiometry, constants.hydrogen, constants.hydroxide]
    )
    found = np.empty((len(constants.species), solution.ph.size))
    for row, (beta, charge, numbers) in enumerate(
        zip(constants.beta, constants.charge, counts, strict=True)
    ):
        found[row] = beta * solution.activity_coefficient ** -float(charge**2)
        for part in np.flatnonzero(numbers):
            found[row] *= parts[part] ** int(numbers[part])
    return found


@dataclass(frozen=True)
class _Workspace:
    """Arrays that a sweep writes into, so that no sweep asks for memory."""

    powers: Floats  # 1/f of charge 0 to 3
    anions: Floats
    strength: Floats
    total: Floats
    charged: Floats
    group: Floats
    scratch: Floats

    @classmethod
    def of(cls, rows: int) -> _Workspace:
        """Return a workspace for so many urines."""
        five = [np.empty((5, rows)) for _ in range(4)]
        return cls(np.ones((4, rows)), np.empty((4, rows)), np.empty(rows), *five)


def water_activities(ph: Floats, water: float) -> tuple[Floats, Floats]:
    """Return the activities of H and OH [mol/L]."""
    return np.exp(-_LN10 * ph), np.exp(_LN10 * (ph - water))


def _start(totals: Floats, plan: Plan) -> Floats:
    """Return a first guess of the cations' activities and the ionic strength, shape (6, urines)."""
    charge = np.array([plan.ion_charge[ion] for ion in plan.order])[:, None]
    # About half of what is multiply charged is bound or protonated.
    weight = np.where(charge == 1, 0.5, 0.25 * charge * charge)
    strength = np.zeros(totals.shape[1])
    for row in totals * weight:
        strength += row
    np.clip(strength, 1e-3, 0.5, out=strength)
    coefficient = np.reciprocal(plan.inverse_coefficient(strength))
    state = np.empty((len(plan.cations) + 1, totals.shape[1]))
    state[:-1] = totals[: len(plan.cations)] * np.where(charge == 1, 0.9, 0.5)[: len(plan.cations)]
    state[:-1] *= coefficient
    divalent = state[_DIVALENT]
    divalent *= coefficient * coefficient * coefficient
    state[-1] = strength
    return state


def _sweep(
    state: Floats, totals: Floats, factors: Coefficients, plan: Plan, work: _Workspace, new: Floats
) -> None:
    """Renew all anions, then all cations, then the ionic strength.

    `state` and `new` hold the activities of the cations and, last, the ionic strength; `totals`
    stands in the plan's order.
    """
    _activity_law(state[-1], plan, work.powers)
    strength, single = work.strength, work.powers[1]
    np.add(single, factors.acid_urate, out=strength)
    np.divide(totals[10], strength, out=strength)
    strength += factors.water_ions
    strength *= single
    strength += totals[9]
    # Complexes enter the ionic strength with their cation, once.
    _balance(factors.anions, totals[5:9], state, work, work.anions, pairs_count=False)
    _balance(factors.cations, totals[:5], work.anions, work, new[:5], pairs_count=True)
    for term in factors.uncounted:
        _uncount(term, new, work)
    strength *= 0.5
    np.maximum(strength, plan.ionic_strength_min, out=strength)
    np.minimum(strength, plan.ionic_strength_max, out=new[-1])


def _activity_law(strength: Floats, plan: Plan, powers: Floats) -> None:
    """Write 1/f of charge 1, 2 and 3 for an ionic strength [mol/L]."""
    _, single, double, triple = powers
    np.sqrt(strength, out=single)
    np.add(single, 1.0, out=double)
    single /= double
    np.multiply(strength, plan.davies, out=double)
    single -= double
    single *= plan.debye_hueckel_ln
    np.exp(single, out=single)
    np.multiply(single, single, out=triple)
    np.multiply(triple, triple, out=double)
    np.multiply(double, double, out=triple)
    triple *= single


def _balance(
    side: Side, amounts: Floats, others: Floats, work: _Workspace, out: Floats, pairs_count: bool
) -> None:
    """Write the activities of the free ions of one side that exactly meet their mass balances.

    Adds z² times the concentrations to the ionic strength; the complexes with the other side only
    if `pairs_count`.
    """
    size = len(amounts)
    total, charged = work.total[:size], work.charged[:size]
    total.fill(0.0)
    charged.fill(0.0)
    for term in side.alone:
        part = work.group[term.first : term.last]
        np.multiply(term.factor, work.powers[term.charge], out=part)
        total[term.first : term.last] += part
        _add_charged(part, term.charge, charged[term.first : term.last])
    for group in side.pairs:
        part = _added_up(group, others, work)
        total[group.first : group.last] += part
        if pairs_count:
            _add_charged(part, group.charge, charged[group.first : group.last])
    np.divide(amounts, total, out=out)
    if side.twice is not None:
        rows = slice(side.twice.first, side.twice.last)
        square = _added_up(side.twice, others, work)
        # total * a + 2 * square * a² = amount, solved without cancellation.
        root = work.scratch[rows]
        np.multiply(square, amounts[rows], out=root)
        root *= 8.0
        root += total[rows] * total[rows]
        np.sqrt(root, out=root)
        root += total[rows]
        np.divide(amounts[rows], root, out=root)
        np.multiply(root, 2.0, out=out[rows])
        if pairs_count:
            square *= out[rows]
            _add_charged(square, side.twice.charge, charged[rows])
    charged *= out
    for row in charged:
        np.add(work.strength, row, out=work.strength)


def _added_up(group: Group, others: Floats, work: _Workspace) -> Floats:
    """Return the terms of one charge, added and multiplied by 1/f of that charge."""
    added = work.group[group.first : group.last]
    first, *rest = group.terms
    if (first.first, first.last) == (group.first, group.last):
        np.multiply(first.factor, others[first.other], out=added)
        if first.power == 2:
            added *= others[first.other]
    else:
        added.fill(0.0)
        rest = group.terms
    for term in rest:
        part = work.scratch[term.first : term.last]
        np.multiply(term.factor, others[term.other], out=part)
        if term.power == 2:
            part *= others[term.other]
        work.group[term.first : term.last] += part
    if group.charge:
        added *= work.powers[group.charge]
    return added


def _add_charged(part: Floats, charge: int, charged: Floats) -> None:
    """Add z² times a part, which it may overwrite."""
    if charge > 1:
        part *= float(charge * charge)
    if charge:
        charged += part


def _uncount(term: Term, new: Floats, work: _Workspace) -> None:
    """Take complexes that a constant set leaves out of the ionic strength out of it again."""
    part = work.scratch[term.first : term.last]
    np.multiply(term.factor, new[term.first : term.last], out=part)
    part *= work.powers[term.charge]
    if term.other >= 0:
        part *= work.anions[term.other]
    part *= float(term.charge**2)
    for row in part:
        np.subtract(work.strength, row, out=work.strength)


def _solve_chunk(
    totals: Floats,
    ph: Floats,
    plan: Plan,
    tolerance: float,
    activity: Floats,
    strength: Floats,
    sweeps: npt.NDArray[np.int16],
) -> None:
    """Solve some rows and write them into `activity`, `strength` and `sweeps`.

    A row is written in the sweep in which it converges and never looks at another row, so neither
    the order nor the company of the rows can change a bit of it.
    """
    totals = totals[plan.order]
    rows = np.arange(ph.size)
    hydrogen, hydroxide = water_activities(ph, plan.water)
    factors = coefficients(plan, hydrogen, hydroxide)
    work = _Workspace.of(ph.size)
    state = _start(totals, plan)
    found = [np.empty_like(state) for _ in range(3)]  # this sweep's result and the two before
    moved = [np.empty_like(state) for _ in range(3)]  # result minus state of the same sweeps
    done = np.zeros(ph.size, dtype=bool)
    for sweep in range(1, MOST_SWEEPS + 1):
        found = [found[2], found[0], found[1]]
        moved = [moved[2], moved[0], moved[1]]
        _sweep(state, totals, factors, plan, work, found[0])
        np.subtract(found[0], state, out=moved[0])
        if sweep >= _FEWEST_SWEEPS:
            settled = (np.abs(moved[0][_WATCHED]) <= tolerance * found[0][_WATCHED]).all(axis=0)
            settled &= ~done
            new = np.flatnonzero(settled)
            if new.size:
                where = rows[new]
                activity[np.ix_(plan.cations, where)] = found[0][:-1, new]
                activity[np.ix_(plan.anions, where)] = work.anions[:, new]
                strength[where] = found[0][-1, new]
                sweeps[where] = sweep
                done |= settled
                left = np.flatnonzero(~done)
                if not left.size:
                    return
                if left.size < _WORTH_KEEPING * done.size:
                    rows, totals, done = rows[left], totals[:, left], done[left]
                    hydrogen, hydroxide = hydrogen[left], hydroxide[left]
                    factors = coefficients(plan, hydrogen, hydroxide)
                    work = _Workspace.of(left.size)
                    found = [part[:, left] for part in found]
                    moved = [part[:, left] for part in moved]
                    state = np.empty_like(found[0])
        if 3 <= sweep <= LAST_EXTRAPOLATION:
            _extrapolate(found, moved, state)
        else:
            state[:] = found[0]


def _extrapolate(found: list[Floats], moved: list[Floats], state: Floats) -> None:
    """Write the point where the last three sweeps say that nothing would move any more.

    A secant step: the mix of the three results at which the movement of free calcium and of the
    ionic strength, taken as linear, is zero. No value changes by more than half.
    """
    calcium, strength = moved[0][_CALCIUM], moved[0][-1]
    calcium_1, strength_1 = calcium - moved[1][_CALCIUM], strength - moved[1][-1]
    calcium_2, strength_2 = calcium - moved[2][_CALCIUM], strength - moved[2][-1]
    determinant = calcium_1 * strength_2 - strength_1 * calcium_2
    determinant[determinant == 0.0] = np.inf
    share_1 = (calcium * strength_2 - strength * calcium_2) / determinant
    share_2 = (calcium_1 * strength - strength_1 * calcium) / determinant
    step = found[0] - found[1]
    step *= share_1
    np.subtract(found[0], found[2], out=state)
    state *= share_2
    step += state
    np.multiply(found[0], 0.5, out=state)
    np.minimum(step, state, out=step)
    np.negative(state, out=state)
    np.maximum(step, state, out=step)
    np.subtract(found[0], step, out=state)


def _fill_simple_ions(
    activity: Floats, totals: Floats, ph: Floats, coefficient: Floats, plan: Plan
) -> None:
    """Add chloride, which binds nothing, and urate, which binds hydrogen only."""
    hydrogen, _ = water_activities(ph, plan.water)
    activity[plan.chloride] = totals[plan.chloride] * coefficient
    activity[plan.urate] = totals[plan.urate] / (1.0 / coefficient + plan.acid_urate(hydrogen))

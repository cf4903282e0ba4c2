"""Which dissolved forms the ions of a urine take: the equilibrium of many urines at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from uroscope.derive.saturation import kernel
from uroscope.derive.saturation.constants import (
    IONS,
    ConstantSet,
    Floats,
    parts,
    water_activities,
)
from uroscope.derive.saturation.lanes import WEAKLY_BOUND, Limits, Solved
from uroscope.derive.saturation.plan import CATIONS, Plan, coefficients, plan_of
from uroscope.derive.saturation.sweeps import (
    CALCIUM,
    Workspace,
    extrapolate,
    first_guess,
    sweep_once,
)
from uroscope.tables import Booleans

# Largest relative change of free calcium, free magnesium and ionic strength in the last sweep; that
# of the other cations is `WEAKLY_BOUND` times as large.
TOLERANCE = 1e-13
# Rows solved together: few enough for the processor's cache, many enough to outweigh call costs.
CHUNK_ROWS = 8192
# The few rows of a chunk that need more sweeps than this wait for those of the other chunks: a
# sweep of few rows takes almost as long as one of many.
_SWEEPS_OF_A_CHUNK = 9
# After so many sweeps a row is given up to bisection of its ionic strength.
MOST_SWEEPS = 300
# Extrapolation from earlier sweeps is switched off after this sweep; plain sweeps always descend.
LAST_EXTRAPOLATION = 30
# No row is finished before this sweep, so that the check is not paid for in vain.
_FEWEST_SWEEPS = 4
# Finished rows are dropped once fewer than this share still moves.
_WORTH_KEEPING = 0.5
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
    status = np.zeros(ph.shape, dtype=np.int8)
    usable = (ph >= 0) & (ph <= 14)
    for part in parts(ph.size):
        some = totals[:, part]
        usable[part] &= ((some >= 0) & (some <= HIGHEST_TOTAL)).all(axis=0)
    rows = np.flatnonzero(~usable)
    if not rows.size:
        return status
    totals, ph = totals[:, rows], ph[rows]
    reasons = (
        (MISSING, np.isnan(totals).any(axis=0) | np.isnan(ph)),
        (NOT_FINITE, np.isinf(totals).any(axis=0) | np.isinf(ph)),
        (NEGATIVE, (totals < 0).any(axis=0)),
        (TOO_HIGH, (totals > HIGHEST_TOTAL).any(axis=0)),
        (PH_OUT_OF_SCALE, (ph < 0) | (ph > 14)),
    )
    # The first reason counts, so it is written last.
    for code, where in reversed(reasons):
        status[rows[where]] = code
    return status


def speciate(
    totals: Floats,
    ph: Floats,
    constants: ConstantSet,
    tolerance: float = TOLERANCE,
    chunk_rows: int = CHUNK_ROWS,
    compiled: bool | None = None,
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
        How many urines numpy solves together; changes nothing in the results.
    compiled : bool, optional
        Whether numba's kernel solves; by default it does where there are enough urines to pay for
        it. Tables that are made in parts say which, so that their parts agree to the last digit.

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

    Where numba is installed, large inputs are solved by the same sweeps compiled (`kernel`).
    Activities and ratios of urines from a wide box then agree with those of numpy to 1e-12.

    Examples
    --------
    >>> from uroscope.derive.saturation.constants import constant_set
    >>> from uroscope.knowledge import load
    >>> v5 = constant_set(load().record["chemistry"]["equil2_v5"])
    >>> mmol = [100, 40, 4, 4, 25, 120, 20, 12, 0.3, 2, 2.5]
    >>> solved = speciate(np.array([mmol]).T / 1000, np.array([6.0]), v5)
    >>> round(float(solved.ionic_strength[0]), 4)
    0.1834
    """
    totals = np.ascontiguousarray(totals, dtype=np.float64)
    ph = np.ascontiguousarray(ph, dtype=np.float64)
    status = check_inputs(totals, ph)
    plan = plan_of(constants)
    count = ph.size
    usable = np.flatnonzero(status == SOLVED)
    activity = np.empty((len(IONS), count))
    if usable.size < count:
        activity.fill(np.nan)
    solved = Solved(activity, np.full(count, np.nan), np.zeros(count, dtype=np.int16))
    limits = Limits(_FEWEST_SWEEPS, LAST_EXTRAPOLATION, MOST_SWEEPS, tolerance)
    if kernel.pays_for(usable.size) if compiled is None else compiled:
        kernel.solve(totals, ph, usable, plan, limits, solved)
    else:
        _solve(totals, ph, usable, plan, limits, solved, chunk_rows)
    strength, sweeps = solved.ionic_strength, solved.sweeps
    left = np.flatnonzero(np.isnan(strength) & (status == SOLVED))
    if left.size:
        solution = solve_by_bisection(np.take(totals, left, axis=1), ph[left], constants, tolerance)
        activity[:, left], strength[left] = solution
        sweeps[left] = MOST_SWEEPS
        status[left[np.isnan(strength[left])]] = NOT_CONVERGED
    coefficient = np.empty(count)
    for part in parts(count):
        coefficient[part] = np.reciprocal(plan.inverse_coefficient(strength[part]))
        _fill_simple_ions(activity[:, part], totals[:, part], ph[part], coefficient[part], plan)
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
    factors = coefficients(plan, *water_activities(ph, plan.water))
    work = Workspace.of(ph.size)
    low = np.full(ph.size, plan.ionic_strength_min)
    high = np.full(ph.size, plan.ionic_strength_max)
    state = np.empty((len(CATIONS) + 1, ph.size))
    first_guess(totals, plan, state)
    new = np.empty_like(state)
    anions = np.empty_like(work.anions)
    moving = np.ones(ph.size, dtype=bool)
    # ln(1/1e-6) halved 50 times is 1e-14: the last digit of the ionic strength.
    for _ in range(50):
        middle = np.sqrt(low * high)
        state[-1] = middle
        answer = middle.copy()
        moving[:] = True
        for _ in range(20 * MOST_SWEEPS):
            sweep_once(state, totals, factors, plan, work, new)
            change = (np.abs(new[:-1] - state[:-1]) > tolerance * new[:-1]).any(axis=0)
            # A row that has settled is left alone: other rows must not move it.
            np.copyto(state[:-1], new[:-1], where=moving)
            np.copyto(anions, work.anions, where=moving)
            np.copyto(answer, new[-1], where=moving)
            moving &= change
            if not moving.any():
                break
        rises = answer > middle
        low = np.where(rises, middle, low)
        high = np.where(rises, high, middle)
    activity = np.full((len(IONS), ph.size), np.nan)
    activity[plan.cations] = state[:-1]
    activity[plan.anions] = anions
    activity[:, moving] = np.nan
    return activity, np.where(moving, np.nan, np.sqrt(low * high))


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
    hydrogen, hydroxide = water_activities(solution.ph, constants.water)
    parts = [*solution.activity, hydrogen, hydroxide]
    counts = np.column_stack([constants.stoichiometry, constants.hydrogen, constants.hydroxide])
    found = np.empty((len(constants.species), solution.ph.size))
    for row, (beta, charge, numbers) in enumerate(
        zip(constants.beta, constants.charge, counts, strict=True)
    ):
        found[row] = beta * solution.activity_coefficient ** -float(charge**2)
        for part in np.flatnonzero(numbers):
            found[row] *= parts[part] ** int(numbers[part])
    return found


def _solve(
    totals: Floats,
    ph: Floats,
    urines: npt.NDArray[np.intp],
    plan: Plan,
    limits: Limits,
    solved: Solved,
    chunk_rows: int,
) -> None:
    """Do with numpy what `kernel.solve` does: solve some urines, a chunk at a time."""
    few = min(limits.most, _SWEEPS_OF_A_CHUNK)
    passes = (few, limits.most) if urines.size > chunk_rows else (limits.most,)
    for most in passes:
        memory = _Memory.of(min(chunk_rows, urines.size))
        slow = [urines[:0]]
        for start in range(0, urines.size, chunk_rows):
            rows = urines[start : start + chunk_rows]
            if rows.size < memory.state.shape[1]:
                memory = _Memory.of(rows.size)
            own = limits._replace(most=most)
            slow.append(_solve_chunk(totals, ph, rows, plan, own, solved, memory))
        urines = np.concatenate(slow)


@dataclass(frozen=True)
class _Memory:
    """What the sweeps of a chunk write into; the next chunk does so again."""

    work: Workspace
    totals: Floats
    state: Floats
    found: tuple[Floats, ...]  # result of a sweep and of the two before
    moved: tuple[Floats, ...]  # by how much these sweeps moved calcium, magnesium, the strength

    @classmethod
    def of(cls, rows: int) -> _Memory:
        """Return memory for so many urines."""
        states = [np.empty((len(CATIONS) + 1, rows)) for _ in range(4)]
        return cls(
            work=Workspace.of(rows),
            totals=np.empty((len(IONS), rows)),
            state=states[0],
            found=tuple(states[1:]),
            moved=tuple(np.empty((len(CATIONS) + 1 - CALCIUM, rows)) for _ in range(3)),
        )


def _solve_chunk(
    totals: Floats,
    ph: Floats,
    rows: npt.NDArray[np.intp],
    plan: Plan,
    limits: Limits,
    solved: Solved,
    memory: _Memory,
) -> npt.NDArray[np.intp]:
    """Solve some urines; return those that need more sweeps.

    A row is written in the sweep in which it converges and never looks at another row, so neither
    the order nor the company of the rows can change a bit of it.
    """
    for ion, row in zip(plan.order, memory.totals, strict=True):
        np.take(totals[ion], rows, out=row)
    hydrogen, hydroxide = water_activities(ph[rows], plan.water)
    factors = coefficients(plan, hydrogen, hydroxide)
    found, moved = list(memory.found), list(memory.moved)
    work, amounts, state = memory.work, memory.totals, memory.state
    first_guess(amounts, plan, state)
    start = state
    done = np.zeros(rows.size, dtype=bool)
    for sweep in range(1, limits.most + 1):
        found = [found[2], found[0], found[1]]
        moved = [moved[2], moved[0], moved[1]]
        sweep_once(start, amounts, factors, plan, work, found[0])
        np.subtract(found[0][CALCIUM:], start[CALCIUM:], out=moved[0])
        if sweep >= limits.earliest:
            settled = _settled(found[0][CALCIUM:], moved[0], limits.tolerance)
            settled &= ~done
            _leave_unbalanced(settled, found[0][:CALCIUM], start[:CALCIUM], limits.tolerance)
            new = np.flatnonzero(settled)
        if sweep >= limits.earliest and new.size:
            where = rows[new]
            of_ions = zip(
                (*plan.cations, *plan.anions), (*found[0][:-1], *work.anions), strict=True
            )
            for ion, row in of_ions:
                solved.activity[ion, where] = row[new]
            solved.ionic_strength[where] = found[0][-1, new]
            solved.sweeps[where] = sweep
            done |= settled
            left = np.flatnonzero(~done)
            if not left.size:
                break
            if left.size < _WORTH_KEEPING * done.size and sweep < limits.most:
                # take, not [:, left]: that would lay the rows out with gaps between their values.
                rows, amounts, done = rows[left], np.take(amounts, left, axis=1), done[left]
                hydrogen, hydroxide = hydrogen[left], hydroxide[left]
                factors = coefficients(plan, hydrogen, hydroxide)
                work = Workspace.of(left.size)
                found = [np.take(part, left, axis=1) for part in found]
                moved = [np.take(part, left, axis=1) for part in moved]
                state = np.empty_like(found[0])
        if 3 <= sweep <= limits.extrapolated:
            extrapolate(found, moved, state)
            start = state
        else:
            start = found[0]
    return rows[~done]


def _settled(found: Floats, moved: Floats, tolerance: float) -> Booleans:
    """Tell where a sweep moved nothing that is watched by more than a share of it."""
    settled = np.ones(found.shape[1], dtype=bool)
    for value, change in zip(found, moved, strict=True):
        settled &= np.abs(change) <= tolerance * value
        if not settled.any():
            break
    return settled


def _leave_unbalanced(settled: Booleans, found: Floats, start: Floats, tolerance: float) -> None:
    """Take back the rows in which a sweep still moved another cation.

    Calcium and magnesium bind most, and where they stand still the others do; not where there is
    neither, and the ionic strength stands still by chance.
    """
    rows = np.flatnonzero(settled)
    if rows.size:
        some = np.take(found, rows, axis=1)
        moved = np.abs(some - np.take(start, rows, axis=1))
        settled[rows] = (moved <= WEAKLY_BOUND * tolerance * some).all(axis=0)


def _fill_simple_ions(
    activity: Floats, totals: Floats, ph: Floats, coefficient: Floats, plan: Plan
) -> None:
    """Add chloride, which binds nothing, and urate, which binds hydrogen only."""
    hydrogen, _ = water_activities(ph, plan.water)
    activity[plan.chloride] = totals[plan.chloride] * coefficient
    activity[plan.urate] = totals[plan.urate] / (1.0 / coefficient + plan.acid_urate(hydrogen))

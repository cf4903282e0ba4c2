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

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from uroscope.derive.saturation.constants import Floats, Integers
from uroscope.derive.saturation.plan import Plan

# Urines that advance together: enough to outweigh the cost of a loop, few enough for the L2 cache.
LANES = 128
# Finished lanes are dropped once fewer than this share still moves.
_WORTH_KEEPING = 0.5
# No mix of earlier sweeps weighs more than this.
_LARGEST_SHARE = 1e6
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
_SQUARE = _TWICE + _PAIRED  # squares of the activities
_SPARE = _SQUARE + _PAIRED  # two rows for what is needed for a moment
_PROTONS = _SPARE + 2  # products of the activities of H and OH; as many as the plan needs


class Layout(NamedTuple):
    """A plan as row numbers of the work array.

    Attributes
    ----------
    order : ndarray of int, shape (11,)
        Rows of `IONS` in the plan's order.
    guess : ndarray, shape (11,)
        Weight of each total in the first guess of the ionic strength [-].
    powers : ndarray of int, shape (powers, 2)
        Numbers of H and OH in each row from `_PROTONS` on.
    parts : ndarray of int, shape (parts, 2)
        Row of a coefficient, and row of the H and OH in one addend of it.
    betas : ndarray, shape (parts,)
        Constant of that addend [mol/L based].
    coefficients, rows : int
        First row of the coefficients, and number of all rows.
    acid_urate, water_ions : int
        Rows of uric acid per activity of urate [-], and of H and OH together [mol/L].
    terms : ndarray of int, shape (terms, 6)
        Rows of the coefficient, of 1/f and of the other ion; rows of the two sums that a term
        belongs to; and z² as far as the ionic strength counts it. Terms of anions stand first.
    anion_terms : int
        How many terms are those of anions.
    twice, squared : ndarray of bool, shape (9,)
        Ions of which a complex holds two: in the balance of that ion, and in that of the other.
    debye_hueckel_ln, davies, ionic_strength_min, ionic_strength_max : float
        As in the plan.
    """

    order: Integers
    guess: Floats
    powers: Integers
    parts: Integers
    betas: Floats
    coefficients: int
    rows: int
    acid_urate: int
    water_ions: int
    terms: Integers
    anion_terms: int
    twice: npt.NDArray[np.bool_]
    squared: npt.NDArray[np.bool_]
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
        The same terms; what a cation and an anion form together shares one coefficient.
    """
    powers: dict[tuple[int, int], int] = {}
    coefficients: dict[tuple[object, ...], list[tuple[int, float]]] = {}

    def coefficient(key: tuple[object, ...], betas: list[tuple[tuple[int, int], float]]) -> int:
        """Return the number of a coefficient, which both its ions share."""
        if key not in coefficients:
            coefficients[key] = [
                (powers.setdefault(protons, len(powers)), beta) for protons, beta in betas if beta
            ]
        return list(coefficients).index(key)

    def terms(name: str) -> list[list[int]]:
        of_cations = not name.startswith("anion")
        first, others = (0, _CATIONS) if of_cations else (_CATIONS, 0)
        found = []
        for draft in plan.drafts[name]:
            for number, mine in enumerate(range(draft.first, draft.last)):
                count = 2 if name.endswith("twice") else 1
                ions = [(first + mine, count), (others + draft.other, draft.power)]
                pair = tuple(sorted(ions[: 2 if draft.other >= 0 else 1]))
                key = (name == "uncounted", draft.charge, pair)
                row = coefficient(key, [(p, float(b[number, 0])) for p, b in draft.betas.items()])
                square = draft.charge**2
                other = _ONE
                if draft.other >= 0:
                    other = (_SQUARE if draft.power == 2 else _FREE) + others + draft.other
                sums = [_TOTAL + first + mine, _CHARGED + first + mine, square]
                if name in ("anion_pairs", "anion_twice"):
                    sums[2] = 0  # complexes enter the ionic strength with their cation, once
                if count == 2:
                    sums[0], sums[2] = _TWICE + first + mine, 0
                if name == "uncounted":
                    sums[0], sums[2] = _SPARE, -square
                found.append([row, _INVERSE + draft.charge, other, *sums])
        return found

    acid = coefficient(("acid urate",), [((h, 0), beta) for beta, h in plan.acid_urate_beta])
    water = coefficient(("water",), [((1, 0), 1.0), ((0, 1), 1.0)])
    anions = [*terms("anion_alone"), *terms("anion_pairs"), *terms("anion_twice")]
    names = ("cation_alone", "cation_pairs", "cation_twice", "uncounted")
    cations = [term for name in names for term in terms(name)]
    all_terms = np.array(anions + cations, dtype=np.int64)
    start = _PROTONS + len(powers)
    all_terms[:, 0] += start
    charge = np.array([plan.ion_charge[ion] for ion in plan.order])
    parts = [
        (start + row, _PROTONS + power, beta)
        for row, addends in enumerate(coefficients.values())
        for power, beta in addends
    ]
    ions = np.arange(_PAIRED)
    return Layout(
        order=np.array(plan.order, dtype=np.int64),
        guess=np.where(charge == 1, 0.5, 0.25 * charge * charge),
        powers=np.array(list(powers), dtype=np.int64),
        parts=np.array([part[:2] for part in parts], dtype=np.int64),
        betas=np.array([part[2] for part in parts]),
        coefficients=start,
        rows=start + len(coefficients),
        acid_urate=start + acid,
        water_ions=start + water,
        terms=all_terms,
        anion_terms=len(anions),
        twice=np.isin(_TWICE + ions, all_terms[:, 3]),
        squared=np.isin(_SQUARE + ions, all_terms[:, 2]),
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
    """
    work = np.ones((layout.rows, LANES))
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
    """Put the activities of H and OH into the coefficients."""
    for power in range(layout.powers.shape[0]):
        for lane in range(lanes):
            work[_PROTONS + power, lane] = 1.0
        for kind in range(2):
            for _ in range(layout.powers[power, kind]):
                for lane in range(lanes):
                    work[_PROTONS + power, lane] *= work[_SPARE + kind, lane]
    for row in range(layout.coefficients, layout.rows):
        for lane in range(lanes):
            work[row, lane] = 0.0
    for part in range(layout.betas.size):
        row, power = layout.parts[part]
        beta = layout.betas[part]
        for lane in range(lanes):
            work[row, lane] += beta * work[power, lane]


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
        urate = work[_AMOUNT + _URATE, lane] / (single + work[layout.acid_urate, lane])
        charged = (urate + work[layout.water_ions, lane]) * single
        work[new, lane] = charged + work[_AMOUNT + _CHLORIDE, lane]
    for row in range(_TOTAL, _SQUARE):
        for lane in range(lanes):
            work[row, lane] = 0.0
    _balance(work, lanes, layout, (0, layout.anion_terms), (_CATIONS, _PAIRED), _FREE, new)
    ends = (layout.anion_terms, layout.terms.shape[0])
    _balance(work, lanes, layout, ends, (0, _CATIONS), found, new)
    for lane in range(lanes):
        low, high = layout.ionic_strength_min, layout.ionic_strength_max
        work[new, lane] = min(max(0.5 * work[new, lane], low), high)


def _balance(
    work: Floats,
    lanes: int,
    layout: Layout,
    terms: tuple[int, int],
    ions: tuple[int, int],
    out: int,
    strength: int,
) -> None:
    """Write the activities of some ions that exactly meet their mass balances."""
    for ion in range(_PAIRED):
        if layout.squared[ion] and not ions[0] <= ion < ions[1]:
            for lane in range(lanes):
                work[_SQUARE + ion, lane] = work[_FREE + ion, lane] * work[_FREE + ion, lane]
    for term in range(terms[0], terms[1]):
        row, inverse, other, total, charged, square = layout.terms[term]
        if square == 0:
            for lane in range(lanes):
                work[total, lane] += work[row, lane] * work[inverse, lane] * work[other, lane]
        else:
            for lane in range(lanes):
                value = work[row, lane] * work[inverse, lane] * work[other, lane]
                work[total, lane] += value
                work[charged, lane] += square * value
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
HELPERS = (_set_up, _activity_law, _guess, _balance, _sweep, _extrapolate, _keep)

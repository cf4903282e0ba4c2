"""One sweep over the mass balances: all anions, all cations, the ionic strength, each exactly.

At a fixed ionic strength the mass balances are the minimum of a strictly convex function of the
logarithms of the free ions. No complex holds two kinds of cation or two kinds of anion, so all
anions given the cations, and all cations given the anions, are minimised exactly and in turn: a
descent that ends in the one solution for any totals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from uroscope.derive.saturation.constants import Floats
from uroscope.derive.saturation.plan import CATIONS, Coefficients, Group, Plan, Side, Term

# Rows of the state: the divalent cations stand last before the ionic strength.
CALCIUM = CATIONS.index("calcium")
_DIVALENT = slice(CALCIUM, len(CATIONS))
# No mix of earlier sweeps weighs more than this.
_LARGEST_SHARE = 1e6


@dataclass(frozen=True)
class Workspace:
    """Arrays that a sweep writes into, so that no sweep asks for memory."""

    powers: Floats  # 1/f of charge 0 to 3
    anions: Floats
    strength: Floats
    total: Floats
    charged: Floats
    group: Floats
    scratch: Floats

    @classmethod
    def of(cls, rows: int) -> Workspace:
        """Return a workspace for so many urines."""
        five = [np.empty((5, rows)) for _ in range(4)]
        return cls(np.ones((4, rows)), np.empty((4, rows)), np.empty(rows), *five)


def first_guess(totals: Floats, plan: Plan) -> Floats:
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


def sweep_once(
    state: Floats, totals: Floats, factors: Coefficients, plan: Plan, work: Workspace, new: Floats
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
    side: Side, amounts: Floats, others: Floats, work: Workspace, out: Floats, pairs_count: bool
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


def _added_up(group: Group, others: Floats, work: Workspace) -> Floats:
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


def _uncount(term: Term, new: Floats, work: Workspace) -> None:
    """Take complexes that a constant set leaves out of the ionic strength out of it again."""
    part = work.scratch[term.first : term.last]
    np.multiply(term.factor, new[term.first : term.last], out=part)
    part *= work.powers[term.charge]
    if term.other >= 0:
        part *= work.anions[term.other]
    part *= float(term.charge**2)
    for row in part:
        np.subtract(work.strength, row, out=work.strength)


def extrapolate(found: list[Floats], moved: list[Floats], state: Floats) -> None:
    """Write the point where the last three sweeps say that nothing would move any more.

    A secant step: the mix of the three results at which the movement of free calcium and of the
    ionic strength, taken as linear, is zero. No value changes by more than half.
    """
    calcium, strength = moved[0][CALCIUM], moved[0][-1]
    calcium_1, strength_1 = calcium - moved[1][CALCIUM], strength - moved[1][-1]
    calcium_2, strength_2 = calcium - moved[2][CALCIUM], strength - moved[2][-1]
    determinant = calcium_1 * strength_2 - strength_1 * calcium_2
    determinant[determinant == 0.0] = np.inf
    # Three points almost on a line give a huge step; it is cut below, and must stay a number.
    with np.errstate(over="ignore"):
        share_1 = (calcium * strength_2 - strength * calcium_2) / determinant
        share_2 = (calcium_1 * strength - strength_1 * calcium) / determinant
    for share in (share_1, share_2):
        np.maximum(share, -_LARGEST_SHARE, out=share)
        np.minimum(share, _LARGEST_SHARE, out=share)
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

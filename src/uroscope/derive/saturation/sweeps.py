"""One sweep over the mass balances: all anions, all cations, the ionic strength, each exactly.

At a fixed ionic strength the mass balances are the minimum of a strictly convex function of the
logarithms of the free ions. No complex holds two kinds of cation or two kinds of anion, so all
anions given the cations, and all cations given the anions, are minimised exactly and in turn: a
descent that ends in the one solution for any totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from uroscope.derive.saturation.constants import Floats
from uroscope.derive.saturation.plan import CATIONS, MOST_LIGANDS, Coefficients, Group, Plan

# Rows of the state: the divalent cations stand last before the ionic strength.
CALCIUM = CATIONS.index("calcium")
# No mix of earlier sweeps weighs more than this.
_LARGEST_SHARE = 1e6


@dataclass(frozen=True)
class Workspace:
    """Arrays that a sweep writes into, so that no sweep asks for memory."""

    powers: Floats  # 1/f of charge 0 to 3
    anions: Floats
    ligands: Floats
    held: Floats  # what each ligand forms with cations, per activity of the ligand
    strength: Floats
    total: Floats
    charged: Floats
    group: Floats
    scratch: Floats

    @classmethod
    def of(cls, rows: int) -> Workspace:
        """Return a workspace for so many urines."""
        return cls(
            powers=np.ones((4, rows)),
            anions=np.empty((4, rows)),
            ligands=np.empty((MOST_LIGANDS, rows)),
            held=np.empty((MOST_LIGANDS, rows)),
            strength=np.empty(rows),
            total=np.empty((5, rows)),
            charged=np.empty((5, rows)),
            group=np.empty((MOST_LIGANDS, rows)),
            scratch=np.empty((MOST_LIGANDS, rows)),
        )


def first_guess(totals: Floats, plan: Plan, state: Floats) -> None:
    """Write a first guess of the cations' activities and the ionic strength, shape (6, urines)."""
    strength, amounts = state[-1], totals[: len(CATIONS)]
    strength.fill(0.0)
    for row, ion in zip(totals, plan.order, strict=True):
        charge = plan.ion_charge[ion]
        # About half of what is multiply charged is bound or protonated.
        strength += row * (0.5 if charge == 1 else 0.25 * charge * charge)
    np.clip(strength, 1e-3, 0.5, out=strength)
    coefficient = np.reciprocal(plan.inverse_coefficient(strength))
    np.multiply(amounts[:CALCIUM], 0.9 * coefficient, out=state[:CALCIUM])
    coefficient *= coefficient
    coefficient *= coefficient
    np.multiply(amounts[CALCIUM:], 0.5 * coefficient, out=state[CALCIUM:-1])


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
    _balance_anions(totals[5:9], list(state), factors, plan, work)
    _balance_cations(totals[:5], factors, plan, work, new[:5])
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


def _balance_anions(
    amounts: Floats, cations: Sequence[Floats], factors: Coefficients, plan: Plan, work: Workspace
) -> None:
    """Write the activities of the anions that exactly meet their mass balances.

    Adds z² times the concentrations of what holds no cation to the ionic strength: the other
    complexes enter it with their cation, once.
    """
    total, charged, held = work.total[: len(amounts)], work.charged[: len(amounts)], work.held
    _total_up(factors.anions, cations, work, total, charged)
    _total_up([(group, None) for group in plan.of_ligands], cations, work, held)
    for ligand, part, protons in zip(plan.ligands, held, factors.protons, strict=False):
        if ligand.count == 1:
            if protons is not None:
                part *= protons
            np.add(total[ligand.anion], part, out=total[ligand.anion])
    np.divide(amounts, total, out=work.anions)
    if plan.twice_anion is not None:
        _solve_quadratic(plan.twice_anion, amounts, cations, work, work.anions)
    charged *= work.anions
    for row in charged:
        np.add(work.strength, row, out=work.strength)


def _balance_cations(
    amounts: Floats, factors: Coefficients, plan: Plan, work: Workspace, out: Floats
) -> None:
    """Write the activities of the cations that exactly meet their mass balances.

    Adds z² times the concentrations of all that holds a cation to the ionic strength.
    """
    ligands = []
    for ligand, protons, row in zip(plan.ligands, factors.protons, work.ligands, strict=False):
        anion = work.anions[ligand.anion]
        with_anion = anion if ligand.count == 2 else protons
        ligands.append(anion if with_anion is None else np.multiply(anion, with_anion, out=row))
    total, charged = work.total, work.charged
    _total_up(factors.cations, ligands, work, total, charged)
    np.divide(amounts, total, out=out)
    if plan.twice_cation is not None:
        group = plan.twice_cation
        rows = slice(group.first, group.last)
        square = _solve_quadratic(group, amounts, ligands, work, out)
        square *= out[rows]
        square *= float(group.charge**2)
        charged[rows] += square
    for group, alone in factors.uncounted:
        rows = slice(group.first, group.last)
        part = _add_up(group, alone, ligands, work, work.group[rows])
        part *= float(group.charge**2)
        charged[rows] -= part
    charged *= out
    for row in charged:
        np.add(work.strength, row, out=work.strength)


def _solve_quadratic(
    group: Group, amounts: Floats, others: Sequence[Floats], work: Workspace, out: Floats
) -> Floats:
    """Write the activities of ions of which a complex holds two; return those complexes.

    They are returned per square of the activity of the ion.
    """
    rows = slice(group.first, group.last)
    square = _add_up(group, None, others, work, work.group[rows])
    total = work.total[rows]
    # total * a + 2 * square * a² = amount, solved without cancellation.
    root = np.multiply(square, amounts[rows], out=work.scratch[rows])
    root *= 8.0
    root += total * total
    np.sqrt(root, out=root)
    root += total
    np.divide(amounts[rows], root, out=root)
    np.multiply(root, 2.0, out=out[rows])
    return square


def _total_up(
    groups: Iterable[tuple[Group, Floats | None]],
    others: Sequence[Floats],
    work: Workspace,
    total: Floats,
    charged: Floats | None = None,
) -> None:
    """Write what each row forms per activity of that row, and the same times z²."""
    for group, alone in groups:
        rows = slice(group.first, group.last)
        square = float(group.charge**2)
        if group.fresh:
            part = _add_up(group, alone, others, work, total[rows])
            if charged is not None:
                np.multiply(part, square, out=charged[rows])
        else:
            part = _add_up(group, alone, others, work, work.group[rows])
            total[rows] += part
            if charged is not None and group.charge:
                if group.charge > 1:
                    part *= square
                charged[rows] += part


def _add_up(
    group: Group, alone: Floats | None, others: Sequence[Floats], work: Workspace, out: Floats
) -> Floats:
    """Write what the rows of a group form: constants, partners and 1/f of the charge."""
    into = out
    for link in group.links:
        np.multiply(link.beta, others[link.other], out=into)
        if link.power == 2:
            into *= others[link.other]
        if into is not out:
            out += into
        into = work.scratch[group.first : group.last]
    if alone is not None:
        if group.links:
            out += alone
        else:
            out[:] = alone
    if group.charge:
        out *= work.powers[group.charge]
    return out


def extrapolate(found: list[Floats], moved: list[Floats], state: Floats) -> None:
    """Write the point where the last three sweeps say that nothing would move any more.

    `found` are the states after these sweeps, the last one first, and `moved` says by how much they
    moved calcium, magnesium and the ionic strength.

    A secant step: the mix of the three results at which the movement of free calcium and of the
    ionic strength, taken as linear, is zero. No value changes by more than half.
    """
    calcium, strength = moved[0][0], moved[0][-1]
    calcium_1, strength_1 = calcium - moved[1][0], strength - moved[1][-1]
    calcium_2, strength_2 = calcium - moved[2][0], strength - moved[2][-1]
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

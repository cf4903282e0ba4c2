"""How much a supersaturation moves with each measured input, and so with assay variation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from uroscope.derive.saturation.constants import (
    IONS,
    SALTS,
    ConstantSet,
    Floats,
    water_activities,
)
from uroscope.derive.saturation.speciation import Speciation, species_concentrations

# Ions that take part in the equilibrium; chloride only adds to the ionic strength.
_REACTING = [row for row, ion in enumerate(IONS) if ion != "chloride"]
_CHLORIDE = IONS.index("chloride")
_LN10 = math.log(10.0)


@dataclass(frozen=True, eq=False)
class AssayVariation:
    """Assumed variation of repeated measurements.

    Attributes
    ----------
    label : str
        What to print beside the result.
    deviation : ndarray, shape (12,)
        Standard deviation of the logarithm of each ion of `IONS` [-], and of the pH [-].
    """

    label: str
    deviation: Floats


def assay_variation(record: Mapping[str, Any]) -> AssayVariation:
    """Build the assumed variation from its parsed record.

    Parameters
    ----------
    record : Mapping
        The parsed `assay_variation` record, coefficients of variation in percent.

    Returns
    -------
    AssayVariation
        The same as fractions.
    """
    percent = record["coefficient_of_variation"]
    deviation = [float(percent[ion]) / 100.0 for ion in IONS]
    return AssayVariation(
        label=record["label"],
        deviation=np.array([*deviation, float(record["standard_deviation"]["ph"])]),
    )


def elasticities(solution: Speciation, constants: ConstantSet) -> Floats:
    """Compute how the logarithm of each supersaturation answers to each input.

    Parameters
    ----------
    solution : Speciation
        Solved urines.
    constants : ConstantSet
        The constants they were solved with.

    Returns
    -------
    ndarray, shape (8, 12, urines)
        d ln SS / d ln total for the ions of `IONS`, and d ln SS / d pH last [-]; NaN where a urine
        was not solved. The column of an ion whose total is zero is zero.

    Notes
    -----
    Mass balances and ionic strength are differentiated as they stand (implicit function theorem),
    so the result has the precision of the solution itself.

    Examples
    --------
    >>> from uroscope.derive.saturation.constants import constant_set
    >>> from uroscope.derive.saturation.speciation import speciate
    >>> from uroscope.knowledge import load
    >>> v5 = constant_set(load().record["chemistry"]["equil2_v5"])
    >>> mmol = [100, 40, 4, 4, 25, 120, 20, 12, 0.3, 2, 2.5]
    >>> solved = speciate(np.array([mmol]).T / 1000, np.array([6.0]), v5)
    >>> slopes = elasticities(solved, v5)[:, :, 0]
    >>> round(slopes[SALTS.index("calcium_oxalate"), IONS.index("oxalate")].item(), 2)
    0.99
    """
    size = len(_REACTING)
    rows = np.flatnonzero(np.isfinite(solution.ionic_strength))
    found = np.full((len(SALTS), len(IONS) + 1, solution.ph.size), np.nan)
    if not rows.size:
        return found
    solved = Speciation(
        np.take(solution.activity, rows, axis=1),
        solution.ionic_strength[rows],
        solution.activity_coefficient[rows],
        solution.ph[rows],
        solution.sweeps[rows],
        solution.status[rows],
    )
    matrix, right = _linearised(solved, constants)
    answer = np.linalg.solve(matrix, right)[:, :size]
    counts = constants.solid_stoichiometry[:, _REACTING].astype(np.float64)
    slopes = np.einsum("sp,upc->scu", counts, answer)
    protons = (constants.solid_hydroxide - constants.solid_hydrogen).astype(np.float64)
    slopes[:, -1] += _LN10 * protons[:, None]
    found[:, :, rows] = slopes
    return found


def _linearised(solved: Speciation, constants: ConstantSet) -> tuple[Floats, Floats]:
    """Return the linear system for the logarithms of activities and the ionic strength.

    Rows are the mass balances and the ionic strength; right-hand columns are the inputs.
    """
    size, urines = len(_REACTING), solved.ph.size
    coefficient, strength = solved.activity_coefficient, solved.ionic_strength
    root = np.sqrt(strength)
    # d ln f1 / d I of ln f1 = -A (sqrt(I)/(1+sqrt(I)) - d I).
    slope = -constants.debye_hueckel_ln * (0.5 / (root * (1.0 + root) ** 2) - constants.davies)
    free = solved.activity / coefficient ** (constants.ion_charge[:, None] ** 2)
    amounts = np.concatenate([free[_REACTING], species_concentrations(solved, constants)])
    charges = np.concatenate([constants.ion_charge[_REACTING], constants.charge])
    square = charges.astype(np.float64) ** 2
    counts = np.concatenate([np.eye(size), constants.stoichiometry[:, _REACTING]])
    protons = np.concatenate([np.zeros(size), constants.hydrogen - constants.hydroxide])
    counted = np.concatenate([np.ones(size), constants.in_ionic_strength]) * square

    # Held at a bound, the ionic strength does not move.
    moves = (strength > constants.ionic_strength_min) & (strength < constants.ionic_strength_max)
    half = np.where(moves, 0.5, 0.0)
    matrix = np.zeros((urines, size + 1, size + 1))
    right = np.zeros((urines, size + 1, len(IONS) + 1))
    total = counts.T @ amounts
    pairs = (counts[:, :, None] * counts[:, None, :]).reshape(len(counts), -1)
    matrix[:, :size, :size] = (amounts.T @ pairs).reshape(urines, size, size)
    matrix[:, :size, size] = -(amounts.T @ (counts * square[:, None])) * slope[:, None]
    right[:, :size, -1] = _LN10 * (amounts.T @ (counts * protons[:, None]))
    matrix[:, size, :size] = -half[:, None] * (amounts.T @ (counts * counted[:, None]))
    hydrogen, hydroxide = water_activities(solved.ph, constants.water)
    matrix[:, size, size] = 1.0 + half * slope * (
        (counted * square) @ amounts + (hydrogen + hydroxide) / coefficient
    )
    right[:, size, -1] = (
        half * _LN10 * ((hydroxide - hydrogen) / coefficient - (counted * protons) @ amounts)
    )
    right[:, size, _CHLORIDE] = half * free[_CHLORIDE]
    for row, ion in enumerate(_REACTING):
        right[:, row, ion] = total[row]
        # An ion that is not there has no balance: its logarithm is pinned.
        matrix[total[row] == 0, row, row] = 1.0
    return matrix, right


def assay_uncertainty(
    slopes: Floats, variation: AssayVariation, constants: ConstantSet
) -> tuple[Floats, Floats]:
    """Compute how far assay variation alone moves each result.

    Parameters
    ----------
    slopes : ndarray, shape (8, 12, urines)
        From `elasticities`.
    variation : AssayVariation
        Assumed variation; results carry its label.
    constants : ConstantSet
        The constants, for the energies.

    Returns
    -------
    relative : ndarray, shape (8, urines)
        Standard deviation of ln SS, to first order the coefficient of variation of SS [%].
    energy : ndarray, shape (8, urines)
        Standard deviation of the energy [kJ/mol].
    """
    variance = np.zeros((slopes.shape[0], slopes.shape[2]))
    for column, deviation in enumerate(variation.deviation):
        variance += (slopes[:, column] * deviation) ** 2
    logarithm = np.sqrt(variance)
    return 100.0 * logarithm, logarithm * (constants.rt / constants.solid_ions)[:, None]

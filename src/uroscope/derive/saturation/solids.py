"""How far a solved urine is above or below the solubility of each stone salt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from uroscope.derive.saturation.constants import (
    IONS,
    PART,
    SALTS,
    ConstantSet,
    Floats,
    ln_water_activities,
    parts,
)
from uroscope.derive.saturation.speciation import Speciation


@dataclass(frozen=True)
class Saturation:
    """Saturation of every salt of `SALTS`, one column per urine.

    Attributes
    ----------
    ss : ndarray, shape (8, urines)
        Ion activity product over solubility product [-]; above 1 the salt can grow.
    dg : ndarray, shape (8, urines)
        RT/n times ln(ss) [kJ/mol]; positive means supersaturated.
    """

    ss: Floats
    dg: Floats


def saturation(solution: Speciation, constants: ConstantSet) -> Saturation:
    """Compute supersaturation ratios and the energies that go with them.

    Parameters
    ----------
    solution : Speciation
        Solved urines.
    constants : ConstantSet
        The constants they were solved with.

    Returns
    -------
    Saturation
        Ratios [-] and energies [kJ/mol]; NaN where a urine was not solved and for a salt of which
        an ion has total zero, whose ratio has no logarithm.

    Notes
    -----
    Werness PG, Brown CM, Smith LH, Finlayson B, J Urol 1985;134:1242: SS = IAP/Ksp and
    DG = (RT/n) ln SS. Products are formed as sums of logarithms, because hydroxyapatite spans
    more than thirty powers of ten.

    Examples
    --------
    >>> from uroscope.derive.saturation.constants import constant_set
    >>> from uroscope.derive.saturation.speciation import speciate
    >>> from uroscope.knowledge import load
    >>> v5 = constant_set(load().record["chemistry"]["equil2_v5"])
    >>> mmol = [100, 40, 4, 4, 25, 120, 20, 12, 0.3, 2, 2.5]
    >>> solved = speciate(np.array([mmol]).T / 1000, np.array([6.0]), v5)
    >>> found = saturation(solved, v5)
    >>> dict(zip(SALTS, found.dg[:, 0].round(2).tolist()))["calcium_oxalate"]
    2.8
    """
    counts = np.column_stack(
        [constants.solid_stoichiometry, constants.solid_hydrogen, constants.solid_hydroxide]
    )
    energy_per_ratio = constants.rt / constants.solid_ions
    size, salts = solution.ph.size, len(SALTS)
    found = Saturation(np.empty((salts, size)), np.empty((salts, size)))
    ions, waters = np.flatnonzero(counts.any(axis=0)), len(IONS)
    memory = np.empty((waters + 3, min(PART, size)))
    for rows in parts(size):
        logarithms = memory[:, : rows.stop - rows.start]
        part = logarithms[-1]
        # A total of zero gives an activity of zero: its logarithm makes those salts NaN below.
        with np.errstate(divide="ignore"):
            for ion in ions[ions < waters]:
                np.log(solution.activity[ion, rows], out=logarithms[ion])
                logarithms[ion, logarithms[ion] == -np.inf] = np.nan
        logarithms[waters], logarithms[waters + 1] = ln_water_activities(
            solution.ph[rows], constants.water
        )
        for salt, (numbers, ln_ksp) in enumerate(zip(counts, constants.ln_ksp, strict=True)):
            ratio = found.dg[salt, rows]
            ratio.fill(-ln_ksp)
            for row in np.flatnonzero(numbers):
                if numbers[row] == 1:
                    ratio += logarithms[row]
                else:
                    ratio += np.multiply(logarithms[row], float(numbers[row]), out=part)
            np.exp(ratio, out=found.ss[salt, rows])
            ratio *= energy_per_ratio[salt]
    return found

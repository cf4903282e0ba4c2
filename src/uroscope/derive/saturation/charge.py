"""The charges a urine carries, as far as its measured ions tell."""

from __future__ import annotations

import numpy as np

from uroscope.derive.saturation.constants import IONS, ConstantSet, Floats, water_activities
from uroscope.derive.saturation.plan import plan_of

# Ionic strength [mol/L] at which protonation is judged here. Our convention: that of a usual urine;
# charges are only used to close or to check a balance, where a few percent do not matter.
_USUAL_STRENGTH = 0.2


def charge_sums(totals: Floats, ph: Floats, constants: ConstantSet) -> tuple[Floats, Floats]:
    """Add up the charges of the cations, and of all anions but chloride.

    Parameters
    ----------
    totals : ndarray, shape (11, urines)
        Total concentration of each ion of `IONS` [mmol/L].
    ph : ndarray, shape (urines,)
        pH [-].
    constants : ConstantSet
        The constants, for the protonation of phosphate, citrate, oxalate, sulfate and urate.

    Returns
    -------
    cations, anions : ndarray, shape (urines,)
        Charge concentrations, both positive [mmol/L].

    Examples
    --------
    >>> from uroscope.derive.saturation.constants import constant_set
    >>> from uroscope.knowledge import load
    >>> v5 = constant_set(load().record["chemistry"]["equil2_v5"])
    >>> mmol = np.array([[100, 40, 4, 4, 25, 120, 20, 12, 0.3, 2, 2.5]]).T
    >>> cations, anions = charge_sums(mmol, np.array([6.0]), v5)
    >>> cations.item(), round(anions.item(), 1)
    (181.0, 54.8)
    """
    inverse = plan_of(constants).inverse_coefficient(np.array([_USUAL_STRENGTH]))[0]
    hydrogen, _ = water_activities(ph, constants.water)
    cations, anions = np.zeros(ph.shape), np.zeros(ph.shape)
    for row, (ion, charge) in enumerate(zip(IONS, constants.ion_charge, strict=True)):
        if charge > 0:
            cations += float(charge) * totals[row]
        elif ion != "chloride":
            anions += totals[row] * _mean_charge(row, int(-charge), hydrogen, inverse, constants)
    return cations, anions


def _mean_charge(
    row: int, charge: int, hydrogen: Floats, inverse: float, constants: ConstantSet
) -> Floats:
    """Return the mean charge of an anion that shares itself among its protonated forms."""
    forms = np.ones(hydrogen.shape)
    charged = np.full(hydrogen.shape, float(charge))
    for species in np.flatnonzero(constants.stoichiometry[:, row]):
        if constants.stoichiometry[species].sum() != 1 or constants.hydroxide[species]:
            continue
        protons = int(constants.hydrogen[species])
        left = charge - protons
        # Concentration per concentration of the free anion: beta times H^n times f_charge/f_left.
        ratio = constants.beta[species] * inverse ** float(left**2 - charge**2)
        share = np.full(hydrogen.shape, ratio)
        for _ in range(protons):
            share *= hydrogen
        forms += share
        charged += float(left) * share
    mean: Floats = charged / forms
    return mean

"""Urine as a solution: concentrations, dissociation, charge and a simple ion activity product."""

from __future__ import annotations

import numpy as np

from uroscope.tables import Floats

# pH at which half of the uric acid in urine is undissociated [-].
PKA_URIC_ACID = 5.35


def undissociated_uric_acid_fraction(ph: Floats) -> Floats:
    """Return the share of uric acid that is undissociated at a pH.

    Parameters
    ----------
    ph : array of float, shape (n,)
        Urine pH [-].

    Returns
    -------
    array of float, shape (n,)
        Share between 0 and 1 [-].

    Notes
    -----
    The law of mass action for one proton, with half dissociated at pH 5.35 (Coe FL, How to read
    your kidney stone lab report: uric acid stones, University of Chicago).

    Examples
    --------
    >>> undissociated_uric_acid_fraction(np.array([5.1])).round(2).tolist()
    [0.64]
    """
    return np.asarray(1.0 / (1.0 + np.exp(np.log(10.0) * (ph - PKA_URIC_ACID))))


def undissociated_uric_acid(uric_acid: Floats, volume: Floats, ph: Floats) -> Floats:
    """Return the concentration of undissociated uric acid.

    Parameters
    ----------
    uric_acid : array of float, shape (n,)
        Uric acid excretion [mg/d].
    volume : array of float, shape (n,)
        Urine volume [L/d].
    ph : array of float, shape (n,)
        Urine pH [-].

    Returns
    -------
    array of float, shape (n,)
        Concentration; not a supersaturation [mg/L].

    Notes
    -----
    Concentration times the undissociated share.

    Examples
    --------
    >>> undissociated_uric_acid(
    ...     np.array([700.0]), np.array([1.5]), np.array([5.1])
    ... ).round(0).tolist()
    [299.0]
    """
    return np.asarray(uric_acid / volume * undissociated_uric_acid_fraction(ph))


def ap_calcium_oxalate(
    calcium: Floats, oxalate: Floats, citrate: Floats, magnesium: Floats, volume: Floats
) -> Floats:
    """Return Tiselius' index of the ion activity product of calcium oxalate.

    Parameters
    ----------
    calcium : array of float, shape (n,)
        Calcium excretion [mmol/d].
    oxalate : array of float, shape (n,)
        Oxalate excretion [mmol/d].
    citrate : array of float, shape (n,)
        Citrate excretion [mmol/d].
    magnesium : array of float, shape (n,)
        Magnesium excretion [mmol/d].
    volume : array of float, shape (n,)
        Urine volume [L/d].

    Returns
    -------
    array of float, shape (n,)
        The index [-].

    Notes
    -----
    Tiselius 1984 as printed by a medical laboratory that reports it:
    1.9 × Ca^0.84 × Ox / (Cit^0.22 × Mg^0.12 × V^1.03).

    Examples
    --------
    >>> ap_calcium_oxalate(
    ...     np.array([7.0]), np.array([0.4]), np.array([2.0]), np.array([4.0]), np.array([1.5])
    ... ).round(2).tolist()
    [1.87]
    """
    exponent = (
        0.84 * np.log(calcium)
        + np.log(oxalate)
        - 0.22 * np.log(citrate)
        - 0.12 * np.log(magnesium)
        - 1.03 * np.log(volume)
    )
    return np.asarray(1.9 * np.exp(exponent))


def urine_anion_gap(sodium: Floats, potassium: Floats, chloride: Floats, volume: Floats) -> Floats:
    """Return the urine anion gap as a concentration.

    Parameters
    ----------
    sodium : array of float, shape (n,)
        Sodium excretion [mmol/d].
    potassium : array of float, shape (n,)
        Potassium excretion [mmol/d].
    chloride : array of float, shape (n,)
        Chloride excretion [mmol/d].
    volume : array of float, shape (n,)
        Urine volume [L/d].

    Returns
    -------
    array of float, shape (n,)
        Sodium plus potassium minus chloride [mmol/L].

    Notes
    -----
    Batlle DC et al., N Engl J Med 1988;318:594.

    Examples
    --------
    >>> urine_anion_gap(
    ...     np.array([75.0]), np.array([45.0]), np.array([60.0]), np.array([1.5])
    ... ).tolist()
    [40.0]
    """
    return np.asarray((sodium + potassium - chloride) / volume)

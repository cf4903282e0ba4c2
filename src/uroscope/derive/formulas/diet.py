"""What a timed urine says of the diet."""

from __future__ import annotations

import numpy as np

from uroscope.tables import Floats

# Grams of protein per gram of nitrogen, and nitrogen lost by other ways than urea [g/kg/d].
PROTEIN_PER_NITROGEN = 6.25
OTHER_NITROGEN = 0.031
# Molar masses [g/mol]: sodium 22.990, chlorine 35.45.
SODIUM_CHLORIDE = 58.44
# Calcium that goes with sodium [mg per mmol]: a stone clinic's slope and that of hypercalciuria.
CALCIUM_PER_SODIUM = (0.27, 0.80)
# The goal for sodium; only what exceeds it is counted [mmol/d].
SODIUM_GOAL = 100.0
# Calcium that goes with protein [mg per g]: six men studied for 95 days, and 16 studies together.
CALCIUM_PER_PROTEIN = (0.57, 1.2)
# The upper end of what is advised; only protein above it is counted [g/kg/d].
PROTEIN_ADVISED = 1.0


def protein_intake(urea_nitrogen: Floats, weight: Floats) -> Floats:
    """Return the protein intake of an adult in nitrogen balance.

    Parameters
    ----------
    urea_nitrogen : array of float, shape (n,)
        Urea nitrogen excretion [g/d].
    weight : array of float, shape (n,)
        Body weight [kg].

    Returns
    -------
    array of float, shape (n,)
        Protein, from all foods [g/d].

    Notes
    -----
    Maroni BJ et al., Kidney Int 1985;27:58, as printed in BMC Nephrol 2016;17:85, table 5.

    Examples
    --------
    >>> protein_intake(np.array([12.0]), np.array([70.0])).round(1).tolist()
    [88.6]
    """
    return np.asarray(PROTEIN_PER_NITROGEN * (urea_nitrogen + OTHER_NITROGEN * weight))


def protein_intake_per_kg(urea_nitrogen: Floats, weight: Floats) -> Floats:
    """Return the protein intake per kilogram of the weight at hand.

    Parameters
    ----------
    urea_nitrogen : array of float, shape (n,)
        Urea nitrogen excretion [g/d].
    weight : array of float, shape (n,)
        Body weight [kg].

    Returns
    -------
    array of float, shape (n,)
        Protein, from all foods [g/kg/d].

    Notes
    -----
    Arithmetic on `protein_intake`.

    Examples
    --------
    >>> protein_intake_per_kg(np.array([12.0]), np.array([70.0])).round(2).tolist()
    [1.27]
    """
    return np.asarray(protein_intake(urea_nitrogen, weight) / weight)


def salt_intake(sodium: Floats) -> Floats:
    """Return the table salt that the sodium of a day stands for.

    Parameters
    ----------
    sodium : array of float, shape (n,)
        Sodium excretion [mmol/d].

    Returns
    -------
    array of float, shape (n,)
        Sodium chloride [g/d].

    Notes
    -----
    Arithmetic on molar masses.

    Examples
    --------
    >>> salt_intake(np.array([210.0])).round(1).tolist()
    [12.3]
    """
    return np.asarray(sodium * (SODIUM_CHLORIDE / 1000.0))


def sodium_related_calcium(sodium: Floats, calcium: Floats, slope: float) -> Floats:
    """Return the urine calcium that goes with sodium above its goal of 100 mmol a day.

    Parameters
    ----------
    sodium : array of float, shape (n,)
        Sodium excretion [mmol/d].
    calcium : array of float, shape (n,)
        Calcium excretion; the share is never more than that [mg/d].
    slope : float
        Calcium that goes with sodium [mg/mmol].

    Returns
    -------
    array of float, shape (n,)
        The share, zero at or below the goal [mg/d].

    Notes
    -----
    Slopes: 0.27 (Eisner BH et al. 2009) and 0.80 (Massey LK, Whiting SJ, Nutr Rev 1995;53:131).

    Examples
    --------
    >>> low, high = (
    ...     sodium_related_calcium(np.array([120.0]), np.array([330.0]), slope)
    ...     for slope in CALCIUM_PER_SODIUM
    ... )
    >>> low.round(1).tolist(), high.round(1).tolist()
    ([5.4], [16.0])
    """
    return np.asarray(np.minimum(slope * np.maximum(sodium - SODIUM_GOAL, 0.0), calcium))


def protein_related_calcium(
    urea_nitrogen: Floats, weight: Floats, calcium: Floats, slope: float
) -> Floats:
    """Return the urine calcium that goes with protein above 1 g per kilogram of weight.

    Parameters
    ----------
    urea_nitrogen : array of float, shape (n,)
        Urea nitrogen excretion [g/d].
    weight : array of float, shape (n,)
        Body weight [kg].
    calcium : array of float, shape (n,)
        Calcium excretion; the share is never more than that [mg/d].
    slope : float
        Calcium that goes with protein [mg/g].

    Returns
    -------
    array of float, shape (n,)
        The share, zero at or below what is advised [mg/d].

    Notes
    -----
    Slopes: 0.57 (Allen LH et al., Am J Clin Nutr 1979;32:741, 86 mg over 150 g) and 1.2
    (Kerstetter JE, Allen LH, J Nutr 1990;120:134).

    Examples
    --------
    >>> given = (np.array([18.0]), np.array([70.0]), np.array([300.0]))
    >>> low, high = (protein_related_calcium(*given, slope) for slope in CALCIUM_PER_PROTEIN)
    >>> low.round(1).tolist(), high.round(1).tolist()
    ([32.0], [67.3])
    """
    surplus = np.maximum(protein_intake(urea_nitrogen, weight) - PROTEIN_ADVISED * weight, 0.0)
    return np.asarray(np.minimum(slope * surplus, calcium))

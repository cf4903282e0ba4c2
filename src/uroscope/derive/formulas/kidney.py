"""Blood calcium, filtration and what the tubule leaves of the filtered load."""

from __future__ import annotations

import numpy as np

from uroscope.tables import Floats

MINUTES_PER_DAY = 1440.0
# Corrected calcium: mg/dL of calcium per g/dL of albumin, and the albumin corrected to [g/dL].
CALCIUM_PER_ALBUMIN = 0.8
USUAL_ALBUMIN = 4.0
# Up to this share reabsorbed the threshold is taken as proportional [-].
PROPORTIONAL_REABSORPTION = 0.86


def corrected_calcium(calcium: Floats, albumin: Floats) -> Floats:
    """Return total calcium as it would be at an albumin of 4.0 g/dL.

    Parameters
    ----------
    calcium : array of float, shape (n,)
        Total blood calcium, not adjusted by the laboratory [mg/dL].
    albumin : array of float, shape (n,)
        Blood albumin [g/dL].

    Returns
    -------
    array of float, shape (n,)
        Corrected calcium [mg/dL].

    Notes
    -----
    The form in general use, after Payne RB et al., Br Med J 1973;4:643. It estimates poorly in
    kidney disease and at extremes of albumin; ionized calcium decides.

    Examples
    --------
    >>> corrected_calcium(np.array([8.5]), np.array([3.0])).round(1).tolist()
    [9.3]
    """
    return np.asarray(calcium + CALCIUM_PER_ALBUMIN * (USUAL_ALBUMIN - albumin))


def egfr(creatinine: Floats, age: Floats, female: Floats) -> Floats:
    """Return the estimated glomerular filtration rate of adults (CKD-EPI 2021, creatinine).

    Parameters
    ----------
    creatinine : array of float, shape (n,)
        Blood creatinine [mg/dL].
    age : array of float, shape (n,)
        Age [years].
    female : array of float, shape (n,)
        1 female, 0 male, NaN unknown [-].

    Returns
    -------
    array of float, shape (n,)
        Filtration rate [mL/min/1.73m2].

    Notes
    -----
    Inker LA et al., N Engl J Med 2021;385:1737, as printed by the National Kidney Foundation:
    142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^−1.200 × 0.9938^age × 1.012 for women; κ 0.7 and
    α −0.241 for women, 0.9 and −0.302 for men.

    Examples
    --------
    >>> egfr(np.array([0.9]), np.array([55.0]), np.array([1.0])).round(1).tolist()
    [75.5]
    """
    kappa = 0.9 - 0.2 * female
    alpha = -0.302 + 0.061 * female
    # Logarithms: one instead of three powers per row.
    step = np.log(creatinine / kappa)
    exponent = (
        alpha * np.minimum(step, 0.0)
        - 1.200 * np.maximum(step, 0.0)
        + age * np.log(0.9938)
        + female * np.log(1.012)
    )
    return np.asarray(142.0 * np.exp(exponent))


def creatinine_clearance(excretion: Floats, blood: Floats) -> Floats:
    """Return the creatinine clearance measured by a timed urine.

    Parameters
    ----------
    excretion : array of float, shape (n,)
        Creatinine excretion [mg/d].
    blood : array of float, shape (n,)
        Blood creatinine [mg/dL].

    Returns
    -------
    array of float, shape (n,)
        Clearance, not scaled to body surface [mL/min].

    Notes
    -----
    The definition of clearance. It is 10 to 20 % above the filtration rate (StatPearls, 24-Hour
    Urinalysis).

    Examples
    --------
    >>> creatinine_clearance(np.array([1440.0]), np.array([1.0])).tolist()
    [100.0]
    """
    return np.asarray(excretion * 100.0 / (blood * MINUTES_PER_DAY))


def clearance_ratio(
    urine: Floats, blood: Floats, urine_creatinine: Floats, blood_creatinine: Floats
) -> Floats:
    """Return the clearance of a substance over that of creatinine.

    Parameters
    ----------
    urine : array of float, shape (n,)
        The substance in urine [mg/d or mg/dL].
    blood : array of float, shape (n,)
        The substance in blood [mg/dL].
    urine_creatinine : array of float, shape (n,)
        Creatinine in the same urine [unit of `urine`].
    blood_creatinine : array of float, shape (n,)
        Creatinine in blood [mg/dL].

    Returns
    -------
    array of float, shape (n,)
        The ratio, also called fractional excretion [-].

    Notes
    -----
    Endocrinology Handbook, Imperial College Healthcare, as printed by Exeter Clinical Laboratory
    (calcium); the definition (phosphate).

    Examples
    --------
    >>> ratio = clearance_ratio(
    ...     np.array([330.0]), np.array([11.0]), np.array([1088.0]), np.array([0.8])
    ... )
    >>> ratio.round(3).tolist()
    [0.022]
    """
    return np.asarray((urine / blood) * (blood_creatinine / urine_creatinine))


def phosphate_threshold(
    urine: Floats, blood: Floats, urine_creatinine: Floats, blood_creatinine: Floats
) -> Floats:
    """Return the renal phosphate threshold (TmP/GFR) from fasting urine and blood.

    Parameters
    ----------
    urine : array of float, shape (n,)
        Phosphorus in fasting urine [mg/dL].
    blood : array of float, shape (n,)
        Phosphorus in blood taken with it [mg/dL].
    urine_creatinine : array of float, shape (n,)
        Creatinine in the same urine [mg/dL].
    blood_creatinine : array of float, shape (n,)
        Creatinine in the same blood [mg/dL].

    Returns
    -------
    array of float, shape (n,)
        The threshold [mg/dL].

    Notes
    -----
    Payne RB, Ann Clin Biochem 1998;35:201. The two branches do not meet at 0.86: the threshold
    falls by 4 % there, so it is not monotone in any of its inputs.

    Examples
    --------
    >>> threshold = phosphate_threshold(
    ...     np.array([60.0, 30.0]), np.array([3.0, 3.0]), np.array([100.0, 100.0]), np.ones(2)
    ... )
    >>> threshold.round(2).tolist()
    [2.4, 2.89]
    """
    reabsorbed = 1.0 - clearance_ratio(urine, blood, urine_creatinine, blood_creatinine)
    # Rounded, so that a value at the branch does not depend on the units it was printed in.
    proportional = np.round(reabsorbed, 12) <= PROPORTIONAL_REABSORPTION
    share = np.where(proportional, reabsorbed, 0.3 * reabsorbed / (1.0 - 0.8 * reabsorbed))
    return np.asarray(share * blood)


def expected_creatinine(weight: Floats, age: Floats, female: Floats) -> Floats:
    """Return the creatinine excretion expected of an adult of this weight, age and sex.

    Parameters
    ----------
    weight : array of float, shape (n,)
        Body weight [kg].
    age : array of float, shape (n,)
        Age [years].
    female : array of float, shape (n,)
        1 female, 0 male, NaN unknown [-].

    Returns
    -------
    array of float, shape (n,)
        Expected excretion [mg/d].

    Notes
    -----
    Ix JH et al., Clin J Am Soc Nephrol 2011;6:184, as printed in PMC4339511, without its race term.

    Examples
    --------
    >>> expected_creatinine(np.array([80.0]), np.array([50.0]), np.array([0.0])).round(0).tolist()
    [1571.0]
    """
    return np.asarray(879.89 + 12.51 * weight - 6.19 * age - 379.42 * female)


def creatinine_to_expected(
    excretion: Floats, weight: Floats, age: Floats, female: Floats
) -> Floats:
    """Return measured over expected creatinine excretion.

    Parameters
    ----------
    excretion : array of float, shape (n,)
        Creatinine excretion [mg/d].
    weight : array of float, shape (n,)
        Body weight [kg].
    age : array of float, shape (n,)
        Age [years].
    female : array of float, shape (n,)
        1 female, 0 male, NaN unknown [-].

    Returns
    -------
    array of float, shape (n,)
        The ratio; 82 % of collections lie within 30 % of a modelled value [-].

    Notes
    -----
    Arithmetic on `expected_creatinine`; the band: Kestenbaum B et al., Kidney Int Rep 2022;7:2474,
    for a model of its own, and StatPearls, 24-Hour Urinalysis.

    Examples
    --------
    >>> creatinine_to_expected(
    ...     np.array([1100.0]), np.array([80.0]), np.array([50.0]), np.array([0.0])
    ... ).round(2).tolist()
    [0.7]
    """
    return np.asarray(excretion / expected_creatinine(weight, age, female))

"""Body size, and amounts seen in proportion to it."""

from __future__ import annotations

import numpy as np

from uroscope.tables import Floats

# The surface that excretions and filtration rates are printed for [m2].
STANDARD_SURFACE = 1.73


def per_amount(amount: Floats, by: Floats) -> Floats:
    """Return an amount per one unit of another: per kilogram, per litre, per creatinine.

    Parameters
    ----------
    amount : array of float, shape (n,)
        What is divided [any unit].
    by : array of float, shape (n,)
        What it is divided by [any unit].

    Returns
    -------
    array of float, shape (n,)
        The quotient [unit of `amount` per unit of `by`].

    Notes
    -----
    Arithmetic.

    Examples
    --------
    >>> per_amount(np.array([280.0]), np.array([70.0])).tolist()
    [4.0]
    """
    return np.asarray(amount / by)


def per_gram(amount: Floats, by: Floats) -> Floats:
    """Return an amount per gram of something that is kept in milligrams.

    Parameters
    ----------
    amount : array of float, shape (n,)
        What is divided [mg/d].
    by : array of float, shape (n,)
        What it is divided by [mg/d].

    Returns
    -------
    array of float, shape (n,)
        The quotient [mg/g].

    Notes
    -----
    Arithmetic.

    Examples
    --------
    >>> per_gram(np.array([500.0]), np.array([1250.0])).tolist()
    [400.0]
    """
    return np.asarray(amount * 1000.0 / by)


def body_mass_index(weight: Floats, height: Floats) -> Floats:
    """Return weight over the square of height.

    Parameters
    ----------
    weight : array of float, shape (n,)
        Body weight [kg].
    height : array of float, shape (n,)
        Height [cm].

    Returns
    -------
    array of float, shape (n,)
        Body mass index [kg/m2].

    Notes
    -----
    The definition.

    Examples
    --------
    >>> body_mass_index(np.array([112.0]), np.array([175.0])).round(1).tolist()
    [36.6]
    """
    return np.asarray(weight * 1e4 / (height * height))


def body_surface_area(weight: Floats, height: Floats) -> Floats:
    """Return the body surface area after Mosteller.

    Parameters
    ----------
    weight : array of float, shape (n,)
        Body weight [kg].
    height : array of float, shape (n,)
        Height [cm].

    Returns
    -------
    array of float, shape (n,)
        Body surface area [m2].

    Notes
    -----
    Mosteller RD, N Engl J Med 1987;317:1098.

    Examples
    --------
    >>> body_surface_area(np.array([80.0]), np.array([180.0])).tolist()
    [2.0]
    """
    return np.asarray(np.sqrt(weight * height / 3600.0))


def per_standard_surface(amount: Floats, weight: Floats, height: Floats) -> Floats:
    """Return an excretion scaled to a body surface of 1.73 m2.

    Parameters
    ----------
    amount : array of float, shape (n,)
        Excretion [mmol/d].
    weight : array of float, shape (n,)
        Body weight [kg].
    height : array of float, shape (n,)
        Height [cm].

    Returns
    -------
    array of float, shape (n,)
        Excretion [mmol/1.73m2/d].

    Notes
    -----
    Arithmetic on Mosteller's surface.

    Examples
    --------
    >>> per_standard_surface(np.array([1.0]), np.array([80.0]), np.array([180.0])).tolist()
    [0.865]
    """
    return np.asarray(amount * STANDARD_SURFACE / body_surface_area(weight, height))

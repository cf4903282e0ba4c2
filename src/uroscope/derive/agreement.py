"""How measurements of one collection agree with each other."""

from __future__ import annotations

import numpy as np

from uroscope.tables import Derived


def agreement(derived: Derived) -> Derived:
    """Compare the measured creatinine clearance with the eGFR.

    Parameters
    ----------
    derived : Derived
        Holds `creatinine_clearance` [mL/min], `egfr` [mL/min/1.73 m²] and, where height and weight
        are known, `body_surface_area` [m²].

    Returns
    -------
    Derived
        `clearance_egfr_ratio` [-]; NaN where one of the two is missing.

    Examples
    --------
    >>> known = {"creatinine_clearance": np.array([45.0]), "egfr": np.array([90.0])}
    >>> agreement(Derived(known)).values["clearance_egfr_ratio"].tolist()
    [0.5]
    """
    clearance, egfr = derived.values.get("creatinine_clearance"), derived.values.get("egfr")
    if clearance is None or egfr is None:
        return Derived()
    area = derived.values.get("body_surface_area", np.full(len(egfr), np.nan))
    scaled = np.where(np.isnan(area), clearance, clearance * 1.73 / area)
    return Derived({"clearance_egfr_ratio": scaled / egfr})

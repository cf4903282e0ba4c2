"""How measurements of one collection agree with each other."""

from __future__ import annotations

import numpy as np

from uroscope.tables import Derived, Panel


def agreement(derived: Derived) -> Derived:
    """Compare the measured creatinine clearance with the eGFR.

    Parameters
    ----------
    derived : Derived
        Holds `creatinine_clearance` [mL/min], `egfr` [mL/min/1.73 m²] and `body_surface_area` [m²].

    Returns
    -------
    Derived
        `clearance_egfr_ratio` [-]; NaN where one of the three is missing: the eGFR is scaled to a
        body surface, and an unscaled clearance of a small person would look like lost urine.

    Examples
    --------
    >>> known = {"creatinine_clearance": 45.0, "egfr": 90.0, "body_surface_area": 1.73}
    >>> columns = {name: np.array([value]) for name, value in known.items()}
    >>> agreement(Derived(columns)).values["clearance_egfr_ratio"].tolist()
    [0.5]
    """
    clearance, egfr = derived.values.get("creatinine_clearance"), derived.values.get("egfr")
    if clearance is None or egfr is None:
        return Derived()
    area = derived.values.get("body_surface_area", np.full(len(egfr), np.nan))
    return Derived({"clearance_egfr_ratio": clearance * 1.73 / area / egfr})


def blood_anion_gap(panel: Panel) -> Derived:
    """Return the anion gap of blood, which a tubular acidosis leaves normal.

    Parameters
    ----------
    panel : Panel
        Blood sodium, chloride and bicarbonate [mmol/L].

    Returns
    -------
    Derived
        `serum_anion_gap` [mmol/L]; NaN where one of the three is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> known = {"serum_sodium": 140, "serum_chloride": 100, "serum_bicarbonate": 12}
    >>> values = {name: np.array([float(value)]) for name, value in known.items()}
    >>> panel = Panel(pd.DataFrame({"patient_id": ["A"]}), values)
    >>> blood_anion_gap(panel).values["serum_anion_gap"].tolist()
    [28.0]
    """
    names = ("serum_sodium", "serum_chloride", "serum_bicarbonate")
    if any(name not in panel.values for name in names):
        return Derived()
    sodium, chloride, bicarbonate = (panel.value(name) for name in names)
    return Derived({"serum_anion_gap": sodium - chloride - bicarbonate})

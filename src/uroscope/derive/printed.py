"""Indices that the laboratory printed, where ours cannot be computed; named as theirs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from uroscope.tables import Derived, Panel

STAND_INS = {
    "calcium_creatinine_clearance_ratio": (
        "printed_calcium_creatinine_clearance_ratio",
        "printed_fractional_excretion_of_calcium",
    ),
    "egfr": ("printed_egfr",),
    "urine_oxalate_per_bsa": ("printed_urine_oxalate_per_bsa",),
}


def with_printed(panel: Panel, derived: Derived) -> Derived:
    """Let a printed index stand in where its inputs are missing.

    Parameters
    ----------
    panel : Panel
        Holds what the laboratory printed.
    derived : Derived
        Our own indices, which always come first.

    Returns
    -------
    Derived
        The same, with `printed` marking the rows in which the laboratory's value stands; a
        censored one, such as an eGFR of `>60`, stands as its interval.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"patient_id": ["A"]})
    >>> panel = Panel(rows, {"printed_egfr": np.array([69.0])})
    >>> with_printed(panel, Derived()).values["egfr"].tolist()
    [69.0]
    """
    values, lower, upper = dict(derived.values), dict(derived.lower), dict(derived.upper)
    printed = dict(derived.printed)
    nothing = np.full(len(panel), np.nan)
    for index, names in STAND_INS.items():
        for name in names:
            own = values.get(index, nothing)
            ends = lower.get(index, own), upper.get(index, own)
            at = np.isnan(own) & np.isnan(ends[0]) & panel.measured(name)
            if not at.any():
                continue
            values[index] = np.where(at, panel.value(name), own)
            if index in lower or np.isnan(panel.value(name)[at]).any():
                # A printed `>60` is an interval, as it is everywhere else.
                lower[index] = np.where(at, panel.low(name), ends[0])
                upper[index] = np.where(at, panel.high(name), ends[1])
            printed[index] = printed.get(index, np.zeros(len(panel), np.bool_)) | at
    return replace(derived, values=values, lower=lower, upper=upper, printed=printed)

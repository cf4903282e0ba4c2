"""What only several collections of one patient can say; keyed by patient, never by row order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from uroscope.tables import Derived, Panel

# 0.7 mmol of oxalate a day, from which primary hyperoxaluria is thought of.
HIGH_OXALATE_MG = 0.7 * 88.018


def between_collections(panel: Panel) -> Derived:
    """Compute what the collections of a patient say of each other.

    Parameters
    ----------
    panel : Panel
        Any number of patients and collections.

    Returns
    -------
    Derived
        `creatinine_agreement` [-]: largest difference of 24-hour creatinine to another collection
        of the patient, as a share of their mean; `oxalate_high_collections` [-]: how many of the
        patient's collections have oxalate of at least 0.7 mmol/d, where that is at least one. NaN
        for patients with one collection.

    Examples
    --------
    >>> rows = pd.DataFrame({"patient_id": ["A", "A", "B"]})
    >>> panel = Panel(rows, {"urine_creatinine": np.array([1000.0, 1500.0, 1200.0])})
    >>> between_collections(panel).values["creatinine_agreement"].round(2).tolist()
    [0.4, 0.4, nan]
    """
    patient = panel.rows["patient_id"]
    values = {}
    creatinine = pd.Series(panel.value("urine_creatinine"))
    if creatinine.notna().sum() > 1:
        groups = creatinine.groupby(patient.to_numpy(dtype=object))
        low, high, count = (groups.transform(how) for how in ("min", "max", "count"))
        furthest = np.where(high - creatinine > creatinine - low, high, low)
        apart = np.abs(furthest - creatinine) / ((furthest + creatinine) / 2)
        values["creatinine_agreement"] = np.where(count > 1, apart, np.nan)
    oxalate = pd.Series(panel.low("urine_oxalate"))
    if oxalate.notna().sum() > 1:
        high_oxalate = (oxalate >= HIGH_OXALATE_MG).groupby(patient.to_numpy(dtype=object))
        several = oxalate.groupby(patient.to_numpy(dtype=object)).transform("count") > 1
        values["oxalate_high_collections"] = np.where(
            several & oxalate.notna(), high_oxalate.transform("sum"), np.nan
        ).astype(np.float64)
    return Derived(values=values)

"""What only several collections of one patient can say; keyed by patient, never by row order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from uroscope.derive.formulas.body import per_standard_surface
from uroscope.tables import Derived, Floats, Panel, Texts

# Oxalate from which primary hyperoxaluria is thought of [mmol/d, per 1.73 m² where known].
HIGH_OXALATE_MMOL = 0.7
_OXALATE_MG_PER_MMOL = 88.018
# How far back a blood creatinine may lie to count as the baseline [d].
BASELINE_DAYS = 365.0


def between_collections(panel: Panel) -> Derived:
    """Compute what the collections of a patient say of each other.

    Parameters
    ----------
    panel : Panel
        Any number of patients and collections; rows without a patient are nobody's second one.

    Returns
    -------
    Derived
        `creatinine_agreement` [-]: largest difference of 24-hour creatinine to another collection
        of the patient, as a share of their mean; `oxalate_high_collections` [-]: how many of the
        patient's collections have at least 0.7 mmol/d of oxalate, per 1.73 m² where height and
        weight are known. Both are NaN for patients with one such collection.

    Examples
    --------
    >>> rows = pd.DataFrame({"patient_id": ["A", "A", "B"]})
    >>> panel = Panel(rows, {"urine_creatinine": np.array([1000.0, 1500.0, 1200.0])})
    >>> between_collections(panel).values["creatinine_agreement"].round(2).tolist()
    [0.4, 0.4, nan]
    """
    values: dict[str, Floats] = {}
    if len(panel) > 1:
        values.update(_agreement(panel))
    return Derived(values=values)


def _agreement(panel: Panel) -> dict[str, Floats]:
    """Return what collections of one patient say of each other's creatinine and oxalate."""
    values: dict[str, Floats] = {}
    creatinine = pd.Series(panel.value("urine_creatinine"))
    if creatinine.notna().sum() > 1:
        groups = creatinine.groupby(_people(panel))
        count = groups.transform("count")
        # Seen from any collection the lowest or the highest of the others is furthest away.
        below, above = (
            (creatinine - end).abs() / ((creatinine + end) / 2)
            for end in (groups.transform("min"), groups.transform("max"))
        )
        values["creatinine_agreement"] = np.where(count > 1, np.fmax(below, above), np.nan)
    oxalate = pd.Series(_oxalate_mmol(panel))
    if oxalate.notna().sum() > 1:
        people = _people(panel)
        high = (oxalate >= HIGH_OXALATE_MMOL).groupby(people).transform("sum")
        several = oxalate.groupby(people).transform("count") > 1
        known = several & oxalate.notna()
        values["oxalate_high_collections"] = np.where(known, high, np.nan).astype(np.float64)
    return values


def since_earlier(panel: Panel) -> Derived:
    """Compare blood of each collection with earlier results of the same patient.

    Parameters
    ----------
    panel : Panel
        Collections with the history of each.

    Returns
    -------
    Derived
        `creatinine_rise` [-]: blood creatinine over the lowest dated result of the year before it;
        NaN without one.

    Examples
    --------
    >>> since_earlier(Panel(pd.DataFrame({"patient_id": ["A"]}), {})).values
    {}
    """
    if not len(panel.history) or "serum_creatinine" not in panel.values:
        return Derived()
    past = panel.history[panel.history["analyte"] == "serum_creatinine"]
    if not len(past):
        return Derived()
    row = past["row"].to_numpy(dtype=np.int64)
    dates = pd.to_datetime(past["date"], errors="coerce", format="ISO8601").to_numpy()
    start = panel.rows["start"].dt.normalize().to_numpy()[row]
    before = (start - dates) / np.timedelta64(1, "D")
    # What counts is the time before the result in use, which may itself lie on either side.
    used = panel.origins["serum_creatinine"].days
    nearest = np.zeros(len(panel)) if used is None else -np.nan_to_num(used)
    value = past["value"].to_numpy(dtype=np.float64)
    earlier = (before > nearest[row]) & (before <= nearest[row] + BASELINE_DAYS) & (value > 0)
    if not earlier.any():
        return Derived()
    lowest = np.full(len(panel), np.nan)
    np.fmin.at(lowest, row[earlier], value[earlier])
    return Derived({"creatinine_rise": panel.value("serum_creatinine") / lowest})


def _people(panel: Panel) -> Texts:
    """Return one key per patient; a row without a patient is a patient of its own."""
    names = panel.rows["patient_id"].to_numpy(dtype=object)
    alone = pd.isna(names) | (names == "")
    keys: Texts = pd.factorize(names)[0].astype(object)
    keys[alone] = -1 - np.flatnonzero(alone)
    return keys


def _oxalate_mmol(panel: Panel) -> Floats:
    """Return at least how much oxalate [mmol/d], per 1.73 m² where the body surface is known."""
    amount = panel.low("urine_oxalate") / _OXALATE_MG_PER_MMOL
    if not {"weight_kg", "height_cm"} <= set(panel.rows.columns):
        return amount
    weight, height = (
        panel.rows[name].to_numpy(dtype=np.float64) for name in ("weight_kg", "height_cm")
    )
    scaled = per_standard_surface(amount, weight, height)
    return np.where(np.isnan(weight) | np.isnan(height), amount, scaled)

"""From a panel to supersaturations: excretion over volume."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from uroscope.derive.saturation.bounded import estimate_with_bounds
from uroscope.derive.saturation.constants import IONS, ConstantSet, constant_set
from uroscope.derive.saturation.missing import SaturationEstimate, estimate_rows
from uroscope.derive.saturation.rules import (
    MissingInputRules,
    missing_input_rules,
)
from uroscope.knowledge import Knowledge, load
from uroscope.tables import Booleans, Flags, Floats, Panel

ANALYTES = {
    "sodium": "urine_sodium",
    "potassium": "urine_potassium",
    "calcium": "urine_calcium",
    "magnesium": "urine_magnesium",
    "ammonium": "urine_ammonium",
    "chloride": "urine_chloride",
    "phosphate": "urine_phosphorus",
    "sulfate": "urine_sulfate",
    "oxalate": "urine_oxalate",
    "citrate": "urine_citrate",
    "urate": "urine_uric_acid",
}


@cache
def constants_of(digest: str, name: str) -> tuple[ConstantSet, MissingInputRules]:
    """Return a set of constants and what is done about missing inputs, per knowledge `digest`."""
    del digest
    chemistry = load().record["chemistry"]
    base = chemistry.get(chemistry[name].get("differs_from"))
    rules = missing_input_rules(chemistry["missing_inputs"])
    return constant_set(chemistry[name], base=base), rules


def panel_saturation(
    panel: Panel,
    flags: Flags,
    knowledge: Knowledge,
    constants: str = "equil2_v5",
    compiled: bool | None = None,
) -> SaturationEstimate | None:
    """Compute the supersaturations of every row.

    Parameters
    ----------
    panel : Panel
        Timed urine in canonical units.
    flags : Flags
        Says where the 24-hour pH can be interpreted.
    knowledge : Knowledge
        Molar masses and constants.
    constants : str
        Name of the constant set.
    compiled : bool, optional
        Whether numba's kernel solves; by default where there are enough rows to pay for it.

    Returns
    -------
    SaturationEstimate or None
        None when no row has any of the ions.
    """
    if not any(analyte in panel.values for analyte in ANALYTES.values()):
        return None
    volume = panel.value("urine_volume")
    found, rules = constants_of(knowledge.digest, constants)
    exact = _excretions(panel, "value", flags.trusted_ph, knowledge)
    if not any(analyte in panel.lower for analyte in ANALYTES.values()):
        # From here on these are concentrations.
        exact[:-1] /= np.where(volume > 0, volume, np.nan)
        return estimate_rows(exact, volume, found, rules, compiled)
    low, high = (_excretions(panel, end, flags.trusted_ph, knowledge) for end in ("low", "high"))
    lowest, only, highest = (
        pd.DataFrame(dict(zip((*IONS, "ph"), rows, strict=True))) for rows in (low, exact, high)
    )
    return estimate_with_bounds((lowest, only, highest), volume, found, rules, compiled)


def _excretions(panel: Panel, end: str, trusted: Booleans, knowledge: Knowledge) -> Floats:
    """Return one end of every ion's daily amount [mmol/d], and the pH where it is the urine's."""
    read = getattr(panel, end)
    rows = np.empty((len(IONS) + 1, len(panel)))
    for ion, row in zip(IONS, rows, strict=False):
        np.multiply(read(ANALYTES[ion]), _per_mmol(ANALYTES[ion], knowledge), out=row)
    rows[-1] = np.where(trusted, panel.value("urine_ph"), np.nan)
    return rows


def _per_mmol(analyte: str, knowledge: Knowledge) -> float:
    """Return the factor from the canonical unit to mmol/d."""
    quantity = knowledge.quantities[analyte]
    if quantity.canonical.kind == "amount":
        return 1.0
    return quantity.canonical.factor / (quantity.substance.molar_mass or 1.0) * 1000.0

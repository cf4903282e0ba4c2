"""The specimen as codes, for all rows of a table; `explain/specimen` says the same in sentences."""

from __future__ import annotations

import numpy as np

from uroscope.interpret.findings import Findings
from uroscope.interpret.statuses import CONTRADICTED, POSSIBLE, SUPPORTED
from uroscope.knowledge import Knowledge
from uroscope.tables import Booleans

# Convention, as in the sentences: two collections of one person this far apart are not both whole.
_APART = 0.25
_COMPLETENESS = ("collection_under", "collection_over")


def quality_codes(findings: Findings, knowledge: Knowledge) -> dict[str, Booleans]:
    """Tell which remarks on the specimen hold in which row, in the order a review gives them.

    Parameters
    ----------
    findings : Findings
        Statuses of every row.
    knowledge : Knowledge
        What is timed urine.

    Returns
    -------
    dict of arrays of bool, shape (rows,)
        By code. Remarks made while reading stand in the panel.
    """
    view, statuses = findings.view, findings.statuses
    panel = view.panel
    codes: dict[str, Booleans] = {}
    ranked = sorted(findings.patterns, key=lambda p: (p["importance"], p["id"]))
    for pattern in ranked:
        status = statuses[pattern["id"]]
        if pattern["kind"] == "specimen":
            codes[pattern["id"]] = (status == SUPPORTED) | (status == POSSIBLE)
        elif pattern["kind"] == "population":
            codes[pattern["id"]] = status == SUPPORTED
    urine = np.zeros(len(panel), dtype=np.bool_)
    for quantity in knowledge.quantities.values():
        if quantity.specimen == "timed" and quantity.id in panel.values and not urine.all():
            urine |= panel.measured(quantity.id)
    codes["duration_outside"] = urine & view.flags.off_day
    known = [statuses[name] for name in _COMPLETENESS if name in statuses]
    if known:
        creatinine = panel.measured("urine_creatinine")
        ruled_out = np.ones(len(panel), dtype=np.bool_)
        settled = np.zeros(len(panel), dtype=np.bool_)
        for status in known:
            ruled_out &= status == CONTRADICTED
            settled |= (status == SUPPORTED) | (status == POSSIBLE)
        codes["complete"] = urine & creatinine & ruled_out
        codes["completeness_unknown"] = urine & ~(creatinine & (ruled_out | settled))
    apart = view.derived.values.get("creatinine_agreement")
    if apart is not None:
        codes["collections_disagree"] = apart > _APART
    codes["age_unknown"] = np.isnan(panel.rows["age"].to_numpy(np.float64))
    return codes

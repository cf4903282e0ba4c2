"""Which blood calcium decides: ionized, else adjusted, else corrected for albumin, else total.

Total and corrected calcium on different sides of a limit decide nothing; the flag is then unknown
and the review asks for ionized calcium.
"""

from __future__ import annotations

import numpy as np

from uroscope.compare.limits import judge, rounded
from uroscope.tables import UNKNOWN, AnalyteFlags, Derived, Flags, Panel

ID = "deciding_calcium"
NONE, IONIZED, ADJUSTED, CORRECTED, TOTAL, DISAGREE = range(6)
KIND_WORDS = {
    IONIZED: "ionized",
    ADJUSTED: "adjusted by the laboratory",
    CORRECTED: "corrected for albumin",
    TOTAL: "total, albumin not measured",
    DISAGREE: "total and corrected disagree",
}
ANALYTES = {
    IONIZED: "serum_ionized_calcium",
    ADJUSTED: "serum_calcium_adjusted",
    CORRECTED: "serum_calcium",
    TOTAL: "serum_calcium",
    DISAGREE: "serum_calcium",
}


def decide_calcium(panel: Panel, derived: Derived, flags: Flags) -> AnalyteFlags | None:
    """Return the flag of the deciding calcium; its `goal` column holds which calcium it is.

    Parameters
    ----------
    panel : Panel
        Values [mg/dL; ionized mmol/L].
    derived : Derived
        Holds `corrected_calcium` [mg/dL].
    flags : Flags
        Flags of the calcium results as measured.

    Returns
    -------
    AnalyteFlags or None
        None when no blood calcium was measured in any row.
    """
    parts = [flags.analytes.get(a) for a in ("serum_ionized_calcium", "serum_calcium_adjusted")]
    total = flags.analytes.get("serum_calcium")
    if total is None and not any(parts):
        return None
    size = len(panel)
    flag = np.full(size, UNKNOWN, dtype=np.int8)
    which = np.full(size, NONE, dtype=np.int16)
    low = np.full(size, np.nan)
    high = np.full(size, np.nan)
    low_limit = np.full(size, -1, dtype=np.int16)
    high_limit = np.full(size, -1, dtype=np.int16)
    by_lab = np.zeros(size, dtype=np.bool_)
    disputed = np.zeros(size, dtype=np.bool_)

    def take(at: np.ndarray, source: AnalyteFlags, kind: int) -> None:
        flag[at], which[at], by_lab[at] = source.flag[at], kind, source.by_lab[at]
        disputed[at] = source.disputed[at]
        low[at], high[at] = source.low[at], source.high[at]
        low_limit[at], high_limit[at] = source.low_limit[at], source.high_limit[at]

    if total is not None:
        have = panel.measured("serum_calcium")
        take(have, total, TOTAL)
        corrected = derived.values.get("corrected_calcium")
        if corrected is not None:
            known = have & ~np.isnan(corrected)
            value = rounded(corrected)
            verdict = judge(value, value, total.low, total.high)
            flag[known], which[known] = verdict[known], CORRECTED
            # A child's adult limit, or an unknown sex, leaves both unknown.
            apart = known & (verdict != total.flag) & (total.flag != UNKNOWN)
            flag[apart], which[apart] = UNKNOWN, DISAGREE
            flag[known & (total.flag == UNKNOWN)] = UNKNOWN
    for kind, part in ((ADJUSTED, parts[1]), (IONIZED, parts[0])):
        if part is not None:
            take(panel.measured(ANALYTES[kind]), part, kind)
    return AnalyteFlags(
        flag=flag,
        borderline=np.zeros(size, dtype=np.bool_),
        low=low,
        high=high,
        low_limit=low_limit,
        high_limit=high_limit,
        goal=which,
        by_lab=by_lab,
        disputed=disputed,
    )

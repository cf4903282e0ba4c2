"""Which blood calcium decides: ionized, else adjusted, else corrected for albumin, else total.

Total and corrected calcium on different sides of a limit decide nothing; the flag is then unknown
and the review asks for ionized calcium.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from uroscope.compare.judge import judge
from uroscope.tables import (
    ADJUSTED,
    CORRECTED,
    DISAGREE,
    IONIZED,
    NO_CALCIUM,
    TOTAL,
    UNKNOWN,
    AnalyteFlags,
    DecidingCalcium,
    Derived,
    Panel,
)


def decide_calcium(
    panel: Panel, derived: Derived, flags: Mapping[str, AnalyteFlags]
) -> DecidingCalcium | None:
    """Return the flag of the blood calcium that decides in each row.

    Parameters
    ----------
    panel : Panel
        Values [mg/dL; ionized mmol/L].
    derived : Derived
        Holds `corrected_calcium` [mg/dL].
    flags : mapping
        Flags of the calcium results as measured.

    Returns
    -------
    DecidingCalcium or None
        None when no blood calcium was measured in any row.
    """
    order = (("serum_calcium_adjusted", ADJUSTED), ("serum_ionized_calcium", IONIZED))
    total = flags.get("serum_calcium")
    if total is None and not any(name in flags for name, _ in order):
        return None
    size = len(panel)
    flag = np.full(size, UNKNOWN, dtype=np.int8)
    which = np.full(size, NO_CALCIUM, dtype=np.int8)
    disputed = np.zeros(size, dtype=np.bool_)
    if total is not None:
        have = panel.measured("serum_calcium")
        flag[have], which[have], disputed[have] = total.flag[have], TOTAL, total.disputed[have]
        corrected = derived.values.get("corrected_calcium")
        if corrected is not None:
            known = have & ~np.isnan(corrected)
            verdict = judge(corrected, corrected, total.low, total.high)
            # Where the total itself cannot be judged (a child, an unknown sex), neither can this.
            judged = known & (total.flag != UNKNOWN)
            which[known] = CORRECTED
            flag[judged] = verdict[judged]
            apart = judged & (verdict != total.flag)
            flag[apart], which[apart] = UNKNOWN, DISAGREE
    for name, kind in order:
        part = flags.get(name)
        if part is not None:
            have = panel.measured(name)
            flag[have], which[have], disputed[have] = part.flag[have], kind, part.disputed[have]
    return DecidingCalcium(flag, which, disputed)

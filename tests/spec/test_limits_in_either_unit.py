"""A value printed exactly at a limit, in any unit, is inside it: units change nothing."""

from __future__ import annotations

import numpy as np
import pytest

from uroscope.compare import compare
from uroscope.knowledge import Limit, load
from uroscope.normalize import normalize
from uroscope.pipeline import derive_panel
from uroscope.reading.delimited import read_text
from uroscope.tables import HIGH, LOW

ROWS = [
    (profile, limit, side)
    for profile in load().profile_ids
    for limit in load().profile(profile).limits
    for side in ("printed_low", "printed_high")
    if limit.analyte in load().quantities and getattr(limit, side) is not None
]


@pytest.mark.parametrize("system", ["printed", "conventional", "si"])
def test_a_value_at_its_limit_is_not_flagged(system: str) -> None:
    wrong = []
    for profile, limit, side in ROWS:
        unit, value = in_system(limit, getattr(limit, side), system)
        header = limit.analyte if unit == "pH" else f"{limit.analyte} ({unit})"
        age = limit.age_min + 0.5 if limit.age_min else 30
        text = f"patient_id,sex,age,{header}\nP,{limit.sex or 'female'},{age},{value!r}\n"
        panel = normalize([read_text("limit", text, load())], load())
        flags = compare(panel, load().profile(profile), load(), derive_panel(panel))
        flag = flags.analytes[limit.analyte].flag[0]
        if flag == (LOW if side == "printed_low" else HIGH):
            wrong.append(f"{profile}: {limit.analyte} {value} {unit} at {limit.id}")
    assert not wrong, "\n".join(wrong)


def in_system(limit: Limit, printed: float, system: str) -> tuple[str, float]:
    """Return the limit as printed, or as a laboratory of the other system would print it."""
    quantity = load().quantities[limit.analyte]
    if system == "printed":
        return limit.unit, float(printed)
    canonical = limit.low if printed == limit.printed_low else limit.high
    assert canonical is not None
    if system == "conventional":
        return quantity.unit, float(canonical)
    # Fifteen digits are what a double can print and read back.
    return quantity.si_unit, float(f"{np.float64(canonical) * quantity.si_factor:.15g}")

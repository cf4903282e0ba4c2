"""What-ifs: changed rows through the same stages as the collection itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from uroscope.compare import compare
from uroscope.derive.saturation.constants import SALTS
from uroscope.derive.saturation.panel import effects_of, panel_saturation
from uroscope.derive.scenarios import HIGHEST_VOLUME, Change, coupled, with_changes
from uroscope.errors import UnitError, UsageError
from uroscope.knowledge import Knowledge, Profile
from uroscope.knowledge.canonical import canonical_unit
from uroscope.model import ChangeNote, Flag, GoalNote, WhatIf
from uroscope.pipeline import derive_panel
from uroscope.tables import FLAG_WORDS, Flags, Panel
from uroscope.units import conversion

_SET = re.compile(
    r"^\s*(?P<name>[a-z0-9_]+)\s*=\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>.*)$", re.I
)
_STEPS = 64


def parse_changes(texts: Sequence[str], knowledge: Knowledge) -> dict[str, float]:
    """Read changes such as `urine_volume=2.5L/d`; a value without unit is in the canonical one.

    Raises
    ------
    UsageError
        If a change is not understood.
    """
    changes = {}
    for text in texts:
        found = _SET.match(text)
        quantity = knowledge.quantities.get(found["name"].lower()) if found else None
        if found is None or quantity is None or quantity.specimen != "timed":
            raise UsageError(
                f"{text!r} is not a change; write a 24-hour analyte, =, value and unit, "
                "for example urine_sodium=100mmol/d."
            )
        value = float(found["number"].replace(",", "."))
        unit = found["unit"].strip()
        if unit:
            try:
                printed = canonical_unit(unit, knowledge.units)
                if printed.per not in (quantity.canonical.per, ""):
                    raise UnitError(f"{unit!r} is not an amount per day")
                value *= conversion(printed, quantity.canonical, quantity.substance)
            except UnitError as error:
                raise UsageError(f"{text!r}: {error}; write {quantity.unit}.") from error
        low, high = quantity.plausible
        if not low <= value <= high:
            raise UsageError(f"{text!r} cannot be true ({low:g} to {high:g} {quantity.unit} can).")
        changes[quantity.id] = float(f"{value:.12g}")
    return changes


def parse_goals(texts: Sequence[str]) -> dict[str, float]:
    """Read goals such as `calcium_oxalate=4`.

    Raises
    ------
    UsageError
        If a goal is not understood.
    """
    goals = {}
    for text in texts:
        found = _SET.match(text)
        if found is None or found["name"].lower() not in SALTS or found["unit"].strip():
            raise UsageError(
                f"{text!r} is not a goal; write a salt and a ratio: calcium_oxalate=4."
            )
        goals[found["name"].lower()] = float(found["number"].replace(",", "."))
    return goals


def what_if(
    panel: Panel,
    row: int,
    changes: Mapping[str, float],
    goals: Mapping[str, float],
    profile: Profile,
    knowledge: Knowledge,
) -> WhatIf:
    """Change one collection and say what moves.

    Parameters
    ----------
    panel : Panel
        Collections as measured.
    row : int
        Which one.
    changes : mapping
        Analyte to its new canonical value.
    goals : mapping
        Salt to the supersaturation ratio [-] to reach by volume alone, after the changes.
    profile : Profile
        Limits for the flags before and after.
    knowledge : Knowledge
        Chemistry and the coupling of calcium to sodium.

    Returns
    -------
    WhatIf
        Values, flags, supersaturations and volumes.
    """
    missing = [name for name in changes if np.isnan(panel.value(name)[row])]
    possible = {name: value for name, value in changes.items() if name not in missing}
    ends = coupled(possible, panel, row, knowledge.record["scenarios"]["coupling"])
    rows = with_changes(panel, row, [Change("least", ends[0]), Change("most", ends[1])])
    flags = compare(rows, profile, knowledge, derive_panel(rows))
    found = panel_saturation(rows, flags, knowledge)
    refused = {}
    if found is not None:
        words = {
            salt: found.refusal_words(salt, 0)
            for salt in ("calcium_oxalate", "brushite", "uric_acid")
        }
        refused = {salt: text for salt, text in words.items() if text is not None}
    notes = [f"{name} was not measured, so it cannot be changed." for name in missing]
    if set(ends[0]) != set(possible):
        notes.append(
            "Less sodium also means less calcium, 27 to 80 mg per 100 mmol: both ends are given."
        )
    return WhatIf(
        patient_id=str(panel.rows["patient_id"].iloc[row]),
        collection_id=str(panel.rows["collection_id"].iloc[row]),
        changes=[_note(name, ends, rows, flags, knowledge) for name in ends[0]],
        effects=[] if found is None else effects_of(found, 1, 2),
        refused=refused,
        goals=[_volume_for(salt, goal, rows, flags, knowledge) for salt, goal in goals.items()],
        notes=notes,
    )


def _note(
    name: str,
    ends: tuple[Mapping[str, float], Mapping[str, float]],
    rows: Panel,
    flags: Flags,
    knowledge: Knowledge,
) -> ChangeNote:
    quantity = knowledge.quantities[name]
    low, high = sorted((ends[0][name], ends[1][name]))
    mine = flags.analytes[name].flag

    def word(at: int) -> Flag:
        return FLAG_WORDS[int(mine[at])]  # type: ignore[return-value]

    return ChangeNote(
        analyte=name,
        label=quantity.label,
        before=float(rows.value(name)[0]),
        after=low,
        after_high=high if high > low else None,
        unit=quantity.unit,
        digits=quantity.digits,
        flag_before=word(0),
        flag_after=word(1) if mine[1] == mine[2] else "unknown",
    )


def _volume_for(
    salt: str, goal: float, rows: Panel, flags: Flags, knowledge: Knowledge
) -> GoalNote:
    """Find the least volume at which the changed collection reaches a goal, by rows of volumes."""
    position = SALTS.index(salt)
    volume = float(rows.value("urine_volume")[2])

    def ratios(volumes: np.ndarray) -> np.ndarray | None:
        changes = [Change(f"{v:.3f}", {"urine_volume": float(v)}) for v in volumes]
        tried = with_changes(rows, 1, changes)
        found = panel_saturation(tried, flags.repeated(len(tried)), knowledge)
        return None if found is None else np.asarray(found.ss[position, 1:])

    if np.isnan(volume):
        return GoalNote(salt=salt, goal=goal, volume=None, reason="the volume was not measured")
    low, high = volume, max(HIGHEST_VOLUME, volume)
    for _ in range(3):
        volumes = np.linspace(low, high, _STEPS)
        found = ratios(volumes)
        if found is None or np.isnan(found).any():
            return GoalNote(salt=salt, goal=goal, volume=None, reason="it cannot be computed")
        reached = np.flatnonzero(found <= goal)
        if not len(reached):
            reason = (
                f"not reached by {HIGHEST_VOLUME:g} L, beyond which no one should be asked to go"
            )
            return GoalNote(salt=salt, goal=goal, volume=None, reason=reason)
        first = int(reached[0])
        if first == 0:
            return GoalNote(
                salt=salt,
                goal=goal,
                volume=low,
                reason="already reached" if low == volume else None,
            )
        low, high = float(volumes[first - 1]), float(volumes[first])
    return GoalNote(salt=salt, goal=goal, volume=high)

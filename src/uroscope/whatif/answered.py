"""What follows: changed rows through the same stages as the collection itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from uroscope.derive.saturation.constants import SALTS
from uroscope.derive.saturation.missing import SaturationEstimate
from uroscope.derive.saturation.panel import panel_saturation
from uroscope.derive.saturation.row import SHOWN, effects_of
from uroscope.derive.scenarios import HIGHEST_VOLUME, Change, coupled, with_changes
from uroscope.interpret.statuses import POSSIBLE
from uroscope.knowledge import Knowledge, Profile
from uroscope.model import ChangeNote, Flag, GoalNote, WhatIf
from uroscope.pipeline import judge_panel
from uroscope.tables import FLAG_WORDS, Flags, Floats, Panel
from uroscope.whatif.notes import (
    cautions,
    collection_note,
    coupling_notes,
    saturation_notes,
    why_kept,
)

_STEPS = 64


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
    one = panel.take(np.array([row], dtype=np.int64))
    trusted = judge_panel(one, profile, knowledge)[1].trusted_ph
    kept = {name: why_kept(name, one, bool(trusted[0]), knowledge) for name in changes}
    possible = {name: value for name, value in changes.items() if kept[name] is None}
    ends = coupled(possible, one, 0, knowledge.record["scenarios"]["coupling"])
    rows = with_changes(one, 0, [Change("least", ends[0]), Change("most", ends[1])])
    _, flags, findings = judge_panel(rows, profile, knowledge)
    found = panel_saturation(rows, flags, knowledge)
    effects = [] if found is None else effects_of(found, 1, 2)
    refused = {} if found is None else _refused(found)
    reached = [_volume_for(salt, goal, rows, flags, knowledge) for salt, goal in goals.items()]
    incomplete = int(findings.statuses["collection_under"][0]) >= POSSIBLE
    sodium = (float(one.value("urine_sodium")[0]), possible.get("urine_sodium", np.nan))
    texts = knowledge.record["scenarios"]["notes"]
    notes = [
        *collection_note(one),
        *(text for text in kept.values() if text is not None),
        *coupling_notes(possible, ends, rows, flags, bool(goals), knowledge),
        *saturation_notes(found, sodium, effects, refused, bool(possible), texts),
        *cautions(possible, reached, one, incomplete),
    ]
    return WhatIf(
        patient_id=str(one.rows["patient_id"].iloc[0]),
        collection_id=str(one.rows["collection_id"].iloc[0]),
        changes=[_note(name, ends, rows, flags, knowledge) for name in ends[0]],
        effects=effects,
        refused=refused,
        goals=reached,
        notes=notes,
    )


def _refused(found: SaturationEstimate) -> dict[str, str]:
    """Return why a salt has no result, today or after the change."""
    refused = {}
    for salt in SHOWN:
        words = [text for at in range(3) if (text := found.refusal_words(salt, at)) is not None]
        if words:
            refused[salt] = words[0]
    return refused


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
    """Find the least volume at which the changed collection reaches a goal, by rows of volumes.

    Where the change itself has two ends, both have to reach it.
    """

    def never(reason: str) -> GoalNote:
        return GoalNote(salt=salt, goal=goal, volume=None, reason=reason)

    low = float(rows.value("urine_volume")[2])
    if np.isnan(low):
        return never("the volume is not known")
    ratios = _ratios(salt, np.array([low]), rows, flags, knowledge)
    if isinstance(ratios, str):
        return never(ratios)
    if ratios[0] <= goal:
        return GoalNote(salt=salt, goal=goal, volume=low, reason="already reached")
    high = max(HIGHEST_VOLUME, low)
    for _ in range(3):
        volumes = np.linspace(low, high, _STEPS)
        ratios = _ratios(salt, volumes, rows, flags, knowledge)
        if isinstance(ratios, str):
            return never(ratios)
        reached = np.flatnonzero(ratios <= goal)
        if not reached.size:
            return never(f"not reached by {high:g} L, beyond which no one should be asked to go")
        # The first volume is known not to reach it.
        first = max(int(reached[0]), 1)
        low, high = float(volumes[first - 1]), float(volumes[first])
    return GoalNote(salt=salt, goal=goal, volume=high)


def _ratios(
    salt: str, volumes: Floats, rows: Panel, flags: Flags, knowledge: Knowledge
) -> Floats | str:
    """Return the higher ratio of both ends of a change at each volume, or why there is none."""
    position = SALTS.index(salt)
    highest = np.zeros(len(volumes))
    changes = [Change(f"{volume:.3f} L", {"urine_volume": float(volume)}) for volume in volumes]
    for end in (1, 2):
        tried = with_changes(rows, end, changes)
        found = panel_saturation(tried, flags.repeated(len(tried)), knowledge)
        if found is None:
            return "no ion was measured"
        ratios = found.ss[position, 1:]
        if np.isnan(ratios).any():
            at = 1 + int(np.flatnonzero(np.isnan(ratios))[0])
            return found.refusal_words(salt, at) or "it cannot be computed"
        highest = np.maximum(highest, ratios)
    return highest

"""What a what-if must be read with: what moves along, what was estimated, what to know before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from uroscope.derive.saturation.constants import SALTS
from uroscope.derive.saturation.missing import SaturationEstimate
from uroscope.derive.saturation.row import LABELS, SHOWN, passing, salt_note
from uroscope.derive.saturation.rules import WARNINGS, listed
from uroscope.knowledge import Knowledge
from uroscope.model import Effect, GoalNote
from uroscope.tables import ADULT_YEARS, Flags, Panel

# What raises urine pH or citrate is alkali, by whatever name.
_ALKALI = ("urine_ph", "urine_citrate", "urine_potassium")
# Warnings of values in a wrong unit; of a changed value they would be wrong themselves.
_SLIPS = ("phosphate_basis", "sulfate_basis", "charge_imbalance")


def why_kept(name: str, one: Panel, trusted: bool, knowledge: Knowledge) -> str | None:
    """Return why an analyte cannot be changed, or None if it can."""
    label = knowledge.quantities[name].label
    if not one.measured(name)[0]:
        return f"{label} was not measured, so it cannot be changed."
    if np.isnan(one.value(name)[0]):
        return f"{label} is only known as a bound, so it cannot be changed."
    if name == "urine_ph" and not trusted:
        return f"{label} is that of the bottle, not of the urine, so it cannot be changed."
    return None


def collection_note(one: Panel) -> Iterator[str]:
    """Say which of a patient's collections it is."""
    start = one.rows["start"].iloc[0] if "start" in one.rows else None
    if start is not None and start == start:  # NaT is not itself
        yield f"Collection of {start:%Y-%m-%d}."


def coupling_notes(
    possible: Mapping[str, float],
    ends: tuple[Mapping[str, float], Mapping[str, float]],
    rows: Panel,
    flags: Flags,
    goals: bool,
    knowledge: Knowledge,
) -> Iterator[str]:
    """Say what moves with what, and what that leaves open."""
    coupling = knowledge.record["scenarios"]["coupling"]
    follower = knowledge.quantities[coupling["of"]].label
    if set(ends[0]) != set(possible):
        yield (
            f"{follower} goes with sodium, by {coupling['least']} to {coupling['most']} mg per "
            f"{coupling['per']} mmol: both ends are given."
        )
        if goals:
            yield f"Volumes are for the end at which more {follower.lower()} is left."
    elif coupling["by"] in possible and coupling["of"] not in possible:
        yield f"{follower} was not measured; what goes with sodium is left out."
    for name in ends[0]:
        mine = flags.analytes[name].flag
        if mine[1] != mine[2]:
            label = knowledge.quantities[name].label
            yield f"{label}: its limit lies between the two ends."


def saturation_notes(
    found: SaturationEstimate | None,
    sodium: tuple[float, float],
    effects: Sequence[Effect],
    refused: Mapping[str, str],
    changed: bool,
    texts: Mapping[str, str],
) -> Iterator[str]:
    """Say what stays, what salt does, what was estimated, and what to be careful with.

    `sodium` is that of the day before and after [mmol/d]; `texts` are the notes of scenarios.yaml.
    """
    if found is None:
        yield "No ion was measured that a supersaturation could be computed from."
        return
    moved = {effect.salt for effect in effects}
    still = [LABELS[salt] for salt in SHOWN if salt not in moved and salt not in refused]
    if changed and still:
        yield f"{_begun(listed(still))} would change by less than 3 %."
    on_salt = salt_note(sodium, effects, texts)
    if on_salt:
        yield f"{_begun(on_salt)}."
    risen = passing(effects)
    if risen:
        yield f"{_begun(listed(risen))} would become supersaturated."
    given = [salt for salt in SHOWN if salt not in refused]
    estimated = list(dict.fromkeys(name for s in given for name in found.imputed_inputs(s, 0)))
    if estimated:
        percents = {
            LABELS[salt]: max(round(float(found.error_percent[SALTS.index(salt), 0])), 1)
            for salt in given
            if found.imputed_inputs(salt, 0)
        }
        off = listed(f"{label} by about {percent} %" for label, percent in percents.items())
        verb = "was not measured and is" if len(estimated) == 1 else "were not measured and are"
        yield (
            f"{_begun(listed(estimated))} {verb} estimated. The ratios are then uncertain, "
            f"{off}, before and after alike; the change itself is surer."
        )
    slips = [found.rules.warning_text[WARNINGS.index(name)] for name in _SLIPS]
    after = (text for at in (1, 2) for text in found.warning_words(at) if text not in slips)
    words = dict.fromkeys([*found.warning_words(0), *after])
    yield from (f"{_begun(text)}." for text in words)


def _begun(text: str) -> str:
    return text if text.startswith("pH") else text[:1].upper() + text[1:]


def cautions(
    possible: Mapping[str, float], goals: Sequence[GoalNote], one: Panel, incomplete: bool
) -> Iterator[str]:
    """Say what must be known before such a change is asked of anybody."""
    today = {name: float(one.value(name)[0]) for name in (*possible, "urine_volume")}
    wanted = [possible.get("urine_volume"), *(goal.volume for goal in goals)]
    if any(volume is not None and volume > today["urine_volume"] for volume in wanted):
        yield "More fluid only where no limit to it was set (heart, liver, kidneys, low sodium)."
        if incomplete:
            yield "The collection may be incomplete; more volume may then be needed than is said."
        if one.rows["age"].iloc[0] < ADULT_YEARS:
            yield "Volumes are those of adults; a child's are for its specialist."
    if any(name in possible and possible[name] > today[name] for name in _ALKALI):
        yield "Alkali or potassium only after blood potassium and kidney function are known."
    if possible.get("urine_calcium", np.inf) < today.get("urine_calcium", 0.0):
        yield "Less urine calcium never means a low-calcium diet."

"""What-ifs: changed rows through the same stages as the collection itself."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from uroscope.derive.saturation.constants import SALTS
from uroscope.derive.saturation.missing import SaturationEstimate
from uroscope.derive.saturation.panel import LABELS, SHOWN, effects_of, panel_saturation
from uroscope.derive.saturation.rules import listed
from uroscope.derive.scenarios import HIGHEST_VOLUME, Change, coupled, with_changes
from uroscope.derive.specimen import ACID_PH, ALKALINE_PH
from uroscope.errors import UnitError, UsageError
from uroscope.interpret.statuses import POSSIBLE
from uroscope.knowledge import Knowledge, Profile, Quantity
from uroscope.knowledge.canonical import canonical_unit
from uroscope.model import ChangeNote, Effect, Flag, GoalNote, WhatIf
from uroscope.pipeline import judge_panel
from uroscope.tables import ADULT_YEARS, FLAG_WORDS, Flags, Panel
from uroscope.units import conversion

_SET = re.compile(
    r"^\s*(?P<name>[a-z0-9_]+)\s*=\s*(?P<number>\d+(?:[.,]\d+)?|[.,]\d+)\s*(?P<unit>.*)$", re.I
)
_GROUPED = re.compile(r"^[1-9]\d{0,2}[.,]\d{3}$")
_STEPS = 64
# Hydroxyapatite ratios span thirty powers of ten; nobody aims at one.
_GOAL_SALTS = tuple(salt for salt in SALTS if salt != "hydroxyapatite")
# What raises urine pH or citrate is alkali, by whatever name.
_ALKALI = ("urine_ph", "urine_citrate", "urine_potassium")


def parse_changes(texts: Sequence[str], knowledge: Knowledge) -> dict[str, float]:
    """Read changes such as `urine_volume=2.5L/d`; a value without unit is in the canonical one.

    Parameters
    ----------
    texts : sequence of str
        Analyte of the 24-hour urine, `=`, number and unit.
    knowledge : Knowledge
        Analytes, units and what is plausible.

    Returns
    -------
    dict
        Analyte to its new value [canonical unit].

    Raises
    ------
    UsageError
        If a change is not understood or cannot be true.

    Examples
    --------
    >>> from uroscope.knowledge import load
    >>> parse_changes(["urine_volume=2500mL", "urine_calcium = 5 mmol/d"], load())
    {'urine_volume': 2.5, 'urine_calcium': 200.39}
    """
    changes: dict[str, float] = {}
    for text in texts:
        found = _SET.match(text)
        if found is None:
            raise UsageError(
                f"{text!r} is not a change; write a 24-hour analyte, =, value and unit, "
                "for example urine_sodium=100mmol/d."
            )
        quantity = _quantity(text, found["name"].lower(), knowledge)
        if quantity.id in changes:
            raise UsageError(f"{text!r}: {quantity.id} is changed twice; keep one.")
        factor = _factor(text, found["unit"].strip(), quantity, knowledge)
        changes[quantity.id] = _value(text, found["number"], factor, quantity)
    return changes


def _quantity(text: str, name: str, knowledge: Knowledge) -> Quantity:
    """Return the analyte of a change.

    Raises
    ------
    UsageError
        If there is none of that name, or it is not one of the 24-hour urine.
    """
    quantity = knowledge.quantities.get(name)
    if quantity is None:
        timed = [q.id for q in knowledge.quantities.values() if q.specimen == "timed"]
        near = [f"urine_{name}"] if f"urine_{name}" in timed else []
        near = near or difflib.get_close_matches(name, timed, n=1)
        hint = f"did you mean {near[0]}?" if near else "for example urine_sodium=100mmol/d."
        raise UsageError(f"{text!r}: there is no analyte {name!r}; {hint}")
    if quantity.specimen != "timed":
        raise UsageError(f"{text!r}: only results of the 24-hour urine can be changed.")
    return quantity


def _factor(text: str, unit: str, quantity: Quantity, knowledge: Knowledge) -> float:
    """Return the factor from the written unit to the canonical one.

    Raises
    ------
    UsageError
        If the unit is not one of this analyte per day.
    """
    if not unit:
        return 1.0
    try:
        printed = canonical_unit(unit, knowledge.units)
        if printed.per not in (quantity.canonical.per, ""):
            raise UnitError(f"{unit!r} is not an amount per day")
        return conversion(printed, quantity.canonical, quantity.substance)
    except UnitError as error:
        hint = "" if "write" in str(error) else f"; write {quantity.unit}"
        raise UsageError(f"{text!r}: {error}{hint}.") from error


def _value(text: str, number: str, factor: float, quantity: Quantity) -> float:
    """Return a new value that this analyte can have, in the canonical unit.

    Raises
    ------
    UsageError
        If it cannot be true, or can be read in two ways.
    """
    low, high = quantity.plausible
    if quantity.canonical.kind == "ph":
        # Kidneys make no other; beyond them stand acid in the bottle and bacteria.
        low, high = ACID_PH, ALKALINE_PH
    readings = [float(number.replace(",", "."))]
    if _GROUPED.match(number):
        # 1,000 may be a thousand or one with three decimals.
        readings.append(float(number.replace(",", "").replace(".", "")))
    values = [float(f"{reading * factor:.12g}") for reading in readings]
    true = [value for value in values if low <= value <= high]
    if not true:
        unit = "" if quantity.canonical.kind == "ph" else f" {quantity.unit}"
        raise UsageError(
            f"{text!r} cannot be true: {quantity.label} lies between {low:g} and {high:g}{unit}."
        )
    if len(true) > 1:
        one, thousand = readings
        raise UsageError(f"{text!r} can be read in two ways; write {one:g} or {thousand:g}.")
    return true[0]


def parse_goals(texts: Sequence[str]) -> dict[str, float]:
    """Read goals such as `calcium_oxalate=4`.

    Parameters
    ----------
    texts : sequence of str
        Salt, `=` and the supersaturation ratio to reach [-].

    Returns
    -------
    dict
        Salt to its ratio [-].

    Raises
    ------
    UsageError
        If a goal is not understood.

    Examples
    --------
    >>> parse_goals(["calcium_oxalate=4", "uric_acid = 0,9"])
    {'calcium_oxalate': 4.0, 'uric_acid': 0.9}
    """
    goals: dict[str, float] = {}
    for text in texts:
        found = _SET.match(text)
        salt = "" if found is None else found["name"].lower()
        if found is None or salt not in SALTS or found["unit"].strip():
            raise UsageError(
                f"{text!r} is not a goal; write a salt and a ratio: calcium_oxalate=4."
            )
        if salt not in _GOAL_SALTS:
            raise UsageError(f"{text!r}: {salt} is read as an energy; its ratio is no goal.")
        if salt in goals:
            raise UsageError(f"{text!r}: {salt} has two goals; keep one.")
        goals[salt] = float(found["number"].replace(",", "."))
        if goals[salt] <= 0:
            raise UsageError(f"{text!r} cannot be reached: a ratio is always above 0.")
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
    one = panel.take(np.array([row], dtype=np.int64))
    trusted = judge_panel(one, profile, knowledge)[1].trusted_ph
    kept = {name: _why_kept(name, one, bool(trusted[0]), knowledge) for name in changes}
    possible = {name: value for name, value in changes.items() if kept[name] is None}
    ends = coupled(possible, one, 0, knowledge.record["scenarios"]["coupling"])
    rows = with_changes(one, 0, [Change("least", ends[0]), Change("most", ends[1])])
    _, flags, findings = judge_panel(rows, profile, knowledge)
    found = panel_saturation(rows, flags, knowledge)
    effects = [] if found is None else effects_of(found, 1, 2)
    refused = {} if found is None else _refused(found)
    reached = [_volume_for(salt, goal, rows, flags, knowledge) for salt, goal in goals.items()]
    incomplete = int(findings.statuses["collection_under"][0]) >= POSSIBLE
    notes = [
        *_collection(one),
        *(text for text in kept.values() if text is not None),
        *_coupling_notes(possible, ends, rows, flags, bool(goals), knowledge),
        *_saturation_notes(found, effects, refused, bool(possible)),
        *_cautions(possible, reached, one, incomplete),
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


def _why_kept(name: str, one: Panel, trusted: bool, knowledge: Knowledge) -> str | None:
    """Return why an analyte cannot be changed, or None if it can."""
    label = knowledge.quantities[name].label
    if not one.measured(name)[0]:
        return f"{label} was not measured, so it cannot be changed."
    if np.isnan(one.value(name)[0]):
        return f"{label} is only known as a bound, so it cannot be changed."
    if name == "urine_ph" and not trusted:
        return f"{label} is that of the bottle, not of the urine, so it cannot be changed."
    return None


def _refused(found: SaturationEstimate) -> dict[str, str]:
    """Return why a salt has no result, today or after the change."""
    refused = {}
    for salt in SHOWN:
        words = [found.refusal_words(salt, at) for at in range(3)]
        refused |= {salt: text for text in words[::-1] if text is not None}
    return refused


def _collection(one: Panel) -> Iterator[str]:
    start = one.rows["start"].iloc[0] if "start" in one.rows else None
    if start is not None and start == start:  # NaT is not itself
        yield f"Collection of {start:%Y-%m-%d}."


def _coupling_notes(
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


def _saturation_notes(
    found: SaturationEstimate | None,
    effects: Sequence[Effect],
    refused: Mapping[str, str],
    changed: bool,
) -> Iterator[str]:
    """Say what stays, what was estimated, and what to be careful with in the chemistry."""
    if found is None:
        yield "No ion was measured that a supersaturation could be computed from."
        return
    moved = {effect.salt for effect in effects}
    still = [LABELS[salt] for salt in SHOWN if salt not in moved and salt not in refused]
    if changed and still:
        text = listed(still)
        yield f"{text[:1].upper()}{text[1:]} would change by less than 3 %."
    given = [salt for salt in SHOWN if salt not in refused]
    estimated = list(dict.fromkeys(name for s in given for name in found.imputed_inputs(s, 0)))
    if estimated:
        off = {
            LABELS[salt]: float(found.error_percent[SALTS.index(salt), 0])
            for salt in given
            if found.imputed_inputs(salt, 0)
        }
        most = listed(f"{label} by about {percent:.0f} %" for label, percent in off.items())
        verb = "was" if len(estimated) == 1 else "were"
        yield (
            f"Estimated, because {listed(estimated)} {verb} not measured; this may put {most} off, "
            "before and after alike."
        )
    words = dict.fromkeys(text for at in range(3) for text in found.warning_words(at))
    yield from (f"{text[:1].upper()}{text[1:]}." for text in words)


def _cautions(
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
    position = SALTS.index(salt)
    low = float(rows.value("urine_volume")[2])
    if np.isnan(low):
        return GoalNote(salt=salt, goal=goal, volume=None, reason="the volume is not known")
    high = max(HIGHEST_VOLUME, low)
    volumes = np.array([low])
    reason: str | None = "already reached"
    for _ in range(4):
        ratios, refusal = _ratios(position, volumes, rows, flags, knowledge)
        if refusal is not None:
            return GoalNote(salt=salt, goal=goal, volume=None, reason=refusal)
        reached = np.flatnonzero(ratios <= goal)
        if not len(reached) and len(volumes) > 1:
            too_much = f"not reached by {HIGHEST_VOLUME:g} L, beyond which no one should be asked to go"
            return GoalNote(salt=salt, goal=goal, volume=None, reason=too_much)
        if len(reached):
            first = int(reached[0])
            high = float(volumes[first])
            low = float(volumes[max(first - 1, 0)])
            if reason is not None:
                break
        reason = None
        volumes = np.linspace(low, high, _STEPS)
    return GoalNote(salt=salt, goal=goal, volume=high, reason=reason)

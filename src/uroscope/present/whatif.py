"""A what-if as text."""

from __future__ import annotations

from uroscope.model import WhatIf
from uroscope.present.numbers import number, with_unit
from uroscope.present.words import effect_text, two_digits


def whatif_text(answer: WhatIf) -> str:
    """Return what was changed and what moves, one line each."""
    collection = f" · collection {answer.collection_id}" if answer.collection_id else ""
    lines = [f"{answer.patient_id}{collection}: what if", ""]
    for change in answer.changes:
        before = "" if change.before is None else number(change.before, change.digits)
        after = number(change.after, change.digits)
        if change.after_high is not None:
            after += f" to {number(change.after_high, change.digits)}"
        flags = ""
        if change.flag_before != change.flag_after:
            flags = f"  ({change.flag_before} → {change.flag_after})"
        lines.append(f"  {change.label:<22}{before} → {with_unit(after, change.unit)}{flags}")
    if answer.effects:
        lines += ["", "  Supersaturation"]
        lines += [f"    {e.salt.replace('_', ' '):<20}{effect_text(e)}" for e in answer.effects]
    for salt, reason in answer.refused.items():
        lines.append(f"    {salt.replace('_', ' ')} not given: {reason}")
    for goal in answer.goals:
        name = f"{goal.salt.replace('_', ' ')} {two_digits(goal.goal)}"
        if goal.volume is None:
            lines.append(f"  {name}: {goal.reason}")
        else:
            said = f" ({goal.reason})" if goal.reason else ""
            lines.append(f"  {name} needs {goal.volume:.2f} L of urine a day{said}")
    lines += [f"  {note}" for note in answer.notes]
    lines += ["", "  Everything else as measured. For change over time, not a promise."]
    return "\n".join(lines)

"""A what-if as text, for a terminal of 80 columns."""

from __future__ import annotations

import math
import re
import textwrap

from uroscope.model import ChangeNote, Effect, GoalNote, WhatIf
from uroscope.present.numbers import number, with_unit
from uroscope.present.words import effect_text, two_digits

_WIDTH = 78
_UNIT = re.compile(r"(?<=\d) (?=%|(?:L|mg|mmol)\b)")
_NAMES = 20
_VALUES = 26
# Of all that can be changed only the volume is judged against a goal, in every shipped profile.
_GOALS = {"urine_volume": {"low": "below goal", "normal": "goal met"}}


def whatif_text(answer: WhatIf) -> str:
    """Return what was changed, what moves and what to read it by.

    Parameters
    ----------
    answer : WhatIf
        One collection with its changes.

    Returns
    -------
    str
        Lines of at most 80 columns.
    """
    collection = f" · collection {answer.collection_id}" if answer.collection_id else ""
    lines = [f"{answer.patient_id or 'no patient id'}{collection}: what if", ""]
    lines += [_change(change) for change in answer.changes]
    if answer.effects or answer.refused:
        lines += ["", "  Supersaturation (ratio to solubility: above 1 crystals can grow)"]
        lines += [_effect(effect) for effect in answer.effects]
        for salt, reason in answer.refused.items():
            lines += _wrapped(f"    {_named(salt):<{_NAMES}}", f"not given: {reason}")
    if answer.goals:
        lines += ["", "  Volume for a goal, with all else as above"]
        for goal in answer.goals:
            name = f"{_named(goal.salt)} {two_digits(goal.goal)}"
            lines += _wrapped(f"    {name:<{_NAMES + 4}}", _volume(goal))
    lines.append("")
    for note in answer.notes:
        lines += _wrapped("  · ", note)
    lines += _wrapped(
        "  · ",
        "Everything else as measured, per day. For comparing one patient's urines by one method: "
        "a direction and a size, not a promise.",
    )
    return "\n".join(lines)


def _named(salt: str) -> str:
    words = salt.replace("_", " ")
    return words[:1].upper() + words[1:]


def _wrapped(first: str, text: str) -> list[str]:
    """Return lines that keep a number and its unit together."""
    lines = textwrap.wrap(
        _UNIT.sub("\u00a0", text), _WIDTH, initial_indent=first,
        subsequent_indent=" " * len(first), break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace("\u00a0", " ") for line in lines]


def changed(change: ChangeNote) -> str:
    """Return a value before and after: 1.20 → 2.50 L/d.

    Examples
    --------
    >>> volume = ChangeNote(analyte="urine_volume", label="Volume", before=1.2, after=2.5,
    ...                     unit="L/d", digits=2, flag_before="low", flag_after="normal")
    >>> changed(volume)
    '1.20 → 2.50 L/d'
    """
    before = "" if change.before is None else number(change.before, change.digits)
    after = number(change.after, change.digits)
    if change.after_high is not None:
        high = number(change.after_high, change.digits)
        after += f" to {high}" if high != after else ""
    return f"{before} → {with_unit(after, change.unit)}"


def _change(change: ChangeNote) -> str:
    values = changed(change)
    line = f"  {change.label:<{_NAMES + 2}}{values}"
    if change.flag_before == change.flag_after:
        return line
    words = _GOALS.get(change.analyte, {})
    flags = [words.get(flag, flag) for flag in (change.flag_before, change.flag_after)]
    open_ = [flag.replace("unknown", "undecided") for flag in flags]
    return f"{line:<{_NAMES + _VALUES + 4}}({' → '.join(open_)})"


def _effect(effect: Effect) -> str:
    ends = [effect.after] if effect.after_high is None else [effect.after, effect.after_high]
    shares = " to ".join(dict.fromkeys(_share(end / effect.before) for end in ends))
    if shares.count(" %") == 2:
        shares = shares.replace(" %", "", 1)
    line = f"    {_named(effect.salt):<{_NAMES}}{effect_text(effect)}"
    return f"{line:<{_NAMES + _VALUES + 4}}({shares})"


def _share(ratio: float) -> str:
    """Return a change as a percentage, or as a factor from two on.

    Examples
    --------
    >>> _share(0.58), _share(1.004), _share(1.31), _share(10.4)
    ('−42 %', '0 %', '+31 %', '× 10')
    """
    if ratio >= 2:
        return f"× {two_digits(ratio)}"
    percent = round(100 * (ratio - 1))
    sign = "−" if percent < 0 else "+" if percent > 0 else ""
    return f"{sign}{abs(percent)} %"


def _volume(goal: GoalNote) -> str:
    if goal.volume is None:
        return str(goal.reason)
    if goal.reason:
        return f"{goal.reason} at {goal.volume:.2f} L of urine a day"
    # Rounded up: a volume rounded down would miss the goal.
    return f"about {math.ceil(round(goal.volume * 10, 6)) / 10:.1f} L of urine a day"

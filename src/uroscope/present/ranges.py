"""Profiles of limits as text."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from uroscope.knowledge import Knowledge, Limit, Profile
from uroscope.tables import ADULT_YEARS
from uroscope.units import unit_text


def list_text(knowledge: Knowledge) -> str:
    """Return the shipped profiles with what each is for."""
    lines = []
    for position, name in enumerate(knowledge.profile_ids):
        profile = knowledge.profile(name)
        default = " (default)" if position == 0 else ""
        lines.append(f"{name:<14} {profile.title}{default}")
        lines.append(
            f"{'':<14} {len(profile.limits)} limits, {len(profile.goals)} goals, {profile.units} "
            f"units, checked {profile.checked_on}, due {profile.review_by}"
        )
    return "\n".join(lines)


def bounds_text(limit: Limit) -> str:
    """Return a limit as its source prints it: `low < 320 mg/d`."""
    unit = unit_text(limit.unit)
    parts = []
    if limit.printed_low is not None:
        parts.append(f"low below {limit.printed_low:,g}")
    if limit.printed_high is not None:
        parts.append(f"high above {limit.printed_high:,g}")
    return f"{', '.join(parts)} {unit}".strip()


def who_text(limit: Limit) -> str:
    """Return whom a limit is for."""
    words = _people(limit)
    start = f"from {limit.age_min:g}" if limit.age_min not in (0, 18) else ""
    end = f"under {limit.age_max:g}" if limit.age_max is not None else ""
    years = " ".join(part for part in (start, end) if part)
    return " ".join(part for part in (words, f"{years} y" if years else "") if part)


def _people(limit: Limit) -> str:
    """Return the people a limit is for, without their age."""
    if limit.age_max is not None and limit.age_max <= ADULT_YEARS:
        return {"female": "girls", "male": "boys", None: ""}[limit.sex]
    return {"female": "women", "male": "men", None: ""}[limit.sex]


def basis_text(limit: Limit) -> str:
    """Return the authority of a limit, and that it is a convention where it is one."""
    kind = limit.kind.replace("_", " ")
    if limit.convention:
        return f"{kind}, our convention ({limit.authority})"
    return f"{kind}, {limit.authority}"


def goal_text(limit: Limit) -> str:
    """Return a goal as an aim, not as a limit."""
    unit = unit_text(limit.unit)
    parts = []
    if limit.printed_low is not None:
        parts.append(f"at least {limit.printed_low:,g}")
    if limit.printed_high is not None:
        parts.append(f"at most {limit.printed_high:,g}")
    return f"goal {', '.join(parts)} {unit}".strip()


# Convention: two ages are read faster as two lines.
_SHORTEST_RUN = 3


def limit_rows(limits: Sequence[Limit]) -> list[tuple[str, str]]:
    """Return limits as text and basis, those of which one number changes from age to age as one.

    Parameters
    ----------
    limits : sequence of Limit
        Limits and goals of one analyte in one profile.

    Returns
    -------
    list of tuple
        Bounds and whom they are for; the authority. No limit is left out. A no-break space stands
        where a line should not break.
    """
    texts = []
    for run in _by_age(limits):
        if len(run) >= _SHORTEST_RUN:
            texts.append((_ages_text(run), basis_text(run[0])))
            continue
        for limit in run:
            who = who_text(limit)
            text = goal_text(limit) if limit.kind == "treatment_goal" else bounds_text(limit)
            texts.append((f"{text}{f' ({who})' if who else ''}", basis_text(limit)))
    return texts


def wrapped(text: str, first: str, hang: int) -> list[str]:
    """Return a text of limits as lines, without its no-break spaces; one limit is one line."""
    if "\u00a0" not in text:
        return [first + text]
    lines = textwrap.wrap(
        text, 110, initial_indent=first, subsequent_indent=" " * hang, break_on_hyphens=False
    )
    return [line.replace("\u00a0", " ") for line in lines]


def _by_age(limits: Sequence[Limit]) -> list[list[Limit]]:
    """Return limits in runs: each begins at the age where the one before it ends."""
    runs: list[list[Limit]] = []
    for limit in limits:
        last = runs[-1][-1] if runs else None
        if last is not None and _goes_on(runs[-1][0], last, limit):
            runs[-1].append(limit)
        else:
            runs.append([limit])
    return runs


def _goes_on(first: Limit, last: Limit, limit: Limit) -> bool:
    """Tell whether a limit is that of the next age, with the same number at one end of all."""
    shared = ("sex", "unit", "kind", "authority", "source", "convention")
    if last.age_max != limit.age_min or any(getattr(last, x) != getattr(limit, x) for x in shared):
        return False
    bounded = ("printed_low", "printed_high")
    if any((getattr(first, x) is None) != (getattr(limit, x) is None) for x in bounded):
        return False
    moving = {x for one in (last, limit) for x in bounded if getattr(one, x) != getattr(first, x)}
    return len(moving) < 2


def _ages_text(run: Sequence[Limit]) -> str:
    """Return a run of ages as one text: what stays, then what changes with age."""
    first = run[0]
    who = _people(first)
    unit = unit_text(first.unit)
    steady: list[tuple[str, list[str]]] = []
    moving: list[tuple[str, list[str]]] = []
    for word, numbers in (
        ("low below", [x.printed_low for x in run]),
        ("high above", [x.printed_high for x in run]),
    ):
        if numbers[0] is not None:
            known = [f"{number:g}" for number in numbers]
            (moving if len(set(known)) > 1 else steady).append((word, known))
    same = ", ".join(f"{word} {known[0]}" for word, known in steady)
    same = f"{same} {unit}".strip() if same else ""
    if not moving:
        words = " ".join(part for part in (who, _years(first.age_min, run[-1].age_max)) if part)
        return f"{same} ({words} y)"
    ((word, known),) = moving
    steps = [
        f"{number} {'' if limit.age_max is None else 'at '}"
        f"{_years(limit.age_min, limit.age_max)}".replace(" ", "\u00a0")
        for limit, number in zip(run, known, strict=True)
    ]
    inside = f", in {unit}" if unit else ""
    changing = f"{word}{inside} by years of age{f' ({who})' if who else ''}: {', '.join(steps)}"
    return f"{same}; {changing}" if same else changing


def _years(low: float, high: float | None) -> str:
    """Return ages, the last one included where they are whole years."""
    if high is None:
        return f"from {low:g}"
    if low != int(low) or high != int(high):
        return f"from {low:g} under {high:g}"
    return f"{low:g}" if high - low == 1 else f"{low:g} to {high - 1:g}"


def show_text(profile: Profile, knowledge: Knowledge) -> str:
    """Return every limit and goal of a profile, one per line, and what it leaves open.

    Parameters
    ----------
    profile : Profile
        The limits.
    knowledge : Knowledge
        Order of the analytes.

    Returns
    -------
    str
        Text for a terminal.
    """
    lines = [f"{profile.id}: {profile.title}", profile.description, ""]
    order = [*knowledge.quantities, *knowledge.record["indices"]]
    for analyte in order:
        rows = [x for x in profile.limits if x.analyte == analyte]
        goals = [x for x in profile.goals if x.analyte == analyte]
        name = analyte
        for text, basis in limit_rows(rows):
            lines += wrapped(text, f"{name:<28} ", 31)
            lines.append(f"{'':<28}   {basis}")
            name = ""
        for goal in goals:
            lines.append(f"{name:<28} {goal_text(goal)}")
            lines.append(f"{'':<28}   {goal.authority}")
            name = ""
    silent = [name for name in order if name in profile.none]
    if silent:
        lines.append("")
        lines.append("No limit in this profile:")
        lines += [f"  {name}: {profile.none[name]}" for name in silent]
    return "\n".join(lines)

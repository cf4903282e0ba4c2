"""Profiles of limits as text."""

from __future__ import annotations

from uroscope.knowledge import Knowledge, Limit, Profile
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
        parts.append(f"low below {limit.printed_low:g}")
    if limit.printed_high is not None:
        parts.append(f"high above {limit.printed_high:g}")
    return f"{', '.join(parts)} {unit}".strip()


def who_text(limit: Limit) -> str:
    """Return whom a limit is for."""
    words = {"female": "women", "male": "men", None: ""}[limit.sex]
    start = f"from {limit.age_min:g}" if limit.age_min not in (0, 18) else ""
    end = f"under {limit.age_max:g}" if limit.age_max is not None else ""
    years = " ".join(part for part in (start, end) if part)
    return " ".join(part for part in (words, f"{years} y" if years else "") if part)


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
        parts.append(f"at least {limit.printed_low:g}")
    if limit.printed_high is not None:
        parts.append(f"at most {limit.printed_high:g}")
    return f"goal {', '.join(parts)} {unit}".strip()


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
        for limit in rows:
            who = who_text(limit)
            lines.append(f"{name:<28} {bounds_text(limit)}{f' ({who})' if who else ''}")
            lines.append(f"{'':<28}   {basis_text(limit)}")
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

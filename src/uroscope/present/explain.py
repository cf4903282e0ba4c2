"""One id explained: definition, limits side by side, evidence, sources."""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from uroscope.errors import UsageError
from uroscope.knowledge import Knowledge, Limit, Profile, Quantity
from uroscope.present.conditions import condition_text
from uroscope.present.ranges import basis_text, bounds_text, goal_text, who_text
from uroscope.units import unit_text

_WIDTH = 92
_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)(?::[a-z]+)?\}")


def explain_text(name: str, profile: Profile, knowledge: Knowledge) -> str:
    """Return what one analyte, index, limit or pattern is and rests on.

    Parameters
    ----------
    name : str
        An id, or a printed name that has one meaning.
    profile : Profile
        The limits in use; a limit of it may be named too.
    knowledge : Knowledge
        Everything else.

    Returns
    -------
    str
        Text for a terminal.

    Raises
    ------
    UsageError
        If nothing has that id; the nearest are named.
    """
    patterns = {
        name: p
        for p in knowledge.record["patterns"]
        for name in (p["id"], p["public_id"])
        if name is not None
    }
    if name in patterns:
        return _pattern(patterns[name], knowledge)
    if name.casefold() in knowledge.record["indices"]:
        return _index(name.casefold(), knowledge)
    candidates = knowledge.names.candidates(name)
    if candidates:
        return "\n\n".join(_analyte(knowledge.quantities[c.analyte], knowledge) for c in candidates)
    for other in (profile, *(knowledge.profile(p) for p in knowledge.profile_ids)):
        for limit in (*other.limits, *other.goals):
            if limit.id == name:
                return _limit(limit, knowledge)
    known = [*patterns, *knowledge.record["indices"], *knowledge.quantities]
    near = ", ".join(difflib.get_close_matches(name, known, n=4, cutoff=0.4))
    hint = f" Nearest: {near}." if near else " `uroscope ranges show` lists analytes."
    raise UsageError(f"Nothing is called {name!r}.{hint}")


def plain_sentence(text: str) -> str:
    """Return a sentence of a pattern with a name where a review prints a number.

    Examples
    --------
    >>> plain_sentence("Calcium {serum_calcium}.")
    'Calcium ‹serum calcium›.'
    """
    return _PLACEHOLDER.sub(lambda m: f"‹{m[1].replace('_', ' ')}›", text)


def _wrap(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    )


def _source_lines(keys: Sequence[tuple[str, str | None]], knowledge: Knowledge) -> list[str]:
    lines = []
    for key, locator in dict.fromkeys((k, loc) for k, loc in keys):
        source = knowledge.sources[key]
        year = f" ({source.year})" if source.year else ""
        place = f", {locator}" if locator else ""
        lines += _wrap(f"[{key}] {source.title}{year}{place}. {source.url}")
    return lines


def _limit_line(profile: str, limit: Limit) -> str:
    who = who_text(limit)
    goal = limit.kind == "treatment_goal"
    text = goal_text(limit) if goal else bounds_text(limit)
    return f"  {profile:<13} {text}{f' ({who})' if who else ''}; {basis_text(limit)}"


def _analyte(quantity: Quantity, knowledge: Knowledge) -> str:
    low, high = quantity.plausible
    unit = unit_text(quantity.unit)
    lines = [f"{quantity.id}: {quantity.full_label}", ""]
    si = unit_text(quantity.si_unit)
    units = f"Kept in {unit or 'pH units'}"
    if si and si != unit:
        units += f"; 1 {unit} = {quantity.si_factor:.5g} {si}"
    lines += _wrap(units + ".")
    mass = quantity.substance.molar_mass
    if mass:
        lines += _wrap(f"Molar mass {mass:g} g/mol; mass means the mass of that basis.")
    lines += _wrap(f"Below {low:g} or above {high:g} {unit} it cannot be true and is refused.")
    lines += ["", "  Limits and goals"]
    keys: list[tuple[str, str | None]] = []
    for name in knowledge.profile_ids:
        profile = knowledge.profile(name)
        rows = [x for x in (*profile.limits, *profile.goals) if x.analyte == quantity.id]
        lines += [_limit_line(name, x) for x in rows]
        keys += [(x.source, x.locator) for x in rows if x.source]
        if not rows and quantity.id in profile.none:
            lines.append(f"  {name:<13} none: {profile.none[quantity.id]}")
    if keys:
        lines += ["", "  Sources", *_source_lines(keys, knowledge)]
    return "\n".join(lines)


def _limit(limit: Limit, knowledge: Knowledge) -> str:
    lines = [f"{limit.id}", "", _limit_line(limit.id.split(".")[0], limit)]
    for text in (limit.convention, limit.note):
        if text:
            lines += _wrap(text[0].upper() + text[1:] + ".")
    if limit.source:
        lines += ["", "  Sources", *_source_lines([(limit.source, limit.locator)], knowledge)]
    return "\n".join(lines)


def _index(name: str, knowledge: Knowledge) -> str:
    entry = knowledge.record["indices"][name]
    lines = [f"{name}: {entry['label']}", "", *_wrap(f"Formula: {entry['formula']}")]
    if entry["unit"] != "ratio":
        lines += _wrap(f"Unit: {unit_text(entry['unit'])} (SI: {unit_text(entry['si_unit'])})")
    lines += _wrap(f"From: {', '.join(entry['inputs'])}")
    for text in entry["valid_when"]:
        lines += _wrap(f"Valid when {text}")
    if entry.get("convention"):
        lines += _wrap(f"Our convention: {entry['convention']}")
    keys = [(key, None) for key in entry["sources"]]
    if keys:
        lines += ["", "  Sources", *_source_lines(keys, knowledge)]
    return "\n".join(lines)


def _pattern(pattern: Mapping[str, Any], knowledge: Knowledge) -> str:
    title = pattern["title"]
    lines = [f"{pattern['id']}: {title['short']} ({pattern['kind'].replace('_', ' ')})", ""]
    for label, part in (
        ("Considered when", "entry"),
        ("Supported when", "required"),
        ("Grey zone when", "suggested"),
        ("Excluded by", "excluded_by"),
    ):
        if pattern[part] is not None:
            lines += [f"  {label}", *condition_text(pattern[part], knowledge, "    ")]
    for label, part in (
        ("Says", "why"),
        ("Supports it", "supporting"),
        ("Speaks against it", "opposing"),
        ("Drivers", "drivers"),
        ("To distinguish", "distinguish"),
        ("Cautions", "cautions"),
    ):
        if pattern[part]:
            lines += ["", f"  {label}"]
            for sentence in pattern[part]:
                text = plain_sentence(sentence["text"])
                mark = f" [{sentence['source']}]" if sentence["source"] else ""
                mark = " (our convention)" if sentence["convention"] else mark
                lines += _wrap(text + mark, "    ")
    advice = knowledge.record["advice"]
    if pattern["next_steps"]:
        lines += ["", "  Next tests and questions"]
        for name in pattern["next_steps"]:
            lines += _wrap(advice[name]["clinician_text"], "    ")
    if pattern["explains"]:
        lines += ["", *_wrap("Explains: " + ", ".join(pattern["explains"]))]
    if pattern["convention"]:
        lines += ["", *_wrap(f"Our convention: {pattern['convention']}")]
    if pattern["sources"]:
        keys = [(key, locator) for key, locator in pattern["sources"]]
        lines += ["", "  Sources", *_source_lines(keys, knowledge)]
    lines += ["", f"  Checked {pattern['checked_on']}, to be reviewed by {pattern['review_by']}."]
    return "\n".join(lines)

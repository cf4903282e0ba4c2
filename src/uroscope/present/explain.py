"""One id explained: definition, limits side by side, evidence, sources."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from uroscope.errors import UsageError
from uroscope.knowledge import Knowledge, Limit, Profile, Quantity, Remark
from uroscope.present.explain_more import (
    condition_lines,
    explain_more,
    known_ids,
    source_lines,
    wrap,
)
from uroscope.present.ranges import (
    basis_text,
    bounds_text,
    goal_text,
    limit_rows,
    who_text,
    wrapped,
)
from uroscope.units import unit_text

_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)(?::[a-z]+)?\}")


def explain_text(name: str, profile: Profile, knowledge: Knowledge) -> str:
    """Return what one id that a review can name is and rests on.

    Parameters
    ----------
    name : str
        An id, or a printed name; every meaning is explained.
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
        key: p
        for p in knowledge.record["patterns"]
        for key in (p["id"], p["public_id"])
        if key is not None
    }
    said: list[str] = []
    # A review names a red flag without its tier.
    for pattern in (name, f"{name}_same_day"):
        if pattern in patterns:
            said.append(_pattern(patterns[pattern], knowledge))
    if not said and name.casefold() in knowledge.record["indices"]:
        said.append(_index(name.casefold(), knowledge))
    if not said:
        said += [
            _analyte(knowledge.quantities[c.analyte], knowledge)
            for c in knowledge.names.candidates(name)
        ]
    # A question that asks for one of several words bears all of their names.
    for part in name.casefold().split("+"):
        said += explain_more(part, knowledge)
    if said:
        return "\n\n".join(said)
    profiles = (profile, *(knowledge.profile(p) for p in knowledge.profile_ids))
    limits = [limit for p in profiles for limit in (*p.limits, *p.goals)]
    for limit in limits:
        if limit.id == name:
            return _limit(limit, knowledge)
    for remark in (remark for p in profiles for remark in p.remarks):
        if remark.id == name:
            return _remark(remark, knowledge)
    known = [*knowledge.quantities, *knowledge.record["indices"], *patterns]
    known += [*known_ids(knowledge), *(limit.id for limit in limits)]
    near = ", ".join(_nearest(name, known))
    hint = f" Nearest: {near}." if near else " `uroscope ranges show` lists analytes."
    raise UsageError(f"Nothing is called {name[:60]!r}.{hint}")


def _nearest(name: str, known: Sequence[str]) -> list[str]:
    """Return at most four ids that may be meant: one word of them begun, or much alike."""
    begun = [x for x in known if any(w.startswith(name.casefold()) for w in x.split("_"))]
    alike = difflib.get_close_matches(name[:60], dict.fromkeys(known), n=4, cutoff=0.6)
    return list(dict.fromkeys([*(begun if len(name) > 2 else []), *alike]))[:4]


def taken_as(name: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the ids that `explain_text` takes a printed name for; none where it is an id itself.

    Parameters
    ----------
    name : str
        As asked.
    knowledge : Knowledge
        Ids and names.

    Returns
    -------
    tuple of str
        Analyte ids, in the order in which they are explained.

    Examples
    --------
    >>> from uroscope.knowledge import load
    >>> taken_as("PTH", load()), taken_as("urine_citrate", load())
    (('serum_pth',), ())
    """
    patterns = {p[key] for p in knowledge.record["patterns"] for key in ("id", "public_id")}
    own = (knowledge.quantities, knowledge.record["indices"], patterns)
    if name.casefold() in knowledge.quantities or any(name in ids for ids in own):
        return ()
    return tuple(candidate.analyte for candidate in knowledge.names.candidates(name))


def plain_sentence(text: str) -> str:
    """Return a sentence of a pattern with a name where a review prints a number.

    Examples
    --------
    >>> plain_sentence("Calcium {serum_calcium}.")
    'Calcium ‹serum calcium›.'
    """
    return _PLACEHOLDER.sub(lambda m: f"‹{m[1].replace('_', ' ')}›", text)


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
    lines += wrap(units + ".")
    mass = quantity.substance.molar_mass
    if mass:
        lines += wrap(f"Molar mass {mass:g} g/mol; mass means the mass of that basis.")
    lines += wrap(f"Below {low:,g} or above {high:,g} {unit} it cannot be true and is refused.")
    if quantity.usual is not None and unit:
        bottom, top = quantity.usual
        lines += wrap(
            f"Our convention: {bottom:,g} to {top:,g} {unit} is usual; a lower value that would be "
            "usual in another unit is used, with a remark to check the unit."
        )
    lines += ["", "  Limits and goals"]
    keys: list[tuple[str, str | None]] = []
    for name in knowledge.profile_ids:
        profile = knowledge.profile(name)
        rows = [x for x in (*profile.limits, *profile.goals) if x.analyte == quantity.id]
        for text, basis in limit_rows(rows):
            lines += wrapped(f"{text}; {basis}", f"  {name:<13} ", 18)
        keys += [(x.source, x.locator) for x in rows if x.source]
        if not rows and quantity.id in profile.none:
            lines.append(f"  {name:<13} none: {profile.none[quantity.id]}")
    if keys:
        lines += ["", "  Sources", *source_lines(keys, knowledge)]
    return "\n".join(lines)


def _limit(limit: Limit, knowledge: Knowledge) -> str:
    lines = [f"{limit.id}", "", _limit_line(limit.id.split(".")[0], limit)]
    for text in (limit.convention, limit.note):
        if text:
            lines += wrap(text[0].upper() + text[1:] + ".")
    if limit.source:
        lines += ["", "  Sources", *source_lines([(limit.source, limit.locator)], knowledge)]
    return "\n".join(lines)


def _remark(remark: Remark, knowledge: Knowledge) -> str:
    how: Any = knowledge.quantities.get(remark.analyte)
    index = knowledge.record["indices"].get(remark.analyte)
    label, unit = (how.full_label, how.unit) if how else (index["label"], index["unit"])
    unit = unit_text(unit)
    lines = [f"{remark.id}: remark on {label}", "", *wrap(remark.text)]
    lines += wrap(f"Said from {remark.low:,g} to below {remark.high:,g} {unit}".rstrip() + ".")
    if remark.convention:
        lines += wrap(f"Our convention: {remark.convention}.")
    if remark.source:
        lines += ["", "  Sources", *source_lines([(remark.source, None)], knowledge)]
    return "\n".join(lines)


def _index(name: str, knowledge: Knowledge) -> str:
    entry = knowledge.record["indices"][name]
    lines = [f"{name}: {entry['label']}", "", *wrap(f"Formula: {entry['formula']}")]
    if entry["unit"] != "ratio":
        lines += wrap(f"Unit: {unit_text(entry['unit'])} (SI: {unit_text(entry['si_unit'])})")
    lines += wrap(f"From: {', '.join(entry['inputs'])}")
    for text in entry["valid_when"]:
        lines += wrap(f"Valid when {text}")
    if entry.get("convention"):
        lines += wrap(f"Our convention: {entry['convention']}")
    keys = [(key, None) for key in entry["sources"]]
    if keys:
        lines += ["", "  Sources", *source_lines(keys, knowledge)]
    return "\n".join(lines)


def _pattern(pattern: Mapping[str, Any], knowledge: Knowledge) -> str:
    title = pattern["title"]
    lines = [f"{pattern['id']}: {title['short']} ({pattern['kind'].replace('_', ' ')})", ""]
    for label, part in (
        ("Considered when", "entry"),
        ("Supported when", "required"),
        ("Grey zone when", "suggested"),
        ("Excluded by", "excluded_by"),
        ("While only possible, in the last line when", "aside"),
    ):
        if pattern[part] is not None:
            lines += [f"  {label}", *condition_lines(pattern[part], knowledge)]
    for label, part in (
        ("Says", "why"),
        ("Supports it", "supporting"),
        ("Speaks against it", "opposing"),
        ("Drivers", "drivers"),
        ("To distinguish", "distinguish"),
        ("Cautions", "cautions"),
        ("Goals it sets aside", "goals_aside"),
    ):
        if pattern[part]:
            lines += ["", f"  {label}"]
            for sentence in pattern[part]:
                text = plain_sentence(sentence["text"])
                mark = f" [{sentence['source']}]" if sentence["source"] else ""
                mark = " (our convention)" if sentence["convention"] else mark
                lines += wrap(text + mark, "    ")
    advice = knowledge.record["advice"]
    if pattern["next_steps"]:
        lines += ["", "  Next tests and questions"]
        for name in pattern["next_steps"]:
            lines += wrap(advice[name]["clinician_text"], "    ")
    added = [
        item["id"]
        for item in knowledge.record["contributions"].values()
        if pattern["id"] in item["under"]
    ]
    if added:
        lines += ["", *wrap(f"Contributions told under it: {', '.join(added)}")]
    if pattern["habits"]:
        lines += ["", *wrap("Habits: " + ", ".join(pattern["habits"]))]
    if pattern["explains"]:
        lines += ["", *wrap("Explains: " + ", ".join(pattern["explains"]))]
    if pattern["convention"]:
        lines += ["", *wrap(f"Our convention: {pattern['convention']}")]
    if pattern["sources"]:
        keys = [(key, locator) for key, locator in pattern["sources"]]
        lines += ["", "  Sources", *source_lines(keys, knowledge)]
    lines += ["", f"  Checked {pattern['checked_on']}, to be reviewed by {pattern['review_by']}."]
    return "\n".join(lines)

"""What stands behind one name: definition, limits of every profile side by side, sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uroscope.knowledge import Knowledge, Limit, Profile, Quantity
from uroscope.present.conditions import condition_text
from uroscope.present.explain import explain_text, plain_sentence
from uroscope.present.ranges import basis_text, bounds_text, goal_text, who_text
from uroscope.units import unit_text

# Limits of one kind for one sex beyond which a line each says less than their span.
_MOST_STEPS = 4
_CONDITIONS = (
    ("Considered when", "entry"),
    ("Supported when", "required"),
    ("Grey zone when", "suggested"),
    ("Excluded by", "excluded_by"),
    ("While only possible, in the last line when", "aside"),
)
_SENTENCES = (
    ("What it says", "why"),
    ("Supports it", "supporting"),
    ("Speaks against it", "opposing"),
    ("What drives it", "drivers"),
    ("To tell apart", "distinguish"),
    ("Cautions", "cautions"),
    ("Goals it sets aside", "goals_aside"),
)


@dataclass(frozen=True)
class LimitRow:
    """One limit or goal of one profile; `chosen` marks the profile in use."""

    profile: str
    text: str
    who: str
    basis: str
    chosen: bool


@dataclass(frozen=True)
class Cited:
    """A source with the place in it."""

    key: str
    title: str
    locator: str
    url: str


@dataclass(frozen=True)
class Part:
    """A heading and its lines; `depths` says how far each line is indented."""

    heading: str
    lines: list[str]
    depths: list[int]


@dataclass(frozen=True)
class Evidence:
    """Everything behind one name."""

    id: str
    title: str
    kind: str
    parts: list[Part]
    limits: list[LimitRow]
    silent: list[str]
    sources: list[Cited]
    checked: str


def evidence_of(name: str, profile: Profile, knowledge: Knowledge) -> list[Evidence]:
    """Return what one pattern, index or analyte is and rests on; several for an ambiguous name.

    Parameters
    ----------
    name : str
        An id, or a printed name.
    profile : Profile
        The limits in use.
    knowledge : Knowledge
        Everything else.

    Returns
    -------
    list of Evidence
        At least one.

    Raises
    ------
    UsageError
        If nothing has that name; the nearest are named.

    Examples
    --------
    >>> from uroscope.knowledge import load
    >>> found = evidence_of("urine_citrate", load().profile("stone_us"), load())
    >>> found[0].title, len(found[0].limits) > 2
    ('Citrate', True)
    """
    for pattern in knowledge.record["patterns"]:
        if pattern["id"] in (name, f"{name}_same_day"):
            return [_pattern(pattern, profile, knowledge)]
    if name.casefold() in knowledge.record["indices"]:
        return [_index(name.casefold(), profile, knowledge)]
    found = [knowledge.quantities[c.analyte] for c in knowledge.names.candidates(name)]
    if not found:
        # What has no parts of its own: a limit, a habit, a word; or the nearest of a slip.
        title, *lines = explain_text(name, profile, knowledge).splitlines()
        return [Evidence(name, title, "", [_part("Explained", lines)], [], [], [], "")]
    return [_analyte(quantity, profile, knowledge) for quantity in found]


def _part(heading: str, lines: Sequence[str]) -> Part:
    kept = [line for line in lines if line.strip()]
    depths = [(len(line) - len(line.lstrip())) // 2 for line in kept]
    least = min(depths, default=0)
    return Part(heading, [line.strip() for line in kept], [depth - least for depth in depths])


def named_analytes(node: Any) -> Iterator[str]:
    """Yield the analytes that a compiled condition asks for, in its order.

    Examples
    --------
    >>> list(named_analytes(["any", [["flag", "urine_calcium", [1], True], ["sex", "male"]]]))
    ['urine_calcium']
    """
    if isinstance(node, list | tuple):
        if len(node) > 2 and node[0] == "compare" and node[1] == "analyte":
            yield str(node[2])
        elif len(node) > 1 and node[0] == "flag":
            yield "serum_calcium" if node[1] == "deciding_calcium" else str(node[1])
        else:
            for part in node:
                yield from named_analytes(part)


def _pattern(pattern: Mapping[str, Any], profile: Profile, knowledge: Knowledge) -> Evidence:
    # A pattern enters by its own abnormality: the limits of that value, if it is one.
    entered = list(dict.fromkeys(named_analytes(pattern["entry"])))
    limits, silent, limit_keys = (
        _limits(entered[0], profile, knowledge) if len(entered) == 1 else ([], [], [])
    )
    parts = [
        _part(heading, condition_text(pattern[name], knowledge, ""))
        for heading, name in _CONDITIONS
        if pattern[name] is not None
    ]
    parts += [
        _part(heading, [_sentence(sentence) for sentence in pattern[name]])
        for heading, name in _SENTENCES
        if pattern[name]
    ]
    if pattern["convention"]:
        parts.append(_part("Our convention", [_begun(pattern["convention"])]))
    keys = [(key, locator) for key, locator in pattern["sources"]]
    for name in ("why", "supporting", "opposing", "drivers", "distinguish", "cautions"):
        keys += [(s["source"], s["locator"]) for s in pattern[name] if s["source"]]
    return Evidence(
        id=pattern["id"],
        title=_begun(pattern["title"]["short"]),
        kind=pattern["kind"].replace("_", " "),
        parts=parts,
        limits=limits,
        silent=silent,
        sources=_cited([*keys, *limit_keys], knowledge),
        checked=f"Checked {pattern['checked_on']}, to be reviewed by {pattern['review_by']}.",
    )


def _sentence(sentence: Mapping[str, Any]) -> str:
    mark = f" [{sentence['source']}]" if sentence["source"] else ""
    mark = " (our convention)" if sentence["convention"] else mark
    return plain_sentence(sentence["text"]) + mark


def _index(name: str, profile: Profile, knowledge: Knowledge) -> Evidence:
    entry = knowledge.record["indices"][name]
    lines = [f"Formula: {entry['formula']}", f"From: {', '.join(entry['inputs'])}"]
    if entry["unit"] != "ratio":
        lines.append(f"Unit: {unit_text(entry['unit'])} (SI: {unit_text(entry['si_unit'])})")
    parts = [_part("Definition", lines)]
    if entry["valid_when"]:
        parts.append(_part("Valid when", [_begun(text) for text in entry["valid_when"]]))
    if entry.get("convention"):
        parts.append(_part("Our convention", [_begun(entry["convention"])]))
    limits, silent, keys = _limits(name, profile, knowledge)
    keys = [*((key, None) for key in entry["sources"]), *keys]
    sources = _cited(keys, knowledge)
    return Evidence(name, _begun(entry["label"]), "index", parts, limits, silent, sources, "")


def _analyte(quantity: Quantity, profile: Profile, knowledge: Knowledge) -> Evidence:
    low, high = quantity.plausible
    unit, si = unit_text(quantity.unit), unit_text(quantity.si_unit)
    lines = [f"Kept in {unit or 'pH units'}" + (
        f"; 1 {unit} = {quantity.si_factor:.5g} {si}." if si and si != unit else "."
    )]  # fmt: skip
    if quantity.substance.molar_mass:
        mass = quantity.substance.molar_mass
        lines.append(f"Molar mass {mass:g} g/mol; mass means the mass of that basis.")
    lines.append(f"Below {low:,g} or above {high:,g} {unit} it cannot be true and is refused.")
    limits, silent, keys = _limits(quantity.id, profile, knowledge)
    return Evidence(
        id=quantity.id,
        title=quantity.full_label,
        kind={"timed": "24-hour urine"}.get(quantity.specimen, quantity.specimen),
        parts=[_part("Definition", lines)],
        limits=limits,
        silent=silent,
        sources=_cited(keys, knowledge),
        checked="",
    )


def _limits(
    name: str, chosen: Profile, knowledge: Knowledge
) -> tuple[list[LimitRow], list[str], list[tuple[str, str | None]]]:
    """Return the limits of every profile, the one in use first, and who has none and why."""
    rows: list[LimitRow] = []
    silent: list[str] = []
    keys: list[tuple[str, str | None]] = []
    others = [knowledge.profile(p) for p in knowledge.profile_ids if p != chosen.id]
    for profile in (chosen, *others):
        mine: list[Limit] = [x for x in (*profile.limits, *profile.goals) if x.analyte == name]
        for alike in _alike(mine):
            rows.append(_row(profile, alike, profile is chosen))
        keys += [(limit.source, limit.locator) for limit in mine if limit.source]
        if not mine and name in profile.none:
            silent.append(f"{profile.title}: {profile.none[name]}")
    return rows, silent, keys


def _alike(limits: Sequence[Limit]) -> list[list[Limit]]:
    """Return limits one by one, but those that step from year to year together."""
    groups: dict[tuple[Any, ...], list[Limit]] = {}
    for limit in limits:
        groups.setdefault((limit.kind, limit.sex, limit.unit, limit.authority), []).append(limit)
    found: list[list[Limit]] = []
    for group in groups.values():
        found += [group] if len(group) > _MOST_STEPS else [[limit] for limit in group]
    return found


def _row(profile: Profile, alike: Sequence[Limit], chosen: bool) -> LimitRow:
    first = alike[0]
    who = who_text(first)
    text = goal_text(first) if first.kind == "treatment_goal" else bounds_text(first)
    if len(alike) > 1:
        sides = (("low below", "printed_low"), ("high above", "printed_high"))
        parts = [
            f"{word} {_span(bounds)}"
            for word, name in sides
            if (bounds := [x for limit in alike if (x := getattr(limit, name)) is not None])
        ]
        text = f"{', '.join(parts)} {unit_text(first.unit)}"
        youngest = min(limit.age_min for limit in alike)
        sex = {"female": "women", "male": "men", None: ""}[first.sex]
        who = f"{sex} by age, from {youngest:g} y, in {len(alike)} steps".strip()
    return LimitRow(profile.title, text, who, basis_text(first), chosen)


def _span(bounds: Sequence[float]) -> str:
    least, most = min(bounds), max(bounds)
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"


def _cited(keys: Sequence[tuple[str, str | None]], knowledge: Knowledge) -> list[Cited]:
    """Return each source once, with every place in it."""
    places: dict[str, list[str]] = {}
    for key, locator in keys:
        found = places.setdefault(key, [])
        if locator and locator not in found:
            found.append(locator)
    cited = []
    for key, locators in places.items():
        source = knowledge.sources[key]
        year = f" ({source.year})" if source.year else ""
        cited.append(Cited(key, f"{source.title}{year}", "; ".join(locators), source.url))
    return cited


def _begun(text: str) -> str:
    return text if text[:2].isupper() or text.startswith("pH") else text[:1].upper() + text[1:]

"""What a review names beside analytes, indices, limits and patterns, explained by its id."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from uroscope.knowledge import Knowledge
from uroscope.present.conditions import condition_text
from uroscope.units import unit_text

_WIDTH = 92
_SUBJECT = {
    "age": ("age at the collection, in years", "age"),
    "sex": ("sex as the limits know it: female or male", None),
    "weight_kg": ("body weight in kg", "weight_kg"),
    "height_cm": ("height in cm", "height_cm"),
    "hours": ("collection time in hours", "duration_h"),
    "pregnant": ("whether she is pregnant: yes, no, or left empty (not asked)", None),
    "solitary_kidney": ("whether there is one kidney: yes, no, or left empty (not asked)", None),
    "transplant": ("whether a kidney is transplanted: yes, no, or left empty (not asked)", None),
}
_KINDS = {"habit": "habit", "test": "test", "question": "question"}
Explainer = Callable[[str, Any, Knowledge], list[str]]


def wrap(text: str, indent: str = "  ") -> list[str]:
    """Return a text as lines of a terminal."""
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    )


def condition_lines(node: Sequence[Any], knowledge: Knowledge, indent: str = "    ") -> list[str]:
    """Return a condition in words, no line wider than the rest."""
    lines: list[str] = []
    for line in condition_text(node, knowledge, indent):
        bare = line.lstrip()
        lines += wrap(bare, line[: len(line) - len(bare)])
    return lines


def source_lines(keys: Sequence[tuple[str, str | None]], knowledge: Knowledge) -> list[str]:
    """Return citations, each with key, title, year, place and address."""
    lines = []
    for key, locator in dict.fromkeys((k, loc) for k, loc in keys):
        source = knowledge.sources[key]
        year = f" ({source.year})" if source.year else ""
        place = f", {locator}" if locator else ""
        lines += wrap(f"[{key}] {source.title}{year}{place}. {source.url}")
    return lines


def explain_more(name: str, knowledge: Knowledge) -> list[str]:
    """Return every explanation of an id outside analytes, indices, limits and patterns.

    Parameters
    ----------
    name : str
        An id of advice, a contribution, a stone type, a scenario, a salt, a class of medicines or
        a medicine, a context word, a source or a profile.
    knowledge : Knowledge
        All of them.

    Returns
    -------
    list of str
        One text per meaning; empty where there is none.
    """
    return [
        "\n".join(explainer(name, items[name], knowledge))
        for explainer, items in _registers(knowledge)
        if name in items
    ]


def known_ids(knowledge: Knowledge) -> list[str]:
    """Return every id that `explain_more` answers."""
    return [name for _, items in _registers(knowledge) for name in items]


def _registers(knowledge: Knowledge) -> list[tuple[Explainer, Mapping[str, Any]]]:
    record = knowledge.record
    classes = record["texts"]["medicines"]["classes"]
    medicines = {
        generic: (name, item)
        for name, entry in classes.items()
        for generic, item in (entry.get("medicines") or {}).items()
    }
    words = {
        name: item
        for name, item in record["concepts"].items()
        if name not in classes and name not in medicines and name not in record["stone_types"]
    }
    return [
        (_advice, record["advice"]),
        (_contribution, record["contributions"]),
        (_stone_type, record["stone_types"]),
        (_salt, {s["id"]: s for s in record["chemistry"]["equil2_v5"]["solids"]}),
        (_scenario, {s["id"]: s for s in record["scenarios"]["scenarios"]}),
        (_medicine_class, classes),
        (_medicine, medicines),
        (_word, words),
        (_subject, dict.fromkeys(_SUBJECT)),
        (_source, knowledge.sources),
        (_profile, record["profiles"]),
    ]


def _named_in(name: str, parts: Sequence[str], knowledge: Knowledge) -> list[str]:
    """Return the line of the patterns that name an id in one of their lists."""
    found = [
        p["id"] for p in knowledge.record["patterns"] if any(name in p[part] for part in parts)
    ]
    return wrap(f"Named by: {', '.join(found)}.") if found else []


def _rests_on(item: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    """Return the source of a record, or the reason why it has none."""
    lines = []
    if item.get("convention"):
        lines += wrap(f"Our convention: {item['convention']}.")
    if item.get("source"):
        lines += ["", "  Sources"]
        lines += source_lines([(item["source"], item.get("locator"))], knowledge)
    return lines


def _dates(item: Mapping[str, Any]) -> list[str]:
    if not item.get("review_by"):
        return []
    return ["", f"  Checked {item['checked_on']}, to be reviewed by {item['review_by']}."]


def _advice(name: str, item: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    lines = [f"{name}: {_KINDS[item['kind']]}", "", *wrap(f"Clinician: {item['clinician_text']}")]
    lines += wrap(f"Patient: {item['patient_text']}")
    if item["conditional"]:
        lines += wrap(f"Always with “{item['conditional']}”, unless this is known to hold:")
        lines += condition_lines(item["safe"], knowledge)
    for label, part in (("Said only when", "when"), ("Never said when", "unless")):
        if item[part] is not None:
            lines += [f"  {label}", *condition_lines(item[part], knowledge)]
    for other in item["instead"]:
        lines += wrap(f"In its place: {other['clinician_text']}. Said when")
        lines += condition_lines(other["when"], knowledge)
    for caution in item["cautions"]:
        lines += wrap(f"Care: {caution['text']}")
    lines += _named_in(name, ("habits", "next_steps", "ask"), knowledge)
    if item["kind"] != "habit" and not item["source"]:
        lines += wrap("It states no number: the findings that name it carry the sources.")
    return [*lines, *_rests_on(item, knowledge), *_dates(item)]


def _contribution(name: str, item: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    lines = [f"{name}: {item['label']} (contribution)", "", *wrap(f"Rule: {item['basis']}.")]
    for end in dict.fromkeys((item["low"], item["high"])):
        lines += wrap(f"{end}: {knowledge.record['indices'][end]['formula']}")
    lines += wrap("An estimate from groups of people. It is never subtracted from the result.")
    if item["whole_day"]:
        lines += wrap("Not given where the collection may not be one whole day.")
    lines += ["  Said when", *condition_lines(item["when"], knowledge)]
    lines += ["", "  What the sources say"]
    for slope in item["slopes"]:
        lines += wrap(
            f"{slope['value']:g} {slope['unit']}: {slope['context']} [{slope['source']}]", "    "
        )
    lines += ["", *wrap(f"Our convention: {item['convention']}."), "", "  Sources"]
    lines += source_lines([(s["source"], s["locator"]) for s in item["slopes"]], knowledge)
    return [*lines, *_dates(item)]


def _stone_type(name: str, item: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    lines = [f"{name}: {item['label']} (stone type)", ""]
    lines += wrap(f"Favoured by: {item['favoured_by']}.")
    named = (knowledge.record["concepts"][c]["label"] for c in item["components"])
    lines += wrap(f"Read from an analysis that names: {', '.join(named)}.")
    cited = [(item["source"], item["locator"])]
    for sentence in item["advice"]:
        mark = f" [{sentence['source']}]" if sentence["source"] else " (our convention)"
        lines += wrap(sentence["text"] + mark)
        cited += [(sentence["source"], sentence["locator"])] if sentence["source"] else []
    lines += wrap(f"Habits: {', '.join(item['habits'])}.")
    lines += wrap(f"Ask and test: {', '.join(item['next_steps'])}.")
    lines += _named_in(name, ("stone_types",), knowledge)
    lines += wrap("A review says which types today's urine favours, never how likely one is.")
    return [*lines, "", "  Sources", *source_lines(cited, knowledge), *_dates(item)]


def _salt(name: str, item: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    lines = [f"{name}: {item['label']} (supersaturation)", ""]
    parts = " × ".join(
        part if power == 1 else f"{part}^{power}"
        for part, power in item["ion_activity_product"].items()
    )
    lines += wrap(f"Ion activity product {parts} over the solubility product {item['ksp']:.4g}.")
    lines += wrap("Compare only within one method; it favours a stone type and predicts none.")
    return [*lines, *_rests_on({"source": item["source"]}, knowledge)]


def _scenario(name: str, item: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    lines = [f"{name}: {item['label']} (what would move it)", ""]
    quantity = knowledge.quantities[item["analyte"]]
    unit = unit_text(quantity.unit)
    change = (
        f"to {item['to']:g} {unit}" if "to" in item
        else f"times {item['times']:g}" if "times" in item
        else f"plus {item['plus']:g} {unit}"
    )  # fmt: skip
    lines += wrap(f"{quantity.full_label} {change}; everything else stays as measured.")
    if "when" in item:
        lines += wrap(f"Shown where it is {item['when']}.")
    if item.get("safe_as"):
        lines += wrap(f"Not shown where {item['safe_as']} is known to be unsafe.")
    coupling = knowledge.record["scenarios"]["coupling"]
    if item["analyte"] == coupling["by"]:
        lines += wrap(
            f"With it calcium falls by {coupling['least']} to {coupling['most']} mg per "
            f"{coupling['per']} mmol: two rows, least and most."
        )
        return [*lines, *_rests_on(coupling, knowledge)]
    return lines


def _medicine_class(name: str, item: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    lines = [f"{name}: {item['label']} (class of medicines)", ""]
    if item.get("medicines"):
        lines += wrap(f"Medicines: {', '.join(n.replace('_', ' ') for n in item['medicines'])}.")
    lines += wrap(f"Words: {', '.join(item.get('words') or [item['label']])}.")
    if item.get("part_of"):
        lines += wrap(f"Part of: {', '.join(item['part_of'])}.")
    if item.get("atc"):
        lines += wrap(f"ATC: {', '.join([item['atc']] if _is_text(item['atc']) else item['atc'])}.")
    lines += _asked_by(name, knowledge)
    source = item.get("source") or knowledge.record["texts"]["medicines"]["source"]
    return [*lines, *_rests_on({**item, "source": source}, knowledge)]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _medicine(name: str, item: tuple[str, Mapping[str, Any]], knowledge: Knowledge) -> list[str]:
    group, entry = item
    label = knowledge.record["concepts"][name]["label"]
    lines = [f"{name}: {label} (medicine)", ""]
    lines += wrap(f"Class: {group}.")
    brands = [*(entry.get("words") or []), *(entry.get("brands") or [])]
    if brands:
        lines += wrap(f"Also read as: {', '.join(brands)}.")
    lines += _asked_by(name, knowledge)
    source = knowledge.record["texts"]["medicines"]["source"]
    return [*lines, *_rests_on({"source": source, "locator": entry.get("atc")}, knowledge)]


def _word(name: str, item: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    lines = [f"{name}: {item['label']} (read from the context columns)", ""]
    return [*lines, *(_asked_by(name, knowledge) or wrap("No pattern asks for it alone."))]


def _asked_by(name: str, knowledge: Knowledge) -> list[str]:
    """Return the line of the patterns whose conditions ask for a word."""
    parts = ("entry", "required", "suggested", "excluded_by")
    found = [
        p["id"]
        for p in knowledge.record["patterns"]
        if any(p[part] is not None and _asks(p[part], name) for part in parts)
    ]
    return wrap(f"Decides in: {', '.join(found)}.") if found else []


def _asks(node: Sequence[Any], name: str) -> bool:
    if node[0] in ("all", "any", "count"):
        return any(_asks(child, name) for child in node[-1])
    if node[0] == "not":
        return _asks(node[1], name)
    return (node[0] == "mention" and name in node[1]) or (node[0] == "stone" and node[1] == name)


def _subject(name: str, item: None, knowledge: Knowledge) -> list[str]:
    del item
    words, bound = _SUBJECT[name]
    lines = [f"{name}: {words} (subject)", ""]
    if bound is not None:
        low, high = knowledge.bounds[bound]
        lines += wrap(f"Below {low:,g} or above {high:,g} it cannot be true and is refused.")
    indices = [n for n, i in knowledge.record["indices"].items() if name in i["inputs"]]
    return [*lines, *(wrap(f"Needed by: {', '.join(indices)}.") if indices else [])]


def _source(name: str, item: Any, knowledge: Knowledge) -> list[str]:
    del item
    cited = [
        p["id"] for p in knowledge.record["patterns"] if any(key == name for key, _ in p["sources"])
    ]
    lines = [f"{name}: source", "", *source_lines([(name, None)], knowledge)]
    return [*lines, *(wrap(f"Cited by: {', '.join(cited)}.") if cited else [])]


def _profile(name: str, item: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    del knowledge
    lines = [f"{name}: {item['title']} (profile of limits)", "", *wrap(item["description"])]
    lines += wrap(f"`uroscope ranges show {name}` lists its limits.")
    return [*lines, *_dates(item)]

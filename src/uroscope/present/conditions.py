"""Compiled conditions in words, for `uroscope explain`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from uroscope.knowledge import Knowledge
from uroscope.units import unit_text

_BOUNDS = {"above": "above", "at_least": "at least", "below": "below", "at_most": "at most"}
_FLAGS = {-1: "low", 0: "within its limits", 1: "high"}
_JOINS = {"all": "all of", "any": "any of"}


def condition_text(node: Sequence[Any], knowledge: Knowledge, indent: str) -> list[str]:
    """Return a condition tree as indented lines.

    Parameters
    ----------
    node : sequence
        A compiled condition.
    knowledge : Knowledge
        Names and units of what it asks.
    indent : str
        Spaces before each line.

    Returns
    -------
    list of str
        One line per leaf or combination.
    """
    kind = node[0]
    if kind in _JOINS:
        if len(node[1]) == 1:
            return condition_text(node[1][0], knowledge, indent)
        lines = [f"{indent}{_JOINS[kind]}"]
        for child in node[1]:
            lines += condition_text(child, knowledge, indent + "  ")
        return lines
    if kind == "count":
        lines = [f"{indent}at least {node[1]} of"]
        for child in node[2]:
            lines += condition_text(child, knowledge, indent + "  ")
        return lines
    if kind == "not":
        inner = condition_text(node[1], knowledge, indent + "  ")
        if len(inner) == 1:
            return [f"{indent}not: {inner[0].strip()}"]
        return [f"{indent}not", *inner]
    return [f"{indent}{_leaf_text(node, knowledge)}"]


def _name(name: str, knowledge: Knowledge) -> tuple[str, str]:
    raw = name.removeprefix("raw_")
    if raw in knowledge.quantities:
        quantity = knowledge.quantities[raw]
        label = quantity.full_label
        if quantity.specimen == "timed" and not label.lower().startswith("urine"):
            label = f"urine {label[0].lower() + label[1:] if label != 'pH' else label}"
        return label, unit_text(quantity.unit)
    entry = knowledge.record["indices"].get(raw)
    if entry is not None:
        return entry["label"], unit_text(entry["unit"])
    return raw.replace("_", " "), ""


def _leaf_text(node: Sequence[Any], knowledge: Knowledge) -> str:
    kind = node[0]
    if kind == "compare":
        label, unit = _name(node[2], knowledge)
        return f"{label} {_BOUNDS[node[3]]} {node[4]:,g} {unit}".rstrip()
    if kind == "flag":
        label, _ = _name(node[1], knowledge)
        words = " or ".join(_FLAGS[code] for code in node[2])
        return f"{label} {words}{', not borderline' if node[3] else ''}"
    if kind == "mention":
        labels = [knowledge.record["concepts"][name]["label"] for name in node[1]]
        return f"mentioned as current: {', '.join(labels)}"
    if kind == "measured":
        return f"{_name(node[1], knowledge)[0]} measured"
    if kind == "stone":
        share = f" {_BOUNDS[node[2]]} {node[3]:g} %" if node[2] else ""
        return f"stone analysis names {node[1].replace('_', ' ')}{share}"
    if kind == "scan":
        return _scan_text(node, knowledge)
    if kind == "scan_kind":
        scans = knowledge.record["imaging"]["modalities"]["modalities"]
        return f"kind of scan: {' or '.join(scans[name]['label'] for name in node[1])}"
    if kind == "yes":
        return str(node[1]).replace("_", " ")
    if kind == "sex":
        return f"sex {node[1]}"
    if kind == "finding":
        return f"finding {node[1]}: {' or '.join(node[2])}"
    return "always" if node[1] else "never"


def _scan_text(node: Sequence[Any], knowledge: Knowledge) -> str:
    """Return a leaf on the items of a scan report: findings, side, size [mm], Bosniak class."""
    _, names, side, size, classes = node
    findings = knowledge.record["imaging"]["findings"]["findings"]
    text = f"scan report names {' or '.join(findings[name]['label'] for name in names)}"
    if side is not None:
        text += f", {side}"
    if size:
        text += f", at least {size:g} mm"
    return f"{text}, Bosniak {' or '.join(classes)}" if classes else text

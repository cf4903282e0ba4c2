"""The stone analysis set against the types that today's urine favours, and advice per type."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from uroscope.interpret.conditions import evaluate
from uroscope.interpret.explain.advice import advised
from uroscope.interpret.explain.sentences import Speaker
from uroscope.interpret.findings import Findings, is_known
from uroscope.interpret.statuses import CODES, NOT_ASSESSABLE, SUPPORTED, decide
from uroscope.interpret.view import Pair
from uroscope.knowledge import Knowledge
from uroscope.model import Finding, SourceNote, StoneAdvice, StoneComparison, StoneComponent

Verdict = tuple[str, str]


def stone_comparison_of(
    shown: Sequence[Finding], findings: Findings, speaker: Speaker, knowledge: Knowledge
) -> StoneComparison | None:
    """Say whether the stone analysis agrees with what today's urine favours.

    Parameters
    ----------
    shown : sequence of Finding
        Findings with the stone types they favour.
    findings : Findings
        The decoded stone analysis of a panel of one row.
    speaker : Speaker
        Decides which advice may be said.
    knowledge : Knowledge
        `stone_types.yaml`.

    Returns
    -------
    StoneComparison or None
        None where no stone was analysed and nothing is favoured.
    """
    types = knowledge.record["stone_types"]
    text = findings.view.texts.get("stone_analysis")
    decoded = None if text is None else text.decoded(0)
    given = decoded is not None and decoded.asked and not decoded.explicit_none
    parts = _narrowest(dict(decoded.components), findings) if decoded and given else {}
    favoured, sure = _favoured(shown, findings, knowledge)
    if not favoured and not parts:
        return None
    named = _main_types(parts, types, findings)
    verdict, sentence = _verdict(given, parts, named, favoured, sure, types)
    words = knowledge.record["stone_comparison"]
    others = [
        types[name]["label"]
        for name in _top(favoured, types)
        if not any(_meets(kinds, [name], types) for kinds in (*named[0], *named[1]))
    ]
    if sentence == "open" and not _has_urine(findings, knowledge):
        sentence = "no_urine"
    elif sentence == "open" and _is_spoiled(findings):
        sentence = "spoiled"
    if sentence == "agrees" and others:
        sentence = "agrees_and"
    labels = [types[name]["label"] for name in _top(favoured, types)]
    components = [
        StoneComponent(
            component=name,
            label=_component_label(name, knowledge),
            percent=None if math.isnan(percent) else percent,
        )
        for name, percent in parts.items()
    ]
    of_stone = dict.fromkeys(name for names in named[0] for name in types if name in names)
    advice = _top(list(of_stone) or favoured, types)
    return StoneComparison.model_validate(
        {
            "verdict": verdict,
            "text": words[sentence].format(
                stone=", ".join(_printed(c) for c in components),
                favoured=_and(labels),
                others=_and(others),
            ),
            "components": components,
            "favoured": labels,
            "advice": [_advice(name, speaker, knowledge) for name in advice],
            "sources": [_source(words["source"], words["locator"], knowledge)],
        }
    )


def _narrowest(parts: dict[str, float], findings: Findings) -> dict[str, float]:
    """Leave out the wider names that only sum up narrower ones, largest part first."""
    lexicon = findings.view.texts["stone_analysis"].lexicon
    own = {
        name: percent
        for name, percent in parts.items()
        if percent != 0.0 and not any(p in parts for p in lexicon.descendants[name])
    }
    return dict(sorted(own.items(), key=lambda part: -part[1] if part[1] == part[1] else 0.0))


def _favoured(
    shown: Sequence[Finding], findings: Findings, knowledge: Knowledge
) -> tuple[list[str], bool]:
    """Return the types of supported findings, else of possible ones, and which of the two.

    A finding that stands on the stone itself says nothing about the urine; where it leads others
    that do not, theirs count.
    """
    if not _has_urine(findings, knowledge) or _is_spoiled(findings):
        return [], False  # a scan or blood alone says nothing of today's urine
    records = {p["id"]: p for p in findings.patterns}
    types = knowledge.record["stone_types"]
    for status in ("supported", "possible"):
        found: list[str] = []
        for finding in shown:
            if not finding.rank or finding.status != status:
                continue
            for name in (finding.id, *finding.explains):
                if _without_stone(records[name], findings) == CODES[status]:
                    found += [
                        kind
                        for kind in records[name]["stone_types"]
                        if not is_known(types[kind]["unlike"], findings)
                    ]
                    break
        if found:
            return list(dict.fromkeys(found)), status == "supported"
    return [], False


def _is_spoiled(findings: Findings) -> bool:
    """Tell whether bacteria have probably changed the urine."""
    return int(findings.statuses["specimen_bacterial_overgrowth"][0]) == SUPPORTED


def _has_urine(findings: Findings, knowledge: Knowledge) -> bool:
    """Tell whether a value of urine was measured."""
    panel = findings.view.panel
    return any(
        knowledge.quantities[name].specimen in ("timed", "spot", "fasting")
        and bool(panel.measured(name)[0])
        for name in panel.values
    )


def _without_stone(pattern: Mapping[str, Any], findings: Findings) -> int:
    """Return the status a finding would have had without the stone analysis."""
    parts = [pattern[part] for part in ("entry", "required", "suggested", "excluded_by")]
    if not any(part is not None and _asks_stone(part) for part in parts):
        return int(findings.statuses[pattern["id"]][0])
    answers = [None if part is None else _unstoned(part, findings) for part in parts]
    entry, required, suggested, excluded = answers
    if entry is None or required is None:
        return NOT_ASSESSABLE
    return int(decide(entry, required, suggested, excluded)[0])


def _asks_stone(node: Sequence[Any]) -> bool:
    if node[0] in ("all", "any", "count"):
        return any(_asks_stone(child) for child in node[-1])
    if node[0] == "not":
        return _asks_stone(node[1])
    return node[0] == "stone" or (node[0] == "mention" and "stone_analysis" in node[2])


def _unstoned(node: Sequence[Any], findings: Findings) -> Pair:
    """Answer a condition with everything the stone analysis says unknown."""
    if not _asks_stone(node):
        return evaluate(node, findings.view)
    nothing = findings.view.nothing
    if node[0] == "not":
        true, false = _unstoned(node[1], findings)
        return false, true
    if node[0] not in ("all", "any", "count"):
        return nothing, nothing
    children = [_unstoned(child, findings) for child in node[-1]]
    wanted = {"all": len(children), "any": 1}.get(node[0], node[1])
    sure = np.sum([true for true, _ in children], axis=0)
    ruled_out = np.sum([false for _, false in children], axis=0)
    return sure >= wanted, ruled_out > len(children) - wanted


def _top(names: Sequence[str], types: Mapping[str, Any]) -> list[str]:
    """Leave out a type whose wider one stands beside it."""
    return [name for name in names if types[name]["part_of"] not in names]


def _types_of(component: str, types: Mapping[str, Any], findings: Findings) -> list[str]:
    """Return the types that a component is of, wider ones included."""
    lexicon = findings.view.texts["stone_analysis"].lexicon
    names = {component, *lexicon.ancestors.get(component, ())}
    return [name for name, item in types.items() if names & set(item["components"])]


def _main_types(
    parts: Mapping[str, float], types: Mapping[str, Any], findings: Findings
) -> tuple[list[set[str]], list[set[str]]]:
    """Return the types of each main component, and those of each other."""
    kinds: dict[frozenset[str], float] = {}
    tops: dict[str, float] = {}
    for component, percent in parts.items():
        names = _types_of(component, types, findings)
        for top in _top(names, types):
            tops[top] = tops.get(top, 0.0) + percent
        if names:
            kinds[frozenset(names)] = percent
    known = [percent for percent in tops.values() if not math.isnan(percent)]
    most = max(known, default=math.nan)
    main = {n for n, percent in tops.items() if math.isnan(most) or percent == most}
    first = [set(names) for names in kinds if names & main]
    return first, [set(names) for names in kinds if not names & main]


def _verdict(
    given: bool,
    parts: Mapping[str, float],
    named: tuple[list[set[str]], list[set[str]]],
    favoured: Sequence[str],
    sure: bool,
    types: Mapping[str, Any],
) -> Verdict:
    """Return the verdict and the key of its sentence."""
    if not given:
        return "not_done", "not_done" if sure else "may_not_done"
    if not parts:
        return "unread", "unread"
    if not favoured:
        return "open", "open"
    if any(_meets(names, favoured, types) for names in named[0]):
        return "agrees", "agrees" if sure else "may_agree"
    if any(_meets(names, favoured, types) for names in named[1]):
        return "in_part", "in_part" if sure else "may_differ"
    return "differs", "differs" if sure else "may_differ"


def _meets(names: set[str], favoured: Sequence[str], types: Mapping[str, Any]) -> bool:
    """Tell whether a component is of a favoured type, or too widely named to be told from one."""
    if names & set(favoured):
        return True
    closely = any(types[name]["part_of"] for name in names)
    return not closely and bool(names & {types[name]["part_of"] for name in favoured})


def _advice(name: str, speaker: Speaker, knowledge: Knowledge) -> StoneAdvice:
    item = knowledge.record["stone_types"][name]
    return StoneAdvice(
        type=name,
        label=item["label"],
        advice=speaker.say(item["advice"]),
        habits=advised(item["habits"], speaker, knowledge),
        ask=advised(item["next_steps"], speaker, knowledge),
        sources=[_source(item["source"], item["locator"], knowledge)],
    )


def _component_label(name: str, knowledge: Knowledge) -> str:
    label: str = knowledge.record["concepts"][name]["label"]
    return label.partition(" (")[0]


def _printed(part: StoneComponent) -> str:
    return part.label if part.percent is None else f"{part.label} {part.percent:g} %"


def _and(labels: Sequence[str]) -> str:
    if len(labels) < 2:
        return "".join(labels)
    return f"{', '.join(labels[:-1])} and {labels[-1]}"


def _source(key: str, locator: str, knowledge: Knowledge) -> SourceNote:
    source = knowledge.sources[key]
    return SourceNote(key=key, title=source.title, locator=locator, url=source.url)

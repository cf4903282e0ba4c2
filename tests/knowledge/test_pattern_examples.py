"""Every pattern's own examples, and that each leaf of its conditions is pinned by one of them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.panels import beside_of, panel_of
from uroscope.interpret.conditions import evaluate
from uroscope.interpret.findings import Findings
from uroscope.interpret.statuses import WORDS, decide
from uroscope.knowledge import load
from uroscope.pipeline import judge_panel

PATTERNS = {pattern["id"]: pattern for pattern in load().record["patterns"]}
_CONDITIONS = ("entry", "required", "suggested", "excluded_by")


def findings_of(pattern: dict[str, Any]) -> Findings:
    knowledge = load()
    given = [example["given"] for example in pattern["examples"]]
    panel, beside = panel_of(*given), beside_of(*given)
    return judge_panel(panel, knowledge.profile("stone_us"), knowledge, beside)[2]


@pytest.mark.parametrize("name", PATTERNS)
def test_examples(name: str) -> None:
    pattern = PATTERNS[name]
    statuses = findings_of(pattern).statuses[name]
    got = {e["name"]: WORDS[int(s)] for e, s in zip(pattern["examples"], statuses, strict=True)}
    assert got == {e["name"]: e["expect"] for e in pattern["examples"]}


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every leaf of a compiled condition."""
    if node[0] in ("all", "any", "count"):
        for position, child in enumerate(node[-1]):
            yield from leaves(child, (*path, len(node) - 1, position))
    elif node[0] == "not":
        yield from leaves(node[1], (*path, 1))
    else:
        yield path


def flipped(node: Any, path: tuple[Any, ...]) -> Any:
    """Return the condition with one leaf negated."""
    if not path:
        return ["not", node]
    changed = copy.deepcopy(node)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = ["not", inner[path[-1]]]
    return changed


@pytest.mark.parametrize("name", PATTERNS)
def test_flipping_any_leaf_breaks_an_example(name: str) -> None:
    pattern = PATTERNS[name]
    findings = findings_of(pattern)
    view = findings.view
    expected = [WORDS[int(s)] for s in findings.statuses[name]]
    unpinned = []
    for part in _CONDITIONS:
        if pattern[part] is None:
            continue
        for path in leaves(pattern[part]):
            parts = {p: pattern[p] for p in _CONDITIONS}
            parts[part] = flipped(pattern[part], path)
            pairs = [None if parts[p] is None else evaluate(parts[p], view) for p in _CONDITIONS]
            status = decide(*pairs)  # type: ignore[arg-type]
            if [WORDS[int(s)] for s in status] == expected:
                leaf = pattern[part]
                for step in path:
                    leaf = leaf[step]
                unpinned.append(f"{part}: {leaf}")
    assert not unpinned, "\n".join(unpinned)

"""Three-valued conditions on arrays: and, or, not, at least; each distinct leaf computed once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from uroscope.interpret.statuses import CODES
from uroscope.interpret.view import Pair, View

Node = Sequence[Any]
_OPPOSITE = {"at_least": "below", "at_most": "above"}


def evaluate(node: Node, view: View) -> Pair:
    """Answer a condition for all rows.

    Parameters
    ----------
    node : sequence
        A compiled condition.
    view : View
        What it may ask.

    Returns
    -------
    tuple of arrays of bool, shape (rows,)
        Known true, and known false.
    """
    kind = node[0]
    if kind == "not":
        true, false = evaluate(node[1], view)
        return false, true
    if kind in ("all", "any", "count"):
        return _combine(node, view)
    if kind == "compare" and node[3] in _OPPOSITE:
        # "At least" is "not below": the two share one comparison.
        source, name, bound, number = node[1:]
        true, false = evaluate(["compare", source, name, _OPPOSITE[bound], number], view)
        return false, true
    key = repr(node)
    answer = view.cache.get(key)
    if answer is None:
        answer = view.cache[key] = _leaf(node, view)
    return answer


def _combine(node: Node, view: View) -> Pair:
    children = [evaluate(child, view) for child in node[-1]]
    if node[0] == "count":
        wanted = node[1]
        sure = np.sum([true for true, _ in children], axis=0)
        ruled_out = np.sum([false for _, false in children], axis=0)
        return sure >= wanted, ruled_out > len(children) - wanted
    true, false = children[0]
    for other_true, other_false in children[1:]:
        if node[0] == "all":
            true, false = true & other_true, false | other_false
        else:
            true, false = true | other_true, false & other_false
    return true, false


def _leaf(node: Node, view: View) -> Pair:
    kind, rest = node[0], node[1:]
    if kind == "compare":
        return view.compare(*rest)
    if kind == "flag":
        return view.flag(*rest)
    if kind == "mention":
        return view.mention(*rest)
    if kind == "measured":
        return view.measured(*rest)
    if kind == "stone":
        return view.stone(*rest)
    if kind == "scan":
        return view.scan(*rest)
    if kind == "scan_kind":
        return view.scan_kind(*rest)
    if kind == "yes":
        return view.yes(*rest)
    if kind == "sex":
        return view.sex(*rest)
    if kind == "finding":
        return _finding(rest[0], rest[1], view)
    sure = view.everything if rest[0] else view.nothing
    return sure, view.nothing if rest[0] else view.everything


def _finding(name: str, words: Sequence[str], view: View) -> Pair:
    """Answer whether a finding has one of the statuses; not assessable is unknown."""
    status = view.statuses[name]
    hit = np.isin(status, [CODES[word] for word in words])
    decided = status != CODES["not_assessable"]
    # "Possible" is an open question: it neither confirms nor rules out support.
    open_question = (status == CODES["possible"]) & ~hit
    return hit, decided & ~hit & ~open_question

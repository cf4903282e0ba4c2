"""Three-valued conditions on arrays: and, or, not, at least; each distinct leaf computed once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from uroscope.interpret.statuses import CODES, CONTRADICTED, SUPPORTED
from uroscope.interpret.view import Pair, View
from uroscope.tables import Booleans, Codes

Node = Sequence[Any]
_OPPOSITE = {"at_least": "below", "at_most": "above"}
# Under which name a leaf is kept in the view, what is asked, and whether the answer is turned
# round. The leaf is kept with its name, so that no id is used twice.
_NAMED: dict[int, tuple[Node, str, Node, bool]] = {}
_MOST_NAMED = 20_000


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
    named = _NAMED.get(id(node))
    if named is None or named[0] is not node:
        named = _name(node)
    _, key, leaf, turned = named
    answer = view.cache.get(key)
    if answer is None:
        answer = view.cache[key] = _leaf(leaf, view)
    return (answer[1], answer[0]) if turned else answer


def truth_of_leaf(leaf: Node, view: View) -> int:
    """Answer a leaf for a panel of one row.

    Parameters
    ----------
    leaf : sequence
        A compiled leaf.
    view : View
        What it may ask, of one row.

    Returns
    -------
    int
        1 known true, -1 known false, 0 unknown.
    """
    named = _NAMED.get(id(leaf))
    if named is None or named[0] is not leaf:
        named = _name(leaf)
    _, key, _, turned = named
    truth = view.truths.get(key)
    if truth is None:
        evaluate(leaf, view)
        true, false = view.cache[key]
        truth = view.truths[key] = 1 if true[0] else -1 if false[0] else 0
    return -truth if turned else truth


def _name(node: Node) -> tuple[Node, str, Node, bool]:
    """Name a leaf; "at least" is "not below", and the two share one comparison."""
    turned = node[0] == "compare" and node[3] in _OPPOSITE
    leaf = [*node[:3], _OPPOSITE[node[3]], *node[4:]] if turned else node
    if len(_NAMED) >= _MOST_NAMED:
        _NAMED.clear()
    named = _NAMED[id(node)] = (node, repr(leaf), leaf, turned)
    return named


def _combine(node: Node, view: View) -> Pair:
    children = [evaluate(child, view) for child in node[-1]]
    if node[0] == "count":
        wanted = node[1]
        sure = _how_many([true for true, _ in children])
        ruled_out = _how_many([false for _, false in children])
        return sure >= wanted, ruled_out > len(children) - wanted
    pair = children[0]
    for other in children[1:]:
        pair = _both(pair, other) if node[0] == "all" else _both(pair[::-1], other[::-1])[::-1]
    return pair


def _both(one: Pair, other: Pair) -> Pair:
    """Return the answer of two conditions that have to hold together."""
    # One array that is both answers holds nowhere: what it belongs to is unknown in every row.
    if one[0] is one[1]:
        return one[0], other[1]
    if other[0] is other[1]:
        return other[0], one[1]
    return one[0] & other[0], one[1] | other[1]


def _how_many(answers: Sequence[Booleans]) -> Codes:
    """Return how many of the answers hold in each row; a condition has far fewer than 127."""
    number: Codes = answers[0].astype(np.int8)
    for answer in answers[1:]:
        number += answer
    return number


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
    asked = {CODES[word] for word in words}
    # "Possible" is an open question: it neither confirms nor rules out support.
    return _one_of(status, asked), _one_of(status, {CONTRADICTED, SUPPORTED} - asked)


def _one_of(status: Codes, codes: set[int]) -> Booleans:
    """Tell where a status is one of the codes."""
    hit = np.zeros(len(status), dtype=np.bool_)
    for code in codes:
        hit |= status == code
    return hit

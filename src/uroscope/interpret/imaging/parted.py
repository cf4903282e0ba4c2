"""One clause about several stones or both kidneys, each with a side, size or grade of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from uroscope.interpret.imaging.clauses import Clause
from uroscope.interpret.imaging.extent import current_sizes
from uroscope.interpret.imaging.items import PRESENT, UNCERTAIN
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.tokens import Tokens

_BORDERS = frozenset({",", ";", "and", "&", "/", "+"})
_LARGEST = frozenset({"largest", "larger", "biggest", "dominant"})
_OWN = frozenset({"place", "count", "several", "at_least", "size_word"})
_SIDES = frozenset({"left", "right"})
_MOST_PARTS = 12
"""Stones told apart in one clause; a convention that bounds the work."""

Mark = tuple[int, int]


def parted(clause: Clause, tokens: Tokens, terms: Terms) -> list[Clause]:
    """Tell apart what one clause says of several things.

    "3 mm right and 5 mm left renal stones" are two clauses of the same finding, and so are "mild on
    the left, moderate on the right" and "bilateral stones, the largest 9 mm at the right".

    Parameters
    ----------
    clause : Clause
        With its finding, attributes and sizes.
    tokens : Tokens
        The words.
    terms : Terms
        The words and what they mean.

    Returns
    -------
    list of Clause
        The clause itself where all it says is said of one thing.
    """
    anchor = clause.anchor
    if anchor is None or anchor.status not in (PRESENT, UNCERTAIN):
        return [clause]
    bucket = terms.findings[anchor.finding]["bucket"]
    if bucket == "obstruction":
        marks = [(a, b) for a, b, (kind, _) in clause.attributes if kind == "grade"]
    elif terms.findings[anchor.finding].get("reads") in ("stone", "calcium"):
        marks = current_sizes(clause, tokens, terms)
    else:
        return [clause]
    if 2 <= len(marks) <= _MOST_PARTS:
        for last in (False, True):
            cuts = _cuts(marks, tokens.words, last)
            found = _segments(clause, cuts, marks, tokens, terms) if cuts else []
            if found:
                return found
    if len(marks) >= 2 and bucket != "obstruction":
        found = _halves(clause, marks, tokens, terms)
        if found:
            return found
    return _without_largest(clause, marks, tokens) or [clause]


def _cuts(marks: Sequence[Mark], words: Sequence[str], last: bool) -> list[int]:
    """Return the first or last border between each mark and the next; none if one has none."""
    cuts = []
    for (_, end), (start, _) in pairwise(marks):
        borders = [position for position in range(end, start) if words[position] in _BORDERS]
        if not borders:
            return []
        cuts.append(borders[-1 if last else 0])
    return cuts


def _halves(clause: Clause, marks: Sequence[Mark], tokens: Tokens, terms: Terms) -> list[Clause]:
    """Part "two in the left kidney (4 mm, 6 mm) and one in the right (3 mm)"."""
    sides = [(a, v) for a, _, (k, v) in clause.attributes if k == "side" and v in _SIDES]
    if len(sides) != 2 or sides[0][1] == sides[1][1]:
        return []
    words = tokens.words
    borders = [n for n in range(sides[0][0], sides[1][0]) if words[n] in _BORDERS]
    for cut in reversed(borders):
        before = [mark for mark in marks if mark[0] < cut]
        if before and len(before) < len(marks):
            return _segments(clause, [cut], marks, tokens, terms)
    return []


def _segments(
    clause: Clause, cuts: Sequence[int], marks: Sequence[Mark], tokens: Tokens, terms: Terms
) -> list[Clause]:
    """Return one clause for each stretch between cuts, where each has a side or place."""
    anchor = clause.anchor
    if anchor is None:
        return []
    edges = [clause.start, *cuts, clause.end]
    stretches = list(pairwise(edges))
    sides = [_named(clause, "side", low, high) & _SIDES for low, high in stretches]
    places = [_named(clause, "place", low, high) - {"kidney"} for low, high in stretches]
    by_side = all(len(s) == 1 for s in sides) and len(set().union(*sides)) == 2
    apart = all(places) and len({frozenset(p) for p in places}) == len(places)
    by_place = apart and len(set().union(*sides)) <= 1 and (anchor.plural or len(marks) > 2)
    by_place = by_place and terms.findings[anchor.finding]["bucket"] != "obstruction"
    if not by_side and not by_place:
        return []
    graded = terms.findings[anchor.finding]["bucket"] == "obstruction"
    own_kinds = _OWN | ({"grade"} if graded else set())
    home = next((n for n, (_, high) in enumerate(stretches) if anchor.start < high), 0)
    words = tokens.words[clause.start : clause.end]
    several = bool(clause.values("several")) or "up" in words or bool(_LARGEST & set(words))
    found = []
    for number, (low, high) in enumerate(stretches):
        kept = []
        for first, last, (kind, value) in clause.attributes:
            here = low <= first < high
            if kind == "side" and by_side:
                keep = here and value in _SIDES
            elif kind == "place" and not places[number]:
                keep = stretches[home][0] <= first < stretches[home][1]
            elif kind in own_kinds:
                keep = here and kind not in ("count", "several", "at_least")
            else:
                keep = True
            if keep:
                kept.append((first, last, (kind, value)))
        density = clause.density
        if density is not None and not (
            tokens.starts[low] <= density.start < tokens.ends[high - 1]
        ):
            density = None
        found.append(
            replace(
                clause,
                attributes=kept,
                sizes=[size for size in clause.sizes if low <= size[0] < high],
                density=density,
                number=(None, True) if several else (_how_many(clause, marks, low, high), False),
            )
        )
    return found


def _how_many(clause: Clause, marks: Sequence[Mark], low: int, high: int) -> int:
    """Return the stones a stretch gives sizes of; "3 and 4 mm" are sizes of two."""
    each = {first: max(1, len(size.each)) for first, _, size in clause.sizes}
    return max(1, sum(each.get(first, 1) for first, _ in marks if low <= first < high))


def _named(clause: Clause, category: str, low: int, high: int) -> set[str]:
    """Return what a stretch names of one category."""
    return {v for first, _, (k, v) in clause.attributes if k == category and low <= first < high}


def _without_largest(clause: Clause, marks: Sequence[Mark], tokens: Tokens) -> list[Clause]:
    """Part "bilateral stones, the largest 9 mm in the right lower pole" in all and that one."""
    sides = set(clause.values("side"))
    if len(marks) != 1 or "both" not in sides or len(sides & _SIDES) != 1:
        return []
    words = tokens.words
    at = next((p for p in range(clause.start, marks[0][0]) if words[p] in _LARGEST), None)
    if at is None or any(
        kind == "side" and value in _SIDES and first < at
        for first, _, (kind, value) in clause.attributes
    ):
        return []
    shared = [a for a in clause.attributes if a[2][0] in ("obstructing", "change")]
    before = [a for a in clause.attributes if a[0] < at and a not in shared]
    after = [a for a in clause.attributes if a[0] >= at and a not in shared]
    return [
        replace(clause, attributes=before + shared, sizes=[], density=None, number=(None, True)),
        replace(clause, attributes=after + shared, number=(1, False)),
    ]

"""How large a clause says its finding is, now and before; sizes of other things are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from uroscope.interpret.imaging.anchors import Anchor
from uroscope.interpret.imaging.clauses import Clause
from uroscope.interpret.imaging.numbers import Size
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.tokens import Tokens

_PREPOSITIONS = frozenset({"in", "of", "within", "at", "near", "involving", "from", "into", "to"})
_OF_THE_URETER = (["ureter"], ["ureteral"], ["left"], ["right"], ["third"])
_RANGES = frozenset({"between", "ranging", "range", "varying", "from"})
SHORTEST_KIDNEY_MM = 60.0
"""A size directly behind "kidney" from here on is its length; a convention, a small child's."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large: largest and smallest [mm], whether only an upper bound, and before.

    `each` lists two or more sizes that are told one by one [mm], the largest first; `apart` says
    that articles set them apart ("a 3 and a 5 mm stone").
    """

    mm: float | None = None
    low: float | None = None
    below: bool = False
    prior: float | None = None
    span: tuple[int, int] | None = None
    each: tuple[float, ...] = ()
    apart: bool = False


def extent(clause: Clause, tokens: Tokens, terms: Terms) -> Extent:
    """Return the size a clause states of its finding, leaving out sizes of other things.

    Parameters
    ----------
    clause : Clause
        With its sizes.
    tokens : Tokens
        The words.
    terms : Terms
        Words that tell of other sizes: slices, distances, kidneys, earlier scans.

    Returns
    -------
    Extent
        None where the clause states none.
    """
    best = Extent()
    prior: float | None = None
    each: list[float] = []
    spans: list[tuple[int, int]] = []
    apart, listed = False, True
    words = tokens.words
    for first, last, size in clause.sizes:
        if _of_something_else(first, last, clause, tokens, terms):
            continue
        earlier = words[max(clause.start, first - 2) : first]
        path = size.path if _changed(first, earlier, clause, words, size, terms) else ()
        if path:
            prior = path[0]
        elif _is_prior(earlier, last, clause, words, terms) or _grown_from(first, words, terms):
            prior = size.mm
            continue
        mm, low = (path[1], None) if path else (size.mm, size.low)
        smallest = min(low or mm, best.low or mm, best.mm or mm)
        joined = earlier[-1:] in (["x"], ["by"])
        listed = listed and not joined and not path and (size.low is None or bool(size.each))
        listed = listed and not _RANGES & set(words[max(clause.start, first - 3) : first])
        each += size.each or (mm,)
        spans.append((first, last))
        apart = apart or (size.another and len(each) > 1)
        if joined:
            smallest = max(mm, best.mm or mm)  # "4 mm (AP) x 3 mm (TR)" is one stone
        if best.mm is None or mm > best.mm:
            below = earlier[-1:] in (["<"], ["sub"], ["under"])
            below = below or earlier in (["less", "than"], ["smaller", "than"])
            best = Extent(mm, None, below, None, (first, last))
        best = replace(best, low=smallest if smallest < (best.mm or mm) else None)
    if not listed or best.below or len(each) < 2:
        each = []
    elif best.span is not None:
        best = replace(best, span=(spans[0][0], spans[-1][1]))
    each.sort(reverse=True)
    return Extent(best.mm, best.low, best.below, prior, best.span, tuple(each), apart)


def current_sizes(clause: Clause, tokens: Tokens, terms: Terms) -> list[tuple[int, int]]:
    """Return where a clause states sizes its finding has now.

    Parameters
    ----------
    clause : Clause
        With its sizes.
    tokens : Tokens
        The words.
    terms : Terms
        The words that tell of other sizes.

    Returns
    -------
    list of (int, int)
        Word positions, in order.
    """
    words, found = tokens.words, []
    for first, last, size in clause.sizes:
        earlier = words[max(clause.start, first - 2) : first]
        joined = earlier[-1:] in (["x"], ["by"])
        if not joined and not _of_something_else(first, last, clause, tokens, terms):
            changed = _changed(first, earlier, clause, words, size, terms)
            before = _is_prior(earlier, last, clause, words, terms)
            if not changed and not before and not _grown_from(first, words, terms):
                found.append((first, last))
    return found


def _is_prior(
    earlier: Sequence[str], last: int, clause: Clause, words: Sequence[str], terms: Terms
) -> bool:
    return _was(earlier, terms) or _then(last, clause, words, terms)


def _changed(
    first: int,
    earlier: Sequence[str],
    clause: Clause,
    words: Sequence[str],
    size: Size,
    terms: Terms,
) -> bool:
    """Say whether a size is "increased from 3 mm to 5 mm"."""
    if earlier[-1:] != ["from"] or len(size.path) != 2:
        return False
    return bool(terms.sets["changed_from"] & set(words[max(clause.start, first - 6) : first]))


def _grown_from(first: int, words: Sequence[str], terms: Terms) -> bool:
    """Say whether only the earlier size follows a change: "5 mm, increased from 3 mm"."""
    before = words[max(0, first - 5) : first]
    return before[-1:] == ["from"] and bool(terms.sets["changed_from"] & set(before))


def _was(earlier: Sequence[str], terms: Terms) -> bool:
    """Say whether a size is introduced as an earlier one: "previously 3 mm"."""
    if not earlier:
        return False
    if earlier[-1] in terms.sets["prior"]:
        return True
    return earlier[0] in terms.sets["prior"] and earlier[-1] in terms.sets["measures"]


def _then(last: int, clause: Clause, words: Sequence[str], terms: Terms) -> bool:
    """Say whether "previously" or "on the prior CT" follows a size without a break."""
    for position in range(last, min(last + 3, clause.end)):
        word = words[position]
        if word in {",", "(", ")", ";", "and", "versus", "vs"}:
            return False
        if clause.anchor is not None and clause.anchor.start <= position < clause.anchor.end:
            return False  # "the 7 mm stone previously seen"
        if word in terms.sets["prior"]:
            following = words[position + 1 : position + 2]
            return not following or not following[0][:1].isdigit()
    return False


def _of_something_else(first: int, last: int, clause: Clause, tokens: Tokens, terms: Terms) -> bool:
    """Say whether a size is a distance, a slice, or the size of another thing."""
    words = tokens.words
    sets = terms.sets
    after = words[last : min(last + 2, clause.end)]
    part = after[:1] in (["proximal"], ["distal"]) and after[1:] in _OF_THE_URETER
    if after and after[0] in sets["size_after"] and not part:
        return True
    if after in (["up", "from"], ["down", "from"]):
        # "5 cm up from the UVJ", not "6 mm, up from 4 mm"
        beyond = words[last + 2 : last + 3]
        if beyond and not beyond[0][:1].isdigit() and beyond[0] not in sets["prior"]:
            return True
    if len(after) > 1 and after[0] in {"axial", "thin", "contiguous", "proximally", "distally"}:
        return True
    anchor = clause.anchor
    if _is_length(first, last, clause, tokens) or _is_far(first, last, clause, tokens):
        return True
    if anchor is not None and last <= anchor.start <= last + 5:
        between = set(words[last : anchor.start])
        if not between & {",", "and", "with", ")", "in"} and not between & sets["sized_others"] - {
            "kidney", "bladder", "wall", "residual",
        }:  # fmt: skip
            return False  # "a 7 mm left UPJ stone"
    if after and after[0] in sets["sized_others"]:
        return True
    before = words[max(clause.start, first - 1) : first]
    if before and before[0] in sets["size_before"] and not (
        before[0] == "from"
        and (sets["changed_from"] | _RANGES - {"from"}) & set(words[max(0, first - 6) : first])
    ):  # fmt: skip
        return True
    lowest = max(clause.start, first - 9)
    for position in range(first - 1, lowest - 1, -1):
        if anchor is not None and anchor.start <= position < anchor.end:
            return False
        if words[position] in sets["sized_others"]:
            back = words[max(clause.start, position - 2) : position]
            if _PREPOSITIONS & set(back):
                continue
            measured = sets["measures"] & set(words[position + 1 : first])
            if not measured and _holds_it(anchor, words, position):
                return False  # "stone right kidney 5 mm"
            return bool(measured) or first - position <= 1
        if words[position] in {",", ";", "and", "with", "contains"}:
            return False
    return False


def _is_length(first: int, last: int, clause: Clause, tokens: Tokens) -> bool:
    """Say whether a size is the length of the kidney before it: "Lt kidney 10.4 cm Calculus: …"."""
    if tokens.words[max(clause.start, first - 1) : first] not in (["kidney"], ["rk"], ["lk"]):
        return False
    size = next(size for at, _, size in clause.sizes if at == first)
    anchor = clause.anchor
    before = anchor is not None and anchor.end <= first
    return not before and size.mm >= SHORTEST_KIDNEY_MM


def _is_far(first: int, last: int, clause: Clause, tokens: Tokens) -> bool:
    """Say whether a size as of a kidney stands apart, before a finding: "10 cm, stones: 3 mm"."""
    anchor = clause.anchor
    if anchor is None or anchor.start < last:
        return False
    size = next(size for at, _, size in clause.sizes if at == first)
    apart = {",", ":", ";"} & set(tokens.words[last : anchor.start])
    return size.mm >= SHORTEST_KIDNEY_MM and bool(apart)


def _holds_it(anchor: Anchor | None, words: Sequence[str], position: int) -> bool:
    """Say whether a kidney or bladder named before a size is where the finding lies."""
    if anchor is None or words[position] not in {"kidney", "bladder"}:
        return False
    return 0 <= position - anchor.end <= 4 and "," not in words[anchor.end : position]

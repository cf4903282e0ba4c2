"""What a sentence says about each finding it names: place, side, size, count, grade, change."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from uroscope.interpret.imaging.anchors import Anchor
from uroscope.interpret.imaging.layout import Stretch
from uroscope.interpret.imaging.numbers import Density, Size
from uroscope.interpret.imaging.terms import Attribute, Terms
from uroscope.interpret.texts.tokens import Tokens

_BESIDE = frozenset(
    {"proximal", "distal", "superior", "inferior", "caudal", "cranial", "cephalad", "adjacent"}
)
_COMPARED = frozenset({("change", "larger"), ("change", "smaller")})
_OF_THE_LOOK = frozenset(
    {
        "of", "in", "within", "is", "are", "was", "were", "has", "have", "appears", "appear",
        "remains", "remain",
    }
)  # fmt: skip
_LOOK_ENDS = frozenset({",", ";", ".", "(", ")", ":", "with", "and", "from", "since", "to", "by",
                        "compared", "at", "mm", "cm", "but", "size"})  # fmt: skip
_LOOK_REACH = 6
"""Words between "increased" and "echogenicity"; a convention, the length of a phrase."""
_LARGE = frozenset({"enlarged", "enlarging"})
_LYING = (["projected"], ["projecting"], ["lying"], ["overlying"], ["seen"])
_UNIT_REACH = 5
_GRADED_REACH = 3
"""Words from "severe" to what it grades: "markedly distended urinary bladder"; a convention."""
_NUMERAL_REACH = 5
_ENDS_OF_URETER = frozenset({"uvj", "upj"})
_COMPARATIVES = frozenset({"larger", "smaller", "bigger"})
_LARGER_OF_TWO = frozenset(
    {
        "measuring", "of", "measures", "one", "is", "stone", "calculus", "fragment",
        "diverticulum", "calyx", "pole",
    }
)  # fmt: skip
_UNITS = [["mm"], ["cm"], ["-"], ["/"], ["x"], ["cc"], ["ml"], ["g"], ["hu"], ["%"], ["week"],
          ["year"], ["month"], ["day"], ["millimeter"], ["centimeter"], ["t"],
          ["ry"], ["nd"], ["rd"], ["th"], ["st"], ["o"],
          ["and"], ["&"]]  # fmt: skip


@dataclass(slots=True)
class Clause:
    """The part of a sentence about one finding; word positions, what was found in it."""

    start: int
    end: int
    anchor: Anchor | None
    attributes: list[tuple[int, int, Attribute]] = field(default_factory=list)
    sizes: list[tuple[int, int, Size]] = field(default_factory=list)
    density: Density | None = None
    number: tuple[int | None, bool] | None = None
    """How many, where the clause is a part of one: the number and whether there are more."""

    def values(self, category: str) -> list[str]:
        """Return what was found of one category, in order."""
        return [value for _, _, (kind, value) in self.attributes if kind == category]


@dataclass(frozen=True, slots=True)
class Measured:
    """Sizes and densities of the report, sorted by place, for look-up by stretch."""

    sizes: Sequence[Size]
    densities: Sequence[Density]
    size_starts: Sequence[int]
    density_starts: Sequence[int]


def clauses_of(
    tokens: Tokens, stretch: Stretch, anchors: list[Anchor], measured: Measured, terms: Terms
) -> list[Clause]:
    """Cut a sentence into clauses, one for each finding, and fill them.

    Parameters
    ----------
    tokens : Tokens
        The words.
    stretch : Stretch
        The sentence.
    anchors : list of Anchor
        What it names.
    measured : Measured
        Numbers of the report.
    terms : Terms
        The words.

    Returns
    -------
    list of Clause
        One for each anchor; without anchors one for the whole sentence.
    """
    edges = [stretch.start]
    for first, second in pairwise(anchors):
        edges.append(_edge(first, second, tokens, terms))
    edges.append(stretch.end)
    owners: list[Anchor | None] = list(anchors) or [None]
    clauses = [Clause(edges[n], edges[n + 1], owner) for n, owner in enumerate(owners)]
    for clause in clauses:
        _attributes(clause, tokens, terms)
    for clause, following in pairwise(clauses):
        if clause.anchor is None or following.anchor is None or clause.values("place"):
            continue
        if tokens.words[clause.anchor.end] not in {"in", "within", "at"}:
            continue
        # nothing parts the two: "milk of calcium in a left upper pole diverticulum"
        between = [a for a in following.attributes if a[1] <= following.anchor.start]
        clause.attributes += [a for a in between if a[2][0] in ("place", "side")]
    _measures(clauses, tokens, stretch, measured)
    return clauses


def _edge(first: Anchor, second: Anchor, tokens: Tokens, terms: Terms) -> int:
    """Return where the clause of the second finding begins."""
    words = tokens.words
    edge = 0
    if words[second.end : second.end + 1] == [":"] and words[first.end : first.end + 1] == [":"]:
        return second.start  # "Calculus: 7 mm lower calyx  Hydronephrosis: mild"
    position = max(first.end, second.start - 40)
    while position < second.start:
        end, found = terms.separators.at(words, position, second.start)
        if found:
            # "in the upper and lower pole" joins places, not findings
            named = words[position] == "," and terms.same_thing.at(words, end, second.start)[1]
            edge = edge if edge and named else position
            position = max(end, position + 1)
        else:
            position += 1
    if edge:
        return edge
    if terms.findings[second.finding]["bucket"] == "obstruction":
        # "left vuj calc 4mm mild hydroureter": a length is the stone's
        for position in range(first.end, min(second.start, first.end + _UNIT_REACH)):
            if words[position] in {"mm", "cm"}:
                return position + 1
    return first.end


def _attributes(clause: Clause, tokens: Tokens, terms: Terms) -> None:
    """Find the words of place, side, grade, count and change."""
    words = tokens.words
    anchor = clause.anchor
    position = clause.start
    while position < clause.end:
        if anchor is not None and position == anchor.start and not anchor.others:
            _inside_name(clause, anchor, words, terms)
            position = anchor.end
            continue
        limit = clause.end
        if anchor is not None and position < anchor.start and not anchor.others:
            limit = anchor.start
        end, found = terms.attributes.at(words, position, limit)
        if not found:
            position += 1
            continue
        if any(kind == "place" for kind, _ in found) and _is_landmark(
            words, position, clause.start
        ):
            if {value for _, value in found} & _ENDS_OF_URETER:
                clause.attributes.append((position, end, ("place", "ureter")))
            position = max(end, position + 1)
            continue
        if found[0][0] == "side" and words[end : end + 1] == ["0"]:
            position = end + 1  # "right 0, left 2"
            continue
        for attribute in found:
            compared = attribute in _COMPARED and words[end - 1] in _COMPARATIVES
            if compared and words[end : end + 1] and _is_largest(words, end):
                continue
            if attribute in _COMPARED and _is_look(words, position, end, clause, terms):
                continue
            if attribute in _COMPARED and _of_another(words, position, end, clause, terms):
                continue
            if attribute[0] == "grade" and _graded_other(words, end, clause, terms):
                continue
            if attribute[0] == "at_least" and words[position - 1 : position] in _LYING:
                continue  # "projected over the kidney"
            if attribute[0] == "letter":
                if not _letter(words, position, clause, terms):
                    continue
                attribute = ("side", attribute[1])
            clause.attributes.append((position, end, attribute))
        position = max(end, position + 1)


def _inside_name(clause: Clause, anchor: Anchor, words: Sequence[str], terms: Terms) -> None:
    """Find side and grade inside a name: "dilatation of the left ureter", "is mildly dilated"."""
    if terms.findings[anchor.finding]["bucket"] != "obstruction":
        return
    for position in range(anchor.start, anchor.end):
        end, found = terms.attributes.at(words, position, anchor.end)
        clause.attributes += [(position, end, a) for a in found if a[0] in ("side", "grade")]


def _is_landmark(words: Sequence[str], position: int, low: int) -> bool:
    """Say whether a place is only measured from: "3 cm from the UVJ", "proximal to the UVJ"."""
    if words[position - 1 : position] in (["left"], ["right"]) and position > low:
        position -= 1
    before = list(words[max(low, position - 2) : position])
    if before[-1:] in (["above"], ["below"], ["beyond"]):
        return True
    if before[-1:] == ["from"]:
        return before[0] in {"mm", "cm", "away", "distance", "up", "down"}
    if before[-1:] == ["of"]:
        return before[0] in {"short", "upstream", "downstream"}
    return before[-1:] == ["to"] and before[0] in _BESIDE


def _is_look(words: Sequence[str], first: int, end: int, clause: Clause, terms: Terms) -> bool:
    """Say whether only the picture is brighter or darker: "increased medullary echogenicity"."""
    look = terms.sets["look"]
    for position in range(end, min(clause.end, end + _LOOK_REACH)):
        if words[position] in _LOOK_ENDS:
            break
        if words[position] in look:
            return True
    for position in range(first - 1, max(clause.start, first - _LOOK_REACH - 2) - 1, -1):
        if words[position] in _LOOK_ENDS:
            return False
        if words[position] in look:
            return position + 1 == first or words[position + 1] in _OF_THE_LOOK
    return False


def _of_another(words: Sequence[str], first: int, end: int, clause: Clause, terms: Terms) -> bool:
    """Say whether the kidney or another organ is large: "the left kidney is enlarged"."""
    if words[first] not in _LARGE:
        return False
    before = words[max(clause.start, first - 2) : first]
    organs = terms.sets["sized_others"]
    return bool(organs & set(before)) or bool(organs & set(words[end : end + 2]))


def _graded_other(words: Sequence[str], end: int, clause: Clause, terms: Terms) -> bool:
    """Say whether a grade is of another thing: "markedly distended bladder"."""
    anchor = clause.anchor
    for position in range(end, min(clause.end, end + _GRADED_REACH)):
        if anchor is not None and anchor.start <= position < anchor.end:
            return False
        if words[position] in terms.sets["graded_others"]:
            return True
        if words[position] in {",", ";", "and", "with", "(", ")"}:
            return False
    return False


def _is_largest(words: Sequence[str], end: int) -> bool:
    """Say whether "larger" picks one of two stones: its size or "of which" follows."""
    return words[end][:1].isdigit() or words[end] in _LARGER_OF_TWO


def _letter(words: Sequence[str], position: int, clause: Clause, terms: Terms) -> bool:
    """Say whether a bare L or R is a side: a place or finding follows, or brackets hold it."""
    after = position + 1
    if after >= clause.end:
        return True
    if words[position - 1 : position] == ["("] and words[after] == ")":
        return True
    if clause.anchor is not None and after == clause.anchor.start:
        return True
    if words[after][:1].isdigit() or words[after] == "none":
        return position == clause.start or words[position - 1] in {":", ",", "(", ";"}
    _, found = terms.attributes.at(words, after, clause.end)
    return any(kind in ("place", "grade", "obstructing", "side") for kind, _ in found)


def _measures(clauses: list[Clause], tokens: Tokens, stretch: Stretch, measured: Measured) -> None:
    """Give each size and density of a sentence to its clause."""
    low, high = tokens.starts[stretch.start], tokens.ends[stretch.end - 1]
    starts = tokens.starts
    ends = [clause.end for clause in clauses]
    for number in range(
        bisect_left(measured.size_starts, low), bisect_left(measured.size_starts, high)
    ):
        size = measured.sizes[number]
        first = bisect_left(starts, size.start)
        last = bisect_left(starts, size.end)
        clause = clauses[min(bisect_right(ends, first), len(clauses) - 1)]
        clause.sizes.append((first, last, size))
    for number in range(
        bisect_left(measured.density_starts, low), bisect_left(measured.density_starts, high)
    ):
        density = measured.densities[number]
        place = bisect_right(ends, bisect_left(starts, density.start))
        clause = clauses[min(place, len(clauses) - 1)]
        if clause.density is None:
            clause.density = density


def number_of(clause: Clause, tokens: Tokens, sized: set[int]) -> tuple[int | None, bool]:
    """Return how many: the number stated or 1 for a singular, and whether there are more.

    Parameters
    ----------
    clause : Clause
        Of a finding.
    tokens : Tokens
        The words.
    sized : set of int
        Word positions taken by sizes.

    Returns
    -------
    count : int or None
        None where "several" or a bare plural tells no number.
    many : bool
        True where there are more than one, or more than the number.
    """
    anchor = clause.anchor
    if anchor is None:
        return None, False
    words, shapes = tokens.words, tokens.shapes
    lower = bool(clause.values("at_least"))
    for position in range(
        anchor.start - 1, max(clause.start, anchor.start - _NUMERAL_REACH) - 1, -1
    ):
        word = words[position]
        if word in {",", "(", ")", ":", "grade", "measuring"}:
            break
        if shapes[position] == "#" and word.isdigit() and position not in sized:
            value = int(word)
            following = words[position + 1 : position + 2]
            if 1 <= value <= 30 and following not in _UNITS:
                return value, lower or (value == 1 and anchor.plural)
    if clause.values("several"):
        return None, True
    for place, _, (kind, stated) in reversed(clause.attributes):
        of_size = words[place + 1 : place + 2] in _UNITS
        if kind == "count" and place < anchor.start and anchor.start - place <= 8 and not of_size:
            return int(stated), lower or (stated == "1" and anchor.plural)
    if anchor.plural:
        return None, True
    return (None if "both" in clause.values("side") else 1), False

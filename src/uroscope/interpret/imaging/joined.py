"""Which names in a sentence are of one thing: "calcified cyst", "density, likely a stone"."""

from __future__ import annotations

from uroscope.interpret.imaging.anchors import DROPPED, NEGATED, Anchor
from uroscope.interpret.imaging.items import GONE, PRESENT, UNCERTAIN
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.tokens import Tokens

_LESION_ORDER = ("renal_mass", "complex_cyst", "lesion", "cyst")
_WALLED = frozenset({"cyst", "complex_cyst"})
_MOST_BETWEEN = 6
"""Words that may stand between two names of one thing; a convention, the length of a clause."""
_MOST_TO_NAME = 14
"""The same, where "may represent" and the like stand between; a convention."""
_TWINKLES = frozenset({"twinkling", "twinkle"})
_CLASS_WORDS = frozenset({"category", "class", "type", "grade", "(", "-", ":", "classification"})


def joined(anchors: list[Anchor], tokens: Tokens, terms: Terms) -> list[Anchor]:
    """Join the anchors that name one thing: "calcification, likely a phlebolith".

    Parameters
    ----------
    anchors : list of Anchor
        What a sentence names, in order; the first of two that are one is changed in place.
    tokens : Tokens
        The words.
    terms : Terms
        Findings, and the words that say that one is the other.

    Returns
    -------
    list of Anchor
        One for each thing.
    """
    kept: list[Anchor] = []
    for anchor in anchors:
        if anchor.finding == "complex_cyst" or tokens.words[anchor.start] == "bosniak":
            anchor.bosniak = _bosniak(anchor, tokens, terms)
        if kept and _one(kept[-1], anchor, tokens, terms):
            continue
        kept.append(anchor)
    return kept


def _bosniak(anchor: Anchor, tokens: Tokens, terms: Terms) -> str | None:
    """Return the class printed after "Bosniak"."""
    words = tokens.words
    for position in range(anchor.start, min(anchor.end + 6, len(words))):
        if words[position] == "bosniak":
            for after in range(position + 1, min(position + 4, len(words))):
                if words[after] in _CLASS_WORDS:
                    continue
                found = terms.bosniak.get(words[after])
                if found == "II" and words[after + 1 : after + 2] == ["f"]:
                    return "IIF"
                return found
    return None


def _one(first: Anchor, second: Anchor, tokens: Tokens, terms: Terms) -> bool:
    """Join the second anchor into the first where both name one thing."""
    words = tokens.words
    between = words[first.end : second.start]
    reads = [str(terms.findings[a.finding].get("reads")) for a in (first, second)]
    if words[second.start] in _TWINKLES and reads[0] in ("calcium", "stone"):
        return True  # a sign of what is named, nothing of its own
    near = len(between) <= _MOST_BETWEEN or (
        # "mass in the upper pole of the right kidney with internal calcification"
        reads[0] == "lesion" and len(between) <= _MOST_TO_NAME and _within(between, terms)
    )
    if near and _side_by_side(first, second, between, reads, terms):
        return True
    if len(between) > _MOST_TO_NAME or {"not", "versus", "vs"} & set(between):
        return False
    if reads[0] == "calcium" and _named_behind(first, second, tokens, terms):
        return _take(first, second, second.finding, second.status)
    bucket = terms.findings[second.finding]["bucket"]
    if words[second.start] == "bosniak" and set(between) <= {",", "("} and reads[0] == "lesion":
        named = min(first.finding, second.finding, key=_LESION_ORDER.index)
        return _take(first, second, named, first.status)
    nameable = reads[0] in ("calcium", "stone") and bucket in _NAMES_OF_CALCIUM
    of_lesion = first.finding == "mass_calcification" and reads[1] == "lesion"
    if not nameable and not of_lesion:
        return False
    for position in range(first.end, second.start):
        end, found = terms.same_thing.at(words, position, second.start)
        if ("same", "directly") in found and end != second.start:
            continue
        if found and end > position:
            if {"and", "with", "no"} & set(words[end : second.start]):
                return False
            kept = first.status in (NEGATED, DROPPED, GONE) or of_lesion
            status = first.status if kept else second.status
            if status == PRESENT and first.status == UNCERTAIN:
                status = UNCERTAIN  # the doubt of "likely small stone" stands on the first
            return _take(first, second, first.finding if of_lesion else second.finding, status)
    return False


def _named_behind(first: Anchor, second: Anchor, tokens: Tokens, terms: Terms) -> bool:
    """Say whether a name stands in brackets or last: "calcification in the pelvis (phlebolith)"."""
    words, end = tokens.words, second.end
    if terms.findings[second.finding]["bucket"] not in _NAMES_OF_CALCIUM:
        return False
    mark = words[second.start - 1]
    if mark == "(" and words[end : end + 1] == [")"]:
        return "(" not in words[first.end : second.start - 1]
    ends = end == len(words) or bool(tokens.stops[end])
    near = set(words[max(0, first.start - 4) : second.start])
    pelvic = bool(near & {"pelvic", "pelvis", "hemipelvis"}) and not near & {"and", "kidney"}
    return mark == "," and ends and pelvic


_NAMES_OF_CALCIUM = frozenset(
    {"collecting_system_stone", "look_alike", "nephrocalcinosis", "dystrophic_calcification"}
)


def _side_by_side(
    first: Anchor, second: Anchor, between: list[str], reads: list[str], terms: Terms
) -> bool:
    """Join two names that stand beside each other: "calcified cyst", "complex cyst Bosniak III"."""
    names = set(between)
    bound = not names & {"and", "but", "no", "without", "not"}
    if reads[1] == "lesion" and second.bosniak and first.finding == "cyst_wall_calcification":
        return _take(first, second, first.finding, first.status)
    bound = bound and (names.isdisjoint({","}) or bool(names & {"with", "containing"}))
    if reads == ["lesion", "lesion"] and bound and len(between) <= 4:
        named = min(first.finding, second.finding, key=_LESION_ORDER.index)
        return _take(first, second, named, first.status)
    if set(reads) == {"lesion", "calcium"} and _within(between, terms):
        lesion = first if reads[0] == "lesion" else second
        named = "cyst_wall_calcification" if lesion.finding in _WALLED else "mass_calcification"
        return _take(first, second, named, first.status)
    if reads[0] == "lesion" and second.finding == "cyst_wall_calcification" and bound:
        return _take(first, second, second.finding, second.status)
    if first.finding == "cyst_wall_calcification" and reads[1] == "lesion" and bound:
        return _take(first, second, first.finding, first.status)
    if reads[0] not in ("calcium", "stone"):
        return False
    if reads[1] == "calcium" and (not between or names <= {"with", "shadowing", "posterior"}):
        return _take(first, second, first.finding, first.status)
    touching = not between or between in (["("], ["/"])
    named_so = terms.findings[second.finding]["bucket"] in _NAMES_OF_CALCIUM
    if touching and named_so and (reads[0] == "calcium" or reads[1] == "stone"):
        return _take(first, second, second.finding, second.status)
    return False


def _within(between: list[str], terms: Terms) -> bool:
    """Say whether only words of size and of lying inside part a lesion from calcium."""
    return all(
        word in terms.sets["inside"] or word in {",", "mm", "cm"} or word[:1].isdigit()
        for word in between
    ) and (not {","} & set(between) or bool({"with", "containing", "contains"} & set(between)))


def _take(first: Anchor, second: Anchor, finding: str, status: str) -> bool:
    """Let the first anchor stand for both."""
    first.others.append(second.finding)
    first.finding, first.status = finding, status
    first.plural = first.plural or second.plural
    first.bosniak = first.bosniak or second.bosniak
    first.end = second.end
    return True

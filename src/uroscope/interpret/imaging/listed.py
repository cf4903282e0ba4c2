"""A label and the lines below it: "Stones:", then "right 4 mm", "left: none"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from uroscope.interpret.imaging.anchors import Anchor
from uroscope.interpret.imaging.clauses import Clause
from uroscope.interpret.imaging.extent import Extent, extent
from uroscope.interpret.imaging.items import UNCERTAIN, Item, NotFound, Span
from uroscope.interpret.imaging.layout import Stretch
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.tokens import Tokens

FURTHER = frozenset({"another", "second", "third", "further"})
SMALL = frozenset({",", "in", "at", "on", "(", ")", "of", ":", "mm", "cm", "and", "-", "up", "to"})
_LATERAL = frozenset({"left", "right"})


def is_label(anchors: list[Anchor], part: Stretch, tokens: Tokens, terms: Terms) -> bool:
    """Say whether a line only names what the lines below it list.

    Parameters
    ----------
    anchors : list of Anchor
        What it names.
    part : Stretch
        The line.
    tokens : Tokens
        The words.
    terms : Terms
        The words and what they mean.

    Returns
    -------
    bool
        True for "Stones:" and "Renal calculi:".
    """
    if len(anchors) != 1 or tokens.words[part.end - 1] != ":" or anchors[0].end != part.end - 1:
        return False
    if anchors[0].start == part.start:
        return True
    end, found = terms.attributes.at(tokens.words, part.start, part.end)
    return end == anchors[0].start and any(kind == "place" for kind, _ in found)


def listed(label: Item, clause: Clause, tokens: Tokens, part: Stretch, terms: Terms) -> Item | None:
    """Return what a line below a label tells.

    Parameters
    ----------
    label : Item
        What the label names.
    clause : Clause
        The line, which names no finding.
    tokens : Tokens
        The words.
    part : Stretch
        The line, with the side its heading names.
    terms : Terms
        The words and what they mean.

    Returns
    -------
    Item or None
        A stone of its own for "right 4 mm", a grade for "left: mild"; None for any other line.
    """
    span = (tokens.starts[part.start], tokens.ends[part.end - 1])
    side = next(iter(clause.values("side")), part.subject if part.subject in _LATERAL else None)
    if label.bucket == "obstruction":
        grades = clause.values("grade")
        if len(grades) != 1 or side is None or not _only(clause, tokens):
            return None
        return replace(label, side=side, grade=grades[0], spans=(span,))
    if label.bucket != "collecting_system_stone" or len(clause.sizes) != 1:
        return None
    if not (side or clause.values("place")) or not _only(clause, tokens):
        return None
    item = another(label, clause, side, extent(clause, tokens, terms), span, tokens, terms)
    changes = clause.values("change")
    return replace(item, change=changes[0] if changes and changes[0] != "gone" else None)


def graded_alone(
    before: Sequence[Item | NotFound], clause: Clause, tokens: Tokens, part: Stretch, terms: Terms
) -> Item | None:
    """Return what "Left: mild." grades: the held-back urine the sentence before tells of.

    Parameters
    ----------
    before : sequence of Item or NotFound
        What the last sentence with a finding says of the other side.
    clause : Clause
        A sentence that names no finding.
    tokens : Tokens
        The words.
    part : Stretch
        The sentence, with the side its heading names.
    terms : Terms
        The words and what they mean.

    Returns
    -------
    Item or None
        None where more or less is said, or nothing of held-back urine before.
    """
    if not part.headed or part.subject not in _LATERAL:
        return None
    for told in before:
        other = told.side in _LATERAL and told.side != part.subject
        if other and terms.findings[told.finding]["bucket"] == "obstruction":
            whole = Item(told.finding, "obstruction", section=part.section)
            return listed(whole, clause, tokens, part, terms)
    return None


def nameless(clause: Clause, tokens: Tokens, part: Stretch, terms: Terms) -> Item | None:
    """Return the stone of "R: 3 mm lower pole, nonobs": only a stone is said not to obstruct.

    Parameters
    ----------
    clause : Clause
        A sentence that names no finding.
    tokens : Tokens
        The words.
    part : Stretch
        The sentence, with the side its heading names.
    terms : Terms
        The words and what they mean.

    Returns
    -------
    Item or None
        None where more or less is said.
    """
    obstructing = clause.values("obstructing")
    if len(obstructing) != 1:
        return None
    stone = Item("stone", "collecting_system_stone", section=part.section)
    found = listed(stone, clause, tokens, part, terms)
    if found is None:
        return None
    # a stone that is not named is no certain one
    return replace(found, obstructing=obstructing[0] == "yes", status=UNCERTAIN)


def _only(clause: Clause, tokens: Tokens) -> bool:
    """Say whether a line holds no word of weight beside what was understood."""
    told = {n for a, b, _ in (*clause.attributes, *clause.sizes) for n in range(a, b)}
    words = tokens.words
    return {words[n] for n in range(clause.start, clause.end) if n not in told} <= SMALL


def another(
    last: Item,
    clause: Clause,
    side: str | None,
    size: Extent,
    span: Span,
    tokens: Tokens,
    terms: Terms,
) -> Item:
    """Return a further stone, of which a sentence without a noun tells.

    Parameters
    ----------
    last : Item
        The stone before.
    clause : Clause
        The sentence.
    side : str or None
        Its side.
    size : Extent
        Its size [mm].
    span : (int, int)
        Where it stands.
    tokens : Tokens
        The words.
    terms : Terms
        The words and what they mean.

    Returns
    -------
    Item
        Without the count, density and change of the one before.
    """
    density = clause.density
    places = tuple(
        place
        for place in dict.fromkeys(clause.values("place"))
        if terms.group(place) in ("collecting", "kidney")
    )
    further = tokens.words[clause.start] in FURTHER
    return replace(
        last,
        side=side,
        places=places,
        obstructing=None if further else last.obstructing,
        change=None if further else last.change,
        count=1,
        many=False,
        size_mm=size.mm,
        size_low_mm=size.low,
        size_below=size.below,
        each_mm=(),
        size_word=None,
        density=None if density is None else (density.low, density.high),
        prior_mm=size.prior,
        spans=(span,),
    )

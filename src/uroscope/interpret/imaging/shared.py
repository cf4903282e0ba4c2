"""Side, place and grade that the findings of one sentence share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from uroscope.interpret.imaging.anchors import Anchor
from uroscope.interpret.imaging.items import Item
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.tokens import Tokens

_URINARY = frozenset(
    {"collecting_system_stone", "obstruction", "nephrocalcinosis", "kidney_structure"}
)
_OF_KIDNEY = frozenset({"papillary_calcification", "milk_of_calcium"})
_NO_SIDE = frozenset({"bladder", "urethra"})


def shared(found: Sequence[tuple[Item, Anchor]], tokens: Tokens, terms: Terms) -> list[Item]:
    """Share side, place and grade among the findings of one sentence.

    Parameters
    ----------
    found : sequence of (Item, Anchor)
        What a sentence says was seen, in order, with the words that name it.
    tokens : Tokens
        The words.
    terms : Terms
        Words that link findings.

    Returns
    -------
    list of Item
        In the same order: "moderate left hydroureter and hydronephrosis" has two of one side and
        grade, "left hydronephrosis due to a UVJ stone" a stone of the left.
    """
    out: list[Item] = []
    for number, (item, anchor) in enumerate(found):
        before = out[-1] if out else None
        if before is not None and before.bucket == item.bucket == "obstruction":
            alike = not (item.side and before.side and item.side != before.side)
            # "mild hydronephrosis, ?obstruction"
            alike = alike and (item.finding != "obstruction" or item.status == before.status)
            item = replace(
                item,
                side=item.side or before.side,
                grade=item.grade or (before.grade if alike else None),
            )
            if before.side is None and item.side is not None:
                out[-1] = replace(before, side=item.side)
        elif before is not None and item.side is None:
            item = _linked(item, anchor, before, found[number - 1][1], tokens, terms)
        out.append(item)
    return _beside_stents(out, found, tokens, terms)


def _linked(
    item: Item, anchor: Anchor, before: Item, other: Anchor, tokens: Tokens, terms: Terms
) -> Item:
    """Return an item with the side of the one before, if "with" or "due to" joins them."""
    if before.side is None or not (_is_urinary(item) and _is_urinary(before)):
        return item
    if item.places and all(place in _NO_SIDE for place in item.places):
        return item
    one = item.bucket == "collecting_system_stone" and item.count == 1 and not item.many
    if one and before.side == "both":
        return item
    between = set(tokens.words[other.end : anchor.start])
    return replace(item, side=before.side) if between & terms.sets["links"] else item


def _is_urinary(item: Item) -> bool:
    return item.bucket in _URINARY or item.finding in _OF_KIDNEY


def _beside_stents(
    items: list[Item], found: Sequence[tuple[Item, Anchor]], tokens: Tokens, terms: Terms
) -> list[Item]:
    """Return the items with a stone "alongside the stent" in the ureter of that stent."""
    sides = {item.side for item in items if item.finding == "stent" and item.side}
    if not sides:
        return items
    out = list(items)
    for number in range(1, len(items)):
        stone, stent = items[number - 1], items[number]
        if stent.finding != "stent" or stone.bucket != "collecting_system_stone" or stone.places:
            continue
        between = tokens.words[found[number - 1][1].end : found[number][1].start]
        if between and terms.sets["beside"] & set(between):
            side = stone.side or (next(iter(sides)) if len(sides) == 1 else None)
            out[number - 1] = replace(stone, side=side, places=("ureter",))
    return out

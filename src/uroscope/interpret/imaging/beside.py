"""One side told, the other denied: "right: 3 mm stone, left: none"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from uroscope.interpret.imaging.anchors import Anchor
from uroscope.interpret.imaging.clauses import Clause
from uroscope.interpret.imaging.items import PRESENT, UNCERTAIN, Item, NotFound
from uroscope.interpret.imaging.layout import Stretch
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.tokens import Tokens

_NONE = frozenset({"none", "nil", "absent", "negative", "-ve", "no"})
_SEEN = frozenset({"seen", "identified", "present", "detected", "visualized", "noted", "found"})
_LISTED = frozenset({"collecting_system_stone", "obstruction"})
_ON = (["on"], ["at"], ["in"], ["within"], ["for"])
_LATERAL = frozenset({"left", "right", "l", "r", "lt", "rt"})


def other_side(clause: Clause, anchor: Anchor, tokens: Tokens, stretch: Stretch) -> Clause | None:
    """Return a clause without its denial of the other side: "left stone 4 mm, right none".

    Parameters
    ----------
    clause : Clause
        With its finding.
    anchor : Anchor
        The finding, which "none" seems to deny.
    tokens : Tokens
        The words.
    stretch : Stretch
        The sentence, with the side its heading names.

    Returns
    -------
    Clause or None
        None where nothing but the denial is told.
    """
    denied = _denied_sides(clause, anchor, tokens)
    if not denied:
        return None
    apart = [range(low, high + 1) for low, high, _ in denied]
    kept = [a for a in clause.attributes if not any(a[0] in part for part in apart)]
    told = [a for a in kept if a[2][0] in ("grade", "side")]
    sizes = [size for size in clause.sizes if not any(size[0] in part for part in apart)]
    # "Right: hydronephrosis, left: none" names the side of what is there above it
    sides = {side for _, _, side in denied}
    headed = stretch.subject in ("left", "right") and stretch.subject not in sides
    if not told and not sizes and not headed:
        return None
    affirmed = replace(anchor, status=PRESENT, answered=False)
    return replace(clause, anchor=affirmed, attributes=kept, sizes=sizes)


def denies_both(clause: Clause, anchor: Anchor, tokens: Tokens) -> bool:
    """Say whether each side is denied: "stones: right none, left none".

    Parameters
    ----------
    clause : Clause
        With its finding.
    anchor : Anchor
        The finding.
    tokens : Tokens
        The words.

    Returns
    -------
    bool
        True if "none" stands beside the left and beside the right.
    """
    return len({side for _, _, side in _denied_sides(clause, anchor, tokens)}) > 1


def _denied_sides(clause: Clause, anchor: Anchor, tokens: Tokens) -> list[tuple[int, int, str]]:
    """Return where "right none" or "none on the left" stands behind a finding, and the side."""
    words = tokens.words
    found = []
    for position in range(anchor.end + 1, clause.end):
        if words[position] not in _NONE:
            continue
        side = position - 1 - (words[position - 1] in {":", "-", "="})
        low, high = side, position
        if words[side] not in _LATERAL:
            side = position + 1 + (words[position + 1 : position + 2] in _ON)
            low, high = position, side + (words[side + 1 : side + 2] == ["kidney"])
            if side >= clause.end or words[side] not in _LATERAL:
                break
        found.append((low, high, "left" if words[side][0] == "l" else "right"))
    return found


def denied_alone(
    part: Stretch, tokens: Tokens, before: Sequence[Item | NotFound], terms: Terms
) -> list[NotFound]:
    """Return what "Left: none." denies: what the sentence before tells of the other side.

    Parameters
    ----------
    part : Stretch
        A sentence that names no finding.
    tokens : Tokens
        The words.
    before : sequence of Item or NotFound
        What the last sentence with a finding says.
    terms : Terms
        Findings and their buckets.

    Returns
    -------
    list of NotFound
        Stones and held-back urine of that side; empty for any other sentence.
    """
    side = part.subject
    words = tokens.words[part.start : part.end]
    if not part.headed or side not in ("left", "right"):
        return []
    # "LK: N" may be short for normal
    if words == ["no"] or words[0] not in _NONE or not set(words) <= _NONE | _SEEN:
        return []
    span = (tokens.starts[part.start], tokens.ends[part.end - 1])
    found: dict[str, NotFound] = {}
    for told in before:
        bucket = terms.findings[told.finding]["bucket"]
        if bucket not in _LISTED or told.side in (side, "both"):
            continue
        stone = bucket == "collecting_system_stone"
        name = "stone" if stone else told.finding
        where = ("kidney",) if stone and part.within == "kidney" else ()
        found[name] = NotFound(name, False, side, where, True, part.section, span)
    return list(found.values())


def denied_beside(clause: Clause, item: Item, tokens: Tokens, section: str) -> NotFound | None:
    """Return what a clause denies of the other side while it tells of one.

    Parameters
    ----------
    clause : Clause
        With its finding.
    item : Item
        What it says is there.
    tokens : Tokens
        The words.
    section : str
        Where it stands.

    Returns
    -------
    NotFound or None
        The stone on the left of "right: 3 mm stone, left: none".
    """
    anchor = clause.anchor
    if anchor is None or not anchor.answered or item.status not in (PRESENT, UNCERTAIN):
        return None
    denied = _denied_sides(clause, anchor, tokens)
    if not denied or item.side in (denied[0][2], "both"):
        return None
    low, high, side = denied[0]
    kidney = item.bucket != "obstruction" and "kidney" in item.places
    span = (tokens.starts[low], tokens.ends[min(high, clause.end - 1)])
    where = ("kidney",) if kidney else ()
    return NotFound(item.finding, False, side, where, True, section, span)

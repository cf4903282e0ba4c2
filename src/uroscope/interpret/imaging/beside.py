"""One side told, the other denied: "right: 3 mm stone, left: none"."""

from __future__ import annotations

from dataclasses import replace

from uroscope.interpret.imaging.anchors import Anchor
from uroscope.interpret.imaging.clauses import Clause
from uroscope.interpret.imaging.items import PRESENT, UNCERTAIN, Item, NotFound
from uroscope.interpret.imaging.layout import Stretch
from uroscope.interpret.texts.tokens import Tokens

_NONE = frozenset({"none", "nil", "absent", "negative", "-ve", "no"})
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
    denied = _denied_side(clause, anchor, tokens)
    if denied is None:
        return None
    low, high, side = denied
    kept = [a for a in clause.attributes if not low <= a[0] <= high]
    told = [a for a in kept if a[2][0] in ("grade", "side")]
    sizes = [size for size in clause.sizes if not low <= size[0] <= high]
    # "Right: hydronephrosis, left: none" names the side of what is there above it
    headed = stretch.subject in ("left", "right") and stretch.subject != side
    if not told and not sizes and not headed:
        return None
    affirmed = replace(anchor, status=PRESENT, answered=False)
    return replace(clause, anchor=affirmed, attributes=kept, sizes=sizes)


def _denied_side(clause: Clause, anchor: Anchor, tokens: Tokens) -> tuple[int, int, str] | None:
    """Return where "right none" or "none on the left" stands behind a finding, and the side."""
    words = tokens.words
    for position in range(anchor.end + 1, clause.end):
        if words[position] not in _NONE:
            continue
        side = position - 1 - (words[position - 1] in {":", "-", "="})
        low, high = side, position
        if words[side] not in _LATERAL:
            side = position + 1 + (words[position + 1 : position + 2] in _ON)
            low, high = position, side + (words[side + 1 : side + 2] == ["kidney"])
            if side >= clause.end or words[side] not in _LATERAL:
                return None
        return low, high, "left" if words[side][0] == "l" else "right"
    return None


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
    denied = _denied_side(clause, anchor, tokens)
    if denied is None or item.side in (denied[2], "both"):
        return None
    low, high, side = denied
    kidney = item.bucket != "obstruction" and "kidney" in item.places
    span = (tokens.starts[low], tokens.ends[min(high, clause.end - 1)])
    where = ("kidney",) if kidney else ()
    return NotFound(item.finding, False, side, where, True, section, span)

"""The only kidney and the transplant: what a report says of neither side, it says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from uroscope.interpret.imaging.clauses import Clause
from uroscope.interpret.imaging.items import Item
from uroscope.interpret.imaging.layout import Stretch
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.matching import Hit
from uroscope.interpret.texts.tokens import Tokens

_SIDED = frozenset({"obstruction", "collecting_system_stone"})
_NO_SIDE = frozenset({"bladder", "urethra"})
_OTHER = {"left": "right", "right": "left"}
_SIDE_OF = {"left": "left", "lt": "left", "right": "right", "rt": "right"}
_SEEN = frozenset(
    {",", ")", "(", "-", "seen", "identified", "present", "visualized", "visible", "found", "is"}
)
_GONE_NEXT = (["nephrectomy"], ["kidney"])
_NATIVE = frozenset({"native"})
_BEFORE = 4
"""Words looked back for "partial" or "planned" before "nephrectomy"; a convention."""


def lone_kidney(
    tokens: Tokens, hits: Sequence[Hit], parts: Sequence[Stretch], terms: Terms
) -> tuple[str | None, bool]:
    """Return the side of the only kidney, or of the only one that works.

    Parameters
    ----------
    tokens : Tokens
        The words of the report.
    hits : sequence of Hit
        Phrases found in it: "a single kidney stone" is no single kidney.
    parts : sequence of Stretch
        Its sentences; what is advised says nothing of what is there.
    terms : Terms
        The words.

    Returns
    -------
    side : str or None
        `left`, `right`, `either` where the side is not said, None where both may be there.
    idle : bool
        True where the other is there and does not work.
    """
    words = tokens.words
    taken = {n for hit in hits if hit.triggers for n in range(hit.start, hit.end)}
    opened = 0
    for part in parts:
        start, opened = opened, part.end  # with the heading before: "Left kidney: absent"
        if part.section == "advice":
            continue
        for position in range(start, part.end):
            end, found = terms.lone.at(words, position, part.end)
            if not found or taken & set(range(position, end)):
                continue
            if words[position] == "no" and end < part.end and words[end] not in _SEEN:
                continue  # "no right kidney hydronephrosis"
            if found[0][0] == "single" and words[end : end + 1] in _GONE_NEXT:
                continue  # "single kidney (left nephrectomy)"
            near = words[max(start, position - _BEFORE) : position]
            if not terms.sets["not_lone"] & set(near):
                return found[0][1], False
    for part in parts:
        side = None if part.section == "advice" else _idle(words, part, terms)
        if side is not None:
            return _OTHER[side], True
    return None, False


def _idle(words: Sequence[str], part: Stretch, terms: Terms) -> str | None:
    """Return the side of a kidney that does not work: "right kidney is small, non-functioning"."""
    between, start, end = terms.sets["idle_between"], part.start, part.end

    def past(position: int, step: int) -> int:
        while start <= position < end and words[position] in between:
            position += step
        return position

    def at(position: int) -> str:
        return words[position] if start <= position < end else ""

    for first in range(start, end):
        last, found = terms.idle.at(words, first, end)
        if not found:
            continue
        before, after = past(first - 1, -1), past(last, 1)
        if at(before) == "kidney" and at(before - 1) in _SIDE_OF:
            return _SIDE_OF[at(before - 1)]
        if at(before) in _SIDE_OF and at(after) == "kidney":
            return _SIDE_OF[at(before)]
        if at(after) in _SIDE_OF and at(past(after + 1, 1)) == "kidney":
            return _SIDE_OF[at(after)]
        if before < start and part.headed and part.subject in _OTHER and at(after) == "":
            return part.subject  # "Right kidney: non-functioning."
    return None


class About:
    """Which kidney a report without sides tells of: the only one, or the transplant."""

    def __init__(self, lone: str | None) -> None:
        self._whole = None if lone is None else "single"
        self._now: str | None = self._whole

    def hear(self, words: Sequence[str], part: Stretch, clauses: Sequence[Clause]) -> None:
        """Take in a sentence: a transplant it names stays the subject until another side is named.

        Parameters
        ----------
        words : sequence of str
            Words of the report.
        part : Stretch
            The sentence.
        clauses : sequence of Clause
            What it says.
        """
        sides = {side for clause in clauses for side in clause.values("side")}
        if "transplant" in sides or part.subject == "transplant":
            self._now = "transplant"
        elif "single" in sides:
            self._whole = self._now = "single"
        elif self._now == "transplant" and (
            sides or part.subject or _NATIVE & set(words[part.start : part.end])
        ):
            self._now = None

    def sided(self, item: Item) -> Item:
        """Return an item of neither side with the kidney the report is about."""
        if self._now is None or item.side is not None or item.bucket not in _SIDED:
            return item
        if item.places and all(place in _NO_SIDE for place in item.places):
            return item
        places = tuple(place for place in item.places if place != "kidney")
        return replace(item, side=self._now, places=places)

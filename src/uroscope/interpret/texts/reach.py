"""How far a modifier reaches: the triggers after it, before it, and next to it.

The algorithm is that of Harkema and others (J Biomed Inform 2009;42:839-851): a modifier acts on
every trigger between itself and the end of its scope. What we added for comma lists, numbers and
form answers is described, with its reasons, in `knowledge/texts/context.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from uroscope.interpret.texts.lexicon import ASSERTION_KINDS, Lexicon, Modifier
from uroscope.interpret.texts.matching import Hit, Trigger
from uroscope.interpret.texts.tokens import Tokens

ANSWER_MARKS = frozenset({":", "=", "-", "(", "?"})
AND = frozenset({"and", "&", "+"})
OR = frozenset({"or", "nor", "/"})

REACH = 80
"""Words a scope runs at most, several times the length of a clinical sentence; a convention that
keeps a cell without any full stop from costing the square of its length."""
_LEADS_ON = frozenset({"of", "for", "following"})
_LINKS = frozenset({"with", "s/p", "post", "prior", "previous", "still", "some"})
"""Words that open an item without describing it."""
_DOUBTS = frozenset({"uncertain", "suspected", "open"})
"""Doubts that reach past a "due to" at once behind them: "could be due to infection"."""
_NEAR = 3
"""Words that may stand between a two-way modifier and its trigger: "stopped taking her lithium"."""


@dataclass(slots=True)
class _Item:
    """A stretch of a list between commas, "and" and "or"."""

    joiner: str
    triggers: list[Trigger] = field(default_factory=list)
    number: bool = False


@dataclass(slots=True)
class Sentence:
    """One sentence: its words and the phrases matched in it."""

    tokens: Tokens
    start: int
    end: int
    hits: list[Hit]
    cell: str
    lexicon: Lexicon
    at: dict[int, Hit] = field(init=False)
    ending: dict[int, Hit] = field(init=False)

    def __post_init__(self) -> None:
        self.at = {hit.start: hit for hit in self.hits}
        self.ending = {hit.end: hit for hit in self.hits}


def sentence_has_trigger(sentence: Sentence) -> bool:
    """Say whether a sentence names any concept.

    Parameters
    ----------
    sentence : Sentence
        The sentence.

    Returns
    -------
    bool
        True if it does.
    """
    return any(hit.triggers for hit in sentence.hits)


def trigger_next(sentence: Sentence, hit: Hit) -> bool:
    """Say whether a trigger follows at once, with small words between at most.

    Parameters
    ----------
    sentence : Sentence
        The sentence.
    hit : Hit
        The modifier.

    Returns
    -------
    bool
        True if one does.
    """
    words = sentence.tokens.words
    position = hit.end
    for _ in range(_NEAR + 1):
        if position >= sentence.end:
            return False
        following = sentence.at.get(position)
        if following is not None:
            if following.triggers:
                return True
            if following.modifiers and following.modifiers[0].kind in {"past", "family"}:
                position = following.end
                continue
            described = following.affirms_item and words[position] not in _LINKS
            if not following.affirms and not described:
                return False
            position = following.end  # "possible mild right hydronephrosis"
            continue
        if words[position] not in sentence.lexicon.gaps and words[position] != ":":
            return False
        position += 1
    return False


def forward(sentence: Sentence, hit: Hit, modifier: Modifier) -> list[tuple[Trigger, bool]]:
    """Return the triggers after a modifier.

    Parameters
    ----------
    sentence : Sentence
        The sentence.
    hit : Hit
        The modifier.
    modifier : Modifier
        Which of its parts acts.

    Returns
    -------
    list of (Trigger, bool)
        The triggers in scope; True for one that a bare list leaves open ("no diabetes, gout").
    """
    items = list(_items(sentence, hit, modifier))
    if modifier.one:
        first = items[0]
        near = [
            trigger
            for trigger in first.triggers
            if trigger.start - hit.end <= (0 if modifier.kind == "negated" else _NEAR)
        ]
        return [(trigger, False) for trigger in near if trigger.start == near[0].start]
    reached = [(trigger, False) for trigger in items[0].triggers]
    commas = 1 + sum(item.joiner == "," for item in items[1:])
    for number, item in enumerate(items[1:], start=1):
        if item.number and item.joiner not in OR:
            break  # a dose, size or duration of its own: the item stands on its own
        weak = False
        if item.joiner == "," and not modifier.governs:
            later = {following.joiner for following in items[number + 1 :]}
            closed = bool(later & OR or later & AND)
            weak = not closed and (commas < 3 or sentence.cell == "medications")
            weak = weak and not _same(items[0], item)  # "no chills, rigors"
        reached.extend((trigger, weak) for trigger in item.triggers)
    return reached


def _items(sentence: Sentence, hit: Hit, modifier: Modifier) -> Iterator[_Item]:
    """Yield the list items in the scope of a forward modifier."""
    words, shapes, at = sentence.tokens.words, sentence.tokens.shapes, sentence.at
    assertion = modifier.kind in ASSERTION_KINDS
    item = _Item("")
    passed = opened = False
    depth = 0
    position = hit.end
    stop = min(sentence.end, hit.end + REACH)
    while position < stop:
        found = at.get(position)
        if found is not None:
            if found.triggers:
                item.triggers.extend(found.triggers)
                passed, opened = True, False
            elif (
                (found.ends and not (modifier.kind in _DOUBTS and position == hit.end))
                or (found.affirms_item and opened and passed)
                or (found.affirms and opened and modifier.kind == "family")
                or (passed and (found.affirms or _takes_over(found, modifier, assertion)))
            ):
                break
            else:  # "since 2004" dates its item as "25 mg" doses it
                opened = False
                dated = any(shape[0] == "#" for shape in shapes[found.start : found.end])
                item.number = item.number or dated
            position = found.end
            continue
        word = words[position]
        if word == ":" and modifier.kind == "negated" and _colon_ends(sentence, hit, position):
            break
        if word == ",":
            yield item
            item = _Item(",")
            passed = opened = True
        elif word in AND or word in OR:
            joiner = "or" if word in OR else "and"
            if item.triggers or item.joiner != ",":
                yield item
                item = _Item(joiner)
            else:
                item.joiner = joiner  # ", or chills"
            opened = True
        elif word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
            if depth < 0:
                break
        else:
            if shapes[position][0] == "#":
                item.number = True
            opened = False
        position += 1
    yield item


def _colon_ends(sentence: Sentence, hit: Hit, position: int) -> bool:
    """Say whether a colon of a scan report ends a denial: not in "negative for: stone"."""
    if sentence.cell != "imaging_report" or position == hit.end:
        return False
    return sentence.tokens.words[position - 1] not in _LEADS_ON


def _same(first: _Item, second: _Item) -> bool:
    """Say whether a second item names nothing the first has not named."""
    named = {concept for trigger in first.triggers for concept in trigger.concepts}
    return all(named.issuperset(trigger.concepts) for trigger in second.triggers)


def _takes_over(found: Hit, modifier: Modifier, assertion: bool) -> bool:
    """Say whether a second modifier ends the scope of the first."""
    for other in found.modifiers:
        if other.kind == "family" and modifier.kind != "family" and other.forward:
            return True
        if other.forward and (
            other.kind == modifier.kind or (assertion and other.kind in ASSERTION_KINDS)
        ):
            return True
    return False


def backward(sentence: Sentence, hit: Hit, modifier: Modifier) -> list[Trigger]:
    """Return the triggers before a modifier, in its own item or in a list that "and" closed.

    Parameters
    ----------
    sentence : Sentence
        The sentence.
    hit : Hit
        The modifier.
    modifier : Modifier
        Which of its parts acts.

    Returns
    -------
    list of Trigger
        The triggers in scope, the nearest first.
    """
    words, shapes = sentence.tokens.words, sentence.tokens.shapes
    assertion = modifier.kind in ASSERTION_KINDS
    reached: list[Trigger] = []
    joined = False
    position = hit.start
    bare = True  # only small words since the last comma
    stop = max(sentence.start, hit.start - REACH)
    while position > stop:
        found = sentence.ending.get(position)
        if found is not None:
            if found.triggers:
                reached.extend(found.triggers)
                bare = False
            elif found.ends or (reached and (found.affirms or _claims(found, modifier, assertion))):
                break
            position = found.start
            continue
        position -= 1
        word = words[position]
        if word == ",":
            if not (joined and reached) and not (bare and not reached):
                break
            bare = True
        elif word in AND or word in OR:
            joined = True
        elif shapes[position][0] == "#":
            if reached:
                break
        elif word not in sentence.lexicon.fillers and word not in ANSWER_MARKS:
            bare = False
    return reached


def _claims(found: Hit, modifier: Modifier, assertion: bool) -> bool:
    """Say whether another backward modifier has claimed what stands before it."""
    return any(
        other.backward
        and (other.kind == modifier.kind or (assertion and other.kind in ASSERTION_KINDS))
        for other in found.modifiers
    )


def closes_item(sentence: Sentence, hit: Hit) -> bool:
    """Say whether only small words, numbers and dates follow a modifier in its item.

    Parameters
    ----------
    sentence : Sentence
        The sentence.
    hit : Hit
        The modifier.

    Returns
    -------
    bool
        True for "off" in "lithium - off since 2020", False for "no" in "HCTZ, no side effects".
    """
    words, shapes = sentence.tokens.words, sentence.tokens.shapes
    position = hit.end
    stop = min(sentence.end, hit.end + REACH)
    while position < stop:
        word = words[position]
        if word in {",", ")"}:
            return True
        found = sentence.at.get(position)
        if found is not None:
            if found.triggers or any(
                not other.kind.startswith("past") for other in found.modifiers
            ):
                return False
            position = found.end
            continue
        if word not in sentence.lexicon.fillers and shapes[position][0] != "#":
            return False
        position += 1
    return True


def nearest_before(sentence: Sentence, hit: Hit, beside: bool = False) -> list[Trigger]:
    """Return the triggers that stand next before a modifier in the same item.

    Parameters
    ----------
    sentence : Sentence
        The sentence.
    hit : Hit
        The modifier.
    beside : bool
        Whether no word but a mark may stand between.

    Returns
    -------
    list of Trigger
        Those of one place; empty if there is none.
    """
    position = hit.start
    stop = max(sentence.start, hit.start - REACH)
    while position > stop:
        found = sentence.ending.get(position)
        if found is not None:
            if found.triggers:
                return list(found.triggers)
            if found.ends or found.affirms:
                return []
            position = found.start
            continue
        position -= 1
        word = sentence.tokens.words[position]
        if word == "," or (beside and word not in ANSWER_MARKS):
            return []
    return []

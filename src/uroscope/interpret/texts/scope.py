"""ConText: which triggers a modifier reaches, sentence by sentence.

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

_ANSWER_MARKS = frozenset({":", "=", "-", "(", "?"})
_AND = frozenset({"and", "&", "+"})
_OR = frozenset({"or", "nor", "/"})
_FALLBACK = frozenset({"negated", "ended", "uncertain", "undone", "family"})
_REACH = 80
"""Words a scope runs at most, several times the length of a clinical sentence; a convention that
keeps a cell without any full stop from costing the square of its length."""
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


def apply(sentence: Sentence, previous: list[Trigger]) -> None:
    """Set the flags of every trigger of a sentence.

    Parameters
    ----------
    sentence : Sentence
        Its triggers are changed in place.
    previous : list of Trigger
        Triggers of the sentence before, for "Lithium 400 mg. Stopped 2020."
    """
    acting = _cancelled(sentence)
    questions = _question_marks(sentence)
    for hit in acting:
        if _is_answer(sentence, hit):
            target = _labelled(sentence, hit)
            if target is not None:
                questions.discard(hit.start - 1)
                for modifier in hit.modifiers:
                    _flag(target, modifier.kind)
                continue
        for modifier in hit.modifiers:
            if modifier.kind != "resumed":
                _act(sentence, hit, modifier, previous)
    doubt = Modifier("uncertain", forward=True, backward=True)
    for position in questions:
        _doubt(sentence, position, doubt)
    for hit in acting:
        for modifier in hit.modifiers:
            if modifier.kind == "resumed":
                _resume(sentence, hit, modifier)


def _flag(triggers: list[Trigger], kind: str) -> None:
    """Add a flag to triggers."""
    for trigger in triggers:
        trigger.flags.add(kind)


def _cancelled(sentence: Sentence) -> list[Hit]:
    """Return the modifiers that act, after "not stopped" and "not without" cancelled out."""
    acting: list[Hit] = []
    for hit in sentence.hits:
        if not hit.modifiers:
            continue
        before = acting[-1] if acting else None
        if before is not None and _adjacent(sentence, before, hit):
            first = {modifier.kind for modifier in before.modifiers}
            second = {modifier.kind for modifier in hit.modifiers}
            if "negated" in first and "resumed" in second:
                continue
            if "negated" in first and second & {"ended", "ending", "undone", "negated"}:
                acting.pop()
                continue
            if "planned" in first and second & {"ended", "ending"}:
                acting.pop()
                continue
            if "negated" in first and "planned" in second:
                continue
        acting.append(hit)
    return acting


def _adjacent(sentence: Sentence, first: Hit, second: Hit) -> bool:
    """Say whether at most one small word stands between two modifiers."""
    gap = sentence.tokens.words[first.end : second.start]
    return not gap or (len(gap) == 1 and gap[0] in sentence.lexicon.fillers)


def _act(sentence: Sentence, hit: Hit, modifier: Modifier, previous: list[Trigger]) -> None:
    """Let one modifier act on the triggers in its scope."""
    if modifier.both:
        reached = _forward(sentence, hit, modifier)
        reached.extend((trigger, False) for trigger in _nearest_before(sentence, hit))
    elif modifier.forward and modifier.backward:
        if _trigger_next(sentence, hit):
            reached = _forward(sentence, hit, modifier)
        else:
            reached = [(trigger, False) for trigger in _backward(sentence, hit, modifier)]
            if not reached:
                reached = _forward(sentence, hit, modifier)
    elif modifier.forward:
        reached = _forward(sentence, hit, modifier)
    else:
        reached = [(trigger, False) for trigger in _backward(sentence, hit, modifier)]
    if not reached and modifier.kind in _FALLBACK and _closes_item(sentence, hit):
        beside = modifier.kind == "family"  # "diabetic father", not "donated a kidney to sister"
        reached = [(trigger, False) for trigger in _nearest_before(sentence, hit, beside)]
        if not reached and modifier.kind == "ended" and not sentence_has_trigger(sentence):
            reached = [(trigger, False) for trigger in previous[-1:]]
    for trigger, weak in reached:
        trigger.flags.add(f"weak_{modifier.kind}" if weak else modifier.kind)


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


def _trigger_next(sentence: Sentence, hit: Hit) -> bool:
    """Say whether a trigger follows at once, with small words between at most."""
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
            if not following.affirms:
                return False
            position = following.end
            continue
        if words[position] not in sentence.lexicon.fillers and words[position] != ":":
            return False
        position += 1
    return False


def _forward(sentence: Sentence, hit: Hit, modifier: Modifier) -> list[tuple[Trigger, bool]]:
    """Return the triggers after a modifier, each with whether it is reached only weakly."""
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
        if item.number and item.joiner not in _OR:
            break  # a dose, size or duration of its own: the item stands on its own
        weak = False
        if item.joiner == "," and not modifier.governs:
            later = {following.joiner for following in items[number + 1 :]}
            closed = bool(later & _OR or later & _AND)
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
    stop = min(sentence.end, hit.end + _REACH)
    while position < stop:
        found = at.get(position)
        if found is not None:
            if found.triggers:
                item.triggers.extend(found.triggers)
                passed, opened = True, False
            elif (
                found.ends
                or (found.affirms_item and opened)
                or (passed and (found.affirms or _takes_over(found, modifier, assertion)))
            ):
                break
            else:  # "since 2004" dates its item as "25 mg" doses it
                dated = any(shape[0] == "#" for shape in shapes[found.start : found.end])
                item.number = item.number or dated
            position = found.end
            continue
        word = words[position]
        if word == ",":
            yield item
            item = _Item(",")
            passed = opened = True
        elif word in _AND or word in _OR:
            joiner = "or" if word in _OR else "and"
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


def _backward(sentence: Sentence, hit: Hit, modifier: Modifier) -> list[Trigger]:
    """Return the triggers before a modifier, in its own item or in a list that "and" closed."""
    words, shapes = sentence.tokens.words, sentence.tokens.shapes
    assertion = modifier.kind in ASSERTION_KINDS
    reached: list[Trigger] = []
    joined = False
    position = hit.start
    bare = True  # only small words since the last comma
    stop = max(sentence.start, hit.start - _REACH)
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
        elif word in _AND or word in _OR:
            joined = True
        elif shapes[position][0] == "#":
            if reached:
                break
        elif word not in sentence.lexicon.fillers and word not in _ANSWER_MARKS:
            bare = False
    return reached


def _claims(found: Hit, modifier: Modifier, assertion: bool) -> bool:
    """Say whether another backward modifier has claimed what stands before it."""
    return any(
        other.backward
        and (other.kind == modifier.kind or (assertion and other.kind in ASSERTION_KINDS))
        for other in found.modifiers
    )


def _closes_item(sentence: Sentence, hit: Hit) -> bool:
    """Say whether only small words, numbers and dates follow a modifier in its item."""
    words, shapes = sentence.tokens.words, sentence.tokens.shapes
    position = hit.end
    stop = min(sentence.end, hit.end + _REACH)
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


def _nearest_before(sentence: Sentence, hit: Hit, beside: bool = False) -> list[Trigger]:
    """Return the trigger that stands next before a modifier in the same item.

    With `beside`, no word but a mark may stand between.
    """
    position = hit.start
    stop = max(sentence.start, hit.start - _REACH)
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
        if word == "," or (beside and word not in _ANSWER_MARKS):
            return []
    return []


def _is_answer(sentence: Sentence, hit: Hit) -> bool:
    """Say whether a modifier is the answer on a form: "Fever: no  Chills: yes"."""
    words = sentence.tokens.words
    if hit.start == sentence.start or words[hit.start - 1] not in _ANSWER_MARKS:
        return False
    if hit.end >= sentence.end or words[hit.end] in {",", ")"}:
        return True
    for position in range(hit.end, min(sentence.end, hit.end + _REACH)):
        found = sentence.at.get(position)
        if found is not None and found.triggers:
            return found.end < sentence.end and words[found.end] in {":", "="}
    return False


def _labelled(sentence: Sentence, hit: Hit) -> list[Trigger] | None:
    """Return the triggers directly before the mark before an answer, or None."""
    mark = hit.start - 1
    while mark > sentence.start and sentence.tokens.words[mark - 1] in _ANSWER_MARKS:
        mark -= 1
    found = sentence.ending.get(mark)
    if found is None or not found.triggers:
        return None
    labelled = list(found.triggers)
    while found is not None and found.start > sentence.start:
        # "fever/chills: denies" answers for both
        link = sentence.tokens.words[found.start - 1]
        found = sentence.ending.get(found.start - 1) if link in _AND or link in _OR else None
        if found is not None:
            labelled.extend(found.triggers)
    return labelled


def _question_marks(sentence: Sentence) -> set[int]:
    """Return the positions of question marks."""
    words = sentence.tokens.words
    return {
        position
        for position in range(sentence.start, sentence.end)
        if words[position] == "?" and (position == sentence.start or words[position - 1] != "?")
    }


def _doubt(sentence: Sentence, position: int, doubt: Modifier) -> None:
    """Let a question mark act: on what it is glued to, else on what stands before it."""
    tokens = sentence.tokens
    hit = Hit(position, position + 1)
    glued = position + 1 < sentence.end and tokens.starts[position + 1] == tokens.ends[position]
    spaced = position == sentence.start or tokens.starts[position] > tokens.ends[position - 1]
    forward = spaced and (glued or position == sentence.start)
    if not forward and position > sentence.start:
        reached = _backward(sentence, hit, doubt)
        if reached:
            _flag(reached, "uncertain")
            return
        forward = spaced
    if forward:
        for trigger, _ in _forward(sentence, hit, doubt):
            trigger.flags.add("uncertain")


def _resume(sentence: Sentence, hit: Hit, modifier: Modifier) -> None:
    """Take back "stopped" where the text goes on to say "restarted"."""
    reached = _backward(sentence, hit, modifier) if modifier.backward else []
    if modifier.forward:
        reached.extend(trigger for trigger, _ in _forward(sentence, hit, modifier))
    if not reached:
        reached = [
            trigger
            for position in range(max(sentence.start, hit.start - _REACH), hit.start)
            if position in sentence.at
            for trigger in sentence.at[position].triggers
        ]
    for trigger in reached:
        trigger.flags -= {"ended", "past", "weak_ended", "weak_past"}

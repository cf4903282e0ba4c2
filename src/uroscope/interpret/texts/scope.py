"""ConText, sentence by sentence: what each modifier does to the triggers it reaches."""

from __future__ import annotations

from uroscope.interpret.texts.lexicon import Modifier
from uroscope.interpret.texts.matching import Hit, Trigger
from uroscope.interpret.texts.method import of_the_method
from uroscope.interpret.texts.reach import (
    AND,
    ANSWER_MARKS,
    OR,
    REACH,
    Sentence,
    backward,
    closes_item,
    forward,
    nearest_before,
    sentence_has_trigger,
    trigger_next,
)

_FALLBACK = frozenset({"negated", "ended", "uncertain", "suspected", "open", "undone", "family"})


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
        if not hit.modifiers or of_the_method(sentence, hit) or _describes(sentence, hit):
            continue
        before = acting[-1] if acting else None
        if before is not None and _adjacent(sentence, before, hit):
            first = {modifier.kind for modifier in before.modifiers}
            second = {modifier.kind for modifier in hit.modifiers}
            if "negated" in first and "resumed" in second:
                continue
            ahead = all(modifier.forward and not modifier.backward for modifier in before.modifiers)
            if (
                "negated" in first and ahead and second & {"ended", "ending", "undone", "negated"}
            ):  # "not stopped", "not without"; but "fever none, no chills" denies twice
                acting.pop()
                continue
            if "planned" in first and second & {"ended", "ending"}:
                acting.pop()
                continue
            if "negated" in first and "planned" in second:
                continue
        acting.append(hit)
    return acting


def _describes(sentence: Sentence, hit: Hit) -> bool:
    """Say whether "free" stands before what it describes: "no free calculus", not "pain free"."""
    if sentence.tokens.words[hit.start : hit.end] != ["free"] or hit.start == sentence.start:
        return False
    before, following = sentence.ending.get(hit.start), sentence.at.get(hit.end)
    named = before is not None and bool(before.triggers)
    return following is not None and bool(following.triggers) and not named


def _adjacent(sentence: Sentence, first: Hit, second: Hit) -> bool:
    """Say whether at most one small word stands between two modifiers."""
    gap = sentence.tokens.words[first.end : second.start]
    return not gap or (len(gap) == 1 and gap[0] in sentence.lexicon.fillers)


def _act(sentence: Sentence, hit: Hit, modifier: Modifier, previous: list[Trigger]) -> None:
    """Let one modifier act on the triggers in its scope."""
    if modifier.both:
        reached = forward(sentence, hit, modifier)
        reached.extend((trigger, False) for trigger in nearest_before(sentence, hit))
    elif modifier.forward and modifier.backward:
        if trigger_next(sentence, hit):
            reached = forward(sentence, hit, modifier)
        else:
            reached = [(trigger, False) for trigger in backward(sentence, hit, modifier)]
            if not reached:
                reached = forward(sentence, hit, modifier)
    elif modifier.forward:
        reached = forward(sentence, hit, modifier)
    else:
        reached = [(trigger, False) for trigger in backward(sentence, hit, modifier)]
    if not reached and modifier.kind in _FALLBACK and closes_item(sentence, hit):
        beside = modifier.kind == "family"  # "diabetic father", not "donated a kidney to sister"
        reached = [(trigger, False) for trigger in nearest_before(sentence, hit, beside)]
        if not reached and modifier.kind == "ended" and not sentence_has_trigger(sentence):
            reached = [(trigger, False) for trigger in previous[-1:]]
    for trigger, weak in reached:
        trigger.flags.add(f"weak_{modifier.kind}" if weak else modifier.kind)


def _is_answer(sentence: Sentence, hit: Hit) -> bool:
    """Say whether a modifier is the answer on a form: "Fever: no  Chills: yes"."""
    words = sentence.tokens.words
    if hit.start == sentence.start or words[hit.start - 1] not in ANSWER_MARKS:
        return False
    if hit.end >= sentence.end or words[hit.end] in {",", ")"}:
        return True
    for position in range(hit.end, min(sentence.end, hit.end + REACH)):
        found = sentence.at.get(position)
        if found is not None and found.triggers:
            return found.end < sentence.end and words[found.end] in {":", "="}
    return False


def _labelled(sentence: Sentence, hit: Hit) -> list[Trigger] | None:
    """Return the triggers directly before the mark before an answer, or None."""
    mark = hit.start - 1
    while mark > sentence.start and sentence.tokens.words[mark - 1] in ANSWER_MARKS:
        mark -= 1
    found = sentence.ending.get(mark)
    if found is None or not found.triggers:
        return None
    labelled = list(found.triggers)
    while found is not None and found.start > sentence.start:
        # "fever/chills: denies" answers for both
        link = sentence.tokens.words[found.start - 1]
        found = sentence.ending.get(found.start - 1) if link in AND or link in OR else None
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
    reached = [] if spaced and glued else backward(sentence, hit, doubt)
    if not reached and spaced:
        reached = [trigger for trigger, _ in forward(sentence, hit, doubt)]
    _flag(reached, "uncertain")
    _flag(reached, "suspected")  # who writes "?pyonephrosis" thinks of it


def _resume(sentence: Sentence, hit: Hit, modifier: Modifier) -> None:
    """Take back "stopped" where the text goes on to say "restarted"."""
    reached = backward(sentence, hit, modifier) if modifier.backward else []
    if modifier.forward:
        reached.extend(trigger for trigger, _ in forward(sentence, hit, modifier))
    if not reached:
        reached = [
            trigger
            for position in range(max(sentence.start, hit.start - REACH), hit.start)
            if position in sentence.at
            for trigger in sentence.at[position].triggers
        ]
    for trigger in reached:
        trigger.flags -= {"ended", "past", "weak_ended", "weak_past"}

"""What is over: an illness behind "PMH", or with a bare year behind it."""

from __future__ import annotations

from uroscope.interpret.texts.lexicon import Past
from uroscope.interpret.texts.matching import Trigger
from uroscope.interpret.texts.reach import Sentence
from uroscope.interpret.texts.tokens import Tokens

_LONGEST_LABEL = 3
_MONTHS = frozenset(
    {
        "jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "june", "jun",
        "july", "jul", "aug", "august", "sep", "sept", "september", "oct", "october", "nov",
        "november", "dec", "december",
    }
)  # fmt: skip


def set_past(sentence: Sentence, labelled: bool) -> None:
    """Flag as past what a label of the past or a bare year says is over.

    Parameters
    ----------
    sentence : Sentence
        Its triggers are changed in place.
    labelled : bool
        Whether a label of the past with a colon stands directly before the sentence.
    """
    past = sentence.lexicon.past
    tokens = sentence.tokens
    start = (
        sentence.start if labelled else _behind_label(tokens, sentence.start, sentence.end, past)
    )
    stop = sentence.start if start is None else _now(sentence, start, past)
    for hit in sentence.hits:
        for trigger in hit.triggers:
            named = set(trigger.concepts)
            behind = start is not None and start <= trigger.start < stop
            if (behind and named & past.illnesses) or (
                named & past.dated and _with_year(tokens, trigger, sentence.end)
            ):
                trigger.flags.add("past")


def _behind_label(tokens: Tokens, start: int, end: int, past: Past) -> int | None:
    """Return the word behind a label without a colon: "PMHx sepsis"; None if there is none."""
    words = tokens.words
    for position in range(start, end):
        for length in range(_LONGEST_LABEL, 0, -1):
            after = position + length
            if after < end and " ".join(words[position:after]) in past.labels:
                return after
    return None


def _now(sentence: Sentence, start: int, past: Past) -> int:
    """Return where the list item with the first word of now begins; the end if there is none."""
    words = sentence.tokens.words
    for position in range(start, sentence.end):
        if words[position] in past.until:
            while position > start and words[position - 1] != ",":
                position -= 1
            return position
    return sentence.end


def _with_year(tokens: Tokens, trigger: Trigger, end: int) -> bool:
    """Say whether a year, or a month of one, stands behind: "(2019)", "3/2019", "May 2019"."""
    words, shapes = tokens.words, tokens.shapes
    position = trigger.end
    if position < end and words[position] in {"(", "-", ",", ":"}:
        position += 1
    if position < end and words[position] in _MONTHS:
        position += 1
    elif position + 1 < end and shapes[position] == "#" and words[position + 1] in {"/", "-"}:
        position += 2
    if position >= end or shapes[position] != "#y":
        return False
    # a whole date may be that of today
    return words[position + 1 : position + 2] not in (["-"], ["/"]) or position + 1 >= end

"""Denials of how a scan was made, which deny nothing that follows: "without IV contrast: …"."""

from __future__ import annotations

from uroscope.interpret.texts.matching import Hit
from uroscope.interpret.texts.reach import Sentence

_MOST_BETWEEN = 7
"""Words looked through for the object of a denial; a convention, the length of "without the
administration of oral or intravenous contrast"."""
_JOINS = frozenset({"or", "nor", "and", ",", "/", "&"})
_BARE = frozenset({"w/o", "without"})
_MARKS = frozenset({":", ",", ")", "-", "=", "contrast"})


def of_the_method(sentence: Sentence, hit: Hit) -> bool:
    """Say whether a denial is about contrast, earlier scans or the course of the examination.

    Parameters
    ----------
    sentence : Sentence
        The sentence.
    hit : Hit
        A phrase that may be a denial.

    Returns
    -------
    bool
        True for "without" of "CT without IV contrast"; False for any other phrase.
    """
    method = sentence.lexicon.method
    if not method.nouns or not any(m.kind == "negated" and m.forward for m in hit.modifiers):
        return False
    words, shapes = sentence.tokens.words, sentence.tokens.shapes
    first = words[hit.start]
    after = hit.end
    if first in _BARE and hit.end == hit.start + 1 and hit.start > sentence.start:
        bare = after == sentence.end or words[after] in _MARKS or shapes[after][0] == "#"
        if bare and words[hit.start - 1] in method.scans:
            return True  # "CT abdomen w/o: …"
    position = after
    last = min(sentence.end, after + _MOST_BETWEEN)
    while position < last:
        found = sentence.at.get(position)
        if found is not None and found.triggers:
            return False
        if words[position] in method.nouns:
            return _is_object(sentence, position + 1)
        if words[position] not in method.between:
            return False
        position += 1
    return False


def _is_object(sentence: Sentence, after: int) -> bool:
    """Say whether the denial is over after its noun: no finding is joined to it."""
    words, method = sentence.tokens.words, sentence.lexicon.method
    if after >= sentence.end:
        return True
    if words[after] in method.not_before:
        return words[after] == "with" and after + 1 < sentence.end and words[after + 1] == "iv"
    if words[after] not in _JOINS or words[after] in {",", "/"}:
        return True
    # "no complication or hydronephrosis" denies both; "no prior CT or ultrasound" names no finding
    for position in range(after + 1, min(sentence.end, after + _MOST_BETWEEN)):
        found = sentence.at.get(position)
        if found is not None:
            return not found.triggers
        if words[position] not in method.between and words[position] not in method.nouns:
            return words[after] == "and"
    return True

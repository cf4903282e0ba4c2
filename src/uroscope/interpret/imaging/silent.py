"""What the first words of a report tell between how it was scanned and why: "There is a stone"."""

from __future__ import annotations

from uroscope.interpret.imaging.terms import ASIDE, Terms
from uroscope.interpret.texts.tokens import Tokens


def states(tokens: Tokens, start: int, end: int, section: str, terms: Terms) -> bool:
    """Say whether a sentence behind "Technique: …" tells what was seen, not how.

    It names a finding or a part of the urinary tract. Behind a technique or a comparison it then
    tells of no scanning, or has a size, side or grade, or "there is"; behind an indication it has
    a size or "there is", and no word of what was before.
    """
    words = tokens.words
    here = set(words[start:end])
    named = placed = marked = False
    for position in range(start, end):
        finding_end = _finding_at(words, position, end, terms)
        named = named or finding_end > position
        _, attributes = terms.attributes.at(words, position, end)
        kinds = {kind for kind, _ in attributes}
        placed = placed or "place" in kinds
        marked = marked or bool(kinds & {"side", "grade"})
    sized = bool({"mm", "cm"} & here)
    stated = bool(terms.sets["states"] & set(words[start : start + 1])) or (
        "there" in here and bool({"is", "are"} & here)
    )
    if section == "indication":
        return (
            named
            and (sized or stated)
            and not (terms.sets["earlier"] | terms.sets["scanning"]) & here
        )
    if section == "comparison" and terms.sets["at_that_time"] & here:
        return False
    if named and (stated or (marked and not terms.sets["scanning"] & here)):
        return True
    scanned = bool(terms.sets["scanning"] & here) or any(
        terms.kinds_of_scan.at(words, position, end)[1] for position in range(start, end)
    )
    return (named or placed) and not scanned


def _finding_at(words: list[str], position: int, end: int, terms: Terms) -> int:
    """Return where the finding that begins at a word ends; the word itself if none does."""
    entries = terms.lexicon.entries
    reach = min(terms.lexicon.longest.get(words[position], 1), end - position)
    for length in range(reach, 0, -1):
        entry = entries.get(" ".join(words[position : position + length]))
        if entry is not None:
            found = any(set(sense.concepts) - {ASIDE} for sense in entry.senses)
            return position + length if found else position
    return position

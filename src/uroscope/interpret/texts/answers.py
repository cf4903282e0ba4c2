"""Cells, or items of a list, that answer for everything at once: none, not asked."""

from __future__ import annotations

from collections.abc import Iterator

from uroscope.interpret.texts.codes import KIND_OF_CELL
from uroscope.interpret.texts.lexicon import Lexicon
from uroscope.interpret.texts.matching import Hit
from uroscope.interpret.texts.tokens import Tokens

_SILENT_SECTIONS = frozenset(
    {"family", "allergy", "planned", "indication", "neutral", "ended", "negated"}
)
_BREAKS = frozenset({",", "(", ")", ":", "-", "?", "="})
_PUNCTUATION = frozenset({"/", "+", "&", "%", "<", ">"})


def read_answers(
    tokens: Tokens,
    hits: list[Hit],
    sections: list[str],
    cell: str,
    lexicon: Lexicon,
) -> tuple[frozenset[str], bool]:
    """Find the kinds a text answers "none" for, and whether it answers nothing at all.

    Parameters
    ----------
    tokens : Tokens
        The words.
    hits : list of Hit
        Matched phrases; an item that names a concept answers only for that concept.
    sections : list of str
        The section each word stands in ("" outside any).
    cell : str
        The column.
    lexicon : Lexicon
        The words of such answers.

    Returns
    -------
    none_kinds : frozenset of str
        Kinds of concepts answered with none.
    silent : bool
        True if every item is blank, says that nothing is known, or speaks of allergies alone.
    """
    busy = bytearray(len(tokens.words))
    borders = bytearray(len(tokens.words) + 1)
    for hit in hits:
        if hit.triggers:
            busy[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
        elif hit.ends:
            borders[hit.start] = borders[hit.end] = 1
    none: set[str] = set()
    silent = True
    home = KIND_OF_CELL[cell]
    whole = " ".join(word for word in tokens.words if word != "\0")
    if whole in lexicon.not_asked or whole in lexicon.void:
        return frozenset(), True
    for start, end in _pieces(tokens, borders):
        section = sections[start]
        if any(busy[start:end]):
            silent = False
            continue
        words = [
            word for word in tokens.words[start:end] if word != "\0" and word not in _PUNCTUATION
        ]
        if not words:
            continue
        text = " ".join(words)
        if text in lexicon.not_asked or text in lexicon.void or section == "allergy":
            continue
        kinds = () if section in _SILENT_SECTIONS else _none_kinds(words, section or home, lexicon)
        none.update(kinds)
        silent = silent and section in _SILENT_SECTIONS
    return frozenset(none), silent


def _pieces(tokens: Tokens, borders: bytearray) -> Iterator[tuple[int, int]]:
    """Yield the word ranges between commas, brackets, sentence ends and words like "except"."""
    start = 0
    total = len(tokens.words)
    for position in range(total):
        if tokens.words[position] in _BREAKS:
            if position > start:
                yield start, position
            start = position + 1
        elif position > start and (tokens.stops[position] or borders[position]):
            yield start, position
            start = position
    if start < total:
        yield start, total


def _none_kinds(words: list[str], home: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the kinds that one item answers with none."""
    text = " ".join(words)
    kinds = tuple(kind for kind, phrases in lexicon.none_phrases.items() if text in phrases)
    if kinds:
        # "unremarkable" stands in several lists: it answers for the kind of the cell
        return (home,) if home in kinds else kinds[:1]
    rest = [word for word in words if word not in lexicon.fillers or word in lexicon.none_words]
    if not rest or rest[0] not in lexicon.none_words:
        return ()
    while rest and rest[0] in lexicon.none_words:
        rest = rest[1:]
    if not rest:
        return (home,)
    noun = " ".join(rest)
    kind = lexicon.none_nouns.get(noun)
    if kind is None and rest[-1] in lexicon.none_words:
        kind = home if len(rest) == 1 else None
    if kind is None:
        return ()
    return (home,) if _shared(noun, home) else (kind,)


def _shared(noun: str, home: str) -> bool:
    """Say whether a word such as "problem" answers for the cell it stands in."""
    return noun in {"problem", "issue", "complaint", "concern"} and home in {
        "condition",
        "symptom",
    }

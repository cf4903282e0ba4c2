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
_JOINS = frozenset({"/", "+", "&", "or", "nor", "and"})
_PUNCTUATION = frozenset({"%", "<", ">"})


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
    unknown = False
    home = KIND_OF_CELL[cell]
    whole = " ".join(word for word in tokens.words if word != "\0")
    if whole in lexicon.not_asked or whole in lexicon.void:
        return frozenset(), True
    for start, end in _pieces(tokens, borders, lexicon):
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
        if text in lexicon.not_asked:
            unknown = True
            continue
        if text in lexicon.void or section == "allergy":
            continue
        silent = silent and section in _SILENT_SECTIONS
        if section in _SILENT_SECTIONS or _is_partial(tokens, start, end):
            continue
        opens = start == 0 or bool(tokens.stops[start])
        opens = opens and tokens.words[end : end + 1] != ["or"]  # "none or minimal"
        none.update(_none_kinds(words, section or home, opens, lexicon))
    if unknown and not silent:
        none.clear()  # "none / unknown" answers nothing
    return frozenset(none), silent


def _pieces(tokens: Tokens, borders: bytearray, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield the word ranges between commas, "and", sentence ends and words like "except"."""
    words = tokens.words
    for start, end in _stretches(tokens, borders):
        text = " ".join(words[start:end])
        if any(text in phrases for phrases in lexicon.none_phrases.values()):
            yield start, end  # "fit and well"
            continue
        first = start
        for position in range(start, end):
            if words[position] in _JOINS:
                if position > first:
                    yield first, position
                first = position + 1
        if first < end:
            yield first, end


def _stretches(tokens: Tokens, borders: bytearray) -> Iterator[tuple[int, int]]:
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


def _is_partial(tokens: Tokens, start: int, end: int) -> bool:
    """Say whether a piece answers the label before it ("right: none") or is itself a label."""
    before = tokens.words[start - 1] if start and not tokens.stops[start] else ""
    after = tokens.words[end] if end < len(tokens.words) and not tokens.stops[end] else ""
    return before in {":", "=", "-", "?", "("} or after in {":", "=", "?"}


def _none_kinds(words: list[str], home: str, opens: bool, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the kinds that one item answers with none.

    A bare "none" counts where it opens a sentence; inside a list it needs "other" or "else".
    """
    text = " ".join(words)
    kinds = tuple(kind for kind, phrases in lexicon.none_phrases.items() if text in phrases)
    if kinds:
        # "unremarkable" stands in several lists: it answers for the kind of the cell
        return (home,) if home in kinds else tuple(set(kinds[:1]) - {"imaging"})
    rest = [word for word in words if word not in lexicon.fillers or word in lexicon.none_words]
    denials = [word for word in rest if word in lexicon.none_words]
    if not denials or (rest[0] not in lexicon.none_words and rest[-1] not in lexicon.none_words):
        return ()
    noun = " ".join(word for word in rest if word not in lexicon.none_words)
    if not noun:
        return (home,) if opens or "other" in words or "else" in words else ()
    kind = lexicon.none_nouns.get(noun)
    if kind is None:
        return ()
    return (home,) if _shared(noun, home) else (kind,)


def _shared(noun: str, home: str) -> bool:
    """Say whether a word such as "problem" answers for the cell it stands in."""
    return noun in {"problem", "issue", "complaint", "concern"} and home in {
        "condition",
        "symptom",
    }

"""Finding trigger words, modifiers and section labels in the words of a text."""

from __future__ import annotations

from dataclasses import dataclass, field

from uroscope.interpret.texts.lexicon import Entry, Lexicon, Modifier, Sense
from uroscope.interpret.texts.tokens import SENTENCE, Tokens

_GUARD_REACH = 3
"""How many words on a guard ("calcium level") looks; a convention, the length of "of the level"."""
_MASKED = "\0"


@dataclass(slots=True)
class Trigger:
    """One place where concepts are named, and what the sentence does to them."""

    start: int
    end: int
    concepts: tuple[str, ...]
    absent: bool = False
    denial: bool = False
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Hit:
    """One matched phrase: word positions, and every part it plays there."""

    start: int
    end: int
    triggers: tuple[Trigger, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    ends: bool = False
    affirms: bool = False
    affirms_item: bool = False


def find_headers(tokens: Tokens, lexicon: Lexicon) -> list[tuple[int, str]]:
    """Find section labels, mask their words and break the sentence before each.

    Parameters
    ----------
    tokens : Tokens
        Changed in place: the words of a label are masked.
    lexicon : Lexicon
        Labels and what they mean.

    Returns
    -------
    list of (int, str)
        Word position at which a section begins, and its kind.
    """
    found: list[tuple[int, str]] = []
    words, stops = tokens.words, tokens.stops
    if ":" not in words:
        return found
    for colon, word in enumerate(words):
        if word != ":":
            continue
        for length in (3, 2, 1):
            start = colon - length
            if start < 0 or any(stops[start + 1 : colon]):
                continue
            kind = lexicon.headers.get(" ".join(words[start:colon]))
            if kind is not None:
                for position in range(start, colon + 1):
                    words[position] = tokens.shapes[position] = _MASKED
                stops[start] = max(stops[start], SENTENCE)
                if colon + 1 < len(words):
                    # what follows opens a sentence of its own, on the same or the next line
                    stops[colon + 1] = SENTENCE
                found.append((start, kind))
                break
    return found


def find(tokens: Tokens, cell: str, lexicon: Lexicon) -> list[Hit]:
    """Match phrases, longest first, from left to right.

    Parameters
    ----------
    tokens : Tokens
        The words.
    cell : str
        The column, for words that count only in one.
    lexicon : Lexicon
        The phrases.

    Returns
    -------
    list of Hit
        In order, without overlap.
    """
    words, shapes, stops = tokens.words, tokens.shapes, tokens.stops
    longest, entries = lexicon.longest, lexicon.entries
    total = len(words)
    hits: list[Hit] = []
    position = 0
    while position < total:
        reach = longest.get(words[position], 1)
        if shapes[position][0] == "#":
            reach = max(reach, longest.get(shapes[position], 1))
        found = None
        for length in range(min(reach, total - position), 0, -1):
            end = position + length
            if length > 1:
                phrase = " ".join(words[position:end])
                entry = entries.get(phrase)
                if entry is None:
                    shape = " ".join(shapes[position:end])
                    entry = entries.get(shape) if shape != phrase else None
                if entry is None or _crosses(stops, position, end):
                    continue
            else:
                entry = entries.get(words[position]) or entries.get(shapes[position])
                if entry is None:
                    continue
            found = _hit(tokens, position, end, entry, cell, lexicon)
            if found is not None:
                break
        if found is None:
            position += 1
            continue
        hits.append(found)
        for inside in range(found.start + 1, found.end):
            stops[inside] = 0
        position = found.end
    return hits


def _crosses(stops: list[int], start: int, end: int) -> bool:
    """Say whether a sentence ends inside a phrase; a line break does not count."""
    return any(stop >= SENTENCE for stop in stops[start + 1 : end])


def _hit(
    tokens: Tokens, start: int, end: int, entry: Entry, cell: str, lexicon: Lexicon
) -> Hit | None:
    """Return the parts a phrase plays here, or None if all its readings are ruled out."""
    named: dict[tuple[bool, bool], list[str]] = {}
    ignored = False
    for sense in entry.senses:
        if not sense.concepts:
            ignored = True
        elif _holds(tokens, start, end, sense, cell, lexicon):
            concepts = named.setdefault((sense.absent, sense.denial), [])
            concepts.extend(name for name in sense.concepts if name not in concepts)
    if named:
        triggers = tuple(
            Trigger(start, end, tuple(concepts), absent, denial)
            for (absent, denial), concepts in named.items()
        )
        return Hit(start, end, triggers)
    if ignored:
        return Hit(start, end)
    if entry.modifiers or entry.ends or entry.affirms or entry.affirms_item:
        return Hit(
            start,
            end,
            (),
            entry.modifiers,
            entry.ends,
            entry.affirms,
            entry.affirms_item,
        )
    return None


def _holds(
    tokens: Tokens, start: int, end: int, sense: Sense, cell: str, lexicon: Lexicon
) -> bool:
    """Say whether a sense holds in this column and among these neighbours."""
    if sense.cells is not None and cell not in sense.cells:
        return False
    words, shapes, stops = tokens.words, tokens.shapes, tokens.stops
    if sense.bare and start and not stops[start]:
        before = words[start - 1]
        if before not in lexicon.openers and shapes[start - 1][0] != "#":
            return False
    if sense.not_before:
        for position in range(end, min(end + _GUARD_REACH + 1, len(words))):
            if stops[position] or words[position] in ",;:":
                break
            if words[position] in sense.not_before:
                return False
    if sense.not_after:
        for position in range(start - 1, max(start - 3, -1), -1):
            if words[position] in sense.not_after:
                return False
            if stops[position] or words[position] == ",":
                break
    if sense.beside_stone and cell != "stone_analysis":
        return _beside_stone(tokens, start, end, lexicon)
    return True


def _beside_stone(tokens: Tokens, start: int, end: int, lexicon: Lexicon) -> bool:
    """Say whether a word for stone follows within three words, or stands just before."""
    words, stops = tokens.words, tokens.stops
    for position in range(end, min(end + _GUARD_REACH, len(words))):
        if stops[position] or words[position] == ",":
            break
        if words[position] in lexicon.stone_words:
            return True
    for position in range(start - 1, max(start - 3, -1), -1):
        if words[position] in lexicon.stone_words:
            return not any(stops[position + 1 : start + 1])
        if words[position] == ",":
            break
    return False


def find_measured(tokens: Tokens, lexicon: Lexicon) -> list[Trigger]:
    """Read stated temperatures as presence or absence of fever.

    Parameters
    ----------
    tokens : Tokens
        The words.
    lexicon : Lexicon
        The words that announce a temperature, and its limit in degrees Celsius and Fahrenheit.

    Returns
    -------
    list of Trigger
        One for each temperature found; `absent` below the limit.
    """
    found: list[Trigger] = []
    words, stops = tokens.words, tokens.stops
    total = len(words)
    for rule in lexicon.measured:
        for position, shape in enumerate(tokens.shapes):
            if shape != "#":
                continue
            value = _number(words[position])
            if value is None:
                continue
            if 34.0 <= value <= 43.0:
                limit, unit = rule.celsius, ("c", "celsius", "degree", "deg")
            elif 93.0 <= value <= 110.0:
                limit, unit = rule.fahrenheit, ("f", "fahrenheit", "degree", "deg")
            else:
                continue
            start = position
            for back in range(position - 1, max(position - 5, -1), -1):
                if stops[back + 1] or words[back] == ",":
                    break
                if words[back] in rule.words:
                    start = back
                    break
            after = words[position + 1] if position + 1 < total else ""
            end = position + 1
            if after in unit and not stops[position + 1]:
                end += 1
            elif start == position:
                continue
            found.append(Trigger(start, end, (rule.concept,), absent=value < limit))
    return found


def _number(word: str) -> float | None:
    """Return a number typed with a decimal point or comma, or None."""
    try:
        return float(word.replace(",", "."))
    except ValueError:
        return None


def sentences(tokens: Tokens) -> list[tuple[int, int, int]]:
    """Return the sentences as word ranges, each with the break before it.

    Parameters
    ----------
    tokens : Tokens
        The words and the breaks between them.

    Returns
    -------
    list of (int, int, int)
        First word, word after the last, kind of break before.
    """
    total = len(tokens.words)
    begins = [index for index in range(total) if index == 0 or tokens.stops[index]]
    return [
        (begin, begins[number + 1] if number + 1 < len(begins) else total, tokens.stops[begin])
        for number, begin in enumerate(begins)
    ]


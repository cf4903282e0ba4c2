"""Finding trigger words, modifiers and section labels in the words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from uroscope.interpret.texts.lexicon import Entry, Lexicon, Measured, Modifier, Sense
from uroscope.interpret.texts.tokens import SENTENCE, Tokens

_GUARD_REACH = 3
"""How many words on a guard ("calcium level") looks; a convention, the length of "of the level"."""
_MASKED = "\0"
_RUN_ON = re.compile(r"([a-z]{3,})\d")
_SIZES = frozenset({"mm", "cm", "hu", "ml", "%"})
_CELSIUS = frozenset({"c", "celsius", "degree", "deg"})
_FAHRENHEIT = frozenset({"f", "fahrenheit", "degree", "deg"})


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


def find_headers(tokens: Tokens, lexicon: Lexicon, cell: str = "") -> list[tuple[int, str, bool]]:
    """Find section labels, mask their words and break the sentence before each.

    Parameters
    ----------
    tokens : Tokens
        Changed in place: the words of a label are masked.
    lexicon : Lexicon
        Labels and what they mean.
    cell : str
        The column: "History:" of a scan report tells why it was made.

    Returns
    -------
    list of (int, str, bool)
        Word position at which a section begins, its kind, and whether it tells of the past.
    """
    found: list[tuple[int, str, bool]] = []
    words, stops = tokens.words, tokens.stops
    if ":" not in words and "?" not in words:
        return found
    headers = lexicon.headers
    if cell == "imaging_report":
        headers = {**headers, **lexicon.headers_of_scans}
    for colon, word in enumerate(words):
        if word not in {":", "?"}:
            continue
        for length in (3, 2, 1):
            start = colon - length
            if start < 0 or any(stops[start + 1 : colon]):
                continue
            if word == "?" and not stops[start]:
                continue  # "HCTZ stopped?" is a question, "Allergies?" a label
            label = " ".join(words[start:colon])
            kind = headers.get(label)
            if kind is not None:
                for position in range(start, colon + 1):
                    words[position] = tokens.shapes[position] = _MASKED
                stops[start] = max(stops[start], SENTENCE)
                if colon + 1 < len(words):
                    # what follows opens a sentence of its own, on the same or the next line
                    stops[colon + 1] = SENTENCE
                found.append((start, kind, label in lexicon.past.labels))
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
        if found is None and not words[position].isalpha():
            found = _unspaced(tokens, position, cell, lexicon)
        if found is None:
            position += 1
            continue
        hits.append(found)
        for inside in range(found.start + 1, found.end):
            stops[inside] = 0
        position = found.end
    return hits


def _unspaced(tokens: Tokens, position: int, cell: str, lexicon: Lexicon) -> Hit | None:
    """Match a name with its dose run on, as in "HCTZ25mg"."""
    run_on = _RUN_ON.match(tokens.words[position])
    entry = lexicon.entries.get(run_on.group(1)) if run_on else None
    if entry is None or not entry.senses:
        return None
    return _hit(tokens, position, position + 1, entry, cell, lexicon)


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


def _holds(tokens: Tokens, start: int, end: int, sense: Sense, cell: str, lexicon: Lexicon) -> bool:
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


def with_measured(hits: list[Hit], tokens: Tokens, lexicon: Lexicon) -> list[Hit]:
    """Add stated temperatures, as presence or absence of fever, to the phrases found.

    Parameters
    ----------
    hits : list of Hit
        Phrases already found; none of their triggers is replaced.
    tokens : Tokens
        The words.
    lexicon : Lexicon
        The words that announce a temperature, and its limits in degrees Celsius and Fahrenheit.

    Returns
    -------
    list of Hit
        In order, without overlap.
    """
    found = [
        Hit(trigger.start, trigger.end, (trigger,))
        for rule in lexicon.measured
        for trigger in _measured(tokens, rule)
    ]
    if not found:
        return hits
    taken = {place for hit in hits if hit.triggers for place in range(hit.start, hit.end)}
    added = [hit for hit in found if not taken.intersection(range(hit.start, hit.end))]
    new = {place for hit in added for place in range(hit.start, hit.end)}
    kept = [hit for hit in hits if not new.intersection(range(hit.start, hit.end))]
    return sorted([*kept, *added], key=lambda hit: hit.start)


def _measured(tokens: Tokens, rule: Measured) -> Iterator[Trigger]:
    """Yield the numbers that are temperatures: announced by a word, or followed by a unit."""
    words, stops = tokens.words, tokens.stops
    for position, shape in enumerate(tokens.shapes):
        value = _number(words[position]) if shape == "#" else None
        if value is None:
            continue
        if rule.celsius_range[0] <= value <= rule.celsius_range[1]:
            limit, units = rule.celsius, _CELSIUS
        elif rule.fahrenheit_range[0] <= value <= rule.fahrenheit_range[1]:
            limit, units = rule.fahrenheit, _FAHRENHEIT
        else:
            continue
        start, end = position, position + 1
        if _of_size(words, end):
            continue  # "t 40 mm" is no temperature
        for back in range(position - 1, max(position - 5, -1), -1):
            if stops[back + 1] or words[back] == ",":
                break
            if words[back] in rule.words:
                start = back
                break
        if end < len(words) and not stops[end] and words[end] in units:
            end += 1
        if end - start > 1:
            yield Trigger(start, end, (rule.concept,), absent=value < limit)


def _of_size(words: list[str], end: int) -> bool:
    """Say whether a unit of size follows a number, or the other numbers of a size: "35 x 40 mm"."""
    while words[end : end + 1] in (["x"], ["by"], ["-"]):
        end += 2
    return bool(_SIZES & set(words[end : end + 1]))


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

"""The components of a stone and their percents, as a laboratory prints or a clinician types them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from uroscope.interpret.texts.lexicon import Lexicon
from uroscope.interpret.texts.matching import Trigger
from uroscope.interpret.texts.tokens import Tokens

_LINKS = frozenset({"/", ":", "-", "and", "&", "+", ","})
_TOTAL = (95.0, 105.0)
"""Numbers without a percent sign are percents only if they add up to this; a convention."""


@dataclass(slots=True)
class _Part:
    """A component or a percent, in the order of the text."""

    start: int
    end: int
    component: str | None = None
    percent: float = math.nan
    signed: bool = True


def read_components(
    tokens: Tokens, triggers: list[Trigger], lexicon: Lexicon
) -> Mapping[str, float]:
    """Pair each component named as present with its percent.

    Parameters
    ----------
    tokens : Tokens
        The words of the cell.
    triggers : list of Trigger
        Current, affirmed components in the order of the text.
    lexicon : Lexicon
        Which component is part of which.

    Returns
    -------
    Mapping of str to float
        Component → percent [%], NaN where none is stated. A wider component ("calcium oxalate")
        without a percent of its own gets the sum of its parts, if each has one. Named twice, as
        for two stones, the larger percent holds.

    Notes
    -----
    "80% calcium oxalate", "calcium oxalate 80%", "COM 70 / COD 30" and "COM/COD 70/30" are read.
    A bound ("<5%") or a range ("40-60%") does not state an amount: NaN.
    """
    found: dict[str, float] = {}
    stated: set[str] = set()
    if not triggers:
        return found
    for group in _groups(tokens, triggers, lexicon):
        for component, percent in group:
            known = found.get(component, math.nan)
            if math.isnan(known) or percent > known:
                found[component] = percent
            if not math.isnan(percent):
                stated.add(component)
    _sum_up(found, stated, lexicon)
    return found


def _sum_up(found: dict[str, float], stated: set[str], lexicon: Lexicon) -> None:
    """Name the wider components of those found, with the sum of their parts."""
    wider: dict[str, None] = {}
    for component in list(found):
        for name in lexicon.ancestors.get(component, ()):
            wider[name] = None
    # the narrowest first: hydroxyapatite -> apatite -> calcium phosphate
    for name in sorted(wider, key=lambda item: len(lexicon.descendants[item])):
        if name in stated:
            continue
        parts = [part for part in lexicon.descendants[name] if part in found]
        direct = [
            part
            for part in parts
            if not any(middle in parts for middle in lexicon.ancestors.get(part, ()))
        ]
        found[name] = min(100.0, sum(found[part] for part in direct)) if direct else math.nan


def _groups(
    tokens: Tokens, triggers: list[Trigger], lexicon: Lexicon
) -> list[list[tuple[str, float]]]:
    """Pair components and percents, one sentence or bracket at a time."""
    parts = _parts(tokens, triggers, lexicon)
    segments: list[list[_Part]] = [[]]
    brackets = [
        position
        for position, word in enumerate(tokens.words)
        if word in "()" or tokens.stops[position]
    ]
    border = iter([*brackets, len(tokens.words) + 1])
    edge = next(border)
    for part in parts:
        while edge <= part.start:
            edge = next(border, len(tokens.words) + 1)
            if segments[-1]:
                segments.append([])
        segments[-1].append(part)
    paired: list[list[tuple[str, float]]] = []
    waiting: list[tuple[str, float]] = []
    for segment in segments:
        names = [part for part in segment if part.component is not None]
        percents = [part for part in segment if part.component is None]
        if not names and percents and waiting and math.isnan(waiting[-1][1]):
            # "calcium oxalate (80%)": the bracket holds the percent of what stands before it
            waiting[-1] = (waiting[-1][0], percents[0].percent)
            continue
        waiting = _pair(tokens, segment)
        paired.append(waiting)
    return paired


def _parts(tokens: Tokens, triggers: list[Trigger], lexicon: Lexicon) -> list[_Part]:
    """Return components and percents in the order of the text."""
    parts = [
        _Part(trigger.start, trigger.end, concept)
        for trigger in triggers
        for concept in trigger.concepts
    ]
    covered = {position for part in parts for position in range(part.start, part.end)}
    words, shapes = tokens.words, tokens.shapes
    unsigned: list[_Part] = []
    for position, shape in enumerate(shapes):
        if position in covered:
            continue
        if words[position] in lexicon.pure_words:
            parts.append(_Part(position, position + 1, percent=100.0))
            continue
        if shape != "#":
            continue
        try:
            value = float(words[position].replace(",", "."))
        except ValueError:
            continue
        after = words[position + 1] if position + 1 < len(words) else ""
        before = words[position - 1] if position else ""
        if after == "%":
            if before == "-" and position >= 2 and shapes[position - 2] == "#":
                unsigned = [part for part in unsigned if part.start != position - 2]
                value = math.nan
            elif before in {"<", ">"} or value > 100.0:
                value = math.nan
            parts.append(_Part(position, position + 2, percent=value))
        elif 0.0 <= value <= 100.0 and _stands_free(words, shapes, position, covered):
            unsigned.append(_Part(position, position + 1, percent=value, signed=False))
    total = sum(part.percent for part in unsigned)
    if not any(part.signed and part.component is None for part in parts):
        if _TOTAL[0] <= total <= _TOTAL[1]:
            parts.extend(unsigned)
    elif unsigned and _slashed(words, unsigned):
        parts.extend(unsigned)  # "80/20 %"
    return sorted(parts, key=lambda part: part.start)


def _stands_free(words: list[str], shapes: list[str], position: int, covered: set[int]) -> bool:
    """Say whether a number has no unit behind it, so that it may be a percent."""
    after = position + 1
    if after >= len(words) or after in covered or words[after] in _LINKS or words[after] in "()":
        return True
    return shapes[after][0] == "#"


def _slashed(words: list[str], unsigned: list[_Part]) -> bool:
    """Say whether all numbers without a sign lead up to one with it: "80/20 %"."""
    return all(
        part.end + 2 < len(words) and words[part.end] in {"/", ":"} for part in unsigned
    )


def _pair(tokens: Tokens, segment: list[_Part]) -> list[tuple[str, float]]:
    """Pair the components of one segment with its percents."""
    names = [part for part in segment if part.component is not None]
    percents = [part for part in segment if part.component is None]
    if not percents:
        return [(str(part.component), math.nan) for part in names]
    order = "".join("c" if part.component is not None else "p" for part in segment)
    if len(names) == len(percents) and order in {
        "c" * len(names) + "p" * len(names),
        "p" * len(names) + "c" * len(names),
    }:
        # "COM/COD 70/30": a list of names beside a list of numbers (also a single pair)
        return [
            (str(name.component), part.percent)
            for name, part in zip(names, percents, strict=True)
        ]
    values: dict[int, float] = {}
    leading = order[0] == "p"
    for index, part in enumerate(segment):
        if part.component is not None:
            continue
        step = 1 if leading else -1
        other = index + step
        if 0 <= other < len(segment) and segment[other].component is not None:
            values.setdefault(other, part.percent)
    return [
        (str(part.component), values.get(index, math.nan))
        for index, part in enumerate(segment)
        if part.component is not None
    ]

"""The components of a stone and their percents, as laboratories print and clinicians type them."""

from __future__ import annotations

import math
from bisect import bisect_right
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
        total = sum(found[part] for part in direct)
        found[name] = total if math.isnan(total) else min(100.0, total)


def _groups(
    tokens: Tokens, triggers: list[Trigger], lexicon: Lexicon
) -> list[list[tuple[str, float]]]:
    """Pair components and percents, one sentence or bracket at a time."""
    parts, closed = _named_parts(tokens, triggers, lexicon)
    parts = sorted([*parts, *_numbers(tokens, parts, lexicon)], key=lambda part: part.start)
    borders = [
        position
        for position, word in enumerate(tokens.words)
        if position not in closed and (word in "()" or tokens.stops[position])
    ]
    paired: list[list[tuple[str, float]]] = []
    waiting: list[tuple[str, float]] = []
    for segment in _segments(parts, borders):
        names = [part for part in segment if part.component is not None]
        percents = [part for part in segment if part.component is None]
        outer = waiting[-1][1] if waiting else math.nan
        if not _signed(tokens, percents) and not _adds_up(percents, outer):
            segment, percents = names, []  # sizes, dates and counts are no percents
        if not names and percents and waiting and math.isnan(outer):
            # "calcium oxalate (80%)": the bracket holds the percent of what stands before it
            waiting[-1] = (waiting[-1][0], percents[0].percent)
        elif names:
            waiting = _pair(segment)
            paired.append(waiting)
    return paired


def _segments(parts: list[_Part], borders: list[int]) -> list[list[_Part]]:
    """Split parts at sentence ends and brackets."""
    segments: list[list[_Part]] = []
    last = -1
    for part in parts:
        number = bisect_right(borders, part.start)
        if number != last:
            segments.append([])
            last = number
        segments[-1].append(part)
    return segments


def _named_parts(
    tokens: Tokens, triggers: list[Trigger], lexicon: Lexicon
) -> tuple[list[_Part], set[int]]:
    """Return the components, and the brackets that only say a name again.

    "Calcium oxalate dihydrate (weddellite)" is one component; "calcium phosphate (brushite)" is
    the narrower of the two.
    """
    words = tokens.words
    parts: list[_Part] = []
    closed: set[int] = set()
    for trigger in triggers:
        for component in trigger.concepts:
            last = parts[-1] if parts else None
            if (
                last is not None
                and last.end == trigger.start - 1
                and words[last.end] == "("
                and trigger.end < len(words)
                and words[trigger.end] == ")"
                and (
                    last.component == component
                    or last.component in lexicon.ancestors.get(component, ())
                )
            ):
                closed.update((last.end, trigger.end))
                parts[-1] = _Part(last.start, trigger.end + 1, component)
            else:
                parts.append(_Part(trigger.start, trigger.end, component))
    return parts, closed


def _numbers(tokens: Tokens, names: list[_Part], lexicon: Lexicon) -> list[_Part]:
    """Return every number that may be a percent."""
    covered = {position for part in names for position in range(part.start, part.end)}
    words, shapes = tokens.words, tokens.shapes
    found: list[_Part] = []
    for position, shape in enumerate(shapes):
        if position in covered:
            continue
        if words[position] in lexicon.pure_words:
            found.append(_Part(position, position + 1, percent=100.0))
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
            if before == "-" and found and found[-1].end == position - 1:
                found.pop()  # "40-60%": a range states no amount
                value = math.nan
            elif before in {"<", ">"} or value > 100.0:
                value = math.nan
            found.append(_Part(position, position + 2, percent=value))
        elif 0.0 <= value <= 100.0 and _stands_free(words, shapes, position, covered):
            found.append(_Part(position, position + 1, percent=value, signed=False))
    return found


def _stands_free(words: list[str], shapes: list[str], position: int, covered: set[int]) -> bool:
    """Say whether a number has no unit behind it, so that it may be a percent."""
    after = position + 1
    if after >= len(words) or after in covered or words[after] in _LINKS or words[after] in "()":
        return True
    return shapes[after][0] == "#"


def _signed(tokens: Tokens, percents: list[_Part]) -> bool:
    """Say whether all numbers of a segment are percents: "80%, 20%" or "80/20 %"."""
    last = percents[-1] if percents else None
    return last is not None and all(
        part.signed or (last.signed and tokens.words[part.end] in {"/", ":"}) for part in percents
    )


def _adds_up(percents: list[_Part], outer: float) -> bool:
    """Say whether numbers without a sign add up to 100, or to the percent before the bracket."""
    total = sum(part.percent for part in percents)
    return _TOTAL[0] <= total <= _TOTAL[1] or math.isclose(total, outer, rel_tol=0.05)


def _pair(segment: list[_Part]) -> list[tuple[str, float]]:
    """Pair the components of one segment with its percents."""
    names = [part for part in segment if part.component is not None]
    percents = [part for part in segment if part.component is None]
    if not percents:
        return [(str(part.component), math.nan) for part in names]
    order = "".join("c" if part.component is not None else "p" for part in segment)
    count = len(names)
    if count == len(percents) and order in {"c" * count + "p" * count, "p" * count + "c" * count}:
        # "COM/COD 70/30": a list of names beside a list of numbers (also a single pair)
        return [
            (str(name.component), part.percent) for name, part in zip(names, percents, strict=True)
        ]
    values: dict[int, float] = {}
    step = 1 if order[0] == "p" else -1
    for index, part in enumerate(segment):
        other = index + step
        if part.component is None and 0 <= other < len(segment):
            values.setdefault(other, part.percent)
    return [
        (str(part.component), values.get(index, math.nan))
        for index, part in enumerate(segment)
        if part.component is not None
    ]

"""Numbers inside sentences: which of them are this collection's values, and which are outside.

A sentence of a review is plain text. A number in it is marked only when it is the printed text of a
result of the same review, with its unit, or without one where the sentence names the analyte; a
number that merely looks alike (a limit, an age, the end of a range) stays plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeVar

from uroscope.model import Result, Review
from uroscope.present.numbers import Units, deciding_limits, number, shown
from uroscope.units import unit_text

Part = TypeVar("Part")
# Outside a limit, short of a goal, a value of this collection, not judged or not measured.
State = Literal["high", "low", "above_goal", "below_goal", "value", "open"]

_NUMBER = re.compile(
    r"(?<![\w.,±−–-])[<>]?\d(?:[\d,\u202f]*\d)?(?:\.\d+)?(?:(?: to |–)\d[\d.,]*\d)?"
)
# A unit may stand between the ends of a range: 32 mg to 94 mg.
_RANGE_BEFORE = re.compile(r"\d(?: [^\s\d.,;]+)? ?(?:to|–|-) ?$")
_RANGE_AFTER = re.compile(r"(?: [^\s\d.,;]+)? ?(?:to|–|-|→) ?\d")
_WORD_AFTER = re.compile(r"[ \u00a0\u202f]?([%×]|[A-Za-zµ]+)(/?)")
# A number after one of these words is somebody's limit, even where a value equals it.
_LIMIT_BEFORE = re.compile(
    r"(?:\b(?:above|below|over|under|than|least|most|limit|goal|criterion)(?: of)?|[≥≤<>]) ?$", re.I
)
# A number followed by one of these says its own unit; it is a value only if that is the value's.
_UNIT_WORDS = frozenset(
    [
        "mg",
        "g",
        "kg",
        "µg",
        "ug",
        "ng",
        "pg",
        "mmol",
        "µmol",
        "umol",
        "nmol",
        "pmol",
        "mol",
        "mEq",
        "mL",
        "dL",
        "L",
        "mOsm",
        "kJ",
        "h",
        "d",
        "y",
        "m",
        "cm",
        "mm",
        "min",
        "hours",
        "hour",
        "days",
        "day",
        "weeks",
        "week",
        "months",
        "month",
        "years",
        "year",
        "times",
        "of",
        "points",
        "kcal",
        "%",
        "×",
    ]
)


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence; `state` is empty for plain text."""

    text: str
    state: State | Literal[""] = ""


@dataclass(frozen=True)
class Said:
    """A sentence in both unit systems; `same` when nothing in it depends on them."""

    conventional: tuple[Piece, ...]
    si: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Tell whether one rendering serves both systems."""
        return self.conventional == self.si


@dataclass(frozen=True)
class _Candidate:
    """A value that prints as a number does; `units` are the ways its unit is written."""

    name: re.Pattern[str]
    units: tuple[str, ...]
    state: State


@cache
def _name(label: str) -> re.Pattern[str]:
    """Return the search for a label as whole words, so that pH is not found in phosphorus."""
    return re.compile(rf"(?<!\w){re.escape(label)}(?!\w)", re.IGNORECASE)


def state_of(result: Result) -> State:
    """Return where a result stands: a limit crossed, a goal missed, fine, or not judged.

    Parameters
    ----------
    result : Result
        One analyte or index.

    Returns
    -------
    str
        A crossed limit comes before a missed goal; a goal is never drawn as a limit.
    """
    limits = deciding_limits(result)
    if result.flag == "unknown":
        return "open"
    if result.flag in ("low", "high"):
        if limits is not None and limits.kind == "treatment_goal":
            return "below_goal" if result.flag == "low" else "above_goal"
        return "low" if result.flag == "low" else "high"
    if result.goal_met is False and result.goal is not None:
        return "below_goal" if result.goal.low is not None else "above_goal"
    return "value"


def _texts(result: Result, units: Units) -> Iterable[str]:
    """Yield the ways a sentence may print the number of a result."""
    seen = shown(result, units)
    yield seen.text
    yield seen.text.replace(",", "").replace("\u202f", "")
    if "–" in seen.text:
        yield seen.text.replace("–", " to ")
    exact = seen.exact
    if exact is not None:
        yield number(exact, seen.digits, units)
        yield f"{exact:.{seen.digits}f}"
        if abs(exact) < 1:
            yield f"{exact:#.2g}"


class Marker:
    """Finds the values of one review in its sentences, in the unit system they are written in."""

    def __init__(self, results: Sequence[Result], indices: Sequence[Result], units: Units) -> None:
        found: dict[str, list[_Candidate]] = {}
        for result in (*results, *indices):
            unit = result.si.unit if units == "si" else result.unit
            spelled = tuple(u for u in dict.fromkeys((unit_text(unit), unit)) if unit_text(u))
            state = state_of(result)
            candidate = _Candidate(
                _name(result.label), spelled, "value" if state == "open" else state
            )
            for text in dict.fromkeys(_texts(result, units)):
                found.setdefault(text, []).append(candidate)
        self._found: Mapping[str, list[_Candidate]] = found

    def pieces(self, sentence: str, context: str = "") -> tuple[Piece, ...]:
        """Return a sentence in pieces, the values of this review marked.

        Parameters
        ----------
        sentence : str
            Plain text.
        context : str
            Words that may name the analyte in its place, such as the title above it.

        Returns
        -------
        tuple of Piece
            Joined, their texts are the sentence.
        """
        parts: list[Piece] = []
        done = 0
        for match in _NUMBER.finditer(sentence):
            candidates = self._found.get(match[0])
            if not candidates:
                continue
            before = sentence[: match.start()]
            if (
                _RANGE_BEFORE.search(before)
                or _LIMIT_BEFORE.search(before)
                or _RANGE_AFTER.match(sentence, match.end())
            ):
                continue
            chosen, end = _choose(candidates, sentence, context, match.start(), match.end())
            if chosen is None:
                continue
            if match.start() > done:
                parts.append(Piece(sentence[done : match.start()]))
            parts.append(Piece(sentence[match.start() : end], chosen))
            done = end
        if done < len(sentence):
            parts.append(Piece(sentence[done:]))
        return tuple(parts)


def _choose(
    candidates: Sequence[_Candidate], sentence: str, context: str, start: int, end: int
) -> tuple[State | None, int]:
    """Return the state to mark a number with and where the mark ends, or None."""
    full = [(c, end + size) for c in candidates if (size := _unit_after(c, sentence, end))]
    if not full:
        word = _WORD_AFTER.match(sentence, end)
        if word is not None and word[2]:
            return None, end
        unit = word[1] if word is not None and word[1] in _UNIT_WORDS else ""
        stop = end + 1 + len(unit) if unit else end
        full = [
            (c, stop)
            for c in candidates
            if (not unit or any(u.partition("/")[0] == unit for u in c.units))
            and (c.name.search(sentence) or c.name.search(context))
        ]
    if not full:
        return None, end
    stop = full[0][1]
    if len({c.state for c, _ in full}) == 1:
        return full[0][0].state, stop
    # Two values print alike: the one named last before the number; unnamed, it is only a value.
    named = [(m.end(), c.state) for c, _ in full for m in c.name.finditer(sentence, 0, start)]
    return (max(named)[1] if named else "value"), stop


def _unit_after(candidate: _Candidate, sentence: str, end: int) -> int:
    """Return how many characters a space and the whole unit of a value take here, or 0."""
    if sentence[end : end + 1] not in (" ", "\u00a0", "\u202f"):
        return 0
    for unit in candidate.units:
        after = sentence[end + 1 + len(unit) : end + 2 + len(unit)]
        if sentence.startswith(unit, end + 1) and not after.isalnum() and after != "/":
            return 1 + len(unit)
    return 0


class Speaker:
    """Says the sentences of one review, with the same review in the other system beside it."""

    def __init__(self, review: Review, twin: Review, units: Units) -> None:
        self._si = units == "si"
        self._mine = Marker(review.results, review.indices, units)
        theirs: Units = "conventional" if self._si else "si"
        self._theirs = Marker(twin.results, twin.indices, theirs)

    def say(self, mine: str, theirs: str | None = None, context: str = "") -> Said:
        """Return a sentence; where its twin says the same, one rendering serves both.

        Parameters
        ----------
        mine : str
            The sentence in the asked system.
        theirs : str, optional
            The same sentence in the other system.
        context : str
            Words that may name the analyte of a bare number.

        Returns
        -------
        Said
            Both, their values marked.
        """
        pieces = self._mine.pieces(mine, context)
        if theirs is None or theirs == mine:
            return Said(pieces, pieces)
        others = self._theirs.pieces(theirs, context)
        return Said(others, pieces) if self._si else Said(pieces, others)

    def each(self, mine: Sequence[str], theirs: Sequence[str], context: str = "") -> list[Said]:
        """Return sentences pair by pair."""
        return [self.say(a, b, context) for a, b in pairs(mine, theirs)]


def pairs(mine: Sequence[Part], theirs: Sequence[Part]) -> list[tuple[Part, Part]]:
    """Return the parts of a review beside those of its twin, or themselves where they differ."""
    if len(theirs) != len(mine):
        theirs = mine
    return list(zip(mine, theirs, strict=True))

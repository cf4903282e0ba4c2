"""Supersaturation today and after a change: one logarithmic axis, a line per salt and change.

All salts share the axis, so that the stroke at 1 (saturated) runs through the whole drawing and the
same step is the same factor everywhere. Today is a solid dot, a change is hollow: a ring, or a bar
where the change itself has two ends. Every mark has its number on its own line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from uroscope.model import Effect, Saturation, WhatIf
from uroscope.present.chart.columns import DESCENT, RISE, stack, wrap
from uroscope.present.chart.marks import arrow_head
from uroscope.present.chart.shapes import (
    Circle,
    Group,
    Line,
    Polygon,
    Rect,
    Run,
    Scene,
    Shape,
    Text,
)
from uroscope.present.whatif import changed
from uroscope.present.words import MAIN_SALTS, effect_text, two_digits

WIDTH = 430.0
FILE_WIDTH = 560.0
# Conventions of the drawing: the axis reaches a quarter past the outermost mark, at least from a
# half to two, and never past a thousandth or a thousand, where the number alone says the rest.
_ROOM = 1.25
_LEAST = (0.5, 2.0)
_MOST = (1e-3, 1e3)
_GAP = 10.0
_DOT = 3.6


@dataclass(frozen=True)
class _Sizes:
    name: float
    text: float
    tick: float
    pitch: float
    between: float


_SMALL = _Sizes(name=11.5, text=10.5, tick=9.5, pitch=15.5, between=5.0)
_LARGE = _Sizes(name=14.0, text=12.5, tick=11.0, pitch=19.0, between=8.0)


@dataclass(frozen=True)
class _Mark:
    """Where a change leads to [-], and what it is called."""

    label: str
    effect: Effect

    @property
    def ends(self) -> tuple[float, float]:
        high = self.effect.after_high
        return self.effect.after, self.effect.after if high is None else high

    @property
    def value(self) -> str:
        return effect_text(self.effect).partition("→ ")[2]


@dataclass(frozen=True)
class _Salt:
    """A salt, its ratio today [-] and after each change that moves it."""

    label: str
    today: float
    marks: tuple[_Mark, ...]

    @property
    def sentence(self) -> str:
        after = "".join(f"; {mark.label}: {mark.value}" for mark in self.marks)
        return f"{self.label}: {two_digits(self.today)} today{after}"


class _Axis:
    """A logarithmic axis between two px."""

    def __init__(self, values: Sequence[float], left: float, right: float) -> None:
        known = [value for value in values if value > 0]
        low = max(_MOST[0], min([_LEAST[0], *(value / _ROOM for value in known)]))
        high = min(_MOST[1], max([_LEAST[1], *(value * _ROOM for value in known)]))
        self.left, self.right = left, right
        self._low, self._decades = low, math.log10(high / low)
        self.ends = low, high

    def at(self, value: float) -> float:
        """Return the place of a value [px]; past an end it stands there."""
        inside = min(max(value, self.ends[0]), self.ends[1])
        share = math.log10(inside / self._low) / self._decades
        return self.left + share * (self.right - self.left)

    def beyond(self, value: float) -> int:
        """Return on which side a value lies past the axis: -1, 1, or 0 if on it."""
        return (value > self.ends[1]) - (value < self.ends[0])

    def ticks(self, size: float) -> list[tuple[float, Run]]:
        """Return places and numbers of the ticks, as fine as they can stand apart."""
        for steps in ((1, 2, 5), (1, 3), (1,)):
            marks = [
                (step * 10.0**power)
                for power in range(-3, 4)
                for step in steps
                if self.ends[0] <= step * 10.0**power <= self.ends[1]
            ]
            runs = [(self.at(mark), Run(f"{mark:g}", size, "muted")) for mark in marks]
            apart = [
                after[0] - before[0] - (after[1].width + before[1].width) / 2
                for before, after in pairwise(runs)
            ]
            if all(gap >= size for gap in apart):
                return runs
        return runs


def whatif_scene(saturation: Saturation) -> Scene:
    """Return today's supersaturations and where each scenario leads to, for a page.

    Parameters
    ----------
    saturation : Saturation
        Of a review; salts without a result are left to its words.

    Returns
    -------
    Scene
        A drawing for a column 430 px wide; the main salts, the most supersaturated first.

    Examples
    --------
    >>> from uroscope.model import Salt
    >>> salt = Salt(salt="uric_acid", label="uric acid", ss=6.6, delta_g=4.9)
    >>> whatif_scene(Saturation(constants="EQUIL2", salts=[salt])).groups[-1].sentence
    'Uric acid: 6.6 today'
    """
    given = [s for s in saturation.salts if s.salt in MAIN_SALTS and s.ss is not None]
    given.sort(key=lambda salt: -(salt.delta_g or 0.0))
    salts = [
        _Salt(
            _named(salt.label),
            salt.ss or 0.0,
            tuple(
                _Mark(scenario.label, effect)
                for scenario in saturation.scenarios
                for effect in scenario.effects
                if effect.salt == salt.salt
            ),
        )
        for salt in given
    ]
    return _scene(salts, WIDTH, 1.0, _SMALL, (), ())


def answer_scene(answer: WhatIf) -> Scene:
    """Return the supersaturations of a what-if before and after, for a file.

    Parameters
    ----------
    answer : WhatIf
        One collection with its changes.

    Returns
    -------
    Scene
        A drawing with whose collection it is, what was changed, and what is not given.
    """
    collection = f" · collection {answer.collection_id}" if answer.collection_id else ""
    title = f"{answer.patient_id or 'no patient id'}{collection}: what if"
    asked = [f"{change.label} {changed(change)}" for change in answer.changes]
    salts = [
        _Salt(_named(e.salt), e.before, (_Mark("after the change", e),)) for e in answer.effects
    ]
    notes = [] if salts else ["No supersaturation that is given moves by more than 3 %."]
    notes += [f"{_named(salt)} not given: {why}" for salt, why in answer.refused.items()]
    sizes = _LARGE
    head = [Run(title, 1.25 * sizes.name, "ink", True)]
    head += [Run(text, sizes.text, "muted") for text in asked]
    if salts:
        axis = "Supersaturation, the ratio to solubility, on a logarithmic axis"
        head.append(Run(axis, sizes.tick, "muted"))
    tail = [Run(note, sizes.tick, "muted") for note in notes]
    return _scene(salts, FILE_WIDTH, 22.0, sizes, head, tail)


def _named(salt: str) -> str:
    words = salt.replace("_", " ")
    return words[:1].upper() + words[1:]


def _scene(
    salts: Sequence[_Salt],
    width: float,
    margin: float,
    sizes: _Sizes,
    head: Sequence[Run],
    tail: Sequence[Run],
) -> Scene:
    groups: list[Group] = []
    room = width - 2 * margin
    top = _paragraphs(groups, head, margin, room, margin) + (10.0 if head else 0.0)
    if salts:
        top = _drawn(groups, salts, (margin, width - margin), top, sizes)
    if tail:
        top = _paragraphs(groups, tail, margin, room, top + 8.0)
    words = (
        "Ratio to solubility on a logarithmic axis; above 1 crystals can grow. "
        "A solid dot is today, a hollow mark is after a change."
    )
    title = "Supersaturation today and after a change"
    return Scene(width, round(top + margin, 1), title, words, tuple(groups))


def _paragraphs(
    groups: list[Group], runs: Sequence[Run], left: float, room: float, top: float
) -> float:
    """Add texts over the whole width, one under another, and return where they end."""
    for run in runs:
        shapes: list[Shape] = []
        lines = [(line,) for line in wrap(run, room)]
        top = stack(shapes, lines, left, top + 0.8 * run.size) + 4.0
        groups.append(Group("part", tuple(shapes)))
    return top


def _drawn(
    groups: list[Group],
    salts: Sequence[_Salt],
    sides: tuple[float, float],
    top: float,
    sizes: _Sizes,
) -> float:
    """Add the axis and all salts on it; return where they end."""
    left, right = sides
    names = [Run(salt.label, sizes.name, "ink", True) for salt in salts]
    labels = [[Run(mark.label, sizes.text, "muted") for mark in salt.marks] for salt in salts]
    values = [_today(salt, sizes) for salt in salts]
    values += [(_after(mark, sizes),) for salt in salts for mark in salt.marks]
    asked = max([run.width for run in names] + [run.width for runs in labels for run in runs])
    # Half the drawing is the least the track and its numbers need.
    room = min(asked, 0.5 * (right - left))
    taken = max(sum(run.width for run in runs) for runs in values)
    ends = [end for salt in salts for mark in salt.marks for end in mark.ends]
    values_at = right - taken
    axis = _Axis([*(salt.today for salt in salts), *ends], left + room + _GAP, values_at - _GAP)
    first = top + 1.5 * sizes.tick
    rows: list[Group] = []
    bottom = first
    for position, salt in enumerate(salts):
        start = bottom + (sizes.between if position else 0.0)
        shapes: list[Shape] = []
        bottom = _salt(shapes, salt, axis, (left, room, values_at), start, sizes)
        rows.append(Group("row", tuple(shapes), salt.sentence))
    groups.append(_ground(axis, (top, first, bottom), sizes))
    groups += rows
    return bottom + 5.0 + 0.8 * sizes.tick + DESCENT * sizes.tick


def _today(salt: _Salt, sizes: _Sizes) -> tuple[Run, ...]:
    return (
        Run(two_digits(salt.today), sizes.name, "ink", True),
        Run(" today", sizes.tick, "muted"),
    )


def _after(mark: _Mark, sizes: _Sizes) -> Run:
    return Run(mark.value, sizes.text, "ink")


def _ground(axis: _Axis, heights: tuple[float, float, float], sizes: _Sizes) -> Group:
    """Return what lies behind all salts: the undersaturated part, the stroke at 1, the ticks."""
    top, first, bottom = heights
    one = axis.at(1.0)
    shapes: list[Shape] = [
        Rect(axis.left, first, axis.right - axis.left, bottom - first, "track"),
        Rect(axis.left, first, one - axis.left, bottom - first, "acceptable"),
        Line(one, first - 3.0, one, bottom + 3.0, "ink", 1.5),
    ]
    word = Run("saturated", sizes.tick, "muted")
    centre = min(max(one, axis.left + word.width / 2), axis.right - word.width / 2)
    shapes.append(Text(centre, top + 0.85 * sizes.tick, (word,), "middle"))
    baseline = bottom + 5.0 + 0.8 * sizes.tick
    for x, run in axis.ticks(sizes.tick):
        if x != one:
            shapes.append(Line(x, bottom, x, bottom + 3.0, "older", 1.0))
        shapes.append(Text(x, baseline, (run,), "middle"))
    return Group("part", tuple(shapes))


def _salt(
    shapes: list[Shape],
    salt: _Salt,
    axis: _Axis,
    columns: tuple[float, float, float],
    top: float,
    sizes: _Sizes,
) -> float:
    """Add one salt: a line for today and one for each change; return where it ends."""
    left, room, values_at = columns
    middle = top + sizes.pitch / 2
    name = [(line,) for line in wrap(Run(salt.label, sizes.name, "ink", True), room)]
    end = stack(shapes, name, left, middle + RISE * sizes.name)
    shapes.append(Text(values_at, middle + RISE * sizes.name, _today(salt, sizes)))
    x = axis.at(salt.today)
    first = middle
    top = max(top + sizes.pitch, end + 2.0)
    after: list[Shape] = []
    for mark in salt.marks:
        middle = top + sizes.pitch / 2
        lines = [(line,) for line in wrap(Run(mark.label, sizes.text, "muted"), room)]
        end = stack(after, lines, left, middle + RISE * sizes.text)
        after.append(Text(values_at, middle + RISE * sizes.text, (_after(mark, sizes),)))
        after += _moved(axis, x, mark, middle)
        top = max(top + sizes.pitch, end + 2.0)
    if salt.marks:
        shapes.append(Line(x, first, x, middle, "older", 1.0))
    shapes += after
    shapes += _point(axis, salt.today, first, hollow=False)
    return top


def _moved(axis: _Axis, start: float, mark: _Mark, middle: float) -> list[Shape]:
    """Return the way from today to where a change leads, and the hollow mark there."""
    low, high = (axis.at(end) for end in mark.ends)
    near = min((low, high), key=lambda x: abs(x - start))
    shapes: list[Shape] = [Line(start, middle, near, middle, "older", 1.0)]
    if mark.effect.after_high is None or axis.beyond(mark.ends[0]) or axis.beyond(mark.ends[1]):
        return [*shapes, *_point(axis, mark.ends[0], middle, hollow=True)]
    # Never narrower than it is high, or it could not be told from a stroke.
    half = max((high - low) / 2, _DOT)
    centre = (low + high) / 2
    sides = centre - half, centre + half
    corners = (
        (sides[0], middle - _DOT), (sides[1], middle - _DOT),
        (sides[1], middle + _DOT), (sides[0], middle + _DOT),
    )  # fmt: skip
    return [*shapes, Polygon(corners, "ink", hollow=True, width=1.4)]


def _point(axis: _Axis, value: float, middle: float, *, hollow: bool) -> list[Shape]:
    side = axis.beyond(value)
    if side:
        tip = axis.right if side > 0 else axis.left
        return [arrow_head(tip, middle, side, 2 * _DOT, "ink", hollow=hollow)]
    radius = _DOT if hollow else _DOT + 0.9  # a solid dot is ringed with paper
    return [Circle(axis.at(value), middle, radius, "ink", hollow=hollow, width=1.4)]

"""The columns of a chart (label, track, value, words) and the texts that stand in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from uroscope.present.chart.look import Look, RowLook
from uroscope.present.chart.measure import wrapped
from uroscope.present.chart.rows import Row
from uroscope.present.chart.shapes import Role, Run, Shape, Text

LINE = 1.25  # line height, in font sizes
RISE = 0.36  # from the middle of a line of text down to its baseline, in font sizes
DESCENT = 0.24  # from the baseline to the deepest letter, in font sizes
_HEAD_ROOM = 18.0  # what a cut axis needs beside the head of an arrow [px]


def name_lines(row: Row, size: RowLook, room: float) -> list[tuple[Run, ...]]:
    """Return the label, and the specimen beside it where it fits in a small row, else below."""
    label = _even(Run(row.label, size.label, "ink", row.large), room)
    if not row.qualifier:
        return [(line,) for line in label]
    beside = Run(f"  {row.qualifier}", size.note, "muted")
    if not row.large and len(label) == 1 and label[0].width + beside.width <= room:
        return [(label[0], beside)]
    below = wrap(Run(row.qualifier, size.note, "muted"), room)
    return [(line,) for line in (*label, *below)]


def _even(run: Run, room: float) -> list[Run]:
    """Return a run as lines of about one length, so that no word is left alone on the last."""
    lines = wrap(run, room)
    if len(lines) > 1:
        longest = max(replace(run, text=word).width for word in run.text.split())
        for narrow in (0.6, 0.7, 0.8, 0.9):
            closer = wrap(run, narrow * room)
            if longest <= narrow * room and len(closer) == len(lines):
                return closer
    return lines


def _name_width(row: Row, size: RowLook, room: float) -> float:
    """Return the width a name asks for, counting the specimen only where it will stand beside."""
    label = Run(row.label, size.label, "ink", row.large).width
    beside = Run(f"  {row.qualifier}", size.note).width if row.qualifier else 0.0
    if row.large or label + beside > room:
        return max(label, beside)
    return label + beside


def value_runs(row: Row, size: RowLook) -> tuple[Run, ...]:
    """Return number and unit; the number of a large row carries its colour."""
    role: Role = row.role if row.large else "ink"
    runs = (Run(row.shown.text, size.value, role, row.large and not row.borderline),)
    if not row.shown.unit:
        return runs
    return (*runs, Run(f" {row.shown.unit}", size.unit, role if row.large else "muted"))


def was_run(row: Row, size: RowLook) -> Run:
    """Return what the value was before."""
    return Run(row.was, size.note, "muted")


def word_runs(row: Row, size: RowLook) -> tuple[Run, ...]:
    """Return the verdict and how far, those of them there are."""
    word = Run(row.word, size.word, row.role, not row.borderline)
    return tuple(run for run in (word, Run(row.note, size.note, "muted")) if run.text)


def wrap(run: Run, room: float) -> list[Run]:
    """Return a run as lines that fit."""
    if not run.text:
        return []
    if run.width <= room and run.text.isprintable():
        return [run]
    return [replace(run, text=line) for line in wrapped(run.text, run.size, room, run.bold)]


def stack(
    shapes: list[Shape], lines: Sequence[tuple[Run, ...]], x: float, baseline: float
) -> float:
    """Add lines of text one under another and return where the deepest letter may reach."""
    bottom = baseline
    for place, runs in enumerate(lines):
        size = max(run.size for run in runs)
        if place:
            baseline += LINE * max(size, *(run.size for run in lines[place - 1]))
        shapes.append(Text(x, baseline, tuple(runs)))
        bottom = baseline + DESCENT * size
    return bottom


class Columns:
    """Where the columns stand [px]; widths follow from the texts, the track takes what is left."""

    def __init__(self, rows: Sequence[Row], look: Look) -> None:
        self.look = look
        drawn = [(row, self.size(row)) for row in rows if not row.listed]
        names = [_name_width(row, size, look.label_room) for row, size in drawn]
        value = 0.0
        words = 0.0
        for row, size in drawn:
            value = max(value, sum(run.width for run in value_runs(row, size)))
            if row.large:
                value = max(value, was_run(row, size).width)
            words = max([words, *(run.width for run in word_runs(row, size))])
        label = min(max(names, default=0.0), look.label_room)
        note = min(words, look.note_room)
        fixed = value + look.gap * (3 if words else 2) + look.least_track + 2 * look.margin
        # Too little room: words wrap first, then labels, and only then the drawing grows.
        over = fixed + label + note - look.width
        if over > 0:
            note = max(min(note, 0.6 * look.note_room), note - over)
            over = fixed + label + note - look.width
            label = max(min(label, 0.6 * look.label_room), label - max(0.0, over))
            over = fixed + label + note - look.width
        self.width = round(look.width + max(0.0, over), 1)
        self.left = look.margin
        self.right = self.width - look.margin
        self.label = label
        self.note = note
        self.notes_at = self.right - note
        self.values_at = self.notes_at - value - (look.gap if words else 0.0)
        self.track_at = self.left + label + look.gap
        self.track = self.values_at - look.gap - self.track_at

    def size(self, row: Row) -> RowLook:
        """Return the sizes of a row."""
        return self.look.large if row.large else self.look.small

    @property
    def cut(self) -> float:
        """Share of the track that a cut needs [-]: the head, the strokes and a little air."""
        return (self.look.head + _HEAD_ROOM) / self.track

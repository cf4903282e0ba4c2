"""Review to drawing: a column of bullet tracks, each value on its own scale, flagged ones first.

Rows keep one clinical order (`rows.ORDER`) inside four sections: outside limits and short of a goal
(large), within limits (small), not compared (small, with the reason). Scales that start at zero
share their length in limits, so that limits stand in one line and arrows compare from row to row;
tightly held quantities (pH, blood calcium) get a scale around their range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from uroscope.present.chart.look import COMPACT, FULL, Look, RowLook
from uroscope.present.chart.marks import arrow_head, tick_texts, track
from uroscope.present.chart.measure import text_width, wrapped
from uroscope.present.chart.rows import Row, Section, chart_rows
from uroscope.present.chart.scale import Scale, reach, row_scale
from uroscope.present.chart.shapes import (
    Circle,
    Group,
    Line,
    Polygon,
    Rect,
    Role,
    Run,
    Scene,
    Shape,
    Text,
)
from uroscope.present.chart.words import headline, identity, older_dates, remarks
from uroscope.present.numbers import Units
from uroscope.review import Review

_HEADINGS: dict[Section, str] = {
    "outside": "Outside limits",
    "goal": "Short of a treatment goal",
    "within": "Within limits",
    "open": "Not compared",
}
_LINE = 1.25  # line height, in font sizes
_RISE = 0.36  # from the middle of a line of text down to its baseline, in font sizes


def chart_scene(
    review: Review,
    *,
    units: Units = "conventional",
    profile_title: str = "",
    older: Sequence[Review] = (),
    compact: bool = False,
) -> Scene:
    """Return the chart of one collection as shapes.

    Parameters
    ----------
    review : Review
        The collection.
    units : {"conventional", "si"}
        The unit system of all numbers.
    profile_title : str
        Whose limits these are, for the line under the title.
    older : sequence of Review
        Earlier collections of the same patient, newest first; drawn as faint rings.
    compact : bool
        A narrow drawing without title, for a column of a page that has its own heading.

    Returns
    -------
    Scene
        The drawing [px]; its size follows from its texts, which never overlap and are never cut.
    """
    rows = chart_rows(review, units, older)
    look = COMPACT if compact else FULL
    columns = _Columns(rows, look)
    title = headline(rows)
    who = identity(review, profile_title)
    groups: list[Group] = []
    top = look.margin
    if not compact:
        top = _head(groups, title, who, review, columns, top)
    elif not rows:
        top = _lines(groups, title, look.text, "muted", columns, top)
    common = reach((r.analyte, r.shown) for r in rows if _is_large(r))
    for section, members in groupby(rows, key=lambda row: row.section):
        mine = tuple(members)
        top = _heading(groups, section, len(mine), columns, top)
        for row in mine:
            group, top = _row(row, columns, top, common, units)
            groups.append(group)
    if rows:
        top = _legend(groups, rows, columns, top, older_dates(older))
    words = f"{title}. {who}. " + " ".join(remarks(review))
    height = round(top + look.margin * 0.7, 1)
    return Scene(columns.width, height, "Flagged values", words.strip(), tuple(groups))


def _is_large(row: Row) -> bool:
    return row.section in ("outside", "goal")


class _Columns:
    """Where the columns stand: label, track, value, words; widths follow from the texts."""

    def __init__(self, rows: Sequence[Row], look: Look) -> None:
        self.look = look
        names = [max(r.width for r in _name(row, self.size(row))) for row in rows]
        values = [sum(run.width for run in _value(row, self.size(row))) for row in rows]
        values += [_was(row, self.size(row)).width for row in rows if _is_large(row)]
        words = [run.width for row in rows for run in _words(row, self.size(row))]
        spare = look.width - 2 * look.margin - look.least_track
        value = max(values, default=0.0)
        widest_note = max(words, default=0.0)
        label = min(max(names, default=0.0), look.label_room)
        gaps = look.gap * (3 if widest_note else 2)
        note = min(widest_note, look.note_room)
        # Too little room: let the words wrap first, then the labels, and only then grow wider.
        for least_note, least_label in ((0.6, 1.0), (0.6, 0.6)):
            over = label + value + note + gaps - spare
            if over > 0:
                note = max(min(note, least_note * look.note_room), note - over)
                over = label + value + note + gaps - spare
                label = max(min(label, least_label * look.label_room), label - max(0.0, over))
        over = max(0.0, label + value + note + gaps - spare)
        self.width = round(look.width + over, 1)
        self.left = look.margin
        self.right = self.width - look.margin
        self.label = label
        self.note = note
        self.notes_at = self.right - note
        self.values_at = self.notes_at - value - (look.gap if widest_note else 0.0)
        self.track_at = self.left + label + look.gap
        self.track = self.values_at - look.gap - self.track_at

    def size(self, row: Row) -> RowLook:
        return self.look.large if _is_large(row) else self.look.small

    @property
    def cut(self) -> float:
        """Share of the track that a cut needs: the head, the strokes and a little air."""
        return (self.look.head + 18.0) / self.track


def _name(row: Row, size: RowLook) -> tuple[Run, ...]:
    bold = _is_large(row)
    runs = (Run(row.label, size.label, "ink", bold),)
    return (*runs, Run(row.qualifier, size.note, "muted")) if row.qualifier else runs


def _value(row: Row, size: RowLook) -> tuple[Run, ...]:
    large = _is_large(row)
    role: Role = row.role if large else "ink"
    bold = large and not row.borderline
    runs = (Run(row.shown.text, size.value, role, bold),)
    if not row.shown.unit:
        return runs
    return (*runs, Run(f" {row.shown.unit}", size.unit, role if large else "muted"))


def _was(row: Row, size: RowLook) -> Run:
    return Run(row.was, size.note, "muted")


def _words(row: Row, size: RowLook) -> tuple[Run, ...]:
    word = Run(row.word, size.word, row.role, not row.borderline)
    note = Run(row.note, size.note, "muted")
    return tuple(run for run in (word, note) if run.text)


def _wrap(run: Run, room: float) -> list[Run]:
    lines = wrapped(run.text, run.size, room, run.bold) if run.text else ()
    return [replace(run, text=line) for line in lines]


def _row(
    row: Row, columns: _Columns, top: float, common: float, units: Units
) -> tuple[Group, float]:
    """Return one row and where the next begins."""
    size, large = columns.size(row), _is_large(row)
    look = columns.look
    middle = top + (size.track / 2 + size.over + 5.0 if large else size.pitch / 2)
    below = middle + size.track / 2 + size.over + 0.92 * size.tick + 1.0
    shapes: list[Shape] = []
    earlier = [
        end for e in row.earlier for end in (e.shown.lower, e.shown.upper) if end is not None
    ]
    scale = row_scale(row.analyte, row.shown, earlier, common if large else None, columns.cut)
    bottom = top + size.pitch
    if scale is not None:
        shapes += track(row, scale, columns.track_at, columns.track, middle, look)
        if large:
            shapes += tick_texts(
                row, scale, columns.track_at, columns.track, below, size, units
            )
    if row.reason:
        at = below if scale is not None else middle + _RISE * size.note
        room = columns.right - columns.track_at if scale is not None else columns.track
        bottom = max(bottom, _stack(shapes, _wrap(Run(row.reason, size.note, "muted"), room),
                                    columns.track_at, at) + 4.0)  # fmt: skip
    first = middle + _RISE * size.label
    names = [line for run in _name(row, size) for line in _wrap(run, columns.label)]
    if len(names) == 2 and sum(n.width for n in names) + 5 <= columns.label and not large:
        names = [*names]
    bottom = max(bottom, _stack(shapes, names, columns.left, first) + 6.0)
    shapes.append(Text(columns.values_at, middle + _RISE * size.value, _value(row, size)))
    if large and row.was:
        shapes.append(Text(columns.values_at, below, (_was(row, size),)))
    words = [_wrap(run, columns.note) for run in _words(row, size)]
    if len(words) == 2 and len(words[0]) == 1:
        shapes.append(Text(columns.notes_at, middle + _RISE * size.word, tuple(words[0])))
        end = _stack(shapes, words[1], columns.notes_at, below)
    else:
        lines = [line for part in words for line in part]
        end = _stack(shapes, lines, columns.notes_at, middle + _RISE * size.word)
    return Group("row", tuple(shapes), row.sentence), max(bottom, end + 6.0 if words else bottom)


def _stack(shapes: list[Shape], lines: Sequence[Run], x: float, baseline: float) -> float:
    """Add lines of text one under another and return where the last one ends."""
    last = baseline
    for place, run in enumerate(lines):
        baseline += _LINE * max(run.size, lines[place - 1].size) if place else 0.0
        shapes.append(Text(x, baseline, (run,)))
        last = baseline + 0.24 * run.size
    return last


def _lines(
    groups: list[Group],
    text: str,
    size: float,
    role: Role,
    columns: _Columns,
    top: float,
    bold: bool = False,
) -> float:
    """Add a paragraph over the whole width and return where it ends."""
    shapes: list[Shape] = []
    runs = _wrap(Run(text, size, role, bold), columns.right - columns.left)
    end = _stack(shapes, runs, columns.left, top + 0.8 * size)
    groups.append(Group("part", tuple(shapes)))
    return end


def _head(
    groups: list[Group], title: str, who: str, review: Review, columns: _Columns, top: float
) -> float:
    look = columns.look
    top = _lines(groups, title, look.title, "ink", columns, top, bold=True) + 5.0
    top = _lines(groups, who, look.text, "muted", columns, top)
    for remark in remarks(review):
        top = _lines(groups, remark, look.text, "ink", columns, top + 4.0, bold=True)
    return top + 8.0


def _heading(
    groups: list[Group], section: Section, count: int, columns: _Columns, top: float
) -> float:
    look = columns.look
    top += look.gap * 0.55
    rule = Line(columns.left, top, columns.right, top, "rule", 1.0)
    baseline = top + 1.55 * look.text
    runs = (Run(_HEADINGS[section], look.text, "muted", True), Run(f" {count}", look.text, "muted"))
    groups.append(Group("part", (rule, Text(columns.left, baseline, runs))))
    return baseline + 0.55 * look.text


def _legend(
    groups: list[Group], rows: Sequence[Row], columns: _Columns, top: float, dates: str
) -> float:
    """Add a line that names the marks in use; the rows speak for themselves without it."""
    look = columns.look
    size = look.text - 1.0
    ways = {(r.section, r.direction) for r in rows}
    items: list[tuple[list[Shape], str]] = []
    if any(r.shown.low is not None or r.shown.high is not None for r in rows):
        items.append(([Rect(0, -7, 16, 8, "acceptable")], "within limits"))
    if ("outside", -1) in ways:
        items.append(([arrow_head(0, -3, -1, 9, "low")], "below limit"))
    if ("outside", 1) in ways:
        items.append(([arrow_head(9, -3, 1, 9, "high")], "above limit"))
    if any(r.shown.goal_low is not None or r.shown.goal_high is not None for r in rows):
        items.append(([Polygon(((0, -7), (9, -7), (4.5, 0.5)), "goal")], "treatment goal"))
    for way, word in ((-1, "below goal"), (1, "above goal")):
        if ("goal", way) in ways:
            head = arrow_head(9 if way > 0 else 0, -3, way, 9, "goal", hollow=True)
            items.append(([head], word))
    if any(r.shown.exact is None for r in rows):
        items.append(([Line(0, -3, 18, -3, "ink", 2.0, (4.0, 3.0))], "somewhere along the dashes"))
    if any(r.earlier for r in rows):
        items.append(([Circle(4, -3, 3.4, "older", hollow=True)], f"earlier: {dates}"))
    if any(_has_cut(r, columns, rows) for r in rows):
        strokes: list[Shape] = [
            Line(0, 1, 4, -8, "muted", 1.2),
            Line(5, 1, 9, -8, "muted", 1.2),
        ]
        items.append((strokes, "axis cut, not to scale beyond"))
    top += look.gap * 0.8
    shapes: list[Shape] = []
    x, baseline = columns.left, top + size
    for marks, text in items:
        mark = max(_right(shape) for shape in marks) + 6.0
        room = columns.right - columns.left - mark
        lines = wrapped(text, size, room)
        width = mark + max(text_width(line, size) for line in lines)
        if x > columns.left and x + width > columns.right:
            x, baseline = columns.left, baseline + 1.6 * size
        shapes.extend(_placed(shape, x, baseline) for shape in marks)
        for place, line in enumerate(lines):
            baseline += 1.4 * size if place else 0.0
            shapes.append(Text(x + mark, baseline, (Run(line, size, "muted"),)))
        x += width + look.gap
    groups.append(Group("part", tuple(shapes)))
    return baseline + 0.3 * size


def _has_cut(row: Row, columns: _Columns, rows: Sequence[Row]) -> bool:
    common = reach((r.analyte, r.shown) for r in rows if _is_large(r))
    earlier = [x for e in row.earlier for x in (e.shown.lower, e.shown.upper) if x is not None]
    scale = row_scale(row.analyte, row.shown, earlier, common if _is_large(row) else None)
    return isinstance(scale, Scale) and (scale.cut_left or scale.cut_right)


def _right(shape: Shape) -> float:
    if isinstance(shape, Rect):
        return shape.width
    if isinstance(shape, Line):
        return max(shape.x1, shape.x2)
    if isinstance(shape, Polygon):
        return max(x for x, _ in shape.points)
    return shape.x + 4.0


def _placed(shape: Shape, x: float, y: float) -> Shape:
    """Return a shape moved from the origin to a place."""
    if isinstance(shape, Line):
        return replace(shape, x1=shape.x1 + x, x2=shape.x2 + x, y1=shape.y1 + y, y2=shape.y2 + y)
    if isinstance(shape, Polygon):
        return replace(shape, points=tuple((px + x, py + y) for px, py in shape.points))
    return replace(shape, x=shape.x + x, y=shape.y + y)

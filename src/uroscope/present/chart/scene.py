"""Review to drawing: a column of bullet tracks, each value on its own scale, flagged ones first.

Rows keep one clinical order (`rows.ORDER`) inside four sections: outside limits and short of a goal
(large), within limits (small), not compared (small, with the reason). Scales that start at zero
share their length in limits, so that limits stand in one line and arrows compare from row to row;
tightly held quantities (pH, blood calcium) get a scale around their range.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from uroscope.model import Review
from uroscope.present.chart.columns import (
    DESCENT,
    RISE,
    Columns,
    name_lines,
    stack,
    value_runs,
    was_run,
    word_runs,
    wrap,
)
from uroscope.present.chart.legend import legend
from uroscope.present.chart.look import COMPACT, FULL, NARROW
from uroscope.present.chart.marks import tick_texts, track
from uroscope.present.chart.rows import Row, Section, chart_rows
from uroscope.present.chart.scale import Scale, reach, row_scale
from uroscope.present.chart.shapes import Group, Line, Role, Run, Scene, Shape, Text
from uroscope.present.chart.words import headline, identity, older_dates, remarks
from uroscope.present.numbers import Units

_HEADINGS: dict[Section, str] = {
    "outside": "Outside limits",
    "goal": "Treatment goal not met",
    "within": "Within limits",
    "open": "Not compared",
}


def chart_scene(
    review: Review,
    *,
    units: Units = "conventional",
    profile_title: str = "",
    older: Sequence[Review] = (),
    compact: bool = False,
    narrow: bool = False,
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
        A small drawing without title, for a column of a page that has its own heading.
    narrow : bool
        The small drawing for a telephone, its columns closer together.

    Returns
    -------
    Scene
        The drawing [px]; its size follows from its texts, which never overlap and are never cut.
    """
    rows = chart_rows(review, units, older)
    compact = compact or narrow
    look = NARROW if narrow else COMPACT if compact else FULL
    columns = Columns(rows, look)
    title, who, above = headline(rows), identity(review, profile_title), remarks(review)
    groups: list[Group] = []
    top = look.margin
    if not compact:
        top = _paragraph(groups, Run(title, look.title, "ink", True), columns, top) + 5.0
        top = _paragraph(groups, Run(who, look.text, "muted"), columns, top)
        for remark in above:
            top = _paragraph(groups, Run(remark, look.text, "ink", True), columns, top + 4.0)
        top += 8.0
    elif not rows:
        top = _paragraph(groups, Run(title, look.text, "muted"), columns, top)
    scales = _scales(rows, columns)
    for section, members in groupby(rows, key=lambda row: row.section):
        mine = tuple(members)
        top = _heading(groups, section, len(mine), columns, top, ruled=bool(groups))
        for row in mine:
            if not row.listed:
                group, top = _row(row, scales.get(row.analyte), columns, top, units)
                groups.append(group)
        top = _listing(groups, [row for row in mine if row.listed], columns, top)
    if any(not row.listed for row in rows):
        top += look.gap * 0.8
        group, top = legend(rows, list(scales.values()), columns, top, older_dates(older))
        groups.append(group)
    words = " ".join((f"{title}. {who}.", *above))
    height = round(top + (1.0 if compact else 0.75 * look.margin), 1)
    return Scene(columns.width, height, "Flagged values", words, tuple(groups))


def _scales(rows: Sequence[Row], columns: Columns) -> dict[str, Scale]:
    common = reach((row.analyte, row.shown) for row in rows if row.large)
    scales = {}
    for row in rows:
        ends = (end for e in row.earlier for end in (e.shown.lower, e.shown.upper))
        earlier = [end for end in ends if end is not None]
        shared = common if row.large else None
        scale = row_scale(row.analyte, row.shown, earlier, shared, columns.cut)
        if scale is not None:
            scales[row.analyte] = scale
    return scales


def _paragraph(groups: list[Group], run: Run, columns: Columns, top: float) -> float:
    """Add text over the whole width and return where it ends."""
    shapes: list[Shape] = []
    lines = [(line,) for line in wrap(run, columns.right - columns.left)]
    end = stack(shapes, lines, columns.left, top + 0.8 * run.size)
    groups.append(Group("part", tuple(shapes)))
    return end


def _heading(
    groups: list[Group], section: Section, count: int, columns: Columns, top: float, ruled: bool
) -> float:
    look = columns.look
    shapes: list[Shape] = []
    if ruled:
        top += look.gap * 0.55
        shapes.append(Line(columns.left, top, columns.right, top, "rule", 1.0))
    baseline = top + (1.55 if ruled else 0.9) * look.text
    heading = Run(_HEADINGS[section], look.text, "muted", True)
    shapes.append(Text(columns.left, baseline, (heading, Run(f"  {count}", look.text, "muted"))))
    groups.append(Group("part", tuple(shapes)))
    return baseline + 0.55 * look.text


def _row(
    row: Row, scale: Scale | None, columns: Columns, top: float, units: Units
) -> tuple[Group, float]:
    """Return one row and where the next begins."""
    size = columns.size(row)
    half = size.track / 2 + size.over
    middle = top + (half + 5.0 if row.large else size.pitch / 2)
    below = middle + half + 0.92 * size.tick + 1.0
    ends = [top + size.pitch]
    shapes: list[Shape] = []
    if scale is not None:
        place = (columns.track_at, columns.track)
        shapes += track(row, scale, *place, middle, columns.look)
        if row.large:
            shapes += tick_texts(row, scale, *place, below, size, units)
    if row.reason:
        reason = wrap(Run(row.reason, size.note, "muted"), columns.right - columns.track_at)
        under = [(line,) for line in reason]
        ends.append(stack(shapes, under, columns.track_at, below + 3.0) + 5.0)
    names = name_lines(row, size, columns.label)
    ends.append(stack(shapes, names, columns.left, middle + RISE * size.label) + 6.0)
    shapes.append(Text(columns.values_at, middle + RISE * size.value, value_runs(row, size)))
    if row.large and row.was:
        shapes.append(Text(columns.values_at, below, (was_run(row, size),)))
    words = [[(line,) for line in wrap(run, columns.note)] for run in word_runs(row, size)]
    first = middle + RISE * size.word
    if len(words) == 2 and len(words[0]) == 1:
        # How far stands level with the numbers of the limits.
        stack(shapes, words[0], columns.notes_at, first)
        ends.append(stack(shapes, words[1], columns.notes_at, below) + 6.0)
    elif words:
        lines = [line for part in words for line in part]
        ends.append(stack(shapes, lines, columns.notes_at, first) + 6.0)
    return Group("row", tuple(shapes), row.sentence), max(ends)


def _listing(groups: list[Group], rows: Sequence[Row], columns: Columns, top: float) -> float:
    """Add values that have no scale as running text, with the reason under those that share it."""
    size = columns.look.small
    room = columns.right - columns.left
    alike: dict[str, list[Row]] = {}
    for row in rows:
        alike.setdefault(row.reason, []).append(row)
    for reason, members in alike.items():
        x, baseline = columns.left, top + 1.2 * size.label
        for row in members:
            runs = _listed(row, columns)
            width = sum(run.width for run in runs)
            if x > columns.left and x + width > columns.right:
                x, baseline = columns.left, baseline + 1.5 * size.label
            shapes: list[Shape] = []
            if width <= room:
                shapes.append(Text(x, baseline, runs))
                x += width + 1.6 * size.label
            else:
                # Longer than a line by itself: its parts stand one under another.
                parts = [(line,) for run in runs for line in wrap(run, room)]
                baseline = stack(shapes, parts, x, baseline) - DESCENT * size.label
                x = columns.right
            groups.append(Group("row", tuple(shapes), row.sentence))
        under = [(line,) for line in wrap(Run(reason, size.note, "muted"), room)]
        shapes = []
        top = stack(shapes, under, columns.left, baseline + 1.4 * size.note) + 3.0
        groups.append(Group("part", tuple(shapes)))
    return top + 2.0 if rows else top


def _listed(row: Row, columns: Columns) -> tuple[Run, ...]:
    size = columns.size(row)
    name = [Run(row.label, size.label, "ink")]
    if row.qualifier:
        name.append(Run(f" {row.qualifier}", size.note, "muted"))
    role: Role = "ink"
    value = [Run(f"  {row.shown.text}", size.value, role, True)]
    if row.shown.unit:
        value.append(Run(f" {row.shown.unit}", size.unit, "muted"))
    return (*name, *value)

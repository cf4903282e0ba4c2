"""One line that names the marks in use; the rows speak for themselves without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from uroscope.present.chart.columns import DESCENT, Columns
from uroscope.present.chart.marks import arrow_head
from uroscope.present.chart.measure import text_width, wrapped
from uroscope.present.chart.rows import Row
from uroscope.present.chart.scale import Scale
from uroscope.present.chart.shapes import Circle, Group, Line, Polygon, Rect, Run, Shape, Text

_Item = tuple[tuple[Shape, ...], float, str]  # marks around the origin, their width, the words


def legend(
    rows: Sequence[Row], scales: Sequence[Scale], columns: Columns, top: float, dates: str
) -> tuple[Group, float]:
    """Return the legend and where it ends.

    Parameters
    ----------
    rows : sequence of Row
        All rows of the chart.
    scales : sequence of Scale
        Scales of the rows that have one.
    columns : Columns
        Where it may stand.
    top : float
        Where it begins [px].
    dates : str
        Dates of the earlier collections.

    Returns
    -------
    tuple of (Group, float)
        Marks with their words, and the lower end [px].
    """
    size = columns.look.text - 1.0
    x, baseline = columns.left, top + size
    shapes: list[Shape] = []
    for marks, width, text in _items(rows, scales, dates):
        start = width + 6.0
        lines = wrapped(text, size, columns.right - columns.left - start)
        whole = start + max(text_width(line, size) for line in lines)
        if x > columns.left and x + whole > columns.right:
            x, baseline = columns.left, baseline + 1.7 * size
        shapes.extend(_placed(shape, x, baseline) for shape in marks)
        for place, line in enumerate(lines):
            baseline += 1.4 * size if place else 0.0
            shapes.append(Text(x + start, baseline, (Run(line, size, "muted"),)))
        x += whole + columns.look.gap
    return Group("part", tuple(shapes)), baseline + DESCENT * size


def _items(rows: Sequence[Row], scales: Sequence[Scale], dates: str) -> list[_Item]:
    ways = {(row.section, row.direction) for row in rows}
    drawn = [row.shown for row in rows if not row.listed]
    items: list[_Item] = []
    if any(s.low is not None or s.high is not None for s in drawn):
        items.append(((Rect(0, -7, 16, 8, "acceptable"),), 16.0, "within limits"))
    if ("outside", -1) in ways:
        items.append(((arrow_head(0, -3, -1, 9, "low"),), 9.0, "below limit"))
    if ("outside", 1) in ways:
        items.append(((arrow_head(9, -3, 1, 9, "high"),), 9.0, "above limit"))
    if any(s.goal_low is not None or s.goal_high is not None for s in drawn):
        mark = Polygon(((0, -7), (9, -7), (4.5, 0.5)), "goal")
        items.append(((mark,), 9.0, "treatment goal"))
    for way, word in ((-1, "below goal"), (1, "above goal")):
        if ("goal", way) in ways:
            head = arrow_head(9 if way > 0 else 0, -3, way, 9, "goal", hollow=True)
            items.append(((head,), 9.0, word))
    if any(s.exact is None for s in drawn):
        dashes = Line(0, -3, 18, -3, "ink", 2.0, (4.0, 3.0))
        items.append(((dashes,), 18.0, "the value lies along the dashes"))
    if any(row.earlier for row in rows if not row.listed):
        items.append(((Circle(4, -3, 3.4, "older", hollow=True),), 8.0, f"earlier: {dates}"))
    if any(scale.cut_left or scale.cut_right for scale in scales):
        strokes = (Line(0, 1, 4, -8, "muted", 1.2), Line(5, 1, 9, -8, "muted", 1.2))
        items.append((strokes, 9.0, "axis cut, not to scale beyond"))
    return items


def _placed(shape: Shape, x: float, y: float) -> Shape:
    """Return a shape moved from the origin to a place."""
    if isinstance(shape, Line):
        return replace(shape, x1=shape.x1 + x, x2=shape.x2 + x, y1=shape.y1 + y, y2=shape.y2 + y)
    if isinstance(shape, Polygon):
        return replace(shape, points=tuple((px + x, py + y) for px, py in shape.points))
    return replace(shape, x=shape.x + x, y=shape.y + y)

"""One track: zone, limits, goal, earlier values and the value itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from uroscope.present.chart.look import Look, RowLook
from uroscope.present.chart.rows import Row
from uroscope.present.chart.scale import Scale
from uroscope.present.chart.shapes import Circle, Line, Polygon, Rect, Role, Run, Shape, Text
from uroscope.present.numbers import Units, bound_number

_At = Callable[[float], float]
_DASH = (4.0, 3.0)
_LEAST_HEAD = 0.65  # of a full head


def track(
    row: Row, scale: Scale, left: float, width: float, middle: float, look: Look
) -> list[Shape]:
    """Return the shapes of one track, back to front.

    Parameters
    ----------
    row : Row
        What to draw.
    scale : Scale
        Where numbers lie.
    left, width, middle : float
        Place of the track: left end, length, height of its middle line [px].
    look : Look
        Sizes.

    Returns
    -------
    list of Shape
        Zone, earlier values, limits, goal, value, cuts.
    """
    size = look.large if row.large else look.small

    def at(value: float) -> float:
        return left + width * scale.share(value)

    top = middle - size.track / 2
    shapes: list[Shape] = [Rect(left, top, width, size.track, "track")]
    seen = row.shown
    low, high, zone = seen.low, seen.high, "acceptable"
    if low is None and high is None:
        low, high, zone = seen.goal_low, seen.goal_high, "aim"
    first = left if low is None else at(low)
    last = left + width if high is None else at(high)
    shapes.append(
        Rect(first, top, last - first, size.track, "aim" if zone == "aim" else "acceptable")
    )
    shapes.extend(_goal_marks(row, at, top, size))
    reach = size.track / 2 + size.over
    thick = 2.0 if size is look.large else 1.5
    shapes.extend(
        Line(at(bound), middle - reach, at(bound), middle + reach, "ink", thick)
        for bound in (seen.low, seen.high)
        if bound is not None
    )
    for place, older in enumerate(reversed(row.earlier)):
        where = older.shown.upper if older.shown.upper is not None else older.shown.lower
        if where is not None:
            newest = place == len(row.earlier) - 1
            radius = size.track * (0.27 if newest else 0.2)
            shapes.append(Circle(at(where), middle, radius, "older", hollow=True))
    shapes.extend(_value(row, at, (left, left + width), middle, look))
    for side, is_cut in ((-1, scale.cut_left), (1, scale.cut_right)):
        if is_cut:
            edge = left + width if side > 0 else left
            shapes.extend(_cut(edge - side * (scale.cut * width - 5.0), middle, size.track))
    return shapes


def _goal_marks(row: Row, at: _At, top: float, size: RowLook) -> list[Shape]:
    shapes: list[Shape] = []
    half = 0.22 * size.track + 1.4
    for goal in (row.shown.goal_low, row.shown.goal_high):
        if goal is not None:
            x = at(goal)
            shapes.append(Line(x, top, x, top + size.track, "goal", 1.5))
            points = ((x - half, top - 1.7 * half), (x + half, top - 1.7 * half), (x, top))
            shapes.append(Polygon(points, "goal"))
    return shapes


def arrow_head(
    tip: float, middle: float, direction: int, length: float, role: Role, hollow: bool = False
) -> Polygon:
    """Return a head that points left (−1) or right (1) with its tip at a value."""
    back, half = tip - direction * length, 0.56 * length
    return Polygon(
        ((tip, middle), (back, middle - half), (back, middle + half)), role, hollow=hollow
    )


def _value(row: Row, at: _At, ends: tuple[float, float], middle: float, look: Look) -> list[Shape]:
    seen = row.shown
    if row.large and row.direction:
        return _arrow(row, at, ends, middle, look)
    exact = seen.exact
    if exact is not None:
        return [Circle(at(exact), middle, 3.6 if look.title else 3.0, "ink")]
    return _interval(seen.lower, seen.upper, at, ends, middle, look, "ink")


def _arrow(row: Row, at: _At, ends: tuple[float, float], middle: float, look: Look) -> list[Shape]:
    """Return the arrow from what was crossed or missed to the value, hollow for a goal."""
    seen, way, goal = row.shown, row.direction, row.section == "goal"
    crossed = (
        (seen.goal_high if way > 0 else seen.goal_low)
        if goal
        else (seen.high if way > 0 else seen.low)
    )
    near, far = (seen.lower, seen.upper) if way > 0 else (seen.upper, seen.lower)
    if near is None:
        return []
    tip = at(near)
    start = tip if crossed is None else at(crossed)
    # A head that would not fit between limit and value stands right outside the limit, where the
    # value is, rather than across it.
    least = _LEAST_HEAD * look.head
    if 0 < abs(tip - start) < least:
        tip = min(max(start + way * least, ends[0]), ends[1])
    length = max(least, min(look.head, abs(tip - start)))
    shapes: list[Shape] = []
    back = tip - way * length
    if (back - start) * way > 0:
        dash = _DASH if goal else None
        shaft = look.shaft / 2 if goal else look.shaft
        shapes.append(Line(start, middle, back, middle, row.role, shaft, dash))
    if far != near:
        end = (ends[1] if way > 0 else ends[0]) if far is None else at(far)
        shapes.append(Line(tip, middle, end, middle, row.role, 2.0, _DASH))
    shapes.append(arrow_head(tip, middle, way, length, row.role, hollow=goal))
    return shapes


def _interval(
    lower: float | None,
    upper: float | None,
    at: _At,
    ends: tuple[float, float],
    middle: float,
    look: Look,
    role: Role,
) -> list[Shape]:
    """Return a dashed bar over all a censored value may be, with a bracket at each known end."""
    first = ends[0] if lower is None else at(lower)
    last = ends[1] if upper is None else at(upper)
    half = look.small.track / 2 - 0.5
    shapes: list[Shape] = [Line(first, middle, last, middle, role, 2.0, _DASH)]
    shapes.extend(
        Line(x, middle - half, x, middle + half, role, 2.5)
        for x, known in ((first, lower), (last, upper))
        if known is not None
    )
    return shapes


def _cut(x: float, middle: float, height: float) -> list[Shape]:
    """Return the two slanted strokes that say: the axis is cut here."""
    half, lean, wide = height / 2 + 1.5, 2.0, 2.5
    gap = (
        (x - wide - lean, middle + half),
        (x - wide + lean, middle - half),
        (x + wide + lean, middle - half),
        (x + wide - lean, middle + half),
    )
    return [
        Polygon(gap, "paper"),
        Line(*gap[0], *gap[1], "muted", 1.2),
        Line(*gap[3], *gap[2], "muted", 1.2),
    ]


def tick_texts(
    row: Row, scale: Scale, left: float, width: float, baseline: float, size: RowLook, units: Units
) -> list[Text]:
    """Return the numbers of limits and goals under a large track, pushed apart where they meet."""
    seen = row.shown
    marks: list[tuple[float, Run]] = []
    for bound in (seen.low, seen.high):
        if bound is not None:
            run = Run(bound_number(bound, seen.digits, units), size.tick, "muted")
            marks.append((left + width * scale.share(bound), run))
    for goal in (seen.goal_low, seen.goal_high):
        if goal is not None:
            text = f"goal {bound_number(goal, seen.digits, units)}"
            marks.append((left + width * scale.share(goal), Run(text, size.tick, "goal")))
    marks.sort(key=lambda mark: mark[0])
    centres = spread([x for x, _ in marks], [run.width for _, run in marks], left, left + width)
    return [Text(x, baseline, (run,), "middle") for x, (_, run) in zip(centres, marks, strict=True)]


def spread(
    centres: Sequence[float], widths: Sequence[float], left: float, right: float, gap: float = 7.0
) -> list[float]:
    """Return centres moved as little as needed so that labels neither touch nor leave the track.

    Parameters
    ----------
    centres, widths : sequence of float
        Wanted centres from left to right, and widths [px].
    left, right : float
        Ends of the track [px]; labels may overhang them by a few px.
    gap : float
        Least space between labels [px].

    Returns
    -------
    list of float
        New centres [px], in the same order.

    Examples
    --------
    >>> spread([50.0, 55.0], [20.0, 20.0], 0.0, 100.0)
    [39.0, 66.0]
    """
    blocks: list[tuple[list[int], float, float]] = []  # members, start, length
    for index, (centre, width) in enumerate(zip(centres, widths, strict=True)):
        block = ([index], max(left, min(centre - width / 2, right - width)), width)
        while blocks and blocks[-1][1] + blocks[-1][2] + gap > block[1]:
            members = [*blocks.pop()[0], *block[0]]
            length = sum(widths[m] for m in members) + gap * (len(members) - 1)
            wanted, offset = 0.0, 0.0
            for member in members:
                wanted += centres[member] - (offset + widths[member] / 2)
                offset += widths[member] + gap
            start = max(left, min(wanted / len(members), right - length))
            block = (members, start, length)
        blocks.append(block)
    moved = [0.0] * len(centres)
    for members, start, _ in blocks:
        for member in members:
            moved[member] = start + widths[member] / 2
            start += widths[member] + gap
    return moved

"""The few shapes a chart is made of, in px, coloured by role; what both backends draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from uroscope.present.chart.measure import text_width

Role = Literal[
    "paper", "ink", "muted", "rule", "track", "acceptable", "aim", "high", "low", "goal", "older"
]
Anchor = Literal["start", "middle", "end"]

# Colours of paper and print. Texts keep a contrast of 4.5 to 1 or more on paper; high, low and goal
# are red, blue and green, and never the only sign of what they mean.
LIGHT: dict[Role, str] = {
    "paper": "#ffffff",
    "ink": "#1a1f24",
    "muted": "#59636d",
    "rule": "#d5dade",
    "track": "#eff2f4",
    "acceptable": "#d2dce0",
    "aim": "#deeee1",
    "high": "#b3231b",
    "low": "#0b5bab",
    "goal": "#1f6f3a",
    "older": "#7d8892",
}
# The same roles on a dark page, for the page that embeds the svg.
DARK: dict[Role, str] = {
    "paper": "#14181c",
    "ink": "#e8ecef",
    "muted": "#a3adb6",
    "rule": "#3a434b",
    "track": "#20262c",
    "acceptable": "#3b4a52",
    "aim": "#24402c",
    "high": "#ff8a7e",
    "low": "#7db8f5",
    "goal": "#7fca94",
    "older": "#8d98a2",
}


@dataclass(frozen=True)
class Rect:
    """A filled box."""

    x: float
    y: float
    width: float
    height: float
    role: Role


@dataclass(frozen=True)
class Line:
    """A straight stroke; `dash` is on and off lengths [px]."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: Role
    width: float = 1.0
    dash: tuple[float, float] | None = None


@dataclass(frozen=True)
class Polygon:
    """A closed shape: filled with its role, or hollow: outlined with it on paper."""

    points: tuple[tuple[float, float], ...]
    role: Role
    hollow: bool = False
    width: float = 1.5


@dataclass(frozen=True)
class Circle:
    """A dot ringed with paper, or hollow: a ring on paper."""

    x: float
    y: float
    radius: float
    role: Role
    hollow: bool = False
    width: float = 1.5


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    size: float
    role: Role = "ink"
    bold: bool = False

    @property
    def width(self) -> float:
        """Return the width it takes at most [px]."""
        return text_width(self.text, self.size, self.bold)


@dataclass(frozen=True)
class Text:
    """One line of text on its baseline."""

    x: float
    y: float
    runs: tuple[Run, ...]
    anchor: Anchor = "start"

    @property
    def width(self) -> float:
        """Return the width it takes at most [px]."""
        return sum(run.width for run in self.runs)

    @property
    def left(self) -> float:
        """Return where it starts [px]."""
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return self.x - share * self.width

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom: from the tallest letter to the deepest [px]."""
        size = max((run.size for run in self.runs), default=0.0)
        return self.left, self.y - 0.78 * size, self.left + self.width, self.y + 0.24 * size


Shape = Rect | Line | Polygon | Circle | Text


@dataclass(frozen=True)
class Group:
    """Shapes that belong together, with the sentence that says what they show.

    `name` is `row`, `part` (a title, a heading, a legend) or `chart`; only rows carry a sentence.
    """

    name: str
    shapes: tuple[Shape, ...]
    sentence: str = ""


@dataclass(frozen=True)
class Scene:
    """A drawing: size [px], what it says in words, and its groups in reading order."""

    width: float
    height: float
    title: str
    description: str
    groups: tuple[Group, ...]

    @property
    def texts(self) -> tuple[Text, ...]:
        """Return every line of text."""
        return tuple(s for group in self.groups for s in group.shapes if isinstance(s, Text))


def moved(shape: Shape, down: float) -> Shape:
    """Return a shape moved down by so many px."""
    if isinstance(shape, Line):
        return replace(shape, y1=shape.y1 + down, y2=shape.y2 + down)
    if isinstance(shape, Polygon):
        return replace(shape, points=tuple((x, y + down) for x, y in shape.points))
    return replace(shape, y=shape.y + down)


def stacked(scenes: tuple[Scene, ...], gap: float = 12.0) -> Scene:
    """Return several drawings one under another, with a rule between them.

    Parameters
    ----------
    scenes : tuple of Scene
        At least one.
    gap : float
        Space above each rule [px].

    Returns
    -------
    Scene
        One drawing as wide as the widest.
    """
    if len(scenes) == 1:
        return scenes[0]
    width = max(scene.width for scene in scenes)
    groups: list[Group] = []
    top = 0.0
    for position, scene in enumerate(scenes):
        if position:
            top += gap
            groups.append(Group("part", (Line(0, top, width, top, "rule", 1.0),)))
        groups.extend(
            replace(g, shapes=tuple(moved(s, top) for s in g.shapes)) for g in scene.groups
        )
        top += scene.height
    title = f"{scenes[0].title}, {len(scenes)} charts"
    return Scene(width, top, title, " ".join(s.description for s in scenes), tuple(groups))

"""Drawing to png and pdf through matplotlib, which is imported only when a file is asked for."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from uroscope.present.chart.shapes import (
    LIGHT,
    Circle,
    Line,
    Polygon,
    Rect,
    Run,
    Scene,
    Shape,
    Text,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONT = "DejaVu Sans"
_PX_PER_INCH = 96.0
_POINTS_PER_PX = 0.75
_PNG_DPI = 192  # two dots per px: sharp on a dense screen and at 7 inches on paper
# A page both A4 and Letter can hold without scaling or cutting [inch], and its margin.
PAGE = (8.27, 11.0)
_PAGE_MARGIN = 0.35
_SETTINGS = {
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "font.family": [FONT],
    "text.usetex": False,
    "text.parse_math": False,
    "text.hinting": "no_autohint",
    "path.simplify": False,
}


@cache
def _known_characters(bold: bool) -> frozenset[int]:
    from matplotlib import font_manager

    properties = font_manager.FontProperties(family=[FONT], weight="bold" if bold else "normal")
    return frozenset(font_manager.get_font(font_manager.findfont(properties)).get_charmap())


def _drawable(run: Run) -> str:
    """Return the text with a sign for letters the font lacks, which would draw as nothing."""
    known = _known_characters(run.bold)
    return "".join(c if ord(c) in known else "\ufffd" for c in run.text if c >= " ")


def _figure(scene: Scene, size: tuple[float, float], scale: float) -> Figure:
    """Return a figure of `size` [inch] with the drawing at the top, `scale` times its px."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, facecolor=LIGHT["paper"])
    width = scene.width * scale / _PX_PER_INCH / size[0]
    height = scene.height * scale / _PX_PER_INCH / size[1]
    inset = 0.0 if height >= 1.0 or size != PAGE else _PAGE_MARGIN / size[1]
    axes = figure.add_axes(((1.0 - width) / 2, 1.0 - inset - height, width, height))
    axes.set_axis_off()
    axes.set_xlim(0, scene.width)
    axes.set_ylim(scene.height, 0)
    for order, shape in enumerate(s for group in scene.groups for s in group.shapes):
        _draw(axes, shape, order, scale * _POINTS_PER_PX)
    return figure


def _draw(axes: Axes, shape: Shape, order: int, points: float) -> None:
    from matplotlib import lines, patches

    common: dict[str, Any] = {"zorder": order, "clip_on": False}
    if isinstance(shape, Text):
        x = shape.left
        for run in shape.runs:
            text = _drawable(run)
            axes.text(
                x, shape.y, text, fontsize=run.size * points, color=LIGHT[run.role],
                weight="bold" if run.bold else "normal", ha="left", va="baseline",
                parse_math=False, **common,
            )  # fmt: skip
            x += run.width
    elif isinstance(shape, Line):
        dash = (0, tuple(d / shape.width for d in shape.dash)) if shape.dash else "-"
        axes.add_line(
            lines.Line2D(
                (shape.x1, shape.x2), (shape.y1, shape.y2), color=LIGHT[shape.role],
                linewidth=shape.width * points, linestyle=dash, solid_capstyle="butt",
                dash_capstyle="butt", **common,
            )
        )  # fmt: skip
    elif isinstance(shape, Rect):
        box = ((shape.x, shape.y), shape.width, shape.height)
        axes.add_patch(patches.Rectangle(*box, facecolor=LIGHT[shape.role], linewidth=0, **common))
    else:
        colour, paper = LIGHT[shape.role], LIGHT["paper"]
        paint: dict[str, Any] = {"facecolor": colour, "linewidth": 0}
        if shape.hollow:
            paint = {"facecolor": paper, "edgecolor": colour, "linewidth": shape.width * points}
        elif isinstance(shape, Circle):
            paint = {"facecolor": colour, "edgecolor": paper, "linewidth": shape.width * points}
        if isinstance(shape, Circle):
            axes.add_patch(patches.Circle((shape.x, shape.y), shape.radius, **paint, **common))
        elif isinstance(shape, Polygon):
            joint = {"joinstyle": "miter"}
            axes.add_patch(patches.Polygon(shape.points, closed=True, **paint, **joint, **common))


def png_bytes(scene: Scene) -> bytes:
    """Return a drawing as png, two dots per px.

    Parameters
    ----------
    scene : Scene
        The drawing [px].

    Returns
    -------
    bytes
        The file; the same scene and the same matplotlib always give the same bytes.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    size = (scene.width / _PX_PER_INCH, scene.height / _PX_PER_INCH)
    out = io.BytesIO()
    with matplotlib.rc_context(_SETTINGS):
        figure = _figure(scene, size, 1.0)
        figure.set_dpi(_PNG_DPI)
        metadata = {"Title": scene.title, "Software": "uroscope"}
        FigureCanvasAgg(figure).print_png(out, metadata=metadata)
    return out.getvalue()


def pdf_bytes(scenes: Sequence[Scene]) -> bytes:
    """Return drawings as pdf, one page each, sized for A4 and Letter alike.

    Parameters
    ----------
    scenes : sequence of Scene
        At least one drawing [px].

    Returns
    -------
    bytes
        The file, with text as text; the same scenes always give the same bytes.
    """
    import matplotlib
    from matplotlib.backends.backend_pdf import PdfPages

    room = tuple((side - 2 * _PAGE_MARGIN) * _PX_PER_INCH for side in PAGE)
    out = io.BytesIO()
    with matplotlib.rc_context(_SETTINGS):
        metadata = {"Title": scenes[0].title, "Creator": "uroscope", "CreationDate": None}
        with PdfPages(out, metadata=metadata) as pages:
            for scene in scenes:
                scale = min(1.0, room[0] / scene.width, room[1] / scene.height)
                pages.savefig(_figure(scene, PAGE, scale))
    return out.getvalue()

"""Drawing to svg text: no library, no font, colours by class so that a page can theme them.

Every shape carries its colour twice: as an attribute, which any program understands, and as a
class, which a page may style. The colours of a page come in as custom properties `--chart-ink`,
`--chart-high` and so on, one per role; without them the light colours hold.
"""

from __future__ import annotations

import re

from uroscope.present.chart.shapes import (
    LIGHT,
    Circle,
    Group,
    Line,
    Rect,
    Role,
    Scene,
    Shape,
    Text,
)

FONTS = (
    "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, "
    "'Liberation Sans', 'DejaVu Sans', sans-serif"
)
# Signs of the markup, and what XML 1.0 forbids even when escaped.
_UNSAFE = re.compile('[&<>"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_ANCHORS = {"start": "", "middle": ' text-anchor="middle"', "end": ' text-anchor="end"'}


def stylesheet() -> str:
    """Return the rules that let a page colour its charts through custom properties.

    A file of its own carries them; a page has them once, in its own style sheet.

    Returns
    -------
    str
        Rules of CSS, all below `.uroscope-chart`.
    """
    rules = []
    for role, colour in LIGHT.items():
        value = f"var(--chart-{role},{colour})"
        rules.append(f".uroscope-chart .f-{role}{{fill:{value}}}")
        rules.append(f".uroscope-chart .s-{role}{{stroke:{value}}}")
    rules.append(".uroscope-chart text{font-variant-numeric:tabular-nums;white-space:pre}")
    return "".join(rules)


_STYLE = stylesheet()


def variables(theme: dict[Role, str]) -> str:
    """Return the custom properties of a theme, for the page's own style sheet.

    Parameters
    ----------
    theme : dict of str
        Colour per role, such as `shapes.DARK`.

    Returns
    -------
    str
        Declarations of CSS.

    Examples
    --------
    >>> variables({"ink": "#fff"})
    '--chart-ink:#fff;'
    """
    return "".join(f"--chart-{role}:{colour};" for role, colour in theme.items())


def clean(text: str) -> str:
    """Return text that is safe between tags and in quoted attributes.

    Examples
    --------
    >>> clean('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    if _UNSAFE.search(text) is None:
        return text
    return _UNSAFE.sub(lambda found: _ESCAPES.get(found[0], "\ufffd"), text)


def _n(value: float) -> str:
    """Return a coordinate to a tenth of a px, without idle zeros."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _fill(role: Role) -> str:
    return f'class="f-{role}" fill="{LIGHT[role]}"'


def _stroke(role: Role, width: float) -> str:
    return f'class="s-{role}" stroke="{LIGHT[role]}" stroke-width="{_n(width)}"'


def _outlined(inner: Role, outer: Role, width: float) -> str:
    return (
        f'class="f-{inner} s-{outer}" fill="{LIGHT[inner]}" stroke="{LIGHT[outer]}" '
        f'stroke-width="{_n(width)}"'
    )


def _shape(shape: Shape) -> str:
    if isinstance(shape, Text):
        return _text(shape)
    if isinstance(shape, Line):
        dash = f' stroke-dasharray="{_n(shape.dash[0])} {_n(shape.dash[1])}"' if shape.dash else ""
        return (
            f'<line x1="{_n(shape.x1)}" y1="{_n(shape.y1)}" x2="{_n(shape.x2)}" '
            f'y2="{_n(shape.y2)}" {_stroke(shape.role, shape.width)}{dash}/>'
        )
    if isinstance(shape, Rect):
        return (
            f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" '
            f'height="{_n(shape.height)}" {_fill(shape.role)}/>'
        )
    if isinstance(shape, Circle):
        paint = (
            _outlined("paper", shape.role, shape.width)
            if shape.hollow
            else _outlined(shape.role, "paper", shape.width)
        )
        return f'<circle cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}" {paint}/>'
    paint = _outlined("paper", shape.role, shape.width) if shape.hollow else _fill(shape.role)
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
    return f'<polygon points="{points}" {paint}/>'


def _text(text: Text) -> str:
    start = f'<text x="{_n(text.x)}" y="{_n(text.y)}"{_ANCHORS[text.anchor]}'
    if len(text.runs) == 1:
        run = text.runs[0]
        return f"{start} {_font(run.size, run.bold, run.role)}>{clean(run.text)}</text>"
    spans = "".join(
        f"<tspan {_font(run.size, run.bold, run.role)}>{clean(run.text)}</tspan>"
        for run in text.runs
    )
    return f'{start} xml:space="preserve">{spans}</text>'


def _font(size: float, bold: bool, role: Role) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'font-size="{_n(size)}"{weight} {_fill(role)}'


def _group(group: Group) -> str:
    body = "".join(map(_shape, group.shapes))
    if not group.sentence:
        return f"<g>{body}</g>\n"
    title = clean(group.sentence)
    return f'<g role="img" aria-label="{title}"><title>{title}</title>{body}</g>\n'


def svg_text(scene: Scene, *, standalone: bool = True) -> str:
    """Return a drawing as svg.

    Parameters
    ----------
    scene : Scene
        The drawing [px].
    standalone : bool
        A file of its own, with size, white paper and its rules of style; else an element to place
        in a page that has the rules of `stylesheet`, as wide as its container, transparent.

    Returns
    -------
    str
        Well-formed XML whatever the texts hold; the same scene always gives the same text.
    """
    width, height = _n(scene.width), _n(scene.height)
    if standalone:
        size = f'xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        style = f"<style>{_STYLE}</style>\n"
        paper = f'<rect width="{width}" height="{height}" {_fill("paper")}/>\n'
    else:
        size, style, paper = 'width="100%"', "", ""
    body = "".join(map(_group, scene.groups))
    title, words = clean(scene.title), clean(scene.description)
    return (
        f'<svg {size} viewBox="0 0 {width} {height}" class="uroscope-chart" role="group" '
        f'aria-label="{title}: {words}" font-family="{FONTS}">\n'
        f"<title>{title}</title>\n<desc>{words}</desc>\n{style}{paper}{body}</svg>"
        + ("\n" if standalone else "")
    )

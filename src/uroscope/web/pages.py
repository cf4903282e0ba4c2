"""Pages from templates: the frame of the site around the review that `--format html` writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from uroscope.knowledge import load
from uroscope.present.chart.shapes import DARK, LIGHT
from uroscope.present.chart.svg import stylesheet, variables
from uroscope.present.html import FORBIDDEN, environment
from uroscope.web.limits import MOST_BYTES

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _site() -> Environment:
    """Return the templates of the review with those of the frame before them."""
    from jinja2 import ChoiceLoader, PackageLoader

    review = environment()
    loader = ChoiceLoader([PackageLoader("uroscope.web", "pages"), review.loader])  # type: ignore[list-item]
    site = review.overlay(loader=loader)
    site.globals = {**review.globals, "problem_box": problem_box, "sample_title": sample_title}
    return site


def render(name: str, **values: Any) -> str:
    """Return a page.

    Parameters
    ----------
    name : str
        A template of the frame.
    **values
        What it shows.

    Returns
    -------
    str
        A whole document.
    """
    knowledge = load()
    shipped = [knowledge.profile(name) for name in knowledge.profile_ids]
    common = {
        "here": "",
        "problem": "",
        "most_bytes": MOST_BYTES,
        "shipped": shipped,
        "profile": shipped[0],
    }
    text = _site().get_template(name).render({**common, **values})
    return FORBIDDEN.sub("\ufffd", text)


def problem_box(text: str) -> Markup:
    r"""Return a message of ours as an alert, its first line strong.

    Examples
    --------
    >>> problem_box("No <file>.\nDrop one.")
    Markup('<div class="problem" role="alert"><p><b>No &lt;file&gt;.</b></p><p>Drop one.</p></div>')
    """
    first, *rest = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    body = Markup("").join(Markup("<p>{}</p>").format(line) for line in rest)
    return Markup('<div class="problem" role="alert"><p><b>{}</b></p>{}</div>').format(first, body)


def sample_title(name: str) -> str:
    """Return the name of a sample as words.

    Examples
    --------
    >>> sample_title("07_messy_with_refusals.csv")
    'Messy with refusals'
    """
    words = name.partition("_")[2].removesuffix(".csv").replace("_", " ")
    return (words[:1].upper() + words[1:]).replace("Si ", "SI ")


def evidence_address(profile: str) -> Callable[[str], str]:
    """Return what gives the address of a name's evidence, under a profile."""
    return lambda name: f"/explain/{quote(name)}?profile={quote(profile)}"


@cache
def asset(name: str) -> tuple[bytes, str] | None:
    """Return a file of the site and its type: style sheet, script or icon; None for any other.

    The style sheet is that of the review, with the colours of the chart, and the frame's after it.
    """
    here = resources.files("uroscope.web").joinpath("static")
    if name == "site.css":
        parts = [
            f":root {{ {variables(LIGHT)} }}",
            f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {variables(DARK)} }} }}",
            resources.files("uroscope.present").joinpath("page/page.css").read_text("utf-8"),
            stylesheet(),
            here.joinpath("site.css").read_text("utf-8"),
        ]
        return "\n".join(parts).encode(), "text/css; charset=utf-8"
    if name == "site.js":
        return here.joinpath("site.js").read_bytes(), "text/javascript; charset=utf-8"
    if name == "icon.svg":
        return here.joinpath("icon.svg").read_bytes(), "image/svg+xml"
    return None

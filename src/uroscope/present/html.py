"""Review to one page of HTML: no script, nothing loaded from elsewhere, both unit systems."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from uroscope.model import Report
from uroscope.present.chart.svg import stylesheet
from uroscope.present.numbers import Units
from uroscope.present.page.unused import unused_elsewhere
from uroscope.present.page.view import by_urgency, review_views
from uroscope.present.templates import templates_of

if TYPE_CHECKING:
    from jinja2 import Environment

# Reviews from which a list of patients on top helps more than it takes.
LIST_ABOVE = 3
# Characters that no page may hold, even escaped.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def report_html(report: Report, units: Units, other: Report | None = None) -> str:
    """Return all reviews of a report as one page.

    Parameters
    ----------
    report : Report
        What one command found; its sentences are in the asked system.
    units : {"conventional", "si"}
        The unit system the page opens with; values and chart are there in both.
    other : Report, optional
        The same report with its sentences in the other system, for the switch.

    Returns
    -------
    str
        A whole document; the same reports always give the same text.

    Raises
    ------
    ValueError
        If `other` is a report of other collections.

    Examples
    --------
    >>> from uroscope.model import KnowledgeNote, ProfileNote, Report
    >>> report = Report(
    ...     uroscope="0.1.0",
    ...     profile=ProfileNote(id="stone_us", title="Stone clinic", digest="0"),
    ...     knowledge=KnowledgeNote(version="1", digest="0"),
    ...     reviews=[],
    ... )
    >>> report_html(report, "conventional").startswith("<!DOCTYPE html>")
    True
    """
    if other is not None and _collections(other) != _collections(report):
        raise ValueError("The report in the other unit system is of other collections.")
    views = review_views(report, units, other)
    text = environment().get_template("page.html").render(
        report=report,
        units=units,
        views=views,
        listed=by_urgency(views) if len(views) > LIST_ABOVE else [],
        elsewhere=unused_elsewhere(report),
        one_system=other is None,
    )  # fmt: skip
    return FORBIDDEN.sub("\ufffd", text)


def _collections(report: Report) -> list[tuple[str, str]]:
    return [(review.patient_id, review.collection_id) for review in report.reviews]


@cache
def environment() -> Environment:
    """Return the templates, read and compiled once."""
    made = templates_of("page")
    made.filters["css_text"] = css_text
    made.globals.update(chart_rules=stylesheet())
    return made


def css_text(text: str) -> str:
    r"""Return a text as the inside of a CSS string that nothing can end or leave.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Letters and digits of ASCII as they are, everything else as a numbered character.

    Examples
    --------
    >>> css_text('P-1"</style>')
    'P\\2d 1\\22 \\3c \\2f style\\3e '
    """
    return "".join(
        c if c.isascii() and c.isalnum() else f"\\{ord(c):x} "
        for c in text
        if ord(c) and not 0xD800 <= ord(c) <= 0xDFFF
    )

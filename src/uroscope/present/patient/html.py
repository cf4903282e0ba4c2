"""The patient sheet as HTML: no script, nothing loaded from elsewhere, one page when printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from uroscope.model import Report
from uroscope.present.patient.sheet import sheets_of
from uroscope.present.templates import templates_of

if TYPE_CHECKING:
    from jinja2 import Environment

# Characters that no page may hold, even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def sheets_html(report: Report, texts: Mapping[str, Any]) -> str:
    """Return one page with a sheet per review, each on its own paper when printed.

    Parameters
    ----------
    report : Report
        What one command found.
    texts : mapping
        The words of the sheet.

    Returns
    -------
    str
        A whole document; the same report always gives the same text.
    """
    text = (
        _environment()
        .get_template("sheet.html")
        .render(sheets=sheets_of(report, texts), report=report, texts=texts)
    )
    return _FORBIDDEN.sub("\ufffd", text)


@cache
def _environment() -> Environment:
    """Return the templates, read and compiled once."""
    return templates_of("patient")

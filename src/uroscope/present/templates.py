"""The templates of a folder, set up alike for every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uroscope.present.chart.shapes import DARK, LIGHT
from uroscope.present.chart.svg import variables

if TYPE_CHECKING:
    from jinja2 import Environment


def templates_of(folder: str) -> Environment:
    """Return the templates of one folder of this room; all they print is escaped.

    Parameters
    ----------
    folder : str
        `page` or `patient`.

    Returns
    -------
    Environment
        With the colours of both looks; a name that is not given is an error, never a gap.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("uroscope.present", folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.globals.update(light=variables(LIGHT), dark=variables(DARK))
    return made

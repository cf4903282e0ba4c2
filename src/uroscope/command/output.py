"""Where results go: a file, a picture, or a terminal as it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from uroscope.errors import UsageError
from uroscope.knowledge import load

if TYPE_CHECKING:
    from uroscope.model import Report
    from uroscope.present.numbers import Units
    from uroscope.present.text import Style


def spare_inputs(files: Sequence[str], *outputs: Path | None) -> None:
    """Refuse to write over what is being read.

    Raises
    ------
    UsageError
        If an output is one of the inputs.
    """
    for output in outputs:
        if output is None or not output.exists():
            continue
        for path in files:
            if path != "-" and Path(path).exists() and output.samefile(path):
                raise UsageError(f"{output} is also the input; choose another place for output.")


def write_review(
    report: Report, form: str, output: Path | None, si: bool, other: Report | None = None
) -> None:
    """Write the reviews as text, JSON or HTML; `other` holds them in the other unit system."""
    if not report.reviews and form == "text":
        return
    units: Units = "si" if si else "conventional"
    if form == "json":
        text = report.to_json() + "\n"
    elif form == "html":
        from uroscope.present.html import report_html

        text = report_html(report, units, other)
    else:
        from uroscope.present.text import Style, report_text

        text = report_text(report, units, Style() if output is not None else terminal_style())
    write_text(text, output)


def write_sheets(report: Report, form: str, output: Path | None) -> None:
    """Write the reviews for their patients as text or HTML; JSON is the same for every reader."""
    if form == "json":
        write_review(report, form, output, False)
        return
    if not report.reviews:
        return
    texts = load().record["patient_sheet"]
    if form == "html":
        from uroscope.present.patient.html import sheets_html

        text = sheets_html(report, texts)
    else:
        from uroscope.present.patient.text import sheets_text
        from uroscope.present.text import Style

        text = sheets_text(report, texts, Style() if output is not None else terminal_style())
    write_text(text, output)


def terminal_style() -> Style:
    """Return what the terminal can show: its width, colour, characters beyond ASCII."""
    import shutil

    from uroscope.present.text import Style

    live = sys.stdout.isatty()
    width = shutil.get_terminal_size((96, 24)).columns if live else 96
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return Style(
        width=max(60, min(width, 110)),
        colour=live and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
        unicode=encoding.startswith("utf"),
    )


def write_text(text: str, output: Path | None) -> None:
    """Write to a file, or to standard output.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    if output is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise UsageError(f"{output}: {reason}; choose another place with -o.") from error


def write_chart(report: Report, path: Path, si: bool) -> None:
    """Draw the chart of the reviews as png, svg or pdf."""
    if not report.reviews:
        return
    from uroscope.present.chart import write_chart as draw

    draw(
        report.reviews,
        path,
        units="si" if si else "conventional",
        profile_title=report.profile.title,
    )

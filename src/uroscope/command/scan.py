"""A scan report given beside the results: a file, standard input, or the text itself."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from uroscope.errors import UsageError

if TYPE_CHECKING:
    from uroscope.tables import Panel

_TEXT_ENDINGS = (".txt", ".text", ".rpt", ".md", ".rtf", ".doc", ".docx", ".pdf")


def read_scan(given: str, files: Sequence[str]) -> str:
    """Return the text of a scan report: from a file, from standard input, or as given.

    Parameters
    ----------
    given : str
        A path, `-`, or the text itself.
    files : sequence of str
        The other inputs; only one of all may be standard input.

    Returns
    -------
    str
        The report.

    Raises
    ------
    UsageError
        If the file is missing, is no text, or nothing is in it.
    """
    if given == "-":
        if "-" in files:
            raise UsageError("Standard input can be the results or the scan report, not both.")
        text = sys.stdin.read()
    elif _is_path(given):
        try:
            text = Path(given).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"{Path(given).name} is not UTF-8 text; save the scan report as plain text."
            ) from error
        except OSError as error:
            reason = (error.strerror or "it cannot be read").lower()
            raise UsageError(
                f"{Path(given).name}: {reason}; --imaging takes a text file, - or the text itself."
            ) from error
    else:
        text = given
    if not text.strip():
        raise UsageError("The scan report is empty; --imaging takes a text file, - or the text.")
    return text


def _is_path(given: str) -> bool:
    """Tell a path from a report: it exists, or it is one word that ends like a file."""
    if len(given) > 400 or "\n" in given:
        return False
    try:
        if Path(given).exists():
            return True
    except (OSError, ValueError):
        return False
    return given.lower().endswith(_TEXT_ENDINGS) and len(given.split()) == 1


def with_scan(panel: Panel, report: str) -> Panel:
    """Give a scan report to the only patient of a panel.

    Raises
    ------
    UsageError
        If the panel holds several patients.
    """
    people = panel.rows["patient_id"].nunique()
    if people > 1:
        raise UsageError(
            f"The input holds {people} patients, and --imaging is of one of them.\n"
            "Choose with --patient ID, or write the reports into a column imaging_report."
        )
    if not len(panel):
        return panel
    return replace(panel, rows=panel.rows.assign(imaging_report=report))

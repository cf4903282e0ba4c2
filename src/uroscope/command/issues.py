"""What was not used, said on standard error, and the exit code that goes with it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from uroscope.errors import ExitCode, NothingUsableError

if TYPE_CHECKING:
    from uroscope.model import Refused, Report

_MOST_ISSUES = 40


def exit_code(report: Report) -> int:
    """Return 0 when all was used, 3 when some cells were refused, 4 when nothing was usable."""
    if not report.reviews:
        return int(ExitCode.NOTHING_USABLE)
    return int(ExitCode.SOME_REFUSED if report.refused else ExitCode.ALL_USED)


def say_refused(refused: Sequence[Refused], rest_used: bool = True) -> None:
    """Say on standard error which cells were refused, each with its place and its cure."""
    if not refused:
        return
    count = len(refused)
    rest = "; everything else was used" if rest_used else ""
    sys.stderr.write(f"\n{count} cell{'s' if count > 1 else ''} refused{rest}:\n")
    alike: dict[tuple[str, ...], list[int]] = {}
    for item in refused:
        cell = (item.source, item.column, item.analyte, item.seen, item.message, item.hint)
        alike.setdefault(cell, []).append(item.row)
    for key, rows in list(alike.items())[:_MOST_ISSUES]:
        sys.stderr.write(_refusal_text(key, rows))
    if len(alike) > _MOST_ISSUES:
        more = len(alike) - _MOST_ISSUES
        sys.stderr.write(f"  and {more} more; --format json lists all of them.\n")


def say_issues(report: Report) -> None:
    """Say on standard error what was not used, the refusals first."""
    say = sys.stderr.write
    say_refused(report.refused, bool(report.reviews))
    notes = []
    if report.not_measured:
        names = [item.analyte for item in report.not_measured]
        notes.append(_named("Blank or said to be not measured", names, len(names)))
    if report.ignored:
        cells = sum(item.rows for item in report.ignored)
        notes.append(_named("Not used here", [item.analyte for item in report.ignored], cells))
    if notes:
        say("\n" + "\n".join(notes) + "\n")
    if not report.reviews:
        raise NothingUsableError("No cell of the input could be used, so there is no review.")


def _named(what: str, names: Sequence[str], cells: int) -> str:
    """Return what became of some cells, with the first few of their names."""
    distinct = list(dict.fromkeys(names))
    more = f" and {len(distinct) - 6} more" if len(distinct) > 6 else ""
    return f"{what}: {', '.join(distinct[:6])}{more} ({cells} cell{'s' if cells > 1 else ''})."


def _refusal_text(key: tuple[str, ...], rows: Sequence[int]) -> str:
    """Return one refusal in two lines; the same cell in many records is said once."""
    source, column, analyte, seen, message, hint = key
    numbers = ", ".join(str(row) for row in rows[:4]) + (" …" if len(rows) > 4 else "")
    place = f"{source} record{'s' if len(rows) > 1 else ''} {numbers}"
    place += f", {column}" if column else ""
    name = f"{analyte}: " if analyte else ""
    return f"  {place}: {name}{seen}\n    {message}; {hint}.\n"

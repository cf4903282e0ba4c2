"""What each command does, behind its options: files in, a report out, issues to standard error."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uroscope.command.answers import (
        convert,
        explain,
        ranges_check,
        ranges_list,
        ranges_show,
        template,
    )
    from uroscope.command.changed import whatif
    from uroscope.command.issues import exit_code, say_issues, say_refused
    from uroscope.command.limits import choose_profile, wants_si
    from uroscope.command.output import (
        spare_inputs,
        terminal_style,
        write_chart,
        write_review,
        write_sheets,
        write_text,
    )
    from uroscope.command.reports import make_report, make_reports, reports_of
    from uroscope.command.scan import read_scan
    from uroscope.command.table import batch

# Imported when first asked for: a table does without what a review needs.
_PLACES = {
    "batch": "table",
    "choose_profile": "limits",
    "convert": "answers",
    "exit_code": "issues",
    "explain": "answers",
    "make_report": "reports",
    "make_reports": "reports",
    "ranges_check": "answers",
    "ranges_list": "answers",
    "ranges_show": "answers",
    "read_scan": "scan",
    "reports_of": "reports",
    "say_issues": "issues",
    "say_refused": "issues",
    "spare_inputs": "output",
    "template": "answers",
    "terminal_style": "output",
    "wants_si": "limits",
    "whatif": "changed",
    "write_chart": "output",
    "write_review": "output",
    "write_sheets": "output",
    "write_text": "output",
}

__all__ = [
    "batch",
    "choose_profile",
    "convert",
    "exit_code",
    "explain",
    "make_report",
    "make_reports",
    "ranges_check",
    "ranges_list",
    "ranges_show",
    "read_scan",
    "reports_of",
    "say_issues",
    "say_refused",
    "spare_inputs",
    "template",
    "terminal_style",
    "wants_si",
    "whatif",
    "write_chart",
    "write_review",
    "write_sheets",
    "write_text",
]


def __getattr__(name: str) -> Any:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module 'uroscope.command' has no attribute {name!r}")
    return getattr(import_module(f"uroscope.command.{place}"), name)

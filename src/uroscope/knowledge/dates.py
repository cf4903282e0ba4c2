"""When each part of the knowledge was checked, and which parts are past their review date.

A date never fails anything by passing: it is shown to who maintains the files and, where a
statement on a page is concerned, to who reads the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ReviewDate:
    """One part of the knowledge with its dates (ISO); empty where it has none."""

    kind: str
    id: str
    checked_on: str
    review_by: str

    def overdue(self, today: str) -> bool:
        """Tell whether the date of review lies before a day (ISO)."""
        return self.review_by != "" and self.review_by < today


def review_dates(record: Mapping[str, Any]) -> list[ReviewDate]:
    """Return the dates of every part that carries them, the next due first.

    Parameters
    ----------
    record : mapping
        The compiled knowledge.

    Returns
    -------
    list of ReviewDate
        Patterns, profiles, advice, contributions, stone types and the weights of most wanted.

    Examples
    --------
    >>> from uroscope.knowledge import load
    >>> review_dates(load().record)[0].overdue("2000-01-01")
    False
    """
    parts: list[tuple[str, str, Mapping[str, Any]]] = [
        *(("pattern", p["id"], p) for p in record["patterns"]),
        *(("profile", name, p) for name, p in record["profiles"].items()),
        *((item["kind"], name, item) for name, item in record["advice"].items()),
        *(("contribution", name, item) for name, item in record["contributions"].items()),
        *(("stone type", name, item) for name, item in record["stone_types"].items()),
        ("weights", "most_wanted", record["most_wanted"]),
    ]
    dates = [
        ReviewDate(kind, name, item.get("checked_on") or "", item.get("review_by") or "")
        for kind, name, item in parts
    ]
    return sorted(dates, key=lambda d: (d.review_by or "9999", d.kind, d.id))


def overdue_text(record: Mapping[str, Any], today: str) -> str:
    """Return the listing of what is past its review date on a day (ISO), or that nothing is.

    Parameters
    ----------
    record : mapping
        The compiled knowledge.
    today : str
        The day, as 2026-11-22.

    Returns
    -------
    str
        One line per overdue part below a heading; never an error.
    """
    dates = review_dates(record)
    late = [date for date in dates if date.overdue(today)]
    if not late:
        dated = [date for date in dates if date.review_by]
        return (
            f"{today}: nothing of {len(dated)} dated parts is past its review date; "
            f"next {dated[0].review_by}."
        )
    lines = [f"WARNING {today}: {len(late)} of {len(dates)} parts are past their review date:"]
    lines += [f"  {date.review_by}  {date.kind} {date.id}" for date in late]
    return "\n".join([*lines, "Read their sources again, then move checked_on and review_by."])

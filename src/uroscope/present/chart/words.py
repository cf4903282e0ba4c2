"""The sentences above the rows: the case in one line, whose chart it is, what cannot wait."""

from __future__ import annotations

import math
from collections.abc import Sequence

from uroscope.present.chart.rows import Row, day
from uroscope.review import Review

_SEX = {"female": "woman", "male": "man"}
_TIERS = {"now": "Now", "same_day": "Today"}


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def headline(rows: Sequence[Row]) -> str:
    """Return how many of the compared values are outside limits and goals.

    Parameters
    ----------
    rows : sequence of Row
        All rows of the chart.

    Returns
    -------
    str
        One line; values that were not compared are never counted as normal.
    """
    if not rows:
        return "Nothing was measured in this collection"
    outside = sum(row.section == "outside" for row in rows)
    missed = sum(row.section == "goal" for row in rows)
    compared = outside + missed + sum(row.section == "within" for row in rows)
    if not compared:
        return "No value could be compared with a limit"
    if outside:
        verb = _plural(outside, "is", "are")
        text = f"{outside} of {compared} {_plural(compared, 'value', 'values')} {verb} outside limits"
    elif compared == 1:
        text = "The one value compared is within its limits"
    else:
        text = f"None of {compared} values is outside its limits"
    return f"{text}, {missed} short of a goal" if missed else text


def identity(review: Review, profile_title: str) -> str:
    """Return whose chart it is: patient, date, sex and age, and whose limits apply.

    Parameters
    ----------
    review : Review
        The collection.
    profile_title : str
        Title of the profile of limits; may be empty.

    Returns
    -------
    str
        Parts joined by a middle dot.
    """
    subject, collected = review.subject, review.collected
    parts = [f"Patient {review.patient_id}" if review.patient_id else ""]
    if collected.start:
        parts.append(f"collected {day(collected.start)}")
    elif review.collection_id:
        parts.append(f"collection {review.collection_id}")
    hours = collected.hours
    if hours is not None and collected.hours_stated and abs(hours - 24.0) >= 0.05:
        parts.append(f"over {hours:.1f} h")
    person = [_SEX[subject.sex]] if subject.sex else []
    if subject.age_years is not None:
        age = math.floor(subject.age_years)
        person.append(f"{age} y" if age >= 2 else f"{math.floor(subject.age_years * 12)} months")
    parts.append(", ".join(person))
    parts.append(f"limits: {profile_title}" if profile_title else "")
    return " · ".join(part for part in parts if part)


def remarks(review: Review) -> tuple[str, ...]:
    """Return what must stand above every number: red flags, then doubts about the specimen.

    Parameters
    ----------
    review : Review
        The collection.

    Returns
    -------
    tuple of str
        One sentence each; remarks of severity `info` stay with the review.
    """
    flags = [f"{_TIERS[flag.tier]}: {flag.text}" for flag in review.red_flags]
    doubts = [q.message for q in review.quality if q.severity in ("warning", "error")]
    return (*flags, *dict.fromkeys(doubts))


def older_dates(older: Sequence[Review]) -> str:
    """Return the dates of earlier collections, newest first."""
    dates = (day(review.collected.start) or review.collection_id for review in older)
    return ", ".join(date for date in dates if date)

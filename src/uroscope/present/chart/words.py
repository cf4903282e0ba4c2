"""The sentences above the rows: the case in one line, whose chart it is, what cannot wait."""

from __future__ import annotations

import math
from collections.abc import Sequence

from uroscope.model import Review
from uroscope.present.chart.rows import Row, day

_SEX = {"female": ("girl", "woman"), "male": ("boy", "man")}
_ADULT_YEARS = 18.0
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
        text = (
            f"{outside} of {compared} {_plural(compared, 'value', 'values')} {verb} outside limits"
        )
    elif compared == 1:
        text = "The one value compared is within its limits"
    else:
        text = f"None of {compared} values is outside its limits"
    misses = _plural(missed, "misses", "miss")
    return f"{text}, {missed} {misses} a goal" if missed else text


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
    years = subject.age_years
    adult = years is None or years >= _ADULT_YEARS
    person = [_SEX[subject.sex][adult]] if subject.sex else []
    if years is not None:
        age = f"{math.floor(years)} y" if years >= 2 else f"{math.floor(years * 12)} months"
        person.append(age)
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
    flags = [
        f"{_TIERS[flag.tier]}: {_stop(flag.text)} {_stop(flag.action)}".strip()
        for flag in review.red_flags
    ]
    doubts = [
        _stop(f"{note.message.rstrip('.')} ({note.evidence})" if note.evidence else note.message)
        for note in review.quality
        if note.severity in ("warning", "error")
    ]
    return (*flags, *dict.fromkeys(doubts))


def _stop(text: str) -> str:
    """Return a sentence with its full stop."""
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def older_dates(older: Sequence[Review]) -> str:
    """Return the dates of earlier collections, newest first."""
    dates = (day(review.collected.start) or review.collection_id for review in older)
    return ", ".join(date for date in dates if date)

"""Reviews of one patient set beside each other: the collection before each, and what cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from uroscope.knowledge import Knowledge
from uroscope.model import Earlier, Quality, Result, Review, Salt
from uroscope.tables import MOST_YEARS_APART, TOP_CODED_YEARS

_LEFT_OUT = ("printed", "spot", "fasting")


def with_earlier(reviews: Sequence[Review], knowledge: Knowledge) -> list[Review]:
    """Give every review the collection before it, where the patient has one.

    Parameters
    ----------
    reviews : sequence of Review
        All reviews of one command, in any order.
    knowledge : Knowledge
        What is said about the scatter between two collections.

    Returns
    -------
    list of Review
        The same reviews in the same order; those with an earlier dated collection of the same
        patient carry what was flagged in either.
    """
    dated: dict[str, list[tuple[date, int]]] = {}
    for position, review in enumerate(reviews):
        day = _day(review)
        if day is not None and review.patient_id:
            dated.setdefault(review.patient_id, []).append((day, position))
    words = knowledge.record["between_collections"]
    found = _with_doubts(reviews, words)
    caution = words["text"]
    for visits in dated.values():
        visits.sort()
        for (before, one), (after, two) in pairwise(visits):
            if before < after:
                earlier = _earlier(reviews[one], reviews[two], (after - before).days, caution)
                found[two] = found[two].model_copy(update={"earlier": earlier})
    return found


def _with_doubts(reviews: Sequence[Review], words: Mapping[str, str]) -> list[Review]:
    """Remark on one patient id with two sexes or two ages, or with one date twice."""
    sexes: dict[str, set[str]] = {}
    births: dict[str, list[float]] = {}
    days = Counter((r.patient_id, _day(r), r.collection_id) for r in reviews)
    for review in reviews:
        if review.subject.sex is not None:
            sexes.setdefault(review.patient_id, set()).add(review.subject.sex)
        born = _year_of_birth(review)
        if born is not None:
            births.setdefault(review.patient_id, []).append(born)
    found = []
    for review in reviews:
        day = _day(review)
        doubts = [
            Quality(code=code, severity="warning", message=words[code])
            for code, doubtful in (
                ("two_sexes", len(sexes.get(review.patient_id, ())) > 1),
                ("two_ages", _apart(births.get(review.patient_id, [])) > MOST_YEARS_APART),
                (
                    "same_day",
                    day is not None and days[review.patient_id, day, review.collection_id] > 1,
                ),
            )
            if doubtful and review.patient_id
        ]
        found.append(
            review.model_copy(update={"quality": [*doubts, *review.quality]}) if doubts else review
        )
    return found


def _year_of_birth(review: Review) -> float | None:
    """Return when somebody of this age was born at the latest [a]; None without age or date.

    From 89 years on ages are often given as 89 or 90 for all, and say nothing.
    """
    age, day = review.subject.age_years, _day(review)
    if age is None or day is None or age >= TOP_CODED_YEARS:
        return None
    return day.toordinal() / 365.2425 - age


def _apart(numbers: Sequence[float]) -> float:
    return max(numbers) - min(numbers) if numbers else 0.0


def _day(review: Review) -> date | None:
    """Return the day a collection began; only a timed urine is set beside another."""
    start = review.collected.start
    if start is None or not any(r.specimen == "timed" for r in review.results):
        return None
    try:
        return date.fromisoformat(start[:10])
    except ValueError:
        return None


def _earlier(before: Review, after: Review, days: int, caution: str) -> Earlier:
    now = {result.analyte: result for result in after.results}
    return Earlier(
        collection_id=before.collection_id,
        start=str(before.collected.start)[:10],
        days=days,
        results=[r for r in before.results if r.analyte in now and _tells(r, now[r.analyte])],
        salts=_salts(before, after),
        caution=caution,
    )


def _tells(before: Result, after: Result) -> bool:
    """Tell whether a reader wants both: one of them is outside, and they are not one result."""
    if before.specimen in _LEFT_OUT or before.reported == after.reported:
        return False
    return "low" in (before.flag, after.flag) or "high" in (before.flag, after.flag)


def _salts(before: Review, after: Review) -> list[Salt]:
    """Return the earlier supersaturations of the salts that both reviews give."""
    if before.saturation is None or after.saturation is None:
        return []
    given = {salt.salt for salt in after.saturation.salts if salt.ss is not None}
    return [salt for salt in before.saturation.salts if salt.ss is not None and salt.salt in given]

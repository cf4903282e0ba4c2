"""Identity, subject and context of every collection, gathered from its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from uroscope.knowledge import Knowledge
from uroscope.normalize.collections import UNUSED_BEYOND_DAYS, Collections, Pairs
from uroscope.normalize.columns import frame_of, same_text
from uroscope.normalize.dates import NO_DATE, Days, ages
from uroscope.normalize.issues import Issues
from uroscope.normalize.records import Records
from uroscope.tables import (
    CONTEXT,
    MOST_YEARS_APART,
    TOP_CODED_YEARS,
    Booleans,
    Floats,
    Integers,
    Texts,
    filled,
)


@dataclass(frozen=True)
class _Members:
    """Records with the collection they belong to, the best source of each collection last.

    `rank` is 0 for urine, 1 for blood that names the collection, then grows with the distance in
    days; `near` marks what was taken within the days that blood is used for.
    """

    record: Integers
    collection: Integers
    rank: Floats
    near: Booleans
    size: int

    @classmethod
    def of(cls, collections: Collections, pairs: Pairs) -> _Members:
        """Return all members of all collections."""
        placed = np.flatnonzero(collections.of_record >= 0)
        away = np.where(np.isnan(pairs.days), 0.0, np.abs(pairs.days))
        rank = np.concatenate([np.zeros(len(placed)), np.where(pairs.labelled, 1.0, 2.0 + away)])
        near = np.concatenate([np.ones(len(placed), dtype=np.bool_), away <= UNUSED_BEYOND_DAYS])
        record = np.concatenate([placed, pairs.record])
        collection = np.concatenate([collections.of_record[placed], pairs.collection])
        order = slice(None)
        if len(pairs.record):
            order = np.lexsort((record, rank))[::-1]  # type: ignore[assignment]
        return cls(record[order], collection[order], rank[order], near[order], len(collections))

    def agreed(self, column: Texts) -> tuple[Texts, Booleans]:
        """Return the text all members agree on, and where they do not."""
        disputed = np.zeros(self.size, dtype=np.bool_)
        if not filled(column):
            return same_text("", self.size), disputed
        text = column[self.record]
        known = text != ""
        text, collection = text[known], self.collection[known]
        out = np.full(self.size, "", dtype=object)
        out[collection] = text
        if len(self.record) > self.size:
            disputed[collection[text != out[collection]]] = True
            out[disputed] = ""
        return out, disputed

    def number(self, column: Floats) -> Floats:
        """Return the number of the best near member that has one."""
        number = column[self.record]
        known = ~np.isnan(number) & self.near
        out = np.full(self.size, np.nan)
        out[self.collection[known]] = number[known]
        return out

    def date(self, column: Days) -> Days:
        """Return the date of the best member that has one."""
        date = column[self.record]
        known = ~np.isnat(date)
        out = np.full(self.size, NO_DATE)
        out[self.collection[known]] = date[known]
        return out

    def context(self, column: Texts) -> Texts:
        """Return what the best members say, distinct texts joined in file order.

        Blood of another date speaks for a collection only where its own records are silent.
        """
        if not filled(column):
            return same_text("", self.size)
        text = column[self.record]
        known = np.flatnonzero((text != "") & self.near)
        best = np.full(self.size, np.inf)
        np.minimum.at(best, self.collection[known], self.rank[known])
        known = known[self.rank[known] == best[self.collection[known]]]
        out = np.full(self.size, "", dtype=object)
        out[self.collection[known]] = text[known]
        mixed = np.unique(self.collection[known][text[known] != out[self.collection[known]]])
        if len(mixed):
            keep = known[np.isin(self.collection[known], mixed)]
            said: dict[int, dict[str, None]] = {int(number): {} for number in mixed}
            for at in keep[np.argsort(self.record[keep], kind="stable")].tolist():
                said[int(self.collection[at])].setdefault(text[at])
            for number, words in said.items():
                out[number] = ". ".join(words)
        return out


def collection_rows(
    records: Records,
    collections: Collections,
    pairs: Pairs,
    fill: Mapping[str, object],
    knowledge: Knowledge,
    issues: Issues,
) -> pd.DataFrame:
    """Return identity, subject and context of every collection.

    Parameters
    ----------
    records : Records
        Identity, subject and context of every record.
    collections : Collections
        The collections.
    pairs : Pairs
        The records that float, with the collections they may serve.
    fill : mapping
        `sex`, `age` [years], `weight_kg` [kg], `height_cm` [cm] for what the files lack.
    knowledge : Knowledge
        Bounds of what can be true of a person.
    issues : Issues
        Receives remarks about ages that cannot be.

    Returns
    -------
    DataFrame
        One row per collection.
    """
    members = _Members.of(collections, pairs)
    first = collections.first
    start, end = records.start[first], records.end[first]
    measured = {name: members.number(column) for name, column in records.measures.items()}
    age, remarkable = _age(measured["age"], members.date(records.birth), start, knowledge)
    if remarkable.any():
        issues.remark(
            row=np.flatnonzero(remarkable),
            code="birth_date_impossible",
            severity="warning",
            message="The date of birth gives an age that cannot be true; no age is used",
        )
    doubted = _two_ages(records, members, first)
    if doubted.any():
        issues.remark(
            row=np.flatnonzero(doubted),
            code="age_conflict",
            severity="warning",
            message="The records of this collection give ages that their dates do not explain: two "
            "people under one id, or a slip; the age beside the urine is used",
        )
    with np.errstate(invalid="ignore"):
        span = (end - start).astype(np.float64) / 3600.0
    span[np.isnat(end) | np.isnat(start)] = np.nan
    clocked = records.clocked[first] & (span > 0)
    stated = measured["duration_h"]
    hours = np.where(np.isnan(stated), np.where(clocked, span, np.nan), stated)
    sex, disputed = members.agreed(records.sex)
    if disputed.any():
        issues.remark(
            row=np.flatnonzero(disputed),
            code="sex_conflict",
            severity="warning",
            message="The records give two sexes for this patient; neither is used",
        )
    columns: dict[str, npt.NDArray[Any]] = {
        "patient_id": records.patient[first],
        "collection_id": _labels(records, collections),
        "start": start.astype("datetime64[ns]"),
        "end": end.astype("datetime64[ns]"),
        "day": records.day[first],
        "sex": _filled_text(sex, fill.get("sex")),
        "source": records.source[first],
        "record": records.record[first],
        "age": _filled_number(age, fill.get("age")),
        "weight_kg": _filled_number(measured["weight_kg"], fill.get("weight_kg")),
        "height_cm": _filled_number(measured["height_cm"], fill.get("height_cm")),
        "hours": hours,
        **{name: members.context(records.context[name]) for name in CONTEXT},
        "scenario": same_text("", len(first)),
    }
    return frame_of(columns, len(first))


def _labels(records: Records, collections: Collections) -> Texts:
    """Return the collection id of each collection; blood lends its own to no urine."""
    if not filled(records.label):
        return same_text("", len(collections))
    out = records.label[collections.first]
    placed = np.flatnonzero((collections.of_record >= 0) & (records.label != ""))
    out[collections.of_record[placed][::-1]] = records.label[placed][::-1]
    return out


def _age(stated: Floats, birth: Days, start: Days, knowledge: Knowledge) -> tuple[Floats, Booleans]:
    """Return the age at collection, and where a date of birth cannot be that of the patient."""
    counted = ages(birth, start)
    low, high = knowledge.bounds["age"]
    with np.errstate(invalid="ignore"):
        impossible = (counted < low) | (counted > high)
    counted = np.where(impossible, np.nan, counted)
    return np.where(np.isnan(stated), counted, stated), impossible & np.isnan(stated)


def _two_ages(records: Records, members: _Members, first: Integers) -> Booleans:
    """Tell which collections have records whose ages, at its start, cannot be one person's.

    An age is counted forth or back by the days between its record and the start; without a date
    it counts as of the start.
    """
    size = members.size
    stated, birth = records.measures["age"], records.birth
    born = not bool(np.isnat(birth).all())
    if not born and (len(members.record) == size or bool(np.isnan(stated).all())):
        return np.zeros(size, dtype=np.bool_)
    days = records.day_number[members.record] - records.day_number[first][members.collection]
    at_start = stated[members.record] - np.where(np.isnan(days), 0.0, days) / 365.2425
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    counted = ages(birth[members.record], records.start[first][members.collection])
    for years in (at_start, counted):
        # From 89 years on ages are often given as 89 or 90 for all.
        capped = np.minimum(years, TOP_CODED_YEARS)
        known = ~np.isnan(capped)
        np.minimum.at(low, members.collection[known], capped[known])
        np.maximum.at(high, members.collection[known], capped[known])
    apart: Booleans = high - low > MOST_YEARS_APART
    return apart


def _filled_text(texts: Texts, value: object) -> Texts:
    return texts if value is None else np.where(texts == "", str(value), texts)


def _filled_number(numbers: Floats, value: object) -> Floats:
    if value is None:
        return numbers
    return np.where(np.isnan(numbers), np.float64(str(value)), numbers)

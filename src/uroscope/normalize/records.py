"""All records of all files side by side: identity, subject and context, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from uroscope.knowledge import Knowledge
from uroscope.normalize.issues import Issues
from uroscope.normalize.subject import parse_dates, parse_measure, parse_sex
from uroscope.tables import CONTEXT, Booleans, Floats, Integers, Readings, Texts

_MEASURES = ("age", "weight_kg", "height_cm", "duration_h")
_MEASURE_WORDS = {
    "age": ("age", "years, for example 54"),
    "weight_kg": ("weight", "kilograms, for example 68"),
    "height_cm": ("height", "centimetres, for example 165"),
    "duration_h": ("duration", "hours, for example 24"),
}


@dataclass(frozen=True)
class Records:
    """The records of all files, numbered through.

    `rows` holds patient_id, collection_id, day (date key), sex and the context texts; `start`,
    `end` the dates; `measures` age [years], weight_kg [kg], height_cm [cm], duration_h [h];
    `own` marks records of wide files, which are collections by themselves.
    """

    rows: pd.DataFrame
    start: pd.DatetimeIndex
    end: pd.DatetimeIndex
    clocked: Booleans
    measures: Mapping[str, Floats]
    own: Booleans
    source: Texts
    record: Integers
    offsets: tuple[int, ...]


def read_records(readings: Sequence[Readings], knowledge: Knowledge, issues: Issues) -> Records:
    """Read identity, subject and context of every record.

    Parameters
    ----------
    readings : sequence of Readings
        The files.
    knowledge : Knowledge
        Bounds of what can be true of a person and a collection.
    issues : Issues
        Receives the cells that could not be read.

    Returns
    -------
    Records
        Numbered through in the order of the files.
    """
    frames, starts, ends, clocked = [], [], [], []
    measures: dict[str, list[Floats]] = {name: [] for name in _MEASURES}
    offsets = [0]
    for one in readings:
        size = len(one.records)
        offsets.append(offsets[-1] + size)
        frame = pd.DataFrame(
            {name: _text(one, name) for name in ("patient_id", "collection_id", *CONTEXT)}
        )
        start_text, end_text = _text(one, "collection_start"), _text(one, "collection_end")
        start, end = parse_dates(start_text), parse_dates(end_text)
        birth = parse_dates(_text(one, "birth_date"))
        for column, dates in (
            ("collection_start", start), ("collection_end", end), ("birth_date", birth)
        ):  # fmt: skip
            _refuse_dates(one, column, dates.unreadable, issues)
        frame["day"] = _day_key(start.day, start_text)
        frame["sex"] = parse_sex(_text(one, "sex"))
        starts.append(start.day)
        ends.append(end.day)
        clocked.append(start.has_clock & end.has_clock)
        for name in _MEASURES:
            text = _text(one, name)
            read = parse_measure(text, name, one.column_units.get(name, ""), knowledge.bounds[name])
            if read.bad.any():
                _refuse_measure(one, name, text, read.bad, issues)
            measures[name].append(read.value)
        years = ((start.day - birth.day).total_seconds() / (365.2425 * 86400)).to_numpy()
        age = measures["age"][-1]
        measures["age"][-1] = np.where(np.isnan(age) & (years >= 0), years, age)
        frames.append(frame)
    return Records(
        rows=pd.concat(frames, ignore_index=True),
        start=_join(starts),
        end=_join(ends),
        clocked=np.concatenate(clocked),
        measures={name: np.concatenate(parts) for name, parts in measures.items()},
        own=np.concatenate([np.full(len(r.records), r.layout == "wide") for r in readings]),
        source=np.concatenate([np.full(len(r.records), r.source, dtype=object) for r in readings]),
        record=np.concatenate([r.records for r in readings]),
        offsets=tuple(offsets),
    )


def _join(parts: list[pd.DatetimeIndex]) -> pd.DatetimeIndex:
    return parts[0] if len(parts) == 1 else parts[0].append(parts[1:])


def _text(one: Readings, name: str) -> Texts:
    """Return a column of stripped texts, empty where the file has no such column."""
    if name not in one.rows.columns:
        return np.full(len(one.records), "", dtype=object)
    column = one.rows[name].to_numpy(dtype=object)
    codes, distinct = pd.factorize(pd.Series(column, dtype=object))
    return np.array([str(text).strip() for text in distinct], dtype=object)[codes]


def _day_key(day: pd.DatetimeIndex, printed: Texts) -> Texts:
    """Return the date as text; a date that cannot be read still tells collections apart."""
    key = printed.copy()
    known = ~pd.isna(day)
    if known.any():
        codes, distinct = pd.factorize(day[known].normalize())
        key[known] = np.array([str(d.date()) for d in distinct], dtype=object)[codes]
    return key


def _refuse_dates(one: Readings, column: str, texts: tuple[str, ...], issues: Issues) -> None:
    for text in texts:
        at = np.flatnonzero(one.rows[column].str.strip().to_numpy(dtype=object) == text.strip())
        issues.refuse(
            source=one.source,
            row=one.records[at[:1]],
            column=one.headers.get(column, column),
            code="unreadable_date",
            seen=text[:40],
            message="this date leaves day and month open, or is not a date; it is not used",
            hint="write dates as 2026-10-03",
        )


def _refuse_measure(
    one: Readings, name: str, text: Texts, bad: Booleans, issues: Issues
) -> None:
    word, form = _MEASURE_WORDS[name]
    at = np.flatnonzero(bad)
    issues.refuse(
        source=one.source,
        row=one.records[at],
        column=one.headers.get(name, name),
        code=f"unreadable_{word}",
        seen=np.array([str(t)[:40] for t in text[at]], dtype=object),
        message=f"this is not {'an age' if word == 'age' else 'a ' + word} that can be true",
        hint=f"write {form}",
    )

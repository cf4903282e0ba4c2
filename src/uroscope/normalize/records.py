"""All records of all files side by side: identity, subject and context, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from uroscope.knowledge import Knowledge
from uroscope.knowledge.names import name_key
from uroscope.normalize.columns import (
    counting,
    distinct,
    integers_of,
    joined,
    same_flag,
    same_text,
    stripped,
    text_array,
)
from uroscope.normalize.dates import NO_DATE, Dates, Days, day_numbers, parse_dates
from uroscope.normalize.issues import Issues, shown
from uroscope.normalize.subject import parse_measure, parse_sex, sex_letters
from uroscope.tables import CONTEXT, Booleans, Floats, Integers, Readings, Texts, Writing

MEASURES = ("age", "weight_kg", "height_cm", "duration_h")
_MEASURE_WORDS = {
    "age": ("an age", "years, for example 54"),
    "weight_kg": ("a weight", "kilograms, for example 68"),
    "height_cm": ("a height", "centimetres, for example 165"),
    "duration_h": ("a duration", "hours, for example 24"),
}
_BETWEEN = "\x1f"
# A number the laboratory gave to one specimen: blood never carries that of the urine.
_ACCESSION = frozenset({"accession", "accession number", "specimen id"})
# "Collection time 07:30" is a time of day, not seven hours and a half.
_CLOCK_TIMES = frozenset({"collection time"})


@dataclass(frozen=True)
class Records:
    """The records of all files, numbered through.

    `day` is the date as text and `day_number` as a number [d]; `label` is the collection id;
    `accession` marks labels that belong to one specimen only; `own` marks records of wide files,
    which are collections by themselves.
    """

    patient: Texts
    label: Texts
    accession: Booleans
    day: Texts
    day_number: Floats
    start: Days
    end: Days
    clocked: Booleans
    birth: Days
    sex: Texts
    context: Mapping[str, Texts]
    measures: Mapping[str, Floats]
    own: Booleans
    source: Texts
    record: Integers
    offsets: tuple[int, ...]
    writing: tuple[Writing, ...] = ()
    blood_alone: tuple[bool | None, ...] = ()

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.record)

    def places(self, rows: Integers) -> dict[str, Any]:
        """Return where records stand and whose they are, for the lists of issues."""
        if len(rows) == len(self) and counting(rows):
            return {"source": self.source, "row": self.record, "patient_id": self.patient}
        return {
            "source": self.source[rows],
            "row": self.record[rows],
            "patient_id": self.patient[rows],
        }


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
    files = [_read_file(one, knowledge, issues) for one in readings]
    offsets = [0]
    for one in readings:
        offsets.append(offsets[-1] + len(one.records))

    def column(name: str) -> Any:
        return joined([part[name] for part in files])

    return Records(
        patient=column("patient_id"),
        label=column("collection_id"),
        accession=column("accession"),
        day=column("day"),
        day_number=column("day_number"),
        start=column("start"),
        end=column("end"),
        clocked=column("clocked"),
        birth=column("birth"),
        sex=column("sex"),
        context={name: column(name) for name in CONTEXT},
        measures={name: column(name) for name in MEASURES},
        own=np.concatenate([np.full(len(r.records), r.layout == "wide") for r in readings]),
        source=joined([same_text(r.source, len(r.records)) for r in readings]),
        record=joined([r.records for r in readings]),
        offsets=tuple(offsets),
        writing=tuple(part["writing"] for part in files),
        blood_alone=tuple(one.blood_alone for one in readings),
    )


def _read_file(one: Readings, knowledge: Knowledge, issues: Issues) -> dict[str, Any]:
    """Read the identity, subject and context columns of one file."""
    size = len(one.records)
    part: dict[str, Any] = {
        name: stripped(_printed(one, name)) for name in ("patient_id", "collection_id")
    }
    part.update({name: _clean(_printed(one, name)) for name in CONTEXT})
    header = name_key(one.headers.get("collection_id", ""))
    part["accession"] = same_flag(header in _ACCESSION, size)
    start = _dates(one, "collection_start", issues)
    end = _dates(one, "collection_end", issues)
    part.update(start=start.when, end=end.when, clocked=start.has_clock & end.has_clock)
    part["birth"] = _dates(one, "birth_date", issues).when
    part["day_number"] = day_numbers(start.when)
    part["day"] = _day_texts(part["day_number"], _printed(one, "collection_start"))
    sex = _printed(one, "sex")
    part["writing"] = sex_letters(sex)
    whole = part["writing"] if one.writing is None else one.writing
    part["sex"] = parse_sex(sex, m_is_open=whole.m_is_open)
    for name in MEASURES:
        part[name] = _measure(one, name, knowledge, issues)
    return part


def _printed(one: Readings, name: str) -> Texts:
    """Return a column as printed, empty where the file has no such column."""
    if name not in one.rows.columns:
        return same_text("", len(one.records))
    return one.rows[name].to_numpy(dtype=object)


def with_report(readings: Sequence[Readings]) -> Booleans:
    """Tell which records carry a scan report, read even where nothing was measured.

    Parameters
    ----------
    readings : sequence of Readings
        What the files say.

    Returns
    -------
    array of bool, shape (n,)
        One per record, in the order of `read_records`.
    """
    parts = [stripped(_printed(one, "imaging_report")) != "" for one in readings]
    found: Booleans = np.concatenate([np.zeros(0, dtype=np.bool_), *parts])
    return found


def _clean(texts: Texts) -> Texts:
    """Return a column that repeats itself without blanks at the ends."""
    codes, found = distinct(texts)
    if len(found) == 1:
        return same_text(found[0].strip(), len(texts))
    return text_array([text.strip() for text in found])[codes]


def _dates(one: Readings, column: str, issues: Issues) -> Dates:
    if column not in one.rows.columns:
        size = len(one.records)
        return Dates(np.broadcast_to(NO_DATE, size), same_flag(False, size), ())
    printed = _printed(one, column)
    dates = parse_dates(printed)
    for text in dates.unreadable:
        at = np.flatnonzero(printed == text)
        more = ""
        if not issues.lean:
            more = f" (here and in {len(at) - 1} more records)" if len(at) > 1 else ""
            at = at[:1]
        patients = stripped(_printed(one, "patient_id")[at]) if issues.lean else ""
        issues.refuse(
            source=one.source,
            row=one.records[at],
            patient_id=patients,
            column=one.headers.get(column, column),
            code="unreadable_date",
            seen=shown(text),
            message=f"this date leaves day and month open, or is no date{more}; it is not used",
            hint="write dates as 2026-10-03",
        )
    return dates


def _day_texts(number: Floats, printed: Texts) -> Texts:
    """Return dates as text; a date that cannot be read still tells collections apart."""
    known = ~np.isnan(number)
    if not known.any():
        return _clean(printed)
    codes, days = integers_of(number[known].astype(np.int64))
    words = text_array(np.datetime_as_string(days.astype("datetime64[D]")).tolist())
    if known.all():
        return words[codes]
    texts = stripped(printed)
    texts[known] = words[codes]
    return texts


def _measure(one: Readings, name: str, knowledge: Knowledge, issues: Issues) -> Floats:
    if name not in one.rows.columns:
        return np.broadcast_to(np.float64(np.nan), len(one.records))
    texts = _printed(one, name)
    header = one.headers.get(name, name)
    clock = name_key(header) not in _CLOCK_TIMES
    unit = one.column_units.get(name, "")
    read = parse_measure(texts, name, unit, knowledge.bounds[name], clock=clock)
    if read.bad.any():
        _refuse_measure(one, name, texts, np.flatnonzero(read.bad), issues)
    return read.value


def _refuse_measure(one: Readings, name: str, texts: Texts, bad: Integers, issues: Issues) -> None:
    """Refuse each unreadable text of a person once, however many records repeat it."""
    word, form = _MEASURE_WORDS[name]
    patient = stripped(_printed(one, "patient_id")[bad])
    codes, found = distinct(patient + _BETWEEN + texts[bad])
    _, first = np.unique(codes, return_index=True)
    count = np.bincount(codes, minlength=len(found))
    if issues.lean:
        first, count = np.arange(len(bad)), np.ones(len(bad), dtype=np.int64)
    issues.refuse(
        source=one.source,
        row=one.records[bad[first]],
        column=one.headers.get(name, name),
        code=f"unreadable_{word.split(' ')[1]}",
        seen=[shown(text, one.column_units.get(name, "")) for text in texts[bad[first]].tolist()],
        message=[
            f"this is not {word} that can be true"
            + (f" (here and in {number - 1} more records of the patient)" if number > 1 else "")
            for number in count.tolist()
        ],
        hint=f"write {form}",
        patient_id=patient[first],
    )

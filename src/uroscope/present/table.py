"""Panel, flags and findings to one result table: one row per collection, the same columns always.

What was not measured is missing, never normal: a number that is only bounded (`<50`) stands in
`bounds`, its flag stands all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from uroscope.knowledge import Knowledge, Quantity
from uroscope.present.columns import (
    MISSING,
    Coded,
    Column,
    Field,
    ResultTable,
    combined,
    described,
    gathered,
    of_texts,
)
from uroscope.tables import (
    CORRECTED,
    FLAG_WORDS,
    Booleans,
    Codes,
    Derived,
    Flags,
    Floats,
    Panel,
    Texts,
)

STATUS_WORDS = ("not_assessable", "contradicted", "possible", "supported")
_POSSIBLE, _SUPPORTED = 2, 3
_FLAG_CODES = sorted(FLAG_WORDS)
FLAGS = tuple(FLAG_WORDS[code] for code in _FLAG_CODES)
URGENCY = ("none", "same_day", "now")
SEXES = ("female", "male")
_NUMBERS = {"duration_h": "hours", "age": "age", "weight_kg": "weight_kg", "height_cm": "height_cm"}


@dataclass(frozen=True)
class SaturationColumns:
    """Supersaturations of every row, in the order of `salts`; `imputed` is a mask over `inputs`."""

    salts: tuple[str, ...]
    inputs: tuple[str, ...]
    ss: Floats
    dg: Floats
    imputed: npt.NDArray[np.int16]


@dataclass(frozen=True)
class Said:
    """What the stages said of every row of a panel, under names that belong to no stage."""

    panel: Panel
    derived: Derived
    flags: Flags
    statuses: Mapping[str, Codes]
    led_by: Mapping[str, npt.NDArray[np.int16]]
    quality: Mapping[str, Booleans]
    saturation: SaturationColumns | None
    profile: str


def fields_of(knowledge: Knowledge, salts: Sequence[str]) -> tuple[Field, ...]:
    """Return the columns of every result table, whatever was measured.

    Parameters
    ----------
    knowledge : Knowledge
        Analytes, indices and patterns.
    salts : sequence of str
        The salts whose supersaturation is computed.

    Returns
    -------
    tuple of Field
        In their order.
    """
    texts = ("patient_id", "collection_id", "collection_start", "collection_end")
    found = [Field(name, "text") for name in texts]
    found += [Field("duration_h", "number"), Field("sex", "words", SEXES)]
    found += [Field(name, "number") for name in ("age", "weight_kg", "height_cm")]
    found += [Field(name, "number") for name in knowledge.quantities]
    judged = [q.id for q in knowledge.quantities.values() if q.prints is None]
    found += [Field(f"flag_{name}", "words", FLAGS) for name in judged]
    found.append(Field("bounds", "text"))
    indices = list(knowledge.record["indices"])
    found += [Field(name, "number") for name in indices]
    found += [Field(f"flag_{name}", "words", FLAGS) for name in indices]
    for salt in salts:
        found += [Field(f"ss_{salt}", "number"), Field(f"dg_{salt}", "number")]
        found.append(Field(f"ss_{salt}_imputed", "text"))
    patterns = knowledge.record["patterns"]
    urgent = [p["id"] for p in patterns if p["kind"] == "red_flag"]
    others = [p["id"] for p in patterns if p["kind"] != "red_flag"]
    found += [Field(f"finding_{name}", "words", STATUS_WORDS, always=True) for name in others]
    found.append(Field("led_by", "text"))
    found += [Field(f"red_flag_{name}", "words", STATUS_WORDS, always=True) for name in urgent]
    found.append(Field("urgency", "words", URGENCY, always=True))
    found += [Field(name, "text") for name in ("quality", "issues", "profile")]
    return tuple(found)


def result_table(said: Said, fields: tuple[Field, ...], knowledge: Knowledge) -> ResultTable:
    """Write everything that was said of a panel into one table.

    Parameters
    ----------
    said : Said
        What the stages said.
    fields : tuple of Field
        The schema.
    knowledge : Knowledge
        What each analyte and pattern is.

    Returns
    -------
    ResultTable
        One row per row of the panel.
    """
    size = len(said.panel)
    columns: dict[str, Column] = {
        **_identity(said.panel),
        **_values(said, knowledge),
        **_findings(said, knowledge),
    }
    if said.saturation is not None:
        columns.update(_saturation(said.saturation, size))
    columns["quality"] = _quality(said, size)
    columns["issues"] = _issues(said.panel)
    columns["profile"] = Coded(np.zeros(size, dtype=np.int8), (said.profile,))
    return ResultTable(fields, columns, size)


def _identity(panel: Panel) -> dict[str, Column]:
    rows = panel.rows
    sex = rows["sex"].to_numpy(dtype=object)
    columns: dict[str, Column] = {
        "patient_id": rows["patient_id"].to_numpy(dtype=object),
        "collection_id": of_texts(rows["collection_id"].to_numpy(dtype=object)),
        "collection_start": _moments(rows["start"], rows["day"]),
        "collection_end": _moments(rows["end"], None),
        "sex": Coded(
            np.where(sex == "female", np.int8(0), np.where(sex == "male", np.int8(1), MISSING)),
            SEXES,
        ),
    }
    for name, own in _NUMBERS.items():
        columns[name] = rows[own].to_numpy(np.float64)
    return columns


def _moments(when: pd.Series, printed: pd.Series | None) -> Column:
    """Return dates as in a review: with the time of day where there is one, else as printed."""
    codes, found = pd.factorize(when)
    minutes = np.datetime_as_string(np.asarray(found, "datetime64[m]"), unit="m").tolist()
    texts = [text.removesuffix("T00:00") for text in minutes]
    unknown = codes < 0
    if printed is None or not unknown.any():
        return Coded(codes, tuple(texts))
    words: Texts = Coded(codes, tuple(texts)).texts()
    words[unknown] = printed.to_numpy(dtype=object)[unknown]
    return words


def _values(said: Said, knowledge: Knowledge) -> dict[str, Column]:
    """Return analytes and indices with their flags, and the bounds of what is only bounded."""
    panel, derived = said.panel, said.derived
    columns: dict[str, Column] = {}
    bounded: dict[str, tuple[Floats, Floats]] = {}
    for name in knowledge.quantities:
        if name not in panel.values:
            continue
        columns[name] = panel.value(name)
        if name in panel.lower:
            bounded[name] = (panel.low(name), panel.high(name))
        quantity = knowledge.quantities[name]
        if quantity.prints is None:
            flag = _analyte_flag(said, quantity)
            columns[f"flag_{name}"] = _flag(flag, np.isnan(panel.low(name)))
    for name in knowledge.record["indices"]:
        value = derived.values.get(name)
        if value is None:
            continue
        low = derived.lower.get(name, value)
        unknown = np.isnan(low)
        if unknown.all():
            continue
        columns[name] = value
        if name in derived.lower:
            bounded[name] = (low, derived.upper[name])
        columns[f"flag_{name}"] = _flag(_index_flag(said, name), unknown)
    columns["bounds"] = _bounds(columns, bounded, len(panel))
    return columns


def _analyte_flag(said: Said, quantity: Quantity) -> Codes | None:
    """Return the flag of an analyte, unknown where an index judges it."""
    mine = said.flags.analytes.get(quantity.id)
    if mine is None:
        return None
    judge = said.derived.values.get(quantity.judged_by or "")
    if judge is None:
        return mine.flag
    return np.where(judge > 0, np.int8(_FLAG_CODES[-1]), mine.flag)


def _index_flag(said: Said, name: str) -> Codes | None:
    """Return the flag of an index; that of the calcium where the corrected one decides."""
    mine, calcium = said.flags.analytes.get(name), said.flags.calcium
    if name != "corrected_calcium" or calcium is None:
        return None if mine is None else mine.flag
    own = np.int8(_FLAG_CODES[-1]) if mine is None else mine.flag
    return np.where(calcium.which == CORRECTED, calcium.flag, own).astype(np.int8)


def _flag(flag: Codes | None, unknown: Booleans) -> Coded:
    """Return flags as words; none where nothing was measured."""
    codes = np.full(len(unknown), len(FLAGS) - 1, np.int8)
    if flag is not None:
        codes = (flag - np.int8(_FLAG_CODES[0])).astype(np.int8)
    codes[unknown] = MISSING
    return Coded(codes, FLAGS)


def _bounds(
    columns: Mapping[str, Column], bounded: Mapping[str, tuple[Floats, Floats]], size: int
) -> Column:
    """Return, as JSON, the interval of everything that is only known to lie in one."""
    rows, parts = [], []
    for name, (low, high) in bounded.items():
        value = columns[name]
        at = np.flatnonzero(~np.isnan(low) & np.isnan(np.asarray(value, np.float64)))
        if not len(at):
            continue
        ends = np.stack([low[at], high[at]], axis=1)
        found, codes = np.unique(ends, axis=0, return_inverse=True)
        words = [f'"{name}": [{_end(a)}, {_end(b)}]' for a, b in found.tolist()]
        rows.append(at)
        parts += [words[code] for code in codes.reshape(-1).tolist()]
    if not rows:
        return Coded(np.zeros(size, dtype=np.int8), ("{}",))
    listed = gathered(np.concatenate(rows), parts, size)
    return Coded(listed.codes, tuple(f"{{{text[1:-1]}}}" for text in listed.words))


def _end(number: float) -> str:
    return json.dumps(float(f"{number:.12g}")) if np.isfinite(number) else "null"


def _findings(said: Said, knowledge: Knowledge) -> dict[str, Column]:
    """Return the status of every pattern, who leads whom, and how urgent the row is."""
    patterns = knowledge.record["patterns"]
    size = len(said.panel)
    columns: dict[str, Column] = {}
    urgency = np.zeros(size, dtype=np.int8)
    for pattern in patterns:
        name = pattern["id"]
        status = said.statuses[name]
        if pattern["kind"] == "red_flag":
            columns[f"red_flag_{name}"] = Coded(status, STATUS_WORDS)
            tier = np.int8(URGENCY.index(pattern["tier"]))
            np.maximum(urgency, tier, out=urgency, where=status == _SUPPORTED)
            continue
        columns[f"finding_{name}"] = Coded(status, STATUS_WORDS)
    columns["led_by"] = led_by_column(said.statuses, said.led_by, patterns, size)
    columns["urgency"] = Coded(urgency, URGENCY)
    return columns


def led_by_column(
    statuses: Mapping[str, Codes],
    leaders: Mapping[str, npt.NDArray[np.int16]],
    patterns: Sequence[Mapping[str, Any]],
    size: int,
) -> Coded:
    """Return, as JSON, the leader of every finding that holds and is led."""
    led: dict[str, tuple[npt.NDArray[Any], int]] = {}
    for pattern in patterns:
        name = pattern["id"]
        leader = leaders[name]
        if pattern["kind"] != "red_flag" and (leader >= 0).any():
            holds = statuses[name] >= _POSSIBLE
            led[name] = (np.where(holds, leader + 1, 0), len(patterns) + 1)

    def words(leading: Mapping[str, int]) -> str:
        return json.dumps({name: patterns[code - 1]["id"] for name, code in leading.items()})

    return described(led, size, words)


def _saturation(found: SaturationColumns, size: int) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for row, salt in enumerate(found.salts):
        columns[f"ss_{salt}"], columns[f"dg_{salt}"] = found.ss[row], found.dg[row]
        codes, first = combined([(found.imputed[row].astype(np.int64), 1 << 16)], size)
        masks = found.imputed[row][first].tolist()
        words = [
            ", ".join(name for bit, name in enumerate(found.inputs) if mask >> bit & 1)
            for mask in masks
        ]
        columns[f"ss_{salt}_imputed"] = Coded(codes, tuple(words))
    return columns


def _quality(said: Said, size: int) -> Column:
    """Return the codes of what is to be said of the specimen, in the order of a review."""
    held: dict[str, tuple[npt.NDArray[Any], int]] = {
        code: (at.view(np.int8), 2) for code, at in said.quality.items()
    }
    remarks = said.panel.remarks
    if len(remarks):
        rows, codes = remarks["row"].to_numpy(np.int64), remarks["code"].to_numpy(dtype=object)
        for code in sorted(set(codes.tolist())):
            at = np.zeros(size, dtype=np.int8)
            at[rows[codes == code]] = 1
            held[code] = (at, 2)
    return described(held, size, " ".join)


def _issues(panel: Panel) -> Column:
    """Return, as JSON, what was refused of each row and what was remarked."""
    rows, parts = [np.zeros(0, dtype=np.int64)], []
    if panel.refused_of is not None and len(panel.refused_of[0]):
        at, row = panel.refused_of
        names = ["code", "column", "analyte", "seen", "message", "hint"]
        parts += _objects(panel.refused[names].iloc[at])
        rows.append(row)
    if len(panel.remarks):
        parts += _objects(panel.remarks[["code", "severity", "message", "analyte"]])
        rows.append(panel.remarks["row"].to_numpy(np.int64))
    return gathered(np.concatenate(rows), parts, len(panel))


def _objects(table: pd.DataFrame) -> list[str]:
    """Return every row as a JSON object, each distinct one written once."""
    coded = [pd.factorize(table[name].to_numpy(dtype=object)) for name in table.columns]
    codes, first = combined([(part, len(found) + 1) for part, found in coded], len(table))
    words = [
        json.dumps({k: v for k, v in record.items() if v}, ensure_ascii=False)
        for record in table.iloc[first].to_dict("records")
    ]
    return [words[code] for code in codes.tolist()]

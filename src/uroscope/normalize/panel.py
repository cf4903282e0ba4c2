"""Readings to Panel: one row per collection, canonical units, every cell accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from uroscope.knowledge import Knowledge, Quantity
from uroscope.normalize.cells import Batch, read_cells
from uroscope.normalize.collections import SAID_BEYOND_DAYS, Collections, Pairs, assign, attach
from uroscope.normalize.floating import choose
from uroscope.normalize.issues import Issues
from uroscope.normalize.records import Records, read_records
from uroscope.normalize.resolve import COLLECTION
from uroscope.normalize.timed import (
    Cells,
    RowTerms,
    analytes_in_order,
    flatten,
    refuse_unscalable,
    resolve_repeats,
)
from uroscope.tables import CONTEXT, Booleans, Floats, Integers, Origin, Panel, Readings, Texts

_BESIDE = ("row", "analyte", "text", "unit", "value", "source", "record", "column", "date")


@dataclass
class _Assembly:
    """The panel while it grows."""

    size: int
    values: dict[str, Floats] = field(default_factory=dict)
    lower: dict[str, Floats] = field(default_factory=dict)
    upper: dict[str, Floats] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    history: list[pd.DataFrame] = field(default_factory=list)
    other: list[pd.DataFrame] = field(default_factory=list)

    def place(self, quantity: Quantity, cells: Cells, days: Floats | None = None) -> None:
        """Put the chosen cells of one analyte into its column."""
        if not len(cells.value):
            return
        whole = len(cells.value) == self.size and bool(
            (cells.collection == np.arange(self.size)).all()
        )

        def column(part: np.ndarray, empty: object) -> np.ndarray:
            if whole:
                return part
            full = np.full(self.size, empty, dtype=part.dtype)
            full[cells.collection] = part
            return full

        exact = cells.comparator == 0
        value = column(np.where(exact, cells.value, np.nan), np.nan)
        self.values[quantity.id] = value
        if not exact.all():
            floor = 0.0 if quantity.canonical.kind != "ph" else quantity.plausible[0]
            low = np.where(cells.comparator < 0, floor, cells.value)
            high = np.where(cells.comparator > 0, np.inf, cells.value)
            self.lower[quantity.id] = column(low, np.nan)
            self.upper[quantity.id] = column(high, np.nan)
        printed = not (np.isnan(cells.lab_low).all() and np.isnan(cells.lab_high).all())
        flagged = bool((cells.lab_flag != "").any())
        self.origins[quantity.id] = Origin(
            text=column(cells.text, ""),
            unit=column(cells.unit, ""),
            source=column(cells.source, ""),
            record=column(cells.record, 0),
            column=column(cells.column, ""),
            lab_low=column(cells.lab_low, np.nan) if printed else None,
            lab_high=column(cells.lab_high, np.nan) if printed else None,
            lab_flag=column(cells.lab_flag, "") if flagged else None,
            days=None if days is None else column(days, np.nan),
        )

    def beside(
        self, quantity: Quantity, cells: Cells, dates: Texts, into: list[pd.DataFrame]
    ) -> None:
        """Keep cells that are not the value of the collection but belong beside it."""
        if len(cells.value):
            into.append(
                pd.DataFrame(
                    {
                        "row": cells.collection,
                        "analyte": quantity.id,
                        "text": cells.text,
                        "unit": cells.unit,
                        "value": np.where(cells.comparator == 0, cells.value, np.nan),
                        "source": cells.source,
                        "record": cells.record,
                        "column": cells.column,
                        "date": dates[cells.row],
                    }
                )
            )


def normalize(
    readings: Sequence[Readings], knowledge: Knowledge, fill: Mapping[str, object] | None = None
) -> Panel:
    """Bring the files to one table of canonical values.

    Parameters
    ----------
    readings : sequence of Readings
        What the files say.
    knowledge : Knowledge
        Names, units, quantities and what can be true.
    fill : mapping, optional
        `sex`, `age` [years], `weight_kg` [kg], `height_cm` [cm] used only where the files have none.

    Returns
    -------
    Panel
        One row per collection; cells that could not be used stand in `refused`, `not_measured`
        or `ignored`.
    """
    issues = Issues()
    records = read_records(readings, knowledge, issues)
    by_analyte: dict[str, list[Batch]] = {}
    for batch in read_cells(readings, records, knowledge, issues):
        by_analyte.setdefault(batch.meaning.quantity.id, []).append(batch)
    timed, floating = _kinds(by_analyte, records, knowledge)
    collections = assign(records.rows, timed, records.own & (timed | floating))
    pairs, collections = attach(records.rows, floating & ~records.own, collections, records.start)
    rows = _collection_rows(records, collections, pairs, fill or {})
    assembly = _Assembly(len(collections.first))
    _place_timed(assembly, by_analyte, collections, records, rows, knowledge, issues)
    _place_floating(assembly, by_analyte, collections, pairs, records, knowledge, issues)
    _remark_conventions(by_analyte, collections, pairs, rows, issues)
    tables = issues.tables()
    return Panel(
        rows=rows,
        values=assembly.values,
        lower=assembly.lower,
        upper=assembly.upper,
        origins=assembly.origins,
        history=_joined(assembly.history),
        other_values=_joined(assembly.other),
        **tables,
    )


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in _BESIDE})
    return pd.concat(parts, ignore_index=True)


def _kinds(
    by_analyte: Mapping[str, list[Batch]], records: Records, knowledge: Knowledge
) -> tuple[Booleans, Booleans]:
    """Tell which records hold timed urine and which hold anything else."""
    timed = np.zeros(len(records.own), dtype=np.bool_)
    floating = np.zeros(len(records.own), dtype=np.bool_)
    for analyte, batches in by_analyte.items():
        mark = timed if knowledge.quantities[analyte].specimen == "timed" else floating
        for batch in batches:
            mark[batch.row] = True
    return timed, floating


def _collection_rows(
    records: Records, collections: Collections, pairs: Pairs, fill: Mapping[str, object]
) -> pd.DataFrame:
    """Return identity, subject and context of every collection."""
    member, collection = _members(records, collections, pairs)
    size = len(collections.first)
    rows = pd.DataFrame(
        {
            "patient_id": collections.patient,
            "collection_id": _first_text(records.rows["collection_id"], member, collection, size),
            "start": records.start[collections.first],
            "end": records.end[collections.first],
            "day": records.rows["day"].to_numpy(dtype=object)[collections.first],
            "sex": _first_text(records.rows["sex"], member, collection, size),
            "source": records.source[collections.first],
            "record": records.record[collections.first],
        }
    )
    for name in ("age", "weight_kg", "height_cm", "duration_h"):
        rows[name] = _first_number(records.measures[name], member, collection, size)
    spans = (rows["end"] - rows["start"]).dt.total_seconds() / 3600.0
    clocked = records.clocked[collections.first] & (spans > 0)
    stated = ~np.isnan(rows["duration_h"])
    rows["hours"] = rows["duration_h"].where(stated, spans.where(clocked))
    for name in CONTEXT:
        rows[name] = _texts_of(records.rows[name], member, collection, size)
    for name, value in fill.items():
        if name == "sex":
            rows["sex"] = rows["sex"].where(rows["sex"] != "", str(value))
        else:
            rows[name] = rows[name].fillna(value)
    rows["scenario"] = ""
    return rows.drop(columns="duration_h")


def _members(
    records: Records, collections: Collections, pairs: Pairs
) -> tuple[Integers, Integers]:
    """Return (record, collection) of everything that belongs together, urine first."""
    placed = np.flatnonzero(collections.of_record >= 0)
    near = np.isnan(pairs.days) | (pairs.days <= 180)
    member = np.concatenate([placed, pairs.record[near]])
    collection = np.concatenate([collections.of_record[placed], pairs.collection[near]])
    return member, collection


def _first_text(column: pd.Series, member: Integers, collection: Integers, size: int) -> Texts:
    text = column.to_numpy(dtype=object)[member]
    filled = text != ""
    out = np.full(size, "", dtype=object)
    # Written backwards, so that the first filled cell is the one that stays.
    out[collection[filled][::-1]] = text[filled][::-1]
    return out


def _first_number(column: Floats, member: Integers, collection: Integers, size: int) -> Floats:
    number = column[member]
    known = ~np.isnan(number)
    out = np.full(size, np.nan)
    out[collection[known][::-1]] = number[known][::-1]
    return out


def _texts_of(column: pd.Series, member: Integers, collection: Integers, size: int) -> Texts:
    """Return the distinct texts of each collection, joined in file order."""
    out = np.full(size, "", dtype=object)
    text = column.to_numpy(dtype=object)[member]
    filled = text != ""
    if not filled.any():
        return out
    table = pd.DataFrame({"collection": collection[filled], "text": text[filled]}).drop_duplicates()
    single = ~table["collection"].duplicated(keep=False)
    out[table["collection"][single]] = table["text"][single]
    for number, part in table[~single].groupby("collection")["text"]:
        out[int(number)] = ". ".join(part)  # type: ignore[call-overload]
    return out


def _place_timed(
    assembly: _Assembly,
    by_analyte: Mapping[str, list[Batch]],
    collections: Collections,
    records: Records,
    rows: pd.DataFrame,
    knowledge: Knowledge,
    issues: Issues,
) -> None:
    hours = rows["hours"].to_numpy(np.float64)
    nothing = np.full(len(rows), np.nan)
    dates = records.rows["day"].to_numpy(dtype=object)
    repeated = np.zeros(len(rows), dtype=np.bool_)
    for analyte in analytes_in_order(by_analyte, knowledge):
        quantity = knowledge.quantities[analyte]
        terms = RowTerms(
            hours,
            rows["weight_kg"].to_numpy(np.float64),
            assembly.values.get("urine_volume", nothing),
            assembly.values.get("urine_creatinine", nothing) / 1000.0,
        )
        batches = _refuse_homeless(by_analyte[analyte], collections, records, quantity, issues)
        if not batches:
            continue
        cells = flatten(batches, quantity, collections.of_record, terms, records, issues)
        cells = refuse_unscalable(cells, hours, quantity, issues)
        kept, merged = resolve_repeats(cells, quantity, assembly.size, issues)
        repeated[cells.collection[np.bincount(cells.collection, minlength=len(rows))[cells.collection] > 1]] = True
        assembly.place(quantity, kept)
        assembly.beside(quantity, merged, dates, assembly.other)


def _refuse_homeless(
    batches: list[Batch],
    collections: Collections,
    records: Records,
    quantity: Quantity,
    issues: Issues,
) -> list[Batch]:
    """Refuse timed urine that several collections of a patient could claim."""
    kept = []
    for batch in batches:
        lost = collections.homeless[batch.row]
        if lost.any():
            rows = batch.row[lost]
            issues.refuse(
                source=records.source[rows],
                row=records.record[rows],
                column=batch.column,
                analyte=quantity.id,
                code="which_collection",
                seen=[f"{str(t).strip()} {batch.unit}".strip()[:60] for t in batch.text[lost]],
                message="this patient has several collections and the record does not say which",
                hint="add collection_id or collection_start to it",
                patient_id=records.rows["patient_id"].to_numpy(dtype=object)[rows],
            )
            batch = batch.take(~lost)
        if len(batch.row):
            kept.append(batch)
    return kept


def _place_floating(
    assembly: _Assembly,
    by_analyte: Mapping[str, list[Batch]],
    collections: Collections,
    pairs: Pairs,
    records: Records,
    knowledge: Knowledge,
    issues: Issues,
) -> None:
    itself = np.arange(len(records.own))
    dates = records.rows["day"].to_numpy(dtype=object)
    for analyte, batches in by_analyte.items():
        quantity = knowledge.quantities[analyte]
        if quantity.specimen == "timed":
            continue
        cells = flatten(batches, quantity, itself, None, records, issues)
        choice = choose(cells, pairs, records.own, collections.of_record)
        assembly.place(quantity, choice.chosen, choice.days)
        assembly.beside(quantity, choice.other, dates, assembly.other)
        assembly.beside(quantity, choice.history, dates, assembly.history)
        old = choice.days > SAID_BEYOND_DAYS
        if old.any():
            issues.remark(
                row=choice.chosen.collection[old],
                code="blood_other_date",
                severity="info",
                message=[
                    f"{quantity.full_label} was taken {d:.0f} days from the collection"
                    for d in choice.days[old]
                ],
                analyte=analyte,
            )


def _remark_conventions(
    by_analyte: Mapping[str, list[Batch]],
    collections: Collections,
    pairs: Pairs,
    rows: pd.DataFrame,
    issues: Issues,
) -> None:
    """Say once per collection what was taken by convention."""
    size = len(rows)
    assumed = np.zeros(size, dtype=np.bool_)
    unknown = np.isnan(rows["hours"].to_numpy(np.float64))
    for analyte, batches in by_analyte.items():
        as_basis = np.zeros(size, dtype=np.bool_)
        for batch in batches:
            home = collections.of_record[batch.row]
            if batch.meaning.per == COLLECTION:
                assumed[home[home >= 0]] = True
            if batch.meaning.read_as and not analyte.startswith("serum"):
                as_basis[home[home >= 0]] = True
        if as_basis.any():
            issues.remark(
                row=np.flatnonzero(as_basis),
                code="phosphate_read_as_phosphorus",
                severity="info",
                message="Phosphate in mg was read as the mass of phosphorus, as laboratories report it",
                analyte=analyte,
            )
    del pairs
    if (assumed & unknown).any():
        issues.remark(
            row=np.flatnonzero(assumed & unknown),
            code="duration_assumed",
            severity="info",
            message="No duration was given; amounts per collection were taken as 24 h",
        )

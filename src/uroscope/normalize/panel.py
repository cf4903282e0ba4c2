"""Readings to Panel: one row per collection, canonical units, every cell accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from uroscope.knowledge import Knowledge, Quantity
from uroscope.normalize.assembly import Assembly
from uroscope.normalize.canonical import (
    Cells,
    Reader,
    RowTerms,
    analytes_in_order,
)
from uroscope.normalize.cells import Batch, read_cells
from uroscope.normalize.collections import (
    SAID_BEYOND_DAYS,
    Collections,
    Pairs,
    assign,
    attach,
)
from uroscope.normalize.columns import match
from uroscope.normalize.floating import choose, nearest_only
from uroscope.normalize.issues import Issues
from uroscope.normalize.people import collection_rows
from uroscope.normalize.plausible import below_usual, slips
from uroscope.normalize.records import Records, read_records, with_report
from uroscope.normalize.repeats import collections_that_repeat, resolve_repeats
from uroscope.tables import Booleans, Floats, Integers, Panel, Readings
from uroscope.units import unit_text

_ByAnalyte = Mapping[str, Sequence[Batch]]


def normalize(
    readings: Sequence[Readings],
    knowledge: Knowledge,
    fill: Mapping[str, object] | None = None,
    *,
    lean: bool = False,
) -> Panel:
    """Bring the files to one table of canonical values.

    Parameters
    ----------
    readings : sequence of Readings
        What the files say.
    knowledge : Knowledge
        Names, units, quantities and what can be true.
    fill : mapping, optional
        `sex`, `age` [years], `weight_kg` [kg], `height_cm` [cm], used where the files have none.
    lean : bool
        For tables: no printed texts are kept, cells that were not measured are only counted, every
        refusal stands by itself, and collections of which nothing could be used stay.

    Returns
    -------
    Panel
        One row per collection; cells that could not be used stand in `refused`, `not_measured`
        or `ignored`.
    """
    issues = Issues(lean=lean)
    records = read_records(readings, knowledge, issues)
    by_analyte: dict[str, list[Batch]] = {}
    batches, writing = read_cells(readings, records, knowledge, issues)
    for batch in batches:
        by_analyte.setdefault(batch.meaning.quantity.id, []).append(batch)
    timed, floating = _kinds(by_analyte, records, knowledge)
    reported = with_report(readings)
    everybody = timed | floating | reported
    if lean:
        everybody = np.ones(len(records), dtype=np.bool_)
    measured = [timed if one.groups else timed | floating for one in readings]
    own = _own_collections(records, timed, everybody, measured)
    collections = assign(records, timed, own)
    # A report that stands by itself goes where the blood of its patient would.
    floating |= reported & records.own & ~timed
    pairs, collections = attach(records, floating & ~own, collections)
    rows = collection_rows(records, collections, pairs, fill or {}, knowledge, issues)
    assembly = Assembly(len(collections), records, lean=lean)
    collections = _refuse_homeless(by_analyte, collections, rows, records, knowledge, issues)
    _place_timed(assembly, by_analyte, collections, rows, knowledge, issues)
    _place_floating(assembly, by_analyte, collections, pairs, knowledge, issues)
    lists = issues.tables()
    panel = Panel(
        rows=rows,
        values=assembly.values,
        lower=assembly.lower,
        upper=assembly.upper,
        origins=assembly.origins,
        history=assembly.history_table(),
        other_values=assembly.other_table(),
        refused=lists["refused"],
        not_measured=lists["not_measured"],
        ignored=lists["ignored"],
        remarks=lists["remarks"],
        writing=writing,
        left_out=issues.left_out,
    )
    if lean:
        return replace(panel, refused_of=_refused_of(panel, readings, records, collections))
    return _without_empty_rows(panel)


def _refused_of(
    panel: Panel, readings: Sequence[Readings], records: Records, collections: Collections
) -> tuple[Integers, Integers]:
    """Pair every refusal with the collections it concerns.

    One in a record of timed urine concerns that collection, any other all of the patient's.
    """
    refused = panel.refused
    nothing = np.zeros(0, dtype=np.int64)
    if not len(refused):
        return nothing, nothing
    number = refused["row"].to_numpy(np.int64)
    source = refused["source"].to_numpy(dtype=object)
    row = np.full(len(refused), -1, dtype=np.int64)
    for one, offset in zip(readings, records.offsets, strict=False):
        if not len(one.records):
            continue
        place = np.minimum(np.searchsorted(one.records, number), len(one.records) - 1)
        mine = (source == one.source) & (one.records[place] == number)
        row[mine] = collections.of_record[place[mine] + offset]
    known = np.flatnonzero(row >= 0)
    homeless = np.flatnonzero(row < 0)
    if not len(homeless):
        return known, row
    whose, names = refused["patient_id"].to_numpy(dtype=object), panel.rows["patient_id"]
    _, codes = np.unique(np.concatenate([whose[homeless], names]).astype(str), return_inverse=True)
    at, of_patient = match(codes[: len(homeless)], codes[len(homeless) :])
    named = whose[homeless[at]] != ""
    return (
        np.concatenate([known, homeless[at[named]]]),
        np.concatenate([row[known], of_patient[named]]),
    )


def _kinds(
    by_analyte: _ByAnalyte, records: Records, knowledge: Knowledge
) -> tuple[Booleans, Booleans]:
    """Tell which records hold timed urine and which hold anything else."""
    timed = np.zeros(len(records), dtype=np.bool_)
    floating = np.zeros(len(records), dtype=np.bool_)
    for analyte, batches in by_analyte.items():
        mark = timed if knowledge.quantities[analyte].specimen == "timed" else floating
        for batch in batches:
            if len(batch.row) == len(records):
                mark[:] = True
            else:
                mark[batch.row] = True
    return timed, floating


def _own_collections(
    records: Records, timed: Booleans, used: Booleans, beside: Sequence[Booleans]
) -> Booleans:
    """Tell which records are collections by themselves.

    Rows of a wide file are, but for a wide file without urine: its rows go with what another file
    holds of the same patient. `beside` marks that for each file: urine, and for one of scan
    reports alone any result.
    """
    own = records.own & used
    bounds = zip(records.offsets, records.offsets[1:], records.blood_alone, strict=False)
    for (start, stop, stated), results in zip(bounds, beside, strict=False):
        rows = slice(start, stop)
        alone = not timed[rows].any() if stated is None else stated
        if own[rows].any() and alone:
            elsewhere = set(records.patient[results].tolist())
            known = [patient in elsewhere for patient in records.patient[rows].tolist()]
            own[rows] &= ~np.array(known, dtype=np.bool_)
    return own


def _refuse_homeless(
    by_analyte: dict[str, list[Batch]],
    collections: Collections,
    rows: pd.DataFrame,
    records: Records,
    knowledge: Knowledge,
    issues: Issues,
) -> Collections:
    """Refuse timed urine that several collections could claim, and take it out of the batches."""
    homeless, bare = collections.homeless, collections.bare
    if not bare.any():
        return collections
    timed = analytes_in_order(by_analyte, knowledge)
    without_key = np.zeros(len(collections), dtype=np.bool_)
    without_key[collections.of_record[bare & ~homeless]] = True
    hours = rows["hours"].to_numpy(np.float64)
    own_batches = {analyte: by_analyte[analyte] for analyte in timed}
    repeats = collections_that_repeat(own_batches, collections.of_record, without_key, hours)
    mixed = bare & ~homeless & repeats[collections.of_record]
    lost = homeless | mixed
    if not lost.any():
        return collections
    for analyte in timed:
        kept = []
        for batch in by_analyte[analyte]:
            away = lost[batch.row]
            if away.any():
                issues.refuse(
                    **records.places(batch.row[away]),
                    column=batch.column,
                    analyte=analyte,
                    code="which_collection",
                    seen=batch.seen(away),
                    message="this patient has several collections; the record does not say which",
                    hint="add collection_id or collection_start to every record of the patient",
                )
                batch = batch.take(~away)
            if len(batch.row):
                kept.append(batch)
        by_analyte[analyte] = kept
    return replace(collections, of_record=np.where(mixed, -1, collections.of_record))


def _place_timed(
    assembly: Assembly,
    by_analyte: _ByAnalyte,
    collections: Collections,
    rows: pd.DataFrame,
    knowledge: Knowledge,
    issues: Issues,
) -> None:
    hours = rows["hours"].to_numpy(np.float64)
    weight = rows["weight_kg"].to_numpy(np.float64)
    nothing = np.full(len(rows), np.nan)
    assumed = np.zeros(len(rows), dtype=np.bool_)
    records = assembly.records
    for analyte in analytes_in_order(by_analyte, knowledge):
        if not by_analyte[analyte]:
            continue
        quantity = knowledge.quantities[analyte]
        volume = assembly.values.get("urine_volume", nothing)
        creatinine = assembly.values.get("urine_creatinine", nothing) / 1000.0
        terms = RowTerms(hours, weight, volume, creatinine)
        reader = Reader(quantity, records, knowledge, issues)
        cells = reader.flatten(by_analyte[analyte], collections.of_record, terms)
        kept, merged = resolve_repeats(cells, quantity, len(rows), records, issues)
        assembly.place(quantity, kept)
        assembly.beside(quantity, merged, assembly.other)
        assumed[kept.collection[kept.amount]] = True
        _remark_basis(kept, analyte, issues)
        _remark_unit(kept, quantity, knowledge, issues)
    assumed &= np.isnan(hours)
    if assumed.any():
        issues.remark(
            row=np.flatnonzero(assumed),
            code="duration_assumed",
            severity="info",
            message="No duration was given; amounts per collection were taken as 24 h",
        )


def _place_floating(
    assembly: Assembly,
    by_analyte: _ByAnalyte,
    collections: Collections,
    pairs: Pairs,
    knowledge: Knowledge,
    issues: Issues,
) -> None:
    records = assembly.records
    itself = np.arange(len(records))
    # A record of a long file may hold timed urine and be placed, and its blood still floats.
    own = np.where(records.own, collections.of_record, -1)
    printed_pairs = nearest_only(pairs) if len(pairs.record) else pairs
    for analyte, batches in by_analyte.items():
        quantity = knowledge.quantities[analyte]
        if quantity.specimen == "timed":
            continue
        reader = Reader(quantity, records, knowledge, issues)
        cells = reader.flatten(batches, itself, None)
        printed = quantity.specimen == "printed" and quantity.prints != "egfr"
        serving = printed_pairs if printed else pairs
        choice = choose(cells, serving, own, assembly.size, records.day_number)
        assembly.place(quantity, choice.chosen, choice.days)
        assembly.beside(quantity, choice.other, assembly.other)
        assembly.beside(quantity, choice.history, assembly.history)
        _remark_basis(choice.chosen, analyte, issues)
        _remark_no_unit(choice.chosen, quantity, issues)
        _remark_unit(choice.chosen, quantity, knowledge, issues)
        _remark_distance(choice.chosen, choice.days, quantity.full_label, analyte, issues)


def _remark_basis(cells: Cells, analyte: str, issues: Issues) -> None:
    if cells.read_as.any():
        issues.remark(
            row=np.unique(cells.collection[cells.read_as]),
            code="phosphate_read_as_phosphorus",
            severity="info",
            message="Phosphate in mg was read as the mass of phosphorus, as laboratories report it",
            analyte=analyte,
        )


def _remark_no_unit(cells: Cells, quantity: Quantity, issues: Issues) -> None:
    """Say in which unit a result without one was read."""
    bare = cells.unit == ""
    if not quantity.one_unit or not bare.any():
        return
    label = quantity.full_label[:1].upper() + quantity.full_label[1:]
    same = ", which is mEq/L" if quantity.unit == "mmol/L" else ""
    issues.remark(
        row=np.unique(cells.collection[bare]),
        code="unit_assumed",
        severity="info",
        message=f"{label} had no unit and was read in {unit_text(quantity.unit)}{same}",
        analyte=quantity.id,
    )


def _remark_unit(cells: Cells, quantity: Quantity, knowledge: Knowledge, issues: Issues) -> None:
    """Remark on values below the usual range that another unit would make usual.

    They are used as printed: a value that low is possible, and only the report tells.
    """
    low = below_usual(cells.value, cells.comparator, quantity)
    if not low.any() or quantity.usual is None:
        return
    # Where the laboratory's own limits call it normal, value and unit fit each other.
    fitting = (cells.value >= cells.lab_low) & (cells.value <= cells.lab_high)
    few = cells.take(low & ~fitting)
    guess = np.full(len(few), "", dtype=object)
    for unit in set(few.unit.tolist()):
        at = few.unit == unit
        guess[at] = slips(few.value[at], quantity.id, unit, quantity, knowledge)
    told = guess != ""
    if not told.any():
        return
    bottom, top = quantity.usual
    label = quantity.full_label[:1].upper() + quantity.full_label[1:]
    usual = f"{bottom:,g} to {top:,g} {unit_text(quantity.unit)}"
    issues.remark(
        row=few.collection[told],
        code="unit_doubtful",
        severity="warning",
        message=[
            f"{label} {seen} is below the usual {usual}, and in {unit_text(other)} it would be "
            "usual: a wrong unit hides a high value, so check it on the report"
            for seen, other in zip(few.seen(told), guess[told].tolist(), strict=True)
        ],
        analyte=quantity.id,
    )


def _remark_distance(cells: Cells, days: Floats, label: str, analyte: str, issues: Issues) -> None:
    with np.errstate(invalid="ignore"):
        away = np.abs(days)
        old = away > SAID_BEYOND_DAYS
    if old.any():
        issues.remark(
            row=cells.collection[old],
            code="blood_other_date",
            severity="info",
            message=[f"{label} was taken {d:.0f} days from the collection" for d in away[old]],
            analyte=analyte,
        )


def _without_empty_rows(panel: Panel) -> Panel:
    """Leave out collections of which nothing could be used; a scan report is something."""
    measured = np.array(panel.rows["imaging_report"].str.strip() != "", dtype=np.bool_)
    for analyte in panel.values:
        if measured.all():
            break
        measured |= panel.measured(analyte)
    return panel if measured.all() else panel.take(np.flatnonzero(measured))

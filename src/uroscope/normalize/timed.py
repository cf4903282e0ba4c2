"""Timed urine: one value per collection and analyte, per 24 hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from uroscope.knowledge import Knowledge, Quantity
from uroscope.normalize.cells import Batch
from uroscope.normalize.issues import Issues
from uroscope.normalize.plausible import implausible, settle_open_signs, slip
from uroscope.normalize.records import Records
from uroscope.normalize.resolve import COLLECTION, CREATININE, VOLUME, WEIGHT
from uroscope.tables import Booleans, Codes, Floats, Integers, Texts

# Beyond these hours a collection cannot be scaled to a day (convention of `docs/glossary.md`).
SHORTEST_H, LONGEST_H = 12.0, 48.0
# A printed rate and concentration × volume of one collection may differ by rounding of both.
CROSS_CHECK = 0.05


@dataclass(frozen=True)
class Cells:
    """Usable cells of one analyte, flat: canonical `value` and where each came from."""

    collection: Integers
    value: Floats
    comparator: Codes
    tolerance: Floats
    derived: Booleans
    text: Texts
    unit: Texts
    source: Texts
    record: Integers
    column: Texts
    patient: Texts
    lab_low: Floats
    lab_high: Floats
    lab_flag: Texts
    row: Integers

    def take(self, keep: Booleans | Integers) -> Cells:
        """Return only some of the cells."""
        return Cells(*(getattr(self, name)[keep] for name in Cells.__dataclass_fields__))


@dataclass(frozen=True)
class RowTerms:
    """What turns a printed denominator into a day: hours [h], weight [kg], volume [L/d],
    creatinine [g/d] of every collection; NaN where unknown.
    """

    hours: Floats
    weight: Floats
    volume: Floats
    creatinine: Floats

    def scale(self, batch: Batch, collection: Integers) -> Floats | None:
        """Return the factor of each cell; None where the printed unit needs none."""
        if batch.meaning.per == COLLECTION:
            return 24.0 / np.where(np.isnan(self.hours), 24.0, self.hours)[collection]
        if batch.meaning.per == VOLUME:
            return self.volume[collection]
        if batch.meaning.per == WEIGHT:
            return self.weight[collection]
        if batch.meaning.per == CREATININE:
            molar = batch.meaning.unit.per == "creatinine_mole"
            return (self.creatinine / 113.12 if molar else self.creatinine)[collection]
        return None


_NEEDS = {
    VOLUME: ("needs_volume", "a concentration becomes an excretion only through the collected volume",
             "add urine_volume of this collection"),
    WEIGHT: ("needs_weight", "a value per kilogram needs the body weight", "add weight_kg"),
    CREATININE: ("needs_creatinine", "a value per creatinine needs the excretion of creatinine",
                 "add urine_creatinine of this collection"),
}  # fmt: skip


def _precision(text: Texts) -> Floats:
    """Return half a unit of the last printed digit."""
    decimals = [len(t.partition(".")[2].partition(" ")[0]) for t in map(str, text)]
    return np.array([0.5 * 10.0 ** -min(d, 12) for d in decimals])


def flatten(
    batches: list[Batch],
    quantity: Quantity,
    collection_of: Integers,
    terms: RowTerms | None,
    records: Records,
    issues: Issues,
) -> Cells:
    """Bring the batches of one analyte to canonical values and refuse what cannot be.

    Parameters
    ----------
    batches : list of Batch
        All of one analyte.
    quantity : Quantity
        The analyte.
    collection_of : array of int, shape (records,)
        Collection of every record; for blood, the record itself.
    terms : RowTerms or None
        Denominators of timed urine; None for concentrations.
    records : Records
        For the place of each cell.
    issues : Issues
        Receives refusals.

    Returns
    -------
    Cells
        The usable cells.
    """
    parts = []
    patient = records.rows["patient_id"].to_numpy(dtype=object)
    for batch in batches:
        collection = collection_of[batch.row]
        scale = terms.scale(batch, collection) if terms is not None else None
        value = batch.value if scale is None else batch.value * scale
        value, unsettled = settle_open_signs(batch, value, quantity)
        good = np.ones(len(value), dtype=np.bool_)
        if scale is not None and np.isnan(scale).any():
            code, message, hint = _NEEDS[batch.meaning.per]
            good = ~np.isnan(scale)
            _refuse(batch, ~good, code, message, hint, quantity, records, issues)
        if unsettled.any():
            _refuse(
                batch, unsettled & good, "ambiguous_number",
                "the separator can mean decimals or thousands, and nothing here settles it",
                "write it without thousands separator, with a decimal point", quantity, records, issues,
            )  # fmt: skip
            good &= ~unsettled
        wrong = implausible(value, quantity) & good
        if wrong.any():
            _refuse_implausible(batch, wrong, value, quantity, records, issues)
            good &= ~wrong
        size = len(value)
        nan = np.full(size, np.nan)
        factor = 1.0 if scale is None else scale
        cells = Cells(
            collection=collection,
            value=value,
            comparator=batch.comparator,
            tolerance=np.abs(np.full(size, batch.meaning.factor) * factor),
            derived=np.full(size, scale is not None and batch.meaning.per == VOLUME),
            text=batch.text,
            unit=np.full(size, batch.unit, dtype=object),
            source=records.source[batch.row],
            record=records.record[batch.row],
            column=np.full(size, batch.column, dtype=object),
            patient=patient[batch.row],
            lab_low=nan if batch.lab_low is None else batch.lab_low * factor,
            lab_high=nan if batch.lab_high is None else batch.lab_high * factor,
            lab_flag=np.full(size, "", dtype=object) if batch.lab_flag is None else batch.lab_flag,
            row=batch.row,
        )
        parts.append(cells if good.all() else cells.take(good))
    if len(parts) == 1:
        return parts[0]
    return Cells(
        *(np.concatenate([getattr(p, name) for p in parts]) for name in Cells.__dataclass_fields__)
    )


def _refuse(
    batch: Batch,
    at: Booleans,
    code: str,
    message: object,
    hint: object,
    quantity: Quantity,
    records: Records,
    issues: Issues,
) -> None:
    rows = batch.row[at]
    patient = records.rows["patient_id"].to_numpy(dtype=object)
    issues.refuse(
        source=records.source[rows],
        row=records.record[rows],
        column=batch.column,
        analyte=quantity.id,
        code=code,
        seen=[f"{str(t).strip()} {batch.unit}".strip()[:60] for t in batch.text[at]],
        message=message,
        hint=hint,
        patient_id=patient[rows],
    )


def _refuse_implausible(
    batch: Batch, at: Booleans, value: Floats, quantity: Quantity, records: Records, issues: Issues
) -> None:
    low, high = quantity.plausible
    messages, hints = [], []
    for number in value[at]:
        messages.append(
            f"{number:.4g} {quantity.unit} cannot be true "
            f"(outside {low:g} to {high:g}); it is not an abnormal result"
        )
        guess = slip(float(number), batch.meaning.unit, quantity)
        hints.append(
            f"was it {guess}? check the report" if guess else "check number and unit on the report"
        )
    _refuse(batch, at, "implausible", messages, hints, quantity, records, issues)


def resolve_repeats(
    cells: Cells, quantity: Quantity, size: int, issues: Issues
) -> tuple[Cells, Cells]:
    """Keep one cell per collection: equal ones merged, different ones withheld and refused.

    Parameters
    ----------
    cells : Cells
        Usable cells of one timed analyte.
    quantity : Quantity
        The analyte.
    size : int
        Number of collections.
    issues : Issues
        Receives the refusals.

    Returns
    -------
    tuple of Cells
        The kept cells, and the merged ones that said the same elsewhere.
    """
    count = np.bincount(cells.collection, minlength=size)
    if count.max(initial=0) <= 1:
        return cells, cells.take(np.zeros(len(cells.value), dtype=np.bool_))
    # A printed rate before one computed from a concentration, then file order.
    order = np.lexsort((np.arange(len(cells.value)), cells.derived, cells.collection))
    cells = cells.take(order)
    starts = np.flatnonzero(np.diff(cells.collection, prepend=-1))
    group = np.cumsum(np.diff(cells.collection, prepend=-1) != 0) - 1
    first = starts[group]
    repeated = count[cells.collection] > 1
    tolerance = np.full(len(cells.value), np.inf)
    tolerance[repeated] = cells.tolerance[repeated] * _precision(cells.text[repeated])
    apart = np.abs(cells.value - cells.value[first])
    mixed = cells.derived != cells.derived[first]
    allowed = np.where(
        mixed,
        CROSS_CHECK * np.abs(cells.value[first]),
        np.where(
            np.isclose(cells.tolerance, cells.tolerance[first], rtol=1e-9),
            1e-9 * np.abs(cells.value),
            tolerance + tolerance[first],
        ),
    )
    differs = repeated & ((apart > allowed) | (cells.comparator != cells.comparator[first]))
    clash = np.zeros(len(starts), dtype=np.bool_)
    np.logical_or.at(clash, group, differs)
    bad = clash[group]
    if bad.any():
        issues.refuse(
            source=cells.source[bad],
            row=cells.record[bad],
            column=cells.column[bad],
            analyte=quantity.id,
            code="conflict",
            seen=[
                f"{str(t).strip()} {u}".strip()[:60]
                for t, u in zip(cells.text[bad], cells.unit[bad], strict=True)
            ],
            message="one collection has different values for this analyte; none of them is used",
            hint="keep the right one, or tell the collections apart by collection_id or date",
            patient_id=cells.patient[bad],
        )
    leading = np.zeros(len(cells.value), dtype=np.bool_)
    leading[starts] = True
    return cells.take(leading & ~bad), cells.take(~leading & ~bad)


def refuse_unscalable(
    cells: Cells, hours: Floats, quantity: Quantity, issues: Issues
) -> Cells:
    """Refuse rates of collections too short or too long to stand for a day."""
    if quantity.canonical.per != "day":
        return cells
    of_cell = hours[cells.collection]
    bad = (of_cell < SHORTEST_H) | (of_cell > LONGEST_H)
    if not bad.any():
        return cells
    issues.refuse(
        source=cells.source[bad],
        row=cells.record[bad],
        column=cells.column[bad],
        analyte=quantity.id,
        code="duration",
        seen=[f"{str(t).strip()} {u}".strip()[:60] for t, u in zip(cells.text[bad], cells.unit[bad], strict=True)],
        message=[f"collected over {h:g} h; below 12 or above 48 h it is no 24-hour rate" for h in of_cell[bad]],
        hint="correct the duration, or repeat the collection over 24 h",
        patient_id=cells.patient[bad],
    )
    return cells.take(~bad)


def analytes_in_order(batches: Mapping[str, list[Batch]], knowledge: Knowledge) -> list[str]:
    """Return the timed analytes so that volume and creatinine come before what needs them."""
    timed = [a for a in batches if knowledge.quantities[a].specimen == "timed"]
    lead = ("urine_volume", "urine_creatinine")
    return sorted(timed, key=lambda a: lead.index(a) if a in lead else len(lead))

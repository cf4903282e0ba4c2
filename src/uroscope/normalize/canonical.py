"""Batches to cells of one analyte in its canonical unit, per 24 hours where it is a rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from uroscope.knowledge import Knowledge, Quantity
from uroscope.normalize.cells import Batch
from uroscope.normalize.columns import joined, same_flag, same_number, same_text
from uroscope.normalize.issues import Issues, shown
from uroscope.normalize.plausible import implausible, settle_open_signs, slips
from uroscope.normalize.records import Records
from uroscope.normalize.resolve import COLLECTION, CREATININE, VOLUME, WEIGHT
from uroscope.tables import Booleans, Codes, Floats, Integers, Texts

# Convention: beyond these hours a collection cannot be scaled to a day.
SHORTEST_H, LONGEST_H = 12.0, 48.0


@dataclass(frozen=True)
class Cells:
    """Usable cells of one analyte, flat: canonical `value` and where each came from.

    `step` is one printed unit in the canonical unit; `derived` marks concentrations turned into
    rates, `amount` amounts per collection, `read_as` phosphate read as phosphorus.
    """

    collection: Integers
    row: Integers
    value: Floats
    comparator: Codes
    step: Floats
    derived: Booleans
    amount: Booleans
    read_as: Booleans
    text: Texts
    unit: Texts
    column: Texts
    lab_low: Floats
    lab_high: Floats
    lab_flag: Texts

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.value)

    def take(self, keep: Booleans | Integers) -> Cells:
        """Return only some of the cells."""
        return Cells(*(getattr(self, name)[keep] for name in Cells.__dataclass_fields__))

    def seen(self, keep: Booleans) -> list[str]:
        """Return cells with their unit, as messages show them."""
        return [
            shown(text, unit)
            for text, unit in zip(self.text[keep].tolist(), self.unit[keep].tolist(), strict=True)
        ]


_NO_NUMBERS: Floats = np.zeros(0)
_NO_PLACES: Integers = np.zeros(0, dtype=np.int64)
_NO_FLAGS: Booleans = np.zeros(0, dtype=np.bool_)
_NO_TEXTS: Texts = np.zeros(0, dtype=object)
NO_CELLS = Cells(
    collection=_NO_PLACES,
    row=_NO_PLACES,
    value=_NO_NUMBERS,
    comparator=np.zeros(0, dtype=np.int8),
    step=_NO_NUMBERS,
    derived=_NO_FLAGS,
    amount=_NO_FLAGS,
    read_as=_NO_FLAGS,
    text=_NO_TEXTS,
    unit=_NO_TEXTS,
    column=_NO_TEXTS,
    lab_low=_NO_NUMBERS,
    lab_high=_NO_NUMBERS,
    lab_flag=_NO_TEXTS,
)


def stacked(parts: Sequence[Cells]) -> Cells:
    """Return the cells of several batches below each other."""
    if len(parts) == 1:
        return parts[0]
    names = Cells.__dataclass_fields__
    return Cells(*(joined([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class RowTerms:
    """What turns a printed denominator into a day, for every collection; NaN where unknown.

    Hours [h], weight [kg], volume [L/d] and creatinine [g/d].
    """

    hours: Floats
    weight: Floats
    volume: Floats
    creatinine: Floats

    def scale(self, batch: Batch, collection: Integers) -> Floats | None:
        """Return the factor of each cell; None where the printed unit needs none."""
        per = batch.meaning.per
        if per == COLLECTION:
            hours = self.hours[collection]
            return 24.0 / np.where(np.isnan(hours), 24.0, hours)
        if per == VOLUME:
            return self.volume[collection]
        if per == WEIGHT:
            return self.weight[collection]
        if per == CREATININE:
            molar = batch.meaning.unit.per == "creatinine_mole"
            return (self.creatinine / 113.12 if molar else self.creatinine)[collection]
        return None


_NEEDS = {
    VOLUME: (
        "needs_volume",
        "a concentration becomes an excretion only through the collected volume",
        "add urine_volume of this collection",
    ),
    WEIGHT: ("needs_weight", "a value per kilogram needs the body weight", "add weight_kg"),
    CREATININE: (
        "needs_creatinine",
        "a value per creatinine needs the excretion of creatinine",
        "add urine_creatinine of this collection",
    ),
}


@dataclass(frozen=True)
class Reader:
    """What turning the batches of one analyte into cells needs."""

    quantity: Quantity
    records: Records
    knowledge: Knowledge
    issues: Issues

    def refuse(self, batch: Batch, at: Booleans, code: str, message: object, hint: object) -> None:
        """Refuse cells of a batch."""
        self.issues.refuse(
            **self.records.places(batch.row[at]),
            column=batch.column,
            analyte=self.quantity.id,
            code=code,
            seen=batch.seen(at),
            message=message,
            hint=hint,
        )

    def flatten(
        self, batches: Sequence[Batch], collection_of: Integers, terms: RowTerms | None
    ) -> Cells:
        """Bring the batches to canonical values and refuse what cannot be.

        Parameters
        ----------
        batches : sequence of Batch
            All of this analyte.
        collection_of : array of int, shape (records,)
            Collection of every record; for blood, the record itself.
        terms : RowTerms or None
            Denominators of timed urine; None for concentrations.

        Returns
        -------
        Cells
            The usable cells.
        """
        return stacked([self._batch(batch, collection_of[batch.row], terms) for batch in batches])

    def _batch(self, batch: Batch, collection: Integers, terms: RowTerms | None) -> Cells:
        size = len(batch.value)
        good = np.ones(size, dtype=np.bool_)
        scale = None
        if terms is not None:
            good = self._within_a_day(batch, collection, terms.hours)
            scale = terms.scale(batch, collection)
        if scale is not None:
            lacking = np.isnan(scale) & good
            if lacking.any():
                self.refuse(batch, lacking, *_NEEDS[batch.meaning.per])
                good &= ~lacking
        value = batch.value if scale is None else batch.value * scale
        value, unsettled = settle_open_signs(value, batch.open_sign, self.quantity)
        unsettled = unsettled & good
        if unsettled.any():
            self.refuse(
                batch,
                unsettled,
                "ambiguous_number",
                "the separator can mean decimals or thousands, and nothing here settles it",
                "write it without thousands separator, with a decimal point",
            )
            good &= ~unsettled
        wrong = implausible(value, self.quantity) & good
        if wrong.any():
            self._refuse_implausible(batch, wrong, value)
            good &= ~wrong
        cells = cells_of(batch, collection, value, scale)
        return cells if good.all() else cells.take(good)

    def _within_a_day(self, batch: Batch, collection: Integers, hours: Floats) -> Booleans:
        """Refuse rates of collections too short or too long to stand for a day."""
        if self.quantity.canonical.per != "day":
            return np.ones(len(collection), dtype=np.bool_)
        off = (hours < SHORTEST_H) | (hours > LONGEST_H)
        if not off.any():
            return np.ones(len(collection), dtype=np.bool_)
        bad = off[collection]
        if bad.any():
            of_cell = hours[collection]
            self.refuse(
                batch,
                bad,
                "duration",
                [
                    f"collected over {h:g} h; below {SHORTEST_H:g} or above {LONGEST_H:g} h it is "
                    "no 24-hour rate"
                    for h in of_cell[bad].tolist()
                ],
                "correct the duration, or repeat the collection over 24 h",
            )
        return ~bad

    def _refuse_implausible(self, batch: Batch, at: Booleans, value: Floats) -> None:
        quantity = self.quantity
        low, high = quantity.plausible
        spelled = batch.meaning.unit.spelled
        guesses = slips(value[at], quantity.id, spelled, quantity, self.knowledge)
        messages = [
            f"{_plain(number)} {quantity.unit} cannot be true "
            f"(outside {low:,g} to {high:,g}); it is not an abnormal result"
            for number in value[at].tolist()
        ]
        hints = [
            f"was it {guess}? check the report" if guess else "check number and unit on the report"
            for guess in guesses.tolist()
        ]
        self.refuse(batch, at, "implausible", messages, hints)


def cells_of(batch: Batch, collection: Integers, value: Floats, scale: Floats | None) -> Cells:
    """Return the cells of a batch; constants are views that take no memory."""
    size = len(value)
    factor = batch.meaning.factor
    low = high = same_number(np.nan, size)
    if batch.limits is not None:
        low, high = batch.limits.low, batch.limits.high
        if scale is not None:
            row_term = np.where(batch.limits.by_row, scale, 1.0)
            low, high = low * row_term, high * row_term
    return Cells(
        collection=collection,
        row=batch.row,
        value=value,
        comparator=batch.comparator,
        step=same_number(abs(factor), size) if scale is None else np.abs(factor * scale),
        derived=same_flag(batch.meaning.per == VOLUME, size),
        amount=same_flag(batch.meaning.per == COLLECTION, size),
        read_as=same_flag(batch.meaning.read_as is not None, size),
        text=batch.text,
        unit=same_text(batch.unit, size),
        column=same_text(batch.column, size),
        lab_low=low,
        lab_high=high,
        lab_flag=same_text("", size) if batch.lab_flag is None else batch.lab_flag,
    )


def analytes_in_order(by_analyte: Mapping[str, object], knowledge: Knowledge) -> list[str]:
    """Return the timed analytes so that volume and creatinine come before what needs them."""
    timed = [a for a in by_analyte if knowledge.quantities[a].specimen == "timed"]
    lead = ("urine_volume", "urine_creatinine")
    return sorted(timed, key=lambda a: lead.index(a) if a in lead else len(lead))


def _plain(number: float) -> str:
    """Return a number without an exponent where one can read it, and no digit less than needed."""
    if not 1000 <= abs(number) < 1e9:
        return f"{number:.4g}"
    return f"{number:,.1f}".removesuffix(".0")

"""The panel while it grows: chosen cells, their origins, and what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from uroscope.knowledge import Quantity
from uroscope.normalize.canonical import Cells
from uroscope.normalize.columns import counting, same_text
from uroscope.normalize.issues import Part, table_of
from uroscope.normalize.numbers import ABOVE, BELOW
from uroscope.normalize.records import Records
from uroscope.tables import Floats, Integers, Origin, filled, twelve_digits

_NOWHERE: Integers = np.zeros(0, dtype=np.int64)
BESIDE = ("row", "analyte", "text", "unit", "value", "source", "record", "column", "date")


@dataclass
class Assembly:
    """Columns of the panel, one entry per collection."""

    size: int
    records: Records
    values: dict[str, Floats] = field(default_factory=dict)
    lower: dict[str, Floats] = field(default_factory=dict)
    upper: dict[str, Floats] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    lean: bool = False
    history: list[Part] = field(default_factory=list)
    other: list[Part] = field(default_factory=list)

    def place(self, quantity: Quantity, cells: Cells, days: Floats | None = None) -> None:
        """Put the chosen cells of one analyte into its column."""
        if not len(cells):
            return
        whole = len(cells) == self.size and counting(cells.collection)

        def column(part: npt.NDArray[np.generic], empty: object) -> npt.NDArray[np.generic]:
            if whole:
                return part
            full = np.full(self.size, empty, dtype=part.dtype)
            full[cells.collection] = part
            return full

        def numbers(part: Floats) -> Floats:
            return column(part, np.nan)  # type: ignore[return-value]

        def texts(part: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
            return column(part, "")  # type: ignore[return-value]

        # To 12 digits, so that a value printed at a limit in another unit stays at it.
        value = twelve_digits(cells.value)
        censored = cells.comparator != 0
        if censored.any():
            floor = 0.0 if quantity.canonical.kind != "ph" else quantity.plausible[0]
            # "<320" ends just below 320: the next number a float can hold stands for the open end.
            below = np.where(cells.comparator == BELOW, -np.inf, value)
            above = np.where(cells.comparator == ABOVE, np.inf, value)
            high = np.where(cells.comparator > 0, np.inf, np.nextafter(value, below))
            low = np.where(cells.comparator < 0, floor, np.nextafter(value, above))
            self.lower[quantity.id] = numbers(low)
            self.upper[quantity.id] = numbers(high)
        self.values[quantity.id] = numbers(np.where(censored, np.nan, value))
        nothing = same_text("", self.size)
        places = {} if self.lean else self.records.places(cells.row)
        printed = not (np.isnan(cells.lab_low).all() and np.isnan(cells.lab_high).all())
        flagged = filled(cells.lab_flag)
        self.origins[quantity.id] = Origin(
            text=nothing if self.lean else texts(cells.text),
            unit=nothing if self.lean else texts(cells.unit),
            source=nothing if self.lean else texts(places["source"]),
            record=_NOWHERE if self.lean else column(places["row"], 0),  # type: ignore[arg-type]
            column=nothing if self.lean else texts(cells.column),
            lab_low=numbers(twelve_digits(cells.lab_low)) if printed else None,
            lab_high=numbers(twelve_digits(cells.lab_high)) if printed else None,
            lab_flag=texts(cells.lab_flag) if flagged else None,
            days=None if days is None else numbers(days),
        )

    def beside(self, quantity: Quantity, cells: Cells, into: list[Part]) -> None:
        """Keep cells that are not the value of the collection but belong beside it."""
        if len(cells):
            places = self.records.places(cells.row)
            into.append(
                {
                    "row": cells.collection,
                    "analyte": quantity.id,
                    "text": cells.text,
                    "unit": cells.unit,
                    "value": np.where(cells.comparator == 0, twelve_digits(cells.value), np.nan),
                    "source": places["source"],
                    "record": places["row"],
                    "column": cells.column,
                    "date": self.records.day[cells.row],
                }
            )

    def history_table(self) -> pd.DataFrame:
        """Return the results of other dates."""
        return table_of(BESIDE, self.history)

    def other_table(self) -> pd.DataFrame:
        """Return the results of the same date that were not used, and those merged."""
        return table_of(BESIDE, self.other)

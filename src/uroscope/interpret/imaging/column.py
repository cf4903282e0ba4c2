"""A column of reports: each distinct text is decoded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from uroscope.interpret.imaging.items import PRESENT, UNCERTAIN, Item, ScanReport
from uroscope.interpret.imaging.report import decode_report
from uroscope.interpret.imaging.terms import Terms

_EMPTY = ScanReport("")


@dataclass(frozen=True)
class ScanColumn:
    """The scan reports of many collections; `rows` numbers each row's text, -1 where blank."""

    reports: tuple[ScanReport, ...]
    rows: NDArray[np.intp]

    def report(self, row: int) -> ScanReport:
        """Return the decoded report of a row, counted from 0; an empty one where blank."""
        number = int(self.rows[row])
        return _EMPTY if number < 0 else self.reports[number]

    def has(
        self,
        findings: Sequence[str],
        side: str | None = None,
        at_least_mm: float = 0.0,
        bosniak: Sequence[str] = (),
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Answer where a report names one of the findings as present.

        Parameters
        ----------
        findings : sequence of str
            Ids of scan findings.
        side : str, optional
            `left`, `right`, `both` or `single` (single kidney or transplant); both counts for
            left and right.
        at_least_mm : float
            Smallest size [mm]; 0 asks for none, otherwise an item without size is unknown.
        bosniak : sequence of str
            Classes; empty asks for none.

        Returns
        -------
        known_true, known_false : arrays of bool, shape (rows,)
            A stone said to obstruct is an obstruction too. False is known where the report
            denies every one of the findings, or names them only with another side, class or a
            smaller size than asked.
        """
        true = np.zeros(len(self.reports) + 1, dtype=np.bool_)
        false = np.zeros(len(self.reports) + 1, dtype=np.bool_)
        wanted = set(findings)
        for number, report in enumerate(self.reports):
            named = [
                item
                for item in report.items
                if item.finding in wanted or (item.obstructing and "obstruction" in wanted)
            ]
            fitting = [i for i in named if _fits(i, side, at_least_mm, bosniak, report.lone)]
            true[number] = any(i.status == PRESENT for i in fitting)
            if side == "both" and not true[number]:
                true[number] = _on_each_side(named, at_least_mm, bosniak)
            standing = [i for i in named if i.status in (PRESENT, UNCERTAIN)]
            if standing:
                false[number] = not true[number] and all(
                    _differs(i, side, at_least_mm, bosniak, report.lone) for i in standing
                )
            else:
                false[number] = wanted <= report.denied
        return true.take(self.rows), false.take(self.rows)

    def is_of(self, kinds: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Answer where a report is of one of these kinds of scan; unknown where none is named.

        Parameters
        ----------
        kinds : sequence of str
            Ids of kinds of scan.

        Returns
        -------
        known_true, known_false : arrays of bool, shape (rows,)
            Both false where the report does not say how it was made.
        """
        named = [report.modality for report in self.reports] + [None]
        true = np.array([name in kinds for name in named], dtype=np.bool_)
        known = np.array([name is not None for name in named], dtype=np.bool_)
        return true.take(self.rows), (known & ~true).take(self.rows)


def _fits(
    item: Item,
    side: str | None,
    at_least_mm: float,
    bosniak: Sequence[str],
    lone: str | None = None,
) -> bool:
    of_lone = (
        side == "single" and lone is not None and (lone == "either" or item.side in (lone, None))
    )
    if side is not None and not of_lone:
        here = {"single", "transplant"} if side == "single" else {side}
        if side in ("left", "right"):
            here.add("both")
        if item.side not in here:
            return False
    if bosniak and item.bosniak not in bosniak:
        return False
    return at_least_mm <= 0 or (item.size_mm is not None and item.size_mm >= at_least_mm)


def _on_each_side(named: Sequence[Item], at_least_mm: float, bosniak: Sequence[str]) -> bool:
    """Say whether the report names one of the left and one of the right, each by itself."""
    present = [item for item in named if item.status == PRESENT]
    return all(
        any(_fits(item, side, at_least_mm, bosniak) for item in present)
        for side in ("left", "right")
    )


def _differs(
    item: Item,
    side: str | None,
    at_least_mm: float,
    bosniak: Sequence[str],
    lone: str | None = None,
) -> bool:
    """Say whether an item is stated to be of another side, size or class than asked."""
    if side is not None and item.side is not None and not _fits(item, side, 0.0, (), lone):
        return True
    if bosniak and item.bosniak is not None and item.bosniak not in bosniak:
        return True
    return item.size_mm is not None and item.size_mm < at_least_mm


def read_reports(cells: Any, terms: Terms) -> ScanColumn:
    """Decode a column of reports, each distinct text once.

    Parameters
    ----------
    cells : array of object, shape (rows,)
        Reports as typed; blank and missing cells are not decoded.
    terms : Terms
        From `build_terms`.

    Returns
    -------
    ScanColumn
        One report per distinct text and the number of each row's.
    """
    values = np.array(cells, dtype=object)
    numbers, distinct = pd.factorize(values)
    blank = np.array([not str(text).strip() for text in distinct], dtype=np.bool_)
    reports = tuple(_EMPTY if b else decode_report(str(t), terms) for t, b in zip(distinct, blank,
                    strict=True))  # fmt: skip
    return ScanColumn(reports, numbers.astype(np.intp))

"""Several results for one analyte of one timed urine: merged, or withheld together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from uroscope.knowledge import Quantity
from uroscope.normalize.canonical import NO_CELLS, Cells, RowTerms, cells_of, stacked
from uroscope.normalize.cells import Batch
from uroscope.normalize.issues import Issues
from uroscope.normalize.numbers import half_digit
from uroscope.normalize.plausible import implausible
from uroscope.normalize.records import Records
from uroscope.normalize.resolve import COLLECTION, DIRECT
from uroscope.tables import Booleans, Floats, Integers

# Convention: a printed rate and concentration × volume of one collection may differ by this share.
CROSS_CHECK = 0.05


def resolve_repeats(
    cells: Cells, quantity: Quantity, size: int, records: Records, issues: Issues
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
    records : Records
        For the place of each cell.
    issues : Issues
        Receives the refusals.

    Returns
    -------
    tuple of Cells
        The kept cells, and the merged ones that said the same elsewhere.
    """
    if len(cells) <= size and np.bincount(cells.collection, minlength=size).max(initial=0) <= 1:
        return cells, NO_CELLS
    # A printed rate before one computed from a concentration, then file order.
    cells = cells.take(np.lexsort((np.arange(len(cells)), cells.derived, cells.collection)))
    leading = np.diff(cells.collection, prepend=-1) != 0
    bad = clashing(cells, leading)
    if bad.any():
        issues.refuse(
            **records.places(cells.row[bad]),
            column=cells.column[bad],
            analyte=quantity.id,
            code="conflict",
            seen=cells.seen(bad),
            message="one collection has different values for this analyte; none of them is used",
            hint="keep the right one, or tell the collections apart by collection_id or date",
        )
    return cells.take(leading & ~bad), cells.take(~leading & ~bad)


def clashing(cells: Cells, leading: Booleans) -> Booleans:
    """Tell which cells belong to a group whose values differ.

    Parameters
    ----------
    cells : Cells
        Cells ordered by group.
    leading : array of bool, shape (n,)
        The first cell of each group.

    Returns
    -------
    array of bool, shape (n,)
        True for every cell of a group with a difference beyond the rounding of what was printed.
    """
    group = np.cumsum(leading) - 1
    starts = np.flatnonzero(leading)
    first = starts[group]
    repeated = np.bincount(group)[group] > 1
    apart = np.abs(cells.value - cells.value[first])
    rounding = np.zeros(len(cells))
    rounding[repeated] = cells.step[repeated] * half_digit(cells.text[repeated])
    rounding = rounding + rounding[first]
    same_unit = np.isclose(cells.step, cells.step[first], rtol=1e-9)
    crossed = cells.derived != cells.derived[first]
    allowed = np.where(same_unit & ~crossed, 0.0, rounding) + 1e-9 * np.abs(cells.value)
    allowed = allowed + np.where(crossed, CROSS_CHECK * np.abs(cells.value[first]), 0.0)
    differs = repeated & ((apart > allowed) | (cells.comparator != cells.comparator[first]))
    clash = np.zeros(len(starts), dtype=np.bool_)
    np.logical_or.at(clash, group, differs)
    bad: Booleans = clash[group]
    return bad


def collections_that_repeat(
    by_analyte: Mapping[str, Sequence[Batch]],
    collection_of: Integers,
    candidates: Booleans,
    hours: Floats,
) -> Booleans:
    """Tell which collections hold two different results of one kind for one analyte.

    Parameters
    ----------
    by_analyte : mapping of str to sequence of Batch
        Timed analytes only.
    collection_of : array of int, shape (records,)
        Collection of every record (−1: none).
    candidates : array of bool, shape (collections,)
        The collections asked about.
    hours : array of float, shape (collections,)
        Hours [h] of each collection, NaN where unknown.

    Returns
    -------
    array of bool, shape (collections,)
        A rate and a concentration are not two results of one kind.
    """
    repeats = np.zeros(len(candidates), dtype=np.bool_)
    nothing = np.full(len(candidates), np.nan)
    terms = RowTerms(hours, nothing, nothing, nothing)
    for batches in by_analyte.values():
        kinds: dict[str, list[Cells]] = {}
        for batch in batches:
            collection = collection_of[batch.row]
            asked = (collection >= 0) & candidates[collection]
            if asked.any():
                part, place = batch.take(asked), collection[asked]
                scale = terms.scale(part, place) if part.meaning.per == COLLECTION else None
                value = part.value if scale is None else part.value * scale
                kind = DIRECT if part.meaning.per == COLLECTION else part.meaning.per
                cells = cells_of(part, place, value, scale)
                if kind == DIRECT:
                    # What cannot be true is refused by itself and repeats nothing.
                    cells = cells.take(~implausible(value, part.meaning.quantity))
                kinds.setdefault(kind, []).append(cells)
        for alike in kinds.values():
            cells = stacked(alike)
            cells = cells.take(np.argsort(cells.collection, kind="stable"))
            bad = clashing(cells, np.diff(cells.collection, prepend=-1) != 0)
            repeats[cells.collection[bad]] = True
    return repeats

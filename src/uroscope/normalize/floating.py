"""Blood, spot urine and printed indices: which of several results goes with which collection."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from uroscope.normalize.canonical import Cells
from uroscope.normalize.collections import UNUSED_BEYOND_DAYS, Pairs
from uroscope.normalize.columns import match, same_number
from uroscope.tables import Booleans, Floats, Integers

# An undated result counts as of the collection's own day, but behind a dated one [d].
_UNDATED = 0.5


@dataclass(frozen=True)
class Choice:
    """The chosen cell of each collection, the others of the same date, and the history.

    `days` is the distance of each chosen cell from the collection [d]; NaN without dates.
    """

    chosen: Cells
    days: Floats
    other: Cells
    history: Cells


def nearest_only(pairs: Pairs) -> Pairs:
    """Keep for every record the one collection it is nearest to.

    An index that a laboratory printed belongs to one collection; it never serves another.
    """
    order = np.lexsort((pairs.collection, _distance(pairs.days), ~pairs.labelled, pairs.record))
    keep = order[np.diff(pairs.record[order], prepend=-1) != 0]
    return Pairs(pairs.record[keep], pairs.collection[keep], pairs.days[keep], pairs.labelled[keep])


def choose(
    cells: Cells, pairs: Pairs, collection_of: Integers, size: int, day_number: Floats
) -> Choice:
    """Choose the result nearest to the collection start, the later one among equally near ones.

    Among results of one date the last in the file is chosen.

    Parameters
    ----------
    cells : Cells
        All cells of one analyte; `row` is their record.
    pairs : Pairs
        Records with the collections they may serve.
    collection_of : array of int, shape (records,)
        Collection of the records that are their own; −1 for those that float.
    size : int
        Number of collections.
    day_number : array of float, shape (records,)
        Date of every record [d]; NaN where there is none.

    Returns
    -------
    Choice
        With `collection` set on every cell.
    """
    mine = collection_of[cells.row] >= 0
    if mine.all():
        collection = collection_of[cells.row]
        if len(cells) <= size and np.bincount(collection, minlength=size).max(initial=0) <= 1:
            nothing = cells.take(np.zeros(len(cells), dtype=np.bool_))
            chosen = replace(cells, collection=collection)
            return Choice(chosen, same_number(np.nan, len(cells)), nothing, nothing)
    floating = np.flatnonzero(~mine)
    at_cell, at_pair = match(cells.row[floating], pairs.record)
    at = np.concatenate([np.flatnonzero(mine), floating[at_cell]])
    own = int(mine.sum())
    collection = np.concatenate([collection_of[cells.row[mine]], pairs.collection[at_pair]])
    days = np.concatenate([np.full(own, np.nan), pairs.days[at_pair]])
    # What stands in the record of the collection itself comes first.
    labelled = np.concatenate([np.ones(own, dtype=np.bool_), pairs.labelled[at_pair]])
    distance = _distance(days)
    distance[:own] = 0.0
    date = day_number[cells.row[at]]
    latest_first = np.where(np.isnan(date), np.inf, -date)
    order = np.lexsort((-at, latest_first, distance, ~labelled, collection))
    at, collection, days, distance = at[order], collection[order], days[order], distance[order]
    date = date[order]
    leading = np.diff(collection, prepend=-1) != 0
    too_far = distance > UNUSED_BEYOND_DAYS
    chosen = leading & ~too_far
    same_date = np.zeros(len(at), dtype=np.bool_)
    if len(at):
        first = np.flatnonzero(leading)[np.cumsum(leading) - 1]
        # A result without a date may be of the same day: it stands beside, not behind.
        same_date = ~leading & ~too_far & (np.isnan(date) | (date == date[first]))

    def at_collection(keep: Booleans) -> Cells:
        return replace(cells.take(at[keep]), collection=collection[keep])

    return Choice(
        at_collection(chosen),
        np.abs(days[chosen]),
        at_collection(same_date),
        at_collection(~chosen & ~same_date),
    )


def _distance(days: Floats) -> Floats:
    """Return how far a result is from the collection [d], whichever came first."""
    return np.where(np.isnan(days), _UNDATED, np.abs(days))

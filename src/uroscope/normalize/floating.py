"""Blood, spot urine and printed indices: which of several results goes with which collection."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from uroscope.normalize.canonical import NO_CELLS, Cells
from uroscope.normalize.collections import UNUSED_BEYOND_DAYS, Pairs
from uroscope.normalize.columns import counting, match, same_flag, same_number
from uroscope.tables import Booleans, Floats, Integers

# An undated result counts as of the collection's own day, but behind a dated one [d].
_UNDATED = 0.5


@dataclass(frozen=True)
class Choice:
    """The chosen cell of each collection, the others of the same date, and the history.

    `days` says how long after the collection start each chosen cell was taken [d], negative before
    it; NaN without dates.
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
    found = _candidates(cells, pairs, collection_of)
    alone = np.bincount(found.collection, minlength=size).max(initial=0) <= 1
    if alone and bool((found.distance <= UNUSED_BEYOND_DAYS).all()):
        same = counting(found.at) and len(found.at) == len(cells)
        picked = replace(cells if same else cells.take(found.at), collection=found.collection)
        return Choice(picked, found.days, NO_CELLS, NO_CELLS)
    date = day_number[cells.row[found.at]]
    latest_first = np.where(np.isnan(date), np.inf, -date)
    order = np.lexsort((-found.at, latest_first, found.distance, ~found.labelled, found.collection))
    at, collection, date = found.at[order], found.collection[order], date[order]
    days, distance = found.days[order], found.distance[order]
    leading = np.diff(collection, prepend=-1) != 0
    near = distance <= UNUSED_BEYOND_DAYS
    first = np.flatnonzero(leading)[np.cumsum(leading) - 1]
    chosen = leading & near
    # A result without a date may be of the same day: it stands beside, not behind.
    same_date = ~leading & near & (np.isnan(date) | (date == date[first]))

    def at_collection(keep: Booleans) -> Cells:
        return replace(cells.take(at[keep]), collection=collection[keep])

    return Choice(
        at_collection(chosen),
        days[chosen],
        at_collection(same_date),
        at_collection(~chosen & ~same_date),
    )


@dataclass(frozen=True)
class _Candidates:
    """Cells with a collection each may serve: `at` is the cell, `distance` how far it is [d]."""

    at: Integers
    collection: Integers
    days: Floats
    distance: Floats
    labelled: Booleans


def _candidates(cells: Cells, pairs: Pairs, collection_of: Integers) -> _Candidates:
    home = collection_of[cells.row]
    mine = home >= 0
    size = len(cells)
    if mine.all():
        nowhere, yes = same_number(np.nan, size), same_flag(True, size)
        return _Candidates(np.arange(size), home, nowhere, same_number(0.0, size), yes)
    own, floating = np.flatnonzero(mine), np.flatnonzero(~mine)
    at_cell, at_pair = match(cells.row[floating], pairs.record)
    days = pairs.days[at_pair]
    # What stands in the record of the collection itself comes first.
    return _Candidates(
        np.concatenate([own, floating[at_cell]]),
        np.concatenate([home[own], pairs.collection[at_pair]]),
        np.concatenate([np.full(len(own), np.nan), days]),
        np.concatenate([np.zeros(len(own)), _distance(days)]),
        np.concatenate([np.ones(len(own), dtype=np.bool_), pairs.labelled[at_pair]]),
    )


def _distance(days: Floats) -> Floats:
    """Return how far a result is from the collection [d], whichever came first."""
    return np.where(np.isnan(days), _UNDATED, np.abs(days))

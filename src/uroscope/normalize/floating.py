"""Blood, spot urine and printed indices: which of several results goes with which collection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from uroscope.normalize.collections import UNUSED_BEYOND_DAYS, Pairs
from uroscope.normalize.timed import Cells
from uroscope.tables import Booleans, Floats, Integers


@dataclass(frozen=True)
class Choice:
    """The chosen cell of each collection, the others of the same date, and the history.

    `days` is the distance of each chosen cell from the collection [d]; NaN without dates.
    `other_of`, `history_of` give the collection beside each cell.
    """

    chosen: Cells
    days: Floats
    other: Cells
    history: Cells


def choose(cells: Cells, pairs: Pairs, own: Booleans, collection_of: Integers) -> Choice:
    """Choose the result nearest to the collection start; the last in the file among equals.

    Parameters
    ----------
    cells : Cells
        All cells of one analyte; `row` is their record.
    pairs : Pairs
        Records with the collections they may serve.
    own : array of bool, shape (records,)
        Records that are their own collection.
    collection_of : array of int, shape (records,)
        Collection of the records that are their own.

    Returns
    -------
    Choice
        With `collection` set on every cell.
    """
    size = len(cells.value)
    place = np.arange(size)
    mine = own[cells.row]
    table = pd.DataFrame({"record": cells.row[~mine], "place": place[~mine]})
    serve = pd.DataFrame(
        {"record": pairs.record, "collection": pairs.collection, "days": pairs.days}
    )
    paired = table.merge(serve, on="record") if len(table) else table.assign(collection=0, days=0.0)
    at = np.concatenate([place[mine], paired["place"].to_numpy(dtype=np.int64)])
    collection = np.concatenate(
        [collection_of[cells.row[mine]], paired["collection"].to_numpy(dtype=np.int64)]
    )
    days = np.concatenate([np.full(int(mine.sum()), np.nan), paired["days"].to_numpy(np.float64)])
    # Undated results count as of the collection's own day, but behind a dated one.
    distance = np.where(np.isnan(days), 0.5, days)
    if len(at) == len(np.unique(collection)):
        order = np.arange(len(at))
    else:
        order = np.lexsort((-at, distance, collection))
    at, collection, days, distance = at[order], collection[order], days[order], distance[order]
    leading = np.diff(collection, prepend=-1) != 0
    group = np.cumsum(leading) - 1
    first = np.flatnonzero(leading)[group] if len(at) else np.zeros(0, dtype=np.int64)
    too_far = distance > UNUSED_BEYOND_DAYS
    chosen = leading & ~too_far
    same_day = (distance == distance[first]) & ~leading & ~too_far
    rest = ~chosen & ~same_day

    def at_collection(keep: Booleans) -> Cells:
        picked = cells.take(at[keep])
        parts = {n: getattr(picked, n) for n in Cells.__dataclass_fields__}
        return Cells(**{**parts, "collection": collection[keep]})

    return Choice(at_collection(chosen), days[chosen], at_collection(same_day), at_collection(rest))

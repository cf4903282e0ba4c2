"""One collection opened: reviewed in both unit systems, with the patient's others beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from uroscope.command import reports_of
from uroscope.model import Report
from uroscope.present.page.unused import Unused, unused_elsewhere
from uroscope.present.page.view import ReviewView, review_views
from uroscope.tables import Integers, Panel
from uroscope.web.case import Case
from uroscope.web.limits import MOST_BESIDE
from uroscope.web.worklist import of_patient


@dataclass(frozen=True)
class Opened:
    """A review and the report it stands in, alone, in the page's units and in the others."""

    view: ReviewView
    report: Report = field(repr=False)
    other: Report = field(repr=False)
    elsewhere: Unused


def newest(panel: Panel) -> int:
    """Return the row that started last; without any date the last one of the file."""
    start = panel.rows["start"]
    return (
        len(panel) - 1
        if start.isna().all()
        else int(start.to_numpy(dtype="datetime64[ns]").view(np.int64).argmax())
    )


def nearest(panel: Panel, mine: Integers, row: int) -> list[int]:
    """Return which of a patient's collections to draw: the opened one and those nearest to it.

    Parameters
    ----------
    panel : Panel
        Everything that was read.
    mine : array of int, shape (n,)
        Rows of the patient.
    row : int
        The opened collection, one of them.

    Returns
    -------
    list of int
        Positions in `mine`: at most `MOST_BESIDE` others, by date, undated ones by their place.
    """
    start = panel.rows["start"].iloc[mine].to_numpy(dtype="datetime64[ns]")
    away = np.abs((start - start[mine == row][0]) / np.timedelta64(1, "D"))
    away = np.where(np.isnan(away), np.abs(mine - row) + 1e6, away)
    away[mine == row] = -1
    return sorted(int(at) for at in np.argsort(away, kind="stable")[: MOST_BESIDE + 1])


def open_row(case: Case, panel: Panel, row: int) -> Opened:
    """Review one collection.

    Parameters
    ----------
    case : Case
        Limits and units.
    panel : Panel
        Everything that was read.
    row : int
        The collection.

    Returns
    -------
    Opened
        Its page, whose cells that were not used are those of this patient.
    """
    mine = of_patient(panel, row)
    only = nearest(panel, mine, row)
    patient = str(panel.rows["patient_id"].iloc[row])
    several = panel.rows["patient_id"].nunique() > 1
    si = case.units == "si"
    report, other = reports_of(
        panel.take(mine), case.profile, (si, not si), patient if several else None, only
    )
    at = only.index(int(np.flatnonzero(mine == row)[0]))
    view = review_views(report, case.units, other)[at]
    elsewhere = unused_elsewhere(report)
    alone, twin = (r.model_copy(update={"reviews": [r.reviews[at]]}) for r in (report, other))
    return Opened(view, alone, twin, elsewhere)

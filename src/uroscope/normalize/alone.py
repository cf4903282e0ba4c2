"""A person without results: what a scan report alone is attached to."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from uroscope.normalize.issues import Issues
from uroscope.tables import CONTEXT, Panel

_MEASURES = ("age", "weight_kg", "height_cm")


def person_alone(fill: Mapping[str, object]) -> Panel:
    """Return a panel of one row without any result.

    Parameters
    ----------
    fill : mapping
        `sex`, `age` [years], `weight_kg` [kg], `height_cm` [cm] as far as known.

    Returns
    -------
    Panel
        One row, no values, empty lists of what was not used.

    Examples
    --------
    >>> len(person_alone({"sex": "female"}))
    1
    """
    columns: dict[str, object] = {
        "patient_id": "",
        "collection_id": "",
        "start": pd.NaT,
        "end": pd.NaT,
        "day": "",
        "sex": str(fill.get("sex", "")),
        "source": "",
        "record": 0,
        **{name: np.float64(str(fill.get(name, "nan"))) for name in _MEASURES},
        "hours": np.nan,
        **dict.fromkeys(CONTEXT, ""),
        "scenario": "",
    }
    rows = pd.DataFrame({name: pd.Series([value]) for name, value in columns.items()})
    texts = ["patient_id", "collection_id", "day", "sex", "source", "scenario", *CONTEXT]
    rows = rows.astype(dict.fromkeys(texts, object))
    rows = rows.astype({"start": "datetime64[ns]", "end": "datetime64[ns]"})
    nothing = Issues().tables()
    return Panel(
        rows=rows,
        values={},
        remarks=nothing["remarks"],
        refused=nothing["refused"],
        not_measured=nothing["not_measured"],
        ignored=nothing["ignored"],
    )

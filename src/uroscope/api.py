"""The library's own commands: read, review, supersaturation."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING

from uroscope.errors import UsageError
from uroscope.knowledge import load
from uroscope.model import Review
from uroscope.pipeline import read_panel
from uroscope.reviewing import review_panel
from uroscope.tables import Panel

if TYPE_CHECKING:
    import pandas as pd


def read(*paths: str | PathLike[str]) -> Panel:
    """Read result files and bring them to one panel of canonical values.

    Parameters
    ----------
    *paths : path
        Delimited files, long or wide; `-` reads standard input.

    Returns
    -------
    Panel
        One row per collection; `refused`, `not_measured` and `ignored` list every other cell.

    Raises
    ------
    UroscopeError
        If a file cannot be opened or holds no table of results.

    Examples
    --------
    >>> panel = read("sample_data/01_full_collection.csv")
    >>> len(panel)
    1
    """
    return read_panel([fspath(path) for path in paths])


def review(panel: Panel, profile: str = "stone_us", units: str = "conventional") -> list[Review]:
    """Review every collection of a panel.

    Parameters
    ----------
    panel : Panel
        What `read` returned.
    profile : str
        The limits to compare with.
    units : {"conventional", "si"}
        Units of the numbers inside sentences; values carry both.

    Returns
    -------
    list of Review
        One per collection.

    Raises
    ------
    KeyError
        If there is no such profile.
    UsageError
        If `panel` is a path: it is read first.

    Examples
    --------
    >>> reviews = review(read("sample_data/01_full_collection.csv"))
    >>> reviews[0].headline != []
    True
    """
    if not isinstance(panel, Panel):
        raise UsageError(
            f"review takes a panel, not {type(panel).__name__}; "
            "write uroscope.review(uroscope.read(path))."
        )
    return review_panel(panel, load().profile(profile), units == "si")


def supersaturation(ions: pd.DataFrame) -> pd.DataFrame:
    """Return supersaturation ratios and free energies; nothing is imputed.

    Parameters
    ----------
    ions : DataFrame
        Columns sodium, potassium, calcium, magnesium, ammonium, chloride, phosphate, sulfate,
        oxalate, citrate, urate [mmol/L] and ph [-].

    Returns
    -------
    DataFrame
        Columns ss_… [-] and dg_… [kJ/mol] of each salt; NaN where an ion it needs is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> urine = dict(sodium=88, potassium=34, calcium=2.7, magnesium=2.5, ammonium=19,
    ...     chloride=88, phosphate=16, sulfate=11, oxalate=0.22, citrate=1.6, urate=2.0, ph=6.0)
    >>> round(float(supersaturation(pd.DataFrame([urine])).ss_calcium_oxalate[0]), 1)
    5.6
    """
    from uroscope.derive.saturation import supersaturation as compute
    from uroscope.derive.saturation.constants import constant_set

    return compute(ions, constant_set(load().record["chemistry"]["equil2_v5"]))


__all__: Sequence[str] = ("read", "review", "supersaturation")

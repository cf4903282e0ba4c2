"""Supersaturation of a table of urines, column in and column out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from uroscope.derive.saturation.constants import IONS, SALTS, ConstantSet, Floats
from uroscope.derive.saturation.solids import saturation
from uroscope.derive.saturation.speciation import speciate
from uroscope.errors import UsageError

PH = "ph"


def ion_columns(ions: pd.DataFrame) -> tuple[Floats, Floats]:
    """Read concentrations and pH from a table.

    Parameters
    ----------
    ions : DataFrame
        One row per urine with a column for each ion of `IONS` [mmol/L] and `ph` [-].

    Returns
    -------
    totals : ndarray, shape (11, urines)
        Concentrations [mmol/L], NaN where a cell is empty.
    ph : ndarray, shape (urines,)
        pH [-].

    Raises
    ------
    UsageError
        If a column is missing or holds text.
    """
    wanted = [*IONS, PH]
    absent = [name for name in wanted if name not in ions.columns]
    if absent:
        raise UsageError(
            f"the table of ions lacks {', '.join(absent)}; it needs {', '.join(wanted)} "
            "in mmol/L (pH as such), with an empty cell where something was not measured"
        )
    columns = np.stack([number_column(ions, name) for name in wanted])
    return columns[:-1], columns[-1]


def number_column(table: pd.DataFrame, name: str) -> Floats:
    """Return a column as floats, NaN where a cell is empty and where there is no such column.

    Raises
    ------
    UsageError
        If the column holds something that is not a number.
    """
    if name not in table.columns:
        return np.full(len(table), np.nan)
    try:
        return table[name].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise UsageError(f"the column {name} holds something that is not a number") from error


def supersaturation(ions: pd.DataFrame, constants: ConstantSet) -> pd.DataFrame:
    """Compute the supersaturation of every salt for a table of urines, filling in nothing.

    Parameters
    ----------
    ions : DataFrame
        One row per urine: `sodium`, `potassium`, `calcium`, `magnesium`, `ammonium`, `chloride`,
        `phosphate`, `sulfate`, `oxalate`, `citrate`, `urate` [mmol/L] and `ph` [-]. Phosphate and
        sulfate are amounts of the ion, never masses of phosphorus or sulfur.
    constants : ConstantSet
        The constants; their name belongs beside every result.

    Returns
    -------
    DataFrame
        Same index, `ss_<salt>` [-] and `dg_<salt>` [kJ/mol] for each salt of `SALTS`. A salt is NaN
        if a value it depends on is missing, negative or not finite, and if a total of one of its
        own ions is zero. Every ion takes part in the ionic strength and so in every salt: one
        missing value makes the whole row NaN. `estimate` fills in what can be filled in, and says
        so.

    Raises
    ------
    UsageError
        If a column is missing or holds text.

    Notes
    -----
    Werness PG, Brown CM, Smith LH, Finlayson B, J Urol 1985;134:1242.

    Examples
    --------
    >>> from uroscope.derive.saturation.constants import constant_set
    >>> from uroscope.knowledge import load
    >>> v5 = constant_set(load().record["chemistry"]["equil2_v5"])
    >>> ions = pd.DataFrame({"sodium": [100.0], "potassium": 40.0, "calcium": 4.0,
    ...     "magnesium": 4.0, "ammonium": 25.0, "chloride": 120.0, "phosphate": 20.0,
    ...     "sulfate": 12.0, "oxalate": 0.3, "citrate": 2.0, "urate": 2.5, "ph": 6.0})
    >>> supersaturation(ions, v5)["ss_calcium_oxalate"].round(2).tolist()
    [8.7]
    """
    totals, ph = ion_columns(ions)
    totals /= 1000.0
    solved = saturation(speciate(totals, ph, constants), constants)
    columns = np.stack([solved.ss, solved.dg], axis=1).reshape(2 * len(SALTS), ph.size)
    names = [f"{part}_{salt}" for salt in SALTS for part in ("ss", "dg")]
    return pd.DataFrame(columns.T, index=ions.index, columns=names)

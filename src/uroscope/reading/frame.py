"""A wide table that is in memory already to Readings: columns of text or numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from uroscope.errors import UsageError
from uroscope.knowledge import Knowledge
from uroscope.lazy import NumberCells, as_texts
from uroscope.reading.delimited import wide_readings
from uroscope.reading.grid import Grid
from uroscope.reading.headers import read_header, refuse_own_table
from uroscope.tables import Readings, Texts, Writing


def read_frame(frame: pd.DataFrame, knowledge: Knowledge) -> Readings:
    """Read a wide table, each row by itself.

    Parameters
    ----------
    frame : DataFrame
        One collection per row, columns named as in a wide file; cells are numbers or text.
    knowledge : Knowledge
        Names and units that columns are recognised by.

    Returns
    -------
    Readings
        The cells; record 2 is the first row, as below a header.

    Raises
    ------
    UsageError
        If no column holds results, if there is one result per row, or if a sex is written H in one
        row and M in another: the row alone does not say whether M is a man.
    """
    names = [str(name).strip() for name in frame.columns]
    refuse_own_table("This table", names)
    header = read_header(names, knowledge)
    if header.layout == "long":
        raise UsageError(
            "This table has one result per row; interpret_table takes one collection per row.\n"
            "Write it to a file and use `uroscope batch`, or uroscope.read and uroscope.review."
        )
    if not header.analytes:
        seen = ", ".join(repr(name[:30]) for name in names[:4]) or "none"
        raise UsageError(
            f"No column of this table is a result uroscope knows (columns: {seen}).\n"
            "Name them as in a wide file, for example 'urine_calcium (mg/24h)'."
        )
    wanted = {column.position for column in header.analytes}
    numbers = len(frame)
    cells: list[Any] = [None] * len(names)
    for position in {*wanted, *header.columns.values(), *header.long_columns.values()}:
        column = cells_of(frame.iloc[:, position])
        cells[position] = column if position in wanted else as_texts(column)
    grid = Grid(names, cells, np.arange(2, numbers + 2, dtype=np.int64), ())
    letters = cells[header.columns["sex"]] if "sex" in header.columns else np.array([], object)
    words = {str(word).strip(" .").casefold() for word in pd.unique(letters)}
    if {"h", "m"} <= words:
        raise UsageError(
            "Sex is written H in one row and M in another; M may then be mujer or a man.\n"
            "Write female and male."
        )
    return wide_readings("table", grid, header, {}, {}, Writing())


def cells_of(column: pd.Series) -> NumberCells | Texts:
    """Return a column as numbers where it holds only numbers, else as texts.

    Examples
    --------
    >>> cells_of(pd.Series(["<5", None])).tolist()
    ['<5', '']
    """
    kind = column.dtype
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
        return NumberCells(column.to_numpy(dtype=np.float64, na_value=np.nan))
    if isinstance(kind, pd.CategoricalDtype):
        names: list[str] = cells_of(pd.Series(kind.categories)).tolist()
        texts: Texts = _objects([*names, ""])[column.cat.codes.to_numpy()]
        return texts
    values = column.to_numpy(dtype=object)
    if pd.api.types.is_datetime64_any_dtype(kind):
        codes, days = pd.factorize(column)
        dates: Texts = _objects([*(_date_text(day) for day in days), ""])[codes]
        return dates
    if set(map(type, values)) <= {str}:
        return values
    missing = pd.isna(values)
    return _objects(
        ["" if gone else _text(value) for value, gone in zip(values, missing, strict=True)]
    )


def _objects(texts: list[str]) -> Texts:
    array: Texts = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def _date_text(when: pd.Timestamp) -> str:
    return when.isoformat(sep=" ") if when != when.normalize() else when.date().isoformat()


def _text(value: object) -> str:
    """Return a cell of a mixed column as text; a number keeps its one reading."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return str(value)
    text = NumberCells(np.array([float(value)]))[0]
    # 1.234 as text could be a thousand; as a number it is not.
    return f"{text}0" if len(text.partition(".")[2]) == 3 else str(text)

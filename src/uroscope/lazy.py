"""Columns of cells that are numbers already, or text outside Python; text only where it is read.

A table for a million collections needs the text of the few cells it refuses. These columns stand
where an array of texts stands, and make texts when asked for some.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from uroscope.tables import Floats, Texts


class NumberCells:
    """A column of numbers in place of texts; NaN is an empty cell.

    Parameters
    ----------
    values : array of float, shape (n,)
        The numbers, in the unit of their column.

    Examples
    --------
    >>> NumberCells(np.array([312.0, 1.35, np.nan])).tolist()
    ['312', '1.35', '']
    """

    dtype = np.dtype(object)

    def __init__(self, values: Floats) -> None:
        self.values = values

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.values)

    def __getitem__(self, at: Any) -> Any:
        """Return one text, or a column of some cells."""
        part = self.values[at]
        return NumberCells(part) if isinstance(part, np.ndarray) else _text(float(part))

    def __iter__(self) -> Iterator[str]:
        """Yield the texts."""
        return iter(self.tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[np.object_]:
        """Return the texts as an array."""
        del dtype, copy
        texts: Texts = np.empty(len(self), dtype=object)
        texts[:] = self.tolist()
        return texts

    def tolist(self) -> list[str]:
        """Return the texts, a whole number without its point."""
        return [_text(number) for number in self.values.tolist()]


def _text(number: float) -> str:
    if number != number:
        return ""
    text = repr(number)
    return text.removesuffix(".0")


def as_texts(column: Any) -> Texts:
    """Return a column as an array of texts, whatever it is kept in."""
    return np.asarray(column, dtype=object)

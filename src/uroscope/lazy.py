"""Columns of cells that are numbers already, or text outside Python; text only where it is read.

A table for a million collections needs the text of the few cells it refuses. These columns stand
where an array of texts stands, and make texts when asked for some.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from uroscope.tables import Booleans, Floats, Integers, Texts

_POINT, _ZERO, _SPACE, _NOT_ASCII = ord("."), ord("0"), ord(" "), 128


class _Cells(ABC):
    """What both kinds of column do as a column of texts does."""

    dtype = np.dtype(object)

    def __iter__(self) -> Iterator[str]:
        """Yield the texts."""
        return iter(self.tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[np.object_]:
        """Return the texts as an array."""
        del dtype, copy
        found = self.tolist()
        texts: Texts = np.empty(len(found), dtype=object)
        texts[:] = found
        return texts

    @abstractmethod
    def tolist(self) -> list[str]:
        """Return the texts."""


class NumberCells(_Cells):
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

    def __init__(self, values: Floats) -> None:
        self.values = values

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.values)

    def __getitem__(self, at: Any) -> Any:
        """Return one text, or a column of some cells."""
        part = self.values[at]
        return NumberCells(part) if isinstance(part, np.ndarray) else _text(float(part))

    def tolist(self) -> list[str]:
        """Return the texts, a whole number without its point."""
        return [_text(number) for number in self.values.tolist()]


def _text(number: float) -> str:
    if number != number:
        return ""
    text = repr(number)
    return text.removesuffix(".0")


class ArrowCells(_Cells):
    """A column of texts that Arrow keeps; none is missing.

    Parameters
    ----------
    array : pyarrow.StringArray
        The texts.
    """

    def __init__(self, array: Any) -> None:
        self.array = array

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.array)

    def __getitem__(self, at: Any) -> Any:
        """Return one text, or a column of some cells."""
        if isinstance(at, slice):
            return ArrowCells(self.array[at])
        if isinstance(at, np.ndarray):
            import pyarrow as pa

            rows = np.flatnonzero(at) if at.dtype == np.bool_ else at
            return ArrowCells(self.array.take(pa.array(rows)))
        return self.array[int(at)].as_py()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[np.object_]:
        """Return the texts as an array; equal texts are one object where there are few."""
        del dtype, copy
        found = self.array.dictionary_encode() if self._repeats() else self.array
        if found is self.array:
            texts: Texts = found.to_numpy(zero_copy_only=False)
            return texts
        words = found.dictionary.to_numpy(zero_copy_only=False)
        return words[found.indices.to_numpy()]  # type: ignore[no-any-return]

    def distinct(self) -> tuple[Integers, list[str]]:
        """Return codes and the distinct texts in order of appearance."""
        found = self.array.dictionary_encode()
        return found.indices.to_numpy().astype(np.int64), found.dictionary.to_pylist()

    def _repeats(self) -> bool:
        sample = self.array[:1024].to_pylist()
        return len(set(sample)) < 0.9 * len(sample)

    def tolist(self) -> list[str]:
        """Return the texts."""
        return self.array.to_pylist()  # type: ignore[no-any-return]

    def blank(self) -> Booleans:
        """Tell which cells hold nothing but blanks."""
        import pyarrow.compute as pc

        starts, data = self._buffers()
        lengths = np.diff(starts)
        first = data[starts[:-1][lengths > 0]]
        if not ((first <= _SPACE) | (first >= _NOT_ASCII)).any():
            nothing: Booleans = lengths == 0
            return nothing
        trimmed = pc.utf8_trim_whitespace(self.array)
        found: Booleans = pc.equal(trimmed, "").to_numpy(zero_copy_only=False)
        return found

    def _buffers(self) -> tuple[Integers, npt.NDArray[np.uint8]]:
        """Return where each text starts in the bytes, and the bytes."""
        _, offsets, data = self.array.buffers()
        size, first = len(self.array), self.array.offset
        if not size or data is None:
            return np.zeros(size + 1, dtype=np.int64), np.zeros(0, dtype=np.uint8)
        starts = np.frombuffer(offsets, dtype=np.int32)[first : first + size + 1].astype(np.int64)
        bytes_ = np.frombuffer(data, dtype=np.uint8)[starts[0] : starts[-1]]
        return starts - starts[0], bytes_

    def plain_numbers(self) -> PlainNumbers:
        """Cast the cells that are digits with at most one point, and tell which are not.

        Returns
        -------
        PlainNumbers
            `1.234` is left to the careful parser, because the point may part thousands.
        """
        starts, data = self._buffers()
        lengths = np.diff(starts)
        empty = lengths == 0
        digit = (data - np.uint8(_ZERO)) < 10
        point = data == _POINT
        careful = lengths > _LONGEST_PLAIN
        if not (digit | point).all():
            odd = np.flatnonzero(~(digit | point))
            careful[np.searchsorted(starts, odd, side="right") - 1] = True
        proves_point = False
        places = np.flatnonzero(point)
        if len(places):
            row = self._rows_of(places, starts)
            twice = row[1:] == row[:-1]
            careful[row[1:][twice]] = True
            head = places - starts[row]
            tail = lengths[row] - head - 1
            decided = (tail != 3) | (head > 3) | (head == 0) | (data[starts[row]] == _ZERO)
            careful[row[~decided | (lengths[row] == 1)]] = True
            proves_point = bool((decided & (tail > 0) & ~careful[row]).any())
        return PlainNumbers(self._cast(~careful & ~empty), careful, empty, proves_point)

    @staticmethod
    def _rows_of(places: Integers, starts: Integers) -> Integers:
        """Return which cell each byte belongs to; most columns have one point in every cell."""
        if len(places) == len(starts) - 1:
            inside = (places >= starts[:-1]) & (places < starts[1:])
            if inside.all():
                return np.arange(len(places))
        return np.searchsorted(starts, places, side="right") - 1

    def _cast(self, at: Booleans) -> Floats:
        import pyarrow as pa
        import pyarrow.compute as pc

        array = self.array
        if not at.all():
            array = pc.if_else(pa.array(at), array, pa.scalar(None, pa.string()))
        cast: Floats = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
        return cast


# Longer runs of digits are no result.
_LONGEST_PLAIN = 30


class PlainNumbers:
    """What casting a column gave: numbers, the cells it could not cast, and the empty ones."""

    __slots__ = ("careful", "empty", "proves_point", "values")

    def __init__(
        self, values: Floats, careful: Booleans, empty: Booleans, proves_point: bool
    ) -> None:
        self.values, self.careful, self.empty = values, careful, empty
        self.proves_point = proves_point


def as_texts(column: Any) -> Texts:
    """Return a column as an array of texts, whatever it is kept in."""
    return np.asarray(column, dtype=object)

"""Columns of text and numbers: tools that cost little for one row and for a million."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from uroscope.lazy import ArrowCells, as_texts
from uroscope.tables import Booleans, Codes, Floats, Integers, Texts, repeated

_FEW = 64


def distinct(texts: Texts) -> tuple[Integers, list[str]]:
    """Return codes and the distinct texts in order of appearance.

    Parameters
    ----------
    texts : array of str, shape (n,)
        Any texts.

    Returns
    -------
    tuple
        Codes, shape (n,), and the texts they stand for.

    Examples
    --------
    >>> codes, found = distinct(np.array(["a", "b", "a"], dtype=object))
    >>> codes.tolist(), found
    ([0, 1, 0], ['a', 'b'])
    """
    if repeated(texts):
        return np.zeros(len(texts), dtype=np.int64), [str(texts[0])]
    if isinstance(texts, ArrowCells):
        return texts.distinct()
    texts = as_texts(texts)
    if len(texts) > _FEW:
        codes, found = pd.factorize(texts)
        return codes, list(found)
    known: dict[str, int] = {}
    few = [known.setdefault(text, len(known)) for text in texts.tolist()]
    return np.array(few, dtype=np.int64), list(known)


def integers_of(keys: Integers) -> tuple[Integers, Integers]:
    """Return codes and the distinct keys in order of appearance."""
    codes, found = pd.factorize(keys)
    return codes, np.asarray(found, dtype=np.int64)


def mapped(texts: Texts, function: Callable[[str], str]) -> Texts:
    """Apply a function once per distinct text."""
    codes, found = distinct(texts)
    return text_array([function(text) for text in found])[codes]


def stripped(texts: Texts) -> Texts:
    """Return the texts without blanks at their ends."""
    if repeated(texts):
        return same_text(str(texts[0]).strip(), len(texts))
    return text_array(list(map(str.strip, texts)))


def text_array(texts: Sequence[str]) -> Texts:
    """Return texts as an object array, whatever their lengths."""
    array: Texts = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def same_text(text: str, size: int) -> Texts:
    """Return one text repeated; in a long column a read-only view that takes no memory."""
    column: Texts = np.empty(size if size <= _FEW else 1, dtype=object)
    column.fill(text)
    return column if size <= _FEW else np.broadcast_to(column, size)


def same_number(number: float, size: int) -> Floats:
    """Return one number repeated; in a long column a read-only view that takes no memory."""
    if size <= _FEW:
        return np.full(size, number)
    return np.broadcast_to(np.float64(number), size)


def same_flag(flag: bool, size: int) -> Booleans:
    """Return one truth value repeated; in a long column a read-only view that takes no memory."""
    if size <= _FEW:
        return np.full(size, flag)
    return np.broadcast_to(np.bool_(flag), size)


def same_code(code: int, size: int) -> Codes:
    """Return one small number repeated; in a long column a read-only view without memory."""
    if size <= _FEW:
        return np.full(size, code, dtype=np.int8)
    return np.broadcast_to(np.int8(code), size)


def counting(numbers: Integers) -> bool:
    """Tell whether the numbers count 0, 1, 2 … up to their length."""
    size = len(numbers)
    if not size or numbers[0] != 0 or numbers[-1] != size - 1:
        return not size
    return bool((numbers == np.arange(size)).all())


def scaled(values: Floats, factor: float) -> Floats:
    """Return values times a factor; a factor such as 0.001 divides, so that 1507 mL is 1.507 L.

    Examples
    --------
    >>> scaled(np.array([1507.0]), 0.001).tolist()
    [1.507]
    """
    if factor == 1.0:
        return values
    inverse = round(1.0 / factor) if 0.0 < factor < 1.0 else 0
    return values / inverse if inverse and abs(inverse * factor - 1.0) < 1e-12 else values * factor


def joined(parts: Sequence[Any]) -> Any:
    """Concatenate arrays, without a copy when there is one."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def match(left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """Pair every position of `left` with every position of `right` that holds the same number.

    Examples
    --------
    >>> [part.tolist() for part in match(np.array([7, 8, 7]), np.array([9, 7]))]
    [[0, 2], [1, 1]]
    """
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    low = np.searchsorted(ordered, left, "left")
    count = np.searchsorted(ordered, left, "right") - low
    at_left = np.repeat(np.arange(len(left)), count)
    within = np.arange(len(at_left)) - np.repeat(np.cumsum(count) - count, count)
    return at_left, order[np.repeat(low, count) + within]


def frame_of(columns: Mapping[str, npt.NDArray[Any]], size: int) -> pd.DataFrame:
    """Return columns as a table; texts stay Python texts, and nothing is copied."""
    index = pd.RangeIndex(size)
    return pd.DataFrame(
        {
            name: pd.Series(column, index=index, dtype=object, copy=False)
            if column.dtype == object
            else column
            for name, column in columns.items()
        },
        index=index,
        copy=False,
    )

"""Columns of a result table, before a data frame or an Arrow table is made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from uroscope.tables import Booleans, Floats, Integers, Texts

if TYPE_CHECKING:
    import pyarrow as pa

MISSING = -1
_MOST_COMBINATIONS = 1 << 62
# So many rows tell most columns of several words.
_FEW = 64


@dataclass(frozen=True)
class Field:
    """One column of the fixed schema: `number`, `integer`, `text`, or one of a few `words`.

    `always` says that no row is without one.
    """

    name: str
    kind: str
    words: tuple[str, ...] = ()
    always: bool = False


@dataclass(frozen=True)
class Coded:
    """A column of words, kept as positions in `words`; −1 where there is none."""

    codes: npt.NDArray[Any]
    words: tuple[str, ...]

    def texts(self) -> Texts:
        """Return the words of every row, an empty text where there is none."""
        known: Texts = np.empty(len(self.words) + 1, dtype=object)
        known[:-1] = self.words
        known[-1] = ""
        texts: Texts = known[self.codes]
        return texts

    @cached_property
    def only(self) -> int | None:
        """The position that all rows have, where they have one."""
        few = self.codes[:_FEW]
        if not len(few) or (few != few[0]).any() or (self.codes != few[0]).any():
            return None
        return int(few[0])


def of_texts(texts: Texts) -> Texts | Coded:
    """Return texts, as one word where all rows have the same."""
    if len(texts) and (texts == texts[0]).all():
        return Coded(np.zeros(len(texts), dtype=np.int8), (texts[0],))
    return texts


Column = Floats | Integers | Texts | Coded
"""Numbers (NaN: missing), texts, or words."""


@dataclass(frozen=True)
class ResultTable:
    """All columns of a schema; a column that nothing was known for is not in `columns`."""

    fields: tuple[Field, ...]
    columns: Mapping[str, Column]
    size: int

    def take(self, rows: Integers) -> ResultTable:
        """Return some rows, in that order."""

        def cut(column: Column) -> Column:
            if isinstance(column, Coded):
                return Coded(column.codes[rows], column.words)
            return column[rows]

        return replace(
            self, columns={name: cut(c) for name, c in self.columns.items()}, size=len(rows)
        )

    def to_frame(self, index: pd.Index | None = None) -> pd.DataFrame:
        """Return a data frame with the schema's columns."""
        data: dict[str, Any] = {}
        empty = {
            "number": np.broadcast_to(np.float64(np.nan), self.size),
            "text": np.broadcast_to(np.array("", dtype=object), self.size),
            "words": np.broadcast_to(np.int8(MISSING), self.size),
        }
        dtypes = frame_dtypes(self.fields)
        for field in self.fields:
            column = self.columns.get(field.name)
            if field.kind == "words":
                codes = column.codes if isinstance(column, Coded) else empty["words"]
                data[field.name] = pd.Categorical.from_codes(codes, dtype=dtypes[field.name])
            elif column is None:
                data[field.name] = pd.Series(empty[field.kind], dtype=dtypes[field.name])
            else:
                texts = column.texts() if isinstance(column, Coded) else column
                data[field.name] = pd.Series(texts, dtype=dtypes[field.name], copy=False)
        frame = pd.DataFrame(data, index=pd.RangeIndex(self.size), copy=False)
        return frame if index is None else frame.set_axis(index, axis=0)

    def to_arrow(self) -> pa.Table:
        """Return an Arrow table with the schema's columns; what is not known is null."""
        import pyarrow as pa

        schema = arrow_schema(self.fields)
        arrays = [
            _arrow(self.columns.get(field.name), field, schema.field(field.name).type, self.size)
            for field in self.fields
        ]
        return pa.Table.from_arrays(arrays, schema=schema)


def _arrow(column: Column | None, field: Field, kind: Any, size: int) -> Any:
    import pyarrow as pa

    if column is None:
        nothing = np.broadcast_to("", size)
        return pa.array(nothing, kind) if field.kind == "text" else pa.nulls(size, kind)
    if field.kind == "number":
        numbers = np.ascontiguousarray(column, np.float64)
        return _nullable(numbers, np.isnan(numbers), kind)
    if isinstance(column, Coded):
        codes = np.ascontiguousarray(column.codes, np.int8 if field.words else np.int32)
        unknown = np.less(codes, 0)
        indices = _nullable(codes, unknown, pa.from_numpy_dtype(codes.dtype))
        words = _word_list(column.words)
        if field.kind == "text":
            one = len(column.words) == 1 and not unknown.any()
            # No text is an empty one, as in a data frame.
            return pa.repeat(words[0], size) if one else words.take(indices).fill_null("")
        return pa.DictionaryArray.from_arrays(indices, words, safe=False)
    return pa.array(column, kind)


def _nullable(values: npt.NDArray[Any], unknown: Booleans, kind: Any) -> Any:
    """Return an Arrow array over the same memory, null where a mask says so."""
    import pyarrow as pa

    known = None
    if unknown.any():
        known = pa.py_buffer(np.packbits(~unknown, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [known, pa.py_buffer(values)])


@lru_cache(maxsize=64)
def _word_list(words: tuple[str, ...]) -> Any:
    import pyarrow as pa

    return pa.array(words, pa.string())


def frame_dtypes(fields: Sequence[Field]) -> dict[str, Any]:
    """Return the pandas type of every column."""
    kinds = {words: pd.CategoricalDtype(list(words)) for words in {f.words for f in fields}}
    plain = {"number": np.dtype("f8"), "integer": np.dtype("i8"), "text": np.dtype(object)}
    return {f.name: kinds[f.words] if f.kind == "words" else plain[f.kind] for f in fields}


def arrow_schema(fields: Sequence[Field], dictionaries: bool = True) -> pa.Schema:
    """Return the Arrow schema; without dictionaries, words are plain strings."""
    import pyarrow as pa

    words = pa.dictionary(pa.int8(), pa.string()) if dictionaries else pa.string()
    kinds = {"number": pa.float64(), "integer": pa.int64(), "text": pa.string(), "words": words}
    return pa.schema([pa.field(f.name, kinds[f.kind], nullable=not f.always) for f in fields])


def combined(columns: Sequence[tuple[npt.NDArray[Any], int]], size: int) -> tuple[Integers, Any]:
    """Give the distinct combinations of several columns of codes a number.

    Parameters
    ----------
    columns : sequence of (array of int, int)
        Codes from 0 on, and how many codes the column has.
    size : int
        Number of rows.

    Returns
    -------
    tuple
        The number of each row's combination, and one row of each combination.

    Examples
    --------
    >>> combined([(np.array([0, 1, 0]), 2), (np.array([1, 0, 1]), 2)], 3)[0].tolist()
    [0, 1, 0]
    """
    # A column of one code parts nothing.
    parting = [(codes, number) for codes, number in columns if (codes != codes[:1]).any()]
    if not parting:
        return np.zeros(size, dtype=np.int64), np.zeros(min(size, 1), dtype=np.int64)
    key = np.zeros(size, dtype=np.int64)
    count = 1
    for codes, number in parting:
        if count * number > _MOST_COMBINATIONS:
            key, found = pd.factorize(key)
            count = len(found)
        key = key * number + codes
        count *= number
    codes, found = pd.factorize(key)
    first = np.zeros(len(found), dtype=np.int64)
    first[codes[::-1]] = np.arange(size - 1, -1, -1)
    return codes, first


def described(
    columns: Mapping[str, tuple[npt.NDArray[Any], int]],
    size: int,
    words: Callable[[Mapping[str, int]], str],
) -> Coded:
    """Return a text per row that depends only on several columns of codes.

    Parameters
    ----------
    columns : mapping of str to (array of int, int)
        Codes, 0 where there is nothing to say, and how many codes each column has.
    size : int
        Number of rows.
    words : function
        The text of one combination, from the codes that say something.

    Returns
    -------
    Coded
        Each distinct combination is written once.
    """
    telling = {name: column for name, column in columns.items() if column[0].any()}
    codes, rows = combined(list(telling.values()), size)
    texts = []
    for row in rows.tolist():
        said = {name: int(column[0][row]) for name, column in telling.items()}
        texts.append(words({name: code for name, code in said.items() if code}))
    return Coded(codes, tuple(texts))


def gathered(rows: Integers, parts: Sequence[str], size: int) -> Coded:
    """Return, per row, its parts in alphabetical order between square brackets.

    Parameters
    ----------
    rows : array of int
        The row of each part.
    parts : sequence of str
        The parts, for example JSON objects.
    size : int
        Number of rows.

    Returns
    -------
    Coded
        `[]` for rows without a part.

    Examples
    --------
    >>> gathered(np.array([2, 0, 2]), ["2", "1", "1"], 3).texts().tolist()
    ['[1]', '[]', '[1, 2]']
    """
    codes, found = pd.factorize(np.array([*parts, ""], dtype=object)[:-1], sort=True)
    order = np.lexsort((codes, rows))
    rows, codes = rows[order], codes[order]
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    lengths = np.diff(starts, append=len(rows))
    place = np.arange(len(rows)) - np.repeat(starts, lengths)
    columns = {}
    for number in range(int(lengths.max(initial=0))):
        at = place == number
        column = np.zeros(size, dtype=np.int64)
        column[rows[at]] = codes[at] + 1
        columns[str(number)] = (column, len(found) + 1)

    def written(said: Mapping[str, int]) -> str:
        return f"[{', '.join(found[code - 1] for code in said.values())}]"

    return described(columns, size, written)

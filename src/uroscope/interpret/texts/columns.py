"""A whole column of texts: each distinct text is decoded once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from uroscope.interpret.texts.codes import (
    HISTORICAL,
    KIND_OF_CELL,
    MENTIONED,
    NEGATED,
    NONE,
    NOT_ASKED,
    UNCERTAIN,
    UNMENTIONED,
    Decoded,
)
from uroscope.interpret.texts.decode import decode
from uroscope.interpret.texts.lexicon import Lexicon

# What decides where several columns speak about one concept: the strongest statement first.
_STRENGTH = np.zeros(7, dtype=np.int8)
for _place, _code in enumerate(
    (NOT_ASKED, UNMENTIONED, NONE, NEGATED, HISTORICAL, UNCERTAIN, MENTIONED)
):
    _STRENGTH[_code] = _place
_BY_STRENGTH = np.argsort(_STRENGTH).astype(np.int8)


@dataclass(frozen=True)
class TextColumn:
    """One context column of many collections, decoded.

    `rows` gives, for each row, the number of its distinct text (-1: blank). The methods return
    one value per row.
    """

    kind: str
    lexicon: Lexicon
    texts: tuple[Decoded, ...]
    rows: NDArray[np.intp]
    _asked: NDArray[np.bool_] = field(repr=False)
    _none: dict[str, NDArray[np.bool_]] = field(repr=False)
    _named: dict[str, list[tuple[int, int]]] = field(repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    def codes(self, concept: str) -> NDArray[np.int8]:
        """Return what each row says about a concept.

        Parameters
        ----------
        concept : str
            Concept id.

        Returns
        -------
        numpy.ndarray of int8, shape (n,)
            NOT_ASKED, MENTIONED, NEGATED, NONE, UNMENTIONED, UNCERTAIN or HISTORICAL.

        Raises
        ------
        KeyError
            If the lexicon has no such concept.
        """
        codes = np.where(self._asked, UNMENTIONED, NOT_ASKED).astype(np.int8)
        for kind in self.lexicon.concepts[concept].kinds:
            if kind in self._none:
                codes[self._none[kind]] = NONE
        for number, code in self._named.get(concept, ()):
            codes[number] = code
        return codes.take(self.rows)

    def names(self, concept: str) -> bool:
        """Tell whether some text speaks about a concept.

        Parameters
        ----------
        concept : str
            Concept id.

        Returns
        -------
        bool
            False where every row answers by its cell alone: blank, "none", or other words.
        """
        return concept in self._named

    def speaks_of(self, concept: str) -> bool:
        """Tell whether any row names, denies or answers a concept.

        Parameters
        ----------
        concept : str
            Concept id.

        Returns
        -------
        bool
            False where every row leaves it unmentioned or was not asked.
        """
        return concept in self._named or any(
            kind in self._none for kind in self.lexicon.concepts[concept].kinds
        )

    def attribute(self, concept: str, name: str) -> NDArray[np.bool_]:
        """Return whether some mention of a concept carries a flag.

        Parameters
        ----------
        concept : str
            Concept id; mentions of narrower concepts count too.
        name : str
            `uncertain`, `planned`, `historical`, `family`, `allergy` or `negated`. A family
            mention counts only where the relative has it ("no family history of gout" does not).

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            True where such a mention stands.
        """
        wanted = {concept, *self.lexicon.descendants[concept]}
        marks = np.zeros(len(self.texts) + 1, dtype=np.bool_)
        for number, decoded in enumerate(self.texts):
            marks[number] = any(
                getattr(mention, name) and not (name == "family" and mention.negated)
                for mention in decoded.mentions
                if mention.concept in wanted
            )
        return marks.take(self.rows)

    def explicit_none(self) -> NDArray[np.bool_]:
        """Return where the cell says none of everything it is asked about.

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            True for "none", "no medications" and the like.
        """
        marks = np.array(
            [decoded.explicit_none for decoded in self.texts] + [False], dtype=np.bool_
        )
        return marks.take(self.rows)

    def asked(self) -> NDArray[np.bool_]:
        """Return where the cell holds an answer.

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            False for blank cells and for "unknown", "n/a" and the like.
        """
        return self._asked.take(self.rows)

    def decoded(self, row: int) -> Decoded:
        """Return everything one row says.

        Parameters
        ----------
        row : int
            Position of the row, counted from 0.

        Returns
        -------
        Decoded
            Mentions, components and codes of its text.
        """
        number = int(self.rows[row])
        if number < 0:
            return Decoded("", self.kind, asked=False, explicit_none=False)
        return self.texts[number]

    def component(self, name: str) -> NDArray[np.float64]:
        """Return the percent of a stone component.

        Parameters
        ----------
        name : str
            Component id, such as `calcium_oxalate_monohydrate`.

        Returns
        -------
        numpy.ndarray of float64, shape (n,)
            Percent [%]; NaN where the component is not named or its percent is not stated.
        """
        values = [decoded.components.get(name, math.nan) for decoded in self.texts]
        return np.array([*values, math.nan], dtype=np.float64).take(self.rows)

    def has_component(self, name: str) -> NDArray[np.bool_]:
        """Return where a stone component is named as present.

        Parameters
        ----------
        name : str
            Component id.

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            True where it is named, with or without a percent above zero.
        """
        marks = [
            name in decoded.components and decoded.components[name] != 0.0 for decoded in self.texts
        ]
        return np.array([*marks, False], dtype=np.bool_).take(self.rows)


def read_texts(cells: Any, kind: str, lexicon: Lexicon) -> TextColumn:
    """Decode one context column; each distinct text once.

    Parameters
    ----------
    cells : pandas.Series or numpy.ndarray of object, shape (n,)
        The cells as typed; missing values are not asked.
    kind : str
        The column: `medications`, `conditions`, `symptoms`, `imaging_report` or
        `stone_analysis`.
    lexicon : Lexicon
        From `build_lexicon`.

    Returns
    -------
    TextColumn
        Codes, flags, components and quotes of every row.

    Raises
    ------
    ValueError
        If `kind` is no context column.

    Examples
    --------
    >>> import numpy as np
    >>> from uroscope.interpret.texts import build_lexicon
    >>> conditions = {"kind": "condition", "concepts": {"gout": {
    ...     "label": "gout", "patient_label": "gout", "words": ["gout"]}}}
    >>> lexicon = build_lexicon({"conditions": conditions, "context": {
    ...     "modifiers": {"negated": {"before": ["no"]}}}})
    >>> read_texts(np.array(["gout", "no gout", None]), "conditions", lexicon).codes("gout")
    array([1, 2, 0], dtype=int8)
    """
    if kind not in KIND_OF_CELL:
        raise ValueError(f"{kind!r} is no context column; use one of {', '.join(KIND_OF_CELL)}")
    values = np.array(cells, dtype=object)
    values[pd.isna(values)] = None
    numbers, distinct = pd.factorize(values)
    texts = tuple(decode(str(text), kind, lexicon) for text in distinct)
    # one place more than there are texts: blank rows have the number -1
    asked = np.array([*(decoded.asked for decoded in texts), False], dtype=np.bool_)
    none: dict[str, NDArray[np.bool_]] = {}
    named: dict[str, list[tuple[int, int]]] = {}
    for number, decoded in enumerate(texts):
        for answered in decoded.none_kinds:
            none.setdefault(answered, np.zeros_like(asked))[number] = True
        for concept, code in decoded.readings.items():
            named.setdefault(concept, []).append((number, code))
    return TextColumn(kind, lexicon, texts, numbers.astype(np.intp), asked, none, named)


def merge_codes(
    codes: Sequence[NDArray[np.int8]],
) -> NDArray[np.int8]:
    """Merge what several columns say about one concept, row by row.

    Parameters
    ----------
    codes : sequence of numpy.ndarray of int8, each of shape (n,)
        From `TextColumn.codes` of several columns.

    Returns
    -------
    numpy.ndarray of int8, shape (n,)
        The strongest statement: a current mention, then an open question, then what is over,
        then a denial, then an explicit none.

    Raises
    ------
    ValueError
        If there is nothing to merge.

    Notes
    -----
    The order is a convention: a doubt or a mention anywhere outranks a denial elsewhere, so that
    a label of exclusion never rests on one of two columns that disagree.

    Examples
    --------
    >>> import numpy as np
    >>> merge_codes([np.array([NONE, NOT_ASKED], np.int8), np.array([MENTIONED, NEGATED], np.int8)])
    array([1, 2], dtype=int8)
    """
    if not codes:
        raise ValueError("nothing to merge")
    strongest = reduce(np.maximum, [_STRENGTH[column] for column in codes])
    merged: NDArray[np.int8] = _BY_STRENGTH[strongest]
    return merged

"""Formulas over intervals: what a censored input still says of the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from uroscope.tables import Booleans, Floats

Formula = Callable[..., Floats]


@dataclass(frozen=True)
class Term:
    """One input of a formula.

    `value` is NaN where it is missing or censored, `low` and `high` only where it is missing;
    `sign` is 1 where the result rises with the input, −1 where it falls, 0 where it does neither.
    """

    value: Floats
    low: Floats
    high: Floats
    sign: int

    def take(self, rows: Booleans) -> Term:
        """Return the term of some rows."""
        return Term(self.value[rows], self.low[rows], self.high[rows], self.sign)


def bounds(formula: Formula, terms: Sequence[Term]) -> tuple[Floats, Floats, Booleans]:
    """Return the lowest and highest result that censored inputs allow.

    Parameters
    ----------
    formula : callable
        Takes one column per term and returns one.
    terms : sequence of Term
        The inputs, all of them measured or censored.

    Returns
    -------
    low, high : array of float, shape (n,)
        Ends of the result [unit of the formula].
    known : array of bool, shape (n,)
        False where a censored input neither only raises nor only lowers the result.

    Examples
    --------
    >>> calcium = Term(np.array([np.nan]), np.array([0.0]), np.array([50.0]), 1)
    >>> weight = Term(np.array([80.0]), np.array([80.0]), np.array([80.0]), -1)
    >>> low, high, known = bounds(lambda a, b: a / b, [calcium, weight])
    >>> low.tolist(), high.tolist(), known.tolist()
    ([0.0], [0.625], [True])
    """
    known = np.ones(len(terms[0].value), dtype=np.bool_)
    for term in terms:
        if term.sign == 0:
            known &= ~np.isnan(term.value)
    # Ends may be infinite (`>400`) or zero (`<5`): the quotients are then infinite or zero too.
    with np.errstate(all="ignore"):
        low = formula(*(t.low if t.sign >= 0 else t.high for t in terms))
        high = formula(*(t.high if t.sign >= 0 else t.low for t in terms))
    return low, high, known

"""Supersaturation where a laboratory printed a bound (`<50`) instead of a number."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from uroscope.derive.saturation.constants import IONS, SALTS, ConstantSet, Floats
from uroscope.derive.saturation.gaps import Masks
from uroscope.derive.saturation.missing import SaturationEstimate, concentrations, estimate
from uroscope.derive.saturation.rules import (
    GIVEN,
    TOO_UNCERTAIN,
    ZERO,
    MissingInputRules,
    inputs_in,
    listed,
)
from uroscope.tables import Booleans

# Where the two ends of an interval differ by no more than this share, the bound stands as the
# number it prints (our convention: less than the variation of any assay).
_SAME = 0.03
# Where an interval is looked at. Not its ends alone: magnesium frees calcium from citrate and binds
# phosphate, and ionic strength turns, so that few ions move a salt in one direction only.
_SHARES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class BoundedEstimate(SaturationEstimate):
    """An estimate in which some results are only known to lie in an interval, and so refused.

    Attributes
    ----------
    bounded : ndarray of int16, shape (urines,)
        Mask over `INPUTS` of what is only known as a bound.
    lowest, highest : ndarray, shape (8, urines)
        Ends of the interval [-]; 0 and infinity where it is open, NaN where there is none.
    """

    bounded: Masks
    lowest: Floats
    highest: Floats

    def refusal_words(self, salt: str, row: int) -> str | None:
        """Say in words why a salt has no result in one row, with the interval it lies in."""
        position = SALTS.index(salt)
        low, high = float(self.lowest[position, row]), float(self.highest[position, row])
        if np.isnan(low):
            return super().refusal_words(salt, row)
        names = inputs_in(int(self.bounded[row]))
        verb, bound = ("are", "bounds") if len(names) > 1 else ("is", "a bound")
        known = f"{listed(names)} {verb} only known as {bound}"
        if salt == "hydroxyapatite":
            # Its ratio spans thirty powers of ten and is nowhere printed.
            return known
        if high == np.inf:
            ratio = f"at least about {_two_digits(low)}" if low > 0 else "anything"
        elif low == 0:
            ratio = f"at most about {_two_digits(high)}"
        else:
            ratio = f"about {_two_digits(low)} to {_two_digits(high)}"
        return f"{known}; the ratio is {ratio}"


def _two_digits(value: float) -> str:
    return f"{value:#.2g}" if value < 9.95 else f"{float(f'{value:.2g}'):g}"


def estimate_with_bounds(
    ends: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    volume: Floats,
    constants: ConstantSet,
    rules: MissingInputRules,
    compiled: bool | None = None,
) -> SaturationEstimate:
    """Estimate the saturation of urines of which some ions are only known as a bound.

    Parameters
    ----------
    ends : tuple of DataFrame
        Lowest, exact and highest daily amounts of the ions of `IONS` [mmol/d] and `ph` [-], one
        row per urine. Where an ion is known exactly the three agree; where it is only bounded the
        exact one is NaN; where it was not measured all are.
    volume : ndarray, shape (urines,)
        Urine volume [L/d].
    constants : ConstantSet
        The constants.
    rules : MissingInputRules
        What may be filled in.
    compiled : bool, optional
        Whether numba's kernel solves; see `speciate`.

    Returns
    -------
    SaturationEstimate
        As from `estimate`. A salt that a bound leaves open by more than 3 % is refused with its
        interval; where several ions are bounded their intervals are multiplied.

    Examples
    --------
    >>> from uroscope.derive.saturation.constants import constant_set
    >>> from uroscope.derive.saturation.rules import missing_input_rules
    >>> from uroscope.knowledge import load
    >>> records = load().record["chemistry"]
    >>> v5 = constant_set(records["equil2_v5"])
    >>> rules = missing_input_rules(records["missing_inputs"])
    >>> day = pd.DataFrame([[150, 60, 6, 6, 37, 180, 30, 18, 0.45, 0.25, 4, 6.0]])
    >>> day.columns = [*IONS, "ph"]
    >>> ends = day.assign(citrate=0.0), day.assign(citrate=np.nan), day.assign(citrate=1.5)
    >>> found = estimate_with_bounds(ends, np.array([1.5]), v5, rules)
    >>> found.refusal_words("calcium_oxalate", 0)
    'citrate is only known as a bound; the ratio is about 9.2 to 9.6'
    >>> found.refusal_words("uric_acid", 0) is None
    True
    """
    lowest, exact, highest = ends
    bounds = exact.isna() & lowest.notna()
    if not bounds.to_numpy().any():
        return estimate(concentrations(exact, volume), volume, constants, rules, compiled)
    # A bound first stands as the finite number it prints.
    finite = highest.notna() & np.isfinite(highest)
    printed = exact.where(~bounds, highest.where(finite, lowest))
    found = estimate(concentrations(printed, volume), volume, constants, rules, compiled)
    least, most = np.ones((2, *found.ss.shape))
    for position, ion in enumerate(IONS):
        rows = np.flatnonzero(bounds[ion])
        if not rows.size:
            continue
        own = volume[rows]
        start, end = (side[ion].to_numpy(np.float64)[rows] for side in (lowest, highest))
        endless = np.isinf(end)
        # "More than" ends where urines do, but for the salts of that ion nowhere.
        end = np.where(endless, np.fmax(rules.highest[position] * own, start), end)
        tried = []
        for share in _SHARES:
            part = printed.iloc[rows].assign(**{ion: start + share * (end - start)})
            at = estimate(concentrations(part, own), own, constants, rules, compiled)
            tried.append(np.where(at.refusal == ZERO, 0.0, at.ss) / found.ss[:, rows])
        least[:, rows] *= np.min(tried, axis=0)
        most[:, rows] *= np.max(tried, axis=0)
        of_this_ion = np.flatnonzero(constants.solid_stoichiometry[:, position])
        most[np.ix_(of_this_ion, rows[endless])] = np.inf
    return _refused_where_open(found, least, most, bounds)


def _refused_where_open(
    found: SaturationEstimate, least: Floats, most: Floats, bounds: pd.DataFrame
) -> BoundedEstimate:
    """Withhold every result that its interval leaves open."""
    mask = np.zeros(found.ss.shape[1], dtype=np.int16)
    for bit, ion in enumerate(IONS):
        mask |= bounds[ion].to_numpy().astype(np.int16) << bit
    open_: Booleans = (found.refusal == GIVEN) & ~(most <= least * (1 + _SAME))
    kept = {field.name: getattr(found, field.name) for field in fields(SaturationEstimate)}
    for name in ("ss", "dg", "error_percent"):
        kept[name] = np.where(open_, np.nan, kept[name])
    kept["imputed"] = np.where(open_, 0, found.imputed).astype(np.int16)
    kept["refusal"] = np.where(open_, TOO_UNCERTAIN, found.refusal).astype(np.int8)
    kept["refused_for"] = np.where(open_, mask, found.refused_for).astype(np.int16)
    return BoundedEstimate(
        **kept,
        bounded=mask,
        lowest=np.where(open_, found.ss * least, np.nan),
        highest=np.where(open_, found.ss * most, np.nan),
    )

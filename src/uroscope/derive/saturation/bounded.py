"""Supersaturation where a laboratory printed a bound (`<50`) instead of a number."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from uroscope.derive.saturation.constants import IONS, SALTS, ConstantSet, Floats
from uroscope.derive.saturation.missing import Masks, SaturationEstimate, concentrations, estimate
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

    Returns
    -------
    SaturationEstimate
        As from `estimate`. A salt that a bound leaves open by more than 3 % is refused with its
        interval: more of its own ions raises it, more of any other ion lowers it.

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
    open_ = exact.isna() & lowest.notna()
    rows = np.flatnonzero(open_.any(axis=1))
    if not rows.size:
        return estimate(concentrations(exact, volume), volume, constants, rules)
    # A bound first stands as the finite number it prints.
    finite = highest.notna() & np.isfinite(highest)
    found = estimate(
        concentrations(exact.where(~open_, highest.where(finite, lowest)), volume),
        volume, constants, rules,
    )  # fmt: skip
    own, endless = volume[rows], (open_ & ~finite).iloc[rows]
    # "More than" ends for other salts where urines do; for a salt of that ion it has no end.
    ceiling = pd.DataFrame(np.outer(own, rules.highest), index=endless.index, columns=list(IONS))
    least_part, most_part = lowest.iloc[rows], highest.iloc[rows].copy()
    for ion in IONS:
        top = np.fmax(ceiling[ion], least_part[ion])
        most_part[ion] = most_part[ion].where(~endless[ion], top)
    low, high = np.full((2, *found.ss.shape), np.nan)
    for salt in range(len(SALTS)):
        counts = dict(zip(IONS, constants.solid_stoichiometry[salt], strict=True))
        raises = [ion for ion, count in counts.items() if count]
        others = [name for name in (*IONS, "ph") if name not in raises]
        for side, mine, theirs in ((low, least_part, most_part), (high, most_part, least_part)):
            corner = pd.concat([mine[raises], theirs[others]], axis=1)
            end = estimate(concentrations(corner, own), own, constants, rules)
            side[salt, rows] = np.where(end.refusal[salt] == ZERO, 0.0, end.ss[salt])
        high[salt, rows[endless[raises].any(axis=1)]] = np.inf
    return _refused_where_open(found, low, high, open_)


def _refused_where_open(
    found: SaturationEstimate, low: Floats, high: Floats, bounds: pd.DataFrame
) -> BoundedEstimate:
    """Withhold every result that its interval leaves open."""
    mask = np.zeros(found.ss.shape[1], dtype=np.int16)
    for bit, ion in enumerate(IONS):
        mask |= bounds[ion].to_numpy().astype(np.int16) << bit
    wide: Booleans = ~(high <= low * (1 + _SAME)) & ~np.isnan(low)
    mine = (found.refusal == GIVEN) & wide
    hollow = {
        name: np.where(mine, np.nan, getattr(found, name)) for name in ("ss", "dg", "error_percent")
    }
    kept = {field.name: getattr(found, field.name) for field in fields(SaturationEstimate)} | hollow
    kept["imputed"] = np.where(mine, 0, found.imputed).astype(np.int16)
    kept["refusal"] = np.where(mine, TOO_UNCERTAIN, found.refusal).astype(np.int8)
    kept["refused_for"] = np.where(mine, mask, found.refused_for).astype(np.int16)
    return BoundedEstimate(
        **kept,
        bounded=mask,
        lowest=np.where(mine, low, np.nan),
        highest=np.where(mine, high, np.nan),
    )

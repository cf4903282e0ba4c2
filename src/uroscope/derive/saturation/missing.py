"""Supersaturation with gaps in the input: filled in and bounded, or refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from uroscope.derive.saturation.constants import IONS, SALTS, ConstantSet, Floats, parts
from uroscope.derive.saturation.gaps import (
    HIGHEST_TRUE,
    Codes,
    Masks,
    Verdict,
    ions_beyond,
    judged,
    warnings_of,
)
from uroscope.derive.saturation.rules import (
    GIVEN,
    INPUTS,
    UNSOLVED,
    MissingInputRules,
    inputs_in,
    listed,
)
from uroscope.derive.saturation.solids import saturation
from uroscope.derive.saturation.speciation import SOLVED, Speciation, speciate
from uroscope.derive.saturation.table import PH, number_column


@dataclass(frozen=True)
class SaturationEstimate:
    """Saturation of every salt of `SALTS` for many urines, or why there is none.

    Attributes
    ----------
    ss : ndarray, shape (8, urines)
        Supersaturation ratio [-], NaN where refused.
    dg : ndarray, shape (8, urines)
        Energy [kJ/mol], NaN where refused.
    imputed : ndarray of int16, shape (8, urines)
        Mask over `INPUTS` of what was filled in for this result; 0 where nothing, or refused.
    error_percent : ndarray, shape (8, urines)
        About how far filling in may have moved `ss` [%]; 0 where nothing was filled in.
    refusal : ndarray of int8, shape (8, urines)
        0 where a result is given, else a refusal code.
    refused_for : ndarray of int16, shape (8, urines)
        Mask of the inputs that caused the refusal.
    solution : Speciation
        Equilibrium, gaps filled in; not solved where every salt is refused.
    given : ndarray, shape (12, urines)
        What was measured: the ions of `IONS` [mmol/L], and the pH [-].
    constants : ConstantSet
        The constants.
    rules : MissingInputRules
        The rules, with the words for all codes.
    warnings : ndarray of int16, shape (urines,)
        Mask over `WARNINGS`.
    beyond : ndarray of int16, shape (urines,)
        Mask of ions beyond the compared range.
    """

    ss: Floats
    dg: Floats
    imputed: Masks
    error_percent: Floats
    refusal: Codes
    refused_for: Masks
    solution: Speciation
    given: Floats
    constants: ConstantSet
    rules: MissingInputRules

    @cached_property
    def warnings(self) -> Masks:
        """Return the mask of warnings, computed when asked for: tables do not."""
        return warnings_of(self.given, self.beyond, self.constants, self.rules)

    @cached_property
    def beyond(self) -> Masks:
        """Return the mask of ions beyond the compared range."""
        return ions_beyond(self.given, self.rules)

    def solution_of(self, row: int) -> Speciation | None:
        """Return the equilibrium of one row, or None if it was not solved."""
        mine, kept = slice(row, row + 1), self.solution
        if not (kept.status[mine] == SOLVED).any():
            return None
        return Speciation(
            activity=kept.activity[:, mine],
            ionic_strength=kept.ionic_strength[mine],
            activity_coefficient=kept.activity_coefficient[mine],
            ph=kept.ph[mine],
            sweeps=kept.sweeps[mine],
            status=kept.status[mine],
        )

    def refusal_words(self, salt: str, row: int) -> str | None:
        """Say in words why a salt has no result in one row, or None if it has one."""
        position = SALTS.index(salt)
        code = int(self.refusal[position, row])
        if code == GIVEN:
            return None
        names = inputs_in(int(self.refused_for[position, row]))
        percents = self.rules.too_uncertain_percent[position, [INPUTS.index(n) for n in names]]
        known = percents[~np.isnan(percents)]
        percent = f"{known.max():g}" if known.size else ""
        return self.rules.refusal_text[code].format(inputs=listed(names), percent=percent)

    def imputed_inputs(self, salt: str, row: int) -> tuple[str, ...]:
        """Return what was filled in for a salt in one row."""
        return inputs_in(int(self.imputed[SALTS.index(salt), row]))

    def warning_words(self, row: int) -> tuple[str, ...]:
        """Return the warnings of one row in words."""
        beyond = listed(inputs_in(int(self.beyond[row])))
        return tuple(
            text.format(inputs=beyond)
            for bit, text in enumerate(self.rules.warning_text)
            if self.warnings[row] >> bit & 1
        )


def concentrations(excretions: pd.DataFrame, volume: Floats) -> pd.DataFrame:
    """Turn daily excretions into concentrations.

    Parameters
    ----------
    excretions : DataFrame
        Ions [mmol/d], and `ph`, which is left as it is.
    volume : ndarray, shape (urines,)
        Urine volume [L/d].

    Returns
    -------
    DataFrame
        Concentrations [mmol/L]; NaN where the volume is missing or not above zero.

    Examples
    --------
    >>> ions = pd.DataFrame({"calcium": [6.0], "ph": [6.1]})
    >>> concentrations(ions, np.array([1.5]))["calcium"].tolist()
    [4.0]
    """
    volume = np.where(volume > 0, volume, np.nan)
    columns = {name: number_column(excretions, name) for name in excretions.columns}
    found = {name: x if name == PH else x / volume for name, x in columns.items()}
    return pd.DataFrame(found, index=excretions.index)


def estimate(
    ions: pd.DataFrame,
    volume: Floats,
    constants: ConstantSet,
    rules: MissingInputRules,
    compiled: bool | None = None,
) -> SaturationEstimate:
    """Compute what can be said about the saturation of urines with gaps.

    Parameters
    ----------
    ions : DataFrame
        One row per urine: ions of `IONS` [mmol/L] and `ph` [-]; NaN, or no column, means not
        measured. A pH that is not the urine's own (acid bottle, bacteria) belongs in as NaN.
    volume : ndarray, shape (urines,)
        Urine volume [L/d], NaN where unknown; needed only to fill in usual daily amounts.
    constants : ConstantSet
        The constants.
    rules : MissingInputRules
        What may be filled in.
    compiled : bool, optional
        Whether numba's kernel solves; see `speciate`.

    Returns
    -------
    SaturationEstimate
        Results, what was filled in, error bounds, refusals and warnings.

    Raises
    ------
    UsageError
        If a column holds text.

    Notes
    -----
    Never zero for a missing ion: it is filled in as a usual daily amount over the patient's own
    volume, chloride from the balance of charges, pH 6 for calcium oxalate alone.

    Examples
    --------
    >>> from uroscope.derive.saturation.constants import constant_set
    >>> from uroscope.derive.saturation.rules import missing_input_rules
    >>> from uroscope.knowledge import load
    >>> records = load().record["chemistry"]
    >>> v5 = constant_set(records["equil2_v5"])
    >>> rules = missing_input_rules(records["missing_inputs"])
    >>> ions = pd.DataFrame({"urate": [2.5], "ph": [5.5], "calcium": [4.0]})
    >>> found = estimate(ions, np.array([1.6]), v5, rules)
    >>> round(found.ss[SALTS.index("uric_acid"), 0].item(), 1)
    3.8
    >>> found.refusal_words("calcium_oxalate", 0)
    'oxalate not measured'
    """
    given = np.stack([number_column(ions, name) for name in (*IONS, PH)])
    return estimate_rows(given, volume, constants, rules, compiled)


def estimate_rows(
    given: Floats,
    volume: Floats,
    constants: ConstantSet,
    rules: MissingInputRules,
    compiled: bool | None = None,
) -> SaturationEstimate:
    """Do what `estimate` does, with a row of floats for each of `IONS` and the pH."""
    size = given.shape[1]
    totals, ph = given[:-1] / 1000.0, given[-1].copy()
    verdict = Verdict.all_given(size)
    # Most urines lack nothing and hold nothing odd; only the others need to be looked into.
    ordinary = np.empty(size, dtype=bool)
    for part in parts(size):
        some = given[:, part]
        ordinary[part] = ((some > 0) & (some <= HIGHEST_TRUE)).all(axis=0)
    odd = np.flatnonzero(~ordinary)
    if odd.size:
        filled, of_odd = judged(np.take(given, odd, axis=1), volume[odd], constants, rules)
        # What is refused for every salt is not solved.
        filled[-1, (of_odd.refusal != GIVEN).all(axis=0)] = np.nan
        totals[:, odd], ph[odd] = filled[:-1] / 1000.0, filled[-1]
        verdict.replace(odd, of_odd)

    solution = speciate(totals, ph, constants, compiled=compiled)
    found = saturation(solution, constants)
    for salt, (ratio, energy) in enumerate(zip(found.ss, found.dg, strict=True)):
        without = np.flatnonzero(np.isnan(ratio))
        verdict.refuse(salt, without[verdict.refusal[salt, without] == GIVEN], UNSOLVED)
        refused = odd[verdict.refusal[salt, odd] != GIVEN]
        ratio[refused] = np.nan
        energy[refused] = np.nan
    return SaturationEstimate(
        found.ss,
        found.dg,
        verdict.imputed,
        verdict.error_percent,
        verdict.refusal,
        verdict.refused_for,
        solution,
        given,
        constants,
        rules,
    )

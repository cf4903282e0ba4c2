"""Supersaturation with gaps in the input: filled in and bounded, or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from uroscope.derive.saturation.charge import charge_sums
from uroscope.derive.saturation.constants import IONS, SALTS, ConstantSet, Floats
from uroscope.derive.saturation.rules import (
    GIVEN,
    IMPOSSIBLE,
    INPUTS,
    NEEDS,
    NO_VOLUME,
    PH_BIT,
    TOO_UNCERTAIN,
    UNSOLVED,
    VOLUME_BIT,
    WARNINGS,
    ZERO,
    MissingInputRules,
    inputs_in,
    listed,
)
from uroscope.derive.saturation.solids import saturation
from uroscope.derive.saturation.speciation import HIGHEST_TOTAL, Speciation, speciate
from uroscope.derive.saturation.table import PH, number_column

Masks = npt.NDArray[np.int16]
Codes = npt.NDArray[np.int8]
_CHLORIDE, _SODIUM, _URATE = (IONS.index(name) for name in ("chloride", "sodium", "urate"))
# Inputs for which a usual amount per day is divided by the volume.
_BY_VOLUME = sum(1 << row for row in range(len(IONS)) if row != _CHLORIDE)


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
    warnings : ndarray of int16, shape (urines,)
        Mask over `WARNINGS`.
    beyond : ndarray of int16, shape (urines,)
        Mask of ions beyond the compared range.
    solved : ndarray of int, shape (solved urines,)
        Rows that have a solution, in rising order.
    solution : Speciation
        Equilibrium of those rows, gaps filled in.
    rules : MissingInputRules
        The rules, with the words for all codes.
    """

    ss: Floats
    dg: Floats
    imputed: Masks
    error_percent: Floats
    refusal: Codes
    refused_for: Masks
    warnings: Masks
    beyond: Masks
    solved: npt.NDArray[np.intp]
    solution: Speciation
    rules: MissingInputRules

    def solution_of(self, row: int) -> Speciation | None:
        """Return the equilibrium of one row, or None if it was not solved."""
        at = int(np.searchsorted(self.solved, row))
        if at == self.solved.size or self.solved[at] != row:
            return None
        mine, kept = slice(at, at + 1), self.solution
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
    columns = {name: number_column(excretions, name) for name in excretions.columns}
    return pd.DataFrame(concentration_columns(columns, volume), index=excretions.index)


def concentration_columns(excretions: Mapping[str, Floats], volume: Floats) -> dict[str, Floats]:
    """Do what `concentrations` does, with columns instead of a table."""
    volume = np.where(volume > 0, volume, np.nan)
    return {name: x if name == PH else x / volume for name, x in excretions.items()}


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
    given = {name: number_column(ions, name) for name in (*IONS, PH)}
    return estimate_columns(given, volume, constants, rules, compiled)


def estimate_columns(
    ions: Mapping[str, Floats],
    volume: Floats,
    constants: ConstantSet,
    rules: MissingInputRules,
    compiled: bool | None = None,
) -> SaturationEstimate:
    """Do what `estimate` does, with a column of floats for each of `IONS` and `ph`."""
    given = np.stack([ions[name] for name in (*IONS, PH)])
    size = given.shape[1]
    volume = np.asarray(volume, dtype=np.float64)
    known_volume = np.isfinite(volume) & (volume > 0)
    missing = _mask(np.isnan(given))
    with np.errstate(invalid="ignore"):
        impossible = np.isinf(given) | (given < 0)
        impossible[:-1] |= given[:-1] > HIGHEST_TOTAL * 1000.0
        impossible[-1] |= given[-1] > 14
    wrong = _mask(impossible)

    filled, by_sodium = _fill(
        given, missing, np.where(known_volume, volume, np.nan), rules, constants
    )
    used = missing.copy()
    used[~known_volume & ((missing & _BY_VOLUME) != 0)] |= 1 << VOLUME_BIT
    errors = _error_percent(used, by_sodium, rules)
    refusal, refused_for = _refuse(missing, used, wrong, errors, rules)
    zero = (filled[:-1] == 0).astype(np.int64)
    for row in range(len(SALTS)):
        own = constants.solid_stoichiometry[row] > 0
        _mark(refusal[row], refused_for[row], ZERO, _mask(zero * own[:, None]))

    ss, dg = np.full((2, len(SALTS), size), np.nan)
    wanted = np.flatnonzero((refusal == GIVEN).any(axis=0))
    totals, ph = filled[:-1, wanted] / 1000.0, filled[-1, wanted]
    solution = speciate(totals, ph, constants, compiled=compiled)
    of_solids = saturation(solution, constants)
    ss[:, wanted], dg[:, wanted] = of_solids.ss, of_solids.dg
    refusal[(refusal == GIVEN) & np.isnan(ss)] = UNSOLVED
    refused = refusal != GIVEN
    ss[refused] = np.nan
    dg[refused] = np.nan
    errors[refused] = np.nan
    imputed = np.where(refused, 0, used).astype(np.int16)
    warnings, beyond = _warn(given, missing, constants, rules)
    because = refused_for.astype(np.int16)
    return SaturationEstimate(
        ss, dg, imputed, errors, refusal, because, warnings, beyond, wanted, solution, rules
    )


def _mask(flags: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
    """Return one mask per column; row r of the flags is bit r."""
    mask = np.zeros(flags.shape[1], dtype=np.int64)
    for row, flag in enumerate(flags):
        mask |= flag.astype(np.int64) << row
    return mask


def _fill(
    given: Floats,
    missing: npt.NDArray[np.int64],
    volume: Floats,
    rules: MissingInputRules,
    constants: ConstantSet,
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Fill in usual amounts and chloride; tell where chloride was taken equal to sodium."""
    filled = given.copy()
    volume = np.where(np.isnan(volume), rules.usual[VOLUME_BIT], volume)
    for row in range(len(IONS)):
        gap = np.isnan(filled[row])
        if row != _CHLORIDE and gap.any():
            filled[row, gap] = rules.usual[row] / volume[gap]
    filled[PH_BIT, np.isnan(filled[PH_BIT])] = rules.usual[PH_BIT]
    gap = np.isnan(filled[_CHLORIDE])
    if not gap.any():
        return filled, gap
    with np.errstate(invalid="ignore", over="ignore"):
        cations, anions = charge_sums(filled[:-1], filled[-1], constants)
        balance = cations - anions
        by_charge = gap & (missing == 1 << _CHLORIDE) & (balance > 0)
    by_sodium = gap & ~by_charge
    filled[_CHLORIDE, by_charge] = balance[by_charge]
    filled[_CHLORIDE, by_sodium] = filled[_SODIUM, by_sodium]
    return filled, by_sodium


def _error_percent(
    used: npt.NDArray[np.int64], by_sodium: npt.NDArray[np.bool_], rules: MissingInputRules
) -> Floats:
    """Combine the bounds of everything filled in, shape (8, urines)."""
    gaps = np.flatnonzero(used)
    if len(gaps) < used.size:
        # Most urines lack nothing, and nothing is off.
        everywhere = np.zeros((len(SALTS), used.size))
        if len(gaps):
            everywhere[:, gaps] = _error_percent(used[gaps], by_sodium[gaps], rules)
        return everywhere
    total = np.zeros((len(SALTS), used.size))
    squares = np.zeros((len(SALTS), used.size))
    for bit in range(len(INPUTS)):
        set_here = (used >> bit & 1).astype(bool)
        if not set_here.any():
            continue
        bound = np.repeat(rules.error_percent[:, bit, None], used.size, axis=1)
        if bit == _CHLORIDE:
            bound = np.where(by_sodium, rules.chloride_as_sodium[:, None], bound)
        bound[:, ~set_here] = 0.0
        total += bound
        squares += bound * bound
    combined: Floats = np.minimum(total, rules.combination_factor * np.sqrt(squares))
    for mask, known in rules.measured:
        # Urate moves the calcium salts by less than 0.1 %: its absence changes no bound.
        rows = np.flatnonzero((used & ~(1 << _URATE)) == mask)
        salts = np.flatnonzero(~np.isnan(known))
        combined[np.ix_(salts, rows)] = known[salts, None]
    return combined


def _refuse(
    missing: npt.NDArray[np.int64],
    used: npt.NDArray[np.int64],
    wrong: npt.NDArray[np.int64],
    errors: Floats,
    rules: MissingInputRules,
) -> tuple[Codes, npt.NDArray[np.int64]]:
    """Decide which salts are refused, the first reason winning."""
    refusal = np.zeros((len(SALTS), missing.size), dtype=np.int8)
    refused_for = np.zeros((len(SALTS), missing.size), dtype=np.int64)
    no_volume = np.where(used >> VOLUME_BIT & 1, missing & _BY_VOLUME, 0)
    for row in range(len(SALTS)):
        code, because = refusal[row], refused_for[row]
        _mark(code, because, IMPOSSIBLE, wrong)
        _mark(code, because, NEEDS, missing & rules.needs[row])
        _mark(code, because, TOO_UNCERTAIN, missing & rules.too_uncertain[row])
        _mark(code, because, NO_VOLUME, np.where(np.isinf(errors[row]), no_volume, 0))
    return refusal, refused_for


def _mark(
    code: Codes, because: npt.NDArray[np.int64], new: int, mask: npt.NDArray[np.int64]
) -> None:
    """Write a refusal where a mask is not empty and nothing was refused before."""
    where = (code == GIVEN) & (mask != 0)
    code[where] = new
    because[where] = mask[where]


def _warn(
    given: Floats,
    missing: npt.NDArray[np.int64],
    constants: ConstantSet,
    rules: MissingInputRules,
) -> tuple[Masks, Masks]:
    """Check the measured inputs; return the mask of warnings and that of ions beyond the range."""

    def outside(name: str, values: Floats) -> npt.NDArray[np.bool_]:
        low, high = rules.warning_limits[name]
        return (values < low) | (values > high)

    ions, ph = given[:-1], given[-1]
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        cations, anions = charge_sums(ions, ph, constants)
        gap = 100.0 * np.abs(cations - anions - ions[_CHLORIDE]) / cations
        beyond = _mask(ions > rules.highest[:, None])
        found = {
            "phosphate_basis": outside("phosphate_basis", ions[IONS.index("phosphate")]),
            "sulfate_basis": outside("sulfate_basis", ions[IONS.index("sulfate")]),
            # NaN as soon as one ion or the pH is missing, and NaN is outside of nothing.
            "charge_imbalance": outside("charge_imbalance", gap),
            "ph_above_model": outside("ph_above_model", ph),
            "ph_unusual": outside("ph_unusual", ph),
            "beyond_checked": beyond != 0,
            "sodium_filled_in": (missing >> _SODIUM & 1).astype(bool),
        }
    warnings = _mask(np.stack([found[name] for name in WARNINGS]))
    return warnings.astype(np.int16), beyond.astype(np.int16)

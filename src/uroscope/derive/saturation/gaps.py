"""What is filled in for gaps, how far off that may be, and which salts are refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
    VOLUME_BIT,
    WARNINGS,
    ZERO,
    MissingInputRules,
)
from uroscope.derive.saturation.speciation import HIGHEST_TOTAL
from uroscope.tables import Booleans

Masks = npt.NDArray[np.int16]
Codes = npt.NDArray[np.int8]
# Above this an ion [mmol/L] or the pH cannot be true.
HIGHEST_TRUE = np.array([1000.0 * HIGHEST_TOTAL] * len(IONS) + [14.0])[:, None]
_CHLORIDE, _SODIUM, _URATE = (IONS.index(name) for name in ("chloride", "sodium", "urate"))
# Inputs for which a usual amount per day is divided by the volume.
_BY_VOLUME = sum(1 << row for row in range(len(IONS)) if row != _CHLORIDE)
# In the patterns of gaps: chloride was taken equal to sodium.
_SODIUM_BIT = len(INPUTS)


@dataclass(frozen=True)
class Verdict:
    """What is refused, filled in and bounded: the parts of `SaturationEstimate`."""

    refusal: Codes
    refused_for: Masks
    imputed: Masks
    error_percent: Floats

    @classmethod
    def all_given(cls, urines: int) -> Verdict:
        """Return the verdict on urines of which everything was measured."""
        shape = (len(SALTS), urines)
        return cls(
            np.zeros(shape, dtype=np.int8),
            np.zeros(shape, dtype=np.int16),
            np.zeros(shape, dtype=np.int16),
            np.zeros(shape),
        )

    def take(self, urines: npt.NDArray[np.intp]) -> Verdict:
        """Return the verdict on some urines."""
        parts = {name: np.take(part, urines, axis=1) for name, part in vars(self).items()}
        return Verdict(**parts)

    def replace(self, urines: npt.NDArray[np.intp], others: Verdict) -> None:
        """Write the verdict on some urines."""
        for name, part in vars(others).items():
            getattr(self, name)[:, urines] = part

    def refuse(
        self,
        salt: int,
        urines: npt.NDArray[np.intp],
        code: int,
        because: Masks | None = None,
    ) -> None:
        """Refuse a salt in some urines, for a mask of inputs of each."""
        if urines.size:
            self.refusal[salt, urines] = code
            self.imputed[salt, urines] = 0
            self.error_percent[salt, urines] = np.nan
            if because is not None:
                self.refused_for[salt, urines] = because

    def refuse_where_given(self, salt: int, because: Masks, code: int) -> None:
        """Refuse a salt where a mask of inputs is not empty, unless it is refused already."""
        urines = np.flatnonzero((because != 0) & (self.refusal[salt] == GIVEN))
        self.refuse(salt, urines, code, because[urines])


def judged(
    given: Floats, volume: Floats, constants: ConstantSet, rules: MissingInputRules
) -> tuple[Floats, Verdict]:
    """Fill in what was not measured, and say which salts may be given.

    Parameters
    ----------
    given : ndarray, shape (12, urines)
        The ions of `IONS` [mmol/L] and the pH [-], NaN where not measured.
    volume : ndarray, shape (urines,)
        Urine volume [L/d], NaN where unknown.
    constants : ConstantSet
        The constants.
    rules : MissingInputRules
        What may be filled in.

    Returns
    -------
    filled : ndarray, shape (12, urines)
        The same without gaps.
    verdict : Verdict
        What is refused, and what was filled in for the rest.
    """
    known_volume = np.isfinite(volume) & (volume > 0)
    missing = mask_of_flags(np.isnan(given))
    filled, by_sodium = _fill(
        given, missing, np.where(known_volume, volume, np.nan), rules, constants
    )
    used = missing.copy()
    used[~known_volume & ((missing & _BY_VOLUME) != 0)] |= 1 << VOLUME_BIT
    # Many urines share few patterns of gaps, and each pattern is judged once.
    pattern = used | by_sodium.astype(np.int16) << _SODIUM_BIT
    patterns = np.flatnonzero(np.bincount(pattern))
    place = np.zeros(1 << (_SODIUM_BIT + 1), dtype=np.intp)
    place[patterns] = np.arange(patterns.size)
    verdict = _judge_patterns(patterns, rules).take(place[pattern])

    zero = filled[:-1] == 0
    wrong = mask_of_flags((given < 0) | (given > HIGHEST_TRUE))
    impossible = np.flatnonzero(wrong)
    for salt, own in enumerate(constants.solid_stoichiometry > 0):
        if zero.any():
            verdict.refuse_where_given(salt, mask_of_flags(zero & own[:, None]), ZERO)
        # Goes before every other reason.
        verdict.refuse(salt, impossible, IMPOSSIBLE, wrong[impossible])
    return filled, verdict


def mask_of_flags(flags: npt.NDArray[np.bool_]) -> Masks:
    """Return one mask per column; row r of the flags is bit r."""
    mask = np.zeros(flags.shape[1], dtype=np.int16)
    for row, flag in enumerate(flags):
        mask |= flag.astype(np.int16) << row
    return mask


def _fill(
    given: Floats,
    missing: Masks,
    volume: Floats,
    rules: MissingInputRules,
    constants: ConstantSet,
) -> tuple[Floats, Booleans]:
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


def _judge_patterns(patterns: npt.NDArray[np.intp], rules: MissingInputRules) -> Verdict:
    """Judge patterns of gaps: masks over `INPUTS`, and whether chloride is sodium above them."""
    used = (patterns & ~(1 << _SODIUM_BIT)).astype(np.int16)
    errors = _error_percent(used, (patterns >> _SODIUM_BIT).astype(bool), rules)
    verdict = Verdict.all_given(used.size)
    verdict.imputed[:] = used
    verdict.error_percent[:] = errors
    missing = used & ~(1 << VOLUME_BIT)
    no_volume = np.where(used >> VOLUME_BIT & 1, missing & _BY_VOLUME, 0)
    for salt in range(len(SALTS)):
        # The first reason counts.
        for code, because in (
            (NEEDS, missing & rules.needs[salt]),
            (TOO_UNCERTAIN, missing & rules.too_uncertain[salt]),
            (NO_VOLUME, np.where(np.isinf(errors[salt]), no_volume, 0)),
        ):
            verdict.refuse_where_given(salt, because, code)
    return verdict


def _error_percent(used: Masks, by_sodium: Booleans, rules: MissingInputRules) -> Floats:
    """Combine the bounds of everything filled in, shape (8, patterns)."""
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


def ions_beyond(given: Floats, rules: MissingInputRules) -> Masks:
    """Return the mask of ions beyond the compared range."""
    return mask_of_flags(given[:-1] > rules.highest[:, None])


def warnings_of(
    given: Floats, beyond: Masks, constants: ConstantSet, rules: MissingInputRules
) -> Masks:
    """Check the measured inputs; return the mask of warnings."""

    def outside(name: str, values: Floats) -> Booleans:
        low, high = rules.warning_limits[name]
        return (values < low) | (values > high)

    ions, ph = given[:-1], given[-1]
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        cations, anions = charge_sums(ions, ph, constants)
        gap = 100.0 * np.abs(cations - anions - ions[_CHLORIDE]) / cations
        found = {
            "phosphate_basis": outside("phosphate_basis", ions[IONS.index("phosphate")]),
            "sulfate_basis": outside("sulfate_basis", ions[IONS.index("sulfate")]),
            # NaN as soon as one ion or the pH is missing, and NaN is outside of nothing.
            "charge_imbalance": outside("charge_imbalance", gap),
            "ph_above_model": outside("ph_above_model", ph),
            "ph_unusual": outside("ph_unusual", ph),
            "beyond_checked": beyond != 0,
            "sodium_filled_in": np.isnan(ions[_SODIUM]),
        }
    return mask_of_flags(np.stack([found[name] for name in WARNINGS]))

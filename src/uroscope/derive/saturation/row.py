"""Supersaturations of one row in the words of a review, and what a change would move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from uroscope.derive.saturation.bounded import BoundedEstimate
from uroscope.derive.saturation.constants import IONS, SALTS
from uroscope.derive.saturation.missing import SaturationEstimate
from uroscope.derive.saturation.panel import ANALYTES, constants_of
from uroscope.derive.saturation.rules import GIVEN, INPUTS, inputs_in, listed
from uroscope.derive.saturation.uncertainty import (
    AssayVariation,
    assay_uncertainty,
    assay_variation,
    elasticities,
)
from uroscope.knowledge import Knowledge, load
from uroscope.model import Effect, Salt, Saturation, Scenario
from uroscope.tables import Floats, Panel

LABELS = {
    "calcium_oxalate": "calcium oxalate",
    "brushite": "brushite",
    "hydroxyapatite": "hydroxyapatite",
    "uric_acid": "uric acid",
    "sodium_urate": "sodium urate",
    "ammonium_urate": "ammonium urate",
    "potassium_urate": "potassium urate",
    "struvite": "struvite",
}
SHOWN = ("calcium_oxalate", "brushite", "uric_acid")
"""The salts of a short table; the others stand in JSON and in batch tables."""
_NOTICED = 0.03
_NOT_MEASURED = " not measured"


@cache
def _variation(digest: str) -> AssayVariation:
    del digest
    return assay_variation(load().record["chemistry"]["assay_variation"])


def saturation_of_row(
    found: SaturationEstimate,
    panel: Panel,
    row: int,
    knowledge: Knowledge,
    scenarios: list[Scenario] | None = None,
    constants: str = "equil2_v5",
) -> Saturation | None:
    """Write out the supersaturations of one row.

    Parameters
    ----------
    found : SaturationEstimate
        Results of the panel.
    panel : Panel
        Holds what the laboratory printed, shown beside ours and never converted.
    row : int
        The row.
    knowledge : Knowledge
        Title of the constants, and the assumed assay variation.
    scenarios : list of Scenario, optional
        What would move it.
    constants : str
        Name of the constant set the panel was computed with.

    Returns
    -------
    Saturation or None
        None when the row has no timed urine to speak of.
    """
    if not any(panel.measured(a)[row] for a in ANALYTES.values() if a in panel.values):
        return None
    variation = assay_variation_of_row(found, row, knowledge, constants)
    salts = [_salt(found, panel, salt, row, float(variation[n])) for n, salt in enumerate(SALTS)]
    if all(s.refused is not None for s in salts) and not panel.measured("urine_volume")[row]:
        return None
    return Saturation(
        constants=knowledge.record["chemistry"][constants]["title"],
        salts=salts,
        scenarios=scenarios or [],
        warnings=list(found.warning_words(row)),
        assay_note=_variation(knowledge.digest).label
        if any(salt.assay_cv_pct is not None for salt in salts)
        else None,
    )


def assay_variation_of_row(
    found: SaturationEstimate, row: int, knowledge: Knowledge, constants: str = "equil2_v5"
) -> Floats:
    """Compute how far assay variation alone may move the supersaturations of one row.

    Parameters
    ----------
    found : SaturationEstimate
        Results of the panel.
    row : int
        The row.
    knowledge : Knowledge
        Constants and assumed assay variation.
    constants : str
        Name of the constant set the panel was computed with.

    Returns
    -------
    ndarray, shape (8,)
        Relative standard deviation of each ratio [%], NaN where there is none.

    Notes
    -----
    Only what was measured varies: what was filled in has a range of its own (`error_percent`),
    which is not repeated here.
    """
    given = found.refusal[:, row] == GIVEN
    solution = found.solution_of(row)
    if solution is None or not given.any():
        return np.full(len(SALTS), np.nan)
    known, _ = constants_of(knowledge.digest, constants)
    variation = _variation(knowledge.digest)
    # What was filled in is the same for every salt that is given.
    mask = int(found.imputed[given, row].max())
    measured = np.array([not mask >> INPUTS.index(name) & 1 for name in (*IONS, "ph")])
    varying = AssayVariation(variation.label, variation.deviation * measured)
    relative, _ = assay_uncertainty(elasticities(solution, known), varying, known)
    return np.where(given, relative[:, 0], np.nan)


def _salt(found: SaturationEstimate, panel: Panel, salt: str, row: int, variation: float) -> Salt:
    position = SALTS.index(salt)
    ratio, energy = float(found.ss[position, row]), float(found.dg[position, row])
    error = float(found.error_percent[position, row])
    refused = _why_refused(found, panel, salt, row)
    printed = panel.value(f"supersaturation_{salt}")[row]
    # Hydroxyapatite ratios span thirty powers of ten; only its energy can be read.
    ratio_is_read = salt != "hydroxyapatite"
    ends = (ratio * (1 - error / 100), ratio * (1 + error / 100)) if error else (np.nan, np.nan)
    if refused is not None and isinstance(found, BoundedEstimate):
        ends = float(found.lowest[position, row]), float(found.highest[position, row])
    low, high = (end if ratio_is_read and np.isfinite(end) else None for end in ends)
    return Salt(
        salt=salt,
        label=LABELS[salt],
        ss=ratio if refused is None and ratio_is_read else None,
        delta_g=energy if refused is None else None,
        low=low,
        high=high,
        error_pct=error if refused is None else None,
        assay_cv_pct=variation if ratio_is_read and np.isfinite(variation) else None,
        imputed=list(found.imputed_inputs(salt, row)),
        refused=refused,
        lab_ss=None if np.isnan(printed) else float(printed),
    )


def _why_refused(found: SaturationEstimate, panel: Panel, salt: str, row: int) -> str | None:
    """Say why a salt has no result; what was refused or cannot be used was not left out."""
    words = found.refusal_words(salt, row)
    if words is None or not words.endswith(_NOT_MEASURED):
        return words
    names = inputs_in(int(found.refused_for[SALTS.index(salt), row]))
    unusable = [n for n in names if n == "ph" and not np.isnan(panel.value("urine_ph")[row])]
    turned_away = panel.refused_analytes(row)
    refused = [
        n for n in names if n not in unusable and ANALYTES.get(n, f"urine_{n}") in turned_away
    ]
    lacking = [n for n in names if n not in (*unusable, *refused)]
    said = ((lacking, _NOT_MEASURED), (refused, " refused"), (unusable, " not usable"))
    return ", ".join(listed(some) + verb for some, verb in said if some)


def effects_of(found: SaturationEstimate, least: int, most: int) -> list[Effect]:
    """Return what two changed rows do to the salts of row 0.

    Parameters
    ----------
    found : SaturationEstimate
        Row 0 is the collection as it is.
    least, most : int
        Rows of the smallest and the largest change; equal when there is no range.

    Returns
    -------
    list of Effect
        Salts that move by more than 3 %, smaller result first where there is a range.
    """
    effects = []
    for salt in SHOWN:
        position = SALTS.index(salt)
        before, one, two = (float(found.ss[position, r]) for r in (0, least, most))
        if np.isnan(before) or np.isnan(one) or np.isnan(two):
            continue
        low, high = min(one, two), max(one, two)
        if max(abs(low / before - 1), abs(high / before - 1)) <= _NOTICED:
            continue
        effects.append(
            Effect(
                salt=salt,
                before=before,
                after=low,
                after_high=high if high > low * (1 + _NOTICED) else None,
            )
        )
    return effects


def salt_note(
    sodium: tuple[float, float], effects: Sequence[Effect], texts: Mapping[str, str]
) -> str | None:
    """Return why calcium oxalate moves against what is expected of salt; None where it does not.

    Parameters
    ----------
    sodium : tuple of float
        Sodium before and after [mmol/d], NaN where it is not what changes.
    effects : sequence of Effect
        What the change does.
    texts : mapping
        The notes of `scenarios.yaml`.

    Returns
    -------
    str or None
        A clause without its full stop.

    Examples
    --------
    >>> texts = {"less_sodium": "less of it", "more_sodium": "more of it"}
    >>> risen = [Effect(salt="calcium_oxalate", before=5.1, after=3.5, after_high=5.4)]
    >>> salt_note((230.0, 100.0), risen, texts), salt_note((100.0, 230.0), risen, texts)
    ('less of it', 'more of it')
    >>> salt_note((float("nan"), float("nan")), risen, texts)
    """
    before, after = sodium
    for effect in effects:
        if effect.salt == "calcium_oxalate":
            if after < before and _most(effect) > effect.before:
                return texts["less_sodium"]
            if after > before and effect.after < effect.before:
                return texts["more_sodium"]
    return None


def passes_note(effects: Sequence[Effect], texts: Mapping[str, str]) -> str | None:
    """Return which salts a change would let pass 1, as a clause; None where none does."""
    risen = passing(effects)
    return texts["passes"].format(salts=listed(risen)) if risen else None


def passing(effects: Sequence[Effect]) -> list[str]:
    """Return the labels of the salts that a change would let pass 1."""
    return [LABELS[e.salt] for e in effects if e.before <= 1 < _most(e)]


def _most(effect: Effect) -> float:
    """Return the larger end of an effect."""
    return effect.after if effect.after_high is None else effect.after_high

"""What may be filled in for which salt, and the words for refusing: data turned into arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from uroscope.derive.saturation.constants import IONS, SALTS, Floats, Integers

# The bits of every mask of inputs, lowest first.
INPUTS = (*IONS, "ph", "volume")
PH_BIT, VOLUME_BIT = INPUTS.index("ph"), INPUTS.index("volume")

GIVEN, NEEDS, TOO_UNCERTAIN, NO_VOLUME, ZERO, IMPOSSIBLE, UNSOLVED = range(7)
_REFUSALS = ("", "needs", "too_uncertain", "no_volume", "zero", "impossible", "unsolved")

# Warnings, one bit each, in this order.
WARNINGS = (
    "phosphate_basis",
    "sulfate_basis",
    "charge_imbalance",
    "ph_above_model",
    "ph_unusual",
    "beyond_checked",
    "sodium_filled_in",
)
_NAMES = {"ph": "pH", "volume": "volume"}


@dataclass(frozen=True, eq=False)
class MissingInputRules:
    """The rules of `missing_inputs`, as arrays.

    Attributes
    ----------
    usual : ndarray, shape (13,)
        Amount filled in for each of `INPUTS` [mmol/d, pH, L/d]; NaN for chloride.
    needs, too_uncertain : ndarray of int, shape (8,)
        Masks of inputs without which each salt of `SALTS` is refused [-].
    too_uncertain_percent : ndarray, shape (8, 13)
        How far off the salt would be [%].
    error_percent : ndarray, shape (8, 13)
        Bound for one input filled in [%]; infinite where it may not be.
    chloride_as_sodium : ndarray, shape (8,)
        Bound for chloride taken equal to sodium [%].
    combination_factor : float
        Factor on the root of the sum of squares of several bounds [-].
    measured : tuple of (int, ndarray)
        Masks of inputs for which the bound of all together is known, shape (8,) [%], NaN where not.
    refusal_text : tuple of str
        Words for each refusal code, with places for `inputs` and `percent`.
    warning_text : tuple of str
        Words for each bit of `WARNINGS`.
    warning_limits : Mapping
        Lower and upper limit of each warning that has them.
    highest : ndarray, shape (11,)
        Concentrations beyond which nothing was compared [mmol/L].
    """

    usual: Floats
    needs: Integers
    too_uncertain: Integers
    too_uncertain_percent: Floats
    error_percent: Floats
    chloride_as_sodium: Floats
    combination_factor: float
    measured: tuple[tuple[int, Floats], ...]
    refusal_text: tuple[str, ...]
    warning_text: tuple[str, ...]
    warning_limits: Mapping[str, tuple[float, float]]
    highest: Floats


def mask_of(inputs: Iterable[str]) -> int:
    """Return the mask of some inputs.

    Examples
    --------
    >>> mask_of(["sodium", "calcium"])
    5
    """
    return sum(1 << INPUTS.index(name) for name in set(inputs))


def inputs_in(mask: int) -> tuple[str, ...]:
    """Return the inputs of a mask, in the order of `INPUTS`.

    Examples
    --------
    >>> inputs_in(5)
    ('sodium', 'calcium')
    """
    return tuple(name for bit, name in enumerate(INPUTS) if mask >> bit & 1)


def listed(inputs: Iterable[str]) -> str:
    """Return inputs as words.

    Examples
    --------
    >>> listed(["sodium", "ph"])
    'sodium and pH'
    """
    words = [_NAMES.get(name, name) for name in inputs]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def missing_input_rules(record: Mapping[str, Any]) -> MissingInputRules:
    """Build the rules from their parsed record.

    Parameters
    ----------
    record : Mapping
        The parsed `missing_inputs` record.

    Returns
    -------
    MissingInputRules
        The rules as arrays.

    Raises
    ------
    ValueError
        If an input is neither bounded nor refused for some salt, or both.

    Examples
    --------
    >>> from uroscope.knowledge import load
    >>> rules = missing_input_rules(load().record["chemistry"]["missing_inputs"])
    >>> rules.error_percent[SALTS.index("calcium_oxalate"), INPUTS.index("sodium")].item()
    12.0
    """
    salts = [record["salts"][salt] for salt in SALTS]
    bounds = np.full((len(SALTS), len(INPUTS)), np.inf)
    percents = np.full((len(SALTS), len(INPUTS)), np.nan)
    for row, (salt, rule) in enumerate(zip(SALTS, salts, strict=True)):
        for name, value in rule["error_percent"].items():
            if name != "chloride_as_sodium":
                bounds[row, INPUTS.index(name)] = value
        for name, value in rule["too_uncertain"].items():
            percents[row, INPUTS.index(name)] = value
        ruled = [*rule["needs"], *rule["too_uncertain"], *rule["error_percent"]]
        unruled = set(INPUTS[:VOLUME_BIT]) - set(ruled)
        if unruled or len(set(ruled)) != len(ruled):
            raise ValueError(f"{salt}: each input once, please; without a rule: {sorted(unruled)}")
    limits = {name: record["warnings"][name] for name in WARNINGS}
    return MissingInputRules(
        usual=np.array([record["usual"].get(name, {}).get("amount", np.nan) for name in INPUTS]),
        needs=np.array([mask_of(rule["needs"]) for rule in salts], dtype=np.int64),
        too_uncertain=np.array([mask_of(rule["too_uncertain"]) for rule in salts], dtype=np.int64),
        too_uncertain_percent=percents,
        error_percent=bounds,
        chloride_as_sodium=np.array(
            [float(rule["error_percent"]["chloride_as_sodium"]) for rule in salts]
        ),
        combination_factor=float(record["combination"]["factor"]),
        measured=tuple(
            (
                mask_of(item["inputs"]),
                np.array([float(item["error_percent"].get(salt, np.nan)) for salt in SALTS]),
            )
            for item in record["combination"]["measured"]
        ),
        refusal_text=tuple(record["refusals"].get(name, "") for name in _REFUSALS),
        warning_text=tuple(record["warnings"][name]["text"] for name in WARNINGS),
        warning_limits={
            name: (float(item.get("low", -np.inf)), float(item.get("high", np.inf)))
            for name, item in limits.items()
        },
        highest=np.array([float(limits["beyond_checked"]["highest"][ion]) for ion in IONS]),
    )

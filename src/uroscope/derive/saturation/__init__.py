"""Supersaturation: which stone salts a urine could deposit, after EQUIL2.

`supersaturation` works on complete urines and fills in nothing; `estimate` fills in what was not
measured, states how far each result may then be off, and refuses what must not be guessed.
"""

from __future__ import annotations

from uroscope.derive.saturation.constants import IONS, SALTS, ConstantSet, constant_set
from uroscope.derive.saturation.missing import SaturationEstimate, concentrations, estimate
from uroscope.derive.saturation.rules import (
    INPUTS,
    WARNINGS,
    MissingInputRules,
    inputs_in,
    missing_input_rules,
)
from uroscope.derive.saturation.table import supersaturation
from uroscope.derive.saturation.uncertainty import (
    AssayVariation,
    assay_uncertainty,
    assay_variation,
    elasticities,
)

__all__ = [
    "INPUTS",
    "IONS",
    "SALTS",
    "WARNINGS",
    "AssayVariation",
    "ConstantSet",
    "MissingInputRules",
    "SaturationEstimate",
    "assay_uncertainty",
    "assay_variation",
    "concentrations",
    "constant_set",
    "elasticities",
    "estimate",
    "inputs_in",
    "missing_input_rules",
    "supersaturation",
]

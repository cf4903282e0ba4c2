"""Supersaturation: which stone salts a urine could deposit, after EQUIL2.

`supersaturation` works on complete urines and fills in nothing; `estimate` fills in what was not
measured, states how far each result may then be off, and refuses what must not be guessed.
"""

from __future__ import annotations

from uroscope.derive.saturation.constants import IONS, SALTS, ConstantSet, constant_set
from uroscope.derive.saturation.table import supersaturation

__all__ = ["IONS", "SALTS", "ConstantSet", "constant_set", "supersaturation"]

"""The sweeps once more, compiled by numba: for inputs so large that loading it pays.

numba is the optional extra `fast`; it is imported inside the function that compiles and nowhere
else. The algorithm and its order are those of `sweeps` and `speciation`; only the shape differs.
numpy works on thousands of urines per step, the kernel on `LANES` of them, which stay in the
processor's cache. Each lane is computed by itself, so neither order nor company of the urines,
nor the number of threads, changes a bit of any result.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from uroscope.derive.saturation.constants import Floats, Integers
from uroscope.derive.saturation.plan import Betas, Plan

# Fewer urines than this are solved by numpy. Our convention, measured: importing numba and loading
# the compiled kernel takes as long as numpy needs for about this many.
FEWEST_ROWS = 250_000
# Urines that advance together: enough to outweigh the loop overhead, few enough for the L2 cache.
LANES = 128
# Urines handed to a thread at once.
_ROWS_PER_TASK = 8192
# Finished lanes are dropped once fewer than this share still moves.
_WORTH_KEEPING = 0.5
# No mix of earlier sweeps weighs more than this.
_LARGEST_SHARE = 1e6
_LN10 = np.log(10.0)

# Ions as the plan orders them: five cations of which the last two are divalent, four anions,
# chloride, urate. numba compiles these numbers in, so they are written here and not imported.
_CALCIUM, _MAGNESIUM, _CATIONS, _PAIRED, _CHLORIDE, _URATE, _IONS = 3, 4, 5, 9, 9, 10, 11
# Rows of the work array; each row holds one number per lane.
_AMOUNT = 0  # total concentrations
_INVERSE = _AMOUNT + _IONS  # 1/f of charge 0 to 3; that of charge 0 is always 1
_ONE = _INVERSE
_FREE = _INVERSE + 4  # activities of cations and anions
_STRENGTH = _FREE + _PAIRED
_FOUND = _STRENGTH + 1  # cations and ionic strength after each of the last three sweeps
_MOVED = _FOUND + 3 * (_CATIONS + 1)  # by how much those sweeps moved them
_TOTAL = _MOVED + 3 * (_CATIONS + 1)  # concentration per activity, one row per paired ion
_CHARGED = _TOTAL + _PAIRED  # the same times z²
_TWICE = _CHARGED + _PAIRED  # the same of complexes that hold two of the ion, per activity
_SQUARE = _TWICE + _PAIRED  # squared activities
_SPARE = _SQUARE + _PAIRED  # where a term goes that counts in `_CHARGED` only
_SHARE = _SPARE + 1
_PROTONS = _SHARE + 2  # powers of the activities of H and OH
_STATE_ROWS = _CATIONS + 1


@dataclass(frozen=True, eq=False)
class Layout:
    """A plan as arrays of row numbers for the kernel.

    Attributes
    ----------
    order : ndarray of int, shape (11,)
        Rows of `IONS` as the plan orders them.
    powers : ndarray of int, shape (powers, 2)
        Exponents of H and OH in each row from `_PROTONS` on.
    parts : ndarray of int, shape (parts, 2)
        Row of a coefficient and row of the power that one addend of it holds.
    betas : ndarray, shape (parts,)
        Constant of that addend [mol/L based].
    acid_urate, water_ions : int
        Rows of uric acid per activity of urate, and of H and OH together.
    terms : ndarray of int, shape (terms, 5)
        Rows of coefficient, 1/f, other ion and sum, and z² (0: not to be counted); anions first.
    anion_terms : int
        How many of the terms are sums of anions.
    twice : ndarray of bool, shape (9,)
        Which ions some complex holds two of.
    squared : ndarray of bool, shape (9,)
        Which ions' squares some term wants.
    guess : ndarray, shape (11,)
        Weight of each total in the first guess of the ionic strength [-].
    rows : int
        Rows of the work array.
    """

    order: Integers
    powers: Integers
    parts: Integers
    betas: Floats
    acid_urate: int
    water_ions: int
    terms: Integers
    anion_terms: int
    twice: npt.NDArray[np.bool_]
    squared: npt.NDArray[np.bool_]
    guess: Floats
    rows: int


def usable(rows: int) -> bool:
    """Return whether so many urines are solved by the kernel: enough of them, and numba there."""
    return rows >= FEWEST_ROWS and importlib.util.find_spec("numba") is not None


def solve(
    totals: Floats,
    ph: Floats,
    rows: Integers,
    plan: Plan,
    tolerance: float,
    sweep_limits: tuple[int, int, int],
    activity: Floats,
    strength: Floats,
    sweeps: npt.NDArray[np.int16],
) -> None:
    """Solve some urines with the compiled kernel, on all processors this process may use.

    Parameters
    ----------
    totals : ndarray, shape (11, urines)
        Total concentration of each ion of `IONS` [mol/L].
    ph : ndarray, shape (urines,)
        pH [-].
    rows : ndarray of int
        Which urines to solve; their totals and pH must be usable.
    plan : Plan
        The sorted constants.
    tolerance : float
        Relative change at which a urine is finished [-].
    sweep_limits : tuple of int
        First sweep that may finish a urine, last sweep after which values are extrapolated, and
        sweep after which a urine is given up.
    activity : ndarray, shape (11, urines)
        Filled with the activities of cations and anions of the solved urines [mol/L].
    strength : ndarray, shape (urines,)
        Filled with their ionic strength [mol/L]; urines that were given up stay as they were.
    sweeps : ndarray of int16, shape (urines,)
        Filled with the number of sweeps [-].
    """
    layout = layout_of(plan)
    compiled, threads = compiled_kernel()
    law = np.array(
        [
            plan.debye_hueckel_ln,
            plan.davies,
            plan.ionic_strength_min,
            plan.ionic_strength_max,
            plan.water,
        ]
    )

    def task(start: int) -> None:
        part = rows[start : start + _ROWS_PER_TASK]
        compiled(
            totals,
            ph,
            part,
            layout.order,
            layout.powers,
            layout.parts,
            layout.betas,
            np.array([layout.acid_urate, layout.water_ions, layout.anion_terms, layout.rows]),
            layout.terms,
            layout.twice,
            layout.squared,
            layout.guess,
            law,
            tolerance,
            np.array(sweep_limits),
            activity,
            strength,
            sweeps,
        )

    starts = range(0, rows.size, _ROWS_PER_TASK)
    # The kernel lets other Python threads run; plain threads may be used by several callers at
    # once, which numba's own thread pool may not survive.
    with ThreadPoolExecutor(min(threads, max(1, len(starts)))) as pool:
        list(pool.map(task, starts))

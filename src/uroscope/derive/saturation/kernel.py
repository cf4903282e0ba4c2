"""The sweeps compiled by numba, for inputs so large that loading it pays.

numba is the optional extra `fast`, imported inside the one function that compiles. What is compiled
stands in `lanes`.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from uroscope.derive.saturation import lanes
from uroscope.derive.saturation.constants import Floats, water_activities
from uroscope.derive.saturation.lanes import Limits, Solved, layout_of
from uroscope.derive.saturation.plan import Plan
from uroscope.errors import UsageError

# Fewer urines than this are solved by numpy. Our convention, from measurements on two cores:
# importing numba and loading the kernel takes 0.4 s, which is won back at 250 000 urines; twice as
# many make it worth the 6 s that compiling takes once.
FEWEST_URINES = 500_000
# Where the machine code cannot be kept, those 6 s must be won back every time: at 4.4 million.
FEWEST_IF_COMPILED_ANEW = 5_000_000
# Urines handed to a thread at once.
_URINES_PER_TASK = 8192


class Compiled(NamedTuple):
    """The kernel as machine code.

    Attributes
    ----------
    run : callable
        `solve_rows`, which lets other threads run.
    threads : int
        How many threads to use; the environment variable `NUMBA_NUM_THREADS` can lower it.
    kept : bool
        Whether the machine code is kept on the disk for the next process.
    """

    run: Callable[..., None]
    threads: int
    kept: bool


def pays_for(urines: int) -> bool:
    """Say whether the kernel is to solve so many urines: enough of them, and numba there.

    What was solved before plays no part, so that a table gives the same last digit every time.

    Parameters
    ----------
    urines : int
        How many urines there are to solve [-].

    Returns
    -------
    bool
        Whether to call `solve`; numba is not even imported where there are too few.

    Examples
    --------
    >>> pays_for(1000)
    False
    """
    if urines < FEWEST_URINES:
        return False
    compiled = compiled_kernel()
    return compiled is not None and (compiled.kept or urines >= FEWEST_IF_COMPILED_ANEW)


def solve(
    totals: Floats,
    ph: Floats,
    urines: npt.NDArray[np.intp],
    plan: Plan,
    limits: Limits,
    solved: Solved,
) -> None:
    """Solve some urines with the compiled kernel, on every processor this process may use.

    Parameters
    ----------
    totals : ndarray, shape (11, urines)
        Total concentration of each ion of `IONS` [mol/L].
    ph : ndarray, shape (urines,)
        pH [-].
    urines : ndarray of int
        Which of them to solve; nothing in these may be missing or out of scale.
    plan : Plan
        The sorted constants.
    limits : Limits
        When a urine is finished.
    solved : Solved
        Filled with the results.

    Raises
    ------
    RuntimeError
        If numba is not installed; `pays_for` tells beforehand.
    """
    compiled = compiled_kernel()
    if compiled is None:
        raise RuntimeError("the compiled kernel needs numba: install uroscope[fast]")
    run, layout = compiled.run, layout_of(plan)

    starts = iter(range(0, urines.size, _URINES_PER_TASK))

    def worker(_: int) -> None:
        # Asked for once: what a thread gives back has to be cleared before it is used again.
        work = np.ones((layout.rows, lanes.LANES))
        water = np.empty((2, min(_URINES_PER_TASK, urines.size)))
        for start in starts:
            part = urines[start : start + _URINES_PER_TASK]
            if part.size < water.shape[1]:
                water = np.empty((2, part.size))
            water[:] = water_activities(ph[part], plan.water)
            run(totals, water, part, layout, limits, solved, work)

    # Threads of our own, and a kernel that lets them run: several callers may do this at once,
    # which not every thread pool of numba survives.
    with ThreadPoolExecutor(compiled.threads) as pool:
        list(pool.map(worker, range(compiled.threads)))


def check_kernel(load: bool = True) -> None:
    """Say in a sentence that the compiled kernel is not there.

    Parameters
    ----------
    load : bool
        Whether to load it; else it is only looked for, which costs nothing.

    Raises
    ------
    UsageError
        If numba is not installed, or not made for what is.
    """
    installed = importlib.util.find_spec("numba") is not None
    if not installed or (load and compiled_kernel() is None):
        raise UsageError(
            "The compiled kernel needs numba: python -m pip install 'uroscope[fast]'.\n"
            "Without it every value is the same but for the last digits of supersaturations."
        )


@lru_cache(maxsize=1)
def compiled_kernel() -> Compiled | None:
    """Return the kernel, to be compiled or loaded when it is first run; None if it cannot be.

    Machine code, and nothing else, is kept in Python's own `__pycache__` beside this file if Python
    keeps its own there; or in the folder that the environment variable `NUMBA_CACHE_DIR` names.
    """
    try:
        numba: Any = importlib.import_module("numba")
        extending: Any = importlib.import_module("numba.extending")
    except ImportError:  # not installed, or not made for this numpy
        return None
    # Intel's vector library rounds exp of several lanes at once otherwise than exp of one lane.
    if numba.config.USING_SVML:
        return None
    # As numpy: dividing by zero gives infinity. And no liberties with the order of additions.
    options = {"error_model": "numpy", "fastmath": False}
    for helper in lanes.HELPERS:
        extending.register_jitable(**options)(helper)
    kept = _may_keep(numba.config.CACHE_DIR)
    run: Callable[..., None] = numba.njit(lanes.solve_rows, nogil=True, cache=kept, **options)
    return Compiled(run, int(numba.config.NUMBA_NUM_THREADS), kept)


def _may_keep(chosen: str) -> bool:
    """Return whether machine code may be kept, in a chosen folder or else in `__pycache__`.

    Where neither can be written numba would look for another place, which nobody agreed to.
    """
    if not chosen and (sys.dont_write_bytecode or sys.pycache_prefix is not None):
        return False
    folder = Path(chosen) if chosen else Path(__file__).parent / "__pycache__"
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False

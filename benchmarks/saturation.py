"""How fast supersaturations are, and whether any urine is left unsolved.

Run `python benchmarks/saturation.py`; `--wide` adds a million urines from a wide box and a hundred
thousand absurd ones, and counts failures. The compiled kernel takes part if numba is installed,
PHREEQC if phreeqpython is. What is compared runs in turn, round after round on the same urines,
so that other work on the machine slows all alike: compare the ratios.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from unittest import mock

# One thread, so that the figures of numpy are per core.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from uroscope.derive.saturation import (
    IONS,
    constant_set,
    elasticities,
    estimate,
    kernel,
    missing_input_rules,
    supersaturation,
)
from uroscope.derive.saturation.constants import SALTS, ConstantSet, Floats
from uroscope.derive.saturation.lanes import Limits, Solved
from uroscope.derive.saturation.plan import plan_of
from uroscope.derive.saturation.rules import MissingInputRules
from uroscope.derive.saturation.solids import saturation
from uroscope.derive.saturation.speciation import SOLVED, speciate
from uroscope.derive.saturation.table import ion_columns
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.places import knowledge_folder

DATABASE = Path(__file__).parents[1] / "tests" / "differential" / "data"
MIDDLE = np.array([95, 38, 3, 2.8, 22, 105, 18, 12, 0.25, 1.8, 2.2])
LOWEST = np.array([5, 3, 0.2, 0.2, 0.5, 5, 1, 0.5, 0.02, 0.03, 0.1])
HIGHEST = np.array([400, 200, 16, 16, 120, 430, 90, 60, 3, 13, 12])


def usual(count: int) -> pd.DataFrame:
    """Return urines around usual concentrations [mmol/L]."""
    rng = np.random.default_rng(1)
    values = MIDDLE * np.exp(0.45 * rng.standard_normal((count, len(IONS))))
    ph = np.clip(rng.normal(6.0, 0.6, count), 4.6, 8.0)
    return pd.DataFrame(values, columns=list(IONS)).assign(ph=ph)


def race(works: Mapping[str, Callable[[], object]], rounds: int = 5) -> dict[str, float]:
    """Return the median time of each work, all run in turn in every round, after one to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            if number:
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def with_numpy(work: Callable[[], object]) -> Callable[[], object]:
    """Return a work that the kernel takes no part in."""

    def run() -> object:
        with mock.patch.object(kernel, "pays_for", return_value=False):
            return work()

    return run


def with_kernel(work: Callable[[], object], threads: int) -> Callable[[], object]:
    """Return a work that the kernel does with so many threads, however small it is."""
    compiled = kernel.compiled_kernel()
    assert compiled is not None  # noqa: S101
    limited = compiled._replace(threads=threads)

    def run() -> object:
        with (
            mock.patch.object(kernel, "pays_for", return_value=True),
            mock.patch.object(kernel, "compiled_kernel", return_value=limited),
        ):
            return work()

    return run


def load_kernel(constants: ConstantSet) -> int:
    """Print how long importing numba and the first urine take; return the threads, 0: no numba."""
    start = time.perf_counter()
    compiled = kernel.compiled_kernel()
    imported = time.perf_counter()
    if compiled is None:
        print("kernel: numba is not installed, or cannot be used here")
        return 0
    totals, ph = np.full((len(IONS), 1), 0.01), np.array([6.0])
    solved = Solved(np.empty((len(IONS), 1)), np.empty(1), np.empty(1, dtype=np.int16))
    kernel.solve(totals, ph, np.arange(1), plan_of(constants), Limits(4, 30, 300, 1e-13), solved)
    taken = time.perf_counter() - imported
    how = "loaded if kept before, else compiled" if compiled.kept else "compiled, cannot be kept"
    print(f"kernel: numba imported in {imported - start:.2f} s, {how} in {taken:.2f} s")
    return compiled.threads


def ways(work: Callable[[], object], threads: int) -> dict[str, Callable[[], object]]:
    """Return a work done by numpy, and by the kernel on one and on all processors."""
    found = {"numpy": with_numpy(work)}
    for number in sorted({1, threads} - {0}) if threads else ():
        found[f"kernel, {number} thread{'s' * (number > 1)}"] = with_kernel(work, number)
    return found


def show(what: str, count: int, taken: Mapping[str, float]) -> None:
    """Print urines per second of each way, and how many times those of the first."""
    first = next(iter(taken.values()))
    for way, time_ in taken.items():
        ratio = f"{first / time_:.2f}"
        print(f"{what:<44}{way:<19}{count:>9,}{time_:>10.4f}{count / time_:>12,.0f}{ratio:>8}")


def phreeqc_work(urines: pd.DataFrame) -> Callable[[], object]:
    """Return PHREEQC computing the same urines and salts in one run."""
    sys.path.insert(0, str(DATABASE.parent))
    from test_phreeqc import phreeqc

    return lambda: phreeqc(urines)


def whole(totals: Floats, ph: Floats, constants: ConstantSet) -> object:
    """Compute supersaturation from arrays to arrays."""
    return saturation(speciate(totals, ph, constants), constants)


def tables_only(urines: pd.DataFrame, values: Floats) -> object:
    """Read the table and build the one that is returned, without any chemistry between."""
    ion_columns(urines)
    return pd.DataFrame(values.T, index=urines.index)


def speed(constants: ConstantSet, rules: MissingInputRules) -> None:
    """Print urines per second."""
    threads = load_kernel(constants)
    print(f"{'what':<44}{'way':<19}{'urines':>9}{'seconds':>10}{'urines/s':>12}{'ratio':>8}")
    many = usual(400_000)
    size = len(many)
    totals, ph = many[list(IONS)].to_numpy().T / 1000, many["ph"].to_numpy()
    for tolerance in (1e-8, 1e-10, 1e-13):
        works = ways(lambda t=tolerance: speciate(totals, ph, constants, t), threads)
        show(f"equilibrium alone, converged to {tolerance:g}", size, race(works))
    works = ways(lambda: whole(totals, ph, constants), threads)
    show("supersaturation, arrays in, arrays out", size, race(works))
    works = ways(lambda: supersaturation(many, constants), threads)
    show("supersaturation, table in, table out", size, race(works))
    values = np.zeros((2 * len(SALTS), size))
    show("  of this the tables", size, race({"pandas": lambda: tables_only(many, values)}))
    gaps, volume = many.drop(columns=["ammonium", "sulfate"]), np.full(size, 1.5)
    works = ways(lambda: estimate(gaps, volume, constants, rules), threads)
    show("estimate, ammonium and sulfate missing", size, race(works, 3))
    part = usual(20_000)
    solved = speciate(part[list(IONS)].to_numpy().T / 1000, part["ph"].to_numpy(), constants)
    works = {"numpy": lambda: elasticities(solved, constants)}
    show("all elasticities of solved urines", len(part), race(works, 3))
    one, few = many.iloc[:1], many.iloc[:200]
    works = {"numpy": with_numpy(lambda: supersaturation(one, constants))}
    show("supersaturation of one", 1, race(works, 50))
    against_phreeqc(few, constants, threads)


def against_phreeqc(urines: pd.DataFrame, constants: ConstantSet, threads: int) -> None:
    """Print urines per second beside PHREEQC, each with the same urines, and ratios to PHREEQC."""
    if importlib.util.find_spec("phreeqpython") is None:
        print("PHREEQC: phreeqpython is not installed")
        return
    works = {"PHREEQC, one run": phreeqc_work(urines)}
    works |= ways(lambda: supersaturation(urines, constants), threads)
    show("supersaturation of the same 200", len(urines), race(works, 5))


def wide(constants: ConstantSet) -> None:
    """Print how many urines of a wide and of an absurd box are not solved."""
    boxes = (
        ("wide box, pH 4.5 to 8.5", 1_000_000, LOWEST, HIGHEST, (4.5, 8.5)),
        ("absurd box, 1e-6 to 1000 mmol/L, pH 3.5 to 10", 100_000, 1e-6, 1000.0, (3.5, 10.0)),
    )
    print(f"{'box':<52}{'urines':>10}{'failed':>8}{'sweeps: median':>16}{'99 %':>6}{'most':>6}")
    for name, count, low, high, acidity in boxes:
        rng = np.random.default_rng(2)
        low, high = np.broadcast_to(low, len(IONS)), np.broadcast_to(high, len(IONS))
        share = rng.random((len(IONS), count))
        totals = low[:, None] * (high / low)[:, None] ** share / 1000
        solved = speciate(totals, rng.uniform(*acidity, count), constants)
        failed = int((solved.status != SOLVED).sum())
        middle, high99 = np.percentile(solved.sweeps, [50, 99])
        print(
            f"{name:<52}{count:>10,}{failed:>8}{middle:>16.0f}{high99:>6.0f}{solved.sweeps.max():>6}"
        )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wide", action="store_true", help="also count failures in wide boxes")
    arguments = parser.parse_args()
    folder = knowledge_folder() / "chemistry"
    constants = constant_set(read_yaml(folder / "equil2_v5.yaml").data)
    rules = missing_input_rules(read_yaml(folder / "missing_inputs.yaml").data)
    print(f"constants {constants.name}, numpy {np.__version__}, pandas {pd.__version__}")
    speed(constants, rules)
    if arguments.wide:
        wide(constants)


if __name__ == "__main__":
    main()

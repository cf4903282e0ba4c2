"""How fast supersaturations are, and whether any urine is left unsolved.

Run `python benchmarks/saturation.py`; `--wide` adds a million urines from a wide box and a hundred
thousand absurd ones, and counts failures. PHREEQC takes part if phreeqpython is installed. Every
figure of one run is of the same urines on the same machine, so compare the ratios.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

# One thread, so that the figures are per core.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from uroscope.derive.saturation import (
    IONS,
    constant_set,
    elasticities,
    estimate,
    missing_input_rules,
    supersaturation,
)
from uroscope.derive.saturation.speciation import SOLVED, speciate
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


def seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """Return the median time of some runs, after one to warm up [s]."""
    work()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def phreeqc_seconds(urines: pd.DataFrame) -> float:
    """Return the time PHREEQC takes for the same urines and salts [s]."""
    sys.path.insert(0, str(DATABASE.parent))
    from test_phreeqc import phreeqc

    return seconds(lambda: phreeqc(urines), repeats=3)


def speed(constants: object, rules: object) -> None:
    """Print urines per second."""
    print(f"{'what':<52}{'urines':>10}{'seconds':>10}{'urines/s':>12}")

    def line(what: str, count: int, taken: float) -> float:
        print(f"{what:<52}{count:>10,}{taken:>10.4f}{count / taken:>12,.0f}")
        return count / taken

    many, few = usual(400_000), usual(200)
    totals, ph = many[list(IONS)].to_numpy().T / 1000, many["ph"].to_numpy()
    for tolerance in (1e-8, 1e-10, 1e-13):
        taken = seconds(lambda t=tolerance: speciate(totals, ph, constants, t), 3)
        line(f"equilibrium alone, converged to {tolerance:g}", len(many), taken)
    ours = line(
        "supersaturation, table in, table out",
        len(many),
        seconds(lambda: supersaturation(many, constants), 3),
    )
    gaps, volume = many.drop(columns=["ammonium", "sulfate"]), np.full(len(many), 1.5)
    line(
        "estimate, ammonium and sulfate missing",
        len(many),
        seconds(lambda: estimate(gaps, volume, constants, rules), 3),
    )
    part = usual(20_000)
    solved = speciate(part[list(IONS)].to_numpy().T / 1000, part["ph"].to_numpy(), constants)
    line(
        "all elasticities of solved urines",
        len(part),
        seconds(lambda: elasticities(solved, constants), 3),
    )
    line("supersaturation of 200", 200, seconds(lambda: supersaturation(few, constants), 20))
    line("supersaturation of one", 1, seconds(lambda: supersaturation(few.iloc[:1], constants), 50))
    if importlib.util.find_spec("phreeqpython") is None:
        print("PHREEQC: phreeqpython is not installed")
        return
    theirs = line("PHREEQC, 200 solutions in one run", 200, phreeqc_seconds(few))
    print(f"tables of {len(many):,} against PHREEQC: {ours / theirs:,.0f} times")


def wide(constants: object) -> None:
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
    print(
        f"constants {constants.name}, numpy {np.__version__}, pandas {pd.__version__}, one thread"
    )
    speed(constants, rules)
    if arguments.wide:
        wide(constants)


if __name__ == "__main__":
    main()

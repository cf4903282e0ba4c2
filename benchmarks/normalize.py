"""How long reading and normalizing take, as ratios to `pandas.read_csv` of the same file.

Run `python benchmarks/normalize.py`: 300,000 wide rows of 19 analytes; `--rows` changes the
number, `--digits 15` prints numbers that hardly repeat. Each ratio is the median of five rounds in
which the three programs take turns, so that a busy machine slows them alike. A single collection is
the first sample. Times are those of the processor.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from uroscope.knowledge import load
from uroscope.knowledge.places import samples_folder
from uroscope.normalize import normalize
from uroscope.reading import read_file

ROUNDS = 5
# Header, mean, standard deviation and printed decimals of each column.
ANALYTES = [
    ("urine_volume (L/d)", 1.8, 0.5, 2),
    ("urine_calcium (mg/d)", 200, 40, 0),
    ("urine_oxalate (mg/d)", 35, 6, 0),
    ("urine_citrate (mg/d)", 500, 90, 0),
    ("urine_sodium (mmol/d)", 150, 30, 0),
    ("urine_ph", 6.0, 0.4, 2),
    ("urine_uric_acid (mg/d)", 600, 90, 0),
    ("urine_magnesium (mg/d)", 90, 15, 0),
    ("urine_potassium (mmol/d)", 55, 10, 0),
    ("urine_phosphorus (mg/d)", 800, 120, 0),
    ("urine_ammonium (mmol/d)", 35, 6, 0),
    ("urine_chloride (mmol/d)", 150, 30, 0),
    ("urine_sulfate (mmol/d)", 20, 4, 0),
    ("urine_creatinine (mg/d)", 1400, 200, 0),
    ("serum_calcium (mg/dL)", 9.5, 0.4, 1),
    ("serum_potassium (mmol/L)", 4.2, 0.3, 1),
    ("serum_creatinine (mg/dL)", 0.9, 0.1, 2),
    ("serum_pth (pg/mL)", 45, 8, 0),
    ("serum_bicarbonate (mmol/L)", 25, 2, 0),
]


def write(path: Path, rows: int, digits: int | None) -> None:
    """Write a wide file of invented collections."""
    generator = np.random.default_rng(20261122)
    days = np.datetime64("2015-01-01") + generator.integers(0, 3650, rows)
    columns: dict[str, Any] = {
        "patient_id": [f"P{number}" for number in range(rows)],
        "collection_start": days.astype(str),
        "sex": generator.choice(["F", "M"], rows),
        "age": generator.integers(18, 90, rows),
        "weight_kg": generator.normal(75, 12, rows).round(1),
    }
    for name, mean, deviation, decimals in ANALYTES:
        values = np.abs(generator.normal(mean, deviation, rows))
        places = decimals if digits is None else digits
        columns[name] = values.round(places) if places else values.round().astype(np.int64)
    pd.DataFrame(columns).to_csv(path, index=False)


def seconds(action: Callable[[], object]) -> float:
    """Return the processor time of one call, which a busy machine hardly changes [s]."""
    start = time.process_time()
    action()
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--digits", type=int, default=None)
    arguments = parser.parse_args()
    knowledge = load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.csv"
        write(path, arguments.rows, arguments.digits)
        readings = read_file(str(path), knowledge)
        rounds = [
            (
                seconds(lambda: pd.read_csv(path)),
                seconds(lambda: read_file(str(path), knowledge)),
                seconds(lambda: normalize([readings], knowledge)),
            )
            for _ in range(ROUNDS)
        ]
        plain, read, normal = (statistics.median(column) for column in zip(*rounds, strict=True))
        share = statistics.median(n / p for p, _, n in rounds)
        total = statistics.median((r + n) / p for p, r, n in rounds)
    sample = sorted(samples_folder().glob("*.csv"))[0]
    one = read_file(str(sample), knowledge)
    single_read = min(seconds(lambda: read_file(str(sample), knowledge)) for _ in range(50))
    single = min(seconds(lambda: normalize([one], knowledge)) for _ in range(50))
    print(f"{arguments.rows:,} rows × {len(ANALYTES)} analytes")
    print(f"pandas.read_csv        {plain:6.2f} s")
    print(f"read_file              {read:6.2f} s")
    print(f"normalize              {normal:6.2f} s   {share:.2f} × pandas.read_csv")
    print(f"read and normalize     {read + normal:6.2f} s   {total:.2f} × pandas.read_csv")
    print(f"one collection, read   {single_read * 1e3:6.2f} ms")
    print(f"one, normalized        {single * 1e3:6.2f} ms")


if __name__ == "__main__":
    main()

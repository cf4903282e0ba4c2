"""Statuses of all patterns for many collections, beside reading them; and one full review.

python benchmarks/interpret.py [--rows 100000] [--check]
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from uroscope.compare import compare
from uroscope.interpret import interpret
from uroscope.knowledge import load
from uroscope.normalize import normalize
from uroscope.pipeline import derive_panel
from uroscope.reading.delimited import read_text
from uroscope.reviewing import review_panel

TYPICAL = {
    "urine_volume (L/d)": (1.8, 0.35), "urine_calcium (mg/d)": (200, 0.4),
    "urine_oxalate (mg/d)": (33, 0.35), "urine_citrate (mg/d)": (520, 0.6),
    "urine_sodium (mmol/d)": (160, 0.35), "urine_uric_acid (mg/d)": (580, 0.3),
    "urine_magnesium (mg/d)": (100, 0.35), "urine_potassium (mmol/d)": (58, 0.35),
    "urine_phosphorus (mg/d)": (870, 0.3), "urine_ammonium (mmol/d)": (33, 0.4),
    "urine_chloride (mmol/d)": (155, 0.35), "urine_sulfate (mmol/d)": (19, 0.35),
    "urine_urea_nitrogen (g/d)": (10, 0.3), "urine_creatinine (mg/d)": (1350, 0.25),
    "serum_calcium (mg/dL)": (9.6, 0.05), "serum_pth (pg/mL)": (45, 0.4),
    "serum_potassium (mmol/L)": (4.2, 0.08), "serum_bicarbonate (mmol/L)": (25, 0.1),
}  # fmt: skip
ROUND = 3


def collections(rows: int, seed: int = 1) -> str:
    """Return a wide file of synthetic collections: 18 log-normal analytes and the pH."""
    random = np.random.default_rng(seed)
    columns = {
        "patient_id": [f"P{n}" for n in range(rows)],
        "sex": np.where(random.random(rows) < 0.5, "female", "male"),
        "age": random.integers(19, 85, rows),
        "weight_kg": random.normal(78, 14, rows).clip(40).round(1),
        "urine_ph": random.normal(6.0, 0.5, rows).clip(4.6, 7.9).round(2),
    }
    for name, (median, spread) in TYPICAL.items():
        columns[name] = np.round(median * np.exp(spread * random.normal(size=rows)), ROUND)
    return pd.DataFrame(columns).to_csv(index=False)


def seconds(action: Callable[[], object], runs: int = 5) -> float:
    """Return the median processor time of an action, which a busy machine does not change [s]."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> int:
    """Print the ratio of statuses to reading, and the time of one review."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    knowledge = load()
    profile = knowledge.profile("stone_us")
    text = collections(options.rows)
    panel = normalize([read_text("synthetic", text, knowledge)], knowledge)
    derived = derive_panel(panel)
    flags = compare(panel, profile, knowledge, derived)
    reading = seconds(lambda: pd.read_csv(io.StringIO(text)))
    statuses = seconds(lambda: interpret(panel, derived, flags, knowledge))
    before = seconds(lambda: compare(panel, profile, knowledge, derive_panel(panel)))
    one = normalize([read_text("synthetic", collections(1), knowledge)], knowledge)
    review = seconds(lambda: review_panel(one, profile), 30)
    patterns = len(knowledge.record["patterns"])
    print(f"{patterns} patterns, {options.rows:,} collections, ratios to pandas.read_csv of them:")
    print(f"  indices and flags {before / reading:.2f}")
    print(f"  statuses          {statuses / reading:.2f} (limit 0.5)")
    print(f"one full review after start-up: {review * 1000:.1f} ms (limit 20 ms)")
    return int(options.check and (statuses > 0.5 * reading or review > 0.02))


if __name__ == "__main__":
    raise SystemExit(main())

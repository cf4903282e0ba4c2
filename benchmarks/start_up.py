"""Start-up: whole processes timed side by side in one run; only ratios mean anything.

python benchmarks/start_up.py [--check]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = sorted((ROOT / "sample_data").glob("*.csv"))[0]
PAIRS = {
    "review of one collection / import pandas": (
        ["-m", "uroscope", "review", str(SAMPLE)],
        ["-c", "import pandas"],
        2.0,
    ),
    "--help / import typer": (["-m", "uroscope", "--help"], ["-c", "import typer"], 1.6),
}


def seconds(arguments: list[str]) -> float:
    """Return the wall time of one process [s]."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    return time.perf_counter() - start


def main() -> int:
    """Print the ratio of each pair; with --check fail above its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    failed = False
    for name, (ours, theirs, limit) in PAIRS.items():
        seconds(ours), seconds(theirs)
        ratios = [seconds(ours) / seconds(theirs) for _ in range(options.runs)]
        ratio = statistics.median(ratios)
        print(f"{name}: {ratio:.2f} (limit {limit}; {min(ratios):.2f} to {max(ratios):.2f})")
        failed |= ratio > limit
    return int(options.check and failed)


if __name__ == "__main__":
    raise SystemExit(main())

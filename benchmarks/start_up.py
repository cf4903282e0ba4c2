"""Start-up: whole processes timed side by side in one run; only ratios mean anything.

python benchmarks/start_up.py [--check]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = sorted((ROOT / "sample_data").glob("*.csv"))[0]
# A user has compiled modules; without them every start would measure the compiler.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT["PYTHONIOENCODING"] = "utf-8"
PAIRS = {
    "review of one collection / import pandas": (
        ["-m", "uroscope", "review", str(SAMPLE)],
        ["-c", "import pandas"],
        2.0,
    ),
    "--help / import click": (["-m", "uroscope", "--help"], ["-c", "import click"], 1.6),
}


def seconds(arguments: list[str]) -> float:
    """Return the processor time of one process, which a busy machine does not change [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        env=ENVIRONMENT,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


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

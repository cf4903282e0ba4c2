"""How long a batch takes and how much memory, beside `pandas.read_csv` of the same file.

`python benchmarks/batch.py` measures wide collections of 19 analytes to parquet and writes
docs/performance.md; `--rows 300000 3000000` are the sizes of the speed tables, `--memory` those of
the last, `--quick` measures 300,000 alone and writes nothing. Whole commands are timed by the
clock, in turns; steps by the processor, after a first run on few rows. Each is the least of its
rounds: other work on the machine slows all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from normalize import ANALYTES

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
SMALL, LARGE, HUGE = 300_000, 3_000_000, 10_000_000
# A command of two seconds is slowed by any other work on the machine: it has more turns.
TURNS = 12
STEPS = {
    "uroscope.batch.inputs:read_piece": "split the text into columns",
    "uroscope.batch.inputs:readings_of": "understand the columns",
    "uroscope.batch.parts:normalize": "numbers, units, people",
    "uroscope.pipeline:derive_panel": "indices",
    "uroscope.pipeline:compare": "flags",
    "uroscope.pipeline:interpret": "findings",
    "uroscope.pipeline:_saturation_columns": "supersaturations",
    "uroscope.pipeline:result_table": "put the table together",
    "uroscope.batch.summary:Summary.count": "count",
    "uroscope.batch.parts:_Output.write": "write parquet",
    "uroscope.batch.merge:Merger.add": "join the parts",
}


def write(path: Path, rows: int) -> None:
    """Write a wide file of invented collections, a block at a time."""
    generator = np.random.default_rng(20261122)
    names = ["patient_id", "collection_start", "sex", "age", "weight_kg"]
    with path.open("w", encoding="utf-8") as stream:
        stream.write(",".join([*names, *(name for name, *_ in ANALYTES)]) + "\n")
        for start in range(0, rows, 100_000):
            size = min(100_000, rows - start)
            days = np.datetime64("2015-01-01") + generator.integers(0, 3650, size)
            columns = [
                [f"P{number}" for number in range(start, start + size)],
                days.astype(str).tolist(),
                generator.choice(["F", "M"], size).tolist(),
                generator.integers(18, 90, size).astype(str).tolist(),
                [f"{w:.1f}" for w in generator.normal(75, 12, size).clip(35).tolist()],
            ]
            for _, mean, deviation, decimals in ANALYTES:
                values = np.abs(generator.normal(mean, deviation, size)).tolist()
                columns.append([f"{value:.{decimals}f}" for value in values])
            stream.writelines(",".join(row) + "\n" for row in zip(*columns, strict=True))


def alone(task: str, path: Path, output: Path, *more: str) -> dict[str, Any]:
    """Do one task in a process of its own and return what it measured."""
    command = [sys.executable, __file__, "--task", task, str(path), str(output), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def do(task: str, path: Path, output: Path, more: Sequence[str]) -> dict[str, Any]:
    """Do one task here: `csv` or `batch`, after a first run on few rows."""
    import resource

    if task == "csv":
        import pandas as pd

        pd.read_csv(path, nrows=1000)
        start = time.process_time()
        pd.read_csv(path)
        return {"seconds": time.process_time() - start}
    from uroscope.batch import Options, run_batch
    from uroscope.batch.memory import keep_freed
    from uroscope.knowledge import load

    # As the command does.
    keep_freed()
    profile = load().profile("stone_us")
    workers = int(next((word[8:] for word in more if word.startswith("workers=")), "1"))
    options = Options(output, profile, workers=workers, fast="fast" in more)
    few = output.with_name("few.csv")
    with path.open(encoding="utf-8") as stream:
        few.write_text("".join(stream.readline() for _ in range(3000)), encoding="utf-8")
    run_batch([str(few)], Options(output, profile, fast=options.fast), lambda *_: None)
    steps: dict[str, float] = {}
    if "steps" in more:
        timed(steps)
    start, wall = time.process_time(), time.perf_counter()
    run_batch([str(path)], options, lambda *_: None)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if workers > 1 else 0
    return {
        "seconds": time.process_time() - start,
        "wall": time.perf_counter() - wall,
        "peak_mb": (own + workers * workers_peak) / 1024,
        "steps": steps,
        "size": output.stat().st_size,
    }


def timed(steps: dict[str, float]) -> None:
    """Let every step add its processor time under its name."""
    import importlib

    for place, name in STEPS.items():
        module, _, path = place.partition(":")
        holder: Any = importlib.import_module(module)
        *outer, last = path.split(".")
        for part in outer:
            holder = getattr(holder, part)
        setattr(holder, last, _timed(getattr(holder, last), name, steps))


def _timed(function: Any, name: str, steps: dict[str, float]) -> Any:
    def run(*arguments: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            steps[name] = steps.get(name, 0.0) + time.process_time() - start

    return run


def command(output: Path, *words: str) -> float:
    """Return how long a command takes by the clock, from its start to its end [s]."""
    # The table of the turn before would have to be taken away first.
    output.unlink(missing_ok=True)
    # Compiled files are kept, as Python does unless it is told otherwise.
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words], env=surroundings, capture_output=True, text=True, check=False
    )
    # A few invented values are refused, which is exit code 3.
    if done.returncode not in (0, 3):
        raise RuntimeError(done.stderr)
    return time.perf_counter() - start


def commands(path: Path, output: Path, rounds: int) -> dict[str, float]:
    """Time reading with pandas and both batches as whole commands, in turns."""
    batch = ("-m", "uroscope", "batch", str(path), "-o", str(output))
    ways = {
        "csv": ("-c", f"import pandas; pandas.read_csv({str(path)!r})"),
        "plain": batch,
        "fast": (*batch, "--fast"),
    }
    found = [
        {way: command(output, *words) for way, words in ways.items()} for _ in range(rounds + 1)
    ]
    # The first round fills caches of files and of machine code.
    return {way: min(one[way] for one in found[1:]) for way in ways}


def least(task: str, path: Path, output: Path, rounds: int, *more: str) -> dict[str, Any]:
    """Return the fastest of some rounds."""
    found = [alone(task, path, output, *more) for _ in range(rounds)]
    return min(found, key=lambda one: one["seconds"])


def workers(path: Path, output: Path, rounds: int) -> dict[int, dict[str, Any]]:
    """Measure one process and two, in turns, and return the fastest round of each."""
    turns = [
        {n: alone("batch", path, output, f"workers={n}") for n in (1, 2)} for _ in range(rounds)
    ]
    print("workers", [{n: way["wall"] for n, way in one.items()} for one in turns], flush=True)
    return {n: min((one[n] for one in turns), key=lambda way: way["wall"]) for n in (1, 2)}


def measure(sizes: Sequence[int], memory: Sequence[int], rounds: int) -> dict[str, Any]:
    """Measure everything the page says."""
    from uroscope.batch.parts import batch_fields

    found: dict[str, Any] = {"speed": {}, "memory": {}, "cores": len(os.sched_getaffinity(0))}
    found["columns"] = len(batch_fields())
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "table.parquet"
        for rows in sorted({*sizes, *memory}):
            path = Path(folder) / f"{rows}.csv"
            write(path, rows)
            if rows in sizes:
                turns = rounds if rows <= SMALL else min(rounds, 2)
                csv = least("csv", path, output, turns)
                plain = least("batch", path, output, turns, "steps")
                fast = least("batch", path, output, turns, "steps", "fast")
                whole = commands(path, output, TURNS if rows <= SMALL else turns)
                found["speed"][rows] = {
                    "csv": csv, "plain": plain, "fast": fast, "commands": whole,
                }  # fmt: skip
                print(rows, whole, flush=True)
                print(rows, csv["seconds"], plain["seconds"], fast["seconds"], flush=True)
            if rows in memory:
                found["memory"][rows] = alone("batch", path, output)
                print(rows, found["memory"][rows]["peak_mb"], flush=True)
            if rows == LARGE:
                found["workers"] = workers(path, output, max(rounds, 4))
            path.unlink()
    return found


def page(found: dict[str, Any]) -> str:
    """Return docs/performance.md."""
    lines = [
        "# How fast, and how much memory",
        "",
        "Generated by `python benchmarks/batch.py`; nothing here is written by hand. Wide files of",
        "19 analytes, 24 columns, to parquet of "
        f"{found['columns']} columns, on {found['cores']} shared processors",
        f"({platform.machine()}, Python {platform.python_version()}).",
        "",
        "As commands, by the clock, the start of Python included: `uroscope batch FILE -o OUT`",
        'beside `python -c "import pandas; pandas.read_csv(FILE)"`, in turns.',
        "",
        "| collections | `read_csv` | batch | batch `--fast` | collections/s |",
        "|---:|---:|---:|---:|---:|",
    ]
    for rows, one in found["speed"].items():
        base, plain, fast = (one["commands"][way] for way in ("csv", "plain", "fast"))
        lines.append(
            f"| {rows:,} | {base:.2f} s | {plain / base:.1f} × | {fast / base:.1f} × "
            f"| {rows / plain:,.0f} |"
        )
    lines += [
        "",
        "The work alone: processor time in a process that has started already, beside that of",
        "`pandas.read_csv` in another.",
        "",
        "| collections | `read_csv` | batch | batch `--fast` | collections/s of one processor |",
        "|---:|---:|---:|---:|---:|",
    ]
    for rows, one in found["speed"].items():
        base, plain, fast = (one[way]["seconds"] for way in ("csv", "plain", "fast"))
        lines.append(
            f"| {rows:,} | {base:.2f} s | {plain / base:.1f} × | {fast / base:.1f} × "
            f"| {rows / plain:,.0f} |"
        )
    rows, one = next(iter(found["speed"].items()))
    base = one["csv"]["seconds"]
    lines += [
        "",
        f"Where the time goes, {rows:,} collections, as multiples of `read_csv`:",
        "",
        "| step | batch | `--fast` |",
        "|---|---:|---:|",
    ]
    for name in STEPS.values():
        plain, fast = (one[way]["steps"].get(name, 0.0) / base for way in ("plain", "fast"))
        lines.append(f"| {name} | {plain:.2f} × | {fast:.2f} × |")
    if found["memory"]:
        lines += ["", "Peak memory of one process:", "", "| collections | peak |", "|---:|---:|"]
        for rows, one in found["memory"].items():
            lines.append(f"| {rows:,} | {one['peak_mb']:,.0f} MB |")
    if "workers" in found:
        one, two = (found["workers"][n] for n in (1, 2))
        lines += [
            "",
            f"Two processes on {LARGE:,} collections take {two['wall']:.0f} s where one takes "
            f"{one['wall']:.0f} s:",
            f"{one['wall'] / two['wall']:.2f} times as fast by the clock, putting the parts "
            "together included, in",
            f"{two['peak_mb']:,.0f} MB in all. Other work on the machine moves this figure most.",
        ]
    lines += [
        "",
        f"A batch writes {found['columns']} columns for 24 read: writing weighs in every figure.",
        "Without `--fast` numpy solves the supersaturations, and a table has the last digit that a",
        "review has. The kernel of `--fast` is compiled once, which takes some seconds, where",
        "Python may keep compiled files; below some 1.3 million rows it is not loaded, so there",
        "both columns are the same work and differ as two measurements do.",
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[SMALL, LARGE])
    parser.add_argument("--memory", type=int, nargs="*", default=[SMALL, LARGE, HUGE])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--task", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        task, path, output, *more = options.task
        print(json.dumps(do(task, Path(path), Path(output), more)))
        return 0
    if options.quick:
        print(page(measure([SMALL], [], 3)))
        return 0
    text = page(measure(options.rows, options.memory, options.rounds))
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

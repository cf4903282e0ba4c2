"""A batch from its files to one table: planned, done in parts, put together, resumed."""

from __future__ import annotations

import errno
import gc
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context, parent_process
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

import numpy as np

from uroscope import __version__
from uroscope.batch.folder import parts_of, work_folder
from uroscope.batch.inputs import (
    PARQUET,
    InputFile,
    Whole,
    blood_alone,
    by_patient,
    expand,
    spare,
    understand,
)
from uroscope.batch.memory import keep_freed, one_pool
from uroscope.batch.merge import Merger, write_refused
from uroscope.batch.parts import Done, Job, Part, do_part, finished
from uroscope.batch.spill import between_patients, spill
from uroscope.batch.summary import Summary
from uroscope.derive.saturation.constants import IONS
from uroscope.derive.saturation.kernel import check_kernel
from uroscope.derive.saturation.panel import constants_of
from uroscope.derive.saturation.speciation import speciate
from uroscope.errors import NothingUsableError, UsageError
from uroscope.knowledge import Knowledge, Profile, load
from uroscope.reading.pieces import CutFile
from uroscope.tables import Writing

# A new arrangement of parts makes old ones useless.
_ARRANGEMENT = 1
# The compiled kernel saves 0.05 s a part and takes 0.4 s to load in each of two processes: our
# convention, from measurements. It hangs on the input alone, so that a resumed run has one kind of
# last digit.
KERNEL_PARTS = 16
Progress = Callable[[int, int, int], None]
"""Called with parts done, parts in all, and rows done."""


@dataclass(frozen=True)
class Options:
    """What a batch is asked to do."""

    output: Path
    profile: Profile
    workers: int = 1
    issues: Path | None = None
    fast: bool = False
    follow: bool = False
    resume: bool = False
    beside: tuple[Path, ...] = ()
    """What the caller writes from the counts; checked with the outputs, before the work."""


@dataclass
class _Run:
    """A batch under way."""

    job: Job
    parts: list[Part]
    workers: int
    progress: Progress
    done: dict[int, Done] = field(default_factory=dict)


def run_batch(inputs: Sequence[str], options: Options, progress: Progress) -> Summary:
    """Interpret many files into one table.

    Parameters
    ----------
    inputs : sequence of str
        Files or folders.
    options : Options
        Where the table goes and how it is made.
    progress : callable
        Told how far it is.

    Returns
    -------
    Summary
        What was counted.

    Raises
    ------
    UsageError, NothingUsableError
        If nothing can be read, or the disk is full; nothing is then left behind.
    """
    knowledge = load()
    output = options.output
    if output.suffix.lower() not in (*PARQUET, ".csv"):
        raise UsageError(f"{output}: the ending says what to write; use .csv or .parquet.")
    found = expand(inputs)
    spare(found, [output, *([options.issues] if options.issues else []), *options.beside])
    says = _says(found, options, knowledge)
    try:
        with work_folder(output, says, options.resume) as (folder, kept):
            return _run(found, options, folder, kept, knowledge, progress)
    except OSError as error:
        if error.errno == errno.ENOSPC or "No space left" in str(error):
            shutil.rmtree(parts_of(output), ignore_errors=True)
            raise UsageError(
                f"{output}: the disk is full; nothing was written. "
                "Free space or choose another place with -o."
            ) from error
        raise


def _says(
    found: Sequence[tuple[Path, str]], options: Options, knowledge: Knowledge
) -> dict[str, Any]:
    """Return what parts depend on: those of an interrupted run are used where all of it agrees."""
    return {
        "arrangement": _ARRANGEMENT,
        "uroscope": __version__,
        "knowledge": knowledge.digest,
        "profile": options.profile.digest,
        "files": [[str(p.resolve()), p.stat().st_size, p.stat().st_mtime_ns] for p, _ in found],
        "how": [options.output.suffix.lower() == ".csv", options.fast, options.follow],
    }


def _run(
    found: Sequence[tuple[Path, str]],
    options: Options,
    folder: Path,
    kept: bool,
    knowledge: Knowledge,
    progress: Progress,
) -> Summary:
    files, summary = _understood(found, knowledge, folder)
    together = options.follow or by_patient(files, knowledge)
    alone = [blood_alone(file, knowledge) if together else None for file in files]
    job = Job(
        files=tuple(files),
        blood_alone=tuple(alone),
        profile=options.profile,
        folder=folder,
        csv=options.output.suffix.lower() == ".csv",
        fast=options.fast,
        follow=options.follow,
    )
    parts, damaged = _plan(job, together, kept)
    summary.unreadable += damaged
    job = replace(job, fast=job.fast and len(parts) >= KERNEL_PARTS)
    run = _Run(job, parts, max(1, options.workers), progress)
    if kept:
        run.done = dict(_finished(job, parts))
    with one_pool(), _frozen(), Merger(job, len(parts)) as merger:
        _do(run, [part for part in parts if part.number not in run.done], None, merger)
        _settle(run, merger)
        merger.complete()
    for part in parts:
        summary.add(run.done[part.number].summary)
    if not summary.rows:
        shutil.rmtree(folder, ignore_errors=True)
        raise NothingUsableError("No record of the input could be used, so there is no table.")
    os.replace(merger.half, options.output)
    if options.issues is not None:
        write_refused(job, len(parts), summary, options.issues)
    shutil.rmtree(folder, ignore_errors=True)
    return summary


def _understood(
    found: Sequence[tuple[Path, str]], knowledge: Knowledge, folder: Path
) -> tuple[list[InputFile], Summary]:
    """Understand every file; one that cannot be read is skipped beside others, and said."""
    files: list[InputFile] = []
    summary = Summary()
    for path, name in found:
        try:
            files.append(understand(path, name, knowledge, folder))
        except (UsageError, NothingUsableError) as error:
            if len(found) == 1:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            summary.unreadable.append(str(error))
    if not files:
        shutil.rmtree(folder, ignore_errors=True)
        raise NothingUsableError("\n".join(summary.unreadable))
    return files, summary


def _plan(job: Job, together: bool, kept: bool) -> tuple[list[Part], list[str]]:
    """Decide which records are read together."""
    if not together:
        pieces = [(n, piece) for n, file in enumerate(job.files) for piece in file.pieces]
        return [Part(at, (one,)) for at, one in enumerate(pieces)], []
    note = job.folder / "partitions.json"
    if not (kept and note.exists()):
        only = job.files[0]
        cut = between_patients(only) if len(job.files) == 1 and isinstance(only, CutFile) else None
        says: dict[str, Any] = {"pieces": None if cut is None else [vars(p) for p in cut]}
        if cut is None:
            says["count"], says["damaged"] = spill(job.files, job.folder)
        note.write_text(json.dumps(says), encoding="utf-8")
    says = json.loads(note.read_text(encoding="utf-8"))
    if says["pieces"] is not None:
        from uroscope.reading.pieces import Piece

        grouped = [Piece(**piece) for piece in says["pieces"]]
        return [Part(at, ((0, piece),)) for at, piece in enumerate(grouped)], []
    return [Part(at, partition=at) for at in range(says["count"])], says["damaged"]


def _finished(job: Job, parts: Sequence[Part]) -> Iterator[tuple[int, Done]]:
    """Yield the parts that an interrupted run finished."""
    for part in parts:
        done = finished(job, part)
        if done is not None:
            yield part.number, done


def _settle(run: _Run, merger: Merger) -> None:
    """Do those parts again that the rest of their file reads otherwise.

    Whether `1,234` is a thousand, and whether M is a man, is settled by the whole file; a part that
    hangs on it and was read by itself may have been read otherwise.
    """
    whole: dict[int, Writing] = {}
    for done in run.done.values():
        for number, writing in done.writing.items():
            whole[number] = whole.get(number, Writing()).with_other(writing)
    again = [
        part
        for part in run.parts
        if not all(
            writing.reads_as(whole[number])
            for number, writing in run.done[part.number].writing.items()
        )
    ]
    if again:
        merger.restart()
        _do(run, again, whole, merger)


def _do(run: _Run, parts: Sequence[Part], whole: Whole | None, merger: Merger) -> None:
    """Do some parts, in this process or in several, and put them together as they come."""
    total = len(run.parts)

    def note(part: Part, done: Done) -> None:
        run.done[part.number] = done
        run.progress(len(run.done), total, sum(d.summary.rows for d in run.done.values()))

    waiting = {part.number for part in parts}
    _merge_ready(merger, run, waiting)
    if run.job.fast:
        _load_kernel()
    helpers = min(run.workers, len(parts)) - 1
    if helpers < 1:
        for part in parts:
            note(part, do_part(run.job, part, whole))
            waiting.discard(part.number)
            _merge_ready(merger, run, waiting)
        return
    pool = ProcessPoolExecutor(helpers, mp_context=_context(), initializer=_quiet)
    try:
        open_: dict[Future[Done], Part] = {}
        for left, part in zip(range(len(parts) - 1, -1, -1), parts, strict=True):
            # One part waits for each helper that is busy, but the last is done at once.
            if len(open_) < (2 * helpers if left else helpers):
                open_[pool.submit(do_part, run.job, part, whole)] = part
                continue
            # The helpers have enough to do; this process does a part too.
            note(part, do_part(run.job, part, whole))
            waiting.discard(part.number)
            _collect(open_, note, waiting, block=False)
            _merge_ready(merger, run, waiting)
        while open_:
            _collect(open_, note, waiting)
            _merge_ready(merger, run, waiting)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _load_kernel() -> None:
    """Compile or load the kernel once, before processes are copied from this one."""
    check_kernel()
    constants, _ = constants_of(load().digest, "equil2_v5")
    speciate(np.full((len(IONS), 1), 1e-3), np.array([6.0]), constants, compiled=True)


@contextmanager
def _frozen() -> Iterator[None]:
    """Keep the collector of garbage from what is there to stay, also in copies of this process."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _collect(
    open_: dict[Future[Done], Part],
    note: Callable[[Part, Done], None],
    waiting: set[int],
    block: bool = True,
) -> None:
    """Note the parts that are finished; wait for one if asked to."""
    finished, _ = wait(open_, None if block else 0, return_when=FIRST_COMPLETED)
    for future in finished:
        part = open_.pop(future)
        note(part, future.result())
        waiting.discard(part.number)


def _merge_ready(merger: Merger, run: _Run, waiting: set[int]) -> None:
    while merger.next in run.done and merger.next not in waiting:
        merger.add()


def _context() -> BaseContext:
    """Return how processes begin: as copies of this one, which costs nothing, where that is safe.

    A copy has one thread only; what another thread held would stay held in it for ever.
    """
    alone = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if alone else "spawn")


def leave_interrupts() -> None:
    """Let Arrow leave Ctrl+C to Python."""
    import pyarrow as pa

    pa.enable_signal_handlers(False)


def _end_with_parent() -> None:
    """End this process when the one that began it is gone.

    A helper waits for work on a pipe that other helpers hold open too: after `kill -9` of the
    parent it would wait for ever, and write over the parts of the run that goes on.
    """
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _quiet() -> None:
    """Prepare a process that does parts: one thread, and stopping is the parent's affair."""
    import signal

    import pyarrow as pa

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_freed()
    pa.set_memory_pool(pa.system_memory_pool())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ["NUMBA_NUM_THREADS"] = "1"
    pa.set_cpu_count(1)

"""Many collections to one table. A table needs no review, so none is imported here."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from uroscope.command.limits import choose_profile
from uroscope.command.output import write_text
from uroscope.errors import ExitCode, UsageError
from uroscope.knowledge import load

_Tell = Callable[[int, int, int], None]


def batch(
    files: Sequence[str],
    output: Path,
    *,
    profile: str = "stone_us",
    ranges: Path | None = None,
    workers: int | None = None,
    issues: Path | None = None,
    summary: Path | None = None,
    picture: Path | None = None,
    follow: bool = False,
    fast: bool = False,
    resume: bool = False,
) -> int:
    """Interpret many collections into one table, and print what was counted.

    Returns
    -------
    int
        The exit code: 3 when some cells or files were refused.

    Raises
    ------
    UsageError, NothingUsableError, KnowledgeError
        If there is nothing to interpret or nowhere to write.
    """
    import importlib.util

    if importlib.util.find_spec("pyarrow") is None:
        raise UsageError(
            "uroscope batch needs pyarrow: python -m pip install 'uroscope[batch]'.\n"
            "For a few collections, `uroscope review` does without."
        )
    from uroscope.batch import Options, run_batch
    from uroscope.batch.memory import keep_freed
    from uroscope.batch.report import report_of, summary_json
    from uroscope.present.batch import batch_text

    if fast:
        from uroscope.derive.saturation.kernel import check_kernel

        check_kernel(load=False)
    if picture is not None and picture.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise UsageError(f"{picture}: a picture is written as .png, .svg or .pdf.")
    knowledge = load()
    chosen = choose_profile(profile, ranges, knowledge)
    keep_freed()
    options = Options(
        output=output,
        profile=chosen,
        workers=workers or _processors(),
        issues=issues,
        fast=fast,
        follow=follow,
        resume=resume,
        beside=tuple(path for path in (summary, picture) if path is not None),
    )
    try:
        with _progress() as shown, _stoppable(shown) as progress:
            found = run_batch(files, options, progress)
    except KeyboardInterrupt:
        sys.stderr.write(
            f"Stopped; nothing was written to {output}. "
            "The same command with --resume goes on from here.\n"
        )
        raise
    report = report_of(found, output.name, chosen, knowledge)
    if summary is not None:
        write_text(summary_json(found, chosen, knowledge) + "\n", summary)
    if picture is not None:
        from uroscope.present.chart import write_prevalence

        write_prevalence(report, picture)
    write_text(batch_text(report, None if issues is None else issues.name), None)
    used_all = not found.refused and not found.unreadable
    return int(ExitCode.ALL_USED if used_all else ExitCode.SOME_REFUSED)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _stoppable(tell: _Tell) -> Iterator[_Tell]:
    """Yield a progress that also stops at the next part once Ctrl+C was pressed.

    An interrupt raised while a library calls back is sometimes swallowed there; noted, it is not.
    """
    if threading.current_thread() is not threading.main_thread():
        yield tell
        return
    from uroscope.batch.run import leave_interrupts

    pressed: list[int] = []
    before = signal.getsignal(signal.SIGINT)

    def note(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        raise KeyboardInterrupt

    def stop_or_tell(done: int, total: int, rows: int) -> None:
        if pressed:
            raise KeyboardInterrupt
        tell(done, total, rows)

    if before is not signal.default_int_handler:
        yield tell
        return
    # Arrow would put a handler of its own in the place of this one while it reads.
    leave_interrupts()
    signal.signal(signal.SIGINT, note)
    try:
        yield stop_or_tell
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress() -> Iterator[_Tell]:
    """Yield what tells how far a batch is: a bar on a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield lambda done, total, rows: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[rows]:,} collections"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
        TimeElapsedColumn(),
    )
    console = Console(file=sys.stderr, no_color=bool(os.environ.get("NO_COLOR")))
    # Drawn when it is told something: a thread that draws would forbid copying this process.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=None, rows=0, rate="reading")

        def tell(done: int, total: int, rows: int) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = f"{rows / elapsed:,.0f}/s" if elapsed > 1 else ""
            bar.update(task, total=total, completed=done, rows=rows, rate=rate, refresh=True)

        yield tell

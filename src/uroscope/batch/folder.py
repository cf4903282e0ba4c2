"""The folder beside the output in which a batch keeps its parts: one run at a time, resumable."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from uroscope.errors import UsageError

_LOCK, _NOTE = "lock", "batch.json"


def parts_of(output: Path) -> Path:
    """Return the hidden folder beside an output."""
    return output.with_name(f".{output.name}.parts")


@contextmanager
def work_folder(output: Path, says: Mapping[str, Any], resume: bool) -> Iterator[tuple[Path, bool]]:
    """Yield the folder of parts, and whether it holds parts of the same batch to go on with.

    Parameters
    ----------
    output : Path
        What the batch will write.
    says : mapping
        What the batch reads and how: only an equal one can be gone on with.
    resume : bool
        Whether to go on with an interrupted run.

    Raises
    ------
    UsageError
        If nothing can be written there, another run is at work on the same output, or the
        interrupted run was another batch.
    """
    folder = parts_of(output)
    with _held(folder, output):
        note = folder / _NOTE
        kept = resume and note.exists()
        if kept and json.loads(note.read_text(encoding="utf-8")) != says:
            raise UsageError(
                "The interrupted run had other files, limits or options, so it cannot be resumed.\n"
                "Run again without --resume."
            )
        if not kept:
            _empty(folder)
            note.write_text(json.dumps(says), encoding="utf-8")
        yield folder, kept


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.name == _LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


@contextmanager
def _held(folder: Path, output: Path) -> Iterator[None]:
    """Keep other runs out of a folder; the system lets go of it however this process ends."""
    try:
        held = _lock(folder)
    except BlockingIOError as error:
        raise UsageError(
            f"{output}: another batch is writing it now. Wait for it, or choose another place."
        ) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise UsageError(
            f"{output}: nothing can be written in this folder "
            f"({(error.strerror or 'no reason given').lower()}). Choose another place with -o."
        ) from error
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def _lock(folder: Path) -> int | None:
    """Make the folder and lock it; None where the system or its disk has no such locks."""
    while True:
        folder.mkdir(exist_ok=True)
        try:
            import fcntl
        except ImportError:
            return None
        with suppress(FileNotFoundError):
            held = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.path.samestat(os.fstat(held), os.stat(folder / _LOCK)):
                    return held
            except OSError as error:
                os.close(held)
                if error.errno in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
                    return None
                raise
            # Another run has just ended and taken the folder away.
            os.close(held)

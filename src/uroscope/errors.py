"""Everything that can stop a command, and the exit code each stop has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """What the process returns to the shell."""

    ALL_USED = 0
    OUR_FAULT = 1
    USAGE = 2
    SOME_REFUSED = 3
    NOTHING_USABLE = 4
    RANGES_INVALID = 5


class UroscopeError(Exception):
    """A stop that a user can act on; its text is written for them."""

    exit_code: ExitCode = ExitCode.OUR_FAULT


class UsageError(UroscopeError):
    """The command was called in a way that cannot work."""

    exit_code = ExitCode.USAGE


class NothingUsableError(UroscopeError):
    """The input could be opened but holds nothing a review can use."""

    exit_code = ExitCode.NOTHING_USABLE


class UnitError(UroscopeError):
    """A unit that is not in the table, or does not fit the quantity."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Problem:
    """One thing wrong in an edited file, with the place and the cure."""

    file: str
    line: int
    message: str
    cure: str

    def __str__(self) -> str:
        """Return `file:line: message` and the cure, on two lines."""
        return f"{self.file}:{self.line}: {self.message}\n  {self.cure}"


class KnowledgeError(UroscopeError):
    """Knowledge or range files that do not hold together; all problems at once."""

    exit_code = ExitCode.RANGES_INVALID

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def fault_place(error: BaseException) -> str:
    """Return where in uroscope an exception arose, as file and line; its message may hold values.

    Examples
    --------
    >>> fault_place(ValueError("a value"))
    'unknown place'
    """
    place, trace = "unknown place", error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if "uroscope" in path.parts:
            place = f"{path.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place

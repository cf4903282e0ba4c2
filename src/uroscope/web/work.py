"""Computing beside the loop that answers: a few at a time, each for a bounded time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread
from starlette.exceptions import HTTPException

from uroscope.web.limits import AT_ONCE, WORK_SECONDS

Answer = TypeVar("Answer")


class Work:
    """Computes a few requests at a time, each for a bounded time, beside the loop."""

    def __init__(self) -> None:
        self._limiter: anyio.CapacityLimiter | None = None

    async def run(self, job: Callable[[], Answer]) -> Answer:
        """Return what a job returns.

        Raises
        ------
        HTTPException
            If it takes longer than an answer may.
        """
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(AT_ONCE)
        try:
            with anyio.fail_after(WORK_SECONDS):
                return await anyio.to_thread.run_sync(
                    job, abandon_on_cancel=True, limiter=self._limiter
                )
        except TimeoutError as error:
            raise HTTPException(503, "This took too long; send fewer collections.") from error

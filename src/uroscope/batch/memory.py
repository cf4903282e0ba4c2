"""Memory that a batch asks for again and again, part after part."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# Fields of glibc's mallopt(3).
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_NEVER = 1 << 30


@contextmanager
def one_pool() -> Iterator[None]:
    """Let Arrow and numpy share the memory of the system.

    Arrow's own pool keeps what it has freed for Arrow, and what numpy has freed is kept from it:
    with both, a process touches a third more pages than it needs at any time.
    """
    import pyarrow as pa

    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def keep_freed() -> None:
    """Keep freed memory for the next part instead of returning it, in a process of our own.

    Every part asks for the same arrays; a page that goes back to the system between two parts has
    to be found and cleared anew, which costs more than filling it. Nothing happens where the C
    library is not glibc.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        for threshold in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
            mallopt(threshold, _NEVER)

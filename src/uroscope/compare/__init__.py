"""Panel and limits to Flags: what stands outside which limit."""

from uroscope.compare.limits import compare

__all__ = ["compare"]

"""Panel and limits to Flags: what stands outside which limit."""

from uroscope.compare.limits import compare, compare_with_each

__all__ = ["compare", "compare_with_each"]

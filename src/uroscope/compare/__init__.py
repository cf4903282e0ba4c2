"""Panel and limits to Flags: what stands outside which limit."""

from uroscope.compare.deciding import decide_calcium
from uroscope.compare.limits import compare

__all__ = ["compare", "decide_calcium"]

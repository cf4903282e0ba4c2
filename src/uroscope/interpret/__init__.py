"""Flags, indices and words to findings; and one row explained as a Review."""

from uroscope.interpret.explain import explain
from uroscope.interpret.explain.earlier import with_earlier
from uroscope.interpret.findings import Findings, interpret, is_known

__all__ = ["Findings", "explain", "interpret", "is_known", "with_earlier"]

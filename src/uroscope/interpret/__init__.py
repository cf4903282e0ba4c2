"""Flags, indices and words to findings; `explain` makes a Review of one row of them."""

from uroscope.interpret.findings import Findings, interpret, is_known

__all__ = ["Findings", "interpret", "is_known"]

"""Readings to Panel: names, numbers, units, durations, identity and repeated results."""

from uroscope.normalize.panel import normalize

__all__ = ["normalize"]

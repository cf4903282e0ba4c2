"""Bytes to Readings: what a file says, as text, with the place of every cell."""

from uroscope.reading.delimited import read_file

__all__ = ["read_file"]

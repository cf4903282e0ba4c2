"""Bytes to Readings: what a file says, as text, with the place of every cell."""

from uroscope.reading.decode import InMemory, Source, printed_name
from uroscope.reading.delimited import read_file

__all__ = ["InMemory", "Source", "printed_name", "read_file"]

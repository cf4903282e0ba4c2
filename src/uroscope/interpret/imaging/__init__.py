"""The scan report decoded: what was seen, where, how large, and what was looked for in vain."""

from uroscope.interpret.imaging.column import ScanColumn, read_reports
from uroscope.interpret.imaging.items import Item, NotFound, ScanReport
from uroscope.interpret.imaging.report import decode_report
from uroscope.interpret.imaging.terms import Terms, build_terms, terms_of

__all__ = [
    "Item",
    "NotFound",
    "ScanColumn",
    "ScanReport",
    "Terms",
    "build_terms",
    "decode_report",
    "read_reports",
    "terms_of",
]

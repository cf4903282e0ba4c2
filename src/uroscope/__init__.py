"""uroscope: 24-hour urine and blood results of kidney stone patients, read with their evidence.

Examples
--------
>>> import uroscope
>>> panel = uroscope.read("sample_data/01_full_collection.csv")
>>> review = uroscope.review(panel)[0]
>>> review.patient_id == panel.rows["patient_id"].iloc[0]
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uroscope.api import read, review, supersaturation
    from uroscope.errors import UroscopeError
    from uroscope.model import Report, Review
    from uroscope.tables import Panel
    from uroscope.tabulation import follow, interpret_table

__version__ = "0.1.0"

# Imported when first asked for, so that `import uroscope` costs nothing.
_PLACES = {
    "Panel": "uroscope.tables",
    "Report": "uroscope.model",
    "Review": "uroscope.model",
    "UroscopeError": "uroscope.errors",
    "follow": "uroscope.tabulation",
    "interpret_table": "uroscope.tabulation",
    "read": "uroscope.api",
    "review": "uroscope.api",
    "supersaturation": "uroscope.api",
}

__all__ = [
    "Panel",
    "Report",
    "Review",
    "UroscopeError",
    "__version__",
    "follow",
    "interpret_table",
    "read",
    "review",
    "supersaturation",
]


def __getattr__(name: str) -> Any:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module 'uroscope' has no attribute {name!r}")
    return getattr(import_module(place), name)


def __dir__() -> list[str]:
    return __all__

"""What a decoded report holds."""

from __future__ import annotations

from dataclasses import dataclass, field

PRESENT, UNCERTAIN, GONE = "present", "uncertain", "gone"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a report says was seen.

    Sizes are in millimetres [mm], density in Hounsfield units [HU]; offsets in `spans` count
    characters of the report. `count` is the number stated, or 1 for a noun in the singular;
    `many` says that there are more than one or more than `count`. `each_mm` holds the sizes of
    several stones that are told one by one, the largest first.
    """

    finding: str
    bucket: str
    status: str = PRESENT
    places: tuple[str, ...] = ()
    side: str | None = None
    count: int | None = None
    many: bool = False
    size_mm: float | None = None
    size_low_mm: float | None = None
    size_below: bool = False
    each_mm: tuple[float, ...] = ()
    size_word: str | None = None
    density: tuple[float, float] | None = None
    grade: str | None = None
    obstructing: bool | None = None
    change: str | None = None
    prior_mm: float | None = None
    bosniak: str | None = None
    focal: bool = False
    suspicious: bool = False
    definite: bool = False
    section: str = "body"
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class NotFound:
    """One thing a report says was looked for and not seen; `sure` is false after "no definite"."""

    finding: str
    obstructing: bool = False
    side: str | None = None
    places: tuple[str, ...] = ()
    sure: bool = True
    section: str = "body"
    span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class ScanReport:
    """Everything one report says; `more` counts items beyond the most that are kept.

    `lone` is the side of the only kidney, or of the only one that works: `left`, `right`, or
    `either` where it is not said.
    """

    text: str
    items: tuple[Item, ...] = ()
    not_found: tuple[NotFound, ...] = ()
    modality: str | None = None
    modality_span: Span | None = None
    prior: str | None = None
    prior_span: Span | None = None
    change: str | None = None
    change_span: Span | None = None
    conflicts: tuple[tuple[str, Span, Span], ...] = ()
    more: int = 0
    denied: frozenset[str] = field(default_factory=frozenset)
    lone: str | None = None

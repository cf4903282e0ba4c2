"""What is good to know of a stone or of calcium in the tissue, and what to ask of the scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from uroscope.model import Finding, Review, ScanItem

MOST_ASKED = 4
_STONE, _DEPOSIT, _HELD = "collecting_system_stone", "nephrocalcinosis", "obstruction"
_BRANCHED = "staghorn_stone"


def about_scan(review: Review, shown: Sequence[Finding], texts: Mapping[str, Any]) -> list[str]:
    """Return what is true of any stone, or any calcium in the tissue, like those reported.

    Parameters
    ----------
    review : Review
        One collection with its decoded scan report, if there is one.
    shown : sequence of Finding
        The numbered findings.
    texts : mapping
        The words of the sheet.

    Returns
    -------
    list of str
        Empty where neither is reported. Watching a stone is spoken of only where the report gives
        no reason against it: nothing large, nothing held back, no red flag, no special state.
    """
    about = texts["about"]
    items = [] if review.imaging is None else list(review.imaging.items)
    stones = _stones(items)
    named = {f.id for f in shown if f.status == "supported"}
    deposit = bool(named & set(texts["deposits"])) or any(
        i.bucket == _DEPOSIT and i.status == "present" for i in items
    )
    special = any(f.kind == "population" for f in review.findings)
    names = _quiet(stones, deposit, about)
    if stones:
        names += _plan(items, stones, review, special, about)
    names += _lasting(any(_small(s, about) for s in stones), deposit, special)
    return [str(about[name]["text"]) for name in names]


def asked_of_scan(review: Review, texts: Mapping[str, Any]) -> list[str]:
    """Return what to ask of a scan: of urine held back by a stone, then what is not said."""
    if review.imaging is None:
        return []
    items = review.imaging.items
    held = _held(items, _stones(items))
    said = [str(texts["about"]["held"]["text"])] if held else []
    said += [text for question in review.imaging.questions for text in question.patient_text]
    return list(dict.fromkeys(said))[:MOST_ASKED]


def _stones(items: Sequence[ScanItem]) -> list[ScanItem]:
    return [item for item in items if item.bucket == _STONE and item.status == "present"]


def _held(items: Sequence[ScanItem], stones: Sequence[ScanItem]) -> bool:
    """Tell whether a stone is there and urine is held back."""
    widened = any(i.bucket == _HELD and i.status == "present" for i in items)
    return bool(stones) and (widened or any(stone.obstructing for stone in stones))


def _quiet(stones: Sequence[ScanItem], deposit: bool, about: Mapping[str, Any]) -> list[str]:
    still = [s for s in stones if not set(s.places) & set(about["outside_kidney"])]
    # Of a stone on its way it would be false.
    if len(still) < len(stones) or not (still or deposit):
        return []
    return ["both_quiet" if still and deposit else "stone_quiet" if still else "deposit_quiet"]


def _plan(
    items: Sequence[ScanItem],
    stones: Sequence[ScanItem],
    review: Review,
    special: bool,
    about: Mapping[str, Any],
) -> list[str]:
    """Return whether a stone may be watched, and what else is offered."""
    held = _held(items, stones) or any(i.bucket == _HELD and i.status == "uncertain" for i in items)
    low = any(set(s.places) & set(about["below_ureter"]) for s in stones)
    if review.red_flags or special or held or low:
        return []
    if all(_small(stone, about) for stone in stones):
        return ["watched", "offered"]
    return ["offered_large"]


def _small(stone: ScanItem, about: Mapping[str, Any]) -> bool:
    """Tell whether nothing says that a stone is too large to be watched or to pass."""
    return stone.finding != _BRANCHED and (stone.size_mm or 0.0) <= about["watched_mm"]


def _lasting(stone: bool, deposit: bool, special: bool) -> list[str]:
    """Return what can pass and what stays; in a child it often goes, so only its cause is named."""
    if special:
        return ["deposit_cause"] if deposit else []
    if stone and deposit:
        return ["pass_or_stay"]
    return ["stone_passes"] if stone else ["deposit_stays"] if deposit else []

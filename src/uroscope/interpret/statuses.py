"""The four statuses, their order, and which finding leads which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from uroscope.tables import Codes

NOT_ASSESSABLE, CONTRADICTED, POSSIBLE, SUPPORTED = 0, 1, 2, 3
WORDS = {
    NOT_ASSESSABLE: "not_assessable",
    CONTRADICTED: "contradicted",
    POSSIBLE: "possible",
    SUPPORTED: "supported",
}
CODES = {word: code for code, word in WORDS.items()}
NO_LEADER = -1


def decide(
    entry: tuple[Any, Any],
    required: tuple[Any, Any],
    suggested: tuple[Any, Any] | None,
    excluded: tuple[Any, Any] | None,
) -> Codes:
    """Return the status of one pattern for all rows, in the order the method fixes.

    Parameters
    ----------
    entry, required, suggested, excluded : pairs of bool arrays
        Known true and known false of the pattern's conditions.

    Returns
    -------
    array of int8, shape (rows,)
        Status codes.
    """
    denied = required[1] if suggested is None else required[1] & ~suggested[0]
    if excluded is not None:
        denied = denied | excluded[0]
    # One look-up per row instead of four masked writes: bits are entry known true, entry known
    # false, required known true, denied.
    bits = np.asarray(entry[0]).view(np.uint8).copy()
    for place, answer in enumerate((entry[1], required[0], denied), start=1):
        bits |= np.asarray(answer).view(np.uint8) << place
    found: Codes = _BY_BITS[bits]
    return found


def _by_bits(bits: int) -> int:
    """Return the status of one combination of answers, in the order the method fixes."""
    considered, ruled_out, required, denied = (bool(bits >> n & 1) for n in range(4))
    if ruled_out:
        return CONTRADICTED
    if not considered:
        return NOT_ASSESSABLE
    if denied:
        return CONTRADICTED
    return SUPPORTED if required else POSSIBLE


_BY_BITS: Codes = np.array([_by_bits(bits) for bits in range(16)], dtype=np.int8)


def leaders(
    statuses: Mapping[str, Codes], patterns: Sequence[Mapping[str, Any]]
) -> dict[str, npt.NDArray[np.int16]]:
    """Give each finding the first supported finding that explains it.

    Parameters
    ----------
    statuses : mapping of arrays of int8
        Status of every pattern.
    patterns : sequence of records
        Patterns; `importance` orders the leaders, `explains` says whom they lead.

    Returns
    -------
    dict of arrays of int16
        Position in `patterns` of the leader, −1 where a finding stands for itself.
    """
    if not statuses:
        return {}
    # One array for all that nobody leads; it is replaced, never written into.
    alone = np.full(len(next(iter(statuses.values()))), NO_LEADER, np.int16)
    led: dict[str, npt.NDArray[np.int16]] = dict.fromkeys(statuses, alone)
    ranked = sorted(enumerate(patterns), key=lambda item: item[1]["importance"])
    for position, pattern in ranked:
        leading = statuses[pattern["id"]] == SUPPORTED
        if not pattern["explains"] or not leading.any():
            continue
        for name in pattern["explains"]:
            if name in led:
                free = (led[name] == NO_LEADER) & leading
                led[name] = np.where(free, np.int16(position), led[name])
    return led

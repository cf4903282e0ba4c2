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
    # What is ruled out or denied is contradicted; what is considered and not so stands open.
    contradicted = entry[1] | (entry[0] & denied)
    open_ = entry[0] > contradicted
    # The codes are numbers of two bits: what stands open has the upper, contradicted and supported
    # have the lower one. Bits are faster than masked writes, and no row takes another way.
    lower = contradicted | (open_ & required[0])
    found: Codes = open_.view(np.int8) << 1
    found |= lower.view(np.int8)
    return found


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
        if not pattern["explains"]:
            continue
        leading = statuses[pattern["id"]] == SUPPORTED
        if not leading.any():
            continue
        for name in pattern["explains"]:
            if name in led:
                free = (led[name] == NO_LEADER) & leading
                led[name] = np.where(free, np.int16(position), led[name])
    return led

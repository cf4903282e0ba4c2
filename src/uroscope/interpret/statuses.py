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
    status = np.where(required[0], np.int8(SUPPORTED), np.int8(POSSIBLE))
    status = np.where(denied, np.int8(CONTRADICTED), status)
    other = np.where(entry[1], np.int8(CONTRADICTED), np.int8(NOT_ASSESSABLE))
    found: Codes = np.where(entry[0], status, other)
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
    led = {name: np.full(len(status), NO_LEADER, np.int16) for name, status in statuses.items()}
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

"""What other collections of a patient add: findings that waited for them, raised to supported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from uroscope.interpret.conditions import evaluate
from uroscope.interpret.findings import timed_rates
from uroscope.interpret.statuses import POSSIBLE, SUPPORTED
from uroscope.interpret.view import View
from uroscope.knowledge import Knowledge
from uroscope.tables import Codes, Derived, Flags, Panel

# What only several collections say; see `derive/follow`.
BETWEEN = ("creatinine_agreement", "oxalate_high_collections")


def raised(
    statuses: Mapping[str, Codes],
    panel: Panel,
    derived: Derived,
    flags: Flags,
    knowledge: Knowledge,
) -> dict[str, Codes]:
    """Raise what asks for several collections where it is now known to hold.

    Parameters
    ----------
    statuses : mapping of arrays of int8
        Statuses decided from each row alone.
    panel, derived, flags : tables
        What is known of every row, the indices between collections among it. More knowledge never
        undoes what was known true, so what holds here holds.
    knowledge : Knowledge
        The patterns.

    Returns
    -------
    dict of arrays of int8
        The statuses; possible ones may have become supported.
    """
    found = dict(statuses)
    view = View(panel, derived, flags, {}, timed_rates(knowledge), statuses=dict(statuses))
    for pattern in knowledge.record["patterns"]:
        if not _asks_for(pattern["required"], BETWEEN):
            continue
        name = pattern["id"]
        holds = evaluate(pattern["required"], view)[0] & (statuses[name] == POSSIBLE)
        found[name] = np.where(holds, np.int8(SUPPORTED), statuses[name])
    return found


def _asks_for(node: Any, names: Sequence[str]) -> bool:
    """Tell whether a condition looks at one of some quantities."""
    if isinstance(node, str):
        return node in names
    return isinstance(node, list | tuple) and any(_asks_for(part, names) for part in node)

"""The order of the rooms; the only file that knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from uroscope.compare import compare
from uroscope.derive.indices import indices
from uroscope.interpret import Findings, explain, interpret
from uroscope.knowledge import Knowledge, Profile, load
from uroscope.normalize import normalize
from uroscope.read import read_file
from uroscope.review import Review
from uroscope.tables import Derived, Flags, Panel


def read_panel(paths: Sequence[str], fill: Mapping[str, object] | None = None) -> Panel:
    """Read files and bring them to one panel; `fill` completes what they lack of the subject."""
    knowledge = load()
    return normalize([read_file(path, knowledge) for path in paths], knowledge, fill)


def judge_panel(
    panel: Panel, profile: Profile, knowledge: Knowledge
) -> tuple[Derived, Flags, Findings]:
    """Run the stages after the panel: derive, compare, interpret."""
    derived = indices(panel)
    flags = compare(panel, profile, knowledge, derived)
    return derived, flags, interpret(panel, derived, flags, knowledge)


def review_panel(panel: Panel, profile: Profile, si: bool = False) -> list[Review]:
    """Explain every collection of a panel; each is a batch of one row."""
    knowledge = load()
    reviews = []
    for position in range(len(panel)):
        one = panel.take(np.array([position]))
        derived, flags, findings = judge_panel(one, profile, knowledge)
        others = {
            name: (other, compare(one, other, knowledge))
            for name in knowledge.profile_ids
            if name != profile.id
            for other in [knowledge.profile(name)]
        }
        reviews.append(explain(one, derived, flags, findings, profile, others, knowledge, si=si))
    return reviews

"""Every collection of a panel explained as a review, each by itself.

A table of many collections does without what stands here: words, scenarios and their models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from uroscope.compare import compare_with_each
from uroscope.derive.follow import between_collections
from uroscope.derive.saturation.panel import panel_saturation
from uroscope.derive.saturation.row import (
    effects_of,
    passes_note,
    salt_note,
    saturation_of_row,
)
from uroscope.derive.scenarios import (
    Change,
    amounts_with_changes,
    coupled,
    standard_changes,
)
from uroscope.interpret import Findings, is_known
from uroscope.interpret.explain import explain
from uroscope.interpret.explain.earlier import with_earlier
from uroscope.interpret.goals import without_goals_aside
from uroscope.knowledge import Knowledge, Profile, load
from uroscope.model import Review, Saturation, Scenario
from uroscope.pipeline import judge_panel
from uroscope.tables import FLAG_WORDS, Flags, Panel

_SODIUM = "urine_sodium"
_NOT_ONE_DAY = [["finding", f"collection_{side}", ["supported"]] for side in ("under", "over")]


def this_day() -> date:
    """Return the clock's day, the only thing of a review that is not in its input."""
    return date.today()


def review_panel(
    panel: Panel,
    profile: Profile,
    si: bool = False,
    only: Sequence[int] | None = None,
    today: date | None = None,
) -> list[Review]:
    """Explain every collection of a panel, or `only` some; each is a batch of one row.

    What is shown and past its review date on `today` (left out: the clock's) is named as such.
    """
    day = (today or this_day()).isoformat()
    knowledge = load()
    others = {n: knowledge.profile(n) for n in knowledge.profile_ids if n != profile.id}
    between = between_collections(panel)
    reviews = []
    for position in range(len(panel)) if only is None else only:
        at = np.array([position])
        one = panel if len(panel) == 1 else panel.take(at)
        derived, flags, findings = judge_panel(one, profile, knowledge, between.take(at))
        theirs = compare_with_each(one, others, knowledge, derived)
        verdicts = {
            name: (other, without_goals_aside(theirs[name], findings))
            for name, other in others.items()
        }
        saturation = saturation_of(one, flags, knowledge, findings, si)
        reviews.append(
            explain(
                one, derived, flags, findings, profile, verdicts, knowledge, saturation, si, day
            )
        )
    return with_earlier(reviews, knowledge)


def _unsafe(item: Mapping[str, Any], advice: Mapping[str, Any]) -> Sequence[Any] | None:
    """Return the condition under which a change is not for this person."""
    habit = item.get("safe_as")
    return None if habit is None else advice[habit]["unless"]


def _of_no_day(item: Mapping[str, Any], findings: Findings, knowledge: Knowledge) -> bool:
    """Tell whether a change sets an amount per day of a collection that was probably not one."""
    per_day = knowledge.quantities[item["analyte"]].canonical.per == "day"
    return per_day and "times" not in item and any(is_known(c, findings) for c in _NOT_ONE_DAY)


def saturation_of(
    one: Panel,
    flags: Flags,
    knowledge: Knowledge,
    findings: Findings | None = None,
    si: bool = False,
) -> Saturation | None:
    """Return the supersaturations of a panel of one row, with what would move them.

    A change whose habit is known to be unsafe for this person is not shown either, nor one to an
    amount per day where the collection was probably not one day: it starts from a wrong amount.
    """
    record = knowledge.record["scenarios"]
    words = {name: FLAG_WORDS[int(found.flag[0])] for name, found in flags.analytes.items()}
    advice = knowledge.record["advice"]
    chosen = [
        (item, change)
        for item, change in standard_changes(one, 0, record, words)
        if findings is None
        or not (is_known(_unsafe(item, advice), findings) or _of_no_day(item, findings, knowledge))
    ]
    changes = []
    for item, change in chosen:
        for end, values in zip("ab", coupled(change, one, 0, record["coupling"]), strict=True):
            changes.append(Change(f"{item['id']}/{end}", values))
    rows = amounts_with_changes(one, changes)
    found = panel_saturation(rows, flags.repeated(len(rows)), knowledge)
    if found is None:
        return None
    scenarios = []
    for number, (item, change) in enumerate(chosen):
        effects = effects_of(found, 1 + 2 * number, 2 + 2 * number)
        if effects:
            label = item.get("si_label", item["label"]) if si else item["label"]
            notes = record["notes"]
            sodium = (float(one.value(_SODIUM)[0]), change.get(_SODIUM, np.nan))
            scenarios.append(
                Scenario(
                    id=item["id"],
                    label=label,
                    habit=item["habit"],
                    effects=effects,
                    note=salt_note(sodium, effects, notes) or passes_note(effects, notes),
                )
            )
    return saturation_of_row(found, one, 0, knowledge, scenarios)

"""The order of the rooms; the only file that knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd

from uroscope.compare import compare, compare_with_each
from uroscope.derive.agreement import agreement, blood_anion_gap
from uroscope.derive.follow import between_collections
from uroscope.derive.indices import indices
from uroscope.derive.printed import with_printed
from uroscope.derive.saturation.panel import effects_of, panel_saturation, saturation_of_row
from uroscope.derive.scenarios import (
    Change,
    amounts_with_changes,
    coupled,
    standard_changes,
)
from uroscope.derive.specimen import bottle, trusted_ph
from uroscope.errors import NothingUsableError, UsageError
from uroscope.interpret import Findings, explain, interpret, is_known, with_earlier
from uroscope.knowledge import Knowledge, Profile, load
from uroscope.model import Review, Saturation, Scenario
from uroscope.normalize import normalize
from uroscope.normalize.alone import person_alone
from uroscope.reading import read_file
from uroscope.tables import FLAG_WORDS, Derived, Flags, Panel


def read_panel(paths: Sequence[str], fill: Mapping[str, object] | None = None) -> Panel:
    """Read files and bring them to one panel; `fill` completes what they lack of the subject.

    Without any file the panel has one row without results: a person with a scan report alone.
    One file that cannot be read is refused beside the others; the only one stops the command.
    """
    knowledge = load()
    if not paths:
        return person_alone(fill or {})
    readings, unreadable = [], []
    for path in paths:
        try:
            readings.append(read_file(path, knowledge))
        except (UsageError, NothingUsableError) as error:
            if len(paths) == 1:
                raise
            unreadable.append((path, error))
    if not readings:
        raise unreadable[0][1]
    panel = normalize(readings, knowledge, fill)
    return refuse_files(panel, unreadable) if unreadable else panel


def refuse_files(panel: Panel, unreadable: Sequence[tuple[str, Exception]]) -> Panel:
    """Add whole files to what a panel refused."""
    rows = [
        {
            **dict.fromkeys(panel.refused.columns, ""),
            "source": PurePath(path).name,
            "row": 0,
            "code": "unreadable_file",
            "seen": PurePath(path).name,
            "message": str(error).partition(": ")[2].replace("\n", " ").rstrip(".") or str(error),
            "hint": "the other files were used",
        }
        for path, error in unreadable
    ]
    refused = pd.concat([panel.refused, pd.DataFrame(rows)], ignore_index=True)
    return replace(panel, refused=refused)


def derive_panel(panel: Panel, beside: Derived | None = None) -> Derived:
    """Return every index of a panel, with what the laboratory printed where ours is missing."""
    own = indices(panel)
    own = own.joined(agreement(own)).joined(blood_anion_gap(panel))
    found = with_printed(panel, own.joined(beside))
    return replace(found.joined(bottle(panel)).rounded(), trusted_ph=trusted_ph(panel))


def judge_panel(
    panel: Panel, profile: Profile, knowledge: Knowledge, beside: Derived | None = None
) -> tuple[Derived, Flags, Findings]:
    """Run the stages after the panel; `beside` brings what other collections say of these rows."""
    derived = derive_panel(panel, beside)
    flags = compare(panel, profile, knowledge, derived)
    return derived, flags, interpret(panel, derived, flags, knowledge)


def this_day() -> date:
    """Return the clock's day, the only thing of a review that is not in its input."""
    return date.today()


def review_panel(
    panel: Panel, profile: Profile, si: bool = False, today: date | None = None
) -> list[Review]:
    """Explain every collection of a panel; each is a batch of one row.

    What is shown and past its review date on `today` (left out: the clock's) is named as such.
    """
    day = (today or this_day()).isoformat()
    knowledge = load()
    others = {n: knowledge.profile(n) for n in knowledge.profile_ids if n != profile.id}
    between = between_collections(panel)
    reviews = []
    for position in range(len(panel)):
        at = np.array([position])
        one = panel if len(panel) == 1 else panel.take(at)
        derived, flags, findings = judge_panel(one, profile, knowledge, between.take(at))
        theirs = compare_with_each(one, others, knowledge, derived)
        verdicts = {name: (other, theirs[name]) for name, other in others.items()}
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


def saturation_of(
    one: Panel,
    flags: Flags,
    knowledge: Knowledge,
    findings: Findings | None = None,
    si: bool = False,
) -> Saturation | None:
    """Return the supersaturations of a panel of one row, with what would move them.

    A change whose habit is known to be unsafe for this person is not shown either.
    """
    record = knowledge.record["scenarios"]
    words = {name: FLAG_WORDS[int(found.flag[0])] for name, found in flags.analytes.items()}
    advice = knowledge.record["advice"]
    chosen = [
        (item, change)
        for item, change in standard_changes(one, 0, record, words)
        if findings is None or not is_known(_unsafe(item, advice), findings)
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
    for number, (item, _) in enumerate(chosen):
        effects = effects_of(found, 1 + 2 * number, 2 + 2 * number)
        if effects:
            scenarios.append(
                Scenario(
                    id=item["id"],
                    label=item.get("si_label", item["label"]) if si else item["label"],
                    habit=item["habit"],
                    effects=effects,
                )
            )
    return saturation_of_row(found, rows, 0, knowledge, scenarios)

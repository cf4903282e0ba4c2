"""The order of the rooms; the only file that knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from uroscope.compare import compare
from uroscope.derive.agreement import agreement, blood_anion_gap
from uroscope.derive.follow import between_collections, since_earlier
from uroscope.derive.indices import indices
from uroscope.derive.printed import with_printed
from uroscope.derive.saturation.constants import SALTS
from uroscope.derive.saturation.panel import panel_saturation
from uroscope.derive.saturation.rules import INPUTS
from uroscope.derive.specimen import bottle, trusted_ph
from uroscope.errors import NothingUsableError, UsageError
from uroscope.interpret import Findings, interpret
from uroscope.interpret.goals import without_goals_aside
from uroscope.interpret.quality import quality_codes
from uroscope.interpret.raised import raised
from uroscope.interpret.statuses import leaders
from uroscope.knowledge import Knowledge, Profile, load
from uroscope.normalize import normalize
from uroscope.normalize.alone import person_alone
from uroscope.present.columns import Field, ResultTable
from uroscope.present.table import Said, SaturationColumns, fields_of, result_table
from uroscope.reading import Source, printed_name, read_file
from uroscope.tables import Derived, Flags, Panel


def read_panel(paths: Sequence[Source], fill: Mapping[str, object] | None = None) -> Panel:
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


def refuse_files(panel: Panel, unreadable: Sequence[tuple[Source, Exception]]) -> Panel:
    """Add whole files to what a panel refused."""
    rows = [
        {
            **dict.fromkeys(panel.refused.columns, ""),
            "source": printed_name(path),
            "row": 0,
            "code": "unreadable_file",
            "seen": printed_name(path),
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
    own = own.joined(agreement(own)).joined(blood_anion_gap(panel)).joined(since_earlier(panel))
    found = with_printed(panel, own.joined(beside))
    return replace(found.joined(bottle(panel)).rounded(), trusted_ph=trusted_ph(panel))


def judge_panel(
    panel: Panel, profile: Profile, knowledge: Knowledge, beside: Derived | None = None
) -> tuple[Derived, Flags, Findings]:
    """Run the stages after the panel; `beside` brings what other collections say of these rows."""
    derived = derive_panel(panel, beside)
    flags = compare(panel, profile, knowledge, derived)
    findings = interpret(panel, derived, flags, knowledge)
    return derived, without_goals_aside(flags, findings), findings


def tabulate(
    panel: Panel,
    profile: Profile,
    knowledge: Knowledge,
    beside: Derived | None = None,
    fast: bool = False,
) -> ResultTable:
    """Run every stage on a panel and write one row per collection.

    `beside` brings what other collections say of these rows; `fast` lets the compiled kernel solve
    the supersaturations, which may change the last digit.
    """
    derived, flags, findings = judge_panel(panel, profile, knowledge, beside)
    said = Said(
        panel=panel,
        derived=derived,
        flags=flags,
        statuses=findings.statuses,
        led_by=findings.led_by,
        quality=quality_codes(findings, knowledge),
        saturation=_saturation_columns(panel, flags, knowledge, fast),
        profile=profile.id,
    )
    return result_table(said, table_fields(knowledge), knowledge)


def follow_table(table: pd.DataFrame, knowledge: Knowledge) -> pd.DataFrame:
    """Return a result table in which the collections of each patient speak for each other."""
    from uroscope.present.follow import panel_of_table, statuses_of_table, with_followed

    panel, derived, off_day = panel_of_table(table, knowledge)
    between = between_collections(panel).rounded()
    nobody = np.zeros(len(panel), dtype=np.bool_)
    flags = Flags({}, (), "", nobody, off_day)
    before = statuses_of_table(table, knowledge)
    after = raised(before, panel, derived.joined(between), flags, knowledge)
    patterns = knowledge.record["patterns"]
    return with_followed(table, between, before, after, leaders(after, patterns), knowledge)


def table_fields(knowledge: Knowledge) -> tuple[Field, ...]:
    """Return the columns of every result table."""
    return fields_of(knowledge, SALTS)


def _saturation_columns(
    panel: Panel, flags: Flags, knowledge: Knowledge, fast: bool
) -> SaturationColumns | None:
    found = panel_saturation(panel, flags, knowledge, compiled=fast)
    if found is None:
        return None
    return SaturationColumns(SALTS, INPUTS, found.ss, found.dg, found.imputed)

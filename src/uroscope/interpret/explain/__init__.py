"""One collection explained: the same evaluator on a panel of one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from uroscope.interpret.explain.advice import habits_of, next_steps_of, stone_types_of
from uroscope.interpret.explain.contributions import contributions_of
from uroscope.interpret.explain.headline import headline_of
from uroscope.interpret.explain.reasons import explain_findings
from uroscope.interpret.explain.results import history_of, indices_of, results_of
from uroscope.interpret.explain.scan import imaging_of, scan_sources
from uroscope.interpret.explain.sentences import Speaker
from uroscope.interpret.explain.specimen import quality_of
from uroscope.interpret.explain.stones import stone_comparison_of
from uroscope.interpret.explain.wanted import most_wanted
from uroscope.interpret.findings import Findings
from uroscope.interpret.goals import goals_aside
from uroscope.interpret.statuses import NO_LEADER, SUPPORTED, WORDS
from uroscope.knowledge import Knowledge, Profile
from uroscope.model import (
    Collected,
    Contribution,
    Finding,
    RedFlag,
    Review,
    Saturation,
    SourceNote,
    StoneComparison,
    Subject,
)
from uroscope.tables import CONTEXT, Derived, Flags, Panel

__all__ = ["explain"]

_SCAN_ALONE = (
    "No urine or blood was given: this is the scan report alone, and says nothing of causes."
)


def explain(
    panel: Panel,
    derived: Derived,
    flags: Flags,
    findings: Findings,
    profile: Profile,
    others: Mapping[str, tuple[Profile, Flags]],
    knowledge: Knowledge,
    saturation: Saturation | None = None,
    si: bool = False,
    today: str = "",
) -> Review:
    """Build the Review of a panel of one row.

    Parameters
    ----------
    panel, derived, flags, findings : tables of one row
        What the stages said.
    profile : Profile
        The limits in use.
    others : mapping
        Other profiles with their flags of the same row, to show where they differ.
    knowledge : Knowledge
        Texts, evidence and sources.
    saturation : Saturation, optional
        Supersaturations of the row.
    si : bool
        Whether sentences print SI units.
    today : str
        The day of the review (ISO); statements past their review date are named. Empty: none is.

    Returns
    -------
    Review
        Everything a reader needs.
    """
    speaker = Speaker(findings, knowledge, si)
    explained = explain_findings(findings, speaker, knowledge)
    results = results_of(panel, derived, flags, others, profile, knowledge, goals_aside(findings))
    shown = explained.shown
    everything = [*shown, *explained.specimen]
    spoiled = [f for f in explained.specimen if f.kind == "specimen" and f.status == "supported"]
    red_flags = _red_flags(findings, speaker)
    calm = not any(flag.tier == "now" for flag in red_flags)
    contributions = contributions_of(shown, findings, speaker, knowledge)
    stones = stone_comparison_of(shown, findings, speaker, knowledge)
    row = panel.rows.iloc[0]
    scans = findings.view.scans
    imaging = None if scans is None else imaging_of(scans.report(0), knowledge)
    headline = headline_of(
        shown, explained.records, results, speaker, explained.specimen, panel.refused_analytes(0)
    )
    if imaging is not None and not results:
        headline = [_SCAN_ALONE, *(text for text in headline if shown)]
    return Review(
        patient_id=str(row["patient_id"]),
        collection_id=str(row["collection_id"]),
        collected=_collected(row),
        subject=Subject(
            sex=row["sex"] or None,
            age_years=_known(row["age"]),
            weight_kg=_known(row["weight_kg"]),
            height_cm=_known(row["height_cm"]),
        ),
        context={name: str(row[name]) for name in CONTEXT if row[name]},
        headline=headline,
        not_excluded=explained.not_excluded,
        quality=quality_of(panel, findings, speaker, explained.specimen, knowledge),
        results=results,
        history=history_of(panel, knowledge),
        indices=indices_of(derived, flags, knowledge),
        saturation=saturation,
        statuses={name: WORDS[int(codes[0])] for name, codes in findings.statuses.items()},
        names={p["id"]: p["title"]["short"] for p in findings.patterns},
        findings=everything,
        imaging=imaging,
        contributions=contributions,
        stone_types=stone_types_of(shown, speaker, knowledge),
        stone_comparison=stones,
        # Where somebody has to act now, no other number comes first; and where nothing was measured
        # none would change a picture, it would be the first.
        most_wanted=most_wanted(findings, knowledge, panel.refused_analytes(0))
        if calm and results
        else [],
        overdue=_overdue(everything, profile, knowledge, today),
        habits=habits_of(everything, speaker, knowledge, saturation),
        # A urine that cannot be trusted is collected again before anything is made of it.
        next_steps=next_steps_of(
            [*spoiled, *(f for f in everything if f not in spoiled)], speaker, knowledge
        ),
        red_flags=red_flags,
        sources=_sources(
            everything, [c for c in contributions if c.text], stones, scan_sources(imaging)
        ),
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _collected(row: pd.Series) -> Collected:
    def when(value: pd.Timestamp, printed: str) -> str | None:
        if pd.isna(value):
            return printed or None
        clock = value.hour or value.minute
        return value.strftime("%Y-%m-%dT%H:%M" if clock else "%Y-%m-%d")

    stated = not np.isnan(row["hours"])
    return Collected(
        start=when(row["start"], row["day"]),
        end=when(row["end"], ""),
        hours=float(row["hours"]) if stated else None,
        hours_stated=stated,
    )


def _red_flags(findings: Findings, speaker: Speaker) -> list[RedFlag]:
    """Return the red flags that are up, none that another one explains; of two tiers one."""
    flags: dict[str, RedFlag] = {}
    patterns = [p for p in findings.patterns if p["kind"] == "red_flag"]
    for pattern in sorted(patterns, key=lambda p: (p["tier"] != "now", p["importance"])):
        name = pattern["id"].removesuffix("_same_day")
        led = name == pattern["id"] and findings.led_by[name][0] != NO_LEADER
        if findings.statuses[pattern["id"]][0] == SUPPORTED and name not in flags and not led:
            flags[name] = RedFlag(
                id=name,
                tier=pattern["tier"],
                text=pattern["title"]["supported"],
                action=pattern["action"],
                because=" ".join(speaker.say(pattern["why"])),
                patient_text=pattern["title"]["patient"],
            )
    return list(flags.values())


def _overdue(shown: list[Finding], profile: Profile, knowledge: Knowledge, today: str) -> list[str]:
    """Return what is shown and past its date of review: findings by title, and the limits."""
    late = {p["id"]: p for p in knowledge.record["patterns"] if p["review_by"] < today}
    named = [late[f.id]["title"]["short"] for f in shown if f.id in late]
    if not today:
        return []
    return [*named, *([f"limits of {profile.id}"] if profile.review_by < today else [])]


def _sources(
    shown: list[Finding],
    contributions: list[Contribution],
    stones: StoneComparison | None,
    beside: Sequence[SourceNote] = (),
) -> list[SourceNote]:
    cited: list[Sequence[SourceNote]] = [finding.sources for finding in shown]
    cited += [contribution.sources for contribution in contributions]
    if stones is not None:
        cited.append(stones.sources)
    cited.append(beside)
    found: dict[str, SourceNote] = {}
    for source in (source for sources in cited for source in sources):
        found.setdefault(source.key, source)
    return list(found.values())

"""What part of a number goes with another, under the finding it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from uroscope.interpret.conditions import evaluate
from uroscope.interpret.explain.sentences import Speaker, quantity_name
from uroscope.interpret.findings import Findings
from uroscope.interpret.statuses import NO_LEADER, POSSIBLE, SUPPORTED
from uroscope.knowledge import Knowledge
from uroscope.model import Contribution, Finding, SourceNote

_SPOILED = {
    "collection_under": "the collection may be incomplete",
    "collection_over": "the collection may be longer than a day",
}


def contributions_of(
    shown: Sequence[Finding], findings: Findings, speaker: Speaker, knowledge: Knowledge
) -> list[Contribution]:
    """Return the contributions worth saying, and those withheld with the reason.

    Parameters
    ----------
    shown : sequence of Finding
        The numbered findings in their order.
    findings : Findings
        Statuses and view of a panel of one row.
    speaker : Speaker
        Prints the numbers.
    knowledge : Knowledge
        `contributions.yaml`.

    Returns
    -------
    list of Contribution
        Empty `text` where an input is missing or censored: then nothing is printed.
    """
    found = []
    for item in knowledge.record["contributions"].values():
        true, false = evaluate(item["when"], findings.view)
        if false[0]:
            continue
        lacking = _lacking(item, findings, knowledge)
        home = _home(item["under"], shown, findings)
        if not true[0] and (lacking is None or home is None):
            continue
        spoiled = _spoiled(findings) if item["whole_day"] else None
        found.append(_contribution(item, home, lacking, spoiled, speaker, knowledge))
    return found


def _contribution(
    item: Mapping[str, Any],
    home: str | None,
    lacking: str | None,
    spoiled: str | None,
    speaker: Speaker,
    knowledge: Knowledge,
) -> Contribution:
    withheld = lacking or spoiled
    share = None if withheld else _share(item, speaker)
    text = ""
    if withheld is None:
        text = item["text"].format(range=_range(item, speaker), share=share)
    elif lacking is None and home is not None:
        # What was measured and still not used is said; what was not measured is a blank.
        text = item["withheld"].format(reason=spoiled)
    derived = speaker.view.derived.values
    index = knowledge.record["indices"][item["low"]]
    return Contribution(
        id=item["id"],
        label=item["label"],
        of=item["of"],
        low=None if withheld else float(derived[item["low"]][0]),
        high=None if withheld else float(derived[item["high"]][0]),
        unit=index["unit"],
        share=share,
        text=text,
        basis=item["basis"],
        finding=home,
        said=home in item["said_by"],
        withheld=withheld,
        sources=_sources(item, knowledge),
    )


def _home(under: Sequence[str], shown: Sequence[Finding], findings: Findings) -> str | None:
    """Return the shown finding a contribution belongs to, or the first that leads that finding."""
    numbered = {finding.id for finding in shown}
    for name in under:
        passed: list[str] = []
        leader: str | None = name
        # Two findings may lead each other: who was passed is not followed again.
        while leader is not None and leader not in passed:
            if leader in numbered:
                return leader
            passed.append(leader)
            place = int(findings.led_by[leader][0])
            leader = None if place == NO_LEADER else findings.patterns[place]["id"]
    return None


def _spoiled(findings: Findings) -> str | None:
    """Return why an amount per day is not one of a day, None where nothing says so."""
    for name, reason in _SPOILED.items():
        if findings.statuses[name][0] in (SUPPORTED, POSSIBLE):
            return reason
    return "the collection was not a day" if findings.view.flags.off_day[0] else None


def _lacking(item: Mapping[str, Any], findings: Findings, knowledge: Knowledge) -> str | None:
    """Return what keeps an estimate from being made: an input missing, censored or withheld."""
    view = findings.view
    names = list(dict.fromkeys((item["low"], item["high"], item["share"] or item["low"])))
    inputs = [given for n in names for given in knowledge.record["indices"][n]["inputs"]]
    for given in dict.fromkeys(inputs):
        if given not in knowledge.quantities:
            continue
        if not view.panel.measured(given)[0]:
            return f"{quantity_name(given, knowledge)} was not measured"
        if view.panel.low(given)[0] != view.panel.high(given)[0]:
            return f"{quantity_name(given, knowledge)} is known only as a bound"
    for name in names:
        value = view.derived.values.get(name)
        if value is None or np.isnan(value[0]):
            reason = view.derived.reason.get(name)
            code = 0 if reason is None else int(reason[0])
            return view.derived.reasons[code] or "a value it needs is missing"
    return None


def _range(item: Mapping[str, Any], speaker: Speaker) -> str | None:
    low = speaker.quantity_text(item["low"], rough=True)
    if item["low"] == item["high"]:
        return low
    bare = speaker.quantity_text(item["low"], bare=True, rough=True)
    high = speaker.quantity_text(item["high"], rough=True)
    return high if low == high else f"{bare} to {high}"


def _share(item: Mapping[str, Any], speaker: Speaker) -> str | None:
    if item["share"] is not None:
        return speaker.percent_text(item["share"])
    whole = float(speaker.view.panel.value(item["of"])[0])
    values = (speaker.view.derived.values[item[end]][0] for end in ("low", "high"))
    texts = dict.fromkeys(f"{100 * value / whole:.0f}" for value in values)
    return f"{' to '.join(texts)} %"


def _sources(item: Mapping[str, Any], knowledge: Knowledge) -> list[SourceNote]:
    notes: dict[tuple[str, str], SourceNote] = {}
    for slope in item["slopes"]:
        source = knowledge.sources[slope["source"]]
        notes[slope["source"], slope["locator"]] = SourceNote(
            key=source.key, title=source.title, locator=slope["locator"], url=source.url
        )
    return list(notes.values())

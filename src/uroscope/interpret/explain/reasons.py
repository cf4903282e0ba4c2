"""The shown findings of one row: title, reasons, what is missing, what they lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uroscope.interpret.conditions import evaluate
from uroscope.interpret.explain.lacking import can_be_had, missing_of, said_of_limits
from uroscope.interpret.explain.sentences import Speaker
from uroscope.interpret.findings import Findings
from uroscope.interpret.statuses import NO_LEADER, POSSIBLE, SUPPORTED, WORDS
from uroscope.knowledge import Knowledge
from uroscope.model import Finding, SourceNote

MOST_POSSIBLE = 3
MOST_MISSING = 2
NUMBERED = ("cause", "fact", "exclusion", "imaging")


@dataclass(frozen=True)
class Explained:
    """The findings to show, and the line of those that are not excluded."""

    shown: list[Finding]
    specimen: list[Finding]
    not_excluded: str | None
    records: Mapping[str, Mapping[str, Any]]


def explain_findings(findings: Findings, speaker: Speaker, knowledge: Knowledge) -> Explained:
    """Choose the findings to show and write them out.

    Parameters
    ----------
    findings : Findings
        Statuses of a panel of one row.
    speaker : Speaker
        Writes the sentences.
    knowledge : Knowledge
        Labels and sources.

    Returns
    -------
    Explained
        Every supported finding not folded under another; at most three possible ones that miss at
        most two items; the rest in one line.
    """
    records = {p["id"]: p for p in findings.patterns}
    status = {name: int(codes[0]) for name, codes in findings.statuses.items()}
    led = {name: int(leader[0]) for name, leader in findings.led_by.items()}
    ranked = sorted(findings.patterns, key=lambda p: (p["importance"], p["id"]))
    supported = [p for p in ranked if status[p["id"]] == SUPPORTED]
    lead = [p for p in supported if led[p["id"]] == NO_LEADER]
    explained = {name for p in supported for name in p["explains"]}
    possible = [
        p
        for p in ranked
        if status[p["id"]] == POSSIBLE and p["kind"] in NUMBERED and p["id"] not in explained
    ]
    possible.sort(key=lambda p: _denied_so_far(p, findings))
    open_ = [(p, missing_of(p, findings, knowledge)) for p in possible]
    kinds = {p["id"]: p["kind"] for p in ranked}
    near = [
        (p, missing)
        for p, missing in open_
        if len(missing) <= MOST_MISSING and not steps_back(p, status, kinds, findings)
    ][:MOST_POSSIBLE]
    # What is known stands above what is only possible; a fact is read before its open cause.
    chosen: list[tuple[Mapping[str, Any], list[str]]] = [
        *((p, []) for p in lead if p["kind"] in NUMBERED),
        *near,
    ]
    shown_ids = {p["id"] for p, _ in chosen}
    written = [
        _finding(p, rank, WORDS[status[p["id"]]], missing, findings, speaker, knowledge, status)
        for rank, (p, missing) in enumerate(chosen, start=1)
    ]
    specimen = [
        _finding(p, 0, WORDS[status[p["id"]]], [], findings, speaker, knowledge, status)
        for p in ranked
        if p["kind"] in ("specimen", "population") and status[p["id"]] in (SUPPORTED, POSSIBLE)
    ]
    rest = [(p, m) for p, m in open_ if p["id"] not in shown_ids]
    return Explained(written, specimen, _not_excluded(rest), records)


def _denied_so_far(pattern: Mapping[str, Any], findings: Findings) -> bool:
    """Tell whether a pattern is open only through its grey zone; others come first."""
    return bool(evaluate(pattern["required"], findings.view)[1][0])


def steps_back(
    pattern: Mapping[str, Any],
    status: Mapping[str, int],
    kinds: Mapping[str, str],
    findings: Findings,
) -> bool:
    """Tell whether a finding that is only possible is left to the line of what stays open.

    Parameters
    ----------
    pattern : mapping
        Its compiled pattern.
    status, kinds : mappings
        Status and kind of every finding of the row.
    findings : Findings
        Of a panel of one row.

    Returns
    -------
    bool
        True where all it would explain is near a limit or has a supported cause, or where its own
        `aside` is known true.
    """
    return (
        _of_borderline_only(pattern, status, kinds)
        or _explained_already(pattern, status, findings)
        or (pattern["aside"] is not None and bool(evaluate(pattern["aside"], findings.view)[0][0]))
    )


def _of_borderline_only(
    pattern: Mapping[str, Any], status: Mapping[str, int], kinds: Mapping[str, str]
) -> bool:
    """Tell whether every fact a pattern would explain is at most possible, and one is."""
    facts = [status[name] for name in pattern["explains"] if kinds.get(name) == "fact"]
    return POSSIBLE in facts and SUPPORTED not in facts


def _explained_already(
    pattern: Mapping[str, Any], status: Mapping[str, int], findings: Findings
) -> bool:
    """Tell whether all that a pattern would explain has a supported cause by now."""
    leaders = [
        int(findings.led_by[name][0])
        for name in pattern["explains"]
        if status.get(name) == SUPPORTED
    ]
    # A banner about the person folds a fact and settles no cause.
    return bool(leaders) and all(
        leader != NO_LEADER and findings.patterns[leader]["kind"] != "population"
        for leader in leaders
    )


def _not_excluded(rest: list[tuple[Mapping[str, Any], list[str]]]) -> str | None:
    """Return the one line of open possibilities, with the test that would decide most of them."""
    if not rest:
        return None
    names = [p["title"]["short"] for p, _ in rest[:6]]
    line = f"Not excluded: {', '.join(names)}"
    if len(rest) > 6:
        line += f" and {len(rest) - 6} more"
    counts: dict[str, int] = {}
    for name in (name for _, missing in rest for name in missing if can_be_had(name)):
        # Which words a history is asked for stands with the findings; here one word does.
        name = "the history" if name.endswith("?") else name
        counts[name] = counts.get(name, 0) + 1
    deciding = sorted(counts, key=lambda name: -counts[name])[:3]
    said = []
    if deciding:
        would = "would decide" if len(rest) == 1 else "would decide most of it"
        said.append(f"{', '.join(deciding)} {would}")
    said += said_of_limits([name for _, missing in rest for name in missing])
    return f"{line} ({'; '.join(said)})." if said else f"{line}."


def _finding(
    pattern: Mapping[str, Any],
    rank: int,
    word: str,
    missing: list[str],
    findings: Findings,
    speaker: Speaker,
    knowledge: Knowledge,
    status: Mapping[str, int],
) -> Finding:
    supported = word == "supported"
    why = speaker.say(pattern["why"])
    cautions = speaker.say(pattern["cautions"])
    # A caution tied to this patient's own values is never left out for brevity.
    warnings = speaker.say([c for c in pattern["cautions"] if c["when"] is not None])
    kinds = {p["id"]: p["kind"] for p in findings.patterns}
    place = findings.patterns.index(pattern)
    explains = [
        name
        for name in pattern["explains"]
        # A label that no cause was found says nothing beside the cause that folds it, and what two
        # would explain stands under the first.
        if supported
        and status.get(name) == SUPPORTED
        and kinds.get(name) != "exclusion"
        and int(findings.led_by[name][0]) == place
    ]
    advice = knowledge.record["advice"]
    asked = [
        advice[name]
        for name in pattern["ask"]
        if speaker.holds(advice[name]["when"]) and not speaker.forbids(advice[name]["unless"])
    ]
    title = pattern["title"]
    return Finding(
        id=pattern["id"],
        public_id=pattern["public_id"],
        title=title["supported" if supported else "possible"],
        kind=pattern["kind"],
        rank=rank,
        status="supported" if supported else "possible",
        summary=why[0] if why else "",
        explains=explains,
        why=why,
        for_=speaker.say(pattern["supporting"]),
        against=speaker.say(pattern["opposing"]),
        missing=[*_each(missing), *(item["clinician_text"] for item in asked)],
        drivers=speaker.say(pattern["drivers"]),
        stone_types=list(pattern["stone_types"]),
        distinguish=speaker.say(pattern["distinguish"]),
        next_steps=list(pattern["next_steps"]),
        habits=list(pattern["habits"]),
        cautions=[*warnings, *(c for c in cautions if c not in warnings)],
        warnings=warnings,
        sources=sources_of(pattern, knowledge),
        patient_title=(None if supported else title["patient_possible"]) or title["patient"],
        # A reason is stated as a fact; what is only possible gets its careful title alone.
        patient_why=speaker.say(pattern["patient_why"], aloud=True)
        if supported or _about_bottle_or_person(pattern)
        else [],
        patient_questions=[item["patient_text"] for item in asked],
    )


def _each(missing: Sequence[str]) -> list[str]:
    """Return what is missing one by one, so that nothing two items share is read twice.

    Examples
    --------
    >>> _each(["24-h creatinine and blood creatinine", "blood creatinine and age"])
    ['24-h creatinine', 'blood creatinine', 'age']
    >>> _each(["24-h calcium and 24-h creatinine"])
    ['24-h calcium and 24-h creatinine']
    """
    if len(missing) < 2 or any(" or " in name or name.endswith("?") for name in missing):
        return list(missing)
    return list(dict.fromkeys(part for name in missing for part in name.split(" and ")))


def _about_bottle_or_person(pattern: Mapping[str, Any]) -> bool:
    """Tell whether a pattern is about the bottle or the person, where words are careful anyway."""
    return pattern["kind"] in ("specimen", "population")


def sources_of(pattern: Mapping[str, Any], knowledge: Knowledge) -> list[SourceNote]:
    """Return the citations of a pattern."""
    notes = []
    for key, locator in pattern["sources"]:
        source = knowledge.sources[key]
        notes.append(
            SourceNote(
                key=key,
                title=source.title,
                public_title=source.public_title,
                locator=locator,
                url=source.url,
            )
        )
    return notes

"""The shown findings of one row: title, reasons, what is missing, what they lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uroscope.interpret.conditions import evaluate
from uroscope.interpret.explain.sentences import Speaker, shown
from uroscope.interpret.findings import Findings
from uroscope.interpret.statuses import NO_LEADER, POSSIBLE, SUPPORTED, WORDS
from uroscope.knowledge import Knowledge
from uroscope.model import Finding, SourceNote

MOST_POSSIBLE = 3
MOST_MISSING = 2
NUMBERED = ("cause", "fact", "exclusion", "imaging")
_SUBJECT_WORDS = {
    "age": "age", "weight_kg": "body weight", "height_cm": "height", "hours": "collection time",
}  # fmt: skip


@dataclass(frozen=True)
class Explained:
    """The findings to show, and the line of those that are not excluded."""

    shown: list[Finding]
    specimen: list[Finding]
    not_excluded: str | None
    records: Mapping[str, Mapping[str, Any]]


def leaf_name(leaf: Sequence[Any], knowledge: Knowledge) -> str | None:
    """Return what would have to be known to answer a leaf, in words."""
    kind = leaf[0]
    if kind == "compare":
        source, name = leaf[1], leaf[2].removeprefix("raw_")
        if source == "subject":
            return _SUBJECT_WORDS.get(name)
        return quantity_name(name, knowledge)
    if kind in ("flag", "measured"):
        return (
            "blood calcium" if leaf[1] == "deciding_calcium" else quantity_name(leaf[1], knowledge)
        )
    if kind == "mention":
        labels = [knowledge.record["concepts"][name]["label"] for name in leaf[1][:3]]
        return " or ".join(dict.fromkeys(labels)) + "?"
    if kind == "stone":
        return "stone analysis"
    if kind == "scan":
        return "the images themselves"
    if kind == "scan_kind":
        return "the kind of scan"
    if kind == "yes":
        return {"pregnant": "pregnancy?", "solitary_kidney": "single kidney?"}.get(
            leaf[1], f"{leaf[1]}?"
        )
    return None


def quantity_name(name: str, knowledge: Knowledge) -> str:
    """Return an analyte or index as it stands inside a sentence."""
    quantity = knowledge.quantities.get(name)
    label = quantity.full_label if quantity is not None else shown(name, knowledge, False).label
    keep = label[1:2].isupper() or label[0].isdigit() or label[:2] in ("pH", "eG")
    return label if keep else label[0].lower() + label[1:]


def missing_of(pattern: Mapping[str, Any], findings: Findings, knowledge: Knowledge) -> list[str]:
    """Return what is unknown and would decide a pattern, required tests first."""
    for part in ("required", "suggested"):
        if pattern[part] is not None:
            names = list(dict.fromkeys(_open_names(pattern[part], findings, knowledge)))
            if names:
                return _once(names)
    return []


def _once(names: list[str]) -> list[str]:
    """Leave out what stands in a longer item too."""
    parts = {part for name in names if " and " in name for part in name.split(" and ")}
    return [name for name in names if name not in parts]


def _open_names(node: Sequence[Any], findings: Findings, knowledge: Knowledge) -> list[str]:
    """Return what would answer an open condition; alternatives count as one item."""
    true, false = evaluate(node, findings.view)
    if true[0] or false[0]:
        return []
    if node[0] == "not":
        return _open_names(node[1], findings, knowledge)
    if node[0] in ("all", "count", "any"):
        children = [_open_names(child, findings, knowledge) for child in node[-1]]
        if node[0] == "any":
            # The shortest way to an answer is what to ask for; equally short ones are "or".
            open_ = [names for names in children if names]
            fewest = min((len(names) for names in open_), default=0)
            short = [" and ".join(names) for names in open_ if len(names) == fewest]
            # A test beside a question reads as neither; what to ask stands with the finding.
            short = [name for name in short if not name.endswith("?")] or short
            return [" or ".join(dict.fromkeys(short[:2]))] if short else []
        return [name for names in children for name in names]
    name = _leaf_missing(node, findings, knowledge)
    return [] if name is None else [name]


def _leaf_missing(leaf: Sequence[Any], findings: Findings, knowledge: Knowledge) -> str | None:
    view = findings.view
    if leaf[0] == "flag" and _is_borderline(leaf, findings):
        return "a second collection"
    name = str(leaf[2] if leaf[0] == "compare" else leaf[1]).removeprefix("raw_")
    rate = leaf[0] in ("compare", "flag") and name in view.timed_rates
    if rate and view.panel.measured(name)[0] and view.flags.off_day[0]:
        return "a collection of 22 to 26 h"
    if leaf[0] == "compare" and leaf[1] == "index":
        return _missing_inputs(name, findings, knowledge)
    return leaf_name(leaf, knowledge)


def _missing_inputs(index: str, findings: Findings, knowledge: Knowledge) -> str:
    """Return the inputs an index lacks, where only one or two are missing; else its name."""
    panel = findings.view.panel
    lacking = []
    for name in knowledge.record["indices"][index]["inputs"]:
        if name in knowledge.quantities:
            if not panel.measured(name)[0]:
                lacking.append(quantity_name(name, knowledge))
        elif name in panel.rows and panel.rows[name].iloc[0] in ("", None):
            lacking.append(_SUBJECT_WORDS.get(name, name))
        elif name in _SUBJECT_WORDS and panel.rows[name].isna().iloc[0]:
            lacking.append(_SUBJECT_WORDS[name])
    return " and ".join(lacking) if 0 < len(lacking) <= 2 else quantity_name(index, knowledge)


def _is_borderline(leaf: Sequence[Any], findings: Findings) -> bool:
    """Tell whether a flag is open only because the value lies near its limit."""
    flags = findings.view.flags.analytes.get(leaf[1])
    return flags is not None and bool(flags.borderline[0])


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
    for _, missing in rest:
        for name in missing:
            # Which words a history is asked for stands with the findings; here one word does.
            name = "the history" if name.endswith("?") else name
            counts[name] = counts.get(name, 0) + 1
    deciding = sorted(counts, key=lambda name: -counts[name])[:3]
    if deciding:
        would = "would decide" if len(rest) == 1 else "would decide most of it"
        line += f" ({', '.join(deciding)} {would})"
    return line + "."


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
    explains = [name for name in pattern["explains"] if supported and status.get(name) == SUPPORTED]
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
        missing=[*missing, *(item["clinician_text"] for item in asked)],
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
        patient_why=speaker.say(pattern["patient_why"])
        if supported or _about_bottle_or_person(pattern)
        else [],
        patient_questions=[item["patient_text"] for item in asked],
    )


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

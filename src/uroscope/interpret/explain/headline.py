"""The case in at most two sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from uroscope.interpret.explain.lacking import can_be_had
from uroscope.interpret.explain.sentences import Speaker
from uroscope.model import Finding, Result

_CORE = (
    "urine_calcium", "urine_oxalate", "urine_citrate", "urine_sodium", "urine_volume", "urine_ph",
    "urine_uric_acid",
)  # fmt: skip
_CAUSES = ("cause", "exclusion", "imaging")


def headline_of(
    shown: Sequence[Finding],
    records: Mapping[str, Mapping[str, Any]],
    results: Sequence[Result],
    speaker: Speaker,
    specimen: Sequence[Finding] = (),
    refused: Collection[str] = (),
) -> list[str]:
    """Return the sentences that carry the case: the first cause, then what else matters most.

    An incomplete or spoiled specimen comes before what was found in it. `refused` names analytes
    of which the patient's files hold a cell that could not be used.
    """
    spoiled = [f for f in specimen if f.kind == "specimen" and f.status == "supported"]
    if spoiled:
        # What a lost or spoiled urine makes by itself is no case; only a cause stands beside it.
        beside = [
            speaker.first(records[f.id]["headline"])
            for f in shown
            if f.kind in _CAUSES and f.status == "supported"
        ]
        return [f"{spoiled[0].title}.", *[text for text in beside if text is not None][:1]]
    sentences: list[str] = []
    supported = [f for f in shown if f.status == "supported"]
    for finding in supported:
        said = speaker.first(records[finding.id]["headline"])
        # The second sentence is for a second cause; a fact beside a cause is read below.
        if said is not None and sentences and finding.kind == "exclusion":
            # What makes it a label of exclusion its own title says again: its name is enough here.
            sentences.append(f"Beside it: {records[finding.id]['title']['short']}.")
        elif said is not None and (not sentences or finding.kind in _CAUSES):
            sentences.append(said)
        if len(sentences) == 2:
            break
    if not any(f.kind in _CAUSES for f in supported):
        facts = {f.id for f in supported if f.kind == "fact"}
        for finding in shown:
            # One open cause of several findings says more than any of them.
            would_explain = facts & set(records[finding.id]["explains"])
            if finding.status == "possible" and len(would_explain) > 1:
                tests = [m for m in finding.missing if not m.endswith("?") and can_be_had(m)]
                decides = f"; {' or '.join(tests)} would decide" if tests else ""
                opened = f"{finding.title}{decides}."
                # What was measured is said before the cause it leaves open.
                if supported[0].id in would_explain and sentences:
                    return [sentences[0], opened]
                return [opened, *sentences[:1]]
    return sentences or [_plain(results, refused)]


def _plain(results: Sequence[Result], refused: Collection[str]) -> str:
    """Say what was found where no pattern carries the case."""
    flagged = [r for r in results if r.flag in ("low", "high")]
    outside = [r for r in flagged if r.limits is None or r.limits.kind != "treatment_goal"]
    goals = [
        f"{_name(r)} {'below' if r.flag == 'low' else 'above'} goal"
        for r in flagged
        if r not in outside
    ]
    judged = [r for r in results if r.flag != "unknown"]
    if not results:
        return "Nothing was measured that uroscope reads."
    if not outside:
        if not judged:
            return "No limit applies to these results; none of them is judged."
        tail = _core_lacking({r.analyte for r in results}, refused)
        unjudged = sum(r.flag == "unknown" for r in results if r.analyte in _CORE)
        if unjudged:
            tail = f"; {unjudged} measured core values {_are(unjudged)} not judged{tail}"
        if goals:
            tail = f"; {', '.join(goals)}{tail}"
        if len(judged) == 1:
            return f"The one value that a limit applies to lies inside it{tail}."
        return f"None of the {len(judged)} judged values is outside its limits{tail}."
    names = [f"{_name(r)} {r.flag}" for r in outside[:4]]
    more = f" and {len(outside) - 4} more" if len(outside) > 4 else ""
    more += f"; {', '.join(goals)}" if goals else ""
    return f"{len(outside)} of {len(judged)} values outside their limits: {', '.join(names)}{more}."


def _core_lacking(measured: Collection[str], refused: Collection[str]) -> str:
    """Say how many of the core values are missing, and how many were given but refused."""
    lacking = [name for name in _CORE if name not in measured]
    unusable = sum(name in refused for name in lacking)
    missing = len(lacking) - unusable
    said = []
    if missing:
        said.append(f"{missing} {'is' if missing == 1 else 'are'} missing")
    if unusable:
        said.append(f"{unusable} {'was' if unusable == 1 else 'were'} refused")
    if not said:
        return ""
    first, *rest = said
    count, _, what = first.partition(" ")
    return "; " + ", ".join([f"{count} of the 7 core urine values {what}", *rest])


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _name(result: Result) -> str:
    words = {"blood": "blood ", "spot": "spot urine ", "fasting": "fasting urine "}
    label = result.label
    if not (label[:2].isupper() or label[0].isdigit() or label == "pH"):
        label = label[0].lower() + label[1:]
    named = label == "PTH" or label.startswith(("plasma", "blood"))
    return label if named else words.get(result.specimen, "") + label

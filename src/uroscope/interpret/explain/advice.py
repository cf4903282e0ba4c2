"""Habits, questions and tests of one row: ranked, tied to findings, conflicts resolved in data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from uroscope.interpret.explain.sentences import Speaker
from uroscope.knowledge import Knowledge
from uroscope.model import Effect, Finding, Habit, NextStep, Saturation, StoneType

# The patient's list keeps four tests, the clinician's six.
STANDING_BEHIND = 3


def _allowed(item: Mapping[str, Any], speaker: Speaker) -> bool:
    return speaker.holds(item["when"]) and not speaker.forbids(item["unless"])


def _because(
    shown: Sequence[Finding], part: str, advice: Mapping[str, Any]
) -> dict[str, list[str]]:
    """Return the advice ids that the shown findings name, with those findings, in their order."""
    found: dict[str, list[str]] = {}
    for finding in shown:
        for name in getattr(finding, part):
            if name in advice:
                found.setdefault(name, []).append(finding.id)
    return found


def conditioned(item: Mapping[str, Any], text: str, speaker: Speaker) -> str:
    """Return a text of an advice with its condition, unless it is known to be safe."""
    if item["conditional"] and not speaker.holds(item["safe"]):
        return f"{text.rstrip('.')}, {item['conditional']}"
    return text


def other_words(item: Mapping[str, Any], speaker: Speaker) -> Mapping[str, Any] | None:
    """Return what an advice says in place of its own words here, None where they stand."""
    return next((other for other in item["instead"] if speaker.holds(other["when"])), None)


def advised(names: Sequence[str], speaker: Speaker, knowledge: Knowledge) -> list[str]:
    """Return the clinician's texts of advice ids, each with its condition, unsafe ones left out."""
    items = [knowledge.record["advice"][name] for name in names]
    return [
        conditioned(item, item["clinician_text"], speaker)
        if (other := other_words(item, speaker)) is None
        else other["clinician_text"]
        for item in items
        if _allowed(item, speaker)
    ]


def habits_of(
    shown: Sequence[Finding],
    speaker: Speaker,
    knowledge: Knowledge,
    saturation: Saturation | None = None,
) -> list[Habit]:
    """Return the habits of the shown findings, the most useful first.

    A habit whose safety is not known carries its condition in the sentence itself, so that it
    cannot be read without it; one that is known to be unsafe is not printed.
    """
    advice = knowledge.record["advice"]
    named = _because(shown, "habits", advice)
    for scenario in saturation.scenarios if saturation is not None else []:
        # What the table shows to move a salt is a habit too, whether or not a finding names it.
        if scenario.habit is not None and named.get(scenario.habit) is None:
            named[scenario.habit] = []
    habits = []
    for name in sorted(named, key=lambda n: advice[n]["rank"]):
        item = advice[name]
        if item["kind"] != "habit" or not _allowed(item, speaker):
            continue
        clinician = conditioned(item, item["clinician_text"], speaker)
        patient, moves = item["patient_text"], item["patient_effect"]
        other = other_words(item, speaker)
        if other is not None:
            # What is at its aim already is kept, not asked for.
            clinician, patient = other["clinician_text"], other["patient_text"]
            moves = other["patient_effect"] or moves
        elif clinician != item["clinician_text"] and item["patient_conditional"]:
            patient = f"{patient} {item['patient_conditional']}"
        else:
            patient = conditioned(item, patient, speaker)
        habits.append(
            Habit(
                id=name,
                clinician_text=clinician,
                patient_text=patient,
                patient_effect=moves or "",
                because=named[name],
                effect=_effect(name, saturation),
                cautions=speaker.say(item["cautions"]),
            )
        )
    return habits


def _effect(habit: str, saturation: Saturation | None) -> Effect | None:
    """Return what a habit does to the salt that today is furthest above saturation."""
    if saturation is None:
        return None
    energy = {s.salt: s.delta_g for s in saturation.salts if s.delta_g is not None}
    effects = [e for s in saturation.scenarios if s.habit == habit for e in s.effects]
    return max(effects, key=lambda e: energy.get(e.salt, 0.0), default=None)


def next_steps_of(
    shown: Sequence[Finding], speaker: Speaker, knowledge: Knowledge
) -> list[NextStep]:
    """Return tests and questions in the order of the findings that need them.

    What stands by itself, as the 24-h urine that was never made, comes behind the first few, where
    a short list still shows it, and takes the place of what is a part of it.
    """
    advice = knowledge.record["advice"]
    named = _because(shown, "next_steps", advice)
    steps = [_step(name, advice[name], because, speaker) for name, because in named.items()
             if _allowed(advice[name], speaker)]  # fmt: skip
    for name, item in advice.items():
        if not item["standing"] or not _allowed(item, speaker):
            continue
        parts = [step for step in steps if step.id in item["instead_of"]]
        because = [finding for step in parts for finding in step.because]
        steps = [step for step in steps if step not in parts and step.id != name]
        steps.insert(STANDING_BEHIND, _step(name, item, list(dict.fromkeys(because)), speaker))
    return steps


def _step(name: str, item: Mapping[str, Any], because: list[str], speaker: Speaker) -> NextStep:
    said = other_words(item, speaker) or item
    return NextStep(
        id=name,
        text=said["clinician_text"],
        patient_text=said["patient_text"],
        kind="question" if item["kind"] == "question" else "test",
        because=because,
    )


def stone_types_of(
    shown: Sequence[Finding], speaker: Speaker, knowledge: Knowledge
) -> list[StoneType]:
    """Return the stone types that the findings favour and this urine does not speak against.

    Never a likelihood.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for finding in shown:
        level = "favoured" if finding.status == "supported" else "possible"
        for name in finding.stone_types:
            known = found.get(name)
            found[name] = (known[0] if known else level, [*(known[1] if known else []), finding.id])
    labels = knowledge.record["stone_types"]
    return [
        StoneType(type=labels[name]["label"], level=level, because=because)
        for name, (level, because) in found.items()
        if not speaker.forbids(labels[name]["unlike"])
    ]

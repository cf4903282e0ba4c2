"""The findings a sentence names, with what ConText says of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from uroscope.interpret.imaging.items import GONE, PRESENT, UNCERTAIN
from uroscope.interpret.imaging.layout import Stretch
from uroscope.interpret.imaging.terms import ASIDE, Terms
from uroscope.interpret.texts.matching import Hit, Trigger
from uroscope.interpret.texts.reach import Sentence
from uroscope.interpret.texts.scope import apply
from uroscope.interpret.texts.tokens import Tokens

NEGATED, DROPPED = "negated", "dropped"
_CHANGES = frozenset({"change", "increase", "growth", "decrease", "progression", "enlargement"})
_NOT = frozenset(
    {"not", "cannot", "cant", "no", "unable", "doesnt", "couldnt", "never", "difficult", "hard"}
)
_POINTING = frozenset({"the", "this", "these", "that", "known", "aforementioned"})


@dataclass(slots=True)
class Anchor:
    """A finding named at a place of a sentence; `soft` denials leave a doubt."""

    start: int
    end: int
    finding: str
    status: str
    soft: bool = False
    plural: bool = False
    definite: bool = False
    bosniak: str | None = None
    weak: bool = False
    answered: bool = False
    others: list[str] = field(default_factory=list)


def anchors_of(
    tokens: Tokens,
    stretch: Stretch,
    hits: list[Hit],
    previous: list[Trigger],
    folded: str,
    terms: Terms,
) -> tuple[list[Anchor], list[Trigger]]:
    """Return what a sentence names, in order, with its status.

    Parameters
    ----------
    tokens : Tokens
        The words of the report.
    stretch : Stretch
        The sentence.
    hits : list of Hit
        Phrases found in it.
    previous : list of Trigger
        Triggers of the sentence before.
    folded : str
        The report in lower case, for what the tokens drop.
    terms : Terms
        The words.

    Returns
    -------
    anchors : list of Anchor
        Things named, in order.
    triggers : list of Trigger
        For the next sentence.
    """
    sentence = Sentence(tokens, stretch.start, stretch.end, hits, "imaging_report", terms.lexicon)
    apply(sentence, previous)
    anchors: list[Anchor] = []
    triggers: list[Trigger] = []
    for hit in hits:
        for trigger in hit.triggers[:1]:
            if ASIDE in trigger.concepts:
                continue
            triggers.append(trigger)
            anchors.append(_anchor(trigger, sentence, folded, terms))
    return anchors, triggers


def _anchor(trigger: Trigger, sentence: Sentence, folded: str, terms: Terms) -> Anchor:
    tokens = sentence.tokens
    flags = trigger.flags
    status, soft, weak = PRESENT, False, False
    denial = _denial_before(trigger, sentence, terms)
    planned = "planned" in flags and not _proposed(trigger, sentence, terms)
    if (
        flags & {"family", "allergy"}
        or (planned and not _measured(trigger, sentence))
        or (_past(trigger, sentence, terms) or denial == "change")
        or _of_the_scan(trigger, sentence, terms)
    ):
        status = DROPPED
    elif _queried(trigger, sentence, terms):
        status = UNCERTAIN
    elif _unlikely(trigger, sentence, terms) or (
        denial == "soft" and flags & {"negated", "uncertain", "weak_negated"}
    ):
        status, soft = NEGATED, True
    elif _stands_by_itself(trigger, sentence, denial):
        status = PRESENT
    elif ("negated" in flags or "weak_negated" in flags) != trigger.absent:
        status, weak = NEGATED, "weak_negated" in flags
    elif flags & {"ended", "undone"}:
        status = GONE
    elif (
        ("uncertain" in flags or (flags & {"planned"} and not planned))
        and not _unnamed(trigger, sentence, terms)
        and not _explained(trigger, sentence, terms)
    ) or _resembles(trigger, sentence):
        status = UNCERTAIN
    last = trigger.end - 1
    raw = folded[tokens.starts[last] : tokens.ends[last]]
    before = folded[max(0, tokens.starts[trigger.start] - 24) : tokens.starts[trigger.start]]
    return Anchor(
        trigger.start,
        trigger.end,
        trigger.concepts[0],
        status,
        soft=soft,
        plural=raw != tokens.words[last] and raw[-1:] in ("s", "i", "e"),
        definite=_definite(before),
        weak=weak,
        answered=status == NEGATED and denial == "none before",
    )


def _queried(trigger: Trigger, sentence: Sentence, terms: Terms) -> bool:
    """Say whether a question mark stands before a finding and its place: "?PUJ obstruction"."""
    if "uncertain" not in trigger.flags:
        return False
    words = sentence.tokens.words
    for position in range(trigger.start - 1, max(sentence.start, trigger.start - 4) - 1, -1):
        if words[position] == "?":
            return True
        if not terms.attributes.at(words, position, trigger.start)[1]:
            return False
    return False


def _stands_by_itself(trigger: Trigger, sentence: Sentence, denial: str) -> bool:
    """Say whether a denial in the sentence is of something else: a change, another finding."""
    if denial == "no change" and "uncertain" not in trigger.flags:
        return True
    denied = bool(trigger.flags & {"negated", "weak_negated"})
    return denied and _measured_apart(trigger, sentence)


def _measured(trigger: Trigger, sentence: Sentence) -> bool:
    """Say whether a size stands before: "referral for the 12 mm stone" is of one that is there."""
    words = sentence.tokens.words
    before = words[max(sentence.start, trigger.start - 6) : trigger.start]
    return bool({"mm", "cm"} & set(before)) and not {",", "if", "larger", ">", "than"} & set(before)


def _of_the_scan(trigger: Trigger, sentence: Sentence, terms: Terms) -> bool:
    """Say whether only the scan is judged: "small stones may be missed"."""
    words = sentence.tokens.words
    if _measured(trigger, sentence):
        return False
    after = set(words[trigger.end : min(sentence.end, trigger.end + 6)])
    before = set(words[max(sentence.start, trigger.start - 5) : trigger.start])
    return bool(
        (after & terms.sets["missed"] and after & terms.sets["may"])
        or before & terms.sets["detecting"]
    )


def _measured_apart(trigger: Trigger, sentence: Sentence) -> bool:
    """Say whether a denial before is of another thing: "no hydronephrosis with a 5 mm stone"."""
    if not _measured(trigger, sentence):
        return False
    words = sentence.tokens.words
    for position in range(trigger.start - 1, max(sentence.start, trigger.start - 14) - 1, -1):
        found = sentence.ending.get(position)
        if found is not None and found.triggers:
            between = set(words[position : trigger.start])
            return bool(between & {"with", "and", "from", "to", "despite", "by", "around", "at"})
        if words[position] in _NOT:
            return False
    return False


def _unlikely(trigger: Trigger, sentence: Sentence, terms: Terms) -> bool:
    """Say whether "is unlikely" follows, which leaves a doubt; not "is unlikely to pass"."""
    words = sentence.tokens.words
    if trigger.end >= sentence.end:
        return False
    end, found = terms.unlikely.at(words, trigger.end, sentence.end)
    return bool(found) and words[end : end + 1] != ["to"]


def _explained(trigger: Trigger, sentence: Sentence, terms: Terms) -> bool:
    """Say whether the doubt is about the cause of what is there: "mild, likely physiological"."""
    words = sentence.tokens.words
    doubts = {"likely", "unlikely", "probably", "possibly", "presumably", "perhaps"}
    if doubts & set(words[max(sentence.start, trigger.start - 4) : trigger.start]):
        return False
    for position in range(trigger.end, min(sentence.end - 1, trigger.end + 10)):
        if words[position] in doubts:
            following = words[position + 1]
            return following in terms.sets["causes"] or following == "to"  # "unlikely to pass"
    return False


def _unnamed(trigger: Trigger, sentence: Sentence, terms: Terms) -> bool:
    """Say whether a mass is there, and only what it is stays open: "is indeterminate"."""
    if terms.findings[trigger.concepts[0]].get("reads") != "lesion":
        return False
    after = sentence.tokens.words[trigger.end : min(sentence.end, trigger.end + 4)]
    return "indeterminate" in after


def _resembles(trigger: Trigger, sentence: Sentence) -> bool:
    """Say whether "could have this appearance" follows."""
    after = set(sentence.tokens.words[trigger.end : min(sentence.end, trigger.end + 7)])
    return "appearance" in after and bool(after & {"could", "may", "can", "might"})


def _definite(before: str) -> bool:
    """Say whether "the", "this" or "these" stands among the last words."""
    return bool(
        {"the", "this", "these", "that", "known", "aforementioned"} & set(before.split()[-2:])
    )


def _past(trigger: Trigger, sentence: Sentence, terms: Terms) -> bool:
    """Say whether "history of" stands before: what was, not what is seen."""
    words = sentence.tokens.words
    for position in range(max(sentence.start, trigger.start - 6), trigger.start):
        end, found = terms.not_now.at(words, position, trigger.start)
        if found and end > position:
            return True
        end, found = terms.asked.at(words, position, trigger.start)
        if (
            found
            and end > position
            and not _NOT & set(words[max(sentence.start, position - 2) : position])
        ):
            return True
    return False


def _proposed(trigger: Trigger, sentence: Sentence, terms: Terms) -> bool:
    """Say whether "suggests" or "consider" names a reading of the pictures, not a plan."""
    words = sentence.tokens.words
    for position in range(trigger.start - 1, max(sentence.start, trigger.start - 10) - 1, -1):
        if words[position] in terms.sets["actions"]:
            return False
        if words[position] in terms.sets["doubts"]:
            return not terms.sets["actions"] & set(words[sentence.start : position])
    return False


def _denial_before(trigger: Trigger, sentence: Sentence, terms: Terms) -> str:
    """Tell what is denied: "no new stone" a change, "no change in the stone" no stone at all.

    "No obvious stone" leaves a doubt.
    """
    words = sentence.tokens.words
    for position in range(trigger.start - 1, max(sentence.start, trigger.start - 10) - 1, -1):
        if words[position] in {"no", "without", "w/o"}:
            following = words[position + 1] if position + 1 < trigger.start else ""
            if _CHANGES & set(words[position + 1 : min(position + 5, trigger.start)]):
                return "no change"  # "no significant change in the 5 mm stone"
            if following in {"evidence", "sign"}:
                following = words[position + 3] if position + 3 < trigger.start else ""
            near = words[position + 1 : min(position + 4, trigger.start)]
            if following in terms.sets["not_a_denial"] or terms.sets["not_a_denial"] & set(near):
                return "change"
            if words[trigger.end : trigger.end + 1] == ["elsewhere"]:
                return "change"
            if any(word in terms.sets["soft_denial"] for word in near):
                return "soft"
            return ""
    return "none before"

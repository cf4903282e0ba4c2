"""The words of a scan report as lookup tables, on top of the ConText lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uroscope.interpret.texts import Lexicon, build_lexicon
from uroscope.interpret.texts.tokens import tokenise
from uroscope.knowledge import Knowledge

Attribute = tuple[str, str]
Found = tuple[int, tuple[Attribute, ...]]
ASIDE = "aside"
"""What a report doubts or denies that is no finding here; such a doubt is then not a finding's."""
_SHORT: tuple[dict[str, str], ...] = (
    {},
    {"left": "lt", "right": "rt"},
    {"left": "l", "right": "r"},
)
_EITHER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one or more words, each with what it means; `longest` by first word."""

    meanings: Mapping[str, tuple[Attribute, ...]]
    longest: Mapping[str, int]

    def at(
        self, words: Sequence[str], position: int, end: int
    ) -> tuple[int, tuple[Attribute, ...]]:
        """Return the end and the meanings of the longest phrase at a position; its own if none."""
        reach = min(self.longest.get(words[position], 0), end - position)
        for length in range(reach, 0, -1):
            found = self.meanings.get(" ".join(words[position : position + length]))
            if found is not None:
                return position + length, found
        return position, ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything the decoder looks words up in; build it with `build_terms`."""

    lexicon: Lexicon
    findings: Mapping[str, Mapping[str, Any]]
    places: Mapping[str, Mapping[str, Any]]
    modalities: Mapping[str, Mapping[str, Any]]
    attributes: Phrases
    headings: Phrases
    kinds_of_scan: Phrases
    same_thing: Phrases
    separators: Phrases
    not_now: Phrases
    asked: Phrases
    unlikely: Phrases
    lone: Phrases
    idle: Phrases
    sets: Mapping[str, frozenset[str]]
    bosniak: Mapping[str, str]
    wider: Mapping[str, tuple[str, ...]]

    def group(self, place: str) -> str:
        """Return the group of a place."""
        return str(self.places[place]["group"])


def build_terms(record: Mapping[str, Any], context: Mapping[str, Any]) -> Terms:
    """Build the lookup tables from the compiled knowledge.

    Parameters
    ----------
    record : mapping
        The compiled files of `knowledge/imaging`.
    context : mapping
        The compiled `texts/context.yaml`: negation, doubt, history and their scope.

    Returns
    -------
    Terms
        Ready for `decode_report`.

    Examples
    --------
    >>> from uroscope.knowledge import load
    >>> knowledge = load().record
    >>> terms = build_terms(knowledge["imaging"], knowledge["texts"]["context"])
    >>> terms.findings["phlebolith"]["bucket"]
    'look_alike'
    """
    words = record["words"]
    findings = record["findings"]["findings"]
    spellings = {**context.get("spellings", {}), **words["abbreviations"]}
    bare = build_lexicon({"context": {**context, "spellings": spellings, "modifiers": {}}})

    def plain(phrase: str) -> str:
        """Return a phrase as the words of a report will read."""
        return " ".join(tokenise(phrase, bare).words)

    concepts = {
        name: {
            **item,
            "part_of": (),
            "course": "chronic",
            "words": _plain_words(item["words"], plain),
            "absent_words": _plain_words(item.get("absent_words", ()), plain),
        }
        for name, item in findings.items()
    }
    aside = _plain_words(words["aside"], plain)
    concepts[ASIDE] = {"label": ASIDE, "patient_label": ASIDE, "words": aside}
    ignore = [*context.get("ignore", ()), *(plain(phrase) for phrase in words["ignore"])]
    lexicon = build_lexicon(
        {
            "imaging": {"kind": "imaging", "concepts": concepts},
            "context": {**context, "spellings": spellings, "ignore": ignore},
        }
    )
    places = record["places"]["places"]
    scans = record["modalities"]
    attributes = [
        *_labelled("place", {name: place["words"] for name, place in places.items()}),
        *_labelled("side", record["places"]["sides"]),
        *_labelled("letter", record["places"]["letters"]),
        *_labelled("grade", words["grades"]),
        *_labelled("obstructing", words["obstructing"]),
        *_labelled("count", words["counts"]),
        *_labelled("several", {"several": words["several"]}),
        *_labelled("at_least", {"at_least": words["at_least"]}),
        *_labelled("size_word", {word: [word] for word in words["size_words"]}),
        *_labelled("change", words["change"]),
        *_labelled("coverage", {"scan": scans["coverage"]}),
    ]
    kinds = [
        *_labelled("kind", {name: scan["words"] for name, scan in scans["modalities"].items()}),
        *_labelled("contrast", {"with": scans["with_contrast"]}),
        *_labelled("contrast", {"without": scans["without_contrast"]}),
    ]
    headings = [*_labelled("section", words["sections"]), *_labelled("subject", words["subjects"])]
    single = (
        "focal", "spread", "inside", "size_after", "size_before", "measures", "prior",
        "changed_from", "sized_others", "cystic_outside", "suspicious", "not_a_denial",
        "soft_denial", "larger_than", "doubts", "actions", "causes", "rows", "moved", "links",
        "beside", "missed", "may", "detecting", "scanning",
        "look", "states", "earlier", "at_that_time", "graded_others",
    )  # fmt: skip
    sets = {name: frozenset(plain(word) for word in words[name]) for name in single}
    sets["not_lone"] = frozenset(plain(word) for word in words["lone"]["not_so"])
    sets["idle_between"] = frozenset(plain(word) for word in words["lone"]["idle_between"])
    sets["not_this_scan"] = frozenset(plain(word) for word in scans["not_this_scan"])
    for name, phrases in scans["inferred"].items():
        sets[f"inferred_{name}"] = frozenset(plain(word) for word in phrases)
    return Terms(
        lexicon=lexicon,
        findings=findings,
        places=places,
        modalities=scans["modalities"],
        attributes=_phrases(attributes, plain),
        headings=_phrases(headings, plain),
        kinds_of_scan=_phrases(kinds, plain),
        same_thing=_phrases(
            _labelled("same", {"same": words["same_thing"], "directly": words["same_directly"]}),
            plain,
        ),
        separators=_phrases(_labelled("separator", {"separator": words["separators"]}), plain),
        not_now=_phrases(_labelled("past", {"past": words["not_now"]}), plain),
        asked=_phrases(_labelled("asked", {"asked": words["asked"]}), plain),
        unlikely=_phrases(_labelled("unlikely", {"unlikely": words["unlikely"]}), plain),
        lone=_phrases(_lone(words["lone"]), plain),
        idle=_phrases(
            _labelled(
                "idle", {"idle": [p for w in words["lone"]["idle"] for p in _spelled_out(w)]}
            ),
            plain,
        ),
        sets=sets,
        bosniak=words["bosniak"],
        wider={name: tuple(_wider(name, places)) for name in places},
    )


_TERMS: dict[str, Terms] = {}


def terms_of(knowledge: Knowledge) -> Terms:
    """Return the words of the report reader, built once per knowledge."""
    found = _TERMS.get(knowledge.digest)
    if found is None:
        record = knowledge.record
        found = build_terms(record["imaging"], record["texts"]["context"])
        _TERMS[knowledge.digest] = found
    return found


def _labelled(
    category: str, groups: Mapping[str, Sequence[str]]
) -> list[tuple[str, Sequence[str], str]]:
    return [(category, phrases, value) for value, phrases in groups.items()]


def _plain_words(phrases: Iterable[str], plain: Any) -> list[str]:
    """Return phrases as the words of a report will read, "{a|b}" spelled out, each once."""
    found: dict[str, None] = {}
    single: dict[str, str] = {}  # spelled out, the same few words come back a thousand times
    for phrase in phrases:
        if "{" not in phrase:
            found[plain(phrase)] = None
            continue
        for whole in _spelled_out(phrase):
            words = whole.split(" ")
            for word in words:
                if word not in single:
                    single[word] = plain(word)
            found[" ".join(single[word] for word in words if single[word])] = None
    return list(found)


def _spelled_out(phrase: str) -> list[str]:
    """Return every phrase that "{a|b} c" stands for.

    Examples
    --------
    >>> _spelled_out("{dilated|wide} {left |}ureter")
    ['dilated left ureter', 'dilated ureter', 'wide left ureter', 'wide ureter']
    """
    found = _EITHER.search(phrase)
    if found is None:
        return [phrase]
    before, after = phrase[: found.start()], phrase[found.end() :]
    return [
        whole for choice in found[1].split("|") for whole in _spelled_out(before + choice + after)
    ]


def _lone(words: Mapping[str, Sequence[str]]) -> list[tuple[str, Sequence[str], str]]:
    """Return what says that one kidney stands alone, with the side of that kidney."""
    found: list[tuple[str, Sequence[str], str]] = []
    other = {"left": "right", "right": "left"}
    for category in ("gone", "single"):
        for phrase in (p for pattern in words[category] for p in _spelled_out(pattern)):
            side = next((name for name in other if name in phrase.split(" ")), "either")
            lone = side if category == "single" else other.get(side, side)
            spelled = {" ".join(_SHORT[n].get(w, w) for w in phrase.split(" ")) for n in (0, 1, 2)}
            found.append((category, sorted(spelled), lone))
    return found


def _phrases(entries: Iterable[tuple[str, Sequence[str], str]], plain: Any) -> Phrases:
    meanings: dict[str, tuple[Attribute, ...]] = {}
    longest: dict[str, int] = {}
    for category, phrases, value in entries:
        for key in _plain_words(phrases, plain):
            first, *rest = key.split(" ")
            longest[first] = max(longest.get(first, 1), 1 + len(rest))
            known = meanings.get(key, ())
            if (category, value) not in known:
                meanings[key] = (*known, (category, value))
    return Phrases(meanings, longest)


def _wider(name: str, places: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    outer = places[name].get("within")
    while outer is not None:
        yield outer
        outer = places[outer].get("within")

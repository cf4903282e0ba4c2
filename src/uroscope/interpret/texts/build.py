"""Building the lexicon from the parsed knowledge files, once for all columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from uroscope.interpret.texts.codes import KIND_OF_CELL
from uroscope.interpret.texts.lexicon import (
    Concept,
    Entry,
    Lexicon,
    Measured,
    Method,
    Modifier,
    Past,
    Sense,
)
from uroscope.interpret.texts.tokens import stem_phrase

_NOTHING: frozenset[str] = frozenset()
_EMPTY: Mapping[str, Any] = {}
# What is suspected and what is left open are two kinds of the uncertain.
_WIDER_KIND = {"suspected": "uncertain", "open": "uncertain"}
# A medicine named in a stone is a component, not something taken.
_TAKEN = frozenset(KIND_OF_CELL) - {"stone_analysis"}


def build_lexicon(record: Mapping[str, Any]) -> Lexicon:
    """Build the lookup tables from the parsed knowledge files.

    Parameters
    ----------
    record : Mapping
        File stem → parsed content: `medicines` (of `knowledge/medicines.yaml`) and `conditions`,
        `symptoms`, `imaging`, `stone`, `context` (of `knowledge/texts/`). Other keys are ignored.

    Returns
    -------
    Lexicon
        Ready for `decode` and `read_texts`.

    Raises
    ------
    ValueError
        If a concept names a wider concept, or a combination a medicine, that does not exist.

    Notes
    -----
    The data are trusted to be in normal form (lower case, one spelling, no hyphens); a test of the
    knowledge files proves it.

    Examples
    --------
    >>> context = {"modifiers": {"negated": {"before": ["no"]}}}
    >>> conditions = {"kind": "condition", "concepts": {"gout": {
    ...     "label": "gout", "patient_label": "gout", "words": ["gout"]}}}
    >>> sorted(build_lexicon({"conditions": conditions, "context": context}).concepts)
    ['gout']
    """
    build = _Builder()
    for name in ("conditions", "symptoms", "imaging", "stone"):
        build.concept_file(record.get(name) or {})
    build.medicine_file(record.get("medicines") or {})
    context: Mapping[str, Any] = record.get("context") or {}
    build.context_file(context)
    ancestors, descendants = build.families()
    none: Mapping[str, Any] = context.get("explicit_none") or {}
    stone: Mapping[str, Any] = record.get("stone") or {}
    return Lexicon(
        concepts=build.concepts,
        entries=build.entries,
        longest=build.longest,
        ancestors=ancestors,
        descendants=descendants,
        headers=_by_phrase(context.get("headers")),
        spellings=context.get("spellings") or {},
        skip=frozenset(context.get("skip") or ()),
        keep_after=_stems(context.get("keep_after")),
        abbreviations=_stems(context.get("abbreviations")),
        gaps=_stems(context.get("gaps")),
        line_joins=_stems(context.get("line_joins")),
        openers=_stems(context.get("openers")),
        stone_words=_stems(stone.get("stone_words")),
        pure_words=_stems(stone.get("pure_words")),
        none_words=_stems(none.get("words")),
        fillers=_stems(none.get("fillers")),
        none_nouns={
            stem_phrase(phrase): kind
            for kind, phrases in (none.get("nouns") or {}).items()
            for phrase in phrases
        },
        none_phrases={
            kind: _stems(phrases) for kind, phrases in (none.get("phrases") or {}).items()
        },
        not_asked=_stems(context.get("not_asked")),
        void=_stems(context.get("void")),
        except_kinds=build.except_kinds,
        measured=tuple(build.measured),
        headers_of_scans=_by_phrase(context.get("headers_of_scans")),
        method=Method(
            **{name: _stems(words) for name, words in (context.get("method") or {}).items()}
        ),
        past=_past(context.get("past_label") or {}),
    )


def _directions(kind: str) -> dict[str, Modifier]:
    """Return the modifier each key of a modifier file stands for."""
    return {
        "before": Modifier(kind, forward=True),
        "before_list": Modifier(kind, forward=True, governs=True),
        "before_one": Modifier(kind, forward=True, one=True),
        "after": Modifier(kind, backward=True),
        "either": Modifier(kind, forward=True, backward=True),
        "both": Modifier(kind, forward=True, both=True),
    }


def _stems(phrases: Sequence[str] | None) -> frozenset[str]:
    """Return phrases without plural s, as a set."""
    if not phrases:
        return _NOTHING
    return frozenset([stem_phrase(phrase) for phrase in phrases or ()])


def _past(record: Mapping[str, Sequence[str]]) -> Past:
    """Return the labels of the past with what they end."""
    return Past(
        labels=_stems(record.get("labels")),
        until=_stems(record.get("until")),
        illnesses=frozenset(record.get("illnesses", ())),
        dated=frozenset(record.get("dated", ())),
    )


def _by_phrase(groups: Mapping[str, Sequence[str]] | None) -> dict[str, str]:
    """Return the group of each phrase."""
    return {stem_phrase(p): kind for kind, phrases in (groups or {}).items() for p in phrases}


class _Builder:
    """Collects phrases while the files are read."""

    def __init__(self) -> None:
        self.concepts: dict[str, Concept] = {}
        self.entries: dict[str, Entry] = {}
        self.longest: dict[str, int] = {}
        self.except_kinds: dict[str, frozenset[str]] = {}
        self.measured: list[Measured] = []

    def add(self, phrases: Sequence[str], entry: Entry) -> None:
        """Let every phrase play the parts of an entry, beside those it plays already."""
        entries, longest = self.entries, self.longest
        for phrase in phrases:
            if phrase[-1] == "s" or "s " in phrase:
                phrase = stem_phrase(phrase)
            known = entries.get(phrase)
            if known is not None:
                entries[phrase] = known.joined(entry)
                continue
            entries[phrase] = entry
            if " " in phrase:
                first = phrase[: phrase.index(" ")]
                length = phrase.count(" ") + 1
                if longest.get(first, 0) < length:
                    longest[first] = length

    def concept_file(self, data: Mapping[str, Any]) -> None:
        """Read a file of concepts."""
        kind = data.get("kind", "")
        stone = kind == "stone"
        course = data.get("course", "episodic")
        for identifier, item in (data.get("concepts") or {}).items():
            self.concept(identifier, item.get("kind", kind), item, course=course)
            self.words(identifier, item, beside_stone=stone)
        for identifier, item in (data.get("measured") or {}).items():
            words = _stems(item["words"])
            low, high = item["celsius_range"], item["fahrenheit_range"]
            self.measured.append(
                Measured(
                    identifier,
                    words,
                    item["celsius"],
                    item["fahrenheit"],
                    (low[0], low[1]),
                    (high[0], high[1]),
                )
            )

    def concept(
        self,
        identifier: str,
        kind: str,
        item: Mapping[str, Any],
        label: str = "",
        wider: tuple[str, ...] | None = None,
        source: str | None = None,
        course: str = "episodic",
    ) -> None:
        """Add a concept."""
        kinds = frozenset((kind, *item["also"])) if "also" in item else frozenset((kind,))
        self.concepts[identifier] = Concept(
            identifier,
            kind,
            item.get("label", label),
            item.get("patient_label", label),
            item.get("course", course),
            kinds,
            tuple(item.get("part_of", ())) if wider is None else wider,
            item.get("family_becomes"),
            item.get("source", source),
            item.get("convention"),
            item.get("suspected_becomes"),
            item.get("open_becomes"),
        )

    def words(
        self,
        identifier: str,
        item: Mapping[str, Any],
        own_name: str = "",
        beside_stone: bool = False,
        cells: frozenset[str] | None = None,
    ) -> None:
        """Add all trigger words of a concept."""
        concepts = (identifier,)
        before = _stems(item.get("not_before"))
        after = _stems(item.get("not_after"))
        common = Entry((Sense(concepts, False, False, False, beside_stone, cells, before, after),))
        if own_name:
            self.add((own_name,), common)
        for key in ("words", "brands"):
            if key in item:
                self.add(item[key], common)
        if "absent_words" in item:
            absent = Sense(concepts, absent=True, not_before=before, not_after=after)
            self.add(item["absent_words"], Entry((absent,)))
        if "denial_words" in item:
            self.add(item["denial_words"], Entry((Sense(concepts, denial=True),)))
        if "beside_stone_words" in item:
            sense = Sense(concepts, beside_stone=True)
            self.add(item["beside_stone_words"], Entry((sense,)))
        if "free_words" in item:
            self.add(item["free_words"], Entry((Sense(concepts),)))
        for key in ("words_in", "bare_in"):
            for cell, phrases in item.get(key, _EMPTY).items():
                sense = Sense(
                    concepts,
                    bare=key == "bare_in",
                    cells=frozenset((cell,)),
                    not_before=before,
                    not_after=after,
                )
                self.add(phrases, Entry((sense,)))

    def medicine_file(self, data: Mapping[str, Any]) -> None:
        """Read classes, their medicines and the combinations."""
        source = data.get("source")
        for identifier, item in (data.get("classes") or {}).items():
            cited = source if "atc" in item else None
            self.concept(identifier, "medicine", item, source=cited)
            self.words(identifier, item, cells=_TAKEN)
            for generic, drug in (item.get("medicines") or {}).items():
                name = generic.replace("_", " ")
                wider = (identifier, *drug.get("part_of", ()))
                self.concept(generic, "medicine", drug, name, wider, source)
                self.words(generic, drug, own_name=name, cells=_TAKEN)
        for item in data.get("combinations") or ():
            missing = [name for name in item["of"] if name not in self.concepts]
            if missing:
                raise ValueError(f"a combination names {missing[0]!r}, which is no medicine here")
            self.add(item["brands"], Entry((Sense(tuple(item["of"]), cells=_TAKEN),)))

    def context_file(self, data: Mapping[str, Any]) -> None:
        """Read modifiers, pseudo-triggers and the words that end a scope."""
        for kind, item in (data.get("modifiers") or {}).items():
            if "except" in item:
                self.except_kinds[kind] = frozenset(item["except"])
            wider = _WIDER_KIND.get(kind)
            widened = _directions(wider) if wider else {}
            for direction, modifier in _directions(kind).items():
                if direction in item:
                    also = (widened[direction],) if widened else ()
                    self.add(item[direction], Entry(modifiers=(modifier, *also)))
            for phrase, (first, last) in item.get("counted", _EMPTY).items():
                entry = Entry(modifiers=(_directions(kind)["either"],))
                self.add([f"{number} {phrase}" for number in range(first, last + 1)], entry)
        self.add(data.get("ignore") or (), Entry((Sense(()),)))
        self.add(data.get("ends") or (), Entry(ends=True))
        self.add(data.get("affirms") or (), Entry(affirms=True))
        self.add(data.get("affirms_item") or (), Entry(affirms_item=True))

    def families(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        """Return all wider and all narrower concepts of each concept."""
        ancestors: dict[str, tuple[str, ...]] = {}
        descendants: dict[str, list[str]] = {name: [] for name in self.concepts}
        for name in self.concepts:
            if not self.concepts[name].part_of:
                ancestors[name] = ()
                continue
            found: list[str] = []
            waiting = list(self.concepts[name].part_of)
            while waiting:
                wider = waiting.pop()
                if wider not in self.concepts:
                    raise ValueError(f"{name!r} is part of {wider!r}, which is no concept")
                if wider not in found and wider != name:
                    found.append(wider)
                    descendants[wider].append(name)
                    waiting.extend(self.concepts[wider].part_of)
            ancestors[name] = tuple(found)
        return ancestors, {name: tuple(found) for name, found in descendants.items()}

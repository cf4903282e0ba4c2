"""One text in, everything it says out."""

from __future__ import annotations

from collections.abc import Mapping

from uroscope.interpret.texts.answers import read_answers
from uroscope.interpret.texts.codes import (
    HISTORICAL,
    KIND_OF_CELL,
    MENTIONED,
    NEGATED,
    NONE,
    NOT_ASKED,
    UNCERTAIN,
    UNMENTIONED,
    Decoded,
    Mention,
)
from uroscope.interpret.texts.components import read_components
from uroscope.interpret.texts.lexicon import Concept, Lexicon
from uroscope.interpret.texts.matching import (
    Hit,
    Trigger,
    find,
    find_headers,
    sentences,
    with_measured,
)
from uroscope.interpret.texts.past import set_past
from uroscope.interpret.texts.reach import Sentence, sentence_has_trigger
from uroscope.interpret.texts.scope import apply
from uroscope.interpret.texts.tokens import PARAGRAPH, Tokens, tokenise

_SECTION_FLAGS = {
    "family": "family",
    "allergy": "allergy",
    "planned": "planned",
    "ended": "ended",
    "negated": "negated",
}
# Which of several mentions of one concept decides: a current one, then an open question, then
# what is over, then a denial; a mere plan yields to all of them.
_RANK = {"affirmed": 0, "uncertain": 1, "historical": 2, "negated": 3, "planned": 4}
_CODE = {
    "affirmed": MENTIONED,
    "uncertain": UNCERTAIN,
    "historical": HISTORICAL,
    "negated": NEGATED,
    "planned": UNCERTAIN,
}


def decode(text: str | None, kind: str, lexicon: Lexicon) -> Decoded:
    """Read one context cell.

    Parameters
    ----------
    text : str or None
        The cell as typed; None and blank text are not asked.
    kind : str
        The column: `medications`, `conditions`, `symptoms`, `imaging_report` or
        `stone_analysis`. Concepts of every kind are found in every column; the column decides
        what a bare "none" speaks about, and how bare lists are read.
    lexicon : Lexicon
        From `build_lexicon`.

    Returns
    -------
    Decoded
        Mentions with their status, the explicit none, stone components, one code per concept.

    Raises
    ------
    ValueError
        If `kind` is no context column.

    References
    ----------
    Harkema H, Dowling JN, Thornblade T, Chapman WW. ConText: an algorithm for determining
    negation, experiencer, and temporal status from clinical reports. J Biomed Inform
    2009;42:839-851.

    Examples
    --------
    >>> from uroscope.interpret.texts import build_lexicon
    >>> conditions = {"kind": "condition", "concepts": {"gout": {
    ...     "label": "gout", "patient_label": "gout", "words": ["gout"]}}}
    >>> lexicon = build_lexicon({"conditions": conditions, "context": {
    ...     "modifiers": {"negated": {"before": ["no"]}}}})
    >>> [mention.status for mention in decode("No gout.", "conditions", lexicon).mentions]
    ['negated']
    """
    if kind not in KIND_OF_CELL:
        raise ValueError(f"{kind!r} is no context column; use one of {', '.join(KIND_OF_CELL)}")
    if text is None or not text.strip():
        return Decoded(text or "", kind, asked=False, explicit_none=False)
    tokens = tokenise(text, lexicon)
    if not tokens.words:
        # letters the reader does not know are still an answer; dots and dashes are none
        spoken = any(character.isalnum() for character in text)
        return Decoded(text, kind, asked=spoken, explicit_none=False)
    headers = find_headers(tokens, lexicon, kind)
    hits = with_measured(find(tokens, kind, lexicon), tokens, lexicon)
    triggers, sections = _resolve(tokens, hits, headers, kind, lexicon)
    none_kinds, silent = read_answers(tokens, hits, sections, kind, lexicon)
    if kind == "stone_analysis" and "stone" in none_kinds:
        # "none" of a stone analysis is an analysis that was not made
        none_kinds -= {"stone"}
        silent = silent or not triggers
    mentions = _mentions(text, tokens, triggers, lexicon)
    if silent and not mentions:
        return Decoded(text, kind, asked=False, explicit_none=False)
    return Decoded(
        text=text,
        kind=kind,
        asked=True,
        explicit_none=KIND_OF_CELL[kind] in none_kinds,
        mentions=mentions,
        none_kinds=none_kinds,
        readings=_readings(mentions, lexicon),
        components=_components(tokens, triggers, mentions, kind, lexicon),
    )


def code(decoded: Decoded, concept: str, lexicon: Lexicon) -> int:
    """Return what a decoded text says about one concept.

    Parameters
    ----------
    decoded : Decoded
        From `decode`.
    concept : str
        Concept id.
    lexicon : Lexicon
        The lexicon it was decoded with.

    Returns
    -------
    int
        One of NOT_ASKED, MENTIONED, NEGATED, NONE, UNMENTIONED, UNCERTAIN, HISTORICAL.

    Raises
    ------
    KeyError
        If the lexicon has no such concept.
    """
    kinds = lexicon.concepts[concept].kinds
    if not decoded.asked:
        return NOT_ASKED
    found = decoded.readings.get(concept)
    if found is not None:
        return found
    return NONE if kinds & decoded.none_kinds else UNMENTIONED


def _resolve(
    tokens: Tokens,
    hits: list[Hit],
    headers: list[tuple[int, str, bool]],
    kind: str,
    lexicon: Lexicon,
) -> tuple[list[Trigger], list[str]]:
    """Apply ConText sentence by sentence, then the section labels."""
    total = len(tokens.words)
    sections = [""] * total
    section = ""
    upcoming = {start: (kind_of, past) for start, kind_of, past in headers}
    labelled = False
    triggers: list[Trigger] = []
    previous: list[Trigger] = []
    first = 0
    for start, end, stop in sentences(tokens):
        behind_label, labelled = labelled, False
        if start in upcoming:
            section, labelled = upcoming[start]
        elif stop == PARAGRAPH:
            section = ""
        if section:
            sections[start:end] = [section] * (end - start)
        last = first
        while last < len(hits) and hits[last].start < end:
            last += 1
        own = hits[first:last]
        first = last
        if not own and "?" not in tokens.words[start:end]:
            continue
        sentence = Sentence(tokens, start, end, own, kind, lexicon)
        apply(sentence, previous)
        set_past(sentence, behind_label)
        here = [trigger for hit in own for trigger in hit.triggers]
        flag = _SECTION_FLAGS.get(section)
        for trigger in here:
            if flag is not None:
                trigger.flags.add(flag)
            elif section == "indication":
                trigger.flags.add("indication")
        triggers.extend(here)
        previous = here if sentence_has_trigger(sentence) else []
    return triggers, sections


def _status(trigger: Trigger, concept: Concept, lexicon: Lexicon) -> tuple[str, dict[str, bool]]:
    """Sum the flags of a trigger up for one concept."""
    flags = trigger.flags
    episodic = concept.course in ("episodic", "recent")
    spans = ("past_dated",) if concept.course == "recent" else ("past_dated", "past_weeks")
    dated = any(
        span in flags and concept.kind not in lexicon.except_kinds.get(span, frozenset())
        for span in spans
    )
    over = "undone" in flags or ("ended" in flags and concept.course != "permanent")
    historical = over or (episodic and ("past" in flags or dated))
    weak = bool(flags & {"weak_negated", "weak_planned", "weak_ending", "ending"})
    weak = weak or ("weak_ended" in flags and concept.course != "permanent")
    weak = weak or ("weak_past" in flags and episodic)
    doubtful = "indication" in flags and concept.kind == "imaging"
    facts = {
        "negated": ("negated" in flags) != trigger.absent,
        "uncertain": "uncertain" in flags or weak or doubtful,
        "planned": "planned" in flags,
        "historical": historical,
        "family": "family" in flags,
        "allergy": "allergy" in flags,
    }
    for name in ("family", "allergy", "uncertain", "negated", "planned", "historical"):
        if facts[name]:
            return name, facts
    return "affirmed", facts


def _of_a_doubt(
    trigger: Trigger, concept: Concept, status: str, facts: Mapping[str, bool]
) -> str | None:
    """Return what a doubt is itself a mention of: "suspected infection", "not excluded"."""
    if status != "uncertain" or facts["negated"] or facts["planned"] or facts["historical"]:
        return None
    # "possible infection cannot be excluded" leaves open what "possible" would suspect
    if "open" in trigger.flags:
        return concept.open_becomes
    return concept.suspected_becomes if "suspected" in trigger.flags else None


def _mentions(
    text: str, tokens: Tokens, triggers: list[Trigger], lexicon: Lexicon
) -> tuple[Mention, ...]:
    """Turn triggers into mentions, one for each concept named."""
    mentions: list[Mention] = []
    for trigger in triggers:
        start, end = tokens.starts[trigger.start], tokens.ends[trigger.end - 1]
        quote = text[start:end]
        for name in trigger.concepts:
            concept = lexicon.concepts[name]
            status, facts = _status(trigger, concept, lexicon)
            if trigger.denial and not facts["negated"]:
                continue
            mentions.append(Mention(name, start, end, quote, status, **facts))
            doubted = _of_a_doubt(trigger, concept, status, facts)
            if doubted is not None:
                mentions.append(Mention(doubted, start, end, quote, "affirmed"))
            if status != "historical":
                continue
            # over as an illness, "two weeks ago" may still count for a wider concept
            for wider in lexicon.ancestors[name]:
                later, wide = _status(trigger, lexicon.concepts[wider], lexicon)
                if lexicon.concepts[wider].course == "recent" and later == "affirmed":
                    mentions.append(Mention(wider, start, end, quote, later, **wide))
    return tuple(mentions)


def _readings(mentions: tuple[Mention, ...], lexicon: Lexicon) -> dict[str, int]:
    """Return one code for each concept the mentions speak about.

    What is so of a narrow concept is so of the wider ones; a wide one denied denies the narrow.
    """
    ranks: dict[str, str] = {}

    def settle(name: str, status: str) -> None:
        known = ranks.get(name)
        if known is None or _RANK[status] < _RANK[known]:
            ranks[name] = status

    for mention in mentions:
        if mention.family:
            for name in (mention.concept, *lexicon.ancestors[mention.concept]):
                becomes = lexicon.concepts[name].family_becomes
                if becomes is not None:
                    denied = "negated" if mention.negated else "affirmed"
                    settle(becomes, "uncertain" if mention.uncertain else denied)
            if lexicon.concepts[mention.concept].kind == "family":
                settle(mention.concept, "negated" if mention.negated else "affirmed")
            continue
        if mention.allergy:
            continue
        relatives = lexicon.descendants if mention.status == "negated" else lexicon.ancestors
        settle(mention.concept, mention.status)
        for name in relatives[mention.concept]:
            settle(name, mention.status)
    return {name: _CODE[status] for name, status in ranks.items()}


def _components(
    tokens: Tokens,
    triggers: list[Trigger],
    mentions: tuple[Mention, ...],
    kind: str,
    lexicon: Lexicon,
) -> dict[str, float]:
    """Return the stone components named as present, with their percents."""
    if kind != "stone_analysis":
        return {}
    present = {
        (mention.start, mention.concept)
        for mention in mentions
        if mention.status in {"affirmed", "historical"}
        and lexicon.concepts[mention.concept].kind == "stone"
    }
    kept = [
        Trigger(trigger.start, trigger.end, names)
        for trigger in triggers
        if (
            names := tuple(
                name for name in trigger.concepts if (tokens.starts[trigger.start], name) in present
            )
        )
    ]
    return dict(read_components(tokens, kept, lexicon))

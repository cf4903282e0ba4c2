"""Red flags, remarks, findings, advice and sources as the templates read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uroscope.model import Finding, Habit, Review, SourceNote
from uroscope.present.page.sentences import Said, Speaker, pairs
from uroscope.present.words import (
    contributions_under,
    effect_text,
    in_brackets,
    open_lines,
)

_TIERS = {"now": "Now", "same_day": "Same day"}
# A habit that every finding asks for names the first of them.
_MOST_NAMED = 3
_SEVERITY = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class RedFlagView:
    """Something that cannot wait."""

    tier: str
    text: Said
    because: Said
    action: Said
    id: str = ""


@dataclass(frozen=True)
class NoteView:
    """A remark on the specimen or on the person.

    `repeated` says that the headline has just said the message, `brackets` that the evidence is
    short enough to stand in them.
    """

    code: str
    severity: str
    message: Said
    evidence: Said | None
    repeated: bool = False
    brackets: bool = False


@dataclass(frozen=True)
class FindingView:
    """A numbered finding: its reasons, what speaks against it and what would decide, then more."""

    rank: int
    title: Said
    status: str
    reasons: list[Said]
    checks: list[tuple[str, list[Said]]]
    more: list[tuple[str, list[Said]]]
    sources: list[int]
    id: str = ""


@dataclass(frozen=True)
class EffectView:
    """What a habit does to a salt; `better` when the whole range of it is below today's value."""

    salt: str
    text: str
    better: bool


@dataclass(frozen=True)
class AdviceView:
    """A habit or a next step, with the findings it belongs to."""

    text: Said
    findings: str
    cautions: list[Said]
    effect: EffectView | None = None


@dataclass(frozen=True)
class SourceView:
    """A source with every place in it that was cited."""

    number: int
    title: str
    locators: list[str]
    url: str

    @property
    def address(self) -> str:
        """Return the address as paper prints it, without the scheme."""
        return self.url.partition("//")[2].rstrip("/")


def red_flags_of(review: Review, twin: Review, speaker: Speaker) -> list[RedFlagView]:
    """Return what cannot wait, in the order of the review."""
    return [
        RedFlagView(
            _TIERS[a.tier],
            speaker.say(a.text.rstrip("."), b.text.rstrip(".")),
            speaker.say(a.because, b.because),
            speaker.say(a.action, b.action),
            a.id,
        )
        for a, b in pairs(review.red_flags, twin.red_flags)
    ]


def notes_of(review: Review, twin: Review, speaker: Speaker) -> list[NoteView]:
    """Return the remarks on specimen and person, the gravest first."""
    said = [
        NoteView(
            a.code,
            a.severity,
            speaker.say(a.message.rstrip("."), b.message.rstrip(".")),
            speaker.say(a.evidence.rstrip("."), (b.evidence or "").rstrip("."))
            if a.evidence
            else None,
            repeated=bool(a.evidence) and f"{a.message.rstrip('.')}." in review.headline,
            brackets=in_brackets(a.evidence or ""),
        )
        for a, b in pairs(review.quality, twin.quality)
    ]
    # A specimen finding that no remark repeats still has to be read.
    known = {note.code for note in review.quality}
    said += [
        NoteView(
            a.id,
            "warning" if a.status == "supported" else "info",
            speaker.say(a.title.rstrip("."), b.title.rstrip(".")),
            speaker.say(a.summary.rstrip("."), b.summary.rstrip(".")) if a.summary else None,
        )
        for a, b in pairs(review.findings, twin.findings)
        if not a.rank and a.id not in known
    ]
    return sorted(said, key=lambda note: _SEVERITY[note.severity])


def findings_of(
    review: Review, twin: Review, speaker: Speaker, sources: Mapping[str, int]
) -> list[FindingView]:
    """Return the numbered findings in their order.

    Parameters
    ----------
    review : Review
        The collection.
    twin : Review
        The same with sentences in the other unit system, or the same again.
    speaker : Speaker
        Marks the numbers.
    sources : mapping of str to int
        Number of each source in the list at the end [-].

    Returns
    -------
    list of FindingView
        Specimen and population findings are remarks, not here.
    """
    found = [
        _finding(a, b, review.names, speaker, sources, _added(a.id, review, twin, speaker))
        for a, b in pairs(review.findings, twin.findings)
        if a.rank
    ]
    return sorted(found, key=lambda finding: finding.rank)


def _added(
    finding: str, review: Review, twin: Review, speaker: Speaker
) -> tuple[list[Said], list[str]]:
    """Return the contributions printed under a finding, and the keys of their sources."""
    said = speaker.each(contributions_under(review, finding), contributions_under(twin, finding))
    here = [c for c in review.contributions if c.finding == finding and c.text]
    return said, [source.key for c in here for source in c.sources]


def open_lines_of(review: Review, twin: Review, speaker: Speaker) -> list[Said]:
    """Return contributions without a finding, the stone's comparison and what is most wanted."""
    return speaker.each(
        [*contributions_under(review, None), *open_lines(review)],
        [*contributions_under(twin, None), *open_lines(twin)],
    )


def stone_advice_of(
    review: Review, twin: Review, speaker: Speaker
) -> list[tuple[str, list[Said], list[Said]]]:
    """Return, per stone type, its advice and habits, and what to ask."""
    if review.stone_comparison is None or twin.stone_comparison is None:
        return []
    return [
        (
            a.label,
            speaker.each(
                [_sentence(t) for t in (*a.advice, *a.habits)],
                [_sentence(t) for t in (*b.advice, *b.habits)],
            ),
            speaker.each([_sentence(t) for t in a.ask], [_sentence(t) for t in b.ask]),
        )
        for a, b in pairs(review.stone_comparison.advice, twin.stone_comparison.advice)
    ]


def _sentence(text: str) -> str:
    return _opened(text) if text.endswith("?") else f"{_opened(text).rstrip('.')}."


def _finding(
    a: Finding,
    b: Finding,
    names: Mapping[str, str],
    speaker: Speaker,
    sources: Mapping[str, int],
    added: tuple[list[Said], list[str]],
) -> FindingView:
    missing, asked = _missing(a)
    named = ", ".join(names.get(name, name.replace("_", " ")) for name in a.explains)
    distinguish = speaker.each(a.distinguish, b.distinguish)
    checks = [
        ("Against", speaker.each(a.against, b.against, a.title)),
        ("Missing", [speaker.say(missing)] if missing else []),
        ("Ask", [speaker.say(asked)] if asked else []),
        ("Tell apart", distinguish[:1]),
        ("Care", speaker.each(a.cautions, b.cautions)),
        ("Explains", [speaker.say(f"{named}.")] if named else []),
    ]
    more = [
        ("Tell apart", distinguish[1:]),
        ("What drives it", speaker.each(a.drivers, b.drivers)),
    ]
    return FindingView(
        rank=a.rank,
        title=speaker.say(a.title, b.title),
        status=a.status,
        reasons=[
            *speaker.each(a.why, b.why, a.title),
            *speaker.each(a.for_, b.for_, a.title),
            *added[0],
        ],
        checks=[(label, said) for label, said in checks if said],
        more=[(label, said) for label, said in more if said],
        sources=sorted(
            {sources[key] for key in (*(s.key for s in a.sources), *added[1]) if key in sources}
        ),
        id=a.id,
    )


def _missing(finding: Finding) -> tuple[str, str]:
    """Return what was not measured, and what was never asked, each as one sentence."""
    missing = [name for name in finding.missing if not name.endswith("?")]
    asked = [name for name in finding.missing if name.endswith("?")]
    return (
        f"{', '.join(missing)}." if missing else "",
        " ".join(question[0].upper() + question[1:] for question in asked),
    )


def habits_of(
    review: Review, twin: Review, speaker: Speaker, refs: Mapping[str, int]
) -> list[AdviceView]:
    """Return the habits in the order of the review, each with what it does where that is known."""
    labels = {s.salt: s.label for s in review.saturation.salts} if review.saturation else {}
    return [
        AdviceView(
            speaker.say(_opened(a.clinician_text), _opened(b.clinician_text)),
            _numbers(a.because, refs),
            speaker.each(a.cautions, b.cautions),
            _effect(a, labels),
        )
        for a, b in pairs(review.habits, twin.habits)
    ]


def _opened(text: str) -> str:
    """Return a text with a capital first letter, unless its first word has its own: pH, eGFR."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def _effect(habit: Habit, labels: Mapping[str, str]) -> EffectView | None:
    effect = habit.effect
    if effect is None:
        return None
    label = labels.get(effect.salt, effect.salt.replace("_", " "))
    most = effect.after if effect.after_high is None else effect.after_high
    return EffectView(label, effect_text(effect), max(most, effect.after) < effect.before)


def steps_of(
    review: Review, twin: Review, speaker: Speaker, refs: Mapping[str, int]
) -> list[AdviceView]:
    """Return what to ask or test next, in the order of the review."""
    return [
        AdviceView(speaker.say(_opened(a.text), _opened(b.text)), _numbers(a.because, refs), [])
        for a, b in pairs(review.next_steps, twin.next_steps)
    ]


def stones_of(review: Review, refs: Mapping[str, int]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the stone types by level, each with the numbers of the findings that favour it."""
    levels = []
    for level, word in (("favoured", "Favoured"), ("possible", "Possible")):
        mine = [(s.type, _numbers(s.because, refs)) for s in review.stone_types if s.level == level]
        if mine:
            levels.append((word, mine))
    return levels


def _numbers(ids: Sequence[str], refs: Mapping[str, int]) -> str:
    ranks = sorted({refs[i] for i in ids if i in refs})
    word = "finding" if len(ranks) == 1 else "findings"
    named = ", ".join(map(str, ranks[:_MOST_NAMED])) + (" …" if len(ranks) > _MOST_NAMED else "")
    return f"{word} {named}" if ranks else ""


def sources_of(review: Review) -> list[SourceView]:
    """Return the sources numbered, each with every locator a finding cites."""
    cited: dict[str, tuple[SourceNote, dict[str, None]]] = {}
    for source in (*review.sources, *(s for f in review.findings for s in f.sources)):
        _, locators = cited.setdefault(source.key, (source, {}))
        if source.locator:
            locators[source.locator] = None
    return [
        # The address of such a source says what its title says.
        SourceView(number, source.public_title, list(locators), "")
        if source.public_title
        else SourceView(number, source.title, list(locators), _link(source.url))
        for number, (source, locators) in enumerate(cited.values(), start=1)
    ]


def _link(url: str | None) -> str:
    """Return a web address, or nothing for anything else a browser might run."""
    return url if url and url.startswith(("https://", "http://")) else ""


def source_numbers(review: Review) -> dict[str, int]:
    """Return the number of each source by its key."""
    keys = [s.key for s in (*review.sources, *(s for f in review.findings for s in f.sources))]
    return {key: number for number, key in enumerate(dict.fromkeys(keys), start=1)}

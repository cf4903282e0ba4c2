"""The layout of a report: lines that were only wrapped, list numbers, headings and subjects."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uroscope.interpret.imaging.silent import states
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.matching import sentences
from uroscope.interpret.texts.tokens import LINE, PARAGRAPH, Tokens

_LIST_NUMBER = re.compile(r"(?m)(?:^|(?<=[.:;]))([ \t]{0,12})(\(?\d{1,2}[.)])(?=\s)")
_BULLET = re.compile(r"\s*(?:[-*•·◦▪●‣>]|\(?\d{1,2}[.)]\s|[^\W\d](?:[\w /()]|[.,](?=\d)){0,40}:)")
_NARROWEST = 20
"""Lines shorter than this are a list, not wrapped text; a convention, a third of a narrow page."""
_HEADING_WORDS = 6
_SIDES = frozenset({"left", "right", "transplant", "single"})
_SILENT = frozenset({"indication", "technique", "comparison"})
_DICTATED = re.compile(
    r"(?i)(?<!\ba)(?<!\bthe)(?<!\bthis)(?<!\bthat)(?<!\btime)(?<=\s)(?:period|full stop)"
    r"(?=\s+(?:there|no|the|left|right|both|kidneys?|mild|moderate|severe|impression|findings)\b)"
)
_SHORT_SIDE = re.compile(
    r"(?i)\b([lr]t)\.(?= *(?:kidney|renal|ureter|[uv][uv]j|p?u?p?j\b|nephr|hydro|upper|lower|mid"
    r"|distal|proximal|pelvi|calyc|calic|side|loin|flank))"
)
"""The full stop of "Lt. kidney" ends no sentence."""
_SAID_HEADING = re.compile(
    r"(?i)(?:(?<=[.;\n])|^)(\s*(?:impression|conclusion|opinion)) "
    r"(?= *(?!of\b|is\b|was\b|are\b|on\b|by\b|from\b|that\b|and\b|as\b|section\b)[a-z0-9])"
)
"""A heading that was spoken, without its colon: "period impression obstructing left stone"."""
_UNSTOPPED = re.compile(r"(?:[^;:!?\n,.]|[.,](?=\d))+")
_LONGEST = 17
"""More words without a stop or comma are dictation, longer than most sentences of a written
report; a convention."""
_ORGANS = r"(?:urinary )?bladder|gallbladder|liver|spleen|pancreas|appendix|prostate|aorta|bowel"
_RUN_ON = re.compile(
    r"(?i)\b([a-z0-9]+) (?= *(?:"
    r"there +(?:is|are)\b|no +(?:left|right)\b"
    r"|(?:the +)?(?:left|right) +(?:kidney|ureter) +"
    r"(?:measures?|is|shows?|has|contains?|appears?)\b"
    rf"|(?:the +)?(?:{_ORGANS}) +(?:is|are|contains?|appears?|has|normal|unremarkable)\b))"
)
"""Where dictation without a stop begins a new sentence."""
_LEADS_ON = frozenset(
    {"right", "left", "side", "and", "but", "that", "of", "in", "the", "within", "while", "where"}
)
_WIDENED = frozenset({"dilated", "distended", "nondilated", "undilated"})
_MOST_ADVERBS = 3
"""Words up to "dilated" behind a heading: "is not dilated"; a convention."""
_SETTLES = frozenset({"normal", "unremarkable", "absent", "removed", "nad", "clear", "surgically"})
_NOTHING = frozenset({"none", "nil", "negative", "-ve"})
_ASKED = re.compile(r"(?i)\b(?:indications?|history|reason[a-z ]*|details|information)\s*:")
_TELLS = frozenset(
    {"measures", "measure", "is", "shows", "show", "demonstrates", "contains", "has", "appears"}
)
_OF_SIZE = frozenset({"size", "sized", "position", "location", "contour", "measures"})
_GOES_ON = frozenset({"there", "it", "no", "within", "in", "multiple", "several", "a", "single"})
_MOST_NAME = 14
"""Words of a scan's name before its colon; a convention, a line of a report."""


def flowing(text: str) -> str:
    r"""Return a report with wrapped lines joined and list numbers turned into full stops.

    Every character keeps its place, so that positions hold in the original.

    Parameters
    ----------
    text : str
        A report as typed.

    Returns
    -------
    str
        A text of the same length.

    Examples
    --------
    >>> flowing("There is a small stone in the lower\npole of the left kidney.")
    'There is a small stone in the lower pole of the left kidney.'
    """
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    lines = text.split("\n")
    widths = [len(" ".join(line.split())) for line in lines]
    widest = max([_NARROWEST, *widths])
    full = [_is_full(lines, widths, widest, number) for number in range(1, len(lines))]
    # a full stop at the end of a full line ends it only where no line was wrapped elsewhere
    stops = ":;!?" if any(full) else ".:;!?"
    parts = [lines[0]]
    for number, joined in enumerate(full, start=1):
        ended = lines[number - 1].rstrip()[-1:]
        if not joined and ended == "." and ended not in stops:
            joined = _is_full(lines, widths, widest, number, ".")
        parts.append(" " if joined else "\n")
        parts.append(lines[number])
    flat = _DICTATED.sub(lambda m: "." + " " * (len(m[0]) - 1), "".join(parts))
    flat = _SHORT_SIDE.sub(lambda m: m[1] + " ", flat)
    flat = _SAID_HEADING.sub(lambda m: m[1] + ":" + m[0][len(m[1]) + 1 :], flat)
    flat = _UNSTOPPED.sub(_with_stops, flat)
    return _LIST_NUMBER.sub(lambda m: m[1] + ";" + " " * (len(m[2]) - 1), flat)


def _with_stops(found: re.Match[str]) -> str:
    """Return dictation with a stop before each sentence; what is no longer than one, as it is."""
    text = found[0]
    return _RUN_ON.sub(_parted, text) if len(text.split()) > _LONGEST else text


def _parted(found: re.Match[str]) -> str:
    """Return a word with a stop behind it, unless it leads on: "on the right there is …"."""
    word = found[1]
    return f"{word} " if word.lower() in _LEADS_ON else f"{word};"


def _is_full(
    lines: list[str], widths: list[int], widest: int, number: int, allowed: str = ""
) -> bool:
    """Say whether a line follows one that had no room for its first word."""
    before, line = lines[number - 1].rstrip(), lines[number]
    first = line.split(maxsplit=1)[:1]
    if _ASKED.search(before) and not line.lstrip()[:1].islower():
        return False  # what was asked, then what was seen
    return (
        bool(first)
        and bool(before)
        and (before[-1] not in ".:;!?" or before[-1] in allowed)
        and widths[number - 1] + 1 + len(first[0]) > widest
        and _BULLET.match(line[:60]) is None
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence: words, section, what its heading names, whether a heading opens it.

    `subject` is the side of a heading or of "the right kidney measures …", `organ` the place of a
    heading of another organ, `within` the kidney or ureter a heading names.
    """

    start: int
    end: int
    section: str
    subject: str | None
    headed: bool = False
    organ: str | None = None
    within: str | None = None


def stretches(tokens: Tokens, text: str, terms: Terms) -> list[Stretch]:
    """Return the sentences of a report without their headings.

    Parameters
    ----------
    tokens : Tokens
        The words.
    text : str
        What they were cut from, for the line ends between them.
    terms : Terms
        Headings and what they mean.

    Returns
    -------
    list of Stretch
        In order. The section before any heading is `body`.
    """
    found: list[Stretch] = []
    section, subject, organ, within = "body", None, None, None
    told = False  # the side comes from "the right kidney measures …", not from a heading
    own_line = False  # the silent section has its words on the line of its heading
    spoken = False  # the silent section has said its first sentence
    inline = False  # "Left kidney: …" holds for its line, "LEFT KIDNEY" alone for what follows
    ranges = sentences(tokens)
    last_findings: int | None = None
    for number, (start, end, _) in enumerate(ranges):
        lines = text.count("\n", tokens.ends[start - 1], tokens.starts[start]) if start else 0
        if lines > 1 or ((inline or told) and lines):
            subject, organ, within, inline, told = None, None, None, False, False
        elif (
            organ is not None
            and start
            and _SETTLES & set(tokens.words[ranges[number - 1][0] : start])
        ):
            organ = None  # "Gallbladder: normal. 4 mm stone …" has left it
        if section in _SILENT and own_line and _over(number, lines, section, ranges, tokens, terms):
            section = "body"
        elif section in _SILENT and spoken and states(tokens, start, end, section, terms):
            if last_findings is None:
                last_findings = _last_findings(ranges, tokens, terms)
            if number > last_findings:
                section = "body"  # "Technique: low-dose CT. There is a stone. Impression: …"
        at = start
        while at < end:
            closes = ranges[number + 1][2] >= LINE if number + 1 < len(ranges) else False
            length, meanings = _heading(tokens, at, end, closes, terms)
            if not length:
                break
            named = dict(reversed(meanings))
            inline = at + length < end
            if "section" in named:
                section, subject, organ, within = named["section"], None, None, None
                own_line = inline
                told = spoken = False
            if "subject" in named:
                said = named["subject"]
                subject = said if said in _SIDES else None
                organ = said if said in terms.places else None
                within = _within_heading(tokens.words, at, at + length, terms)
                told = False
                if section in _SILENT and said != "none":
                    section = "findings"  # "Left kidney: …" is no history
                if within == "ureter" and _is_predicate(tokens.words, at + length, end):
                    break  # "Right ureter: mildly dilated" is one sentence
            at += length
        if at < end:
            if subject is None or told:
                side = _told_of(tokens.words, at, end, terms)
                if side is not None:
                    subject, told = side, True
                elif told and _turns_away(tokens.words, at, end, terms):
                    subject, told = None, False
            found.append(Stretch(at, end, section, subject, at > start, organ, within))
            spoken = True
            if at > start and set(tokens.words[at:end]) <= _NOTHING:
                subject, within = None, None  # "Right kidney: none." has left it
    return found


def _last_findings(ranges: list[tuple[int, int, int]], tokens: Tokens, terms: Terms) -> int:
    """Return the number of the last sentence that a heading of findings opens; -1 if none."""
    for number in range(len(ranges) - 1, -1, -1):
        start, end, _ = ranges[number]
        closes = ranges[number + 1][2] >= LINE if number + 1 < len(ranges) else False
        _, meanings = _heading(tokens, start, end, closes, terms)
        if dict(reversed(meanings)).get("section") == "findings":
            return number
    return -1


def _is_predicate(words: list[str], start: int, end: int) -> bool:
    """Say whether a heading goes on as a sentence does: "dilated", "is not dilated"."""
    return bool(_WIDENED & set(words[start : min(end, start + _MOST_ADVERBS)]))


def _within_heading(words: list[str], start: int, end: int, terms: Terms) -> str | None:
    """Return the one place of a heading, if it is kidney or ureter."""
    named = set()
    for position in range(start, end):
        _, found = terms.attributes.at(words, position, end)
        named |= {value for kind, value in found if kind == "place"}
    return next(iter(named)) if len(named) == 1 and named <= {"kidney", "ureter"} else None


def _told_of(words: list[str], start: int, end: int, terms: Terms) -> str | None:
    """Return the side of "the right kidney measures …", of which the next sentences tell."""
    position, found = terms.attributes.at(words, start, end)
    side = next((value for kind, value in found if kind == "side"), None)
    if side not in ("left", "right") or words[position : position + 1] != ["kidney"]:
        return None
    verb = words[position + 1 : position + 2]
    if not verb or verb[0] not in _TELLS or _SETTLES & set(words[position:end]) - {"normal"}:
        return None
    rest = words[position:end]
    settled = "normal" in rest and not _OF_SIZE & set(rest)
    others = {"left", "right", "bilateral", "both"} & set(rest)
    return None if settled or others else side


def _turns_away(words: list[str], start: int, end: int, terms: Terms) -> bool:
    """Say whether a sentence names another side or organ, or does not go on with the kidney."""
    if words[start] not in _GOES_ON and not words[start][:1].isdigit():
        return True
    for position in range(start, end):
        _, found = terms.attributes.at(words, position, end)
        for kind, value in found:
            if kind == "side" or (kind == "place" and terms.group(value) == "outside"):
                return True
            if kind == "place" and value in ("bladder", "urethra", "bony_pelvis"):
                return True
    return False


def _over(
    number: int,
    lines: int,
    section: str,
    ranges: list[tuple[int, int, int]],
    tokens: Tokens,
    terms: Terms,
) -> bool:
    """Say whether "Indication: colic" has ended, though no heading says so.

    It ends at a blank line, and at its line where no heading of findings follows. Where all stands
    on one line it ends at its sentence; with more lines below, only before a sentence with a size.
    """
    if lines > 1:
        return True
    following = None
    for later, (start, end, _) in enumerate(ranges[number:], start=number):
        closes = ranges[later + 1][2] >= LINE if later + 1 < len(ranges) else False
        _, meanings = _heading(tokens, start, end, closes, terms)
        following = dict(reversed(meanings)).get("section")
        if following is not None:
            break
    if following is not None and following != "impression":
        return False
    if lines:
        return True
    if section != "indication":
        return following is None
    start, end, _ = ranges[number]
    more = any(stop in (LINE, PARAGRAPH) for _, _, stop in ranges[number + 1 :])
    return following is None and (not more or bool({"mm", "cm"} & set(tokens.words[start:end])))


def _name_of_scan(tokens: Tokens, start: int, end: int, terms: Terms) -> int:
    """Return the words of "CT without contrast:" or "No priors:" before a report; 0 if none."""
    words = tokens.words
    last = min(end, start + _MOST_NAME)
    colon = next((at for at in range(start + 1, last) if words[at] == ":"), None)
    if colon is None:
        return 0
    entries = terms.lexicon.entries
    for at in range(start, colon):
        entry = entries.get(words[at])
        if " ".join(words[at : at + 2]) in entries:
            continue  # "stone protocol" names no stone
        if entry is not None and any(sense.concepts for sense in entry.senses):
            return 0
    named = any(terms.kinds_of_scan.at(words, at, colon)[1] for at in range(start, colon))
    of_method = bool(terms.lexicon.method.nouns & set(words[start:colon]))
    return colon + 1 - start if named or of_method else 0


def _heading(
    tokens: Tokens, start: int, end: int, closes: bool, terms: Terms
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Return how many words a heading takes, with what it means; none: 0."""
    words = tokens.words
    for position in range(start + 1, min(end, start + 1 + _HEADING_WORDS)):
        if words[position] in {":", "-", "="}:
            name = position
            while name > start + 1 and (
                words[name - 1] in {"mm", "cm", "x"} or words[name - 1][:1].isdigit()
            ):
                name -= 1  # "RK 10.2 cm: …"
            found = terms.headings.meanings.get(" ".join(words[start:name]), ())
            of_section = any(kind == "section" for kind, _ in found)
            if of_section if name < position else words[position] != ":" and not of_section:
                found = ()  # "Compared with 2.11.2023: …" opens no section
            if found:
                return position + 1 - start, found
            break
    named = _name_of_scan(tokens, start, end, terms)
    if named:
        return named, ()
    if closes and end - start <= _HEADING_WORDS:
        found = terms.headings.meanings.get(" ".join(words[start:end]), ())
        if found:
            return end - start, found
    return 0, ()

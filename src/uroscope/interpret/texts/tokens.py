"""From characters to words: one spelling for each word, and where sentences stop."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uroscope.interpret.texts.lexicon import Lexicon

LINE = 1
SENTENCE = 2
PARAGRAPH = 3

_TOKEN = re.compile(
    r"(?<![a-z0-9])[a-z]/[a-z](?![a-z0-9])"  # h/o, r/o, s/p, w/o
    r"|(?<![a-z0-9])[-+]ve(?![a-z0-9])"  # -ve, +ve
    r"|\[[ \t]*\][ \t]*yes[ \t/,]*\[[ \t]*\][ \t]*no(?![a-z])"  # a form nobody filled in
    r"|\[[ \t]*x?[ \t]*\](?:[ \t]*(?:yes|no)(?![a-z]))?"  # a box, empty or ticked
    r"|(?<![a-z0-9])t(?=(?:3[4-9]|4[0-3])[.,]\d)"  # T38.5
    r"|[a-z][a-z0-9]*(?:'[a-z]+)*"
    r"|\d+(?:[.,]\d+)*"
    r"|[^\w\s]"
    r"|\n"
)
_KEPT = frozenset(",:()/+&-=?%<>")
_STOPS = frozenset(".;!|•·*◦▪●‣")
_LETTERS = {"n": "no", "y": "yes"}
_ANSWERED = frozenset(":=?(")
_OPENS_BOXES = frozenset(":,(")
_FOLDED: dict[str, str] = {}
_PLAIN = {
    "’": "'", "‘": "'", "´": "'", "`": "'", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-",
    "‒": "-", "“": '"', "”": '"', "，": ",", "；": ";", "：": ":", "。": ".", "、": ",", "؟": "?",
    "☐": "[ ]", "□": "[ ]", "☑": "[x]", "☒": "[x]", "✓": "x", "✔": "x", "✗": "x", "✘": "x",
    "\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "×": "x",
}  # fmt: skip


@dataclass(slots=True)
class Tokens:
    """Words of a text in one spelling, with the place of each and the breaks between them.

    `stops[i]` says what stands before word `i`: 0 nothing, LINE, SENTENCE or PARAGRAPH.
    `shapes` is `words` with years as `#y` and other numbers as `#`.
    """

    words: list[str]
    shapes: list[str]
    starts: list[int]
    ends: list[int]
    stops: list[int]


def stem(word: str) -> str:
    """Return a word without the plural s; "pelvis", "calculus" and "mass" keep theirs.

    Examples
    --------
    >>> stem("stones"), stem("pelvis"), stem("calculus"), stem("mass"), stem("has")
    ('stone', 'pelvis', 'calculus', 'mass', 'has')
    """
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui":
        return word[:-1]
    return word


def stem_phrase(phrase: str) -> str:
    """Return a phrase of normalised words with every plural s taken off.

    Examples
    --------
    >>> stem_phrase("vitamins and minerals")
    'vitamin and mineral'
    """
    if "s " not in phrase and phrase[-1:] != "s":
        return phrase
    return " ".join([stem(word) for word in phrase.split(" ")])


def fold(text: str) -> tuple[str, list[int] | None]:
    """Return the text in lower case without accents, and where each character came from.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    folded : str
        ASCII letters for accented ones; plain quotes, dashes and line ends.
    origin : list of int or None
        Index in `text` of each character of `folded`; None when they are the same.

    Examples
    --------
    >>> fold("Sjögren’s")[0]
    "sjogren's"
    """
    if text.isascii():
        lowered = text.lower()
        return (lowered.replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")), None
    pieces: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        piece = _FOLDED.get(character)
        if piece is None:
            piece = _fold_character(character)
            if len(_FOLDED) < 4096:
                _FOLDED[character] = piece
        if piece:
            pieces.append(piece)
            origin.extend([index] * len(piece))
    return "".join(pieces), origin


def _fold_character(character: str) -> str:
    """Return one character in plain lower case; marks and invisible characters vanish."""
    if character in _PLAIN:
        return _PLAIN[character]
    if unicodedata.category(character) == "Cf":
        return ""
    whole = unicodedata.normalize("NFKD", character).casefold()
    kept = "".join(
        _PLAIN.get(c, c) for c in whole if unicodedata.category(c) not in {"Mn", "Me", "Cf"}
    )
    return kept if kept.isascii() else "".join(c if c.isascii() else " " for c in kept) or " "


def tokenise(text: str, lexicon: Lexicon) -> Tokens:
    """Split a text into words in one spelling and mark where sentences stop.

    Parameters
    ----------
    text : str
        A cell as typed.
    lexicon : Lexicon
        Spellings, words to drop and abbreviations.

    Returns
    -------
    Tokens
        Words, their places in `text`, and the breaks between them.
    """
    folded, origin = fold(text)
    words: list[str] = []
    shapes: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    stops: list[int] = []
    spellings, skipped, keep_after = lexicon.spellings, lexicon.skip, lexicon.keep_after
    abbreviations = lexicon.abbreviations
    size = len(folded)
    stop = SENTENCE
    boxes = ""
    for match in _TOKEN.finditer(folded):
        raw = match.group()
        first = raw[0]
        start = match.start()
        if raw in _LETTERS and words and stop == 0 and words[-1] in _ANSWERED:
            word = shape = _LETTERS[raw]
        elif raw == "n" and words and stop == 0 and _closes(folded, match.end()):
            word = shape = "-ve"  # "fever n, pain y", not "nausea n vomiting"
        elif raw == "-" and words and stop == 0 and words[-1] != "(" and _closes(folded, start + 1):
            word = shape = "-ve"
        elif first == "[" and len(raw) > 1:
            if stop or not boxes:
                opens = stop != 0 or not words or words[-1] in _OPENS_BOXES
                boxes = "before" if opens else _boxes_behind(folded, start)
            word = shape = _box(raw, boxes)
            if not word:
                continue
        elif first.isalpha():
            word = raw.replace("'", "") if "'" in raw else raw
            word = spellings.get(word, word)
            if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui":
                word = word[:-1]
                word = spellings.get(word, word)
            if word in skipped and not (words and stop == 0 and words[-1] in keep_after):
                continue
            shape = word
        elif first.isdigit():
            word = raw
            year = len(raw) == 4 and raw.isdigit() and "1900" <= raw < "2100"
            shape = "#y" if year else "#"
        elif raw == "\n":
            stop = max(stop, PARAGRAPH if stop == LINE else LINE)
            continue
        elif first in _STOPS:
            if first != "." or _full_stop(folded, start, size, words, abbreviations):
                stop = max(stop, SENTENCE)
            continue
        elif len(raw) > 1:  # -ve, +ve
            word = shape = raw
        elif first in _KEPT:
            if first == "-" and not _dash(folded, start, size):
                continue
            word = shape = first
        else:
            continue
        end = match.end()
        if origin is not None:
            starts.append(origin[start])
            ends.append(origin[end - 1] + 1)
        else:
            starts.append(start)
            ends.append(end)
        if stop and first != "[":
            boxes = ""
        words.append(word)
        shapes.append(shape)
        stops.append(stop)
        stop = 0
    tokens = Tokens(words, shapes, starts, ends, stops)
    _join_lines(tokens, lexicon.line_joins)
    return tokens


def _full_stop(
    folded: str, at: int, size: int, words: list[str], abbreviations: frozenset[str]
) -> bool:
    """Say whether a full stop ends a sentence: not after "approx" or inside "b.i.d."."""
    after = folded[at + 1] if at + 1 < size else " "
    if words and words[-1] in abbreviations:
        return False
    if after.isspace():
        # "b.i.d. Lithium": the letter before the stop has a stop before it
        return not (at >= 2 and folded[at - 1].isalpha() and folded[at - 2] == ".")
    if after.isalpha():
        inside = at >= 1 and folded[at - 1].isalnum()
        short = at < 2 or not folded[at - 2].isalnum()
        return inside and not short
    return not after.isdigit()


def _boxes_behind(folded: str, start: int) -> str:
    """Say whether a line has its boxes behind its words: it ends with one; else it is unclear."""
    line = folded[start:].partition("\n")[0].rstrip(" \t.;,")
    return "behind" if line.endswith("]") else "unclear"


def _box(raw: str, boxes: str) -> str:
    """Return what a box on a form says; nothing for the empty one of "[ ] yes [x] no".

    Where a line leaves open which word a box belongs to, an empty one denies nothing.
    """
    ticked = "x" in raw
    if raw.count("[") == 2:
        return "y/n"
    for answer in ("yes", "no"):
        if raw.endswith(answer):
            return answer if ticked else ""
    return "[x]" if ticked else {"before": "[]", "behind": "-ve"}.get(boxes, "")


def _closes(folded: str, end: int) -> bool:
    """Say whether an item of a list or a line ends here: "fever -, chills -"."""
    rest = folded[end : end + 8].lstrip(" \t")
    return not rest or rest[0] in ",;)\n"


def _dash(folded: str, at: int, size: int) -> bool:
    """Say whether a dash stands between two things; a hyphen or a bullet does not."""
    before = folded[at - 1] if at else "\n"
    after = folded[at + 1] if at + 1 < size else " "
    if before.isdigit() and (after.isdigit() or after.isspace()):
        return True
    if before in "(" or after in ")":
        return True
    look = at - 1
    while look >= 0 and folded[look] in " \t":
        look -= 1
    if look < 0 or folded[look] == "\n":
        return False
    return before in ")%" or (before.isspace() and after.isspace())


def _join_lines(tokens: Tokens, joins: frozenset[str]) -> None:
    """Take away a line break in the middle of a sentence."""
    words, stops = tokens.words, tokens.stops
    for index in range(1, len(words)):
        if stops[index] == LINE and (
            words[index - 1] in joins or words[index] in {"or", "nor", "and"}
        ):
            stops[index] = 0

"""The kind of scan a report is of, and the earlier scan it is compared with."""

from __future__ import annotations

import re

from uroscope.interpret.imaging.items import Span
from uroscope.interpret.imaging.layout import Stretch
from uroscope.interpret.imaging.terms import Terms
from uroscope.interpret.texts.tokens import Tokens

_ORDER = {"title": 0, "technique": 1, "body": 2, "findings": 3, "impression": 4}
_ASIDE = frozenset({"indication", "comparison", "advice"})
_SET_APART = frozenset({"title", "indication", "technique", "advice"})
_DATE_MARK = re.compile(r"[\d/.,-]+|of")
"""Stands between "CT" and "for comparison": "CT 03/2024 for comparison"."""
_COMPARING = frozenset(
    {
        "compared", "comparison", "since", "prior", "previous", "previously", "unchanged", "from",
        "earlier", "relative",
    }
)  # fmt: skip


def modality_of(
    tokens: Tokens, parts: list[Stretch], terms: Terms
) -> tuple[str | None, Span | None]:
    """Return the kind of scan, and the words that say so.

    Parameters
    ----------
    tokens : Tokens
        The words.
    parts : list of Stretch
        Sentences with their sections.
    terms : Terms
        Names of scans.

    Returns
    -------
    kind : str or None
        Id of a modality; None where none is named.
    span : (int, int) or None
        Where it stands.
    """
    words = tokens.words
    best: tuple[int, int, int, str] | None = None
    contrast: set[str] = set()
    for part in _with_headings(parts, len(words)):
        rank = _ORDER.get(part.section)
        if rank is None:
            continue
        position = part.start
        while position < part.end:
            end, found = terms.kinds_of_scan.at(words, position, part.end)
            if not found:
                position += 1
                continue
            for category, value in found:
                if category == "contrast":
                    contrast.add(value)
                elif _other_scan(words, part.start, position, end, part.end, terms):
                    continue
                elif best is None or rank < best[0]:
                    best = (rank, position, end, value)
            position = max(end, position + 1)
    if best is None:
        for kind in terms.modalities:
            clues = terms.sets.get(f"inferred_{kind}", frozenset())
            for position, word in enumerate(words):
                if word in clues:
                    return kind, (tokens.starts[position], tokens.ends[position])
        return None, None
    _, first, last, kind = best
    span = (tokens.starts[first], tokens.ends[last - 1])
    if kind == "ct" and contrast:
        # images before the contrast show what the contrast would hide
        kind = "ct_without_contrast" if "without" in contrast else "ct_with_contrast"
    return kind, span


def _with_headings(parts: list[Stretch], total: int) -> list[Stretch]:
    """Return the sentences stretched back over their headings, which may name the scan."""
    whole: list[Stretch] = []
    at = 0
    for part in parts:
        if part.section in _ASIDE:  # "USS KUB: Clinical details: …" names the scan all the same
            whole.append(Stretch(at, part.start, "body", None))
            at = part.start
        whole.append(Stretch(at, part.end, part.section, None))
        at = part.end
    if at < total:
        whole.append(Stretch(at, total, "body", None))
    return whole


def _other_scan(words: list[str], low: int, first: int, last: int, high: int, terms: Terms) -> bool:
    """Say whether a scan is named as an earlier or a recommended one."""
    near = words[max(low, first - 5) : first]
    near += [word for word in words[last:high] if not _DATE_MARK.fullmatch(word)][:3]
    return bool(terms.sets["not_this_scan"] & set(near))


def prior_of(
    text: str, tokens: Tokens, parts: list[Stretch], dated: list[Span], terms: Terms
) -> tuple[str | None, Span | None]:
    """Return the date of the scan compared with, as printed.

    Parameters
    ----------
    text : str
        The report.
    tokens : Tokens
        Its words.
    parts : list of Stretch
        Sentences with their sections.
    dated : list of (int, int)
        Where dates stand.
    terms : Terms
        Words of comparison.

    Returns
    -------
    date : str or None
        As printed; None where no earlier scan is dated.
    span : (int, int) or None
        Where it stands.
    """
    at = 0
    for low, high in dated:
        while at < len(parts) and tokens.ends[parts[at].end - 1] <= low:
            at += 1
        if at == len(parts):
            break
        part = parts[at]
        opened = parts[at - 1].end if at else 0
        if tokens.starts[part.start] >= high and part.section not in _SET_APART:
            # "Compared with 02.11.2023: …" stands before the sentence as its heading
            named = range(opened, part.start)
            if _COMPARING & {tokens.words[n] for n in named if tokens.starts[n] < low}:
                return " ".join(text[low:high].split()), (low, high)
            continue
        if part.section == "comparison":
            return " ".join(text[low:high].split()), (low, high)
        if part.section in _SET_APART:
            continue
        before = []
        for position in range(part.start, part.end):
            if tokens.starts[position] >= low:
                break
            before.append(tokens.words[position])
        near = set(before[-7:])
        behind = [tokens.words[n] for n in range(part.start, part.end) if tokens.starts[n] >= high][
            :2
        ]
        if near & _COMPARING or before[-2:] == ["seen", "on"] or behind == ["for", "comparison"]:
            return " ".join(text[low:high].split()), (low, high)
    return None, None

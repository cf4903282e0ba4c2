"""What a scan report leaves out of a stone or of calcium it names, as questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from uroscope.interpret.imaging import Item, ScanReport
from uroscope.knowledge import Knowledge
from uroscope.model import ScanQuestion, SourceNote

_STONE, _UNCLEAR = "collecting_system_stone", "indeterminate"
# Places that say no more than that it is in the urinary tract.
_NOWHERE = frozenset({"urinary_tract"})
# Places without a side.
_MIDLINE = frozenset({"bladder", "urethra"})
_BRANCHED = "staghorn_stone"
_NOUNS = frozenset({"size", "side", "place"})
MOST_NAMED = 3


def questions_of(report: ScanReport, knowledge: Knowledge) -> list[ScanQuestion]:
    """Return what is to be asked about each stone and each unclear calcium of a report.

    Parameters
    ----------
    report : ScanReport
        As decoded.
    knowledge : Knowledge
        Words of the questions, places and labels.

    Returns
    -------
    list of ScanQuestion
        Only for what is said to be there and lacks something; what another item of the report
        says of the same side and place is not asked again.
    """
    imaging = knowledge.record["imaging"]
    said = _said(report.text, imaging)
    here = [item for item in report.items if item.status == "present"]
    stones = [item for item in here if item.bucket == _STONE]
    unclear = [item for item in here if item.bucket == _UNCLEAR]
    found: list[tuple[Item, list[str]]] = []
    for item in stones:
        others = [other for other in stones if other is not item]
        found.append((item, _lacks(item, others, said, imaging)))
    found += [(item, ["kind"]) for item in unclear]
    alone = {id(item): len(group) == 1 for group in (stones, unclear) for item in group}
    return [
        _question(item, lacks, alone[id(item)], imaging, knowledge)
        for item, lacks in found
        if lacks
    ]


def asked_line(questions: Sequence[ScanQuestion], knowledge: Knowledge) -> str:
    """Return one line of all questions, "" where there are none."""
    things = list(dict.fromkeys(question.text for question in questions))
    if not things:
        return ""
    more = len(things) - MOST_NAMED
    shown = [*things[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])]
    lead = str(knowledge.record["imaging"]["questions"]["lead"])
    return lead.format(things="; ".join(shown))


def _lacks(
    item: Item, others: Sequence[Item], said: frozenset[str], imaging: Mapping[str, Any]
) -> list[str]:
    """Return what a stone lacks that neither another like it nor the text around it tells."""
    words = imaging["questions"]
    alike = [other for other in others if _same(item, other, imaging["places"]["places"])]
    named = set(item.places) - _NOWHERE
    lacks = []
    # A staghorn stone fills the kidney's urine space: its name tells its size and place.
    branched = item.finding == _BRANCHED
    bounded = item.size_word is not None and item.size_word not in words["vague_sizes"]
    measured = item.size_mm is not None or branched or bounded
    if not (measured or any(other.size_mm is not None for other in alike)):
        lacks.append("size")
    sided = (
        item.side is not None or bool(named & _MIDLINE) or bool({"one_kidney", "one_side"} & said)
    )
    if not (sided or any(other.side is not None for other in alike)):
        lacks.append("side")
    placed = bool(named) or branched or item.obstructing is False or "place_stems" in said
    if not (placed or any(set(other.places) - _NOWHERE for other in alike)):
        lacks.append("place")
    elsewhere = any(set(other.places) - {"ureter"} for other in alike)
    if named == {"ureter"} and not elsewhere and "landmarks" not in said:
        lacks.append("level")
    return lacks


def _said(text: str, imaging: Mapping[str, Any]) -> frozenset[str]:
    """Return of which things a text has at least one word, read generously.

    What the decoder did not tie to a stone, such as a heading or a distance, may still tell where
    it lies; a question about what stands in the report would only annoy.
    """
    folded = " ".join(text.lower().split())
    words = imaging["questions"]
    found = {
        name
        for name in ("place_stems", "landmarks", "one_kidney")
        if re.search(rf"\b(?:{_either(words[name])})", folded)
    }
    sides = imaging["places"]["sides"]
    named = [s for s in ("left", "right") if re.search(rf"\b(?:{_either(sides[s])})\b", folded)]
    return frozenset(found | ({"one_side"} if len(named) == 1 else set()))


def _either(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words))


def _same(item: Item, other: Item, places: Mapping[str, Any]) -> bool:
    """Tell whether another stone may be the one an item speaks of."""
    sides = {item.side, other.side} - {None, "both"}
    here, there = set(item.places) - _NOWHERE, set(other.places) - _NOWHERE
    if len(sides) > 1 or not here or not there:
        return len(sides) <= 1
    around_here = {wider for place in here for wider in _around(place, places)}
    around_there = {wider for place in there for wider in _around(place, places)}
    return bool(here & around_there or there & around_here)


def _around(place: str, places: Mapping[str, Any]) -> list[str]:
    """Return a place and the wider ones around it: lower calyx, lower pole, kidney."""
    wider = places[place].get("within")
    return [place] if wider is None else [place, *_around(wider, places)]


def _question(
    item: Item,
    lacks: Sequence[str],
    alone: bool,
    imaging: Mapping[str, Any],
    knowledge: Knowledge,
) -> ScanQuestion:
    words = imaging["questions"]["lacks"]
    record = imaging["findings"]["findings"][item.finding]
    several = item.many or (item.count or 1) > 1
    label = str(record.get("plural", record["label"]) if several else record["label"])
    what = f"the {label}" if alone else f"the {label}{_which(item, imaging['places']['places'])}"
    nouns = [str(words[name]["word"]) for name in lacks if name in _NOUNS]
    joined = " and ".join([", ".join(nouns[:-1]), nouns[-1]] if len(nouns) > 1 else nouns)
    asked = [f"{joined} of {what}"] if nouns else []
    it = ("they" if several else "it") if nouns else what
    asked += [
        str((several and words[n].get("word_several")) or words[n]["word"]).format(what=it)
        for n in lacks
        if n not in _NOUNS
    ]
    text = ", and ".join(asked)
    return ScanQuestion(
        finding=item.finding,
        lacks=list(lacks),
        text=text,
        patient_text=[str(words[name]["several" if several else "one"]) for name in lacks],
        sources=_sources([words[name] for name in lacks], knowledge),
    )


def _which(item: Item, places: Mapping[str, Any]) -> str:
    """Return the words that tell one of several things from the others."""
    where = " and ".join(str(places[place]["label"]) for place in item.places)
    side = {"left": "left", "right": "right", "both": "both sides"}.get(item.side or "", "")
    size = "" if item.size_mm is None else f"{item.size_mm:g} mm"
    known = ", ".join(part for part in (" ".join(p for p in (side, where) if p), size) if part)
    return f" ({known})" if known else ""


def _sources(entries: Sequence[Mapping[str, Any]], knowledge: Knowledge) -> list[SourceNote]:
    found: dict[str, SourceNote] = {}
    for entry in entries:
        key = entry.get("source")
        if key is not None and key not in found:
            source = knowledge.sources[key]
            found[key] = SourceNote(
                key=key, title=source.title, locator=entry.get("locator"), url=source.url
            )
    return list(found.values())

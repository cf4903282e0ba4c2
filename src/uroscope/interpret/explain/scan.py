"""The scan report in sentences for clinician and patient, each with the report's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from uroscope.interpret.explain.scan_questions import asked_line, questions_of
from uroscope.interpret.imaging import Item, NotFound, ScanReport, terms_of
from uroscope.knowledge import Knowledge
from uroscope.model import (
    Imaging,
    ScanConflict,
    ScanDenial,
    ScanItem,
    ScanWords,
    SourceNote,
)

_SIDES = {
    "left": "left", "right": "right", "both": "both sides", "transplant": "transplant kidney",
    "single": "single kidney",
}  # fmt: skip
_PATIENT_SIDES = {
    "left": "on the left", "right": "on the right", "both": "on both sides",
    "transplant": "in the transplanted kidney", "single": "in the only kidney",
}  # fmt: skip
_CHANGE = {
    "new": "new", "larger": "larger than before", "smaller": "smaller than before",
    "unchanged": "unchanged",
}  # fmt: skip
_NOT_A_STONE = frozenset({"look_alike", "dystrophic_calcification", "nephrocalcinosis"})
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def imaging_of(report: ScanReport, knowledge: Knowledge) -> Imaging | None:
    """Return the scan report as the review carries it; None where there is no report.

    Parameters
    ----------
    report : ScanReport
        As decoded.
    knowledge : Knowledge
        Labels, what each kind of scan misses, sources.

    Returns
    -------
    Imaging or None
        Items with a sentence for clinician and patient, and the words each comes from.
    """
    if not report.text.strip():
        return None
    terms = terms_of(knowledge)
    scan: Mapping[str, Any] = terms.modalities.get(report.modality or "", {})
    text = report.text
    questions = questions_of(report, knowledge)
    return Imaging(
        items=[_item(item, text, terms.findings, terms.places) for item in report.items],
        not_found=[_denial(item, text, terms.findings, terms.places) for item in report.not_found],
        modality=report.modality,
        modality_label=scan.get("label"),
        modality_words=None if report.modality_span is None else _words(text, report.modality_span),
        misses=scan.get("misses"),
        patient_misses=scan.get("patient_misses"),
        misses_source=_source(scan, knowledge),
        misses_convention=scan.get("convention"),
        prior=report.prior,
        change=None if report.change is None else _CHANGE.get(report.change),
        conflicts=[
            ScanConflict(
                what=kind,
                text=_conflict(kind, text, first, second),
                impression=_words(text, first),
                body=_words(text, second),
            )
            for kind, first, second in report.conflicts
        ],
        questions=questions,
        ask=asked_line(questions, knowledge),
        more=report.more,
    )


def _words(text: str, span: tuple[int, int]) -> ScanWords:
    return ScanWords(start=span[0], end=span[1], text=text[span[0] : span[1]])


def _source(scan: Mapping[str, Any], knowledge: Knowledge) -> SourceNote | None:
    key = scan.get("source")
    if key is None:
        return None
    source = knowledge.sources[key]
    return SourceNote(key=key, title=source.title, locator=scan.get("locator"), url=source.url)


def _item(
    item: Item, text: str, findings: Mapping[str, Any], places: Mapping[str, Any]
) -> ScanItem:
    record = findings[item.finding]
    return ScanItem(
        finding=item.finding,
        label=record["label"],
        bucket=item.bucket,
        status=item.status,
        places=list(item.places),
        side=item.side,
        count=item.count,
        more_than_count=item.many,
        size_mm=item.size_mm,
        size_from_mm=item.size_low_mm,
        size_is_upper_bound=item.size_below,
        sizes_mm=list(item.each_mm),
        size_word=item.size_word,
        density_hu=None if item.density is None else list(item.density),
        grade=item.grade,
        obstructing=item.obstructing,
        change=item.change,
        prior_mm=item.prior_mm,
        bosniak=item.bosniak,
        clinician_text=_clinician(item, record, places),
        patient_text=_patient(item, record, places),
        words=[_words(text, span) for span in item.spans],
    )


def _clinician(item: Item, record: Mapping[str, Any], places: Mapping[str, Any]) -> str:
    """Return one line: what, where, how large, and what it is not."""
    several = item.many or (item.count or 1) > 1
    label = str(record.get("plural", record["label"]) if several else record["label"])
    parts = [label + _number(item)]
    where = _where(item, places)
    if where:
        parts.append(where)
    parts += _measures(item, several)
    line = ", ".join(parts)
    if item.status == "gone":
        return f"No longer seen: {line}"
    if item.status == "uncertain":
        line = f"Possible {line}"
    return line[0].upper() + line[1:] + _meaning(item)


def _number(item: Item) -> str:
    if item.count is not None and item.count > 1:
        return f" (at least {item.count})" if item.many else f" ({item.count})"
    return ""


def _where(item: Item, places: Mapping[str, Any]) -> str:
    side = _SIDES.get(item.side or "", "")
    names = [str(places[place]["label"]) for place in item.places]
    place = " and ".join(names)
    if item.side in ("left", "right"):
        return f"{side} {place}".strip()
    if item.side == "both" and names == ["kidney"]:
        return "both kidneys"
    return ", ".join(part for part in (side, place) if part)


def _measures(item: Item, several: bool) -> list[str]:
    parts = []
    if item.grade:
        parts.append(item.grade)
    if item.size_mm is not None:
        parts.append(_size(item, several))
    elif item.size_word:
        parts.append(item.size_word)
    if item.bosniak:
        parts.append(f"Bosniak {item.bosniak}")
    if item.density is not None:
        low, high = item.density
        parts.append(f"{low:.0f} HU" if low == high else f"{low:.0f} to {high:.0f} HU")
    if item.obstructing is not None:
        parts.append("obstructing" if item.obstructing else "not obstructing")
    if item.change is not None:
        parts.append(_CHANGE[item.change])
    if item.prior_mm is not None and item.status != "gone":
        parts.append(f"{item.prior_mm:g} mm before")
    return parts


def _size(item: Item, several: bool) -> str:
    largest = f"{item.size_mm:g} mm"
    if item.size_below:
        return f"under {largest}"
    if item.each_mm:
        *first, last = [f"{size:g}" for size in item.each_mm]
        return f"{', '.join(first)} and {last} mm"
    if item.size_low_mm is not None:
        return f"{item.size_low_mm:g} to {largest}"
    return f"largest {largest}" if several else largest


def _meaning(item: Item) -> str:
    """Return what keeps a reader from taking calcium for a stone."""
    if item.bucket == "indeterminate":
        if item.places or item.side:
            return ": undetermined, the report does not say what it is; not counted as a stone"
        return ": undetermined, the report does not say where; not counted as a stone"
    if item.bucket in _NOT_A_STONE:
        return ": not a stone"
    return ""


def _patient(item: Item, record: Mapping[str, Any], places: Mapping[str, Any]) -> str:
    """Return one plain sentence."""
    what = str(record["patient_label"])
    stone = item.bucket == "collecting_system_stone"
    if stone:
        several = item.many or (item.count or 1) > 1
        number = _NUMBERS[item.count] if item.count and item.count <= 10 else ""
        if several:
            what = f"{number} stones".strip() if number and not item.many else "several stones"
        else:
            what = "a stone"
        if record.get("part_of") == "stone" and "branched" in str(record["patient_label"]):
            what = "several large branched stones" if several else str(record["patient_label"])
            if item.places:
                what = what.removesuffix(" in the kidney")  # the place follows
    what, comma, rest = what.partition(", not ")
    names = [str(places[place]["patient_label"]) for place in item.places[:1] if stone]
    where = [name if name.startswith("where ") else f"in {name}" for name in names]
    side = _PATIENT_SIDES.get(item.side or "")
    if side:
        where.append(side)
    size = ""
    if stone and item.size_mm is not None:
        size = f", {'up to' if item.many or item.size_below else 'about'} {item.size_mm:g} mm"
        if (item.count or 1) > 1 and not item.many and item.size_low_mm is not None:
            size = f", {item.size_low_mm:g} to {item.size_mm:g} mm"
    sentence = " ".join([what, *where]) + size + comma + rest
    if item.status == "gone":
        return f"Not seen any more: {sentence}."
    if item.status == "uncertain":
        return f"Perhaps {sentence}. The report is not sure."
    if item.bucket == "indeterminate":
        return f"{_capital(sentence)}. The report does not say that it is a stone."
    if item.bucket in ("mass_or_cyst", "dystrophic_calcification"):
        return f"{_capital(sentence)}. Ask who follows this up."
    return f"{_capital(sentence)}."


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _denial(
    item: NotFound, text: str, findings: Mapping[str, Any], places: Mapping[str, Any]
) -> ScanDenial:
    return ScanDenial(
        finding=item.finding,
        label=str(findings[item.finding]["label"]),
        side=item.side,
        places=list(item.places),
        obstructing=item.obstructing,
        sure=item.sure,
        text=_denied(item, findings, places),
        words=_words(text, item.span),
    )


def _denied(item: NotFound, findings: Mapping[str, Any], places: Mapping[str, Any]) -> str:
    label = str(findings[item.finding]["label"])
    name = f"obstructing {label}" if item.obstructing else label
    names = [str(places[place]["label"]) for place in item.places]
    where = " or ".join(names)
    side = _SIDES.get(item.side or "", "")
    beside = " ".join(part for part in (side, where) if part)
    line = f"{name} ({beside})" if beside else name
    return line if item.sure else f"{line} (no certain one)"


def _conflict(kind: str, text: str, first: tuple[int, int], second: tuple[int, int]) -> str:
    """Return the sentence about Impression and body that disagree."""
    what = {"size": "on size", "side": "on the side", "presence": "on whether it is there"}[kind]
    one, two = (_short(text[a:b]) for a, b in (first, second))
    return (
        f"Impression and body disagree {what}: “{one}” and “{two}”. "
        "The Impression is used; ask the radiologist."
    )


def _short(text: str) -> str:
    """Return words of the report on one line, cut where they are long."""
    line = " ".join(text.split())
    return line if len(line) <= 70 else line[:67].rstrip() + "…"


def scan_sources(imaging: Imaging | None) -> Sequence[SourceNote]:
    """Return the sources the section rests on."""
    if imaging is None:
        return []
    asked = [source for question in imaging.questions for source in question.sources]
    return [*([imaging.misses_source] if imaging.misses_source else []), *asked]

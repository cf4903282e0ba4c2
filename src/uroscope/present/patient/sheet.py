"""One review as a patient sheet: sections in order, every word from the knowledge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from uroscope.model import Finding, Report, Result, Review
from uroscope.present.patient.about import about_scan, asked_of_scan

# More than this is not a plan any more; the clinician's review carries the rest.
MOST_HABITS = 5
MOST_TESTS = 4
MOST_QUESTIONS = 3
MOST_OF_SCAN = 5
# With an upper limit alone a very low value is "normal"; a finding that reads it as low says more.
_READ_AS_LOW = {
    "urine_calcium": "low_urine_calcium_clue",
    "urine_sodium": "chronic_diarrhea_malabsorption",
}
_LATER = ("about", "ask_scan", "open", "habits", "ask", "tell")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?$")


@dataclass(frozen=True)
class Item:
    """A line of a section: what it says, where that has to stand out, and why beside it."""

    text: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """A heading with its lines; `name` is for templates, `numbered` for steps."""

    name: str
    heading: str
    items: list[Item]
    intro: str = ""
    numbered: bool = False


@dataclass(frozen=True)
class Signs:
    """A line and the signs it leads into."""

    lead: str
    signs: list[str]


@dataclass(frozen=True)
class Care:
    """When to get help; `tier` and `flags` are filled when a red flag is up."""

    heading: str
    signs: list[Signs]
    last: str
    tier: str = ""
    intro: str = ""
    flags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """Everything one patient reads; `care` stands on top when it is urgent, else at the end."""

    number: int
    title: str
    name: str
    when: str
    banners: list[Item]
    sections: list[Section]
    care: Care
    closing: str

    @property
    def urgent(self) -> bool:
        """Tell whether something cannot wait."""
        return bool(self.care.tier)


def sheets_of(report: Report, texts: Mapping[str, Any]) -> list[Sheet]:
    """Return one sheet per review, in the order of the report.

    Parameters
    ----------
    report : Report
        What one command found.
    texts : mapping
        The words of the sheet, `knowledge.record["patient_sheet"]`.

    Returns
    -------
    list of Sheet
        Nothing that is not in the review, and no pattern ids.
    """
    refused = {item.patient_id for item in report.refused}
    return [
        _sheet(number, review, review.patient_id in refused, texts)
        for number, review in enumerate(report.reviews, start=1)
    ]


def _sheet(number: int, review: Review, refused: bool, texts: Mapping[str, Any]) -> Sheet:
    shown = [f for f in review.findings if f.rank]
    # A urine that is probably not one day's, or spoiled, is said before what was found in it.
    banners = [_finding(f) for f in review.findings if f.kind == "population" or _spoiled(f)]
    care = _care(review, texts)
    sections = [
        _found(review, shown, texts, reassure=not banners),
        _section("scan", _scan(review, shown, texts), texts),
        _section("about", [Item(text) for text in about_scan(review, shown, texts)], texts),
        _section("ask_scan", [Item(text) for text in asked_of_scan(review, texts)], texts),
        _section("open", [_finding(f) for f in shown if f.status == "possible"], texts,
                 intro=texts["open_intro"]["text"]),
        _section("habits", _habits(review, texts), texts),
        _section("ask", _tests(review, texts), texts),
        _section("tell", _questions(review), texts),
        _untold(review, refused, texts),
        _section("save", [Item(step["text"]) for step in texts["save"]], texts, numbered=True),
    ]  # fmt: skip
    if care.tier == "now":
        # In an emergency advice on habits and tests only delays, and drinking may harm.
        sections = [s for s in sections if s.name not in _LATER]
    return Sheet(
        number=number,
        title=texts["title"],
        name=review.patient_id or texts["no_name"],
        when=_when(review, texts),
        banners=banners,
        sections=[section for section in sections if section.items],
        care=care,
        closing=" ".join(item["text"] for item in texts["closing"]),
    )


def _section(
    name: str,
    items: Sequence[Item],
    texts: Mapping[str, Any],
    intro: str = "",
    numbered: bool = False,
) -> Section:
    return Section(name, texts["headings"][name], list(items), intro, numbered)


def _finding(finding: Finding) -> Item:
    return Item(_ended(finding.patient_title), list(finding.patient_why))


def _spoiled(finding: Finding) -> bool:
    """Tell whether a finding says that the urine itself is probably not what it should be."""
    return finding.kind == "specimen" and finding.status == "supported"


def _ended(text: str) -> str:
    """Return a text that ends as a sentence does.

    Examples
    --------
    >>> _ended("You made little urine"), _ended("Do you take biotin?")
    ('You made little urine.', 'Do you take biotin?')
    """
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _found(
    review: Review, shown: Sequence[Finding], texts: Mapping[str, Any], reassure: bool
) -> Section:
    """Return what is supported, said once each, then what a complete collection found in range."""
    items: dict[str, Item] = {}
    for finding in shown:
        if finding.status == "supported":
            item = _finding(finding)
            # A reason that an earlier finding gave is not read out twice.
            told = {note for earlier in items.values() for note in earlier.notes}
            notes = [note for note in item.notes if note not in told]
            items.setdefault(item.text, Item(item.text, notes))
    if not shown and not review.red_flags:
        said = texts["nothing"][_nothing(review)]["text"]
        items[said] = Item("", [said])
    fine = _in_range(review, texts) if reassure else []
    if fine:
        said = texts["in_range"]["text"].format(names=", ".join(fine))
        items[said] = Item("", [said])
    return _section("found", list(items.values()), texts)


def _scan(review: Review, shown: Sequence[Finding], texts: Mapping[str, Any]) -> list[Item]:
    """Return what the scan shows, the first things first, without what a finding tells already."""
    if review.imaging is None:
        return []
    told = {name for finding in shown for name in texts["told_by"].get(finding.id, ())}
    said = [item.patient_text for item in review.imaging.items if item.finding not in told]
    return [Item(_ended(text)) for text in list(dict.fromkeys(said))[:MOST_OF_SCAN]]


def _nothing(review: Review) -> str:
    """Return which sentence is true where no finding is shown."""
    if not review.results:
        return "nothing_read" if review.imaging is None else "scan_only"
    if any(r.flag in ("low", "high") for r in review.results):
        return "outside"
    return "urine" if any(r.flag == "normal" for r in review.results) else "unjudged"


def _measured(review: Review, value: Mapping[str, Any]) -> list[Result]:
    return [r for r in review.results if r.analyte in value["any"]]


def _in_range(review: Review, texts: Mapping[str, Any]) -> list[str]:
    """Return the urine values inside limit and goal, only where nothing is said of the bottle."""
    codes = {note.code for note in review.quality}
    doubts = [f.id for f in review.findings if f.kind == "specimen"]
    if "complete" not in codes or doubts or codes & set(texts["quality"]):
        return []
    fine = []
    for value in texts["values"]:
        results = _measured(review, value)
        if any(
            review.statuses.get(_READ_AS_LOW.get(r.analyte, "")) in ("supported", "possible")
            for r in results
        ):
            continue
        if results and all(
            r.specimen == "timed"
            and r.flag == "normal"
            and not r.borderline
            and r.goal_met is not False
            for r in results
        ):
            fine.append(value["words"])
    return fine


def _habits(review: Review, texts: Mapping[str, Any]) -> list[Item]:
    """Return a few habits, each with what it moves, in the order of the review.

    Those of a supported finding are kept first, and one of each effect before a second of any, so
    that several habits against one thing do not push out the only one against another.
    """
    firm = {f.id for f in review.findings if f.status == "supported"}
    habits = [habit for habit in review.habits if habit.id not in texts["elsewhere"]]
    seen: dict[str, int] = {}
    urgency = []
    for place, habit in enumerate(habits):
        alike = seen.get(habit.patient_effect, 0)
        seen[habit.patient_effect] = alike + 1
        urgency.append((firm.isdisjoint(habit.because), alike, place))
    kept = sorted(place for _, _, place in sorted(urgency)[:MOST_HABITS])
    return [
        Item(_ended(habit.patient_text), [habit.patient_effect] if habit.patient_effect else [])
        for habit in (habits[place] for place in kept)
    ]


def _tests(review: Review, texts: Mapping[str, Any]) -> list[Item]:
    said = [
        _ended(step.patient_text)
        for step in review.next_steps
        if step.kind == "test" and step.patient_text and step.id not in texts["elsewhere"]
    ]
    return [Item(text) for text in list(dict.fromkeys(said))[:MOST_TESTS]]


def _questions(review: Review) -> list[Item]:
    """Return what the doctor may ask, for the first findings first, one of each in turn."""
    lists = [f.patient_questions for f in review.findings if f.rank]
    lists.append([s.patient_text for s in review.next_steps if s.kind == "question"])
    longest = max((len(questions) for questions in lists), default=0)
    said = [questions[n] for n in range(longest) for questions in lists if n < len(questions)]
    return [Item(text) for text in list(dict.fromkeys(said))[:MOST_QUESTIONS]]


def _untold(review: Review, refused: bool, texts: Mapping[str, Any]) -> Section:
    """Return what the specimen, what is missing and what was refused leave open."""
    untold = texts["untold"]
    items = [_finding(f) for f in review.findings if f.kind == "specimen" and not _spoiled(f)]
    said = {f.id for f in review.findings}
    for note in review.quality:
        if note.code in texts["quality"] and note.code not in said:
            items.append(Item(texts["quality"][note.code]["text"]))
            said.add(note.code)
    if review.imaging is not None and review.imaging.patient_misses:
        items.append(Item(_ended(review.imaging.patient_misses)))
    missing, unjudged = [], []
    nothing_given = not review.results and not refused
    if nothing_given:
        items.append(Item(untold["none_given"]["text"]))
    for value in [] if nothing_given else texts["values"]:
        results = _measured(review, value)
        if not results:
            missing.append(value["words"])
        elif value["judged"] and all(r.flag == "unknown" for r in results):
            unjudged.append(value["words"])
    for name, names in (("missing", missing), ("unjudged", unjudged)):
        if names:
            items.append(Item(untold[name]["text"].format(names=", ".join(names))))
    if refused:
        items.append(Item(untold["refused"]["text"]))
    if _timed(review):
        items.append(Item(untold["one_day"]["text"]))
    return _section("untold", items, texts)


def _timed(review: Review) -> bool:
    return any(r.specimen == "timed" for r in review.results)


def _when(review: Review, texts: Mapping[str, Any]) -> str:
    start = review.collected.start
    if not start:
        return str(texts["undated"])
    found = _DATE.match(start)
    month = texts["months"][int(found[2]) - 1] if found else ""
    date = f"{int(found[3])} {month} {found[1]}" if found else start
    words = texts["collected" if _timed(review) else "blood_drawn"]
    return str(words.format(date=date))


def _care(review: Review, texts: Mapping[str, Any]) -> Care:
    care = texts["care"]
    signs = [
        Signs(care[tier]["lead"]["text"], [s["text"] for s in care[tier]["signs"]])
        for tier in ("now", "same_day")
    ]
    last = care["one_kidney"]["text"]
    if not review.red_flags:
        return Care(texts["headings"]["care"], signs, last)
    tier: str = "now" if any(flag.tier == "now" for flag in review.red_flags) else "same_day"
    return Care(
        heading=texts["headings"][tier],
        signs=signs,
        last=last,
        tier=tier,
        intro=texts["urgent"][tier]["text"],
        flags=[_ended(flag.patient_text) for flag in review.red_flags if flag.tier == tier],
    )

"""Patient sheets of built cases, and every sentence a patient may read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.panels import panel_of
from uroscope.knowledge import load
from uroscope.model import KnowledgeNote, ProfileNote, Report, Review
from uroscope.present.patient.sheet import Sheet, sheets_of
from uroscope.present.patient.text import sheets_text
from uroscope.present.text import Style
from uroscope.reviewing import review_panel

TEXTS: Mapping[str, Any] = load().record["patient_sheet"]


def report_of(*reviews: Review, **more: Any) -> Report:
    return Report(
        uroscope="0",
        profile=ProfileNote(id="stone_us", title="Stone clinic", digest="0"),
        knowledge=KnowledgeNote(version="0", digest="0"),
        reviews=list(reviews),
        **more,
    )


def reviews_of(*cases: Mapping[str, Any]) -> list[Review]:
    return review_panel(panel_of(*cases), load().profile("stone_us"))


def review_of(**case: Any) -> Review:
    return reviews_of(case)[0]


def sheet_of(review: Review) -> Sheet:
    return sheets_of(report_of(review), TEXTS)[0]


def text_of(review: Review) -> str:
    return sheets_text(report_of(review), TEXTS, Style(width=100_000))


def lines_of(sheet: Sheet) -> list[str]:
    """Return every line of a sheet whole, before it is wrapped; without who and when."""
    care = sheet.care
    parts: list[str] = [sheet.title, care.heading, care.intro, *care.flags, care.last]
    for group in care.signs:
        parts += [group.lead, *group.signs]
    parts += [" ".join([item.text, *item.notes]) for item in sheet.banners]
    for part in sheet.sections:
        parts += [part.heading, part.intro, *section(sheet, part.name)]
    return [part for part in [*parts, sheet.closing] if part]


def section(sheet: Sheet, name: str) -> list[str]:
    """Return the lines of a section, none if it is not there."""
    return [
        " ".join([item.text, *item.notes]).strip()
        for part in sheet.sections
        if part.name == name
        for item in part.items
    ]


def _sheet_sentences(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        if "convention" in data:
            yield data["text"]
        else:
            for value in data.values():
                yield from _sheet_sentences(value)
    elif isinstance(data, list):
        for value in data:
            yield from _sheet_sentences(value)


def patient_sentences() -> list[tuple[str, str]]:
    """Return every text for patients in the knowledge with the id it belongs to."""
    record = load().record
    found = []
    for pattern in record["patterns"]:
        title = pattern["title"]
        found += [(pattern["id"], title[key]) for key in ("patient", "patient_possible")]
        found += [(pattern["id"], sentence["text"]) for sentence in pattern["patient_why"]]
    for name, item in record["advice"].items():
        keys = ("patient_text", "patient_effect", "patient_conditional")
        found += [(name, item[key]) for key in keys]
    sheet = record["patient_sheet"]
    found += [("patient_sheet", text) for text in _sheet_sentences(sheet)]
    found += [("headings", text) for text in sheet["headings"].values()]
    # A placeholder prints a number of one to three digits.
    return [(name, re.sub(r"\{\w+(?::\w+)?\}", "1.4", text)) for name, text in found if text]

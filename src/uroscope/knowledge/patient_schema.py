"""The shape of `patient_sheet.yaml`: what the patient sheet says beside the review."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from uroscope.errors import KnowledgeError, Problem
from uroscope.knowledge.files import Document, check
from uroscope.knowledge.schema import Identifier, Strict, Text

_PLACES = re.compile(r"\{(\w*)\}")
Heading = Literal[
    "now", "same_day", "found", "scan", "about", "ask_scan", "open", "habits", "ask", "tell",
    "untold", "save", "care",
]  # fmt: skip
HEADINGS: tuple[Heading, ...] = Heading.__args__  # type: ignore[attr-defined]


class Said(Strict):
    """A sentence for patients, with its source or the reason why it has none."""

    text: Text
    source: Identifier | None = None
    locator: Text | None = None
    convention: Text | None = None

    @model_validator(mode="after")
    def _cited(self) -> Said:
        if (self.source is None) == (self.convention is None):
            raise ValueError("needs a source, or convention with the reason")
        if (self.source is None) != (self.locator is None):
            raise ValueError("source and locator belong together")
        return self


class Signs(Strict):
    """A line that leads into a list of signs."""

    lead: Said
    signs: list[Said] = Field(min_length=1)


class Care(Strict):
    """When to get help."""

    now: Signs
    same_day: Signs
    one_kidney: Said


class Urgent(Strict):
    """What stands under the heading of a red flag."""

    now: Said
    same_day: Said


class Nothing(Strict):
    """What is said where no finding is shown."""

    urine: Said
    outside: Said
    unjudged: Said
    nothing_read: Said
    scan_only: Said


class About(Strict):
    """What is good to know of a stone or of calcium in the tissue."""

    stone_quiet: Said
    deposit_quiet: Said
    both_quiet: Said
    watched: Said
    offered: Said
    offered_large: Said
    held: Said
    stone_passes: Said
    deposit_cause: Said
    deposit_stays: Said
    pass_or_stay: Said
    watched_mm: float = Field(gt=0, description="largest stone that may be watched [mm]")
    outside_kidney: list[Identifier]
    below_ureter: list[Identifier]


class Untold(Strict):
    """What a test could not tell."""

    missing: Said
    unjudged: Said
    refused: Said
    one_day: Said
    none_given: Said


class Value(Strict):
    """A value in the words of the sheet."""

    words: Text
    any: list[Identifier] = Field(min_length=1)
    judged: bool = True


class PatientSheetFile(Strict):
    """`patient_sheet.yaml`."""

    title: Text
    collected: Text
    blood_drawn: Text
    undated: Text
    months: list[Text] = Field(min_length=12, max_length=12)
    no_name: Text
    headings: dict[Heading, Text]
    urgent: Urgent
    nothing: Nothing
    told_by: dict[Identifier, list[Identifier]]
    about: About
    deposits: list[Identifier] = Field(min_length=1)
    open_intro: Said
    in_range: Said
    care: Care
    save: list[Said] = Field(min_length=1)
    untold: Untold
    values: list[Value] = Field(min_length=1)
    quality: dict[Identifier, Said]
    elsewhere: list[Identifier]
    closing: list[Said] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> PatientSheetFile:
        absent = [name for name in HEADINGS if name not in self.headings]
        if absent:
            raise ValueError(f"headings lacks {', '.join(absent)}")
        wanted = {
            "collected": (self.collected, "date"),
            "blood_drawn": (self.blood_drawn, "date"),
            "in_range": (self.in_range.text, "names"),
            "missing": (self.untold.missing.text, "names"),
            "unjudged": (self.untold.unjudged.text, "names"),
        }
        for name, (text, place) in wanted.items():
            if _PLACES.findall(text) != [place]:
                raise ValueError(f"{name} needs {{{place}}} once, and no other braces")
        return self


def said_in(data: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every sentence of the sheet that carries a source or a reason."""
    if isinstance(data, Mapping):
        if "convention" in data:
            yield data
        else:
            for value in data.values():
                yield from said_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from said_in(value)


def compile_patient_sheet(
    document: Document, sources: Mapping[str, Any], advice: set[str], analytes: set[str]
) -> dict[str, Any]:
    """Check the sheet and return its record.

    Parameters
    ----------
    document : Document
        `patient_sheet.yaml`.
    sources : mapping
        Register of sources by key.
    advice, analytes : set of str
        Known ids.

    Returns
    -------
    dict
        The sheet as plain data.

    Raises
    ------
    KnowledgeError
        If the shape does not hold, or an id or citation resolves to nothing.
    """
    record = check(document, PatientSheetFile).model_dump()
    asked = [("the source", item["source"], set(sources)) for item in said_in(record)]
    asked += [("the advice", name, advice) for name in record["elsewhere"]]
    asked += [("the analyte", a, analytes) for value in record["values"] for a in value["any"]]
    problems = [
        Problem(document.path.name, 1, f"{what} {name!r} does not exist", "add it or correct it")
        for what, name, known in asked
        if name is not None and name not in known
    ]
    if problems:
        raise KnowledgeError(problems)
    return record

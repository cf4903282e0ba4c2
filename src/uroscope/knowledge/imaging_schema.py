"""The shape of the scan report words: findings, places, words around them, kinds of scan."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from uroscope.knowledge.schema import Identifier, Strict, Text

Bucket = Literal[
    "collecting_system_stone", "nephrocalcinosis", "dystrophic_calcification", "look_alike",
    "obstruction", "mass_or_cyst", "kidney_structure", "indeterminate",
]  # fmt: skip


class ScanFinding(Strict):
    """One thing a report can name; `reads` says that the words around it decide what it is.

    In words `{a|b}` stands for either. What is denied of the thing it is `part_of` is denied of
    it.
    """

    bucket: Bucket
    reads: Literal["stone", "calcium", "nephrocalcinosis", "lesion", "obstruction"] | None = None
    label: Text
    plural: Text | None = None
    patient_label: Text
    place: Identifier | None = None
    part_of: Identifier | None = None
    words: list[Text]
    absent_words: list[Text] = Field(default_factory=list)
    not_before: list[Text] = Field(default_factory=list)
    not_after: list[Text] = Field(default_factory=list)
    source: Identifier | None = None


class FindingsFile(Strict):
    """`findings.yaml`."""

    convention: Text
    findings: dict[Identifier, ScanFinding]


class Place(Strict):
    """One place; `finding` is what calcium there is called."""

    group: Literal["collecting", "tissue", "kidney", "lesion", "outside"]
    within: Identifier | None = None
    finding: Identifier | None = None
    label: Text
    patient_label: Text
    words: list[Text]


class PlacesFile(Strict):
    """`places.yaml`."""

    convention: Text
    places: dict[Identifier, Place]
    sides: dict[Literal["left", "right", "both", "transplant", "single"], list[Text]]
    letters: dict[Literal["left", "right"], list[Text]]

    @model_validator(mode="after")
    def _resolves(self) -> PlacesFile:
        for name, place in self.places.items():
            if place.within is not None and place.within not in self.places:
                raise ValueError(f"{name} lies within {place.within!r}, which is no place")
        return self


class Sections(Strict):
    """Headings by what stands below them."""

    title: list[Text]
    indication: list[Text]
    technique: list[Text]
    comparison: list[Text]
    findings: list[Text]
    impression: list[Text]
    advice: list[Text]


class Change(Strict):
    """Words of comparison with an earlier scan."""

    new: list[Text]
    larger: list[Text]
    smaller: list[Text]
    unchanged: list[Text]
    gone: list[Text]


class Lone(Strict):
    """Words that say that one kidney stands alone; `not_so` before them takes it back."""

    gone: list[Text]
    idle: list[Text]
    idle_between: list[Text]
    single: list[Text]
    not_so: list[Text]


class WordsFile(Strict):
    """`words.yaml`."""

    convention: Text
    grades: dict[Text, list[Text]]
    obstructing: dict[Literal["yes", "no"], list[Text]]
    counts: dict[Text, list[Text]]
    several: list[Text]
    at_least: list[Text]
    size_words: list[Text]
    focal: list[Text]
    spread: list[Text]
    change: Change
    same_directly: list[Text]
    same_thing: list[Text]
    separators: list[Text]
    inside: list[Text]
    size_after: list[Text]
    size_before: list[Text]
    measures: list[Text]
    prior: list[Text]
    changed_from: list[Text]
    sized_others: list[Text]
    graded_others: list[Text]
    cystic_outside: list[Text]
    suspicious: list[Text]
    bosniak: dict[Text, Literal["I", "II", "IIF", "III", "IV"]]
    not_a_denial: list[Text]
    soft_denial: list[Text]
    larger_than: list[Text]
    sections: Sections
    subjects: dict[Identifier, list[Text]]
    not_now: list[Text]
    aside: list[Text]
    states: list[Text]
    earlier: list[Text]
    at_that_time: list[Text]
    asked: list[Text]
    causes: list[Text]
    unlikely: list[Text]
    rows: list[Text]
    moved: list[Text]
    links: list[Text]
    beside: list[Text]
    missed: list[Text]
    may: list[Text]
    detecting: list[Text]
    scanning: list[Text]
    look: list[Text]
    lone: Lone
    doubts: list[Text]
    actions: list[Text]
    abbreviations: dict[Text, Text]
    ignore: list[Text]


class Modality(Strict):
    """A kind of scan and what it misses."""

    label: Text
    patient_label: Text
    contrast: bool = False
    words: list[Text]
    misses: Text
    patient_misses: Text
    source: Identifier | None = None
    locator: Text | None = None
    convention: Text | None = None

    @model_validator(mode="after")
    def _cited(self) -> Modality:
        if self.source is None and self.convention is None:
            raise ValueError("what it misses needs a source, or convention with the reason")
        return self


class Lack(Strict):
    """What a report may leave out, and how to ask for it."""

    word: Text = Field(description="inside the clinician's line; {what} names the thing")
    word_several: Text | None = Field(None, description="the same of several; none: as of one")
    one: Text = Field(description="what the patient may ask about one thing")
    several: Text = Field(description="the same about several")
    source: Identifier | None = None
    locator: Text | None = None
    convention: Text | None = None

    @model_validator(mode="after")
    def _cited(self) -> Lack:
        if (self.source is None) == (self.convention is None):
            raise ValueError("needs a source, or convention with the reason")
        return self


class QuestionsFile(Strict):
    """`questions.yaml`: what is asked where a report does not say it."""

    lead: Text
    vague_sizes: list[Text]
    place_stems: list[Text]
    landmarks: list[Text]
    one_kidney: list[Text]
    lacks: dict[Literal["size", "side", "place", "level", "kind"], Lack]

    @model_validator(mode="after")
    def _whole(self) -> QuestionsFile:
        absent = {"size", "side", "place", "level", "kind"} - set(self.lacks)
        if absent:
            raise ValueError(f"lacks needs {', '.join(sorted(absent))}")
        if self.lead.count("{things}") != 1:
            raise ValueError("lead needs {things} once")
        return self


class ModalitiesFile(Strict):
    """`modalities.yaml`."""

    convention: Text
    modalities: dict[Identifier, Modality]
    with_contrast: list[Text]
    without_contrast: list[Text]
    coverage: list[Text]
    not_this_scan: list[Text]
    inferred: dict[Identifier, list[Text]]

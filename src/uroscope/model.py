"""The Review: one collection, everything a reader needs; text, HTML and JSON render this."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = "uroscope.review/1"
Status = Literal["supported", "possible", "contradicted", "not_assessable"]
Flag = Literal["low", "normal", "high", "unknown"]


def age_said(years: float) -> tuple[int, str]:
    """Return an age as people say it: completed years, months in the first two years.

    Parameters
    ----------
    years : float
        Age [years].

    Returns
    -------
    tuple of int and str
        The number, and "years" or "months".

    Examples
    --------
    >>> age_said(17.5), age_said(7 / 12)
    ((17, 'years'), (7, 'months'))
    """
    return (int(years), "years") if years >= 2 else (round(years * 12), "months")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Where(_Part):
    """The place of a cell: file, record (header = 1), column."""

    source: str
    row: int
    column: str


class Reported(_Part):
    """A value as printed."""

    text: str
    comparator: Literal["<", ">"] | None = None
    unit: str
    where: Where


class Amount(_Part):
    """A number with its unit."""

    value: float | None
    unit: str


class SourceNote(_Part):
    """A source as cited; `public_title`, where there is one, is what a page prints."""

    key: str
    title: str
    public_title: str | None = None
    locator: str | None = None
    url: str | None = None


class Limits(_Part):
    """The limits a value was compared with, in the unit of the result; `si` gives them in SI."""

    id: str
    low: float | None
    high: float | None
    unit: str
    kind: str
    authority: str
    source: str | None
    convention: str | None = None
    si_low: float | None = None
    si_high: float | None = None


class OtherValue(_Part):
    """Another result of the same analyte that was not used, or says the same."""

    analyte: str
    label: str
    text: str
    unit: str
    value: float | None
    date: str | None = None
    where: Where


class OtherVerdict(_Part):
    """What another profile says of the same value, where it differs."""

    profile: str
    flag: Flag
    authority: str
    low: float | None = None
    high: float | None = None
    unit: str


class Result(_Part):
    """One analyte or index of the collection."""

    analyte: str
    label: str
    specimen: str
    reported: Reported | None = None
    value: float | None
    lower: float | None = None
    upper: float | None = None
    unit: str
    digits: int
    si: Amount
    si_digits: int
    si_factor: float = 1.0
    limits: Limits | None = None
    lab_limits: Limits | None = None
    goal: Limits | None = None
    goal_met: bool | None = None
    other_values: list[OtherValue] = Field(default_factory=list)
    other_profiles: list[OtherVerdict] = Field(default_factory=list)
    flag: Flag
    severity: Literal["mild", "moderate", "severe"] | None = None
    borderline: bool = False
    lab_flag: str | None = None
    note: str | None = None
    formula: str | None = None
    date: str | None = None


class Quality(_Part):
    """A remark on the specimen or on how it was read."""

    code: str
    severity: Literal["info", "warning", "error"]
    message: str
    evidence: str | None = None


class Salt(_Part):
    """Supersaturation with one solid."""

    salt: str
    label: str
    ss: float | None
    delta_g: float | None
    low: float | None = None
    high: float | None = None
    error_pct: float | None = None
    assay_cv_pct: float | None = None
    imputed: list[str] = Field(default_factory=list)
    refused: str | None = None
    lab_ss: float | None = None


class Effect(_Part):
    """What a change does to a supersaturation; a range where the change itself is one."""

    salt: str
    before: float
    after: float
    after_high: float | None = None


class Scenario(_Part):
    """One change of the collection and what it would do, everything else as it was."""

    id: str
    label: str
    habit: str | None = None
    effects: list[Effect]
    note: str | None = None


class Saturation(_Part):
    """Supersaturations, with the constants they rest on, and what would move them.

    `assay_note` says what the salts' `assay_cv_pct` rests on; None where no salt has one.
    """

    constants: str
    salts: list[Salt]
    scenarios: list[Scenario] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    assay_note: str | None = None


class Finding(_Part):
    """One pattern that is shown, with its reasons."""

    id: str
    public_id: str | None = None
    title: str
    kind: str
    rank: int
    status: Literal["supported", "possible"]
    summary: str = ""
    explains: list[str] = Field(default_factory=list)
    why: list[str] = Field(default_factory=list)
    for_: list[str] = Field(default_factory=list, alias="for", serialization_alias="for")
    against: list[str] = Field(default_factory=list)
    missing: list[str] = Field(default_factory=list)
    drivers: list[str] = Field(default_factory=list)
    stone_types: list[str] = Field(default_factory=list)
    distinguish: list[str] = Field(default_factory=list)
    next_steps: list[str] = Field(default_factory=list)
    habits: list[str] = Field(default_factory=list)
    cautions: list[str] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    sources: list[SourceNote] = Field(default_factory=list)
    patient_title: str = ""
    patient_why: list[str] = Field(default_factory=list)
    patient_questions: list[str] = Field(default_factory=list)

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class StoneType(_Part):
    """A stone type the findings favour."""

    type: str
    level: Literal["favoured", "possible"]
    because: list[str]


class Contribution(_Part):
    """What part of a number goes with another; an estimate, never subtracted from the result.

    `finding` is the shown finding it is printed under (None: a quiet line of its own), `said` tells
    that a sentence of that finding already says it. Where it cannot be given, `low` and `high` are
    None and `withheld` says why; `text` is empty where there is nothing to print.
    """

    id: str
    label: str
    of: str
    low: float | None
    high: float | None
    unit: str
    share: str | None = None
    text: str = ""
    basis: str
    finding: str | None = None
    said: bool = False
    withheld: str | None = None
    sources: list[SourceNote] = Field(default_factory=list)


class StoneComponent(_Part):
    """A component of the stone as analysed; its percent where one is stated [%]."""

    component: str
    label: str
    percent: float | None = None


class StoneAdvice(_Part):
    """What is advised for a stone type, with the conditions that belong to it."""

    type: str
    label: str
    advice: list[str]
    habits: list[str] = Field(default_factory=list)
    ask: list[str] = Field(default_factory=list)
    sources: list[SourceNote] = Field(default_factory=list)


class StoneComparison(_Part):
    """The stone analysis set against the types that today's urine favours; no likelihood.

    `advice` is that of the types of the analysed stone, or of the favoured ones without analysis.
    """

    verdict: Literal["agrees", "in_part", "differs", "open", "not_done", "unread"]
    text: str
    components: list[StoneComponent] = Field(default_factory=list)
    favoured: list[str] = Field(default_factory=list)
    advice: list[StoneAdvice] = Field(default_factory=list)
    sources: list[SourceNote] = Field(default_factory=list)


class MostWanted(_Part):
    """A missing number or answer, and the open findings it would or may decide."""

    id: str
    label: str
    kind: Literal["analyte", "subject", "question"]
    decides: list[str]
    may_decide: list[str] = Field(default_factory=list)
    weight: float
    text: str


class Habit(_Part):
    """A prevention habit, tied to the findings and the number it moves."""

    id: str
    clinician_text: str
    patient_text: str
    patient_effect: str = ""
    because: list[str]
    effect: Effect | None = None
    cautions: list[str] = Field(default_factory=list)


class NextStep(_Part):
    """A question or test that would decide something."""

    id: str
    text: str
    patient_text: str = ""
    kind: Literal["test", "question"] = "test"
    because: list[str]


class RedFlag(_Part):
    """Something that cannot wait."""

    id: str
    tier: Literal["now", "same_day"]
    text: str
    action: str
    because: str
    patient_text: str = ""


class ScanWords(_Part):
    """Words of the scan report: where they start and end (characters from 0), and the words."""

    start: int
    end: int
    text: str


ScanSide = Literal["left", "right", "both", "transplant", "single"]


class ScanItem(_Part):
    """One thing the scan report names; sizes in mm, density in Hounsfield units.

    `sizes_mm` lists the sizes of several stones that are told one by one, the largest first.
    """

    finding: str
    label: str
    bucket: Literal[
        "collecting_system_stone", "nephrocalcinosis", "dystrophic_calcification", "look_alike",
        "obstruction", "mass_or_cyst", "kidney_structure", "indeterminate",
    ]  # fmt: skip
    status: Literal["present", "uncertain", "gone"]
    places: list[str] = Field(default_factory=list)
    side: ScanSide | None = None
    count: int | None = None
    more_than_count: bool = False
    size_mm: float | None = None
    size_from_mm: float | None = None
    size_is_upper_bound: bool = False
    sizes_mm: list[float] = Field(default_factory=list)
    size_word: str | None = None
    density_hu: list[float] | None = None
    grade: str | None = None
    obstructing: bool | None = None
    change: Literal["new", "larger", "smaller", "unchanged"] | None = None
    prior_mm: float | None = None
    bosniak: str | None = None
    clinician_text: str
    patient_text: str
    words: list[ScanWords]


class ScanDenial(_Part):
    """One thing looked for and not found; `sure` is false after "no definite stone"."""

    finding: str
    label: str
    side: ScanSide | None = None
    places: list[str] = Field(default_factory=list)
    obstructing: bool = False
    sure: bool = True
    text: str
    words: ScanWords


class ScanConflict(_Part):
    """Where the Impression and the body of a report disagree; the Impression is used."""

    what: Literal["size", "side", "presence"]
    text: str
    impression: ScanWords
    body: ScanWords


class ScanQuestion(_Part):
    """What the report leaves out of one thing it names, for radiology and for the patient."""

    finding: str
    lacks: list[Literal["size", "side", "place", "level", "kind"]]
    text: str
    patient_text: list[str]
    sources: list[SourceNote] = Field(default_factory=list)


class Imaging(_Part):
    """The scan report decoded; `more` counts items beyond the most that are kept.

    `ask` is one line of what the report leaves out; empty where nothing is lacking.
    """

    items: list[ScanItem] = Field(default_factory=list)
    not_found: list[ScanDenial] = Field(default_factory=list)
    modality: str | None = None
    modality_label: str | None = None
    modality_words: ScanWords | None = None
    misses: str | None = None
    patient_misses: str | None = None
    misses_source: SourceNote | None = None
    misses_convention: str | None = None
    prior: str | None = None
    change: str | None = None
    conflicts: list[ScanConflict] = Field(default_factory=list)
    questions: list[ScanQuestion] = Field(default_factory=list)
    ask: str = ""
    more: int = 0


class Subject(_Part):
    """Who the collection is of."""

    sex: Literal["female", "male"] | None
    age_years: float | None
    weight_kg: float | None
    height_cm: float | None


class Collected(_Part):
    """When the urine was collected."""

    start: str | None
    end: str | None = None
    hours: float | None
    hours_stated: bool


class Earlier(_Part):
    """The collection of the same patient before this one, as far as the two differ to a reader.

    `results` and `salts` are those of the earlier collection that are flagged in either, or that
    moved; nothing in them is read as a trend.
    """

    collection_id: str
    start: str
    days: int
    results: list[Result] = Field(default_factory=list)
    salts: list[Salt] = Field(default_factory=list)
    caution: str = ""


class Review(_Part):
    """Everything said about one collection."""

    patient_id: str
    collection_id: str
    collected: Collected
    subject: Subject
    context: dict[str, str]
    headline: list[str] = Field(default_factory=list)
    not_excluded: str | None = None
    quality: list[Quality] = Field(default_factory=list)
    results: list[Result]
    history: list[OtherValue] = Field(default_factory=list)
    earlier: Earlier | None = None
    indices: list[Result] = Field(default_factory=list)
    saturation: Saturation | None = None
    statuses: dict[str, Status] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)
    findings: list[Finding] = Field(default_factory=list)
    imaging: Imaging | None = None
    contributions: list[Contribution] = Field(default_factory=list)
    stone_types: list[StoneType] = Field(default_factory=list)
    stone_comparison: StoneComparison | None = None
    most_wanted: list[MostWanted] = Field(default_factory=list)
    overdue: list[str] = Field(default_factory=list)
    habits: list[Habit] = Field(default_factory=list)
    next_steps: list[NextStep] = Field(default_factory=list)
    red_flags: list[RedFlag] = Field(default_factory=list)
    sources: list[SourceNote] = Field(default_factory=list)


class ChangeNote(_Part):
    """One value of a what-if, before and after, in the canonical unit."""

    analyte: str
    label: str
    before: float | None
    after: float
    after_high: float | None = None
    unit: str
    digits: int
    flag_before: Flag
    flag_after: Flag


class GoalNote(_Part):
    """The volume at which a supersaturation reaches a goal; None where it cannot."""

    salt: str
    goal: float
    volume: float | None
    reason: str | None = None


class WhatIf(_Part):
    """A collection with changes: what moves and what does not."""

    patient_id: str
    collection_id: str
    changes: list[ChangeNote]
    effects: list[Effect]
    refused: dict[str, str] = Field(default_factory=dict)
    goals: list[GoalNote] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)


class Refused(_Part):
    """A cell that was meant for us and could not be used."""

    source: str
    row: int
    column: str
    analyte: str
    code: str
    seen: str
    message: str
    hint: str
    patient_id: str = ""


class NotMeasured(_Part):
    """A cell that says the test was not done."""

    source: str
    row: int
    column: str
    analyte: str
    seen: str
    patient_id: str = ""


class Ignored(_Part):
    """Cells of an analyte or column that nothing here uses."""

    source: str
    analyte: str
    rows: int


class ProfileNote(_Part):
    """The limits a report rests on."""

    id: str
    title: str
    digest: str


class KnowledgeNote(_Part):
    """The knowledge a report rests on."""

    version: str
    digest: str


class Report(BaseModel):
    """The whole answer of one command: reviews and the three lists."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_: str = Field(default=SCHEMA, alias="schema", serialization_alias="schema")
    uroscope: str
    profile: ProfileNote
    knowledge: KnowledgeNote
    reviews: list[Review]
    refused: list[Refused] = Field(default_factory=list)
    not_measured: list[NotMeasured] = Field(default_factory=list)
    ignored: list[Ignored] = Field(default_factory=list)

    def to_json(self, indent: int | None = 2) -> str:
        """Return the JSON of the public contract."""
        return self.model_dump_json(by_alias=True, indent=indent)

    def dump(self) -> dict[str, Any]:
        """Return plain data under the names of the public contract."""
        return self.model_dump(by_alias=True, mode="json")

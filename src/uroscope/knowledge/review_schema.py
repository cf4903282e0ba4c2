"""The shape of the files about a whole review: contributions, stone types, most wanted."""

from __future__ import annotations

from pydantic import Field, model_validator

from uroscope.knowledge.pattern_schema import Condition, Number, Sentence
from uroscope.knowledge.schema import Identifier, IsoDate, Strict, Text


class Slope(Strict):
    """What one source says, in one group of people."""

    context: Text
    value: Number
    unit: Text
    source: Identifier
    locator: Text


class ContributionFile(Strict):
    """What part of a number goes with another."""

    id: Identifier
    label: Text
    of: Identifier = Field(description="analyte it is a part of")
    low: Identifier = Field(description="index with the lower end")
    high: Identifier = Field(description="index with the upper end")
    share: Identifier | None = Field(None, description="index with the share; else ends over `of`")
    whole_day: bool = Field(description="wrong where the collection was not one whole day")
    when: Condition
    under: list[Identifier] = Field(description="finding it belongs to, the first that is shown")
    said_by: list[Identifier] = Field(
        default_factory=list, description="findings whose own sentences already say it"
    )
    text: Text = Field(description="{range} and {share} are filled in")
    withheld: Text = Field(description="{reason} is filled in")
    basis: Text
    slopes: list[Slope]
    convention: Text


class ContributionsFile(Strict):
    """`contributions.yaml`."""

    checked_on: IsoDate
    review_by: IsoDate
    items: list[ContributionFile]


class StoneTypeFile(Strict):
    """One stone type with what is advised for it."""

    label: Text
    patient_label: Text
    components: list[Identifier]
    part_of: Identifier | None = None
    favoured_by: Text
    unlike: Condition | None = Field(None, description="known true: this urine does not favour it")
    unlike_convention: Text | None = Field(None, description="why that number")
    advice: list[Sentence]
    habits: list[Identifier]
    next_steps: list[Identifier]
    source: Identifier
    locator: Text

    @model_validator(mode="after")
    def _cited(self) -> StoneTypeFile:
        if (self.unlike is None) != (self.unlike_convention is None):
            raise ValueError("`unlike` needs `unlike_convention` with the reason for its number")
        if any(s.source is None and s.convention is None for s in self.advice):
            raise ValueError("advice needs a source, or convention with the reason")
        return self


class ComparisonFile(Strict):
    """The sentences that set the analysis against what today's urine favours."""

    agrees: Text
    agrees_and: Text
    in_part: Text
    differs: Text
    open: Text
    no_urine: Text
    spoiled: Text
    not_done: Text
    unread: Text
    may_agree: Text
    may_differ: Text
    may_not_done: Text
    source: Identifier
    locator: Text
    convention: Text


class StoneTypesFile(Strict):
    """`stone_types.yaml`."""

    checked_on: IsoDate
    review_by: IsoDate
    types: dict[Identifier, StoneTypeFile]
    comparison: ComparisonFile


class WeightsFile(Strict):
    """How much a finding counts, by its kind."""

    red_flag: Number
    system_cause: Number
    exclusion: Number
    cause: Number
    fact: Number
    imaging: Number
    specimen: Number
    population: Number


class NotAskedFile(Strict):
    """A question that something measured or known has answered."""

    question: Text
    when: Condition


class MostWantedFile(Strict):
    """`most_wanted.yaml`."""

    checked_on: IsoDate
    review_by: IsoDate
    weights: WeightsFile
    system_before: int
    not_assessable: Number
    least: Number
    shown: int
    unnamed: list[Identifier]
    not_asked: list[NotAskedFile]
    text: Text
    question_text: Text
    decides: Text
    may_decide: Text
    panel: list[Identifier]
    panel_least: int
    refused: Text = Field(description="{item} is filled in")
    unmeasured: Text = Field(description="{item} is filled in")
    convention: Text

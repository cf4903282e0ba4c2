"""The shape of a pattern file: what it is, when it holds, what it says, and its examples."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from uroscope.knowledge.schema import Identifier, IsoDate, Strict, Text

Kind = Literal["fact", "cause", "exclusion", "specimen", "population", "imaging", "red_flag"]
StatusWord = Literal["supported", "possible", "contradicted", "not_assessable"]
Number = Annotated[float | int, Field(allow_inf_nan=False)]
Word = str | list[str]
Column = Literal["medications", "conditions", "symptoms", "imaging_report", "stone_analysis"]


class ScanLeaf(Strict):
    """What an item of the scan report must be: one of the findings, on a side, of a size.

    True where such an item is present; false where the report denies every one of the findings.
    """

    finding: Word
    side: Literal["left", "right", "both", "single"] | None = None
    at_least_mm: Number | None = None
    bosniak: list[Literal["I", "II", "IIF", "III", "IV"]] | None = None


class Condition(Strict):
    """One node of a condition tree: a combination, or a leaf. Exactly one of the first group."""

    all: list[Condition] | None = None
    any: list[Condition] | None = None
    not_: Condition | None = Field(None, alias="not")
    count: int | None = None
    of: list[Condition] | None = None

    analyte: Identifier | None = None
    index: Identifier | None = None
    subject: Literal["age", "weight_kg", "height_cm", "hours", "sex"] | None = None
    flag: Identifier | None = None
    measured: Identifier | None = None
    mention: Word | None = None
    stone: Identifier | None = None
    scan: ScanLeaf | None = None
    scan_kind: list[Identifier] | None = None
    yes: Literal["pregnant", "solitary_kidney", "transplant"] | None = None
    finding: Identifier | None = None
    always: bool | None = None

    # An analyte, index or subject is compared with one number in a stated unit.
    above: Number | None = None
    at_least: Number | None = None
    below: Number | None = None
    at_most: Number | None = None
    unit: Text | None = None
    # A flag is one of these; `firm` makes a borderline value unknown.
    is_: Word | None = Field(None, alias="is")
    firm: bool = False
    # Where a mention may stand; left out: medications, conditions and symptoms.
    in_: list[Column] | None = Field(None, alias="in")

    @model_validator(mode="after")
    def _one_thing(self) -> Condition:
        named = [
            name
            for name in (
                "all", "any", "not_", "of", "analyte", "index", "subject", "flag", "measured",
                "mention", "stone", "scan", "scan_kind", "yes", "finding", "always",
            )
            if getattr(self, name) is not None
        ]  # fmt: skip
        if len(named) != 1:
            raise ValueError(f"a condition says exactly one thing, this one says {named or 'none'}")
        bounds = [
            b for b in ("above", "at_least", "below", "at_most") if getattr(self, b) is not None
        ]
        if named[0] in ("analyte", "index"):
            if len(bounds) != 1 or self.unit is None:
                raise ValueError(
                    "compare with exactly one of above, at_least, below, at_most, with its unit"
                )
        elif named[0] == "subject":
            if self.subject == "sex":
                if self.is_ not in ("female", "male"):
                    raise ValueError("sex needs is: female or male")
            elif len(bounds) != 1:
                raise ValueError("compare with exactly one of above, at_least, below, at_most")
        elif named[0] != "stone" and bounds:
            raise ValueError(f"{named[0]} takes no number")
        if named[0] in ("flag", "finding") and self.is_ is None:
            raise ValueError(f"{named[0]} needs is:")
        if (named[0] == "of") != (self.count is not None):
            raise ValueError("count and of belong together")
        return self


class Sentence(Strict):
    """One sentence, said when its condition is known true and all its numbers are there.

    `unless` takes it back where that is known true: what was never asked takes back nothing.

    Placeholders in braces name an analyte, an index, a subject value, or `calcium` for the deciding
    blood calcium; they print the value with its unit (`{urine_calcium:n}`: without unit,
    `{undissociated_uric_acid_fraction:percent}`: a share in percent). For patients,
    `{urine_volume:about}` rounds for reading aloud, `:litres` says the unit too, `:ounces` gives
    US ounces.
    """

    text: Text
    when: Condition | None = None
    unless: Condition | None = None
    source: Identifier | None = None
    locator: Text | None = None
    convention: Text | None = None


class Citation(Strict):
    """A source of the pattern with the place in it."""

    key: Identifier
    locator: Text | None = None


class PatternText(Strict):
    """What the finding is called."""

    supported: Text = Field(description="title when supported, a plain verb phrase")
    possible: Text = Field(description="title when possible")
    short: Text = Field(description="noun phrase for lists: 'primary hyperparathyroidism'")
    patient: Text = Field(description="title in plain words for the patient sheet")
    patient_possible: Text | None = Field(None, description="the same while it is only possible")


class Example(Strict):
    """A worked case; `given` holds analytes in canonical units, subject and context."""

    name: Text
    given: dict[str, Any]
    expect: StatusWord


class GoalAside(Strict):
    """A goal that is not held up to a person; its value is then shown without a verdict."""

    analyte: Identifier
    when: Condition = Field(description="known true: the goal is neither compared with nor drawn")
    text: Text = Field(description="the remark that stands in its place, without a full stop")
    source: Identifier | None = None
    locator: Text | None = None
    convention: Text | None = None

    @model_validator(mode="after")
    def _cited(self) -> GoalAside:
        if self.source is None and self.convention is None:
            raise ValueError("needs a source, or convention with the reason")
        return self


class PatternFile(Strict):
    """One pattern."""

    id: Identifier
    public_id: Identifier | None = Field(
        None, description="printed in place of an id that would accuse or frighten over a shoulder"
    )
    kind: Kind
    tier: Literal["now", "same_day"] | None = Field(None, description="red flags only")
    importance: int = Field(description="order among shown findings; lower comes first")
    title: PatternText
    headline: list[Sentence] = Field(default_factory=list, description="first that holds is used")
    entry: Condition
    required: Condition
    suggested: Condition | None = None
    excluded_by: Condition | None = None
    aside: Condition | None = Field(
        None, description="known true and only possible: named in the line of what stays open"
    )
    supporting: list[Sentence] = Field(default_factory=list)
    opposing: list[Sentence] = Field(default_factory=list)
    why: list[Sentence] = Field(default_factory=list)
    patient_why: list[Sentence] = Field(default_factory=list)
    ask: list[Identifier] = Field(default_factory=list, description="context that was never asked")
    explains: list[Identifier] = Field(default_factory=list)
    drivers: list[Sentence] = Field(default_factory=list)
    stone_types: list[Identifier] = Field(default_factory=list)
    distinguish: list[Sentence] = Field(default_factory=list)
    next_steps: list[Identifier] = Field(default_factory=list)
    habits: list[Identifier] = Field(default_factory=list)
    cautions: list[Sentence] = Field(default_factory=list)
    goals_aside: list[GoalAside] = Field(
        default_factory=list, description="goals that other care stands above"
    )
    action: Text | None = Field(None, description="red flags: what to do")
    sources: list[Citation] = Field(default_factory=list)
    convention: Text | None = None
    checked_on: IsoDate
    review_by: IsoDate
    examples: list[Example]

    @model_validator(mode="after")
    def _holds(self) -> PatternFile:
        if not self.sources and self.convention is None:
            raise ValueError("needs sources, or convention with the reason")
        if (self.kind == "red_flag") != (self.tier is not None and self.action is not None):
            raise ValueError("red flags, and only they, have a tier and an action")
        if len(self.examples) < 3:
            raise ValueError("needs examples: fires, just misses, missing input")
        return self


class OtherWords(Strict):
    """What an advice says in place of its own words once something is known true."""

    when: Condition
    clinician_text: Text
    patient_text: Text
    patient_effect: Text | None = Field(None, description="none: that of the advice stays")
    convention: Text | None = None


class AdviceItem(Strict):
    """A habit, a question or a test, referred to by id."""

    id: Identifier
    kind: Literal["habit", "test", "question"]
    clinician_text: Text
    patient_text: Text
    patient_effect: Text | None = Field(None, description="habits: what it moves, in plain words")
    patient_conditional: Text | None = Field(None, description="`conditional` in plain words")
    standing: bool = Field(False, description="tests: named by `when` alone, by no finding")
    instead_of: list[Identifier] = Field(
        default_factory=list, description="standing: parts of it that need no line of their own"
    )
    rank: int = 50
    moves: Identifier | None = Field(None, description="analyte the habit moves")
    when: Condition | None = Field(None, description="shown only when known true")
    unless: Condition | None = Field(None, description="never shown when known true")
    conditional: Text | None = Field(None, description="added unless `safe` is known true")
    safe: Condition | None = None
    instead: list[OtherWords] = Field(default_factory=list, description="first that holds is said")
    cautions: list[Sentence] = Field(default_factory=list)
    source: Identifier | None = None
    locator: Text | None = None
    convention: Text | None = None

    @model_validator(mode="after")
    def _cited(self) -> AdviceItem:
        if self.kind == "habit" and self.source is None and self.convention is None:
            raise ValueError("a habit needs a source, or convention with the reason")
        if self.standing and (self.when is None or self.unless is None):
            raise ValueError("standing advice needs when and unless, as no finding asks for it")
        if self.instead_of and not self.standing:
            raise ValueError("instead_of belongs to standing advice")
        if (self.conditional is None) != (self.safe is None):
            raise ValueError("conditional and safe belong together")
        if self.patient_conditional is not None and self.conditional is None:
            raise ValueError("patient_conditional says conditional in plain words; give both")
        return self


class AdviceFile(Strict):
    """A file of `advice/`."""

    checked_on: IsoDate | None = None
    review_by: IsoDate | None = None
    items: list[AdviceItem]


Condition.model_rebuild()

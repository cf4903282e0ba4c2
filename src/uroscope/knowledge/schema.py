"""The shape of every knowledge and range file; unknown keys are errors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Specimen = Literal["timed", "spot", "fasting", "blood", "printed"]


class Strict(BaseModel):
    """A record in which a misspelt key is an error and nothing is coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ReadAs(Strict):
    """Names that say one substance and mean, by convention, the mass of another."""

    names: list[Text]
    basis: Text


class QuantityFile(Strict):
    """One analyte as written in `quantities/`."""

    id: Identifier
    label: Text
    unit: Text
    si_unit: Text
    digits: int
    si_digits: int | None = None
    like: Identifier | None = None
    molar_mass: float | None = None
    charge: int | None = None
    bases: dict[str, float] = Field(default_factory=dict)
    stated_basis: bool = False
    bare_unit: bool = False
    one_unit: bool = Field(
        False, description="every laboratory prints one number: without a unit it is `unit`"
    )
    names: list[Text] = Field(default_factory=list)
    own_names: list[Text] = Field(default_factory=list)
    basis_names: dict[str, list[Text]] = Field(default_factory=dict)
    read_as: ReadAs | None = None
    prints: Identifier | None = None
    judged_by: Identifier | None = Field(None, description="index that judges it where it is known")
    ratio_of: list[Identifier] = Field(default_factory=list)


class Quantities(Strict):
    """A file of `quantities/`."""

    specimen: Specimen
    quantities: list[QuantityFile]


class Numerator(Strict):
    """One unit above the stroke."""

    kind: Literal["mass", "amount", "equivalent", "volume", "osmole"]
    factor: float
    pint: Text
    spellings: list[Text]


class Denominator(Strict):
    """One unit below the stroke."""

    per: Text
    factor: float
    pint: Text
    spellings: list[Text]


class UnitFile(Strict):
    """The closed table of spellings."""

    numerators: dict[str, Numerator]
    denominators: dict[str, Denominator]
    whole: dict[str, list[str | float]]


class Plausibility(Strict):
    """Bounds outside which a value cannot be true, and where most values lie."""

    low: float | int
    high: float | int
    usual_low: float | int | None = None
    usual_high: float | int | None = None
    case: Text
    source: str | None = None
    convention: str | None = None


class SourceFile(Strict):
    """One entry of a register of sources."""

    title: Text
    public_title: Text | None = Field(None, description="printed where a patient may read along")
    publisher: Text
    year: int | None
    url: Text
    seen: Literal["primary", "secondary", "excerpt"]
    note: str | None = None


class ProfileFile(Strict):
    """`profile.yaml`: what a folder of limits is."""

    id: Identifier
    title: Text
    description: Text
    units: Literal["conventional", "si"]
    checked_on: IsoDate
    review_by: IsoDate


class _Bounds(Strict):
    """Fields that limits, goals and remarks share."""

    id: Text = Field(description="unique name: profile.analyte.who")
    low: float | int | None = Field(None, description="below this is low")
    high: float | int | None = Field(None, description="above this is high")
    unit: Text = Field(description="unit of low and high")
    sex: Literal["female", "male"] | None = Field(None, description="leave out for both")
    age_min: float | int | None = Field(None, description="years, inclusive; left out: 18")
    age_max: float | int | None = Field(None, description="years, exclusive")
    authority: Text | None = Field(None, description="short printed name of who says so")
    source: Text | None = Field(None, description="key in the register of sources")
    locator: Text | None = Field(None, description="where in the source")
    convention: Text | None = Field(None, description="the reason, when no source can be cited")
    note: Text | None = None

    @model_validator(mode="after")
    def _holds(self) -> _Bounds:
        if self.low is None and self.high is None:
            raise ValueError("needs low or high")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("low must be below high")
        if self.source is None and self.convention is None:
            raise ValueError("needs a source, or convention with the reason")
        return self


class LimitFile(_Bounds):
    """Outside it a value is flagged."""

    kind: Literal["reference_interval", "decision_limit"]


class GoalFile(_Bounds):
    """What treatment aims at; never a limit."""


class RemarkFile(_Bounds):
    """A quiet remark for values between low and high."""

    text: Text


class RangeFile(Strict):
    """`<analyte>.yaml` in a profile folder."""

    analyte: Identifier
    limits: list[LimitFile] = Field(default_factory=list)
    goals: list[GoalFile] = Field(default_factory=list)
    remarks: list[RemarkFile] = Field(default_factory=list)
    none: Text | None = Field(None, description="the reason why this profile states no limit")

    @model_validator(mode="after")
    def _states_something(self) -> RangeFile:
        if bool(self.limits) == (self.none is not None):
            raise ValueError("give limits, or none: with the reason, and not both")
        return self

"""The tables that travel between the rooms; they hold, they do not decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]
Booleans = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

IDENTITY = ("patient_id", "collection_id", "collection_start", "collection_end", "duration_h")
SUBJECT = ("sex", "age", "birth_date", "weight_kg", "height_cm")
CONTEXT = (
    "medications",
    "conditions",
    "stone_analysis",
    "imaging_report",
    "symptoms",
    "pregnant",
    "solitary_kidney",
    "transplant",
    "preservative",
)


@dataclass(frozen=True)
class ReadingGroup:
    """Cells of one printed name, one printed unit and one specimen.

    `row` points into `Readings.rows`; in a wide file it counts through all of them.
    """

    name: str
    unit: str
    specimen: str
    loinc: str
    column: str
    text: Texts
    row: Integers


@dataclass(frozen=True)
class Writing:
    """What only all records of a file together settle about how it writes.

    `point` and `comma` tell which decimal signs it proves, `sign_matters` whether any cell depends
    on that; `h` and `m` whether a sex is written with that letter alone.
    """

    point: bool = False
    comma: bool = False
    sign_matters: bool = False
    h: bool = False
    m: bool = False

    @property
    def decimal_comma(self) -> bool | None:
        """True: decimal comma, False: decimal point, None: nothing settles it, or both occur."""
        return None if self.comma == self.point else self.comma

    @property
    def m_is_open(self) -> bool:
        """Whether an M may be mujer or a man: beside an H for hombre or homme."""
        return self.h and self.m

    def with_other(self, other: Writing) -> Writing:
        """Return what two parts of a file settle together."""
        names = self.__dataclass_fields__
        return Writing(**{name: getattr(self, name) or getattr(other, name) for name in names})

    def reads_as(self, whole: Writing) -> bool:
        """Tell whether a part read with its own habits reads as with those of its whole file."""
        same_sign = not self.sign_matters or self.decimal_comma == whole.decimal_comma
        return same_sign and (not self.m or self.m_is_open == whole.m_is_open)


@dataclass(frozen=True)
class Readings:
    """What one file says, as text, with the place of every cell.

    `rows` has identity, subject and context columns under our names; `headers` gives the printed
    header of each, `column_units` the unit a header carried (weight in lb), `unused_columns` the
    filled cells of every column nothing uses, `unreadable` records that do not fit the header.
    `writing` and `blood_alone` (a wide file without any timed urine) are given where these are
    only some records of a file.
    """

    source: str
    layout: str
    records: Integers
    rows: pd.DataFrame
    groups: tuple[ReadingGroup, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    column_units: Mapping[str, str] = field(default_factory=dict)
    unused_columns: Mapping[str, int] = field(default_factory=dict)
    unreadable: tuple[tuple[int, str], ...] = ()
    remarks: tuple[str, ...] = ()
    writing: Writing | None = None
    blood_alone: bool | None = None


@dataclass(frozen=True)
class Origin:
    """Where the values of one analyte came from, aligned with the rows of the panel.

    `lab_low` and `lab_high` are the laboratory's printed limits in the canonical unit (NaN where
    none was printed); `days` counts from the collection start (negative: before it; NaN: no date).
    """

    text: Texts
    unit: Texts
    source: Texts
    record: Integers
    column: Texts
    lab_low: Floats | None = None
    lab_high: Floats | None = None
    lab_flag: Texts | None = None
    days: Floats | None = None


@dataclass(frozen=True)
class Panel:
    """One row per collection, one float column per measured analyte, in canonical units.

    NaN is "not measured", also for a censored value, whose interval stands in `lower` and `upper`;
    a stage that forgets censoring therefore meets a missing number, never a wrong one.

    A panel made for a table (`normalize(…, lean=True)`) keeps no printed texts; `refused_of` pairs
    positions in `refused` with the rows they concern, `writing` has one entry per file.
    """

    rows: pd.DataFrame
    values: Mapping[str, Floats]
    lower: Mapping[str, Floats] = field(default_factory=dict)
    upper: Mapping[str, Floats] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    history: pd.DataFrame = field(default_factory=pd.DataFrame)
    other_values: pd.DataFrame = field(default_factory=pd.DataFrame)
    remarks: pd.DataFrame = field(default_factory=pd.DataFrame)
    refused: pd.DataFrame = field(default_factory=pd.DataFrame)
    not_measured: pd.DataFrame = field(default_factory=pd.DataFrame)
    ignored: pd.DataFrame = field(default_factory=pd.DataFrame)
    refused_of: tuple[Integers, Integers] | None = None
    writing: tuple[Writing, ...] = ()
    left_out: int = 0

    def __len__(self) -> int:
        """Return the number of collections, scenarios included."""
        return len(self.rows)

    def value(self, analyte: str) -> Floats:
        """Return the exact values of an analyte, NaN where absent or censored."""
        found = self.values.get(analyte)
        return np.full(len(self.rows), np.nan) if found is None else found

    def low(self, analyte: str) -> Floats:
        """Return the lower ends: the value itself, or the start of a censored interval."""
        censored = self.lower.get(analyte)
        return self.value(analyte) if censored is None else censored

    def high(self, analyte: str) -> Floats:
        """Return the upper ends: the value itself, or the end of a censored interval."""
        censored = self.upper.get(analyte)
        return self.value(analyte) if censored is None else censored

    def measured(self, analyte: str) -> Booleans:
        """Tell where an analyte has a value or an interval."""
        return ~np.isnan(self.low(analyte))

    def refused_analytes(self, row: int) -> frozenset[str]:
        """Return the analytes of which cells of this row's patient were refused."""
        if not len(self.refused):
            return frozenset()
        own = self.refused["patient_id"] == self.rows["patient_id"].iloc[row]
        return frozenset(self.refused.loc[own, "analyte"])

    def take(self, positions: Integers) -> Panel:
        """Return the same panel with only the rows at `positions`, in that order."""
        new_row = {int(old): new for new, old in enumerate(positions)}

        def rows_of(table: pd.DataFrame) -> pd.DataFrame:
            if not len(table) or "row" not in table.columns:
                return table
            kept = table[table["row"].isin(new_row)]
            return kept.assign(row=kept["row"].map(new_row))

        def cut(columns: Mapping[str, Any]) -> dict[str, Any]:
            return {name: column[positions] for name, column in columns.items()}

        def cut_origin(origin: Origin) -> Origin:
            parts: dict[str, Any] = {n: getattr(origin, n) for n in Origin.__dataclass_fields__}
            kept: dict[str, Any] = {
                k: None if v is None else v[positions] for k, v in parts.items()
            }
            return Origin(**kept)

        return Panel(
            rows=self.rows.iloc[positions].reset_index(drop=True),
            values=cut(self.values),
            lower=cut(self.lower),
            upper=cut(self.upper),
            origins={name: cut_origin(origin) for name, origin in self.origins.items()},
            history=rows_of(self.history),
            other_values=rows_of(self.other_values),
            remarks=rows_of(self.remarks),
            refused=self.refused,
            not_measured=self.not_measured,
            ignored=self.ignored,
        )


@dataclass(frozen=True)
class Derived:
    """Indices computed from the panel, aligned with its rows.

    As in `Panel`, a value with a censored input is NaN in `values` and an interval in `lower` and
    `upper`. `reason` says why an index is absent where its inputs were there: a code per row into
    `reasons` (0: nothing to say), so that no texts are built for rows nobody reads. `printed`
    marks rows in which the laboratory's own index stands because ours cannot be computed;
    `trusted_ph` rows whose 24-hour pH is the urine's own.
    """

    values: Mapping[str, Floats] = field(default_factory=dict)
    lower: Mapping[str, Floats] = field(default_factory=dict)
    upper: Mapping[str, Floats] = field(default_factory=dict)
    reason: Mapping[str, Codes] = field(default_factory=dict)
    reasons: tuple[str, ...] = ("",)
    printed: Mapping[str, Booleans] = field(default_factory=dict)
    trusted_ph: Booleans | None = None

    def joined(self, other: Derived | None) -> Derived:
        """Return these indices together with others of the same rows."""
        if other is None or not other.values:
            return self
        return Derived(
            {**self.values, **other.values},
            {**self.lower, **other.lower},
            {**self.upper, **other.upper},
            {**self.reason, **other.reason},
            self.reasons,
            {**self.printed, **other.printed},
            self.trusted_ph,
        )

    def rounded(self) -> Derived:
        """Return the same indices to 12 digits, so that no rounding of ours crosses a limit."""
        return replace(
            self,
            values={name: twelve_digits(column) for name, column in self.values.items()},
            lower={name: twelve_digits(column) for name, column in self.lower.items()},
            upper={name: twelve_digits(column) for name, column in self.upper.items()},
        )

    def take(self, positions: Integers) -> Derived:
        """Return the indices of some rows, in that order."""
        return Derived(
            {name: column[positions] for name, column in self.values.items()},
            {name: column[positions] for name, column in self.lower.items()},
            {name: column[positions] for name, column in self.upper.items()},
            {name: column[positions] for name, column in self.reason.items()},
            self.reasons,
            {name: column[positions] for name, column in self.printed.items()},
            None if self.trusted_ph is None else self.trusted_ph[positions],
        )


def repeated(column: npt.NDArray[Any]) -> bool:
    """Tell whether a long column is one value seen many times, which takes no memory."""
    return len(column) > 1 and getattr(column, "strides", None) == (0,)


def filled(texts: Texts) -> bool:
    """Tell whether any text is there; a repeated text is looked at once."""
    seen = texts[:1] if repeated(texts) else texts
    return bool((seen != "").any())


def twelve_digits(values: Floats) -> Floats:
    """Return values to 12 significant digits, so that a unit never moves one across a limit.

    Parameters
    ----------
    values : array of float, shape (n,)
        Any numbers, NaN and infinity included.

    Returns
    -------
    array of float, shape (n,)
        The same to 12 digits.

    Examples
    --------
    >>> float(twelve_digits(np.array([0.1 + 0.2]))[0])
    0.3
    """
    # Most printed numbers have at most four decimals and are their own twelve digits.
    with np.errstate(over="ignore", invalid="ignore"):
        whole = np.rint(values * 1e4)
        short = (whole / 1e4 == values) & (np.abs(whole) < 1e12)
    if short.all():
        return values
    longer = np.flatnonzero(~short & np.isfinite(values))
    if not len(longer):
        return values
    long = values[longer]
    size = np.floor(np.log10(np.abs(long))).astype(np.int64)
    # Multiplying and dividing by whole powers of ten keeps decimal numbers what they were.
    digits = 11 - size
    up = _POWERS.take(digits, mode="clip")
    long *= up
    if digits.min() < 0:
        down = _POWERS.take(-digits, mode="clip")
        long = np.round(long / down) / up * down
    else:
        long = np.round(long, out=long)
        long /= up
    if len(longer) == len(values):
        return long
    rounded = np.array(values)
    rounded[longer] = long
    return rounded


# Powers of ten from 0 on, as far as a double needs them.
with np.errstate(over="ignore"):
    _POWERS: Floats = 10.0 ** np.arange(340.0)


# Adult limits and adult amounts are never applied below this age.
ADULT_YEARS = 18.0
# Conventions: completed years differ by up to one between two dates, and a record without a date
# may be half a year away; beyond that two ages are not one person's. From 89 years on they are
# often given as 89 or 90 for all.
MOST_YEARS_APART = 1.5
TOP_CODED_YEARS = 89.0
LOW, NORMAL, HIGH, UNKNOWN = -1, 0, 1, 2
FLAG_WORDS = {LOW: "low", NORMAL: "normal", HIGH: "high", UNKNOWN: "unknown"}


@dataclass(frozen=True)
class AnalyteFlags:
    """The comparison of one analyte with its limits, aligned with the rows of the panel.

    `low_limit`, `high_limit` and `goal` are positions in `Flags.limits` (−1: none);
    `low` and `high` are the numbers that were compared with, in the canonical unit; `disputed`
    marks rows where another result of the same day falls on the other side of a limit.
    """

    flag: Codes
    borderline: Booleans
    low: Floats
    high: Floats
    low_limit: npt.NDArray[np.int16]
    high_limit: npt.NDArray[np.int16]
    goal: npt.NDArray[np.int16]
    by_lab: Booleans
    disputed: Booleans


# Which blood calcium decides, the first of these that is known.
NO_CALCIUM, IONIZED, ADJUSTED, CORRECTED, TOTAL, DISAGREE = range(6)
CALCIUM_ANALYTES = {
    IONIZED: "serum_ionized_calcium",
    ADJUSTED: "serum_calcium_adjusted",
    CORRECTED: "corrected_calcium",
    TOTAL: "serum_calcium",
    DISAGREE: "serum_calcium",
}


@dataclass(frozen=True)
class DecidingCalcium:
    """The flag of the blood calcium that decides, and which one it is, per row."""

    flag: Codes
    which: Codes
    disputed: Booleans


@dataclass(frozen=True)
class Flags:
    """What stands outside which limit, and what of the urine can be trusted.

    `trusted_ph` marks rows whose 24-hour pH can be interpreted, `off_day` collections too short or
    too long to count as a day.
    """

    analytes: Mapping[str, AnalyteFlags]
    limits: tuple[Any, ...]
    profile: str
    trusted_ph: Booleans
    off_day: Booleans
    calcium: DecidingCalcium | None = None

    def repeated(self, rows: int) -> Flags:
        """Return what one row says of trust, for scenario copies of that row."""
        ones = np.zeros(rows, dtype=np.int64)
        return Flags({}, self.limits, self.profile, self.trusted_ph[ones], self.off_day[ones])

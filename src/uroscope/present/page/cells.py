"""One value as the page prints it: amount, verdict and limit, in both unit systems."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from uroscope.model import Limits, OtherValue, Result, Review
from uroscope.present.numbers import (
    Shown,
    Units,
    bound_number,
    by_laboratory,
    deciding_limits,
    range_text,
    shown,
    with_unit,
)
from uroscope.present.page.sentences import State, state_of
from uroscope.present.words import CORE, earlier_texts, in_order, printed_name

_SYSTEMS: tuple[Units, Units] = ("conventional", "si")
_ARROWS: dict[State, str] = {"high": "↑", "low": "↓", "above_goal": "↑", "below_goal": "↓"}
_CORE_NAMES = {
    "urine_calcium": "Calcium", "urine_oxalate": "Oxalate", "urine_citrate": "Citrate",
    "urine_sodium": "Sodium", "urine_volume": "Volume", "urine_ph": "pH",
    "urine_uric_acid": "Uric acid",
}  # fmt: skip
_GROUPS = (("timed", "Urine"), ("blood", "Blood"), ("spot", "Spot urine"),
           ("fasting", "Fasting urine"), ("printed", "As printed"))  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """A text in both unit systems."""

    conventional: str
    si: str

    @property
    def same(self) -> bool:
        """Tell whether both systems print the same."""
        return self.conventional == self.si


@dataclass(frozen=True)
class Cell:
    """A value of the strip or of the table of all values; `id` is its analyte or index.

    `word` is HIGH, LOW, below goal, borderline or empty; `limit` the limit it is compared with;
    `whose` the authority of that limit; `origin` the cell it was read from.
    """

    name: str
    state: State
    arrow: str = ""
    word: str = ""
    text: Amount = Amount("", "")
    unit: Amount = Amount("", "")
    limit: Amount = Amount("", "")
    whose: str = ""
    origin: str = ""
    remark: str = ""
    measured: bool = True
    id: str = ""
    absent: str = "not measured"


def _both(texts: Sequence[str]) -> Amount:
    return Amount(texts[0], texts[1])


def _verdict(result: Result, state: State) -> str:
    """Return the word that says what the arrow says, for grey print and colour-blind eyes."""
    if state in ("above_goal", "below_goal"):
        return state.replace("_", " ")
    if state not in ("high", "low"):
        return "borderline" if result.borderline else ""
    if result.borderline:
        return f"borderline {state}"
    return state.upper()


def _limit(result: Result, seen: Shown, state: State, units: Units) -> str:
    """Return the one number a verdict rests on, or the range a normal value lies in."""
    if state in ("above_goal", "below_goal"):
        bound = seen.goal_low if state == "below_goal" else seen.goal_high
        return "" if bound is None else bound_number(bound, seen.digits, units, seen.exact)
    if state in ("high", "low"):
        bound = seen.high if state == "high" else seen.low
        return "" if bound is None else bound_number(bound, seen.digits, units, seen.exact)
    inside = range_text(seen.low, seen.high, seen.digits, units)
    if not inside:
        goal = range_text(seen.goal_low, seen.goal_high, seen.digits, units)
        inside = f"goal {goal}" if goal else ""
    return inside


def _whose(limits: Limits | None, result: Result) -> str:
    if limits is None:
        return ""
    if by_laboratory(result):
        return "laboratory's own range"
    by = limits.authority
    return f"{by} (our convention)" if limits.convention else by


def place(where_source: str, row: int, column: str) -> str:
    """Return where a cell stands: file, record, column.

    Examples
    --------
    >>> place("labs.csv", 3, "value")
    'labs.csv record 3, value'
    """
    text = f"{where_source} record {row}".strip()
    return f"{text}, {column}" if column else text


def _origin(result: Result) -> str:
    reported = result.reported
    if reported is None:
        return ""
    printed = f"{reported.text} {reported.unit}".strip()
    where = reported.where
    drawn = f", {result.date}" if result.date else ""
    return f"{printed}{drawn} ({place(where.source, where.row, where.column)})"


def cell_of(result: Result) -> Cell:
    """Return a result as a cell.

    Parameters
    ----------
    result : Result
        One analyte or index.

    Returns
    -------
    Cell
        Texts in both unit systems.
    """
    state = state_of(result)
    seen = [shown(result, units) for units in _SYSTEMS]
    limits = [_limit(result, s, state, u) for s, u in zip(seen, _SYSTEMS, strict=True)]
    remarks = [
        result.severity or "",
        result.note or "",
        f"laboratory flag {result.lab_flag}" if result.lab_flag else "",
    ]
    return Cell(
        name=printed_name(result),
        state=state,
        arrow=_ARROWS.get(state, ""),
        word=_verdict(result, state),
        text=_both([s.text for s in seen]),
        unit=_both([s.unit for s in seen]),
        limit=_both(limits),
        whose=_whose(deciding_limits(result) or result.goal, result),
        origin=_origin(result),
        remark="; ".join(remark for remark in remarks if remark),
        measured=any(s.lower is not None or s.upper is not None for s in seen),
        id=result.analyte,
    )


def core_cells(
    review: Review, made: Mapping[str, Cell], refused: Collection[str] = ()
) -> list[Cell]:
    """Return the core numbers in their fixed order; one that was not measured keeps its place.

    Parameters
    ----------
    review : Review
        The collection.
    made : mapping of str to Cell
        The cell of each analyte.
    refused : collection of str
        Analytes of the patient with a refused cell: measured, though there is no value.

    Returns
    -------
    list of Cell
        Seven cells, or none where no 24-hour urine was measured.
    """
    if not any(r.specimen == "timed" for r in review.results):
        return []
    return [
        replace(made[name], name=_CORE_NAMES[name])
        if name in made
        else Cell(
            _CORE_NAMES[name],
            "open",
            measured=False,
            absent="refused, see below" if name in refused else "not measured",
        )
        for name in CORE
    ]


def other_cells(review: Review, made: Mapping[str, Cell]) -> list[tuple[str, list[Cell]]]:
    """Return the values beside the core, by specimen, in their fixed order.

    Parameters
    ----------
    review : Review
        The collection.
    made : mapping of str to Cell
        The cell of each analyte.

    Returns
    -------
    list of (str, list of Cell)
        Title of the specimen and its cells, which no longer name it.
    """
    groups = []
    ordered = in_order(review.results)
    for specimen, title in _GROUPS:
        cells = [
            replace(made[r.analyte], name=r.label)
            for r in ordered
            if r.specimen == specimen and r.analyte not in CORE
        ]
        if cells:
            groups.append((title, cells))
    return groups


def cells_of(review: Review) -> dict[str, Cell]:
    """Return the cell of every analyte, the core first."""
    return {r.analyte: cell_of(r) for r in in_order(review.results)}


def index_cells(review: Review) -> list[tuple[Cell, str]]:
    """Return the indices with their formulas."""
    return [(cell_of(r), r.formula or "") for r in review.indices]


@dataclass(frozen=True)
class Verdict:
    """What another profile says of a value."""

    name: str
    value: Amount
    flag: str
    limit: Amount
    profile: str
    authority: str


def other_verdicts(review: Review) -> list[Verdict]:
    """Return what other profiles say of a value, where they differ."""
    found = []
    for result in review.results:
        seen = [shown(result, units) for units in _SYSTEMS]
        for other in result.other_profiles:
            # A crossed limit is named alone; a value they call normal shows the whole range.
            low = None if other.flag == "high" else other.low
            high = None if other.flag == "low" else other.high
            limits = [
                with_unit(range_text(*_scaled(low, high, factor), s.digits, units), s.unit)
                for units, s, factor in zip(_SYSTEMS, seen, (1.0, result.si_factor), strict=True)
            ]
            found.append(
                Verdict(
                    printed_name(result),
                    _both([s.amount for s in seen]),
                    other.flag,
                    _both(limits),
                    other.profile,
                    other.authority,
                )
            )
    return found


def _scaled(
    low: float | None, high: float | None, factor: float
) -> tuple[float | None, float | None]:
    return None if low is None else low * factor, None if high is None else high * factor


@dataclass(frozen=True)
class Printed:
    """A result that was not used, as printed, with its date and place."""

    name: str
    text: str
    date: str
    place: str


@dataclass(frozen=True)
class Since:
    """What moved since the collection before, and what scatter alone can do."""

    start: str
    moved: list[Amount]
    caution: str


def since(review: Review) -> Since | None:
    """Return what moved since the patient's collection before; None where there is none."""
    if review.earlier is None:
        return None
    both = (earlier_texts(review, "conventional"), earlier_texts(review, "si"))
    moved = [Amount(one, other) for one, other in zip(*both, strict=True)]
    return Since(review.earlier.start, moved, review.earlier.caution)


def beside(review: Review) -> list[Printed]:
    """Return other results of the same analytes, which were not used or say the same."""
    return [_printed(printed_name(r), v) for r in review.results for v in r.other_values]


def history(review: Review) -> list[Printed]:
    """Return the results of other dates."""
    return [_printed(value.label, value) for value in review.history]


def _printed(name: str, value: OtherValue) -> Printed:
    where = value.where
    text = with_unit(value.text, value.unit)
    return Printed(name, text, value.date or "", place(where.source, where.row, where.column))

"""What each row of the chart says: which section, which words, which numbers; no drawing here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from uroscope.present.chart.scale import around_range
from uroscope.present.chart.shapes import Role
from uroscope.present.numbers import (
    Shown,
    Units,
    bound_number,
    by_laboratory,
    deciding_limits,
    number,
    range_text,
    shown,
)
from uroscope.review import Limits, Result, Review

Section = Literal["outside", "goal", "within", "open"]

# One fixed order, so that a value stands in the same place at every visit: blood that cannot wait or
# leads to a systemic cause, then the core of the urine in the order of the review's strip, then what
# explains it, then the rest of the blood. Analytes not named here follow in the order of the review.
ORDER = (
    "serum_ionized_calcium",
    "serum_calcium_adjusted",
    "serum_calcium",
    "serum_pth",
    "serum_potassium",
    "serum_bicarbonate",
    "blood_ph",
    "serum_creatinine",
    "plasma_oxalate",
    "urine_volume",
    "urine_calcium",
    "urine_oxalate",
    "urine_citrate",
    "urine_sodium",
    "urine_ph",
    "urine_uric_acid",
    "urine_cystine",
    "urine_magnesium",
    "urine_potassium",
    "urine_phosphorus",
    "urine_ammonium",
    "urine_sulfate",
    "urine_chloride",
    "urine_urea_nitrogen",
    "urine_protein",
    "urine_osmolality",
    "urine_creatinine",
    "urine_creatinine_per_kg",
    "serum_25_oh_vitamin_d",
    "serum_1_25_oh2_vitamin_d",
    "serum_phosphorus",
    "serum_magnesium",
    "serum_uric_acid",
    "serum_sodium",
    "serum_chloride",
    "serum_urea_nitrogen",
    "serum_albumin",
)
_PLACE = {analyte: place for place, analyte in enumerate(ORDER)}
# Of the indices only the one every other urine value is read by: whether the collection is whole.
_INDICES = ("urine_creatinine_per_kg",)
_SPECIMENS = {
    "blood": "blood",
    "serum": "blood",
    "plasma": "blood",
    "spot": "spot urine",
    "urine_spot": "spot urine",
    "fasting": "fasting urine",
    "urine_fasting": "fasting urine",
    "printed": "as printed",
}
_DAY_H = (22.0, 26.0)
_ADULT_YEARS = 18.0


@dataclass(frozen=True)
class Earlier:
    """The same analyte in an older collection."""

    date: str
    shown: Shown


@dataclass(frozen=True)
class Row:
    """One analyte as the chart says it.

    `word` and `note` stand at the end of the row, `was` under the value, `reason` where a value
    could not be judged; `sentence` is the whole row for those who hear it.
    """

    analyte: str
    label: str
    qualifier: str
    section: Section
    shown: Shown
    direction: int
    role: Role
    word: str
    note: str
    was: str
    reason: str
    borderline: bool
    sentence: str
    earlier: tuple[Earlier, ...] = ()


def is_measured(result: Result) -> bool:
    """Tell whether a result holds a value or an interval."""
    return not (result.value is None and result.lower is None and result.upper is None)


def day(text: str | None) -> str:
    """Return the date of a date and time."""
    return "" if text is None else text.strip()[:10]


def _drawn(review: Review) -> list[Result]:
    found = [*review.results, *(i for i in review.indices if i.analyte in _INDICES)]
    measured = [result for result in found if is_measured(result)]
    return sorted(measured, key=lambda r: _PLACE.get(r.analyte, len(_PLACE)))


def chart_rows(review: Review, units: Units, older: Sequence[Review] = ()) -> tuple[Row, ...]:
    """Return every measured value of a collection as a row, in the order of the chart.

    Parameters
    ----------
    review : Review
        The collection.
    units : {"conventional", "si"}
        The unit system.
    older : sequence of Review
        Earlier collections of the same patient, newest first.

    Returns
    -------
    tuple of Row
        Values outside limits, then those short of a goal, within limits, and not compared.
    """
    past: dict[str, list[Earlier]] = {}
    for before in older:
        date = day(before.collected.start) or before.collection_id
        for result in _drawn(before):
            past.setdefault(result.analyte, []).append(Earlier(date, shown(result, units)))
    rows = [
        _row(result, review, units, tuple(past.get(result.analyte, ())))
        for result in _drawn(review)
    ]
    sections: tuple[Section, ...] = ("outside", "goal", "within", "open")
    return tuple(row for section in sections for row in rows if row.section == section)


def _section(result: Result) -> Section:
    limits = deciding_limits(result)
    against_goal = limits is not None and limits.kind == "treatment_goal"
    if result.flag == "unknown":
        return "open"
    if result.flag in ("low", "high"):
        return "goal" if against_goal else "outside"
    return "goal" if result.goal_met is False else "within"


def _row(result: Result, review: Review, units: Units, earlier: tuple[Earlier, ...]) -> Row:
    seen = shown(result, units)
    section = _section(result)
    direction = _direction(result, seen, section)
    printed = by_laboratory(result)
    limit = "lab's own limit" if printed else "limit"
    word, note, reason = "", "", ""
    role: Role = "ink"
    if section == "outside":
        role = "high" if direction > 0 else "low"
        word = _outside_word(result)
        note = _excess(result, seen, direction, limit, units)
    elif section == "goal":
        role = "goal"
        word = "below goal" if direction < 0 else "above goal"
        note = _shortfall(seen, direction, units)
    elif section == "within":
        note = _within_note(result, seen, printed, units)
    else:
        reason = _reason(result, review, seen, units)
    label, qualifier = _named(result)
    was = f"was {earlier[0].shown.text}" if earlier else ""
    borderline = result.borderline and section != "open"
    parts = (label, qualifier, word, note, reason)
    sentence = _sentence(result, seen, parts, units, earlier, borderline)
    return Row(
        result.analyte, label, qualifier, section, seen, direction, role, word, note, was, reason,
        borderline, sentence, earlier,
    )  # fmt: skip


def _direction(result: Result, seen: Shown, section: Section) -> int:
    if result.flag in ("low", "high"):
        return 1 if result.flag == "high" else -1
    if section != "goal":
        return 0
    low, value = seen.goal_low, seen.upper if seen.upper is not None else seen.lower
    return -1 if low is not None and value is not None and value < low else 1


def _outside_word(result: Result) -> str:
    if result.borderline:
        return f"borderline {result.flag}"
    word = result.flag.upper()
    return f"{word}, {result.severity}" if result.severity is not None else word


def _excess(result: Result, seen: Shown, direction: int, limit: str, units: Units) -> str:
    """Return how far outside, as a multiple where the scale starts at zero, else as a difference."""
    bound = seen.high if direction > 0 else seen.low
    value = seen.lower if direction > 0 else seen.upper
    if bound is None or value is None:
        return ""
    if around_range(result.analyte, seen) or bound <= 0:
        gap = number(abs(value - bound), seen.digits, units)
        side = "above" if direction > 0 else "below"
        return f"{'over ' if seen.exact is None else ''}{gap} {side} {limit}"
    ratio = value / bound
    if direction < 0:
        share = f"{100 * ratio:.0f} % of {limit}" if ratio >= 0.01 else f"under 1 % of {limit}"
        if seen.exact is None:
            return f"at most {share}" if ratio >= 0.01 else share
        return f"just below {limit}" if ratio >= 0.995 else share
    more = "over " if seen.exact is None else ""
    if ratio >= 9.95:
        return f"{more}{number(ratio, 0, units)} × {limit}"
    if ratio >= 1.095:
        return f"{more}{ratio:.1f} × {limit}"
    above = f"{100 * (ratio - 1):.0f} % above {limit}"
    return f"just above {limit}" if ratio < 1.005 else more + above


def _shortfall(seen: Shown, direction: int, units: Units) -> str:
    goal = seen.goal_low if direction < 0 else seen.goal_high
    value = seen.upper if direction < 0 else seen.lower
    if goal is None or value is None:
        return ""
    more = "at least " if seen.exact is None else ""
    gap = bound_number(abs(value - goal), seen.digits, units)
    unit = f" {seen.unit}" if seen.unit else ""
    return f"{more}{gap}{unit} {'short' if direction < 0 else 'over'}"


def _within_note(result: Result, seen: Shown, printed: bool, units: Units) -> str:
    text = range_text(seen.low, seen.high, seen.digits, units)
    if not text:
        goal = range_text(seen.goal_low, seen.goal_high, seen.digits, units)
        text = f"goal {goal}" if goal else ""
    if printed and text:
        text += ", lab's own"
    if result.borderline:
        text += ", borderline" if text else "borderline"
    return text


def _reason(result: Result, review: Review, seen: Shown, units: Units) -> str:
    """Return why a value was not compared; the review's own note says it best."""
    if result.note:
        return result.note
    age, hours = review.subject.age_years, review.collected.hours
    if age is not None and age < _ADULT_YEARS:
        return "no limit for children in this profile"
    has_bounds = seen.low is not None or seen.high is not None
    bounds = range_text(seen.low, seen.high, seen.digits, units)
    if seen.exact is None and has_bounds:
        return f"{seen.text} cannot be told from {bounds}"
    daily = result.specimen not in _SPECIMENS and result.unit.endswith("/d")
    if daily and hours is not None and not _DAY_H[0] <= hours <= _DAY_H[1]:
        return f"a {hours:.0f}-h collection does not stand for a day"
    if has_bounds:
        return "not compared"
    return "no limit in this profile"


def _named(result: Result) -> tuple[str, str]:
    qualifier = _SPECIMENS.get(result.specimen, "")
    known = result.label.lower().startswith(("blood", "plasma", "serum", "spot", "fasting"))
    return result.label, "" if known or qualifier == "as printed" else qualifier


def _limits_words(limits: Limits, ends: str, unit: str) -> str:
    amount = f"{ends} {unit}" if unit else ends
    by = "; ".join(part for part in (limits.kind.replace("_", " "), limits.id) if part)
    return f"{amount} ({limits.authority}; {by})" if limits.authority else f"{amount} ({by})"


def _sentence(
    result: Result,
    seen: Shown,
    parts: tuple[str, str, str, str, str],
    units: Units,
    earlier: tuple[Earlier, ...],
    borderline: bool,
) -> str:
    """Return the row in words: value, verdict, limit, goal, sources, what was printed, earlier."""
    label, qualifier, word, note, reason = parts
    name = f"{label}, {qualifier}" if qualifier else label
    verdict = ", ".join(part for part in (word, note if word else "") if part)
    if not word:
        verdict = reason and f"not compared: {reason}" or "within limits"
        verdict += ", borderline" if borderline else ""
    said = [f"{name} {seen.amount}: {verdict}."]
    limits = deciding_limits(result)
    ends = range_text(seen.low, seen.high, seen.digits, units)
    if limits is not None and ends:
        said.append(f"Limits {_limits_words(limits, ends, seen.unit)}.")
    goal = result.goal or (limits if limits and limits.kind == "treatment_goal" else None)
    aim = range_text(seen.goal_low, seen.goal_high, seen.digits, units)
    if goal is not None and aim:
        said.append(f"Goal {_limits_words(goal, aim, seen.unit)}.")
    if result.reported is not None:
        where = result.reported.where
        printed = f"{result.reported.text} {result.reported.unit}".strip()
        said.append(f"Printed as {printed} in {where.source}, record {where.row}.")
    if earlier:
        said.append("Earlier: " + "; ".join(f"{e.date} {e.shown.amount}" for e in earlier) + ".")
    return " ".join(said)

"""What each row of the chart says: which section, which words, which numbers; no drawing here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from uroscope.model import Limits, Result, Review
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
from uroscope.present.words import CORE
from uroscope.units import rounded

Section = Literal["outside", "goal", "within", "open"]

# One fixed order, so that a value stands in the same place at every visit: blood that cannot wait
# or leads to a systemic cause, the core of the urine in the order of the review, then what explains
# it, then the rest of the blood. Analytes not named here follow in the order of the review.
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
    *CORE,
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
# Our convention: from here on "× limit" says more than a difference.
_MANY = 2.0
# Where the sex is not known, a flag stands without numbers if the limits of both sexes give it.
_BOTH = "by both sexes' limits"
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

    @property
    def large(self) -> bool:
        """Tell whether the row is drawn large."""
        return self.section in ("outside", "goal")

    @property
    def listed(self) -> bool:
        """Tell whether there is no scale to draw it on, so that it is only listed."""
        bounds = (self.shown.low, self.shown.high, self.shown.goal_low, self.shown.goal_high)
        return self.section == "open" and all(bound is None for bound in bounds)


def is_measured(result: Result) -> bool:
    """Tell whether a result holds a value or an interval."""
    return not (result.value is None and result.lower is None and result.upper is None)


def day(text: str | None) -> str:
    """Return the date of a date and time."""
    return "" if text is None else text.strip()[:10]


def _drawn(review: Review) -> list[Result]:
    whole = (i for i in review.indices if i.analyte in _INDICES and i.limits is not None)
    measured = [result for result in (*review.results, *whole) if is_measured(result)]
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
    """Return how far outside: a multiple where the scale starts at zero, else a difference."""
    bound = seen.high if direction > 0 else seen.low
    value = seen.lower if direction > 0 else seen.upper
    if bound is None:
        return _BOTH
    if value is None:
        return ""
    # Twelve digits, so that 58 of 40 mg and the same in mmol round alike.
    ratio = float(f"{value / bound:.12g}") if bound > 0 else 0.0
    many = ratio >= _MANY and seen.unit != ""
    if around_range(result.analyte, seen) and not many:
        # A difference is told in the digits of the two numbers it stands between.
        apart = abs(value - bound)
        gap = number(float(rounded(apart, seen.digits)) or apart, seen.digits, units)
        side = "above" if direction > 0 else "below"
        return f"{'over ' if seen.exact is None else ''}{gap} {side} {limit}"
    if direction < 0:
        share = (
            f"{number(100 * ratio, 0)} % of {limit}" if ratio >= 0.01 else f"under 1 % of {limit}"
        )
        if seen.exact is None:
            return f"at most {share}" if ratio >= 0.01 else share
        return f"just below {limit}" if ratio >= 0.995 else share
    more = "over " if seen.exact is None else ""
    if ratio >= 9.95:
        return f"{more}{number(ratio, 0, units)} × {limit}"
    if ratio >= 1.095:
        return f"{more}{number(ratio, 1, units)} × {limit}"
    above = f"{number(100 * (ratio - 1), 0)} % above {limit}"
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
    limits = range_text(seen.low, seen.high, seen.digits, units)
    goal = range_text(seen.goal_low, seen.goal_high, seen.digits, units)
    if not limits and not goal:
        return _BOTH
    parts = [limits, "lab's own" if printed and limits else ""]
    parts += [f"goal {goal}" if goal else "", "borderline" if result.borderline else ""]
    return ", ".join(part for part in parts if part)


def _reason(result: Result, review: Review, seen: Shown, units: Units) -> str:
    """Return why a value was not compared."""
    subject, hours = review.subject, review.collected.hours
    bounds = [bound for bound in (seen.low, seen.high) if bound is not None]
    if subject.age_years is not None and subject.age_years < _ADULT_YEARS:
        return "These limits are for adults" if bounds else "No limits for children"
    if not bounds:
        if result.note is None and subject.sex is None:
            return "No limit that holds for both sexes"
        return (result.note or "No limit in this profile").rstrip(".")
    if seen.exact is None:
        text = " or ".join(bound_number(bound, seen.digits, units) for bound in bounds)
        return f"{seen.text} may lie on either side of {text}"
    daily = result.specimen not in _SPECIMENS and result.unit.endswith("/d")
    if daily and hours is not None and not _DAY_H[0] <= hours <= _DAY_H[1]:
        return f"{hours:.1f} h do not stand for a day"
    return "Not compared"


def _named(result: Result) -> tuple[str, str]:
    qualifier = _SPECIMENS.get(result.specimen, "")
    known = result.label.lower().startswith(("blood", "plasma", "serum", "spot", "fasting"))
    return result.label, "" if known or qualifier == "as printed" else qualifier


def _limits_words(limits: Limits, ends: str, unit: str) -> str:
    amount = f"{ends} {unit}" if unit else ends
    by = "; ".join(part for part in (limits.kind.replace("_", " "), limits.id) if part)
    return f"{amount} ({limits.authority}; {by})" if limits.authority else f"{amount} ({by})"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


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
        verdict = f"not compared: {_lowered(reason)}" if reason else "within limits"
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

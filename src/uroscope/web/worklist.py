"""Many collections ranked by columns; no review is built, only the rows of one page get words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from uroscope.derive.follow import between_collections
from uroscope.interpret import Findings
from uroscope.interpret.statuses import NO_LEADER, POSSIBLE, SUPPORTED
from uroscope.knowledge import Knowledge, Profile
from uroscope.model import age_said
from uroscope.pipeline import judge_panel
from uroscope.present.numbers import Units, bound_number, number_beside, with_unit
from uroscope.present.page.cells import Amount
from uroscope.present.page.evidence import named_analytes
from uroscope.present.words import CORE
from uroscope.tables import HIGH, LOW, Booleans, Derived, Flags, Integers, Panel

URGENCIES = ("now", "same_day", "none")
_CASES = ("cause", "exclusion", "imaging", "fact")
_MOST_NUMBERS = 5
_MOST_FINDINGS = 3
_LONGEST_NAME = 40
_LAST = 10_000


@dataclass(frozen=True)
class Number:
    """A flagged value of a row: name, value, limit, in both unit systems."""

    name: str
    state: str
    text: Amount
    limit: Amount


@dataclass(frozen=True)
class Line:
    """One collection of the list, in words; `row` is its place in the panel.

    `refused` names what was refused of its patient, so that it is not taken for normal.
    """

    row: int
    patient: str
    person: str
    collected: str
    urgency: str
    red_flags: list[str]
    findings: list[tuple[str, str]]
    more: int
    specimen: list[str]
    numbers: list[Number]
    more_numbers: int
    judged: bool
    refused: list[str]


@dataclass(frozen=True)
class Choice:
    """One entry of the filter: a pattern id or an urgency, and how many rows it keeps."""

    id: str
    text: str
    rows: int


@dataclass(frozen=True)
class Worklist:
    """All collections of a panel, the most urgent first."""

    panel: Panel = field(repr=False)
    flags: Flags = field(repr=False)
    findings: Findings = field(repr=False)
    outside: Mapping[str, Booleans] = field(repr=False)
    urgency: Integers
    order: Integers
    knowledge: Knowledge = field(repr=False)

    def kept(self, chosen: str) -> Integers:
        """Return the rows of a filter in their order: an urgency, a pattern id, or all."""
        if chosen == "cannot_wait":
            return self.order[self.urgency[self.order] < 2]
        status = self.findings.statuses.get(chosen)
        return self.order if status is None else self.order[status[self.order] >= POSSIBLE]

    def choices(self) -> list[Choice]:
        """Return what the list can be filtered by: what is there, with how often."""
        found = []
        waiting = int((self.urgency < 2).sum())
        if waiting:
            found.append(Choice("cannot_wait", "Cannot wait", waiting))
        for pattern in sorted(self.findings.patterns, key=lambda p: str(p["title"]["short"])):
            count = int((self.findings.statuses[pattern["id"]] >= POSSIBLE).sum())
            if count and pattern["kind"] != "red_flag":
                short = str(pattern["title"]["short"])
                found.append(Choice(pattern["id"], short[:1].upper() + short[1:], count))
        return found

    def lines(self, rows: Integers) -> list[Line]:
        """Return some rows in words."""
        refused = _refused(self.panel, rows)
        return [self._line(int(row), refused) for row in rows]

    def _line(self, row: int, refused: Mapping[str, list[str]]) -> Line:
        cells = self.panel.rows.iloc[row]
        red = _supported(self.findings, row, ("red_flag",))
        stands = [p for p in _shown(self.findings, row, SUPPORTED) if p["kind"] in _CASES]
        if not stands:
            stands = _shown(self.findings, row, POSSIBLE)[:1]
        numbers = list(self._numbers(row, red, stands))
        causes = [p for p in stands if p["kind"] != "fact"]
        # Open causes matter more than a third fact: RTA possible beside its high calcium.
        first = causes or [p for p in _shown(self.findings, row, POSSIBLE) if p["kind"] == "cause"]
        ranked = [*first[:2], *[p for p in stands if p not in first[:2]]]
        return Line(
            row=row,
            patient=str(cells["patient_id"]) or "no patient id",
            person=_person(cells["sex"], cells["age"]),
            collected=_date(cells),
            urgency=URGENCIES[int(self.urgency[row])],
            red_flags=[_plain(p["title"]["supported"]) for p in red],
            findings=[
                (_plain(p["title"][_word(self.findings, p, row)]), _word(self.findings, p, row))
                for p in ranked[:_MOST_FINDINGS]
            ],
            more=max(len(ranked) - _MOST_FINDINGS, 0),
            specimen=[
                _plain(p["title"]["supported"])
                for p in _supported(self.findings, row, ("specimen", "population"))
            ],
            numbers=numbers[:_MOST_NUMBERS],
            more_numbers=max(len(numbers) - _MOST_NUMBERS, 0),
            judged=any(int(f.flag[row]) != 2 for f in self.flags.analytes.values()),
            refused=refused.get(str(cells["patient_id"]), []),
        )

    def _numbers(
        self, row: int, red: Sequence[Mapping[str, Any]], stands: Sequence[Mapping[str, Any]]
    ) -> Iterator[Number]:
        """Yield the values outside their limits, those that the red flags rest on first."""
        named = [
            name for p in [*red, *stands] for name in named_analytes([p["entry"], p["required"]])
        ]
        for name in dict.fromkeys([*named, *CORE, *self.flags.analytes]):
            quantity = self.knowledge.quantities.get(name)
            if quantity is None or name not in self.outside or not self.outside[name][row]:
                continue
            found = self.flags.analytes[name]
            low = int(found.flag[row]) == LOW
            bound = float((found.low if low else found.high)[row])
            places = (found.low_limit if low else found.high_limit)[row]
            goal = places >= 0 and self.flags.limits[places].kind == "treatment_goal"
            state = f"{'below' if low else 'above'}_goal" if goal else "low" if low else "high"
            ends = float(self.panel.low(name)[row]), float(self.panel.high(name)[row])
            texts, limits = [], []
            scales: tuple[tuple[float, int, str, Units], ...] = (
                (1.0, quantity.digits, quantity.unit, "conventional"),
                (quantity.si_factor, quantity.si_digits, quantity.si_unit, "si"),
            )
            for factor, digits, unit, system in scales:
                limit = bound * factor
                texts.append(with_unit(_value(ends, factor, digits, limit, system), unit))
                limits.append(bound_number(limit, digits, system) if np.isfinite(bound) else "")
            yield Number(quantity.full_label, state, Amount(*texts), Amount(*limits))


def _value(
    ends: tuple[float, float], factor: float, digits: int, limit: float, system: Units
) -> str:
    low, high = ends[0] * factor, ends[1] * factor
    if low == high:
        return number_beside(low, digits, [limit], system)
    if not np.isfinite(high):
        return f">{bound_number(low, digits, system)}"
    return f"<{bound_number(high, digits, system)}"


def worklist_of(panel: Panel, profile: Profile, knowledge: Knowledge) -> Worklist:
    """Rank the collections of a panel.

    Parameters
    ----------
    panel : Panel
        Any number of collections.
    profile : Profile
        The limits.
    knowledge : Knowledge
        Patterns and their importance.

    Returns
    -------
    Worklist
        Ordered by urgency, then by the gravest red flag, the gravest finding, and how many values
        stand outside their limits; equal ones in the order of the file.
    """
    derived, flags, findings = judge_panel(panel, profile, knowledge, between_collections(panel))
    rows = len(panel)
    urgency = np.full(rows, 2, np.int64)
    gravest = np.full(rows, _LAST, np.int64)
    weight = np.full(rows, 3 * _LAST, np.int64)
    for pattern in findings.patterns:
        status = findings.statuses[pattern["id"]]
        supported = status == SUPPORTED
        if pattern["kind"] == "red_flag":
            tier = URGENCIES.index(pattern["tier"])
            urgency[supported] = np.minimum(urgency[supported], tier)
            gravest[supported] = np.minimum(gravest[supported], pattern["importance"])
        elif pattern["kind"] in _CASES:
            own = findings.led_by[pattern["id"]] == NO_LEADER
            for stands, later in ((supported & own, 0), ((status == POSSIBLE) & own, _LAST)):
                weight[stands] = np.minimum(weight[stands], pattern["importance"] + later)
    outside = _outside(derived, flags, knowledge)
    many = np.sum([np.zeros(rows, np.int64), *outside.values()], axis=0)
    order = np.lexsort((np.arange(rows), -many, weight, gravest, urgency))
    return Worklist(panel, flags, findings, outside, urgency, order.astype(np.int64), knowledge)


def _outside(derived: Derived, flags: Flags, knowledge: Knowledge) -> dict[str, Booleans]:
    """Return where each measured analyte stands outside its limits, as the review shows it."""
    found = {}
    for name, flagged in flags.analytes.items():
        outside = (flagged.flag == LOW) | (flagged.flag == HIGH)
        quantity = knowledge.quantities.get(name)
        judge = derived.values.get((quantity.judged_by if quantity else None) or "")
        if judge is not None:
            # Where the index is known it judges, not the bare amount.
            outside &= ~(judge > 0)
        if outside.any():
            found[name] = outside
    return found


def of_patient(panel: Panel, row: int) -> Integers:
    """Return the rows of the patient of a row; a row without a patient id is alone."""
    people = panel.rows["patient_id"].to_numpy(dtype=object)
    if not people[row]:
        return np.array([row], np.int64)
    mine: Booleans = people == people[row]
    return np.flatnonzero(mine)


def _refused(panel: Panel, rows: Integers) -> dict[str, list[str]]:
    """Return what was refused of the patients of some rows, each name once: sent, yet unjudged."""
    cells = panel.refused
    if cells.empty:
        return {}
    people = set(panel.rows["patient_id"].iloc[rows]) - {""}
    cells = cells[cells["patient_id"].isin(people)]
    names = cells["analyte"].where(cells["analyte"] != "", cells["column"])
    found: dict[str, list[str]] = {}
    pairs = zip(cells["patient_id"], names.str.replace("_", " "), strict=True)
    for patient, name in dict.fromkeys(pairs):
        found.setdefault(patient, []).append(_shortened(name))
    return found


def _shortened(name: str) -> str:
    return f"{name[:_LONGEST_NAME]}…" if len(name) > _LONGEST_NAME else name


def _supported(findings: Findings, row: int, kinds: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return the supported patterns of some kinds, the gravest first, one tier of each."""
    found: dict[str, Mapping[str, Any]] = {}
    for pattern in sorted(findings.patterns, key=lambda p: int(p["importance"])):
        if pattern["kind"] in kinds and findings.statuses[pattern["id"]][row] == SUPPORTED:
            found.setdefault(pattern["id"].removesuffix("_same_day"), pattern)
    return list(found.values())


def _shown(findings: Findings, row: int, status: int) -> list[Mapping[str, Any]]:
    """Return the patterns of a status that no other one leads, the gravest first."""
    return sorted(
        (
            p
            for p in findings.patterns
            if p["kind"] in _CASES
            and findings.statuses[p["id"]][row] == status
            and findings.led_by[p["id"]][row] == NO_LEADER
        ),
        key=lambda p: int(p["importance"]),
    )


def _word(findings: Findings, pattern: Mapping[str, Any], row: int) -> str:
    supported = findings.statuses[pattern["id"]][row] == SUPPORTED
    return "supported" if supported else "possible"


def _plain(text: str) -> str:
    return str(text).rstrip(".")


def _person(sex: str, age: float) -> str:
    child = age < 18
    words = {"female": ("girl", "woman"), "male": ("boy", "man")}
    word = words.get(sex, ("child", "adult"))[0 if child else 1] if sex or child else ""
    years = "" if np.isnan(age) else " ".join(map(str, age_said(age))).replace("years", "y")
    return " ".join(part for part in (word, years) if part)


def _date(cells: Any) -> str:
    start = cells["start"]
    if start == start and start is not None:  # NaT is not itself
        return f"{start:%Y-%m-%d}"
    return str(cells["day"] or "")

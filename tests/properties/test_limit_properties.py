"""Limits judged as one matrix say what a reader says who looks up one number for one person."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.support.panels import panel_of
from uroscope.compare import compare, compare_with_each, matrix
from uroscope.interpret.statuses import (
    CONTRADICTED,
    NOT_ASSESSABLE,
    POSSIBLE,
    SUPPORTED,
    decide,
)
from uroscope.knowledge import Limit, Profile, load
from uroscope.pipeline import derive_panel
from uroscope.tables import HIGH, LOW, NORMAL, UNKNOWN, AnalyteFlags, Flags, Panel

KNOWLEDGE = load()
SHIPPED = [KNOWLEDGE.profile(name) for name in KNOWLEDGE.profile_ids]
# No shipped profile has a limit for boys alone; a clinic may write one.
BOYS = replace(
    next(x for x in SHIPPED[0].limits if x.analyte == "urine_calcium" and x.sex == "male"),
    id="boys",
    age_min=10.0,
    age_max=18.0,
)
PROFILES = [*SHIPPED, replace(SHIPPED[0], id="boys", limits=(*SHIPPED[0].limits, BOYS))]
# (low, high) wide enough to cross every limit; timed, blood, spot, with and without a goal.
RANGES = {
    "urine_calcium": (150, 350), "urine_volume": (1.5, 3.0), "urine_ph": (4.8, 8.3),
    "urine_citrate": (200, 800), "urine_creatinine": (600, 2500), "urine_cystine": (10, 400),
    "urine_uric_acid": (500, 900), "serum_calcium": (8.0, 11.5), "serum_potassium": (3.0, 5.6),
    "serum_uric_acid": (3, 9), "serum_pth": (8, 90), "spot_urine_ph": (4.8, 8.0),
}  # fmt: skip
FIELDS = ("flag", "borderline", "low", "high", "low_limit", "high_limit", "goal", "by_lab",
          "disputed")  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a person, near limits, at the ages at which limits change, with half known days."""
    case: dict[str, Any] = {
        "sex": draw(st.sampled_from(["female", "male", ""])),
        "hours": draw(st.sampled_from([24, 24, 20, 27, math.nan])),
        "age": draw(st.sampled_from([math.nan, 0, 5, 11.9, 12, 17.9, 18, 40, 65, 90])),
        "weight_kg": draw(st.sampled_from([math.nan, 40, 80])),
        "preservative": draw(st.sampled_from(["", "", "boric acid"])),
        "lab_limits": {},
    }
    for name, (low, high) in RANGES.items():
        sign = draw(st.sampled_from([None, "", "", "", "<", ">"]))
        if sign is not None:
            case[name] = f"{sign}{round(draw(st.floats(low, high)), 1)}"
        if draw(st.integers(0, 3)) == 0:
            case["lab_limits"][name] = draw(
                st.sampled_from([(low, None), (None, high), (low, (low + high) / 2)])
            )
    return case


def verdict(lower: float, upper: float, low: float, high: float) -> int:
    """Judge one interval against two limits."""
    if math.isnan(lower) or (math.isnan(low) and math.isnan(high)):
        return UNKNOWN
    if upper < low:
        return LOW
    if lower > high:
        return HIGH
    inside = (math.isnan(low) or lower >= low) and (math.isnan(high) or upper <= high)
    return NORMAL if inside else UNKNOWN


class Reader:
    """Looks up the limits of one person by hand."""

    def __init__(self, profile: Profile, sex: str, age: float) -> None:
        self.limits = [*profile.limits, *profile.goals]
        self.age = 30.0 if math.isnan(age) else age
        self.sexes = [sex] if sex else ["female", "male"]

    def fits(self, limit: Limit, sex: str) -> bool:
        old = limit.age_min <= self.age and (limit.age_max is None or self.age < limit.age_max)
        return old and limit.sex in (None, sex)

    def pick(self, rows: list[int], side: str, sex: str) -> tuple[int, float]:
        found = (-1, math.nan)
        for at in rows:
            bound = getattr(self.limits[at], side)
            if bound is not None and self.fits(self.limits[at], sex):
                found = (at, bound)
        return found

    def read(
        self, name: str, lower: float, upper: float, silent: bool, printed: tuple[float, float]
    ) -> dict[str, Any]:
        """Return what is said of a value, by field."""
        quantity = KNOWLEDGE.quantities.get(name)
        mine = [at for at, x in enumerate(self.limits) if x.analyte == name]
        goals = [at for at in mine if self.limits[at].kind == "treatment_goal"]
        stated = [at for at in mine if at not in goals]
        against = stated or goals
        timed = quantity is not None and quantity.specimen == "timed"
        is_ph = timed and quantity is not None and quantity.canonical.kind == "ph"
        picks = [[self.pick(against, side, s) for side in ("low", "high")] for s in self.sexes]
        flags = [verdict(lower, upper, low[1], high[1]) for low, high in picks]
        flag = flags[0] if len(set(flags)) == 1 else UNKNOWN
        near = False
        for _, bound in (end for ends in picks for end in ends):
            width = matrix.BORDERLINE_PH if is_ph else matrix.BORDERLINE_SHARE * bound
            near |= timed and lower == upper and abs(lower - bound) <= width + 1e-11 * abs(bound)
        ends = [
            self.wider([pick[side] for pick in picks], flag == word, sign)
            for side, word, sign in ((0, LOW, -1), (1, HIGH, 1))
        ]
        if self.age < 18 and not any(
            self.limits[at].age_min < 18 and self.fits(self.limits[at], sex)
            for at in against
            for sex in self.sexes
        ):
            flag = UNKNOWN
        # Blood by its assay; timed urine only where the profile has neither limit nor goal.
        by_lab = quantity is not None and (quantity.specimen == "blood" or (timed and not mine))
        by_lab = by_lab and not all(math.isnan(end) for end in printed)
        if by_lab:
            ends = [(-1, printed[0]), (-1, printed[1])]
            flag = verdict(lower, upper, *printed)
        if timed and quantity is not None and quantity.judged_by is None and silent:
            flag = HIGH if flag == HIGH and not is_ph else UNKNOWN
        goal = max((at for at in goals if self.fits(self.limits[at], self.sexes[0])), default=-1)
        return {
            "flag": flag, "borderline": near and flag != UNKNOWN and bool(stated),
            "low": ends[0][1], "high": ends[1][1], "low_limit": ends[0][0],
            "high_limit": ends[1][0], "goal": goal, "by_lab": by_lab, "disputed": False,
        }  # fmt: skip

    @staticmethod
    def wider(sexes: list[tuple[int, float]], crossed: bool, sign: int) -> tuple[int, float]:
        """Return the limit that is shown where the sex is not known."""
        if len({at for at, _ in sexes}) == 1:
            return sexes[0]
        if not crossed:
            return -1, math.nan
        women, men = sexes
        return men if sign * men[1] > sign * women[1] else women


def same(one: Any, other: Any) -> bool:
    return bool(one == other or (one != one and other != other))


@given(st.lists(cases(), min_size=1, max_size=4), st.sampled_from(PROFILES))
def test_each_number_is_judged_as_by_a_reader(people: list[Any], profile: Profile) -> None:
    panel = panel_of(*people)
    derived = derive_panel(panel)
    flags = compare(panel, profile, KNOWLEDGE, derived)
    for row, person in enumerate(people):
        reader = Reader(profile, person["sex"], person["age"])
        for name, found in flags.analytes.items():
            if name == "calcium_creatinine_clearance_ratio":
                continue  # said only while blood calcium is high
            if name in panel.values:
                lower, upper = panel.low(name)[row], panel.high(name)[row]
            else:
                value = derived.values[name]
                lower = derived.lower.get(name, value)[row]
                upper = derived.upper.get(name, value)[row]
            silent = ~flags.trusted_ph[row] if name == "urine_ph" else flags.off_day[row]
            printed = person["lab_limits"].get(name, (None, None))
            low, high = (math.nan if end is None else float(end) for end in printed)
            expected = reader.read(name, lower, upper, bool(silent), (low, high))
            for field in FIELDS:
                got = getattr(found, field)[row]
                assert same(got, expected[field]), (profile.id, name, field, got, expected)


def same_flags(one: Flags, other: Flags, rows: slice) -> bool:
    def equal(a: AnalyteFlags, b: AnalyteFlags) -> bool:
        return all(
            np.array_equal(getattr(a, f)[rows], getattr(b, f), equal_nan=f in ("low", "high"))
            and getattr(a, f).dtype == getattr(b, f).dtype
            for f in FIELDS
        )

    return list(one.analytes) == list(other.analytes) and all(
        equal(flags, other.analytes[name]) for name, flags in one.analytes.items()
    )


def with_second_results(panel: Panel) -> Panel:
    """Give every person a second blood calcium on the same day."""
    beside = pd.DataFrame({"row": range(len(panel)), "analyte": "serum_calcium", "value": 10.9})
    return replace(panel, other_values=beside)


@given(st.lists(cases(), min_size=3, max_size=7), st.integers(1, 3))
def test_blocks_and_company_change_nothing(people: list[Any], block: int) -> None:
    panel = with_second_results(panel_of(*people))
    derived = derive_panel(panel)
    whole = compare_with_each(panel, {p.id: p for p in PROFILES}, KNOWLEDGE, derived)
    for profile in PROFILES:
        with mock.patch.object(matrix, "BLOCK", block):
            parts = compare(panel, profile, KNOWLEDGE, derived)
        assert same_flags(whole[profile.id], parts, slice(None))
        for row in range(len(people)):
            at = np.array([row])
            alone = compare(panel.take(at), profile, KNOWLEDGE, derived.take(at))
            assert same_flags(whole[profile.id], alone, slice(row, row + 1))


def test_status_bits_follow_the_order_of_the_method() -> None:
    for true, false, required, denied in product([False, True], repeat=4):
        entry, none = (np.array([true]), np.array([false])), np.array([False])
        status = decide(entry, (np.array([required]), none), None, (np.array([denied]), none))
        expected = (
            CONTRADICTED if false
            else NOT_ASSESSABLE if not true
            else CONTRADICTED if denied
            else SUPPORTED if required
            else POSSIBLE
        )  # fmt: skip
        assert status.dtype == np.int8
        assert status.tolist() == [expected]

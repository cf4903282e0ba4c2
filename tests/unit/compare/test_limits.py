"""Flags: whose limit, which side, and when nothing is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.support.panels import panel_of
from uroscope.compare import compare
from uroscope.knowledge import load
from uroscope.pipeline import derive_panel
from uroscope.tables import CORRECTED, DISAGREE, FLAG_WORDS, IONIZED, TOTAL, Flags


def flags_of(*cases: dict[str, Any], profile: str = "stone_us") -> Flags:
    knowledge = load()
    panel = panel_of(*cases)
    return compare(panel, knowledge.profile(profile), knowledge, derive_panel(panel))


def word(case: dict[str, Any], analyte: str, profile: str = "stone_us") -> str:
    return FLAG_WORDS[int(flags_of(case, profile=profile).analytes[analyte].flag[0])]


@pytest.mark.parametrize(
    ("case", "analyte", "expected"),
    [
        ({"sex": "female", "urine_calcium": 201}, "urine_calcium", "high"),
        ({"sex": "female", "urine_calcium": 200}, "urine_calcium", "normal"),
        ({"sex": "male", "urine_calcium": 201}, "urine_calcium", "normal"),
        ({"sex": "male", "urine_calcium": 251}, "urine_calcium", "high"),
        # Sex unknown: between the women's and the men's limit nothing is said.
        ({"urine_calcium": 225}, "urine_calcium", "unknown"),
        ({"urine_calcium": 260}, "urine_calcium", "high"),
        ({"urine_calcium": 190}, "urine_calcium", "normal"),
        ({"urine_citrate": 319}, "urine_citrate", "low"),
        ({"urine_citrate": "<50"}, "urine_citrate", "low"),
        ({"urine_citrate": "<400"}, "urine_citrate", "unknown"),
        ({"urine_oxalate": ">80"}, "urine_oxalate", "high"),
        ({"urine_oxalate": "<5"}, "urine_oxalate", "normal"),
        # Volume has a goal, no limit; the flag is against the goal.
        ({"urine_volume": 2.4}, "urine_volume", "low"),
        # A child is never judged by an adult limit.
        ({"sex": "female", "age": 9, "urine_calcium": 300}, "urine_calcium", "unknown"),
        # An incomplete day: high stands, nothing is normal or low.
        ({"sex": "male", "hours": 20, "urine_calcium": 300}, "urine_calcium", "high"),
        ({"sex": "male", "hours": 20, "urine_calcium": 100}, "urine_calcium", "unknown"),
        ({"hours": 20, "urine_citrate": 100}, "urine_citrate", "unknown"),
        ({"hours": 20, "urine_ph": 5.1}, "urine_ph", "low"),
        # A pH that is not the patient's is not judged.
        ({"urine_ph": 8.4}, "urine_ph", "unknown"),
        ({"urine_ph": 2.1}, "urine_ph", "unknown"),
        ({"urine_ph": 5.2, "preservative": "boric acid"}, "urine_ph", "unknown"),
    ],
)
def test_flag(case: dict[str, Any], analyte: str, expected: str) -> None:
    assert word(case, analyte) == expected


def test_the_laboratorys_printed_range_wins_for_blood_only() -> None:
    blood = {"serum_pth": 66, "lab_limits": {"serum_pth": [15, 72]}}
    assert word(blood, "serum_pth") == "normal"
    urine = {"sex": "female", "urine_calcium": 240, "lab_limits": {"urine_calcium": [None, 300]}}
    assert word(urine, "urine_calcium") == "high"


def test_where_the_profile_has_nothing_the_laboratory_decides_for_urine_too() -> None:
    # 3.2 mmol × 240.3 = 769 mg against the printed < 0.32 mmol, 77 mg
    above = {"urine_cystine": 769, "lab_limits": {"urine_cystine": [None, 77]}}
    assert word(above, "urine_cystine") == "high"
    assert word({"urine_cystine": 769}, "urine_cystine") == "unknown"
    # a goal stands before the printed range of a volume
    volume = {"urine_volume": 1.8, "lab_limits": {"urine_volume": [0.6, 2.5]}}
    assert word(volume, "urine_volume") == "low"
    # half a day at most says only that it is high
    short = {"hours": 15, "urine_cystine": 30, "lab_limits": {"urine_cystine": [None, 77]}}
    assert word(short, "urine_cystine") == "unknown"


def test_a_childs_blood_is_judged_by_the_printed_range() -> None:
    case = {"age": 16, "serum_calcium": 11.5, "lab_limits": {"serum_calcium": [8.8, 10.4]}}
    assert word(case, "serum_calcium") == "high"


@pytest.mark.parametrize(
    ("value", "borderline"), [(179, False), (181, True), (219, True), (221, False)]
)
def test_borderline_is_ten_percent_on_either_side(value: float, borderline: bool) -> None:
    flags = flags_of({"sex": "female", "urine_calcium": value}).analytes["urine_calcium"]
    assert bool(flags.borderline[0]) is borderline


@pytest.mark.parametrize(
    ("ph", "borderline"), [(5.29, False), (5.3, True), (5.7, True), (5.71, False)]
)
def test_borderline_ph_is_two_tenths(ph: float, borderline: bool) -> None:
    assert bool(flags_of({"urine_ph": ph}).analytes["urine_ph"].borderline[0]) is borderline


def test_blood_is_never_borderline() -> None:
    flags = flags_of({"sex": "female", "age": 50, "serum_calcium": 10.5}).analytes["serum_calcium"]
    assert not flags.borderline[0]


def test_units_do_not_move_a_value_across_a_limit() -> None:
    # 6.2378 mmol × 40.078 = 249.9985; 250/40.078 × 40.078 must be 250 again.
    exact = 250.0 / 40.078 * 40.078
    assert (
        word({"sex": "male", "urine_calcium": float(np.round(exact, 12))}, "urine_calcium")
        == "normal"
    )


@pytest.mark.parametrize(
    ("case", "which", "flag"),
    [
        ({"serum_calcium": 10.9}, TOTAL, "high"),
        # 10.9 + 0.8 × (4.0 − 4.0)
        ({"serum_calcium": 10.9, "serum_albumin": 4.0}, CORRECTED, "high"),
        # 9.8 + 0.8 × (4.0 − 2.0) = 11.4: total normal, corrected high
        ({"serum_calcium": 9.8, "serum_albumin": 2.0}, DISAGREE, "unknown"),
        ({"serum_calcium": 10.9, "serum_ionized_calcium": 1.2}, IONIZED, "normal"),
    ],
)
def test_deciding_calcium(case: dict[str, Any], which: int, flag: str) -> None:
    calcium = flags_of({"sex": "female", "age": 50, **case}).calcium
    assert calcium is not None
    assert int(calcium.which[0]) == which
    assert FLAG_WORDS[int(calcium.flag[0])] == flag


def test_a_profile_without_a_limit_says_unknown() -> None:
    assert word({"urine_cystine": 900}, "urine_cystine") == "unknown"

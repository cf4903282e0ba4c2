"""Censored inputs: an interval where the formula is monotone in them, a reason where it is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from uroscope.derive.definitions import ACID, ALKALINE, NOT_MONOTONE, OPEN
from uroscope.derive.indices import indices
from uroscope.tables import Derived, Panel

INF = np.inf


def censored(ends: dict[str, tuple[float, float]], **given: float) -> Derived:
    """One collection; `ends` gives the interval of each censored analyte."""
    rows = {n: [given.pop(n)] for n in ("sex", "age", "weight_kg", "height_cm") if n in given}
    values = {name: np.array([value]) for name, value in given.items()}
    nothing = {name: np.array([np.nan]) for name in ends}
    low = {name: np.array([pair[0]]) for name, pair in ends.items()}
    high = {name: np.array([pair[1]]) for name, pair in ends.items()}
    return indices(Panel(pd.DataFrame(rows, index=range(1)), values | nothing, low, high))


def interval(found: Derived, name: str) -> tuple[float, float]:
    assert np.isnan(found.values[name][0]), "a censored input never gives a single number"
    return float(found.lower[name][0]), float(found.upper[name][0])


@pytest.mark.parametrize(
    ("name", "ends", "given", "expected"),
    [
        # <40 mg over 80 kg
        ("urine_calcium_per_kg", {"urine_calcium": (0, 40)}, {"weight_kg": 80.0}, (0, 0.5)),
        # >400 mg over 80 kg
        ("urine_calcium_per_kg", {"urine_calcium": (400, INF)}, {"weight_kg": 80.0}, (5, INF)),
        # A larger divisor makes the ratio smaller: 200 ÷ (more than 2000)
        (
            "urine_calcium_creatinine_ratio",
            {"urine_creatinine": (2000, INF)},
            {"urine_calcium": 200.0},
            (0, 0.1),
        ),
        # <40 × 0.8 ÷ (10 × 1000)
        (
            "calcium_creatinine_clearance_ratio",
            {"urine_calcium": (0, 40)},
            {"serum_calcium": 10.0, "urine_creatinine": 1000.0, "serum_creatinine": 0.8},
            (0, 0.0032),
        ),
        # Albumin below 2.0: at least 8.0 + 1.6, at most as for no albumin at all
        ("corrected_calcium", {"serum_albumin": (0, 2.0)}, {"serum_calcium": 8.0}, (9.6, 11.2)),
        # Half of 300 mg/L is undissociated at pH 5.35, all but 1 in 22,388 at 1.0
        (
            "undissociated_uric_acid",
            {"urine_ph": (1.0, 5.35)},
            {"urine_uric_acid": 600.0, "urine_volume": 2.0},
            (150, 299.99),
        ),
        # Chloride below 20 mmol in one litre: 50 + 30 − 20 or more
        (
            "urine_anion_gap",
            {"urine_chloride": (0, 20)},
            {"urine_sodium": 50.0, "urine_potassium": 30.0, "urine_volume": 1.0},
            (60, 80),
        ),
        # Sodium below 150: between nothing and 50 × 0.27
        (
            "sodium_related_calcium_low",
            {"urine_sodium": (0, 150)},
            {"urine_calcium": 300.0},
            (0, 13.5),
        ),
        # Creatinine below 0.9 in a man of 50: at least 142 × 0.9938^50
        (
            "egfr",
            {"serum_creatinine": (0, 0.9)},
            {"sex": "male", "age": 50.0},
            (104.05, INF),
        ),
    ],
)
def test_interval(name, ends, given, expected):
    found = censored(ends, **given)
    assert interval(found, name) == pytest.approx(expected, abs=0.005)
    assert name not in found.reason


def test_ap_calcium_oxalate_with_a_low_citrate():
    # Ca 7, Ox 0.4, Mg 4 mmol, 1.5 L: 1.866 at 2 mmol (384.246 mg) of citrate, more below it
    found = censored(
        {"urine_citrate": (0, 384.246)},
        urine_calcium=280.546, urine_oxalate=35.2072, urine_magnesium=97.22, urine_volume=1.5,
    )  # fmt: skip
    low, high = interval(found, "ap_calcium_oxalate")
    assert low == pytest.approx(1.866, abs=0.001)
    assert high == INF


def test_two_censored_inputs():
    # Less than 40 mg over more than 2000 mg
    found = censored({"urine_calcium": (0, 40), "urine_creatinine": (2000, INF)})
    assert interval(found, "urine_calcium_creatinine_ratio") == (0.0, 0.02)


def test_two_inputs_that_leave_everything_open():
    # More than 400 mg over more than 2000 mg: anything
    found = censored({"urine_calcium": (400, INF), "urine_creatinine": (2000, INF)})
    assert np.isnan(found.values["urine_calcium_creatinine_ratio"][0])
    assert np.isnan(found.lower["urine_calcium_creatinine_ratio"][0])
    assert found.reason["urine_calcium_creatinine_ratio"].tolist() == [OPEN]


def test_a_missing_input_beside_a_censored_one_gives_nothing():
    found = censored({"urine_calcium": (0, 40)}, urine_creatinine=np.nan)
    assert np.isnan(found.values["urine_calcium_creatinine_ratio"][0])
    assert "urine_calcium_creatinine_ratio" not in found.lower
    assert "urine_calcium_creatinine_ratio" not in found.reason


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("urine_anion_gap", {"urine_volume": (0, 1.0)}),
        ("tmp_gfr", {"fasting_urine_phosphorus": (0, 20)}),
    ],
)
def test_not_monotone_says_so(name, ends):
    given = {
        "urine_sodium": 50.0, "urine_potassium": 30.0, "urine_chloride": 40.0, "urine_volume": 1.0,
        "fasting_urine_phosphorus": 60.0, "fasting_urine_creatinine": 100.0,
        "serum_phosphorus": 3.0, "serum_creatinine": 1.0,
    }  # fmt: skip
    found = censored(ends, **{key: value for key, value in given.items() if key not in ends})
    assert np.isnan(found.values[name][0])
    assert np.isnan(found.lower[name][0])
    assert found.reason[name].tolist() == [NOT_MONOTONE]


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        ((1.0, 4.0), ACID),  # <4.0
        ((1.0, 5.0), 0),  # <5.0 may be urine's own
        ((8.0, INF), ALKALINE),  # >8.0
        ((7.5, INF), 0),  # >7.5 need not be above 8
    ],
)
def test_censored_ph(ends, reason):
    found = censored({"urine_ph": ends})
    got = found.reason.get("undissociated_uric_acid_fraction", np.array([0]))
    assert got.tolist() == [reason]
    assert np.isnan(found.lower["undissociated_uric_acid_fraction"][0]) == (reason != 0)


def test_a_share_known_in_spite_of_a_censored_whole_is_a_number():
    # 20 mmol above the goal are 5.4 mg, whatever is above 400 mg
    found = censored({"urine_calcium": (400, INF)}, urine_sodium=120.0)
    assert found.values["sodium_related_calcium_low"][0] == pytest.approx(5.4)


def test_rows_without_censoring_keep_their_number():
    panel = Panel(
        pd.DataFrame({"weight_kg": [80.0, 80.0, 80.0]}),
        {"urine_calcium": np.array([np.nan, 240.0, np.nan])},
        {"urine_calcium": np.array([0.0, 240.0, np.nan])},
        {"urine_calcium": np.array([40.0, 240.0, np.nan])},
    )
    found = indices(panel)
    name = "urine_calcium_per_kg"
    np.testing.assert_array_equal(found.values[name], [np.nan, 3.0, np.nan])
    np.testing.assert_array_equal(found.lower[name], [0.0, 3.0, np.nan])
    np.testing.assert_array_equal(found.upper[name], [0.5, 3.0, np.nan])


def test_implausible_only_if_the_whole_interval_is():
    given = {"serum_calcium": 10.0, "urine_creatinine": 1000.0, "serum_creatinine": 0.8}
    # <4 mg: below 0.0003 for certain; <40 mg: below 0.0032, possibly plausible
    impossible = censored({"urine_calcium": (0, 4)}, **given)
    assert np.isnan(impossible.lower["calcium_creatinine_clearance_ratio"][0])
    assert impossible.reason["calcium_creatinine_clearance_ratio"][0] != 0

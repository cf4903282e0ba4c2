"""Numbers as printed: digits, thousands, units, and never on the wrong side of a limit."""

from __future__ import annotations

import pytest
from reviews import result

from uroscope.model import Limits
from uroscope.present.numbers import (
    arrow,
    bound_number,
    by_laboratory,
    number,
    number_beside,
    range_text,
    shown,
)
from uroscope.units import unit_text


@pytest.mark.parametrize(
    ("value", "digits", "conventional", "si"),
    [
        (312.4, 0, "312", "312"),
        (312.5, 0, "313", "313"),  # half up, as laboratories round; Python alone gives 312
        (2.675, 2, "2.68", "2.68"),
        (1350, 0, "1,350", "1350"),
        (12500, 0, "12,500", "12\u202f500"),
        (1234567.89, 1, "1,234,567.9", "1\u202f234\u202f567.9"),
        (0.0, 1, "0.0", "0.0"),
        (0.04, 1, "0.04", "0.04"),  # not zero, so it does not print as zero
        (-0.26, 1, "−0.3", "−0.3"),
    ],
)
def test_number(value: float, digits: int, conventional: str, si: str) -> None:
    assert number(value, digits) == conventional
    assert number(value, digits, "si") == si


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(2.5, 2, "2.5"), (200, 0, "200"), (0.5, 0, "0.5"), (4.9903, 2, "4.99"), (1000, 1, "1,000")],
)
def test_bounds_lose_idle_zeros_and_gain_needed_digits(
    value: float, digits: int, text: str
) -> None:
    assert bound_number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "bound", "text"),
    [
        (200.4, 200.0, "200.4"),  # "200" beside a limit of 200 would look like a wrong flag
        (199.6, 200.0, "199.6"),
        (199.4, 200.0, "199"),
        (200.0, 200.0, "200"),
        (312.4, 200.0, "312"),
    ],
)
def test_rounding_never_crosses_a_limit(value: float, bound: float, text: str) -> None:
    assert number_beside(value, 0, [bound, None]) == text


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("mg/d", "mg/d"),
        ("umol/L", "µmol/L"),
        ("μmol/L", "µmol/L"),  # Greek mu becomes the micro sign
        ("mL/min/1.73m2", "mL/min/1.73 m²"),
        ("pH", ""),
        ("ratio", ""),
    ],
)
def test_units(unit: str, text: str) -> None:
    assert unit_text(unit) == text


def test_arrows_and_ranges() -> None:
    assert [arrow(flag) for flag in ("low", "normal", "high", "unknown")] == ["↓", "", "↑", ""]
    assert range_text(None, 200, 0) == "≤ 200"
    assert range_text(320, None, 0) == "≥ 320"
    assert range_text(5.5, 6.5, 1) == "5.5–6.5"
    assert range_text(None, None, 1) == ""


def test_result_in_both_unit_systems() -> None:
    calcium = result("urine_calcium", 312, (None, 200))
    assert shown(calcium).amount == "312 mg/d"
    # 312 / 40.078 = 7.785, 200 / 40.078 = 4.990
    assert shown(calcium, "si").amount == "7.78 mmol/d"
    assert shown(calcium, "si").high == pytest.approx(4.9903, abs=1e-4)
    creatinine = result("serum_creatinine", 1.0, (0.6, 1.1))
    assert shown(creatinine, "si").amount == "88 µmol/L"  # 10,000 / 113.12


def test_a_goal_is_never_a_limit() -> None:
    volume = shown(result("urine_volume", 1.35, goal=(2.5, None), goal_only=True))
    assert (volume.low, volume.high) == (None, None)
    assert volume.goal_low == 2.5


@pytest.mark.parametrize(
    ("value", "lower", "upper", "text"),
    [
        (None, 0.0, 50.0, "<50"),
        (50.0, 0.0, 50.0, "<50"),  # the bound may stand in `value` too
        (None, None, 0.5, "<0.5"),
        (400.0, 400.0, None, ">400"),
        (None, 12.0, 18.0, "12–18"),
    ],
)
def test_censored_values_print_their_comparator(
    value: float | None, lower: float | None, upper: float | None, text: str
) -> None:
    seen = shown(result("urine_citrate", value, lower=lower, upper=upper))
    assert seen.text == text
    assert seen.exact is None


def test_censored_bound_is_converted() -> None:
    # 50 / 192.123 = 0.260
    seen = shown(result("urine_citrate", 50, lower=0.0, upper=50, text="<50"), "si")
    assert seen.amount == "<0.26 mmol/d"


def test_laboratory_range_is_recognised() -> None:
    printed = Limits(
        id="laboratory",
        low=15,
        high=65,
        unit="pg/mL",
        kind="reference_interval",
        authority="the laboratory",
        source=None,
    )
    pth = result("serum_pth", 88, (15, 65))
    theirs = pth.model_copy(update={"limits": printed, "lab_limits": printed})
    assert by_laboratory(theirs)
    beside = pth.model_copy(update={"lab_limits": printed})
    assert not by_laboratory(beside)

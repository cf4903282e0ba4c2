"""A number in a sentence is the number of the strip above it, on its own side of every limit."""

from __future__ import annotations

import re

import pytest

from tests.support.panels import panel_of
from tests.support.patient import report_of
from uroscope.knowledge import load
from uroscope.model import Finding, Review
from uroscope.numerals import number
from uroscope.present.text import Style, review_text
from uroscope.reviewing import review_panel


def review(si: bool = False, **case: object) -> Review:
    given = {"sex": "female", "age": 60, "hours": 24, "weight_kg": 65, **case}
    (found,) = review_panel(panel_of(given), load().profile("stone_us"), si)
    return found


def finding(found: Review, name: str) -> Finding:
    return next(item for item in found.findings if item.id == name)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(312.5, 0, "313"), (313.5, 0, "314"), (2.675, 2, "2.68"), (0.25, 1, "0.25"), (5.25, 1, "5.3")],
)
def test_a_half_is_rounded_up_as_laboratories_do(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        # 1.1 to 1 is 9 % less, 5.4 to 5 is 7 % less; 9.4 to 9 is 4 % less, and stands.
        (1.1, 0, "1.1"), (5.4, 0, "5.4"), (9.4, 0, "9"), (3.0, 0, "3"), (0.84, 1, "0.8"),
        (0.0125, 2, "0.013"), (0.0043, 2, "0.0043"), (32.4, 0, "32"),
    ],
)  # fmt: skip
def test_rounding_moves_no_value_by_more_than_a_twentieth(
    value: float, digits: int, text: str
) -> None:
    assert number(value, digits) == text
    assert abs(float(text) - value) <= 0.05 * value


def test_a_little_oxalate_is_printed_as_measured() -> None:
    panel = panel_of({"sex": "male", "age": 45, "hours": 24, "urine_oxalate": 1.1})
    (review,) = review_panel(panel, load().profile("stone_us"))
    printed = review_text(review, report_of(review), "conventional", Style(width=100))
    assert "Oxalate 1.1 mg/d" in printed
    # 1.1 / 88.02 = 0.0125 mmol
    assert "Oxalate 0.012 mmol/d" in review_text(review, report_of(review), "si", Style(width=100))


def test_a_ratio_just_below_a_threshold_is_not_rounded_onto_it() -> None:
    # 231 × 0.8 / (860 × 10.9) = 0.0197: with three decimals it would stand as "0.020, between
    # 0.01 and 0.02".
    found = review(
        urine_calcium=231, urine_creatinine=860, serum_creatinine=0.8, serum_calcium=10.9,
        serum_pth=88,
    )  # fmt: skip
    why = " ".join(finding(found, "primary_hyperparathyroidism").why)
    assert "Clearance ratio 0.0197, between 0.01 and 0.02" in why
    # 0.0246 is far from both and needs no more than its three decimals.
    far = review(
        urine_calcium=288, urine_creatinine=860, serum_creatinine=0.8, serum_calcium=10.9,
        serum_pth=88,
    )  # fmt: skip
    assert "0.025" in " ".join(finding(far, "primary_hyperparathyroidism").why)


@pytest.mark.parametrize(("volume", "text"), [(1.995, "1.995 L"), (1.35, "1.35 L")])
def test_a_value_near_a_number_of_its_sentence_keeps_its_side(volume: float, text: str) -> None:
    # "1.995 L against a goal of 2.5 L (AUA; ACP 2.0 L)": rounded, it would reach the ACP's 2.0 L.
    why = finding(review(urine_volume=volume), "low_urine_volume").why[0]
    assert why.startswith(text)


@pytest.mark.parametrize("pth", [65.3, 80.4, 102.2])
def test_a_value_stands_on_its_side_of_its_limit_in_strip_and_sentence(pth: float) -> None:
    # A limit 0.4 below it, whole: without a decimal the two would print alike.
    limits = {"serum_pth": [15, round(pth - 0.4)]}
    found = review(serum_calcium=11.0, serum_pth=pth, lab_limits=limits)
    printed = review_text(found, report_of(found), "conventional", Style(width=100))
    assert f"PTH {pth} pg/mL ↑{round(pth - 0.4)}" in printed
    assert f"PTH {pth} pg/mL" in " ".join(finding(found, "primary_hyperparathyroidism").why)


def test_a_limit_is_not_rounded_across_the_value_beside_it() -> None:
    # A limit of 65.6 is printed as 66 where nothing stands between the two.
    far = review(serum_calcium=11.0, serum_pth=90, lab_limits={"serum_pth": [15, 65.6]})
    assert "90 pg/mL ↑66" in review_text(far, report_of(far), "conventional", Style(width=100))
    near = review(serum_calcium=11.0, serum_pth=65.8, lab_limits={"serum_pth": [15, 65.6]})
    printed = review_text(near, report_of(near), "conventional", Style(width=100))
    assert "66 pg/mL ↑65.6" in printed


def test_thousands_are_parted_alike_in_strip_and_sentence() -> None:
    case = {"urine_uric_acid": 1130, "urine_creatinine": 1160, "serum_calcium": 9.4}
    found = review(**case)
    printed = review_text(found, report_of(found), "conventional", Style(width=100))
    assert "Uric acid 1,130 mg/d ↑" in printed
    assert not re.search(r"\b1130\b", printed)
    assert "1,130 mg/d" in " ".join(finding(found, "hyperuricosuria").why)

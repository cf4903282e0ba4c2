"""A number in a sentence is the number of the strip above it."""

from __future__ import annotations

import pytest

from tests.support.panels import panel_of
from tests.support.patient import report_of
from uroscope.interpret.explain.sentences import number_text
from uroscope.knowledge import load
from uroscope.present.numbers import number
from uroscope.present.text import Style, review_text
from uroscope.reviewing import review_panel


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(312.5, 0, "313"), (313.5, 0, "314"), (2.675, 2, "2.68"), (0.25, 1, "0.25"), (5.25, 1, "5.3")],
)
def test_a_half_is_rounded_up_as_laboratories_do(value: float, digits: int, text: str) -> None:
    assert number_text(value, digits) == text


@pytest.mark.parametrize("digits", [0, 1, 2])
def test_sentence_and_strip_agree_on_every_half(digits: int) -> None:
    for count in range(5, 1000):
        value = (10 * count + 5) / 10 ** (digits + 1)
        if value >= 5 * 10.0**-digits:
            assert number_text(value, digits) == number(value, digits, "si").replace("\u202f", "")


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
    assert number_text(value, digits) == text
    assert number(value, digits) == text
    assert abs(float(text) - value) <= 0.05 * value


@pytest.mark.parametrize("digits", [0, 1, 2])
def test_sentence_and_strip_agree_on_small_values_too(digits: int) -> None:
    for count in range(1, 500):
        value = count / 10 ** (digits + 2)
        assert number_text(value, digits) == number(value, digits, "si").replace("\u202f", "")


def test_a_little_oxalate_is_printed_as_measured() -> None:
    panel = panel_of({"sex": "male", "age": 45, "hours": 24, "urine_oxalate": 1.1})
    (review,) = review_panel(panel, load().profile("stone_us"))
    printed = review_text(review, report_of(review), "conventional", Style(width=100))
    assert "Oxalate 1.1 mg/d" in printed
    # 1.1 / 88.02 = 0.0125 mmol
    assert "Oxalate 0.012 mmol/d" in review_text(review, report_of(review), "si", Style(width=100))

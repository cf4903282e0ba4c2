"""A number in a sentence is the number of the strip above it."""

from __future__ import annotations

import pytest

from uroscope.interpret.explain.sentences import number_text
from uroscope.present.numbers import number


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

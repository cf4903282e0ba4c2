"""The measuring stick measured: syllables counted by hand, one grade worked out by hand."""

from __future__ import annotations

import pytest

from tests.support.readability import grade, sentences, syllables, words

BY_HAND = {
    1: "urge stone stones salt blood food call pain grams drink passed brings clear stays goes "
    "house through high makes strained rinsed one's germ dye teeth whole place squeezed",
    2: "urine kidney kidneys citrate water doctor litres table level fever closely needed wanted "
    "hormone something protein cheeses boxes acid being people special teaspoon ounces dissolve "
    "poultry's phosphate neighbour create quiet places dishes little sample "
    "breakfast vomit smaller urate",
    3: "calcium oxalate vitamin medicine medicines natural hospital together condition area "
    "minerals emotion radio period usual family tomorrow dangerous however",
    4: "potassium magnesium emergency vegetables information usually ammonium original experience",
    5: "abnormality university",
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "count"), [(word, n) for n, text in BY_HAND.items() for word in text.split()]
)
def test_syllables_counted_by_hand(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_list_counted_by_hand_is_long_enough() -> None:
    assert len({word for text in BY_HAND.values() for word in text.split()}) >= 60


def test_a_number_is_read_digit_by_digit() -> None:
    assert [syllables(number) for number in ("6", "38", "100.4", "1,000")] == [1, 2, 4, 4]


def test_a_decimal_point_ends_no_sentence_and_a_line_does() -> None:
    text = "It was 1.4 litres. Is that little?\nfever of 38 °C (100.4 °F)\n- shaking"
    assert sentences(text) == [
        "It was 1.4 litres", "Is that little", "fever of 38 °C (100.4 °F)", "- shaking",
    ]  # fmt: skip
    assert words("About 1.4 litres, don't worry.") == ["About", "1.4", "litres", "don't", "worry"]


def test_a_grade_by_hand() -> None:
    # Words 11, sentences 2; syllables: The 1 doc-tor 2 will 1 call 1 you 1, Keep 1 your 1
    # kid-neys 2 in 1 good 1 or-der 2: 14.
    # 0.39 * 11 / 2 + 11.8 * 14 / 11 - 15.59 = 2.145 + 15.018 - 15.59.
    assert grade("The doctor will call you. Keep your kidneys in good order.") == pytest.approx(
        1.573, abs=0.001
    )


def test_long_words_and_long_sentences_raise_the_grade() -> None:
    plain = grade("You made little urine. Drink more water.")
    assert grade("You made little urine, so drink more water.") > plain
    assert grade("Insufficient hydration concentrates urinary constituents.") > 12

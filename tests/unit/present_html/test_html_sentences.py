"""Which numbers of a sentence are this collection's values: with unit or name, never a limit."""

from __future__ import annotations

import pytest
from html_cases import INDICES, RESULTS, result

from uroscope.present.page.sentences import Marker, Piece, state_of

MARKER = Marker(RESULTS, INDICES, "conventional")


def marked(sentence: str, marker: Marker = MARKER, context: str = "") -> list[tuple[str, str]]:
    pieces = marker.pieces(sentence, context)
    assert "".join(piece.text for piece in pieces) == sentence
    return [(piece.text, piece.state) for piece in pieces if piece.state]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # A value with its whole unit is found wherever it stands.
        ("Blood calcium 10.9 mg/dL with PTH 88 pg/mL.", ["10.9 mg/dL high", "88 pg/mL high"]),
        ("It is 240 mg/d.", ["240 mg/d low"]),
        # A missed goal is not a crossed limit.
        ("1.35 L/d, 1.15 L short of the goal.", ["1.35 L/d below_goal"]),
        # Inside its limits: a value of this collection, without colour.
        ("Uric acid 610 mg/d is fine.", ["610 mg/d value"]),
        # An index is a value too.
        ("The clearance ratio is 0.018.", []),
        ("The calcium/creatinine clearance ratio is 0.018.", ["0.018 value"]),
        # A bare number needs its name in the sentence.
        ("pH 6.1 over 24 h.", ["6.1 value"]),
        ("It was 6.1 over 24 h.", []),
        ("Of the calcium, 94 of the 312 mg.", ["312 mg high"]),
        ("94 of the 312 mg.", []),
        # pH is not in phosphorus.
        ("Phosphorus 6.1 is another matter.", []),
        # Another unit is another quantity: 88 kg is not PTH, 58 years is not oxalate.
        ("PTH and a weight of 88 kg.", []),
        ("Oxalate in someone of 58 years.", []),
        ("Calcium 312 mg/dL would be absurd.", []),
        # The end of a range, or somebody's limit, is no value even where it equals one.
        ("Salt adds 32 to 312 mg of calcium.", []),
        ("Oxalate runs from 58 to 90 mg/d.", []),
        ("Salt adds 32 mg to 312 mg of calcium, or 32 - 312.", []),
        ("Oxalate 58 mg/d to 90 mg/d.", []),
        ("Calcium above 312 mg/d is rare.", []),
        ("PTH limit 88 pg/mL.", []),
        ("A goal of 1.35 L/d.", []),
        # Parts of longer numbers do not match.
        ("Calcium 3124 mg/d, 1.312 mg/d, 312.5 mg/d, C-312.", []),
        # Thousands are written with and without a comma.
        ("Creatinine 1,163 mg/d or 1163 mg/d.", ["1,163 mg/d value", "1163 mg/d value"]),
        # A censored value is found with its sign.
        ("Plasma oxalate <5 µmol/L.", ["<5 µmol/L value"]),
        ("No number here.", []),
        ("", []),
    ],
)
def test_a_number_is_marked_when_it_is_a_value_of_the_review(
    sentence: str, expected: list[str]
) -> None:
    assert [f"{text} {state}" for text, state in marked(sentence)] == expected


def test_the_title_above_may_name_the_analyte_of_a_bare_number() -> None:
    sentence = "Some 32 to 94 mg of the 312 mg."
    assert marked(sentence) == []
    assert marked(sentence, context="Salt adds to the urine calcium") == [("312 mg", "high")]


def test_of_two_values_that_print_alike_the_one_named_last_before_it_decides() -> None:
    high = result("urine_oxalate", 88, (None, 40))
    low = result("urine_citrate", 88, (320, None))
    marker = Marker([high, low], [], "conventional")
    assert marked("Citrate is low, oxalate 88 mg/d.", marker) == [("88 mg/d", "high")]
    assert marked("Oxalate is high, citrate 88 mg/d.", marker) == [("88 mg/d", "low")]
    assert marked("Both of them: 88 mg/d.", marker) == [("88 mg/d", "value")]


def test_si_sentences_are_read_in_si_units_only() -> None:
    marker = Marker(RESULTS, INDICES, "si")
    # 312 / 40.078 = 7.785, printed 7.78; 240 / 192.123 = 1.249, printed 1.25.
    assert marked("Calcium 7.78 mmol/d, citrate 1.25 mmol/d.", marker) == [
        ("7.78 mmol/d", "high"),
        ("1.25 mmol/d", "low"),
    ]
    assert marked("Calcium 312 mg/d.", marker) == []


def test_a_unit_is_found_as_stored_and_as_printed() -> None:
    urate = result("plasma_oxalate", 7.0, (None, 2.0)).model_copy(update={"unit": "umol/L"})
    marker = Marker([urate], [], "conventional")
    assert marked("It is 7.0 umol/L, that is 7.0 µmol/L.", marker) == [
        ("7.0 umol/L", "high"),
        ("7.0 µmol/L", "high"),
    ]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (result("urine_calcium", 312, (None, 200)), "high"),
        (result("urine_citrate", 240, (320, None), goal=(600, None)), "low"),
        (result("urine_citrate", 410, (320, None), goal=(600, None)), "below_goal"),
        (result("urine_sodium", 128, (None, 150), goal=(None, 100)), "above_goal"),
        (result("urine_volume", 1.35, goal=(2.5, None), goal_only=True), "below_goal"),
        (result("urine_calcium", 140, (None, 200)), "value"),
        (result("urine_calcium", 140), "open"),
        (result("urine_calcium", 400, (None, 200), flag="unknown"), "open"),
    ],
)
def test_a_crossed_limit_a_missed_goal_and_no_verdict_are_told_apart(
    given: object, state: str
) -> None:
    assert state_of(given) == state  # type: ignore[arg-type]


def test_a_value_without_verdict_is_never_coloured() -> None:
    marker = Marker([result("urine_calcium", 400, (None, 200), flag="unknown")], [], "conventional")
    assert marker.pieces("400 mg/d") == (Piece("400 mg/d", "value"),)

"""The stone analysis set against today's urine, one sentence each; never a likelihood."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.panels import panel_of
from uroscope.knowledge import load
from uroscope.model import StoneComparison
from uroscope.reviewing import review_panel

ACID: dict[str, Any] = {
    "sex": "male", "age": 60, "urine_ph": 5.1, "urine_uric_acid": 800, "urine_volume": 1.5,
}  # fmt: skip
WELL = {"sex": "male", "age": 60, "urine_ph": 6.0, "urine_volume": 2.8, "urine_calcium": 150}


def comparison(case: dict[str, Any], stone: str = "") -> StoneComparison | None:
    panel = panel_of({**case, "stone_analysis": stone})
    return review_panel(panel, load().profile("stone_us"))[0].stone_comparison


@pytest.mark.parametrize(
    ("stone", "verdict", "said"),
    [
        ("uric acid 100 %", "agrees", "The stone was uric acid 100 %; today's urine favours the"),
        ("uric acid dihydrate", "agrees", "favours the same"),
        ("calcium phosphate 80 %, uric acid 20 %", "in_part", "only a part of it"),
        ("struvite 100%", "differs", "a new type, treatment or food since then"),
        ("", "not_done", "No stone analysis is given; today's urine favours uric acid"),
        ("none", "not_done", "No stone analysis is given"),
        ("sent away", "unread", "no component that is known here"),
    ],
)
def test_verdict(stone: str, verdict: str, said: str) -> None:
    found = comparison(ACID, stone)
    assert found is not None
    assert found.verdict == verdict
    assert said in found.text


def test_calcium_phosphate_stone_in_acid_urine_is_a_new_type_or_treatment() -> None:
    found = comparison({**ACID, "urine_volume": 2.8, "urine_calcium": 100}, "apatite 90 %")
    assert found is not None
    assert found.verdict == "differs"
    assert found.text.startswith("The stone was apatite 90 %; today's urine favours uric acid")


def test_a_further_favoured_type_is_named_beside_the_same() -> None:
    salty = {"urine_calcium": 310, "urine_sodium": 230, "serum_calcium": 9.4}
    found = comparison({**ACID, **salty}, "calcium oxalate 100 %")
    assert found is not None
    assert found.verdict == "agrees"
    assert "favours the same, and " in found.text
    assert "uric acid" in found.text


def test_percents_and_the_narrowest_names() -> None:
    found = comparison(ACID, "COM 70 / COD 20 / apatite 10")
    assert found is not None
    assert [(c.component, c.percent) for c in found.components] == [
        ("calcium_oxalate_monohydrate", 70.0),
        ("calcium_oxalate_dihydrate", 20.0),
        ("apatite", 10.0),
    ]


def test_nothing_favoured_and_nothing_analysed_says_nothing() -> None:
    assert comparison(WELL) is None


@pytest.mark.parametrize("stone", ["calcium oxalate 100 %", "cystine 100 %", "struvite 100 %"])
def test_a_quiet_urine_leaves_the_question_open(stone: str) -> None:
    """A cystine or struvite stone is itself a finding; that does not make the urine favour it."""
    found = comparison(WELL, stone)
    assert found is not None
    assert found.verdict == "open"


def test_parts_of_oxalate_add_up_before_the_main_one_is_chosen() -> None:
    # 35 + 30 % calcium oxalate outweigh 35 % apatite
    calcium = {"sex": "male", "age": 60, "urine_oxalate": 60, "serum_creatinine": 1.0,
               "urine_calcium": 150, "urine_volume": 2.8}  # fmt: skip
    found = comparison(calcium, "COM 35 %, COD 30 %, apatite 35 %")
    assert found is not None
    assert found.verdict == "agrees"
    assert [a.type for a in found.advice] == ["calcium_oxalate"]


def test_advice_of_the_analysed_type_with_its_conditions() -> None:
    found = comparison(ACID, "uric acid 100 %")
    assert found is not None
    (advice,) = found.advice
    assert advice.type == "uric_acid"
    alkali = [t for t in (*advice.advice, *advice.habits) if re.search("(?i)alkali|less acid", t)]
    assert alkali
    assert all("only once potassium and kidney function are known" in t for t in alkali)
    assert advice.sources


def test_unsafe_advice_is_left_out() -> None:
    found = comparison({**ACID, "serum_potassium": 5.8}, "uric acid 100 %")
    assert found is not None
    assert not any("citrus" in text for text in found.advice[0].habits)


def test_no_sentence_states_a_likelihood() -> None:
    words = load().record["stone_comparison"]
    types = load().record["stone_types"].values()
    said = [v for v in words.values() if isinstance(v, str) and v not in (words["locator"],)]
    said += [s["text"] for t in types for s in t["advice"]] + [t["favoured_by"] for t in types]
    said.remove(words["convention"])
    assert not [t for t in said if re.search(r"\d\s*%|likely|probab|chance", t)]


def test_without_urine_nothing_is_said_of_it() -> None:
    blood = {"sex": "female", "age": 50, "serum_calcium": 11.2, "serum_pth": 90}
    assert comparison(blood) is None
    found = comparison(blood, "apatite 90 %")
    assert found is not None
    assert found.text == "The stone was apatite 90 %; no urine was measured to set beside it."


def test_this_urines_ph_speaks_against_a_type() -> None:
    # Salt and little urine favour both calcium stones; below pH 6.0 only the oxalate is left.
    salty = {"sex": "male", "age": 60, "urine_sodium": 230, "urine_volume": 1.2}
    said = {ph: comparison({**salty, "urine_ph": ph}) for ph in (5.4, 6.4)}
    assert said[5.4] is not None
    assert said[6.4] is not None
    assert "phosphate" not in said[5.4].text
    assert "phosphate" in said[6.4].text

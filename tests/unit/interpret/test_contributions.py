"""What part of a number goes with another: by hand, and withheld where it must be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.panels import panel_of
from uroscope.knowledge import load
from uroscope.model import Contribution, Review
from uroscope.present.words import contributions_under
from uroscope.reviewing import review_panel

WOMAN: dict[str, Any] = {
    "sex": "female", "age": 45, "weight_kg": 65, "height_cm": 166, "hours": 24,
    "urine_calcium": 320, "urine_sodium": 200, "urine_creatinine": 1150, "serum_calcium": 9.4,
}  # fmt: skip
SALT = "Sodium above 100 mmol goes with"


def review_of(si: bool = False, **changes: Any) -> Review:
    case = {k: v for k, v in {**WOMAN, **changes}.items() if v is not None}
    return review_panel(panel_of(case), load().profile("stone_us"), si)[0]


def named(review: Review, name: str) -> Contribution | None:
    return next((c for c in review.contributions if c.id == name), None)


def printed(review: Review) -> str:
    homes: list[str | None] = [f.id for f in review.findings if f.rank]
    return " ".join(t for home in [*homes, None] for t in contributions_under(review, home))


def test_salt_by_hand() -> None:
    # 200 − 100 = 100 mmol: 27 and 80 mg; of 320 mg: 8.4 and 25 %
    found = named(review_of(), "sodium_calcium")
    assert found is not None
    assert (found.low, found.high, found.unit) == (27.0, 80.0, "mg/d")
    assert found.share == "8 to 25 %"
    assert "27 to 80 mg/d" in found.text
    assert "never subtracted" in found.text
    assert found.finding == "sodium_driven_hypercalciuria"
    assert {s.key for s in found.sources} >= {"eisner_2009", "massey_1995"}


def test_the_golden_range() -> None:
    # 20 mmol above the goal: 20 × 0.27 = 5.4 and 20 × 0.80 = 16
    found = named(review_of(urine_sodium=120, urine_calcium=330), "sodium_calcium")
    assert found is not None
    assert "5 to 16 mg/d" in found.text


def test_si_units() -> None:
    # 27 and 80 mg over 40.078 mg per mmol
    found = named(review_of(si=True), "sodium_calcium")
    assert found is not None
    assert "0.67 to 2.00 mmol/d" in found.text
    assert (found.low, found.high) == (27.0, 80.0)


def test_protein_by_hand() -> None:
    # (16 + 0.031 × 65) × 6.25 = 112.6 g; 47.6 g above 65 g: 27.1 and 57.1 mg
    found = named(review_of(urine_urea_nitrogen=16), "protein_calcium")
    assert found is not None
    assert (round(found.low or 0, 1), round(found.high or 0, 1)) == (27.1, 57.1)
    assert found.finding == "high_acid_load_animal_protein"


def test_the_result_itself_is_untouched() -> None:
    with_salt, without = review_of(), review_of(urine_sodium=None)
    values = [
        next(r.value for r in review.results if r.analyte == "urine_calcium")
        for review in (with_salt, without)
    ]
    assert values == [320.0, 320.0]


def test_nothing_is_said_twice() -> None:
    acid = review_of(
        urine_ph=5.1, urine_uric_acid=700, urine_volume=1.5, urine_calcium=140, urine_sodium=90
    )
    found = named(acid, "uric_acid_undissociated")
    assert found is not None
    assert found.said
    assert found.share == "64 %"
    assert "undissociated" not in printed(acid)
    assert printed(review_of()).count(SALT) == 1


@pytest.mark.parametrize("missing", ["urine_sodium", "urine_calcium"])
def test_missing_input_prints_nothing(missing: str) -> None:
    review = review_of(**{missing: None})
    assert SALT not in printed(review)
    found = named(review, "sodium_calcium")
    assert found is None or (found.low is None and found.text == "" and found.withheld)


@pytest.mark.parametrize("censored", [{"urine_sodium": ">180"}, {"urine_calcium": ">300"}])
def test_censored_input_prints_nothing(censored: dict[str, str]) -> None:
    review = review_of(**censored)
    assert "of the urine calcium" not in printed(review)
    found = named(review, "sodium_calcium")
    assert found is not None
    assert found.low is None
    assert "bound" in (found.withheld or "")


# 65 kg: 500 mg is 7.7 mg/kg, 2000 mg is 31 mg/kg (limits 11 and 20 × 1.25)
@pytest.mark.parametrize(
    ("creatinine", "why"), [(500, "may be incomplete"), (2000, "longer than a day")]
)
def test_under_and_over_collection_withhold_and_say_so(creatinine: float, why: str) -> None:
    review = review_of(urine_creatinine=creatinine)
    found = named(review, "sodium_calcium")
    assert found is not None
    assert found.low is None
    assert found.high is None
    assert why in (found.withheld or "")
    assert SALT not in printed(review)
    assert "not estimated" in printed(review)


def test_a_short_day_withholds() -> None:
    found = named(review_of(hours=18), "sodium_calcium")
    assert found is not None
    assert found.low is None
    assert "not a day" in (found.withheld or "")


def test_a_concentration_does_not_need_a_whole_day() -> None:
    review = review_of(urine_creatinine=500, urine_ph=5.1, urine_uric_acid=700, urine_volume=1.5)
    found = named(review, "uric_acid_undissociated")
    assert found is not None
    assert round(found.low or 0) == 299


def test_normal_calcium_and_children_hear_nothing() -> None:
    assert named(review_of(urine_calcium=150), "sodium_calcium") is None
    assert SALT not in printed(review_of(age=9))

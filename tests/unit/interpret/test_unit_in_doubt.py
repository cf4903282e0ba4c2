"""A value whose unit may be wrong stands as printed; what rests on it says that it is in doubt."""

from __future__ import annotations

import uroscope
from tests.properties.accounting import panel_of_texts
from uroscope.model import Review

# 180 mg of sodium / 22.99 = 7.8 mmol; in mmol 180 would be a usual day.
HEAD = "patient_id,sex,age,urine_volume (L/d),urine_oxalate (mg/d),urine_magnesium (mg/d),"


def review_of(sodium: str, values: str, magnesium: str = "90") -> Review:
    text = f"{HEAD}urine_sodium ({sodium})\nP1,female,44,1.35,55,{magnesium},{values}\n"
    return uroscope.review(panel_of_texts(text))[0]


def said(review: Review) -> list[str]:
    return [s for f in review.findings for s in (*f.why, *f.for_, *f.against, *f.cautions)]


def test_every_sentence_that_rests_on_it_says_so() -> None:
    review = review_of("mg/d", "180")
    on_sodium = [sentence for sentence in said(review) if "odium" in sentence]
    assert len(on_sodium) >= 2
    for sentence in on_sodium:
        assert sentence.endswith("(the unit of sodium is in doubt).")
    # What stands on other values is left alone.
    assert "Oxalate 55 mg/d." in " ".join(said(review))
    assert not any("doubt" in s for s in said(review) if "odium" not in s)


def test_the_same_amount_in_a_unit_without_doubt_is_said_plainly() -> None:
    for unit, value in (("mmol/d", "30"), ("mmol/d", "180")):
        assert not any("in doubt" in sentence for sentence in said(review_of(unit, value)))


def test_two_such_values_in_one_review_are_each_named() -> None:
    # 10 mg of magnesium is below the usual 15; 10 mmol, 243 mg, is usual.
    texts = " ".join(said(review_of("mg/d", "180", magnesium="10")))
    assert "(the unit of magnesium is in doubt)" in texts
    assert "(the unit of sodium is in doubt)" in texts


def test_a_patient_cannot_check_it_and_is_not_told_to_doubt() -> None:
    review = review_of("mg/d", "180", magnesium="10")
    assert not any("doubt" in note for f in review.findings for note in f.patient_why)

"""What is said beside a change: why less salt may not help at once, which salt passes 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tests.support.patient import report_of, review_of
from uroscope.derive.saturation.constants import IONS, SALTS, ConstantSet, constant_set
from uroscope.derive.saturation.solids import saturation
from uroscope.derive.saturation.speciation import speciate
from uroscope.knowledge import load
from uroscope.model import Review
from uroscope.present.text import Style, review_text

# A man on a thiazide: much sodium, urine calcium inside its limits, so little of it to lose.
SALTED: Mapping[str, object] = {
    "sex": "male", "age": 49, "hours": 24, "weight_kg": 88, "urine_volume": 2.0,
    "urine_calcium": 210, "urine_oxalate": 33, "urine_citrate": 380, "urine_uric_acid": 650,
    "urine_sodium": 230, "urine_potassium": 70, "urine_magnesium": 100, "urine_phosphorus": 1000,
    "urine_ph": 5.9, "urine_creatinine": 1800,
}  # fmt: skip
LESS_SALT = "less sodium binds less oxalate"


def notes(review: Review) -> dict[str, str]:
    assert review.saturation is not None
    return {s.id: s.note or "" for s in review.saturation.scenarios}


def text_of(review: Review) -> str:
    printed = review_text(review, report_of(review), "conventional", Style(width=80))
    return " ".join(printed.split())


def calcium_oxalate(constants: ConstantSet, sodium: float) -> float:
    """Return the ratio [-] of one urine at a sodium concentration [mmol/L]."""
    rest = {"potassium": 35, "calcium": 2.62, "magnesium": 2.06, "ammonium": 15, "chloride": 115,
            "phosphate": 16.1, "sulfate": 10, "oxalate": 0.187, "citrate": 0.47,
            "urate": 1.93}  # fmt: skip
    mmol = np.array([[{"sodium": sodium, **rest}[ion]] for ion in IONS])
    solved = speciate(mmol / 1000, np.array([5.9]), constants)
    return float(saturation(solved, constants).ss[SALTS.index("calcium_oxalate"), 0])


def test_what_sodium_does_to_calcium_oxalate_is_mostly_the_oxalate_it_binds() -> None:
    # The sentence names binding as the reason; without complexes of sodium the rise nearly goes,
    # and what is left is ionic strength.
    shipped = constant_set(load().record["chemistry"]["equil2_v5"])
    with_sodium = shipped.stoichiometry[:, IONS.index("sodium")] > 0
    unbound = replace(shipped, beta=np.where(with_sodium, 0.0, shipped.beta))
    rise = calcium_oxalate(shipped, 50) / calcium_oxalate(shipped, 115) - 1
    of_ionic_strength = calcium_oxalate(unbound, 50) / calcium_oxalate(unbound, 115) - 1
    assert rise > 0.10
    assert 0 < of_ionic_strength < rise / 2


def test_a_rise_with_less_salt_is_explained_once() -> None:
    review = review_of(**SALTED)
    assert LESS_SALT in notes(review)["sodium_goal"]
    assert text_of(review).count(LESS_SALT) == 1
    assert f"sodium 100 mmol: {LESS_SALT}" in text_of(review)


def test_nothing_is_explained_where_less_salt_lowers_it() -> None:
    # 160 mmol less take 43 of his 120 mg at least: more than a third of it is enough.
    review = review_of(**{**SALTED, "urine_calcium": 120, "urine_sodium": 260})
    assert notes(review)["sodium_goal"] == ""
    assert LESS_SALT not in text_of(review)


def test_a_ph_that_lets_brushite_pass_1_says_so() -> None:
    acid = {**SALTED, "urine_ph": 5.2, "serum_potassium": 4.2, "serum_creatinine": 0.9}
    review = review_of(**acid)
    assert notes(review)["ph_6_5"] == "brushite would pass 1, above which crystals can grow"
    assert "pH 6.0, pH 6.5: brushite would pass 1" in text_of(review)


def test_no_amount_per_day_is_set_where_the_collection_was_no_day() -> None:
    # 500 mg of creatinine at 88 kg are 5.7 mg/kg, below half of the 14 of men.
    lost = {**SALTED, "urine_creatinine": 500, "urine_volume": 0.7}
    review = review_of(**lost)
    assert review.statuses["collection_under"] == "supported"
    assert review.saturation is not None
    assert {s.id for s in review.saturation.scenarios} <= {"oxalate_less", "ph_6_0", "ph_6_5"}
    whole = review_of(**{**SALTED, "urine_volume": 0.7})
    assert whole.saturation is not None
    assert "volume_goal" in {s.id for s in whole.saturation.scenarios}

"""Index values: worked numbers from outside, and where a result is withheld, with the reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from uroscope.derive.definitions import (
    ACID,
    ALKALINE,
    APART,
    CHILD,
    IMPLAUSIBLE,
    INDICES,
    REASONS,
    SEX,
    UNDEFINED,
)
from uroscope.derive.indices import indices
from uroscope.derive.specimen import acid_bottle
from uroscope.knowledge import load
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.places import knowledge_folder
from uroscope.tables import Derived, Origin, Panel

SUBJECT = ("sex", "age", "weight_kg", "height_cm", "preservative")
RECORDS = read_yaml(knowledge_folder() / "indices.yaml").data["indices"]
WORKED = [
    pytest.param(name, check, id=f"{name}-{number}")
    for name, record in RECORDS.items()
    for number, check in enumerate(record["worked"])
]


def panel_of(**given: object) -> Panel:
    """One collection: subject values as rows, anything else as an analyte."""
    rows = {name: [given.pop(name)] for name in SUBJECT if name in given}
    frame = pd.DataFrame(rows, index=range(1))
    return Panel(frame, {name: np.array([value], float) for name, value in given.items()})


def one(name: str, **given: object) -> float:
    return float(indices(panel_of(**given)).values[name][0])


def why(derived: Derived, name: str) -> int:
    return int(derived.reason[name][0]) if name in derived.reason else 0


@pytest.mark.parametrize(("name", "check"), WORKED)
def test_worked_check(name, check):
    assert abs(one(name, **check["given"]) - check["result"]) <= check["within"]


def test_every_index_has_a_worked_check():
    assert {name for name, record in RECORDS.items() if record["worked"]} == {i.id for i in INDICES}


def test_uric_acid_former():
    # 63 years, 112 kg, 175 cm, creatinine 20.5 mg/kg, pH 5.1, 700 mg of uric acid in 1.5 L.
    found = indices(
        panel_of(
            sex="male", age=63.0, weight_kg=112.0, height_cm=175.0, urine_creatinine=2296.0,
            urine_ph=5.1, urine_uric_acid=700.0, urine_volume=1.5, urine_sodium=210.0,
        )
    ).values  # fmt: skip
    assert round(found["urine_creatinine_per_kg"][0], 1) == 20.5
    assert round(100 * found["undissociated_uric_acid_fraction"][0]) == 64
    assert round(found["undissociated_uric_acid"][0]) == 299
    assert round(found["salt_intake"][0], 1) == 12.3
    assert round(found["body_mass_index"][0]) == 37


def test_hypercalcaemia_with_a_normal_pth():
    # 61 years, 64 kg, creatinine 17 mg/kg, calcium 330 mg/d, blood 11.0 and 0.8, albumin 4.2.
    found = indices(
        panel_of(
            sex="female", age=61.0, weight_kg=64.0, urine_creatinine=17.0 * 64, urine_calcium=330.0,
            serum_calcium=11.0, serum_creatinine=0.8, serum_albumin=4.2, urine_sodium=120.0,
        )
    ).values  # fmt: skip
    assert round(found["calcium_creatinine_clearance_ratio"][0], 3) == 0.022
    assert round(found["corrected_calcium"][0], 1) == 10.8
    low, high = found["sodium_related_calcium_low"][0], found["sodium_related_calcium_high"][0]
    assert (round(low), round(high)) == (5, 16)


def test_oxalate_after_bypass_is_above_the_limit_of_primary_hyperoxaluria():
    # 104 mg, 80 kg, 165 cm: 1.1816 mmol × 1.73 ÷ √(165 × 80 ÷ 3600) = 2.0441 ÷ 1.9149
    found = one("urine_oxalate_per_bsa", urine_oxalate=104.0, weight_kg=80.0, height_cm=165.0)
    assert found == pytest.approx(1.0675, abs=0.0001)


def test_corrected_calcium_takes_total_calcium_even_beside_an_adjusted_one():
    # 8.0 + 0.8 × 1.5; the laboratory's own 9.9 is another analyte and is not corrected again.
    given = {"serum_calcium": 8.0, "serum_albumin": 2.5}
    assert one("corrected_calcium", **given, serum_calcium_adjusted=9.9) == pytest.approx(9.2)
    assert np.isnan(one("corrected_calcium", serum_calcium_adjusted=9.9, serum_albumin=2.5))


def test_printed_indices_are_never_used():
    printed = {name: 0.5 for name, q in load().quantities.items() if q.specimen == "printed"}
    assert len(printed) > 5
    assert all(np.isnan(v).all() for v in indices(panel_of(**printed)).values.values())


def test_every_index_is_there_whatever_was_measured():
    found = indices(panel_of())
    assert list(found.values) == [index.id for index in INDICES]
    assert all(len(v) == 1 and np.isnan(v).all() for v in found.values.values())
    assert not found.reason
    assert not found.lower


CHILDREN = {
    "expected_creatinine", "urine_creatinine_to_expected", "egfr", "protein_intake",
    "protein_intake_per_kg", "sodium_related_calcium_low", "sodium_related_calcium_high",
    "protein_related_calcium_low", "protein_related_calcium_high", "ap_calcium_oxalate", "tmp_gfr",
}  # fmt: skip
EVERYTHING = {
    "sex": "female", "weight_kg": 60.0, "height_cm": 165.0, "urine_calcium": 200.0,
    "urine_creatinine": 1000.0, "serum_calcium": 9.5, "serum_albumin": 4.0, "urine_ph": 6.0,
    "serum_creatinine": 0.8, "urine_urea_nitrogen": 10.0, "urine_sodium": 150.0,
    "urine_potassium": 60.0, "urine_chloride": 140.0, "urine_volume": 2.0, "urine_oxalate": 30.0,
    "urine_citrate": 500.0, "urine_magnesium": 100.0, "urine_uric_acid": 500.0,
    "urine_cystine": 20.0, "serum_phosphorus": 3.5, "fasting_urine_calcium": 10.0,
    "fasting_urine_creatinine": 100.0, "fasting_urine_phosphorus": 50.0,
}  # fmt: skip


@pytest.mark.parametrize(("age", "withheld"), [(17.9, CHILDREN), (18.0, set())])
def test_adult_equations_are_withheld_under_18(age, withheld):
    found = indices(panel_of(**EVERYTHING, age=age))
    assert {name for name in found.reason if why(found, name) == CHILD} == withheld
    assert {name for name, value in found.values.items() if np.isnan(value[0])} == withheld


def test_an_unknown_age_is_read_as_adult_where_age_is_no_input():
    found = indices(panel_of(**EVERYTHING))
    missing = {name for name, value in found.values.items() if np.isnan(value[0])}
    assert missing == {"egfr", "expected_creatinine", "urine_creatinine_to_expected"}
    assert not found.reason


@pytest.mark.parametrize("sex", ["", "other"])
def test_unknown_sex_is_said(sex):
    found = indices(panel_of(**{**EVERYTHING, "sex": sex}, age=40.0))
    assert {name for name in found.reason if why(found, name) == SEX} == {
        "egfr",
        "expected_creatinine",
        "urine_creatinine_to_expected",
    }
    assert np.isnan(found.values["egfr"][0])


@pytest.mark.parametrize(
    ("ph", "reason"),
    [(1.0, ACID), (3.9, ACID), (4.0, 0), (5.5, 0), (8.0, 0), (8.1, ALKALINE), (9.5, ALKALINE)],
)
def test_ph_that_is_not_the_urines_own(ph, reason):
    found = indices(panel_of(urine_ph=ph, urine_uric_acid=600.0, urine_volume=2.0))
    for name in ("undissociated_uric_acid", "undissociated_uric_acid_fraction"):
        assert why(found, name) == reason
        assert np.isnan(found.values[name][0]) == (reason != 0)


@pytest.mark.parametrize(
    ("text", "acid"),
    [
        ("", False),
        ("none", False),
        ("thymol, refrigerated", False),
        ("no acid added", False),
        ("without HCl", False),
        ("non-acidified", False),
        ("acid-free bottle", False),
        ("NaOH for uric acid", False),
        ("not boric acid", False),
        ("Boric acid", True),
        ("6N HCl 25 mL", True),
        ("acetic acid 50 %", True),
        ("acidified", True),
        ("no thymol; boric acid", True),
    ],
)
def test_acid_bottle_by_its_preservative(text, acid):
    assert acid_bottle(panel_of(preservative=text, urine_ph=6.0)).tolist() == [acid]


def test_an_acid_bottle_leaves_what_does_not_depend_on_ph_or_chloride():
    found = indices(panel_of(**EVERYTHING, age=50.0, preservative="hydrochloric acid"))
    assert {name for name in found.reason if why(found, name) == ACID} == {
        "undissociated_uric_acid",
        "undissociated_uric_acid_fraction",
        "urine_anion_gap",
    }
    assert found.values["ap_calcium_oxalate"][0] > 0


@pytest.mark.parametrize(
    ("urine_calcium", "blood_creatinine", "reason"),
    # 200 × 0.8 ÷ (9.5 × 1000) = 0.017; blood creatinine in µmol/L makes it 1.5
    [(200.0, 0.8, 0), (200.0, 70.7, IMPLAUSIBLE), (4.0, 0.8, IMPLAUSIBLE)],
)
def test_clearance_ratio_of_mixed_units_is_withheld(urine_calcium, blood_creatinine, reason):
    found = indices(
        panel_of(
            urine_calcium=urine_calcium, urine_creatinine=1000.0, serum_calcium=9.5,
            serum_creatinine=blood_creatinine,
        )
    )  # fmt: skip
    assert why(found, "calcium_creatinine_clearance_ratio") == reason
    assert np.isnan(found.values["calcium_creatinine_clearance_ratio"][0]) == (reason != 0)


@pytest.mark.parametrize(
    "solute", ["urine_calcium", "urine_oxalate", "urine_citrate", "urine_magnesium"]
)
def test_ap_calcium_oxalate_needs_every_solute_above_zero(solute):
    zero = indices(panel_of(**{**EVERYTHING, solute: 0.0}, age=50.0))
    assert why(zero, "ap_calcium_oxalate") == UNDEFINED
    assert np.isnan(zero.values["ap_calcium_oxalate"][0])
    absent = {name: value for name, value in EVERYTHING.items() if name != solute}
    assert np.isnan(one("ap_calcium_oxalate", **absent, age=50.0))


def test_a_zero_divisor_gives_no_infinity():
    found = indices(panel_of(urine_calcium=200.0, weight_kg=0.0))
    assert np.isnan(found.values["urine_calcium_per_kg"][0])
    assert why(found, "urine_calcium_per_kg") == UNDEFINED


def test_phosphate_below_nothing_reabsorbed_is_withheld():
    # Excretion above filtration: 200 × 2.0 ÷ (3.0 × 100) = 1.33
    found = indices(
        panel_of(
            fasting_urine_phosphorus=200.0, serum_phosphorus=3.0, fasting_urine_creatinine=100.0,
            serum_creatinine=2.0,
        )
    )  # fmt: skip
    assert why(found, "fractional_excretion_of_phosphate") == IMPLAUSIBLE
    assert why(found, "tmp_gfr") == IMPLAUSIBLE


@pytest.mark.parametrize(("blood_day", "reason"), [(3.0, 0), (4.0, 0), (40.0, APART)])
def test_blood_of_another_day_is_not_put_with_fasting_urine(blood_day, reason):
    panel = panel_of(
        fasting_urine_phosphorus=60.0, serum_phosphorus=3.0, fasting_urine_creatinine=100.0,
        serum_creatinine=1.0,
    )  # fmt: skip
    for name in panel.values:
        text, day = np.array([""], object), 3.0 if name.startswith("fasting") else blood_day
        panel.origins[name] = Origin(text, text, text, np.array([1]), text, days=np.array([day]))  # type: ignore[index]
    found = indices(panel)
    for name in ("fractional_excretion_of_phosphate", "tmp_gfr"):
        assert why(found, name) == reason
        assert np.isnan(found.values[name][0]) == (reason != 0)


def test_reasons_are_sentences_without_patient_values():
    assert REASONS[0] == ""
    assert len(set(REASONS)) == len(REASONS)
    assert all(text and not text.endswith(".") for text in REASONS[1:])

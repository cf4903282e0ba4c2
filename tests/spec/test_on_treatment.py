"""People on treatment: what was expected of each urine was decided before it was computed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.panels import panel_of
from uroscope.knowledge import load
from uroscope.model import Review
from uroscope.reviewing import review_panel

PROFILE = load().profile("stone_us")
ACCUSING = re.compile(r"adheren|complian|non-?compl|failed to|refus|forgot|cheat", re.I)
STOPPING = re.compile(r"\b(?:stop|omit|discontinue|leave off)\b (?:the|your|taking|this)\b", re.I)


@dataclass(frozen=True)
class Person:
    """One collection on treatment: what is known, what is expected, and what is folded away."""

    name: str
    given: dict[str, Any]
    expect: dict[str, str]
    not_shown: list[str] = field(default_factory=list)
    no_habits: list[str] = field(default_factory=list)


PEOPLE = [
    # 1600 mg / 80 kg = 20 mg/kg: complete. 140 mg lies inside 250 (men) on a thiazide: a treated
    # value. Nothing is "no abnormality" on treatment, and a low-normal calcium is no clue.
    Person(
        "man, chlorthalidone, calcium inside its limits, recurrent stones",
        {"sex": "male", "age": 52, "weight_kg": 80, "height_cm": 180, "hours": 24,
         "urine_creatinine": 1600, "urine_calcium": 140, "urine_oxalate": 30, "urine_citrate": 600,
         "urine_sodium": 110, "urine_ph": 6.0, "urine_volume": 2.3, "serum_potassium": 4.1,
         "medications": "chlorthalidone 25 mg", "conditions": "recurrent kidney stones"},
        {"thiazide_effect": "supported", "thiazide_no_sign": "contradicted",
         "thiazide_side_effect": "not_assessable", "hypercalciuria": "contradicted",
         "no_abnormality_recurrent": "contradicted"},
    ),
    # 1000 / 62 = 16 mg/kg: complete for a woman. 62 mg is below 100, but a thiazide is named.
    Person(
        "woman, HCTZ, very little calcium in urine",
        {"sex": "female", "age": 66, "weight_kg": 62, "height_cm": 165, "hours": 24,
         "urine_creatinine": 1000, "urine_calcium": 62, "urine_volume": 2.1,
         "serum_calcium": 9.8, "serum_albumin": 4.2, "medications": "HCTZ 25 mg"},
        {"thiazide_effect": "supported", "low_urine_calcium_clue": "contradicted",
         "fhh_possible": "contradicted"},
        ["low_urine_calcium_clue"],
    ),
    # 340 is above 250 and not near it; 230 mmol is above 150. Blood calcium is normal, so salt is a
    # supported cause; the plain fact is folded under what explains it.
    Person(
        "man, indapamide, calcium still high, much salt",
        {"sex": "male", "age": 44, "urine_calcium": 340, "urine_sodium": 230,
         "serum_calcium": 9.5, "serum_albumin": 4.2, "medications": "indapamide 2.5 mg"},
        {"thiazide_no_sign": "supported", "thiazide_effect": "contradicted",
         "sodium_driven_hypercalciuria": "supported", "hypercalciuria": "supported"},
        ["hypercalciuria"],
    ),
    # Potassium 3.0 and sodium 127 are low, citrate 180 is low, bicarbonate 29 is not: low potassium
    # keeps citrate low, one finding of the thiazide. 3.0 is not below 3.0 and 29 not below 15: no
    # red flag. With a low blood sodium nobody is told to drink 2.5 L.
    Person(
        "old woman, bendroflumethiazide, low potassium and sodium",
        {"sex": "female", "age": 81, "urine_volume": 1.4, "urine_citrate": 180,
         "serum_potassium": 3.0, "serum_sodium": 127, "serum_bicarbonate": 29,
         "serum_creatinine": 0.8, "medications": "bendroflumethiazide 2.5 mg"},
        {"thiazide_side_effect": "supported", "hypokalemia_thiazide": "supported",
         "k_crisis_same_day": "contradicted"},
        ["hypokalemia_thiazide"],
        ["fluids_to_goal", "fluids_cystine", "fluids_bowel_loss"],
    ),
    # pH 7.4 is above the aim of 7.0: too much of the effect, not the effect, and not the idiopathic
    # calcium phosphate pattern, which alkali excludes.
    Person(
        "man, potassium citrate, pH 7.4",
        {"sex": "male", "age": 60, "urine_ph": 7.4, "urine_citrate": 700, "urine_calcium": 260,
         "medications": "Urocit-K 10 mEq tds"},
        {"overalkalinization": "supported", "alkali_effect": "contradicted",
         "high_ph_calcium_phosphate": "contradicted", "alkali_no_sign": "contradicted"},
        ["high_urine_ph"],
    ),
    # pH 6.7 lies in 6.0 to 7.0 and 640 is above 320: both aims reached. The high pH is the effect.
    Person(
        "woman, potassium citrate, both aims reached",
        {"sex": "female", "age": 50, "urine_ph": 6.7, "urine_citrate": 640,
         "medications": "potassium citrate 20 mEq bd"},
        {"alkali_effect": "supported", "overalkalinization": "contradicted",
         "distal_rta_incomplete": "contradicted"},
        ["high_urine_ph"],
    ),
    # Uric acid stone, pH 5.3 below 6.0: still acid. Citrate 410 has answered, so the effect shows
    # in part and "no sign" does not hold.
    Person(
        "man, uric acid stones, alkali, urine still acid",
        {"sex": "male", "age": 61, "urine_ph": 5.3, "urine_citrate": 410, "urine_uric_acid": 700,
         "urine_volume": 1.9, "stone_analysis": "uric acid 100 %",
         "medications": "potassium citrate 10 mEq bd"},
        {"uric_acid_alkali_still_acid": "supported", "alkali_effect": "possible",
         "alkali_no_sign": "contradicted"},
        ["acidic_urine", "acidic_urine_uric_acid"],
    ),
    # 5.7 is above 5.0 and below 6.0: a side effect, not yet a red flag; creatinine 1.9 at 72 is an
    # eGFR below 60. No sentence may offer potassium or alkali.
    Person(
        "old man, potassium citrate and lisinopril, potassium 5.7",
        {"sex": "male", "age": 72, "serum_potassium": 5.7, "serum_creatinine": 1.9,
         "urine_citrate": 300, "urine_ph": 6.1, "medications": "potassium citrate, lisinopril"},
        {"alkali_side_effect": "supported", "ckd_caution": "supported",
         "k_crisis_same_day": "not_assessable"},
        [],
        ["citrus_alkali_clinician", "fruit_vegetables", "alkali_rta_clinician"],
    ),
    # 480 mg in 3.1 L are 155 mg/L, below 250. A pH of 7.6 is the aim in cystinuria.
    Person(
        "woman, cystinuria on tiopronin and citrate",
        {"sex": "female", "age": 38, "urine_cystine": 480, "urine_volume": 3.1, "urine_ph": 7.6,
         "medications": "tiopronin 800 mg, potassium citrate", "conditions": "cystinuria"},
        {"thiol_effect": "supported", "thiol_no_sign": "contradicted",
         "overalkalinization": "contradicted", "cystinuria": "supported"},
    ),
    # 900 mg in 2.0 L are 450 mg/L. Protein is named. He is 14: a banner, no adult amounts.
    Person(
        "boy, cystinuria on tiopronin, cystine above its aim, protein named",
        {"sex": "male", "age": 14, "weight_kg": 50, "urine_cystine": 900, "urine_volume": 2.0,
         "medications": "Thiola", "conditions": "cystinuria, proteinuria"},
        {"thiol_no_sign": "supported", "thiol_effect": "contradicted",
         "thiol_side_effect": "supported", "pediatric_caution": "supported"},
        [],
        ["fluids_to_goal", "fluids_cystine"],
    ),
    # Blood 1.8 mg/dL would be looked into, but allopurinol explains it; 520 mg is below 600.
    Person(
        "man, allopurinol, very low blood uric acid",
        {"sex": "male", "age": 48, "serum_uric_acid": 1.8, "urine_uric_acid": 520,
         "medications": "allopurinol 300 mg", "conditions": "gout"},
        {"urate_lowering_effect": "supported", "low_urate_clue": "contradicted",
         "urate_lowering_no_sign": "contradicted"},
    ),
    # 8.2 is not below 6.0 and 1050 mg is far above 800: neither sign.
    Person(
        "man, small dose of allopurinol, no sign of it",
        {"sex": "male", "age": 40, "serum_uric_acid": 8.2, "urine_uric_acid": 1050,
         "medications": "allopurinol 100 mg"},
        {"urate_lowering_no_sign": "supported", "urate_lowering_effect": "contradicted"},
        ["hyperuricosuria"],
    ),
    # Named, treated, 410 mg above 300. A named cause contradicts "idiopathic".
    Person(
        "woman, hypoparathyroidism on calcitriol and calcium",
        {"sex": "female", "age": 47, "urine_calcium": 410, "serum_calcium": 8.3,
         "serum_albumin": 4.1, "serum_pth": 8, "urine_sodium": 130,
         "medications": "calcitriol 0.5 mcg, calcium carbonate",
         "conditions": "postsurgical hypoparathyroidism"},
        {"treated_hypoparathyroidism": "supported", "idiopathic_hypercalciuria": "contradicted"},
        ["hypercalciuria", "calcium_vitd_supplement_excess", "hypoparathyroidism_possible"],
    ),
    # Oxalate 32 is inside 40: no enteric hyperoxaluria today, and no reassurance for later.
    Person(
        "woman after bypass on calcium, oxalate inside its limits",
        {"sex": "female", "age": 49, "urine_oxalate": 32, "urine_volume": 1.4,
         "urine_citrate": 300, "medications": "calcium citrate with meals",
         "conditions": "Roux-en-Y gastric bypass 2021"},
        {"bypass_without_hyperoxaluria": "supported", "enteric_hyperoxaluria": "contradicted"},
    ),
    # Limits for adults are not applied to a girl of 7; 110 mg / 22 kg = 5.0 mg/kg is above the 4
    # used for children.
    Person(
        "girl on a ketogenic diet and topiramate",
        {"sex": "female", "age": 7, "weight_kg": 22, "urine_citrate": 90, "urine_calcium": 110,
         "urine_ph": 5.8, "medications": "topiramate", "conditions": "ketogenic diet, epilepsy"},
        {"ketogenic_diet_urine": "supported", "pediatric_caution": "supported",
         "no_abnormality_recurrent": "not_assessable"},
        [],
        ["fluids_to_goal"],
    ),
    # Sodium bicarbonate with 190 mmol of sodium; bowel in the urine path is a banner.
    Person(
        "man with an ileal conduit on sodium bicarbonate",
        {"sex": "male", "age": 63, "urine_sodium": 190, "urine_ph": 6.6, "urine_citrate": 250,
         "serum_potassium": 4.3, "medications": "sodium bicarbonate 1 g tds",
         "conditions": "ileal conduit"},
        {"urinary_diversion_caution": "supported", "alkali_side_effect": "supported",
         "alkali_effect": "possible"},
    ),
    # 300 mg / 75 kg = 4 mg/kg, far below 14, but creatinine leaves with the dialysate. Oxalate 14
    # is inside its limits and reassures nobody.
    Person(
        "man on dialysis",
        {"sex": "male", "age": 55, "weight_kg": 75, "height_cm": 176, "urine_creatinine": 300,
         "urine_oxalate": 14, "urine_volume": 0.6, "conditions": "haemodialysis"},
        {"collection_under": "possible", "dialysis_caution": "supported",
         "oxalate_in_kidney_disease": "supported"},
        [],
        ["fluids_to_goal", "fruit_vegetables", "animal_protein_moderation"],
    ),
    # 210 mmol on a low-salt diet is above 150: no sign of it on that day.
    Person(
        "man on a low-salt diet, sodium 210",
        {"sex": "male", "age": 45, "urine_sodium": 210, "conditions": "low salt diet"},
        {"low_salt_no_sign": "supported", "low_salt_effect": "contradicted"},
        ["high_sodium_intake"],
    ),
    # Gitelman by its four signs, and no diuretic: potassium 2.9 is below 3.0, a flag for today.
    Person(
        "young woman, potassium and magnesium supplements, no diuretic",
        {"sex": "female", "age": 29, "serum_potassium": 2.9, "serum_bicarbonate": 31,
         "serum_magnesium": 1.3, "urine_calcium": 40, "urine_potassium": 70,
         "medications": "potassium chloride, magnesium oxide, no diuretics, no laxatives",
         "conditions": "none", "symptoms": "none"},
        {"salt_losing_tubulopathy_possible": "supported", "k_crisis_same_day": "supported"},
        ["low_urine_calcium_clue", "hypokalemia_thiazide"],
    ),
]  # fmt: skip


def review_of(person: Person) -> Review:
    return review_panel(panel_of(person.given), PROFILE)[0]


def said(review: Review) -> str:
    lines = [*review.headline, review.not_excluded or ""]
    for finding in review.findings:
        lines += [finding.title, *finding.why, *finding.for_, *finding.against, *finding.missing]
        lines += [*finding.drivers, *finding.distinguish, *finding.cautions]
    lines += [text for habit in review.habits for text in (habit.clinician_text, *habit.cautions)]
    return "\n".join(lines)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_statuses(person: Person) -> None:
    statuses = review_of(person).statuses
    assert {name: statuses[name] for name in person.expect} == person.expect


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_what_treatment_explains_is_not_shown_again(person: Person) -> None:
    shown = {finding.id for finding in review_of(person).findings if finding.rank}
    assert not shown & set(person.not_shown)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_no_advice_that_harms(person: Person) -> None:
    assert not {habit.id for habit in review_of(person).habits} & set(person.no_habits)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_neutral_words_and_no_medicine_stopped(person: Person) -> None:
    text = said(review_of(person))
    assert not ACCUSING.search(text)
    assert not STOPPING.search(text)


def test_the_plain_words_of_these_patterns_neither_accuse_nor_stop() -> None:
    for pattern in load().record["patterns"]:
        text = " ".join([pattern["title"]["patient"], *(s["text"] for s in pattern["patient_why"])])
        assert not ACCUSING.search(text), pattern["id"]


def test_normal_values_on_treatment_are_named_as_such() -> None:
    review = review_of(PEOPLE[0])
    assert "treated value" in review.headline[0]
    assert "None of the" not in review.headline[0]

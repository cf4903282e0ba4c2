"""Published patients: the authors' flags, their diagnosis, and nothing that contradicts it."""

from __future__ import annotations

import statistics
from typing import Any

import pytest

from tests.spec.published import long_rows, long_text, published_cases
from uroscope.knowledge import load
from uroscope.model import Review
from uroscope.normalize import normalize
from uroscope.reading.delimited import read_text
from uroscope.reviewing import review_panel

CASES = {case["case_id"]: case for case in published_cases()}
SINGLE = [n for n, c in CASES.items() if c["kind"] != "group_mean"]
ANALYTES = {
    "calcium": ["urine_calcium"], "oxalate": ["urine_oxalate"], "citrate": ["urine_citrate"],
    "sodium": ["urine_sodium"], "volume": ["urine_volume"], "ph": ["urine_ph", "spot_urine_ph"],
    "uric_acid": ["urine_uric_acid"], "pth": ["serum_pth"],
    "serum_calcium": ["serum_calcium_adjusted", "serum_calcium"],
    "ionized_calcium": ["serum_ionized_calcium"], "serum_phosphate": ["serum_phosphorus"],
    "serum_phosphorus": ["serum_phosphorus"], "serum_potassium": ["serum_potassium"],
    "serum_magnesium": ["serum_magnesium"], "serum_bicarbonate": ["serum_bicarbonate"],
    "serum_creatinine": ["serum_creatinine"], "vitamin_d_25oh": ["serum_25_oh_vitamin_d"],
    "serum_chloride": ["serum_chloride"], "serum_uric_acid": ["serum_uric_acid"],
    "vitamin_d_125oh2": ["serum_1_25_oh2_vitamin_d"], "serum_oxalate": ["plasma_oxalate"],
    "calcium_creatinine_clearance_ratio": ["calcium_creatinine_clearance_ratio"],
    "calcium_creatinine_excretion_ratio": ["calcium_creatinine_clearance_ratio"],
}  # fmt: skip
# Our pattern for each diagnosis the authors state. None: this profile of patterns does not name it
# (gene tests of infants, and descriptions that are no diagnosis).
PATTERNS: dict[str, list[str] | None] = {
    "hypercalciuria": ["hypercalciuria"], "low_volume": ["low_urine_volume"],
    "normocalcemic_hyperparathyroidism": ["normocalcemic_phpt_possible", "raised_pth"],
    "familial_hypocalciuric_hypercalcemia": ["fhh_possible"],
    "hypocalciuria": ["low_urine_calcium_clue"],
    "primary_hyperparathyroidism": ["primary_hyperparathyroidism"],
    "hypoparathyroidism": ["hypoparathyroidism_possible"],
    "immobilization_hypercalcemia": ["pth_independent_hypercalcemia"],
    "gout_urate_underexcretion": ["gout_urate_underexcretion"],
    "dietary_hyperoxaluria": ["dietary_hyperoxaluria", "low_calcium_diet_hyperoxaluria"],
    "low_calcium_intake": ["low_calcium_diet_hyperoxaluria"], "hyperoxaluria": ["hyperoxaluria"],
    "nephrocalcinosis": ["nephrocalcinosis_medullary"], "pregnancy": None, "alkaline_urine": None,
    "hypokalemia": ["hypokalemia_thiazide"],
    "salt_losing_tubulopathy": ["salt_losing_tubulopathy_possible"],
    "vitamin_d_toxicity": ["vitd_toxicity_excess"], "hypercalcemia": ["hypercalcemia"],
    "kidney_failure": ["kidney_failure_gfr"], "ppi_hypomagnesemia": ["ppi_low_magnesium"],
    "enteric_hyperoxaluria": ["enteric_hyperoxaluria"],
    "milk_alkali_syndrome": ["milk_alkali_syndrome"],
    "calcium_vitamin_d_excess": ["calcium_vitd_supplement_excess"],
    "distal_rta": None, "cyp24a1_deficiency": None,
}  # fmt: skip
# Flags where rule and author differ, each with the reason.
DIFFERS = {
    ("nphpt_endoabs28p127_70f", "calcium"): "7.1 mmol is above the profile's 200 mg for women; "
    "against the printed 2.5-7.5 it is normal",
    ("drta_sjogren_pedrheum_p141_16f", "ph"): "the specimen of the pH is not stated: refused",
    ("drta_sjogren_pedrheum_p141_16f", "serum_potassium"): "16 years and no printed range",
    ("drta_sjogren_pedrheum_p141_16f", "serum_chloride"): "16 years and no printed range",
    ("cyp24a1_crie2019_17f", "serum_calcium"): "17 years and no printed range",
    ("cyp24a1_crie2019_17f", "vitamin_d_125oh2"): "17 years and no printed range",
}  # fmt: skip
# Supported together, these would contradict each other.
OPPOSITES = [
    ("primary_hyperparathyroidism", "pth_independent_hypercalcemia"),
    ("hypercalciuria", "low_urine_calcium_clue"), ("acidic_urine", "high_urine_ph"),
    ("idiopathic_hypercalciuria", "primary_hyperparathyroidism"),
    ("dietary_hyperoxaluria", "enteric_hyperoxaluria"),
    ("collection_under", "collection_over"),
    ("hypocitraturia_isolated", "distal_rta_complete"),
]  # fmt: skip


def reviews_of(case: dict[str, Any]) -> list[Review]:
    knowledge = load()
    rows = [{**row, **context_of(case, row["collection_id"])} for row in long_rows(case)]
    text = long_text(rows)
    panel = normalize([read_text(case["case_id"], text, knowledge)], knowledge)
    return review_panel(panel, knowledge.profile("stone_us"))


def context_of(case: dict[str, Any], label: str) -> dict[str, str]:
    collection = next(c for c in case["collections"] if c["label"] == label)
    words = collection["context"]
    return {
        "medications": words.get("medications") or "",
        "conditions": words.get("history") or "",
        "stone_analysis": words.get("stone_analysis") or "",
        "imaging_report": words.get("imaging") or "",
    }


def flags(review: Review) -> dict[str, str]:
    return {r.analyte: r.flag for r in [*review.indices, *review.results]}


@pytest.mark.parametrize("name", SINGLE)
def test_the_authors_flags(name: str) -> None:
    case = CASES[name]
    wrong = []
    doubtful = case.get("doubtful_flags") or []
    by_collection = case["expected"].get("flagged_by_collection")
    for number, review in enumerate(reviews_of(case)):
        expected = case["expected"].get("flagged") or {}
        if by_collection:
            expected = by_collection[number]
        elif number:
            continue
        found = flags(review)
        for analyte, word in expected.items():
            got = [found[a] for a in ANALYTES.get(analyte, []) if a in found]
            if (
                got
                and got[0] != word
                and analyte not in doubtful
                and (name, analyte) not in DIFFERS
            ):
                wrong.append(f"{analyte}: author {word}, we {got[0]}")
    assert not wrong


@pytest.mark.parametrize("name", SINGLE)
def test_the_stated_diagnosis_is_raised(name: str) -> None:
    case = CASES[name]
    raised = {
        pattern
        for review in reviews_of(case)
        for pattern, status in review.statuses.items()
        if status in ("supported", "possible")
    }
    doubtful = case.get("doubtful_patterns") or []
    for stated in case["expected"]["patterns"]:
        ours = PATTERNS[stated]
        if ours is not None and stated not in doubtful:
            assert raised & set(ours), f"{stated} is not raised; raised are {sorted(raised)}"


@pytest.mark.parametrize("name", CASES)
def test_nothing_contradictory_is_supported(name: str) -> None:
    for review in reviews_of(CASES[name]):
        supported = {p for p, status in review.statuses.items() if status == "supported"}
        assert not [pair for pair in OPPOSITES if set(pair) <= supported]


def test_a_review_shows_few_findings() -> None:
    shown = [
        len([f for f in review.findings if f.rank])
        for case in CASES.values()
        for review in reviews_of(case)
    ]
    assert statistics.median(shown) <= 6
    assert max(shown) <= 8


def test_labels_of_exclusion_are_never_supported_on_fragments() -> None:
    labels = {p["id"] for p in load().record["patterns"] if p["kind"] == "exclusion"}
    for case in CASES.values():
        for review in reviews_of(case):
            assert not [p for p in labels if review.statuses[p] == "supported"], case["case_id"]

"""What a published patient's review puts first, and what it must not say."""

from __future__ import annotations

import pytest

from tests.spec.published import published_cases
from tests.spec.test_published_cases_review import reviews_of
from uroscope.model import Review

CASES = {case["case_id"]: case for case in published_cases()}


def review_of(name: str) -> Review:
    return reviews_of(CASES[name])[0]


# The authors' diagnosis, where the printed values alone carry it to the first place.
LEADERS = [
    ("gitelman_consultant2018_38f", "salt_losing_tubulopathy_possible"),
    ("gitelman_esa2019_25m", "salt_losing_tubulopathy_possible"),
    ("vitd_alkali_endoabs28p111_65f", "vitd_toxicity_excess"),
    ("ppi_endoabs19p50__patient1", "ppi_low_magnesium"),
    ("ppi_endoabs19p50__patient3", "ppi_low_magnesium"),
    ("ppi_esa2018_75m", "ppi_low_magnesium"),
    ("fhh_mimic_endoabs91wf3_79f", "primary_hyperparathyroidism"),
    ("immobilisation_mksap_20m", "pth_independent_hypercalcemia"),
    ("ileal_disease_group", "enteric_hyperoxaluria"),
    ("uc_ileostomy_group", "low_urine_volume"),
]


@pytest.mark.parametrize(("name", "leader"), LEADERS)
def test_the_authors_diagnosis_comes_first(name: str, leader: str) -> None:
    first = min((f for f in review_of(name).findings if f.rank), key=lambda f: f.rank or 0)
    assert first.id == leader


# Each number from the source: calcium 13.84 mg/dL, 3.80 mmol/L with confusion, 1.54 mmol/L …
RED_FLAGS = [
    ("phpt_obstruction_endoabs63p78_36m", {"ca_crisis": "same_day"}),
    ("vitd_alkali_endoabs28p111_65f", {"ca_crisis": "now"}),
    ("mas_edm21_0151_72f", {"ca_crisis": "now"}),
    ("mas_hospitalist_46m", {"ca_crisis": "now"}),
    ("ppi_endoabs19p50__patient1", {"low_calcium_now": "now"}),
    ("ppi_esa2018_75m", {"low_calcium_now": "now"}),
    ("hypoparathyroid_22q11_jmcr_40m", {"low_calcium_now": "now"}),
    ("gitelman_consultant2018_38f", {"k_crisis": "same_day"}),
    ("rta4_cicm2008_63m", {"k_crisis": "same_day"}),
    ("fhh_mimic_endoabs91wf3_79f", {}),
    ("uc_ileostomy_group", {}),
]


@pytest.mark.parametrize(("name", "flags"), RED_FLAGS)
def test_red_flags_of_published_patients(name: str, flags: dict[str, str]) -> None:
    assert {flag.id: flag.tier for flag in review_of(name).red_flags} == flags


def test_an_acidosis_with_a_high_potassium_is_no_distal_tubular_acidosis() -> None:
    # The college's answer is type 4.
    statuses = review_of("rta4_cicm2008_63m").statuses
    assert statuses["distal_rta_complete"] != "supported"
    assert statuses["distal_rta_incomplete"] != "supported"


def test_prescribed_active_vitamin_d_is_not_read_as_granulomas_or_a_gene() -> None:
    statuses = review_of("vitd_alkali_endoabs28p111_65f").statuses
    assert statuses["granulomatous_calcitriol_excess"] == "contradicted"
    assert statuses["cyp24a1_deficiency_possible"] == "contradicted"


@pytest.mark.parametrize("name", ["ppi_esa2018_75m", "vitc_jmcr2007_73m"])
def test_a_record_alone_raises_no_cause_of_a_urine_calcium_nobody_measured(name: str) -> None:
    assert review_of(name).statuses["drug_or_systemic_hypercalciuria"] == "not_assessable"


@pytest.mark.parametrize("name", ["ppi_endoabs19p50__patient1", "ppi_esa2018_75m"])
def test_a_magnesium_as_low_as_published_is_not_called_a_wrong_unit(name: str) -> None:
    assert "unit_doubtful" not in {q.code for q in review_of(name).quality}


@pytest.mark.parametrize("name", ["gitelman_consultant2018_38f", "gitelman_esa2019_25m"])
def test_no_salt_restriction_where_the_kidney_may_lose_salt(name: str) -> None:
    assert "salt_moderation" not in {habit.id for habit in review_of(name).habits}

"""The records of knowledge/indices.yaml agree with the code, the units and the sources."""

from __future__ import annotations

import pytest

from uroscope.derive.definitions import INDICES
from uroscope.knowledge import load
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.places import knowledge_folder, ranges_folder
from uroscope.knowledge.schema import SourceFile

DOCUMENT = read_yaml(knowledge_folder() / "indices.yaml").data
RECORDS, SOURCES = DOCUMENT["indices"], DOCUMENT["sources"]
SHARED = read_yaml(ranges_folder() / "sources.yaml").data
FIELDS = {
    "label", "unit", "si_unit", "si_factor", "digits", "si_digits", "formula", "inputs",
    "valid_when", "basis", "sources", "convention", "worked",
}  # fmt: skip
# g/mol, from the periodic table, not from the project's own files
CALCIUM, CREATININE, URIC_ACID, CYSTINE, PHOSPHORUS = 40.078, 113.12, 168.112, 240.30, 30.974
SI_FACTORS = {
    ("mg/dL", "mmol/L", "corrected_calcium"): 10 / CALCIUM,
    ("mg/kg/d", "mmol/kg/d", "urine_calcium_per_kg"): 1 / CALCIUM,
    ("mg/mg", "mmol/mmol", "urine_calcium_creatinine_ratio"): CREATININE / CALCIUM,
    ("mg/mg", "mmol/mmol", "fasting_calcium_creatinine_ratio"): CREATININE / CALCIUM,
    ("mg/kg/d", "umol/kg/d", "urine_creatinine_per_kg"): 1000 / CREATININE,
    ("mg/d", "mmol/d", "expected_creatinine"): 1 / CREATININE,
    ("mg/d", "mmol/d", "sodium_related_calcium_low"): 1 / CALCIUM,
    ("mg/d", "mmol/d", "sodium_related_calcium_high"): 1 / CALCIUM,
    ("mg/d", "mmol/d", "protein_related_calcium_low"): 1 / CALCIUM,
    ("mg/d", "mmol/d", "protein_related_calcium_high"): 1 / CALCIUM,
    ("mg/L", "mmol/L", "undissociated_uric_acid"): 1 / URIC_ACID,
    ("mg/L", "umol/L", "urine_cystine_concentration"): 1000 / CYSTINE,
    ("mg/g", "umol/mmol", "urine_cystine_creatinine"): CREATININE / CYSTINE,
    ("mg/dL", "mmol/L", "tmp_gfr"): 10 / PHOSPHORUS,
}


def test_records_and_code_name_the_same_indices_in_the_same_order():
    assert list(RECORDS) == [index.id for index in INDICES]


@pytest.mark.parametrize("index", INDICES, ids=lambda index: index.id)
def test_record(index):
    record = RECORDS[index.id]
    assert set(record) == FIELDS
    needs = {"sex" if item.name == "female" else item.name for item in index.inputs}
    assert set(record["inputs"]) == needs
    assert record["valid_when"]
    assert record["basis"] in ("published", "arithmetic")
    assert record["sources"] or record["basis"] == "arithmetic"


@pytest.mark.parametrize("index", INDICES, ids=lambda index: index.id)
def test_inputs_exist(index):
    subject = {"sex", "age", "weight_kg", "height_cm"}
    for name in RECORDS[index.id]["inputs"]:
        assert name in subject or load().quantities[name].specimen != "printed"


def test_si_factors():
    converted = {
        (record["unit"], record["si_unit"], name): record["si_factor"]
        for name, record in RECORDS.items()
        if record["unit"] != record["si_unit"]
    }
    assert converted == pytest.approx(SI_FACTORS, rel=1e-6)
    assert all(r["si_factor"] == 1.0 for r in RECORDS.values() if r["unit"] == r["si_unit"])


def test_no_race_term():
    # Coefficients of race that the cited papers print; none may reach a formula.
    for record in RECORDS.values():
        assert "34.51" not in record["formula"]
        assert "race" not in record["inputs"]


def test_sources_resolve_and_none_is_idle():
    cited = {key for record in RECORDS.values() for key in record["sources"]}
    assert cited <= set(load().sources)
    assert set(SOURCES) <= cited
    assert not set(SOURCES) & set(SHARED)
    for entry in SOURCES.values():
        SourceFile.model_validate(entry)


def test_laboratories_print_what_we_compute():
    # Those that a report may already carry go by our ids, so that the two can be compared.
    printed = {
        q.prints for q in load().quantities.values() if q.prints and not q.prints.startswith("ss_")
    }
    assert printed <= set(RECORDS)

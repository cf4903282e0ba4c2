"""Constant sets, rules and one usual urine."""

from __future__ import annotations

import pandas as pd
import pytest

from uroscope.derive.saturation import (
    ConstantSet,
    MissingInputRules,
    constant_set,
    missing_input_rules,
)
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.places import knowledge_folder


def record(name: str) -> dict:
    return read_yaml(knowledge_folder() / "chemistry" / f"{name}.yaml").data


@pytest.fixture(scope="session")
def v5_record() -> dict:
    return record("equil2_v5")


@pytest.fixture(scope="session")
def v1_record() -> dict:
    return record("equil2_v1")


@pytest.fixture(scope="session")
def rules_record() -> dict:
    return record("missing_inputs")


@pytest.fixture(scope="session")
def variation_record() -> dict:
    return record("assay_variation")


@pytest.fixture(scope="session")
def v5(v5_record) -> ConstantSet:
    return constant_set(v5_record)


@pytest.fixture(scope="session")
def v1(v1_record, v5_record) -> ConstantSet:
    return constant_set(v1_record, base=v5_record)


@pytest.fixture(scope="session")
def rules(rules_record) -> MissingInputRules:
    return missing_input_rules(rules_record)


@pytest.fixture
def urine() -> pd.DataFrame:
    """One usual urine at 1.5 L/d, in mmol/L."""
    ions = {
        "sodium": 100.0,
        "potassium": 40.0,
        "calcium": 4.0,
        "magnesium": 4.0,
        "ammonium": 25.0,
        "chloride": 120.0,
        "phosphate": 20.0,
        "sulfate": 12.0,
        "oxalate": 0.3,
        "citrate": 2.0,
        "urate": 2.5,
        "ph": 6.0,
    }
    return pd.DataFrame([ions])


@pytest.fixture(scope="session")
def sources() -> dict:
    return record("sources")

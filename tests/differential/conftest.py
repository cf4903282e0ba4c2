"""Constant sets and reference urines for the comparisons with other programs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from uroscope.derive.saturation import ConstantSet, constant_set
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.places import knowledge_folder

DATA = Path(__file__).parent / "data"


def _record(name: str) -> dict:
    return read_yaml(knowledge_folder() / "chemistry" / f"{name}.yaml").data


@pytest.fixture(scope="session")
def v5() -> ConstantSet:
    return constant_set(_record("equil2_v5"))


@pytest.fixture(scope="session")
def v1() -> ConstantSet:
    return constant_set(_record("equil2_v1"), base=_record("equil2_v5"))


@pytest.fixture(scope="session")
def urines() -> pd.DataFrame:
    return pd.read_csv(DATA / "equil2_urines.csv")


@pytest.fixture(scope="session")
def hard_urines() -> pd.DataFrame:
    return pd.read_csv(DATA / "equil2_not_converging.csv")

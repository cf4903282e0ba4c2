"""The samples show what their README says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from uroscope.knowledge import load
from uroscope.knowledge.places import samples_folder
from uroscope.normalize import normalize
from uroscope.reading import read_file
from uroscope.tables import Panel

FILES = sorted(samples_folder().glob("*.csv"))


def panel(start: str) -> Panel:
    (path,) = [file for file in FILES if file.name.startswith(start)]
    return normalize([read_file(str(path), load())], load())


def test_the_readme_names_every_sample() -> None:
    text = (samples_folder() / "README.md").read_text(encoding="utf-8")
    assert [file.name for file in FILES if f"`{file.name}`" not in text] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_is_utf_8_and_names_nobody_real(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "@" not in text
    assert len(panel(path.name)) >= 1


def test_the_first_is_one_full_collection_with_nothing_left_over() -> None:
    full = panel("01")
    assert len(full) == 1
    assert not len(full.refused)
    assert not len(full.ignored)
    assert {"urine_volume", "urine_calcium", "urine_oxalate", "urine_citrate", "urine_sodium",
            "urine_ph", "urine_uric_acid", "urine_creatinine", "serum_calcium", "serum_pth",
            "serum_creatinine", "serum_potassium",
            "serum_bicarbonate"} <= set(full.values)  # fmt: skip
    days = full.origins["serum_pth"].days
    assert days is not None
    assert days.tolist() == [2.0]
    # The founding sentence of the case: calcium 312 of a limit of 200, PTH 88 of 15 to 65.
    origin = full.origins["serum_pth"]
    assert origin.lab_low is not None
    assert origin.lab_high is not None
    assert (full.value("serum_pth")[0], origin.lab_low[0], origin.lab_high[0]) == (88, 15, 65)


def test_eight_analytes() -> None:
    assert len(panel("02").values) == 8


def test_si_units_become_the_conventional_ones() -> None:
    si = panel("03")
    # 5.6 mmol × 40.08 = 224.4; 0.94 × 192.1 = 180.6; 68 ÷ 88.4 = 0.769; 2.38 × 4.008 = 9.54
    assert si.value("urine_calcium")[0] == pytest.approx(224.4, rel=2e-3)
    assert si.value("urine_citrate")[0] == pytest.approx(180.6, rel=2e-3)
    assert si.value("serum_creatinine")[0] == pytest.approx(0.769, rel=2e-3)
    assert si.value("serum_calcium_adjusted")[0] == pytest.approx(9.54, rel=2e-3)


def test_european_formatting() -> None:
    european = panel("04")
    assert not len(european.refused)
    assert european.rows["sex"].tolist() == ["male"]
    assert european.rows["weight_kg"].tolist() == [94.5]
    assert european.rows["day"].tolist() == ["2026-06-14"]
    assert european.value("urine_volume").tolist() == [1.85]
    # 4,9 mmol × 168.1 = 823.7
    assert european.value("urine_uric_acid")[0] == pytest.approx(823.7, rel=2e-3)


def test_two_collections_each_with_the_nearer_blood() -> None:
    two = panel("05")
    assert two.rows["day"].tolist() == ["2026-03-02", "2026-06-11"]
    assert two.value("serum_calcium").tolist() == [9.5, 9.3]


def test_under_collected() -> None:
    under = panel("06")
    per_kg = under.value("urine_creatinine") / under.rows["weight_kg"]
    assert (per_kg < 14).all()  # the wide lower limit of men


def test_refusals_of_many_kinds_and_one_emergency() -> None:
    messy = panel("07")
    assert len(messy) == 3
    assert {"wrong_unit", "implausible", "conflict", "unknown_analyte", "unreadable_age",
            "not_a_number"} <= set(messy.refused["code"])  # fmt: skip
    assert set(messy.not_measured["seen"]) == {"QNS", "pending"}
    assert len(messy.ignored) >= 2
    assert np.nanmin(messy.value("serum_potassium")) < 2.5


def test_pregnancy() -> None:
    assert panel("08").rows["pregnant"].tolist() == ["yes"]


def test_the_three_golden_people() -> None:
    golden = panel("09")
    assert golden.rows[["patient_id", "sex", "age", "hours"]].values.tolist() == [
        ["M-117", "male", 63.0, 24.0],
        ["F-208", "female", 61.0, 23.5],
        ["F-330", "female", 49.0, 24.0],
    ]
    assert golden.value("urine_calcium").tolist() == [140.0, 330.0, 70.0]
    assert golden.value("urine_oxalate").tolist() == [32.0, 30.0, 104.0]

"""Numbers printed elsewhere that the engine can reproduce."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from uroscope.derive.saturation import SALTS, supersaturation

# Inputs of the example in the R package equil2 (loosely after a public sample report).
# Its ammonia of 10 ug/dL is 0.00587 mmol/L, so its ammonium salts say nothing about real urine.
EXAMPLE = {
    "sodium": 45,
    "potassium": 55,
    "calcium": 150 / 40.08,
    "magnesium": 150 / 24.31,
    "ammonium": 0.1 / 17.031,
    "chloride": 75,
    "phosphate": 32.285,
    "sulfate": 10,
    "oxalate": 10 / 88.02,
    "citrate": 400 / 192.12,
    "urate": 500 / 168.0,
    "ph": 5.5,
}


def _one(constants, **changes):
    return supersaturation(pd.DataFrame([EXAMPLE | changes]), constants).iloc[0]


@pytest.mark.parametrize(
    ("salt", "printed"),
    [
        ("calcium_oxalate", 3.096613),
        ("brushite", 1.25935),
        ("hydroxyapatite", 39041.89),
        ("uric_acid", 4.563641),
        ("sodium_urate", 1.6269),
        ("ammonium_urate", 0.0001618179),
    ],
)
def test_reference_page_of_equil2_after_its_unit_fix(v5, salt, printed):
    assert _one(v5)[f"ss_{salt}"] == pytest.approx(printed, rel=2e-4)


@pytest.mark.parametrize(
    ("salt", "printed"),
    [
        ("calcium_oxalate", 1.309106),
        ("brushite", 0.008552),
        ("hydroxyapatite", 2.718439),
        ("uric_acid", 3.905145),
        ("sodium_urate", 0.567578),
        ("ammonium_urate", -11.394851),
    ],
)
def test_energies_of_equil2_1_0_0_with_its_sulfate_slip(v5, salt, printed):
    # Version 1.0.0 read 96.07 mg/dL of sulfate as sulfur and phosphate as 100 mg/dL of phosphorus.
    changed = _one(v5, sulfate=96.07 / 32.06 * 10, phosphate=100 / 30.97 * 10)
    assert changed[f"dg_{salt}"] == pytest.approx(printed, abs=3e-4)


@pytest.mark.parametrize(
    ("salt", "printed", "tolerance"),
    [("calcium_oxalate", 3.10, 0.005), ("brushite", 0.75, 0.005), ("uric_acid", 4.72, 0.006)],
)
def test_test_of_the_older_class(v1, salt, printed, tolerance):
    # Printed to two decimals; molar masses as in that test.
    changed = _one(v1, calcium=150 / 40.0784, citrate=400 / 189.10, urate=500 / 168.11)
    assert changed[f"ss_{salt}"] == pytest.approx(printed, abs=tolerance)


@pytest.mark.parametrize(
    ("salt", "energy", "ratio"),
    # Ogawa and others call 2.8 kJ/mol of calcium oxalate critical: exp(2.8 / 1.2935) = 8.71.
    [("calcium_oxalate", 2.8, 8.71), ("brushite", 0.21, 1.18), ("uric_acid", 1.04, 1.49)],
)
def test_energy_and_ratio_are_one_scale(v5, salt, energy, ratio):
    ions = v5.solid_ions[SALTS.index(salt)]
    assert math.exp(energy * ions / v5.rt) == pytest.approx(ratio, abs=0.005)


def test_tiselius_index_runs_beside_the_ion_product(urines, v5):
    # AP(CaOx) = 1.9 Ca^0.84 Ox Cit^-0.22 Mg^-0.12 V^-1.03 (mmol/24 h, L), about 1e8 times the
    # ion activity product.
    usual = urines[urines["kind"] == "usual"]
    day = usual[["calcium", "oxalate", "citrate", "magnesium"]].mul(usual["volume"], axis=0)
    index = 1.9 * day["calcium"] ** 0.84 * day["oxalate"] * day["citrate"] ** -0.22
    index *= day["magnesium"] ** -0.12 * usual["volume"] ** -1.03
    product = 1e8 * supersaturation(usual, v5)["ss_calcium_oxalate"] * 6.16e-6 / 2746
    assert np.corrcoef(np.log(index), np.log(product))[0, 1] > 0.97
    assert np.median(index / product) == pytest.approx(0.90, abs=0.05)


def test_volume_is_no_simple_dilution(urines, v5):
    # Medians at twice the volume, from an independent solution of 120 such urines.
    usual = urines[urines["kind"] == "usual"]
    ions = [name for name in EXAMPLE if name != "ph"]
    diluted = usual.assign(**{name: usual[name] / 2 for name in ions})
    ratio = (supersaturation(diluted, v5) / supersaturation(usual, v5)).median()
    assert ratio["ss_calcium_oxalate"] == pytest.approx(0.49, abs=0.02)
    assert ratio["ss_brushite"] == pytest.approx(0.38, abs=0.02)
    assert ratio["ss_uric_acid"] == pytest.approx(0.52, abs=0.02)
    assert ratio["ss_sodium_urate"] == pytest.approx(0.27, abs=0.02)

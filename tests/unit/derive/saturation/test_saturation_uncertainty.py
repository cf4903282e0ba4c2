from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from uroscope.derive.saturation import (
    IONS,
    SALTS,
    assay_uncertainty,
    assay_variation,
    elasticities,
)
from uroscope.derive.saturation.speciation import speciate
from uroscope.derive.saturation.table import ion_columns


@pytest.fixture(scope="module")
def usual_urines() -> pd.DataFrame:
    data = Path(__file__).parents[3] / "differential" / "data" / "equil2_urines.csv"
    urines = pd.read_csv(data)
    return urines[urines["kind"] == "usual"]


@pytest.fixture(scope="module")
def slopes(usual_urines, v5):
    totals, ph = ion_columns(usual_urines)
    return elasticities(speciate(totals / 1000, ph, v5), v5)


# Medians over 120 urines of which these 69 are a part; central differences of another program.
@pytest.mark.parametrize(
    ("salt", "name", "median"),
    [
        ("calcium_oxalate", "calcium", 0.88),
        ("calcium_oxalate", "oxalate", 0.99),
        ("calcium_oxalate", "sodium", -0.164),
        ("calcium_oxalate", "citrate", -0.132),
        ("calcium_oxalate", "magnesium", -0.123),
        ("calcium_oxalate", "ph", -0.085),
        ("brushite", "calcium", 1.046),
        ("brushite", "phosphate", 0.823),
        ("brushite", "citrate", -0.211),
        ("brushite", "ph", 1.547),
        ("hydroxyapatite", "calcium", 5.34),
        ("hydroxyapatite", "ph", 13.41),
        ("uric_acid", "urate", 1.0),
        ("uric_acid", "ph", -1.964),
        ("sodium_urate", "sodium", 0.979),
        ("struvite", "magnesium", 1.059),
        ("struvite", "ammonium", 0.992),
    ],
)
def test_medians_of_the_elasticities(slopes, salt, name, median):
    column = (*IONS, "ph").index(name)
    found = np.median(slopes[SALTS.index(salt), column])
    assert found == pytest.approx(median, rel=0.06, abs=0.02)


def test_uncertainty_from_assays(slopes, v5, variation_record):
    # Known medians with the same variation: in percent.
    relative, energy = assay_uncertainty(slopes, assay_variation(variation_record), v5)
    medians = dict(zip(SALTS, np.median(relative, axis=1), strict=True))
    expected = {
        "calcium_oxalate": 8.4,
        "brushite": 8.6,
        "uric_acid": 9.8,
        "sodium_urate": 3.3,
        "ammonium_urate": 5.9,
        "struvite": 20,
        "hydroxyapatite": 68,
    }
    for salt, percent in expected.items():
        assert medians[salt] == pytest.approx(percent, rel=0.07), salt
    # Hydroxyapatite: 68 % of the ratio is only 0.68 x 2.587 / 9 = 0.2 kJ/mol.
    row = SALTS.index("hydroxyapatite")
    np.testing.assert_allclose(energy[row], relative[row] / 100 * 2.587 / 9)


def test_label_says_that_the_variation_is_assumed(variation_record):
    assert assay_variation(variation_record).label == "assay variation assumed"
    assert variation_record["convention"] is True


def test_one_exact_measurement_by_hand(v5, variation_record):
    # Only oxalate varies, by 8 %: calcium oxalate moves by elasticity 0.99 times 8 %.
    slopes = np.zeros((len(SALTS), len(IONS) + 1, 1))
    slopes[0, IONS.index("oxalate")] = 0.99
    relative, energy = assay_uncertainty(slopes, assay_variation(variation_record), v5)
    assert relative[0, 0] == pytest.approx(7.92)
    assert energy[0, 0] == pytest.approx(0.0792 * 2.587 / 2)


def test_unsolved_rows_are_nan_and_zero_totals_are_not(v5):
    totals = np.full((len(IONS), 3), 0.01)
    totals[IONS.index("calcium"), 1] = 0.0
    totals[IONS.index("calcium"), 2] = np.nan
    found = elasticities(speciate(totals, np.full(3, 6.0), v5), v5)
    assert np.isfinite(found[:, :, :2]).all()
    assert np.isnan(found[:, :, 2]).all()
    assert (found[:, IONS.index("calcium"), 1] == 0).all()


def test_at_the_highest_ionic_strength_chloride_moves_nothing(v5):
    totals = np.full((len(IONS), 1), 2.0)
    found = elasticities(speciate(totals, np.array([6.0]), v5), v5)
    assert (found[:, IONS.index("chloride")] == 0).all()

from __future__ import annotations

import math

import numpy as np
import pytest

from uroscope.derive.saturation import IONS, SALTS
from uroscope.derive.saturation.solids import saturation
from uroscope.derive.saturation.speciation import (
    MISSING,
    NEGATIVE,
    NOT_FINITE,
    PH_OUT_OF_SCALE,
    SOLVED,
    STATUS_WORDS,
    TOO_HIGH,
    speciate,
    species_concentrations,
)


def _totals(**mmol):
    return np.array([[mmol.get(ion, 0.0)] for ion in IONS]) / 1000


def _f1(strength):
    root = math.sqrt(strength)
    return math.exp(-1.20218 * (root / (1 + root) - 0.285 * strength))


def test_salt_water_by_hand(v5):
    # 100 mmol/L NaCl at pH 6: I = 0.1 but for H and OH; f1 = exp(-1.20218 (0.24025 - 0.0285)).
    solved = speciate(_totals(sodium=100, chloride=100), np.array([6.0]), v5)
    assert solved.ionic_strength[0] == pytest.approx(0.1, abs=1e-6)
    assert solved.activity_coefficient[0] == pytest.approx(0.77525, abs=2e-5)
    assert solved.activity[IONS.index("sodium"), 0] == pytest.approx(0.077525, abs=2e-6)


def test_uric_acid_by_hand(v5):
    # 1 mmol/L urate in 100 mmol/L NaCl at pH 5.5. Acid over urate ion is 278000 x 10^-5.5 x f1,
    # so acid = T r/(1+r), and SS = acid / 2.61e-4.
    totals = _totals(sodium=100, chloride=100, urate=1)
    solved = speciate(totals, np.array([5.5]), v5)
    ratio = 278000 * 10**-5.5 * _f1(float(solved.ionic_strength[0]))
    expected = 1e-3 * ratio / (1 + ratio) / 2.61e-4
    assert expected == pytest.approx(1.55, abs=0.01)
    found = saturation(solved, v5)
    row = SALTS.index("uric_acid")
    assert found.ss[row, 0] == pytest.approx(expected, rel=1e-12)
    assert found.dg[row, 0] == pytest.approx(2.587 * math.log(expected), rel=1e-12)


def test_sodium_sulfate_pair_by_hand(v5):
    # The pair is 5.433 aNa aSO4 / f1; sulfate shares itself between free, pair and (pH 7) no HSO4.
    solved = speciate(_totals(sodium=100, sulfate=50), np.array([7.0]), v5)
    sodium, sulfate = (solved.activity[IONS.index(ion), 0] for ion in ("sodium", "sulfate"))
    f1 = float(solved.activity_coefficient[0])
    pair = 5.433 * sodium * sulfate / f1
    complexes = species_concentrations(solved, v5)[:, 0]
    assert complexes[v5.species.index("NaSO4")] == pytest.approx(pair, rel=1e-12)
    assert sodium / f1 + pair == pytest.approx(0.1, rel=1e-12)
    acid = complexes[v5.species.index("HSO4")]
    assert sulfate / f1**4 + pair + acid == pytest.approx(0.05, rel=1e-12)


def test_nothing_but_water_has_the_lowest_ionic_strength(v5):
    solved = speciate(_totals(), np.array([7.0]), v5)
    assert solved.status[0] == SOLVED
    assert solved.ionic_strength[0] == 1e-6


def test_ionic_strength_stops_at_one(v5):
    # The Davies form means nothing above; the program stops there too.
    solved = speciate(_totals(sodium=5000, chloride=5000), np.array([7.0]), v5)
    assert solved.ionic_strength[0] == 1.0


@pytest.mark.parametrize(
    ("ion", "value", "ph", "status"),
    [
        ("calcium", math.nan, 6.0, MISSING),
        ("calcium", 4.0, math.nan, MISSING),
        ("calcium", math.inf, 6.0, NOT_FINITE),
        ("calcium", -0.1, 6.0, NEGATIVE),
        ("calcium", 56000.0, 6.0, TOO_HIGH),
        ("calcium", 4.0, 14.1, PH_OUT_OF_SCALE),
        ("calcium", 4.0, -1.0, PH_OUT_OF_SCALE),
    ],
)
def test_bad_rows_say_why_and_leave_others_alone(v5, ion, value, ph, status):
    good = _totals(sodium=100, chloride=100, calcium=4, oxalate=0.3)
    bad = good.copy()
    bad[IONS.index(ion)] = value / 1000
    solved = speciate(np.hstack([bad, good]), np.array([ph, 6.0]), v5)
    assert solved.status.tolist() == [status, SOLVED]
    assert STATUS_WORDS[status] != STATUS_WORDS[SOLVED]
    assert np.isnan(solved.activity[:, 0]).all()
    assert np.isfinite(solved.activity[:, 1]).all()


def test_no_rows_at_all(v5):
    solved = speciate(np.empty((len(IONS), 0)), np.empty(0), v5)
    assert saturation(solved, v5).ss.shape == (len(SALTS), 0)


def test_extreme_rows_are_all_solved(v5):
    # Twelve powers of ten of every ion, one in ten absent, any pH: no row may fail or warn.
    rng = np.random.default_rng(55)
    totals = 10 ** rng.uniform(-12, 1.7, (len(IONS), 1500))
    totals[rng.random(totals.shape) < 0.1] = 0.0
    solved = speciate(totals, rng.uniform(0, 14, 1500), v5)
    assert (solved.status == SOLVED).all()

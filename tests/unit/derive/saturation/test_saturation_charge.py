from __future__ import annotations

import numpy as np
import pytest

from uroscope.derive.saturation import IONS
from uroscope.derive.saturation.charge import charge_sums


def _totals(**mmol):
    return np.array([[mmol.get(ion, 0.0)] for ion in IONS])


def test_cations_count_their_charge(v5):
    totals = _totals(sodium=100, potassium=40, calcium=4, magnesium=3, ammonium=25, chloride=99)
    cations, anions = charge_sums(totals, np.array([6.0]), v5)
    assert cations.item() == 100 + 40 + 2 * 4 + 2 * 3 + 25
    assert anions.item() == 0


@pytest.mark.parametrize(("ph", "charge"), [(3.9, 1.0), (6.7785, 1.5), (9.6, 2.0)])
def test_phosphate_turns_from_one_to_two_charges(v5, ph, charge):
    # Half way at the conditional constant: 7.1732 + 3 log10 f1 with f1 = 0.7386 at I = 0.2, 6.7785.
    _, anions = charge_sums(_totals(phosphate=10), np.array([ph]), v5)
    assert anions.item() / 10 == pytest.approx(charge, abs=0.02)


def test_sulfate_keeps_both_charges(v5):
    _, anions = charge_sums(_totals(sulfate=10), np.array([6.0]), v5)
    assert anions.item() == pytest.approx(20, rel=1e-4)


def test_citrate_between_its_steps(v5):
    # Conditional pK at I = 0.2 are about 2.97, 4.35 and 5.77; at pH 6 mostly three charges.
    _, anions = charge_sums(_totals(citrate=10), np.array([6.0]), v5)
    assert 25 < anions.item() < 28

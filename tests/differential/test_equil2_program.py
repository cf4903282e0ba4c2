"""Against the R package equil2: its fixed point to nine digits, its printout to its stopping."""

from __future__ import annotations

import numpy as np
import pytest

from uroscope.derive.saturation import SALTS, supersaturation

# The program stops when free ions move by less than 1e-4 in a cycle. Measured against its own
# fixed point this leaves 1.2e-4 in calcium oxalate; hydroxyapatite carries eight ions, hence more.
STOPPING_ERROR = dict.fromkeys(SALTS, 1.3e-4) | {"hydroxyapatite": 4e-4}


@pytest.mark.parametrize("salt", SALTS)
def test_fixed_point_of_the_program_is_met_to_nine_digits(urines, v5, salt):
    found = supersaturation(urines, v5)[f"ss_{salt}"]
    np.testing.assert_allclose(found, urines[f"exact_ss_{salt}"], rtol=1e-9)


@pytest.mark.parametrize("salt", SALTS)
def test_program_as_it_runs_is_met_within_its_stopping_error(urines, v5, salt):
    found = supersaturation(urines, v5)[f"ss_{salt}"]
    np.testing.assert_allclose(found, urines[f"program_ss_{salt}"], rtol=STOPPING_ERROR[salt])


@pytest.mark.parametrize("salt", SALTS)
def test_energies_of_the_program_are_met(urines, v5, salt):
    found = supersaturation(urines, v5)[f"dg_{salt}"]
    # The program prints RT/n rounded to four or five digits: 1.2935, 0.8623, 0.28744 kJ/mol.
    np.testing.assert_allclose(found, urines[f"program_dg_{salt}"], rtol=5e-5, atol=3e-4)


@pytest.mark.parametrize("salt", [s for s in SALTS if s != "potassium_urate"], ids=lambda s: str(s))
def test_urines_on_which_the_program_does_not_converge(hard_urines, v5, salt):
    found = supersaturation(hard_urines, v5)[f"ss_{salt}"]
    np.testing.assert_allclose(found, hard_urines[f"exact_ss_{salt}"], rtol=1e-8)


def test_the_program_is_far_off_on_those_urines(hard_urines, v5):
    # Why its iteration is not used: calcium oxalate up to ten times too low.
    found = supersaturation(hard_urines, v5)["ss_calcium_oxalate"]
    assert (found / hard_urines["program_ss_calcium_oxalate"]).max() > 10


@pytest.mark.parametrize("salt", ["calcium_oxalate", "brushite", "struvite", "uric_acid"])
def test_v1_constants(urines, v1, salt):
    found = supersaturation(urines, v1)[f"ss_{salt}"]
    np.testing.assert_allclose(found, urines[f"v1_ss_{salt}"], rtol=1e-9)

"""Against PHREEQC: another solver, another author, the same constants in its own database."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from phreeqpython import PhreeqPython

from uroscope.derive.saturation import IONS, supersaturation

DATA = Path(__file__).parent / "data"
# PHREEQC's Debye-Hückel slope equals that of EQUIL2 at this temperature (head of the database).
CELSIUS = 37.974
ELEMENTS = {
    "sodium": "Na",
    "potassium": "K",
    "calcium": "Ca",
    "magnesium": "Mg",
    "ammonium": "Amm",
    "chloride": "Cl",
    "phosphate": "Phos",
    "sulfate": "Sulf",
    "oxalate": "Oxa",
    "citrate": "Cit",
    "urate": "Ura",
}
PHASES = {
    "calcium_oxalate": "CaOxalate",
    "brushite": "Brushite",
    "hydroxyapatite": "Hydroxyapatite",
    "uric_acid": "UricAcid",
    "sodium_urate": "NaUrate",
    "ammonium_urate": "NH4Urate",
    "potassium_urate": "KUrate",
    "struvite": "Struvite",
}


def random_urines(count: int) -> pd.DataFrame:
    """Half usual concentrations, half a wide box, pH 4.6 to 8.4."""
    rng = np.random.default_rng(1985)
    middle = np.array([95, 38, 3, 2.8, 22, 105, 18, 12, 0.25, 1.8, 2.2])
    spread = np.where(np.arange(count)[:, None] % 2, 0.35, 0.9)
    values = middle * np.exp(spread * rng.standard_normal((count, len(IONS))))
    return pd.DataFrame(values, columns=list(IONS)).assign(ph=rng.uniform(4.6, 8.4, count))


def phreeqc(urines: pd.DataFrame) -> pd.DataFrame:
    program = PhreeqPython(database="equil2_phreeqc.dat", database_directory=DATA)
    text = ["SELECTED_OUTPUT 1", "-reset false", "-high_precision true", "USER_PUNCH 1"]
    text += ["-headings " + " ".join([*PHASES, "water", "ionic_strength"])]
    punched = ", ".join(f'SI("{phase}")' for phase in PHASES.values())
    text += [f'10 PUNCH {punched}, ACT("H2O"), MU', "END"]
    for number, row in enumerate(urines.to_dict("records"), start=1):
        text += [f"SOLUTION {number}", f"temp {CELSIUS}", "units mmol/kgw", f"pH {row['ph']!r}"]
        text += [f"{element} {row[ion]!r}" for ion, element in ELEMENTS.items()]
        text += ["END"]
    program.ip.run_string("\n".join(text))
    header, *rows = program.ip.get_selected_output_array()
    return pd.DataFrame(rows, columns=header)


@pytest.fixture(scope="module")
def pair(v5):
    urines = random_urines(100)
    return supersaturation(urines, v5), phreeqc(urines), urines


def test_phreeqc_solved_every_urine(pair):
    _, theirs, urines = pair
    assert len(theirs) == len(urines) == 100


@pytest.mark.parametrize("salt", [salt for salt in PHASES if salt != "hydroxyapatite"])
def test_saturation_agrees_with_phreeqc(pair, salt):
    ours, theirs, _ = pair
    np.testing.assert_allclose(ours[f"ss_{salt}"], 10 ** theirs[salt].astype(float), rtol=1e-5)


def test_hydroxyapatite_agrees_after_the_activity_of_water(pair):
    # EQUIL2 takes the activity of water as 1. PHREEQC does not, and its hydroxyapatite dissolves to
    # one water, so that its saturation carries that activity as a factor (up to 2 % here).
    ours, theirs, _ = pair
    printed = 10 ** theirs["hydroxyapatite"].astype(float) / theirs["water"].astype(float)
    np.testing.assert_allclose(ours["ss_hydroxyapatite"], printed, rtol=1e-5)


def test_usual_and_unusual_urines_are_both_among_them(pair):
    ours, theirs, _ = pair
    strength = theirs["ionic_strength"].astype(float)
    assert strength.min() < 0.1
    assert strength.max() > 0.35
    assert ours["ss_calcium_oxalate"].min() < 1 < ours["ss_calcium_oxalate"].max()

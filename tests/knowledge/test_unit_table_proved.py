"""Every unit of the table is proved by pint, a program that has never seen our factors."""

from __future__ import annotations

from typing import Any

import pint
import pytest

from uroscope.knowledge import load
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.places import knowledge_folder
from uroscope.units import plain, prove

TABLE = read_yaml(knowledge_folder() / "units" / "table.yaml").data
REGISTRY: Any = pint.UnitRegistry()
REGISTRY.define("equivalent = [charge_amount] = Eq")

# The whole words of the table in pint's language, with the unit their factor leads to.
WHOLE = {
    "mg%": ("milligram / deciliter", "gram / liter"),
    "g%": ("gram / deciliter", "gram / liter"),
    "ug%": ("microgram / deciliter", "gram / liter"),
    "meq%": ("milliEq / deciliter", "Eq / liter"),
    "mm": ("millimole / liter", "mole / liter"),
    "um": ("micromole / liter", "mole / liter"),
    "nm": ("nanomole / liter", "mole / liter"),
    "pm": ("picomole / liter", "mole / liter"),
    "mg/mg": ("milligram / milligram", ""),
    "mg/g": ("milligram / gram", ""),
    "g/g": ("gram / gram", ""),
    "mmol/mmol": ("millimole / millimole", ""),
    "mmol/mol": ("millimole / mole", ""),
    "mol/mol": ("mole / mole", ""),
    "%": ("percent", ""),
    "ratio": ("1", ""),
    "ml/min": ("milliliter / minute", "milliliter / minute"),
}
SAME_AS = {
    "mgs%": "mg%", "mg %": "mg%", "mgm%": "mg%", "g %": "g%", "gm%": "g%", "gm %": "g%",
    "mcg%": "ug%", "percent": "%", "unitless": "ratio", "fraction": "ratio",
}  # fmt: skip


def test_numerators_and_denominators_hold() -> None:
    assert prove(TABLE["numerators"], TABLE["denominators"]) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "mass", "factor": 1e-2, "pint": "milligram"}, "should be 0.001"),
        ({"kind": "volume", "factor": 1e-3, "pint": "milligram"}, "x:"),
        ({"kind": "speed", "factor": 1.0, "pint": "meter"}, "unknown kind"),
    ],
)
def test_a_wrong_entry_is_found(wrong: dict[str, Any], says: str) -> None:
    (sentence,) = prove({"x": wrong}, {})
    assert says in sentence


@pytest.mark.parametrize("word", TABLE["whole"])
def test_whole_words_hold(word: str) -> None:
    kind, factor, per = TABLE["whole"][word]
    if kind in ("none", "ph", "energy"):
        assert factor == 1.0
        return
    key = SAME_AS.get(word, word).replace("creatinine", "").strip()
    for short in ("creat", "cr"):
        key = key.removesuffix(f" {short}").removesuffix(short).strip()
    if kind == "clearance":
        assert ("1.73" in word or "1,73" in word or "bsa" in word) == (per == "1.73m2")
        key = "ml/min"
    expression, base = WHOLE[key]
    ratio = REGISTRY.Quantity(1, expression) / REGISTRY.Quantity(1, base)
    assert ratio.to("").magnitude == pytest.approx(factor, rel=1e-12)
    assert per == ("litre" if base.endswith("/ liter") else per)


def test_no_spelling_stands_for_two_units() -> None:
    for part in ("numerators", "denominators"):
        seen: dict[str, str] = {}
        for name, entry in TABLE[part].items():
            for spelling in entry["spellings"]:
                assert seen.setdefault(plain(spelling), name) == name, spelling


def test_molar_masses_are_those_of_the_elements() -> None:
    # IUPAC standard atomic weights 2021, abridged to the digits molar masses are given in.
    weights = {"H": 1.008, "C": 12.011, "N": 14.007, "O": 15.999, "Na": 22.990, "Mg": 24.305,
               "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098, "Ca": 40.078}  # fmt: skip
    formulas = {
        "urine_calcium": {"Ca": 1},
        "urine_oxalate": {"C": 2, "O": 4},
        "urine_citrate": {"C": 6, "H": 8, "O": 7},
        "urine_uric_acid": {"C": 5, "H": 4, "N": 4, "O": 3},
        "urine_magnesium": {"Mg": 1},
        "urine_sodium": {"Na": 1},
        "urine_potassium": {"K": 1},
        "urine_chloride": {"Cl": 1},
        "urine_phosphorus": {"P": 1},
        "urine_creatinine": {"C": 4, "H": 7, "N": 3, "O": 1},
        "urine_cystine": {"C": 6, "H": 12, "N": 2, "O": 4, "S": 2},
        "urine_sulfate": {"S": 1, "O": 4},
        "urine_ammonium": {"N": 1, "H": 4},
        "urine_urea_nitrogen": {"N": 2},
        "serum_bicarbonate": {"H": 1, "C": 1, "O": 3},
        "serum_25_oh_vitamin_d": {"C": 27, "H": 44, "O": 2},
        "serum_1_25_oh2_vitamin_d": {"C": 27, "H": 44, "O": 3},
    }
    quantities = load().quantities
    for analyte, formula in formulas.items():
        mass = sum(weights[element] * count for element, count in formula.items())
        assert quantities[analyte].substance.molar_mass == pytest.approx(mass, rel=2e-4), analyte

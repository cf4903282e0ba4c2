"""Printed units: what they mean, which are one unit, which are refused."""

from __future__ import annotations

import pytest

from uroscope.errors import UnitError
from uroscope.knowledge import load
from uroscope.units import Substance, Unit, UnitTable, conversion, plain

TABLE = load().units

# One row per meaning: kind, factor to its base per base denominator, denominator, spellings.
SPELLINGS = [
    ("mass", 1e-3, "day", ["mg/24h", "mg/24 h", "MG/24HR", "mg/24 hrs", "mg/24-hours", "mg/day",
                           "mg/d", "mg per day", "mg per 24 hr", "mg./24 hours", "mg/24 horas",
                           "mg/24 heures", "mg/24 Std", "mg/24 Std.", "mg/24 ore", "mg/Tag",
                           "mg pro Tag", "mg par jour", "mg/jour", "mg/j", "mg/die", "mg/día",
                           "mg day-1", "mg·d⁻¹", "mg d−1", "mg/24 uur", "mg/dygn", "mg/24 h urine",
                           "mgs/24hrs", "milligrams per day", "mg / 24  h", "[mg/24h]", "(mg/d)",
                           "mg al giorno", "mg en 24 h", "mg/24", "ｍｇ／２４ｈ"]),
    ("mass", 1.0, "day", ["g/24h", "g/24 h", "gm/day", "grams/24 hours", "G/D", "gr/24 h"]),
    ("mass", 1e-6, "day", ["µg/24h", "μg/24 h", "ug/d", "mcg/24hr", "mcg/day"]),
    ("amount", 1e-3, "day", ["mmol/24h", "mmol/24hr", "mmoL/24 hours", "mmoL per 24 hours",
                             "mmol/d", "mmol per day", "mmol/24 heures", "mmol d-1", "mM/24h",
                             "millimoles/day", "mmol/dobę"]),
    ("amount", 1e-6, "day", ["µmol/24h", "umol/d", "μmol/24 h", "micromol/24h"]),
    ("equivalent", 1e-3, "day", ["mEq/24 h", "meq/d", "mEq/day", "mval/24h", "mEq per 24 hours"]),
    ("volume", 1.0, "day", ["L/24h", "l/j", "L/d", "liters/day", "litres/24 h", "l/24 Std"]),
    ("volume", 1e-3, "day", ["ml/24h", "mL/day", "cc/24h", "mL/24 hr", "ml/24 horas", "cm³/24h"]),
    ("mass", 1e-2, "litre", ["mg/dL", "mg/dl", "mg%", "mg %", "mg/100ml", "mg/100 mL", "mg/ dL",
                             "mg per dl"]),
    ("mass", 1e-3, "litre", ["mg/L", "mg/l", "µg/mL", "mg l-1"]),
    ("mass", 1e-9, "litre", ["pg/mL", "ng/L", "pg/ml", "ng/l", "ngm/L",
                             "picograms per millilitre"]),
    ("mass", 1e-6, "litre", ["ng/mL", "µg/L", "ug/l", "mcg/L", "ng per ml"]),
    ("mass", 10.0, "litre", ["g/dL", "g/dl", "g%", "gm%", "gm/dl"]),
    ("amount", 1e-3, "litre", ["mmol/L", "mmol/l", "mM", "millimols per litre", "mmol/ L"]),
    ("amount", 1e-12, "litre", ["pmol/L", "pmol/l", "picomols per litre", "pmol/ L"]),
    ("equivalent", 1e-3, "litre", ["mEq/L", "meq/l", "mval/l"]),
    ("mass", 1e-3, "", ["mg", "mgs", "milligrams"]),
    ("volume", 1.0, "", ["L", "liters", "litres", "l"]),
    ("amount", 1e-3, "collection", ["mmol/collection", "millimols per collection", "mmol/TV",
                                    "mmol/specimen", "mmol/total volume", "mmol/vol"]),
    ("mass", 1e-3, "kilogram_day", ["mg/kg/day", "mg/kg/24 h", "mg/kg/d", "mg per kg per day",
                                    "mg/kg per day", "mg kg-1 d-1", "mg/(kg·d)", "mg/kg BW/day"]),
    ("osmole", 1e-3, "kilogram", ["mOsm/kg", "mosmol/kg H2O", "mOsm/kgH2O"]),
    ("mass_ratio", 1e-3, "", ["mg/g", "mg/g creatinine", "mg/g creat"]),
    ("amount_ratio", 1.0, "", ["mmol/mmol", "mol/mol", "mmol/mmol creat"]),
    # scaled by body surface: a rate of its own, never a rate per day
    ("mass", 1e-3, "bsa_day", ["mg/24h/1.73 m2", "mg/1.73m2/day"]),
    ("amount", 1e-3, "bsa_day", ["mmol/24 h/1.73m²", "mmol/1.73 m2/d"]),
    ("clearance", 1.0, "1.73m2", ["mL/min/1.73m2", "mL/min/1.73 m²", "ml/min/1.73 m^2",
                                  "ml/min/1,73 m2"]),
    ("number", 0.01, "", ["%", "percent"]),
    ("ph", 1.0, "", ["pH", "pH units"]),
    ("none", 1.0, "", ["", " ", "-", "none"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spelling", "kind", "factor", "per"),
    [(s, kind, factor, per) for kind, factor, per, spelled in SPELLINGS for s in spelled],
)
def test_a_spelling_means_its_unit(spelling: str, kind: str, factor: float, per: str) -> None:
    unit = TABLE.parse(spelling)
    assert (unit.kind, unit.per) == (kind, per)
    assert unit.factor == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    "spelling",
    [
        "iu/L",
        "U/l",
        "mg/wk",
        "mg/min",
        "furlong",
        "mg24h",
        "mgmg/24h",
        "fmol/mL",
        "x" * 500,
    ],
)
def test_a_spelling_outside_the_table_is_refused(spelling: str) -> None:
    assert TABLE.find(spelling) is None
    with pytest.raises(UnitError):
        TABLE.parse(spelling)


def test_the_refusal_lists_the_nearest_spellings() -> None:
    with pytest.raises(UnitError, match="nearest known: mg/24h"):
        TABLE.parse("mgg/24h")


@pytest.mark.parametrize("spelling", ["furlongs", "bananas", "stone", "ounces", "10^9/L", "mmHg"])
def test_another_word_gets_no_suggestion(spelling: str) -> None:
    with pytest.raises(UnitError) as caught:
        TABLE.parse(spelling)
    assert str(caught.value) == f"the unit {spelling!r} is not in the table of spellings"


@pytest.mark.parametrize(
    ("spelling", "meant"),
    [("mgd", "mg/d"), ("mmol/dy", "mmol/d"), ("mmolL", "mmol/l"), ("mm0l/d", "mmol/d")],
)
def test_a_slip_of_the_finger_does(spelling: str, meant: str) -> None:
    with pytest.raises(UnitError, match=f"nearest known: {meant}"):
        TABLE.parse(spelling)


def test_letters_are_never_computed_with() -> None:
    # A general unit parser reads 24h as twenty-four hours and 7 pH as picohenry.
    assert TABLE.parse("mg/24h").factor == TABLE.parse("mg/d").factor
    assert TABLE.parse("pH").kind == "ph"


def test_loose_spellings_never_name_two_units() -> None:
    above, below = TABLE._loose
    for table, loose in ((TABLE.numerators, above), (TABLE.denominators, below)):
        for spelling, meaning in table.items():
            squeezed = "".join(c for c in spelling if c not in " .-")
            assert loose[squeezed] == meaning, spelling


def test_plain_folds_what_is_the_same_letter() -> None:
    assert plain("μmol/L") == plain("µmol/L") == plain("umol / l") == "umol/l"


# Molar masses [g/mol] as chemistry texts print them.
CALCIUM = Substance(molar_mass=40.08, charge=2)
SODIUM = Substance(molar_mass=22.99, charge=1)
SULFATE = Substance(molar_mass=96.06, bases={"so4": 96.06, "s": 32.06}, stated_basis=True, charge=2)
PHOSPHORUS = Substance(molar_mass=30.97, bases={"p": 30.97, "po4": 94.97})
UREA = Substance(molar_mass=28.01, bases={"n": 28.01, "urea": 60.06})
CITRATE = Substance(molar_mass=192.12, bases={"citric acid": 192.12, "citrate": 189.10})


@pytest.mark.parametrize(
    ("printed", "canonical", "substance", "expected"),
    [
        ("mmol/d", "mg/d", CALCIUM, 40.08),
        ("mEq/d", "mg/d", CALCIUM, 20.04),  # half of 40.08: two charges
        ("g/d", "mg/d", CALCIUM, 1000.0),
        ("mg/dL", "mmol/L", CALCIUM, 0.2495),  # 10 mg/L ÷ 40.08
        ("mEq/L", "mmol/L", SODIUM, 1.0),
        ("mEq/d", "mmol/d", SULFATE, 0.5),
        ("mg/d as S", "mmol/d", SULFATE, 0.03119),  # 1 ÷ 32.06
        ("mg SO4/d", "mmol/d", SULFATE, 0.01041),  # 1 ÷ 96.06
        ("mg/d as PO4", "mg/d", PHOSPHORUS, 0.3261),  # 30.97 ÷ 94.97, the ×3.07 trap
        ("mg/d", "mg/d", PHOSPHORUS, 1.0),
        ("g urea/d", "g/d", UREA, 0.4664),  # 28.01 ÷ 60.06, the ×2.14 trap
        ("mmol/d", "g/d", UREA, 0.02801),  # 1 mmol urea carries 28 mg N
        ("mg/24h as citric acid", "mg/d", CITRATE, 1.0),
        ("mg/24h (as citrate)", "mg/d", CITRATE, 1.016),  # 192.12 ÷ 189.10
    ],
)
def test_conversion(printed: str, canonical: str, substance: Substance, expected: float) -> None:
    factor = conversion(TABLE.parse(printed), TABLE.parse(canonical), substance)
    assert factor == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("printed", "canonical", "substance", "says"),
    [
        ("mEq/d", "mg/d", CITRATE, "charge depends on pH"),
        ("mEq/d", "mg/d", PHOSPHORUS, "charge depends on pH"),
        ("mg/d", "mmol/d", SULFATE, "leaves the mass basis open"),
        ("mg/d as N", "mmol/d", SULFATE, "is not one of"),
        ("mL/d", "mg/d", CALCIUM, "is a volume"),
        ("mmol/d as P", "mg/d", PHOSPHORUS, "only a mass can have"),
        ("mmol/d", "mg/d", Substance(), "is an amount of substance"),
    ],
)
def test_conversion_refuses(printed: str, canonical: str, substance: Substance, says: str) -> None:
    with pytest.raises(UnitError, match=says):
        conversion(TABLE.parse(printed), TABLE.parse(canonical), substance)


def test_equal_masses_convert_without_rounding() -> None:
    # 390 mg of citric acid stays 390, not 389.99999999999994.
    assert conversion(TABLE.parse("mg/day"), TABLE.parse("mg/d"), CITRATE) == 1.0


def test_the_memory_of_the_table_is_bounded() -> None:
    table = UnitTable({"mg": ("mass", 1e-3)}, {}, {})
    for number in range(10_100):
        table.find(f"no unit {number}")
    assert len(table._found) <= 10_000
    assert table.find("mg") == Unit("mg", "mass", 1e-3)

"""What a printed name, unit and specimen mean together; and what is refused or ignored."""

from __future__ import annotations

import pytest

from tests.properties.accounting import panel_of_texts, unaccounted
from uroscope.knowledge import load
from uroscope.normalize.resolve import Meaning, Refusal, Unused, resolve

KNOWLEDGE = load()
U, S = "urine_24h", "serum"


def understood(name: str, unit: str, specimen: str = "", loinc: str = "") -> Meaning:
    meaning = resolve(name, unit, specimen, loinc, KNOWLEDGE)
    assert isinstance(meaning, Meaning), meaning
    return meaning


def refused(name: str, unit: str, specimen: str = "", loinc: str = "") -> Refusal:
    refusal = resolve(name, unit, specimen, loinc, KNOWLEDGE)
    assert isinstance(refusal, Refusal), refusal
    return refusal


@pytest.mark.parametrize(
    ("name", "unit", "specimen", "analyte", "factor"),
    [
        ("calcium", "mg/24h", U, "urine_calcium", 1.0),
        ("Calcium", "mmol/24 heures", U, "urine_calcium", 40.08),
        ("calciuria", "mg/24 h", "", "urine_calcium", 1.0),
        ("Calciurie", "mmol/24 h", "", "urine_calcium", 40.08),
        ("24-h urinary calcium excretion", "mg/day", "", "urine_calcium", 1.0),
        ("urinary oxalate", "mg/day", "", "urine_oxalate", 1.0),
        ("oxalate", "µmol/24h", U, "urine_oxalate", 0.08802),
        ("excretion of citrate", "mmol/d", "", "urine_citrate", 192.1),
        ("acide urique", "mmol/24h", "urines de 24 h", "urine_uric_acid", 168.1),
        ("Harnsäure", "mg/dl", "Serum", "serum_uric_acid", 1.0),
        ("Kalzium", "mmol/24 Std", "24h-Sammelurin", "urine_calcium", 40.08),
        ("calcio", "mg/24 horas", "orina de 24 horas", "urine_calcium", 1.0),
        ("fosforo", "mg/24 ore", "urine delle 24 ore", "urine_phosphorus", 1.0),
        ("volume", "l/j", U, "urine_volume", 1.0),
        ("Diurèse", "mL/24 h", "", "urine_volume", 0.001),
        ("sodium", "mEq/24 h", U, "urine_sodium", 1.0),
        ("magnesium", "mEq/24 h", U, "urine_magnesium", 12.15),
        ("sulfate", "mEq/24h", U, "urine_sulfate", 0.5),
        ("creatinine", "g/24 h", U, "urine_creatinine", 1000.0),
        ("phosphate", "g/24h", U, "urine_phosphorus", 1000.0),
        ("urea", "g/24h", U, "urine_urea_nitrogen", 0.4665),
        ("UUN", "g/d", "", "urine_urea_nitrogen", 1.0),
        ("Ca 24", "mg", "", "urine_calcium", 1.0),
        ("Ox24", "mg/d", "", "urine_oxalate", 1.0),
        ("Cit 24", "mg/d", "", "urine_citrate", 1.0),
        ("UA 24", "g/d", "", "urine_uric_acid", 1000.0),
        ("Vol 24", "L/d", "", "urine_volume", 1.0),
        ("NH4", "mmol/d", U, "urine_ammonium", 1.0),
        ("Sul", "mmol/d", U, "urine_sulfate", 1.0),
        ("calcium", "mg/100ml", S, "serum_calcium", 1.0),
        ("calcium", "mg%", S, "serum_calcium", 1.0),
        ("calcium total", "mmol/l", S, "serum_calcium", 4.008),
        ("total serum calcium", "mEq/L", "", "serum_calcium", 2.004),
        ("calcium_corrected", "mg/dL", S, "serum_calcium_adjusted", 1.0),
        ("ionized_calcium", "mg/dL", S, "serum_ionized_calcium", 0.2495),
        ("PTH intact", "pg/mL", S, "serum_pth", 1.0),
        ("PTHi", "ng/l", S, "serum_pth", 1.0),
        ("iPTH", "pmol/l", "", "serum_pth", 9.43),
        ("25(OH)D3", "µg/l", S, "serum_25_oh_vitamin_d", 1.0),
        ("vitamin_d_25oh", "nmol/L", S, "serum_25_oh_vitamin_d", 0.4006),
        ("1,25(OH)2D", "ng/L", S, "serum_1_25_oh2_vitamin_d", 1.0),
        ("phosphorus", "mmol/L", S, "serum_phosphorus", 3.097),
        ("P", "mg/dl", S, "serum_phosphorus", 1.0),
        ("HCO3", "mEq/L", S, "serum_bicarbonate", 1.0),
        ("CO2", "mmol/L", "Plasma", "serum_bicarbonate", 1.0),
        ("K", "mval/l", S, "serum_potassium", 1.0),
        ("urate", "µmol/l", S, "serum_uric_acid", 0.01681),
        ("BUN", "mg/dL", "", "serum_urea_nitrogen", 1.0),
        ("urea", "mmol/L", S, "serum_urea_nitrogen", 2.801),
        ("albumin", "g/L", S, "serum_albumin", 0.1),
        ("pH", "", U, "urine_ph", 1.0),
        ("pH", "", "urine_spot", "spot_urine_ph", 1.0),
        ("pH", "", "second morning urine", "fasting_urine_ph", 1.0),
        ("pH", "", "arterial blood", "blood_ph", 1.0),
        ("calcium", "mg/dL", "spot urine", "spot_urine_calcium", 1.0),
        ("oxalate", "µmol/L", "plasma", "plasma_oxalate", 1.0),
        ("calcium_creatinine_ratio", "mmol/mmol", "not stated (ratio)",
         "printed_urine_calcium_creatinine_ratio", 0.3543),
        ("SS CaOx", "", "", "supersaturation_calcium_oxalate", 1.0),
        ("eGFR", "mL/min", S, "printed_egfr", 1.0),
        ("FECa", "%", "", "printed_fractional_excretion_of_calcium", 0.01),
        # as articles and reports print them
        ("25-OHVitD3", "nmol/L", S, "serum_25_oh_vitamin_d", 0.4006),
        ("25-hydroxyvitaminD", "nmol/L", S, "serum_25_oh_vitamin_d", 0.4006),
        ("1,25-OHVitD3", "pmol/L", S, "serum_1_25_oh2_vitamin_d", 0.4166),
        ("ionizing calcium", "mg/dl", S, "serum_ionized_calcium", 0.2495),
        ("albumin-corrected Ca", "mmol/L", S, "serum_calcium_adjusted", 4.008),
        ("PTH level", "pg/mL", S, "serum_pth", 1.0),
        ("arterial HCO3", "mmol/L", "", "serum_bicarbonate", 1.0),
        ("24 hours urinary calcium", "mg", "", "urine_calcium", 1.0),
        ("calcium in 24-hour urine", "mmol", "", "urine_calcium", 40.08),
        ("24-h UCa", "mg", "", "urine_calcium", 1.0),
        ("UNa", "mmol/d", U, "urine_sodium", 1.0),
        ("UpH", "", U, "urine_ph", 1.0),
        ("Ca2+/creat", "mmol/mmol", U, "printed_urine_calcium_creatinine_ratio", 0.3543),
        ("urinary calcium/creatinine clearance ratio", "", "",
         "printed_calcium_creatinine_clearance_ratio", 1.0),
        # a name with its own short form behind it
        ("parathyroid hormone (PTH)", "pg/mL", S, "serum_pth", 1.0),
        ("intact PTH (iPTH)", "pmol/L", S, "serum_pth", 9.43),
        ("1,25-dihydroxyvitamin D (1,25(OH)2D)", "pmol/L", S, "serum_1_25_oh2_vitamin_d", 0.4166),
        # vitamin D by the unit that laboratories print for one form only
        ("vitamin D", "nmol/L", S, "serum_25_oh_vitamin_d", 0.4006),
        ("vitamin D", "ng/mL", S, "serum_25_oh_vitamin_d", 1.0),
        ("vitamin D", "pmol/L", S, "serum_1_25_oh2_vitamin_d", 0.4166),
        # oxalate per 1.73 m² is an index of the laboratory's; 1 ÷ 88.018
        ("oxalate", "mmol/1.73m2/24h", U, "printed_urine_oxalate_per_bsa", 1.0),
        ("oxalate", "mmol/24 h/1.73 m²", "", "printed_urine_oxalate_per_bsa", 1.0),
        ("oxalate", "mg/1.73 m2/day", U, "printed_urine_oxalate_per_bsa", 0.01136),
        # one unit in use, so a missing one leaves no gap
        ("potassium", "", S, "serum_potassium", 1.0),
        ("HCO3", "", S, "serum_bicarbonate", 1.0),
        ("eGFR", "", S, "printed_egfr", 1.0),
        # without a specimen, where the unit leaves one reading
        ("calcium", "mg/24h", "", "urine_calcium", 1.0),
        ("calcium", "mg", "urine", "urine_calcium", 1.0),
        ("volume", "mL", "", "urine_volume", 0.001),
    ],
)  # fmt: skip
def test_understood(name: str, unit: str, specimen: str, analyte: str, factor: float) -> None:
    meaning = understood(name, unit, specimen)
    assert meaning.quantity.id == analyte
    assert meaning.factor == pytest.approx(factor, rel=1e-3)


@pytest.mark.parametrize(
    ("unit", "factor", "per"),
    [("mg/dL", 10.0, "volume"), ("mmol/L", 40.08, "volume"), ("mg", 1.0, "collection"),
     ("mg/TV", 1.0, "collection"), ("mg/kg/d", 1.0, "weight"),
     ("mg/g creatinine", 1.0, "creatinine")],
)  # fmt: skip
def test_denominators_of_a_timed_urine(unit: str, factor: float, per: str) -> None:
    meaning = understood("calcium", unit, U)
    assert (meaning.quantity.id, meaning.per) == ("urine_calcium", per)
    assert meaning.factor == pytest.approx(factor, rel=1e-3)


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("mg/mg", 1.0),
        ("mg/g creatinine", 0.001),
        ("mmol/mmol", 0.3543),  # 40.08 ÷ 113.1
        ("mmol/mmolCr", 0.3543),
        ("mg/mmol creatinine", 0.00884),  # 1 ÷ 113.1
        ("mmol/g creatinine", 0.04008),
    ],
)
def test_ratios_to_creatinine_become_mg_per_mg(unit: str, factor: float) -> None:
    meaning = understood("calcium_creatinine_ratio", unit, U)
    assert meaning.quantity.id == "printed_urine_calcium_creatinine_ratio"
    assert meaning.factor == pytest.approx(factor, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "unit", "specimen", "code", "says"),
    [
        ("calcium", "mg/dL", "", "ambiguous_specimen", "serum_calcium"),
        ("creatinine", "mg/dL", "urine", "ambiguous_specimen", "spot_urine_creatinine"),
        ("pH", "", "", "ambiguous_specimen", "blood_ph"),
        ("urine pH", "", "", "ambiguous_specimen", "urine_ph"),
        ("vitamin D", "mg/L", S, "ambiguous_name", "serum_25_oh_vitamin_d"),
        ("citrate", "mEq/24h", U, "wrong_unit", "charge depends on pH"),
        ("phosphate", "mEq/24h", U, "wrong_unit", "charge depends on pH"),
        ("sulfate", "mg/24h", U, "wrong_unit", "leaves the mass basis open"),
        ("ammonia", "mg/24h", U, "wrong_unit", "leaves the mass basis open"),
        ("volume", "mg/24h", U, "wrong_unit", "is a mass"),
        ("calcium", "mL/24h", U, "wrong_unit", "is a volume"),
        ("calcium", "mg/24h", S, "wrong_unit", "does not fit"),
        ("citrate", "mmol/24h/1.73 m2", U, "wrong_unit", "does not fit"),
        ("calcium", "mgg/24h", U, "unknown_unit", "nearest known: mg/24h"),
        ("calcium", "", U, "missing_unit", "has no unit"),
        ("calcium_creatinine_ratio", "", U, "missing_unit", "has no unit"),
        ("potassium", "", U, "missing_unit", "has no unit"),
        ("potassium", "", "", "missing_unit", "has no unit"),
        ("magnesium", "", S, "missing_unit", "has no unit"),
        ("urea (BUN)", "mg/dL", U, "unknown_analyte", "urea"),
        ("calcium", "mmol/1.73m2/d", U, "wrong_unit", "does not fit"),
        ("fractional_excretion_of_calcium", "", S, "missing_unit", "has no unit"),
        ("PTH", "pg/mL", U, "wrong_specimen", "urine_24h"),
        ("calcium", "mg/dL", "sweat", "unknown_specimen", "sweat"),
        ("calcuim", "mg/24h", U, "unknown_analyte", "calcuim"),
        ("calcuim", "mg/24h", "", "unknown_analyte", "calcuim"),
        ("", "mg/24h", U, "missing_name", "names no analyte"),
    ],
)
def test_refused(name: str, unit: str, specimen: str, code: str, says: str) -> None:
    refusal = refused(name, unit, specimen)
    assert refusal.code == code
    assert says in refusal.message
    assert refusal.hint


def test_an_unknown_unit_names_those_the_analyte_is_written_in() -> None:
    refusal = refused("calcium", "furlongs", U)
    assert refusal.message == "the unit 'furlongs' is not in the table of spellings"
    assert refusal.hint == "write urine_calcium in mg/d or mmol/d"


def test_an_unknown_name_of_a_timed_urine_is_told_the_nearest() -> None:
    assert "calcium" in refused("calcuim", "mg/24h", U).hint


def test_what_a_mass_can_be_of_is_told() -> None:
    assert "as SO4" in refused("sulfate", "mg/24h", U).message
    assert understood("sulfate", "mg/24h as SO4", U).factor == pytest.approx(1 / 96.06, rel=1e-3)
    assert understood("ammonia", "mg N/24h", U).factor == pytest.approx(1 / 14.007, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "unit", "specimen"),
    [
        ("ALT", "U/L", S),
        ("glucose", "mg/dL", S),
        ("ammonia", "µmol/L", "plasma"),  # a known name, no use in blood
        ("Total protein", "g/dL", S),
        ("osmolality", "mOsm/kg", S),
        ("citrate", "mg/dL", S),
        ("glucose", "mg/24h", U),
        ("beta2_microglobulin", "mg/l", U),
        ("tubular_reabsorption_of_phosphate", "%", U),
        ("oxalate_creatinine_ratio", "mmol/mol", U),
        ("bicarbonate", "mmol/l", U),
        ("albumin", "mg/24h", U),
        ("protein", "mg/dL", "urine dipstick"),
        ("urinary specific gravity", "", U),
        ("24h urine glucose", "g/24h", ""),
        ("anything", "", ""),
        ("anything", "mg/dL", "random urine"),
        ("anything", "mg/dL", "sweat"),
    ],
)
def test_no_use_for_it(name: str, unit: str, specimen: str) -> None:
    assert isinstance(resolve(name, unit, specimen, "", KNOWLEDGE), Unused)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["urine_24h", "24h urine", "24-hour urine", "Urine, 24 hr", "URINE 24H", "timed urine",
          "24 h urine collection", "Urine 24 h collection, acidified", "24h-Sammelurin", "U24",
          "orina de 24 horas", "urines des 24 heures", "urine (24 h)", "urine_timed", "Ｕ２４"],
         "urine_calcium"),
        (["urine_spot", "spot", "Random urine", "urine, spot", "Spontanurin"],
         "spot_urine_calcium"),
        (["urine_fasting", "second morning urine", "First morning void", "Nüchternurin"],
         "fasting_urine_calcium"),
        (["serum", "Plasma", "SERUM", "blood", "Ser/Plas", "venous blood", "heparin plasma",
          "sérum", "suero", "siero", "Blut", "fasting serum", "whole blood", "S", "P"],
         "serum_calcium"),
    ],
)  # fmt: skip
def test_spellings_of_specimens(words: list[str], kind: str) -> None:
    for word in words:
        assert understood("calcium", "mg/dL", word).quantity.id == kind, word


@pytest.mark.parametrize("word", ["", "not stated", "unknown", "n/a", "not specified"])
def test_a_specimen_that_says_nothing_is_none(word: str) -> None:
    assert understood("calcium", "mg/24h", word).quantity.id == "urine_calcium"
    assert refused("calcium", "mg/dL", word).code == "ambiguous_specimen"


def test_a_loinc_code_settles_analyte_and_specimen_but_not_the_unit() -> None:
    # 6874-2 is calcium of a 24-hour urine, 2000-8 calcium of serum or plasma (mmol/L).
    assert understood("", "mg", "", "6874-2").quantity.id == "urine_calcium"
    assert understood("whatever", "mg/dL", "", " 2000-8 ").quantity.id == "serum_calcium"
    assert refused("", "", "", "6874-2").code == "missing_unit"
    assert isinstance(resolve("", "U/L", S, "1742-6", KNOWLEDGE), Unused)


class TestUnitInsideTheValue:
    HEAD = "patient_id,specimen,analyte,value,unit\n"

    @pytest.mark.parametrize(
        ("value", "unit", "expected"),
        [
            ("312 mg/24h", "mg/24h", 312.0),
            ("312 mg", "mg/24h", 312.0),
            ("312 MG/24 HR", "mg/d", 312.0),
            ("312 mg/24h", "", 312.0),
            ("312 mg/24h", "mg", 312.0),
            ("7.8 mmol", "mmol/24h", 312.6),
            ("312 H", "mg/24h", 312.0),
        ],
    )
    def test_agreeing(self, value: str, unit: str, expected: float) -> None:
        panel = panel_of_texts(self.HEAD + f"P1,urine_24h,calcium,{value},{unit}\n")
        assert panel.value("urine_calcium")[0] == pytest.approx(expected, rel=1e-3)

    @pytest.mark.parametrize(
        ("value", "unit", "code"),
        [
            ("312 mg/24h", "mmol/24h", "unit_conflict"),
            ("312 mg/dL", "mg/24h", "unit_conflict"),
            ("312 g", "mg/24h", "unit_conflict"),
            ("312 see note", "mg/24h", "not_a_number"),
            ("312 mgg", "mg/24h", "not_a_number"),
            ("312 mg", "mgg/24h", "unknown_unit"),
        ],
    )
    def test_not_agreeing(self, value: str, unit: str, code: str) -> None:
        text = self.HEAD + f"P1,urine_24h,calcium,{value},{unit}\nP1,urine_24h,oxalate,30,mg/d\n"
        panel = panel_of_texts(text)
        assert panel.refused["code"].tolist() == [code]
        assert unaccounted((text,), panel) == []

    def test_an_l_behind_a_number_is_low_where_it_cannot_be_a_litre(self) -> None:
        panel = panel_of_texts(
            self.HEAD + "P1,serum,calcium,7.9 L,mg/dL\nP1,urine_24h,volume,1.35 L,L/24h\n"
            "P1,serum,potassium,3.1 L,mmol/L\nP1,serum,sodium,131L,mEq/L\n"
        )
        assert panel.value("serum_calcium").tolist() == [7.9]
        assert panel.value("serum_potassium").tolist() == [3.1]
        assert panel.value("serum_sodium").tolist() == [131.0]
        assert panel.value("urine_volume").tolist() == [1.35]


def test_an_electrolyte_without_a_unit_is_read_and_said() -> None:
    head = "patient_id,specimen,analyte,value,unit\n"
    panel = panel_of_texts(head + "P1,serum,potassium,3.0,\nP1,serum,sodium,140,mmol/L\n")
    assert panel.value("serum_potassium").tolist() == [3.0]
    said = panel.remarks.loc[panel.remarks["code"] == "unit_assumed"]
    assert said["analyte"].tolist() == ["serum_potassium"]
    assert said["message"].tolist() == [
        "Blood potassium had no unit and was read in mmol/L, which is mEq/L"
    ]
    # 14 mg/dL is a usual potassium; as mmol/L it is visible, 19.5 is refused.
    panel = panel_of_texts(head + "P1,serum,potassium,19.5,\nP1,serum,sodium,140,mmol/L\n")
    assert panel.refused["code"].tolist() == ["implausible"]


def test_phosphate_in_mg_is_read_as_phosphorus_and_said() -> None:
    head = "patient_id,specimen,analyte,value,unit\n"
    panel = panel_of_texts(
        head + "P1,urine_24h,phosphate,900,mg/24h\nP1,serum,phosphate,3.4,mg/dL\n"
    )
    assert panel.value("urine_phosphorus").tolist() == [900.0]
    assert panel.value("serum_phosphorus").tolist() == [3.4]
    assert panel.remarks[["code", "analyte"]].values.tolist() == [
        ["phosphate_read_as_phosphorus", "urine_phosphorus"],
        ["phosphate_read_as_phosphorus", "serum_phosphorus"],
    ]
    # An amount leaves nothing open: 29 mmol × 30.97 = 898 mg.
    moles = panel_of_texts(head + "P1,urine_24h,phosphate,29,mmol/24h\n")
    assert moles.value("urine_phosphorus")[0] == pytest.approx(898, rel=1e-3)
    assert not len(moles.remarks)
    # A basis the laboratory states is believed: 900 mg PO4 × 30.97 / 94.97 = 293.5 mg P.
    stated = panel_of_texts(head + "P1,urine_24h,phosphate,900,mg/24h as PO4\n")
    assert stated.value("urine_phosphorus")[0] == pytest.approx(293.5, rel=1e-3)

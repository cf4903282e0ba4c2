"""Every printed number of the published cases is understood, or refused for the right reason.

The factors below are the ones clinical chemistry texts print (molar masses to four digits), so they
are not those of the program; results agree within their rounding.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.spec.published import long_rows, long_text, printed, printed_name, published_cases
from uroscope.knowledge import load
from uroscope.normalize import normalize
from uroscope.reading.delimited import read_text
from uroscope.tables import Panel

CASES = {case["case_id"]: case for case in published_cases()}

# What a printed unit is times, to become the unit uroscope keeps (mg/d, L/d, mg/dL, pg/mL …).
FACTORS = {
    "urine": {
        ("calcium", "mmol"): 40.08,
        ("oxalate", "mmol"): 88.02,
        ("citrate", "mmol"): 192.1,
        ("uric_acid", "mmol"): 168.1,
        ("magnesium", "mmol"): 24.31,
        ("phosphate", "mmol"): 30.97,
        ("creatinine", "mmol"): 113.1,
        ("volume", "ml"): 0.001,
        ("volume", "cc"): 0.001,
        ("protein", "g"): 1000.0,
    },
    "serum": {
        ("calcium", "mmol"): 4.008,
        ("calcium_adjusted", "mmol"): 4.008,
        ("phosphate", "mmol"): 3.097,
        ("phosphorus", "mmol"): 3.097,
        ("creatinine", "umol"): 1 / 88.4,
        ("ionized_calcium", "mg"): 1 / 4.008,
        ("magnesium", "mmol"): 2.431,
        ("albumin", "G/L"): 0.1,
        ("urea", "mmol"): 2.801,
        ("pth", "pmol"): 9.43,
        ("vitamin_d_25oh", "nmol"): 1 / 2.496,
        ("vitamin_d_125oh2", "pmol"): 1 / 2.4,
    },
}
ANALYTES = {
    "urine": {
        "phosphate": "urine_phosphorus",
        "supersaturation_caox": "supersaturation_calcium_oxalate",
        "calcium_creatinine_clearance_ratio": "printed_calcium_creatinine_clearance_ratio",
        "calcium_creatinine_excretion_ratio": "printed_calcium_creatinine_clearance_ratio",
    },
    "serum": {
        "calcium_corrected": "serum_calcium_adjusted",
        "vitamin_d_25oh": "serum_25_oh_vitamin_d",
        "vitamin_d_125oh2": "serum_1_25_oh2_vitamin_d",
        "phosphate": "serum_phosphorus",
        "oxalate": "plasma_oxalate",
        "egfr": "printed_egfr",
        "urea": "serum_urea_nitrogen",
        "ph": "blood_ph",
    },
}
IGNORED = {
    "alp", "cholesterol", "beta_crosslaps", "beta2_microglobulin", "base_excess", "tsh",
    "oxalate_creatinine_ratio",
}  # fmt: skip
# (case, analyte, value): the code of the refusal and what its hint has to say.
REFUSED = {
    ("fhh_casr_endoabs37ep1297__girl16", "calcium", "92"): ("implausible", "mg/24 h"),
    ("nphpt_group34", "vitamin_d_25oh", "39.0"): ("implausible", "ng/mL"),
    ("phpt_pregnancy_endoabs69p39_27f", "calcium_creatinine_ratio", "0.039"): (
        "missing_unit",
        "mg/mg",
    ),
    ("immobilisation_endoabs38p73__case1_26f", "calcium_creatinine_ratio", "6.9"): (
        "missing_unit",
        "mg/mg",
    ),
    ("drta_sjogren_pedrheum_p141_16f", "ph", "7.5"): ("ambiguous_specimen", "specimen"),
    # misprinted units: "mm/l", "mmo/L", iPTH in mg/dL, vitamin D metabolites in ng/dL and ng/mL
    ("orlistat_jrip2016_76f", "oxalate", "45"): ("implausible", "umol/l"),
    ("milkalkali_jgim_80f", "ionized_calcium", "1.87"): ("unknown_unit", "mmol/L"),
    ("sarcoid_phpt_ts2022__1", "vitamin_d_25oh", "22.4"): ("implausible", "ng/mL"),
    ("sarcoid_phpt_ts2022__1", "pth", "112"): ("implausible", "pg/mL"),
    ("granuloma_ts2022__3", "vitamin_d_25oh", "22.4"): ("implausible", "ng/mL"),
    ("granuloma_ts2022__3", "vitamin_d_125oh2", "109"): ("implausible", "pg/mL"),
}


def read(case: dict[str, Any]) -> Panel:
    knowledge = load()
    text = long_text(list(long_rows(case)))
    return normalize([read_text("case.csv", text, knowledge)], knowledge)


def row_of(panel: Panel, label: str) -> int:
    return panel.rows["collection_id"].tolist().index(label)


def kind_of(unit: str) -> str:
    """Return what stands above the stroke of a printed unit, spelled one way."""
    word = unit.replace("μ", "u").replace("µ", "u").lower().split("/")[0].split(" per ")[0].strip()
    word = word.removesuffix(" day-1")
    return {"millimols": "mmol", "picomols": "pmol", "micromol": "umol"}.get(word, word)


@pytest.mark.parametrize("name", CASES)
def test_every_printed_value_is_understood_or_refused_with_its_reason(name: str) -> None:
    case = CASES[name]
    panel = read(case)
    record = 1
    for collection in case["collections"]:
        for part in ("urine", "serum"):
            for result in collection[part]:
                record += 1
                analyte, value = result["analyte"], printed(result)
                if analyte in IGNORED:
                    assert printed_name(result) in panel.ignored["analyte"].tolist()
                    continue
                if (name, analyte, value) in REFUSED:
                    code, hint = REFUSED[name, analyte, value]
                    refusal = panel.refused[panel.refused["row"] == record].iloc[0]
                    assert refusal["code"] == code
                    assert hint in refusal["hint"]
                    continue
                check(panel, row_of(panel, collection["label"]), part, result, record)
    assert len(panel.refused) == sum(1 for key in REFUSED if key[0] == name)
    assert not len(panel.not_measured)


def check(panel: Panel, row: int, part: str, result: dict[str, Any], record: int) -> None:
    """Assert that one printed result stands in the panel, in the unit uroscope keeps."""
    prefix = "spot_urine_" if result.get("specimen") == "spot" else f"{part}_"
    analyte = ANALYTES[part].get(result["analyte"], prefix + result["analyte"])
    if result["analyte"] == "calcium_creatinine_ratio":
        analyte, factor = "printed_urine_calcium_creatinine_ratio", 40.08 / 113.1
    else:
        name, unit = result["analyte"], result["unit"]
        factor = FACTORS[part].get((name, unit), FACTORS[part].get((name, kind_of(unit)), 1.0))
    expected = result["value"] * factor
    if "op" in result:
        assert panel.low(analyte)[row] == 0.0
        assert panel.high(analyte)[row] == pytest.approx(expected, rel=2e-3)
        return
    beside = panel.other_values
    if len(beside) and record in beside["record"].tolist():
        found = beside.loc[beside["record"] == record, "value"].iloc[0]
    else:
        assert panel.origins[analyte].record[row] == record
        found = panel.value(analyte)[row]
    assert found == pytest.approx(expected, rel=2e-3)


# Worked by hand from the printed numbers, to the digits shown.
BY_HAND = [
    # 408 mg in the 24-hour bottle; the authors print 10.2 mmol beside it: 10.2 × 40.08 = 408.8
    ("calcium_stones_nejm2010_43m", "off medication", "urine_calcium", 408.0),
    ("calcium_stones_nejm2010_43m", "off medication", "urine_oxalate", 33.0),
    ("calcium_stones_nejm2010_43m", "off medication", "urine_volume", 1.54),
    ("calcium_stones_nejm2010_43m", "off medication", "urine_ph", 5.6),
    # 7.1 × 40.08 = 284.6; 10.2 × 113.12 = 1153.8; 2.54 × 4.008 = 10.18; 78.4 / 2.496 = 31.4
    ("nphpt_endoabs28p127_70f", "work-up", "urine_calcium", 284.6),
    ("nphpt_endoabs28p127_70f", "work-up", "urine_creatinine", 1153.8),
    ("nphpt_endoabs28p127_70f", "work-up", "serum_calcium_adjusted", 10.18),
    ("nphpt_endoabs28p127_70f", "work-up", "serum_25_oh_vitamin_d", 31.4),
    # ng/L is pg/mL; 73 / 88.4 = 0.826; 1.3 × 3.097 = 4.03
    ("nphpt_endoabs28p127_70f", "work-up", "serum_pth", 62.0),
    ("nphpt_endoabs28p127_70f", "work-up", "serum_creatinine", 0.826),
    ("nphpt_endoabs28p127_70f", "work-up", "serum_phosphorus", 4.03),
    ("nphpt_endoabs28p127_70f", "work-up", "printed_calcium_creatinine_clearance_ratio", 0.02),
    # 4.0 × 40.08 = 160.3; 2.7 × 9.43 = 25.46; 2.67 × 4.008 = 10.70; 76 / 88.4 = 0.860
    ("fhh3_endoabs77cc2_25m", "work-up", "urine_calcium", 160.3),
    ("fhh3_endoabs77cc2_25m", "work-up", "serum_pth", 25.46),
    ("fhh3_endoabs77cc2_25m", "work-up", "serum_calcium_adjusted", 10.70),
    ("fhh3_endoabs77cc2_25m", "work-up", "serum_creatinine", 0.860),
    # "millimols per collection", "picomols per litre": 2.2 × 40.08 = 88.2; 11.6 × 9.43 = 109.4
    ("fhh_vs_phpt_endoabs9p201_41f", "collection 1", "urine_calcium", 88.2),
    ("fhh_vs_phpt_endoabs9p201_41f", "collection 1", "serum_pth", 109.4),
    ("fhh_vs_phpt_endoabs9p201_41f", "collection 1", "serum_calcium", 10.82),
    ("fhh_vs_phpt_endoabs9p201_41f", "collection 2", "urine_calcium", 68.1),
    ("fhh_casr_endoabs37ep1297__girl16", "work-up", "serum_calcium", 11.5),
    ("fhh_casr_endoabs37ep1297__grandmother", "work-up", "urine_calcium", 86.0),
    ("fhh_casr_endoabs37ep1297__grandmother", "work-up", "serum_25_oh_vitamin_d", 21.8),
    # decimal comma: 0,69 × 40.08 = 27.7; of three undated calciums the last, 2,97 × 4.008 = 11.90
    ("fhh_chondrocalcinosis_pamj_69m", "repeated", "urine_calcium", 27.7),
    ("fhh_chondrocalcinosis_pamj_69m", "repeated", "serum_calcium", 11.90),
    ("gout_underexcretor_medqa_m", "on allopurinol 4 weeks", "urine_uric_acid", 245.0),
    ("hypoparathyroid_22q11_jmcr_40m", "presentation", "urine_calcium", 88.0),
    ("hypoparathyroid_22q11_jmcr_40m", "presentation", "spot_urine_calcium", 3.0),
    ("hypoparathyroid_22q11_jmcr_40m", "presentation", "serum_ionized_calcium", 0.69),
    # 3.13 × 4.008 = 12.55; 0.71 × 3.097 = 2.20; 16.4 × 9.43 = 154.7; 29 / 2.496 = 11.6
    ("phpt_pregnancy_endoabs69p39_27f", "13 weeks", "serum_calcium", 12.55),
    ("phpt_pregnancy_endoabs69p39_27f", "13 weeks", "serum_phosphorus", 2.20),
    ("phpt_pregnancy_endoabs69p39_27f", "13 weeks", "serum_pth", 154.7),
    ("phpt_pregnancy_endoabs69p39_27f", "13 weeks", "serum_25_oh_vitamin_d", 11.6),
    # the blood after the operation never stands in for the blood before it
    ("phpt_pregnancy_endoabs69p39_27f", "post-operative", "serum_calcium", 8.98),
    # 17.64 × 40.08 = 707.0
    ("immobilisation_endoabs38p73__case1_26f", "week 16 ITU", "urine_calcium", 707.0),
    # "mmoL per 24 hours": 0.551 × 88.02 = 48.5; 0.352 × 88.02 = 31.0
    ("low_calcium_diet_salek_56f", "calcium-free diet", "urine_oxalate", 48.5),
    (
        "low_calcium_diet_salek_56f",
        "after adding calcium-containing products",
        "urine_oxalate",
        31.0,
    ),
    ("drta_sjogren_pedrheum_p141_16f", "presentation", "urine_protein", 1010.0),
    ("drta_sjogren_pedrheum_p141_16f", "presentation", "serum_potassium", 1.8),
    ("drta_sjogren_pedrheum_p141_16f", "presentation", "blood_ph", 7.31),
    # the unit stands inside the value: "10,5mg/dL"
    ("cyp24a1_crie2019_17f", "work-up", "serum_calcium", 10.5),
    ("rygb_prepost_soard2013", "6 months after RYGB", "serum_creatinine", 0.72),
    ("topiramate_alkali_bjcp", "topiramate alone", "urine_citrate", 198.0),
    ("phpt_23cases_stones", "3 days before surgery", "serum_pth", 271.6),
    ("enteric_hyperoxaluria_allograft_kw2018", "around biopsy", "plasma_oxalate", 13.4),
    # mmol/mmol to mg/mg: 0.72 × 40.08 / 113.1 = 0.255; 209 / 2.4 = 87.1
    (
        "iih_mild_sickkids_jcem2021",
        "evaluation",
        "printed_urine_calcium_creatinine_ratio",
        0.255,
    ),
    ("iih_mild_sickkids_jcem2021", "evaluation", "serum_1_25_oh2_vitamin_d", 87.1),
    # 4.91 × 4.008 = 19.68; 66 / 2.496 = 26.4; 164 / 2.4 = 68.3; 148 / 88.4 = 1.674
    ("vitd_alkali_endoabs28p111_65f", "admission", "serum_calcium_adjusted", 19.68),
    ("vitd_alkali_endoabs28p111_65f", "admission", "serum_25_oh_vitamin_d", 26.4),
    ("vitd_alkali_endoabs28p111_65f", "admission", "serum_1_25_oh2_vitamin_d", 68.3),
    # 0.17 × 2.4305 = 0.413; 1.73 × 4.008 = 6.934
    ("ppi_esa2018_75m", "admission", "serum_magnesium", 0.413),
    ("ppi_esa2018_75m", "admission", "serum_calcium_adjusted", 6.934),
    # "ionizing calcium" in mg/dl: 5.97 / 4.008 = 1.490
    ("phpt_obstruction_endoabs63p78_36m", "presentation", "serum_ionized_calcium", 1.490),
    # potassium and eGFR without a unit have one reading; 715 cc
    ("gitelman_esa2019_25m", "referral", "serum_potassium", 3.0),
    ("fhh_mimic_endoabs91wf3_79f", "work-up", "printed_egfr", 79.0),
    ("uc_ileostomy_group", "after colectomy, ileostomy", "urine_volume", 0.715),
    # urea 15 × 2.801 = 42.0; albumin 35 G/L
    ("rta4_cicm2008_63m", "after surgery", "serum_urea_nitrogen", 42.0),
    ("rta4_cicm2008_63m", "after surgery", "serum_albumin", 3.5),
    # 1424 mL; 4.15 × 168.1 = 697.6; 1.69 × 192.1 = 324.7; 6.29 × 24.31 = 152.9
    ("ma_hesse1986__male_20_29", "published group", "urine_volume", 1.424),
    ("ma_hesse1986__male_20_29", "published group", "urine_uric_acid", 697.6),
    ("ma_hesse1986__male_20_29", "published group", "urine_citrate", 324.7),
    ("ma_hesse1986__male_20_29", "published group", "urine_magnesium", 152.9),
    ("ma_hesse1986__male_20_29", "published group", "urine_ammonium", 41.01),
    ("ma_hesse1986__male_20_29", "published group", "urine_sulfate", 25.83),
]


@pytest.mark.parametrize(("name", "label", "analyte", "expected"), BY_HAND)
def test_values_worked_by_hand(name: str, label: str, analyte: str, expected: float) -> None:
    panel = read(CASES[name])
    assert panel.value(analyte)[row_of(panel, label)] == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize(
    ("name", "analyte", "low", "high"),
    [
        # "<200"-like, two-sided and spelled ranges, in the unit uroscope keeps
        ("nphpt_endoabs28p127_70f", "urine_calcium", 100.2, 300.6),  # 2.5-7.5 mmol × 40.08
        ("nphpt_endoabs28p127_70f", "serum_pth", 7.0, 53.0),
        ("nphpt_endoabs28p127_70f", "serum_25_oh_vitamin_d", 20.03, None),  # >50 nmol/L / 2.496
        ("gout_underexcretor_medqa_m", "urine_uric_acid", 240.0, 755.0),  # "N = 240-755"
        ("hypoparathyroid_22q11_jmcr_40m", "urine_calcium", 100.0, 300.0),  # "NV … mg/24 hs"
        ("enteric_hyperoxaluria_allograft_kw2018", "plasma_oxalate", 0.4, 3.0),  # "0.4 to 3"
        ("immobilisation_endoabs38p73__case1_26f", "urine_calcium", None, 200.4),  # "<5" mmol
        # a minus sign and an en dash for "to", and the unit repeated behind the range
        ("phpt_obstruction_endoabs63p78_36m", "serum_calcium", 8.6, 10.0),
        ("gitelman_pmj2001_f", "serum_magnesium", 1.701, 2.4305),  # 0.7-1.0 mmol × 2.4305
        ("gitelman_consultant2018_38f", "serum_bicarbonate", 23.0, 32.0),
    ],
)
def test_printed_ranges_become_the_laboratorys_limits(
    name: str, analyte: str, low: float | None, high: float | None
) -> None:
    origin = read(CASES[name]).origins[analyte]
    assert origin.lab_low is not None
    assert origin.lab_high is not None
    assert origin.lab_low[0] == pytest.approx(
        float("nan") if low is None else low, rel=2e-3, nan_ok=True
    )
    assert origin.lab_high[0] == pytest.approx(
        float("nan") if high is None else high, rel=2e-3, nan_ok=True
    )


def test_a_repeat_of_undated_blood_keeps_the_others_beside_the_last() -> None:
    panel = read(CASES["fhh_chondrocalcinosis_pamj_69m"])
    beside = panel.other_values
    assert sorted(beside["text"]) == ["2,89", "3,02"]
    assert panel.origins["serum_calcium"].text[0] == "2,97"

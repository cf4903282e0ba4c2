"""What cannot be true is refused, with the slip that explains it where there is one."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import uroscope
from tests.properties.accounting import panel_of_texts

HEAD = "patient_id,specimen,analyte,value,unit\n"


@pytest.mark.parametrize(
    ("specimen", "analyte", "value", "unit", "guess"),
    [
        ("urine_24h", "calcium", "92", "μg/24 h", "mg/24 h"),
        ("urine_24h", "calcium", "250", "g/24h", "mg/24h"),
        ("urine_24h", "volume", "1500", "L/24h", "mL/24h"),
        ("urine_24h", "volume", "0.0015", "L", None),  # 1.5 mL: neither mL nor µL explains it
        ("urine_24h", "oxalate", "30", "mmol/24h", "mg/24h"),
        ("urine_24h", "citrate", "450", "g/d", "mg/d"),
        ("urine_24h", "creatinine", "1.4", "mg/24h", "g/24h"),
        ("urine_24h", "sodium", "150", "µmol/24h", "mmol/24h"),
        ("serum", "calcium", "9.5", "g/dl", "mg/dl"),
        ("serum", "calcium", "2.4", "mg/dL", "mmol/L"),
        ("serum", "calcium", "9.5", "mmol/L", "mg/dL"),
        ("serum", "PTH", "45", "ng/ml", "pg/ml"),
        ("serum", "25-OH vitamin D", "39", "ng/dL", "ng/mL"),
        ("serum", "potassium", "4.2", "µmol/L", "mmol/L"),
        ("serum", "creatinine", "95", "mg/dL", "umol/L"),
        ("serum", "albumin", "42", "g/dL", "g/L"),
    ],
)
def test_a_slip_of_unit_is_named(
    specimen: str, analyte: str, value: str, unit: str, guess: str | None
) -> None:
    panel = panel_of_texts(HEAD + f"P1,{specimen},{analyte},{value},{unit}\n")
    refusal = panel.refused.iloc[0]
    assert refusal["code"] == "implausible"
    assert "cannot be true" in refusal["message"]
    assert "not an abnormal result" in refusal["message"]
    if guess is None:
        assert refusal["hint"] == "check number and unit on the report"
    else:
        assert refusal["hint"] == f"was it {guess}? check the report"
    assert not panel.values


@pytest.mark.parametrize(
    ("specimen", "analyte", "value", "unit"),
    [
        ("urine_24h", "calcium", "707", "mg/24h"),  # published, immobilisation
        ("urine_24h", "calcium", "28", "mg/24h"),  # published, FHH
        ("urine_24h", "ph", "1.0", ""),  # an acid bottle
        ("urine_24h", "ph", "9.5", ""),
        ("serum", "calcium", "18.3", "mg/dL"),  # published, giant adenoma
        ("serum", "calcium", "5.2", "mg/dL"),  # published, hypoparathyroidism
        ("serum", "potassium", "1.8", "mmol/L"),  # published, distal RTA
        ("serum", "sodium", "191", "mmol/L"),
        ("serum", "PTH", "1838", "pg/mL"),
    ],
)
def test_published_extremes_are_results(specimen: str, analyte: str, value: str, unit: str) -> None:
    panel = panel_of_texts(HEAD + f"P1,{specimen},{analyte},{value},{unit}\n")
    (found,) = panel.values.values()
    assert found.tolist() == [float(value)]


@pytest.mark.parametrize("value", ["0", "-5", "1e9", "0.001"])
def test_numbers_that_no_urine_has(value: str) -> None:
    panel = panel_of_texts(HEAD + f"P1,urine_24h,calcium,{value},mg/24h\n")
    assert panel.refused["code"].tolist() == ["implausible"]


@pytest.mark.parametrize("value", ["0.9", "9.6", "14"])
def test_ph_below_1_or_above_9_5_is_refused(value: str) -> None:
    panel = panel_of_texts(HEAD + f"P1,urine_24h,ph,{value},\n")
    assert panel.refused["code"].tolist() == ["implausible"]


class TestThousandsByPlausibility:
    @pytest.mark.parametrize(
        ("analyte", "value", "unit", "canonical"),
        [
            ("volume", "1,350", "mL/24h", 1.35),  # 1.35 mL cannot be
            ("volume", "1.350", "mL/24h", 1.35),
            ("volume", "1.350", "L/24h", 1.35),  # 1350 L cannot be
            ("creatinine", "1,234", "mg/24h", 1234.0),  # 1.2 mg cannot be
            ("creatinine", "1.234", "g/24h", 1234.0),
        ],
    )
    def test_the_single_plausible_reading_is_taken(
        self, analyte: str, value: str, unit: str, canonical: float
    ) -> None:
        panel = panel_of_texts(HEAD + f'P1,urine_24h,{analyte},"{value}",{unit}\n')
        assert panel.value(f"urine_{analyte}")[0] == pytest.approx(canonical)

    def test_where_both_are_plausible_it_is_refused(self) -> None:
        # 2.5 mg and 2,500 mg of calcium a day are both thinkable.
        panel = panel_of_texts(HEAD + 'P1,urine_24h,calcium,"2,500",mg/24h\n')
        assert panel.refused["code"].tolist() == ["ambiguous_number"]
        assert "thousands" in panel.refused["message"][0]

    def test_another_number_of_the_file_settles_it(self) -> None:
        panel = panel_of_texts(HEAD + 'P1,urine_24h,calcium,"2,500",mg/24h\nP1,urine_24h,ph,6.1,\n')
        assert panel.value("urine_calcium").tolist() == [2500.0]

    def test_a_number_of_another_file_does_not(self) -> None:
        panel = panel_of_texts(
            HEAD + 'P1,urine_24h,calcium,"2,500",mg/24h\n', HEAD + "P1,urine_24h,ph,6.1,\n"
        )
        assert panel.refused["code"].tolist() == ["ambiguous_number"]


class TestCensored:
    def test_a_bound_is_an_interval_and_no_number(self) -> None:
        panel = panel_of_texts(
            HEAD + "P1,serum,PTH,<2.5,pg/mL\nP1,urine_24h,citrate,>2,g/24h\n"
            "P1,urine_24h,ph,<5.0,\nP1,urine_24h,oxalate,<0.1,mmol/24h\n"
        )
        for analyte, low, high in (
            ("serum_pth", 0.0, 2.5),
            ("urine_citrate", 2000.0, np.inf),
            ("urine_ph", 1.0, 5.0),
            ("urine_oxalate", 0.0, 8.802),
        ):
            assert np.isnan(panel.value(analyte)[0])
            assert panel.low(analyte)[0] == pytest.approx(low, rel=1e-15)
            assert panel.high(analyte)[0] == pytest.approx(high, rel=1e-3)
            assert panel.measured(analyte)[0]

    def test_a_strict_bound_excludes_its_number_and_an_inclusive_one_does_not(self) -> None:
        panel = panel_of_texts(
            HEAD + "P1,urine_24h,citrate,<320,mg/24h\nP1,urine_24h,oxalate,≤40,mg/24h\n"
            "P1,serum,PTH,>65,pg/mL\nP1,serum,creatinine,≥1.0,mg/dL\n"
        )
        assert panel.high("urine_citrate")[0] < 320
        assert panel.high("urine_oxalate")[0] == 40
        assert panel.low("serum_pth")[0] > 65
        assert panel.low("serum_creatinine")[0] == 1.0

    def test_a_bound_beyond_what_can_be_true_is_refused(self) -> None:
        panel = panel_of_texts(HEAD + "P1,urine_24h,calcium,<50,µg/24h\n")
        assert panel.refused[["code", "hint"]].values.tolist() == [
            ["implausible", "was it mg/24h? check the report"]
        ]


def test_a_refusal_shows_the_number_that_was_read() -> None:
    # In litres 2.100,5 is two thousand; without its last digit it could be taken for 2.1.
    panel = panel_of_texts(HEAD + 'P1,urine_24h,volume,"2.100,5",L/d\n')
    (refusal,) = panel.refused.to_dict("records")
    assert refusal["message"].startswith("2,100.5 L/d cannot be true")
    assert refusal["hint"] == "was it mL/d? check the report"
    panel = panel_of_texts(HEAD + 'P1,urine_24h,volume,"2.100,5 mL",\n')
    assert panel.values["urine_volume"].tolist() == [pytest.approx(2.1005)]


class TestBelowWhatIsUsual:
    """A value that is possible, but far likelier in another unit, is used and remarked on."""

    # mg = mmol × molar mass: 1.1 × 88.02 = 97 oxalate, 3 × 192.12 = 576 citrate, 6 × 40.08 = 240
    # calcium, 6 × 168.11 = 1009 uric acid, 5 × 24.31 = 122 magnesium, 25 × 30.97 = 774 phosphorus;
    # blood: 4.5 pmol/L × 9.42 = 42 pg/mL of PTH, 0.9 mmol/L × 3.10 = 2.8 mg/dL of phosphorus.
    @pytest.mark.parametrize(
        ("specimen", "analyte", "value", "unit", "guess"),
        [
            ("urine_24h", "oxalate", "1.1", "mg/d", "mmol/d"),
            ("urine_24h", "citrate", "3", "mg/24h", "mmol/24h"),
            ("urine_24h", "calcium", "6", "mg/d", "mmol/d"),
            ("urine_24h", "uric acid", "6", "mg/d", "mmol/d"),
            ("urine_24h", "magnesium", "5", "mg/d", "mmol/d"),
            ("urine_24h", "phosphorus", "25", "mg/d", "mmol/d"),
            ("serum", "PTH", "4.5", "pg/mL", "pmol/L"),
            ("serum", "phosphorus", "0.9", "mg/dL", "mmol/L"),
        ],
    )
    def test_it_is_used_and_remarked_on(
        self, specimen: str, analyte: str, value: str, unit: str, guess: str
    ) -> None:
        timed = "P1,urine_24h,sodium,150,mmol/d\n"
        panel = panel_of_texts(HEAD + timed + f"P1,{specimen},{analyte},{value},{unit}\n")
        assert not len(panel.refused)
        (remark,) = panel.remarks.to_dict("records")
        assert (remark["code"], remark["severity"], remark["row"]) == (
            "unit_doubtful",
            "warning",
            0,
        )
        assert panel.values[remark["analyte"]].tolist() == [pytest.approx(float(value))]
        assert f" {value} {unit} is below the usual " in remark["message"]
        assert f"in {guess} it would be usual" in remark["message"]

    @pytest.mark.parametrize(
        ("specimen", "analyte", "value", "unit"),
        [
            ("urine_24h", "calcium", "28", "mg/24h"),  # published, FHH: 28 mmol would be 1,122 mg
            ("urine_24h", "oxalate", "6", "mg/d"),  # 6 mmol would be 528 mg
            ("urine_24h", "citrate", "15", "mg/d"),  # complete tubular acidosis; 15 mmol: 2,882 mg
            ("urine_24h", "citrate", "<3", "mg/d"),  # a detection limit is not a result
            ("urine_24h", "oxalate", "1.1", "mmol/d"),  # primary hyperoxaluria as printed
            ("urine_24h", "sodium", "10", "mmol/d"),
            ("serum", "25-OH vitamin D", "3", "ng/mL"),  # 3 nmol/L is less still
            ("serum", "potassium", "1.8", "mmol/L"),
        ],
    )
    def test_what_is_rare_but_no_slip_stays_without_remark(
        self, specimen: str, analyte: str, value: str, unit: str
    ) -> None:
        timed = "P1,urine_24h,volume,2,L/d\n"
        panel = panel_of_texts(HEAD + timed + f"P1,{specimen},{analyte},{value},{unit}\n")
        assert not len(panel.refused)
        assert not len(panel.remarks)

    def test_the_laboratory_knows_its_own_unit(self) -> None:
        head = "patient_id,specimen,analyte,value,unit,reference_low,reference_high\n"
        timed = "P1,urine_24h,sodium,150,mmol/d,,\n"
        panel = panel_of_texts(head + timed + "P1,serum,PTH,4.5,pg/mL,1.5,7.6\n")
        assert not len(panel.remarks)

    def test_a_concentration_is_judged_by_the_day_it_makes(self) -> None:
        # 1.1 mg/L × 2 L = 2.2 mg a day; 1.1 mmol/L × 2 L = 194 mg a day.
        text = HEAD + "P1,urine_24h,volume,2,L/d\nP1,urine_24h,oxalate,1.1,mg/L\n"
        (remark,) = panel_of_texts(text).remarks.to_dict("records")
        assert "Oxalate 1.1 mg/L is below the usual 8 to 200 mg/d" in remark["message"]
        assert "in mmol/L it would be usual" in remark["message"]

    def test_only_the_collection_concerned_is_named(self) -> None:
        wide = "patient_id,urine_oxalate (mg/d),urine_sodium (mmol/d)\n"
        panel = panel_of_texts(wide + "P1,30,150\nP2,1.1,150\nP3,0.9,150\n")
        assert panel.remarks["row"].tolist() == [1]
        assert panel.refused["patient_id"].tolist() == ["P3"]

    def test_a_table_carries_it_among_its_issues(self) -> None:
        frame = pd.DataFrame(
            {"patient_id": ["P1", "P2"], "urine_oxalate (mg/d)": ["30", "1.1"]}, dtype=object
        )
        issues = uroscope.interpret_table(frame)["issues"].tolist()
        codes = [[issue["code"] for issue in json.loads(cell)] for cell in issues]
        assert codes == [[], ["unit_doubtful"]]


def test_a_refusal_parts_thousands_in_the_value_and_in_its_range_alike() -> None:
    panel = panel_of_texts("patient_id,urine_calcium (mg/d)\nP1,99999\n")
    message = panel.refused["message"][0]
    assert "99,999 mg/d" in message
    assert "2 to 2,500" in message

"""Files as laboratories export them, and files that are hopeless."""

from __future__ import annotations

import csv

import pytest

from tests.properties.accounting import panel_of_texts, readings_of, unaccounted
from uroscope.errors import NothingUsableError

PLAIN = (
    "patient_id,sex,specimen,analyte,value,unit\n"
    "P1,F,urine_24h,calcium,312.5,mg/24h\n"
    "P1,F,urine_24h,oxalate,31,mg/24h\n"
)


def values(text: str) -> dict[str, list[float]]:
    return {name: found.tolist() for name, found in panel_of_texts(text).values.items()}


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(delimiter: str) -> None:
    assert values(PLAIN.replace(",", delimiter)) == values(PLAIN)


def test_semicolons_with_decimal_commas() -> None:
    text = PLAIN.replace(",", ";").replace("312.5", "312,5")
    assert values(text)["urine_calcium"] == [312.5]


def test_quotes_around_everything() -> None:
    quoted = "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in PLAIN.splitlines()
    )
    assert values(quoted) == values(PLAIN)


def test_lines_before_the_header() -> None:
    text = "Stone clinic\nexported 2026-11-02, by hand\n\n" + PLAIN
    panel = panel_of_texts(text)
    assert panel.value("urine_calcium").tolist() == [312.5]
    assert panel.origins["urine_calcium"].record.tolist() == [2]  # the header counts as 1
    assert panel.ignored.values.tolist() == [["a.csv", "lines before the header", 3]]


def test_the_line_that_excel_understands() -> None:
    assert values("sep=;\n" + PLAIN.replace(",", ";")) == values(PLAIN)


def test_trailing_separators() -> None:
    assert values(PLAIN.replace("\n", ",\n")) == values(PLAIN)
    assert values(PLAIN.replace("mg/24h\n", "mg/24h,,,\n")) == values(PLAIN)


def test_blank_lines_keep_the_record_numbers() -> None:
    panel = panel_of_texts(
        PLAIN.replace("P1,F,urine_24h,oxalate", "\n ,,,,,\nP1,F,urine_24h,oxalate")
    )
    assert panel.origins["urine_oxalate"].record.tolist() == [5]


def test_a_record_with_too_many_cells_is_refused_the_others_are_used() -> None:
    text = PLAIN + "P1,F,urine_24h,volume,1,35,L/24h\n"
    panel = panel_of_texts(text)
    assert set(panel.values) == {"urine_calcium", "urine_oxalate"}
    refusal = panel.refused.iloc[0]
    assert (refusal["row"], refusal["code"]) == (4, "unreadable_record")
    assert refusal["seen"] == "P1,F,urine_24h,volume,1,35,L/24h"
    assert "quote" in refusal["hint"]


def test_a_record_with_too_few_cells() -> None:
    panel = panel_of_texts(
        "patient_id,urine_calcium (mg/d),urine_oxalate (mg/d)\nP1,300\nP2,200,30\n"
    )
    assert panel.value("urine_calcium").tolist() == [300.0, 200.0]
    assert panel.not_measured[["row", "analyte"]].values.tolist() == [[2, "urine_oxalate"]]


def test_line_ends_and_separators_inside_quotes() -> None:
    text = (
        "patient_id,imaging_report,urine_calcium (mg/d)\n"
        'P1,"Left kidney: 4 mm stone,\nno hydronephrosis.\n\nRight: normal",312\nP2,none,200\n'
    )
    panel = panel_of_texts(text)
    assert panel.value("urine_calcium").tolist() == [312.0, 200.0]
    assert panel.rows["imaging_report"][0].startswith("Left kidney: 4 mm stone,\nno hydro")


def test_a_quote_that_never_closes_swallows_nothing() -> None:
    text = (
        "patient_id,specimen,analyte,value,unit\nP1,urine_24h,calcium,312,mg/24h\n"
        'P2,urine_24h,"calcium,250,mg/24h\nP3,urine_24h,calcium,180,mg/24h\n'
    )
    panel = panel_of_texts(text)
    assert panel.rows["patient_id"].tolist() == ["P1", "P2", "P3"]
    assert panel.value("urine_calcium").tolist() == [312.0, 250.0, 180.0]


def test_records_swallowed_between_two_stray_quotes_are_refused() -> None:
    text = (
        "patient_id,specimen,analyte,value,unit\nP1,urine_24h,calcium,312,mg/24h\n"
        'P2,urine_24h,"calcium,250,mg/24h\nP3,urine_24h,calcium,180,mg/24h\n'
        'P4,urine_24h,calcium",150,mg/24h\nP5,urine_24h,calcium,120,mg/24h\n'
    )
    panel = panel_of_texts(text)
    assert panel.rows["patient_id"].tolist() == ["P1", "P5"]
    assert panel.refused["code"].tolist() == ["unreadable_record"]
    assert "P3" in panel.refused["seen"][0]


def test_feet_and_inches_are_no_quotes() -> None:
    text = "patient_id,height_cm,urine_calcium (mg/d)\nP1,5'6\",300\n"
    assert panel_of_texts(text).rows["height_cm"][0] == pytest.approx(167.6, rel=1e-3)


@pytest.mark.parametrize(
    "units",
    [
        ",kg,mg/24h,mmol/24h,",
        ",(kg),(mg/24h),(mmol/24h),",
        ",,[mg/24 h],[mmol/24 h],pH",
        ",kg,mg/100ml,mmol/L,",
    ],
)
def test_a_second_header_line_of_units(units: str) -> None:
    text = f"patient_id,weight,urine_calcium,urine_oxalate,urine_ph\n{units}\nP1,68,312,0.4,6.1\n"
    readings = readings_of(text)[0]
    assert readings.records.tolist() == [3]
    assert [group.unit for group in readings.groups[:2]] == [
        u.strip("[]()") for u in units.split(",")[2:4]
    ]


def test_a_first_line_of_results_is_no_line_of_units() -> None:
    text = "patient_id,urine_calcium (mg/d),urine_oxalate (mg/d)\nP1,mg,30\nP2,300,31\n"
    panel = panel_of_texts(text)
    assert panel.refused[["row", "seen"]].values.tolist() == [[2, "mg mg/d"]]


def test_pounds_in_a_second_header_line() -> None:
    text = "patient_id,weight,urine_calcium\n,lb,mg/24h\nP1,150,300\n"
    assert panel_of_texts(text).rows["weight_kg"][0] == pytest.approx(68.04, rel=1e-3)


def test_duplicate_columns() -> None:
    text = "patient_id,urine_calcium (mg/d),urine_calcium (mg/d)\nP1,300,300\nP2,300,200\n"
    panel = panel_of_texts(text)
    assert panel.value("urine_calcium").tolist() == [300.0]
    assert panel.rows["patient_id"].tolist() == ["P1"]
    assert panel.refused["code"].tolist() == ["conflict", "conflict"]


def test_an_empty_column_and_a_column_without_a_name() -> None:
    text = "patient_id,urine_calcium (mg/d),urine_oxalate (mg/d),,Room\nP1,300,,x,12\nP2,200,,,\n"
    panel = panel_of_texts(text)
    assert set(panel.values) == {"urine_calcium"}
    assert panel.not_measured["analyte"].tolist() == ["urine_oxalate", "urine_oxalate"]
    assert panel.ignored.values.tolist() == [["a.csv", "column 4", 1], ["a.csv", "Room", 1]]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("=1+1", "not_a_number"),
        ("@SUM(A1)", "not_a_number"),
        ('=HYPERLINK(""http://x"")', "not_a_number"),
        ("<script>alert(1)</script>", "not_a_number"),
        ("'; DROP TABLE labs; --", "not_a_number"),
        ("5-10", "not_a_number"),
        ("undetectable", "no_bound"),
        ("x" * 1_000_000, "not_a_number"),
        ("9" * 400, "not_a_number"),
    ],
)
def test_hostile_values_are_refused_and_shown_short(value: str, code: str) -> None:
    panel = panel_of_texts(PLAIN + f'P1,F,urine_24h,citrate,"{value}",mg/24h\n')
    refusal = panel.refused.iloc[0]
    assert (refusal["code"], refusal["analyte"]) == (code, "urine_citrate")
    assert len(refusal["seen"]) <= 60
    assert panel.value("urine_calcium").tolist() == [312.5]


def test_hostile_names_units_and_specimens_are_shown_short() -> None:
    long = "z" * 100_000
    panel = panel_of_texts(
        PLAIN + f"P1,F,urine_24h,{long},5,mg/24h\nP1,F,urine_24h,citrate,5,{long}\n"
        f"P1,F,{long},citrate,5,mg/24h\n"
    )
    assert panel.refused["code"].tolist() == ["unknown_analyte", "unknown_unit", "unknown_specimen"]
    for column in ("seen", "message", "hint", "analyte"):
        assert panel.refused[column].str.len().max() < 250


def test_a_cell_beyond_the_limit_of_the_csv_module() -> None:
    limit = csv.field_size_limit()
    report = "no stone, " * 30_000
    text = f'patient_id,imaging_report,urine_calcium (mg/d)\nP1,"{report}",300\nP2,x,200,7\n'
    panel = panel_of_texts(text)
    assert panel.value("urine_calcium").tolist() == [300.0]
    assert panel.refused["code"].tolist() == ["unreadable_record"]
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("patient_id,urine_calcium (mg/d)\n", "no record below"),
        ("patient_id,urine_calcium (mg/d)\n", "export it again with its results"),
        ("patient_id,urine_calcium (mg/d)\n\n,\n", "no record below"),
        ("patient_id,urine_calcium\n,mg/24h\n", "two header lines and no record"),
        ("patient_id,urine_calcium\n,mg/24h\n", "export it again with its results"),
        ("Dear colleague,\nthank you for referring this patient.\n", "is a header uroscope knows"),
        ("a,b,c\n1,2,3\n", "is a header uroscope knows"),
        ("Calcium,312,mg/24h\nOxalate,31,mg/24h\n", "is a header uroscope knows"),
        ("urine_calcium (mg/d)," * 100_000 + "\n" + "1," * 100_000, "more than 10,000 columns"),
        ("patient_id,name,age\nP1,x,5\n", "is a header uroscope knows"),
    ],
)  # fmt: skip
def test_hopeless_files_get_a_clear_sentence(text: str, says: str) -> None:
    with pytest.raises(NothingUsableError, match=says) as caught:
        panel_of_texts(text)
    assert str(caught.value).startswith("a.csv: ")
    assert len(str(caught.value).splitlines()) <= 3


def test_many_columns_are_read() -> None:
    names = [f"note {n}" for n in range(5_000)]
    text = (
        ",".join(["patient_id", "urine_calcium (mg/d)", *names]) + "\nP1,300" + ",x" * 5_000 + "\n"
    )
    panel = panel_of_texts(text)
    assert panel.value("urine_calcium").tolist() == [300.0]
    assert len(panel.ignored) == 5_000


def test_many_unknown_names_do_not_take_forever() -> None:
    rows = "\n".join(f"P1,urine_24h,analyte number {n},5,mg/24h" for n in range(2_000))
    panel = panel_of_texts(
        "patient_id,specimen,analyte,value,unit\nP1,urine_24h,calcium,300,mg/24h\n" + rows + "\n"
    )
    assert len(panel.refused) == 2_000


def test_every_cell_of_a_messy_file_is_somewhere() -> None:
    text = (
        "patient_id,sex,collection_start,specimen,analyte,value,unit,reference_text,Room\n"
        "P1,F,2026-10-01,urine_24h,calcium,312 H,mg/24h,<200,1\n"
        "P1,F,2026-10-01,urine_24h,calcium,7.8,mmol/24h,,1\n"
        "P1,F,2026-10-01,urine_24h,oxalate,QNS,mg/24h,,1\n"
        "P1,F,2026-10-01,urine_24h,citrate,12,mEq/24h,,\n"
        "P1,F,2026-10-01,urine_24h,sodium,150,mmol/d,,\n"
        "P1,F,2026-10-01,urine_24h,sodium,160,mmol/d,,\n"
        "P1,F,2026-10-01,urine_24h,mystery,5,mg/d,,\n"
        "P1,F,2026-10-01,urine_24h,volume,<,L/d,,\n"
        "P1,F,2026-10-03,serum,calcium,9.8,mg/dL,,\n"
        "P1,F,2026-10-03,serum,calcium,9.9,mg/dL,,\n"
        "P1,F,2025-10-03,serum,calcium,9.1,mg/dL,,\n"
        "P1,F,2026-10-03,serum,ALT,22,U/L,,\n"
        "P1,F,2026-10-03,serum,PTH,45,ng/mL,,\n"
        "P1,F,2026-10-03,,pH,7.4,,,\n"
    )
    panel = panel_of_texts(text)
    assert unaccounted((text,), panel) == []
    assert panel.refused["code"].tolist() == [
        "wrong_unit", "conflict", "conflict", "unknown_analyte", "not_a_number", "implausible",
        "ambiguous_specimen",
    ]  # fmt: skip

"""Header lines: long or wide, names and units, and what nothing uses."""

from __future__ import annotations

import pytest

from uroscope.knowledge import load
from uroscope.reading.headers import Header, read_header


def header(*cells: str) -> Header:
    return read_header(cells, load())


@pytest.mark.parametrize(
    ("cell", "name", "unit"),
    [
        ("urine_calcium (mg/24h)", "urine_calcium", "mg/24h"),
        ("Calcium [mg/d]", "Calcium", "mg/d"),
        ("Calcium (mg/24 h)", "Calcium", "mg/24 h"),
        ("Calcium, urine 24 h (mg/24h)", "Calcium, urine 24 h", "mg/24h"),
        ("Calcium (24h)", "Calcium (24h)", ""),
        ("Calcium mg/24h", "Calcium", "mg/24h"),
        ("Calcium, mg/d", "Calcium", "mg/d"),
        ("urine_calcium_mg_24h", "urine_calcium", "mg/24h"),
        ("serum_pth_pg_ml", "serum_pth", "pg/ml"),
        ("Ca 24", "Ca 24", ""),
        ("urine_ph", "urine_ph", ""),
        ("1,25(OH)2D (pg/mL)", "1,25(OH)2D", "pg/mL"),
        ("Calciumausscheidung (mg/24h)", "Calciumausscheidung", "mg/24h"),  # unknown, refused later
        ("Calcium (furlongs)", "Calcium", "furlongs"),
        ("  Oxalate  [ mmol/d ] ", "Oxalate", "mmol/d"),
    ],
)
def test_a_result_column(cell: str, name: str, unit: str) -> None:
    (column,) = header(cell).analytes
    assert (column.name, column.unit) == (name, unit)


@pytest.mark.parametrize("cell", ["", "  ", "comment", "Room", "312", "x" * 300, "calcium intake"])
def test_no_result_column(cell: str) -> None:
    assert header(cell).analytes == []


def test_long_when_name_and_value_have_columns() -> None:
    found = header("Patient", "Test Name", "Result", "Units", "Specimen", "Ref range", "Flag")
    assert found.layout == "long"
    assert set(found.long_columns) == {
        "analyte", "value", "unit", "specimen", "reference_text", "lab_flag"
    }  # fmt: skip
    assert set(found.columns) == {"patient_id"}


def test_long_by_loinc_alone() -> None:
    assert header("patient_id", "LOINC", "value", "unit").layout == "long"


@pytest.mark.parametrize(
    "cells",
    [
        ("Patient", "Analyt", "Wert", "Einheit", "Material", "Datum"),
        ("Paciente", "Prueba", "Resultado", "Unidades", "Muestra", "Fecha"),
        ("Paziente", "Esame", "Risultato", "Unità", "Campione", "Data prelievo"),
        ("Numéro patient", "Analyse", "Résultat", "Unités", "Échantillon", "Date de prélèvement"),
        ("USUBJID", "LBTEST", "LBORRES", "LBORRESU", "Specimen", "date"),
    ],
)
def test_long_in_other_languages(cells: tuple[str, ...]) -> None:
    found = header(*cells)
    assert found.layout == "long"
    assert found.unused == []


def test_units_of_body_measures() -> None:
    found = header("Weight (lb)", "Height [in]", "Duration (min)", "urine_calcium (mg/d)")
    assert found.column_units == {"weight_kg": "lb", "height_cm": "in", "duration_h": "min"}
    assert header("Weight (kg)", "height_cm", "urine_calcium (mg/d)").column_units == {}


def test_of_two_headers_for_one_column_our_own_name_holds_it() -> None:
    found = header("id", "patient_id", "urine_calcium (mg/d)")
    assert found.columns == {"patient_id": 1}
    assert found.unused == [0]


def test_columns_nothing_uses() -> None:
    assert header("patient_id", "Room", "urine_calcium (mg/d)", "").unused == [1, 3]


def test_a_line_of_results_is_no_header() -> None:
    # A report without a header line: names of analytes beside their numbers.
    assert header("Calcium", "312", "mg/24h").recognised == 0
    assert header("P1", "Oxalate", "<5", "mg/24h").recognised == 0

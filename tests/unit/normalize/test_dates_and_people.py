"""Dates, sex, age and body size as printed."""

from __future__ import annotations

import numpy as np
import pytest

from tests.properties.accounting import panel_of_texts
from uroscope.normalize.dates import ages, parse_dates
from uroscope.normalize.subject import parse_measure, parse_sex

BOUNDS = {"age": (0, 120), "weight_kg": (1, 400), "height_cm": (30, 260), "duration_h": (1, 96)}


def texts(*cells: str) -> np.ndarray:
    return np.array(cells, dtype=object)


@pytest.mark.parametrize(
    "text",
    ["2026-10-03", "2026/10/03", "2026.10.03", "20261003", "03.10.2026", "3.10.2026", "3.10.26",
     "3 Oct 2026", "03-Oct-2026", "03OCT2026", "3. Oktober 2026", "Oct 3, 2026", "October 3rd 2026",
     "3 octobre 2026", "3 ottobre 2026", "2026-10-03T00:00:00Z", " 2026-10-03 ",
     "２０２６-１０-０３"],
)  # fmt: skip
def test_one_day_in_many_spellings(text: str) -> None:
    dates = parse_dates(texts(text))
    assert str(dates.when[0])[:10] == "2026-10-03"
    assert dates.unreadable == ()


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2026-10-03 07:15", "07:15:00"),
        ("2026-10-03T07:15:30", "07:15:30"),
        ("2026-10-03T07:15:30.25Z", "07:15:30"),
        ("2026-10-03T07:15:30+02:00", "07:15:30"),
        ("03.10.2026 19:15", "19:15:00"),
        ("10/13/2026 7:15 pm", "19:15:00"),
        ("10/13/2026 12:15 AM", "00:15:00"),
        ("202610030715", "07:15:00"),
        ("20261003T071530", "07:15:30"),
    ],
)
def test_the_time_of_day(text: str, clock: str) -> None:
    dates = parse_dates(texts(text))
    assert str(dates.when[0])[11:] == clock
    assert dates.has_clock.tolist() == [True]


@pytest.mark.parametrize(
    "text", ["31.02.2026", "2026-13-01", "2026-02-30", "soon", "1850-01-01", "9999-12-31", "1/2/3",
             "2026-10", "10:30", "x" * 500, "2026-10-03 25:00"]
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    dates = parse_dates(texts(text, "2026-10-03"))
    assert np.isnat(dates.when[0])
    assert not np.isnat(dates.when[1])
    assert dates.unreadable == (text,)


class TestDayOrMonthFirst:
    def test_open_without_another_date(self) -> None:
        assert np.isnat(parse_dates(texts("03/04/2026")).when[0])

    def test_settled_by_the_column(self) -> None:
        day_first = parse_dates(texts("03/04/2026", "25/04/2026"))
        month_first = parse_dates(texts("03/04/2026", "04/25/2026"))
        assert str(day_first.when[0])[:10] == "2026-04-03"
        assert str(month_first.when[0])[:10] == "2026-03-04"

    def test_open_where_the_column_contradicts_itself(self) -> None:
        dates = parse_dates(texts("03/04/2026", "25/04/2026", "04/25/2026"))
        assert np.isnat(dates.when[0])
        assert not np.isnat(dates.when[1:]).any()

    def test_the_same_either_way(self) -> None:
        assert str(parse_dates(texts("04/04/2026")).when[0])[:10] == "2026-04-04"

    def test_it_is_refused_once_with_the_form_to_use(self) -> None:
        panel = panel_of_texts(
            "patient_id,collection_start,urine_calcium (mg/d)\n"
            "P1,03/04/2026,100\nP2,03/04/2026,120\n"
        )
        assert panel.refused[["row", "column", "code", "seen"]].values.tolist() == [
            [2, "collection_start", "unreadable_date", "03/04/2026"]
        ]
        assert "1 more record" in panel.refused["message"][0]
        assert "2026-10-03" in panel.refused["hint"][0]


@pytest.mark.parametrize(
    ("birth", "at", "years"),
    [
        ("2008-10-03", "2026-10-03", 18.0),  # the eighteenth birthday
        ("2008-10-03", "2026-10-02", 17.997),  # the day before
        ("2008-02-29", "2026-02-28", 17.997),
        ("2008-02-29", "2026-03-01", 18.008),
        ("2026-10-03", "2026-10-03", 0.0),
        ("1970-01-01", "2026-07-01", 56.5),
    ],
)
def test_birthdays_are_counted_by_the_calendar(birth: str, at: str, years: float) -> None:
    found = ages(np.array([birth], "M8[s]"), np.array([at], "M8[s]"))[0]
    assert found == pytest.approx(years, abs=0.003)
    assert (found >= 18) == (years >= 18)


@pytest.mark.parametrize(
    ("text", "sex"),
    [("F", "female"), ("f", "female"), ("Female", "female"), ("woman", "female"), ("W", "female"),
     ("weiblich", "female"), ("femme", "female"), ("mujer", "female"), ("donna", "female"),
     ("M", "male"), ("m", "male"), ("MALE", "male"), ("man", "male"), ("männlich", "male"),
     ("homme", "male"), ("hombre", "male"), ("H", "male"), ("uomo", "male"), (" M. ", "male"),
     ("", ""), ("x", ""), ("other", ""), ("1", ""), ("unknown", "")],
)  # fmt: skip
def test_sex(text: str, sex: str) -> None:
    assert parse_sex(texts(text)).tolist() == [sex]


def test_beside_h_for_hombre_an_m_may_be_mujer() -> None:
    assert parse_sex(texts("H", "M", "F")).tolist() == ["male", "", "female"]


@pytest.mark.parametrize(
    ("kind", "text", "unit", "value"),
    [
        ("age", "54", "", 54.0),
        ("age", "54 y", "", 54.0),
        ("age", "54 years old", "", 54.0),
        ("age", "54,5", "", 54.5),
        ("age", "7 months", "", 7 / 12),
        ("age", "7", "months", 7 / 12),
        ("age", "3 weeks", "", 3 / 52.18),
        ("age", "90+", "", 90.0),
        ("age", ">89", "", 89.0),
        ("weight_kg", "68", "", 68.0),
        ("weight_kg", "68,5", "", 68.5),
        ("weight_kg", "150 lb", "", 68.04),
        ("weight_kg", "150", "lb", 68.04),
        ("weight_kg", "68 kg", "lb", 68.0),
        ("weight_kg", "3400 g", "", 3.4),
        ("height_cm", "165", "", 165.0),
        ("height_cm", "1.65", "", 165.0),
        ("height_cm", "1,65 m", "", 165.0),
        ("height_cm", "65 in", "", 165.1),
        ("height_cm", "5'6\"", "", 167.64),
        ("height_cm", "5 ft 6 in", "", 167.64),
        ("duration_h", "24", "", 24.0),
        ("duration_h", "24 h", "", 24.0),
        ("duration_h", "24 h", "min", 24.0),
        ("duration_h", "23:30", "", 23.5),
        ("duration_h", "23 h 30 min", "", 23.5),
        ("duration_h", "1440", "min", 24.0),
        ("duration_h", "1 d", "", 24.0),
    ],
)
def test_a_measure(kind: str, text: str, unit: str, value: float) -> None:
    read = parse_measure(texts(text), kind, unit, BOUNDS[kind])
    assert read.value[0] == pytest.approx(value, rel=1e-3)
    assert not read.bad.any()


@pytest.mark.parametrize(
    ("kind", "text"),
    [("age", "abc"), ("age", "150"), ("age", "-2"), ("weight_kg", "0"), ("weight_kg", "9000"),
     ("weight_kg", "68 stone"), ("height_cm", "2.9"), ("height_cm", "999"), ("duration_h", "0.2"),
     ("weight_kg", "60-70"), ("weight_kg", "<70")],
)  # fmt: skip
def test_a_measure_that_cannot_be_true(kind: str, text: str) -> None:
    read = parse_measure(texts(text), kind, "", BOUNDS[kind])
    assert np.isnan(read.value[0])
    assert read.bad.tolist() == [True]


@pytest.mark.parametrize("text", ["", "-", "n/a", "unknown"])
def test_a_measure_that_is_not_given(text: str) -> None:
    read = parse_measure(texts(text), "age", "", BOUNDS["age"])
    assert np.isnan(read.value[0])
    assert read.bad.tolist() == [text == "unknown"]


def test_units_in_the_header_of_body_measures() -> None:
    panel = panel_of_texts(
        "patient_id,Weight (lb),Height [in],Age (years),urine_calcium (mg/d)\nP1,150,65,54,100\n"
    )
    row = panel.rows.iloc[0]
    assert row["weight_kg"] == pytest.approx(68.04, rel=1e-3)
    assert row["height_cm"] == pytest.approx(165.1)
    assert row["age"] == 54.0

"""What a printed cell says: number, bound, nothing, or no number at all."""

from __future__ import annotations

import numpy as np
import pytest

from uroscope.knowledge import load
from uroscope.normalize.intervals import parse_interval
from uroscope.normalize.numbers import (
    BAD,
    EMPTY,
    OK,
    UNDETECTED,
    Numbers,
    half_digit,
    number_of,
    parse,
    parse_one,
    read_column,
    written_signs,
)


def texts(*cells: str) -> np.ndarray:
    return np.array(cells, dtype=object)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("312", 312.0),
        (" 312 ", 312.0),
        ("+312", 312.0),
        ("-10", -10.0),
        ("−10", -10.0),  # the minus sign of typographers
        (".83", 0.83),
        (",83", 0.83),
        ("0.69", 0.69),
        ("0,69", 0.69),
        ("3.02", 3.02),
        ("1350.", 1350.0),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("2.100,5", 2100.5),
        ("12.345.678,9", 12345678.9),
        ("12,345,678.9", 12345678.9),
        ("1'234.5", 1234.5),
        ("1'234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1 234.5", 1234.5),
        ("1 234 567,8", 1234567.8),
        ("1.234,567", 1234.567),
        ("1,234,567", 1234567.0),
        ("1.234.567", 1234567.0),
        ("1 234", 1234.0),
        ("1\u00a0234", 1234.0),  # no-break space
        ("1\u202f234,5", 1234.5),  # narrow no-break space
        ("1\u2009234", 1234.0),  # thin space
        ("1'234", 1234.0),
        ("1’234.5", 1234.5),
        ("12 345 678", 12345678.0),
        ("1234,567", 1234.567),
        ("0,123", 0.123),
        ("0.123", 0.123),
        ("1.2345", 1.2345),
        ("１２３", 123.0),  # full-width digits
        ("１．５", 1.5),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        ("2.5 x 10^3", 2500.0),
        ("2,5×10³", 2500.0),
        ("312 H", 312.0),
        ("312H", 312.0),
        ("H 312", 312.0),
        ("(H) 312", 312.0),
        ("88*", 88.0),
        ("*88", 88.0),
        ("88 (L)", 88.0),
        ("88 [H]", 88.0),
        ("88 HH", 88.0),
        ("88 high", 88.0),
        ("88 ↑", 88.0),
        ("↓ 88", 88.0),
        ("88 !", 88.0),
        ("~88", 88.0),
        ("ca. 88", 88.0),
        ("= 88", 88.0),
        ('"88"', 88.0),
        ("'88", 88.0),
    ],
)
def test_a_number(text: str, value: float) -> None:
    parsed = parse_one(text)
    assert (parsed.status, parsed.comparator, parsed.unit, parsed.open_sign) == (OK, 0, "", "")
    assert parsed.value == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "comparator", "value", "unit"),
    [
        ("<5", -1, 5.0, ""),
        ("< 5", -1, 5.0, ""),
        ("≤5", -2, 5.0, ""),
        ("<=5", -2, 5.0, ""),
        ("＜5", -1, 5.0, ""),
        ("less than 5", -1, 5.0, ""),
        ("below 5", -1, 5.0, ""),
        ("unter 5", -1, 5.0, ""),
        ("kleiner als 5", -1, 5.0, ""),
        ("< 0,5 mmol", -1, 0.5, "mmol"),
        ("<2.5 L", -1, 2.5, "l"),
        ("H <5", -1, 5.0, ""),
        (">400", 1, 400.0, ""),
        ("≥400", 2, 400.0, ""),
        (">=400", 2, 400.0, ""),
        ("greater than 400", 1, 400.0, ""),
        ("größer als 400", 1, 400.0, ""),
        (">400 H", 1, 400.0, ""),
    ],
)
def test_a_bound(text: str, comparator: int, value: float, unit: str) -> None:
    parsed = parse_one(text)
    assert (parsed.status, parsed.comparator, parsed.value, parsed.unit) == (
        OK,
        comparator,
        value,
        unit,
    )


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("312 mg/24h", "mg/24h"),
        ("10,5mg/dL", "mg/dl"),
        ("1.35 L", "l"),
        ("312 mg/24 h", "mg/24 h"),
        ("6.2 pH", "ph"),
        ("54 foo", "foo"),
    ],
)
def test_a_unit_behind_the_number(text: str, unit: str) -> None:
    assert parse_one(text).unit == unit


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "--", ".", "...", "*", "?", "n/a", "NA", "N.A.", "nan", "NULL", "None",
     "QNS", "qns", "Q.N.S.", "(QNS)", "Quantity not sufficient", "TNP", "Test not performed",
     "pending", "Pending...", "PENDING", "[pending]", "to follow", "in progress", "cancelled",
     "Canceled", "hemolyzed", "haemolysed", "lost", "not done", "see note", "see comment",
     "nicht bestimmt", "ausstehend", "k.A.", "folgt", "en cours", "non fait", "pendiente",
     "muestra insuficiente", "in corso", "ＱＮＳ"],
)  # fmt: skip
def test_nothing_was_measured(text: str) -> None:
    assert parse_one(text).status == EMPTY


@pytest.mark.parametrize(
    "text", ["undetectable", "Not detected", "negative", "NEG", "trace", "below detection limit"]
)
def test_nothing_was_found_but_no_bound_is_given(text: str) -> None:
    assert parse_one(text).status == UNDETECTED


@pytest.mark.parametrize(
    "text",
    ["abc", "5-10", "5 - 10", "5 to 10", "5–10", "12 30", "1,23,456", "1.23.456", "1,2.3,4",
     "0.100,5", "0,100.5", "1.23.456,7", "1234.567,8",
     "12/10/2026", "=1+1", "<script>alert(1)</script>", "5 6", "5; 6", "<", ">", "< >",
     "5 10 15", "1 2345", "--5", "0x1F", "1_000", "∞", "inf", "٣٫٥٫٢", "5" * 300],
)  # fmt: skip
def test_no_number(text: str) -> None:
    parsed = parse_one(text)
    # A rest that is no unit is refused where the unit is looked up.
    assert parsed.status == BAD or load().units.find(parsed.unit or "?") is None


class TestDecimalOrThousands:
    def test_one_comma_before_three_digits_is_open(self) -> None:
        assert number_of("1,234") == (1.234, ",", None)
        assert number_of("1.234") == (1.234, ".", None)
        assert number_of("12,345") == (12.345, ",", None)

    @pytest.mark.parametrize(
        ("cells", "sign"),
        [
            (["1,234", "5.6"], False),  # a point elsewhere: the comma groups thousands
            (["1.234", "5,6"], True),
            (["1,234"], None),
            (["1,234", "312"], None),
            (["5.6", "5,6"], None),  # both occur: nothing is settled
            (["1,234.5"], False),
            (["1.234,5"], True),
            (["0,123"], True),
            (["<5,6"], True),
        ],
    )
    def test_the_file_settles_it(self, cells: list[str], sign: bool | None) -> None:
        assert written_signs([read_column(texts(*cells))]).decimal_comma is sign

    @pytest.mark.parametrize(
        ("comma", "text", "value", "open_sign"),
        [
            (False, "1,234", 1234.0, False),
            (False, "1.234", 1.234, False),
            (True, "1.234", 1234.0, False),
            (True, "1,234", 1.234, False),
            (None, "1,234", 1.234, True),
            (None, "1.234", 1.234, True),
            (None, "1 234", 1234.0, False),
        ],
    )
    def test_the_open_reading(
        self, comma: bool | None, text: str, value: float, open_sign: bool
    ) -> None:
        numbers = parse(texts(text), comma)
        assert (numbers.value[0], bool(numbers.open_sign[0])) == (value, open_sign)

    def test_rows_far_down_settle_it_too(self) -> None:
        column = texts(*["1.234"] * 30_000, "5,6")
        assert written_signs([read_column(column)]).decimal_comma is True


class TestColumns:
    """A long column of plain numbers is cast whole; the result is the same bit for bit."""

    def both(self, cells: list[str]) -> tuple[Numbers, Numbers]:
        whole = parse(texts(*cells), False)
        single = [parse(texts(cell), False) for cell in cells]
        return whole, Numbers(
            np.concatenate([s.value for s in single]),
            np.concatenate([s.comparator for s in single]),
            np.concatenate([s.status for s in single]),
            np.concatenate([s.open_sign for s in single]),
            None,
        )

    def test_a_long_column_reads_like_its_cells(self) -> None:
        generator = np.random.default_rng(7)
        cells = [f"{number:.4f}" for number in generator.uniform(0, 900, 25_000)]
        whole, single = self.both(cells)
        assert read_column(texts(*cells)).codes is None  # the fast way was taken
        np.testing.assert_array_equal(whole.value, single.value)

    def test_a_flag_in_a_long_column_is_read(self) -> None:
        cells = [f"{number}.25" for number in range(24_999)] + ["312.5 H"]
        column = read_column(texts(*cells))
        assert column.settled(False).value[-1] == 312.5
        assert column.settled(False).status.max() == OK

    def test_a_long_column_of_open_signs_stays_open(self) -> None:
        cells = [f"{1 + n % 9}.{n % 900 + 100}" for n in range(25_000)]
        assert parse(texts(*cells), None).open_sign.all()

    def test_an_empty_column(self) -> None:
        assert len(parse(texts(), None).value) == 0


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("312", 0.5),
        ("3.1", 0.05),
        ("0,69", 0.005),
        ("1,234.5", 0.05),
        ("1.5e3", 50.0),
        ("<5 mg", 0.5),
    ],
)
def test_half_a_unit_of_the_last_printed_digit(text: str, half: float) -> None:
    assert half_digit(texts(text))[0] == pytest.approx(half)


NAN = float("nan")


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("15-65", 15, 65, ""),
        ("15 – 65", 15, 65, ""),
        ("0.4 to 3", 0.4, 3, ""),
        ("2,5-7,5", 2.5, 7.5, ""),
        ("<200", NAN, 200, ""),
        ("≤ 200 mg/24h", NAN, 200, "mg/24h"),
        ("up to 300", NAN, 300, ""),
        (">320", 320, NAN, ""),
        ("> 60 mL/min/1.73 m2", 60, NAN, "ml/min/1.73 m2"),
        ("NV 100-300 mg/24 hs", 100, 300, "mg/24 hs"),
        ("N = 240-755", 240, 755, ""),
        ("(15-65 pg/mL)", 15, 65, "pg/ml"),
        ("[0.5 - 1.2]", 0.5, 1.2, ""),
        ("8.8-10.4", 8.8, 10.4, ""),
        (".5-.9", 0.5, 0.9, ""),
        ("50 bis 100", 50, 100, ""),
        ("de 50 à 100 mg", 50, 100, "mg"),
        ("1,000-2,000", 1000, 2000, ""),
        ("", NAN, NAN, ""),
        ("see report", NAN, NAN, ""),
        ("65-15", NAN, NAN, ""),
        ("M 0.7-1.3; F 0.5-1.1", NAN, NAN, ""),  # two ranges: nobody can tell which
        ("men <250, women <200", NAN, NAN, ""),
        ("20-40 years: 5-10", NAN, NAN, ""),
        ("lab 15", NAN, NAN, ""),
        ("x" * 1000, NAN, NAN, ""),
    ],
)
def test_a_printed_range(text: str, low: float, high: float, unit: str) -> None:
    comma = "," in text and "1,000" not in text
    found = parse_interval(text, comma)
    assert found[0] == pytest.approx(low, nan_ok=True)
    assert found[1] == pytest.approx(high, nan_ok=True)
    assert found[2] == unit


def test_an_open_thousands_sign_gives_no_limit() -> None:
    low, high, _ = parse_interval("1,000-2,000", None)
    assert np.isnan(low)
    assert np.isnan(high)

"""What must hold of reading, whatever a laboratory exports."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.accounting import panel_of_texts, unaccounted
from uroscope.errors import UroscopeError
from uroscope.knowledge import load
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.places import knowledge_folder
from uroscope.normalize import normalize
from uroscope.reading.decode import decode
from uroscope.reading.delimited import read_text
from uroscope.tables import Panel

QUANTITIES = load().quantities
TABLE = read_yaml(knowledge_folder() / "units" / "table.yaml").data

# Molar masses [g/mol] and charges from a chemistry text, by what the analyte's id contains.
MOLAR = {
    "calcium": 40.078, "oxalate": 88.018, "citrate": 192.123, "uric_acid": 168.112,
    "magnesium": 24.305, "phosphorus": 30.974, "creatinine": 113.12, "cystine": 240.30,
    "sodium": 22.990, "potassium": 39.098, "chloride": 35.45, "bicarbonate": 61.016,
    "25_oh_vitamin_d": 400.64, "1_25_oh2_vitamin_d": 416.64, "pth": 9425.0,
    "urea_nitrogen": 28.014, "ammonium": 18.039, "sulfate": 96.06,
}  # fmt: skip
CHARGE = {"calcium": 2, "magnesium": 2, "sodium": 1, "potassium": 1, "chloride": 1,
          "bicarbonate": 1, "ammonium": 1, "sulfate": 2}  # fmt: skip
# Other bases a mass may be stated in [g/mol]; sulfate and ammonium must state one.
BASES = {
    "oxalate": {"oxalic acid": 90.034, "oxalate": 88.018},
    "citrate": {"citric acid": 192.123, "citrate": 189.099},
    "phosphorus": {"P": 30.974, "PO4": 94.971},
    "urea_nitrogen": {"N": 28.014, "urea": 60.056},
    "ammonium": {"NH4": 18.039, "NH3": 17.031, "N": 14.007},
    "sulfate": {"SO4": 96.06, "S": 32.06},
}
SIZES = {"kg": 1e3, "g": 1.0, "mg": 1e-3, "ug": 1e-6, "ng": 1e-9, "pg": 1e-12,
         "mol": 1.0, "mmol": 1e-3, "umol": 1e-6, "nmol": 1e-9, "pmol": 1e-12,
         "Eq": 1.0, "mEq": 1e-3, "uEq": 1e-6,
         "L": 1.0, "dL": 0.1, "cL": 0.01, "mL": 1e-3, "uL": 1e-6}  # fmt: skip
VOLUME, CREATININE, WEIGHT, HOURS = 2.0, 1.25, 64.0, 20.0


def substance(analyte: str) -> str | None:
    """Return the substance an analyte's id names, the longest name first."""
    names = [name for name in sorted(MOLAR, key=len, reverse=True) if name in analyte]
    return names[0] if names else None


def moles(analyte: str, unit: str, basis: str | None) -> float | None:
    """Return the moles in one printed numerator; None where it has none."""
    name = substance(analyte)
    if name is None:
        return None
    kind = TABLE["numerators"][unit]["kind"]
    if kind == "amount":
        return SIZES[unit]
    if kind == "equivalent":
        return SIZES[unit] / CHARGE[name] if name in CHARGE else None
    if kind == "mass":
        mass = BASES[name][basis] if basis else MOLAR[name]
        return SIZES[unit] / mass
    return None


def per_day(per: str, size: float) -> float | None:
    """Return what one printed denominator leaves of a day's amount; None where it has none."""
    return {
        "day": 1.0,
        "": 24.0 / HOURS,
        "collection": 24.0 / HOURS,
        "litre": VOLUME / size,
        "kilogram_day": WEIGHT,
        "creatinine_gram": CREATININE / size,
        "creatinine_mole": CREATININE / 113.12 / size,
    }.get(per)


def canonical_moles(analyte: str) -> float:
    """Return the moles in one canonical numerator."""
    top = QUANTITIES[analyte].unit.partition("/")[0]
    found = moles(analyte, "ug" if top == "µg" else "umol" if top == "µmol" else top, None)
    assert found is not None
    return found


def printings(analyte: str) -> list[tuple[str, float]]:
    """Return every printed unit of an analyte with the factor to its canonical unit."""
    quantity = QUANTITIES[analyte]
    name = substance(analyte)
    needs_basis = name in ("sulfate", "ammonium")
    timed = quantity.specimen == "timed"
    found = []
    for unit, numerator in TABLE["numerators"].items():
        for basis in [None, *(BASES.get(name or "", {}))]:
            is_mass = numerator["kind"] == "mass"
            amount = moles(analyte, unit, basis)
            if amount is None or (basis and not is_mass) or (needs_basis and is_mass and not basis):
                continue
            for denominator in [None, *TABLE["denominators"].values()]:
                per = denominator["per"] if denominator else ""
                size = denominator["factor"] if denominator else 1.0
                if analyte == "urine_creatinine" and per.startswith("creatinine"):
                    continue
                if timed:
                    below = per_day(per, size)
                else:
                    below = 0.1 / size if per == "litre" else None
                    if below and quantity.unit.endswith(("/L", "/mL")):
                        below *= 10.0 if quantity.unit.endswith("/L") else 0.01
                if below is None:
                    continue
                factor = amount * below / canonical_moles(analyte)
                spelled = denominator["spellings"] if denominator else [""]
                tops = numerator["spellings"] if denominator is None or per == "day" else [unit]
                for top in tops:
                    for bottom in spelled if top == tops[0] else spelled[:1]:
                        text = f"{top}/{bottom}" if bottom else top
                        found.append((f"{text} as {basis}" if basis else text, factor))
    return found


ROUND_TRIP = [a for a, q in QUANTITIES.items() if substance(a) and q.specimen in ("timed", "blood")
              and a not in ("urine_protein", "serum_albumin")]  # fmt: skip


@pytest.mark.parametrize("analyte", ROUND_TRIP)
def test_every_unit_spelling_and_basis_is_read_back(analyte: str) -> None:
    low, high = QUANTITIES[analyte].usual or QUANTITIES[analyte].plausible
    value = math.sqrt(low * high)
    lines = ["patient_id,weight_kg,duration_h,analyte,value,unit"]
    units = printings(analyte)
    assert len(units) > 50
    for number, (unit, factor) in enumerate(units):
        who = f"P{number},{WEIGHT},{HOURS}"
        # The number in quotes: 17 digits, so that only the conversion can lose any.
        lines.append(f'{who},{analyte},{value / factor!r},"{unit}"')
        if analyte.startswith("urine_") and analyte != "urine_creatinine":
            lines.append(f"{who},urine_creatinine,{CREATININE},g/d")
        if analyte.startswith("urine_"):
            lines.append(f"{who},urine_volume,{VOLUME},L/d")
    panel = panel_of_texts("\n".join(lines) + "\n")
    found = dict(zip(panel.rows["patient_id"], panel.value(analyte), strict=True))
    seen = dict(zip(panel.refused["patient_id"], panel.refused["message"], strict=True))
    for number, (unit, factor) in enumerate(units):
        if unit == "mm":
            continue  # "mM" alone is per litre, not per 24 hours
        who = f"P{number}"
        assert found.get(who) == pytest.approx(value, rel=1e-9), (unit, factor, seen.get(who))


@given(
    analyte=st.sampled_from(["urine_calcium", "urine_oxalate", "serum_calcium", "serum_pth"]),
    share=st.floats(0, 1),
    decimals=st.integers(0, 3),
    comma=st.booleans(),
    grouped=st.sampled_from(["", " ", "'", "\u202f", "separator"]),
    flag=st.sampled_from(["", " H", "*", " (L)"]),
    bound=st.sampled_from(["", "<", "≥ "]),
)
def test_a_printed_number_is_read_back(
    analyte: str, share: float, decimals: int, comma: bool, grouped: str, flag: str, bound: str
) -> None:
    low, high = QUANTITIES[analyte].plausible
    value = round(low + share * (high - low), decimals)
    if not low <= value <= high:
        return
    point, thousand = (",", ".") if comma else (".", ",")
    sign = thousand if grouped == "separator" else grouped
    text = f"{value:,.{decimals}f}".replace(",", "\0").replace(".", point).replace("\0", sign)
    # One number beside it settles which sign is the decimal one.
    settle = f"1{point}5"
    unit = QUANTITIES[analyte].unit
    panel = panel_of_texts(
        "patient_id;analyte;value;unit\n"
        f"P1;{analyte};{bound}{text}{flag};{unit}\nP1;urine_volume;{settle};L/d\n"
    )
    if not bound:
        assert panel.value(analyte)[0] == pytest.approx(value, rel=1e-12)
    else:
        ends = (panel.low(analyte)[0], panel.high(analyte)[0])
        expected = (0.0, value) if bound == "<" else (value, np.inf)
        assert ends == pytest.approx(expected, rel=1e-12)


# Files of a few people: collections on three days, blood on days at distances that never tie.
COLLECTION_DAYS = {"A": "2026-01-01", "B": "2026-04-11", "C": "2026-09-08"}
DRAW_DAYS = ["2026-01-04", "2026-01-18", "2026-02-11", "2026-04-20", "2026-05-12", "2026-09-21", ""]
TIMED = {"urine_calcium": "mg/d", "urine_oxalate": "mg/d", "urine_citrate": "mg/dL",
         "urine_sodium": "mmol/L", "urine_creatinine": "g/d",
         "urine_magnesium": "mg/kg/d"}  # fmt: skip
NUMBERS = {"urine_calcium": (100, 300), "urine_oxalate": (10, 60), "urine_citrate": (5, 60),
           "urine_sodium": (20, 120), "urine_creatinine": (1, 2), "urine_magnesium": (1, 3),
           "serum_calcium": (8, 12), "serum_pth": (10, 90), "serum_potassium": (3, 5)}  # fmt: skip
BLOOD = {"serum_calcium": "mg/dL", "serum_pth": "pg/mL", "serum_potassium": "mmol/L"}
NOISE = [
    ("ALT", "U/L", "22"),
    ("serum_calcium", "mg/dL", "pending"),
    ("urine_citrate", "mEq/d", "9"),
    ("urine_calcium", "g/d", "250"),
    ("mystery", "mg/d", "5"),
    ("urine_oxalate", "mg/d", "?!"),
]
FIELDS = ("patient_id", "collection_id", "collection_start", "sex", "weight_kg", "specimen",
          "analyte", "value", "unit")  # fmt: skip

Record = dict[str, str]


@st.composite
def people(draw: st.DrawFn, conflicts: bool = True) -> list[Record]:
    """Draw the records of up to three people; each collection has a volume and a pH."""
    records: list[Record] = []
    for who in range(draw(st.integers(1, 3))):
        mode = draw(st.sampled_from(["id", "date", "bare"]))
        labels = (
            ["A"]
            if mode == "bare"
            else draw(st.lists(st.sampled_from("ABC"), min_size=1, unique=True))
        )
        base = {
            "patient_id": f"P{who}",
            "sex": draw(st.sampled_from(["F", "M", ""])),
            "weight_kg": "70",
        }
        for label in labels:
            own = base | {
                "collection_id": label if mode == "id" else "",
                "collection_start": "" if mode == "bare" else COLLECTION_DAYS[label],
            }
            records.append(own | {"analyte": "urine_volume", "value": "1.5", "unit": "L/d"})
            records.append(own | {"analyte": "urine_ph", "value": "6.1", "unit": ""})
            for analyte in draw(st.lists(st.sampled_from(sorted(TIMED)), unique=True)):
                value = str(draw(st.integers(*NUMBERS[analyte])))
                records.append(own | {"analyte": analyte, "value": value, "unit": TIMED[analyte]})
                if conflicts and mode != "bare" and draw(st.integers(0, 5)) == 0:
                    records.append(dict(records[-1], value=str(int(value) + 1)))
            for analyte, unit, value in draw(
                st.lists(st.sampled_from(NOISE), max_size=2, unique=True)
            ):
                serum = analyte in ("ALT", "serum_calcium")
                records.append(
                    own
                    | {"analyte": analyte, "value": value, "unit": unit,
                       "specimen": "serum" if serum else "urine_24h"}
                )  # fmt: skip
        draws = draw(
            st.lists(
                st.tuples(st.sampled_from(sorted(BLOOD)), st.sampled_from(DRAW_DAYS)), unique=True
            )
        )
        for analyte, day in draws:
            value = str(draw(st.integers(*NUMBERS[analyte])))
            records.append(
                base
                | {"collection_start": day, "analyte": analyte, "value": value,
                   "unit": BLOOD[analyte]}
            )  # fmt: skip
    return records


def long_text(records: Sequence[Mapping[str, str]], fields: Sequence[str] = FIELDS) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, fields, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


def results(panel: Panel) -> dict[Any, Any]:
    """Return every value by patient, collection and analyte, free of places in files."""
    found: dict[Any, Any] = {}
    keys = list(
        zip(panel.rows["patient_id"], panel.rows["collection_id"], panel.rows["day"], strict=True)
    )
    for analyte in panel.values:
        low, high = panel.low(analyte), panel.high(analyte)
        for key, at in zip(keys, range(len(panel)), strict=True):
            if not np.isnan(low[at]):
                found[(*key, analyte)] = (float(low[at]), float(high[at]))
    return found


def issues(panel: Panel) -> list[tuple[str, ...]]:
    """Return the refusals, free of places in files."""
    return sorted(
        panel.refused[["patient_id", "analyte", "code", "seen"]].itertuples(index=False, name=None)
    )


def history(panel: Panel) -> list[Any]:
    who = panel.rows["patient_id"].tolist()
    start = panel.rows["day"].tolist()
    return sorted(
        (who[h.row], start[h.row], h.analyte, h.value, h.date)  # type: ignore[index]
        for h in panel.history.itertuples()
    )


@given(records=people())
def test_every_cell_of_a_long_file_is_in_one_place(records: list[Record]) -> None:
    text = long_text(records)
    assert unaccounted((text,), panel_of_texts(text)) == []


@given(records=people(), shuffled=st.randoms(use_true_random=False))
def test_the_order_of_records_and_columns_changes_nothing(
    records: list[Record], shuffled: Any
) -> None:
    panel = panel_of_texts(long_text(records))
    mixed, fields = list(records), list(FIELDS)
    shuffled.shuffle(mixed)
    shuffled.shuffle(fields)
    other = panel_of_texts(long_text(mixed, fields))
    assert results(other) == results(panel)
    assert issues(other) == issues(panel)
    assert history(other) == history(panel)


@given(records=people(), cut=st.data())
def test_splitting_a_file_changes_nothing(records: list[Record], cut: st.DataObject) -> None:
    panel = panel_of_texts(long_text(records))
    at = cut.draw(st.integers(1, len(records) - 1))
    parts = (long_text(records[:at]), long_text(records[at:]))
    other = panel_of_texts(*parts)
    assert results(other) == results(panel)
    assert issues(other) == issues(panel)
    assert unaccounted(parts, other) == []


@given(records=people(conflicts=False), which=st.data())
def test_removing_a_cell_changes_no_other_analyte(
    records: list[Record], which: st.DataObject
) -> None:
    # Volume, weight and creatinine feed other analytes by definition.
    candidates = [n for n, r in enumerate(records) if r["analyte"] != "urine_volume"]
    at = which.draw(st.sampled_from(candidates))
    gone = records[at]["analyte"]
    before = results(panel_of_texts(long_text(records)))
    after = results(panel_of_texts(long_text([*records[:at], *records[at + 1 :]])))
    assert {k: v for k, v in after.items() if k[3] != gone} == {
        k: v for k, v in before.items() if k[3] != gone
    }


WIDE = {"urine_volume (L/d)": (1, 3), "urine_calcium (mg/d)": (100, 300), "Oxalate [mg/dL]": (1, 5),
        "urine_ph": (5, 8), "serum_calcium (mg/dL)": (8, 12), "serum_pth (pmol/L)": (2, 9),
        "ALT (U/L)": (10, 40), "urine_citrate (mEq/d)": (1, 9)}  # fmt: skip
MESS = ["", "QNS", "pending", "abc", "<5", ">2", "5 H", "1e9", "-3"]


@st.composite
def wide_rows(draw: st.DrawFn) -> list[Record]:
    rows = []
    for number in range(draw(st.integers(1, 5))):
        row = {"patient_id": f"P{number % 3}", "age": "50"}
        for column, (low, high) in WIDE.items():
            plain = st.integers(low, high).map(str)
            row[column] = draw(st.one_of(plain, plain, plain, st.sampled_from(MESS)))
        rows.append(row)
    return rows


@given(rows=wide_rows())
def test_every_cell_of_a_wide_file_is_in_one_place(rows: list[Record]) -> None:
    text = long_text(rows, list(rows[0]))
    assert unaccounted((text,), panel_of_texts(text)) == []


@given(rows=wide_rows(), shuffled=st.randoms(use_true_random=False))
def test_rows_and_columns_of_a_wide_file_stand_alone(rows: list[Record], shuffled: Any) -> None:
    """A row gives the same numbers by itself as among others, in any order of columns."""

    def by_record(panel: Panel) -> list[dict[str, tuple[float, float]]]:
        found = []
        for at in range(len(panel)):
            found.append(
                {a: (float(panel.low(a)[at]), float(panel.high(a)[at]))
                 for a in panel.values if panel.measured(a)[at]}
            )  # fmt: skip
        return found

    # One settled number per row, so that no row needs another to read a separator.
    rows = [row | {"urine_volume (L/d)": "1.5"} for row in rows]
    fields = list(rows[0])
    together = by_record(panel_of_texts(long_text(rows, fields)))
    shuffled.shuffle(fields)
    alone = [by_record(panel_of_texts(long_text([row], fields)))[0] for row in rows]
    assert together == alone


@given(data=st.binary(max_size=400))
def test_bytes_never_raise_anything_but_our_errors(data: bytes) -> None:
    message = "x.csv: "
    try:
        normalize([read_text("x.csv", decode("x.csv", data), load())], load())
    except UroscopeError as error:
        message = str(error)
    assert message.startswith("x.csv: ")


LETTERS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)


@given(cells=st.lists(st.tuples(LETTERS, LETTERS, LETTERS, LETTERS), min_size=1, max_size=6))
def test_any_text_in_any_cell_is_read_refused_or_ignored(cells: list[tuple[str, ...]]) -> None:
    fields = ("specimen", "analyte", "value", "unit")
    rows = [dict(zip(fields, row, strict=True)) for row in cells]
    rows.append({"specimen": "urine_24h", "analyte": "calcium", "value": "250", "unit": "mg/24h"})
    panel = panel_of_texts(long_text(rows, fields))
    assert (
        panel.measured("urine_calcium").any()
        or "urine_calcium" in panel.refused["analyte"].tolist()
    )

"""What holds for every index, whatever the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uroscope.derive.definitions import INDICES, Index
from uroscope.derive.indices import indices
from uroscope.knowledge import load
from uroscope.normalize import normalize
from uroscope.reading.delimited import read_text
from uroscope.tables import Panel

# Where most adults lie; narrower than what can be true, so that no index is withheld.
USUAL = {
    "urine_volume": (0.8, 4.0), "urine_calcium": (80.0, 500.0), "urine_oxalate": (15.0, 120.0),
    "urine_citrate": (50.0, 1200.0), "urine_magnesium": (30.0, 250.0), "urine_ph": (4.6, 7.9),
    "urine_uric_acid": (200.0, 1200.0), "urine_creatinine": (700.0, 2500.0),
    "urine_sodium": (40.0, 350.0), "urine_potassium": (20.0, 120.0), "urine_cystine": (10.0, 900.0),
    "urine_chloride": (40.0, 350.0), "urine_urea_nitrogen": (4.0, 20.0),
    "serum_calcium": (8.0, 13.0), "serum_albumin": (2.0, 5.0), "serum_creatinine": (0.5, 1.5),
    "serum_phosphorus": (2.0, 5.0), "fasting_urine_calcium": (2.0, 30.0),
    "fasting_urine_creatinine": (60.0, 250.0), "fasting_urine_phosphorus": (10.0, 60.0),
}  # fmt: skip
SUBJECT = {"age": (18.0, 90.0), "weight_kg": (45.0, 150.0), "height_cm": (145.0, 200.0)}


def _number(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(0, 10_000).map(lambda step: low + (high - low) * step / 10_000)


ANALYTES = st.fixed_dictionaries({name: _number(*ends) for name, ends in USUAL.items()})
PEOPLE = st.fixed_dictionaries(
    {"sex": st.sampled_from(["female", "male"]), **{n: _number(*e) for n, e in SUBJECT.items()}}
)


def _panel(values: dict[str, float], person: dict[str, object]) -> Panel:
    rows = pd.DataFrame({name: [value] for name, value in person.items()}, index=range(1))
    return Panel(rows, {name: np.array([value]) for name, value in values.items()})


def _moved(values, person, name, factor):
    return (
        ({**values, name: values[name] * factor}, person)
        if name in values
        else (values, {**person, name: person[name] * factor})
    )


@settings(max_examples=40, deadline=None)
@given(ANALYTES, PEOPLE)
def test_everything_measured_gives_everything(values, person):
    found = indices(_panel(values, person))
    missing = {name for name, value in found.values.items() if np.isnan(value[0])}
    # A ratio outside what can be true is the only index left out, and it says so.
    assert missing == set(found.reason)
    assert missing <= {"calcium_creatinine_clearance_ratio"}


@settings(max_examples=25, deadline=None)
@given(ANALYTES, PEOPLE)
def test_removing_an_input_removes_the_index_and_touches_no_other(values, person):
    whole = indices(_panel(values, person)).values
    for removed in [*values, *person]:
        kept = {k: v for k, v in values.items() if k != removed}
        left = indices(_panel(kept, {k: v for k, v in person.items() if k != removed}))
        for index in INDICES:
            needs = {"sex" if i.name == "female" else i.name for i in index.inputs}
            after = left.values[index.id][0]
            if removed in needs:
                assert np.isnan(after)
            else:
                np.testing.assert_equal(after, whole[index.id][0])


SIGNED = [
    pytest.param(index, item, id=f"{index.id}-{item.name}")
    for index in INDICES
    for item in index.inputs
    if item.name != "female" and item.sign and item.name in USUAL
]


@pytest.mark.parametrize(("index", "item"), SIGNED)
@settings(max_examples=10, deadline=None)
@given(values=ANALYTES, person=PEOPLE, factor=st.floats(1.001, 1.2))
def test_declared_direction(index: Index, item, values, person, factor):
    """A declared sign is what intervals rest on: here it is measured, not believed."""
    terms = {**values, **person}
    terms["female"] = float(person["sex"] == "female")
    before = index.formula(*(np.array([terms[i.name]]) for i in index.inputs))[0]
    terms[item.name] *= factor
    after = index.formula(*(np.array([terms[i.name]]) for i in index.inputs))[0]
    assert item.sign * (after - before) >= -1e-12 * abs(before)


@pytest.mark.parametrize(("index", "item"), SIGNED)
@settings(max_examples=10, deadline=None)
@given(values=ANALYTES, person=PEOPLE, below=st.floats(0.5, 1.0), above=st.floats(1.0, 2.0))
def test_an_interval_holds_the_value_it_hides(index: Index, item, values, person, below, above):
    true = indices(_panel(values, person)).values[index.id][0]
    ends = (values[item.name] * below, values[item.name] * above)
    hidden = Panel(
        _panel(values, person).rows,
        {name: np.array([np.nan if name == item.name else v]) for name, v in values.items()},
        {item.name: np.array([ends[0]])},
        {item.name: np.array([ends[1]])},
    )
    found = indices(hidden)
    low, high = (side.get(index.id, np.array([np.nan]))[0] for side in (found.lower, found.upper))
    if not np.isnan(true) and index.id not in found.reason:
        assert low - 1e-9 * abs(true) <= true <= high + 1e-9 * abs(true)


SI = {
    "urine_volume": (1000.0, "mL/24h"), "urine_calcium": (1 / 40.078, "mmol/24h"),
    "urine_oxalate": (1 / 88.018, "mmol/24h"), "urine_citrate": (1 / 192.123, "mmol/24h"),
    "urine_magnesium": (1 / 24.305, "mmol/24h"), "urine_ph": (1.0, ""),
    "urine_uric_acid": (1 / 168.112, "mmol/24h"), "urine_creatinine": (1 / 113.12, "mmol/24h"),
    "urine_sodium": (1.0, "mEq/24h"), "urine_potassium": (1.0, "mEq/24h"),
    "urine_cystine": (1000 / 240.30, "µmol/24h"), "urine_chloride": (1.0, "mEq/24h"),
    "urine_urea_nitrogen": (1000 / 28.014, "mmol/24h"),
    "serum_calcium": (10 / 40.078, "mmol/L"), "serum_albumin": (10.0, "g/L"),
    "serum_creatinine": (10_000 / 113.12, "µmol/L"), "serum_phosphorus": (10 / 30.974, "mmol/L"),
    "fasting_urine_calcium": (10 / 40.078, "mmol/L"),
    "fasting_urine_creatinine": (10 / 113.12, "mmol/L"),
    "fasting_urine_phosphorus": (10 / 30.974, "mmol/L"),
}  # fmt: skip


def _read(values, person, system) -> Panel:
    lines = ["patient_id,sex,age,weight_kg,height_cm,analyte,value,unit"]
    who = ",".join(["A", str(person["sex"]), *(repr(person[name]) for name in SUBJECT)])
    for name, value in values.items():
        factor, unit = system(name)
        lines.append(f"{who},{name},{value * factor:.15g},{unit}")
    return normalize([read_text("t.csv", "\n".join(lines) + "\n", load())], load())


@settings(max_examples=15, deadline=None)
@given(ANALYTES, PEOPLE)
def test_units_never_matter(values, person):
    def conventional(name: str) -> tuple[float, str]:
        return 1.0, "" if name == "urine_ph" else load().quantities[name].unit

    panels = _read(values, person, conventional), _read(values, person, SI.__getitem__)
    assert all(set(panel.values) == set(values) for panel in panels), panels[1].refused
    first, second = (indices(panel) for panel in panels)
    for index in INDICES:
        np.testing.assert_allclose(
            first.values[index.id], second.values[index.id], rtol=1e-9, err_msg=index.id
        )


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(ANALYTES, PEOPLE), min_size=2, max_size=6), st.randoms())
def test_each_row_stands_alone(patients, random):
    def table(chosen) -> Panel:
        rows = pd.DataFrame([person for _, person in chosen])
        return Panel(rows, {n: np.array([values[n] for values, _ in chosen]) for n in USUAL})

    order = list(range(len(patients)))
    random.shuffle(order)
    together = indices(table(patients)).values
    shuffled = indices(table([patients[i] for i in order])).values
    for name, column in together.items():
        np.testing.assert_array_equal(column[order], shuffled[name])
        np.testing.assert_array_equal(column[:1], indices(table(patients[:1])).values[name])

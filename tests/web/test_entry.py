"""Typed values: read like any file, refused at their field, never lost."""

from __future__ import annotations

import re

import httpx

from tests.web.asking import packed
from uroscope.knowledge import load
from uroscope.web.entry import entry_of, typed_again
from uroscope.web.uploads import Form

TYPED = {
    "patient_id": "E-1", "sex": "female", "age": "54", "weight_kg": "68",
    "collection_start": "2026-10-03", "duration_h": "24", "urine_volume": "1350",
    "unit_urine_volume": "mL/24h", "urine_calcium": "7,8", "unit_urine_calcium": "mmol/d",
    "urine_ph": "6.1", "serum_calcium": "10.9", "serum_pth": "88", "urine_citrate": "<50",
    "medications": "none",
}  # fmt: skip


def test_typed_values_become_a_review(client: httpx.Client) -> None:
    answer = client.post("/entry", data=TYPED)
    assert answer.status_code == 200
    assert "Fits primary hyperparathyroidism" in answer.text
    # 7.8 mmol/d × 40.078 mg/mmol = 312.6 mg/d.
    assert "313" in answer.text
    assert "1.35" in answer.text


def test_a_refusal_stands_at_its_field_and_nothing_is_lost(client: httpx.Client) -> None:
    typed = {**TYPED, "urine_volume": "900", "unit_urine_volume": "L/d", "age": "abc"}
    answer = client.post("/entry", data=typed)
    assert answer.status_code == 400
    for name, value in typed.items():
        if name.startswith("unit_"):
            assert f'<option value="{value}" selected="selected">' in answer.text
        elif name != "sex":
            shown = value.replace("<", "&lt;")
            assert re.search(rf'name="{name}" value="{re.escape(shown)}"', answer.text), name
    wrong = re.findall(r'aria-invalid="true" aria-describedby="w-(\w+)"', answer.text)
    assert sorted(wrong) == ["age", "urine_volume"]
    assert "900 L/d cannot be true" in answer.text
    assert "2 fields cannot be used as typed" in answer.text


def test_the_rest_can_be_reviewed_without_it(client: httpx.Client) -> None:
    typed = {**TYPED, "urine_volume": "900", "unit_urine_volume": "L/d", "anyway": "1"}
    answer = client.post("/entry", data=typed)
    assert answer.status_code == 200
    assert "Refused cells" in answer.text


def test_from_the_review_back_to_the_form(client: httpx.Client) -> None:
    case = packed(client.post("/entry", data=TYPED).text)
    form = client.post("/entry", data={"case": case, "profile": "stone_us", "units": "si"}).text
    assert 'name="urine_calcium" value="7,8"' in form
    assert '<option value="mmol/d" selected="selected">' in form
    assert 'name="urine_citrate" value="&lt;50"' in form


def test_an_empty_form_asks_for_one_value(client: httpx.Client) -> None:
    for typed in ({"patient_id": "E-1"}, {"patient_id": "", "urine_calcium": " "}):
        answer = client.post("/entry", data=typed)
        assert answer.status_code == 400
        assert "one value is enough" in answer.text


def test_every_field_can_be_typed_in_both_systems() -> None:
    """Each analyte, in each unit the form offers, is read to the same canonical value."""
    knowledge = load()
    from uroscope.pipeline import read_panel

    for group in ("24-hour urine", "Blood", "Fresh urine"):
        entry = entry_of(Form(), False, knowledge, check=False)
        fields = next(items for title, items in entry.groups if title == group)
        assert len(fields) >= 2
        for item in fields:
            quantity = knowledge.quantities[item.name]
            low, high = quantity.plausible
            middle = (low * high) ** 0.5 if item.units else round((low + high) / 2, 1)
            for unit, _ in item.units or (("", ""),):
                factor = quantity.si_factor if unit == quantity.si_unit else 1.0
                factor = {"mL/24h": 1000.0, "g/24h": 0.001}.get(unit, factor)
                typed = {item.name: f"{middle * factor:.12g}", f"unit_{item.name}": unit}
                made = entry_of(Form({**typed, "patient_id": "E"}), False, knowledge, check=True)
                assert not made.wrong, (item.name, unit, made.wrong)
                assert made.record is not None
                value = read_panel([made.record]).value(item.name)[0]
                assert abs(value / middle - 1) < 2e-3, (item.name, unit)


def test_a_record_gives_its_form_back() -> None:
    knowledge = load()
    made = entry_of(Form(TYPED), False, knowledge, check=True)
    assert made.record is not None
    again = typed_again(made.record, knowledge)
    assert {name: again.get(name) for name in TYPED} == TYPED

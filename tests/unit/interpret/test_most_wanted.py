"""The missing number that would change most is read off the evaluator, not off a list."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.support.panels import panel_of
from uroscope.interpret.explain.wanted import most_wanted
from uroscope.interpret.statuses import CONTRADICTED, SUPPORTED
from uroscope.knowledge import load
from uroscope.model import MostWanted
from uroscope.pipeline import judge_panel

HIGH: dict[str, Any] = {
    "sex": "female", "age": 60, "weight_kg": 64, "hours": 24, "urine_calcium": 330,
    "urine_creatinine": 1088, "urine_sodium": 95, "urine_ph": 6.0, "urine_volume": 2.7,
    "serum_calcium": 11.2, "serum_albumin": 4.1, "serum_creatinine": 0.8, "serum_potassium": 4.2,
    "serum_bicarbonate": 25, "serum_uric_acid": 5, "medications": "none", "conditions": "none",
    "symptoms": "none",
}  # fmt: skip


def wanted(case: dict[str, Any]) -> list[MostWanted]:
    knowledge = load()
    _, _, findings = judge_panel(panel_of(case), knowledge.profile("stone_us"), knowledge)
    return most_wanted(findings, knowledge)


def statuses(case: dict[str, Any]) -> dict[str, int]:
    knowledge = load()
    _, _, findings = judge_panel(panel_of(case), knowledge.profile("stone_us"), knowledge)
    return {name: int(codes[0]) for name, codes in findings.statuses.items()}


def test_high_calcium_without_pth_asks_for_pth() -> None:
    first = wanted(HIGH)[0]
    assert first.id == "serum_pth"
    assert first.kind == "analyte"
    assert first.text.startswith("Blood PTH would change the picture most: it")
    # FHH is settled by the clearance ratio of 0.022; what hangs on PTH is named.
    told = {*first.decides, *first.may_decide}
    assert {"primary_hyperparathyroidism", "pth_independent_hypercalcemia"} <= told
    assert "fhh_possible" not in told


def test_what_it_decides_it_does_decide() -> None:
    """Every finding it names as decided is decided by the engine, whatever the value turns out."""
    first = wanted(HIGH)[0]
    for value in (3, 40, 200):
        found = statuses({**HIGH, "serum_pth": value})
        undecided = [n for n in first.decides if found[n] not in (SUPPORTED, CONTRADICTED)]
        assert not undecided, (value, undecided)


def test_what_it_may_decide_some_value_decides() -> None:
    first = wanted(HIGH)[0]
    before = statuses(HIGH)
    after = [statuses({**HIGH, "serum_pth": value}) for value in (3, 40, 200)]
    for name in first.may_decide:
        assert before[name] not in (SUPPORTED, CONTRADICTED)
        assert any(found[name] in (SUPPORTED, CONTRADICTED) for found in after), name


def test_once_known_it_is_wanted_no_more() -> None:
    assert "serum_pth" not in [w.id for w in wanted({**HIGH, "serum_pth": 88})]


def test_a_measured_value_is_never_missing() -> None:
    measured = {name for name in HIGH if name.startswith(("urine_", "serum_"))}
    assert not measured & {w.id for w in wanted(HIGH)}
    # near its limit, censored, too short a day: open, but not a missing number
    for change in ({"urine_calcium": 205}, {"serum_potassium": "<6"}, {"hours": 18}):
        assert not set(change) & {w.id for w in wanted({**HIGH, **change})}


def test_another_blood_calcium_is_no_missing_number() -> None:
    ids = {w.id for w in wanted(HIGH)}
    assert not ids & {"serum_ionized_calcium", "serum_calcium_adjusted"}


def test_order_and_repetition_change_nothing() -> None:
    turned = dict(reversed(HIGH.items()))
    assert wanted(HIGH) == wanted(HIGH) == wanted(turned)


def test_more_weight_comes_first() -> None:
    weights = [w.weight for w in wanted({"sex": "male", "age": 40, "urine_ph": 5.1})]
    assert weights == sorted(weights, reverse=True)
    assert weights
    assert min(weights) >= load().record["most_wanted"]["least"]


def test_frightening_findings_are_counted_and_not_named() -> None:
    for case in (HIGH, {"sex": "male", "age": 40, "urine_ph": 5.1}):
        for item in wanted(case):
            assert "malignan" not in item.text
            assert "laxative" not in item.text


def test_nothing_is_wanted_of_nothing_open() -> None:
    knowledge = load()
    panel = panel_of(HIGH)
    _, _, findings = judge_panel(panel, knowledge.profile("stone_us"), knowledge)
    closed = {name: np.full(1, CONTRADICTED, np.int8) for name in findings.statuses}
    assert most_wanted(type(findings)(closed, findings.led_by, findings.patterns, findings.view),
                       knowledge) == []  # fmt: skip

"""Three-valued logic: unknown is neither, and no unknown becomes true."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uroscope.interpret.conditions import evaluate
from uroscope.interpret.statuses import (
    CONTRADICTED,
    NOT_ASSESSABLE,
    POSSIBLE,
    SUPPORTED,
    decide,
    leaders,
)

T, F, U = (True, False), (False, True), (False, False)


class Facts:
    """Stands in for a view: `measured` answers from a table."""

    def __init__(self, **answers: tuple[bool, bool]) -> None:
        self.answers = answers
        self.cache: dict[str, Any] = {}

    def measured(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        true, false = self.answers[name]
        return np.array([true]), np.array([false])


def answer(node: list[Any], **answers: tuple[bool, bool]) -> tuple[bool, bool]:
    true, false = evaluate(node, Facts(**answers))  # type: ignore[arg-type]
    return bool(true[0]), bool(false[0])


A, B, C = ["measured", "a"], ["measured", "b"], ["measured", "c"]


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [(T, T, T, T), (T, F, F, T), (T, U, U, T), (F, F, F, F), (F, U, F, U), (U, U, U, U)],
)
def test_and_or(a: Any, b: Any, both: Any, either: Any) -> None:
    assert answer(["all", [A, B]], a=a, b=b) == both
    assert answer(["all", [B, A]], a=a, b=b) == both
    assert answer(["any", [A, B]], a=a, b=b) == either


def test_not_keeps_unknown() -> None:
    assert answer(["not", A], a=U) == U
    assert answer(["not", A], a=T) == F


def test_count_needs_known_answers() -> None:
    node = ["count", 2, [A, B, C]]
    assert answer(node, a=T, b=T, c=U) == T
    assert answer(node, a=T, b=U, c=U) == U
    assert answer(node, a=F, b=F, c=U) == F


trees = st.recursive(
    st.sampled_from([A, B, C]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)).map(
            list
        ),
        inner.map(lambda child: ["not", child]),
    ),
    max_leaves=8,
)


@given(trees, st.tuples(*[st.sampled_from([T, F])] * 3))
def test_learning_more_never_changes_a_known_answer(tree: list[Any], full: Any) -> None:
    """What is known with some answers missing stays so when they arrive."""
    names = ("a", "b", "c")
    complete = answer(tree, **dict(zip(names, full, strict=True)))
    for hidden in product([True, False], repeat=3):
        partial = {n: U if h else v for n, h, v in zip(names, hidden, full, strict=True)}
        known = answer(tree, **partial)
        assert known in (U, complete)


def pair(value: tuple[bool, bool]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([value[0]]), np.array([value[1]])


@pytest.mark.parametrize(
    ("entry", "required", "suggested", "excluded", "expected"),
    [
        (F, T, None, None, CONTRADICTED),
        (U, T, None, None, NOT_ASSESSABLE),
        (T, T, None, T, CONTRADICTED),
        (T, F, None, None, CONTRADICTED),
        (T, F, T, None, POSSIBLE),
        (T, F, U, None, CONTRADICTED),
        (T, T, None, U, SUPPORTED),
        (T, U, None, None, POSSIBLE),
        (T, U, T, F, POSSIBLE),
    ],
)
def test_status_order(
    entry: Any, required: Any, suggested: Any, excluded: Any, expected: int
) -> None:
    status = decide(
        pair(entry),
        pair(required),
        None if suggested is None else pair(suggested),
        None if excluded is None else pair(excluded),
    )
    assert status[0] == expected


def test_the_most_important_supported_finding_leads() -> None:
    patterns = [
        {"id": "late", "importance": 50, "explains": ["fact"]},
        {"id": "early", "importance": 10, "explains": ["fact"]},
        {"id": "fact", "importance": 90, "explains": []},
    ]
    one = np.array([SUPPORTED], dtype=np.int8)
    led = leaders({"late": one, "early": one, "fact": one}, patterns)
    assert led["fact"][0] == 1
    led = leaders({"late": one, "early": np.array([POSSIBLE], np.int8), "fact": one}, patterns)
    assert led["fact"][0] == 0

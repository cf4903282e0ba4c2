"""What always holds of the result table: it looks at one row, and says what a review says."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import uroscope
from tests.support.wide import messy, tidy
from uroscope.derive.follow import between_collections
from uroscope.knowledge import load
from uroscope.model import Review
from uroscope.normalize import normalize
from uroscope.pipeline import tabulate
from uroscope.reading.delimited import read_text
from uroscope.reading.frame import read_frame
from uroscope.reviewing import review_panel

SEEDS = st.integers(0, 2**31)


def same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Compare two result frames to the bit."""
    assert list(left.columns) == list(right.columns)
    for name in left:
        a, b = left[name], right[name]
        assert a.dtype == b.dtype, name
        if a.dtype == np.float64:
            bits = [x.to_numpy(np.float64).view(np.int64) for x in (a, b)]
            assert np.array_equal(*bits), name
        else:
            texts = [x.astype(object).where(x.notna(), "").tolist() for x in (a, b)]
            assert texts[0] == texts[1], name


def reviews_of(frame: pd.DataFrame) -> list[Review]:
    """Review every row of a frame as a file of its own."""
    knowledge = load()
    found = []
    for row in range(len(frame)):
        text = frame.iloc[[row]].to_csv(index=False)
        panel = normalize([read_text("one.csv", text, knowledge)], knowledge)
        found += review_panel(panel, knowledge.profile("stone_us"))
    return found


def agrees(row: Any, review: Review) -> None:
    """Compare one row of the table with the review of the same collection, value by value."""
    said: dict[str, Any] = {}
    for result in [*review.results, *review.indices]:
        exact = result.lower is None and result.upper is None
        said[result.analyte] = result.value if exact else None
        flag = row.get(f"flag_{result.analyte}")
        if flag is not None:
            assert flag == result.flag, result.analyte
    bounds = json.loads(row["bounds"])
    for name in (*load().quantities, *load().record["indices"]):
        number = None if np.isnan(row[name]) else float(f"{row[name]:.12g}")
        assert number == said.get(name), name
        assert (name in bounds) == (name in said and said[name] is None), name
        if name not in said:
            assert pd.isna(row.get(f"flag_{name}", np.nan)), name
    subject = (row["sex"], row["age"], row["weight_kg"], row["height_cm"], row["duration_h"])
    own = review.subject
    expected = (own.sex, own.age_years, own.weight_kg, own.height_cm, review.collected.hours)
    assert [None if pd.isna(s) else s for s in subject] == list(expected)
    assert (row["collection_start"] or None) == review.collected.start
    for salt in review.saturation.salts if review.saturation else ():
        energy = row[f"dg_{salt.salt}"]
        assert (None if np.isnan(energy) else energy) == salt.delta_g
        if salt.ss is not None:
            assert row[f"ss_{salt.salt}"] == salt.ss
        imputed = row[f"ss_{salt.salt}_imputed"]
        assert (imputed.split(", ") if imputed else []) == salt.imputed
    for name, status in review.statuses.items():
        prefix = "red_flag" if f"red_flag_{name}" in row else "finding"
        assert row[f"{prefix}_{name}"] == status, name
    tiers = [flag.tier for flag in review.red_flags]
    assert row["urgency"] == ("now" if "now" in tiers else "same_day" if tiers else "none")
    assert set(row["quality"].split()) == {note.code for note in review.quality}
    led = json.loads(row["led_by"])
    for finding in review.findings:
        for name in finding.explains:
            assert name in led


@given(SEEDS)
@settings(max_examples=8)
def test_a_row_says_what_its_review_says(seed: int) -> None:
    frame = messy(3, seed, share_odd=0.1).replace(",", ".", regex=True)
    frame = frame[frame["urine_calcium (mg/d)"].str.isdigit()]
    table = uroscope.interpret_table(frame)
    for (_, row), review in zip(table.iterrows(), reviews_of(frame), strict=True):
        agrees(row.to_dict(), review)


@given(SEEDS, st.booleans())
@settings(max_examples=8)
def test_order_and_parts_change_no_bit(seed: int, tidy_numbers: bool) -> None:
    frame = (tidy if tidy_numbers else messy)(60, seed)
    random = np.random.default_rng(seed)
    whole = uroscope.interpret_table(frame)
    order = random.permutation(len(frame))
    same(uroscope.interpret_table(frame.iloc[order]), whole.iloc[order])
    cuts = np.sort(random.integers(0, len(frame), 3))
    parts = [
        uroscope.interpret_table(frame.iloc[a:b])
        for a, b in zip([0, *cuts], [*cuts, len(frame)], strict=True)
    ]
    same(pd.concat([part for part in parts if len(part)]), whole)


@given(SEEDS)
@settings(max_examples=6)
def test_numbers_as_text_give_the_same_as_numbers(seed: int) -> None:
    frame = tidy(40, seed)
    text = frame.map(lambda cell: "" if pd.isna(cell) else str(cell)).astype(object)
    # What was seen is quoted as it was written, 45 as a number and 45.0 as a text.
    tables = [uroscope.interpret_table(f).drop(columns="issues") for f in (frame, text)]
    same(*tables)


@pytest.mark.parametrize("rows", [0, 1, 65])
def test_the_schema_is_fixed(rows: int) -> None:
    table = uroscope.interpret_table(tidy(rows, 1))
    assert dict(table.dtypes) == dict(uroscope.interpret_table.schema)
    assert len(table) == rows


@given(SEEDS)
@settings(max_examples=4)
def test_follow_says_what_all_collections_together_say(seed: int) -> None:
    random = np.random.default_rng(seed)
    frame = tidy(60, seed)
    frame["patient_id"] = random.choice([f"P{n}" for n in range(25)], 60)
    frame["weight_kg"] += 30.0
    frame["urine_oxalate (mg/d)"] *= random.choice([1.0, 2.5], 60)
    knowledge = load()
    profile = knowledge.profile("stone_us")
    panel = normalize([read_frame(frame, knowledge)], knowledge, lean=True)
    beside = between_collections(panel)
    together = tabulate(panel, profile, knowledge, beside).to_frame()
    alone = uroscope.interpret_table(frame)
    followed = uroscope.follow(alone)
    for name in ("creatinine_agreement", "oxalate_high_collections"):
        assert np.array_equal(followed[name], together[name], equal_nan=True)
    for name in ("primary_hyperoxaluria_possible", "collection_under", "collection_over"):
        column = f"finding_{name}"
        expected = together[column].astype(object).to_numpy().copy()
        # A second collection that does not agree lowers nothing here.
        kept = (alone[column] == "possible") & (expected == "contradicted")
        expected[kept] = "possible"
        assert followed[column].tolist() == expected.tolist()
    shuffled = random.permutation(60)
    same(uroscope.follow(alone.iloc[shuffled]), followed.iloc[shuffled])

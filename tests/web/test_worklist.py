"""The list is ranked by columns and says what the opened reviews say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import uroscope
from uroscope.knowledge import load
from uroscope.web import worklist
from uroscope.web.opened import nearest, newest
from uroscope.web.worklist import URGENCIES, of_patient, worklist_of


@pytest.fixture(scope="module")
def everybody(root: Path) -> worklist.Worklist:
    panel = uroscope.read(*sorted((root / "sample_data").glob("*.csv")))
    return worklist_of(panel, load().profile("stone_us"), load())


def test_urgency_is_that_of_the_reviews(everybody: worklist.Worklist) -> None:
    reviews = uroscope.review(everybody.panel)
    for row, review in enumerate(reviews):
        tiers = [flag.tier for flag in review.red_flags]
        expected = "now" if "now" in tiers else "same_day" if tiers else "none"
        assert URGENCIES[everybody.urgency[row]] == expected
    ordered = everybody.urgency[everybody.order]
    assert (np.diff(ordered) >= 0).all()
    assert sorted(everybody.order) == list(range(len(reviews)))


def test_a_line_names_what_the_review_shows(everybody: worklist.Worklist) -> None:
    reviews = uroscope.review(everybody.panel)
    named, compared = 0, 0
    for line in everybody.lines(everybody.order):
        review = reviews[line.row]
        assert line.patient == review.patient_id
        titles = {finding.title.rstrip("."): finding.status for finding in review.findings}
        for title, status in line.findings:
            named += 1
            if title in titles:
                compared += 1
                assert titles[title] == status
        outside = {r.analyte for r in review.results if r.flag in ("low", "high")}
        assert len(line.numbers) + line.more_numbers == len(outside)
        assert line.red_flags == [flag.text.rstrip(".") for flag in review.red_flags]
    # The review may fold a lesser one into another; nearly all stand in both.
    assert compared > 0.9 * named > 20


def test_the_numbers_of_a_red_flag_come_first(everybody: worklist.Worklist) -> None:
    first = everybody.lines(everybody.order[:1])[0]
    assert first.patient == "M-01"
    assert first.numbers[0].name == "Blood potassium"
    assert first.numbers[0].text.conventional == "2.4 mmol/L"


def test_no_review_is_built_for_the_list(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a review was built")

    monkeypatch.setattr("uroscope.reviewing.explain", forbidden)
    panel = uroscope.read(root / "sample_data" / "07_messy_with_refusals.csv")
    found = worklist_of(panel, load().profile("stone_us"), load())
    assert len(found.lines(found.order)) == 3


def test_order_of_the_file_changes_nothing_but_ties(root: Path) -> None:
    panel = uroscope.read(root / "sample_data" / "07_messy_with_refusals.csv")
    turned = panel.take(np.array([2, 1, 0]))
    profile = load().profile("stone_us")
    people = [
        [line.patient for line in found.lines(found.order)]
        for found in (worklist_of(panel, profile, load()), worklist_of(turned, profile, load()))
    ]
    assert people[0] == people[1]


def test_the_others_of_a_person_are_the_nearest(root: Path) -> None:
    panel = uroscope.read(root / "sample_data" / "05_two_collections.csv")
    assert newest(panel) == int(panel.rows["start"].argmax())
    many = panel.take(np.array([0, 1] * 10))
    mine = of_patient(many, 3)
    assert len(mine) == 20
    chosen = nearest(many, mine, 3)
    assert 3 in chosen
    assert len(chosen) == 7
    # Those of the same day are nearer than those of the other one.
    assert all(at % 2 == 1 for at in chosen)


def test_nobody_without_a_name_is_somebody_else(root: Path) -> None:
    panel = uroscope.read(root / "sample_data" / "07_messy_with_refusals.csv")
    panel.rows["patient_id"] = ""
    assert of_patient(panel, 1).tolist() == [1]


def test_what_was_refused_stands_in_the_line_of_its_patient(root: Path) -> None:
    panel = uroscope.read(root / "sample_data" / "07_messy_with_refusals.csv")
    found = worklist_of(panel, load().profile("stone_us"), load())
    refused = {line.patient: line.refused for line in found.lines(found.order)}
    # Read off the file: two calciums that contradict each other are said once.
    assert refused == {
        "M-01": ["urine sulfate", "serum calcium"],
        "M-02": ["urine calcium", "Mystery factor", "serum pth"],
        "M-03": ["Age", "urine oxalate"],
    }
    panel.rows["patient_id"] = ""
    assert not any(line.refused for line in found.lines(found.order))

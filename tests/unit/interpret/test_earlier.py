"""Two collections of one person stand side by side, without being called a trend."""

from __future__ import annotations

from pathlib import Path

import pytest

import uroscope
from uroscope.model import Review
from uroscope.present.words import earlier_texts

HEADER = "patient_id,sex,age,collection_start,urine_volume (L/d),urine_oxalate (mg/d),urine_ph\n"


def reviews(tmp_path: Path, *rows: str) -> list[Review]:
    path = tmp_path / "visits.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n")
    return uroscope.review(uroscope.read(path))


def test_the_later_collection_names_what_was_flagged_in_either(tmp_path: Path) -> None:
    # The file's order is not the order of time.
    later, first = reviews(
        tmp_path, "A,f,47,2026-06-11,2.61,37,6.2", "A,f,47,2026-03-02,1.42,52,6.1"
    )
    assert first.earlier is None
    assert later.earlier is not None
    assert (later.earlier.start, later.earlier.days) == ("2026-03-02", 101)
    said = earlier_texts(later, "conventional")
    assert said == ["Oxalate 52 ↑ → 37 mg/d", "Volume 1.42 ↓ → 2.61 L/d"]
    assert "17 to 48 %" in later.earlier.caution


def test_nobody_is_set_beside_somebody_else_or_without_a_date(tmp_path: Path) -> None:
    rows = ["A,f,47,2026-03-02,1.4,52,6", "B,f,47,2026-06-11,2.6,37,6", ",f,47,2026-07-01,2.6,37,6"]
    assert all(r.earlier is None for r in reviews(tmp_path, *rows))


def test_three_visits_each_meet_the_one_before(tmp_path: Path) -> None:
    rows = [f"A,m,40,2026-0{month}-02,1.4,{40 + month},6" for month in (3, 1, 2)]
    found = reviews(tmp_path, *rows)
    starts = [r.earlier.start if r.earlier else None for r in found]
    assert starts == ["2026-02-02", None, "2026-01-02"]


def test_two_people_under_one_id_are_not_taken_in_silence(tmp_path: Path) -> None:
    found = reviews(tmp_path, "A,f,50,2026-01-01,1.5,30,6", "A,m,30,2026-01-01,2.5,20,6")
    for review in found:
        codes = [note.code for note in review.quality]
        assert codes[:3] == ["two_sexes", "two_ages", "same_day"]
        assert review.earlier is None


def test_two_visits_of_one_person_carry_no_doubt(tmp_path: Path) -> None:
    found = reviews(tmp_path, "A,f,50,2026-01-01,1.5,30,6", "A,,50,2026-02-01,2.5,20,6")
    doubts = {"two_sexes", "two_ages", "same_day"}
    assert not doubts & {n.code for r in found for n in r.quality}


@pytest.mark.parametrize(
    ("first", "second", "doubted"),
    [
        ("50,2024-01-01", "52,2026-02-01", False),
        ("50,2024-01-01", "50,2026-02-01", True),  # two years on and no older
        ("50,2026-01-01", "53,2026-02-01", True),
        ("89,2026-01-01", "93,2026-02-01", False),
        (",2026-01-01", "53,2026-02-01", False),
    ],
)
def test_ages_are_set_against_their_dates(
    tmp_path: Path, first: str, second: str, doubted: bool
) -> None:
    found = reviews(tmp_path, f"A,f,{first},1.5,30,6", f"A,f,{second},2.5,20,6")
    for review in found:
        assert ("two_ages" in {note.code for note in review.quality}) is doubted

"""Lines at the end of findings and in the footer: other limits, overdue statements."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import uroscope
from tests.support.panels import panel_of
from uroscope.knowledge import load
from uroscope.model import KnowledgeNote, ProfileNote, Report, Review
from uroscope.pipeline import review_panel
from uroscope.present.html import report_html
from uroscope.present.text import Style, report_text

CASE: dict[str, Any] = {
    "sex": "male", "age": 45, "weight_kg": 80, "hours": 24, "urine_volume": 2.6,
    "urine_calcium": 280, "urine_oxalate": 30, "urine_citrate": 400, "urine_sodium": 170,
    "urine_ph": 6.7, "urine_magnesium": 60, "urine_uric_acid": 820, "urine_potassium": 30,
    "serum_ionized_calcium": 1.3, "serum_calcium": 9.9, "serum_phosphorus": 4.6,
}  # fmt: skip


def review_of(case: dict[str, Any], today: date = date(2026, 11, 22)) -> Review:
    return review_panel(panel_of(case), load().profile("stone_us"), today=today)[0]


def report(review: Review) -> Report:
    profile, knowledge = load().profile("stone_us"), load()
    return Report(
        uroscope="0",
        profile=ProfileNote(id=profile.id, title=profile.title, digest=profile.digest),
        knowledge=KnowledgeNote(version=knowledge.version, digest=knowledge.digest),
        reviews=[review],
    )


def text_of(review: Review, width: int = 100_000) -> str:
    return report_text(report(review), "conventional", Style(width=width))


def test_every_value_whose_verdict_differs_shows_it_once() -> None:
    review = review_of(CASE)
    line = next(x for x in text_of(review).splitlines() if x.startswith("  By other limits:"))
    page = report_html(report(review), "conventional")
    apart = [r for r in review.results if r.other_profiles]
    assert len(apart) >= 4
    for result in apart:
        for verdict in result.other_profiles:
            assert f"{verdict.profile} (" in line
            assert f"by {verdict.profile}" in page
        flags = {v.flag for v in result.other_profiles}
        assert sum(f"is {flag} by" in line for flag in flags) == len(flags)
    # once per value and verdict, in one place of the text
    said = line.removeprefix("  By other limits: ").rstrip(".").split("; ")
    assert (
        len(said) == len(set(said)) == sum(len({v.flag for v in r.other_profiles}) for r in apart)
    )
    assert text_of(review).count("By other limits") == 1


def test_the_bound_that_makes_the_difference_is_named() -> None:
    line = text_of(review_of(CASE))
    # Mayo prints ionized calcium to 1.35 mmol/L where the default ends at 1.25.
    assert "Blood ionized calcium is normal by mayo (to 1.35 mmol/L)" in line
    assert "Calcium is normal by stone_europe (to 301 mg/d)" in line


def test_a_laboratorys_own_limit_leaves_no_room_for_others() -> None:
    printed = {**CASE, "lab_limits": {"serum_ionized_calcium": [1.1, 1.32]}}
    assert "ionized calcium is normal by" not in text_of(review_of(printed))


@pytest.mark.parametrize("width", [80, 110])
def test_it_does_not_flood(width: int) -> None:
    lines = text_of(review_of(CASE), width).splitlines()
    start = next(n for n, x in enumerate(lines) if "By other limits" in x)
    end = next(n for n, x in enumerate(lines) if "Limits: stone_us" in x)
    assert end - start <= 8
    assert all(len(x) <= width for x in lines)


def test_nothing_is_overdue_today_and_the_footer_is_silent() -> None:
    review = review_of(CASE)
    assert review.overdue == []
    assert "Past the date of review" not in text_of(review)


def test_what_is_shown_and_overdue_is_named_in_one_quiet_line() -> None:
    review = review_of(CASE, date(2031, 1, 1))
    assert "high urine calcium" in review.overdue or "limits of stone_us" in review.overdue
    lines = [x for x in text_of(review).splitlines() if "Past the date of review" in x]
    assert len(lines) == 1
    assert "limits of stone_us" in review.overdue
    assert "Past the date of review" in report_html(report(review), "conventional")


def test_the_day_of_review_itself_is_in_time() -> None:
    last = date.fromisoformat(load().profile("stone_us").review_by)
    assert "limits of stone_us" not in review_of(CASE, last).overdue


def test_only_the_date_line_depends_on_the_day() -> None:
    now, later = review_of(CASE), review_of(CASE, date(2031, 1, 1))
    assert later.model_copy(update={"overdue": []}) == now


def test_habits_wait_while_something_cannot_and_stay_in_json() -> None:
    # Potassium below 2.5 mmol/L is a red flag of the tier `now`; 2.7 is one of the same day.
    now = review_of({**CASE, "serum_potassium": 2.3})
    assert [flag.tier for flag in now.red_flags] == ["now"]
    line = "  Habits come once the urgent matter above is settled; --format json lists them."
    lines = text_of(now).splitlines()
    assert line in lines
    assert not [x for x in lines if x.startswith("  Habits  ")]
    assert [h["id"] for h in json.loads(report(now).to_json())["reviews"][0]["habits"]]
    page = report_html(report(now), "conventional")
    waiting = page[page.index('<details class="later">') :]
    assert "Habits come once the urgent matter above is settled" in waiting
    first = now.habits[0].clinician_text.split(",")[0].split(" (")[0]
    assert first[1:] in waiting[: waiting.index("</details>")]
    same_day = review_of({**CASE, "serum_potassium": 2.7})
    assert [flag.tier for flag in same_day.red_flags] == ["same_day"]
    assert [x for x in text_of(same_day).splitlines() if x.startswith("  Habits  ")]
    assert '<details class="later">' not in report_html(report(same_day), "conventional")


def test_the_page_says_what_moved_since_the_collection_before(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(
        "patient_id,sex,age,collection_start,urine_volume (L/d),urine_oxalate (mg/d),urine_ph\n"
        "A,f,47,2026-03-02,1.42,52,6.1\nA,f,47,2026-06-11,2.61,37,6.2\n"
    )
    first, later = uroscope.review(uroscope.read(path))
    page = " ".join(re.sub("<[^>]+>", "", report_html(report(later), "conventional")).split())
    # 52 mg / 88.02 = 0.59 mmol and 37 mg / 88.02 = 0.42 mmol
    assert "Since 2026-03-02 Oxalate 52 ↑ → 37 mg/d" in page
    assert "0.59 ↑ → 0.42 mmol/d" in page
    assert "Volume 1.42 ↓ → 2.61 L/d." in page
    assert "17 to 48 % of people change category" in page
    assert 'class="small since"' not in report_html(report(first), "conventional")


@pytest.mark.parametrize("unicode", [True, False])
def test_a_name_does_not_turn_the_line_it_stands_in(unicode: bool) -> None:
    # U+202E makes what follows run from right to left: 312 would read 213.
    review = review_of(CASE).model_copy(update={"patient_id": "A\u202e\u2066"})
    text = report_text(report(review), "conventional", Style(unicode=unicode))
    assert text.startswith("A  man 45 y")
    assert not {"\u202e", "\u2066"} & set(text)

"""A goal that other care stands above is neither compared with, drawn nor said."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.panels import panel_of
from tests.support.patient import report_of
from uroscope.knowledge import load
from uroscope.model import Result, Review
from uroscope.pipeline import judge_panel, tabulate
from uroscope.present.chart import chart_svg
from uroscope.present.text import Style, review_text
from uroscope.reviewing import review_panel
from uroscope.tables import FLAG_WORDS

KNOWLEDGE = load()
PROFILE = KNOWLEDGE.profile("stone_us")
LITTLE: dict[str, Any] = {
    "sex": "male", "age": 60, "weight_kg": 80, "hours": 24, "urine_volume": 0.6,
    "urine_creatinine": 500, "urine_citrate": 500,
}  # fmt: skip


def review_of(**changes: Any) -> Review:
    return review_panel(panel_of(LITTLE | changes), PROFILE)[0]


def volume_of(review: Review) -> Result:
    return next(r for r in review.results if r.analyte == "urine_volume")


@pytest.mark.parametrize(
    "named",
    [{"conditions": "haemodialysis"}, {"medications": "peritoneal dialysis, sevelamer"},
     {"conditions": "cystinuria; on dialysis"}],
)  # fmt: skip
def test_no_goal_of_volume_on_dialysis(named: dict[str, str]) -> None:
    review = review_of(**named)
    volume = volume_of(review)
    assert (volume.flag, volume.limits, volume.goal, volume.goal_met) == (
        "unknown", None, None, None,
    )  # fmt: skip
    assert volume.note == "No goal of volume on dialysis: the dialysis team sets how much is drunk."
    assert volume.other_profiles == []
    printed = review_text(review, report_of(review), "conventional", Style(width=200))
    assert "Volume 0.60 L/d ·" in printed or "Volume 0.60 L/d\n" in printed
    assert not [habit for habit in review.habits if "2.5 L" in habit.clinician_text]
    # What the number alone supports stays, under the finding that explains it.
    assert review.statuses["low_urine_volume"] == "supported"
    assert "low_urine_volume" not in [f.id for f in review.findings if f.rank]


@pytest.mark.parametrize(
    "named",
    [{}, {"conditions": "heart failure"}, {"conditions": "CKD 4, not on dialysis"},
     {"symptoms": "mother on dialysis"}],
)  # fmt: skip
def test_otherwise_the_goal_stays(named: dict[str, str]) -> None:
    volume = volume_of(review_of(**named))
    assert volume.flag == "low"
    assert volume.limits is not None
    assert volume.limits.low == 2.5


def test_a_goal_that_is_reached_is_not_praised_either() -> None:
    assert volume_of(review_of(urine_volume=2.6)).flag == "normal"
    assert volume_of(review_of(urine_volume=2.6, conditions="dialysis")).flag == "unknown"


def test_the_chart_draws_no_goal_of_volume() -> None:
    # Citrate has a goal of its own, so that it is left out here.
    assert "below goal" in chart_svg(review_of(urine_citrate=""))
    drawn = chart_svg(review_of(urine_citrate="", conditions="haemodialysis"))
    assert "below goal" not in drawn
    assert "No goal of volume on dialysis" in drawn


def test_a_table_says_what_the_reviews_say() -> None:
    panel = panel_of(LITTLE | {"conditions": "haemodialysis"}, LITTLE)
    table = tabulate(panel, PROFILE, KNOWLEDGE).to_frame()
    assert table["flag_urine_volume"].tolist() == ["unknown", "low"]
    assert table["finding_low_urine_volume"].tolist() == ["supported", "supported"]


def test_a_limit_stays_where_a_goal_is_set_aside() -> None:
    # Citrate has a limit and a goal of its own; nothing sets either aside.
    _, flags, _ = judge_panel(panel_of(LITTLE | {"conditions": "dialysis"}), PROFILE, KNOWLEDGE)
    assert FLAG_WORDS[int(flags.analytes["urine_citrate"].flag[0])] == "normal"
    assert flags.analytes["urine_citrate"].goal[0] >= 0

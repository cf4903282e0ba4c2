"""`uroscope explain` answers every id that a review can name; unknown ones get the nearest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.panels import panel_of
from uroscope.errors import UsageError
from uroscope.knowledge import Limit, load
from uroscope.present.explain import explain_text
from uroscope.present.ranges import limit_rows
from uroscope.reviewing import review_panel

KNOWLEDGE = load()
PROFILE = KNOWLEDGE.profile("stone_us")
RECORD = KNOWLEDGE.record
CLASSES = RECORD["texts"]["medicines"]["classes"]
IDS: dict[str, list[str]] = {
    "pattern": [p["id"] for p in RECORD["patterns"]],
    "index": list(RECORD["indices"]),
    "analyte": list(KNOWLEDGE.quantities),
    "advice": list(RECORD["advice"]),
    "contribution": list(RECORD["contributions"]),
    "stone type": list(RECORD["stone_types"]),
    "salt": [s["id"] for s in RECORD["chemistry"]["equil2_v5"]["solids"]],
    "scenario": [s["id"] for s in RECORD["scenarios"]["scenarios"]],
    "medicine class": list(CLASSES),
    "medicine": [m for c in CLASSES.values() for m in c.get("medicines") or {}],
    "source": list(KNOWLEDGE.sources),
    "profile": list(KNOWLEDGE.profile_ids),
    "limit": [
        limit.id
        for name in KNOWLEDGE.profile_ids
        for limit in (*KNOWLEDGE.profile(name).limits, *KNOWLEDGE.profile(name).goals)
    ],
    "remark": [
        r.id for name in KNOWLEDGE.profile_ids for r in KNOWLEDGE.profile(name).remarks
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", IDS)
def test_every_id_of_a_kind_is_explained(kind: str) -> None:
    assert IDS[kind] or kind == "remark"
    for name in IDS[kind]:
        text = explain_text(name, PROFILE, KNOWLEDGE)
        assert name in text
        assert len(text.splitlines()) > 1
        assert all(len(line) <= 130 for line in text.splitlines() if ": " in line[:30])


CASE: dict[str, Any] = {
    "sex": "male", "age": 60, "weight_kg": 90, "urine_volume": 1.2, "urine_calcium": 340,
    "urine_sodium": 220, "urine_ph": 5.1, "urine_uric_acid": 900, "urine_oxalate": 62,
    "urine_citrate": 150, "urine_urea_nitrogen": 18, "serum_calcium": 12.3, "serum_pth": 90,
    "serum_potassium": 2.8, "medications": "hydrochlorothiazide", "symptoms": "fever, flank pain",
    "stone_analysis": "uric acid 80 %, calcium oxalate 20 %",
}  # fmt: skip


def test_everything_one_review_names() -> None:
    review = review_panel(panel_of(CASE), PROFILE)[0]
    names = {f.id for f in review.findings} | {f.id for f in review.red_flags}
    names |= {r.analyte for r in (*review.results, *review.indices)}
    names |= {h.id for h in review.habits} | {s.id for s in review.next_steps}
    names |= {c.id for c in review.contributions} | {w.id for w in review.most_wanted}
    names |= {s.key for s in review.sources} | set(review.statuses)
    names |= {part for r in review.results if r.limits for part in r.limits.id.split(" / ")}
    if review.saturation is not None:
        names |= {s.salt for s in review.saturation.salts}
        names |= {s.id for s in review.saturation.scenarios}
    if review.stone_comparison is not None:
        names |= {a.type for a in review.stone_comparison.advice}
        names |= {c.component for c in review.stone_comparison.components}
    assert len(names) > 100
    silent = []
    for name in sorted(names - {"laboratory"}):
        try:
            explain_text(name, PROFILE, KNOWLEDGE)
        except UsageError:
            silent.append(name)
    assert not silent


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("urine_citratt", "urine_citrate"),
        ("sodium_calcum", "sodium_calcium"),
        ("fluid_to_goal", "fluids_to_goal"),
        ("thiazidee", "thiazide"),
        ("uric_acd", "uric_acid"),
        ("stone_uss", "stone_us"),
    ],
)
def test_unknown_ids_get_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(UsageError, match=f"Nearest: .*{near}"):
        explain_text(wrong, PROFILE, KNOWLEDGE)


def test_a_contribution_shows_its_slopes_and_sources() -> None:
    text = explain_text("sodium_calcium", PROFILE, KNOWLEDGE)
    for part in ("27 mg per 100 mmol", "80 mg per 100 mmol", "[eisner_2009]", "never subtracted"):
        assert part in text


def test_a_pattern_names_its_contributions() -> None:
    assert "sodium_calcium" in explain_text("hypercalciuria", PROFILE, KNOWLEDGE)


def test_limits_that_change_with_age_are_one_text_and_none_is_lost() -> None:
    # Mayo prints one lower limit of citrate per year of age, from 150 at 20 to 250 at 34.
    text = " ".join(explain_text("urine_citrate", PROFILE, KNOWLEDGE).split())
    start = text.index("mayo high above 1191 mg/d; low below, in mg/d by years of age: 150 at 20, ")
    part = text[start : text.index("reference interval", start)]
    rows = [x for x in KNOWLEDGE.profile("mayo").limits if x.analyte == "urine_citrate"]
    assert len(rows) == 15
    for limit in rows:
        assert f"{limit.printed_low:g} at {limit.age_min:g}" in part
    assert part.rstrip("; ").endswith("250 at 34")


def test_limits_that_differ_at_both_ends_keep_a_line_each() -> None:
    lines = explain_text("urine_creatinine", PROFILE, KNOWLEDGE).splitlines()
    # ARUP prints 1,000 to 2,500 mg for men of 18 to 50 years and 800 to 2,100 from 51 to 80.
    assert "  arup          low below 1,000, high above 2,500 mg/d (men under 51 y); " in "\n".join(
        lines
    )
    assert "(men from 51 under 81 y)" in "\n".join(lines)


def _limit(low: float | None, high: float | None, start: float, end: float | None) -> Limit:
    return Limit("x.y", "serum_x", low, high, low, high, "mg/dL", None, start, end,
                 "reference_interval", "A Laboratory", None, None, None)  # fmt: skip


def test_equal_limits_of_one_age_after_another_are_one_span() -> None:
    rows = [_limit(1, 2, 20, 30), _limit(1, 2, 30, 40), _limit(1, 2, 40, 50)]
    ((text, basis),) = limit_rows(rows)
    assert text == "low below 1, high above 2 mg/dL (20 to 49 y)"
    assert basis == "reference interval, A Laboratory"


def test_a_gap_between_ages_is_kept() -> None:
    rows = [
        _limit(1, 2, 20, 30),
        _limit(1, 2, 31, 40),
        _limit(1, 2, 40, 50),
        _limit(1, 3, 50, None),
    ]
    assert [text.replace("\u00a0", " ") for text, _ in limit_rows(rows)] == [
        "low below 1, high above 2 mg/dL (from 20 under 30 y)",
        "low below 1 mg/dL; high above, in mg/dL by years of age: "
        + "2 at 31 to 39, 2 at 40 to 49, 3 from 50",
    ]


@pytest.mark.parametrize(
    ("asked", "meant"), [("calci", "urine_calcium"), ("hypercalciura", "hypercalciuria")]
)
def test_what_is_not_known_gets_what_is_near(asked: str, meant: str) -> None:
    with pytest.raises(UsageError, match=meant):
        explain_text(asked, PROFILE, KNOWLEDGE)


def test_a_name_of_any_length_is_answered_in_one_short_sentence() -> None:
    with pytest.raises(UsageError) as caught:
        explain_text("x" * 100_000, PROFILE, KNOWLEDGE)
    assert len(str(caught.value)) < 300

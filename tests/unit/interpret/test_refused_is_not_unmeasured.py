"""A value that was given and turned away is never called "not measured"."""

from __future__ import annotations

from pathlib import Path

from uroscope.knowledge import load
from uroscope.pipeline import read_panel
from uroscope.present.text import _other_limit
from uroscope.reviewing import review_panel

SAMPLE = "sample_data/07_messy_with_refusals.csv"


def salts(root: Path, patient: str) -> dict[str, str | None]:
    panel = read_panel([str(root / SAMPLE)])
    reviews = review_panel(panel, load().profile("stone_us"))
    review = next(r for r in reviews if r.patient_id == patient)
    assert review.saturation is not None
    return {salt.salt: salt.refused for salt in review.saturation.salts}


def test_a_salt_is_not_given_for_a_refused_ion(root: Path) -> None:
    found = salts(root, "M-02")
    assert found["calcium_oxalate"] == "calcium refused"
    # Phosphate and pH are not in the file at all.
    assert found["brushite"] == "phosphate and pH not measured, calcium refused"
    assert salts(root, "M-03")["calcium_oxalate"] == "oxalate refused"


def test_another_limit_is_told_whole_where_nothing_is_crossed(root: Path) -> None:
    panel = read_panel([str(root / SAMPLE)])
    review = review_panel(panel, load().profile("stone_us"))[2]
    calcium = next(r for r in review.results if r.analyte == "urine_calcium")
    assert calcium.flag == "unknown", "without a sex, 244 mg lies between two limits"
    verdict = next(v for v in calcium.other_profiles if v.profile == "stone_europe")
    assert _other_limit(verdict, calcium, "conventional") == "100–301 mg/d"

"""What the record names is used: a loop diuretic, and a stone that was analysed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import uroscope
from tests.support.panels import panel_of
from uroscope.knowledge import load
from uroscope.model import Review
from uroscope.reviewing import review_panel

SAMPLE = Path("sample_data") / "03_si_units.csv"
PROFILE = load().profile("stone_us")
LOW_POTASSIUM: dict[str, Any] = {
    "sex": "male", "age": 55, "conditions": "gout", "symptoms": "none", "urine_citrate": 250,
    "serum_potassium": 3.1, "serum_bicarbonate": 31,
}  # fmt: skip


def review_of(given: dict[str, Any], **changes: Any) -> Review:
    return review_panel(panel_of(given | changes), PROFILE)[0]


class TestLoopDiuretic:
    def test_it_is_named_and_nothing_else_is_asked_for(self) -> None:
        review = review_of(LOW_POTASSIUM, medications="furosemide 40 mg")
        first = review.findings[0]
        assert any("such as furosemide is named" in sentence for sentence in first.why)
        assert not any("vomiting" in question for question in first.missing)
        assert "loop diuretic" in review.headline[0]

    def test_without_it_the_question_stays(self) -> None:
        first = review_of(LOW_POTASSIUM, medications="allopurinol").findings[0]
        assert any("vomiting" in question for question in first.missing)

    def test_beside_a_thiazide_both_are_named(self) -> None:
        review = review_of(LOW_POTASSIUM, medications="hydrochlorothiazide 25 mg, furosemide 40 mg")
        said = next(f for f in review.findings if f.id == "thiazide_side_effect")
        assert any("such as furosemide" in sentence for sentence in said.why)
        assert "loop diuretic" in review.headline[0]
        alone = review_of(LOW_POTASSIUM, medications="hydrochlorothiazide 25 mg")
        said = next(f for f in alone.findings if f.id == "thiazide_side_effect")
        assert not any("furosemide" in sentence for sentence in said.why)


class TestStoneInHand:
    GIVEN: ClassVar[dict[str, Any]] = {
        "sex": "male", "age": 24, "weight_kg": 70, "height_cm": 178, "conditions": "none",
        "medications": "tiopronin 800 mg, potassium citrate", "urine_ph": 7.4, "urine_volume": 2.9,
        "urine_cystine": 820, "urine_creatinine": 1650,
    }  # fmt: skip

    def test_an_analysis_without_struvite_is_not_asked_for_again(self) -> None:
        review = review_of(self.GIVEN, stone_analysis="cystine 100 %")
        assert review.statuses["urease_infection_struvite"] == "possible"
        assert review.not_excluded
        assert "urease infection" in review.not_excluded
        assert "stone analysis" not in review.not_excluded
        shown = [missing for finding in review.findings for missing in finding.missing]
        assert not [missing for missing in shown if "stone analysis" in missing]

    def test_without_an_analysis_it_is_asked_for(self) -> None:
        # Without a stone cystinuria has to be named, so that the pattern steps back as well.
        review = review_of(self.GIVEN, conditions="cystinuria")
        assert review.not_excluded
        assert "stone analysis" in review.not_excluded


class TestLabelsOfExclusion:
    def test_what_was_not_measured_is_not_said_to_be_excluded(self, root: Path) -> None:
        (review,) = uroscope.review(uroscope.read(root / SAMPLE))
        said = next(f for f in review.findings if f.id == "idiopathic_hypercalciuria")
        assert said.status == "supported"
        assert any("blood phosphorus was not measured" in sentence for sentence in said.against)

    def test_a_cause_does_not_explain_that_none_was_found(self, root: Path) -> None:
        (review,) = uroscope.review(uroscope.read(root / SAMPLE))
        assert review.statuses["hypocitraturia_isolated"] == "supported"
        first = review.findings[0]
        assert first.explains == ["hypocitraturia"]
        # Folded all the same: nothing else stands for it.
        assert "hypocitraturia_isolated" not in [f.id for f in review.findings if f.rank]

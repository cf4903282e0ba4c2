"""What a patient reads about stones and deposits, only where the scan names them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.patient import TEXTS, review_of, section, sheet_of
from uroscope.knowledge import load

STONE = "CT: 4 mm nonobstructing stone in the left lower pole. No hydronephrosis."
DEPOSIT = "Ultrasound: bilateral medullary nephrocalcinosis."
WELL: dict[str, Any] = {
    "sex": "female", "age": 45, "weight_kg": 65, "hours": 24, "medications": "none",
    "conditions": "none", "symptoms": "none", "serum_creatinine": 0.8, "serum_potassium": 4.2,
}  # fmt: skip


def said(name: str) -> str:
    return str(TEXTS["about"][name]["text"])


def about(report: str | None, **more: Any) -> list[str]:
    case = {**WELL, **more} if report is None else {**WELL, "imaging_report": report, **more}
    return section(sheet_of(review_of(**case)), "about")


def asked(report: str, **more: Any) -> list[str]:
    return section(sheet_of(review_of(**{**WELL, "imaging_report": report, **more})), "ask_scan")


class TestStones:
    def test_a_small_stone_in_the_kidney(self) -> None:
        assert about(STONE) == [
            said("stone_quiet"), said("watched"), said("offered"), said("stone_passes"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "report",
        [None, "CT: No stones. No hydronephrosis.", "Possible 3 mm stone in the right kidney.",
         "Calcification in the right kidney.", "Pelvic phleboliths.", "Left stone has passed.",
         "Enhancing mass in the left kidney."],
    )  # fmt: skip
    def test_nothing_is_said_where_no_stone_and_no_deposit_is_reported(
        self, report: str | None
    ) -> None:
        assert about(report) == []

    def test_a_stone_on_its_way_is_not_called_quiet(self) -> None:
        ureter = "CT: 4 mm stone in the left distal ureter."
        assert said("stone_quiet") not in about(ureter)
        assert said("stone_quiet") not in about(f"{ureter} 3 mm stone in the right lower pole.")

    @pytest.mark.parametrize(
        "report",
        ["CT: 12 mm stone in the left lower pole.", "CT: left staghorn calculus.",
         "CT: 3 mm and 14 mm stones in the right kidney."],
    )  # fmt: skip
    def test_a_large_stone_is_not_said_to_be_watched(self, report: str) -> None:
        lines = about(report)
        assert said("watched") not in lines
        assert said("offered_large") in lines

    def test_what_is_too_large_to_pass_is_not_said_to_pass(self) -> None:
        assert said("stone_passes") not in about("CT: left staghorn calculus.")
        assert said("stone_passes") in about("CT: left staghorn calculus. 3 mm right renal stone.")

    @pytest.mark.parametrize(("size", "watched"), [(10, True), (10.1, False)])
    def test_the_limit_of_watching_is_ten_millimetres(self, size: float, watched: bool) -> None:
        lines = about(f"CT: {size} mm stone in the left lower pole.")
        assert (said("watched") in lines) is watched

    @pytest.mark.parametrize(
        ("report", "more"),
        [
            ("CT: 3 mm stone at the right UVJ, mild right hydronephrosis.", {}),
            ("CT: 3 mm obstructing stone at the right UVJ.", {}),
            ("CT: 3 mm stone at the right UVJ. Possible hydronephrosis on the right.", {}),
            ("CT: 4 mm stone in the bladder.", {}),
            (STONE, {"serum_potassium": 2.8}),
            (STONE, {"symptoms": "fever"}),
            (STONE, {"solitary_kidney": "yes"}),
            (STONE, {"pregnant": "yes"}),
            (STONE, {"age": 9, "weight_kg": 30}),
        ],
    )
    def test_nobody_is_told_to_watch_where_something_speaks_against_it(
        self, report: str, more: dict[str, Any]
    ) -> None:
        lines = about(report, **more)
        assert said("watched") not in lines
        assert said("offered") not in lines

    def test_in_an_emergency_the_section_is_not_there(self) -> None:
        report = "CT: 7 mm obstructing stone in the left proximal ureter."
        review = review_of(**{**WELL, "imaging_report": report, "symptoms": "fever and chills"})
        assert any(flag.tier == "now" for flag in review.red_flags)
        assert not {"about", "ask_scan"} & {part.name for part in sheet_of(review).sections}

    def test_nothing_is_prescribed_or_promised(self) -> None:
        entries = [entry for entry in TEXTS["about"].values() if isinstance(entry, dict)]
        words = " ".join(entry["text"] for entry in entries).lower()
        soothing = ("take ", "harmless", "no need", "nothing to worry", "%", "tamsulosin")
        assert not [word for word in soothing if word in words]


class TestDeposits:
    def test_calcium_in_the_tissue(self) -> None:
        assert about(DEPOSIT) == [said("deposit_quiet"), said("deposit_stays")]

    def test_named_in_the_record_it_is_spoken_of_too(self) -> None:
        lines = about(None, conditions="medullary nephrocalcinosis", serum_calcium=9.4)
        assert lines == [said("deposit_quiet"), said("deposit_stays")]

    def test_both_are_said_together_once(self) -> None:
        lines = about("CT: bilateral medullary nephrocalcinosis. 4 mm left lower pole stone.")
        assert lines == [said("both_quiet"), said("watched"), said("offered"), said("pass_or_stay")]

    def test_of_a_child_nobody_says_that_it_stays(self) -> None:
        # In preterm children it resolves in about 85 % (schell_feith_2010).
        lines = about(DEPOSIT, age=2, weight_kg=11, conditions="born premature")
        assert lines == [said("deposit_quiet"), said("deposit_cause")]


class TestQuestions:
    def test_what_the_report_lacks_is_asked_in_plain_words(self) -> None:
        assert asked("Ultrasound: renal calculi.") == [
            "How big are the stones?", "Which side are the stones on?",
        ]  # fmt: skip

    def test_which_of_the_three_kinds_is_asked_of_a_bare_calcification(self) -> None:
        (question,) = asked("Ultrasound: calcification in the right kidney.")
        assert all(kind in question for kind in ("a stone", "kidney tissue", "scar", "vessel"))

    def test_a_report_that_says_it_all_leaves_nothing_to_ask(self) -> None:
        assert asked(STONE) == []
        assert asked(DEPOSIT) == []

    def test_held_back_urine_is_asked_about_first(self) -> None:
        report = "CT: stone at the right UVJ, mild right hydronephrosis."
        assert asked(report)[:2] == [said("held"), "How big is the stone?"]
        assert asked("Ultrasound: mild right hydronephrosis, no stone.") == []

    def test_a_question_is_asked_once(self) -> None:
        report = "Stone in the right lower pole. Stone in the left upper pole."
        assert asked(report) == ["How big is the stone?"]


def test_the_section_follows_the_scan() -> None:
    report = "Ultrasound: renal calculi."
    names = [p.name for p in sheet_of(review_of(**{**WELL, "imaging_report": report})).sections]
    start = names.index("scan")
    assert names[start : start + 3] == ["scan", "about", "ask_scan"]


def test_names_in_the_words_exist() -> None:
    about_, places = TEXTS["about"], load().record["imaging"]["places"]["places"]
    assert set(about_["outside_kidney"]) | set(about_["below_ureter"]) <= set(places)
    assert set(TEXTS["deposits"]) <= {p["id"] for p in load().record["patterns"]}


def test_every_medical_sentence_has_its_source() -> None:
    entries = {k: v for k, v in TEXTS["about"].items() if isinstance(v, dict)}
    ours = [name for name, entry in entries.items() if entry["source"] is None]
    assert ours == ["held"]

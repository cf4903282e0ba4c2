"""The sheet of one review: order, what is said and what is not, escaping, paper."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.support.patient import TEXTS, report_of, review_of, section, sheet_of, text_of
from uroscope.knowledge import load
from uroscope.model import Habit, NextStep, Refused, Review
from uroscope.present.patient.html import sheets_html
from uroscope.present.patient.sheet import sheets_of
from uroscope.present.patient.text import sheets_text
from uroscope.present.text import Style

WELL: dict[str, Any] = {
    "patient_id": "P-1", "sex": "female", "age": 50, "weight_kg": 65, "height_cm": 165,
    "hours": 24, "medications": "none", "conditions": "none", "urine_creatinine": 1100,
    "urine_volume": 2.6, "urine_calcium": 150, "urine_oxalate": 25, "urine_citrate": 650,
    "urine_sodium": 90, "urine_ph": 6.0, "urine_uric_acid": 500, "serum_calcium": 9.4,
    "serum_albumin": 4.2, "serum_potassium": 4.2, "serum_creatinine": 0.8,
}  # fmt: skip

LOSSES: dict[str, Any] = {
    "conditions": "bulimia, laxatives", "urine_volume": 0.9, "urine_sodium": 25,
    "urine_potassium": 14, "urine_citrate": 200, "serum_potassium": 3.3, "age": 28,
}  # fmt: skip
CANCER: dict[str, Any] = {
    "conditions": "lymphoma", "serum_calcium": 11.4, "serum_albumin": 4.0, "serum_pth": 4,
}  # fmt: skip


def case(**more: Any) -> Review:
    return review_of(**{k: v for k, v in {**WELL, **more}.items() if v is not None})


def page(*reviews: Review, **more: Any) -> str:
    return sheets_html(report_of(*reviews, **more), TEXTS)


def plain(text: str) -> str:
    return " ".join(text.split())


class TestOrder:
    def test_headings_in_order(self) -> None:
        text = text_of(case(urine_volume=1.35, urine_calcium=320, serum_potassium=None))
        wanted = [TEXTS["title"], "What was found", "What you can do", "Tests to ask your doctor",
                  "What your doctor may ask you", "What the test could not tell",
                  "If you pass a stone, save it", "When to get help",
                  "does not replace"]  # fmt: skip
        places = [text.index(words) for words in wanted]
        assert places == sorted(places)

    def test_help_is_always_there_and_on_top_when_it_cannot_wait(self) -> None:
        calm, urgent = case(), case(serum_potassium=6.9)
        assert not sheet_of(calm).urgent
        for review in (calm, urgent):
            for sign in ("fever of 38 °C", "pain that you cannot stand", "no urine", "vomiting"):
                assert text_of(review).count(sign) == 1
        text = text_of(urgent)
        assert "!! GET EMERGENCY CARE NOW\n!! A salt in your blood is at a danger level." in text
        assert text.index("fever of 38") < text.index("What was found")
        assert "When to get help" not in text

    def test_same_day_is_said_as_such(self) -> None:
        text = text_of(case(serum_potassium=2.8))
        assert "!! CALL YOUR DOCTOR TODAY" in text
        assert "!! GET EMERGENCY" not in text

    def test_of_two_flags_the_more_urgent_is_said(self) -> None:
        review = case(serum_calcium=12.4, serum_albumin=4.0, serum_potassium=6.9)
        assert {flag.tier for flag in review.red_flags} == {"now", "same_day"}
        care = sheet_of(review).care
        assert (care.tier, care.flags) == ("now", ["A salt in your blood is at a danger level."])

    def test_in_an_emergency_nobody_is_told_to_drink(self) -> None:
        review = case(symptoms="anuria", urine_volume=1.35)
        assert review.habits
        sheet = sheet_of(review)
        assert not [s for s in sheet.sections if s.name in ("open", "habits", "ask", "tell")]
        assert "Drink through the day" not in text_of(review)
        assert section(sheet_of(case(serum_potassium=2.8, urine_volume=1.35)), "habits")

    def test_a_red_flag_is_never_followed_by_nothing_found(self) -> None:
        infant = review_of(sex="female", age=0.8, serum_calcium=12.6)
        assert infant.red_flags
        assert "nothing can be said" not in text_of(infant)

    @pytest.mark.parametrize("more", [{}, {"serum_potassium": 6.9}, {"age": 9}])
    def test_it_says_once_that_it_does_not_replace_the_doctor(self, more: dict[str, Any]) -> None:
        assert text_of(case(**more)).count("does not replace your doctor") == 1
        assert page(case(**more)).count("does not replace your doctor") == 1


class TestWords:
    def test_one_number_helps_in_both_measures(self) -> None:
        # 1.35 L is about 1.4 L; 1350 mL / 29.5735 mL = 45.6 US fluid ounces, about 46.
        found = section(sheet_of(case(urine_volume=1.35)), "found")
        assert any("about 1.4 litres (46 ounces) in a day" in line for line in found)

    def test_a_goal_is_said_in_both_measures(self) -> None:
        # 2.5 L / 29.5735 mL = 84.5 US fluid ounces, about 85.
        habits = section(sheet_of(case(urine_volume=1.35)), "habits")
        assert "about 2.5 litres (85 ounces)" in habits[0]

    def test_a_volume_known_on_one_side_only_prints_no_number(self) -> None:
        found = section(sheet_of(case(urine_volume="<0.9")), "found")
        assert "You made rather little urine." in found

    def test_salt_in_grams(self) -> None:
        # 210 mmol of sodium: 210 * 58.44 / 1000 = 12.3 g of salt, about 12.
        found = section(sheet_of(case(urine_sodium=210)), "found")
        assert any("about 12 grams of salt a day" in line for line in found)

    def test_a_limit_on_drinks_comes_before_the_goal(self) -> None:
        habits = section(sheet_of(case(urine_volume=1.35, conditions="heart failure")), "habits")
        assert "2.5 litres" not in " ".join(habits)
        assert "for your doctor to say" in habits[0]

    def test_habits_of_what_was_found_come_before_those_of_what_may_be(self) -> None:
        # Oxalate near its limit is only possible; salt is what was found.
        review = case(urine_calcium=290, urine_sodium=190, urine_oxalate=42, urine_volume=1.5)
        possible = {f.id for f in review.findings if f.status == "possible"}
        last = [h for h in review.habits if possible.issuperset(h.because)]
        assert last
        habits = section(sheet_of(review), "habits")
        assert any("Eat less salt" in line for line in habits)

    def test_several_habits_against_one_thing_leave_room_for_another(self) -> None:
        def habit(name: str, effect: str) -> Habit:
            return Habit(id=name, clinician_text=name, patient_text=f"Do {name}.",
                         patient_effect=effect, because=["f"])  # fmt: skip

        habits = [habit(f"a{n}", "Less of A.") for n in range(6)] + [habit("b", "Less of B.")]
        sheet = sheet_of(case().model_copy(update={"habits": habits}))
        assert section(sheet, "habits") == [
            "Do a0. Less of A.", "Do a1. Less of A.", "Do a2. Less of A.", "Do a3. Less of A.",
            "Do b. Less of B.",
        ]  # fmt: skip

    def test_unknown_potassium_and_kidneys_condition_the_drinking(self) -> None:
        habits = section(sheet_of(case(urine_volume=1.35, serum_potassium=None)), "habits")
        assert "With heart or kidney trouble, or a limit on drinks" in habits[0]

    def test_no_pattern_id_and_no_analyte_id(self) -> None:
        text = page(case(urine_volume=1.1, urine_calcium=340, urine_ph=5.1, urine_oxalate=60))
        body = text.partition("<body>")[2]
        ids = {p["id"] for p in load().record["patterns"] if "_" in p["id"]}
        assert not [name for name in (*ids, *load().quantities) if name in body]

    def test_a_question_stands_among_questions_not_tests(self) -> None:
        steps = [
            NextStep(id="a", text="x", patient_text="Do you sleep well?", kind="question",
                     because=[]),
            NextStep(id="b", text="y", patient_text="A blood test.", because=[]),
        ]  # fmt: skip
        sheet = sheet_of(case().model_copy(update={"next_steps": steps}))
        assert section(sheet, "ask") == ["A blood test."]
        assert "Do you sleep well?" in section(sheet, "tell")


class TestHonesty:
    def test_what_was_not_tested_is_named_and_never_called_in_range(self) -> None:
        sheet = sheet_of(case(urine_oxalate=None, serum_calcium=None, serum_albumin=None))
        missing = next(line for line in section(sheet, "untold") if "no result" in line)
        assert "oxalate in urine" in missing
        assert "calcium in blood" in missing
        in_range = next(line for line in section(sheet, "found") if "In range" in line)
        assert "oxalate" not in in_range
        assert "calcium in urine" in in_range

    @pytest.mark.parametrize(
        "more",
        [
            {"urine_creatinine": None}, {"urine_creatinine": 450}, {"weight_kg": None},
            {"hours": 19}, {"age": 9}, {"conditions": "pregnancy", "pregnant": "yes"},
        ],
    )  # fmt: skip
    def test_nothing_is_in_range_unless_the_collection_is_complete(
        self, more: dict[str, Any]
    ) -> None:
        assert "In range" in text_of(case())
        assert "In range" not in text_of(case(**more))

    def test_a_value_below_its_goal_is_not_in_range(self) -> None:
        assert "how much urine" in text_of(case())
        line = next(x for x in text_of(case(urine_volume=2.2)).splitlines() if "In range" in x)
        assert "how much urine" not in line

    def test_missing_urine_is_said_before_what_was_found(self) -> None:
        sheet = sheet_of(case(urine_creatinine=450))
        assert sheet.banners[0].text == "Some urine may be missing from your bottle."
        assert "missing from your bottle" not in " ".join(section(sheet, "untold"))

    def test_a_collection_of_another_length_is_said(self) -> None:
        untold = section(sheet_of(case(hours=18)), "untold")
        assert any("not filled over one whole day" in line for line in untold)

    def test_refused_cells_are_said(self) -> None:
        refused = Refused(
            source="a.csv", row=2, column="x", analyte="y", code="unit", seen="4 foo",
            message="m", hint="h", patient_id="P-1",
        )  # fmt: skip
        sheet = sheets_of(report_of(case(), refused=[refused]), TEXTS)[0]
        assert "could not be read" in " ".join(section(sheet, "untold"))
        assert "could not be read" not in text_of(case())

    def test_what_is_only_possible_is_not_among_what_was_found(self) -> None:
        review = case(serum_calcium=11.0, serum_pth=None)
        possible = [f for f in review.findings if f.rank and f.status == "possible"]
        assert possible
        sheet = sheet_of(review)
        for finding in possible:
            assert not any(finding.patient_title in line for line in section(sheet, "found"))
            assert any(finding.patient_title in line for line in section(sheet, "open"))

    def test_flags_without_a_pattern_are_not_passed_over(self) -> None:
        review = case(urine_potassium=10)
        if not [f for f in review.findings if f.rank]:
            assert "Some values lie outside" in text_of(review)
        bare = case(urine_potassium=10).model_copy(update={"findings": []})
        assert "Some values lie outside" in text_of(bare)
        assert "Nothing in these results" not in text_of(bare)

    def test_nothing_measured_reassures_nobody(self) -> None:
        text = text_of(review_of(patient_id="P-1", sex="male", age=40, symptoms="fever"))
        assert "No result in this test could be read." in text
        assert "Nothing in these results" not in text


class TestSensitive:
    def test_losses_are_said_softly(self) -> None:
        review = case(**LOSSES)
        assert review.statuses["laxative_eating_disorder"] == "supported"
        text = text_of(review)
        assert "Your body may be losing water and salts." in text
        assert not re.search("laxative|bulimi|eating disorder|vomit often", text, re.I)

    def test_high_calcium_with_a_cancer_named_is_said_softly(self) -> None:
        review = case(**CANCER)
        assert review.statuses["malignancy_hypercalcemia"] == "supported"
        text = text_of(review)
        assert "needs a prompt check" in text
        assert not re.search("cancer|malignan|lymphoma|tumou?r", text, re.I)

    @pytest.mark.parametrize("given", [LOSSES, CANCER])
    def test_what_the_clinician_prints_names_no_id_over_the_shoulder(
        self, given: dict[str, Any]
    ) -> None:
        from uroscope.present.html import report_html
        from uroscope.present.text import report_text

        review = case(**given).model_copy(update={"context": {}})
        report = report_of(review)
        printed = report_text(report, "conventional", Style()) + report_html(report, "conventional")
        assert not re.search("laxative|eating.disorder|malignancy_hypercalcemia", printed, re.I), (
            re.findall(".{40}(?:laxative|eating.disorder|malignancy_).{40}", printed, re.I)
        )

    @pytest.mark.parametrize(
        ("public", "own"),
        [
            ("fluid_and_salt_losses", "laxative_eating_disorder"),
            ("high_calcium_low_pth", "malignancy_hypercalcemia"),
        ],
    )
    def test_the_neutral_id_is_explained_too(self, public: str, own: str) -> None:
        from uroscope.command import explain

        assert explain(public, "stone_us") == explain(own, "stone_us")


class TestPaper:
    HOSTILE = '<script>alert("x")</script>'

    def test_hostile_text_is_escaped(self) -> None:
        text = page(case(patient_id=self.HOSTILE))
        assert "<script" not in text
        assert "&lt;script&gt;" in text

    def test_control_characters_steer_no_terminal(self) -> None:
        text = text_of(case(patient_id="P\x1b[2J\x07-1"))
        assert "\x1b" not in text
        assert "\x07" not in text

    def test_the_page_is_well_formed_and_loads_nothing(self) -> None:
        text = page(case(), case(patient_id="P-2", serum_potassium=6.9))
        stack: list[str] = []

        class Check(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                assert tag not in ("script", "link", "img", "iframe", "form")
                assert not [name for name, _ in attrs if name in ("src", "href", "style")]
                if tag not in ("meta", "br", "hr"):
                    stack.append(tag)

            def handle_endtag(self, tag: str) -> None:
                if tag != "meta":
                    assert stack.pop() == tag

        Check().feed(text)
        assert not stack
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'aria-labelledby="([^"]+)"', text)) <= set(ids)
        assert "url(" not in text

    def test_each_patient_gets_a_sheet_and_a_page(self) -> None:
        reviews = [case(patient_id=f"P-{n}") for n in range(3)]
        text = page(*reviews)
        assert text.count('<article class="sheet"') == 3
        assert re.search(r"\.sheet \+ \.sheet \{ break-before: page; \}", text)
        lines = sheets_text(report_of(*reviews), TEXTS, Style())
        assert lines.count("\f") == 2
        assert [part.count(TEXTS["title"]) for part in lines.split("\f")] == [1, 1, 1]

    def test_a_narrow_terminal_and_one_without_signs(self) -> None:
        review = case(urine_volume=1.1, urine_calcium=340)
        narrow = sheets_text(report_of(review), TEXTS, Style(width=60))
        assert max(len(line) for line in narrow.splitlines()) <= 60
        letters = sheets_text(report_of(review), TEXTS, Style(unicode=False))
        assert "38 degrees C (100.4 degrees F)" in plain(letters)
        assert letters.isascii()

    def test_colour_only_where_asked(self) -> None:
        review = case(serum_potassium=6.9)
        assert "\x1b" not in text_of(review)
        painted = sheets_text(report_of(review), TEXTS, Style(colour=True))
        assert "\x1b[31m\x1b[1m!! GET EMERGENCY CARE NOW" in painted

    def test_the_date_reads_the_same_on_both_sides_of_the_sea(self) -> None:
        review = case()
        dated = review.collected.model_copy(update={"start": "2026-03-04T07:30"})
        text = text_of(review.model_copy(update={"collected": dated}))
        assert "Urine collected on 4 March 2026." in text
        assert "The date of the test is not known." in text_of(review)


def test_the_same_report_gives_the_same_page(root: Path) -> None:
    from uroscope.command import make_report

    report = make_report([str(root / "sample_data" / "09_golden_three.csv")])
    assert sheets_html(report, TEXTS) == sheets_html(report, TEXTS)

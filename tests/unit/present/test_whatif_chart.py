"""Supersaturation today and after a change: where marks stand, what stands beside them."""

from __future__ import annotations

import itertools
import math
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uroscope.errors import NothingUsableError, UsageError
from uroscope.model import ChangeNote, Effect, Salt, Saturation, Scenario, WhatIf
from uroscope.present.chart import Scene, answer_scene, whatif_scene, whatif_svg, write_whatif
from uroscope.present.chart.shapes import Circle, Line, Polygon, Rect, Text
from uroscope.present.chart.svg import svg_text

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg onload="x">',
    "a & b ]]> --> <!-- ' \" &amp;",
    "bell\x07 null\x00 line\nbreak\ttab",
    "lone \ud800 surrogate \ufffe \uffff",
    "شريك عربي 患者 🧪 e\u0301",
    "W" * 200,
]


def effect(salt: str, before: float, after: float, high: float | None = None) -> Effect:
    return Effect(salt=salt, before=before, after=after, after_high=high)


def scenario(label: str, *effects: Effect) -> Scenario:
    return Scenario(id=label, label=label, effects=list(effects))


def saturation(label: str = "2.5 L of urine") -> Saturation:
    return Saturation(
        constants="EQUIL2",
        salts=[
            Salt(salt="brushite", label="brushite", ss=0.25, delta_g=-1.8),
            Salt(salt="calcium_oxalate", label="calcium oxalate", ss=8.0, delta_g=2.7),
            Salt(salt="uric_acid", label="uric acid", ss=2.0, delta_g=1.8),
            Salt(salt="struvite", label="struvite", ss=0.04, delta_g=-2.0),
        ],
        scenarios=[
            scenario(label, effect("calcium_oxalate", 8, 4), effect("uric_acid", 2, 0.5)),
            scenario("sodium 100 mmol", effect("calcium_oxalate", 8, 2, 4)),
        ],
    )


def answer(patient: str = "M-117", reason: str = "urate not measured") -> WhatIf:
    return WhatIf(
        patient_id=patient,
        collection_id="2",
        changes=[
            ChangeNote(
                analyte="urine_volume", label="Volume", before=1.2, after=2.5, unit="L/d",
                digits=2, flag_before="low", flag_after="normal",
            )
        ],
        effects=[effect("calcium_oxalate", 8, 2, 4), effect("brushite", 0.25, 1.0)],
        refused={"uric_acid": reason},
    )  # fmt: skip


def rows(scene: Scene) -> list:
    return [group for group in scene.groups if group.name == "row"]


def said(texts: list[Text] | tuple[Text, ...]) -> list[str]:
    return ["".join(run.text for run in text.runs) for text in texts]


def circles(group, *, hollow: bool) -> list[Circle]:
    return [s for s in group.shapes if isinstance(s, Circle) and s.hollow is hollow]


def saturated_at(scene: Scene) -> float:
    """Return where the stroke at 1 stands: the only upright in ink over the whole ground."""
    strokes = [
        s for g in scene.groups for s in g.shapes
        if isinstance(s, Line) and s.role == "ink" and s.x1 == s.x2
    ]  # fmt: skip
    assert len(strokes) == 1
    return strokes[0].x1


def clear(scene: Scene) -> None:
    """Check that texts neither overlap nor leave the drawing, and marks leave texts alone."""
    for text in scene.texts:
        left, top, right, bottom = text.box
        assert left >= -0.01, said([text])
        assert right <= scene.width + 0.01, said([text])
        assert top >= -0.01
        assert bottom <= scene.height + 0.01
    for one, other in itertools.combinations(scene.texts, 2):
        a, b = one.box, other.box
        apart = (
            a[2] <= b[0] + 0.01 or b[2] <= a[0] + 0.01 or a[3] <= b[1] + 0.5 or b[3] <= a[1] + 0.5
        )
        assert apart, said([one, other])
    for group in rows(scene):
        spans = [
            (s.x - s.radius, s.x + s.radius) if isinstance(s, Circle)
            else (min(x for x, _ in s.points), max(x for x, _ in s.points))
            for s in group.shapes if isinstance(s, (Circle, Polygon))
        ]  # fmt: skip
        texts = [s for s in group.shapes if isinstance(s, Text)]
        for text, (left, right) in itertools.product(texts, spans):
            assert text.box[2] <= left + 0.01 or text.box[0] >= right - 0.01


def test_the_same_factor_is_the_same_step_on_every_salt() -> None:
    scene = whatif_scene(saturation())
    one = saturated_at(scene)
    oxalate, uric, brushite = rows(scene)
    today = {g.sentence.split(":")[0]: circles(g, hollow=False)[0].x for g in rows(scene)}
    # 8 = 2^3, 2 = 2^1, 0.25 = 2^-2: three, one and minus two equal steps from saturation.
    step = today["Uric acid"] - one
    assert today["Calcium oxalate"] - one == pytest.approx(3 * step)
    assert today["Brushite"] - one == pytest.approx(-2 * step)
    assert circles(oxalate, hollow=True)[0].x - one == pytest.approx(2 * step)
    assert circles(uric, hollow=True)[0].x - one == pytest.approx(-step)
    assert circles(brushite, hollow=True) == []
    (bar,) = [s for s in oxalate.shapes if isinstance(s, Polygon)]
    assert bar.hollow
    assert sorted({round(x - one, 6) for x, _ in bar.points}) == [
        pytest.approx(step, abs=1e-5), pytest.approx(2 * step, abs=1e-5),
    ]  # fmt: skip


def test_left_of_saturated_is_another_ground() -> None:
    scene = whatif_scene(saturation())
    under = next(
        s for g in scene.groups for s in g.shapes if isinstance(s, Rect) and s.role == "acceptable"
    )
    assert under.x + under.width == pytest.approx(saturated_at(scene))
    assert "saturated" in said(scene.texts)
    assert "1" in said(scene.texts)


def test_numbers_stand_on_the_line_of_their_mark() -> None:
    oxalate = rows(whatif_scene(saturation()))[0]
    lines = {
        "".join(run.text for run in s.runs): s.y for s in oxalate.shapes if isinstance(s, Text)
    }
    assert lines["4.0"] == pytest.approx(lines["2.5 L of urine"])
    assert lines["2.0 to 4.0"] == pytest.approx(lines["sodium 100 mmol"])
    assert lines["8.0 today"] == pytest.approx(lines["Calcium oxalate"])
    ring = circles(oxalate, hollow=True)[0]
    assert abs(lines["4.0"] - ring.y) < 6
    assert oxalate.sentence == (
        "Calcium oxalate: 8.0 today; 2.5 L of urine: 4.0; sodium 100 mmol: 2.0 to 4.0"
    )


def test_main_salts_only_and_the_most_supersaturated_first() -> None:
    names = [group.sentence.split(":")[0] for group in rows(whatif_scene(saturation()))]
    assert names == ["Calcium oxalate", "Uric acid", "Brushite"]


def test_a_refused_salt_is_not_drawn() -> None:
    whole = saturation()
    refused = whole.salts[2].model_copy(update={"ss": None, "delta_g": None, "refused": "no pH"})
    some = whole.model_copy(update={"salts": [*whole.salts[:2], refused]})
    assert len(rows(whatif_scene(some))) == 2
    assert rows(whatif_scene(whole.model_copy(update={"salts": [refused]}))) == []


def test_small_enough_for_a_column() -> None:
    scene = whatif_scene(saturation())
    assert scene.width == 430
    assert scene.height < 200


def test_no_text_overlaps_another_or_a_mark() -> None:
    clear(whatif_scene(saturation()))
    clear(answer_scene(answer()))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_and_apart(text: str) -> None:
    inline = whatif_svg(saturation(text))
    alone = svg_text(answer_scene(answer(text, text)))
    for drawn in (inline, alone):
        drawn.encode("utf-8")
        root = ET.fromstring(drawn)  # noqa: S314 - our own output
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags <= {
            "svg", "title", "desc", "style", "g", "rect", "line", "polygon", "circle", "text",
            "tspan",
        }  # fmt: skip
        names = {name for element in root.iter() for name in element.attrib}
        assert not {"href", "onload", "onclick", "id"} & names
    clear(whatif_scene(saturation(text)))
    clear(answer_scene(answer(text, text)))


ratios = st.floats(1e-9, 1e6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(ratios, ratios, ratios, st.booleans()), min_size=1, max_size=3))
def test_any_ratio_finds_its_place(values: list[tuple[float, float, float, bool]]) -> None:
    names = ("calcium_oxalate", "brushite", "uric_acid")
    effects = [
        effect(name, before, min(one, two), max(one, two) if wide else None)
        for name, (before, one, two, wide) in zip(names, values, strict=False)
    ]
    scene = answer_scene(answer().model_copy(update={"effects": effects, "refused": {}}))
    clear(scene)
    assert len(rows(scene)) == len(effects)
    for group in scene.groups:
        for shape in group.shapes:
            if isinstance(shape, Circle):
                assert math.isfinite(shape.x)


def test_beyond_the_axis_an_arrow_points_on() -> None:
    effects = [effect("uric_acid", 5000.0, 1e-5)]
    scene = answer_scene(answer().model_copy(update={"effects": effects}))
    heads = [s for s in rows(scene)[0].shapes if isinstance(s, Polygon)]
    assert [(head.hollow, head.points[0][0] > head.points[1][0]) for head in heads] == [
        (True, False), (False, True),
    ]  # fmt: skip
    assert circles(rows(scene)[0], hollow=False) == []


def test_an_answer_says_whose_and_what_and_what_is_not_given() -> None:
    texts = said(answer_scene(answer()).texts)
    assert texts[0] == "M-117 · collection 2: what if"
    assert "Volume 1.20 → 2.50 L/d" in texts
    assert "Uric acid not given: urate not measured" in texts
    still = answer().model_copy(update={"effects": []})
    assert "No supersaturation that is given moves by more than 3 %." in said(
        answer_scene(still).texts
    )


def test_files(tmp_path: Path) -> None:
    for ending, start in (("png", b"\x89PNG"), ("svg", b"<svg "), ("pdf", b"%PDF-")):
        first, second = tmp_path / f"1.{ending}", tmp_path / f"2.{ending}"
        for path in (first, second):
            write_whatif([answer(), answer("F-208")], path)
        assert first.read_bytes() == second.read_bytes()
        assert first.read_bytes().startswith(start)
    scene = answer_scene(answer())
    width, height = struct.unpack(">II", (tmp_path / "1.png").read_bytes()[16:24])
    assert width == pytest.approx(2 * scene.width, abs=1)
    # Two drawings and the space above the rule between them.
    assert height == pytest.approx(2 * (2 * scene.height + 12), abs=2)


def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingUsableError, match="no collection"):
        write_whatif([], tmp_path / "a.svg")
    with pytest.raises(UsageError, match="12 collections at most"):
        write_whatif([answer()] * 13, tmp_path / "a.png")
    with pytest.raises(UsageError, match="cannot be written"):
        write_whatif([answer()], tmp_path / "none" / "a.svg")
    write_whatif([answer()] * 13, tmp_path / "a.pdf")

"""The svg: well-formed, themable, accessible, fast, and written without matplotlib."""

from __future__ import annotations

import subprocess
import sys
import time
import xml.etree.ElementTree as ET

import pytest
from reviews import ALL, everything, hyperparathyroid, result, review

from uroscope.model import Review
from uroscope.present.chart import chart_scene, chart_svg
from uroscope.present.chart.shapes import DARK, LIGHT
from uroscope.present.chart.svg import svg_text, variables

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg onload="x">',
    "a & b ]]> --> <!-- ' \" &amp;",
    "bell\x07 null\x00 line\nbreak\ttab",
    "lone \ud800 surrogate \ufffe \uffff",
    "شريك عربي 患者 🧪 e\u0301",
    "${jndi} {{7*7}} </title></g></svg>",
]


def hostile(text: str) -> Review:
    return review(
        [
            result("urine_calcium", 312, (None, 200), label=text, text=text),
            result("urine_sulfate", 20, label=text, note=text),
        ],
        patient=text,
    )


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("standalone", [True, False])
def test_hostile_text_stays_text(text: str, standalone: bool) -> None:
    drawn = svg_text(chart_scene(hostile(text), profile_title=text), standalone=standalone)
    drawn.encode("utf-8")
    root = ET.fromstring(drawn)  # noqa: S314 - our own output
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {
        "svg", "title", "desc", "style", "g", "rect", "line", "polygon", "circle", "text", "tspan",
    }  # fmt: skip
    allowed = {"href", "onload", "onclick"}
    assert not any(name in allowed for element in root.iter() for name in element.attrib)


def test_plain_text_comes_back_unchanged() -> None:
    root = ET.fromstring(svg_text(chart_scene(hostile("a & b <c> \"d\" 'e'"))))  # noqa: S314
    texts = ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]
    assert any("a & b <c> \"d\" 'e'" in text for text in texts)


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_every_row_is_named_for_those_who_do_not_see_it(make: type[Review]) -> None:
    scene = chart_scene(make())
    root = ET.fromstring(svg_text(scene))  # noqa: S314
    assert root.get("role") == "group"
    assert root.findtext(f"{SVG}title") == "Flagged values"
    assert root.findtext(f"{SVG}desc") == scene.description
    rows = [g for g in root.findall(f"{SVG}g") if g.get("role") == "img"]
    names = [g.sentence for g in scene.groups if g.name == "row"]
    assert [row.findtext(f"{SVG}title") for row in rows] == names
    assert [row.get("aria-label") for row in rows] == names


def test_colours_hold_without_a_page_and_yield_to_one() -> None:
    root = ET.fromstring(svg_text(chart_scene(everything())))  # noqa: S314
    for element in root.iter():
        for paint, letter in (("fill", "f"), ("stroke", "s")):
            colour = element.get(paint)
            if colour is not None:
                roles = [c[2:] for c in element.get("class", "").split() if c[0] == letter]
                assert [LIGHT[role] for role in roles] == [colour]
    style = root.findtext(f"{SVG}style") or ""
    assert all(f"var(--chart-{role},{colour})" in style for role, colour in LIGHT.items())
    assert "--chart-high:" + DARK["high"] in variables(DARK)


def test_in_a_page_it_has_no_paper_and_follows_the_column() -> None:
    inline = chart_svg(hyperparathyroid())
    root = ET.fromstring(inline)  # noqa: S314
    assert root.get("width") == "100%"
    assert root.get("height") is None
    assert [child.tag for child in root if child.tag == "rect"] == []
    # Two charts may share a page: nothing carries an id.
    assert not any("id" in element.attrib for element in root.iter())
    alone = ET.fromstring(svg_text(chart_scene(hyperparathyroid())))  # noqa: S314
    paper = alone.find(f"{SVG}rect")
    assert paper is not None
    assert paper.get("fill") == "#ffffff"


def test_same_review_same_bytes() -> None:
    assert chart_svg(everything(), units="si") == chart_svg(everything(), units="si")


def test_svg_needs_no_matplotlib() -> None:
    code = (
        "import sys; import uroscope.present.chart as c; from uroscope.model import *; "
        "r = Review(patient_id='a', collection_id='b', context={}, results=[], "
        "collected=Collected(start=None, hours=None, hours_stated=False), "
        "subject=Subject(sex=None, age_years=None, weight_kg=None, height_cm=None)); "
        "c.chart_svg(r); "
        "sys.exit(any(m.split('.')[0] in ('matplotlib', 'pandas', 'pint', 'yaml') "
        "for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_writing_is_quick() -> None:
    scene = chart_scene(everything())
    best = 1.0
    for _ in range(20):
        start = time.perf_counter()
        svg_text(scene)
        best = min(best, time.perf_counter() - start)
    # Well under a millisecond on a quiet machine; ten times that still reads as instant.
    assert best < 0.01

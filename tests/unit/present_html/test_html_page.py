"""The page as a document: well formed, closed to the outside, complete, in order."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import pairwise

import pytest
from html_cases import (
    FINDINGS,
    FULL,
    INDICES,
    NOT_MEASURED,
    REFUSED,
    RESULTS,
    clinic,
    full_report,
    report,
    result,
    twin_of,
)

from tests.support.panels import panel_of
from tests.support.patient import report_of
from uroscope.knowledge import load
from uroscope.model import Collected, Habit, Report, Review, SourceNote, Subject
from uroscope.present.chart.shapes import DARK, LIGHT
from uroscope.present.html import css_text, report_html
from uroscope.reviewing import review_panel

HOSTILE = (
    "<script>alert(1)</script>\"onload='x' =1+1 </style></svg>{{ 7*7 }}{% x %}&amp;\x00\x1b\ud800"
)


def parsed(page: str) -> ET.Element:
    """Return the page as a tree; it is written as XML so that this is a strict check."""
    assert page.startswith("<!DOCTYPE html>\n")
    return ET.fromstring(page.removeprefix("<!DOCTYPE html>\n"))  # noqa: S314


def text_of(element: ET.Element) -> str:
    """Return the words as they stand; blocks are apart, phrases are not."""

    def walk(part: ET.Element) -> Iterator[str]:
        apart = "" if part.tag in ("a", "b", "bdi", "q", "span", "text", "tspan") else " "
        yield apart + (part.text or "")
        for child in part:
            yield from walk(child)
            yield child.tail or ""
        yield apart

    return " ".join("".join(walk(element)).split())


def by_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [e for e in root.iter() if name in e.get("class", "").split()]


def in_system(root: ET.Element, system: str) -> str:
    """Return what a reader of one unit system sees: the other's parts taken out."""
    hidden = {"conventional": "si", "si": "conventional"}[system]

    def walk(element: ET.Element) -> Iterator[str]:
        if element.tag in ("style", "title") or hidden in element.get("class", "").split():
            return
        yield element.text or ""
        for child in element:
            yield from walk(child)
            yield child.tail or ""

    body = root.find("body")
    assert body is not None
    return " ".join("".join(walk(body)).split())


def hostile() -> Report:
    """A report whose every text field is hostile."""
    dump = full_report().dump()

    def spoil(part: object, key: str = "") -> object:
        if isinstance(part, dict):
            return {k: spoil(v, k) for k, v in part.items()}
        if isinstance(part, list):
            return [spoil(item, key) for item in part]
        # Words of a fixed vocabulary keep their meaning; every other text is replaced.
        fixed = (
            "schema", "analyte", "specimen", "flag", "kind", "status", "severity", "level", "tier",
            "sex", "salt", "id", "unit", "because", "comparator",
        )  # fmt: skip
        return HOSTILE if isinstance(part, str) and key not in fixed else part

    spoiled = spoil(dump)
    for finding in spoiled["reviews"][0]["findings"]:  # type: ignore[index]
        for source in finding["sources"]:
            source["key"] = "one"
    return Report.model_validate(spoiled)


EMPTY = Review(
    patient_id="",
    collection_id="",
    collected=Collected(start=None, hours=None, hours_stated=False),
    subject=Subject(sex=None, age_years=None, weight_kg=None, height_cm=None),
    context={},
    results=[],
)
REPORTS = {
    "full": full_report,
    "clinic": clinic,
    "one empty review": lambda: report(EMPTY),
    "no review": lambda: report(refused=REFUSED),
    "hostile": hostile,
}


@pytest.fixture(scope="module")
def full() -> ET.Element:
    return parsed(report_html(full_report(), "conventional"))


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("units", ["conventional", "si"])
def test_page_is_well_formed_and_closed_to_the_outside(name: str, units: str) -> None:
    root = parsed(report_html(REPORTS[name](), units))  # type: ignore[arg-type]
    tags = {element.tag for element in root.iter()}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "use"}
    for element in root.iter():
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on"), attribute
            assert attribute not in ("src", "srcset", "style", "action", "ping"), attribute
            if attribute == "href":
                assert value.startswith(("#", "https://www.")), value
    style = "".join(text_of(e) for e in root.iter("style"))
    assert "url(" not in style
    assert "@import" not in style
    policy = [e.get("content", "") for e in root.iter("meta") if e.get("http-equiv")]
    assert policy[0].startswith("default-src 'none'")


def test_hostile_text_is_shown_as_text_and_nowhere_else() -> None:
    root = parsed(report_html(hostile(), "conventional"))
    shown = "<script>alert(1)</script>\"onload='x' =1+1 </style></svg>{{ 7*7 }}{% x %}&amp;"
    assert shown in text_of(root.find("body"))  # type: ignore[arg-type]
    assert "\x1b" not in report_html(hostile(), "conventional")
    assert not [link for link in root.iter("a") if not link.get("href", "").startswith("#")]


def test_an_address_that_is_not_of_the_web_is_no_link() -> None:
    bad = SourceNote(key="x", title="Bad source", url="javascript:alert(1)")
    root = parsed(report_html(report(FULL.model_copy(update={"sources": [bad]})), "si"))
    assert "Bad source" in text_of(root)
    assert "javascript" not in report_html(report(FULL.model_copy(update={"sources": [bad]})), "si")


def test_no_value_of_the_patient_stands_in_ids_links_or_the_title() -> None:
    spoken = FULL.model_copy(update={"patient_id": "SECRET7", "collection_id": "SECRET7"})
    root = parsed(report_html(report(spoken), "conventional"))
    for element in root.iter():
        for attribute in ("id", "href", "for", "name", "class", "aria-labelledby", "content"):
            assert "SECRET7" not in element.get(attribute, "")
    assert "SECRET7" not in text_of(next(root.iter("title")))


@pytest.mark.parametrize("text", ["P-1", '"; } body { display: none', "</style><b>", "\\", "ü\n"])
def test_a_text_cannot_leave_a_string_of_the_style_sheet(text: str) -> None:
    inside = css_text(text)
    assert re.fullmatch(r"(?:[A-Za-z0-9]|\\[0-9a-f]+ )*", inside)
    read = re.sub(r"\\([0-9a-f]+) ", lambda m: chr(int(m[1], 16)), inside)
    assert read == text


def test_every_finding_is_there_with_all_it_says() -> None:
    full = parsed(report_html(full_report(), "conventional"))
    # The marks and spoken words beside numbers are not part of the sentence.
    for parent in full.iter():
        for child in list(parent):
            if {"mark", "unseen"} & set(child.get("class", "").split()) and child.tail:
                child.text = ""
    page = text_of(full).replace("↑", "").replace("↓", "").replace("▽", "")
    for finding in FINDINGS:
        assert finding.title in page
        for part in (*finding.against, *finding.distinguish, *finding.cautions):
            assert part in page, part
        for item in finding.missing:
            assert item in page or item[0].upper() + item[1:] in page
        assert all(name.replace("_", " ") in page for name in finding.explains)
    tags = [text_of(tag) for tag in by_class(by_class(full, "findings")[0], "tag")]
    assert tags == ["supported", "supported", "supported", "possible"]


@pytest.mark.parametrize(
    ("system", "amounts"),
    [
        # 312/40.078 = 7.785, 58/88.018 = 0.659, 240/192.123 = 1.249, 10.9 × 10/40.078 = 2.720,
        # 88/9.43 = 9.33; sodium and volume read the same in both systems.
        ("conventional", "312 mg/d|58 mg/d|240 mg/d|218 mmol/d|1.35 L/d|10.9 mg/dL|88 pg/mL"),
        ("si", "7.78 mmol/d|0.66 mmol/d|1.25 mmol/d|218 mmol/d|1.35 L/d|2.72 mmol/L|9.3 pmol/L"),
    ],
)
def test_every_flagged_value_is_there_in_both_unit_systems(
    full: ET.Element, system: str, amounts: str
) -> None:
    seen = in_system(full, system)
    for amount in amounts.split("|"):
        assert amount in seen, amount


def test_the_switch_works_without_script() -> None:
    for units in ("conventional", "si"):
        page = report_html(full_report(), units)  # type: ignore[arg-type]
        root = parsed(page)
        radios = [e for e in root.iter("input") if e.get("type") == "radio"]
        assert [r.get("id") for r in radios] == ["units-conventional", "units-si"]
        assert len({r.get("name") for r in radios}) == 1
        assert [r.get("id") for r in radios if r.get("checked")] == [f"units-{units}"]
        labels = {e.get("for") for e in root.iter("label")}
        assert labels == {"units-conventional", "units-si"}
        # `~` reaches only what follows beside the radios.
        main = root.find("body/main")
        assert main is not None
        order = [child.get("id") or child.get("class") for child in main]
        assert order == ["units-conventional", "units-si", "bar", "sheets"]
        style = next(root.iter("style")).text or ""
        assert "#units-conventional:checked ~ .sheets .si" in style
        assert "#units-si:checked ~ .sheets .conventional" in style


def test_both_charts_are_inside(full: ET.Element) -> None:
    chart = by_class(full, "chart")[0]
    assert [e.get("class") for e in chart if e.tag == "div"] == ["conventional", "si"]
    # Each for a page and for a telephone; the style sheet shows one of them.
    assert len(list(chart.iter("svg"))) == 4
    assert len(by_class(chart, "wide")) == len(by_class(chart, "narrow")) == 2


def test_sentences_follow_the_switch_when_the_other_report_is_given() -> None:
    alone = parsed(report_html(full_report(), "conventional"))
    assert "Sentences stay in conventional units" in in_system(alone, "si")
    assert "Sentences stay" not in in_system(alone, "conventional")
    both = parsed(report_html(full_report(), "conventional", report(twin_of(FULL))))
    mine, theirs = in_system(both, "conventional"), in_system(both, "si")
    assert "Blood calcium 10.9 mg/dL↑ (high) with PTH 88 pg/mL↑" in mine
    assert "2.72 mmol/L" not in mine
    assert "Blood calcium 2.72 mmol/L↑ (high) with PTH 9.3 pmol/L↑" in theirs
    assert "10.9 mg/dL" not in theirs
    assert "Sentences stay" not in theirs
    swapped = parsed(report_html(report(twin_of(FULL)), "si", full_report()))
    assert "Blood calcium 10.9 mg/dL↑" in in_system(swapped, "conventional")
    assert "Blood calcium 2.72 mmol/L↑" in in_system(swapped, "si")


def test_a_report_of_other_collections_is_no_twin() -> None:
    other = FULL.model_copy(update={"patient_id": "P-0413"})
    with pytest.raises(ValueError, match="other collections"):
        report_html(full_report(), "si", report(other))


def test_order_of_the_review(full: ET.Element) -> None:
    page = text_of(full.find("body"))  # type: ignore[arg-type]
    landmarks = [
        "P-0412", "24-h urine 2026-10-03", "Pain with a single kidney",
        "Single kidney: every threshold",
        "High blood calcium with a PTH", "Specimen complete", "Core numbers", "What stands out",
        "Fits primary hyperparathyroidism", "Salt adds to the urine calcium", "Not excluded:",
        "Flagged values", "Supersaturation", "Habits", "Ask and test next", "Indices",
        "By other profiles", "Other results", "Refused cells", "Not in this review", "Sources",
        "the clinician decides",
    ]  # fmt: skip
    places = [page.index(words) for words in landmarks]
    assert places == sorted(places)


def test_core_numbers_keep_their_places_and_what_is_missing_says_so() -> None:
    some = report(FULL.model_copy(update={"results": [RESULTS[3], RESULTS[1]]}))
    strip = by_class(parsed(report_html(some, "conventional")), "strip")[0]
    cells = [text_of(cell) for cell in strip]
    names = ["Calcium", "Oxalate", "Citrate", "Sodium", "Volume", "pH", "Uric acid"]
    assert [cell.startswith(name) for cell, name in zip(cells, names, strict=True)] == [True] * 7
    assert cells[0] == "Calcium 3127.78 mg/dmmol/d ↑ HIGH, limit 2004.99"  # one system is hidden
    assert cells[1] == "Oxalate – not measured"
    assert sum("not measured" in cell for cell in cells) == 5


def test_colour_never_stands_alone(full: ET.Element) -> None:
    words = {"high": "high", "low": "low", "above_goal": "goal", "below_goal": "goal"}
    for row in by_class(full, "strip"):
        for cell in row:
            state = cell.get("class", "")
            if state in words:
                assert words[state] in text_of(cell).lower().replace("below", "")
    for part in by_class(full, "findings"):
        for parent in part.iter():
            children = list(parent)
            for place, child in enumerate(children):
                if child.tag == "b" and child.get("class") in words:
                    assert text_of(child)[-1] in "↑↓△▽"
                    spoken = children[place + 1]
                    assert spoken.get("class") == "unseen"
                    assert words[child.get("class", "")] in text_of(spoken)


def test_a_missed_goal_is_not_drawn_as_a_crossed_limit(full: ET.Element) -> None:
    volume = by_class(full, "strip")[0][4]
    assert volume.get("class") == "below_goal"
    assert text_of(volume) == "Volume 1.35 L/d ▽ below goal 2.5"
    assert not by_class(volume, "low")


def test_structure_serves_readers_who_listen(full: ET.Element) -> None:
    for root in (full, parsed(report_html(clinic(), "si"))):
        assert root.get("lang") == "en"
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        for element in root.iter():
            for attribute in ("aria-labelledby", "for"):
                if element.get(attribute):
                    assert element.get(attribute) in ids
            if element.tag == "a" and element.get("href", "").startswith("#"):
                assert element.get("href", "")[1:] in ids
        levels = [int(e.tag[1]) for e in root.iter() if re.fullmatch("h[1-6]", str(e.tag))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))
        for table in root.iter("table"):
            assert all(th.get("scope") for th in table.iter("th"))
            assert len(list(table.iter("th"))) >= 2
        assert len(list(root.iter("main"))) == 1


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_text_is_at_least_4_5_to_1(full: ET.Element) -> None:
    style = next(full.iter("style")).text or ""
    desks = re.findall(r"--desk: (#[0-9a-f]{6})", style)
    assert len(desks) == 2
    for theme, desk in ((LIGHT, desks[0]), (DARK, desks[1])):
        for role in ("ink", "muted", "high", "low", "goal"):
            assert contrast(theme[role], theme["paper"]) >= 4.5, role
        for role in ("ink", "muted"):
            assert contrast(theme[role], desk) >= 4.5, role
        assert f"--chart-ink:{theme['ink']}" in style


def test_assay_variation_is_a_row_of_its_own() -> None:
    assert FULL.saturation is not None
    first, *rest = FULL.saturation.salts
    varied = [first.model_copy(update={"assay_cv_pct": 8.2}), *rest]
    saturation = FULL.saturation.model_copy(
        update={"salts": varied, "assay_note": "assay variation assumed"}
    )
    page = report_html(report(FULL.model_copy(update={"saturation": saturation})), "si")
    table = by_class(parsed(page), "saturation")[0]
    rows = {text_of(row[0]): [text_of(cell) for cell in row[1:]] for row in table.iter("tr")}
    assert rows["assay variation assumed"] == ["±8 %", "", ""]
    assert rows["range"][0] == "11 to 17"
    assert "assay variation" not in report_html(report(FULL), "si")


def test_what_would_move_it_is_drawn_once_on_screen_and_once_on_paper(full: ET.Element) -> None:
    screen, paper = by_class(full, "on-screen"), by_class(full, "on-paper")
    assert [len(screen), len(paper)] == [1, 1]
    for drawing in (screen[0], paper[0]):
        assert len(list(drawing.iter("svg"))) == 1
        assert "7.3" in text_of(drawing)
    assert FULL.saturation is not None
    still = FULL.saturation.model_copy(update={"scenarios": []})
    page = report_html(report(FULL.model_copy(update={"saturation": still})), "si")
    assert by_class(parsed(page), "moved") == []
    # Without indices there is no second place: the one drawing is then for paper too.
    bare = parsed(report_html(report(FULL.model_copy(update={"indices": []})), "si"))
    assert [drawing.get("class") for drawing in by_class(bare, "moved")] == ["moved"]


def test_supersaturation_table(full: ET.Element) -> None:
    table = by_class(full, "saturation")[0]
    rows = [[text_of(cell) for cell in row] for row in table.iter("tr")]
    assert rows[:4] == [
        ["", "Calcium oxalate", "Brushite", "Uric acid"],
        ["today", "14", "1.9", "1.1"],
        ["range", "11 to 17", "1.5 to 2.4", ""],
        ["laboratory’s own", "13", "", ""],
    ]
    assert rows[4] == ["What would move it"]
    assert rows[5] == ["2.5 L of urine", "→ 7.3", "→ 1.03", ""]
    assert rows[6] == ["sodium 100 mmol", "→ 12 to 13", "", ""]
    small = text_of(by_class(full, "side")[0])
    assert "EQUIL2; ammonium, sulfate were not measured and estimated." in small
    assert "Uric acid not given" not in small


def test_habits_say_before_and_after_and_a_rise_is_no_improvement(full: ET.Element) -> None:
    effects = by_class(full, "effect")
    assert [text_of(e) for e in effects] == [
        "calcium oxalate 14 → 7.3",
        "calcium oxalate 14 → 10",
    ]
    assert all("better" in e.get("class", "") for e in effects)
    worse = FULL.habits[0].model_dump()
    worse["effect"] |= {"after": 12.0, "after_high": 15.0}
    page = report_html(report(FULL.model_copy(update={"habits": [Habit(**worse)]})), "si")
    effect = by_class(parsed(page), "effect")[0]
    assert text_of(effect) == "calcium oxalate 14 → 12 to 15"
    assert "better" not in effect.get("class", "")


def test_a_long_list_of_habits_keeps_every_one_of_them() -> None:
    many = [
        Habit(id=f"h{n}", clinician_text=f"habit number {n}", patient_text="x", because=[])
        for n in range(14)
    ]
    page = text_of(parsed(report_html(report(FULL.model_copy(update={"habits": many})), "si")))
    assert all(re.search(rf"abit number {n}(?!\d)", page) for n in range(14))


def test_sources_have_their_locators_and_links(full: ET.Element) -> None:
    items = list(by_class(full, "sources")[0].iter("li"))
    assert [item.get("id") for item in items] == [f"review-1-source-{n}" for n in (1, 2, 3)]
    links = [link.get("href") for item in items for link in item.iter("a")]
    assert links == [source.url for source in FULL.sources[:2]]
    assert "Statement 8; Statement 11" in text_of(items[1])


def test_the_review_says_once_that_the_clinician_decides() -> None:
    assert report_html(full_report(), "si").count("the clinician decides") == 1
    assert report_html(clinic(), "si").count("the clinician decides") == 5


def test_several_reviews_are_articles_and_the_list_on_top_is_by_urgency() -> None:
    root = parsed(report_html(clinic(), "conventional"))
    articles = list(root.iter("article"))
    assert [text_of(by_class(a, "identity")[0][0]) for a in articles] == [
        "P-0412", "Q-1", "P-0412", "Q-2", "no patient id",
    ]  # fmt: skip
    rows = [text_of(row) for row in next(root.iter("nav")).iter("tr")][1:]
    assert [row.split()[0] for row in rows] == ["Q-2", "P-0412", "P-0412", "Q-1", "no"]
    assert "now" in rows[0]
    assert "same day" in rows[1]
    links = [a.get("href") for a in next(root.iter("nav")).iter("a")]
    assert links == ["#review-4", "#review-3", "#review-1", "#review-2", "#review-5"]
    three = report(*clinic().reviews[:3])
    assert not list(parsed(report_html(three, "si")).iter("nav"))
    assert "break-before: page" in (next(root.iter("style")).text or "")


def test_a_later_collection_shows_the_earlier_one_on_its_chart() -> None:
    first, _, latest = list(parsed(report_html(clinic(), "conventional")).iter("article"))[:3]
    assert "earlier: 2026-03-01" in text_of(by_class(latest, "chart")[0])
    assert "earlier:" not in text_of(by_class(first, "chart")[0])


def test_a_refused_cell_stands_with_its_patient_and_no_cell_is_lost() -> None:
    root = parsed(report_html(clinic(), "conventional"))
    articles = list(root.iter("article"))
    assert "1800 mg/24h" in text_of(articles[0])
    assert "1800 mg/24h" not in text_of(articles[1])
    # Nobody's review is of P-9999, so its cell stands at the end of the report.
    assert not any("40 units" in text_of(article) for article in articles)
    last = text_of(by_class(root, "fine")[-1])
    assert "40 units" in last
    assert "ALT (2)" in last
    alone = text_of(parsed(report_html(report(EMPTY, refused=REFUSED), "si")))
    assert "40 units" in alone


def test_all_refusals_are_there_however_many() -> None:
    many = [REFUSED[0].model_copy(update={"seen": f"seen {n}!"}) for n in range(30)]
    page = text_of(parsed(report_html(report(FULL, refused=many), "si")))
    assert all(f"seen {n}!" in page for n in range(30))
    assert "22 more" in page


def test_a_value_the_review_holds_without_a_number_is_not_measured() -> None:
    none = result("urine_calcium", None, (None, 200))
    root = parsed(report_html(report(FULL.model_copy(update={"results": [none]})), "si"))
    assert text_of(by_class(root, "strip")[0][0]) == "Calcium – not measured"


def test_every_value_names_its_limit_and_its_cell(full: ET.Element) -> None:
    rows = {text_of(row[0]): row for row in next(iter(by_class(full, "every"))).iter("tr")}
    pth = [text_of(cell) for cell in rows["PTH"]]
    assert pth[2].endswith("HIGH, limit 656.9; laboratory flag H")  # both systems: 65 and 6.9
    assert pth[3] == "laboratory's own range"
    assert pth[4] == "88 pg/mL (labs.csv record 3, serum_pth)"
    assert len(rows) == 1 + len(RESULTS)


def test_indices_and_versions_are_there(full: ET.Element) -> None:
    indices = text_of(by_class(full, "indices")[0])
    assert all(index.label in indices for index in INDICES)
    foot = text_of(by_class(full, "foot")[0])
    for words in (
        "uroscope 0.1.0",
        "stone_us",
        "78c80506f086",
        "2026.11",
        "5d1e0c1b2a3f",
        "EQUIL2",
    ):
        assert words in foot
    assert NOT_MEASURED[0].analyte in text_of(full)


def test_the_same_report_gives_the_same_page() -> None:
    first = report_html(clinic(), "conventional", clinic())
    assert report_html(clinic(), "conventional", clinic()) == first


def test_a_page_needs_no_drawing_library() -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import html_cases as c\n"
        "from uroscope.present.html import report_html\n"
        "report_html(c.full_report(), 'si')\n"
        "print(sorted({'matplotlib', 'pint', 'yaml', 'pandas'} & set(sys.modules)))"
    )
    here = __file__.rpartition("/")[0]
    done = subprocess.run(
        [sys.executable, "-c", script, here], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_remark_the_headline_has_said_is_not_said_again() -> None:
    lost = {
        "sex": "male", "age": 37, "weight_kg": 85, "hours": 24, "urine_creatinine": 500,
        "urine_volume": 0.7, "urine_citrate": 200,
    }  # fmt: skip
    (review,) = review_panel(panel_of(lost), load().profile("stone_us"))
    page = parsed(report_html(report_of(review), "conventional"))
    assert "under-collection" in review.headline[0]
    assert "under-collection" not in text_of(by_class(page, "specimen")[0])
    assert "(Creatinine" not in text_of(by_class(page, "specimen")[0])

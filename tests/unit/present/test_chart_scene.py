"""What the chart says and where it puts it, before any file is written."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviews import (
    ALL,
    all_normal,
    censored_and_extreme,
    child,
    everything,
    followed,
    goals_only,
    hyperparathyroid,
    nothing_measured,
    result,
    review,
    three_values,
)

from uroscope.model import Review
from uroscope.present.chart import Scene, chart_scene
from uroscope.present.chart.measure import text_width, wrapped
from uroscope.present.chart.rows import Row, chart_rows
from uroscope.present.chart.shapes import (
    DARK,
    LIGHT,
    Circle,
    Group,
    Line,
    Polygon,
    Rect,
    Text,
    stacked,
)
from uroscope.present.numbers import Units

WIDE_LABEL = "Hydroxyproline-to-creatinine quotient after an overnight fast, second void"


def rows_of(scene: Scene) -> dict[str, Group]:
    """Return the drawn rows under the first line of their sentence up to the value."""
    return {g.sentence.split(":")[0]: g for g in scene.groups if g.name == "row"}


def row_of(scene: Scene, start: str) -> Group:
    found = [g for g in scene.groups if g.sentence.startswith(start)]
    assert len(found) == 1, f"{start}: {[g.sentence for g in scene.groups]}"
    return found[0]


def said(group: Group) -> list[str]:
    return [
        "".join(run.text for run in shape.runs) for shape in group.shapes if isinstance(shape, Text)
    ]


def track_of(group: Group) -> Rect:
    return next(s for s in group.shapes if isinstance(s, Rect) and s.role == "track")


def arrow_of(group: Group) -> tuple[float, int]:
    """Return tip and direction of the head that marks the value."""
    heads = [
        s
        for s in group.shapes
        if isinstance(s, Polygon) and s.role in ("high", "low", "goal") and len(s.points) == 3
    ]
    head = heads[-1]
    tip, back = head.points[0][0], head.points[1][0]
    return tip, 1 if tip > back else -1


def limits_of(group: Group) -> list[float]:
    """Return where the ticks of limits stand: upright strokes in ink, longer than the track."""
    height = track_of(group).height
    return [
        s.x1
        for s in group.shapes
        if isinstance(s, Line) and s.role == "ink" and s.x1 == s.x2 and abs(s.y2 - s.y1) > height
    ]


def hostile() -> Review:
    return review(
        [
            result("urine_calcium", 312, (None, 200), label=WIDE_LABEL, severity="moderate"),
            result("urine_osmolality", 123456789.25, (None, 800), label=WIDE_LABEL.upper()),
            result("urine_citrate", 1e-5, (320, None), goal=(600, None), label="W" * 90),
            result("urine_sulfate", 21, label=WIDE_LABEL),
            result("urine_chloride", 21, label="M" * 300, note=WIDE_LABEL * 6),
        ],
        patient="Ω" * 120 + " 患者" * 40,
    )


SCENES = [
    pytest.param(make, units, compact, id=f"{name}-{units}-{'narrow' if compact else 'page'}")
    for name, make in {**ALL, "hostile": hostile}.items()
    for units in ("conventional", "si")
    for compact in (False, True)
]


@pytest.mark.parametrize(("make", "units", "compact"), SCENES)
def test_no_text_overlaps_another_or_leaves_the_drawing(
    make: type[Review], units: Units, compact: bool
) -> None:
    scene = chart_scene(make(), units=units, profile_title="Stone clinic", compact=compact)
    for text in scene.texts:
        left, top, right, bottom = text.box
        assert left >= -0.01, text
        assert top >= -0.01, text
        assert right <= scene.width + 0.01, text
        assert bottom <= scene.height + 0.01, text
    for one, other in itertools.combinations(scene.texts, 2):
        a, b = one.box, other.box
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)


@pytest.mark.parametrize(("make", "units", "compact"), SCENES)
def test_marks_stay_on_their_track(make: type[Review], units: Units, compact: bool) -> None:
    scene = chart_scene(make(), units=units, compact=compact)
    for group in scene.groups:
        tracks = [s for s in group.shapes if isinstance(s, Rect) and s.role == "track"]
        if group.name != "row" or not tracks:
            continue
        left, right = tracks[0].x, tracks[0].x + tracks[0].width
        for shape in group.shapes:
            if isinstance(shape, Rect):
                assert shape.width >= 0
                xs = [shape.x, shape.x + shape.width]
            elif isinstance(shape, Line):
                xs = [shape.x1, shape.x2]
            elif isinstance(shape, Circle):
                xs = [shape.x]
            elif isinstance(shape, Polygon):
                xs = [shape.points[0][0]] if shape.role != "goal" else []
            else:
                continue
            assert all(left - 0.01 <= x <= right + 0.01 for x in xs), shape


def test_rows_stand_in_the_clinical_order() -> None:
    names = [
        row.label + "|" + row.section for row in chart_rows(hyperparathyroid(), "conventional")
    ]
    assert names == [
        "Calcium|outside",  # blood
        "PTH|outside",
        "Calcium|outside",
        "Oxalate|outside",
        "Citrate|outside",
        "Sodium|outside",
        "Volume|goal",
        "pH|within",
        "Uric acid|within",
        "Magnesium|within",
        "Potassium|within",
        "Creatinine|within",
        "Creatinine per kg|within",
    ]


def test_order_does_not_depend_on_the_order_of_results() -> None:
    one = everything()
    other = one.model_copy(update={"results": one.results[::-1]})
    assert chart_rows(one, "si") == chart_rows(other, "si")


# Words worked out by hand: 312/200 = 1.56, 58/40 = 1.45 (half up: 1.5), 240/320 = 0.75,
# 218/150 = 1.453, 88/65 = 1.354, 10.9 − 10.2 = 0.7, 2.5 − 1.35 = 1.15.
@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("Calcium 312", ["Calcium", "200", "312 mg/d", "HIGH", "1.6 × limit"]),
        ("Oxalate 58", ["Oxalate", "goal 25", "40", "58 mg/d", "HIGH", "1.5 × limit"]),
        ("Citrate 240", ["Citrate", "320", "goal 600", "240 mg/d", "LOW", "75 % of limit"]),
        ("Sodium 218", ["Sodium", "goal 100", "150", "218 mmol/d", "HIGH", "1.5 × limit"]),
        (
            "PTH, blood 88",
            ["PTH", "blood", "15", "65", "88 pg/mL", "HIGH", "1.4 × lab's own limit"],
        ),
        ("Calcium, blood 10.9", ["8.6", "10.2", "10.9 mg/dL", "HIGH", "0.7 above limit"]),
        ("Volume 1.35", ["goal 2.5", "1.35 L/d", "below goal", "1.15 L/d short"]),
        ("pH 6.1", ["pH", "6.1", "5.5–6.5"]),
        ("Uric acid 610", ["Uric acid", "610 mg/d", "≤ 750"]),
    ],
)
def test_words_of_the_sketch_case(start: str, words: list[str]) -> None:
    texts = said(row_of(chart_scene(hyperparathyroid()), start))
    assert [word for word in words if word not in texts] == []


def test_limits_of_scales_from_zero_stand_in_one_line_and_arrows_compare() -> None:
    scene = chart_scene(hyperparathyroid())
    starts = ("Calcium 312", "Oxalate 58", "Citrate 240", "Sodium 218")
    places = [limits_of(row_of(scene, start))[0] for start in starts]
    assert max(places) - min(places) < 0.01
    calcium = row_of(scene, "Calcium 312")
    left = track_of(calcium).x
    # The tip stands as far from zero as 312 is from 200.
    assert (arrow_of(calcium)[0] - left) / (places[0] - left) == pytest.approx(312 / 200)


def test_arrows_start_at_the_limit_and_point_the_way() -> None:
    scene = chart_scene(everything())
    for start, way in (("Oxalate 104", 1), ("Citrate 150", -1), ("Bicarbonate, blood 19", -1)):
        group = row_of(scene, start)
        tip, direction = arrow_of(group)
        crossed = limits_of(group)[0]
        assert direction == way
        assert (tip - crossed) * way > 0


def test_a_value_next_to_its_limit_is_drawn_outside_it() -> None:
    scene = chart_scene(everything())
    potassium = row_of(scene, "Potassium, blood 3.4")
    head = [s for s in potassium.shapes if isinstance(s, Polygon)][-1]
    assert max(x for x, _ in head.points) <= limits_of(potassium)[0] + 0.01
    assert head.points[1][0] - head.points[0][0] > 6


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
@pytest.mark.parametrize("units", ["conventional", "si"])
def test_ordinary_reviews_keep_the_width_of_page_and_column(
    make: type[Review], units: Units
) -> None:
    assert chart_scene(make(), units=units).width == 760
    assert chart_scene(make(), units=units, compact=True).width == 460


def test_in_a_narrow_column_the_words_wrap_before_the_labels() -> None:
    long = result("urine_osmolality", 12500, (None, 9000), label="Osmolality, whole", lab=True)
    scene = chart_scene(review([long]), compact=True)
    assert scene.width == 460
    texts = said(next(g for g in scene.groups if g.name == "row"))
    assert texts[:4] == ["9,000", "Osmolality,", "whole", "12,500 mOsm/kg"]
    assert texts[4:] == ["HIGH", "1.4 × lab's own", "limit"]


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_colour_is_never_the_only_sign(make: type[Review]) -> None:
    for group in chart_scene(make()).groups:
        roles = {run.role for s in group.shapes if isinstance(s, Text) for run in s.runs}
        texts = " ".join(said(group))
        for role, words, way in (("high", ("HIGH", "high"), 1), ("low", ("LOW", "low"), -1)):
            if role in roles:
                assert any(word in texts for word in words)
                assert arrow_of(group)[1] == way


def test_a_missed_goal_never_wears_the_colour_of_a_limit() -> None:
    scene = chart_scene(goals_only())
    roles = {s.role for g in scene.groups for s in g.shapes if not isinstance(s, Text)}
    roles |= {run.role for text in scene.texts for run in text.runs}
    assert roles.isdisjoint({"high", "low"})
    volume = row_of(scene, "Volume 2.20")
    assert "below goal" in said(volume)
    assert [s.hollow for s in volume.shapes if isinstance(s, Polygon)] == [False, True]
    assert said(row_of(scene, "Sodium 128"))[-2:] == ["above goal", "28 mmol/d over"]
    assert said(scene.groups[0]) == ["None of 5 values is outside its limits, 3 miss a goal"]


def test_a_hundred_times_the_limit_cuts_the_axis_and_leaves_the_others_readable() -> None:
    scene = chart_scene(censored_and_extreme())
    oxalate = row_of(scene, "Oxalate 4,000")
    track = track_of(oxalate)
    slanted = [s for s in oxalate.shapes if isinstance(s, Line) and s.role == "muted"]
    assert len(slanted) == 2
    tip, way = arrow_of(oxalate)
    limit = limits_of(oxalate)[0]
    assert way == 1
    assert limit < min(s.x1 for s in slanted) < tip <= track.x + track.width
    assert 0.3 < (limit - track.x) / track.width < 0.6
    assert "100 × limit" in said(oxalate)
    assert "axis cut, not to scale beyond" in said(scene.groups[-1])
    # The uric acid beside it keeps the common scale: its limit is not pushed to the left.
    uric = row_of(scene, "Uric acid 800.4")
    assert 0.4 < (limits_of(uric)[0] - track.x) / track.width < 0.6
    assert "borderline high" in said(uric)
    assert "HIGH" not in said(uric)


def test_censored_values_are_open_bars_with_their_text() -> None:
    scene = chart_scene(censored_and_extreme())
    citrate = row_of(scene, "Citrate <50")
    track = track_of(citrate)
    dashed = [s for s in citrate.shapes if isinstance(s, Line) and s.dash]
    assert [min(line.x1, line.x2) for line in dashed] == [track.x]
    assert {"<50 mg/d", "LOW", "at most 16 % of limit"} <= set(said(citrate))
    calcium = row_of(scene, "Calcium >400")
    dashed = [s for s in calcium.shapes if isinstance(s, Line) and s.dash]
    assert [line.x2 for line in dashed] == [track.x + track.width]
    assert {">400 mg/d", "HIGH", "over 1.6 × limit"} <= set(said(calcium))
    cystine = row_of(scene, "Cystine <50")
    assert "<50 may lie on either side of 30" in said(cystine)


def test_what_was_not_compared_is_never_called_normal() -> None:
    scene = chart_scene(child())
    assert said(scene.groups[0]) == ["No value could be compared with a limit"]
    assert "within limits" not in row_of(scene, "Calcium 120").sentence
    assert "no limits for children" in row_of(scene, "Calcium 120").sentence
    all_texts = [text for group in scene.groups for text in said(group)]
    assert "Within limits" not in " ".join(all_texts)
    empty = chart_scene(nothing_measured())
    assert said(empty.groups[0]) == ["Nothing was measured in this collection"]
    assert not rows_of(empty)
    assert said(chart_scene(nothing_measured(), compact=True).groups[0]) == [
        "Nothing was measured in this collection"
    ]


def test_headline_counts_only_what_was_compared() -> None:
    # Of 25 values five were not compared, ten are outside, two miss a goal only.
    assert said(chart_scene(everything()).groups[0]) == [
        "10 of 20 values are outside limits, 2 miss a goal"
    ]
    assert said(chart_scene(all_normal()).groups[0]) == ["None of 6 values is outside its limits"]


def test_off_day_collection_and_unknown_sex_say_why() -> None:
    short = review(
        [
            result("urine_citrate", 300, (320, None), flag="unknown"),
            result("serum_calcium", 9.4, (8.6, 10.2)),
        ],
        hours=18.2,
    )
    assert [row.reason for row in chart_rows(short, "si")] == ["", "18.2 h do not stand for a day"]
    nobody = review([result("urine_calcium", 220, flag="unknown")], sex=None)
    assert [row.reason for row in chart_rows(nobody, "si")] == [
        "No limit that holds for both sexes"
    ]


def test_verdicts_that_hold_for_both_sexes_say_so() -> None:
    rows = chart_rows(
        review(
            [
                result("serum_calcium", 9.9, flag="normal"),
                result("urine_calcium", 400, flag="high"),
            ],
            sex=None,
        ),
        "conventional",
    )
    assert [(row.word, row.note) for row in rows] == [
        ("HIGH", "by both sexes' limits"),
        ("", "by both sexes' limits"),
    ]


def test_red_flags_and_doubts_stand_above_every_number() -> None:
    texts = [said(g) for g in chart_scene(censored_and_extreme()).groups]
    assert texts[2] == ["Now: Potassium 9.8 mmol/L. Repeat at once and record an ECG."]
    doubts = " ".join(said(chart_scene(everything()).groups[2]))
    assert doubts.startswith("Under-collection is possible")
    assert "24 h taken" not in " ".join(" ".join(said(g)) for g in chart_scene(everything()).groups)


def test_older_collections_are_rings_on_the_same_track() -> None:
    old, middle, new = followed()
    scene = chart_scene(new, older=[middle, old])
    calcium = row_of(scene, "Calcium 231")
    track, limit = track_of(calcium), limits_of(calcium)[0]
    rings = {s.x for s in calcium.shapes if isinstance(s, Circle) and s.role == "older"}
    scale = (limit - track.x) / 200
    assert sorted(rings) == pytest.approx([track.x + 280 * scale, track.x + 355 * scale])
    assert "was 280" in said(calcium)
    assert "Earlier: 2026-03-01 280 mg/d; 2025-09-10 355 mg/d." in calcium.sentence
    assert "earlier: 2026-03-01, 2025-09-10" in said(scene.groups[-1])


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_both_unit_systems_draw_the_same_picture(make: type[Review]) -> None:
    def marks(row: Row) -> tuple[object, ...]:
        return row.section, row.direction, row.word, row.borderline, row.label

    one, other = (chart_rows(make(), units) for units in ("conventional", "si"))
    assert [marks(row) for row in one] == [marks(row) for row in other]
    starts = [f"{r.label}, {r.qualifier}" if r.qualifier else r.label for r in one if r.large]
    first, second = (chart_scene(make(), units=u) for u in ("conventional", "si"))
    for name, row in zip(starts, (r for r in one if r.large), strict=True):
        places = []
        for scene, rows in ((first, one), (second, other)):
            twin = next(r for r in rows if r.analyte == row.analyte)
            group = next(g for g in scene.groups if g.sentence == twin.sentence)
            track = track_of(group)
            # Cuts need a fixed room in px, so compare only rows whose axis is whole.
            if not any(isinstance(s, Line) and s.role == "muted" for s in group.shapes):
                places.append((arrow_of(group)[0] - track.x) / track.width)
        assert len(places) in (0, 2), name
        assert max(places, default=0) - min(places, default=0) < 0.02, name


def test_every_row_says_value_limit_and_source() -> None:
    sentence = row_of(chart_scene(hyperparathyroid()), "Calcium 312").sentence
    assert sentence == (
        "Calcium 312 mg/d: HIGH, 1.6 × limit. Limits ≤ 200 mg/d (Mayo; decision limit; "
        "stone_us.urine_calcium.decision_limit). Printed as 312 mg/24h in labs.csv, record 3."
    )
    for make in ALL.values():
        for row in chart_rows(make(), "conventional"):
            assert row.sentence.endswith(".")
            assert row.shown.text in row.sentence


def test_borderline_lowers_the_words() -> None:
    citrate = row_of(chart_scene(three_values()), "Citrate 302")
    assert "borderline low" in said(citrate)
    value = next(s for s in citrate.shapes if isinstance(s, Text) and s.runs[0].text == "302")
    assert not value.runs[0].bold
    assert "≤ 750, borderline" in said(row_of(chart_scene(everything()), "Uric acid 705"))
    assert "HIGH, moderate" in said(row_of(chart_scene(three_values()), "Calcium 330"))


def test_stacked_charts_keep_apart() -> None:
    scenes = tuple(chart_scene(make()) for make in (three_values, all_normal, goals_only))
    whole = stacked(scenes)
    assert whole.height > sum(scene.height for scene in scenes)
    boxes = [text.box for text in whole.texts]
    for a, b in itertools.combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


amounts = st.floats(min_value=1e-3, max_value=1e5, allow_nan=False)


@settings(max_examples=80, deadline=None)
@given(value=amounts, low=amounts, factor=st.floats(1.01, 50), old=amounts, narrow=st.booleans())
def test_any_value_and_any_range_give_an_honest_row(
    value: float, low: float, factor: float, old: float, narrow: bool
) -> None:
    ends = (low, low * factor)
    now = review([result("urine_citrate", value, ends)])
    before = review([result("urine_citrate", old, ends)], start="2020-01-01")
    scene = chart_scene(now, older=[before], compact=narrow)
    group = next(g for g in scene.groups if g.name == "row")
    track, (left, right) = track_of(group), sorted(limits_of(group))
    assert track.x - 0.01 <= left < right <= track.x + track.width + 0.01
    if value < ends[0] or value > ends[1]:
        tip, way = arrow_of(group)
        assert way == (1 if value > ends[1] else -1)
        assert tip >= right - 0.01 if way > 0 else tip <= left + 0.01 or left - track.x < 10
        assert track.x - 0.01 <= tip <= track.x + track.width + 0.01
    else:
        dot = next(s for s in group.shapes if isinstance(s, Circle) and s.role == "ink")
        assert left - 0.01 <= dot.x <= right + 0.01


def test_widths_are_those_of_the_font_files() -> None:
    from fontTools.ttLib import TTFont
    from matplotlib import font_manager

    for bold, weight in ((False, "normal"), (True, "bold")):
        chosen = font_manager.FontProperties(family=["DejaVu Sans"], weight=weight)
        font = TTFont(font_manager.findfont(chosen))
        names, metrics = font.getBestCmap(), font["hmtx"]
        for code in [*range(0x20, 0x7F), *map(ord, "éÄçñŽ")]:
            width = metrics[names[code]][0] / font["head"].unitsPerEm
            assert text_width(chr(code), 1.0, bold) == pytest.approx(width, abs=1e-9), chr(code)
        # Signs and other scripts may be taken wider than they are, never narrower.
        for code in map(ord, "×·–−≤≥µ…²³°\u202fαΩжЮ"):
            width = metrics[names[code]][0] / font["head"].unitsPerEm
            assert text_width(chr(code), 1.0, bold) >= width - 1e-9, chr(code)


def test_wrapping_drops_nothing() -> None:
    text = "1,25-(OH)2 vitamin D " + "W" * 40 + " end"
    lines = wrapped(text, 12, 80)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 12) <= 80 for line in lines)


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_contrast_reaches_the_level_of_wcag_aa(theme: dict[str, str]) -> None:
    paper = _luminance(theme["paper"])
    for role in ("ink", "muted", "high", "low", "goal"):
        text = _luminance(theme[role])
        assert (max(text, paper) + 0.05) / (min(text, paper) + 0.05) >= 4.5, role
    # Zone and track differ in grey print too.
    assert abs(_luminance(theme["track"]) - _luminance(theme["acceptable"])) > 0.03


@pytest.mark.parametrize("case", [everything, hyperparathyroid, three_values, child, all_normal])
def test_a_telephone_gets_letters_that_can_be_read(case: Callable[[], Review]) -> None:
    # A telephone of 360 px shows 328 beside the margins of the page; the page's least is 9.5 px.
    scene = chart_scene(case(), narrow=True)
    sizes = [
        run.size
        for group in scene.groups
        for shape in group.shapes
        if isinstance(shape, Text)
        for run in shape.runs
    ]
    assert min(sizes) * min(1.0, 328 / scene.width) > 8.5
    assert scene.title == "Flagged values"


def test_a_word_of_any_length_is_broken_in_one_pass() -> None:
    # 200,000 letters took minutes while every piece measured all that was left.
    lines = wrapped("m" * 200_000, 12.0, 200.0)
    assert "".join(lines) == "m" * 200_000
    assert all(text_width(line, 12.0) <= 200.0 for line in lines)
    assert text_width(lines[0] + "m", 12.0) > 200.0

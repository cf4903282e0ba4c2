"""Files of each ending: valid, reproducible, with the right charts in them."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from reviews import all_normal, everything, followed, hyperparathyroid, result, review

from uroscope.errors import NothingUsableError, UsageError
from uroscope.model import Review
from uroscope.present.chart import MOST_STACKED, chart_scene, write_chart

PNG = b"\x89PNG\r\n\x1a\n"


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", data))


def png_size(data: bytes) -> tuple[int, int]:
    return struct.unpack(">II", data[16:24])


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.png", PNG),
        ("a.PNG", PNG),
        ("a.pdf", b"%PDF-"),
        ("a b.svg", b"<svg "),
        ("x.y.svg", b"<svg "),
    ],
)
@pytest.mark.parametrize("units", ["conventional", "si"])
def test_each_ending_gives_its_kind(tmp_path: Path, name: str, start: bytes, units: str) -> None:
    path = tmp_path / name
    write_chart([hyperparathyroid()], path, units=units, profile_title="Clinic")  # type: ignore[arg-type]
    assert path.read_bytes().startswith(start)
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_png_has_two_dots_per_px(tmp_path: Path) -> None:
    write_chart([everything()], tmp_path / "a.png")
    scene = chart_scene(everything())
    width, height = png_size((tmp_path / "a.png").read_bytes())
    assert width == pytest.approx(2 * scene.width, abs=1)
    assert height == pytest.approx(2 * scene.height, abs=1)


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_same_reviews_same_bytes(tmp_path: Path, ending: str) -> None:
    one, other = tmp_path / f"1.{ending}", tmp_path / f"2.{ending}"
    for path in (one, other):
        write_chart([all_normal(), *followed()], path, profile_title="Clinic")
    assert one.read_bytes() == other.read_bytes()
    assert b"CreationDate" not in one.read_bytes()


def test_pdf_keeps_text_as_text_and_has_a_page_for_each_collection(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_chart([*followed(), everything()], path)
    data = path.read_bytes()
    assert pages(data) == 4
    # Fonts are embedded as TrueType, not as drawn outlines (Type 3).
    assert b"/CIDFontType2" in data
    assert b"/Type3" not in data
    # A page that both A4 (595 × 842 points) and Letter (612 × 792) can hold.
    boxes = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", data)
    assert boxes
    assert all(float(w) <= 596 and float(h) <= 792 for w, h in boxes)


def test_one_patient_draws_the_newest_with_the_older_as_rings(tmp_path: Path) -> None:
    old, middle, new = followed()
    path = tmp_path / "a.svg"
    write_chart([middle, new, old], path)
    text = path.read_text(encoding="utf-8")
    assert "collected 2026-10-03" in text
    assert "earlier: 2026-03-01, 2025-09-10" in text
    assert text.count("<svg ") == 1
    assert text.count("collected 20") == text.count("collected 2026-10-03")


def test_several_patients_stand_one_under_another(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    write_chart([all_normal(), hyperparathyroid()], path)
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own output
    texts = ["".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")]
    order = [t for t in texts if t.startswith("Patient ")]
    assert [t.split(" ·")[0] for t in order] == ["Patient N-1", "Patient P-0412"]


def test_too_many_patients_for_a_picture_are_sent_to_pdf(tmp_path: Path) -> None:
    many = [
        review([result("urine_calcium", 100 + n, (None, 200))], patient=f"P{n}")
        for n in range(MOST_STACKED + 1)
    ]
    with pytest.raises(UsageError, match=r"13: write a \.pdf"):
        write_chart(many, tmp_path / "a.png")
    assert not list(tmp_path.iterdir())
    write_chart(many, tmp_path / "a.pdf")
    assert pages((tmp_path / "a.pdf").read_bytes()) == MOST_STACKED + 1


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.svgz", ".png"])
def test_another_ending_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"\.png, \.svg or \.pdf") as caught:
        write_chart([all_normal()], tmp_path / name)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_a_place_that_cannot_be_written_is_said_in_one_sentence(
    tmp_path: Path, ending: str
) -> None:
    for place in (tmp_path / "missing" / f"a.{ending}", tmp_path / f"folder.{ending}"):
        if place.parent == tmp_path:
            place.mkdir()
        with pytest.raises(UsageError, match="cannot be written") as caught:
            write_chart([all_normal()], place)
        assert "\n" not in str(caught.value)


def test_no_collection_is_not_an_empty_picture(tmp_path: Path) -> None:
    with pytest.raises(NothingUsableError):
        write_chart([], tmp_path / "a.png")


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_mathematics_and_missing_letters_do_not_trip_the_drawing(
    tmp_path: Path, ending: str
) -> None:
    # Warnings are errors in these tests, so a missing glyph or a formula would fail.
    odd: Review = review(
        [result("urine_calcium", 312, (None, 200), label="$\\frac{1}{0}$ 患者 🧪 \x07")],
        patient="$x_^$",
    )
    write_chart([odd], tmp_path / f"a.{ending}", profile_title="50 $ & 50 $")
    assert (tmp_path / f"a.{ending}").stat().st_size > 1000

"""Assay variation as printed: named as assumed, never mixed with the range of estimation."""

from __future__ import annotations

from reviews import all_normal

from uroscope.model import KnowledgeNote, ProfileNote, Report, Review, Salt, Saturation
from uroscope.present.text import Style, report_text
from uroscope.present.words import assay_share, assay_text

NOTE = "assay variation assumed"


def salt(name: str, share: float | None, error: float | None = None) -> Salt:
    label = name.replace("_", " ")
    return Salt(
        salt=name, label=label, ss=2.0, delta_g=1.0, assay_cv_pct=share, error_pct=error,
        low=None if error is None else 1.5, high=None if error is None else 2.5,
    )  # fmt: skip


def review(*salts: Salt) -> Review:
    saturation = Saturation(constants="EQUIL2, v5", salts=list(salts), assay_note=NOTE)
    return all_normal().model_copy(update={"saturation": saturation})


def printed(one: Review, style: Style) -> str:
    report = Report(
        uroscope="0",
        profile=ProfileNote(id="p", title="P", digest="0"),
        knowledge=KnowledgeNote(version="0", digest="0"),
        reviews=[one],
    )
    return report_text(report, "conventional", style)


def test_one_short_line_of_whole_percents() -> None:
    text = printed(review(salt("calcium_oxalate", 8.25), salt("uric_acid", 9.8)), Style())
    assert f"    {NOTE}: ±8 % calcium oxalate, ±10 % uric acid\n" in text


def test_a_terminal_without_signs() -> None:
    text = printed(review(salt("uric_acid", 9.8)), Style(unicode=False))
    assert f"{NOTE}: +/-10 % uric acid" in text
    assert text.isascii()


def test_a_wider_range_of_estimation_leaves_it_out_and_is_not_added_to_it() -> None:
    one = review(salt("calcium_oxalate", 8.25, error=22.0), salt("uric_acid", 5.0, error=1.4))
    text = printed(one, Style())
    assert f"{NOTE}: ±5 % uric acid\n" in text
    assert "calcium oxalate 2.0 (1.5 to 2.5)" in text
    assert NOTE not in printed(review(salt("brushite", 8.0, error=13.0)), Style())


def test_other_salts_and_unknown_ones_are_not_in_the_line() -> None:
    saturation = review(salt("struvite", 20.0), salt("brushite", None)).saturation
    assert saturation is not None
    assert assay_text(saturation) == ""
    assert assay_share(salt("brushite", None)) == ""

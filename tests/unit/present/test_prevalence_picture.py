"""The picture of a batch: what cannot wait stands first, and no name is cut."""

from __future__ import annotations

from dataclasses import replace

from uroscope.present.batch import BatchReport, FlagShare, Share
from uroscope.present.chart.prevalence import prevalence_scene
from uroscope.present.chart.shapes import Text

LONG = "Potassium or bicarbonate out of the safe range, now or same day"
FEW = BatchReport(
    rows=12,
    output="t.parquet",
    profile="Stone clinic",
    refused={},
    not_measured=0,
    ignored={},
    unreadable=(),
    urgent=(Share("k_crisis", 1, 12, LONG),),
    findings=(Share("low_urine_volume", 6, 12, "Low urine volume"),),
    possible={"low_urine_volume": Share("low_urine_volume", 2, 12)},
    flags=(FlagShare("urine_ph", Share("urine_ph", 1, 4), Share("urine_ph", 2, 4), "pH"),),
)


def said(report: BatchReport) -> list[str]:
    scene = prevalence_scene(report)
    texts = [shape for group in scene.groups for shape in group.shapes if isinstance(shape, Text)]
    return ["".join(run.text for run in text.runs) for text in texts]


def test_red_flags_stand_first_and_whole() -> None:
    words = said(FEW)
    first = next(at for at, text in enumerate(words) if text.startswith("Red flags"))
    assert first < next(at for at, text in enumerate(words) if text.startswith("Findings"))
    assert LONG in " ".join(words)
    assert not any(text.startswith("Red flags") for text in said(replace(FEW, urgent=())))


def test_of_few_rows_counts_are_said_and_of_many_shares() -> None:
    assert {"1 of 12", "6 + 2 of 12", "low 1, high 2 of 4"} <= set(said(FEW))
    many = replace(
        FEW,
        rows=1200,
        urgent=(Share("k_crisis", 3, 1200, LONG),),
        findings=(Share("low_urine_volume", 600, 1200),),
        possible={"low_urine_volume": Share("low_urine_volume", 0, 1200)},
        flags=(FlagShare("urine_ph", Share("a", 100, 400), Share("a", 0, 400)),),
    )
    assert {"3, 0.2 %", "50.0 %", "low 25.0 %"} <= set(said(many))

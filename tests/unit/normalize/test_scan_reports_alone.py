"""A file of scan reports alone: people without results, or the reports of another file's people."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import uroscope
from uroscope.batch import Options, run_batch
from uroscope.errors import NothingUsableError
from uroscope.knowledge import load
from uroscope.model import Review

REPORTS = (
    'patient_id,imaging_report\nA,"4 mm nonobstructing stone, left kidney.\nNo hydronephrosis."\n'
    "B,No stones.\nD,\n"
)
WIDE = (
    "patient_id,sex,age,urine_volume (L/d),urine_calcium (mg/d)\nA,f,40,1.2,300\nC,m,50,2.6,100\n"
)
LONG = (
    "patient_id,sex,age,specimen,analyte,value,unit\nB,f,40,serum,calcium,9.8,mg/dL\n"
    "A,f,40,urine_24h,calcium,300,mg/d\n"
)


def files_of(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def reviews_of(paths: list[Path]) -> dict[str, Review]:
    reviews = uroscope.review(uroscope.read(*paths))
    found = {review.patient_id: review for review in reviews}
    assert len(found) == len(reviews), "no person is reviewed twice"
    return found


def seen(review: Review) -> list[str]:
    assert review.imaging is not None
    return [item.clinician_text for item in review.imaging.items]


def test_reports_alone_are_people_without_results(tmp_path: Path) -> None:
    found = reviews_of(files_of(tmp_path, scans=REPORTS))
    # D has nothing to be read.
    assert list(found) == ["A", "B"]
    assert found["A"].results == []
    assert seen(found["A"]) == ["Stone, left kidney, 4 mm, not obstructing"]
    assert found["A"].headline[0].startswith("No urine or blood was given")
    assert seen(found["B"]) == []


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(("text", "everybody"), [(WIDE, "ABC"), (LONG, "AB")])
def test_a_report_goes_with_the_results_of_its_patient(
    tmp_path: Path, text: str, everybody: str, first: bool
) -> None:
    paths = files_of(tmp_path, labs=text, scans=REPORTS)
    found = reviews_of(paths if first else paths[::-1])
    assert sorted(found) == list(everybody)
    assert [r.value for r in found["A"].results if r.analyte == "urine_calcium"] == [300.0]
    assert seen(found["A"]) == ["Stone, left kidney, 4 mm, not obstructing"]
    # The blood of B, where there is any, is reviewed with B's scan.
    assert bool(found["B"].results) == (text == LONG)
    assert found["B"].imaging is not None
    assert all(found[name].imaging is None for name in everybody if name not in "AB")


@pytest.mark.parametrize("text", [None, WIDE, LONG])
def test_a_batch_reads_them_as_a_review_does(tmp_path: Path, text: str | None) -> None:
    texts = {"scans": REPORTS} | ({} if text is None else {"labs": text})
    paths = files_of(tmp_path, **texts)
    output = tmp_path / "table.csv"
    run_batch(
        [str(path) for path in paths],
        Options(output, load().profile("stone_us")),
        lambda *_: None,
    )
    table = pd.read_csv(output, dtype={"patient_id": str}).set_index("patient_id")
    for name, review in reviews_of(paths).items():
        row = table.loc[name]
        assert {p: row[f"finding_{p}"] for p in ("hypercalciuria", "low_urine_volume")} == {
            p: review.statuses[p] for p in ("hypercalciuria", "low_urine_volume")
        }


def test_a_header_of_results_is_preferred(tmp_path: Path) -> None:
    text = "patient_id,imaging_report\n" + WIDE
    (path,) = files_of(tmp_path, labs=text)
    assert sorted(reviews_of([path])) == ["A", "C"]


def test_reports_of_nobody_are_refused_with_what_to_do(tmp_path: Path) -> None:
    (path,) = files_of(tmp_path, scans="imaging_report\n4 mm stone left\n")
    with pytest.raises(NothingUsableError, match="patient_id and imaging_report for scan reports"):
        uroscope.read(path)

"""Each result of another day carries that day, whichever side of the collection it lies on."""

from __future__ import annotations

from pathlib import Path

import uroscope

LONG = """\
patient_id,sex,age,collection_start,specimen,analyte,value,unit
A,F,54,2026-10-03,urine_24h,Volume,1.35,L/24h
A,F,54,2026-10-03,urine_24h,Calcium,312,mg/24h
A,F,54,2026-10-05,serum,PTH intact,88,pg/mL
A,F,54,2026-09-28,serum,Calcium,10.9,mg/dL
A,F,54,,serum,Creatinine,0.8,mg/dL
"""


def test_blood_before_and_after_the_collection_keeps_its_date(tmp_path: Path) -> None:
    path = tmp_path / "labs.csv"
    path.write_text(LONG)
    (review,) = uroscope.review(uroscope.read(path))
    dates = {result.analyte: result.date for result in review.results}
    assert dates == {
        "urine_volume": None,
        "urine_calcium": None,
        "serum_pth": "2026-10-05",
        "serum_calcium": "2026-09-28",
        "serum_creatinine": None,
    }


def test_what_is_missing_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "labs.csv"
    path.write_text("\n".join(LONG.splitlines()[:-1]))
    (review,) = uroscope.review(uroscope.read(path))
    for finding in review.findings:
        names = [part for item in finding.missing for part in item.split(" and ")]
        assert len(names) == len(set(names)), finding.missing

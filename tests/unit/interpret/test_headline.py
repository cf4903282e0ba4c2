"""The first sentence tells a value that is missing from one that was given and refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import uroscope
from tests.properties.accounting import panel_of_texts
from uroscope.knowledge import load
from uroscope.reviewing import review_panel

HEAD = (
    "patient_id,sex,age,urine_volume (L/d),urine_oxalate (mg/d),urine_sodium (mmol/d),"
    "urine_citrate (mg/d),urine_calcium (mg/d)\n"
)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        # Of volume, oxalate, sodium, citrate, calcium, pH and uric acid the first three are given.
        ("2.6,30,90,,", "; 4 of the 7 core urine values are missing."),
        ("2.6,30,90,1e9,", "; 3 of the 7 core urine values are missing, 1 was refused."),
        ("2.6,30,90,1e9,1e9", "; 2 of the 7 core urine values are missing, 2 were refused."),
        ("2.6,30,90,<x,150", "; 2 of the 7 core urine values are missing, 1 was refused."),
    ],
)
def test_a_refused_value_is_not_called_missing(cells: str, says: str) -> None:
    panel = panel_of_texts(HEAD + f"A,M,40,{cells}\n")
    (review,) = review_panel(panel, load().profile("stone_us"), False)
    assert review.headline[0].startswith("None of the ")
    assert review.headline[0].endswith(says)


def test_what_was_refused_of_another_person_is_no_ones_else() -> None:
    panel = panel_of_texts(HEAD + "A,M,40,2.6,30,90,,\nB,M,40,2.6,30,90,1e9,\n")
    first, second = review_panel(panel, load().profile("stone_us"), False)
    assert "refused" not in first.headline[0]
    assert second.headline[0].endswith("3 of the 7 core urine values are missing, 1 was refused.")


def test_a_measured_value_without_limits_is_not_missing() -> None:
    # Mayo's page prints no limit of citrate beyond 34 years; six of the seven are measured.
    panel = panel_of_texts(HEAD.strip() + ",urine_ph\nA,M,40,2.6,30,90,500,90,6.2\n")
    (review,) = review_panel(panel, load().profile("mayo"), False)
    assert next(r.flag for r in review.results if r.analyte == "urine_citrate") == "unknown"
    assert review.headline[0].endswith("; 1 of the 7 core urine values is missing.")


def test_a_label_of_exclusion_beside_a_cause_is_only_named(root: Path) -> None:
    # Finding 2 is titled "Fits idiopathic hypercalciuria: the usual causes are excluded".
    (review,) = uroscope.review(uroscope.read(root / "sample_data" / "03_si_units.csv"))
    assert [f.id for f in review.findings if f.rank][1] == "idiopathic_hypercalciuria"
    assert review.headline[1] == "Beside it: idiopathic hypercalciuria."


def test_a_label_of_exclusion_alone_is_the_case(root: Path) -> None:
    panel = uroscope.read(root / "sample_data" / "03_si_units.csv")
    rest = {name: values for name, values in panel.values.items() if name != "urine_citrate"}
    (review,) = uroscope.review(replace(panel, values=rest))
    assert review.headline[0].startswith("High urine calcium with the usual causes excluded")

"""Stone analyses as laboratories print and clinicians type them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from uroscope.interpret.texts import Lexicon, decode, read_texts

NAN = math.nan
COM, COD = "calcium_oxalate_monohydrate", "calcium_oxalate_dihydrate"

# text, the components a reader would write down, with percents where the text states them
TABLE: list[tuple[str, dict[str, float]]] = [
    (
        "80% calcium oxalate and 20% calcium phosphate (first and last stones)",
        {"calcium_oxalate": 80, "calcium_phosphate": 20},
    ),
    (
        "100% calcium oxalate: 50% weddellite and 50% whewellite",
        {"calcium_oxalate": 100, COM: 50, COD: 50},
    ),
    (
        "Calcium oxalate 100% (50% weddellite, 50% whewellite)",
        {"calcium_oxalate": 100, COM: 50, COD: 50},
    ),
    ("COM 70 / COD 30", {COM: 70, COD: 30, "calcium_oxalate": 100}),
    ("COM/COD 70/30", {COM: 70, COD: 30, "calcium_oxalate": 100}),
    ("70/30 COM/COD", {COM: 70, COD: 30, "calcium_oxalate": 100}),
    ("80/20 % CaOx/CaP", {"calcium_oxalate": 80, "calcium_phosphate": 20}),
    ("uric acid stone", {"uric_acid": NAN}),
    ("Uric Acid", {"uric_acid": NAN}),
    ("pure cystine", {"cystine": 100}),
    (
        "Calcium oxalate dihydrate (Weddellite) 20%, Calcium oxalate monohydrate (Whewellite) 70%, "
        "Carbonate apatite (Dahllite) 10%",
        {
            COD: 20,
            COM: 70,
            "calcium_oxalate": 90,
            "carbonate_apatite": 10,
            "apatite": 10,
            "calcium_phosphate": 10,
        },
    ),
    (
        "Calcium oxalate (80%), apatite (20%)",
        {"calcium_oxalate": 80, "apatite": 20, "calcium_phosphate": 20},
    ),
    ("Calcium phosphate (brushite) 80%", {"brushite": 80, "calcium_phosphate": 80}),
    (
        "CaOx 60% (COM 40, COD 20), apatite 40%",
        {"calcium_oxalate": 60, COM: 40, COD: 20, "apatite": 40, "calcium_phosphate": 40},
    ),
    (
        "uric acid anhydrous 90 %, uric acid dihydrate 10 %",
        {"uric_acid_anhydrous": 90, "uric_acid_dihydrate": 10, "uric_acid": 100},
    ),
    (
        "magnesium ammonium phosphate 55%, calcium phosphate carbonate 45%",
        {"struvite": 55, "carbonate_apatite": 45, "apatite": 45, "calcium_phosphate": 45},
    ),
    ("Ammonium acid urate 60% struvite 40%", {"ammonium_urate": 60, "struvite": 40}),
    ("2,8-DHA", {"dihydroxyadenine": NAN}),
    ("atazanavir", {"drug_component": NAN}),
    ("silica 100%", {"silica": 100}),
    # an amount that is bounded is not stated
    (
        "<5% apatite, 95% COM",
        {"apatite": NAN, COM: 95, "calcium_oxalate": 95, "calcium_phosphate": NAN},
    ),
    (">95% uric acid", {"uric_acid": NAN}),
    ("40-60% COM", {COM: NAN, "calcium_oxalate": NAN}),
    # numbers that are no percents
    ("5 mm, 32 mg, calcium oxalate monohydrate 100%", {COM: 100, "calcium_oxalate": 100}),
    ("2 stones: uric acid", {"uric_acid": NAN}),
    (
        "2019: uric acid; 2021: calcium oxalate 90%, calcium phosphate 10%",
        {"uric_acid": NAN, "calcium_oxalate": 90, "calcium_phosphate": 10},
    ),
    ("COM 7 / COD 3", {COM: NAN, COD: NAN, "calcium_oxalate": NAN}),
    # two stones: the larger percent
    (
        "Left: COM 100%. Right: COM 20%, uric acid 80%",
        {COM: 100, "calcium_oxalate": 100, "uric_acid": 80},
    ),
    # not present, not known
    ("no cystine", {}),
    ("possible cystine", {}),
    ("no uric acid, struvite 100%", {"struvite": 100}),
    ("none", {}),
    ("not analysed", {}),
    ("amlodipine", {}),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_components(lexicon: Lexicon, text: str, expected: dict[str, float]) -> None:
    found = decode(text, "stone_analysis", lexicon).components
    assert set(found) == set(expected)
    for name, percent in expected.items():
        assert found[name] == pytest.approx(percent, nan_ok=True)


def test_columns_of_components(lexicon: Lexicon) -> None:
    cells = np.array(["COM 70 / COD 30", "uric acid", None, "cystine 0%", "COM 70 / COD 30"])
    column = read_texts(cells, "stone_analysis", lexicon)
    assert column.component(COM) == pytest.approx([70, NAN, NAN, NAN, 70], nan_ok=True)
    assert column.has_component("uric_acid").tolist() == [False, True, False, False, False]
    assert column.has_component("cystine").tolist() == [False] * 5
    assert column.component("cystine")[3] == 0.0


@pytest.mark.parametrize("text", ["none", "no stone analysis", "not done", "n/a", "unknown"])
def test_an_analysis_that_was_not_made_is_not_asked(lexicon: Lexicon, text: str) -> None:
    assert not decode(text, "stone_analysis", lexicon).asked


def test_a_medicine_in_a_stone_is_not_taken(lexicon: Lexicon) -> None:
    column = read_texts(["calcium carbonate 5%, COM 95%"], "stone_analysis", lexicon)
    assert column.codes("calcium_supplement").tolist() == [4]

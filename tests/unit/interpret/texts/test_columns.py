"""Whole columns: codes, flags, quotes, missing cells, merging."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from uroscope.interpret.texts import (
    HISTORICAL,
    MENTIONED,
    NEGATED,
    NONE,
    NOT_ASKED,
    UNCERTAIN,
    UNMENTIONED,
    Lexicon,
    build_lexicon,
    code,
    decode,
    merge_codes,
    read_texts,
)

CELLS = ["HCTZ", "no thiazide", "none", None, "amlodipine", "?HCTZ", "HCTZ stopped", "HCTZ"]
CODES = [MENTIONED, NEGATED, NONE, NOT_ASKED, UNMENTIONED, UNCERTAIN, HISTORICAL, MENTIONED]


@pytest.mark.parametrize(
    "cells",
    [
        np.array(CELLS, dtype=object),
        pd.Series(CELLS, dtype=object),
        pd.Series(CELLS, dtype="string"),
        pd.Series(CELLS, index=range(8, 0, -1)),
        pd.Series(CELLS, dtype="category"),
    ],
)
def test_codes_follow_the_rows(lexicon: Lexicon, cells: object) -> None:
    codes = read_texts(cells, "medications", lexicon).codes("thiazide")
    assert codes.dtype == np.int8
    assert codes.tolist() == CODES


def test_codes_are_those_the_engine_was_promised() -> None:
    promised = (NOT_ASKED, MENTIONED, NEGATED, NONE, UNMENTIONED, UNCERTAIN, HISTORICAL)
    assert promised == tuple(range(7))


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, "", "   ", "\n"])
def test_missing_is_not_asked(lexicon: Lexicon, missing: object) -> None:
    column = read_texts(np.array([missing, "HCTZ"], dtype=object), "medications", lexicon)
    assert column.codes("thiazide").tolist() == [NOT_ASKED, MENTIONED]
    assert column.asked().tolist() == [False, True]
    assert not column.decoded(0).asked


def test_a_column_of_nothing(lexicon: Lexicon) -> None:
    empty = read_texts(np.array([], dtype=object), "medications", lexicon)
    blank = read_texts(pd.Series([np.nan, np.nan]), "medications", lexicon)
    assert empty.codes("thiazide").shape == (0,)
    assert blank.codes("thiazide").tolist() == [NOT_ASKED, NOT_ASKED]
    assert blank.component("cystine").shape == (2,)


def test_cells_are_not_changed(lexicon: Lexicon) -> None:
    cells = np.array(["HCTZ", np.nan], dtype=object)
    read_texts(cells, "medications", lexicon)
    assert cells[1] is np.nan


def test_numbers_as_cells_are_read_as_text(lexicon: Lexicon) -> None:
    column = read_texts(np.array([5, "HCTZ"], dtype=object), "medications", lexicon)
    assert column.codes("thiazide").tolist() == [UNMENTIONED, MENTIONED]


def test_flags(lexicon: Lexicon) -> None:
    cells = ["mother has FHH", "no family history of FHH", "possible FHH", "FHH", None]
    column = read_texts(cells, "conditions", lexicon)
    assert column.attribute("fhh", "family").tolist() == [True, False, False, False, False]
    assert column.attribute("fhh", "uncertain").tolist() == [False, False, True, False, False]
    medicines = read_texts(["thiazide allergy", "was on HCTZ", "plan HCTZ"], "medications", lexicon)
    assert medicines.attribute("thiazide", "allergy").tolist() == [True, False, False]
    assert medicines.attribute("thiazide", "historical").tolist() == [False, True, False]
    assert medicines.attribute("thiazide", "planned").tolist() == [False, False, True]


def test_explicit_none_is_that_of_the_column(lexicon: Lexicon) -> None:
    column = read_texts(["none", "PMH: none", "HCTZ", None], "medications", lexicon)
    assert column.explicit_none().tolist() == [True, False, False, False]


def test_unknown_names_are_refused(lexicon: Lexicon) -> None:
    with pytest.raises(ValueError, match="medications"):
        decode("x", "medicine", lexicon)
    with pytest.raises(ValueError, match="conditions"):
        read_texts(["x"], "history", lexicon)
    column = read_texts(["x", None], "medications", lexicon)
    with pytest.raises(KeyError):
        column.codes("no_such_concept")
    with pytest.raises(KeyError):
        code(decode("x", "medications", lexicon), "no_such_concept", lexicon)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("On Sjögren’s work-up", ["Sjögren’s"]),
        ("a  low-calcium\tdiet", ["low-calcium\tdiet"]),
        ("Ｃｒｏｈｎ's disease", ["Ｃｒｏｈｎ's disease"]),
        ("Hyzaar; K-Cit", ["Hyzaar", "Hyzaar", "K-Cit"]),
        ("\ufeffHCTZ\u200b 25", ["HCTZ"]),
    ],
)
def test_quotes_are_the_words_as_typed(lexicon: Lexicon, text: str, quotes: list[str]) -> None:
    mentions = decode(text, "conditions", lexicon).mentions
    assert [mention.quote for mention in mentions] == quotes
    assert all(text[mention.start : mention.end] == mention.quote for mention in mentions)


def test_merging_lets_the_strongest_statement_win() -> None:
    order = [NOT_ASKED, UNMENTIONED, NONE, NEGATED, HISTORICAL, UNCERTAIN, MENTIONED]
    for place, weaker in enumerate(order):
        for stronger in order[place:]:
            one, two = (np.array([item], dtype=np.int8) for item in (weaker, stronger))
            assert merge_codes([one, two]).tolist() == [stronger]
            assert merge_codes([two, one]).tolist() == [stronger]
    with pytest.raises(ValueError, match="nothing"):
        merge_codes([])


def test_each_distinct_text_is_decoded_once(
    lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    from uroscope.interpret.texts import columns

    seen: list[str] = []

    def counting(text: str, kind: str, lexicon: Lexicon) -> object:
        seen.append(text)
        return decode(text, kind, lexicon)

    monkeypatch.setattr(columns, "decode", counting)
    read_texts(["HCTZ", "none", "HCTZ", None] * 1000, "medications", lexicon)
    assert sorted(seen) == ["HCTZ", "none"]


def test_a_lexicon_that_does_not_hold_together_is_refused() -> None:
    concept = {"label": "gout", "patient_label": "gout", "part_of": ["nowhere"], "words": ["gout"]}
    with pytest.raises(ValueError, match="nowhere"):
        build_lexicon({"conditions": {"kind": "condition", "concepts": {"gout": concept}}})
    with pytest.raises(ValueError, match="nostrum"):
        build_lexicon({"medicines": {"combinations": [{"of": ["nostrum"], "brands": ["x"]}]}})

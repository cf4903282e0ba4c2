"""What holds of the text reader whatever is typed."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from uroscope.interpret.texts import (
    KIND_OF_CELL,
    MENTIONED,
    NEGATED,
    NONE,
    NOT_ASKED,
    Decoded,
    Lexicon,
    build_lexicon,
    decode,
    read_texts,
)

KNOWLEDGE = Path(__file__).parents[2] / "src" / "uroscope" / "knowledge"
READINGS = Path(__file__).parents[1] / "unit" / "interpret" / "texts" / "readings.yaml"


def _lexicon() -> Lexicon:
    files = [*(KNOWLEDGE / "texts").glob("*.yaml"), KNOWLEDGE / "medicines.yaml"]
    return build_lexicon({path.stem: yaml.safe_load(path.read_text("utf-8")) for path in files})


LEXICON = _lexicon()
CELLS = sorted(KIND_OF_CELL)
SENTENCES: list[tuple[str, str]] = [
    (kind, row[0])
    for kind, rows in yaml.safe_load(READINGS.read_text("utf-8")).items()
    for row in rows
]
SPOKEN = [(kind, text) for kind, text in SENTENCES if decode(text, kind, LEXICON).asked]
PIECES = st.sampled_from(
    [
        "no",
        "not",
        "denies",
        "without",
        "stopped",
        "off",
        "on",
        "possible",
        "?",
        "?fever",
        "HCTZ",
        "lithium",
        "topiramate",
        "citrate\n",
        "",
        "",
        "",
        "potassium",
        "calcium",
        "vitamin",
        "D",
        "fever",
        "chills",
        "vomiting",
        "mother",
        "family",
        "history",
        "of",
        "stones",
        "gastric\n",
        "",
        "",
        "",
        "bypass",
        "Crohn's",
        "disease",
        ",",
        ";",
        ":",
        ".",
        "(",
        ")",
        "/",
        "-",
        "or",
        "and",
        "but",
        "25",
        "mg",
        "2019",
        "80%",
        "COM",
        "COD",
        "uric",
        "acid",
        "none",
        "nil\n",
        "",
        "",
        "",
        "hydronephrosis",
        "nonobstructing",
        "resolved",
        "since",
        "until",
        "\n",
        "\n\n\t",
        "38.5",
        "temp",
        "plan:",
        "allergies:",
        "+",
        "=\n",
        "",
        "",
        "",
        "",
    ]
)
clinical = st.lists(PIECES, max_size=14).map(" ".join)
anything = st.text(max_size=120) | clinical | st.sampled_from([text for _, text in SENTENCES])


def outcome(decoded: Decoded) -> tuple[Any, ...]:
    return (
        decoded.asked,
        decoded.explicit_none,
        decoded.none_kinds,
        dict(decoded.readings),
        {name: repr(value) for name, value in decoded.components.items()},
        [(mention.concept, mention.status) for mention in decoded.mentions],
    )


@given(anything, st.sampled_from(CELLS))
@example("\x00\x07\x1b[31m HCTZ", "medications")
@example("💊 HCTZ 👩‍⚕️ no fever", "symptoms")
@example("\ud800", "conditions")
@example("((((", "symptoms")
@example("% % 5% < > % COM %", "stone_analysis")
@example("1/2/3/4 COM/COD/COM", "stone_analysis")
@example("٣٨ temp ۳۹", "symptoms")
@example("temp 1.2.3 38,5,1", "symptoms")
def test_no_text_is_an_error(text: str, kind: str) -> None:
    decoded = decode(text, kind, LEXICON)
    for mention in decoded.mentions:
        assert text[mention.start : mention.end] == mention.quote
        assert mention.quote
    assert set(decoded.readings) <= set(LEXICON.concepts)
    assert decoded.asked or not decoded.mentions
    assert all(not percent < 0 and not percent > 100 for percent in decoded.components.values())


@given(anything.filter(str.isascii), st.sampled_from(CELLS))
def test_case_changes_nothing(text: str, kind: str) -> None:
    plain = outcome(decode(text, kind, LEXICON))
    assert outcome(decode(text.upper(), kind, LEXICON)) == plain
    assert outcome(decode(text.lower(), kind, LEXICON)) == plain


@given(clinical, st.sampled_from(CELLS), st.sampled_from(["  ", " \t ", "\u00a0", "\u2009 "]))
def test_the_width_of_a_space_changes_nothing(text: str, kind: str, space: str) -> None:
    plain = outcome(decode(text, kind, LEXICON))
    assert outcome(decode(text.replace(" ", space), kind, LEXICON)) == plain
    assert outcome(decode(f" {text}\t ", kind, LEXICON)) == plain


UNRELATED = [
    "Lives in a flat on the third floor.",
    "Works as a teacher.",
    "Seen by telephone.",
    "Walks the dog daily.",
    "Next visit in spring.",
]


@pytest.mark.parametrize(("kind", "text"), SPOKEN)
def test_an_unrelated_sentence_changes_no_reading(kind: str, text: str) -> None:
    plain = outcome(decode(text, kind, LEXICON))
    for unrelated in UNRELATED:
        assert outcome(decode(f"{text.rstrip()}\n\n{unrelated}", kind, LEXICON)) == plain
        assert outcome(decode(f"{unrelated}\n\n{text.lstrip()}", kind, LEXICON)) == plain


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.randoms())
def test_the_order_of_rows_changes_nothing(
    rows: list[tuple[str, str]], shuffle: random.Random
) -> None:
    kind = rows[0][0]
    texts = [text for _, text in rows]
    mixed = texts[:]
    shuffle.shuffle(mixed)
    straight, shuffled = (read_texts(some, kind, LEXICON) for some in (texts, mixed))
    for concept in LEXICON.concepts:
        first = dict(zip(texts, straight.codes(concept), strict=True))
        assert first == dict(zip(mixed, shuffled.codes(concept), strict=True)), concept


MEDICINES = ["HCTZ", "lithium", "topiramate", "allopurinol", "potassium citrate", "vitamin C"]
NAMES = {
    "HCTZ": "thiazide",
    "lithium": "lithium",
    "topiramate": "carbonic_anhydrase_inhibitor",
    "allopurinol": "xanthine_oxidase_inhibitor",
    "potassium citrate": "alkali_citrate",
    "vitamin C": "vitamin_c",
}
listed = st.lists(st.sampled_from(MEDICINES), min_size=1, max_size=4, unique=True)


@given(listed, st.sampled_from([", ", "; ", "\n", " and ", " + "]))
def test_a_plain_list_is_a_list_of_what_is_taken(names: list[str], link: str) -> None:
    readings = decode(link.join(names), "medications", LEXICON).readings
    assert all(readings[NAMES[name]] == MENTIONED for name in names)


@given(
    listed.filter(lambda names: len(names) > 1), st.sampled_from(["not on", "denies", "never on"])
)
def test_a_denied_list_affirms_nothing(names: list[str], head: str) -> None:
    text = f"{head} {', '.join(names[:-1])} or {names[-1]}"
    decoded = decode(text, "medications", LEXICON)
    assert {mention.status for mention in decoded.mentions} == {"negated"}
    assert MENTIONED not in decoded.readings.values()


@given(st.sampled_from(SPOKEN), st.sampled_from(MEDICINES))
def test_denial_never_leaks_over_a_sentence_end(sentence: tuple[str, str], name: str) -> None:
    decoded = decode(f"No fever, no stones. {name} 10 mg daily.", "medications", LEXICON)
    assert decoded.readings[NAMES[name]] == MENTIONED
    kind, text = sentence
    joined = decode(f"{name} 10 mg daily.\n\n{text}", kind, LEXICON)
    assert joined.readings[NAMES[name]] == MENTIONED


@given(st.sampled_from(SENTENCES))
def test_taking_the_text_away_never_makes_anything_known(sentence: tuple[str, str]) -> None:
    kind, _ = sentence
    column = read_texts([None, "", "unknown"], kind, LEXICON)
    for concept in ("thiazide", "gastric_bypass", "fever", "hydronephrosis"):
        assert set(column.codes(concept)) == {NOT_ASKED}


@given(st.sampled_from(["none", "nil", "None.", "NONE", " none \n"]), st.sampled_from(CELLS))
def test_none_speaks_only_about_what_the_column_asks(text: str, kind: str) -> None:
    column = read_texts([text], kind, LEXICON)
    own = KIND_OF_CELL[kind]
    for concept in LEXICON.concepts.values():
        code = column.codes(concept.id)[0]
        if kind == "stone_analysis":
            assert code == NOT_ASKED
        else:
            assert (code == NONE) == (own in concept.kinds)
            assert code not in {MENTIONED, NEGATED}


@pytest.mark.parametrize(
    "line",
    [
        "no fever, ",
        "HCTZ ",
        "- ",
        "(",
        "? ",
        "COM 70 ",
        "x" * 10,
        "é",
        ".",
        "\n",
        "a" * 5 + ":",
        "fever. ",
        "without x ",
        "fever: no ",
        "restarted ",
        "💊",
    ],
)
@pytest.mark.parametrize("kind", ["symptoms", "stone_analysis"])
def test_a_very_long_cell_is_read_in_linear_time(line: str, kind: str) -> None:
    import time

    def seconds(size: int) -> float:
        text = line * (size // len(line))
        begin = time.process_time()
        decode(text, kind, LEXICON)
        return time.process_time() - begin

    seconds(1_000)
    short = max(min(seconds(10_000) for _ in range(2)), 0.002)
    # quadratic work would take 100 times as long for 10 times the text; 40 leaves room for noise,
    # and a second try for another process that had the cache
    assert seconds(100_000) < 40 * short or seconds(100_000) < 40 * short

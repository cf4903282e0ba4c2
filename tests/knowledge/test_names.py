"""Names are exact: one name, one meaning, whatever stands around it."""

from __future__ import annotations

from collections import defaultdict

import pytest

from uroscope.knowledge import load
from uroscope.knowledge.files import read_yaml
from uroscope.knowledge.names import name_key
from uroscope.knowledge.places import knowledge_folder

HOME = knowledge_folder() / "quantities"
FILES = ("urine", "blood", "spot", "fasting", "indices_printed")
QUANTITIES = {name: read_yaml(HOME / f"{name}.yaml").data["quantities"] for name in FILES}
NAMES = load().names
# Said of two substances, and refused with both: nobody can tell which was measured.
AMBIGUOUS = {"vitamin d", "vit d", "vitamina d", "vitamine d"}


def names_of(kind: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for quantities in QUANTITIES.values():
        for quantity in quantities:
            for name in quantity.get(kind, []):
                found[name_key(name)].add(quantity["id"])
    return found


def test_an_own_name_belongs_to_one_quantity() -> None:
    own, bare = names_of("own_names"), names_of("names")
    assert {name: ids for name, ids in own.items() if len(ids | bare[name]) > 1} == {}


def test_a_bare_name_means_one_quantity_in_each_specimen() -> None:
    for name in ("urine", "blood"):
        seen: dict[str, str] = {}
        for quantity in QUANTITIES[name]:
            every = [*quantity.get("names", [])]
            every += [n for names in quantity.get("basis_names", {}).values() for n in names]
            for key in map(name_key, every):
                if key not in AMBIGUOUS:
                    assert seen.setdefault(key, quantity["id"]) == quantity["id"], key


def test_a_word_means_one_specimen() -> None:
    seen: dict[str, str] = {}
    for kind, entry in read_yaml(HOME / "specimens.yaml").data.items():
        for word in entry["words"]:
            assert seen.setdefault(name_key(word), kind) == kind, word


def test_a_column_name_means_one_column() -> None:
    seen: dict[str, str] = {}
    data = read_yaml(HOME / "subject.yaml").data
    for part in ("columns", "long_columns"):
        for column, names in data[part].items():
            for name in (column, *names):
                assert seen.setdefault(name_key(name), column) == column, name


def test_nothing_is_both_read_and_without_use() -> None:
    # Bicarbonate and albumin are read from blood and have no use in urine.
    urine = {name_key(n) for q in QUANTITIES["urine"] for n in q.get("names", [])}
    own = set(names_of("own_names"))
    assert {name for name in NAMES.no_use if name in urine or name in own} == set()


def test_every_loinc_code_has_its_check_digit() -> None:
    # LOINC check digits are those of the Luhn algorithm (modulus 10).
    for code in NAMES.loinc:
        number, _, check = code.partition("-")
        digits = [int(d) for d in reversed(number)]
        doubled = [d if at % 2 else (2 * d if d < 5 else 2 * d - 9) for at, d in enumerate(digits)]
        assert (10 - sum(doubled) % 10) % 10 == int(check), code


def test_every_loinc_code_means_a_quantity() -> None:
    assert set(NAMES.loinc.values()) <= set(load().quantities)


@pytest.mark.parametrize(
    ("printed", "analytes"),
    [
        ("urine_calcium", {"urine_calcium"}),
        ("Calcium, urine (24 h)", {"urine_calcium"}),
        ("24-h urinary calcium excretion", {"urine_calcium"}),
        ("total serum calcium", {"serum_calcium"}),
        ("albumin-adjusted serum calcium", {"serum_calcium_adjusted"}),
        ("S-Calcium", {"serum_calcium"}),
        ("Ca 24", {"urine_calcium"}),
        ("CALCIUM", {"urine_calcium", "serum_calcium", "spot_urine_calcium",
                     "fasting_urine_calcium"}),
        ("urine calcium", {"urine_calcium", "spot_urine_calcium", "fasting_urine_calcium"}),
        ("spot urine pH", {"spot_urine_ph"}),
        ("blood urea nitrogen", {"serum_urea_nitrogen"}),
        ("urine urea nitrogen", {"urine_urea_nitrogen"}),
        ("1,25(OH)2D", {"serum_1_25_oh2_vitamin_d"}),
        ("25(OH)D3", {"serum_25_oh_vitamin_d"}),
        ("PTHi", {"serum_pth"}),
        ("Calciurie", {"urine_calcium", "spot_urine_calcium", "fasting_urine_calcium"}),
        ("Harnsäure im Serum", set()),
        ("calcium intake", set()),
        ("calcium score", set()),
        ("uric", set()),
        ("", set()),
        ("x" * 10_000, set()),
        ("a " * 200, set()),
    ],
)  # fmt: skip
def test_a_printed_name(printed: str, analytes: set[str]) -> None:
    assert {candidate.analyte for candidate in NAMES.candidates(printed)} == analytes


def test_suggestions_stand_only_in_error_texts() -> None:
    assert NAMES.candidates("calcuim") == ()
    assert "calcium" in NAMES.near("calcuim")

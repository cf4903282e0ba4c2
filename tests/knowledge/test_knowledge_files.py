"""A mistake in an edited file names file, line and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from uroscope.errors import ExitCode, KnowledgeError
from uroscope.knowledge.compile import compile_units
from uroscope.knowledge.files import check, read_yaml
from uroscope.knowledge.schema import Quantities, RangeFile


def written(folder: Path, text: str, name: str = "urine_calcium.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


LIMIT = """analyte: urine_calcium
limits:
  - id: clinic.urine_calcium.high
    high: 200
    unit: mg/d
    kind: decision_limit
    authority: Clinic
    convention: as our laboratory prints it
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "says", "cure"),
    [
        ("high: 200", "hihg: 200", 4, "hihg", "remove it or correct its spelling"),
        ("high: 200", "high: two hundred", 4, "high", "correct the value"),
        ("    unit: mg/d\n", "", 3, "unit", "add 'unit'"),
        ("kind: decision_limit", "kind: goal", 6, "kind", "correct the value"),
        ("    convention: as our laboratory prints it\n", "", 3, "needs a source", ""),
    ],
)
def test_a_misspelt_limit_names_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str, cure: str
) -> None:
    assert old in LIMIT
    document = read_yaml(written(tmp_path, LIMIT.replace(old, new)))
    with pytest.raises(KnowledgeError) as caught:
        check(document, RangeFile)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == ("urine_calcium.yaml", line)
    assert says in problem.message
    assert cure in problem.cure
    assert caught.value.exit_code == ExitCode.RANGES_INVALID


def test_a_good_limit_passes(tmp_path: Path) -> None:
    limits = check(read_yaml(written(tmp_path, LIMIT)), RangeFile).limits
    assert [limit.high for limit in limits] == [200]


def test_a_key_that_stands_twice_names_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, LIMIT.replace("    high: 200\n", "    high: 200\n    high: 250\n"))
    with pytest.raises(KnowledgeError) as caught:
        read_yaml(path)
    assert [(p.line, p.message) for p in caught.value.problems] == [
        (5, "the key 'high' stands twice")
    ]


@pytest.mark.parametrize("text", ["a: [1, 2", "a: b: c", "\ta: 1", "[a, b]: 1", "? {a: 1}"])
def test_what_is_no_yaml_names_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read_yaml(written(tmp_path, "x: 1\n" + text + "\n"))
    assert caught.value.problems[0].line >= 2


def test_what_is_no_utf8_says_so(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("unit: µg".encode("latin-1"))
    with pytest.raises(KnowledgeError, match="UTF-8"):
        read_yaml(path)


def test_yaml_makes_no_surprises(tmp_path: Path) -> None:
    # In plain YAML `no` is false, 24:00 is 1440 and 1e3 is a text.
    data = read_yaml(written(tmp_path, "a: no\nb: 24:00\nc: 1e3\nd: 2026-10-03\ne: true\n")).data
    assert data == {"a": "no", "b": "24:00", "c": 1000.0, "d": "2026-10-03", "e": True}


UNITS = """numerators:
  mg: {kind: mass, factor: FACTOR, pint: milligram, spellings: [mg]}
  g: {kind: mass, factor: 1.0, pint: gram, spellings: [g, SPELLING]}
denominators:
  d: {per: day, factor: 1.0, pint: day, spellings: [d]}
whole: {}
"""


def test_a_wrong_factor_stops_the_compilation(tmp_path: Path) -> None:
    text = UNITS.replace("FACTOR", "0.1").replace("SPELLING", "gm")
    written(tmp_path, text, "table.yaml")
    with pytest.raises(KnowledgeError, match=r"mg: factor 0\.1 should be 0\.001"):
        compile_units(tmp_path)


def test_one_spelling_for_two_units_stops_the_compilation(tmp_path: Path) -> None:
    text = UNITS.replace("FACTOR", "0.001").replace("SPELLING", "MG")
    written(tmp_path, text, "table.yaml")
    with pytest.raises(KnowledgeError) as caught:
        compile_units(tmp_path)
    assert (caught.value.problems[0].line, caught.value.problems[0].message) == (
        3,
        "'MG' means two units",
    )


def test_an_unknown_key_of_a_quantity_names_its_line(tmp_path: Path) -> None:
    text = """specimen: timed
quantities:
  - id: urine_calcium
    label: Calcium
    unit: mg/d
    si_unit: mmol/d
    digits: 0
    molarmass: 40.078
"""
    with pytest.raises(KnowledgeError) as caught:
        check(read_yaml(written(tmp_path, text, "urine.yaml")), Quantities)
    assert caught.value.problems[0].line == 8
    assert "molarmass" in caught.value.problems[0].message

"""docs/trust.md is the page that the program writes about itself, and still true."""

from __future__ import annotations

import doctest
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import trust  # noqa: E402
import trust_checks  # noqa: E402


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")


def rows_of(text: str, heading: str) -> list[list[str]]:
    """Return the cells of every table below a heading, without head and rule."""
    body = trust.sections(text)[heading]
    lines = [line for line in body.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if not set(row[0]) <= {"-"}][1:]


def test_every_heading_of_the_template_is_there_and_filled(page: str) -> None:
    wanted = trust.sections(trust.TEMPLATE.read_text(encoding="utf-8"))
    found = trust.sections(page)
    assert list(found) == list(wanted)
    assert len(found) == 15
    assert all(len(body.split()) > 20 for body in found.values())
    assert "$" not in page


def test_chemistry_is_the_one_in_use(page: str) -> None:
    (printed,) = re.findall(r"Chemistry digest: `([0-9a-f]{12})`", page)
    assert printed == trust.chemistry_digest(), "run python benchmarks/trust.py"


def test_the_digest_sees_a_changed_constant() -> None:
    chemistry = trust.RECORD["chemistry"]
    ksp = chemistry["equil2_v5"]["solids"][0]
    before = trust.chemistry_digest()
    kept = ksp["ksp"]
    try:
        ksp["ksp"] = float(kept) * 1.001
        assert trust.chemistry_digest() != before
    finally:
        ksp["ksp"] = kept
    assert trust.chemistry_digest() == before


@pytest.mark.parametrize("name", list(trust.QUICK))
def test_printed_numbers_are_those_computed_now(page: str, name: str) -> None:
    assert trust.QUICK[name]() in page


def test_what_the_page_claims_in_words_is_in_its_tables(page: str) -> None:
    power = {"⁻¹⁰": 1e-10, "⁻⁹": 1e-9}

    def number(cell: str) -> float:
        mantissa, _, rest = cell.partition(" × 10")
        return float(mantissa) * power[rest]

    reference = rows_of(page, "The reference program, solved exactly")
    assert len(reference) == 8
    assert max(number(row[1]) for row in reference) <= 1e-9
    hard = rows_of(page, "Urines on which the reference program fails")
    assert max(number(row[1]) for row in hard) <= 1e-8
    assert max(float(row[2].replace(",", "")) for row in hard[:-1]) > 10
    unsolved = rows_of(page, "Balances, and urines left unsolved")
    assert [row[2] for row in unsolved] == ["0", "0"]
    assert int(unsolved[0][1].replace(",", "")) >= 100_000
    assert {row[-1] for row in unsolved} <= {"10⁻¹²", "10⁻¹³"}


def test_other_solver_and_speed_were_run(page: str) -> None:
    solver = trust.sections(page)["Another solver"]
    assert re.search(r"Run on \d{4}-\d{2}-\d{2}\.", solver)
    assert len(rows_of(page, "Another solver")) == 8
    speed = rows_of(page, "Speed")
    assert speed[0][1] == "1"
    assert float(speed[1][1]) > 1


def test_no_absolute_times(page: str) -> None:
    assert not re.search(r"\d\s?(?:s|ms|µs|seconds|minutes|urines/s)\b", page)


def test_what_could_not_be_run_stays_with_its_date(page: str) -> None:
    fresh = trust.dated("speed", "a table", "2031-01-02", page)
    assert "Run on 2031-01-02.\n\na table" in fresh
    stays = trust.dated("speed", None, "2031-01-02", page)
    assert stays in page
    assert "2031" not in stays
    assert trust.dated("speed", None, "2031-01-02", fresh) == fresh
    assert "Not yet run." in trust.dated("speed", None, "2031-01-02", "")


def test_caveats_are_cited(page: str) -> None:
    reading = " ".join(trust.sections(page)["How to read a supersaturation"].split())
    for key in ("rodgers_2014", "omar_2015"):
        assert trust.RECORD["sources"][key][3] in reading
    for words in ("52.5 %", "67 %", "70 %", "Never convert between laboratories"):
        assert words in reading
    left_out = " ".join(trust.sections(page)["What is not modelled"].split())
    for words in ("Bicarbonate", "Ammonium never loses its proton", "Protein", "37 °C", "38 °C"):
        assert words in left_out


def test_every_profile_is_counted(page: str) -> None:
    rows = rows_of(page, "Where the limits come from")
    assert len(rows) == len(trust.RECORD["profiles"])
    for row in rows:
        every, cited, read, own = (int(cell) for cell in row[1:5])
        assert every == cited + read + own
    statements = rows_of(page, "Where the sentences come from")
    for column in (1, 2, 3):
        parts = [int(row[column]) for row in statements[:-1]]
        assert sum(parts) == int(statements[-1][column])


@pytest.mark.parametrize("module", [trust, trust_checks])
def test_examples(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0

"""What a user meets: output, messages, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import typed

ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


def process(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command as the shell does; what is no matter of the process is quicker `typed`."""
    return subprocess.run(
        [sys.executable, "-m", "uroscope", *arguments],
        capture_output=True, text=True, input=stdin, env=ENVIRONMENT, check=False,
    )  # fmt: skip


WIDE = (
    "patient_id,sex,age,weight_kg,urine_volume (L/24h),Calcium [mg/d],Oxalate [mg/d],urine_ph,"
    "serum_calcium (mg/dL),serum_pth (pg/mL)\nP-0412,F,54,68,1.35,312,58,6.1,10.9,88\n"
)


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    path = tmp_path / "wide.csv"
    path.write_text(WIDE, encoding="utf-8")
    return path


def test_review_prints_the_case_and_exits_0(wide: Path) -> None:
    done = process("review", str(wide))
    assert done.returncode == 0
    assert done.stdout.startswith("P-0412  woman 54 y, 68 kg")
    assert "Calcium 312 mg/d ↑200" in done.stdout
    assert "Volume 1.35 L/d ↓goal 2.5" in done.stdout
    assert "the clinician decides" in done.stdout
    assert done.stderr == ""


def test_abnormal_results_are_not_an_exit_code_and_json_is_the_contract(wide: Path) -> None:
    done = typed("review", str(wide), "--format", "json")
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert report["schema"] == "uroscope.review/1"
    results = {r["analyte"]: r for r in report["reviews"][0]["results"]}
    calcium = results["urine_calcium"]
    assert (calcium["value"], calcium["unit"], calcium["flag"]) == (312.0, "mg/d", "high")
    assert calcium["limits"]["high"] == 200
    # 312 mg / 40.078 mg per mmol
    assert calcium["si"] == {"value": pytest.approx(7.78482, rel=1e-5), "unit": "mmol/d"}
    assert results["urine_volume"]["limits"]["kind"] == "treatment_goal"
    assert calcium["reported"]["where"] == {
        "source": "wide.csv", "row": 2, "column": "Calcium [mg/d]",
    }  # fmt: skip


def test_standard_input(wide: Path) -> None:
    done = process("review", "-", stdin=WIDE)
    assert done.returncode == 0
    assert "P-0412" in done.stdout


def test_si_units(wide: Path) -> None:
    done = typed("review", str(wide), "--units", "si")
    assert "Calcium 7.78 mmol/d" in done.stdout


def test_refused_cells_exit_3_and_everything_else_is_delivered(tmp_path: Path) -> None:
    path = tmp_path / "refused.csv"
    path.write_text(WIDE.replace("312", "3.12e9"), encoding="utf-8")
    done = process("review", str(path))
    assert done.returncode == 3
    assert "Oxalate 58 mg/d" in done.stdout
    assert "1 cell refused" in done.stderr
    assert "refused.csv record 2, Calcium [mg/d]" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("missing.csv", None, 2, "there is no such file"),
        ("empty.csv", b"", 4, "the file is empty"),
        ("binary.csv", b"\x00\x01\x02" * 99, 4, "binary"),
        ("book.csv", b"PK\x03\x04xxxx", 4, "Excel or zip"),
        ("line.csv", b"x" * 1_200_000, 4, "one line"),
        ("other.csv", b"name,colour\na,blue\n", 4, "is a header uroscope knows"),
        ("header.csv", b"patient_id,urine_calcium (mg/d)\n", 4, "no record below it"),
        ("nothing.csv", b"patient_id,urine_calcium (mg/d)\nP,abc\n", 4, "so there is no review"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hopeless_input_gets_one_clear_sentence(
    tmp_path: Path, name: str, content: bytes | None, code: int, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = typed("review", str(path))
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_folder_is_named_as_such(tmp_path: Path) -> None:
    done = typed("review", str(tmp_path))
    assert done.returncode == 2
    assert "this is a folder" in done.stderr


def test_unknown_profile_names_the_known_ones(wide: Path) -> None:
    done = typed("review", str(wide), "--profile", "nowhere")
    assert done.returncode == 2
    assert "stone_us, stone_europe, mayo, arup" in done.stderr


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_chart_is_written(wide: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"flags.{ending}"
    done = typed("chart", str(wide), "-o", str(target))
    assert done.returncode == 0
    assert target.stat().st_size > 1000


def test_convert_template_explain_and_ranges() -> None:
    done = typed("convert", "250", "mg/d", "--analyte", "urine_calcium", "--to", "mmol/d")
    # 250 / 40.078 = 6.23784
    assert done.stdout.strip() == "250 mg/d of urine_calcium = 6.2378 mmol/d"
    assert "low below 320 mg/d" in typed("explain", "urine_citrate").stdout
    assert "stone_us" in typed("ranges", "list").stdout
    assert "high above 250 mg/d (men)" in typed("ranges", "show", "stone_us").stdout
    wrong = typed("explain", "urine_citratt")
    assert wrong.returncode == 2
    assert "urine_citrate" in wrong.stderr


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_a_filled_template_is_read(tmp_path: Path, layout: str) -> None:
    text = typed("template", "--layout", layout).stdout
    lines = text.splitlines()
    if layout == "long":
        at = next(i for i, line in enumerate(lines) if ",urine_calcium,," in line)
        lines[at] = "T-1" + lines[at].replace(",urine_calcium,,", ",urine_calcium,300,")
    else:
        header = lines[-1].split(",")
        cells = [
            "T-1" if h == "patient_id" else "300" if "urine_calcium " in h else "" for h in header
        ]
        lines.append(",".join(cells))
    path = tmp_path / "filled.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = typed("review", str(path))
    assert done.returncode == 0, done.stderr
    assert "Calcium 300 mg/d" in done.stdout


def test_ranges_check_names_file_line_and_cure(tmp_path: Path) -> None:
    path = tmp_path / "urine_calcium.yaml"
    path.write_text(
        "analyte: urine_calcium\nlimits:\n  - id: x.urine_calcium.all\n    hihg: 300\n"
        "    unit: mg/d\n    kind: decision_limit\n    convention: ours\n",
        encoding="utf-8",
    )
    done = typed("ranges", "check", str(tmp_path))
    assert done.returncode == 5
    assert "urine_calcium.yaml:4" in done.stderr
    path.write_text(path.read_text().replace("hihg", "high"), encoding="utf-8")
    assert typed("ranges", "check", str(tmp_path)).returncode == 0


def test_own_range_file_replaces_that_of_the_profile(wide: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "urine_calcium.yaml").write_text(
        "analyte: urine_calcium\nlimits:\n  - id: own.urine_calcium.all\n    high: 400\n"
        "    unit: mg/d\n    kind: decision_limit\n    convention: agreed here\n",
        encoding="utf-8",
    )
    done = typed("review", str(wide), "--ranges", str(folder))
    assert done.returncode == 0
    assert "Calcium 312 mg/d ·" in done.stdout


def test_every_help_has_an_example() -> None:
    for command in ("review", "chart", "convert", "template", "explain", "ranges"):
        done = typed(command, "--help")
        assert done.returncode == 0
        assert "Example:" in done.stdout


def test_every_command_that_reads_results_lists_its_exit_codes() -> None:
    for command in ("review", "chart", "batch", "whatif"):
        said = " ".join(typed(command, "--help").stdout.split())
        for code, words in ((0, "all input"), (3, "some cells"), (4, "nothing"), (5, "a range")):
            assert f"{code} {words}" in said, command
    assert "5 they do not" in typed("ranges", "check", "--help").stdout


def test_wrong_usage_is_2() -> None:
    assert process("review").returncode == 2
    assert process("nothing").returncode == 2


def test_our_own_fault_shows_no_patient_value(wide: Path) -> None:
    script = (
        "import sys, uroscope.command as c, uroscope.cli as cli\n"
        "def broken(*a, **k): raise RuntimeError('value 312 of P-0412')\n"
        "c.make_reports = broken\n"
        f"sys.argv = ['uroscope', 'review', {str(wide)!r}]\n"
        "cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "312" not in done.stderr
    assert "P-0412" not in done.stderr
    assert "fault of ours" in done.stderr


def test_one_unreadable_file_of_several_is_refused_and_the_rest_reviewed(
    wide: Path, tmp_path: Path
) -> None:
    done = typed("review", str(wide), str(tmp_path / "missing.csv"))
    assert done.returncode == 3
    assert "Calcium 312 mg/d" in done.stdout
    assert "missing.csv" in done.stderr
    assert "no such file" in done.stderr


def test_an_impossible_age_on_the_command_line_is_wrong_usage(wide: Path) -> None:
    done = typed("review", str(wide), "--age", "-5")
    assert done.returncode == 2
    assert "--age -5 cannot be true" in done.stderr


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("1,234", "can mean decimals or thousands"),
        ("nan", "is not a number"),
        ("inf", "is not a number"),
        ("1_000", "is not a number"),
        ("<5", "is not a number"),
        ("5 mg", "is not a number"),
    ],
)
def test_convert_reads_a_number_as_a_file_does(value: str, says: str) -> None:
    done = typed("convert", value, "mg/d", "--analyte", "urine_calcium", "--to", "mmol/d")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_convert_names_the_units_of_the_analyte() -> None:
    # 1,234.5 / 40.078 = 30.8025
    done = typed("convert", "1.234,5", "mg/d", "--analyte", "urine_calcium", "--to", "mmol/d")
    assert done.stdout.strip() == "1234.5 mg/d of urine_calcium = 30.802 mmol/d"
    done = typed("convert", "5", "furlongs", "--analyte", "urine_calcium", "--to", "mmol/d")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "Write urine_calcium in mg/d or mmol/d."
    assert "fraction" not in done.stderr


def test_explain_says_what_a_name_was_taken_for() -> None:
    done = typed("explain", "PTH")
    assert done.stderr == "'PTH' is a name of serum_pth, which is explained here.\n"
    assert done.stdout.startswith("serum_pth: ")
    done = typed("explain", "citrat")
    assert done.stderr.startswith("'citrat' can be urine_citrate, spot_urine_citrate;")
    assert len(done.stderr.splitlines()) == 1
    assert typed("explain", "urine_citrate").stderr == ""


def test_a_command_leaves_nothing_to_look_through_when_python_ends() -> None:
    script = (
        "import gc, sys\nfrom uroscope.cli import main\n"
        "sys.argv = ['uroscope', 'ranges', 'list']\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "print(gc.get_freeze_count() > sum(gc.get_count()), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "True"

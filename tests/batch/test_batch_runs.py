"""`uroscope batch`: the same table however the input is cut, and one sentence when it cannot be."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import uroscope
from tests.properties.test_table_properties import agrees, same
from tests.support.wide import COLUMNS, messy, tidy
from uroscope.batch import Options, Summary, run_batch
from uroscope.batch import inputs as inputs_module
from uroscope.batch import run as run_module
from uroscope.batch import spill as spill_module
from uroscope.batch.folder import parts_of
from uroscope.errors import NothingUsableError, UsageError
from uroscope.knowledge import load
from uroscope.pipeline import read_panel
from uroscope.reading import pieces as pieces_module
from uroscope.reviewing import review_panel


def batch(
    files: list[Path], output: Path, piece_bytes: int | None = None, **options: Any
) -> Summary:
    """Run a batch, cut into pieces of a given size."""
    chosen = Options(output, load().profile("stone_us"), **options)
    with pytest.MonkeyPatch.context() as patch:
        if piece_bytes is not None:
            cut = pieces_module.cut_file
            patch.setattr(
                inputs_module, "cut_file", lambda *args: cut(*args, piece_bytes=piece_bytes)
            )
            patch.setattr(spill_module, "PARTITION_BYTES", piece_bytes)
        return run_batch([str(f) for f in files], chosen, lambda *_: None)


def table(path: Path) -> pd.DataFrame:
    """Read a batch as the frame that interpret_table would give."""
    arrow = pq.read_table(path)
    frame = arrow.to_pandas()
    for name, kind in uroscope.interpret_table.schema.items():
        frame[name] = frame[name].astype(kind)
    return frame


def ours(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=["source", "record"])


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(["source", "record"]).reset_index(drop=True)


def long_of(frame: pd.DataFrame, seed: int, shuffled: bool) -> pd.DataFrame:
    """Return a wide table as one result per row, in the order of patients or shuffled."""
    wide = [name for name, *_ in COLUMNS]
    own = [name for name in frame if name not in wide]
    melted = frame.reset_index(names="at").melt([*own, "at"], wide, "column", "value")
    parts = melted["column"].str.extract(r"(.*) \((.*)\)")
    melted = melted.assign(analyte=parts[0], unit=parts[1])
    melted = melted[melted["value"].astype(str).str.strip() != ""]
    order = ["at"] if not shuffled else "column"
    melted = melted.sort_values(order, kind="stable").drop(columns=["column", "at"])
    if shuffled:
        melted = melted.sample(frac=1, random_state=seed)
    return melted


@given(st.integers(0, 2**31), st.integers(500, 6000))
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_where_a_file_is_cut_changes_no_bit(tmp_path: Path, seed: int, piece: int) -> None:
    source, output = tmp_path / "w.csv", tmp_path / "w.parquet"
    frame = messy(24, seed)
    # Quoted line ends, separators and quotes inside cells.
    frame["symptoms"] = np.where(np.arange(24) % 3 == 0, 'no "fever",\nsince May', "")
    frame.to_csv(source, index=False)
    batch([source], output)
    whole = table(output)
    batch([source], output, piece)
    same(table(output), whole)
    assert whole["record"].tolist() == list(range(2, 26))


@given(st.integers(0, 2**31))
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_wide_file_gives_what_its_review_gives(tmp_path: Path, seed: int) -> None:
    source, output = tmp_path / "w.csv", tmp_path / "w.parquet"
    frame = messy(4, seed, share_odd=0.1)
    frame = frame[frame["urine_calcium (mg/d)"].str.isdigit()]
    if not len(frame):
        return
    frame.to_csv(source, index=False)
    batch([source], output)
    reviews = review_panel(read_panel([str(source)]), load().profile("stone_us"))
    for row, review in zip(table(output).to_dict("records"), reviews, strict=True):
        agrees(row, review)


@pytest.mark.parametrize("shuffled", [False, True], ids=["grouped", "shuffled"])
@pytest.mark.parametrize("piece", [None, 900, 4000])
def test_a_long_file_gives_what_its_review_gives(
    tmp_path: Path, shuffled: bool, piece: int | None
) -> None:
    source, output = tmp_path / "l.csv", tmp_path / "l.parquet"
    frame = messy(12, 7, share_odd=0.05)
    frame["age"], frame["collection_start"] = "54", "2026-10-03"
    long_of(frame, 7, shuffled).to_csv(source, index=False)
    batch([source], output, piece)
    found = {row["patient_id"]: row for row in table(output).to_dict("records")}
    reviews = review_panel(read_panel([str(source)]), load().profile("stone_us"))
    assert len(reviews) > 8
    for review in reviews:
        agrees(found[review.patient_id], review)


def test_order_and_pieces_of_a_long_file_change_no_bit(tmp_path: Path) -> None:
    frame = tidy(40, 3)
    tables = []
    for number, (shuffled, piece) in enumerate([(False, None), (False, 4000), (True, 6000)]):
        source, output = tmp_path / "l.csv", tmp_path / f"{number}.parquet"
        long_of(frame, 1, shuffled).to_csv(source, index=False)
        batch([source], output, piece)
        found = table(output).sort_values("patient_id").reset_index(drop=True)
        tables.append(found.drop(columns=["record", "source"]))
    same(tables[0], tables[1])
    same(tables[0], tables[2])


def test_blood_in_a_second_file_joins_its_urine(tmp_path: Path) -> None:
    urine, blood, output = (tmp_path / n for n in ("urine.csv", "blood.csv", "o.parquet"))
    urine.write_text("patient_id,urine_calcium (mg/d)\nA,300\nB,200\n")
    blood.write_text("patient_id,serum_calcium (mg/dL)\nB,10.9\nA,9.4\n")
    batch([urine, blood], output, 64)
    found = table(output).set_index("patient_id")
    assert found["urine_calcium"].to_dict() == {"A": 300, "B": 200}
    assert found["serum_calcium"].to_dict() == {"A": 9.4, "B": 10.9}


def test_a_decimal_comma_far_below_settles_the_cells_above(tmp_path: Path) -> None:
    # 1,234 mg of cystine is a plausible thousand and a plausible unit: only the file tells.
    rows = [f"P{n};1,234" for n in range(200)] + ["Q;12,5"]
    source, output = tmp_path / "c.csv", tmp_path / "c.parquet"
    source.write_text("patient_id;urine_cystine (mg/d)\n" + "\n".join(rows) + "\n")
    batch([source], output, 400)
    assert set(table(output)["urine_cystine"]) == {1.234, 12.5}


def test_an_m_beside_an_h_anywhere_in_the_file_is_nobodys_sex(tmp_path: Path) -> None:
    rows = [f"P{n},M,300" for n in range(200)] + ["Q,H,300"]
    source, output = tmp_path / "h.csv", tmp_path / "h.parquet"
    source.write_text("patient_id,sex,urine_calcium (mg/d)\n" + "\n".join(rows) + "\n")
    batch([source], output, 400)
    assert table(output)["sex"].isna().sum() == 200
    with pytest.raises(UsageError, match="mujer"):
        uroscope.interpret_table(pd.read_csv(source))


def test_cp1252_far_below_is_the_encoding_of_the_file(tmp_path: Path) -> None:
    head = b"patient_id,urine_oxalate (mg/d),serum_25_oh_vitamin_d (ng/mL)\n"
    source, output = tmp_path / "e.csv", tmp_path / "e.parquet"
    source.write_bytes(head + b"A\xc3\xa9,30,20\n" * 50 + b"M\xfcller,30,20\n")
    batch([source], output, 200)
    found = table(output)["patient_id"].tolist()
    assert found == ["AÃ©"] * 50 + ["Müller"]


# The tests may run beside threads of their own, of which newer Pythons warn at a copy.
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize(("workers", "way"), [(1, "spawn"), (2, "spawn"), (2, "fork")])
def test_workers_change_nothing(
    tmp_path: Path, workers: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way not in get_all_start_methods():
        way = "spawn"
    monkeypatch.setattr(run_module, "_context", lambda: get_context(way))
    source, output = tmp_path / "w.csv", tmp_path / "w.parquet"
    messy(60, 5).to_csv(source, index=False)
    batch([source], output, 4000, workers=workers)
    expected = uroscope.interpret_table(messy(60, 5))
    same(ours(table(output)).drop(columns="issues"), expected.drop(columns="issues"))


@pytest.mark.parametrize(("fewest", "digits"), [(1, 11), (1000, 16)])
def test_fast_changes_last_digits_at_most_and_none_of_a_small_file(
    tmp_path: Path, fewest: int, digits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "KERNEL_PARTS", fewest)
    source = tmp_path / "w.csv"
    tidy(40, 3).to_csv(source, index=False)
    tables = []
    for name, fast in (("a", False), ("b", True)):
        batch([source], tmp_path / f"{name}.parquet", fast=fast)
        tables.append(table(tmp_path / f"{name}.parquet"))
    plain, quick = tables
    numbers = [name for name in plain if name.startswith(("ss_", "dg_")) and "imputed" not in name]
    assert plain[numbers].notna().any().any()
    np.testing.assert_allclose(quick[numbers], plain[numbers], rtol=10.0**-digits, atol=0)
    same(quick.drop(columns=numbers), plain.drop(columns=numbers))


def test_a_process_is_copied_only_where_it_has_no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(run_module.threading, "active_count", lambda: 1)
        copied = "fork" if sys.platform == "linux" else "spawn"
        assert run_module._context().get_start_method() == copied
    hold = threading.Event()
    other = threading.Thread(target=hold.wait)
    other.start()
    try:
        assert run_module._context().get_start_method() == "spawn"
    finally:
        hold.set()
        other.join()


def test_another_name_of_an_input_is_not_written_over(tmp_path: Path) -> None:
    source, other = tmp_path / "w.csv", tmp_path / "same.csv"
    tidy(3, 1).to_csv(source, index=False)
    other.hardlink_to(source)
    before = source.read_bytes()
    with pytest.raises(UsageError, match="also the input"):
        batch([source], other)
    assert source.read_bytes() == before


def test_no_text_is_an_empty_one_and_never_null(tmp_path: Path) -> None:
    source, output = tmp_path / "w.csv", tmp_path / "w.parquet"
    head = "patient_id,collection_start,collection_end,urine_calcium (mg/d)"
    source.write_text(f"{head}\nA,2026-01-01,,312\nB,,2026-02-02,200\n")
    batch([source], output)
    arrow = pq.read_table(output)
    assert arrow["collection_start"].to_pylist() == ["2026-01-01", ""]
    assert arrow["collection_end"].to_pylist() == ["", "2026-02-02"]
    texts = [f.name for f in arrow.schema if f.type == pa.string()]
    assert {"collection_id", "led_by", "issues"} < set(texts)
    assert not any(arrow[name].null_count for name in texts)


def test_parquet_in_gives_what_csv_gives(tmp_path: Path) -> None:
    frame = tidy(50, 2)
    text, typed, output = tmp_path / "w.csv", tmp_path / "w.parquet", tmp_path / "o.parquet"
    frame.to_csv(text, index=False)
    pq.write_table(pa.Table.from_pandas(frame), typed, row_group_size=17)
    batch([text], output)
    expected = table(output).drop(columns=["issues", "source"])
    batch([typed], output)
    same(table(output).drop(columns=["issues", "source"]), expected)


def test_csv_out_holds_the_same_numbers_and_no_formula(tmp_path: Path) -> None:
    source, output = tmp_path / "w.csv", tmp_path / "o.csv"
    frame = tidy(30, 2)
    frame.loc[0, "patient_id"] = "=cmd()"
    frame.loc[1, "patient_id"] = "@A"
    frame.to_csv(source, index=False)
    batch([source], output)
    # As text: pandas 2 rounds the last digit of a number that it reads from a file.
    found = pd.read_csv(output, dtype=str)
    assert found["patient_id"].tolist()[:2] == ["'=cmd()", "'@A"]
    batch([source], tmp_path / "o.parquet")
    numbers = table(tmp_path / "o.parquet").select_dtypes("number")
    for name in numbers:
        assert np.array_equal(
            found[name].astype(float), numbers[name].astype(float), equal_nan=True
        ), name
    with output.open(newline="") as stream:
        assert len(next(csv.reader(stream))) == len(uroscope.interpret_table.schema) + 2


def test_refusals_are_listed_with_file_and_record(tmp_path: Path) -> None:
    source, output, issues = (tmp_path / n for n in ("w.csv", "o.parquet", "i.csv"))
    source.write_text("patient_id,urine_calcium (mg/d)\n" + "A,200\n" * 90 + "B,=cmd\nC,9999999\n")
    summary = batch([source], output, 200, issues=issues)
    listed = pd.read_csv(issues)
    assert listed[["row", "code"]].values.tolist() == [[92, "not_a_number"], [93, "implausible"]]
    assert listed["seen"].tolist()[0] == "'=cmd mg/d"
    assert dict(summary.refused) == {"not_a_number": 1, "implausible": 1}
    assert json.loads(table(output)["issues"].iloc[90])[0]["code"] == "not_a_number"


def test_a_damaged_parquet_file_is_said_and_skipped(tmp_path: Path) -> None:
    good, bad, output = (tmp_path / n for n in ("good.csv", "bad.parquet", "o.parquet"))
    tidy(5, 1).to_csv(good, index=False)
    bad.write_bytes(b"PAR1 but no more")
    issues = tmp_path / "i.csv"
    summary = batch([tmp_path], output, issues=issues)
    assert summary.rows == 5
    assert summary.unreadable
    assert "bad.parquet" in summary.unreadable[0]
    assert pd.read_csv(issues)["code"].tolist() == ["unreadable_file"]
    with pytest.raises(NothingUsableError, match="cut short"):
        batch([bad], output)


def test_a_damaged_row_group_is_said_and_the_others_are_used(tmp_path: Path) -> None:
    source, output = tmp_path / "w.parquet", tmp_path / "o.parquet"
    pq.write_table(
        pa.Table.from_pandas(tidy(300, 1)), source, row_group_size=100, compression="none"
    )
    raw = bytearray(source.read_bytes())
    second = pq.ParquetFile(source).metadata.row_group(1).column(7)
    start = second.dictionary_page_offset or second.data_page_offset
    raw[start : start + 40] = bytes(40)
    source.write_bytes(raw)
    summary = batch([source], output)
    assert summary.rows == 200
    assert "records 102 to 201" in summary.unreadable[0]


@contextmanager
def cut_small() -> Iterator[None]:
    """Cut files into pieces of 2,500 bytes."""
    cut = pieces_module.cut_file
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs_module, "cut_file", lambda *args: cut(*args, piece_bytes=2500))
        yield


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """What the run that is stopped below gives when nobody stops it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    messy(60, 9).to_csv(folder / "w.csv", index=False)
    batch([folder / "w.csv"], folder / "o.parquet")
    return table(folder / "o.parquet")


@pytest.fixture(scope="module")
def stopped_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A run that stopped after three parts, and a copy of what it left."""
    folder = tmp_path_factory.mktemp("stopped")
    source, output = folder / "w.csv", folder / "o.parquet"
    messy(60, 9).to_csv(source, index=False)
    parts = 0

    def stop(done: int, total: int, rows: int) -> None:
        nonlocal parts
        parts = done
        if done == 3:
            raise KeyboardInterrupt

    options = Options(output, load().profile("stone_us"))
    with cut_small(), pytest.raises(KeyboardInterrupt):
        run_batch([str(source)], options, stop)
    assert parts == 3
    left = tmp_path_factory.mktemp("left")
    shutil.copy2(source, left / "w.csv")
    parts_of(output).rename(left / "parts")
    return source, output, left


@pytest.fixture
def stopped(stopped_once: tuple[Path, Path, Path]) -> Iterator[tuple[Path, Path]]:
    """The run that stopped after three parts, as it was left."""
    source, output, left = stopped_once
    output.unlink(missing_ok=True)
    shutil.rmtree(parts_of(output), ignore_errors=True)
    shutil.copytree(left / "parts", parts_of(output))
    shutil.copy2(left / "w.csv", source)
    with cut_small():
        yield source, output


def test_an_interrupted_run_leaves_no_half_file_and_resumes(
    stopped: tuple[Path, Path], undisturbed: pd.DataFrame
) -> None:
    source, output = stopped
    assert not output.exists()
    done: list[int] = []
    options = Options(output, load().profile("stone_us"), resume=True)
    run_batch([str(source)], options, lambda parts, *_: done.append(parts))
    assert done[0] == 4
    assert sorted(p.name for p in output.parent.iterdir()) == ["o.parquet", "w.csv"]
    same(table(output), undisturbed)


@pytest.mark.parametrize("damage", ["rows", "refused", "counts", "missing"])
@pytest.mark.parametrize("kept", [0, 1000])
def test_a_damaged_part_is_done_again(
    stopped: tuple[Path, Path], undisturbed: pd.DataFrame, damage: str, kept: int
) -> None:
    source, output = stopped
    folder = output.with_name(f".{output.name}.parts")
    part = {"rows": "000000.parquet", "refused": "000000.refused.csv", "counts": "000000.json"}
    path = folder / f"part-{part.get(damage, '000000.parquet')}"
    if damage == "missing":
        path.unlink()
    elif damage == "refused":
        path.write_bytes(path.read_bytes() + b"x" * (kept + 1))
    else:
        path.write_bytes(path.read_bytes()[:kept])
    done: list[int] = []
    options = Options(output, load().profile("stone_us"), resume=True)
    run_batch([str(source)], options, lambda parts, *_: done.append(parts))
    assert done[0] == 3
    same(table(output), undisturbed)


def test_what_changed_since_is_not_resumed(stopped: tuple[Path, Path]) -> None:
    source, output = stopped
    with source.open("a") as stream:
        stream.write("\n")
    options = Options(output, load().profile("stone_us"), resume=True)
    with pytest.raises(UsageError, match="other files"):
        run_batch([str(source)], options, lambda *_: None)


def test_one_batch_at_a_time_writes_an_output(stopped: tuple[Path, Path]) -> None:
    source, output = stopped
    seen: list[str] = []

    def meanwhile(*_: object) -> None:
        with pytest.raises(UsageError, match="another batch is writing it now"):
            batch([source], output)
        seen.append("refused")

    options = Options(output, load().profile("stone_us"), resume=True)
    run_batch([str(source)], options, meanwhile)
    assert seen
    assert sorted(p.name for p in output.parent.iterdir()) == ["o.parquet", "w.csv"]
    first = table(output)
    batch([source], output)
    same(first, table(output))


def test_a_killed_batch_keeps_nobody_out(tmp_path: Path) -> None:
    source, output = tmp_path / "w.csv", tmp_path / "o.parquet"
    tidy(5, 1).to_csv(source, index=False)
    code = (
        "import os, sys; from pathlib import Path; "
        "from uroscope.batch.folder import work_folder; "
        "held = work_folder(Path(sys.argv[1]), {}, False); held.__enter__(); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(output)], check=False)
    assert done.returncode == 9
    assert parts_of(output).is_dir()
    assert batch([source], output).rows == 5
    assert sorted(p.name for p in tmp_path.iterdir()) == ["o.parquet", "w.csv"]


def test_a_full_disk_ends_in_one_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from uroscope.batch import parts

    source, output = tmp_path / "w.csv", tmp_path / "o.parquet"
    tidy(5, 1).to_csv(source, index=False)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parts._Output, "write", full)
    with pytest.raises(UsageError, match="the disk is full; nothing was written"):
        batch([source], output)
    assert [p.name for p in tmp_path.iterdir()] == ["w.csv"]


def test_follow_gives_what_a_review_of_all_collections_gives(tmp_path: Path) -> None:
    source, output = tmp_path / "two.csv", tmp_path / "o.parquet"
    source.write_text(
        "patient_id,collection_start,sex,age,weight_kg,urine_oxalate (mg/d),"
        "urine_creatinine (mg/d)\n"
        "A,2026-01-01,m,60,110,95,1300\nB,2026-01-01,f,40,60,30,900\nA,2026-03-01,m,60,110,99,1900\n"
    )
    reviews = review_panel(read_panel([str(source)]), load().profile("stone_us"))
    batch([source], output)
    alone = table(output).set_index("record")
    assert alone.loc[2, "finding_primary_hyperoxaluria_possible"] == "possible"
    batch([source], output, follow=True)
    found = table(output).set_index("record")
    assert found.loc[2, "finding_primary_hyperoxaluria_possible"] == "supported"
    assert found.loc[2, "finding_collection_under"] == "supported"
    for row, review in zip(in_order(table(output)).to_dict("records"), reviews, strict=True):
        agrees(row, review)


def test_a_file_reached_in_two_ways_is_read_once(tmp_path: Path) -> None:
    source, output = tmp_path / "in" / "w.csv", tmp_path / "o.parquet"
    source.parent.mkdir()
    tidy(5, 1).to_csv(source, index=False)
    (tmp_path / "link.csv").symlink_to(source)
    assert batch([source, source.parent, tmp_path / "link.csv"], output).rows == 5


def test_hidden_is_what_is_hidden_inside_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / ".store" / "data" / "w.csv"
    (source.parent / ".o.csv.parts").mkdir(parents=True)
    (tmp_path / "a" / "b").mkdir(parents=True)
    tidy(5, 1).to_csv(source, index=False)
    tidy(5, 2).to_csv(source.parent / ".o.csv.parts" / "part-000000.csv", index=False)
    output = tmp_path / "o.parquet"
    assert batch([source.parent], output).rows == 5
    monkeypatch.chdir(source.parent)
    assert batch([Path(".")], output).rows == 5
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert batch([Path("../../.store/data")], output).rows == 5


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"output": "none/o.csv"}, "no such folder"),
        ({"output": "folder.csv"}, "this is a folder"),
        ({"output": "w.csv"}, "also the input"),
        ({"issues": "none/i.csv"}, "no such folder"),
        ({"issues": "folder.csv"}, "this is a folder"),
        ({"issues": "w.csv"}, "also the input"),
        ({"issues": "o.csv"}, "asked for twice"),
        ({"beside": "none/s.json"}, "no such folder"),
        ({"beside": "w.csv"}, "also the input"),
        ({"beside": "o.csv"}, "asked for twice"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(
    tmp_path: Path, names: dict[str, str], says: str
) -> None:
    source = tmp_path / "w.csv"
    tidy(5, 1).to_csv(source, index=False)
    (tmp_path / "folder.csv").mkdir()
    before = source.read_bytes()
    places: dict[str, Any] = {name: tmp_path / path for name, path in names.items()}
    output = places.pop("output", tmp_path / "o.csv")
    if "beside" in places:
        places["beside"] = (places["beside"],)
    with pytest.raises(UsageError, match=says):
        batch([source], output, **places)
    assert source.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder.csv", "w.csv"]


def test_a_folder_that_takes_nothing_is_said_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, output = tmp_path / "w.csv", tmp_path / "o.parquet"
    tidy(5, 1).to_csv(source, index=False)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", denied)
    with pytest.raises(UsageError, match=r"o\.parquet: nothing can be written .*permission denied"):
        batch([source], output)


def test_helpers_end_with_a_killed_parent_and_the_run_resumes(tmp_path: Path) -> None:
    source, output = tmp_path / "w.csv", tmp_path / "o.parquet"
    messy(60, 9).to_csv(source, index=False)
    # The parent kills itself, as `kill -9` would, once helpers are at work.
    script = (
        "import os, signal, sys\n"
        "from multiprocessing import active_children\n"
        "from pathlib import Path\n"
        "from uroscope.batch import Options, inputs, run_batch\n"
        "from uroscope.knowledge import load\n"
        "cut = inputs.cut_file\n"
        "inputs.cut_file = lambda *args: cut(*args, piece_bytes=2500)\n"
        "def stop(done, *_):\n"
        "    if done == 3:\n"
        "        print(*[child.pid for child in active_children()], flush=True)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "options = Options(Path(sys.argv[2]), load().profile('stone_us'), workers=3)\n"
        "run_batch([sys.argv[1]], options, stop)\n"
    )
    # The pipe of a helper that lives on would stay open, and this would time out.
    found = subprocess.run(
        [sys.executable, "-c", script, str(source), str(output)],
        stdout=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    assert found.returncode == -signal.SIGKILL
    assert len(found.stdout.split()) == 2
    assert not output.exists()
    with cut_small():
        options = Options(output, load().profile("stone_us"), resume=True)
        assert run_batch([str(source)], options, lambda *_: None).rows == 60

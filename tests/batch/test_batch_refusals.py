"""A table of which nothing can be made is refused with what to do about it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import uroscope
from uroscope.batch import Options, run_batch
from uroscope.errors import NothingUsableError
from uroscope.knowledge import load


@pytest.mark.parametrize(
    ("columns", "rows", "says"),
    [
        (["patient_id", "urine_calcium (mg/d)"], 0, "write it again with its results"),
        (["patient_id", "colour"], 1, "Name them as in a wide file"),
    ],
)
def test_a_parquet_file_without_results(
    tmp_path: Path, columns: list[str], rows: int, says: str
) -> None:
    path = tmp_path / "results.parquet"
    pd.DataFrame({column: ["1"] * rows for column in columns}, dtype=object).to_parquet(path)
    options = Options(tmp_path / "table.csv", load().profile("stone_us"))
    with pytest.raises(NothingUsableError, match=says) as caught:
        run_batch([str(path)], options, lambda *_: None)
    assert len(str(caught.value).splitlines()) <= 3


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_of_our_own_is_no_input(tmp_path: Path, root: Path, ending: str) -> None:
    own = tmp_path / f"own.{ending}"
    profile = load().profile("stone_us")
    run_batch(
        [str(root / "sample_data" / "09_golden_three.csv")], Options(own, profile), lambda *_: None
    )
    with pytest.raises(NothingUsableError, match="a table of findings that uroscope wrote"):
        run_batch([str(own)], Options(tmp_path / "t.csv", profile), lambda *_: None)
    frame = pd.read_csv(own) if ending == "csv" else pd.read_parquet(own)
    with pytest.raises(NothingUsableError, match="a table of findings that uroscope wrote"):
        uroscope.interpret_table(frame)

"""Joined parquet files read as the rows of all of them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from uroscope.batch.join import JoinedParquet


@pytest.mark.parametrize("compression", ["snappy", "zstd", "none"])
@pytest.mark.parametrize("statistics", [True, False])
def test_joined_files_hold_all_rows(tmp_path: Path, compression: str, statistics: bool) -> None:
    tables = []
    joined = JoinedParquet(tmp_path / "all.parquet")
    for number, size in enumerate([3, 0, 5000, 1]):
        words = pa.array(["low", "high", None] * size).dictionary_encode()
        words = words.cast(pa.dictionary(pa.int8(), pa.string()))
        table = pa.table(
            {
                "text": pa.array([f"{number}-{n}" for n in range(3 * size)], pa.string()),
                "number": pa.array([None, 1.5, float(number)] * size, pa.float64()),
                "words": words,
                "count": pa.array(range(3 * size), pa.int64()),
                "nothing": pa.nulls(3 * size, pa.float64()),
            }
        )
        path = tmp_path / f"{number}.parquet"
        pq.write_table(
            table,
            path,
            row_group_size=700,
            compression=compression,
            write_statistics=statistics,
            write_page_index=statistics,
        )
        tables.append(table)
        joined.add(path)
    joined.close()
    found = pq.read_table(tmp_path / "all.parquet")
    expected = pa.concat_tables(tables)
    assert found.num_rows == expected.num_rows == 3 * 5004
    assert found.to_pylist() == expected.to_pylist()
    file = pq.ParquetFile(tmp_path / "all.parquet")
    assert file.schema_arrow.field("words").type == expected.schema.field("words").type
    groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert sum(groups) == found.num_rows
    if statistics:
        last = file.metadata.row_group(file.num_row_groups - 1).column(3).statistics
        assert (last.min, last.max) == (0, 2)
        some = pq.read_table(tmp_path / "all.parquet", filters=[("text", "==", "2-14000")])
        assert some["count"].to_pylist() == [14000]

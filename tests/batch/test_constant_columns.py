"""Columns of one value, which pyarrow does not write, read back as it would have written them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uroscope.batch import join
from uroscope.batch.constant import NUMBER, TEXT, Same
from uroscope.batch.join import JoinedParquet
from uroscope.batch.parquet import ParquetRows, parquet_writer
from uroscope.present.columns import Coded, Column, Field, ResultTable

WORDS = ("low", "normal", "high", "unknown", "größer")
FIELDS = (
    Field("patient_id", "text"),
    *(Field(f"number {at}", "number") for at in range(3)),
    *(Field(f"words {at}", "words", WORDS) for at in range(3)),
    *(Field(f"always {at}", "words", WORDS, always=True) for at in range(2)),
    *(Field(f"text {at}", "text") for at in range(3)),
    Field("collection_start", "text"),
    Field("record", "integer"),
)
TEXTS = st.one_of(
    st.sampled_from(["", "x", "é" * 64, "尿" * 43, "t" * 128, "long" * 4097]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
NUMBERS = st.floats(allow_nan=True, allow_infinity=True, width=64)


@st.composite
def columns(draw: st.DrawFn, field: Field, size: int) -> Column | None:
    """Draw a column: unknown, of one value, or of several."""
    if field.name == "patient_id":
        return np.array([f"P{at}" for at in range(size)], dtype=object)
    if field.kind == "integer":
        return np.arange(size, dtype=np.int64)
    one = draw(st.booleans())
    count = 1 if one else min(size, 4)
    if field.kind == "words":
        lowest = 0 if field.always else -1
        if not field.always and draw(st.booleans()):
            return None
        codes = draw(st.lists(st.integers(lowest, len(WORDS) - 1), min_size=count, max_size=count))
        return Coded(np.resize(np.array(codes, np.int8), size), WORDS)
    if draw(st.integers(0, 3)) == 0:
        return None
    if field.kind == "number":
        numbers = draw(st.lists(NUMBERS, min_size=count, max_size=count))
        return np.resize(np.array(numbers, np.float64), size)
    texts = tuple(draw(st.lists(TEXTS, min_size=count, max_size=count)))
    if draw(st.booleans()):
        return np.resize(np.array(texts, dtype=object), size)
    codes = draw(st.lists(st.integers(-1, count - 1), min_size=count, max_size=count))
    return Coded(np.resize(np.array(codes, np.int64), size), texts)


@st.composite
def tables(draw: st.DrawFn) -> ResultTable:
    """Draw a table of which some columns hold one value."""
    size = draw(st.sampled_from([0, 1, 2, 7, 8, 65, 3000]))
    found = {field.name: draw(columns(field, size)) for field in FIELDS}
    known = {name: column for name, column in found.items() if column is not None}
    return ResultTable(FIELDS, known, size)


def by_pyarrow(parts: list[ResultTable]) -> BytesIO:
    """Write every column with pyarrow."""
    stream = BytesIO()
    with parquet_writer(stream, FIELDS) as writer:
        for table in parts:
            writer.write_table(table.to_arrow())
    return BytesIO(stream.getvalue())


def ours(parts: list[list[ResultTable]], folder: Path) -> Path:
    """Write tables as files, and join these."""
    with closing(JoinedParquet(folder / "all.parquet")) as joined:
        for number, some in enumerate(parts):
            path = folder / f"{number}.parquet"
            with closing(ParquetRows(path, FIELDS)) as rows:
                for table in some:
                    rows.write(table)
            joined.add(path)
    return folder / "all.parquet"


def agree(found: Any, expected: Any) -> None:
    """Compare schema, words and values, to the sign of a zero."""
    assert found.schema.equals(expected.schema, check_metadata=True)
    assert found.num_rows == expected.num_rows
    for name in expected.column_names:
        one, other = found[name], expected[name]
        if pa.types.is_dictionary(other.type):
            words = [chunk.dictionary.to_pylist() for chunk in other.chunks]
            assert [chunk.dictionary.to_pylist() for chunk in one.chunks] == words
        assert repr(one.to_pylist()) == repr(other.to_pylist()), name


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.lists(tables(), max_size=2), min_size=1, max_size=3), st.data())
def test_any_mix_of_columns_reads_back_as_pyarrow_writes_it(
    tmp_path: Path, parts: list[list[ResultTable]], data: st.DataObject
) -> None:
    found, expected = ours(parts, tmp_path), by_pyarrow([t for some in parts for t in some])
    agree(pq.read_table(found), pq.read_table(expected))
    name = data.draw(st.sampled_from([field.name for field in FIELDS]))
    value = data.draw(st.sampled_from(["P1", "", "normal"]))
    if name.startswith(("number", "record")):
        value = data.draw(st.sampled_from([0, 1]))
    chosen = {"filters": [(name, "==", value)], "columns": ["patient_id", name]}
    # A filter puts chunks together as it likes, so words are compared as text.
    one, other = (pq.read_table(file, **chosen) for file in (found, expected))
    assert repr(one.to_pylist()) == repr(other.to_pylist())
    fields = [(f.name, f.type, f.nullable) for f in pq.read_schema(expected)]
    assert [(f.name, f.type, f.nullable) for f in pq.read_schema(found)] == fields


SAME = {
    "null number": Same("c", NUMBER),
    "null words": Same("c", TEXT, (b"low", b"high", b"other"), -1),
    "no words": Same("c", TEXT, (), -1),
    "word": Same("c", TEXT, (b"low", b"normal", b"high", b"unknown", b"other"), 4),
    "word always": Same("c", TEXT, (b"low", b"high"), 1, nullable=False),
    "empty text": Same("c", TEXT, (b"",), 0),
    "long text": Same("c", TEXT, (b"long" * 5000,), 0),
    "number": Same("c", NUMBER, (np.float64(24).tobytes(),), 0),
}


@pytest.mark.parametrize("rows", [1, 2, 63, 64, 8192, 20_000])
@pytest.mark.parametrize("name", SAME)
def test_pages_are_those_of_pyarrow_to_the_byte(name: str, rows: int) -> None:
    same = SAME[name]
    array = arrow(same, rows)
    schema = pa.schema([pa.field("c", array.type, nullable=same.nullable)])
    stream = BytesIO()
    pq.write_table(
        pa.Table.from_arrays([array], schema=schema),
        stream,
        use_dictionary=same.words is not None,
        compression="snappy" if same.words == () else "none",
        write_statistics=False,
        write_batch_size=1 << 16,
    )
    expected = stream.getvalue()
    chunk = same.chunk(rows)
    assert expected[4 : 4 + len(chunk.pages)] == chunk.pages
    theirs = pq.read_metadata(stream).row_group(0).column(0)
    assert theirs.total_compressed_size == len(chunk.pages)


def arrow(same: Same, rows: int) -> Any:
    """Return the Arrow array of a column of one value."""
    if same.kind == NUMBER:
        value = None if same.words is None else np.frombuffer(same.words[0], np.float64)[0]
        return pa.array([value] * rows, pa.float64())
    words = [word.decode() for word in same.words or ()]
    if len(words) == 1:
        return pa.array(words * rows)
    codes = pa.array([None if same.code < 0 else same.code] * rows, pa.int8())
    return pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()))


def test_what_the_footer_says_of_a_column_is_what_pyarrow_says(tmp_path: Path) -> None:
    rows = 500
    table = ResultTable(
        FIELDS,
        {
            "patient_id": np.array([f"P{at}" for at in range(rows)], dtype=object),
            "number 1": np.full(rows, np.nan),
            "number 2": np.full(rows, 24.0),
            "words 1": Coded(np.full(rows, -1, np.int8), WORDS),
            **{f"always {at}": Coded(np.full(rows, at, np.int8), WORDS) for at in range(2)},
            "text 1": Coded(np.zeros(rows, np.int8), ("same",)),
            "record": np.arange(rows),
        },
        rows,
    )
    files = (ours([[table], [table, table]], tmp_path), by_pyarrow([table] * 3))
    found, expected = (pq.ParquetFile(file).metadata for file in files)
    assert found.schema.equals(expected.schema)
    assert found.metadata == expected.metadata
    names = ["physical_type", "num_values", "path_in_schema"]
    end = 4
    for number in range(3):
        one, other = found.row_group(number), expected.row_group(number)
        assert one.num_rows == other.num_rows == rows
        groups = [one.column(at) for at in range(one.num_columns)]
        assert sum(column.total_uncompressed_size for column in groups) == one.total_byte_size
        for at, column in enumerate(groups):
            theirs = other.column(at)
            assert [getattr(column, n) for n in names] == [getattr(theirs, n) for n in names]
            assert column.is_stats_set == theirs.is_stats_set
            # One number in all rows is in a dictionary, which pyarrow is not asked to make.
            listed = theirs.has_dictionary_page or column.path_in_schema == "number 2"
            assert column.has_dictionary_page == listed
        # Some readers find a row group by its first column.
        places = [c.dictionary_page_offset or c.data_page_offset for c in groups]
        assert end <= places[0] == min(places)
        end = max(p + c.total_compressed_size for p, c in zip(places, groups, strict=True))


def test_columns_of_one_value_are_not_given_to_pyarrow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from uroscope.batch import parquet

    written: list[list[str]] = []

    def noted(stream: Any, fields: tuple[Field, ...]) -> Any:
        written.append([field.name for field in fields])
        return parquet_writer(stream, fields)

    monkeypatch.setattr(parquet, "parquet_writer", noted)
    codes = np.zeros(100, np.int8)
    table = ResultTable(
        FIELDS,
        {
            "patient_id": np.array(["P1"] * 100, dtype=object),
            "number 1": np.where(np.arange(100) < 99, 0.0, -0.0),
            "number 2": np.full(100, 1.5),
            "words 1": Coded(codes, WORDS),
            "always 0": Coded(codes, WORDS),
            # It varies below the rows that are looked at first.
            "always 1": Coded(np.where(np.arange(100) < 99, codes, 1), WORDS),
            "record": np.arange(100),
        },
        100,
    )
    agree(pq.read_table(ours([[table]], tmp_path)), pq.read_table(by_pyarrow([table])))
    assert written == [["patient_id", "number 1", "always 1", "collection_start", "record"]]


def test_a_null_where_none_may_be_is_still_refused(tmp_path: Path) -> None:
    nothing = Coded(np.full(3, -1, np.int8), WORDS)
    good = {f"always {at}": Coded(np.zeros(3, np.int8), WORDS) for at in range(2)}
    ids = np.array(["a", "b", "c"], dtype=object)
    table = ResultTable(FIELDS, {**good, "patient_id": ids, "record": np.arange(3)}, 3)
    ours([[table]], tmp_path)
    with pytest.raises(pa.ArrowInvalid, match="non-nullable"):
        ours([[replace(table, columns={**table.columns, "always 1": nothing})]], tmp_path)


@pytest.mark.parametrize("kept", [0, 3, 11, 40, -1])
def test_a_file_cut_short_is_not_joined(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "one.parquet"
    pq.write_table(pa.table({"n": list(range(100))}), path)
    path.write_bytes(path.read_bytes()[:kept])
    whole = pytest.raises(ValueError, match="not a whole parquet file")
    with closing(JoinedParquet(tmp_path / "all.parquet")) as joined, whole:
        joined.add(path)


@given(st.lists(tables(), min_size=1, max_size=2))
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_footer_read_at_once_is_one_read_value_by_value(
    tmp_path: Path, some: list[ResultTable]
) -> None:
    at_once = ours([some, some], tmp_path).read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(join, "_moved", join._moved_any)
        assert ours([some, some], tmp_path).read_bytes() == at_once

"""Columns cast by Arrow give what the careful reader gives, to the bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uroscope.knowledge import load
from uroscope.lazy import ArrowCells
from uroscope.normalize.numbers import read_column
from uroscope.reading import pieces

_PRINTED = st.one_of(
    st.from_regex(r"[0-9]{0,5}\.?[0-9]{0,6}", fullmatch=True),
    st.from_regex(r"[<>≤~]? ?[0-9]{1,4}[.,]?[0-9]{0,4} ?(mg|mg/d|H|\*)?", fullmatch=True),
    st.sampled_from(["", ".", "..", "QNS", " ", "1e3", "nan", "inf", "-5", "1,234.5", "5.", ".5",
                     "007", "0" * 31, "1.2.3", "1 234", "١٢", "12", "0x10", "+5", "−3"]),
    st.floats(0, 1e7, allow_nan=False).map(repr),
)  # fmt: skip


@given(st.lists(_PRINTED, min_size=1, max_size=60), st.sampled_from([None, True, False]))
@settings(max_examples=400)
def test_a_cast_column_is_read_as_the_careful_parser_reads_it(
    texts: list[str], comma: bool | None
) -> None:
    slow = read_column(np.array(texts, dtype=object))
    padded = pa.array(["9", *texts, "8"], pa.string())
    fast = read_column(ArrowCells(padded[1:-1]))  # type: ignore[arg-type]
    assert (fast.point, fast.comma, bool(fast.open_signs)) == (
        slow.point,
        slow.comma,
        bool(slow.open_signs),
    )
    a, b = slow.settled(comma), fast.settled(comma)
    assert np.array_equal(a.value.view(np.int64), b.value.view(np.int64)) or all(
        x == y or (x != x and y != y) for x, y in zip(a.value, b.value, strict=True)
    )
    assert a.comparator.tolist() == b.comparator.tolist()
    assert a.status.tolist() == b.status.tolist()
    assert a.open_sign.tolist() == b.open_sign.tolist()
    blank = [""] * len(texts)
    units = [blank if n.unit is None else n.unit.tolist() for n in (a, b)]
    assert units[0] == units[1]


_CELL = st.sampled_from(
    ["300", "", " ", "1.5", "<5", "A", "é", "\t", "1,5", '"q"', "\x07", "  ", "2026-10", "'", "#"]
)


@given(
    st.lists(st.lists(_CELL, min_size=3, max_size=4), min_size=1, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_piece_is_split_as_the_careful_reader_splits_it(
    tmp_path: Path, rows: list[list[str]], end: str
) -> None:
    header = "patient_id;urine_calcium (mg/d);urine_oxalate (mg/d)"
    path = tmp_path / "f.csv"
    body = end.join(";".join(row) for row in [["P", "300", "30"], *rows])
    path.write_bytes((header + end + body + end).encode())
    file = pieces.cut_file(path, "f.csv", load(), tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        fast = [pieces.read_piece(file, piece) for piece in file.pieces]
        patch.setattr(pieces, "_quick_grid", lambda *_: None)
        slow = [pieces.read_piece(file, piece) for piece in file.pieces]
    for a, b in zip(fast, slow, strict=True):
        assert a.records.tolist() == b.records.tolist()
        assert [np.asarray(c).tolist() for c in a.cells] == [c.tolist() for c in b.cells]
        assert a.unreadable == b.unreadable

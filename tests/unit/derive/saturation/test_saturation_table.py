from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from uroscope.derive.saturation import IONS, SALTS, supersaturation
from uroscope.errors import UsageError


def test_columns_and_index(urine, v5):
    found = supersaturation(urine.set_index(pd.Index(["P-1"])), v5)
    assert list(found.columns[:4]) == [
        "ss_calcium_oxalate",
        "dg_calcium_oxalate",
        "ss_brushite",
        "dg_brushite",
    ]
    assert list(found.index) == ["P-1"]
    assert len(found.columns) == 2 * len(SALTS)


def test_extra_columns_and_their_order_do_not_matter(urine, v5):
    other = urine.assign(creatinine=9.0)[["creatinine", *reversed(urine.columns)]]
    pd.testing.assert_frame_equal(supersaturation(other, v5), supersaturation(urine, v5))


@pytest.mark.parametrize("dtype", ["Float64", "float32", object])
def test_kinds_of_number_columns(urine, v5, dtype):
    np.testing.assert_allclose(
        supersaturation(urine.astype(dtype), v5), supersaturation(urine, v5), rtol=1e-5
    )


def test_empty_cells_of_nullable_columns_are_missing(urine, v5):
    ions = urine.astype("Float64")
    ions.loc[0, "citrate"] = pd.NA
    assert supersaturation(ions, v5).isna().all(axis=None)


@pytest.mark.parametrize("name", [*IONS, "ph"])
def test_nothing_is_filled_in(urine, v5, name):
    # Every ion takes part in the ionic strength, so every salt depends on every ion.
    assert supersaturation(urine.assign(**{name: np.nan}), v5).isna().all(axis=None)


def test_a_zero_total_empties_its_own_salts_only(urine, v5):
    found = supersaturation(urine.assign(ammonium=0.0), v5).iloc[0]
    empty = {name for name in found.index if np.isnan(found[name])}
    assert empty == {"ss_ammonium_urate", "dg_ammonium_urate", "ss_struvite", "dg_struvite"}


def test_missing_column_is_named(urine, v5):
    with pytest.raises(UsageError, match="lacks citrate, ph"):
        supersaturation(urine.drop(columns=["citrate", "ph"]), v5)


def test_text_column_is_named(urine, v5):
    with pytest.raises(UsageError, match="column calcium"):
        supersaturation(urine.astype({"calcium": object}).assign(calcium=["<5"]), v5)


def test_input_is_left_as_it_was(urine, v5):
    before = urine.copy()
    supersaturation(urine, v5)
    pd.testing.assert_frame_equal(urine, before)

"""Dask and Spark give the local table, to the bit; the recipes are those of docs/batch.md."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator

import pandas as pd
import pytest

import uroscope
from tests.properties.test_table_properties import same
from tests.support.wide import messy, tidy


def required(module: str, program: str | None = None) -> None:
    """Skip with a clear line where an engine is missing; never in CI."""
    missing = importlib.util.find_spec(module) is None
    if missing or (program is not None and shutil.which(program) is None):
        assert not os.environ.get("UROSCOPE_CI"), f"CI has to run {module}"
        pytest.skip(f"{module} is not installed: python -m pip install '.[{module[-5:]}]'")


@pytest.fixture(params=["messy", "tidy"])
def frame(request: pytest.FixtureRequest) -> pd.DataFrame:
    return messy(150, 3) if request.param == "messy" else tidy(150, 3)


@pytest.mark.parametrize("parts", [1, 4])
@pytest.mark.filterwarnings("ignore::pandas.errors.PerformanceWarning")
def test_dask_gives_the_local_table(frame: pd.DataFrame, parts: int) -> None:
    required("dask")
    import dask.dataframe as dd

    collections = dd.from_pandas(frame, npartitions=parts)
    meta = uroscope.interpret_table(frame.iloc[:0])
    table = collections.map_partitions(uroscope.interpret_table, meta=meta)
    same(table.compute(scheduler="threads"), uroscope.interpret_table(frame))


@pytest.fixture(scope="module")
def spark() -> Iterator[object]:
    required("pyspark", "java")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_local_table(spark: object, frame: pd.DataFrame) -> None:
    from pyspark.sql.pandas.types import from_arrow_schema

    collections = spark.createDataFrame(frame).repartition(3)  # type: ignore[attr-defined]
    schema = from_arrow_schema(uroscope.interpret_table.arrow_schema(dictionaries=False))
    table = collections.mapInPandas(
        lambda frames: (uroscope.interpret_table(part) for part in frames), schema
    ).toPandas()
    for name, kind in uroscope.interpret_table.schema.items():
        table[name] = table[name].astype(kind)
    found = table.sort_values("patient_id").reset_index(drop=True)
    same(found, uroscope.interpret_table(frame))

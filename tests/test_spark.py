"""A Spark DataFrame is scored as `score` scores a table; runs where Java and pyspark are."""

import csv
import io
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support import ROOT, Program

from competentie.handbook.load import load_project
from competentie.table.spark import SparkTableError, block_of, score

TABLE = "person,rater,listening.1.1,listening.1.2,advising\nA,R,1,0,2\nB,,ja,,1\nC,,,nvt,\n"


def test_a_frame_is_a_block() -> None:
    block = block_of(pl.DataFrame({"a": ["x", "", None], "b": [1, 2, None]}))
    assert [row.cells for row in block.rows()] == [["x", "1"], ["", "2"], ["", ""]]
    read = block.frame({"0": pl.String, "1": pl.Enum(["1", "2"])})
    assert read.rows() == [("x", "1"), (None, "2"), (None, None)]
    with pytest.raises(pl.exceptions.PolarsError):
        block.frame({"0": pl.String, "1": pl.Enum(["1"])})


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="the extra `spark` is not installed")
    pytest.importorskip("pyarrow", reason="the extra `spark` is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not here")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("layout", ["long", "wide"])
def test_spark_makes_the_same_results(spark: Any, project: Path, competentie: Program, layout: str) -> None:
    (project / "table.csv").write_text(TABLE, encoding="utf-8")
    ran = competentie("score", "table.csv", "--profile", "adviser", "--layout", layout, cwd=project)
    header, *expected = csv.reader(io.StringIO(ran.out))
    loaded, _ = load_project(project / "catalog.yaml")
    assert loaded is not None
    frame = spark.read.csv(str(project / "table.csv"), header=True)
    scored = score(frame, loaded.catalogue, loaded.profiles, named=loaded.profiles["adviser"], layout=layout)
    assert scored.columns == header
    found = [["" if one is None else str(one) for one in row] for row in scored.collect()]
    if layout == "long":
        broken = header.index("broken")
        found = [[*row[:broken], row[broken].lower(), *row[broken + 1 :]] for row in found]
    assert sorted(found) == sorted(expected)


@pytest.mark.filterwarnings("default")
def test_spark_refuses_what_is_no_wide_table(spark: Any, project: Path) -> None:
    loaded, _ = load_project(project / "catalog.yaml")
    assert loaded is not None
    with pytest.raises(SparkTableError, match="T002"):
        score(spark.createDataFrame([("A", 1)], "person string, oops int"), loaded.catalogue, loaded.profiles)

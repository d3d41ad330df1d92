"""The corpus that comes with the package: every table loads in every format, typed by its schema, and keys join."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest

import corpuspkg
from corpuspkg.description import KeyDescription

KEYS = [
    pytest.param(table, key, id=f"{table}: {key}")
    for table in corpuspkg.tables()
    for key in corpuspkg.describe(table).foreign_keys
]
DTYPES = {"string": pd.StringDtype(), "integer": pd.Int64Dtype(), "date": "datetime64[s]"}


@pytest.mark.parametrize("table", corpuspkg.tables())
def test_formats_agree(table: str) -> None:
    records = corpuspkg.load(table, format="records")
    assert corpuspkg.load(table, format="arrow").to_pylist() == records
    assert corpuspkg.load(table, format="polars").to_dicts() == records
    frame = corpuspkg.load(table)
    assert len(frame) == len(records)
    assert frame.isna().sum().tolist() == [sum(row[name] is None for row in records) for name in frame.columns]


@pytest.mark.parametrize("table", corpuspkg.tables())
def test_pandas_types(table: str) -> None:
    frame = corpuspkg.load(table)
    for field in corpuspkg.describe(table).fields:
        dtype = frame[field.name].dtype
        if field.categories:
            assert list(frame[field.name].cat.categories) == list(field.categories)
        else:
            assert dtype == DTYPES[field.type], field.name


@pytest.mark.parametrize("table", corpuspkg.tables())
def test_primary_keys_are_unique(table: str) -> None:
    key = list(corpuspkg.describe(table).primary_key)
    assert not corpuspkg.load(table).duplicated(key).any()


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_foreign_keys_join(table: str, key: KeyDescription) -> None:
    rows = corpuspkg.load(table).dropna(subset=list(key.fields))
    target = corpuspkg.load(key.table)[list(key.reference_fields)]
    joined = rows.merge(target, left_on=list(key.fields), right_on=list(key.reference_fields), validate="many_to_one")
    assert len(joined) == len(rows)


def test_spans_of_citations() -> None:
    letters = corpuspkg.load("letters", format="polars").select("letter_id", "text")
    joined = corpuspkg.load("citations", format="polars").join(letters, on="letter_id")
    spans = joined.with_columns(span=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")))
    assert spans["span"].to_list() == spans["exact"].to_list()
    assert len(spans) == len(corpuspkg.load("citations"))


def test_first_corpus() -> None:
    assert len(corpuspkg.load("letters")) == 5
    assert corpuspkg.open().name == "corpuspkg"

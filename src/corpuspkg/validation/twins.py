"""Compare the CSV form of a table with its Parquet form: the same rows in the same order, the same values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import truth
from corpuspkg.validation.reading import iterate_columns
from corpuspkg.validation.report import shown

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from corpuspkg.validation.package import Package, Resource
    from corpuspkg.validation.report import Log

_SUFFIX = ".parquet"
_STEP = 4096


def check_twins(package: Package, log: Log, alike: Container[str] = ()) -> None:
    """Compare each resource `<name>` with the resource `<name>.parquet`.

    Args:
        package: The package.
        log: Takes the differences.
        alike: Names of resources that are known to be like their twins.
    """
    for resource in package.resources:
        twin = package.resource(resource.name + _SUFFIX)
        if resource.name in alike:
            continue
        if twin and resource.schema and twin.schema and resource.format == "csv" and twin.format == "parquet":
            if len(resource.files) == len(twin.files):
                for text, typed in zip(resource.parts(), twin.parts(), strict=True):
                    _compare(text, typed, log)
            else:
                _compare(resource, twin, log)


def _compare(text: Resource, typed: Resource, log: Log) -> None:
    names = [field.name for field in text.schema.fields] if text.schema else []
    for one, two in ((text, typed), (typed, text)):
        if not all((one.folder / file).is_file() for file in one.files):
            return
        lost = [name for name in names if two.schema and two.schema.field(name) is None]
        for name in lost:
            log.add("csv-twin", f"{two.name} has no field {name!r}", resource=two.name, field=name)
        names = [name for name in names if name not in lost]
    row = 2
    for left, right in _together(_slices(text, names), _slices(typed, names)):
        if left is None or right is None or left.num_rows != right.num_rows:
            counts = [0 if part is None else part.num_rows for part in (left, right)]
            message = f"{text.name} and {typed.name} do not have the same number of rows"
            log.add("csv-twin", message, resource=text.name, file=text.files[0], row=row + min(counts))
            return
        for name in names:
            _compare_column(text, name, left[name].chunk(0), right[name].chunk(0), row, log)
        row += left.num_rows


def _compare_column(text: Resource, name: str, left: pa.Array, right: pa.Array, row: int, log: Log) -> None:
    if left.type != right.type:
        left, right = left.cast(pa.string()), right.cast(pa.string())
    same = pc.fill_null(pc.equal(left, right), truth(False))  # noqa: FBT003 - pyarrow takes it by position
    same = pc.or_(same, pc.and_(left.is_null(), right.is_null()))
    if pc.all(same).as_py() is not False:
        return
    for place in pc.indices_nonzero(pc.invert(same)).to_pylist():
        one, two = left[place].as_py(), right[place].as_py()
        message = f"{shown(one)} in the CSV, {shown(two)} in the Parquet"
        log.add("csv-twin", message, resource=text.name, file=text.files[0], row=row + place, field=name)


def _slices(resource: Resource, names: Sequence[str]) -> Iterator[pa.Table]:
    """The table in parts of equal size, whatever the sizes of the file's own parts."""
    pending: list[pa.Table] = []
    size = 0
    for rows, columns in iterate_columns(resource, names):
        pending.append(pa.table({name: columns[name] for name in names}))
        size += len(rows)
        while size >= _STEP:
            joined = pa.concat_tables(pending, promote_options="permissive")
            yield joined.slice(0, _STEP).combine_chunks()
            pending, size = [joined.slice(_STEP)], size - _STEP
    if size:
        yield pa.concat_tables(pending, promote_options="permissive").combine_chunks()


def _together(left: Iterator[pa.Table], right: Iterator[pa.Table]) -> Iterator[tuple[pa.Table | None, pa.Table | None]]:
    while True:
        pair = next(left, None), next(right, None)
        if pair == (None, None):
            return
        yield pair

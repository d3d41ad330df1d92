"""Check the rows of one resource: types, constraints, and the keys that whole tables are checked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpuspkg.validation.columns import Parsed, holds_any, strings, true_places, truth
from corpuspkg.validation.constraints import Check, compile_checks
from corpuspkg.validation.keys import Budget, KeyIndex
from corpuspkg.validation.lexical import identity, parse, without_missing
from corpuspkg.validation.native import fits, is_text, parse_native
from corpuspkg.validation.report import shown
from corpuspkg.validation.rows import FILE_STEP, Batch, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpuspkg.validation.package import Field, Resource, Schema
    from corpuspkg.validation.report import Log

_CUT = 100


@dataclass(slots=True)
class TableCheck:
    """The check of one table.

    Attributes:
        wanted: Sets of fields whose keys other checks need.
        labels: The header of the first file.
        indexes: The keys of each such set, filled row by row.
    """

    resource: Resource
    schema: Schema
    log: Log
    wanted: frozenset[tuple[str, ...]] = frozenset()
    budget: Budget = field(default_factory=Budget)
    indexes: dict[tuple[str, ...], KeyIndex] = field(default_factory=dict)
    files: list[str | None] = field(default_factory=list)
    _checks: dict[str, tuple[Check, ...]] = field(default_factory=dict)
    _columns: tuple[Field | None, ...] = ()
    _sets: tuple[tuple[str, ...], ...] = ()
    labels: tuple[str, ...] | None = None

    def compile(self) -> None:
        """Prepare the fields' constraints; what is wrong with them is reported once."""
        for each in self.schema.fields:
            checks, wrong = compile_checks(each)
            self._checks[each.name] = checks
            for code, message in wrong:
                self.log.add(code, message, resource=self.resource.name, field=each.name)

    def of_form(self, resource: Resource) -> TableCheck:
        """What this check would be of another form of the table that has the same rows."""
        schema = resource.schema or self.schema
        return replace(self, resource=resource, schema=schema, files=list(resource.files))

    def start_file(
        self, file: str | None, columns: Sequence[Field | None], types: Sequence[pa.DataType] | None
    ) -> None:
        """Say which fields the columns of the next rows are.

        Args:
            types: Types of the columns, where the file has some.
        """
        self.files.append(file)
        usable = list(columns)
        for place, each in enumerate(columns):
            if each and types and place < len(types) and not fits(each, types[place]):
                message = f"the column is {types[place]} where the schema says {each.type}"
                self.log.add("field-native", message, resource=self.resource.name, file=file, field=each.name)
                usable[place] = None
        self._columns = tuple(usable)
        present = {each.name for each in usable if each}
        self._sets = tuple(names for names in sorted(self.wanted) if present.issuperset(names))
        for names in self._sets:
            self.indexes.setdefault(names, KeyIndex(self.budget))

    def continue_file(self, file: str) -> None:
        """Say that the next rows stand in another file with the same columns."""
        self.files.append(file)

    def add(self, batch: Batch) -> None:
        """Check some rows."""
        self.log.rows += len(batch.rows)
        if len(self.files) > 1:
            batch = replace(batch, rows=batch.rows.shifted((len(self.files) - 1) * FILE_STEP))
        blank = self._blank(batch)
        if blank is not None:
            batch = self._without(batch, blank)
        keyed = {name for names in self._sets for name in names}
        identities: dict[str, pa.Array] = {}
        for each, column in zip(self._columns, batch.columns, strict=False):
            if each is None:
                continue
            cells, parsed = self._parse(each, column, cleaned=batch.cleaned)
            self._check_field(each, cells, parsed, batch.rows)
            if each.name in keyed:
                identities[each.name] = identity(each, parsed)
        for names in self._sets:
            self.indexes[names].add([identities[name] for name in names], batch.rows)

    def _parse(self, each: Field, column: pa.Array, *, cleaned: bool) -> tuple[pa.Array, Parsed]:
        if not is_text(column.type):
            return parse_native(each, column)
        if pa.types.is_string(column.type):
            text = column if cleaned and each.missing == ("",) else without_missing(each, column)
            return text, parse(each, text)
        return parse_native(each, column)

    def _check_field(self, each: Field, cells: pa.Array, parsed: Parsed, rows: Rows) -> None:
        if cells.null_count:
            missing = cells.is_null()
            if each.name in self.schema.primary_key:
                self._tell("primary-key", "a part of the primary key is missing", each, cells, missing, rows)
            elif each.constraints.get("required") is True:
                self._tell("required", "a required value is missing", each, cells, missing, rows)
        if parsed.invalid is not None:
            form = each.type if each.format == "default" else f"{each.type} of the format {each.format}"
            self._tell("type", f"is no {form}", each, cells, parsed.invalid, rows)
        for check in self._checks.get(each.name, ()):
            failed = check.test(parsed)
            if holds_any(failed):
                self._tell(check.code, check.message, each, cells, failed, rows)

    def _tell(self, code: str, message: str, each: Field, cells: pa.Array, failed: pa.Array, rows: Rows) -> None:
        places = true_places(failed)
        values = cells.take(pa.array(places))
        self.tell_rows(code, message, each.name, rows.at(places), values)

    def place(self, row: int) -> tuple[str | None, int]:
        """File and row of a row that is numbered over all files."""
        number, rest = divmod(row, FILE_STEP)
        return self.files[number], rest

    def tell_mismatch(self, each: Field, cells: pa.Array, wrong: pa.Array, rows: Rows) -> None:
        """Report JSON values that are of another type than their field."""
        self._tell("type", f"is no {each.type}", each, cells, wrong, rows)

    def tell_rows(self, code: str, message: str, name: str, rows: np.ndarray, values: pa.Array | None) -> None:
        """Report rows; those beyond the limit are counted."""
        room = self.log.room(self.resource.name, code)
        kept = len(rows) if room is None else min(room, len(rows))
        texts: Iterable[object] = [None] * kept if values is None else values.slice(0, kept).to_pylist()
        for row, value in zip(rows[:kept].tolist(), texts, strict=True):
            self.log.add(
                code,
                message if value is None else f"{shown(value)} {message}",
                resource=self.resource.name,
                file=self.place(row)[0],
                row=self.place(row)[1],
                field=name,
                value=None if value is None else str(value)[:_CUT],
            )
        self.log.count(self.resource.name, code, len(rows) - kept)

    def _blank(self, batch: Batch) -> pa.Array | None:
        """Rows without any value, where there are some."""
        if not batch.columns or not is_text(batch.columns[0].type) or self.resource.format == "parquet":
            return None
        blank: pa.Array | None = None
        empty_text = strings([""])[0]
        for column in batch.columns:
            empty = column.is_null() if batch.cleaned else pc.fill_null(pc.equal(column, empty_text), truth(True))  # noqa: FBT003 - pyarrow
            blank = empty if blank is None else pc.and_(blank, empty)
            if not holds_any(blank):
                return None
        return blank

    def _without(self, batch: Batch, blank: pa.Array) -> Batch:
        mask = blank.to_numpy(zero_copy_only=False)
        numbers = batch.rows.all()
        self.tell_rows("row-blank", "the row has no values", "", numbers[mask], None)
        left = pc.invert(blank)
        return Batch(
            columns=tuple(column.filter(left) for column in batch.columns),
            rows=Rows(listed=numbers[~mask]),
            cleaned=batch.cleaned,
        )

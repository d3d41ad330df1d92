"""Check a table in the forms that a package has of it: Parquet and CSV at once where they are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from corpuspkg.validation.beside import LogicalForm, TextForm
from corpuspkg.validation.integrity import check_files
from corpuspkg.validation.resources import ResourceCheck

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpuspkg.validation.keys import Budget
    from corpuspkg.validation.package import Resource
    from corpuspkg.validation.report import Log
    from corpuspkg.validation.table import TableCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the check of a table leaves for the checks that follow.

    Attributes:
        tables: By resource; None where no rows could be read.
        alike: Names of CSV resources that say what their Parquet forms say.
        hashes: Logical hashes of Parquet resources.
    """

    tables: dict[str, TableCheck | None]
    alike: frozenset[str] = frozenset()
    hashes: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsCheck:
    """The check of one resource, and of its CSV form beside it.

    Attributes:
        text: The CSV form of a Parquet resource.
        hashed: The schema as the descriptor has it, where it states a logical hash.
        log: Takes what is wrong; of this check alone, for it may run beside others.
        budget: Memory for the keys of all tables.
        wanted: Sets of fields whose keys other checks need, by resource.
    """

    resource: Resource
    text: Resource | None
    hashed: dict[str, Any] | None
    log: Log
    budget: Budget
    wanted: Mapping[str, frozenset[tuple[str, ...]]]

    def size(self) -> int:
        """Bytes of the files."""
        files = [(one.folder / file) for one in (self.resource, self.text) if one for file in one.files]
        return sum(file.stat().st_size for file in files if file.is_file())

    def run(self) -> Outcome:
        """Check everything but keys."""
        typed = self.resource.format == "parquet"
        text = TextForm(self.text) if self.text else None
        logical = LogicalForm(self.resource, self.hashed) if self.hashed and typed else None
        table = self._check(self.resource, tuple(one for one in (text, logical) if one))
        digest = logical.result() if logical else None
        return Outcome(
            tables={self.resource.name: table} | (self._text(text, table) if text else {}),
            alike=frozenset({text.resource.name}) if text and text.same else frozenset(),
            hashes={self.resource.name: digest} if digest else {},
        )

    def _text(self, text: TextForm, table: TableCheck | None) -> dict[str, TableCheck | None]:
        if not text.end() or table is None or self.log.findings:
            # What is wrong with a row is told of both forms.
            return {text.resource.name: self._check(text.resource)}
        check_files(text.resource, self.log, text.digests)
        self.log.rows *= 2
        self.log.resources += 1
        return {text.resource.name: table.of_form(text.resource)}

    def _check(self, resource: Resource, beside: tuple[TextForm | LogicalForm, ...] = ()) -> TableCheck | None:
        wanted = self.wanted.get(resource.name, frozenset())
        if self.text is not None:
            wanted |= self.wanted.get(self.text.name, frozenset())
        check = ResourceCheck(resource=resource, log=self.log, budget=self.budget, wanted=wanted, beside=beside)
        table = check.run()
        pa.default_memory_pool().release_unused()
        return table

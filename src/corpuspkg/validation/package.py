"""The parts of a package's descriptor that its check works with, as values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a table's schema.

    Attributes:
        missing: Strings that stand for null in this field.
        properties: The whole descriptor of the field.
    """

    name: str
    type: str = "any"
    format: str = "default"
    missing: tuple[str, ...] = ("",)
    constraints: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Fields whose values stand in another table; `resource` is empty for the table itself."""

    fields: tuple[str, ...]
    resource: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A table's schema."""

    fields: tuple[Field, ...]
    fields_match: str = "exact"
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    def field(self, name: str) -> Field | None:
        """The first field of that name."""
        return next((each for each in self.fields if each.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a delimited file is written; defaults are the standard's."""

    delimiter: str = ","
    line_terminator: str | None = None
    quote_char: str | None = '"'
    double_quote: bool = True
    escape_char: str | None = None
    null_sequence: str | None = None
    skip_initial_space: bool = False
    comment_char: str | None = None
    comment_rows: tuple[int, ...] = ()
    header: bool = True
    header_rows: tuple[int, ...] = (1,)
    header_join: str = " "
    data_property: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the fast reader knows all that the dialect asks for."""
        return (
            len(self.delimiter.encode()) == 1
            and (self.quote_char is None or len(self.quote_char.encode()) == 1)
            and (self.escape_char is None or len(self.escape_char.encode()) == 1)
            and self.line_terminator in (None, "\n", "\r\n")
            and not (self.skip_initial_space or self.comment_char or self.comment_rows or self.null_sequence)
            and self.header_rows == (1,)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource of a package.

    Attributes:
        files: Paths as given in the descriptor, checked to stay inside the package's folder.
        format: csv, parquet, json, jsonl; empty for files that are no table this check reads.
        data: Rows given in the descriptor itself.
        stated: Of a resource in several files, the size and hash of each, by its path.
    """

    name: str
    folder: Path
    files: tuple[str, ...] = ()
    format: str = ""
    encoding: str = "utf-8"
    dialect: Dialect = field(default_factory=Dialect)
    schema: Schema | None = None
    bytes: int | None = None
    hash: str | None = None
    data: Any = None
    stated: dict[str, tuple[int | None, str | None]] = field(default_factory=dict)

    def parts(self) -> tuple[Resource, ...]:
        """A resource for each file."""
        if len(self.files) == 1:
            return (self,)
        stated = (self.stated.get(file, (None, None)) for file in self.files)
        pairs = zip(self.files, stated, strict=True)
        return tuple(replace(self, files=(file,), bytes=size, hash=digest) for file, (size, digest) in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package: its folder and what its descriptor says."""

    folder: Path
    file: str
    resources: tuple[Resource, ...]
    descriptor: dict[str, Any]

    def resource(self, name: str) -> Resource | None:
        """The resource of that name."""
        return next((each for each in self.resources if each.name == name), None)

"""Read sidecars: a person's decisions about a letter, in YAML beside it, checked by `schema/sidecar.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from corpuspkg.edtf import is_edtf
from corpuspkg.findings import make_issue
from corpuspkg.model import Issue
from corpuspkg.schema import schema_dir

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

# Start of a sidecar's first line, and that line beside the folder of schemas: editors complete and check by it.
SCHEMA_MARK = "# yaml-language-server: $schema="
_SCHEMA = "schema/sidecar.schema.json"
SCHEMA_LINE = f"{SCHEMA_MARK}../{_SCHEMA}"


_PARTS = ("source", "letter", "participations", "agents", "citations", "references")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """A checked sidecar. The parts are as in the file; the schema says what they may hold.

    Attributes:
        path: The file; None for a letter without one.
    """

    path: Path | None = None
    letter_id: str | None = None
    encoding: str | None = None
    source: dict[str, dict[str, Any]] = field(default_factory=dict)
    letter: dict[str, dict[str, Any]] = field(default_factory=dict)
    participations: tuple[dict[str, Any], ...] = ()
    agents: tuple[dict[str, Any], ...] = ()
    citations: tuple[dict[str, Any], ...] = ()
    references: tuple[dict[str, Any], ...] = ()

    def content(self) -> dict[str, Any] | None:
        """What the file says, to hand on as JSON; None for a letter without a sidecar.

        >>> sidecar_of(Sidecar(path=Path("a.yaml"), letter_id="a").content()).letter_id
        'a'
        """
        return {name: getattr(self, name) for name in ("letter_id", *_PARTS)} if self.path else None


def schema_line(folder: Path) -> str:
    """First line of the sidecars in a folder: where their schema is, from there."""
    for number, ancestor in enumerate(folder.absolute().parents, 1):
        if (ancestor / _SCHEMA).is_file():
            return f"{SCHEMA_MARK}{'../' * number}{_SCHEMA}"
    return SCHEMA_LINE


class _Loader(yaml.SafeLoader):
    """YAML without dates (EDTF strings stay strings) and without repeated keys."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys: set[object] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in keys:
            raise yaml.MarkedYAMLError(problem=f"{key!r} stands twice", problem_mark=key_node.start_mark)
        keys.add(key)
    return loader.construct_mapping(node, deep=True)


def _text(loader: _Loader, node: yaml.ScalarNode) -> str:
    """Text with LF alone as line end, as all published text has it."""
    return str(loader.construct_scalar(node)).replace("\r\n", "\n").replace("\r", "\n")


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_SCALAR_TAG, _text)


def parse_yaml(data: bytes | str) -> Any:
    """What YAML says: dates as strings, no repeated keys.

    Raises:
        yaml.YAMLError: It is no YAML.
    """
    return yaml.load(data, Loader=_Loader)  # noqa: S506 - the loader is a SafeLoader


def read_sidecar(path: Path) -> Sidecar | tuple[Issue, ...]:
    """Read and check one sidecar; a missing file is an empty sidecar.

    Returns:
        The sidecar, or all that is wrong with it.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Sidecar()
    except OSError as error:
        return (make_issue("sidecar-unreadable", f"cannot be opened: {error.strerror}"),)
    return parse_sidecar(data, path)


def parse_sidecar(data: bytes, path: Path) -> Sidecar | tuple[Issue, ...]:
    """Read and check the bytes of a sidecar; as `read_sidecar`.

    Args:
        data: Its bytes.
        path: Where they stand, be it in an archive.
    """
    try:
        content = parse_yaml(data)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        return (make_issue("sidecar-unreadable", f"{line}{error.problem}"),)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return (make_issue("sidecar-unreadable", f"no valid YAML: {error}"),)
    if content is None:
        return (make_issue("sidecar-invalid", "the sidecar is empty"),)
    issues = check_sidecar(content)
    if issues:
        return issues
    return replace(sidecar_of(content), path=path)


def sidecar_of(content: Mapping[str, Any]) -> Sidecar:
    """The sidecar with this checked content."""
    return Sidecar(
        letter_id=content.get("letter_id"),
        encoding=content.get("encoding"),
        source=content.get("source", {}),
        letter=content.get("letter", {}),
        participations=tuple(content.get("participations", ())),
        agents=tuple(content.get("agents", ())),
        citations=tuple(content.get("citations", ())),
        references=tuple(content.get("references", ())),
    )


def check_sidecar(content: Any) -> tuple[Issue, ...]:
    """What is wrong with the content of a sidecar."""
    errors = sorted(_validator().iter_errors(content), key=lambda error: [str(part) for part in error.absolute_path])
    issues = []
    for error in errors:
        # An anyOf of a value and null reads better by its first alternative.
        cause = error.context[0] if error.validator == "anyOf" and error.context else error
        place = ".".join(str(part) for part in cause.absolute_path) or "top level"
        code = "sidecar-date" if cause.validator == "format" and cause.validator_value == "edtf" else "sidecar-invalid"
        message = f"{cause.instance!r} is no EDTF date" if code == "sidecar-date" else cause.message
        issues.append(make_issue(code, f"{place}: {message}"))
    return tuple(issues)


@cache
def _validator() -> Validator:
    from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415 - slow to import

    checker = FormatChecker(formats=())
    checker.checks("edtf")(lambda value: not isinstance(value, str) or is_edtf(value))
    checker.checks("uri")(lambda value: not isinstance(value, str) or ("://" in value and " " not in value))
    schema = json.loads((schema_dir() / "sidecar.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=checker)

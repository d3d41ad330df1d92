"""Read a package's descriptor: parse it once, report what is wrong, give values for what can be used."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Any

from corpuspkg.errors import PackageError
from corpuspkg.package import FILES
from corpuspkg.validation.package import Dialect, Package, Resource
from corpuspkg.validation.paths import is_remote, unsafe_reason
from corpuspkg.validation.profile import profile_errors
from corpuspkg.validation.report import shown
from corpuspkg.validation.tableschema import read_schema

if TYPE_CHECKING:
    from pathlib import Path

    from corpuspkg.validation.report import Log

_DIALECT = {
    "delimiter": "delimiter",
    "lineTerminator": "line_terminator",
    "quoteChar": "quote_char",
    "doubleQuote": "double_quote",
    "escapeChar": "escape_char",
    "nullSequence": "null_sequence",
    "skipInitialSpace": "skip_initial_space",
    "commentChar": "comment_char",
    "header": "header",
    "headerJoin": "header_join",
    "property": "data_property",
}
_TABLE_FORMATS = {"csv": "csv", "tsv": "csv", "tab": "csv", "parquet": "parquet", "pq": "parquet"}
_JSON_FORMATS = {"json": "json", "jsonl": "jsonl", "ndjson": "jsonl"}


def read_descriptor(path: Path) -> tuple[Path, dict[str, Any]]:
    """Find and parse a package's descriptor.

    Args:
        path: The descriptor, or the folder it stands in.

    Returns:
        The descriptor's path and its content.

    Raises:
        PackageError: There is none, or it cannot be read as a JSON object.
    """
    file = path / "datapackage.json" if path.is_dir() else path
    try:
        content = json.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise PackageError(
            "there is no descriptor", path=file, hint="name a folder with a datapackage.json, or the file itself"
        ) from None
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", path=file) from None
    except UnicodeDecodeError as error:
        raise PackageError(f"not UTF-8 at byte {error.start}", path=file, hint="save the descriptor as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise PackageError(f"no valid JSON: {error}", path=file) from None
    if not isinstance(content, dict):
        raise PackageError("a descriptor is a JSON object", path=file)
    return file, content


def read_package(path: Path, log: Log) -> Package:
    """Parse a descriptor and check it against the profiles.

    Raises:
        PackageError: As for `read_descriptor`.
    """
    file, content = read_descriptor(path)
    for place, message in profile_errors("datapackage", content):
        log.add("descriptor-invalid", f"{place}: {message}" if place else message, file=file.name, field=place or None)
    listed = content.get("resources")
    if listed is not None and (not isinstance(listed, list) or not listed):
        log.add("descriptor-invalid", "resources: a package lists its resources", file=file.name, field="resources")
    resources: list[Resource] = []
    for number, item in enumerate(listed if isinstance(listed, list) else [], start=1):
        if not isinstance(item, dict):
            log.add("descriptor-invalid", f"resource {number} is no object", file=file.name)
            continue
        resource = _resource(item, number, file, log)
        if any(each.name == resource.name for each in resources):
            message = f"the name {resource.name!r} is taken by an earlier resource"
            log.add("resource-name-duplicate", message, file=file.name, resource=resource.name)
            continue
        resources.append(resource)
    return Package(folder=file.parent, file=file.name, resources=tuple(resources), descriptor=content)


def _resource(item: dict[str, Any], number: int, file: Path, log: Log) -> Resource:
    name = item["name"] if isinstance(item.get("name"), str) else f"resource {number}"
    for place, message in profile_errors("dataresource", item):
        log.add("descriptor-invalid", f"{place}: {message}" if place else message, file=file.name, resource=name)
    paths = _paths(item, name, file, log)
    kind = _format(item, paths)
    dialect = _part(item.get("dialect"), "dialect", name, file, log)
    schema = _part(item.get("schema"), "schema", name, file, log)
    # Our own packages give the size of Parquet files another name, since frictionless counts no bytes of them.
    size = item.get("bytes", item.get("corpuspkg:bytes"))
    return Resource(
        name=name,
        folder=file.parent,
        files=paths,
        format="data" if "data" in item else kind,
        encoding=_encoding(item, name, file, log),
        dialect=_dialect(dialect or {}, item, name, file, log),
        schema=None if schema is None else read_schema(schema, name, file.name, log),
        bytes=size if isinstance(size, int) else None,
        hash=item["hash"] if isinstance(item.get("hash"), str) and item["hash"] else None,
        stated=_stated(item),
        data=item.get("data"),
    )


def _stated(item: dict[str, Any]) -> dict[str, tuple[int | None, str | None]]:
    """Size and hash of each file of a resource of our own in several files."""
    listed = item.get(FILES)
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {one["path"]: (one.get("bytes"), one.get("hash")) for one in entries if isinstance(one.get("path"), str)}


def _paths(item: dict[str, Any], name: str, file: Path, log: Log) -> tuple[str, ...]:
    value = item.get("path", item.get("url"))
    given = value if isinstance(value, list) else [] if value is None else [value]
    if value == []:
        log.add("descriptor-invalid", "path: a list of paths names at least one", file=file.name, resource=name)
    kept = []
    for each in given:
        if not isinstance(each, str) or not each:
            log.add("descriptor-invalid", f"path: {shown(each)} is no path", file=file.name, resource=name)
        elif is_remote(each):
            message = f"{each} is not fetched: the check works without a network"
            log.add("not-checked", message, file=file.name, resource=name)
        elif reason := unsafe_reason(each, file.parent):
            log.add("path-unsafe", f"{each!r} {reason}", file=file.name, resource=name)
        else:
            kept.append(each)
    return tuple(kept)


def _format(item: dict[str, Any], paths: tuple[str, ...]) -> str:
    if not paths:
        return ""
    stem = paths[0].lower().removesuffix(".gz")
    suffix = stem.rsplit(".", 1)[-1]
    given = item.get("format")
    named = given.lower() if isinstance(given, str) else suffix
    tables = {**_TABLE_FORMATS, **(_JSON_FORMATS if item.get("schema") or item.get("type") == "table" else {})}
    return tables.get(named, tables.get(suffix, ""))


def _encoding(item: dict[str, Any], name: str, file: Path, log: Log) -> str:
    given = item.get("encoding", "utf-8")
    try:
        return codecs.lookup(given).name
    except (LookupError, TypeError):
        log.add("encoding-unknown", f"no encoding is called {shown(given)}", file=file.name, resource=name)
        return "utf-8"


def _part(value: object, what: str, name: str, file: Path, log: Log) -> dict[str, Any] | None:
    """A schema or dialect, which may stand in a file of its own."""
    if value is None or isinstance(value, dict):
        return value
    if not isinstance(value, str):
        log.add("descriptor-invalid", f"{what}: {shown(value)} is no object", file=file.name, resource=name)
        return None
    if is_remote(value):
        log.add("not-checked", f"{what} {value} is not fetched", file=file.name, resource=name)
        return None
    if reason := unsafe_reason(value, file.parent):
        log.add("path-unsafe", f"{value!r} {reason}", file=file.name, resource=name)
        return None
    try:
        content = json.loads((file.parent / value).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        log.add("file-missing", f"{what} {value} is missing", file=value, resource=name)
        return None
    except (OSError, ValueError) as error:
        log.add("file-unreadable", f"{what} {value}: {error}", file=value, resource=name)
        return None
    return content if isinstance(content, dict) else None


def _dialect(given: dict[str, Any], item: dict[str, Any], name: str, file: Path, log: Log) -> Dialect:
    wrong = set()
    for place, message in profile_errors("tabledialect", given):
        wrong.add(place.partition(".")[0])
        log.add("descriptor-invalid", f"dialect.{place}: {message}", file=file.name, resource=name)
    values: dict[str, Any] = {_DIALECT[key]: given[key] for key in _DIALECT if key in given and key not in wrong}
    for key, target in (("commentRows", "comment_rows"), ("headerRows", "header_rows")):
        if key in given and key not in wrong:
            values[target] = tuple(given[key])
    if "delimiter" not in values and (str(item.get("format")) in ("tsv", "tab") or _is_tsv(item)):
        values["delimiter"] = "\t"
    if "escape_char" in values and "quote_char" not in values:
        values["quote_char"] = None
    return Dialect(**values)


def _is_tsv(item: dict[str, Any]) -> bool:
    path = item.get("path")
    return isinstance(path, str) and path.lower().endswith((".tsv", ".tab"))

"""Write a decision into a sidecar: lines are put in, and what is there stays as it is, comments included."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from corpuspkg.errors import InputError, OutputError
from corpuspkg.sidecar import SCHEMA_LINE, SCHEMA_MARK, Sidecar, parse_yaml, read_sidecar, schema_line

_MAPPINGS = ("source", "letter")


def write_decision(path: Path, part: str, entry: Mapping[str, Any], field: str | None = None) -> None:
    """Add a decision to a sidecar, which is made where there is none.

    Args:
        path: The sidecar.
        part: Of the sidecar: `letter`, `source`, `citations`, `participations`, `agents` or `references`.
        entry: The decision with its reason and evidence.
        field: Of `letter` or `source`.

    Raises:
        InputError: The sidecar is broken, decides this already, or the result would not be valid; it is as it was.
        OutputError: It cannot be written.
    """
    standing = read_sidecar(path)
    if not isinstance(standing, Sidecar):
        raise InputError(f"mend the sidecar first: {standing[0].message}", path=path)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    new = insert_decision(old, part, entry, field, schema=schema_line(path.parent))
    if new is None:
        lines = "\n".join(_lines(part, entry, field))
        raise InputError("cannot be added to as it is laid out", path=path, hint=f"add by hand under {part}:\n{lines}")
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_text(new, encoding="utf-8", newline="\n")
        checked = read_sidecar(partial)
        if not isinstance(checked, Sidecar):
            raise InputError(f"the decision is not valid: {checked[0].message}", path=path)
        partial.replace(path)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", path=path) from None
    finally:
        partial.unlink(missing_ok=True)


def insert_decision(
    written: str, part: str, entry: Mapping[str, Any], field: str | None = None, *, schema: str = SCHEMA_LINE
) -> str | None:
    r"""The sidecar's text with one decision more; None where lines cannot be put in safely.

    >>> text = "letter:  # mine\n  title: {value: A, reason: b, evidence: c}\n"
    >>> print(insert_decision(text, "letter", {"value": "B", "reason": "b", "evidence": "c"}, "place_to"))
    # yaml-language-server: $schema=../schema/sidecar.schema.json
    letter:  # mine
      title: {value: A, reason: b, evidence: c}
      place_to:
        value: "B"
        reason: "b"
        evidence: "c"
    <BLANKLINE>
    """
    lines = written.splitlines()
    if not any(line.startswith(SCHEMA_MARK) for line in lines[:1]):
        lines.insert(0, schema)
    text = "\n".join(lines)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is not None and (not isinstance(root, yaml.MappingNode) or root.flow_style):
        return None
    new_lines = _lines(part, entry, field)
    pairs = root.value if root is not None else []
    found = [pair for pair in pairs if pair[0].value == part]
    if not found:
        lines += [f"{part}:", *(f"  {line}" for line in new_lines)]
    else:
        value = found[0][1]
        if not isinstance(value, yaml.CollectionNode) or value.flow_style:
            return None
        following = [key.start_mark.line for key, _ in pairs if key.start_mark.line > value.start_mark.line]
        at = min(following, default=len(lines))
        while not lines[at - 1].strip() or lines[at - 1].startswith("#"):
            at -= 1
        lines[at:at] = [" " * value.start_mark.column + line for line in new_lines]
    result = "\n".join(lines) + "\n"
    return result if _adds(written, result, part, entry, field) else None


def _adds(old: str, new: str, part: str, entry: Mapping[str, Any], field: str | None) -> bool:
    """Whether the new text says what the old one says and the decision, and nothing else."""
    expected = copy.deepcopy(parse_yaml(old)) or {}
    if part in _MAPPINGS:
        if field is None or field in expected.get(part, {}):
            return False
        expected.setdefault(part, {})[field] = dict(entry)
    else:
        expected.setdefault(part, []).append(dict(entry))
    try:
        return bool(parse_yaml(new) == expected)
    except yaml.YAMLError:
        return False


def _lines(part: str, entry: Mapping[str, Any], field: str | None) -> list[str]:
    pairs = [f"{key}: {_scalar(value)}" for key, value in entry.items()]
    if part in _MAPPINGS:
        return [f"{field}:", *(f"  {pair}" for pair in pairs)]
    return [f"{'  ' if number else '- '}{pair}" for number, pair in enumerate(pairs)]


def _scalar(value: object) -> str:
    """JSON is YAML, and none of its strings is taken for a date or a number."""
    return json.dumps(value, ensure_ascii=False)

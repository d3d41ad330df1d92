"""What all commands print alike: `--json`, `--quiet`, and errors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

import typer

from corpuspkg.errors import CorpuspkgError

_USAGE = 2
Format = TypeVar("Format", bound=StrEnum)


def json_option(meaning: str) -> Any:
    """`--json`: one JSON document on stdout and nothing else there; an error is a JSON object on stderr."""
    return typer.Option("--json", help=meaning)


def quiet_option(meaning: str) -> Any:
    """`--quiet`, which also hides progress."""
    return typer.Option("--quiet", "-q", help=meaning)


def print_json(value: object) -> None:
    """Print a JSON document."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def choose_format(output: Format, wanted: Format, default: Format, *, json_output: bool) -> Format:
    """The format of output where `--json` stands for one of those that `--format` has.

    Raises:
        typer.BadParameter: Both are given and contradict each other.
    """
    if not json_output:
        return output
    if output not in (default, wanted):
        raise typer.BadParameter(f"--json and --format {output} contradict each other")
    return wanted


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether a command line has `--json`; it may be too broken to be parsed.

    >>> asks_for_json(["build", "--json"]), asks_for_json(["extract", "--", "--json"])
    (True, False)
    """
    return "--json" in arguments[: arguments.index("--") if "--" in arguments else None]


def run_for_json(app: typer.Typer) -> int:
    """Run the command line with usage errors as JSON; gives the exit code."""
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        return 1
    except Exception as error:
        # What typer raises for wrong usage has no name of its own in typer's interface.
        if not hasattr(error, "format_message"):
            raise
        typer.echo(_error("UsageError", error.format_message(), code=_USAGE), err=True)
        return _USAGE
    return code if isinstance(code, int) else 0


def error_text(error: CorpuspkgError, *, as_json: bool) -> str:
    """An error as it is told on stderr."""
    if not as_json:
        return f"error: {error}"
    return _error(type(error).__name__, error.message, path=error.path, hint=error.hint, code=error.exit_code)


def stop_text(said: str, code: int, *, as_json: bool) -> str:
    """What is told on stderr where a command is stopped from without."""
    return _error("Stopped", said, code=code) if as_json else said


def _error(kind: str, message: str, *, code: int, path: str | None = None, hint: str | None = None) -> str:
    record = {"kind": kind, "message": message, "path": path, "hint": hint, "exit_code": code}
    return json.dumps({"error": record}, ensure_ascii=False)

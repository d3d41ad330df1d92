"""The command line: one file a command; errors are told here, in one place."""

from __future__ import annotations

import signal
import sys
from typing import Annotated

import typer

from corpuspkg.cli.add import add
from corpuspkg.cli.agents import agents
from corpuspkg.cli.build import build
from corpuspkg.cli.cite import cite
from corpuspkg.cli.diff import diff
from corpuspkg.cli.download import download
from corpuspkg.cli.evaluate import evaluate
from corpuspkg.cli.explain import explain
from corpuspkg.cli.export import export
from corpuspkg.cli.extract import extract
from corpuspkg.cli.import_ import import_
from corpuspkg.cli.imports import forbid_pandas
from corpuspkg.cli.init import init
from corpuspkg.cli.output import asks_for_json, error_text, run_for_json, stop_text
from corpuspkg.cli.publish import publish
from corpuspkg.cli.release import release
from corpuspkg.cli.review import review
from corpuspkg.cli.rules import rules
from corpuspkg.cli.validate import validate
from corpuspkg.cli.verify import verify
from corpuspkg.errors import CorpuspkgError

_TERMINATED = 143
# Exit codes where a command is stopped from without, and what is told then.
_STOPPED = {130: "stopped from the keyboard", _TERMINATED: "stopped by a signal"}

app = typer.Typer(
    name="corpuspkg",
    help="Turn a folder of letters into a citable, validated, versioned data package.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Help in plain text: the coloured one takes twice as long to appear.
    rich_markup_mode=None,
)
app.command("add")(add)
app.command("agents")(agents)
app.command("build")(build)
app.command("cite")(cite)
app.command("diff")(diff)
app.command("download")(download)
app.command("evaluate")(evaluate)
app.command("export")(export)
app.command("explain")(explain)
app.command("extract")(extract)
app.command("import")(import_)
app.command("init")(init)
app.command("publish")(publish)
app.command("release")(release)
app.command("review")(review)
app.command("rules")(rules)
app.command("validate")(validate)
app.command("verify")(verify)


def _print_version(value: bool) -> None:  # noqa: FBT001 - typer calls it so
    if value:
        from importlib.metadata import version  # noqa: PLC0415 - slow to import

        typer.echo(f"corpuspkg {version('corpuspkg')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options that stand before a command."""


def main() -> None:
    """Run the command line; exit codes: 0 clean, 1 findings, 2 usage, 3 cannot run, 130 interrupted, 143 terminated.

    With `--json`, what stops a command is told as `{"error": {...}}` in one line on stderr, wrong usage included.
    """
    as_json = asks_for_json(sys.argv[1:])
    forbid_pandas()
    # As at Ctrl-C, what was begun is cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    try:
        if as_json:
            sys.exit(run_for_json(app))
        app()
    except SystemExit as stop:
        if isinstance(stop.code, int) and stop.code in _STOPPED:
            sys.stderr.write(f"{stop_text(_STOPPED[stop.code], stop.code, as_json=as_json)}\n")
        raise
    except CorpuspkgError as error:
        sys.stderr.write(f"{error_text(error, as_json=as_json)}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has gone (| head): point stdout elsewhere so that Python's shutdown stays silent.
        sys.stdout = None
        sys.exit(0)

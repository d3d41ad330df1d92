"""`corpuspkg build`: rebuild the package of a corpus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option

if TYPE_CHECKING:
    from corpuspkg.pipeline import BuildReport
    from corpuspkg.pipeline.engine import Engine


class EngineName(StrEnum):
    """Where a build is done."""

    LOCAL = "local"
    SPARK = "spark"


_DIR = typer.Argument(help="Folder of the corpus: it holds seeds/ and gets dist/ and datapackage.json.")


def build(
    directory: Annotated[Path, _DIR] = Path(),
    *,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; say what a rebuild would change, and exit with 1 if anything."),
    ] = False,
    without_text: Annotated[
        bool, typer.Option("--without-text", help="Leave out the letters' texts; spans, hashes and metadata stay.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes that read letters; without it one for each core.")
    ] = None,
    engine: Annotated[
        EngineName, typer.Option(help="Where the work is done: on the cores here, or on a Spark cluster.")
    ] = EngineName.LOCAL,
    master: Annotated[
        str | None, typer.Option(help="The Spark cluster, as spark-submit takes it, for example spark://host:7077.")
    ] = None,
    resume: Annotated[
        bool | None,
        typer.Option(
            "--resume/--no-resume",
            help="Go on with an interrupted build, or start over. Without it, finished work is never thrown away.",
        ),
    ] = None,
    json_output: Annotated[bool, json_option("Print what was done as a JSON object.")] = False,
    quiet: Annotated[bool, quiet_option("Print findings only, and no progress.")] = False,
) -> None:
    """Read the letters of a corpus and write its tables and descriptor.

    Exit codes: 0 clean; 1 something was found (a letter that cannot be read, a decision that cannot be carried out, a
    difference); 2 wrong usage; 3 cannot run.
    """
    from corpuspkg.cli.progress import show_rate  # noqa: PLC0415 - slow to import
    from corpuspkg.pipeline import build as build_corpus  # noqa: PLC0415 - the builder is slow to import

    if engine is EngineName.SPARK and jobs is not None:
        raise typer.BadParameter("--jobs is for --engine local; a cluster has its own number of workers")
    if engine is EngineName.LOCAL and master is not None:
        raise typer.BadParameter("--master is for --engine spark")
    # The workers of a cluster have working directories of their own.
    directory = directory.absolute() if engine is EngineName.SPARK else directory
    with (
        _telling_what_is_kept(directory),
        _engine(engine, jobs, master) as workers,
        show_rate(quiet=quiet or json_output) as progress,
    ):
        report = build_corpus(
            directory,
            with_text=not without_text,
            check=check,
            engine=workers,
            resume=resume,
            progress=progress,
        )
    if json_output:
        _print_json(report)
    else:
        _print(report, directory, check=check, quiet=quiet)
    if report.findings or report.differences:
        raise typer.Exit(1)


@contextmanager
def _engine(engine: EngineName, jobs: int | None, master: str | None) -> Iterator[Engine]:
    if engine is EngineName.SPARK:
        from corpuspkg.cli.imports import allow_pandas  # noqa: PLC0415 - a cluster alone needs it
        from corpuspkg.pipeline.spark import open_cluster  # noqa: PLC0415 - an extra, and slow to start

        # PySpark looks for it before it hands out batches of Arrow, though nothing here goes through it.
        allow_pandas()
        with open_cluster(master) as cluster:
            yield cluster
    else:
        from corpuspkg.pipeline.pool import LocalEngine  # noqa: PLC0415 - the builder is slow to import

        yield LocalEngine(jobs=jobs)


@contextmanager
def _telling_what_is_kept(directory: Path) -> Iterator[None]:
    """Say how to go on when the build is interrupted."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        from corpuspkg.pipeline.work import is_worth_keeping, work_folder  # noqa: PLC0415 - slow to import

        if is_worth_keeping(work_folder(directory)):
            typer.echo("What was read is kept. To go on: corpuspkg build --resume", err=True)
        raise


def _print(report: BuildReport, directory: Path, *, check: bool, quiet: bool) -> None:
    for finding in report.findings:
        issue = finding.issue
        typer.echo(f"{finding.file}: {issue.code}: {issue.message}. {issue.hint}", err=True)
    for warning in report.warnings:
        typer.echo(f"{warning.file}: {warning.code}: {warning.message}. {warning.hint}", err=True)
    for difference in report.differences:
        typer.echo(difference, err=True)
    if report.refused:
        typer.echo("Nothing was written: correct the findings above and build again.", err=True)
    elif not quiet:
        counts = ", ".join(f"{number} {name}" for name, number in report.rows.items())
        if not check:
            typer.echo(f"Wrote {directory / 'datapackage.json'} and {directory / 'dist'}: {counts}.")
        elif not report.differences:
            typer.echo(f"A rebuild equals what stands: {counts}.")


def _print_json(report: BuildReport) -> None:
    from dataclasses import asdict  # noqa: PLC0415 - one form of two

    record = {
        "refused": report.refused,
        "rows": report.rows,
        "differences": list(report.differences),
        "findings": [{"file": one.file, **asdict(one.issue)} for one in report.findings],
        "warnings": list(map(asdict, report.warnings)),
    }
    print_json(record)

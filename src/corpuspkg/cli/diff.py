"""`corpuspkg diff`: say how two editions of a package differ, and which version number that asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from corpuspkg.cli.output import choose_format, json_option, quiet_option

_EDITION = (
    "A folder, a datapackage.json, a zip or tar archive, a wheel, a release's folder, a released version, or a git "
    "revision (git:REVISION where a file has the same name)."
)


class DiffFormat(StrEnum):
    """How differences are printed."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "markdown"


def diff(
    old: Annotated[str, typer.Argument(help=f"The earlier edition. {_EDITION}")],
    new: Annotated[str, typer.Argument(help="The later edition, named in the same ways.")] = ".",
    *,
    output: Annotated[
        DiffFormat, typer.Option("--format", help="table: for reading; json, html, markdown.")
    ] = DiffFormat.TABLE,
    limit: Annotated[
        int, typer.Option(min=0, help="List so many added, removed and changed rows of each table; 0 lists all.")
    ] = 100,
    json_output: Annotated[bool, json_option("The same as --format json.")] = False,
    quiet: Annotated[bool, quiet_option("Print only which version is due: major, minor, patch or none.")] = False,
) -> None:
    """Compare the content of two packages by key, and tell the version bump that the differences ask for.

    Content counts, not bytes: the order of rows and the layout of files do not matter. A removed or retyped field and a
    removed letter ask for a major version, an added letter or field for a minor one, a corrected value for a patch.

    Exit codes: 0 both say the same; 1 they differ; 2 wrong usage, or nothing has that name; 3 cannot be read.
    """
    from corpuspkg.cli.progress import show_items  # noqa: PLC0415 - slow to import
    from corpuspkg.diffing import diff_packages  # noqa: PLC0415 - imports pyarrow
    from corpuspkg.diffing.render import to_json, to_markdown  # noqa: PLC0415 - as above
    from corpuspkg.locate import locate  # noqa: PLC0415 - as above

    chosen = choose_format(output, DiffFormat.JSON, DiffFormat.TABLE, json_output=json_output)
    hidden = quiet or chosen is DiffFormat.JSON
    with locate(old) as one, locate(new) as other, show_items("tables", quiet=hidden) as progress:
        found = diff_packages(one, other, limit=limit or None, progress=progress)
    if quiet and chosen is DiffFormat.TABLE:
        typer.echo(str(found.bump))
    elif chosen is DiffFormat.JSON:
        typer.echo(to_json(found))
    elif chosen is DiffFormat.MARKDOWN:
        typer.echo(to_markdown(found), nl=False)
    elif chosen is DiffFormat.HTML:
        from corpuspkg.diffing.page import to_html  # noqa: PLC0415 - only this format needs it

        typer.echo(to_html(found), nl=False)
    else:
        from rich.console import Console  # noqa: PLC0415 - slow to import

        from corpuspkg.diffing.console import print_diff  # noqa: PLC0415 - as above

        print_diff(found, Console())
    if found.reasons:
        raise typer.Exit(1)

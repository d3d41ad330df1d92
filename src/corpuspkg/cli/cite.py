"""`corpuspkg cite`: say how to cite a corpus or a letter in it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class CitationStyle(StrEnum):
    """How a citation is printed."""

    APA = "apa"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"
    CHICAGO = "chicago"
    DATACITE = "datacite"
    CFF = "cff"


def cite(
    package: Annotated[
        str | None,
        typer.Argument(help="The package: named as in `corpuspkg diff`; the installed corpus where it is left out."),
    ] = None,
    *,
    style: Annotated[
        CitationStyle, typer.Option("--format", help="cff is the file CITATION.cff; the others cite letters, too.")
    ] = CitationStyle.APA,
    letter: Annotated[str | None, typer.Option(metavar="ID", help="Cite this letter in the dataset.")] = None,
    version: Annotated[
        str | None, typer.Option(help="Cite this version: installed, released here, or tagged in this repository.")
    ] = None,
) -> None:
    """Print the citation of a dataset, or of one letter in it.

    Exit codes: 0 done; 2 no such letter, version or package; 3 the data cannot be read or does not say enough.
    """
    from corpuspkg.citing import cite as cite_installed  # noqa: PLC0415 - slower than the help

    if package is None:
        typer.echo(cite_installed(letter, format=style.value, version=version))
        return
    from corpuspkg.citing import cite_package  # noqa: PLC0415 - as above
    from corpuspkg.errors import UnknownNameError  # noqa: PLC0415 - as above
    from corpuspkg.locate import locate  # noqa: PLC0415 - as above

    with locate(package) as found:
        if version is not None and version != found.version:
            raise UnknownNameError("version", version, tuple(filter(None, (found.version,))), path=found.path)
        typer.echo(cite_package(found, letter, format=style.value))

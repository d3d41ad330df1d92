"""`corpuspkg cite`: say how to cite a corpus or a letter in it."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corpuspkg.cli.output import json_option, print_json, quiet_option


class CitationStyle(StrEnum):
    """How a citation is printed."""

    APA = "apa"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"
    CHICAGO = "chicago"
    DATACITE = "datacite"
    CFF = "cff"


_JSON_STYLES = (CitationStyle.CSL_JSON, CitationStyle.DATACITE)


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
    json_output: Annotated[
        bool,
        json_option("Print a JSON object: format, letter, citation (JSON where the format is)."),
    ] = False,
    quiet: Annotated[bool, quiet_option("Print the citation alone; it is never more.")] = False,
) -> None:
    """Print the citation of a dataset, or of one letter in it.

    Exit codes: 0 done; 2 no such letter, version or package; 3 the data cannot be read or does not say enough.
    """
    _ = quiet  # there is nothing to leave out
    text = _cite(package, style, letter, version)
    if not json_output:
        typer.echo(text)
        return
    import json  # noqa: PLC0415 - one form of two

    citation = json.loads(text) if style in _JSON_STYLES else text
    print_json({"format": style, "letter": letter, "citation": citation})


def _cite(package: str | None, style: CitationStyle, letter: str | None, version: str | None) -> str:
    from corpuspkg.citing import cite as cite_installed  # noqa: PLC0415 - slower than the help
    from corpuspkg.citing import cite_package  # noqa: PLC0415 - as above
    from corpuspkg.errors import UnknownNameError  # noqa: PLC0415 - as above
    from corpuspkg.locate import locate  # noqa: PLC0415 - as above

    if package is None:
        return cite_installed(letter, format=style.value, version=version)
    with ExitStack() as stack:
        found = stack.enter_context(locate(package))
        if version is not None and version != found.version:
            if not Path(package).is_dir():
                raise UnknownNameError("version", version, tuple(filter(None, (found.version,))), path=found.path)
            # A checkout knows its releases and tags.
            found = stack.enter_context(locate(version, base=Path(package)))
        return cite_package(found, letter, format=style.value)

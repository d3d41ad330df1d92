"""Cite a version of a corpus, or one letter in it, from what its descriptor and tables say."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Literal, get_args

from corpuspkg.citing.cff import cff
from corpuspkg.citing.datacite import datacite
from corpuspkg.citing.exchange import bibtex, csl_json, ris
from corpuspkg.citing.styles import apa, chicago
from corpuspkg.citing.works import CitedLetter, Dataset, read_dataset, read_letter
from corpuspkg.dataset import download
from corpuspkg.errors import PackageError, UnknownNameError
from corpuspkg.installed import corpus_folder
from corpuspkg.package import Package, open_package

__all__ = ["CITATION_FORMATS", "CitationFormat", "cite", "cite_package"]

CitationFormat = Literal["apa", "bibtex", "ris", "csl-json", "chicago", "datacite", "cff"]
CITATION_FORMATS: tuple[CitationFormat, ...] = get_args(CitationFormat)
_WRITERS: dict[str, Callable[[Dataset | CitedLetter], str]] = {
    "apa": apa,
    "bibtex": bibtex,
    "ris": ris,
    "csl-json": csl_json,
    "chicago": chicago,
    "datacite": lambda work: json.dumps(datacite(work), ensure_ascii=False, indent=2),
}


def cite(
    letter: str | None = None,
    *,
    format: CitationFormat = "apa",  # noqa: A002 - as in load()
    corpus: str | None = None,
    version: str | None = None,
) -> str:
    """How to cite a corpus, or one letter in it.

    Dates of letters keep their doubt ("not before 30 September 2023", "n.d."), and a DOI is given only where the
    corpus has one.

    Args:
        letter: A `letter_id`; None cites the dataset.
        format: "apa", "chicago" for reading; "bibtex", "ris", "csl-json", "datacite" for programs; "cff" is the file
            `CITATION.cff`, for a dataset alone.
        corpus: One of `corpora()`; the corpus that comes with this package by default.
        version: The version to cite: the installed one by default. Another one is looked for among the releases and
            tags of the current folder's repository, then fetched as `load` does.

    Raises:
        UnknownNameError: There is no such letter, format or corpus.
        PackageError: The data is missing or broken, or it is not known where other versions are.
        DownloadError: The version cannot be fetched.
        ConfigError: A DataCite record is asked for, and what DataCite demands is not known.

    >>> cite(format="bibtex").splitlines()[0].startswith("@misc{corpuspkg-")
    True
    """
    package = open_package(corpus_folder(corpus))
    if version is None or version == package.version:
        return cite_package(package, letter, format=format)
    from corpuspkg.locate import locate  # noqa: PLC0415 - rarely needed

    with ExitStack() as stack:
        try:
            found = stack.enter_context(locate(version))
        except (PackageError, UnknownNameError):
            # The current folder knows nothing of it: the address of the releases may.
            found = None
        if found is None or (found.name, found.version) != (package.name, version):
            found = open_package(download(version, corpus=corpus))
        return cite_package(found, letter, format=format)


def cite_package(package: Package, letter: str | None = None, *, format: CitationFormat = "apa") -> str:  # noqa: A002
    """How to cite an opened package, or one letter in it; see `cite`."""
    if format not in CITATION_FORMATS:
        raise UnknownNameError("format", format, CITATION_FORMATS)
    if format == "cff":
        if letter is not None:
            raise UnknownNameError("format for a letter", format, tuple(_WRITERS))
        return cff(read_dataset(package.descriptor)).rstrip("\n")
    work = read_dataset(package.descriptor) if letter is None else read_letter(package, letter)
    return _WRITERS[format](work)

"""Lay out the repository of a new corpus, from the templates in `templates/`."""

from __future__ import annotations

import csv
import json
import keyword
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

from corpuspkg.errors import InputError, OutputError, UnknownNameError
from corpuspkg.schema import schema_dir

_TEMPLATES = Path(__file__).with_name("templates")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
# What a new folder may already hold: a repository without files.
_ALLOWED = frozenset({".git"})
_FIRST = "0.1.0"
_TAKEN = frozenset({"corpuspkg", "test", "tests", "src", "dist", "schema", "seeds"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A licence for the data.

    Attributes:
        licence_id: SPDX identifier.
    """

    licence_id: str
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCorpus:
    """What a new corpus is called.

    Attributes:
        name: Of the distribution and the corpus: lower-case letters, digits and single hyphens.
        maintainer: A name, optionally with an e-mail address: `Ada Miller <ada@example.org>`.
        licence: One of `licences()`.
        corpuspkg_version: Version of corpuspkg that the corpus asks for at least.
        today: Day of the first version.
    """

    name: str
    title: str
    licence: str
    maintainer: str
    corpuspkg_version: str
    today: date


@cache
def licences() -> dict[str, Licence]:
    """The licences for data that a new corpus can have, by SPDX identifier."""
    with (_TEMPLATES / "licences.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: Licence(licence_id=row["id"], title=row["title"], url=row["url"]) for row in csv.DictReader(file)
        }


def suggest_name(folder: Path) -> str:
    """A name for the corpus in `folder`.

    >>> suggest_name(Path("/home/ada/My Letters (2021)"))
    'my-letters-2021'
    """
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower())
    return name.strip("-").lstrip("0123456789-") or "letters"


def module_name(name: str) -> str:
    """Import package of a corpus.

    >>> module_name("my-letters")
    'my_letters'
    """
    return name.replace("-", "_")


def local_source() -> str | None:
    """Where on this machine corpuspkg was installed from, as pip recorded it (PEP 610); None where an index had it."""
    try:
        recorded = distribution("corpuspkg").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    url = urlsplit(json.loads(recorded)["url"]) if recorded else None
    return unquote(url.path) if url and url.scheme == "file" else None


def init_corpus(folder: Path, corpus: NewCorpus) -> list[str]:
    """Write the layout of a new corpus, all of it or nothing.

    Returns:
        The files written, relative to `folder`.

    Raises:
        InputError: The folder holds files, or the name or a text is not usable.
        UnknownNameError: There is no such licence.
        OutputError: The folder cannot be written.
    """
    _check(corpus)
    if folder.exists() and not folder.is_dir():
        raise InputError("there is a file of this name", path=folder, hint="give the name of a new folder")
    if folder.is_dir() and (held := {path.name for path in folder.iterdir()} - _ALLOWED):
        raise InputError(
            f"the folder is not empty: it holds {min(held)}", path=folder, hint="give a new or an empty folder"
        )
    files = _render(corpus)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".corpuspkg-init-", dir=folder) as staged:
            for name, text in files.items():
                path = Path(staged) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
            for top in sorted(Path(staged).iterdir()):
                shutil.move(top, folder / top.name)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=error.filename or folder) from None
    return sorted(files)


def _check(corpus: NewCorpus) -> None:
    module = module_name(corpus.name)
    if not _NAME.fullmatch(corpus.name):
        hint = "lower-case letters and digits, words joined by single hyphens, such as my-letters"
        raise InputError(f"{corpus.name!r} cannot be the name of a corpus", hint=hint)
    if module in sys.stdlib_module_names | _TAKEN or keyword.iskeyword(module):
        raise InputError(f"{corpus.name!r} is a name that Python or corpuspkg uses", hint="choose another, longer one")
    for what, text in (("title", corpus.title), ("maintainer", corpus.maintainer)):
        if not text.strip() or not text.isprintable():
            raise InputError(f"the {what} is empty or has unprintable characters: {text!r}")
    if not _person(corpus.maintainer)[0]:
        raise InputError(
            f"the maintainer has no name: {corpus.maintainer!r}", hint="as in: Ada Miller <ada@example.org>"
        )
    if corpus.licence not in licences():
        raise UnknownNameError("licence", corpus.licence, tuple(licences()))


def _person(maintainer: str) -> tuple[str, str]:
    """Name and e-mail address.

    >>> _person("Ada Miller <ada@example.org>"), _person("The Bridge Society, Millbrook")
    (('Ada Miller', 'ada@example.org'), ('The Bridge Society, Millbrook', ''))
    """
    if maintainer.endswith(">") and "<" in maintainer:
        return parseaddr(maintainer)
    return maintainer.strip(), ""


def _render(corpus: NewCorpus) -> dict[str, str]:
    """The files of the layout by name."""
    person, email = _person(corpus.maintainer)
    licence = licences()[corpus.licence]
    author = {"name": person} | ({"email": email} if email else {})
    values = {
        "name": corpus.name,
        "module": module_name(corpus.name),
        "title": corpus.title,
        "maintainer": person,
        "licence": licence.licence_id,
        "licence_title": licence.title,
        "licence_url": licence.url,
        "corpuspkg_version": corpus.corpuspkg_version,
        "today": corpus.today.isoformat(),
        "version": _FIRST,
        # JSON strings are TOML basic strings.
        "name_toml": json.dumps(corpus.name),
        "title_toml": json.dumps(corpus.title, ensure_ascii=False),
        "maintainer_toml": json.dumps(person, ensure_ascii=False),
        "author_toml": "{ "
        + ", ".join(f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in author.items())
        + " }",
    }
    with (_TEMPLATES / "layout.csv").open(encoding="utf-8", newline="") as file:
        layout = {row["target"]: row["template"] for row in csv.DictReader(file)}
    files = {
        _fill(target, values): _fill((_TEMPLATES / "corpus" / template).read_text(encoding="utf-8"), values)
        for target, template in layout.items()
    }
    return files | {
        f"schema/{path.name}": path.read_text(encoding="utf-8") for path in sorted(schema_dir().glob("*.json"))
    }


def _fill(template: str, values: dict[str, str]) -> str:
    """Put values for `{{placeholders}}`.

    >>> _fill("Dear {{name}}", {"name": "Ada"})
    'Dear Ada'
    """
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)

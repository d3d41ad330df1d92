"""What is cited, a dataset or a letter in it, as its descriptor and tables say; nothing is added to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpuspkg.errors import UnknownNameError
from corpuspkg.package import REPOSITORY, RIGHTS, Package

_ORCID = re.compile(r"(?:https?://)?orcid\.org/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)")
# Who speaks in a letter; where no author is known, who signed it or sent it.
_AUTHOR_ROLES = ("author", "signatory", "sender")

# For a letter that is not there: how many are listed, and how many names are compared with its name.
_LISTED, _COMPARED = 20, 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Creator:
    """A person, or a body that is named as a whole.

    Attributes:
        name: As it is given.
        given, family: Parts of a person's name, only where they are given apart: names are not taken to pieces.
        affiliation: Organization a person belongs to.
        is_person: True or False where that is known.
    """

    name: str
    given: str | None = None
    family: str | None = None
    orcid: str | None = None
    affiliation: str | None = None
    is_person: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class License:
    """A licence of the data."""

    name: str | None
    title: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A version of a data package.

    Attributes:
        released: Day of the release, ISO 8601; None where none is stated.
        creators: Contributors with the role creator; all where none has it.
        contributors: All of them with their roles.
        publisher: Contributor with the role publisher.
        rights: Rights statement for the letters' texts, which the licences do not cover.
    """

    name: str
    title: str
    description: str | None
    version: str | None
    released: str | None
    creators: tuple[Creator, ...]
    contributors: tuple[tuple[Creator, tuple[str, ...]], ...]
    publisher: str | None
    licenses: tuple[License, ...]
    keywords: tuple[str, ...]
    languages: tuple[str, ...] = ()
    doi: str | None
    homepage: str | None
    repository: str | None
    rights: str | None

    @property
    def address(self) -> str | None:
        """Where it is found: by its DOI, else its home page, else its repository."""
        return f"https://doi.org/{self.doi}" if self.doi else self.homepage or self.repository


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLetter:
    """A letter in a dataset.

    Attributes:
        sent: EDTF; None where unknown.
        url: Address the text was collected from.
    """

    letter_id: str
    title: str | None
    authors: tuple[Creator, ...]
    recipients: tuple[Creator, ...]
    sent: str | None
    language: str | None
    publisher: str | None
    url: str | None
    dataset: Dataset


def read_dataset(descriptor: Mapping[str, Any]) -> Dataset:
    """What a descriptor says of its package."""
    people = [(_creator(entry), tuple(entry.get("roles", ()))) for entry in descriptor.get("contributors", ())]
    creators = tuple(person for person, roles in people if "creator" in roles) or tuple(one for one, _ in people)
    publishers = [person.name for person, roles in people if "publisher" in roles]
    doi = _DOI.fullmatch(descriptor.get("id") or "")
    name = descriptor.get("name") or "data"
    return Dataset(
        name=name,
        title=descriptor.get("title") or name,
        description=descriptor.get("description"),
        version=descriptor.get("version"),
        released=(descriptor.get("created") or "")[:10] or None,
        creators=creators,
        contributors=tuple(people),
        publisher=publishers[0] if publishers else None,
        licenses=tuple(
            License(name=entry.get("name"), title=entry.get("title"), url=entry.get("path"))
            for entry in descriptor.get("licenses", ())
        ),
        keywords=tuple(descriptor.get("keywords", ())),
        doi=doi.group(1) if doi else None,
        homepage=descriptor.get("homepage"),
        repository=descriptor.get(REPOSITORY),
        rights=descriptor.get(RIGHTS),
    )


def read_letter(package: Package, letter_id: str) -> CitedLetter:
    """What the tables of a package say of a letter.

    Raises:
        UnknownNameError: There is no such letter, or no table of letters.
        PackageError: A table cannot be read.
    """
    found = _rows(package, "letters", "letter_id", [letter_id])
    if not found:
        raise UnknownNameError("letter", letter_id, _similar_letters(package, letter_id), path=package.path)
    row = found[0]
    parts = _rows(package, "participations", "letter_id", [letter_id])
    agents = {
        agent["agent_id"]: agent for agent in _rows(package, "agents", "agent_id", [part["agent_id"] for part in parts])
    }
    sources = _rows(package, "sources", "source_id", [row.get("source_id")])
    source = sources[0] if sources else {}
    by_role = {
        role: tuple(
            _agent(agents[part["agent_id"]]) for part in parts if part["role"] == role and part["agent_id"] in agents
        )
        for role in (*_AUTHOR_ROLES, "recipient")
    }
    return CitedLetter(
        letter_id=letter_id,
        title=row.get("title"),
        authors=next((by_role[role] for role in _AUTHOR_ROLES if by_role[role]), ()),
        recipients=by_role["recipient"],
        sent=row.get("sent_date"),
        language=row.get("language"),
        publisher=source.get("publisher"),
        url=source.get("url"),
        dataset=read_dataset(package.descriptor),
    )


def _rows(package: Package, table: str, field: str, values: list[Any]) -> list[dict[str, Any]]:
    """The rows of a table whose field has one of the values."""
    import pyarrow as pa  # noqa: PLC0415 - the dataset is cited without it
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    rows = package.load(table, format="arrow")
    column = rows.column(field)
    found: list[dict[str, Any]] = rows.filter(pc.is_in(column, value_set=pa.array(values, column.type))).to_pylist()
    return found


def _similar_letters(package: Package, letter_id: str) -> tuple[str, ...]:
    """All letters of a small corpus; of a large one those with similar names, or the first."""
    from difflib import get_close_matches  # noqa: PLC0415 - a mistake alone needs it

    letters = package.load("letters", format="arrow").column("letter_id").to_pylist()
    if len(letters) <= _LISTED:
        return tuple(letters)
    return (*(get_close_matches(letter_id, letters[:_COMPARED]) or letters[:_LISTED]), "…")


def _creator(entry: Mapping[str, Any]) -> Creator:
    given, family = entry.get("givenName"), entry.get("familyName")
    orcid = _ORCID.fullmatch(entry.get("path") or "")
    is_person = True if family or orcid else None
    title = entry.get("title") or " ".join(part for part in (given, family) if part)
    return Creator(
        name=title,
        given=given,
        family=family,
        orcid=orcid.group(1) if orcid else None,
        affiliation=entry.get("organization"),
        is_person=is_person,
    )


def _agent(row: Mapping[str, Any]) -> Creator:
    kind = row.get("kind")
    return Creator(name=row["name"], is_person=None if kind is None else kind == "person")

"""A dataset or letter as a DataCite 4.5 record (schema.datacite.org, kernel-4.5) in DataCite's JSON."""

from __future__ import annotations

from typing import Any, TypeVar

from corpuspkg.citing.dates import show_date
from corpuspkg.citing.exchange import interval
from corpuspkg.citing.styles import describe_letter
from corpuspkg.citing.works import CitedLetter, Creator, Dataset
from corpuspkg.errors import ConfigError

Value = TypeVar("Value")
KERNEL = "http://datacite.org/schema/kernel-4"
# Contributors' roles of Data Package v2 that DataCite has, too.
_ROLES = {"maintainer": "DataManager", "curator": "DataCurator", "wrangler": "DataCurator", "editor": "Editor"}


def datacite(work: Dataset | CitedLetter) -> dict[str, Any]:
    """A record without what nobody has said.

    Raises:
        ConfigError: DataCite demands a creator, a publisher and a year of publication, and one is not known.
    """
    dataset = work if isinstance(work, Dataset) else work.dataset
    record: dict[str, Any] = {
        "publisher": {"name": _demand(dataset.publisher, "a contributor with the role publisher")},
        "publicationYear": _demand(dataset.released, "release_date")[:4],
        "version": dataset.version,
        "schemaVersion": KERNEL,
    }
    record |= _dataset(work) if isinstance(work, Dataset) else _letter(work)
    return {name: value for name, value in record.items() if value}


def _dataset(dataset: Dataset) -> dict[str, Any]:
    _demand(dataset.creators, "a contributor with the role creator")
    return {
        "doi": dataset.doi,
        "url": None if dataset.doi else dataset.address,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Data package of letters"},
        "creators": [_person(one) for one in dataset.creators],
        "contributors": [
            _person(one) | {"contributorType": _ROLES[role]}
            for one, roles in dataset.contributors
            for role in roles
            if role in _ROLES
        ],
        "titles": [{"title": dataset.title}],
        "dates": [{"date": dataset.released, "dateType": "Issued"}],
        "subjects": [{"subject": word} for word in dataset.keywords],
        "descriptions": _description(dataset.description),
        "rightsList": [
            {
                name: value
                for name, value in {
                    "rights": one.title,
                    "rightsUri": one.url,
                    "rightsIdentifier": one.name,
                    "rightsIdentifierScheme": "SPDX" if one.name else None,
                    "schemeUri": "https://spdx.org/licenses/" if one.name else None,
                }.items()
                if value
            }
            for one in dataset.licenses
        ]
        + ([{"rights": dataset.rights}] if dataset.rights else []),
        "formats": ["text/csv", "application/vnd.apache.parquet", "application/json"],
        "language": dataset.languages[0] if len(dataset.languages) == 1 else None,
        "relatedIdentifiers": [
            {
                "relatedIdentifier": dataset.repository,
                "relatedIdentifierType": "URL",
                "relationType": "IsDerivedFrom",
                "resourceTypeGeneral": "Software",
            }
        ]
        if dataset.repository
        else [],
    }


def _letter(letter: CitedLetter) -> dict[str, Any]:
    dataset = letter.dataset
    related: dict[str, Any] = {
        "relationType": "IsPublishedIn",
        "relatedItemType": "Dataset",
        "titles": [{"title": dataset.title}],
        "creators": [_person(one) for one in dataset.creators],
        "edition": dataset.version,
    }
    if dataset.doi:
        related["relatedItemIdentifier"] = {"relatedItemIdentifier": dataset.doi, "relatedItemIdentifierType": "DOI"}
    sent = interval(letter.sent)
    date = {"date": sent, "dateType": "Created", "dateInformation": show_date(letter.sent)}
    about = f"{describe_letter(letter)}, {show_date(letter.sent)}."
    return {
        # DataCite's word for a creator whom nobody knows.
        "creators": [_person(one) for one in letter.authors] or [{"name": ":unkn"}],
        "types": {"resourceTypeGeneral": "Text", "resourceType": "Letter"},
        "titles": [{"title": letter.title or describe_letter(letter)}],
        "dates": [date] if sent else [],
        "descriptions": _description(about),
        "language": letter.language,
        "alternateIdentifiers": [
            {"alternateIdentifier": letter.letter_id, "alternateIdentifierType": f"letter_id in {dataset.name}"}
        ],
        "relatedItems": [{name: value for name, value in related.items() if value}],
    }


def _description(text: str | None) -> list[dict[str, str]]:
    return [{"description": text, "descriptionType": "Abstract"}] if text else []


def _person(creator: Creator) -> dict[str, Any]:
    kind = {True: "Personal", False: "Organizational", None: None}[creator.is_person]
    name = f"{creator.family}, {creator.given}" if creator.family and creator.given else creator.name
    entry: dict[str, Any] = {
        "name": name,
        "nameType": kind,
        "givenName": creator.given,
        "familyName": creator.family,
        "affiliation": [{"name": creator.affiliation}] if creator.affiliation else None,
    }
    if creator.orcid:
        entry["nameIdentifiers"] = [
            {
                "nameIdentifier": f"https://orcid.org/{creator.orcid}",
                "nameIdentifierScheme": "ORCID",
                "schemeUri": "https://orcid.org",
            }
        ]
    return {key: value for key, value in entry.items() if value}


def _demand(value: Value | None, entry: str) -> Value:
    if not value:
        raise ConfigError(
            f"a DataCite record needs {entry}", path="pyproject.toml", hint="add it to [tool.corpuspkg] and build again"
        )
    return value

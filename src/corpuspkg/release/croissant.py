"""A dataset as JSON-LD: a schema.org Dataset with Croissant 1.0 (mlcommons.org), for search and machine learning.

The files of the tables lie in the release's zip archive; programs fetch it, check its digest and read the records.
Foreign keys are not stated: mlcroissant 1.1 joins the tables on a reference, and fails on those with several keys.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from corpuspkg.citing.exchange import bibtex
from corpuspkg.citing.works import Creator, Dataset
from corpuspkg.package import Package

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_ARCHIVE = "archive"
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "year": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The zip archive of a release.

    Attributes:
        folder: The folder within it that holds the package.
    """

    name: str
    folder: str
    bytes: int
    sha256: str


def croissant(dataset: Dataset, package: Package, archive: Archive) -> dict[str, Any]:
    """The JSON-LD document."""
    context = json.loads((files("corpuspkg.release") / "croissant.json").read_text(encoding="utf-8"))
    licenses = [one.url or f"https://spdx.org/licenses/{one.name}.html" for one in dataset.licenses]
    document = {
        "@context": context,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": dataset.name,
        "alternateName": dataset.title if dataset.title != dataset.name else None,
        "description": dataset.description,
        "version": dataset.version,
        "datePublished": dataset.released,
        "license": licenses[0] if len(licenses) == 1 else licenses,
        "copyrightNotice": dataset.rights,
        "keywords": list(dataset.keywords),
        "inLanguage": list(dataset.languages),
        "url": dataset.address,
        "identifier": f"https://doi.org/{dataset.doi}" if dataset.doi else None,
        "creator": [_person(one) for one in dataset.creators],
        "publisher": {"@type": "sc:Organization", "name": dataset.publisher} if dataset.publisher else None,
        "citeAs": bibtex(dataset),
        "isAccessibleForFree": True,
        "distribution": [_archive(archive), *_files(package, archive)],
        "recordSet": [_records(package, table) for table in package.tables()],
    }
    return {name: value for name, value in document.items() if value not in (None, [], "")}


def _archive(archive: Archive) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": _ARCHIVE,
        "name": archive.name,
        "contentUrl": archive.name,
        "contentSize": f"{archive.bytes} B",
        "encodingFormat": "application/zip",
        "sha256": archive.sha256,
    }


def _files(package: Package, archive: Archive) -> list[dict[str, Any]]:
    return [_file(resource, archive) for table in package.tables() for resource in package.resources(table)]


def _file(resource: dict[str, Any], archive: Archive) -> dict[str, Any]:
    entry = {
        "@id": _place(resource),
        "name": _place(resource).rpartition("/")[2],
        "description": resource.get("description"),
        "containedIn": {"@id": _ARCHIVE},
        "encodingFormat": _media_type(resource),
    }
    if isinstance(resource["path"], list):
        return {"@type": "cr:FileSet"} | entry | {"includes": f"{archive.folder}/{_place(resource)}"}
    stated = {
        "contentUrl": f"{archive.folder}/{resource['path']}",
        "sha256": resource["hash"].removeprefix("sha256:"),
    }
    return {"@type": "cr:FileObject"} | entry | stated


def _place(resource: dict[str, Any]) -> str:
    """The path of a resource's file, or the pattern of those of its files."""
    path = resource["path"]
    return f"{path[0].rpartition('-')[0]}-*.{path[0].rpartition('.')[2]}" if isinstance(path, list) else str(path)


def _media_type(resource: dict[str, Any]) -> str:
    """Croissant's readers know Parquet by another name than IANA does."""
    return (
        "application/x-parquet" if resource.get("format") == "parquet" else str(resource.get("mediatype", "text/csv"))
    )


def _records(package: Package, table: str) -> dict[str, Any]:
    description = package.describe(table)
    resource = package.resources(table)[-1]
    source = {"fileSet" if isinstance(resource["path"], list) else "fileObject": {"@id": _place(resource)}}
    keys = [{"@id": f"{table}/{name}"} for name in description.primary_key]
    record = {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": description.description,
        "key": keys[0] if len(keys) == 1 else keys,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{field.name}",
                "name": field.name,
                "description": field.description,
                "dataType": _TYPES.get(field.type, "sc:Text"),
                "source": source | {"extract": {"column": field.name}},
            }
            for field in description.fields
        ],
    }
    return {name: value for name, value in record.items() if value}


def _person(creator: Creator) -> dict[str, Any]:
    entry = {
        "@type": "sc:Person" if creator.is_person else "sc:Organization",
        "name": creator.name,
        "givenName": creator.given,
        "familyName": creator.family,
        "identifier": f"https://orcid.org/{creator.orcid}" if creator.orcid else None,
        "affiliation": {"@type": "sc:Organization", "name": creator.affiliation} if creator.affiliation else None,
    }
    return {key: value for key, value in entry.items() if value}

"""A dataset as `.zenodo.json`: what Zenodo takes for a GitHub release, and for a deposition (developers.zenodo.org)."""

from __future__ import annotations

from html import escape
from typing import Any

from corpuspkg.citing.works import Creator, Dataset


def zenodo(dataset: Dataset) -> dict[str, Any]:
    """The record."""
    licenses = [one.name.lower() for one in dataset.licenses if one.name]
    record = {
        "title": dataset.title,
        "upload_type": "dataset",
        "description": f"<p>{escape(dataset.description or dataset.title, quote=False)}</p>",
        "creators": [_person(one) for one in dataset.creators],
        "version": dataset.version,
        "publication_date": dataset.released,
        "keywords": list(dataset.keywords),
        "access_right": "open",
        "license": licenses[0] if licenses else None,
        "notes": escape(dataset.rights, quote=False) if dataset.rights else None,
        "related_identifiers": [
            {"identifier": dataset.repository, "relation": "isDerivedFrom", "resource_type": "software"}
        ]
        if dataset.repository
        else None,
    }
    return {name: value for name, value in record.items() if value}


def _person(creator: Creator) -> dict[str, str]:
    name = f"{creator.family}, {creator.given}" if creator.family and creator.given else creator.name
    entry = {"name": name, "affiliation": creator.affiliation, "orcid": creator.orcid}
    return {key: value for key, value in entry.items() if value}

"""A dataset as a record of InvenioRDM, the software of Zenodo."""

from __future__ import annotations

from html import escape
from typing import Any

from corpuspkg.citing.works import Creator, Dataset


def invenio_record(dataset: Dataset) -> dict[str, Any]:
    """The body of the request that makes a draft."""
    metadata: dict[str, Any] = {
        "resource_type": {"id": "dataset"},
        "title": dataset.title,
        "publication_date": dataset.released,
        "version": dataset.version,
        "description": f"<p>{escape(dataset.description or dataset.title, quote=False)}</p>",
        "creators": [_creator(one) for one in dataset.creators],
        "publisher": dataset.publisher,
        "rights": [{"id": one.name.lower()} for one in dataset.licenses if one.name],
        "subjects": [{"subject": word} for word in dataset.keywords],
        "additional_descriptions": _notes(dataset),
        "related_identifiers": _related(dataset),
    }
    return {
        "access": {"record": "public", "files": "public"},
        "files": {"enabled": True},
        "metadata": {key: value for key, value in metadata.items() if value},
    }


def _creator(creator: Creator) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "organizational", "name": creator.name}
    if creator.is_person or creator.family:
        # A person's name that is given in one piece stays in one: names are not taken to pieces by guessing.
        body = {"type": "personal", "family_name": creator.family or creator.name}
        body |= {"given_name": creator.given} if creator.given else {}
    if creator.orcid:
        body["identifiers"] = [{"scheme": "orcid", "identifier": creator.orcid}]
    return {"person_or_org": body} | ({"affiliations": [{"name": creator.affiliation}]} if creator.affiliation else {})


def _notes(dataset: Dataset) -> list[dict[str, Any]]:
    if not dataset.rights:
        return []
    return [{"description": f"<p>{escape(dataset.rights, quote=False)}</p>", "type": {"id": "notes"}}]


def _related(dataset: Dataset) -> list[dict[str, Any]]:
    if not dataset.repository:
        return []
    relation = {"relation_type": {"id": "isderivedfrom"}, "resource_type": {"id": "software"}}
    return [{"identifier": dataset.repository, "scheme": "url", **relation}]

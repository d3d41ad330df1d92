"""A dataset as `CITATION.cff`: Citation File Format 1.2.0 (citation-file-format.github.io)."""

from __future__ import annotations

from typing import Any

from corpuspkg.citing.works import Creator, Dataset

HEADER = "# Made by `corpuspkg cite --format cff` from pyproject.toml: change that instead.\n"


def cff(dataset: Dataset) -> str:
    """The file's text."""
    import yaml  # noqa: PLC0415 - only this format needs it

    entries: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it, and name the version: the tables change with it.",
        "type": "dataset",
        "title": dataset.title,
        # The format has no entry for what the licence does not cover.
        "abstract": " ".join(part for part in (dataset.description, dataset.rights) if part),
        "version": dataset.version,
        "date-released": dataset.released,
        "doi": dataset.doi,
        "url": dataset.homepage,
        "repository-code": dataset.repository,
        "license": [one.name for one in dataset.licenses if one.name],
        "keywords": list(dataset.keywords),
        "authors": [_author(one) for one in dataset.creators],
    }
    said = {name: value for name, value in entries.items() if value}
    return HEADER + yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=100)


def _author(creator: Creator) -> dict[str, str]:
    if not creator.is_person:
        return {"name": creator.name}
    entry = {
        "given-names": creator.given,
        "family-names": creator.family,
        "affiliation": creator.affiliation,
        "orcid": f"https://orcid.org/{creator.orcid}" if creator.orcid else None,
    }
    if not creator.family:
        entry["name"] = creator.name
    return {name: value for name, value in entry.items() if value}

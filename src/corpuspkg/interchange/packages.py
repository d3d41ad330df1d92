"""Make an index of letters from a built package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpuspkg.interchange.correspondence import CorrespAgent, CorrespLetter, Index
from corpuspkg.model import AgentKind, Role
from corpuspkg.package import Package

_AUTHORITIES = (
    ("viaf", "http://viaf.org/viaf/{}"),
    ("wikidata", "http://www.wikidata.org/entity/{}"),
    ("isni", "https://isni.org/isni/{}"),
    ("ror", "https://ror.org/{}"),
)
# Whose letter it is: who sent it, else who speaks in it, else who signed it.
_SENDING = (Role.SENDER, Role.AUTHOR, Role.SIGNATORY)
# Bases of a date that are an editor's conclusion.
_ARGUED = ("publication", "evidence")

Row = Mapping[str, Any]


def index_package(package: Package, url: str | None = None) -> Index:
    """The index of a package's letters.

    Args:
        package: An opened package with the tables letters, participations, agents and sources.
        url: Where the index will be found; by default the package's id or home page, else a name relative to it.

    Raises:
        UnknownNameError: The package lacks a table.
        PackageError: A table cannot be read.
    """
    described = package.descriptor
    contributors: list[dict[str, Any]] = list(described.get("contributors", ()))
    names = tuple(entry["title"] for entry in contributors if entry.get("title")) or (package.name or "unknown",)
    publishers = tuple(entry["title"] for entry in contributors if "publisher" in (entry.get("roles") or ()))
    licence: dict[str, str] = next(iter(described.get("licenses", ())), {})
    home = next((described[key] for key in ("id", "homepage") if "://" in str(described.get(key, ""))), None)
    return Index(
        title=described.get("title") or package.name or "Letters",
        version=package.version or "unknown",
        editors=names,
        publishers=publishers or names[:1],
        url=url or home or f"{package.name or 'letters'}.cmif.xml",
        date=str(described["created"])[:10] if described.get("created") else None,
        licence_title=licence.get("title") or licence.get("name"),
        licence_url=licence.get("path"),
        edition_url=home,
        letters=_letters(package),
    )


def _letters(package: Package) -> Iterator[CorrespLetter]:
    agents = {row["agent_id"]: row for row in _rows(package, "agents")}
    sources = {row["source_id"]: row for row in _rows(package, "sources")}
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(package, "participations"):
        parts[row["letter_id"]].append(row)
    for letter in sorted(_rows(package, "letters"), key=lambda row: str(row["letter_id"])):
        yield _letter(letter, parts[letter["letter_id"]], agents, sources.get(letter["source_id"], {}))


def _rows(package: Package, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = package.load(table, format="arrow").to_pylist()
    return rows


def _letter(letter: Row, parts: Sequence[Row], agents: Mapping[str, Row], source: Row) -> CorrespLetter:
    by_role: dict[str, list[CorrespAgent]] = defaultdict(list)
    for part in sorted(parts, key=lambda row: int(row["position"])):
        agent = _agent(part, agents[part["agent_id"]])
        if agent.name not in [other.name for other in by_role[part["role"]]]:
            by_role[part["role"]].append(agent)
    senders = next((by_role[role] for role in _SENDING if by_role.get(role)), [])
    copies = "; ".join(agent.name for agent in by_role.get(Role.CC, ()))
    return CorrespLetter(
        key=letter["letter_id"],
        url=source.get("url"),
        senders=tuple(senders),
        recipients=tuple(by_role.get(Role.RECIPIENT, ())),
        date=letter["sent_date"],
        date_argued=letter["sent_date_basis"] in _ARGUED,
        place_from=letter["place_from"],
        place_to=letter["place_to"],
        note=f"Copies to: {copies}" if copies else None,
    )


def _agent(part: Row, agent: Row) -> CorrespAgent:
    return CorrespAgent(
        name=agent["name"],
        kind=AgentKind(agent["kind"]),
        refs=tuple(form.format(agent[column]) for column, form in _AUTHORITIES if agent.get(column)),
        uncertain=part["status"] == "inferred",
    )

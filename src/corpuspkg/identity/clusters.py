"""Clusters of records that are one agent: how they are named, numbered and published."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpuspkg.identity.merge import Groups, Rulings
from corpuspkg.identity.names import fold
from corpuspkg.identity.records import Collected, Record, RecordKey, is_stranger
from corpuspkg.model import Agent, AgentKind, CuratedAgent

KINDS = list(AgentKind)
_NOT_IN_IDS = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records that are one agent."""

    records: tuple[Record, ...]
    name: str
    kind: AgentKind

    @property
    def order(self) -> tuple[str, int, str, RecordKey]:
        """A total order, that of ids which would be the same: by name, kind and first letter."""
        letter_id = min(record.letter_id for record in self.records)
        return self.name, KINDS.index(self.kind), letter_id, min(record.key for record in self.records)


def make_clusters(groups: Groups, collected: Collected) -> list[Cluster]:
    """The clusters that the joins make of all records, in their total order."""
    by_root: dict[RecordKey, list[Record]] = defaultdict(list)
    for key in sorted(collected.records):
        by_root[groups.root(key)].append(collected.records[key])
    clusters = [make_cluster(tuple(records)) for records in by_root.values()]
    return sorted(clusters, key=lambda cluster: cluster.order)


def make_cluster(records: tuple[Record, ...]) -> Cluster:
    """A cluster of records, named by the fullest of the forms."""
    kinds = {record.key.kind for record in records}
    kind = AgentKind.PERSON if AgentKind.PERSON in kinds else min(kinds, key=KINDS.index)
    forms = {form for record in records if record.key.kind is kind for form in record.forms}
    authority = sorted(record.authority.name for record in records if record.authority)
    if authority and not any(len(fold(form).split()) > 1 for form in forms):
        forms.add(authority[0])
    return Cluster(records, max(forms or {records[0].form}, key=fullness), kind)


def fullness(form: str) -> tuple[int, bool, int, str]:
    """The form with most words; of equals the one not in capitals, the longest, the last in order."""
    return len(fold(form).split()), not form.isupper(), len(form), form


def name_clusters(clusters: Sequence[Cluster], rulings: Rulings) -> dict[str, Cluster]:
    """Ids: the one a person gave, else the name as a slug, numbered where several would have the same."""
    named, rest = name_claimed(clusters, rulings)
    numbers = Numbers(named)
    return named | {numbers.take(slug_of(cluster.name)): cluster for cluster in rest}


def name_claimed(clusters: Sequence[Cluster], rulings: Rulings) -> tuple[dict[str, Cluster], list[Cluster]]:
    """The clusters that a person gave an id, by it, and those that are left to be named."""
    named: dict[str, Cluster] = {}
    rest = []
    for cluster in clusters:
        claims = sorted({rulings.claims[record.key] for record in cluster.records if record.key in rulings.claims})
        if claims and claims[0] not in named:
            named[claims[0]] = cluster
        elif not all(is_stranger(record.key) for record in cluster.records):
            rest.append(cluster)
    return named, rest


class Numbers:
    """Gives out ids: a slug as it is, then with the first number that makes it new.

    >>> numbers = Numbers(["roe-2"])
    >>> [numbers.take(slug) for slug in ("roe", "roe", "roe", "doe")]
    ['roe', 'roe-3', 'roe-4', 'doe']
    """

    def __init__(self, taken: Iterable[str]) -> None:
        """Start with ids that are given already."""
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def take(self, slug: str) -> str:
        """A new id."""
        number = self._next.get(slug, 1)
        agent_id = slug if number == 1 else f"{slug}-{number}"
        while agent_id in self._taken:
            number += 1
            agent_id = f"{slug}-{number}"
        self._taken.add(agent_id)
        self._next[slug] = number + 1
        return agent_id


def slug_of(name: str) -> str:
    """A readable id: "Joseph R. Biden, Jr." becomes "joseph-r-biden-jr"."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", "")).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c)).replace("ı", "i").replace("ə", "e")
    return _NOT_IN_IDS.sub("-", unicodedata.normalize("NFC", letters)).strip("-") or "unnamed"


def agent_of(agent_id: str, cluster: Cluster, entries: Sequence[CuratedAgent]) -> Agent:
    """The agent's row: what a person decided, else what the authority of offices says."""
    holders = {record.authority.wikidata: record.authority for record in cluster.records if record.authority}
    holder = next(iter(holders.values())) if len(holders) == 1 else None
    agent = Agent(
        agent_id=agent_id,
        name=cluster.name,
        kind=cluster.kind,
        wikidata=holder.wikidata if holder else None,
        authority_source=holder.source if holder and holder.wikidata else None,
    )
    for entry in sorted(entries, key=repr):
        stated = {
            name: getattr(entry, name)
            for name in ("name", "kind", "wikidata", "viaf", "isni", "ror")
            if getattr(entry, name) is not None
        }
        agent = replace(agent, **stated)
        if {"wikidata", "viaf", "isni", "ror"} & set(stated):
            agent = replace(agent, authority_source="curated")
    return agent

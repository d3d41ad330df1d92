"""From letters to agents: collect names, join them, give each agent its id and its name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpuspkg.identity.abbreviations import find_abbreviations
from corpuspkg.identity.merge import Groups, Merge, Rulings, merge_records
from corpuspkg.identity.names import fold
from corpuspkg.identity.records import (
    Collected,
    Record,
    RecordKey,
    Setting,
    collect_records,
    infer_holder,
    record_key,
    setting_of,
)
from corpuspkg.model import Agent, AgentId, AgentKind, CuratedAgent, Letter, Participation

_KINDS = list(AgentKind)
_NOT_IN_IDS = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentIndex:
    """The agents of a corpus.

    Attributes:
        letters: The letters in the order given, each participation with its agent.
        agents: The agents that take part, by id.
        merges: Which rule joined which forms of a name, by agent.
    """

    letters: tuple[Letter, ...]
    agents: tuple[Agent, ...]
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Records that are one agent."""

    records: tuple[Record, ...]
    name: str
    kind: AgentKind

    @property
    def order(self) -> tuple[str, int, str, RecordKey]:
        """A total order, that of ids which would be the same: by name, kind and first letter."""
        letter_id = min(record.letter_id for record in self.records)
        return self.name, _KINDS.index(self.kind), letter_id, min(record.key for record in self.records)


def identify_agents(letters: Sequence[Letter], curated: Sequence[CuratedAgent] = ()) -> AgentIndex:
    """Give every participation its agent: one agent for each real person, organization, group or unnamed office.

    The result depends neither on the order of the letters nor on that of the decisions.

    Args:
        letters: All letters of a corpus.
        curated: What sidecars say of agents. It overrules every rule. A participation that names an agent nobody knows
            keeps that id, and no agent is made for it.

    >>> from corpuspkg.model import ParticipationStatus, Role
    >>> def letter(number, name):
    ...     author = Participation(role=Role.AUTHOR, name=name, kind=AgentKind.PERSON, rule_id="r",
    ...                            status=ParticipationStatus.EXTRACTED)
    ...     return Letter(letter_id=str(number), text="", participations=(author,))
    >>> index = identify_agents([letter(1, "Tom Wray"), letter(2, "Thomas A. Wray"), letter(3, "Wray")])
    >>> [(agent.agent_id, agent.name) for agent in index.agents]
    [('thomas-a-wray', 'Thomas A. Wray'), ('wray', 'Wray')]
    """
    collected = collect_records(letters)
    abbreviations = find_abbreviations(letters, (key.name for key in collected.records if _is_organization(key)))
    rulings = _rulings_of_forms(collected, curated)
    groups = merge_records(collected, abbreviations, rulings)
    # The ids that the rules would give: sidecars may speak of agents by them.
    natural = _name_clusters(_clusters(groups, collected), Rulings())
    final = _rulings_of_ids(natural, collected, curated, rulings)
    if final != rulings:
        groups = merge_records(collected, abbreviations, final)
    clusters = _name_clusters(_clusters(groups, collected), final)
    return _index(letters, clusters, groups, curated)


def _is_organization(key: RecordKey) -> bool:
    return key.kind is AgentKind.ORGANIZATION


def _rulings_of_forms(collected: Collected, curated: Sequence[CuratedAgent]) -> Rulings:
    """What sidecars say by forms of a name: they mean an agent, or they don't."""
    claims: dict[RecordKey, str] = {}
    denials: dict[RecordKey, frozenset[str]] = {}
    by_form: dict[str, list[RecordKey]] = defaultdict(list)
    for key, record in collected.records.items():
        for form in record.forms:
            by_form[fold(form)].append(key)
    for one in sorted(curated, key=lambda agent: agent.agent_id):
        for form in one.forms:
            for key in by_form.get(fold(form), ()):
                claims.setdefault(key, one.agent_id)
        for form in one.not_forms:
            for key in by_form.get(fold(form), ()):
                denials[key] = denials.get(key, frozenset()) | {one.agent_id}
    return Rulings({key: one for key, one in claims.items() if one not in denials.get(key, ())}, denials)


def _rulings_of_ids(
    natural: Mapping[str, _Cluster], collected: Collected, curated: Sequence[CuratedAgent], rulings: Rulings
) -> Rulings:
    """Also what sidecars say by ids: of an agent that the rules made, and of a participation."""
    claims = dict(rulings.claims)
    known = {one.agent_id for one in curated}
    named = {key.scope.removeprefix("=") for key in collected.records if _is_stranger(key)}
    for agent_id in sorted((known | named) & set(natural)):
        for record in natural[agent_id].records:
            if agent_id not in rulings.denials.get(record.key, ()):
                claims.setdefault(record.key, agent_id)
    for key in collected.records:
        agent_id = key.scope.removeprefix("=")
        if _is_stranger(key) and agent_id in known | set(natural):
            claims[key] = agent_id
    return Rulings(claims, rulings.denials)


def _clusters(groups: Groups, collected: Collected) -> list[_Cluster]:
    by_root: dict[RecordKey, list[Record]] = defaultdict(list)
    for key in sorted(collected.records):
        by_root[groups.root(key)].append(collected.records[key])
    clusters = [_cluster(tuple(records)) for records in by_root.values()]
    return sorted(clusters, key=lambda cluster: cluster.order)


def _cluster(records: tuple[Record, ...]) -> _Cluster:
    kinds = {record.key.kind for record in records}
    kind = AgentKind.PERSON if AgentKind.PERSON in kinds else min(kinds, key=_KINDS.index)
    forms = {form for record in records if record.key.kind is kind for form in record.forms}
    authority = sorted(record.authority.name for record in records if record.authority)
    if authority and not any(len(fold(form).split()) > 1 for form in forms):
        forms.add(authority[0])
    return _Cluster(records, max(forms or {records[0].form}, key=_fullness), kind)


def _fullness(form: str) -> tuple[int, bool, int, str]:
    """The form with most words; of equals the one not in capitals, the longest, the last in order."""
    return len(fold(form).split()), not form.isupper(), len(form), form


def _name_clusters(clusters: Sequence[_Cluster], rulings: Rulings) -> dict[str, _Cluster]:
    """Ids: the one a person gave, else the name as a slug, numbered where several would have the same."""
    named: dict[str, _Cluster] = {}
    rest = []
    for cluster in clusters:
        claims = sorted({rulings.claims[record.key] for record in cluster.records if record.key in rulings.claims})
        if claims and claims[0] not in named:
            named[claims[0]] = cluster
        elif not all(_is_stranger(record.key) for record in cluster.records):
            rest.append(cluster)
    for cluster in rest:
        slug, number = _slug(cluster.name), 1
        agent_id = slug
        while agent_id in named:
            number += 1
            agent_id = f"{slug}-{number}"
        named[agent_id] = cluster
    return named


def _is_stranger(key: RecordKey) -> bool:
    """A participation that names an agent by an id: without a ruling, nobody knows that agent."""
    return key.scope.startswith("=")


def _slug(name: str) -> str:
    """A readable id: "Joseph R. Biden, Jr." becomes "joseph-r-biden-jr"."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", "")).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c)).replace("ı", "i").replace("ə", "e")
    return _NOT_IN_IDS.sub("-", unicodedata.normalize("NFC", letters)).strip("-") or "unnamed"


def _index(
    letters: Sequence[Letter], clusters: Mapping[str, _Cluster], groups: Groups, curated: Sequence[CuratedAgent]
) -> AgentIndex:
    ids = {record.key: agent_id for agent_id, cluster in clusters.items() for record in cluster.records}
    placed = tuple(_place(letter, ids) for letter in letters)
    used = {one.agent_id for letter in placed for one in letter.participations}
    by_id: dict[str, list[CuratedAgent]] = defaultdict(list)
    for entry in curated:
        by_id[entry.agent_id].append(entry)
    agents = [_agent(key, cluster, by_id[key]) for key, cluster in sorted(clusters.items()) if key in used]
    return AgentIndex(letters=placed, agents=tuple(agents), merges=tuple(_merges(clusters, groups, ids)))


def _place(letter: Letter, ids: Mapping[RecordKey, str]) -> Letter:
    setting = setting_of(letter)
    return replace(
        letter,
        participations=tuple(_place_one(setting, one, ids) for one in letter.participations),
    )


def _place_one(setting: Setting, one: Participation, ids: Mapping[RecordKey, str]) -> Participation:
    key = record_key(setting, one)
    agent_id = AgentId(ids[key]) if key in ids else one.agent_id
    held = infer_holder(setting, one)
    # A sidecar may say that the office is somebody else's.
    told = held is not one and ids.get(record_key(setting, held)) == agent_id
    return replace(held if told else one, agent_id=agent_id)


def _agent(agent_id: str, cluster: _Cluster, entries: Sequence[CuratedAgent]) -> Agent:
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


def _merges(clusters: Mapping[str, _Cluster], groups: Groups, ids: Mapping[RecordKey, str]) -> list[Merge]:
    records = {record.key: record for cluster in clusters.values() for record in cluster.records}
    merges = {
        Merge(agent_id=ids[one], rule_id=rule_id, form=records[one].form, other=records[other].form)
        for one, other, rule_id in groups.joins
        if one in ids and other in ids
    }
    for agent_id, cluster in clusters.items():
        for record in cluster.records:
            for form in sorted(record.forms)[1:]:
                merges.add(Merge(agent_id=agent_id, rule_id="agent.same-name", form=form, other=record.form))
    return sorted(merges)

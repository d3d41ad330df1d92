"""From letters to agents: collect names, join them, give each agent its id and its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpuspkg.identity.abbreviations import find_abbreviations
from corpuspkg.identity.clusters import Cluster, agent_of, make_clusters, name_clusters
from corpuspkg.identity.merge import Groups, Merge, Rulings, merge_records
from corpuspkg.identity.records import RecordKey, Setting, collect_records, infer_holder, record_key, setting_of
from corpuspkg.identity.rulings import rulings_of_forms, rulings_of_ids
from corpuspkg.model import Agent, AgentId, AgentKind, CuratedAgent, Letter, Participation


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
    rulings = rulings_of_forms(collected, curated)
    groups = merge_records(collected, abbreviations, rulings)
    # The ids that the rules would give: sidecars may speak of agents by them.
    natural = name_clusters(make_clusters(groups, collected), Rulings())
    final = rulings_of_ids(natural, collected, curated, rulings)
    if final != rulings:
        groups = merge_records(collected, abbreviations, final)
    clusters = name_clusters(make_clusters(groups, collected), final)
    return _index(letters, clusters, groups, curated)


def _is_organization(key: RecordKey) -> bool:
    return key.kind is AgentKind.ORGANIZATION


def _index(
    letters: Sequence[Letter], clusters: Mapping[str, Cluster], groups: Groups, curated: Sequence[CuratedAgent]
) -> AgentIndex:
    ids = {record.key: agent_id for agent_id, cluster in clusters.items() for record in cluster.records}
    placed = tuple(_place(letter, ids) for letter in letters)
    used = {one.agent_id for letter in placed for one in letter.participations}
    by_id: dict[str, list[CuratedAgent]] = defaultdict(list)
    for entry in curated:
        by_id[entry.agent_id].append(entry)
    agents = [agent_of(key, cluster, by_id[key]) for key, cluster in sorted(clusters.items()) if key in used]
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


def _merges(clusters: Mapping[str, Cluster], groups: Groups, ids: Mapping[RecordKey, str]) -> list[Merge]:
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

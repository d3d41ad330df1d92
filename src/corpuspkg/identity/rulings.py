"""What sidecars decide of agents, as rulings on the records of names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from corpuspkg.identity.clusters import Cluster
from corpuspkg.identity.merge import Rulings
from corpuspkg.identity.names import fold
from corpuspkg.identity.records import Collected, RecordKey, is_stranger
from corpuspkg.model import CuratedAgent


def rulings_of_forms(collected: Collected, curated: Sequence[CuratedAgent]) -> Rulings:
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


def rulings_of_ids(
    natural: Mapping[str, Cluster], collected: Collected, curated: Sequence[CuratedAgent], rulings: Rulings
) -> Rulings:
    """Also what sidecars say by ids: of an agent that the rules made, and of a participation."""
    claims = dict(rulings.claims)
    known = {one.agent_id for one in curated}
    named = {key.scope.removeprefix("=") for key in collected.records if is_stranger(key)}
    for agent_id in sorted((known | named) & set(natural)):
        for record in natural[agent_id].records:
            if agent_id not in rulings.denials.get(record.key, ()):
                claims.setdefault(record.key, agent_id)
    for key in collected.records:
        agent_id = key.scope.removeprefix("=")
        if is_stranger(key) and agent_id in known | set(natural):
            claims[key] = agent_id
    return Rulings(claims, rulings.denials)

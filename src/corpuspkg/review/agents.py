"""Agents that may be one: persons of one surname whose given names do not contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from corpuspkg.identity import AgentIndex
from corpuspkg.identity.names import compatible, parse_person
from corpuspkg.model import Agent, AgentKind, CuratedAgent, Participation
from corpuspkg.review.question import Kind, Proposal, Question

# So many pairs under one surname are asked at most: beyond, the names are too common for questions.
_MAX_PAIRS = 10
# What a decision may say of an agent beside the forms of its name.
_FACTS = ("name", "kind", "wikidata", "viaf", "isni", "ror")


def find_possible_pairs(index: AgentIndex, curated: Sequence[CuratedAgent]) -> Iterator[Question]:
    """Pairs of agents that may be one person and of which no sidecar says that they are not.

    Args:
        index: The agents of the corpus.
        curated: What sidecars say of agents.
    """
    denied = {(one.agent_id, form) for one in curated for form in one.not_forms}
    groups: defaultdict[str, list[Agent]] = defaultdict(list)
    for agent in index.agents:
        if agent.kind is AgentKind.PERSON:
            groups[parse_person(agent.name).surname].append(agent)
    for _, agents in sorted(groups.items()):
        pairs = (
            (one, other)
            for one, other in combinations(sorted(agents, key=_fullness), 2)
            if compatible(parse_person(one.name), parse_person(other.name))
            and (one.agent_id, other.name) not in denied
            and one.name != other.name
        )
        for one, other in islice(pairs, _MAX_PAIRS):
            yield _question(index, one, other)


def find_redundant(index: AgentIndex, letter_id: str, curated: Sequence[CuratedAgent]) -> Iterator[Question]:
    """Decisions about agents that the rules make by themselves.

    Args:
        index: The agents of the corpus as the rules alone tell them apart.
        letter_id: The letter whose sidecar decides.
        curated: Its decisions. One that keeps names apart is never redundant: it answers a question.
    """
    known = {agent.agent_id: agent for agent in index.agents}
    holders: defaultdict[str, set[str | None]] = defaultdict(set)
    for letter in index.letters:
        for row in letter.participations:
            for form in {row.name, row.as_written} - {None}:
                holders[str(form)].add(row.agent_id)
    for one in curated:
        agent = known.get(one.agent_id)
        if agent is None or one.not_forms or any(holders[form] != {one.agent_id} for form in one.forms):
            continue
        if all(getattr(one, name) in (None, getattr(agent, name)) for name in _FACTS):
            message = f"the rules know all that is decided of the agent {one.agent_id!r} by themselves"
            yield Question(
                letter_id=letter_id, kind=Kind.REDUNDANT, table="agents", field=one.agent_id, message=message
            )


def _fullness(agent: Agent) -> tuple[int, str]:
    """The fullest name first."""
    return -len(agent.name), agent.agent_id


def _question(index: AgentIndex, one: Agent, other: Agent) -> Question:
    letter_id, row = _first(index, other)
    entry: dict[str, object] = {"agent": one.agent_id}
    forms = sorted({other.name} | ({row.as_written} if row.as_written else set()))
    same = Proposal(
        label=f"yes: {other.name!r} means {one.agent_id} in all letters", part="agents", entry=entry | {"forms": forms}
    )
    different = Proposal(label="no, they are two", part="agents", entry=entry | {"not_forms": forms})
    return Question(
        letter_id=letter_id,
        kind=Kind.SAME_AGENT,
        table="agents",
        field=other.agent_id,
        message=f"{other.name!r} ({other.agent_id}) may be {one.name!r} ({one.agent_id})",
        value=other.agent_id,
        start=row.start,
        end=row.end,
        proposals=(same, different),
    )


def _first(index: AgentIndex, agent: Agent) -> tuple[str, Participation]:
    """Where an agent takes part first."""
    return next(
        (letter.letter_id, row)
        for letter in index.letters
        for row in letter.participations
        if row.agent_id == agent.agent_id
    )

"""What sidecars say of agents, for the whole corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpuspkg.model import AgentKind, CuratedAgent, Curation

_AUTHORITY_IDS = ("wikidata", "viaf", "isni", "ror")


def curated_agents(entries: Sequence[Mapping[str, Any]]) -> list[CuratedAgent]:
    """What a sidecar says of agents."""
    return [
        CuratedAgent(
            agent_id=entry["agent"],
            name=entry.get("name"),
            kind=AgentKind(entry["kind"]) if "kind" in entry else None,
            forms=tuple(entry.get("forms", ())),
            not_forms=tuple(entry.get("not_forms", ())),
            **{key: entry.get(key) for key in _AUTHORITY_IDS},
        )
        for entry in entries
    ]


def record_agent(entry: Mapping[str, Any]) -> Curation:
    """The record of a decision about an agent."""
    parts = [f"{key}: {entry[key]}" for key in ("name", "kind", *_AUTHORITY_IDS) if key in entry]
    parts += [f"{key}: {' | '.join(entry[key])}" for key in ("forms", "not_forms") if key in entry]
    return Curation(
        table="agents",
        field=entry["agent"],
        action="set",
        value="; ".join(parts) or None,
        reason=entry["reason"],
        evidence=entry["evidence"],
    )

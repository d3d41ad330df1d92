"""Tell agents apart across a corpus: one agent per real person or organization, by rules that can be inspected.

The work is done on distinct records of names, not on letters: collect, join by rules, name. Every join says which rule
made it; sidecars overrule all of them. `rules.csv` describes the rules.
"""

from __future__ import annotations

from corpuspkg.identity.identify import AgentIndex, identify_agents
from corpuspkg.identity.merge import Merge
from corpuspkg.identity.records import infer_holders

__all__ = ["AgentIndex", "Merge", "identify_agents", "infer_holders"]

"""Apply a person's decisions to what the rules read, and keep a record of each."""

from corpuspkg.curate.agents import curated_agents
from corpuspkg.curate.decide import Curated, curate
from corpuspkg.curate.outcome import CURATED, find_passage
from corpuspkg.curate.participations import overruled

__all__ = ["CURATED", "Curated", "curate", "curated_agents", "find_passage", "overruled"]

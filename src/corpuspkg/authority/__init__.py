"""The authority: instruments, their names, Security Council numbers, Assembly sessions and countries, as data.

The rows live in CSV files beside this module, one folder or file per table, each row with its source. `load_registry`
reads them once; a corpus adds files of its own (`[tool.corpuspkg] authority`). Nothing is read at import.
"""

from __future__ import annotations

from corpuspkg.authority.check import check_registry
from corpuspkg.authority.registry import (
    Alias,
    CouncilResolution,
    Country,
    Registry,
    Session,
    load_registry,
)

__all__ = ["Alias", "CouncilResolution", "Country", "Registry", "Session", "check_registry", "load_registry"]

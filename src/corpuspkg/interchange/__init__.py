"""Exchange letters' metadata with other editions: CMIF (TEI `correspDesc`), and tables in csv2cmi's layout.

Out: a built package to CMIF. In: CMIF or CSV to sidecars, as decisions with reason and evidence.
"""

from __future__ import annotations

from corpuspkg.interchange.cmif import read_cmif, write_cmif, write_cmif_file
from corpuspkg.interchange.correspondence import CorrespAgent, CorrespLetter, Index
from corpuspkg.interchange.csv2cmi import read_csv2cmi
from corpuspkg.interchange.packages import index_package
from corpuspkg.interchange.sidecars import FilledSidecar, fill_sidecars

__all__ = [
    "CorrespAgent",
    "CorrespLetter",
    "FilledSidecar",
    "Index",
    "fill_sidecars",
    "index_package",
    "read_cmif",
    "read_csv2cmi",
    "write_cmif",
    "write_cmif_file",
]

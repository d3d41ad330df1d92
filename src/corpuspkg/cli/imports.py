"""Which libraries commands do without."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class _WithoutPandas(MetaPathFinder):
    """Keeps pyarrow from importing pandas with the first array it makes of a list: no command needs it.

    It would take two fifths of the time in which five letters are built.
    """

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG002 - as called
        if fullname == "pandas":
            raise ModuleNotFoundError("commands do without pandas", name=fullname)


def forbid_pandas() -> None:
    """Let nothing import pandas in this process."""
    sys.meta_path.insert(0, _WithoutPandas())


def allow_pandas() -> None:
    """Let libraries import pandas that insist on it."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _WithoutPandas)]

"""Letters as a citable data package: load the tables of the corpus that comes with it, or of any other.

>>> import corpuspkg
>>> "letters" in corpuspkg.tables()
True

Nothing is read and nothing heavy is imported before it is asked for: `import corpuspkg` costs about a millisecond.
"""

from __future__ import annotations

# Type checkers take this name for true; to import it from typing would cost ten times the rest of this module.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from corpuspkg import errors
    from corpuspkg.citing import cite
    from corpuspkg.dataset import corpora, describe, download, load, open, tables  # noqa: A004 - as in gzip.open
    from corpuspkg.package import Package

    __version__: str

__all__ = ["Package", "__version__", "cite", "corpora", "describe", "download", "errors", "load", "open", "tables"]

if not TYPE_CHECKING:  # a type checker would accept any name

    def __getattr__(name: str) -> object:
        """Import what is asked for, once (PEP 562)."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - nothing at import

        if name == "errors":
            return import_module("corpuspkg.errors")
        module = import_module("corpuspkg.citing" if name == "cite" else "corpuspkg.dataset")
        value = module.read_version() if name == "__version__" else getattr(module, name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """What there is, loaded or not."""
    return sorted({*globals(), *__all__})

"""The one place that composes the stages: from files to letters, from letters to a published package.

Reading a letter does without Arrow, validation and the rest of the builder: what builds is loaded when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from corpuspkg.pipeline.extract import extract_file, extract_letter

if TYPE_CHECKING:
    from corpuspkg.pipeline.corpus import BuildReport, build, corpus_agents

__all__ = ["BuildReport", "build", "corpus_agents", "extract_file", "extract_letter"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("corpuspkg.pipeline.corpus"), name)

"""The one place that composes the stages: from files to letters, from letters to a published package."""

from corpuspkg.pipeline.corpus import BuildReport, build, corpus_agents
from corpuspkg.pipeline.extract import extract_file, extract_letter

__all__ = ["BuildReport", "build", "corpus_agents", "extract_file", "extract_letter"]

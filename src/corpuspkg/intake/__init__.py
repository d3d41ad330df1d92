"""Bring letters in: from web pages, e-mails, PDF, Word, Markdown, TEI and text files to seeds with their origin."""

from corpuspkg.intake.add import Added, Refused, add_files
from corpuspkg.intake.reading import Fact, Found, read_original

__all__ = ["Added", "Fact", "Found", "Refused", "add_files", "read_original"]

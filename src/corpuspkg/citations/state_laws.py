"""Codes of the states of the United States by their names and sections: "Cal. Penal Code § 422.6", "RCW 42.56"."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.names import slug
from corpuspkg.citations.un import derive

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_SECTION = (
    r"(?P<name>{names})(?:,? (?P<unit>§§? ?|sections? |sec\. |chapter |ch\. |c\. )?"
    r"(?P<section>\d{1,5}[a-z]?(?:[.:/-]\d{1,5}[a-z]?){0,3}(?:\([a-z0-9]{1,3}\))*)(?![\w%])"
    r"(?:, § ?(?P<last>\d{1,4}[a-z]?))?)?"
)


@cache
def _codes() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    with Path(__file__).with_name("state_codes.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["name"]: (row["state"], row["title"]) for row in csv.DictReader(file)}
    names = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    return re.compile(_SECTION.replace("{names}", names)), codes


@cache
def state_anchors() -> dict[str, str]:
    """The names of these codes for the automaton."""
    return dict.fromkeys(_codes()[1], "state-code")


def read_state_code(document: Document, start: int, _end: int) -> list[Mention]:
    """A code of a state, with its section where one stands behind."""
    pattern, codes = _codes()
    match = pattern.match(document.folded, start, start + 80)
    if match is None or not document.text[start].isupper() or not document.is_word(start, match.end("name")):
        return []
    if " " not in match["name"] and not match["section"]:
        return []
    state, title = codes[match["name"]]
    mention = Mention(start, match.end(), "cite.state-code", name="code")
    if match["section"]:
        mention.pin_kind = "chapter" if (match["unit"] or "").startswith(("c", "ch")) else "section"
        mention.pin = document.text[match.start("section") : match.end("section")].rstrip(".")
        if match["last"]:
            mention.pin_kind, mention.pin = "section", f"{mention.pin}({match['last']})"
    derive(mention, document.registry, f"us-{state}:code:{slug(title)}", "statute", title)
    return [mention]

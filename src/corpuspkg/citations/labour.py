"""Conventions of the International Labour Organization by number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.numbers import read_list
from corpuspkg.citations.un import derive
from corpuspkg.model import CitationForm

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_LABOUR = re.compile(
    r"(?:(?P<body>ilo|international labour organi[sz]ation) )?convention(?P<plural>s?),? ?"
    r"(?=no|#|\d|n[°º]|c\d)c?"
)
_OF_LABOUR = re.compile(
    r"conventions?,? (?:nos?\.? ?|# ?)?(?P<list>\d{1,3}(?:(?:, and |,? and |, )(?:no\. ?)?\d{1,3})*)"
    r" of the (?:ilo|international labour organi[sz]ation)"
)


_BARE_LABOUR = re.compile(r"convention nos?\.? ?(?P<list>\d{1,3})(?![\d/]| of the council of europe)")


def read_labour(document: Document, start: int, _end: int) -> list[Mention]:
    """Conventions of the International Labour Organization by number, one or several."""
    folded = document.folded
    match = _LABOUR.match(folded, start, start + 60)
    if match is None or (start and document.text[start - 1].isalnum()):
        return []
    if match["body"]:
        items = read_list(folded, match.end(), plural=bool(match["plural"]))
        found = [(item.start, item.end, item.number) for item in items]
    else:
        listed = _OF_LABOUR.match(folded, start, start + 120) or _BARE_LABOUR.match(folded, start, start + 24)
        if listed and listed.re is _BARE_LABOUR and not document.has_word("ilo"):
            return []
        if listed is None or not document.text[start].isupper():
            return []
        digits = re.compile(r"\d+").finditer(folded, *listed.span("list"))
        found = [(one.start(), one.end(), one.group()) for one in digits]
    group = document.new_group() if len(found) > 1 else None
    mentions = []
    for place, (begin, end, number) in enumerate(found):
        mention = Mention(start if place == 0 else begin, end, "cite.ilo-convention", group=group)
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.FULL
        mention.name = "convention"
        derive(mention, document.registry, f"treaty:ilo-c{number}", "treaty", f"C{number}")
        mentions.append(mention)
    return mentions

"""Protocols to the European Convention on Human Rights by number, one or several."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.lexicon import lookup_name
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

RULE = "cite.numbered-protocol"
CONVENTION = "coe:ets:5"
_LIST = re.compile(
    r"(?:additional )?protocols?,? (?:nos?\.? ?|numbers? )?(?P<first>\d{1,2})(?![\d/.]\d|\d)"
    r"(?P<rest>(?:(?:, and |,? and |, |,? or )(?:no\. ?)?\d{1,2}(?![\d/.]\d|\d))*)"
)
_TO = re.compile(
    r",? (?:to|of) (?:the )?(?P<whose>european convention (?:on|for the protection of|of) human rights"
    r"(?: and fundamental freedoms)?|convention for the protection of human rights and fundamental freedoms"
    r"|echr|european convention"
    r"|convention(?! (?:on|for|against|relating|concerning|between|of)))(?![a-z])"
)
_OF_OTHERS = re.compile(r",? (?:to|of|on|between|relating|concerning|amending|signed|dated) ")
_SPEAKS_OF_IT = (
    "european convention on human rights",
    "european court of human rights",
    "convention for the protection of human rights and fundamental freedoms",
    "strasbourg court",
    "european court",
    "grand chamber",
    "committee of ministers",
    "european social charter",
    "echr",
)
# Respondents before that Court; states have other courts for quarrels among themselves.
_AGAINST_STATE = re.compile(
    r"(?<!federation)(?<!states) v\. (?:the )?(?:united kingdom|turkey|türkiye|russia|france|germany|italy|ukraine"
    r"|poland|romania|hungary|greece|spain|austria|switzerland|belgium|netherlands|bulgaria|croatia|moldova|azerbaijan|armenia"
    r"|georgia|ireland|norway|sweden|denmark|finland|portugal|latvia|lithuania|estonia|malta|cyprus)(?![a-z])"
)
_PARAGRAPH_SIGN = re.compile(r"articles? \d{1,2}(?:, \d{1,2})* §")


def is_of_human_rights(document: Document) -> bool:
    """Tell whether a letter speaks of that Convention, if only by the Court's own way to cite it ("Article 6 § 1")."""
    known = document.notes.get("human rights convention")
    if known is None:
        known = (
            document.has_any(_SPEAKS_OF_IT)
            or (document.has_word("protocol no") and _PARAGRAPH_SIGN.search(document.folded) is not None)
            or (document.has_word("the court") and _AGAINST_STATE.search(document.folded) is not None)
        )
        document.notes["human rights convention"] = known
    return bool(known)


def read_protocol(document: Document, start: int, _end: int) -> list[Mention]:
    """Protocols by number: "Protocol No. 1", "Protocols Nos. 4, 7 and 12 to the Convention"."""
    folded = document.folded
    match = _LIST.match(folded, start, start + 90)
    if match is None or not document.text[start].isupper() or not document.is_word(start, match.end()):
        return []
    to = _TO.match(folded, match.end(), match.end() + 100)
    if to is None and _OF_OTHERS.match(folded, match.end(), match.end() + 14):
        return []
    sure = to is not None and to["whose"] not in ("convention", "european convention")
    if not sure and not is_of_human_rights(document):
        document.miss(start, match.end(), RULE, "nothing tells to which treaty")
        return []
    return _mentions(document, match, to if sure else None)


def _mentions(document: Document, match: re.Match[str], to: re.Match[str] | None) -> list[Mention]:
    numbers = list(re.compile(r"\d{1,2}").finditer(document.folded, match.start("first"), match.end()))
    group = document.new_group() if len(numbers) > 1 else None
    mentions = []
    for place, number in enumerate(numbers):
        aliases = lookup_name(
            document, f"protocol no. {int(number.group())} to the european convention on human rights"
        )
        if len(aliases) != 1:
            return []
        end = to.end() if to and group is None else number.end()
        mention = Mention(match.start() if place == 0 else number.start(), end, RULE, group=group, name="protocol")
        mention.instrument = aliases[0].instrument_id
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.FULL if to else CitationForm.SHORT
        mention.status = CitationStatus.RESOLVED if to else CitationStatus.INFERRED
        mentions.append(mention)
    return mentions


def read_regional(document: Document, start: int, end: int) -> list[Mention] | None:
    """The human rights convention of Europe or America by the continent alone; None where the words are others."""
    words = document.folded[start:end]
    if words == "european convention":
        instrument, spoken = CONVENTION, is_of_human_rights(document)
    elif words == "american convention":
        instrument, spoken = "oas:american-convention", document.has_word("inter-american")
    else:
        return None
    mention = Mention(start, end, "cite.alias", instrument=instrument, form=CitationForm.SHORT, name="convention")
    mention.status = CitationStatus.INFERRED
    return [mention] if spoken and instrument in document.registry.instruments else []

"""Texts that carry a number of a scheme of their own: statutory instruments, general comments, climate decisions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.un import derive
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_INSTRUMENT = re.compile(r"s\.? ?i\.?,? ?(?:nos?\.? ?)?(?P<year>(?:19|20)\d\d)/(?P<number>\d{1,4})(?![\d/])")
_COMMENT = re.compile(
    r"general (?P<word>comment|recommendation)(?P<plural>s?),? ?(?:nos?\.? ?|# ?|number )?(?P<first>\d{1,2})(?![\d/])"
    r"(?P<rest>(?:(?:, and |,? and |, )(?:no\.? ?)?\d{1,2}(?![\d/]))*)"
)
# The committees, the nearest named wins; each with the words that name it or its treaty.
_COMMITTEES = (
    ("cescr", r"economic, social and cultural rights|cescr"),
    ("crc", r"rights of the child|crc"),
    ("cedaw", r"discrimination against women|cedaw"),
    ("cerd", r"racial discrimination|cerd|icerd"),
    ("cat", r"committee against torture|convention against torture"),
    ("crpd", r"persons with disabilities|crpd"),
    ("cmw", r"migrant workers"),
    ("ccpr", r"human rights committee|civil and political rights|ccpr|iccpr"),
)
_COMMITTEE = re.compile(rf"(?<![a-z])(?:{'|'.join(rf'(?P<{code}>{words})' for code, words in _COMMITTEES)})(?![a-z])")
_CLIMATE = re.compile(r"decisions? (?P<number>\d{1,2}/(?P<body>cp|cmp|cma)\.\d{1,2})(?!\d)")


def read_statutory_instrument(document: Document, start: int, _end: int) -> list[Mention]:
    """A statutory instrument of the United Kingdom by number: "S.I. 2015/792"."""
    match = _INSTRUMENT.match(document.folded, start, start + 24)
    if match is None or not document.is_word(start, match.end()) or not document.text[start : start + 1].isupper():
        return []
    number = f"{match['year']}/{match['number']}"
    mention = Mention(start, match.end(), "cite.uk-instrument", name="regulation", year=int(match["year"]))
    derive(mention, document.registry, f"uk:si:{number}", "statute", f"S.I. {number}")
    return [mention]


def read_general_comment(document: Document, start: int, _end: int) -> list[Mention]:
    """General comments and recommendations of the United Nations' treaty bodies."""
    match = _COMMENT.match(document.folded, start, start + 90)
    if match is None or not document.is_word(start, match.end()):
        return []
    word = match["word"]
    committee = _committee(document, start, match.end(), word)
    end = match.end() if match["plural"] else match.end("first")
    numbers = list(re.compile(r"\d{1,2}").finditer(document.folded, match.start("first"), end))
    group = document.new_group() if len(numbers) > 1 else None
    mentions = []
    for place, number in enumerate(numbers):
        mention = Mention(start if place == 0 else number.start(), number.end(), "cite.un-general-comment", group=group)
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.FULL
        mention.name = word
        if committee:
            identifier = f"un:{committee}:general-{word}:{number.group()}"
            kind = "recommendation" if word == "recommendation" else "document"
            derive(mention, document.registry, identifier, kind, f"General {word} No. {number.group()}")
            mention.status = CitationStatus.INFERRED
        else:
            mention.status = CitationStatus.UNRESOLVED
        mentions.append(mention)
    return mentions


def _committee(document: Document, start: int, end: int, word: str) -> str | None:
    """The committee that the sentence names, the nearest first; two of them alone write recommendations."""
    low, high = document.sentence(start, end)
    found = [(start - match.end(), str(match.lastgroup)) for match in _COMMITTEE.finditer(document.folded, low, start)]
    found += [(match.start() - end, str(match.lastgroup)) for match in _COMMITTEE.finditer(document.folded, end, high)]
    fitting = [entry for entry in found if (entry[1] in ("cedaw", "cerd")) == (word == "recommendation")]
    return min(fitting)[1] if fitting else None


def read_climate_decision(document: Document, start: int, _end: int) -> list[Mention]:
    """A decision of the parties to the climate treaties by number: "decision 1/CP.21"."""
    match = _CLIMATE.match(document.folded, start, start + 24)
    if match is None or not document.is_word(start, match.end()):
        return []
    mention = Mention(start, match.end(), "cite.un-document", name="decision")
    number = match["number"]
    derive(mention, document.registry, f"un:fccc:dec:{number}", "decision", f"Decision {number.upper()}")
    return [mention]


_OSCE = re.compile(
    r"(?P<body>mc|pc|fsc|sum)\.(?P<kind>dec|doc|jour|del)/(?P<number>\d{1,4}(?:/\d{2,4})?)(?:/(?:corr|rev|add)\.\d)?(?![\d/])"
)
_FIRST_OF_SECOND_SERIES = 194  # the Council of Europe Treaty Series goes on from here
_SERIES = re.compile(r"c?ets,? ?(?:nos?\.? ?|# ?)?(?P<number>\d{1,3})(?![\d/.-]\d|\d)")


def read_osce(document: Document, start: int, _end: int) -> list[Mention]:
    """A document of the OSCE by its symbol: "MC.DEC/3/11"; a decision by the id that its number in words has too."""
    match = _OSCE.match(document.folded, start, start + 30)
    if match is None or not document.is_word(start, match.end()) or not document.text[start].isupper():
        return []
    decision = match["kind"] == "dec"
    mention = Mention(start, match.end(), "cite.osce-document", name="decision" if decision else "document")
    identifier = f"osce:{match['body']}:{match['kind']}:{match['number']}"
    derive(mention, document.registry, identifier, mention.name, document.text[start : match.end()])
    return [mention]


def read_series(document: Document, start: int, _end: int) -> list[Mention]:
    """A treaty of the Council of Europe by its number in the treaty series: "CETS No. 210"."""
    match = _SERIES.match(document.folded, start, start + 16)
    if match is None or not document.is_word(start, match.end()) or not document.text[start : start + 3].isupper():
        return []
    mention = Mention(start, match.end(), "cite.coe-series", name="convention")
    number = int(match["number"])
    derive(
        mention,
        document.registry,
        f"coe:ets:{number}",
        "treaty",
        f"ETS No. {number}" if number < _FIRST_OF_SECOND_SERIES else f"CETS No. {number}",
    )
    return [mention]

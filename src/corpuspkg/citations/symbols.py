"""Symbols of United Nations documents, and the texts of the Council of Europe's Committee of Ministers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.authority.registry import squeeze
from corpuspkg.citations import bodies, un
from corpuspkg.citations.document import Mention
from corpuspkg.citations.numbers import Item
from corpuspkg.model import CitationStatus, SegmentRole

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_HEAD = 1500
_MASTHEAD = re.compile(
    r"United Nations|Nations Unies|Security Council|General Assembly|Economic and Social Council|Human Rights Council"
    r"|Distr\.?:?|GENERAL|General|Limited|Original:? [A-Z][a-z]+",
)
_HEADER_ROLES = {SegmentRole.HEADLINE, SegmentRole.DATELINE, SegmentRole.ADDRESS, SegmentRole.BOILERPLATE}
_RESOLUTION_WORD = re.compile(r"resolutions? (?:no\.? )?\(?\Z")
_CM = re.compile(
    r"(?:(?:recommendation|resolution) )?(?:no\.? )?(?:cm ?/ ?)?(?P<kind>rec|res|resdh"
    r"|rescmn|as)\w* ?\( ?(?P<year>\d{4}) ?\) ?(?P<number>\d{1,4})"
)
_CM_OLD = re.compile(
    r"(?:recommendation|resolution) (?:no\.? )?(?P<kind>r|res) ?\( ?(?P<year>\d\d) ?\) ?(?P<number>\d{1,3})(?!\d)"
)
_PARLIAMENT = re.compile(r"p(?P<term>\d{1,2})_ta(?:-prov)?\((?P<year>\d{4})\)(?P<number>\d{4})")
_RULE = {
    "sc": "cite.un-sc-resolution",
    "ga": "cite.un-ga-resolution",
    "hrc": "cite.un-hrc-resolution",
    "ecosoc": "cite.un-ecosoc-resolution",
}


def read_symbol(document: Document, start: int, _end: int) -> list[Mention]:
    """The document whose symbol starts at `start`."""
    folded = document.folded
    if (start and (document.text[start - 1].isalnum() or folded[start - 1] in "/.-")) or not document.text[
        start
    ].isupper():
        return []
    match = un.read_symbol(folded, start)
    if match is None:
        return []
    mention = _mention_of(document, match, start)
    if mention is None or not document.is_word(mention.start, mention.end):
        return []
    if _is_own_symbol(document, start, mention.end):
        document.miss(start, mention.end, mention.rule, "the document's own symbol")
        return []
    if mention.rule in _RULE.values():
        word = _RESOLUTION_WORD.search(folded, max(0, start - 18), start)
        if word:
            before = bodies.body_before(document, word.start())
            mention.start = before.start if before else word.start()
    return [mention]


def _mention_of(document: Document, match: re.Match[str], start: int) -> Mention | None:
    folded, registry = document.folded, document.registry
    if match["scn"]:
        mention = Mention(start, match.end("scy") if match["scy"] else match.end("sc"), _RULE["sc"], name="resolution")
        year = int(match["scyear"]) if match["scyear"] else None
        un.settle_council(mention, registry, _plain(match["scn"], year=year))
        mention.key = f"res {match['scn']}"
        return mention
    if match["ga"]:
        mention = Mention(start, match.end(), _RULE["ga"], name="resolution", key=f"res {match['ga']}")
        un.settle_resolution(mention, registry, "un:ga", _plain(match["ga"], roman=match["garoman"] or ""))
        return mention
    for group in ("hrc", "ecosoc"):
        if match[group]:
            mention = Mention(start, match.end(), _RULE[group], name="resolution", key=f"res {match[group]}")
            un.settle_resolution(mention, registry, f"un:{group}", _plain(match[group]))
            return mention
    if match["prst"]:
        number = match["prst"].replace(" ", "")
        mention = Mention(start, match.end(), "cite.un-presidential-statement", name="statement")
        un.derive(mention, registry, f"un:sc:prst:{number}", "statement", f"S/PRST/{number}", "un:sc")
        return mention
    symbol = un.document_symbol(folded, start)
    if symbol is None or not _is_document(document, start, symbol):
        return None
    mention = Mention(start, start + len(symbol), "cite.un-document", name="document")
    held = registry.by_symbol.get(squeeze(symbol))
    if held:
        mention.instrument = held
        return mention
    un.derive(
        mention,
        registry,
        f"un:doc:{symbol}",
        "document",
        symbol.upper().replace("REV.", "Rev.").replace("ADD.", "Add."),
    )
    return mention


def _is_document(document: Document, start: int, symbol: str) -> bool:
    """Tell a symbol from a room or a flat: "S/2013" and "A/12" need a word that speaks of documents before them."""
    if symbol.count("/") > 1 or (symbol.startswith("s/") and len(symbol) >= len("s/20000") and symbol[2:].isdigit()):
        return True
    before = document.folded[max(0, start - 30) : start]
    return (
        re.search(
            r"(?:document|doc\.|symbol|report|letter|note|supplement no\. \d+,?|statement|president|[(\[]) ?\(?\Z",
            before,
        )
        is not None
    )


def _plain(number: str, *, year: int | None = None, roman: str = "") -> Item:
    return Item(0, 0, number.lower(), "", year, roman, None, parenthesized=False, marked=False, after=0)


def _is_own_symbol(document: Document, start: int, end: int) -> bool:
    """Tell whether the symbol is the document's own: alone on a line of its head or behind "Letter dated …"."""
    own = document.notes.setdefault("own symbols", set())
    if not isinstance(own, set):
        return False
    symbol = "".join(document.folded[start:end].split())
    if symbol in own:
        return True
    low, high = document.line(start)
    beside = document.text[low:start].rpartition("\t")[2] + document.text[end:high].partition("\t")[0]
    alone = not any(char.isalnum() for char in (_MASTHEAD.sub("", beside) if start < _HEAD // 3 else beside))
    heading = document.folded.startswith(("letter dated", "identical letters", "note verbale dated"), low)
    if start < _HEAD and (alone and (start < _HEAD // 3 or document.role(start) in _HEADER_ROLES or low > 0)):
        listed = re.match(r"\s*(?:[-*•·]|\(?\d{1,2}[.)])", document.text[low:start])
        above = document.text[:low].rstrip()[-1:]
        if not listed and above != ":":
            own.add(symbol)
            return True
    if heading and "to the" in document.folded[low:start]:
        own.add(symbol)
        return True
    return False


_HEALTH = re.compile(r"wha(?P<number>\d{1,2}\.\d{1,3})(?!\d)")


def read_health_assembly(document: Document, start: int, _end: int) -> list[Mention]:
    """A resolution of the World Health Assembly by its symbol: "WHA74.7"."""
    match = _HEALTH.match(document.folded, start, start + 12)
    if match is None or not document.text[start : start + 3].isupper() or not document.is_word(start, match.end()):
        return []
    mention = Mention(start, match.end(), "cite.un-document", name="resolution")
    number = match["number"]
    un.derive(mention, document.registry, f"who:wha:res:{number}", "resolution", f"WHA{number}")
    return [mention]


_COMMISSION = re.compile(r"com ?\((?P<year>\d{2,4})\) ?(?P<number>\d{1,4})(?:/\d)?(?: ?final)?(?![\d/])")


def read_commission(document: Document, start: int, _end: int) -> list[Mention]:
    """A document of the European Commission by its symbol: "COM(2011) 225 final"."""
    match = _COMMISSION.match(document.folded, start, start + 30)
    if match is None or not document.text[start : start + 3].isupper() or not document.is_word(start, match.end()):
        return []
    mention = Mention(start, match.end(), "cite.eu-commission-document", name="document")
    symbol = f"COM({match['year']}) {match['number']}"
    un.derive(mention, document.registry, f"eu:com:{match['year']}/{match['number']}", "document", symbol)
    return [mention]


def read_parliament(document: Document, start: int, _end: int) -> list[Mention]:
    """A text adopted by the European Parliament by its symbol: "P8_TA(2018)0266"."""
    match = _PARLIAMENT.match(document.folded, start, start + 30)
    if match is None or not document.is_word(start, match.end()):
        return []
    mention = Mention(start, match.end(), "cite.eu-parliament-resolution", name="resolution", year=int(match["year"]))
    identifier = f"eu:ep:ta:{match['year']}/{match['number']}"
    un.derive(mention, document.registry, identifier, "resolution", document.text[start : match.end()], "eu:ep")
    return [mention]


def read_ministers(document: Document, start: int, _end: int) -> list[Mention]:
    """A recommendation or resolution of the Committee of Ministers: "CM/Rec(2010)5", in the old way "R (85) 4"."""
    folded = document.folded
    old = _CM_OLD.match(folded, start, start + 50)
    if old:
        identifier = f"coe:cm:{'rec' if old['kind'] == 'r' else 'res'}:19{old['year']}/{old['number']}"
        mention = Mention(start, old.end(), "cite.coe-cm-text", name="recommendation", year=1900 + int(old["year"]))
        un.derive(
            mention,
            document.registry,
            identifier,
            "recommendation",
            document.text[old.start("kind") : old.end()],
            "coe:cm",
        )
        return [mention]
    low = max(0, start - 20)
    for begin in (folded.find("recommendation ", low, start), folded.find("resolution ", low, start), start):
        match = _CM.match(folded, begin, start + 40) if begin >= 0 else None
        if match and match.end() > start:
            kind = "rec" if match["kind"] == "rec" else "res"
            identifier = f"coe:cm:{kind}:{match['year']}/{match['number']}"
            mention = Mention(
                begin, match.end(), "cite.coe-cm-text", status=CitationStatus.RESOLVED, year=int(match["year"])
            )
            mention.name = "recommendation" if kind == "rec" else "resolution"
            symbol = "".join(document.text[start : match.end()].split())
            un.derive(mention, document.registry, identifier, mention.name, symbol, "coe:cm")
            return [mention]
    return []

"""Instruments of the United Nations and of other bodies that number theirs: symbol, id and row from body and number."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from corpuspkg.authority.registry import squeeze
from corpuspkg.citations.numbers import Item
from corpuspkg.model import CitationStatus, Instrument

if TYPE_CHECKING:
    from datetime import date

    from corpuspkg.authority import Registry
    from corpuspkg.citations.document import Mention

_ADOPTED_BY = {
    "un:sc": "United Nations Security Council",
    "un:ga": "United Nations General Assembly",
    "un:hrc": "United Nations Human Rights Council",
    "un:ecosoc": "United Nations Economic and Social Council",
    "coe:pace": "Parliamentary Assembly of the Council of Europe",
    "coe:cm": "Committee of Ministers of the Council of Europe",
    "eu:ep": "European Parliament",
    "osce:mc": "OSCE Ministerial Council",
    "osce:pc": "OSCE Permanent Council",
}
_DERIVED = "built by rule from body and number"


def settle_resolution(mention: Mention, registry: Registry, body: str, item: Item, word: str = "res") -> None:
    """Set what a number of a body means.

    Args:
        word: "res", "rec" or "dec".
    """
    if body == "un:sc" and word == "res":
        settle_council(mention, registry, item)
    elif body in ("un:ga", "un:hrc", "un:ecosoc"):
        _settle_assembly(mention, registry, body, item)
    elif body in ("us:senate", "us:house"):
        kind = "sres" if body == "us:senate" else "hres"
        derive(mention, registry, f"us:bill:{kind}-{item.number}", "bill", None, body)
    else:
        name = f"{body}:{word}:{item.number.lower()}"
        kind = {"res": "resolution", "rec": "recommendation", "dec": "decision"}[word]
        title = {"res": "Resolution", "rec": "Recommendation", "dec": "Decision"}[word]
        symbol = f"{title} {item.number}" + (f" ({item.year})" if item.year else "")
        derive(mention, registry, name, kind, symbol, body)


def settle_council(mention: Mention, registry: Registry, item: Item) -> None:
    """Set what a Security Council number means; a year or day that disagrees makes it ambiguous."""
    if not item.number.isdigit():
        mention.status = CitationStatus.UNRESOLVED
        return
    number = int(item.number)
    known = registry.council_resolutions.get(number)
    identifier = f"un:sc:res:{number}"
    if known is None:
        if registry.council_resolutions and number > _last_resolution(registry) + 400:
            mention.status = CitationStatus.UNRESOLVED
            return
        symbol = f"S/RES/{number}" + (f" ({item.year})" if item.year else "")
        derive(mention, registry, identifier, "resolution", symbol, "un:sc", item.day)
        return
    if item.year is not None and item.year != known.year:
        mention.status = CitationStatus.AMBIGUOUS
        others = registry.council_by_date.get(item.day, ()) if item.day else ()
        mention.candidates = tuple(dict.fromkeys((identifier, *(f"un:sc:res:{other}" for other in others))))
        return
    mention.instrument = identifier
    if identifier not in registry.instruments:
        mention.proposed = _council_row(registry, number)


@cache
def _last_resolution(registry: Registry) -> int:
    return max(registry.council_resolutions)


@lru_cache(maxsize=4096)
def _council_row(registry: Registry, number: int) -> Instrument:
    """The row of a resolution that the authority's list of numbers holds."""
    known = registry.council_resolutions[number]
    return Instrument(
        instrument_id=f"un:sc:res:{number}",
        kind="resolution",
        status="registered",
        title=f"Security Council resolution {number} ({known.year})",
        symbol=known.symbol,
        adopted_by=_ADOPTED_BY["un:sc"],
        adopted_date=known.adopted_date.isoformat() if known.adopted_date else str(known.year),
        url=f"https://undocs.org/S/RES/{number}({known.year})",
        authority_source=known.source,
    )


def settle_council_date(mention: Mention, registry: Registry, day: date) -> None:
    """Set what "Security Council resolution of <day>" means: the one adopted that day, if only one was."""
    numbers = registry.council_by_date.get(day, ())
    if len(numbers) == 1:
        item = _item(str(numbers[0]))
        settle_council(mention, registry, item)
    elif numbers:
        mention.status = CitationStatus.AMBIGUOUS
        mention.candidates = tuple(f"un:sc:res:{number}" for number in numbers)
    else:
        mention.status = CitationStatus.UNRESOLVED


def _settle_assembly(mention: Mention, registry: Registry, body: str, item: Item) -> None:
    number = item.number.lower()
    prefix = {"un:ga": "A/RES/", "un:hrc": "A/HRC/RES/", "un:ecosoc": "E/RES/"}[body]
    if "/" in number:
        symbol = f"{prefix}{number.upper()}"
    elif item.roman:
        symbol = f"{prefix}{number}({item.roman.upper()})" + (f"[{item.letter.upper()}]" if item.letter else "")
    elif body == "un:ga" and item.year:
        roman = next(
            (session.roman for session in registry.sessions if session.roman and session.first_year == item.year), ""
        )
        symbol = f"{prefix}{number}" + (f"({roman.upper()})" if roman else "")
    else:
        symbol = None
        if body == "un:ga":  # its numbers ran on to 3541, and every one has a session; a lone number is a guess
            mention.status = CitationStatus.INFERRED
    held = registry.by_symbol.get(squeeze(symbol).replace("[", "").replace("]", "")) if symbol else None
    held = held or (_only_session(registry, f"{body}:res:{number}") if symbol is None else None)
    if held:
        mention.instrument = held
        return
    session = re.search(r"\([^)]+\)", symbol or "")
    identifier = f"{body}:res:{number}" + (session.group().lower() if session else "")
    derive(mention, registry, identifier, "resolution", symbol, body, item.day)


def _only_session(registry: Registry, number: str) -> str | None:
    """The one registered resolution of that number, whatever its session."""
    found = _by_number(registry).get(number, ())
    return found[0] if len(found) == 1 else None


@cache
def _by_number(registry: Registry) -> dict[str, list[str]]:
    """The ids with a session, by what stands before that: "un:ga:res:2625(xxv)" by "un:ga:res:2625"."""
    found: dict[str, list[str]] = {}
    for identifier in registry.instruments:
        number, parenthesis, _ = identifier.partition("(")
        if parenthesis:
            found.setdefault(number, []).append(identifier)
    return found


def derive(
    mention: Mention,
    registry: Registry,
    identifier: str,
    kind: str,
    symbol: str | None = None,
    body: str | None = None,
    day: date | None = None,
) -> None:
    """Set the instrument that a rule builds; its row is the registry's if that has one."""
    mention.instrument = identifier
    if identifier not in registry.instruments:
        mention.proposed = _derived_row(identifier, kind, symbol, body, day)


@lru_cache(maxsize=4096)
def _derived_row(identifier: str, kind: str, symbol: str | None, body: str | None, day: date | None) -> Instrument:
    return Instrument(
        instrument_id=identifier,
        kind=kind,
        status="derived",
        symbol=symbol,
        adopted_by=_ADOPTED_BY.get(body or ""),
        adopted_date=day.isoformat() if day else None,
        authority_source=_DERIVED,
    )


def _item(number: str) -> Item:
    return Item(0, 0, number, "", None, "", None, parenthesized=False, marked=False, after=0)


_SYMBOL = re.compile(
    r"(?:(?P<sc>s ?/ ?res ?/ ?(?P<scn>\d{1,4}))(?P<scy> ?\( ?(?P<scyear>(?:19|20)\d\d) ?\))?"
    r"|a ?/ ?res ?/ ?(?P<ga>(?:e?s-)?\d{1,4}(?:/\d{1,4})?)(?P<gaparen> ?\( ?(?P<garoman>(?:e?s-)?[ivxlc]+)"
    r" ?\))?(?:/?[a-c](?![a-z0-9/]))?"
    r"|a/hrc/res/(?P<hrc>(?:s-)?\d{1,2}/\d{1,3})"
    r"|e/res/(?P<ecosoc>\d{4}/\d{1,3})"
    r"|s ?/ ?prst ?/ ?(?P<prst>\d{4} ?/ ?\d{1,3})"
    r"|(?P<doc>(?:a|s|e|ccpr|cedaw|cerd|cat|crc|crpd|cmw|ced|hri|st|fccc|unep|dp|td)/[a-z0-9./()-]{1,40}))"
)
_DOC_SHAPE = re.compile(
    r"(?:s/(?:\d{4}/\d{1,4}|\d{1,5}|agenda/\d+|pv\.\d+|inf/\d+)|a/(?:(?:e?s-)?\d{1,3}/[a-z0-9./-]+"
    r"|hrc/[a-z0-9./-]+|c\.\d/[a-z0-9./-]+|conf\.\d+/[a-z0-9./-]+|\d{1,4}|ac\.[a-z0-9./-]+"
    r"|cn\.\d+/[a-z0-9./-]+|res/[a-z0-9./-]+)"
    r"|e/(?:\d{4}/[a-z0-9./-]+|cn\.\d+/[a-z0-9./-]+|c\.\d+/[a-z0-9./-]+|\d{1,5}|escwa/\S+"
    r"|ece/\S+)|(?:ccpr|cedaw|cerd|cat|crc|crpd|cmw|ced)/(?:c|op|sp|pv)/?[a-z0-9./-]*"
    r"|(?:hri|st|fccc|unep|dp|td)/[a-z0-9./()-]+)"
    r"(?:[./](?:add|corr|rev)\.\d+)*"
)


def read_symbol(folded: str, at: int) -> re.Match[str] | None:
    """The document symbol that starts at `at`."""
    return _SYMBOL.match(folded, at, at + 70)


def document_symbol(folded: str, at: int) -> str | None:
    """The longest well-formed document symbol at `at`, without punctuation behind it.

    >>> document_symbol("a/67/742-s/2013/95, dated", 0), document_symbol("s/26326.", 0), document_symbol("a/c", 0)
    ('a/67/742-s/2013/95', 's/26326', None)
    """
    match = _DOC_SHAPE.match(folded, at, at + 60)
    if match is None:
        return None
    found = match.group().rstrip("./-()")
    return found if any(char.isdigit() for char in found) else None

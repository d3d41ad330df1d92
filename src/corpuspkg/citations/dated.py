"""Resolutions of a body by their date alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.citations import bodies, un
from corpuspkg.citations.document import Mention
from corpuspkg.citations.numbers import DATE, parse_date
from corpuspkg.model import CitationForm, CitationStatus, Instrument

if TYPE_CHECKING:
    from datetime import date

    from corpuspkg.citations.document import Document

RULE = "cite.dated-resolution"
OF_DATE = re.compile(
    rf"(?:reso[li1]ution|recommendation|decision)s?,? (?:(?:adopted|passed|dated|of|on|from) ?(?:on )?)(?P<date>{DATE})"
)


def is_own_title(document: Document, start: int) -> bool:
    """Tell whether a resolution's own heading stands at `start`: above the line that names the body as its subject."""
    body = bodies.own_body(document)
    if body is None:
        return False
    heading = document.notes.get("own heading")
    if not isinstance(heading, int):
        heading = document.notes["own heading"] = document.text.find("\nThe ")
    line = document.line(start)[0]
    return start < heading and not any(char.isalpha() for char in document.text[line:start])


def read_dated(document: Document, match: re.Match[str]) -> list[Mention]:
    """The citations in a match of `OF_DATE`."""
    start, end = match.span()
    day = parse_date(match["date"])
    before = bodies.body_before(document, start)
    after = bodies.body_after(document, end)
    body = before or after or _owner(document, start)
    if is_own_title(document, start) or day is None:
        return []
    if body is None:
        document.miss(start, end, RULE, "no body named")
        return []
    mention = Mention(before.start if before else start, end, RULE, year=day.year, name="resolution")
    _settle_dated(document, mention, body.body, day)
    return [mention, *_further_dates(document, mention, body.body, end)]


_OWN = re.compile(r"(?<![a-z])(?:its|their|whose|and the|or the) (?:own )?(?:[a-z]+ ){0,2}\Z")


def _owner(document: Document, start: int) -> bodies.Body | None:
    """The body that "its" means, named before in the sentence: "the Parliament … in its earlier resolution of …"."""
    own = _OWN.search(document.folded, max(0, start - 40), start)
    if own is None:
        return None
    named = bodies.bodies_between(document, document.sentence(start, start)[0], own.start())
    body = next((body for body in reversed(named) if body.body != "un:any"), None)
    return bodies.Body(body.body, start, start) if body else None


def _settle_dated(document: Document, mention: Mention, body: str, day: date) -> None:
    if body == "un:sc":
        un.settle_council_date(mention, document.registry, day)
        if mention.status is CitationStatus.UNRESOLVED:
            _propose(mention, f"un:sc:res:{day.isoformat()}", document, day.isoformat())
    elif body == "eu:ep":
        mention.rule = "cite.eu-parliament-resolution"
        un.derive(mention, document.registry, f"eu:ep:res:{day.isoformat()}", "resolution", None, "eu:ep", day)
    elif body == "un:any":
        mention.status = CitationStatus.UNRESOLVED
        _propose(mention, f"un:res:{day.isoformat()}", document, day.isoformat())
    else:
        mention.status = CitationStatus.UNRESOLVED
        _propose(mention, f"{body}:res:{day.isoformat()}", document, day.isoformat())


_FURTHER = re.compile(rf"(?:,| and|, and|;) (?:of |on )?(?P<date>{DATE})")


def _further_dates(document: Document, first: Mention, body: str, end: int) -> list[Mention]:
    """The later days of "resolutions of 10 March 2022 and 19 January 2023"."""
    mentions: list[Mention] = []
    while "resolutions" in document.folded[first.start : first.end] and (
        match := _FURTHER.match(document.folded, end, end + 40)
    ):
        day, end = parse_date(match["date"]), match.end()
        if day is None:
            break
        mention = Mention(match.start("date"), end, first.rule, form=CitationForm.LIST_ITEM, year=day.year)
        mention.name = "resolution"
        _settle_dated(document, mention, body, day)
        mentions.append(mention)
    if mentions:
        group = document.new_group()
        for mention in (first, *mentions):
            mention.group = group
    return mentions


def _propose(mention: Mention, identifier: str, document: Document, adopted: str | None) -> None:
    mention.instrument = identifier
    mention.proposed = Instrument(
        instrument_id=identifier,
        kind="resolution",
        status="proposed",
        title=" ".join(document.text[mention.start : mention.end].split()),
        adopted_date=adopted,
    )

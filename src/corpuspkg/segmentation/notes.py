"""Cut a letter of a line or two, which has no layout, at its sentences."""

from __future__ import annotations

import re

from corpuspkg.authority.patterns import is_given_name
from corpuspkg.dates import find_dates

_SHORT = 60
DATE_PLACE = re.compile(r"(?:[A-ZÀ-Þ][\w.’'-]*(?:[ -][A-ZÀ-Þ][\w.’'-]*){0,3}, ?(?:[A-Z]\.?[A-Z]\.?,? ?)?)$")
_DATE_STOP = re.compile(r"[.:;]?(?:\s*[-–—])?(?=\s+[A-ZÀ-Þ])")
_ADDRESSEE_STOP = re.compile(
    r"\s+(?:To )?(?:the )?(?:Secretary|Minister|President|Governor|Mayor|Ambassador|Consul|Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Col|Gen|Capt|Captain|General|Colonel|Messrs|Hon)\b\.?(?: [A-ZÀ-Þ][\w’'-]*){1,3}(?:, [A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)?){0,2}[.:](?=\s)"
)
_GREETED = re.compile(
    r"(?P<title>(?:Mr|Mrs|Ms|Miss|Dr|Sir)\b\.? )?(?P<name>[A-ZÀ-Þ][\w’'-]+)(?:(?(title)[:,]|(?:,? dear(?:est)?,|\s?(?:--|[-–—])))(?=\s))"
)
# "Tommy, well done", "Secretary Lee, open this gate!"
_CALLED = re.compile(
    r"(?P<title>(?:Secretary|Minister|President|Governor|Mayor|Ambassador|Chancellor|Senator)\b )?(?P<name>[A-ZÀ-Þ][\w’'-]+),(?= [a-z])"
)
_SIGNED_LAST = re.compile(
    r"(?:(?<=[.!?”\"…])(?: [-–—])?|(?<=love from)|(?<=, love)|(?<=,)(?= love ))(?: \(?(?:[Ss]igned|[Ss]gd)\b[.,:)]*)? (?P<name>(?:(?:Mr|Mrs|Ms|Miss|Dr|Sr|Rev)\.? )?(?:[A-Z]\. ?)*[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){0,3}?)(?P<rest>, no\. \d{1,4}|(?:, [^\d,.]{2,30})?,? (?=\d|[A-Z][a-z]+ \d)[\w ,]{2,20}\d{4})?\.?$"
)


def note_cuts(text: str, start: int, end: int) -> list[int]:
    """Cuts inside a letter of one line: "Apia, 3 May 1901. Mayor Lee, Sydney. All well. Boyd."."""
    cuts: list[int] = []
    dates = [m for m in find_dates(text, start, min(end, start + _SHORT)) if m.has_day]
    place = DATE_PLACE.match(text, start, dates[0].start) if dates else None
    if dates and (dates[0].start == start or place):
        told = _DATE_STOP.match(text, dates[0].end, end)
        if told:
            cuts.append(told.end())
            to = _ADDRESSEE_STOP.match(text, told.end(), end)
            cuts += [to.end()] if to else []
    greeted = _GREETED.match(text, start, end)
    called = _CALLED.match(text, start, end)
    if called and (called["title"] or is_given_name(called["name"])):
        cuts.append(called.end())
    elif greeted and (greeted["title"] or is_given_name(greeted["name"])):
        cuts.append(greeted.end())
    return cuts + _note_end(text, start, end, opened=bool(cuts))


def _note_end(text: str, start: int, end: int, *, opened: bool) -> list[int]:
    """Cuts round the name that ends a letter of one line, and before place and date behind it."""
    signed = _SIGNED_LAST.search(text, max(start, end - 2 * _SHORT), end)
    if not signed:
        return []
    given, *rest = signed["name"].split(" ")
    told = "igned" in signed.group() or "love" in text[max(0, signed.start("name") - 10) : signed.start("name")]
    if not told and not is_given_name(given) and (rest or not opened):
        return []
    before = [m for m in find_dates(text, max(start, signed.start() - _SHORT // 2), signed.start()) if m.has_day]
    dated = [before[-1].start] if before and signed.start() - before[-1].end < len("20. ") else []
    return [*dated, signed.start("name"), signed.end("name"), *([signed.start("rest")] if signed["rest"] else [])]

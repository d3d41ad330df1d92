"""Argue the date of a letter that bears none, from what the page and the letter say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corpuspkg.authority.literals import Words
from corpuspkg.authority.offices import load_offices
from corpuspkg.dates import DateMention, find_dates
from corpuspkg.edtf import bounds
from corpuspkg.findings import make_issue
from corpuspkg.metadata.parts import Parts
from corpuspkg.model import DateBasis, Issue, Participation, Role, Segment, SegmentRole

_TODAY = Words(r"\b(?:today|this (?:morning|afternoon|evening))\b(?! (?:released|published|made public|posted))")
_SENT_WORD = Words(
    r"\b(?:letter|appeal|petition|message|sent|wrote|addressed|writing|urging|urged|called on|calling on|asked)\b"
)
_URL_DAY = re.compile(
    r"(?:https?://|www\.)[^\s<>]{0,300}?[/-_](?P<y>20[0-3]\d|19\d\d)[-/_]?(?P<m>0[1-9]|1[0-2])[-/_]?(?P<d>[0-2]\d|3[01])(?=[-/_.]|\b)"
)
_FUTURE = re.compile(
    r"\b(?:will|shall|would|next|until|till|by|before|upcoming|forthcoming|scheduled|expires?|expiring|planned|from|due|no later than|on or before|coming|propose[ds]?)\b[^.]{0,50}$",
    re.IGNORECASE,
)
_LETTER_SENT = Words(
    r"\b(?:letter|appeal|petition|message)\b[^.]{0,120}?\b(?:sent|send|sending|wrote|written|addressed|dated|signed|delivered)\b"
    r"|\b(?:sent|sending|wrote|written|addressed|delivered|penned)\b[^.]{0,60}?\b(?:letter|appeal|petition|message|to)\b"
)
_ON = re.compile(r"\b(?:on|dated|of|from)\s+(?:\w+,?\s+)?$", re.IGNORECASE)
_DAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_WEEKDAY = Words(
    r"\b(?:sent|wrote|written|addressed|delivered)\b[^.]{0,80}?\bon (mon|tues|wednes|thurs|fri|satur|sun)day\b"
)
_OPENING = re.compile(
    r"(?:On |(?:Yesterday|Today|Earlier today|This morning),? (?:on |i\.e\.,? |that is,? |\())(?=\w+ \d|\d)"
)
# The letter as a page lists it: "Our letter dated 3 May 2004 to the Harbour Trust", "An open letter to Ann Lee dated May 3, 2004".
_LISTED = Words(
    r"\b(?:letter|representation|appeal|petition|statement)\b(?: to (?P<who>(?:[^.;\n]|\b[A-Z]\.|\b(?:Mr|Mrs|Ms|Dr|Prof)\.){3,80}?))?,? dated (?:the )?(?=\d|[A-Z][a-z]+ \d)"
)
_YESTERDAY = Words(r"\byesterday\b")
# Who writes the page has written the letter, and says of no earlier day that it was then.
_I_WROTE = Words(
    r"\b(?:what|letter(?: that)?|e-?mail(?: that)?|following) (?:i|we)(?:[’']ve| have)?(?: just)? (?:wrote|written|sent)\b|\bi(?:[’']ve| have)? just (?:wrote|written|sent)\b"
)
_EARLIER = Words(r"\b(?:yesterday|ago|last|earlier|recently|previously|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b")
# A page's title that says that it is a letter.
_OPEN_LETTER = re.compile(
    r"(?:an? |my |our |the )?(?:open letter|lettre ouverte|offener brief|carta abierta|carta aberta|lettera aperta|открытое письмо|öppet brev|open brief)\b",
    re.IGNORECASE,
)
# A day without a year is taken from the year before the page's only where it is as near as this.
_MOST_DAYS = 200
# Paragraphs of an article that tell of a letter.
_MOST_TELLING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A date for the letter and what it rests on."""

    value: str
    basis: DateBasis
    rule_id: str
    start: int | None
    end: int | None
    method: str = "extracted"


class Arguer:
    """Looks at one letter without a date of its own; collects issues as it goes."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.text, self.issues = parts, parts.text, list[Issue]()

    def argue(self, published: DateMention | None) -> Sent | None:
        """A date argued from what the page and the letter say."""
        lead = self._said(published)
        if lead:
            return lead
        last = self._last_past_day(published)
        if published and published.edtf:
            # Of a date in figures that can be read in two ways, the later.
            latest = published.edtf.rpartition("/")[2]
            if (
                last
                and last[0] <= latest
                and (self.parts.has(SegmentRole.LEAD) or not self.parts.has(SegmentRole.SALUTATION))
            ):
                value = latest if last[0] == latest else f"{last[0]}/{latest}"
                return Sent(
                    value=value,
                    basis=DateBasis.PUBLICATION,
                    rule_id="date.between",
                    start=last[1],
                    end=last[2],
                    method="derived",
                )
            if self.parts.has(SegmentRole.SALUTATION) and (
                not self.parts.has(SegmentRole.LEAD) or self._is_its_own_page()
            ):
                return Sent(
                    value=published.edtf,
                    basis=DateBasis.PUBLICATION,
                    rule_id="date.posted",
                    start=published.start,
                    end=published.end,
                )
            return Sent(
                value=f"../{latest}",
                basis=DateBasis.PUBLICATION,
                rule_id="date.before-publication",
                start=published.start,
                end=published.end,
                method="derived",
            )
        if last and last[3]:
            return Sent(
                value=f"{last[0]}/..",
                basis=DateBasis.EVIDENCE,
                rule_id="date.evidence",
                start=last[1],
                end=last[2],
                method="derived",
            )
        return None

    def _is_its_own_page(self) -> bool:
        """Whether a page is the letter itself with words before it: its title says so, and nothing tells of a letter sent."""
        heads = self.parts.of(SegmentRole.HEADLINE, self.parts.head)
        leads = self.parts.of(SegmentRole.LEAD, self.parts.head)
        titled = any(_OPEN_LETTER.match(self.text, head.start, head.end) for head in heads)
        if any(_I_WROTE.search(self.parts.flat, s.start, s.end) for s in leads):
            return not any(_EARLIER.search(self.parts.flat, s.start, s.end) for s in leads)
        return titled and not any(_LETTER_SENT.search(self.parts.flat, s.start, s.end) for s in leads)

    def listed(self) -> Sent | None:
        """The date of the letter that a page without it lists among its documents, where it lists one."""
        if any(map(self.parts.has, (SegmentRole.SALUTATION, SegmentRole.SIGNATURE, SegmentRole.CLOSING))):
            return None
        days: dict[str, DateMention] = {}
        for segment in self.parts.own:
            if segment.role is not SegmentRole.LIST_ITEM:
                continue
            found = _LISTED.search(self.parts.flat, segment.start, segment.end)
            dated = find_dates(self.text, found.end(), min(segment.end, found.end() + 40))[:1] if found else ()
            for mention in dated:
                own = found is not None and (found["who"] or self._is_addressed(mention.end, segment.end))
                if own and mention.has_day and mention.has_year and not mention.ambiguous and mention.edtf:
                    days[mention.edtf] = mention
        if len(days) != 1:
            return None
        (value, mention), *_ = days.items()
        return Sent(value=value, basis=DateBasis.BODY, rule_id="date.told", start=mention.start, end=mention.end)

    def _is_addressed(self, start: int, end: int) -> bool:
        """Whether a listed letter says whom it is to behind its date, rather than by whom it was got."""
        return self.parts.flat.startswith(" to ", start, end)

    def _said(self, published: DateMention | None) -> Sent | None:
        for segment in self._telling():
            content = self.parts.flat[segment.start : segment.end]
            told = self._told(segment, published)
            if told:
                return told
            if _SENT_WORD.search(content) and _TODAY.search(content) and published and published.edtf:
                return Sent(
                    value=published.edtf,
                    basis=DateBasis.PUBLICATION,
                    rule_id="date.same-day",
                    start=published.start,
                    end=published.end,
                )
        return None

    def _telling(self) -> tuple[Segment, ...]:
        """Paragraphs that tell of the letter: the lead, or, on a page without the letter itself, the article."""
        lead = self.parts.of(SegmentRole.LEAD, self.parts.head)
        whole = self.parts.has(SegmentRole.SALUTATION) or self.parts.has(SegmentRole.SIGNATURE)
        told = tuple(s for s in self.parts.own[:_MOST_TELLING] if s.role is not SegmentRole.LIST_ITEM)
        return lead or (() if whole else told)

    def _told(self, segment: Segment, published: DateMention | None) -> Sent | None:
        """The day that an article says the letter was sent on: "sent to ... on 24 June", "yesterday"."""
        limit = bounds(published.edtf)[1] if published and published.edtf else None
        sent = _LETTER_SENT.search(self.parts.flat, segment.start, segment.end)
        if not sent:
            return None
        stop = min(segment.end, sent.end() + 200)
        opening = _OPENING.match(self.text, segment.start, segment.end)
        first = find_dates(self.text, segment.start, segment.start + 40) if opening else ()
        if first and first[0].has_day and first[0].has_year and first[0].edtf and not first[0].ambiguous:
            return Sent(
                value=first[0].edtf,
                basis=DateBasis.BODY,
                rule_id="date.told",
                start=first[0].start,
                end=first[0].end,
            )
        for mention in find_dates(self.text, sent.end(), stop):
            if (
                not mention.has_day
                or mention.ambiguous
                or mention.edtf is None
                or not _ON.search(self.text, sent.start(), mention.start)
            ):
                continue
            day = mention.edtf if mention.has_year else _with_year(mention.edtf, limit)
            if day and (limit is None or day <= limit.isoformat()):
                basis = DateBasis.BODY if mention.has_year else DateBasis.PUBLICATION
                return Sent(value=day, basis=basis, rule_id="date.told", start=mention.start, end=mention.end)
        weekday = _WEEKDAY.search(self.text, sent.start(), stop)
        if weekday and limit:
            back = (limit.weekday() - _DAYS.index(weekday.group(1).lower())) % 7 or 7
            day = (limit - timedelta(days=back)).isoformat()
            return Sent(
                value=day,
                basis=DateBasis.PUBLICATION,
                rule_id="date.told",
                start=weekday.start(),
                end=weekday.end(),
                method="derived",
            )
        yesterday = _YESTERDAY.search(self.text, segment.start, segment.end)
        if yesterday and limit:
            day = (limit - timedelta(days=1)).isoformat()
            return Sent(
                value=day,
                basis=DateBasis.PUBLICATION,
                rule_id="date.told",
                start=yesterday.start(),
                end=yesterday.end(),
                method="derived",
            )
        return None

    def _last_past_day(self, published: DateMention | None) -> tuple[str, int, int, bool] | None:
        """Last day that the letter itself speaks of as past: (day, start, end, year was written)."""
        limit = bounds(published.edtf)[1] if published and published.edtf else None
        best: tuple[str, int, int, bool] | None = None
        for segment in self.parts.own:
            for mention in find_dates(self.text, segment.start, segment.end):
                if mention.impossible:
                    self.issues.append(
                        date_issue(
                            "date-impossible",
                            f"{self.text[mention.start : mention.end]!r} is no day of the calendar.",
                            mention,
                        )
                    )
                if not mention.has_day or mention.ambiguous or mention.short_year or mention.edtf is None:
                    continue
                if _FUTURE.search(self.text, max(segment.start, mention.start - 60), mention.start):
                    continue
                day = mention.edtf if mention.has_year else _with_year(mention.edtf, limit)
                if day and (limit is None or day <= limit.isoformat()) and (best is None or day > best[0]):
                    best = (day, mention.start, mention.end, mention.has_year)
        for segment in (*self.parts.own, *self.parts.notes) if _may_hold_address(self.text) else ():
            for match in _URL_DAY.finditer(self.text, segment.start, segment.end):
                day = f"{match['y']}-{match['m']}-{match['d']}"
                if (best is None or day > best[0]) and (limit is None or day <= limit.isoformat()) and _is_day(day):
                    best = (day, match.start("y"), match.end("d"), True)
        return best


def _may_hold_address(text: str) -> bool:
    return "://" in text or "www." in text


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _with_year(value: str, limit: date | None) -> str | None:
    """A day without a year, as the last such day before the page was published, unless that is long ago."""
    if limit is None:
        return None
    for year in (limit.year, limit.year - 1):
        day = f"{year}{value[4:]}"
        if _is_day(day) and day <= limit.isoformat():
            return day if limit.toordinal() - date.fromisoformat(day).toordinal() <= _MOST_DAYS else None
    return None


def date_issue(code: str, message: str, mention: DateMention | None) -> Issue:
    """An issue about the letter's date."""
    start, end = (mention.start, mention.end) if mention else (None, None)
    return make_issue(code, message, table="letters", field="sent_date", start=start, end=end)


def by_tenure(participations: Sequence[Participation]) -> Sent | None:
    """The time that an addressee held the office named with the name: the letter was sent within it."""
    for party in participations:
        if party.role is Role.RECIPIENT and party.office and party.start is not None:
            tenure = load_offices().held(party.name, party.office)
            if tenure and len(tenure.start) == len("YYYY-MM-DD"):
                return Sent(
                    value=f"{tenure.start}/{tenure.end or '..'}",
                    basis=DateBasis.EVIDENCE,
                    rule_id="date.tenure",
                    start=party.start,
                    end=party.end,
                    method="derived",
                )
    return None

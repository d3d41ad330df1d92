"""Choose a letter's own date among the dates on its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpuspkg.authority.literals import Words
from corpuspkg.authority.patterns import mail_key
from corpuspkg.dates import DateMention, find_dates
from corpuspkg.metadata.argued_date import Arguer, Sent, by_tenure, date_issue
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.weekdays import by_usage, by_weekday
from corpuspkg.metadata.years import century_by_words, year_of_head
from corpuspkg.model import DateBasis, Evidence, Issue, LetterDates, Participation, Segment, SegmentRole
from corpuspkg.segmentation import cues
from corpuspkg.segmentation.mailheads import is_carried

_TITLE_DATE = re.compile(r"\b(?:dated\s+(?:the\s+)?|(?:de fecha|datadas? de)\s+|datées?\s+du\s+)", re.IGNORECASE)
# A recital mentions another document: "Having considered the letter dated ...".
_MENTIONS = re.compile(r"[A-Z]\w+ing\b")
_BYLINE = re.compile(r"(?:by|published|posted|first published)\b", re.IGNORECASE)
_RECEIVED = re.compile(r"\b(?:received|rec[’']d)[^\n]{0,8}$", re.IGNORECASE)
_DIRECTED = re.compile(r"(?:^|(?<=\n)|(?<= )|(?<=[\[(]))(?:to|from|To|TO|From|FROM) ")
_FURNITURE = re.compile(r"(?:total page|file type|quick viewing|page \d|read:|views?:)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/.,-])(1[4-9]\d\d|20[0-3]\d)(?![\d/-]|\.\d)")
# The clock of an e-mail's header: seconds, or a zone.
_CLOCK = re.compile(r"\s\d{1,2}:\d{2}(?::\d{2}|\s[A-Z]{2,5}\b|\s[+-]\d{4})")
# Where a news item's first paragraph has its place and date: "MILBURY, 3 May 2004 (Norpress) -- ".
_PRESS = 80
_PRESS_TOWN = re.compile(r"(?:[A-ZÀ-Þ][\w.’' -]{1,30}(?:, ?[A-Z][\w.’' ]{1,20})?[,:]? ?)?(?:\([^()]{2,30}\) ?)?")
_PRESS_RULE = re.compile(r",?\s*(?:\([^()]{2,30}\)\s*)?(?:--|[–—-])\s")
# How a deed says on which day it was signed.
_EXECUTED = Words(
    r"\b(?:hands?|given|done|signed|executed|witness|seals?|subscribed)\b[^.;]{0,60}?,? (?:on )?this (?=\w+ day of )"
)
# Furniture whose date is no page's: of receipt, of distribution, of a file.
_NOT_PUBLISHED = (
    *("received", "rec’d", "rec'd", "distr"),
    *("reference", "referencia", "référence", "our reference", "your reference"),
)
_UPDATED = re.compile(r"\b(?:updated|modified)\b[^\n]{0,12}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateChoice:
    """The dates of a letter with what they rest on."""

    dates: LetterDates
    evidence: tuple[Evidence, ...]
    issues: tuple[Issue, ...]


def choose_dates(parts: Parts, participations: Sequence[Participation] = ()) -> DateChoice:
    """Choose the letter's date and the page's.

    Args:
        parts: The letter.
        participations: Its participants: the time in office of an addressee bounds a letter without any date.
    """
    chooser, arguer = _Chooser(parts), Arguer(parts)
    published = chooser.published()
    sent = arguer.listed() or chooser.own() or arguer.argue(published) or by_tenure(participations)
    evidence, issues = [], [*chooser.issues, *arguer.issues]
    if published:
        evidence.append(_evidence("published_date", published, "date.published", published.edtf or ""))
    value, basis = None, DateBasis.NONE
    if sent:
        value, basis = sent.value, sent.basis
        evidence.append(
            Evidence(
                field="sent_date", value=value, method=sent.method, rule_id=sent.rule_id, start=sent.start, end=sent.end
            )
        )
    else:
        issues.append(date_issue("date-not-stated", "The letter bears no date and nothing in it bounds one.", None))
    dates = LetterDates(sent_date=value, basis=basis, published_date=published.edtf if published else None)
    return DateChoice(dates, tuple(evidence), tuple(issues))


class _Chooser:
    """Looks at one letter; collects issues as it goes."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.text, self.issues = parts, parts.text, list[Issue]()

    def published(self) -> DateMention | None:
        """The page's date, of two readings the one that its weekday or the words' usage allow."""
        found = self._published()
        settled = (by_weekday(self.text, found) or by_usage(self.text, found)) if found and found.ambiguous else None
        return found._replace(edtf=settled) if found and settled else found

    def _published(self) -> DateMention | None:
        """The page's date: a line of its own above the letter or in the page's furniture."""
        for segment in self.parts.head:
            if segment.role is SegmentRole.BOILERPLATE and not is_carried(self.text[segment.start : segment.end]):
                for mention in find_dates(self.text, segment.start, segment.end):
                    note = self.text[segment.start : segment.end].lstrip("[(").lower()
                    if (
                        mention.has_day
                        and mention.has_year
                        and not note.startswith(_NOT_PUBLISHED)
                        and not _UPDATED.search(self.text, segment.start, mention.start)
                    ):
                        return mention
        for segment in self.parts.foot:
            if segment.role is SegmentRole.BOILERPLATE and (
                _BYLINE.match(self.text, segment.start, segment.end) or self._is_stamp(segment)
            ):
                dated = [m for m in find_dates(self.text, segment.start, segment.end) if m.has_day and m.has_year]
                return dated[0] if dated else None
        return self._press_dateline()

    def _press_dateline(self) -> DateMention | None:
        """The date that a news item's first paragraph opens with: "Milbury, 3 May 2004 -- The Harbour Trust ..."."""
        if self.parts.salutation and not self.parts.has(SegmentRole.LEAD):
            return None
        for segment in (*self.parts.of(SegmentRole.LEAD, self.parts.head)[:1], *self.parts.own[:3]):
            for mention in find_dates(self.text, segment.start, min(segment.end, segment.start + _PRESS)):
                before = self.text[segment.start : mention.start]
                if (
                    mention.has_day
                    and mention.has_year
                    and _PRESS_TOWN.fullmatch(before)
                    and _PRESS_RULE.match(self.text, mention.end)
                ):
                    return mention
        return None

    def _is_stamp(self, segment: Segment) -> bool:
        """Whether the furniture below a letter opens with the page's date and hour."""
        line = self.text[segment.start : segment.end].split("\n", 1)[0]
        return bool(cues.line_dates(line)) and cues.is_page_date(line)

    def own(self) -> Sent | None:
        """A date that the letter itself bears."""
        return (
            self._headers()
            or self._titles(documents=True)
            or self._datelines(self.parts.head, DateBasis.DATELINE)
            or self._titles(documents=False)
            or self._runs()
            or self._datelines(self.parts.foot, DateBasis.FOOT)
            or self._feet()
            or self._executed()
        )

    def _headers(self) -> Sent | None:
        for segment in self.parts.head:
            if segment.role is SegmentRole.DATELINE:
                for line in self.parts.lines(segment):
                    if mail_key(self.text[slice(*line)]) == "date":
                        found = self._first(*line, DateBasis.HEADER, "date.mail-header")
                        if found:
                            return found
        return None

    def _datelines(self, segments: tuple[Segment, ...], basis: DateBasis) -> Sent | None:
        rule = "date.dateline" if basis is DateBasis.DATELINE else "date.foot"
        for segment in self._beside_letter(segments):
            if segment.role is SegmentRole.DATELINE:
                found = self._first(segment.start, segment.end, basis, rule)
                if found:
                    return found
        return None

    def _beside_letter(self, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        """The datelines, without one that a page's furniture parts from a later one."""
        dated = [s for s in segments if s.role is SegmentRole.DATELINE and find_dates(self.text, s.start, s.end)]
        if len(dated) > 1 and any(
            _FURNITURE.match(self.text, s.start, s.end) for s in segments if dated[0].end <= s.start < dated[1].start
        ):
            return tuple(s for s in segments if s is not dated[0])
        return segments

    def _titles(self, *, documents: bool) -> Sent | None:
        for segment in self.parts.head:
            if segment.role is SegmentRole.HEADLINE:
                dated = _TITLE_DATE.search(self.text, segment.start, segment.end)
                if dated and not _MENTIONS.match(self.text, segment.start, segment.end):
                    found = self._first(dated.end(), min(dated.end() + 40, segment.end), DateBasis.HEADER, "date.title")
                    if found:
                        return found
                dates = () if documents else find_dates(self.text, segment.start, segment.end)
                if (
                    len(dates) == 1
                    and _DIRECTED.search(self.text, segment.start, segment.end)
                    and not _RECEIVED.search(self.text, segment.start, dates[0].start)
                ):
                    found = self._first(segment.start, segment.end, DateBasis.HEADER, "date.title")
                    if found:
                        return found
        return None

    def _runs(self) -> Sent | None:
        """A date inside the address lines of the head."""
        for segment in self.parts.head:
            if segment.role is SegmentRole.ADDRESS:
                found = self._first(segment.start, segment.end, DateBasis.HEAD, "date.head")
                if found:
                    return found
        return None

    def _executed(self) -> Sent | None:
        """The day on which a deed says that it was signed: "I have set my hand this tenth day of May, 1936"."""
        for segment in self.parts.own:
            found = _EXECUTED.search(self.parts.flat, segment.start, segment.end)
            dates = find_dates(self.text, found.end(), segment.end)[:1] if found else ()
            if found and dates and dates[0].start == found.end() and dates[0].has_year and dates[0].has_day:
                return self._first(dates[0].start, dates[0].end, DateBasis.BODY, "date.told")
        return None

    def _feet(self) -> Sent | None:
        for segment in self.parts.foot:
            if segment.role in (SegmentRole.SIGNATURE, SegmentRole.CLOSING, SegmentRole.ADDRESS):
                for a, b in self.parts.lines(segment):
                    found = self._first(a, b, DateBasis.FOOT, "date.foot") if cues.line_dates(self.text[a:b]) else None
                    if found:
                        return found
        return None

    def _first(self, start: int, end: int, basis: DateBasis, rule: str) -> Sent | None:
        mentions = find_dates(self.text, start, end)
        for mention in mentions:
            day = any(m.has_day and m.edtf and mention.edtf and m.edtf.startswith(mention.edtf) for m in mentions)
            value = self._value(mention) if mention.has_day or not day else None
            if value and value.startswith("XXXX") and not mention.short_year:
                value = year_of_head(self.parts, value) or value
            if value:
                return Sent(value=value, basis=basis, rule_id=rule, start=mention.start, end=mention.end)
        return None

    def _value(self, mention: DateMention) -> str | None:
        """The mention's date, its century or year taken from the rest of the text where that is certain."""
        written = self.text[mention.start : mention.end]
        if mention.impossible:
            self.issues.append(date_issue("date-impossible", f"{written!r} is no day of the calendar.", mention))
            return None
        if mention.short_year:
            return self._short(mention, written)
        settled = by_weekday(self.text, mention) if mention.ambiguous else None
        if settled:
            return settled
        usage = by_usage(self.text, mention) if mention.ambiguous else None
        if usage:
            message = f"{written!r} is read as {usage}, by the usage of the letter's words."
            self.issues.append(date_issue("date-ambiguous", message, mention))
            return usage
        if mention.edtf is None:
            self.issues.append(date_issue("date-ambiguous", f"{written!r} can be read in two ways.", mention))
            return None
        if mention.ambiguous:
            self.issues.append(
                date_issue(
                    "date-ambiguous",
                    f"{written!r} can be read day first or month first; both are kept.",
                    mention,
                )
            )
        return mention.edtf

    def _short(self, mention: DateMention, written: str) -> str | None:
        settled = by_weekday(self.text, mention)
        if settled:
            return settled
        value = mention.edtf or by_usage(self.text, mention)
        years = {y for y in _YEAR.findall(self.text) if y.endswith(mention.short_year or "")}
        if len(years) == 1 and value:
            return str(next(iter(years))) + value[4:]
        if value and mention.short_year and _CLOCK.match(self.text, mention.end):
            # RFC 5322, 4.3: 00 to 49 are years after 2000.
            return f"{'20' if mention.short_year < '50' else '19'}{mention.short_year}{value[4:]}"
        told = century_by_words(self.text, mention.short_year) if value and mention.short_year else None
        if told and value:
            year, by = told
            message = (
                f"{written!r} does not say its century; it is read as {year}, by words of its time: {', '.join(by)}."
            )
            self.issues.append(date_issue("date-century-unknown", message, mention))
            return year + value[4:]
        self.issues.append(date_issue("date-century-unknown", f"{written!r} does not say its century.", mention))
        return value


def _evidence(field: str, mention: DateMention, rule: str, value: str) -> Evidence:
    return Evidence(field=field, value=value, method="extracted", rule_id=rule, start=mention.start, end=mention.end)

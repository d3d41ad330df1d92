"""Choose a letter's own date among the dates on its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from corpuspkg.dates import DateMention, find_dates
from corpuspkg.edtf import bounds
from corpuspkg.findings import make_issue
from corpuspkg.metadata.parts import Parts
from corpuspkg.model import DateBasis, Evidence, Issue, LetterDates, Segment, SegmentRole
from corpuspkg.segmentation import cues

_TODAY = re.compile(r"\btoday\b(?! (?:released|published|made public|posted))", re.IGNORECASE)
_SENT_WORD = re.compile(r"\b(?:letter|appeal|petition|message|sent|wrote|addressed|writing|urging)\b", re.IGNORECASE)
_TITLE_DATE = re.compile(r"\bdated\s+(?:the\s+)?", re.IGNORECASE)
_SENT_ON = re.compile(r"\b(?:sent|wrote|written|addressed|dated|signed|appealed|delivered)\b", re.IGNORECASE)
_URL_DAY = re.compile(
    r"(?:https?://|www\.)[^\s<>]*?[/-_](?P<y>20[0-3]\d|19\d\d)[-/_]?(?P<m>0[1-9]|1[0-2])[-/_]?(?P<d>[0-2]\d|3[01])(?=[-/_.]|\b)"
)
_FUTURE = re.compile(
    r"\b(?:will|shall|would|next|until|till|by|before|upcoming|forthcoming|scheduled|expires?|expiring|planned|from|due|no later than|on or before|coming|propose[ds]?)\b[^.]{0,50}$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d/.,-])(1[4-9]\d\d|20[0-3]\d)(?![\d/-]|\.\d)")
_UPDATED = re.compile(r"\b(?:updated|modified)\b[^\n]{0,12}$", re.IGNORECASE)
_LETTER_SENT = re.compile(
    r"\b(?:letter|appeal|petition|message)\b[^.]{0,120}?\b(?:sent|send|wrote|written|addressed|dated|signed|delivered)\b"
    r"|\b(?:sent|wrote|written|addressed|delivered|penned)\b[^.]{0,60}?\b(?:letter|appeal|petition|message|to)\b",
    re.IGNORECASE,
)
_ON = re.compile(r"\b(?:on|dated|of|from)\s+(?:\w+,?\s+)?$", re.IGNORECASE)
_YESTERDAY = re.compile(r"\byesterday\b", re.IGNORECASE)
# A day without a year is taken from the year before the page's only where it is as near as this.
_MOST_DAYS = 200


@dataclass(frozen=True, slots=True)
class DateChoice:
    """The dates of a letter with what they rest on."""

    dates: LetterDates
    evidence: tuple[Evidence, ...]
    issues: tuple[Issue, ...]


def choose_dates(parts: Parts) -> DateChoice:
    """Choose the letter's date and the page's."""
    chooser = _Chooser(parts)
    published = chooser.published()
    sent = chooser.own() or chooser.argued(published)
    evidence, issues = [], list(chooser.issues)
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
        issues.append(_issue("date-not-stated", "The letter bears no date and nothing in it bounds one.", None))
    dates = LetterDates(sent_date=value, basis=basis, published_date=published.edtf if published else None)
    return DateChoice(dates, tuple(evidence), tuple(issues))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    value: str
    basis: DateBasis
    rule_id: str
    start: int | None
    end: int | None
    method: str = "extracted"


class _Chooser:
    """Looks at one letter; collects issues as it goes."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.text, self.issues = parts, parts.text, list[Issue]()

    def published(self) -> DateMention | None:
        """The page's date: a line of its own above the letter or in the page's furniture."""
        for segment in self.parts.head:
            if segment.role is SegmentRole.BOILERPLATE:
                for mention in find_dates(self.text, segment.start, segment.end):
                    note = self.text[segment.start : segment.end].lstrip("[(").lower()
                    if (
                        mention.has_day
                        and mention.has_year
                        and not note.startswith(("received", "rec’d", "rec'd", "distr"))
                        and not _UPDATED.search(self.text, segment.start, mention.start)
                    ):
                        return mention
        return None

    def own(self) -> _Sent | None:
        """A date that the letter itself bears."""
        return (
            self._headers()
            or self._titles(documents=True)
            or self._datelines(self.parts.head, DateBasis.DATELINE)
            or self._titles(documents=False)
            or self._runs()
            or self._datelines(self.parts.foot, DateBasis.FOOT)
            or self._feet()
        )

    def _headers(self) -> _Sent | None:
        for segment in self.parts.head:
            if segment.role is SegmentRole.DATELINE:
                for line in self.parts.lines(segment):
                    if re.match(
                        r"(?:date|sent|дата|tarih|gesendet|datum|envoyé|enviado|fecha|data|tarix)\s*:",
                        self.text[line[0] : line[1]],
                        re.IGNORECASE,
                    ):
                        found = self._first(*line, DateBasis.HEADER, "date.mail-header")
                        if found:
                            return found
        return None

    def _datelines(self, segments: tuple[Segment, ...], basis: DateBasis) -> _Sent | None:
        rule = "date.dateline" if basis is DateBasis.DATELINE else "date.foot"
        for segment in segments:
            if segment.role is SegmentRole.DATELINE:
                found = self._first(segment.start, segment.end, basis, rule)
                if found:
                    return found
        return None

    def _titles(self, *, documents: bool) -> _Sent | None:
        for segment in self.parts.head:
            if segment.role is SegmentRole.HEADLINE:
                dated = _TITLE_DATE.search(self.text, segment.start, segment.end)
                if dated:
                    found = self._first(dated.end(), min(dated.end() + 40, segment.end), DateBasis.HEADER, "date.title")
                    if found:
                        return found
                if (
                    not documents
                    and " to " in self.text[segment.start : segment.end]
                    and len(find_dates(self.text, segment.start, segment.end)) == 1
                ):
                    found = self._first(segment.start, segment.end, DateBasis.HEADER, "date.title")
                    if found:
                        return found
        return None

    def _runs(self) -> _Sent | None:
        """A date inside the address lines of the head."""
        for segment in self.parts.head:
            if segment.role is SegmentRole.ADDRESS:
                found = self._first(segment.start, segment.end, DateBasis.HEAD, "date.head")
                if found:
                    return found
        return None

    def _feet(self) -> _Sent | None:
        for segment in self.parts.foot:
            if segment.role in (SegmentRole.SIGNATURE, SegmentRole.CLOSING, SegmentRole.ADDRESS):
                for a, b in self.parts.lines(segment):
                    found = self._first(a, b, DateBasis.FOOT, "date.foot") if cues.line_dates(self.text[a:b]) else None
                    if found:
                        return found
        return None

    def _first(self, start: int, end: int, basis: DateBasis, rule: str) -> _Sent | None:
        for mention in find_dates(self.text, start, end):
            value = self._value(mention)
            if value:
                return _Sent(value=value, basis=basis, rule_id=rule, start=mention.start, end=mention.end)
        return None

    def _value(self, mention: DateMention) -> str | None:
        """The mention's date, its century or year taken from the rest of the text where that is certain."""
        written = self.text[mention.start : mention.end]
        if mention.impossible:
            self.issues.append(_issue("date-impossible", f"{written!r} is no day of the calendar.", mention))
            return None
        if mention.short_year:
            return self._short(mention, written)
        if mention.edtf is None:
            self.issues.append(_issue("date-ambiguous", f"{written!r} can be read in two ways.", mention))
            return None
        if mention.ambiguous:
            self.issues.append(
                _issue(
                    "date-ambiguous",
                    f"{written!r} can be read day first or month first; both are kept.",
                    mention,
                )
            )
        return mention.edtf

    def _short(self, mention: DateMention, written: str) -> str | None:
        years = {y for y in _YEAR.findall(self.text) if y.endswith(mention.short_year or "")}
        if len(years) == 1 and mention.edtf:
            return str(next(iter(years))) + mention.edtf[4:]
        self.issues.append(_issue("date-century-unknown", f"{written!r} does not say its century.", mention))
        return mention.edtf

    def argued(self, published: DateMention | None) -> _Sent | None:
        """A date argued from what the page and the letter say."""
        lead = self._lead(published)
        if lead:
            return lead
        embedded = self.parts.has(SegmentRole.LEAD)
        last = self._last_past_day(published)
        if published and published.edtf and (embedded or last):
            latest = published.edtf
            if last and last[0] <= latest:
                value = latest if last[0] == latest else f"{last[0]}/{latest}"
                return _Sent(
                    value=value,
                    basis=DateBasis.PUBLICATION,
                    rule_id="date.between",
                    start=last[1],
                    end=last[2],
                    method="derived",
                )
            return _Sent(
                value=f"../{latest}",
                basis=DateBasis.PUBLICATION,
                rule_id="date.before-publication",
                start=published.start,
                end=published.end,
                method="derived",
            )
        if last and last[3]:
            return _Sent(
                value=f"{last[0]}/..",
                basis=DateBasis.EVIDENCE,
                rule_id="date.evidence",
                start=last[1],
                end=last[2],
                method="derived",
            )
        return None

    def _lead(self, published: DateMention | None) -> _Sent | None:
        for segment in self.parts.head:
            if segment.role is not SegmentRole.LEAD:
                continue
            content = self.parts.flat[segment.start : segment.end]
            told = self._told(segment, published)
            if told:
                return told
            if _SENT_WORD.search(content) and _TODAY.search(content) and published and published.edtf:
                return _Sent(
                    value=published.edtf,
                    basis=DateBasis.PUBLICATION,
                    rule_id="date.same-day",
                    start=published.start,
                    end=published.end,
                )
        return None

    def _told(self, segment: Segment, published: DateMention | None) -> _Sent | None:
        """The day that an article says the letter was sent on: "sent to ... on 24 June", "yesterday"."""
        limit = bounds(published.edtf)[1] if published and published.edtf else None
        sent = _LETTER_SENT.search(self.parts.flat, segment.start, segment.end)
        if not sent:
            return None
        stop = min(segment.end, sent.end() + 200)
        for mention in find_dates(self.text, sent.end(), stop):
            if (
                not mention.has_day
                or mention.ambiguous
                or mention.edtf is None
                or not _ON.search(self.text, sent.end(), mention.start)
            ):
                continue
            day = mention.edtf if mention.has_year else _with_year(mention.edtf, limit)
            if day and (limit is None or day <= limit.isoformat()):
                return _Sent(
                    value=day, basis=DateBasis.PUBLICATION, rule_id="date.told", start=mention.start, end=mention.end
                )
        yesterday = _YESTERDAY.search(self.text, segment.start, segment.end)
        if yesterday and limit:
            day = (limit - timedelta(days=1)).isoformat()
            return _Sent(
                value=day,
                basis=DateBasis.PUBLICATION,
                rule_id="date.told",
                start=yesterday.start(),
                end=yesterday.end(),
                method="inferred",
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
                        _issue(
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
        for segment in (*self.parts.own, *self.parts.notes):
            for match in _URL_DAY.finditer(self.text, segment.start, segment.end):
                day = f"{match['y']}-{match['m']}-{match['d']}"
                if (best is None or day > best[0]) and (limit is None or day <= limit.isoformat()) and _is_day(day):
                    best = (day, match.start("y"), match.end("d"), True)
        return best


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


def _evidence(field: str, mention: DateMention, rule: str, value: str) -> Evidence:
    return Evidence(field=field, value=value, method="extracted", rule_id=rule, start=mention.start, end=mention.end)


def _issue(code: str, message: str, mention: DateMention | None) -> Issue:
    start, end = (mention.start, mention.end) if mention else (None, None)
    return make_issue(code, message, table="letters", field="sent_date", start=start, end=end)

"""Name the lines above a letter's salutation or body."""

from __future__ import annotations

import re

from corpuspkg.authority.patterns import mail_key, pattern, words
from corpuspkg.model import SegmentRole
from corpuspkg.segmentation import cues, headings
from corpuspkg.segmentation.mailheads import name_field, name_header
from corpuspkg.segmentation.opening import LETTER_WORD, TITLE_WORD, Opening

_RUNS_ON = re.compile(
    r"(?:(?:letter|despatch|dispatch|note|report|copy of a letter|memorandum) (?:from|to)\b|[a-z])|.*[a-z,]$",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile(r"(?:1[4-9]|20)\d\d\.?$")
# A label on a line of its own, above what a paper is about.
_LABEL = re.compile(r"(?:SUBJECT|RE|REFERENCE|SUBJ)[.:]?$")
_TO_EDITOR = re.compile(r"[\"“]?to the editor\b", re.IGNORECASE)
_BY = re.compile(r"by [A-Z]", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Yy]ou|[Yy]our)\b(?![^“\"]*[”\"])")


# What is printed above this on a card, or stamped there, is no word of the letter.
_SIDE = re.compile(r"this side\b.{0,40}\baddress\b", re.IGNORECASE)


def name_head(lines: list[str], gaps: list[bool], opening: Opening) -> list[SegmentRole]:
    """Roles of the lines above the salutation, or above the body where there is none."""
    stop = opening.body if opening.salutation is None else opening.salutation
    mail = sum(1 for line in lines[:stop] if pattern("mail_header").match(line)) >= 2
    titled = max((n for n in range(stop) if headings.is_titled(lines[n])), default=-1)
    roles = name_header(lines[: opening.header])
    for number in range(opening.header, stop):
        role = _name_line(lines, number, opening, mail=mail, roles=roles)
        if (
            role is SegmentRole.ADDRESS
            and number
            and not gaps[number]
            and roles[-1] is SegmentRole.HEADLINE
            and _RUNS_ON.match(lines[number - 1])
            and not _is_sender(lines, number)
            and not (lines[number][0].isdigit() and headings.is_pair(lines[number - 1]))
            and not cues.ends_sentence(lines[number - 1])
        ):
            role = SegmentRole.HEADLINE
        if number < opening.lead_end and role is SegmentRole.HEADLINE and _in_paragraph(lines, gaps, number, roles):
            role = SegmentRole.LEAD
        if role is SegmentRole.DATELINE and (
            number < titled or (number and lines[number - 1].lower().startswith("distr"))
        ):
            role = SegmentRole.BOILERPLATE
        roles.append(role)
    if (
        titled < 0
        and opening.salutation is None
        and SegmentRole.BOILERPLATE in roles
        and SegmentRole.DATELINE not in roles
        and roles[0] is SegmentRole.ADDRESS
        and not cues.opens_address(lines[0])
    ):
        roles[0] = SegmentRole.HEADLINE
    return roles


def _is_sender(lines: list[str], number: int) -> bool:
    """Whether a line names who sent a message, and the next one says when."""
    dated = number + 1 < len(lines) and cues.line_dates(lines[number + 1])
    return bool(dated and cues.sender(lines[number]))


def _in_paragraph(lines: list[str], gaps: list[bool], number: int, roles: list[SegmentRole]) -> bool:
    """Whether a line of an article is part of a wrapped paragraph."""
    line = lines[number]
    if number and not gaps[number] and roles[-1] is SegmentRole.LEAD and not cues.ends_sentence(lines[number - 1]):
        return True
    runs_on = number + 1 < len(lines) and not gaps[number + 1] and not cues.ends_sentence(line)
    return runs_on and len(line) > 45 and any(t.islower() and len(t) > 4 for t in line.split())


def _name_line(lines: list[str], number: int, opening: Opening, *, mail: bool, roles: list[SegmentRole]) -> SegmentRole:
    line = lines[number]
    before_lead = number < opening.lead_end and (cues.is_prose(line) or not _is_addressed(lines, opening.lead_end))
    meaning = mail_key(line) if mail else None
    if meaning:
        return name_field(meaning)
    if number and roles[-1] is SegmentRole.DATELINE and _YEAR_ALONE.match(line):
        return SegmentRole.DATELINE
    if cues.is_boilerplate(line):
        return SegmentRole.BOILERPLATE
    if not cues.line_dates(line) and any(map(_SIDE.match, lines[number + 1 : opening.body])):
        return SegmentRole.BOILERPLATE
    if not before_lead and _is_sender(lines, number):
        return SegmentRole.ADDRESS
    if not before_lead and number and _is_sender(lines, number - 1):
        return SegmentRole.DATELINE
    if pattern("contact").match(line):
        return SegmentRole.BOILERPLATE if before_lead else SegmentRole.ADDRESS
    if pattern("cc").match(line):
        return SegmentRole.CC
    if cues.is_number(line):
        return SegmentRole.DATELINE
    subject = pattern("subject").match(line) and not any(map(cues.line_dates, line.split("\t")[1:]))
    if headings.is_pair(line) or headings.is_titled(line) or subject:
        return SegmentRole.HEADLINE
    if headings.is_directed(line) or headings.cited_pair(line) or headings.named_author(line):
        return SegmentRole.HEADLINE
    if number and _LABEL.match(lines[number - 1]):
        return SegmentRole.HEADLINE
    if line.isupper() and number + 1 < len(lines) and _TO_EDITOR.match(lines[number + 1]):
        # What a newspaper prints above a letter is what it is about, where the newspaper's day stands over it.
        return SegmentRole.HEADLINE if any(map(cues.is_newspaper, lines[:number])) else SegmentRole.ADDRESS
    if any(cues.line_dates(cell) for cell in line.split("\t")):
        clocked = cues.is_page_date(line) and number + 1 < len(lines)
        page = before_lead or cues.is_newspaper(line) or clocked
        page = page or (opening.salutation is None and number > 0 and _reported(lines, number, opening))
        return SegmentRole.BOILERPLATE if page else SegmentRole.DATELINE
    if cues.is_number(line):
        return SegmentRole.DATELINE
    if before_lead and line.endswith(":") and pattern("lead_cue").match(line[-260:]):
        return SegmentRole.LEAD
    if before_lead:
        if number and line == lines[0]:
            return SegmentRole.HEADLINE
        return (
            SegmentRole.LEAD
            if _tells(line, first=number == 0) or number + 1 == opening.lead_end
            else SegmentRole.HEADLINE
        )
    if TITLE_WORD.search(line) and (number < 6 or len(line) > 40) and not _is_office(line):
        return SegmentRole.HEADLINE
    if cues.is_prose(line) and len(line) > 60 and SegmentRole.ADDRESS not in roles and number < 2:
        return SegmentRole.HEADLINE
    return SegmentRole.BOILERPLATE if headings.is_participant(lines, number) else SegmentRole.ADDRESS


def _is_addressed(lines: list[str], end: int) -> bool:
    """Whether a line says to whom the text goes: what stands around it is a letter's head, and no article's."""
    return any(line.startswith(("To:", "TO:")) and len(line) > len("To: A") for line in lines[:end])


def _reported(lines: list[str], number: int, opening: Opening) -> bool:
    """Whether a date under a byline is the article's: it only reports a letter."""
    body = lines[opening.body] if opening.body < len(lines) else ""
    before = lines[number - 1]
    return bool(
        (_BY.match(before) or cues.REPORTER.search(before))
        and LETTER_WORD.search(body)
        and not _FIRST_PERSON.search(body)
    )


def _tells(line: str, *, first: bool) -> bool:
    """Whether a line above the letter is a sentence about it rather than a headline."""
    if line.endswith(".") and LETTER_WORD.search(line):
        return True
    return cues.is_prose(line) and not (first and cues.is_short(line))


def _is_office(line: str) -> bool:
    tokens = {t.strip(".,").lower() for t in line.split()}
    return bool(tokens & words("address_word")) and not tokens & {"letter", "letters", "petition", "appeal"}

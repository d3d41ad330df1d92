"""Find where a letter opens on its page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpuspkg.authority.literals import Words
from corpuspkg.authority.patterns import mail_key, pattern
from corpuspkg.segmentation import cues, headings
from corpuspkg.segmentation.announcing import find_cue, vocative_end
from corpuspkg.segmentation.mailheads import header_end

LETTER_WORD = Words(
    r"\b(?:letters?|appeal(?:s|ed|ing)?|petition\w*|wr(?:ites?|ote|itten|iting)|messages?|statement|e-?mail\w*|memo\w*|addressed|note|"
    r"sent|urg(?:es?|ed|ing)|call(?:s|ed|ing)|said|mektup|məktub\w*|müraciət\w*|письм\w*|обращени\w*|lettre|brief|carta|lettera)\b"
)
TITLE_WORD = Words(
    r"\b(?:open letter|açık mektup|lettre ouverte|offener brief|carta abierta|carta aberta|lettera aperta|открытое письмо|list otwarty|öppet brev|å[bp]ent brev|open brief|letters?|appeal|petition|statement|memorandum|note verbale|joint)\b"
)
# A title, at whatever length: "A Letter to the Speaker of the House consistent with the Act".
_TITLED = re.compile(
    r"(?:An? |The )?(?:Open )?(?:Joint )?(?:Letter|Message|Memorandum|Petition|Appeal)s? (?:to|from) ", re.IGNORECASE
)
_FRENCH_ADDRESS = re.compile(
    r"[Àà] (?:l[’']attention de )?(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\b[^:]{3,80}:"
)
_MOST_LEAD = 12
_TITLE_LINES = 3
_REST_OF_NAME = 3
_FEW_LINES = 5
_MOST_HEAD = 30
_LONG_LINE = 120


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the letter opens.

    Attributes:
        salutation: First line of the salutation; None where there is none.
        body: First line of the body.
        lead_end: Number of lines up to the last one that speaks about the letter; 0 where none does.
        header: Number of lines of an e-mail's header above it.
    """

    salutation: int | None
    body: int
    lead_end: int
    header: int = 0


def find_opening(lines: list[str], gaps: list[bool]) -> Opening:
    """Find salutation, body and lead among a page's lines."""
    header = header_end(lines, gaps)
    if not header:
        return _find_opening(lines, gaps)
    below = _find_opening(lines[header:], gaps[header:])
    if below.salutation is None:
        return Opening(None, header, 0, header)
    return Opening(below.salutation + header, below.body + header, below.lead_end and below.lead_end + header, header)


def _find_opening(lines: list[str], gaps: list[bool]) -> Opening:
    cue = find_cue(lines)
    salutation = _find_salutation(lines, gaps, cue)
    if salutation is not None:
        body = salutation
        while body < len(lines) and cues.salutation_end(lines[body]) == len(lines[body]):
            body += 1
        if body + 1 < len(lines) and body == salutation + 1 and not gaps[body] and _ends_salutation(lines, body):
            body += 1
        lead = max(_lead_end(lines, gaps, salutation), 0 if cue is None else cue + 1)
        return Opening(salutation, body, lead)
    if cue is None and len(lines) <= _FEW_LINES and len(lines) > 1 and cues.is_call(lines[0]):
        return Opening(0, 1, 0)
    start = 0 if cue is None else cue + 1
    start = max(start, headings.labels_end(lines, gaps))
    vocative = start < len(lines) and cue is not None and vocative_end(lines[start]) > 0
    body = start if vocative else _first_prose(lines, gaps, start)
    return Opening(None, min(body, len(lines)), 0 if cue is None else cue + 1)


def _ends_salutation(lines: list[str], number: int) -> bool:
    """Whether a line is the rest of a salutation that was wrapped: "Dear Brother Damian" and "Okoye,"."""
    tokens = lines[number].split()
    return (
        lines[number - 1][-1].isalpha()
        and lines[number][-1] in ",:"
        and len(tokens) <= _REST_OF_NAME
        and all(t[0].isupper() for t in tokens)
    )


def _find_salutation(lines: list[str], gaps: list[bool], cue: int | None) -> int | None:
    prose, letter = 0, int(cue is not None)
    for number, line in enumerate(lines):
        letter += number < _TITLE_LINES and cues.is_short(line) and _is_title(line)
        if (cue is not None and number <= cue) or headings.is_pair(line) or cues.is_boilerplate(line):
            continue
        if prose and (cues.is_short(line) and pattern("enclosure").match(line)):
            return None
        if cues.salutation_end(line) and not (prose and not letter) and (gaps[number] or not _continues(lines, number)):
            return number
        heading = (number + 1 < len(lines) and gaps[number] and gaps[number + 1] and not cues.ends_sentence(line)) and (
            len(line) < _LONG_LINE or number == 0 or line.startswith(("Mandate of ", "Mandates of "))
        )
        if cues.is_prose(line) and not heading and not _FRENCH_ADDRESS.match(line):
            prose += 1
            letter += bool(LETTER_WORD.search(line))
            if prose > _MOST_LEAD or (prose > 1 and not letter):
                return None
        elif prose and cues.is_short(line) and cues.closing_end(line) and cue is None:
            return None
    return None


def _is_title(line: str) -> bool:
    plain = line.lower()
    return (" to " in plain or " from " in plain) and _TITLED.search(line) is not None


def _continues(lines: list[str], number: int) -> bool:
    """Whether a line only goes on with the wrapped line before it."""
    before = lines[number - 1] if number else ""
    return len(before) > 45 and cues.is_prose(before) and not cues.ends_sentence(before) and not before.endswith(",")


def _lead_end(lines: list[str], gaps: list[bool], salutation: int) -> int:
    """Lines before the salutation up to the last prose line, which speaks about the letter."""
    for number in range(salutation - 1, -1, -1):
        if number == 0 and _TITLED.match(lines[0]) and not cues.ends_sentence(lines[0]):
            return 0
        if (
            cues.is_prose(lines[number])
            and not headings.is_titled(lines[number])
            and LETTER_WORD.search(lines[number])
            and not cues.is_boilerplate(lines[number])
        ):
            last = number
            while last + 1 < salutation and not gaps[last + 1] and not cues.ends_sentence(lines[last]):
                last += 1
            return last + 1
    return 0


def _first_prose(lines: list[str], gaps: list[bool], start: int) -> int:
    """The body of a letter without salutation: its first running text, else its first line that is no head."""
    for number in range(start, len(lines)):
        line = lines[number]
        if number == 0 and pattern("superscription").match(line):
            continue
        if (
            cues.is_prose(line)
            and not (number < 4 and cues.is_short(line) and not cues.ends_sentence(line))
            and not _is_furniture(line)
            and not (number < 4 and TITLE_WORD.match(line) and not cues.ends_sentence(line))
        ):
            return number
        if gaps[number] and len(line) > 45 and not _is_furniture(line) and _wrapped_prose(lines, gaps, number):
            return number
    for number in range(_behind_memo(lines, start), len(lines)):
        line = lines[number]
        if not (
            _is_furniture(line)
            or cues.line_dates(line)
            or headings.is_pair(line)
            or cues.is_number(line)
            or mail_key(line)
            or (number and cues.line_dates(lines[number - 1]) and cues.is_addressed(line))
            or (number and headings.is_wired(line))
            or (TITLE_WORD.search(line) and not cues.ends_sentence(line))
        ):
            return number
    return len(lines)


def _behind_memo(lines: list[str], start: int) -> int:
    """The line behind a memorandum's head, "MEMORANDUM FOR ..." or "Subject: ..."; else the first."""
    first = start
    for number in range(start, min(len(lines), _MOST_HEAD)):
        if pattern("memo").match(lines[number]):
            first = number + 1
        elif cues.ends_sentence(lines[number]):
            break
    return first


def _wrapped_prose(lines: list[str], gaps: list[bool], number: int) -> bool:
    """Whether a paragraph of short lines reads as running text."""
    last = number + 1
    while last < len(lines) and last < number + 12 and not gaps[last]:
        last += 1
    joined = " ".join(lines[number:last])
    return (
        last - number > 1
        and len(joined) > 120
        and cues.is_prose(joined)
        and not any(mention.has_year for mention in cues.line_dates(lines[last - 1]))
    )


def _is_furniture(line: str) -> bool:
    return bool(
        cues.is_boilerplate(line)
        or headings.is_titled(line)
        or headings.is_pair(line)
        or headings.cited_pair(line)
        or pattern("mail_header").match(line)
    )

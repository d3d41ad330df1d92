"""Find where a letter's body ends: at a closing, an enclosure, or the short lines behind the last paragraph."""

from __future__ import annotations

import re
from functools import cache

from corpuspkg.authority.openings import Openings
from corpuspkg.authority.patterns import is_given_name, load_patterns, mail_key, pattern, words
from corpuspkg.segmentation import cues

_SIGNED = re.compile(r"[(\[]?" + cues.SIGNED, re.IGNORECASE)
WROTE = re.compile(
    r"(?:on .{6,120} wrote:|-{2,} ?(?:original|forwarded) message ?-{2,}|begin forwarded message:)\s*$",
    re.IGNORECASE,
)
ANNEX = re.compile(
    r"(?:annex|appendix|enclosure|attachment)(?:es)? (?:[IVX\d]+ )?to the (?:identical )?(?:letter|note)", re.IGNORECASE
)
_SIGNED_BY = re.compile(
    r"(?:signed(?: by)?|(?:authors? and )?(?:(?:initial|first|original|current) )?signator(?:y|ies)|signatures|undersigned|co-?signed(?: by)?|co-?signatories|(?:for|on behalf of) (?:the )?[^:]{3,60}:)\s*:?$",
    re.IGNORECASE,
)
_FROM = re.compile(r"from [A-ZÀ-Þ]")
PSEUDONYM = re.compile(r"[-–—]?\s?(?:A|An|One|Your)\s[\w’' -]{3,45}\.?$")
_DASHED = re.compile(r"[-–—]\s?(?:[A-ZÀ-Þ][\w.’'-]*\s?){1,4}$")
_BEHALF = re.compile(r"(?:for|on behalf of) (?:the )?[^:]{3,60}: [A-ZÀ-Þ]", re.IGNORECASE)
_SPEAKS_FOR = re.compile(r"on behalf of (?:the|our|all) [^.!?]{3,80}$", re.IGNORECASE)
# The cross of one who can't write.
MARKED = re.compile(r"\s+(?:his|her)\s+(?:X|x|[+✗×])\s+mark\b\.?")
_DESCRIBED = re.compile(r"(?:[A-ZÀ-Þ][\w.’'-]* ){1,3}[A-ZÀ-Þ][\w’'-]+, [a-z][\w ,’'-]{2,60}$")
# "ANN LEE, Ward 7": a name in capitals, and where its bearer lives.
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_PLACED = re.compile(r"(?:[A-ZÀ-Þ][A-ZÀ-Þ.’'-]* ){1,3}[A-ZÀ-Þ’'-]{2,}, [^.!?,]{2,40}(?:, [^.!?,]{2,30})?$")
_LONGEST_CLOSING = 300
# Closing words of the writer's own.
_LONGEST_FREE = 60
# Lines over which a closing is wrapped.
_MOST_WRAPPED = 5
# What a run-on closing ends with, above the name.
_SERVANT = re.compile(
    r"\b(?:serv(?:ant|nt|t)?s?|servts|svt|friend|brother|sister|son|daughter|husband|wife|etc|&c)\.?,?$", re.IGNORECASE
)
_FREE_ENDS = (",", ",-", ",—")
# Words of closing that open the only paragraph of a letter.
_LONGEST_FIRST = 120
_LONGEST_BODY = 160
WITHIN = re.compile(r"(?:in|on|by|since|until|from|after|before|during)\b", re.IGNORECASE)
_RULE = re.compile(r"[_*=~–—-]+$")
_RULED_NOTE = re.compile(r"_?\s?\[[^\]\n]{2,80}\][_.]*$|\[?\d{1,3}[\].)]?\s+[A-ZÀ-Þ“\"‘'(].*[.\])”\"]$")
_NAMEISH = re.compile(r"[A-ZÀ-ÞА-ЯΑ-Ω\[(\"“/]|\d")


def footnotes_start(lines: list[str], start: int) -> int:
    """First line of the footnotes at the very end, else the number of lines."""
    first = _ruled_off(lines, start)
    if first < len(lines):
        return first
    for number in range(len(lines) - 1, start, -1):
        if cues.is_footnote(lines[number]):
            first = number
        elif not (
            cues.is_boilerplate(lines[number])
            or (first == len(lines) and len(lines) - number < 4)
            or (number + 1 > start and _wraps(lines, number, first))
        ):
            break
    return first


def _ruled_off(lines: list[str], start: int) -> int:
    """The rule at the end below which each line is a numbered note, a reference in brackets or one more rule."""
    first, noted = len(lines), False
    for number in range(len(lines) - 1, start, -1):
        if _RULE.match(lines[number]):
            first = number
        elif _RULED_NOTE.match(lines[number]):
            noted = True
        else:
            break
    return first if noted else len(lines)


def _wraps(lines: list[str], number: int, first: int) -> bool:
    """Whether a line is the second or third of a note that is wrapped."""
    return first < len(lines) and any(cues.is_footnote(lines[n]) for n in range(max(0, number - 3), number))


def body_end(lines: list[str], gaps: list[bool], start: int, end: int) -> tuple[int, int]:
    """(end, first line of the closing or of what follows the body)."""
    turns = _turns()
    for number in range(start, end):
        line = lines[number]
        if not turns.begins(line) and (len(line) > _LONGEST_FREE or not line.endswith(_FREE_ENDS)):
            continue
        opens = number > start or (len(line) < _LONGEST_FIRST and cues.closing_end(line))
        if len(line) <= _LONGEST_CLOSING and opens:
            if closes(lines, gaps, number, end) and (number > start or end - start > 1):
                return end, number
            if number > start and _begins_enclosure(lines, number):
                return end, _trailing(lines, gaps, start, number)
            if WROTE.match(line) or forwards(lines, number):
                return end, _trailing(lines, gaps, start, number)
    return end, _trailing(lines, gaps, start, end)


# The first header of an older message below the one that answers it.
_FROM_LINE = r"(?:from|von|de|da|van|от)\s*:\s"


def forwards(lines: list[str], number: int) -> bool:
    """Whether the headers of an older message begin: two labelled lines, the first of them its sender's."""
    return number + 1 < len(lines) and mail_key(lines[number]) == "from" and mail_key(lines[number + 1]) is not None


@cache
def _turns() -> Openings:
    """How a line begins that can end the body, but for words of the writer's own."""
    patterns = load_patterns()
    others = (_SIGNED_BY.pattern, ANNEX.pattern, WROTE.pattern, _FROM_LINE)
    return Openings((*patterns["closing"], *patterns["enclosure"], *others))


def closes(lines: list[str], gaps: list[bool], number: int, end: int) -> bool:
    """Whether a line closes the letter: a formula, or words of the writer's own, with a name behind it."""
    line = lines[number]
    if cues.is_list_item(line):
        return False
    if _SIGNED_BY.match(line):
        return True
    if not cues.closing_end(line):
        return _closes_freely(lines, gaps, number, end)
    if number + 1 >= end:
        return True
    following = lines[number + 1]
    if (
        not gaps[number]
        and not gaps[number + 1]
        and not cues.ends_sentence(lines[number - 1])
        and line.rstrip()[-1:] not in ",.!]"
        and len(line) > 30
    ):
        return False
    if cues.closing_end(following) and len(following) < 200:
        return number + 2 >= end or not cues.is_prose(lines[number + 2]) or len(line) < 60
    return (
        (
            len(following) <= 160
            and not cues.is_prose(following)
            and bool(_NAMEISH.match(following) or _FROM.match(following))
        )
        or _SIGNED.match(following) is not None
        or (len(line) < 40 and line.rstrip().endswith(","))
        or _names_below(lines, gaps, number + 1, end)
    )


def _names_below(lines: list[str], gaps: list[bool], start: int, end: int) -> bool:
    """Whether a closing goes on for a few short lines in small letters and ends at a name: "your much obliged" / "friend" / "Ann Lee"."""
    for number in range(start, min(end, start + _MOST_WRAPPED)):
        line = lines[number]
        if gaps[number] or len(line) > _LONGEST_FREE:
            return False
        if not line[0].islower():
            return number > start and number + 3 >= end and is_plain_name(line)
    return False


def _closes_freely(lines: list[str], gaps: list[bool], number: int, end: int) -> bool:
    """A closing in the writer's own words: "With a watering can and love," above a name."""
    line = lines[number]
    if (
        number == 0
        or len(line) > _LONGEST_FREE
        or line.isupper()
        or line == "To,"
        or cues.opens_address(line)
        or not line.endswith(_FREE_ENDS)
        or not number + 1 < end <= number + 12
    ):
        return False
    if not (gaps[number] or cues.ends_sentence(lines[number - 1])) or cues.line_dates(line):
        return False
    following = lines[number + 1]
    return len(following) <= 50 and (following[:1].isupper() or following[:1] == "(") and not cues.is_prose(following)


def _begins_enclosure(lines: list[str], number: int) -> bool:
    line = lines[number]
    if ANNEX.match(line):
        return True
    return cues.is_short(line) and len(line) > len("A.") and bool(pattern("enclosure").match(line))


def _trailing(lines: list[str], gaps: list[bool], start: int, end: int) -> int:
    """First of the short lines behind the last paragraph: a signature without a closing."""
    first = end
    if end - 1 > start + 1 and _RULE_ALONE.match(lines[end - 2]) and _is_body(lines[end - 1]):
        return end - 1
    if end - 2 > start and gaps[end - 2] and _is_told_of(lines[end - 2], lines[end - 1]):
        return end - 2
    while (
        first > start + 1
        and len(lines[first - 1]) <= 100
        and (not cues.is_prose(lines[first - 1]) or bool(_SPEAKS_FOR.match(lines[first - 1])))
        and (
            not cues.is_list_item(lines[first - 1])
            or (
                (first == end or cues.is_boilerplate(lines[first]))
                and bool(PSEUDONYM.match(lines[first - 1]) or _DASHED.match(lines[first - 1]))
            )
        )
    ):
        first -= 1
    while first < end and not (
        (gaps[first] and _described(lines, first, end))
        or (
            _foot_like(lines[first], gap=gaps[first])
            and (
                gaps[first]
                or cues.ends_sentence(lines[first - 1])
                or first == start
                or (lines[first][0] in "([" and _SIGNED.match(lines[first]))
                or _SERVANT.search(lines[first - 1][-12:])
            )
        )
        or (first == end - 1 and first > start and _is_wired_name(lines[first], lines[first - 1]))
    ):
        first += 1
    return first


_RULE_ALONE = re.compile(r"-{2,}$")


def _is_told_of(name: str, line: str) -> bool:
    """Whether a name of two words or more has below it what its bearer is: "Ann Lee" and "Keeper of ferries, and a baker."."""
    tokens = name.split()
    plain = len(tokens) > 1 and is_plain_name(name) and is_given_name(tokens[0]) and tokens[0].lower() != "the"
    told = {t.strip(".,;()").lower() for t in line.split()}
    return plain and len(line) < _LONGEST_FIRST and line[:1].isupper() and words("clause_word").isdisjoint(told)


def _is_body(line: str) -> bool:
    """Whether a line names a body at length and says nothing of it."""
    tokens = [t.strip(".,;()").lower() for t in line.split()]
    named = not words("org_word").isdisjoint(tokens) and words("clause_word").isdisjoint(tokens)
    return named and line[:1].isupper() and len(line) < _LONGEST_BODY


def _is_wired_name(line: str, before: str) -> bool:
    """Whether a telegram without stops, in capitals, ends in a name."""
    return line.isupper() and before.isupper() and " " not in line and is_given_name(line.capitalize())


def _described(lines: list[str], number: int, end: int) -> bool:
    """Whether signers begin that each say who they are: "Ann Lee, teacher"."""
    line = _IN_BRACKETS.sub("", lines[number])
    if number >= end - 2 and _PLACED.match(line) and is_given_name(line.split(" ", 1)[0].rstrip(".").capitalize()):
        return True
    return bool(_DESCRIBED.match(line)) and (
        is_given_name(lines[number].split(" ", 1)[0])
        or (number + 1 < end and _DESCRIBED.match(_IN_BRACKETS.sub("", lines[number + 1])) is not None)
    )


def _is_group(line: str) -> bool:
    """A group that signs by what its members are: "The children of class 3b"."""
    tokens = [t.strip(".,").lower() for t in line.split()]
    return (
        tokens[0] == "the"
        and 1 < len(tokens) <= 8
        and bool(set(tokens[1:4]) & words("group_noun"))
        and not set(tokens) & words("clause_word")
    )


def _foot_like(line: str, *, gap: bool) -> bool:
    """Whether a short line can open the foot of a letter that closes without a formula."""
    if (
        _SIGNED.match(line)
        or (cues.line_dates(line) and not WITHIN.match(line))
        or pattern("cc").match(line)
        or cues.is_boilerplate(line)
    ):
        return True
    if _BEHALF.match(line) or (gap and _SPEAKS_FOR.match(line)):
        return True
    line = MARKED.sub("", line).rstrip()
    if not line:
        return True
    line = line.rstrip(",") if line[0] in '"“„' else line.lstrip("-–— ")
    if not line:
        return False
    return is_plain_name(re.sub(r"\s*\([^)]*\)$", "", line)) or (
        gap and (bool(PSEUDONYM.match(line)) or _is_group(line))
    )


def is_plain_name(line: str) -> bool:
    """Whether a line is no more than a name: capitalized words and particles.

    >>> is_plain_name("Ann van Lee"), is_plain_name("Ann is here")
    (True, False)
    """
    line = line.rstrip(",") if line.isupper() else line
    tokens = line.split()
    return (
        not any(c.isdigit() for c in line)
        and 0 < len(tokens) <= 12
        and tokens[0].lstrip('"“(')[:1].isupper()
        and all(
            t.lstrip('"“(&')[:1].isupper() or t == "&" or t.lower() in words("small") or t.lower() in words("particle")
            for t in tokens
        )
        and not line.endswith(("?", "!", ":", ",", ";"))
    )

"""Find where a letter's body ends, and name the lines below."""

from __future__ import annotations

import re
from functools import cache

from corpuspkg.authority.patterns import heads_office, is_given_name, pattern, words
from corpuspkg.model import SegmentRole
from corpuspkg.segmentation import cues, headings
from corpuspkg.segmentation.ending import (
    ANNEX,
    PSEUDONYM,
    WITHIN,
    WROTE,
    body_end,
    closes,
    footnotes_start,
    forwards,
    is_plain_name,
)
from corpuspkg.segmentation.opening import Opening

_SIGNED = re.compile(r"[(\[]?(?!signatures?\s*:\s*\d)" + cues.SIGNED, re.IGNORECASE)
_TO = re.compile(
    r"(?:à )?son excellence|an seine exzellenz|a su excelencia|a sua eccellenza|à (?:monsieur|madame)|to(?: the| his| her| mr| messrs|\s*:|$)|the (?:right |rt\.? )?hon|hon\.|his ex|her ex|h\.\s?e\.",
    re.IGNORECASE,
)
# The addressee's block right under the signature, as treaties print notes.
_TO_BELOW = re.compile(
    r"(?:To (?:the|His|Her) [A-Z]|[Tt]o[,:]?$|To (?:Mr|Mrs|Messrs)\b|(?:His|Her) Excellency\b|H\.\s?E\.\s"
    r"|(?:The )?Hon(?:orable|ourable|\.) [^\n]{4,80}(?:&c|etc)\.?,?$"
    r"|(?:À )?Son Excellence\b|(?:Aan )?Zijner? Excellentie\b|Aan (?:de|Zijne|Hare) [A-Z])"
)
# A transcriber's mark above what stands on the outside of a letter.
_OUTSIDE = re.compile(
    r"\[{1,2}[^\]\n]{0,30}\b(?:envelope|address leaf|outside|cover)\b[^\]\n]{0,30}\]{1,2}$", re.IGNORECASE
)
# The last word of a closing that is wrapped: "Your obt." and "Svt".
_SERVANT = re.compile(
    r"(?:(?:most|very|humble|obedient|obe?dt|obt|hble)\.?,? )*(?:serv(?:ants?|[’']?ts?)|s[er]*vts?)\.?,?$",
    re.IGNORECASE,
)
# Ambassadors who sign together are many.
_STYLED = re.compile(r"(?:His|Her) Excellency\b|H\.\s?E\.\s")
_ESQ = re.compile(r"\besq(?:uire|re?|r)?\b|&c\.?,|\betc\.?, etc", re.IGNORECASE)
# The addressee at the foot of a letter's first page, which its text runs round.
_AT_PAGE_FOOT = re.compile(r"(?:His|Her) Excellency [^\n]{4,80}, etc\.(?:,? etc\.)*$")
_STREET = re.compile(
    r"(?:no\.? )?\d{1,5}[a-z]?,? [A-Z]|.*\b(?:street|road|avenue|square|terrace|lane|place)\b", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"[\[(](?:signatures?(?: illegible)?|illegible|signed)[\])]", re.IGNORECASE)
_RANK = re.compile(
    r"(?:mr|mrs|messrs|lieut|lt|capt|captain|col|colo|colonel|genl|majr|docr|brig|maj|commodore|admiral|adml|ensign|govr|major|gen|general|rev|sir|lady|lord|pte|private|sergt|sgt|corpl|cpl|madame|monsieur|mme|m\.|herrn?|frau|señora?|sra?\.|(?:à )?son excellence|w?pani?|w\.?p\.?|sz\.?p\.?|pán|paní|gosp|herra|rouva|пан|пані|dl|dna|doamna|domnul|fru|hr|sayın|г-ну|господину|госпоже|signora?|sig\.)\.?(?=\s|$)",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:the )?(?:rev|reverend|mr|mrs|miss|ms|messrs|dr|sir|lady|lord|lieut|lt|capt|col|major|gen|prof|his|her|hon|monsieur|m|mme|madame|herr|frau)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"(?:first )?(?:published|posted|updated)\b", re.IGNORECASE)
# A closing that is wrapped inside a phrase.
_GOES_ON = re.compile(
    r" (?:le|la|les|the|of|my|our|your|very|ma|mon|mes|nos|notre|votre|très|de|der|des|die|mit|und|and|su|de la)$"
)
_CLOCK = re.compile(r"\d{1,2}:\d{2} \d|\d,? \d{1,2}:\d{2}$")
_TYPIST = re.compile(r"Dict\b.*|Dictated\b.*|[A-Z]{2,4}[:/][A-Za-z]{1,4}$")
_STANDARD = re.compile(
    r".*\b(?:truly|sincerely|faithfully|respectfully|servants?|etc|&c|obedient(?:ly)?|ever|yours|regards|wishes|cordially|love|always|thanks|consideration|esteem|respect|greetings|affectionately|gratefully|submitted|humbly|you|advance|assistance|attention)[.,!]*\]?$",
    re.IGNORECASE,
)
_CONTACTS = re.compile(r"(?:(?:media|press) )?contacts?(?: information| details| persons?)?:?$", re.IGNORECASE)
_LETTERS = re.compile(r"(?:readers[’'] |your )?letters(?:$|[:|]| to the editor| page)", re.IGNORECASE)
_EDITOR = re.compile(r"(?:(?:dear )?sirs?\b|(?:to the |dear )?editor\b|madam\b)", re.IGNORECASE)
_WORDY = re.compile(r"[^\W\d_]{3}")
_COMMENTS = re.compile(
    r"(?:\d+ )?(?:comments?|responses?|replies)(?: \(\d+\))?:?$|(?:\d+|one|two|three) (?:thoughts?|comments?|responses?|replies) (?:on|to)\b|leave a (?:reply|comment)|post a comment|log ?in to comment",
    re.IGNORECASE,
)
# "Dr. W.L.Lee": a blank is left out behind a point.
_NAME_BREAK = re.compile(r"\s|(?<=[A-Z]\.)(?=[A-ZÀ-Þ][a-z])")
_CODE = re.compile(r"\b\d{4,6}\b")
# A note that something is enclosed, and no more.
_NOTED = re.compile(
    r"(?:\d+ )?(?:en|in)?(?:attachment|closure)s?(?:: ?\d+| ?\(\d+\)| as stated)?\.?$|encls?\.?$", re.IGNORECASE
)
_LAST_LINES = 6
_ABBREVIATED = 12
_SIGNERS = re.compile(
    r"\b(?:signator\w+|signataires?|unterzeichne\w*|firmantes?|firmatari|signatari\w+|signed|signers?|ondertekenaars?)\b",
    re.IGNORECASE,
)
_LEAST_ROWS = 3
_MOST_BELOW = 12


def name_foot(lines: list[str], gaps: list[bool], opening: Opening, start: int) -> list[SegmentRole]:
    """Roles of the lines from `start` (the first of the body) to the end of the text."""
    comments = next(
        (n for n in range(start + 1, len(lines)) if len(lines[n]) < 90 and _COMMENTS.match(lines[n])), len(lines)
    )
    if comments < len(lines):
        furniture = [SegmentRole.BOILERPLATE] * (len(lines) - comments)
        return name_foot(lines[:comments], gaps[:comments], opening, start) + furniture
    another = _another_letter(lines, gaps, opening, start)
    if another < len(lines):
        rest = [SegmentRole.ENCLOSURE] * (len(lines) - another)
        return name_foot(lines[:another], gaps[:another], opening, start) + rest
    end = footnotes_start(lines, start)
    end, closing = body_end(lines, gaps, start, end)
    roles = [*_name_body(lines, start, closing)]
    _name_tables(lines, start, roles)
    if opening.salutation is not None:
        _name_dates(lines, gaps, start, roles)
    if (
        len(roles) > 1
        and gaps[closing - 1]
        and cues.line_dates(lines[closing - 1])
        and not WITHIN.match(lines[closing - 1])
    ):
        roles[-1] = SegmentRole.DATELINE
    roles += _Foot(lines, gaps, opening).name(closing, end)
    roles += _name_rest(lines, end)
    return roles


def _another_letter(lines: list[str], gaps: list[bool], opening: Opening, start: int) -> int:
    """Where, on a page of letters to an editor, the next letter is greeted as the first was, below a signature."""
    if opening.salutation is None and start and _LETTERS.match(lines[0]):
        return _next_on_page(lines, start)
    if opening.salutation is None or not _EDITOR.match(lines[opening.salutation]):
        return len(lines)
    word = lines[opening.salutation].split(" ", 1)[0].lower().strip(",:—–-")
    for number in range(start + 2, len(lines)):
        line, before = lines[number], lines[number - 1]
        headed = not gaps[number] and gaps[number - 1] and cues.is_short(before) and before[-1].isalnum()
        if headed and line[: len(word)].lower() == word and cues.salutation_end(line):
            return number - 1
        if (
            gaps[number]
            and line[: len(word)].lower() == word
            and cues.salutation_end(line)
            and cues.is_short(before)
            and not cues.is_prose(before)
        ):
            return number
    return len(lines)


def _next_on_page(lines: list[str], start: int) -> int:
    """Where, on a page of letters that greet nobody, the next one begins: below a name, and a town under it."""
    for number in range(start + 1, len(lines) - 1):
        named = (
            is_plain_name(lines[number]) and is_given_name(lines[number].split()[0]) and len(lines[number].split()) > 1
        )
        if named and cues.is_prose(lines[number - 1]):
            below = number + 1 if cues.is_prose(lines[number + 1]) else number + 2
            if below < len(lines) and cues.is_prose(lines[below]):
                return below
    return len(lines)


def _name_rest(lines: list[str], start: int) -> list[SegmentRole]:
    return [
        SegmentRole.FOOTNOTE if not cues.is_boilerplate(line) else SegmentRole.BOILERPLATE for line in lines[start:]
    ]


def _name_body(lines: list[str], start: int, end: int) -> list[SegmentRole]:
    roles = []
    for line in lines[start:end]:
        if line.endswith("etc.") and _AT_PAGE_FOOT.match(line):
            roles.append(SegmentRole.ADDRESS)
        elif line.startswith(">"):
            roles.append(SegmentRole.QUOTATION)
        elif cues.is_list_item(line):
            roles.append(SegmentRole.LIST_ITEM)
        else:
            roles.append(SegmentRole.BODY)
    return roles


def _name_tables(lines: list[str], start: int, roles: list[SegmentRole]) -> None:
    """Signatures among the paragraphs: the rows of a table below a line that speaks of signatories."""
    rows = [number for number, role in enumerate(roles) if lines[start + number].startswith("|")]
    if len(rows) < _LEAST_ROWS:
        return
    above = lines[max(0, start + rows[0] - _LEAST_ROWS) : start + rows[0]]
    if any(map(_SIGNERS.search, above)) or _SIGNERS.search(lines[start + rows[0]]):
        for number in rows:
            roles[number] = SegmentRole.SIGNATURE


def _name_dates(lines: list[str], gaps: list[bool], start: int, roles: list[SegmentRole]) -> None:
    """Datelines among the last paragraphs of a letter: a date with its year, alone between blank lines."""
    for number in range(max(start + 1, start + len(roles) - _LAST_LINES), start + len(roles)):
        alone = gaps[number] and (number + 1 == len(lines) or gaps[number + 1])
        if alone and not WITHIN.match(lines[number]) and any(m.has_year for m in cues.line_dates(lines[number])):
            roles[number - start] = SegmentRole.DATELINE


def _greeted(lines: list[str], opening: Opening) -> set[str]:
    """Names in the salutation: a line below the signature that shares one names the addressee."""
    if opening.salutation is None:
        return set()
    tokens = {t.strip(".,:;!-—()") for line in lines[opening.salutation : opening.body] for t in line[:120].split()}
    return {t for t in tokens if t[:1].isupper() and len(t) > 2 and t.lower() not in _no_names()}


@cache
def _no_names() -> frozenset[str]:
    return words("honorific") | words("office_head") | words("addressed") | _OPENERS


_OPENERS = frozenset(("dear", "my", "dearest", "esteemed", "sir", "hello", "hi", "your", "excellency", "the"))


class _Foot:
    """Walks once over the lines below the body, remembering what part it is in."""

    def __init__(self, lines: list[str], gaps: list[bool], opening: Opening) -> None:
        self.lines, self.gaps, self.opening = lines, gaps, opening
        self.signed = False
        self.closing = -1
        self.greeted = _greeted(lines, opening)
        self.part = SegmentRole.CLOSING

    def name(self, start: int, end: int) -> list[SegmentRole]:
        roles: list[SegmentRole] = []
        self.closing = start if start < end and closes(self.lines, self.gaps, start, end) else -1
        for number in range(start, end):
            role = self._name(number)
            if role is SegmentRole.SIGNATURE:
                self.signed = True
            self.part = role
            roles.append(role)
        if not self.signed and SegmentRole.CLOSING in roles:
            last = len(roles) - 1 - roles[::-1].index(SegmentRole.CLOSING)
            if PSEUDONYM.match(self.lines[start + last]) and not _STANDARD.match(self.lines[start + last]):
                roles[last] = SegmentRole.SIGNATURE
        return roles

    def _name(self, number: int) -> SegmentRole:
        line, gap = self.lines[number], self.gaps[number]
        if _PLACEHOLDER.match(line):
            self.signed = True
            return SegmentRole.SIGNATURE
        if self.part is SegmentRole.ENCLOSURE and not self._behind_note(number):
            return SegmentRole.ENCLOSURE
        if (
            self.part is SegmentRole.QUOTATION
            or WROTE.match(line)
            or line.startswith(">")
            or forwards(self.lines, number)
        ):
            return SegmentRole.QUOTATION
        if pattern("cc").match(line):
            return SegmentRole.CC
        if pattern("postscript").match(line):
            return SegmentRole.BODY
        if _TYPIST.match(line):
            return SegmentRole.BOILERPLATE
        if (
            ANNEX.match(line)
            or (
                cues.is_short(line)
                and (len(line) > len("A.") or (self.signed and number + 3 < len(self.lines)))
                and pattern("enclosure").match(line)
            )
            or (self.signed and headings.is_pair(line) and gap)
        ):
            return SegmentRole.ENCLOSURE
        if not self.signed and (cues.closing_end(line) or number == self.closing):
            return SegmentRole.CLOSING
        if cues.is_boilerplate(line) and not _SIGNED.match(line):
            return SegmentRole.BOILERPLATE
        if self.part is SegmentRole.BOILERPLATE and _CONTACTS.match(self.lines[number - 1]):
            return SegmentRole.BOILERPLATE
        if self.signed and self.part is SegmentRole.BOILERPLATE and _OUTSIDE.match(self.lines[number - 1]):
            return SegmentRole.ADDRESS
        if self.signed and self.part is SegmentRole.BOILERPLATE and _WORDY.search(self.lines[number - 1]):
            return SegmentRole.BOILERPLATE
        if cues.line_dates(line):
            page = _PUBLISHED.match(line) or (self.opening.salutation is None and _CLOCK.search(line))
            return SegmentRole.BOILERPLATE if page else SegmentRole.DATELINE
        if self.signed and cues.salutation_end(line) and gap:
            return SegmentRole.ENCLOSURE
        if cues.is_footnote(line):
            return SegmentRole.FOOTNOTE
        if self.part is SegmentRole.CC and not gap and cues.is_short(line):
            # A telegram's signature, below the note of what was repeated to whom.
            late = not self.signed and number + 1 == len(self.lines) and self.lines[number - 1].endswith(".")
            return SegmentRole.SIGNATURE if late and " " not in line else SegmentRole.CC
        wrapped = self.part is SegmentRole.CLOSING and not (gap or self.signed)
        small = line[0].islower() and cues.is_short(line) and not words("particle").issuperset((line.split(" ", 1)[0],))
        if wrapped and (small or _SERVANT.match(line) or _GOES_ON.search(self.lines[number - 1])):
            return SegmentRole.CLOSING
        if self.part is SegmentRole.CLOSING and not self.signed and cues.salutation_end(line) == len(line):
            return SegmentRole.CLOSING
        if (
            cues.is_prose(line)
            and not _is_list_of_names(line)
            and not _SIGNED.match(line)
            and (len(line) > 100 or (gap and cues.ends_sentence(line)))
        ):
            return SegmentRole.LEAD if self.opening.lead_end and self.signed else SegmentRole.BODY
        if (self.signed or self.part is SegmentRole.DATELINE) and (
            self._addresses(number) or (self.part is SegmentRole.ADDRESS and not gap)
        ):
            return SegmentRole.ADDRESS
        if self.part is SegmentRole.BODY and not gap:
            return SegmentRole.BODY
        return SegmentRole.SIGNATURE

    def _behind_note(self, number: int) -> bool:
        """Whether a line stands behind a mere note of an enclosure: the copies, or who signs."""
        line, before = self.lines[number], self.lines[number - 1]
        if len(before) < _ABBREVIATED and pattern("cc").match(line):
            return True
        return not self.signed and self.gaps[number] and bool(_NOTED.match(before)) and is_plain_name(line)

    def _addresses(self, number: int) -> bool:
        """Whether a line below the signature begins an address: the addressee's, or the writer's street."""
        line, gap = self.lines[number], self.gaps[number]
        following = self.lines[number + 1] if number + 1 < len(self.lines) else ""
        if "\t" in line:
            return False
        if self.greeted & {t.strip(".,()") for t in _NAME_BREAK.split(line)}:
            return True
        if _ESQ.search(line):
            return True
        if _STREET.match(line) and not _SIGNED.match(line):
            return True
        tokens = [t.strip(".,").lower() for t in line.split()] or [""]
        office = bool(set(tokens) & words("office_head"))
        if (
            gap
            and _RANK.match(line)
            and any(_STREET.match(below) or _CODE.search(below) for below in self.lines[number + 1 : number + 6])
        ):
            return True
        if gap and _RANK.match(line) and not any(heads_office(t) for t in tokens[1:]) and not _office_line(following):
            return True
        if tokens[0] == "the" and office and line.endswith(","):
            return True
        housed = bool(_STREET.match(following))
        dated = line.endswith(",") and cues.line_dates(following)
        if dated or ((housed or (gap and line.endswith(","))) and _COURTESY.match(line)):
            return True
        if _TO_BELOW.match(line) and not any(map(_STYLED.match, self.lines[number + 1 : number + _MOST_BELOW])):
            return True
        return gap and (
            bool(_TO.match(line))
            or tokens[0] in ("mr", "messrs")
            or (tokens[0] == "the" and office)
            or tokens[0] == "all"
        )


def _office_line(line: str) -> bool:
    return any(heads_office(t.strip(".,").lower()) for t in line.split())


def _is_list_of_names(line: str) -> bool:
    tokens = line.split()
    return sum(1 for t in tokens if t[0].isupper()) * 3 > len(tokens) * 2

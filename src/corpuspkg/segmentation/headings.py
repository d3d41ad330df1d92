"""What editions print above letters: who wrote to whom, a document's title, the kind of message."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpuspkg.authority.openings import Openings
from corpuspkg.authority.patterns import words
from corpuspkg.dates import find_dates

_ACCREDITED = re.compile(
    r"\b(?:embassy|mission|representative|ambassador|envoy|legation|observer|delegation)\b[^()]* to (?:the )?(?:united|kingdom|republic|holy|european|court|un\b|u\.n|state of|union)[^()]*$",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"\[?\d{1,4}(?P<mark>[.\]])?\s+")
_KIND = r"(?:letters?|(?:letter|field )?(?:post)?cards?|telegrams?|cablegrams?|cables?|memorand(?:um|a)|minutes?|notes?|despatch(?:es)?|dispatch(?:es)?|reports?|messages?|savingrams?|airgrams?|circulars?|submissions?|aerograms?|radiograms?|teleprinter messages?|telephone messages?)"
_MARKED = r"(?:(?:code|coded|cypher|cipher|secret|top secret|most secret|confidential|personal|private|official|unofficial|backchannel|special|priority|semi-official|demi-official|circular|handwritten|manuscript|covering|copy|draft|unnumbered|urgent) )*"
_NUMBERED = r"(?: (?:no\.? ?)?[A-Z/-]*\d[\w/-]*)?"
# What kind of paper an editor says it is: "Code telegram from", "Extract from a letter by".
_PAPER = Openings(
    rf"[\[(]?(?:(?:extracts?|cop(?:y|ies)|draft|translation|paraphrase|text) (?:of|from) (?:an? |the )?)?"
    rf"{_MARKED}(?P<kind>{_KIND}){_NUMBERED}(?: (?:from|by)|,) ",
)
_KIND_ALONE = re.compile(rf"{_MARKED}{_KIND}{_NUMBERED}$", re.IGNORECASE)
_FOR = re.compile(r"(?P<left>[^\n]{2,140}?) for (?P<right>[^\n]{2,160})$")
# A message as its head line begins: "Cablegram 118", "Letter", "Telegram No. 20 [3]"; then place and date.
MESSAGE = re.compile(
    rf"{_MARKED}(?:{_KIND}|extracts?)(?: \([a-z ]{{3,20}}\)| (?:unnumbered|circular|series|en clair)|,? ?(?:no|nos|number)\.? ?[\w/.-]*\d[\w/.-]*|,? [A-Z]{{0,3}}\.?\d[\w/.-]*|\s?\[[^\]\n]{{1,20}}\])*[,.:;]?(?:\s+|$)(?=[A-ZÀ-Þ\[\d(]|$)",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?P<left>[^\n]{2,140}?) to (?P<right>[^\n]{2,160})$")
_PAIR_FROM = re.compile(
    rf"(?:{_MARKED}{_KIND} (?:for|to)|(?:letter )?to) (?P<right>[^\n]{{2,120}}?) from (?P<left>[^\n]{{2,120}})$",
    re.IGNORECASE,
)
_PAIR_POSTED = re.compile(
    r"(?P<left>[^\n]{0,120}?\b(?:mission|representative|ambassador|envoy|minister|legation|observer|delegation|delegate|consul(?:ate)?|commissioner|adviser|attaché) to [^\n]{2,80}?) to (?P<right>(?:the |president |secretary |mr\.? |prime |sir |lord )[^\n]{2,160})$",
    re.IGNORECASE,
)
_TITLE = Openings(
    r"(?:(?:identical|joint|open|annex to the|note verbale|letter)\b ?)*(?:letters?|notes? verbales?|(?:cable|tele)gram|message|communication|memorandum)? ?"
    r"dated (?:the )?.{4,40}? (?:from|addressed)\b"
    # As documents of the United Nations are titled in Spanish, Portuguese and French.
    r"|(?:cartas?(?: id[eéê]nticas)?|notas? verba(?:l|les|is)) (?:de fecha|datadas? de) .{4,40}?,? dirigidas? (?:al?|aos?|às?)\b"
    r"|(?:lettres?(?: identiques)?|notes? verbales?) datées? du .{4,40}?,? adressées? (?:à|aux?)\b",
)
_PAIR_LEFT = re.compile(
    r"^(?:the|an?|mr|mrs|ms|miss|dr|prof|sir|lord|lady|count|baron|prince|general|gen|col|colonel|captain|capt|"
    r"major|admiral|president|secretary|minister|ambassador|consul|messrs|rev|king|emperor|queen|duke|earl|chargé|m|letter|from|[A-ZÀ-Þ][\w.’'-]*)(?=[\s,.]|$)",
    re.IGNORECASE,
)
_WRITING = re.compile(
    r"^(?!(?:letter|memorandum|despatch|dispatch|telegram|note|report) (?:from|by)\b).*\b(?:letters?|appeal|petition|memorandum|message|statement|address|answers?|guide|road|welcome)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:sends?|sent|writes?|wrote|written|has|have|was|were|is|are|urges?|calls?|appeals?|asks?|"
    r"demands?|wants?|says?|said|should|must|will|how|why|what|when|back|due|according|thanks|response|answer|ways?|need|right|comes?|goes|"
    r"penned|addressed|objects?|objections?)\b",
    re.IGNORECASE,
)
# Words as short may be small inside a name.
_LONGEST_SMALL = 3
_TOKEN_BREAK = re.compile(r"[\s()\[\],./’'-]+")


# Lines of a head that are looked at for labels, and words of a name below one.
_MOST_LABELLED = 12
_LONGEST_LABELLED = 60
_LONGEST_DIRECTED = 120
_MOST_NAMED = 9
_MOST_PARTICIPANTS = 12
_PARTICIPANTS = re.compile(r"participants?\b[:.]?", re.IGNORECASE)
_LONGEST_AUTHORED = 240
_AUTHORED = re.compile(
    rf"(?:\d{{1,4}}\.? )?{_MARKED}(?:memorand(?:um|a)|minutes?|paper|record|aide-mémoire)(?: of (?:an? )?(?:[a-z]+ )?(?:conversation|meeting|interview)s?)?,? (?:prepared |drafted )?by (?P<who>(?!order|hand|air|post)[^\n]{{3,180}}?)[.¹²³]*$",
    re.IGNORECASE,
)
_WIRED = re.compile(
    r"(?:MRS?|MISS|MESSRS|DR|SIR|LADY|LORD|REV|HON|CAPT\w*|COL\w*|GENL?|GENERAL|LIEUT\w*|PRESIDENT|SECRETARY|GOVERNOR)\b\.?[A-Z .,'’-]{3,40}$"
    r"|\d{1,4} [A-Z .,'’-]*\b(?:LANE|STREET|ST|ROAD|RD|AVENUE|AVE|TERRACE|SQUARE|PLACE)\b[A-Z .,'’-]*$"
)
_TURNED = re.compile(r"\b(?:to|from) ", re.IGNORECASE)
_DIRECTED = re.compile(
    rf"[\[(]?(?:(?P<number>(?:(?:letter|no)\.? )?(?-i:[IVXLCDM]+|\d{{1,4}})\.?[:.—-]?) )?(?:{_MARKED}(?P<kind>{_KIND}){_NUMBERED},? )?(?:to|from) (?:(?:his|her) (?:excellency|honou?r|grace|lordship)\b,? )?(?P<who>(?!to\b|from\b)[^\n\d\[\t|:]{{2,90}}?)"
    rf"(?=[,.;\s]*(?:$|[\])]$|\s[\[(]?\d|[,.\s][\[(]?(?:jan(?:uary|y)?|feb(?:ruary|y)?|mar(?:ch)?|apr(?:il|l)?|may|june?|july?|aug(?:ust|t)?|sept?(?:ember|r)?|oct(?:ober|r)?|nov(?:ember|r)?|dec(?:ember|r)?)\b\.?[ \d]))",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"[^“\"\n]{0,80}[“\"](?P<pair>(?:letter|note|telegram|memorandum|postcard|despatch)s? (?:from|by) [^“”\"\n]{3,80}? to [^“”\"\n]{3,80}?)(?:,? \(?(?:[A-Z][a-z]+ )?(?:\d{1,2}, )?\d{4}\)?)?[.,]?[”\"]",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:street|road|avenue|lane|square|terrace|row|place|drive|boulevard|st|ave|rd)\b", re.IGNORECASE
)
_SERVED = re.compile(
    r"(?:the )?(?:(?:chief|private|under|assistant|deputy|honorary|military|political) )*(?:secretary|clerk|adviser|advisor|assistant|counsel|physician|treasurer|aide|aide-de-camp) to (?:the )?(?!(?:secretary|minister|ambassador|consul|governor|president|commissioner|mr|sir|lord)\b)",
    re.IGNORECASE,
)


def is_label(line: str) -> bool:
    """Whether a line is no more than "From" or "To", as offices wrote above the names."""
    return len(line) < len("From.—") and line.rstrip(" :,.—–-").lower() in ("from", "to")


def labels_end(lines: list[str], gaps: list[bool]) -> int:
    """The number of lines up to the last name below a label "To" or "From" alone on its line; 0 where a head has none.

    >>> labels_end(["From", "Captain Lee", "To", "The Mayor", "I am here"], [True, False, False, False, True])
    4
    """
    head = range(min(len(lines), _MOST_LABELLED))
    labels = [number for number in head if is_label(lines[number])]
    if not labels or labels[-1] + 1 >= len(lines) or len(lines[labels[-1] + 1]) > _LONGEST_LABELLED:
        return 0
    end = labels[-1] + 2
    while end < len(lines) and not gaps[end] and lines[end - 1].endswith(",") and len(lines[end]) <= _LONGEST_LABELLED:
        end += 1
    return end


# The same line is asked about by several readers.
@lru_cache(maxsize=256)
def is_pair(line: str) -> re.Match[str] | None:
    """The head line of an edited despatch: "Mr. A to Mr. B.", "The Chargé in X (A) to the Secretary of State".

    >>> is_pair("Mr. Hill to Mr. Buck.").group("right"), is_pair("Ten ways to write a letter")
    ('Mr. Buck.', None)
    """
    if len(line) > 240 or not (" to " in line or " from " in line or " for " in line):
        return None
    numbered = _LIST_NUMBER.match(line)
    start = numbered.end() if numbered else 0
    paper = _PAPER.match(line, start)
    if _runs_small(line[paper.end() if paper else start :]):
        return None
    # "the Mission to the United Nations to the Department of State"
    posted = _PAIR_POSTED.match(line, paper.end() if paper else start)
    if posted:
        found: re.Match[str] | None = posted
    elif paper:
        # "Memorandum by A for B"
        found = _PAIR.match(line, paper.end()) or _FOR.match(line, paper.end())
    else:
        found = _PAIR_FROM.match(line, start) or _PAIR.match(line, start)
    if not found or ": " in found.group("right") or not _PAIR_LEFT.match(found.group("left")):
        return None
    if _KIND_ALONE.match(found["left"]):
        return None  # "Telegram 12 to the Embassy in France"
    if not (_capitalized(found.group("left")) and _capitalized(found.group("right"))):
        return None
    if _SERVED.match(line):
        return None  # "The Secretary to the Harbour Board" is one office
    if numbered and not numbered["mark"] and _STREET.search(found["left"]):
        return None  # a house's number
    if _VERB.search(line) or _WRITING.search(found["left"]):
        return None
    accredited = not posted and _ACCREDITED.search(f"{found['left']} to {found['right']}")
    return None if accredited and accredited.start() < len(found["left"]) else found


def _runs_small(line: str) -> bool:
    """Whether a line has a word in small letters that no name or office has, as nearly all prose soon does."""
    return any(
        len(token) > _LONGEST_SMALL and token[0].islower() and token.isalpha() and token.lower() not in _names_small()
        for token in line.split(" ")
    )


@cache
def _names_small() -> frozenset[str]:
    return words("small") | words("office_head") | {"from", "letter"}


def _capitalized(phrase: str) -> bool:
    tokens = [t for t in _TOKEN_BREAK.split(phrase) if t]
    titled = [t for t in tokens if t.lower() not in words("small") and t != "d"]
    return (
        bool(titled)
        and titled[0][:1].isupper() | titled[0][:1].isdigit()
        and all(
            t[0].isupper() or t[0].isdigit() or len(t) <= _LONGEST_SMALL or t.lower() in words("office_head")
            for t in titled
        )
    )


def is_titled(line: str) -> bool:
    """A United Nations document's title: "Letter dated 3 April 2013 from ... addressed to ..."."""
    return len(line) < 500 and bool(_TITLE.match(line))


def is_directed(line: str) -> re.Match[str] | None:
    """An edition's heading that names one side: "To Ann Lee, 3 May 1801", "XIV. TO THE EARL OF LEE", "Telegram to General Lee".

    >>> is_directed("To Ann Lee 1801-05-03")["who"], is_directed("To Ann Lee"), is_directed("To the end of May 1801")
    ('Ann Lee', None, None)
    """
    if len(line) > _LONGEST_DIRECTED or not _TURNED.search(line):
        return None
    found = _DIRECTED.match(line)
    if not found or not _capitalized(found["who"]) or len(found["who"].split()) > _MOST_NAMED:
        return None
    tail = line[found.end("who") :].strip(" ,.:;\t()[]?")
    if not tail:
        return found if found["number"] or found["kind"] else None
    dates = find_dates(line, found.end("who"))
    told = len(dates) == 1 and dates[0].has_year and len(tail) <= dates[0].end - dates[0].start + len("[?]")
    return found if told else None


def named_author(line: str) -> tuple[int, int] | None:
    """Who an edition's heading says wrote a paper that it names no addressee of: "Memorandum of Conversation, by Mr. Lee"."""
    found = _AUTHORED.match(line) if " by " in line and len(line) <= _LONGEST_AUTHORED else None
    return found.span("who") if found and _capitalized(found["who"]) else None


def cited_pair(line: str) -> tuple[int, int] | None:
    """Where the citation of a letter in a catalogue says from whom to whom it is: 'Lee, Ann. "Letter from Ann Lee to Bo Ek." (1801)'."""
    found = _CITED.match(line) if '"' in line or "“" in line else None
    return found.span("pair") if found and is_pair(found["pair"]) else None


def is_wired(line: str) -> bool:
    """A line of a telegram's address, all in capitals: "MRS ANN LEE", "14 MILL LANE"."""
    return line.isupper() and bool(_WIRED.match(line))


def is_participant(lines: list[str], number: int) -> bool:
    """Whether a line of the head goes on with the list of those who met, below "Participants"."""
    for above in range(number - 1, max(-1, number - _MOST_PARTICIPANTS), -1):
        if _PARTICIPANTS.match(lines[above]):
            return True
        if ":" in lines[above] or find_dates(lines[above]):
            break
    return False

"""What a line of a letter looks like: small predicates over one line, vocabulary from the authority's files."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpuspkg.authority.openings import Openings
from corpuspkg.authority.patterns import is_given_name, load_patterns, pattern, words
from corpuspkg.dates import DateMention, find_dates

QUOTES = "\"“”„«»'‘’`"
_OPENERS = "\"“„«'‘`(* \t"
_OPEN = f"[{_OPENERS}]*"
# What stands before the names of those who sign; and who reports another's letter.
SIGNED = r"(?:/?s/(?=\s|$)|s\.?[)\]]|(?:firmad[oa]|signée?|gez(?:eichnet)?|assinad[oa]|подпис\w+|w\.\s?g)(?=[.)\]])|(?:signed|sgd|sd(?=[.)\]])|signatures?|signator(?:y|ies)|undersigned|co-?sign(?:ed|ers?|atories)|endorsed by|l\.\s?s)\b)\.?"
REPORTER = re.compile(r"\b(?:editor|correspondent|reporter|staff writer)$", re.IGNORECASE)
_NUMBER = Openings(
    r"(?=.*\d)(?!.*\b(?:platoon|coy|section|squad|troop|battery|hospital|camp|ward|hut)\b)"
    r"[\[(]?(?:no|nos|nr|number|ref|our ref|your ref|file|serial|ref\.? no|n°|№|dispatch no|despatch no)\b\.?\s*[:.]?\s*[A-Z0-9][\w./ -]{0,30}[.\])]*$",
)
_FOOTNOTE = Openings(
    r"\[\d{1,3}\]\s*\S|(?:\(?\d{1,3}[.)]?|[*†‡§]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)\s+(?:<?https?:|www\.|see\b|ibid|not printed|cf\.|for (?:the )?text|neither printed|ante\b|post\b)|[*†‡¹²³⁴⁵⁶⁷⁸⁹]\s?[A-Z]",
)
_ADDRESSEE = re.compile(
    r"(?:to\b|attn|attention|(?:the )?(?:right |rt\.? )?hon|hon\.|h\.\s?e\.|his ex|her ex|mr\b|mrs\b|ms\b|messrs|dr\b|sir\b|prof|rev)",
    re.IGNORECASE,
)
_LIST = Openings(r"(?:[-–—•·*▪◦‣]\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4}|[IVX]{2,4}|[A-Z](?=\)))[.)]\s+)\S", flags=re.NOFLAG)
# A salutation that runs into its sentence without a stop: "Dear Mrs. Lee It is only now that ...", "Mr Roe sir I take".
_KIN = r"(?:mother|father|parents|brother|sister|friend[’']?s?|cousin|uncle|aunt|nephew|niece|son|daughter|wife|husband|children|companion|sirs?|madam|folks)"
_RUN_ON = re.compile(
    rf"(?:(?:[Mm]y )?(?:[Oo]wn )?(?:[Dd]ear(?:e|est)?|Dr\.?) (?:(?i:{_KIN})(?: (?:and|&) (?i:{_KIN}))?|(?:Mr|Mrs|Miss|Ms|Sir|Lady|Lord|Capt|Captain|Col|Colonel|Genl?|General|Judge|Prof|Rev)\b\.? [A-ZÀ-Þ][\w’'-]+)"
    r"|(?:Mr|Mrs|Miss|Capt|Captain|Col|Colonel|Genl?)\b\.? (?:[A-ZÀ-Þ][\w’'-]+ ){1,3}(?:[Dd]ear )?[Ss]ir)"
    r"(?=[ ,.]+(?:I|i|It|it|We|we|My|my|Your|your|This|this|These|In|On|As|At|Yours|yours|Having|having|When|After|If|Please|Thank|Many|What|How|There|Since|Not|Just|With|The|A) [^\W\d_])"
)
_RUN_ON_FIRST = frozenset("DdMmOoCG")
# A note by name: "Hannah - gone to the station".
_NOTED = re.compile(r"(?P<name>[A-ZÀ-Þ][\w’'-]+)(?:,? dear(?:est)?,|\s?(?:--|[-–—]))(?:\s|$)")
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day|\b)", re.IGNORECASE)
_HOUR = re.compile(
    r"\b\d{1,2}\.\d{2} (?:GMT|BST|CES?T|UTC|E[SD]T)\b|\b\d{1,2}:\d{2}\b|\b\d{1,2}\.\d{2} ?[ap]\.?m", re.IGNORECASE
)
_FIRST_PAGES = "1990"
# Who sent a message, as programs print it above the date: "Ann Lee ann@lee.example".
_SENDER = re.compile(
    r"(?P<who>(?!by\b)(?-i:[A-ZÀ-Þ])[\w.’'-]*(?: (?-i:[A-ZÀ-Þ])[\w.’'-]*){1,3}) [<(]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[>)]?$",
    re.IGNORECASE,
)
_COUNTER = re.compile(r"\b(?:read|views?|hits|comments?|filed under)\b\s*[:(]?\s*\d|\|", re.IGNORECASE)
_UPDATE = re.compile(
    r"\b(?:updated|published|posted|last modified|modified|created|added|accessed|retrieved|publication date|date added|uploaded)\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?P<title>(?:Secretary|Minister|President|Governor|Mayor|Ambassador|Chancellor|Senator|Mr|Mrs|Ms|Miss|Dr|Sir)\b\.? )?(?P<name>[A-ZÀ-Þ][\w’'-]+)[,:]$"
)
_ADDRESSED = re.compile(
    r"(?:To )?(?:the )?(?:Secretary|Minister|President|Governor|Mayor|Ambassador|Consul|Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Col|Gen|Capt|Captain|General|Colonel)\b\.?"
    r"(?: [A-ZÀ-Þ][\w’'-]*){1,3}(?:, [A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)?){0,2}[.:]$"
)
_PAPERS = (
    r"(?:Gazette|Times|Herald|Post|Tribune|News|Journal|Chronicle|Guardian|Telegraph|Observer|Star|Mail|Press|Independent|Courier|Examiner|"
    r"Standard|Echo|Argus|Mercury|Globe|Mirror|Record|Dispatch|Review|Bulletin|Sentinel|Advertiser|Intelligencer|Packet|Reporter|Leader|Citizen)"
)
# "The Milbury Gazette, 3 May 1998"; as archives of newspapers have it, "Milbury Gazette - Saturday 03 May 1856".
_NEWSPAPER = re.compile(
    rf"The (?:[A-Z][\w’'-]+ ){{0,3}}{_PAPERS},? (?=\S)|(?:[A-Z][\w’'-]+ ){{1,3}}(?:and \w+ )?{_PAPERS} [-–—] (?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day )"
)
_BREAK = re.compile(r"[\s,.;:()\[\]|/–—-]+")
_SENTENCE_END = re.compile(r"[.!?…:;][”\"’')\]»]*(?:\[\d+\])?$")


@cache
def _salutations() -> tuple[Openings, Openings]:
    """Salutations that go on with a name, and formulas as a whole."""
    named = r"\b(?P<name>[^\n\"“”«»]{0,110}?)(?P<stop>[,:;!?]\s?[-—–]?(?=\s|$)|\.\s?[-—–]|\s?[-—–]+(?=\s|$)|[.]?$)"
    # "Major-General" is one word, no "Major" and a dash.
    full = r"\s*(?:[,:;!]\s?[-—–]*(?=\s|$)|[.,:]\s?[-—–]+|\s?(?:[—–]|-(?!\w))[-—–]*|\.?$)"
    patterns = load_patterns()
    return (
        Openings(patterns["salutation_named"], (_OPEN, named), _OPENERS),
        Openings(patterns["salutation_full"], (_OPEN, full), _OPENERS),
    )


# The same line is asked about by several readers.
@lru_cache(maxsize=256)
def is_boilerplate(line: str) -> bool:
    """A line of the page's furniture."""
    return pattern("boilerplate").match(line) is not None


@lru_cache(maxsize=256)
def closing_end(line: str) -> int:
    """Length of the closing formula that a line opens with; 0 where there is none."""
    found = pattern("closing").match(line)
    return found.end() if found else 0


@lru_cache(maxsize=256)
def salutation_end(line: str) -> int:
    """Length of the salutation that a line opens with; 0 where there is none.

    >>> salutation_end("Sir: Your despatch of August 19 has been received."), salutation_end("Dear is the price of the bread that we all have to buy in town,")
    (4, 0)
    """
    run_on = _RUN_ON.match(line) if line[:1] in _RUN_ON_FIRST else None
    if run_on:
        return run_on.end()
    named, full = _salutations()
    noted = _NOTED.match(line)
    if noted and is_given_name(noted["name"]):
        return noted.end()
    head = line[:160]
    found = full.match(head)
    if found and (found.end() < len(head) or len(line) <= len(head)):
        return found.end()
    found = named.match(head)
    if not found:
        return 0
    name = found.group("name").strip()
    listed = len(line) <= len(head) and line.rstrip()[-1:] in ",:" and _all_named(line[found.end() :])
    if found.end() == len(line) or listed:
        return len(line) if _addressable(name) or (len(line) < 60 and line.rstrip()[-1:] in ",:!-—") else 0
    if found.end() >= len(head):
        return 0
    return found.end() if found.group("stop") and _addressable(name) else 0


def _all_named(rest: str) -> bool:
    """Whether the rest of a salutation goes on naming: no word but names, titles and small ones."""
    tokens = [t.strip(".,:;") for t in rest.split()]
    return all(
        not t or t[0].isupper() or t.lower() in words("small") or t.lower() in ("dear", "members", "fellow")
        for t in tokens
    )


def salutation_name(line: str) -> tuple[int, int] | None:
    """Where a salutation names somebody, behind "Dear" and the like; None for one that is a formula as a whole.

    >>> salutation_name("Dear Ann,")
    (5, 8)
    """
    found = _salutations()[0].match(line)
    if not found:
        return None
    start, end = found.span("name")
    rest = line[end:].rstrip(" ,:;!-—–.")
    return start + len(line[start:end]) - len(line[start:end].lstrip()), end if not rest else end + len(rest)


def _addressable(name: str) -> bool:
    first = name.split(" ", 1)[0].strip(".,'’")
    return not name or first[:1].isupper() or first.lower() in words("addressed")


def is_number(line: str) -> bool:
    """A despatch's number: "No. 53.]"."""
    return bool(_NUMBER.match(line))


def is_footnote(line: str) -> bool:
    """A note at the end: "[1] Not printed.", "1. http://..."."""
    return bool(_FOOTNOTE.match(line))


def opens_address(line: str) -> bool:
    """Whether a line begins the block of somebody addressed: "To ...", "The Honorable ..."."""
    return bool(_ADDRESSEE.match(line))


def is_sidenote(line: str) -> bool:
    """A note in the margin, where editions of letters print the addressee: "[Sidenote: Miss Ann Lee.]"."""
    return line[:10].lower() == "[sidenote:"


def is_call(line: str) -> bool:
    """A line that is no more than a name, as a note opens with: "Tommy,", "Secretary Lee,"."""
    found = _CALL.match(line)
    return found is not None and (bool(found["title"]) or is_given_name(found["name"]))


def is_addressed(line: str) -> bool:
    """A line that is no more than somebody with an office or title, and a town: "Mayor Lee, Springfield."."""
    return bool(_ADDRESSED.match(line))


def is_list_item(line: str) -> bool:
    """A marked item of a list."""
    return bool(_LIST.match(line))


@lru_cache(maxsize=2048)
def line_dates(line: str) -> tuple[DateMention, ...]:
    """Dates of a short line that is a dateline: beside them it holds little but a place; else none."""
    if len(line) > 110:
        return ()
    found = find_dates(line)
    if not found:
        return ()
    rest = line
    for mention in reversed(found):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    rest = _WEEKDAY.sub(" ", _HOUR.sub(" ", _UPDATE.sub(" ", rest)))
    extra = [t for t in _BREAK.split(rest) if t]
    lower = [t for t in extra if t[0].islower() and t.lower() not in words("date_word")]
    plain = len(extra) <= 9 and len(lower) <= 1 and not (len(lower) == 1 and len(extra) > 4)
    return tuple(found) if plain else ()


def is_page_date(line: str) -> bool:
    """A date line that speaks of a page: an hour, "Updated on", a counter.

    >>> is_page_date("3 May 2012, 10:30"), is_page_date("Vellmar, 3 May 1942, 10.30 p.m.")
    (True, False)
    """
    if _UPDATE.search(line) or _COUNTER.search(line):
        return True
    # Before there were pages, an hour was a telegram's.
    return bool(_HOUR.search(line)) and not any(m.has_year and (m.edtf or "") < _FIRST_PAGES for m in line_dates(line))


def sender(line: str) -> re.Match[str] | None:
    """Who sent a message, by name and address alone on a line: "Ann Lee <ann@lee.example>".

    >>> sender("Ann Lee ann@lee.example")["who"], sender("write to ann@lee.example")
    ('Ann Lee', None)
    """
    return _SENDER.match(line) if "@" in line else None


def is_newspaper(line: str) -> bool:
    """A date line that names the newspaper it is of.

    >>> is_newspaper("The Milbury Gazette, 3 May 1998"), is_newspaper("The Hague, 3 May 1998")
    (True, False)
    """
    return bool(_NEWSPAPER.match(line))


def is_short(line: str) -> bool:
    """A line that is no paragraph."""
    return len(line) <= 90


def ends_sentence(line: str) -> bool:
    """Whether a line ends as sentences do."""
    return bool(_SENTENCE_END.search(line[-8:]))


@lru_cache(maxsize=256)
def is_prose(line: str) -> bool:
    """Whether a line reads as running text: long, or a sentence with small words."""
    if len(line) < 45:
        return False
    tokens = line[:400].split()
    small = sum([t[0].islower() for t in tokens])
    if small * 2 < len(tokens):
        return (len(line) > 200 and small >= 12) or (
            len(line) > 100 and small * 8 >= len(tokens) * 3 and ends_sentence(line)
        )
    return len(line) > 120 or ends_sentence(line) or small >= 8

"""United States: the Code, regulations, public laws, and the papers of Congress."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.authority.registry import squeeze
from corpuspkg.citations.document import Mention
from corpuspkg.citations.names import slug
from corpuspkg.citations.un import derive
from corpuspkg.model import CitationForm, CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_SECTION = (
    r"\d{1,5}[a-z]{0,4}(?:-\d{1,5}[a-z]?)?(?:\.\d{1,4}[a-z]?(?:-\d{1,3}(?![\d.]))?)?"
    r"(?: ?\([a-z0-9]{1,4}\))*(?: notes?(?![a-z])| et seq\.?)?"
)
_CODE = re.compile(
    r"(?:u\.s\. code|united states code|u\. ?s\. ?c\.?|usc)(?P<app>,? app\.?)?"
    r"(?:,? ?\(?(?:§§? ?|sections? |secs?\. |at )?"
    rf"(?P<first>{_SECTION})"
    rf"(?P<rest>(?:(?:,| and|, and| &) {_SECTION}(?![\w.]| ?u\.| c\.| usc| cfr| c\.f| stat| united| code))*))?",
)
_REGULATIONS = re.compile(
    rf"(?:c\. ?f\. ?r\.?|cfr|code of federal regulations)(?:,? ?(?P<part>part |parts |pts?\. )?(?:§§? ?"
    rf"|sections? )?(?P<first>{_SECTION}(?:-\d{{1,4}}\.\d{{1,4}})?)"
    rf"(?P<rest>(?:(?:, and |,? and |, )\d{{1,4}}\.\d{{1,4}}[a-z]?(?:\([a-z0-9]{{1,4}}\))*(?!\w))*))?"
)
_TITLE_BEFORE = re.compile(
    r"(?<![\w.,])(?:(?:title )?(?P<title>\d{1,2}) (?:of the )?|title (?P<named>\d{1,2}),"
    r"(?: (?:sections?|sec\.|§§?) ?(?P<inner>\d[\w-]*(?:\([a-z0-9]{1,4}\))*),?)? (?:of )?(?:the )?)\Z"
)
_TITLES = range(1, 55)  # of the Code
# "U.S. Code, Title 17, Section 512"
_TITLE_BEHIND = re.compile(rf",? \(?title (?P<title>\d{{1,2}})(?:,? (?:sections? |§§? ?|sec\. )(?P<first>{_SECTION}))?")
# "section 2340A of title 18": the part stands before the title.
_PART_BEFORE = re.compile(
    rf"(?P<unit>sections?|§§?|parts?|chapters?) ?"
    rf"(?P<values>{_SECTION}(?:(?:, and |,? and |, |,? or ){_SECTION})*) of (?:the )?\Z"
)
_LAW = re.compile(
    r"(?:pub(?:lic|\.)? ?l(?:aw|\.)?|p\.? ?l\.?),? ?(?:nos?\.? ?)?(?P<congress>\d{1,3}) ?[-_] ?"
    r"(?P<number>\d{1,4})(?!\d)"
)
_STATUTES = re.compile(
    r"(?P<series>stat\.|u\. ?s\.|fed\. ?reg\.|f\. ?r\.|fr) (?:at )?(?P<page>\d{1,3},\d{3}|\d{1,6})(?![\d/]|,\d)"
)
_VOLUME = re.compile(r"(?<![\w.])(?P<volume>\d{1,3}) \Z")
_BILL = re.compile(
    r"(?P<kind>h\. ?r\.|hr|h\. ?con\. ?res\.?|s\. ?con\. ?res\.?|h\. ?j\. ?res\.?"
    r"|s\. ?j\. ?res\.?|h\. ?res\.?|s\. ?res\.?|s\."
    r"|(?:house|senate) (?:concurrent |joint )?resolution|(?:house|senate) bill) ?(?:no\.? ?)?"
    r"(?P<number>[1-9]\d{0,4})(?![\d%]|[.,]\d|/)"
)
_BILL_WORDS = (
    "senate",
    "congress",
    "bill",
    "h.r.",
    "co-sponsor",
    "cosponsor",
    "legislation",
    "senator",
    "h. r.",
    "h. res",
    "s. res",
    "h. con",
)
_SECTION_ITEM = re.compile(rf"{_SECTION}(?:-\d{{1,4}}\.\d{{1,4}})?")
_NDAA_BEFORE = re.compile(r"(?:fy|fiscal year)? ?'?(?P<year>20\d\d|\d\d)(?:'s)? \Z")
_NDAA_AFTER = re.compile(
    r",? ?\(?(?:ndaa\)? ?,? ?)?(?:for |of |in )?(?:fiscal year |fy ?)?'?(?P<year>20\d\d|(?<=fy)\d\d|(?<=fy )\d\d)(?!\d)"
)


def read_code(document: Document, start: int, _end: int) -> list[Mention]:
    """A title of the United States Code with its section: "22 U.S.C. 2656 note"."""
    return _read_titled(document, start, _CODE, "us:usc", "cite.us-code", "United States Code")


def read_regulations(document: Document, start: int, _end: int) -> list[Mention]:
    """A title of the Code of Federal Regulations with its section."""
    return _read_titled(document, start, _REGULATIONS, "us:cfr", "cite.us-regulations", "Code of Federal Regulations")


def _read_titled(
    document: Document, start: int, pattern: re.Pattern[str], prefix: str, rule: str, name: str
) -> list[Mention]:
    folded = document.folded
    title = _TITLE_BEFORE.search(folded, max(0, start - 60), start)
    number = int(title["title"] or title["named"]) if title else 0
    match = pattern.match(folded, start, start + 160)
    if match is None or not document.text[start].isupper():
        return []
    behind = None if title else _TITLE_BEHIND.match(folded, match.end(), match.end() + 80)
    if behind and int(behind["title"]) in _TITLES:
        mention = Mention(start, behind.end(), rule, name="code")
        if behind["first"]:
            mention.pin_kind, mention.pin = "section", _sections(document, *behind.span("first"))
        derive(mention, document.registry, f"{prefix}:{behind['title']}", "statute", f"{behind['title']} {name}")
        return [mention]
    if title is None or number not in _TITLES:
        return []
    parts = match.groupdict()
    mention = Mention(title.start(), match.end(), rule, name="code")
    first = parts.get("first")
    if first:
        mention.pin_kind = "part" if parts.get("part") else "section"
        mention.pin = _sections(document, match.start("first"), match.end())
    elif title["inner"]:
        mention.pin_kind, mention.pin = "section", _sections(document, *title.span("inner"))
    elif before := _PART_BEFORE.search(folded, max(0, title.start() - 90), title.start()):
        mention.pin_kind = before["unit"].rstrip("s").replace("§", "section") or "section"
        mention.pin = _sections(document, before.start("values"), before.end("values"))
        mention.reach = (before.start(), mention.end)
    elif parts.get("app"):
        mention.pin_kind, mention.pin = "annex", "App."
    elif prefix == "us:cfr" and not title["named"]:
        return []
    derive(mention, document.registry, f"{prefix}:{number}", "statute", f"{number} {name}")
    return [mention]


def _sections(document: Document, start: int, end: int) -> str:
    """Sections as written, blanks closed up: the case of a subdivision matters ("(a)(3)(B)")."""
    found = _SECTION_ITEM.finditer(document.folded, start, end)
    values = [" ".join(document.text[match.start() : match.end()].split()) for match in found]
    return ", ".join(value.replace(" (", "(") for value in values)


def read_public_law(document: Document, start: int, _end: int) -> list[Mention]:
    """A public law by number: "Pub. L. 102-511"."""
    match = _LAW.match(document.folded, start, start + 40)
    if match is None:
        return _read_old_law(document, start)
    if not document.text[start].isupper() or not document.is_word(start, match.end()):
        return []
    number = f"{match['congress']}-{match['number']}"
    mention = Mention(start, match.end(), "cite.us-public-law", name="act")
    symbol = f"Public Law {number}"
    identifier = document.registry.by_symbol.get(squeeze(symbol), f"us:pl:{number}")
    derive(mention, document.registry, identifier, "statute", symbol)
    return [mention]


_OLD_LAW = re.compile(
    r"(?P<word>public law|p\.? ?l\.?)[ -](?:no\. ?)?(?P<number>\d{2,4})(?![\d/%-]|[.,]\d)"
    r"(?:,? (?:of the )?(?P<congress>\d{2,3})(?:st|nd|rd|th|d) congress)?"
)
_OF_CONGRESS = (
    "congress",
    "u.s.",
    "united states",
    "food for peace",
    "surplus commodities",
    "agricultural",
    "washington",
)


def _read_old_law(document: Document, start: int) -> list[Mention]:
    """A public law of the time when their numbers did not name the Congress: "Public Law 480"."""
    match = _OLD_LAW.match(document.folded, start, start + 60)
    if match is None or not document.text[start].isupper() or not document.is_word(start, match.end()):
        return []
    if not match["congress"] and not document.has_any(_OF_CONGRESS):
        return []
    number = f"{match['congress']}-{match['number']}" if match["congress"] else match["number"]
    mention = Mention(start, match.end(), "cite.us-public-law", name="act")
    derive(mention, document.registry, f"us:pl:{number}", "statute", f"Public Law {number}")
    return [mention]


def read_reporter(document: Document, start: int, _end: int) -> list[Mention]:
    """Statutes at Large and the United States Reports: "106 Stat. 3320", "347 U.S. 483"."""
    folded = document.folded
    match = _STATUTES.match(folded, start, start + 20)
    volume = _VOLUME.search(folded, max(0, start - 6), start)
    if match is None or volume is None or not document.text[start].isupper():
        return []
    cited = f"{volume['volume']}-{match['page']}"
    if match["series"][0] == "f":
        return _read_register(document, volume.start(), match.end(), volume["volume"], match["page"].replace(",", ""))
    statutes = folded.startswith("stat", start)
    mention = Mention(volume.start(), match.end(), "cite.us-statutes" if statutes else "cite.us-case")
    if statutes:
        derive(mention, document.registry, f"us:stat:{cited}", "statute", f"{volume['volume']} Stat. {match['page']}")
    else:
        year = re.compile(r" \((?:1[789]|20)\d\d\)").match(folded, match.end())
        mention.end = year.end() if year else mention.end
        derive(
            mention,
            document.registry,
            f"us:case:{volume['volume']}-us-{match['page']}",
            "judgment",
            f"{volume['volume']} U.S. {match['page']}",
        )
    return [mention]


def _read_register(document: Document, start: int, end: int, volume: str, page: str) -> list[Mention]:
    """A page of the Federal Register: "89 Fed. Reg. 1234"."""
    year = re.compile(r" \([^()]{0,20}(?:19|20)\d\d\)").match(document.folded, end, end + 30)
    mention = Mention(start, year.end() if year else end, "cite.us-register", name="regulation")
    derive(mention, document.registry, f"us:fr:{volume}-{page}", "document", f"{volume} Fed. Reg. {page}")
    return [mention]


def read_bill(document: Document, start: int, _end: int) -> list[Mention]:
    """A bill or resolution of Congress: "H.R. 1568", "S.Res. 150"."""
    folded, text = document.folded, document.text
    match = _BILL.match(folded, start, start + 60)
    if (
        match is None
        or not text[start].isupper()
        or (start and (text[start - 1].isalnum() or text[start - 1] in ".&'"))
    ):
        return []
    words = re.sub(r"[. ]", "", match["kind"])
    kind = {
        "houseresolution": "hres",
        "senateresolution": "sres",
        "houseconcurrentresolution": "hconres",
        "senateconcurrentresolution": "sconres",
        "housejointresolution": "hjres",
        "senatejointresolution": "sjres",
        "housebill": "hr",
        "senatebill": "s",
    }.get(words, words)
    if (
        kind in ("s", "hr")
        and "bill" not in words
        and (
            not (text[start : start + 2] == "HR" or "." in match["kind"])
            or not (document.has_any(_BILL_WORDS) or _names_act(document, start, match.end()))
        )
    ):
        document.miss(start, match.end(), "cite.us-bill", "nothing speaks of Congress")
        return []
    mention = Mention(start, match.end(), "cite.us-bill", name="resolution" if "res" in kind else "bill")
    symbol = " ".join(text[start : match.end()].split())
    if "bill" in words and not _is_federal(document):
        return [_propose_bill(mention, symbol)]
    derive(mention, document.registry, f"us:bill:{kind}-{match['number']}", "bill", symbol)
    return [mention]


_ACT_BEFORE = re.compile(r"\bAct(?: of \d{4})?,? [(\[]?\Z")
_ACT_BEHIND = re.compile(
    r"[)\]]?,? (?:the )?[\"“]?(?:[A-Z][\w'’,&-]* (?:(?:and|of|the|for|to|in|on) ){0,2}){1,12}Act\b"
)
_STATE_BILL = re.compile(r"(?:assembly bill|hb|sb|ab)[ -]?(?:no\.? ?)?(?P<number>[1-9]\d{0,4})(?![\d%]|[.,]\d|/|-)")
_STATE_WORDS = ("bill", "bills", "legislature", "assembly", "governor", "lawmakers", "legislators", "house", "senate")


def _names_act(document: Document, start: int, end: int) -> bool:
    """Tell whether an act's name stands right beside: "S. 1234, the Clean Harbors Act"."""
    text = document.text
    return bool(_ACT_BEFORE.search(text, max(0, start - 20), start) or _ACT_BEHIND.match(text, end, end + 140))


def _is_federal(document: Document) -> bool:
    """Tell whether a letter's "Senate Bill 77" is one of Congress: the states' houses call theirs so as well."""
    if document.has_any(("governor", "legislature", "general assembly", "state senate")):
        return False
    return document.has_any(("congress", "h.r.", "u.s. senate", "united states senate", "us senate"))


def _propose_bill(mention: Mention, symbol: str) -> Mention:
    identifier = f"bill:{slug(symbol)}"
    mention.instrument, mention.status = identifier, CitationStatus.UNRESOLVED
    mention.proposed = Instrument(instrument_id=identifier, kind="bill", status="proposed", title=symbol)
    return mention


def read_state_bill(document: Document, start: int, _end: int) -> list[Mention]:
    """A bill of a legislature that the number alone does not tell: "Assembly Bill 5", "HB 1234"."""
    text = document.text
    match = _STATE_BILL.match(document.folded, start, start + 24)
    if match is None or not document.is_word(start, match.end()) or not text[start : start + 2].istitle():
        if match is None or not text[start : start + 2].isupper() or not document.is_word(start, match.end()):
            return []
        if not document.has_any(_STATE_WORDS):
            return []
    mention = Mention(start, match.end(), "cite.us-bill", name="bill")
    return [_propose_bill(mention, " ".join(text[start : match.end()].split()))]


def read_defense_act(document: Document, start: int, end: int) -> list[Mention]:
    """The National Defense Authorization Act of a fiscal year, in its various names."""
    folded = document.folded
    if folded.startswith("ndaa", start) and not document.text[start:end].isupper():
        return []
    if not document.is_word(start, end):
        return []
    before = _NDAA_BEFORE.search(folded, max(0, start - 20), start)
    after = _NDAA_AFTER.match(folded, end, end + 40)
    mention = Mention(start, end, "cite.us-defense-act", name="act")
    year = ""
    if before and before.group().strip():
        year, mention.start = before["year"], before.start() + len(before.group()) - len(before.group().lstrip())
    elif after:
        year, mention.end = after["year"], after.end()
    if year:
        full = year if len(year) == 4 else f"20{year}"  # noqa: PLR2004  # digits of a year
        document.notes["defense act"] = full
        derive(mention, document.registry, f"us:act:ndaa-fy{full}", "statute", None)
    elif document.notes.get("defense act"):
        mention.form, mention.status = CitationForm.SHORT, CitationStatus.INFERRED
        mention.instrument = f"us:act:ndaa-fy{document.notes['defense act']}"
        derive(mention, document.registry, mention.instrument, "statute", None)
    else:
        mention.status = CitationStatus.UNRESOLVED
    return [mention]

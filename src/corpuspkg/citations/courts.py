"""Decisions of courts: "X v. Y", application and case numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.citations.constitutions import load_states
from corpuspkg.citations.document import Mention
from corpuspkg.citations.lexicon import lookup_name
from corpuspkg.citations.names import read_name_before, slug
from corpuspkg.citations.un import derive
from corpuspkg.model import CitationForm, CitationStatus, Instrument

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_APPLICATION = re.compile(
    r"(?:application|appl\.|app\.)(?P<plural>s?) ?(?P<no>nos?\.?|numbers?|#) ?(?P<number>\d{1,5}/\d{2})(?!\d)"
)
_NEXT = re.compile(r"(?:,| and|, and) (?P<number>\d{1,5}/\d{2})(?!\d)")
_IN_PARENTHESES = re.compile(r",? \(?(?:\[gc\],? )?\(?(?:application |appl\. )?no\. (?P<number>\d{1,5}/\d\d)\)?")
_ICC = re.compile(r"(?:case (?:no\.?|number) )?(?P<number>icc-\d\d/\d\d(?:-\d\d/\d\d)?(?:-\d{1,4})?)")
_REPORTER = re.compile(r", (?P<volume>\d{1,3}) u\.s\. (?P<page>\d{1,4})(?: \((?:1[789]|20)\d\d\))?")
_REPORTED = re.compile(
    r",? [\[(](?:1[89]|20)\d\d[\])]? ?(?:\(?\d{1,2}\)? )?(?:ewca|[a-z]{2,5}(?: online)?) (?:civ |crim |sc )?\d"
)
_PARTY = re.compile(r"(?:the )?[a-z][\w'.&-]*(?:,? (?:of|the|and|others|&|for|de|van|von|[a-z][\w'.&-]*))*")
_NAME_WORD = re.compile(r"[^\W\d_][\w'’.&-]*")
_COURT_WORDS = (
    "court",
    "courts",
    "judgment",
    "judgement",
    "ruling",
    "chamber",
    "ruled",
    "case law",
    "precedent",
    "echr",
    "decision in",
    "case of",
    "the case",
    "overruled",
    "overturned",
    "justices",
    "lawsuit",
    "litigation",
    "plaintiff",
    "plaintiffs",
    "tribunal",
    "advisory opinion",
    "reporter",
)


def read_versus(document: Document, start: int, end: int) -> list[Mention]:
    """A case by its parties; `start` is the blank before "v."."""
    applicant = read_name_before(document, start, limit=8, others=True)
    respondent_end = _respondent(document, end)
    if applicant is None or respondent_end is None:
        return []
    if document.folded.endswith((" v. ", " v. the ", " v "), 0, applicant):  # "… v. Italy and Quill v. …"
        joined = document.folded.find(" and ", applicant, start)
        applicant = joined + len(" and ") if joined > 0 else applicant
    reporter = _REPORTER.match(document.folded, respondent_end, respondent_end + 30)
    number = _IN_PARENTHESES.match(document.folded, respondent_end, respondent_end + 50)
    union = _UNION_BEHIND.match(document.folded, respondent_end, respondent_end + 30)
    prosecuted = document.folded.startswith(("prosecutor ", "the prosecutor "), applicant)
    reported = _REPORTED.match(document.folded, respondent_end, respondent_end + 24)
    if not (
        reporter or number or union or prosecuted or reported or _speaks_of_court(document, applicant, respondent_end)
    ):
        document.miss(applicant, respondent_end, "cite.case", "nothing speaks of a court")
        return []
    mention = Mention(applicant, respondent_end, "cite.case", name="case")
    led = _CASE_LED.match(document.folded, applicant, start)
    if led:
        mention.start = applicant = led.end()
    registered = _registered(document, applicant, respondent_end)
    if registered is None and prosecuted:
        registered = _registered(document, end, respondent_end)
    if registered:
        mention.rule, mention.instrument = "cite.alias", registered
        return [mention]
    title = " ".join(document.text[applicant:respondent_end].split())
    if reporter:
        mention.end = reporter.end()
        symbol = f"{reporter['volume']} U.S. {reporter['page']}"
        derive(mention, document.registry, f"us:case:{reporter['volume']}-us-{reporter['page']}", "judgment", symbol)
    elif union:
        number_of = f"{union['court']}-{union['serial']}"
        derive(mention, document.registry, f"eu:case:{number_of}", "judgment", f"Case {number_of.upper()}")
    elif number:
        derive(
            mention, document.registry, f"echr:{number['number']}", "judgment", f"application no. {number['number']}"
        )
    else:
        identifier = f"case:{slug(title)}"
        mention.instrument, mention.status = identifier, CitationStatus.UNRESOLVED
        mention.proposed = Instrument(instrument_id=identifier, kind="judgment", status="proposed", title=title)
    return [mention]


# "the Court in X v. Y", "the Case of X v. Y": these words lead up to the parties.
_CASE_LED = re.compile(
    r"case of |(?:[a-z]+ )?(?:court|commission|committee)(?: of [a-z]+)?(?:'s)? (?:[a-z]+ )?in (?=[a-z])"
)
_NEXT_CASE = re.compile(r"and (?:the )?[A-Z][^.;()]{1,60}? v\.? (?=[A-Z]|the )")
_DECIDED = re.compile(r"(?:held|ruled|found|decided|concluded|declared) that|communication|complaint|petition|holding")


def _speaks_of_court(document: Document, start: int, end: int) -> bool:
    """Tell whether the letter's words, or those of the sentence, are of a court or a commission that decides cases."""
    if document.has_any(_COURT_WORDS) or _is_state(document, start, end):
        return True
    if "decided" not in document.notes:  # a letter without the word anywhere needs no look at its sentences
        document.notes["decided"] = _DECIDED.search(document.folded) is not None
    if not document.notes["decided"]:
        return False
    low, high = document.sentence(start, end)
    return _DECIDED.search(document.folded, low, high) is not None


_RESPONDENT = re.compile(r" v\.? (?:the )?(?P<name>[a-z ]+)\Z")


def _is_state(document: Document, start: int, end: int) -> bool:
    """Tell whether a person's case against the United States or one of them: "Riley v. California"."""
    match = _RESPONDENT.search(document.folded, start, end)
    states = load_states()
    if match is None or (match["name"] not in states and match["name"] != "united states"):
        return False
    return document.folded[start : match.start()] not in states


_SMALL = re.compile(r"(?<![a-z])the | of america(?![a-z])|,? and others| \[gc\]")


def _registered(document: Document, start: int, end: int) -> str | None:
    """The registered case of these parties, without the small words in which letters differ."""
    name = document.folded[start:end]
    for spelling in (name, _SMALL.sub("", name), name.replace("-", " ")):
        aliases = lookup_name(document, spelling)
        if len(aliases) == 1:
            return aliases[0].instrument_id
    return None


def read_bare_versus(document: Document, start: int, end: int) -> list[Mention]:
    """A case by its parties with "v" and no stop: "Commission v Poland"."""
    return read_versus(document, start, end) if document.text[start : start + 3] == " v " else []


def _respondent(document: Document, at: int) -> int | None:
    text = document.text
    end = None
    position = at
    words = 0
    if document.folded.startswith("the ", at):
        position += 4
    while words < 8:  # noqa: PLR2004  # the longest names of parties
        match = _NAME_WORD.match(text, position, position + 40)
        if match is None:
            break
        word = match.group()
        if word[0].isupper():
            end = match.end() - (
                1 if word[-1] == "." and word.count(".") == 1 and word not in ("Inc.", "Co.", "Ltd.", "Bros.") else 0
            )
            if text[end : end + 1] == ".":
                break
        elif (
            end is None
            or (word == "and" and _NEXT_CASE.match(text, position))
            or word not in ("of", "the", "and", "for", "de", "van", "von")
            or (word == "the" and not text.endswith((" of ", " and ", " for "), 0, position))
        ):
            break
        words += 1
        if text[match.end() : match.end() + 1] not in (" ", "\n"):
            break
        position = match.end() + 1
    return end


def read_application(document: Document, start: int, _end: int) -> list[Mention]:
    """Applications to the European Court of Human Rights by number."""
    match = _APPLICATION.match(document.folded, start, start + 50)
    if match is None or (start and document.text[start - 1].isalnum()):
        return []
    found = [(start, match.end(), match["number"])]
    if match["plural"] or "nos" in match["no"]:
        while following := _NEXT.match(document.folded, found[-1][1], found[-1][1] + 20):
            found.append((following.start("number"), following.end(), following["number"]))
    group = document.new_group() if len(found) > 1 else None
    mentions = []
    for place, (begin, stop, number) in enumerate(found):
        mention = Mention(begin, stop, "cite.echr-application", group=group, name="case")
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.FULL
        derive(mention, document.registry, f"echr:{number}", "judgment", f"application no. {number}")
        mentions.append(mention)
    return mentions


def read_criminal_case(document: Document, start: int, _end: int) -> list[Mention]:
    """Cases and situations before the International Criminal Court by number."""
    match = _ICC.match(document.folded, start, start + 50)
    if match is None or not document.is_word(start, match.end()):
        return []
    mention = Mention(start, match.end(), "cite.icc-case", name="case")
    number = match["number"].upper()
    derive(mention, document.registry, f"icc:{number.lower()}", "judgment", number)
    return [mention]


_UNION_BEHIND = re.compile(r",? \(?(?:case )?(?P<court>[ct])-?(?P<serial>\d{1,4}/\d\d)(?!\d)")
_UNION_CASE = re.compile(
    r"(?:joined )?cases? (?P<first>[ct]-\d{1,4}/\d\d(?!\d))(?P<rest>(?:(?:,| and|, and| to) [ct]-\d{1,4}/\d\d)*)"
)
_UNION_NUMBER = re.compile(r"[ct]-\d{1,4}/\d\d")


def read_union_case(document: Document, start: int, _end: int) -> list[Mention]:
    """Cases before the courts of the European Union by number: "Case C-131/12"."""
    match = _UNION_CASE.match(document.folded, start, start + 160)
    if match is None or not document.is_word(start, match.end()):
        return []
    numbers = list(_UNION_NUMBER.finditer(document.folded, match.start("first"), match.end()))
    group = document.new_group() if len(numbers) > 1 else None
    mentions = []
    for place, number in enumerate(numbers):
        mention = Mention(
            start if place == 0 else number.start(), number.end(), "cite.eu-case", group=group, name="case"
        )
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.FULL
        derive(mention, document.registry, f"eu:case:{number.group()}", "judgment", f"Case {number.group().upper()}")
        mentions.append(mention)
    return mentions

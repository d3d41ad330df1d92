"""Orders, proclamations and directives of the President of the United States."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpuspkg.citations.document import Mention
from corpuspkg.citations.numbers import DATE
from corpuspkg.citations.un import derive
from corpuspkg.model import CitationForm, CitationStatus

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document

_NUMBER = r"\d{1,2},?\d{3}(?![\d/]|,\d|-\d)"
_ORDER = re.compile(
    r"(?:(?P<order>executive orders?(?: ?\(e\.?o\.?s?\))?|e\.o\.|eo)|(?P<proclamation>proclamations?))[ -]?"
    rf"(?:nos?\.? ?|# ?|numbers? |n[°º] ?)?(?P<number>{_NUMBER})(?:(?: of|,|,? dated) {DATE})?"
)
_NEXT = re.compile(rf",? (?:and |, |or )?(?:no\.? ?)?(?P<number>{_NUMBER})")
_PRESIDENTIAL = re.compile(r"presidential \Z")
# Others who number their proclamations as high.
_OTHER_PROCLAMATIONS = ("philippines", "philippine", "ethiopia", "ethiopian", "manila")
_DIRECTIVE = re.compile(
    r"(?P<kind>presidential determinations?|presidential policy directive|national security presidential memorandum"
    r"|national security presidential directive|national security memorandum|national security decision directive"
    r"|(?:dod|department of defense) (?:directive|instruction)|dodd|dodi|army regulation"
    r"|ppd|nspm|nsm|nsdd|nspd|pdd|nsc)(?: \([a-z]{3,4}\))?[ -]?(?:nos?\.? ?|# ?)?"
    r"(?P<number>(?<=nsc[ -])\d{1,4}(?:/\d{1,2})?(?!\d)"
    r"|\d{4}\.\d{2}[a-z]?|\d{1,3}-\d{1,3}(?!\d)|(?:19|20)?\d\d-\d{1,2}|\d{1,3})(?![\d/])"
)
_ROW_KINDS = {"nsm": "memorandum", "nspm": "memorandum", "pd": "decision", "ar": "regulation"}
_SHORT = {
    "dod directive": "dodd",
    "department of defense directive": "dodd",
    "dod instruction": "dodi",
    "department of defense instruction": "dodi",
    "army regulation": "ar",
    "presidential determination": "pd",
    "presidential determinations": "pd",
    "presidential policy directive": "ppd",
    "national security presidential memorandum": "nspm",
    "national security presidential directive": "nspd",
    "national security memorandum": "nsm",
    "national security decision directive": "nsdd",
}


_SECURITY = (
    "national security council",
    "department",
    "soviet",
    "embassy",
    "ambassador",
    "national security",
    "policy",
)


def read_order(document: Document, start: int, _end: int) -> list[Mention]:
    """Executive orders and proclamations by number, one or several."""
    folded = document.folded
    match = _ORDER.match(folded, start, start + 90)
    if match is None or not document.text[start].isupper() or not document.is_word(start, match.end("number")):
        return []
    found = [(start, match.end(), match["number"])]
    if folded[match.start() : match.start("number")].split()[-1] == "nos." or "s" in _word(match)[-1:]:
        while following := _NEXT.match(folded, found[-1][1], found[-1][1] + 18):
            found.append((following.start("number"), following.end(), following["number"]))
    group = document.new_group() if len(found) > 1 else None
    mentions = []
    for place, (begin, end, number) in enumerate(found):
        rule = "cite.us-proclamation" if match["proclamation"] else "cite.us-executive-order"
        mention = Mention(begin, end, rule, group=group, name="order")
        mention.form = CitationForm.LIST_ITEM if place else CitationForm.FULL
        _settle(document, mention, number.replace(",", ""), proclaimed=bool(match["proclamation"]))
        mentions.append(mention)
    lead = _PRESIDENTIAL.search(folded, max(0, start - 13), start)
    if lead and group is None and document.text[lead.start()].isupper():
        mentions[0].start = lead.start()
    return mentions


def _word(match: re.Match[str]) -> str:
    return (match["order"] or match["proclamation"]).split(" (")[0]


def _settle(document: Document, mention: Mention, number: str, *, proclaimed: bool) -> None:
    if not proclaimed:
        derive(mention, document.registry, f"us:eo:{number}", "executive_order", f"Executive Order {number}")
        return
    if document.has_any(_OTHER_PROCLAMATIONS):
        mention.status = CitationStatus.UNRESOLVED
        return
    derive(mention, document.registry, f"us:proclamation:{number}", "executive_order", f"Proclamation {number}")


def read_directive(document: Document, start: int, _end: int) -> list[Mention]:
    """A determination, directive or memorandum of the President by its number: "PPD-28"."""
    match = _DIRECTIVE.match(document.folded, start, start + 80)
    if match is None or not document.text[start].isupper() or not document.is_word(start, match.end()):
        return []
    kind, number = match["kind"], match["number"]
    short = _SHORT.get(kind, kind)
    if kind == "nsc" and not document.has_any(_SECURITY):
        return []
    if kind == short and not document.text[start : start + len(kind)].isupper():
        return []
    mention = Mention(
        start, match.end(), "cite.us-directive", name="directive" if "directive" in kind else "memorandum"
    )
    row_kind = _ROW_KINDS.get(short, "directive")
    symbol = f"Presidential Determination No. {number}" if short == "pd" else f"{short.upper()}-{number}"
    derive(mention, document.registry, f"us:{short}:{number}", row_kind, symbol)
    return [mention]

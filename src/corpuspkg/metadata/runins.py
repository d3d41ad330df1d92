"""Names that run on in a letter's words: "... from your ever loving husband Don", with no closing line and no signature."""

from __future__ import annotations

import re

from corpuspkg.authority.patterns import is_given_name, words
from corpuspkg.metadata.names import Party, read_party
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.phrases import bare
from corpuspkg.model import AgentKind

_KIN = (
    r"(?:husband|wife|son|daughter|brother|sister|friend|father|mother|cousin|uncle|aunt|nephew|niece|servant|serv[’']?t|svt|boy|girl|child|"
    r"pal|chum|comrade|sweetheart|companion|grandson|granddaughter|well[- ]wisher)"
)
_FOND = (
    r"(?:ever|own|loving|affectionate|affect|aff|affte|fond|true|sincere|devoted|humble|obedient|obt|obdt|dutiful|dear|old|faithful|lonely|"
    r"absent|soldier|most|very|always|respectful|and|&|grateful|obliged)"
)
_ADVERB = r"(?:truly|sincerely|affectionately|respectfully|faithfully|obediently|lovingly|cordially|fraternally|ever|friendship|always|gratefully)"
# What stands between the closing words and the name.
_GAP = r"(?:,? (?:(?:un)?till? death|with (?:kisses|love|many kisses)|as ever|always|&c|etc)\.?)?[\s,.:;–—-]+(?:[xX×]{2,}[\s.]+)?"
_NAME = r"(?P<who>[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){0,3})"
_RUN_IN = re.compile(
    rf"\b(?:(?:(?:[Yy]our|[Yy]r\.?|[Tt]hy)(?: {_FOND}\.?,?){{1,6}} {_KIN}\.?(?: (?:and|&) {_KIN}\.?)?"
    rf"|(?:from|remain|am|me) (?:[Yy]our|[Yy]r\.?|[Tt]hy) {_KIN}\.?"
    rf"|(?:[Yy]ours?|[Yy]rs?)\.?,? (?:(?:very|most|ever|in|as|and|&|affectionately|sincerely) )*{_ADVERB}){_GAP}{_NAME}[\s.]*(?:[xX×]{{2,}}[\s.]*)?\Z)"
)
# Characters at a paragraph's end that are looked at, and paragraphs.
_WINDOW = 240
_PARAGRAPHS = 4


def read_run_in(parts: Parts) -> tuple[Party, ...]:
    """Who signs at the end of one of the last paragraphs, behind closing words that run on.

    A first name, a name of two words, or one in capitals: "your friend Harbour" names nobody.
    """
    for segment in reversed(parts.own[-_PARAGRAPHS:]):
        window = parts.flat[max(segment.start, segment.end - _WINDOW) : segment.end]
        if "y" not in window and "Y" not in window:
            continue
        found = _RUN_IN.search(window)
        if not found:
            continue
        start = segment.end - len(window) + found.start("who")
        name = found["who"].rstrip(".")
        if " " not in name and not name.isupper() and (is_given_name(name) or bare(name) in words("honorific")):
            # "Don" is a name here, and no title.
            return (Party(name=name, kind=AgentKind.PERSON, start=start, end=start + len(name)),)
        known = " " in name or "." in name or name.isupper()
        party = read_party(parts.flat, start, start + len(name)) if known else None
        if party and party.kind is AgentKind.PERSON:
            return (party,)
    return ()

"""Read who wrote to whom where an article only reports a letter.

News agencies report a letter in few turns: "the harbour master, Otto Brenner, said in a letter to the minister", "In a
letter to the minister, Mr Nunn said", "the governor has been asked by ten members of the council", "a letter signed by
Ann Lee", "the letter, which was addressed to the mayor". Each is one pattern here; what the names mean is read by others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpuspkg.metadata import lead
from corpuspkg.metadata.headlines import Pair, described, recipients_after
from corpuspkg.metadata.names import Party, read_party
from corpuspkg.model import AgentKind

_POINT = r"\b(?:Mr|Mrs|Ms|Dr|Fr|Prof|St|Gen|Rev|Hon|Sen|Rep|Jr|Sr|[A-Z])\."
_SAY = (
    r"(?:said|says?|wrote|writes?|written|warned|warns|argued|told|complained|stated|states|explained|urged|urges|asked|asks|"
    r"insisted|claimed|called|calls|expressed|condemned|demanded|demands|added|announced)"
)
_LETTER = r"(?:open |joint |private |strongly[- ]worded |official |[\w’'-]+ ){0,3}?(?:letter|appeal|message|e-?mail|petition|note)"
_SENT = r"(?:,? (?:dated [^,]{4,25}|seen by [^,]{3,40}|published [^,]{3,40}|made public [^,]{3,30}),?)?(?: addressed| sent| directed)?"
_SAID_IN = re.compile(
    rf",? {_SAY} (?:on \w+day |\w+day |yesterday |today )?in (?:an?|the|his|her|their|its|another) {_LETTER}{_SENT} to (?P<right>[^\n]{{3}})",
)
# What stands before it: who says so.
_SPEAKER = re.compile(rf"(?:[^.;:“”\"\n]|{_POINT}){{2,200}}\Z")
_SPEAKER_END = re.compile(rf"(?:[^.;:“”\"\n]|{_POINT})\Z")
_SPEAKER_LENGTH = 600
_LONGEST_POINT = 6
_IN_LETTER = re.compile(
    rf"\bIn (?:an?|the|his|her|their|its|another) {_LETTER}{_SENT} to (?P<right>(?:[^.;“”\"\n]|{_POINT}){{3,260}}?),? {_SAY}\b"
)
_ASKED_BY = re.compile(
    r"(?P<right>(?:[^.;:“”\"\n]|\b(?:Mr|Mrs|Ms|Dr)\.){3,120}?),? (?:has|have|had|was|were)(?: been)? (?:asked|urged|called (?:up)?on|petitioned|implored|warned|told)"
    r"(?: in an? [\w -]{0,20}letter)? by (?P<left>[^.;:“”\"\n]{3,160}?) (?:to|not to|that|in|over|about)\b"
)
_PRONOUN = re.compile(
    rf"\b(?:he|she|they) {_SAY} in (?:an?|the|his|her|their) {_LETTER}{_SENT} to (?P<right>[^\n]{{3}})"
)
_ADDRESSED = re.compile(
    r"\b(?:letter|appeal|petition|message)\b[^.;]{0,60}?\b(?:addressed|sent|directed|delivered) (?:\w+day )?to (?P<right>[^\n]{3})"
)
_IN_THE_LETTER = re.compile(
    rf"\b[Ii]n (?:the|his|her|their|its|this) {_LETTER},?(?: [a-z][^,.“\"\n]{{3,60}},)? (?P<left>(?:[^.,;“”\"\n]|{_POINT}){{3,120}}?),? {_SAY}\b"
)
_REPLIED = re.compile(
    rf"(?P<left>(?:[^.;:“”\"\n]|{_POINT}){{3,200}}?),? (?:has |have |had )?(?:replied|responded|answered|reacted) to (?:an? |the )?(?P<right>[^.;“”\"\n]{{3,120}}?)[’']s? {_LETTER}\b"
)
_SENT_BY = re.compile(
    rf"\b{_LETTER}\b[^.;]{{0,60}}? (?:sent|written|addressed|delivered|handed) by (?P<left>(?:[^.;“”\"\n]|{_POINT}|\bFr\.){{3,120}}?) to (?P<right>[^\n]{{3}})"
)
_THAT = re.compile(
    rf"\b{_LETTER} (?:that|which) (?P<left>(?:the |The )?(?:[^.,;“”\"\n]|{_POINT}){{3,120}}?) (?:has |have |had )?(?:sent|delivered|addressed|wrote|written|handed|directed) to (?P<right>[^\n]{{3}})"
)
_LEFT_END = re.compile(r" and (?:is |was )?(?:signed|dated|sent|published|copied|delivered)\b| in which\b")
_SIGNER = re.compile(
    rf"\b(?:signed|written|penned) by (?:the )?(?P<left>(?:[^.;:“”\"\n]|{_POINT}){{3,200}}?)(?=[.;:]|$)"
)


@dataclass(frozen=True, slots=True)
class Reported:
    """Spans of the writer and of the addressee in one sentence; None where it does not name one."""

    left: tuple[int, int] | None = None
    right: tuple[int, int] | None = None


NOTHING = Reported()


def find_reported(text: str, start: int, end: int, *, letters: bool) -> Reported:
    """Find the spans that a sentence gives.

    Args:
        text: The text, on one line.
        start: Where the sentence begins.
        end: Where it ends.
        letters: Whether the sentence names a letter; without one only "X has been asked by Y" is looked for.

    >>> line = "The clerk, Ann Lee, said in a letter to Mayor John Roe."
    >>> found = find_reported(line, 0, len(line), letters=True)
    >>> line[slice(*found.left)], line[slice(*found.right)]
    ('The clerk, Ann Lee', 'Mayor John Roe.')
    """
    if letters:
        for said in _SAID_IN.finditer(text, start, end):
            speaker = _speaker(text, start, said.start())
            if speaker:
                return Reported(speaker, _until(text, said.start("right"), end))
        inside = _IN_LETTER.search(text, start, end)
        if inside:
            return _apart(text, *inside.span("right"))
        sent = _SENT_BY.search(text, start, end) if " by " in text[start:end] else None
        if sent:
            return Reported(sent.span("left"), _until(text, sent.start("right"), end))
        that = _THAT.search(text, start, end) if " to " in text[start:end] else None
        if that:
            return Reported(that.span("left"), _until(text, that.start("right"), end))
        replied = _REPLIED.match(text, start, end)
        if replied:
            return Reported(replied.span("left"), replied.span("right"))
        addressed = _ADDRESSED.search(text, start, end)
        if addressed:
            signer = _SIGNER.search(text, start, end)
            return Reported(signer.span("left") if signer else None, _until(text, addressed.start("right"), end))
        told = _IN_THE_LETTER.search(text, start, end)
        if told:
            return Reported(told.span("left"), None)
    asked = _ASKED_BY.match(text, start, end) if " by " in text[start:end] else None
    return Reported(asked.span("left"), asked.span("right")) if asked else NOTHING


def _speaker(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Who stands before "said in a letter": all from the last stop on."""
    if not _SPEAKER_END.search(text, max(start, end - _LONGEST_POINT), end):
        return None
    found = _SPEAKER.search(text, max(start, end - _SPEAKER_LENGTH), end)
    return found.span() if found else None


def _until(text: str, start: int, end: int) -> tuple[int, int]:
    stop = _LEFT_END.search(text, start, end)
    return start, stop.start() if stop else end


def _apart(text: str, start: int, end: int) -> Reported:
    """Addressee and writer of "In a letter to A, B said": parted by the first comma."""
    comma = text.find(", ", start, end)
    return Reported(None, (start, end)) if comma < 0 else Reported((comma + 2, end), (start, comma))


def read_report(text: str, start: int, end: int) -> Pair:
    """Read a paragraph that reports a letter which is not on the page.

    >>> text = "The clerk, Ann Lee, said in a letter to Mayor John Roe that the pier is old."
    >>> pair = read_report(text, 0, len(text))
    >>> [(p.name, p.office) for p in pair.authors + pair.recipients]
    [('Ann Lee', 'clerk'), ('John Roe', 'Mayor')]
    """
    pair = lead.read_lead(text, start, end)
    authors, recipients = pair.authors, pair.recipients
    if not (authors or recipients) and (own := _PRONOUN.search(text, start, end)):
        recipients = recipients_after(text, own.start("right"), end) or described(text, own.start("right"), end)
        authors = lead.subject(text, start, end)
    for begin, b in lead.sentences(text, start, end):
        a = begin
        if _named(authors) and _named(recipients):
            break
        while head := lead.TIME_HEAD.match(text, a, b):
            a = head.end()
        lowered = text[a:b].lower()
        letters = any(word in lowered for word in lead.LETTERS)
        found = find_reported(text, a, b, letters=letters)
        if found.right and not _named(recipients):
            recipients = _group(text, *found.right) or recipients_after(text, *found.right) or recipients
        if found.left and not _named(authors):
            authors = _last_named(text, *found.left) or authors
    return Pair(authors, recipients, pair.signers)


def _group(text: str, start: int, end: int) -> tuple[Party, ...]:
    """A group by what its members are, up to where the sentence goes on: "the members of the town council"."""
    stop = _GROUP_END.search(text, start, end)
    group = lead.read_group(text, start, stop.start() if stop else end)
    return (replace(group, name=re.sub(r"^The ", "", group.name)),) if group else ()


_GROUP_END = re.compile(r"[.,;:(]|\s(?:today|yesterday|on|in|this|last|that|which|who|[a-z]{3,}ing)\b")


def _named(parties: tuple[Party, ...]) -> bool:
    """Whether anybody is named, beyond an office."""
    return any(party.kind is not AgentKind.OFFICE for party in parties)


def _last_named(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Who the end of a clause names: "..., the harbour master, Otto Brenner"."""
    group = lead.writers(text, start, end)
    if group and group[0].kind is AgentKind.GROUP:
        return group
    cuts = [m.end() for m in re.finditer(r", ", text[start:end])]
    for cut in reversed([0, *cuts]):
        party = read_party(text, start + cut, end)
        if party is None or party.kind is AgentKind.OFFICE:
            continue
        before = [0, *cuts][[0, *cuts].index(cut) - 1] if cut else cut
        office = read_party(text, start + before, start + cut) if cut else None
        if office and office.kind is AgentKind.OFFICE and not party.office:
            party = replace(party, office=re.sub(r"^the ", "", office.name))
        return (lead.describe(party),)
    return group

"""Decide who takes part in a letter, from all the places that name somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpuspkg.authority.patterns import is_given_name, words
from corpuspkg.findings import make_issue
from corpuspkg.metadata.found import Sources
from corpuspkg.metadata.names import Party, read_party
from corpuspkg.metadata.parts import Parts
from corpuspkg.metadata.persons import fuller, named_in_full, same_surname
from corpuspkg.metadata.phrases import bare
from corpuspkg.metadata.sources import gather
from corpuspkg.model import AgentKind, Issue, Participation, ParticipationStatus, Role


@dataclass(frozen=True, slots=True)
class Cast:
    """Participations of one letter, the places its address gives, and what could not be settled."""

    participations: tuple[Participation, ...]
    place_from: tuple[int, int] | None = None
    place_to: tuple[int, int] | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(slots=True)
class _Finding:
    parties: list[Party] = field(default_factory=list)
    rule_id: str = ""
    status: ParticipationStatus = ParticipationStatus.EXTRACTED


def read_participants(parts: Parts) -> Cast:
    """Read authors, signatories, recipients, copies and publisher."""
    found = gather(parts)
    found.signed = _without_addressee(found)
    recipients = _recipients(parts, found)
    authors = _authors(found)
    issues = []
    if not authors.parties:
        issues.append(_issue("author-not-named", "author", "The text does not say who wrote the letter."))
    if not recipients.parties:
        issues.append(
            _issue("recipient-not-named", "recipient", "The text does not say to whom the letter is addressed.")
        )
    if found.others:
        issues.append(
            _issue("signatories-not-named", "signatory", "More people signed than the text names.", found.others)
        )
    rows = _rows(parts, Role.AUTHOR, authors)
    full = [*found.mail_from, *found.byline, *found.lead.authors, *authors.parties]
    signers = _Finding(
        [replace(fuller(named_in_full(p, full), found.pair.authors), start=p.start, end=p.end) for p in found.signed],
        "person.signature",
    )
    if not signers.parties and authors.parties and authors.parties[0].kind is AgentKind.GROUP:
        signers = _Finding(list(found.lead.signers), "person.article-lead")
    if signers.parties:
        rows += _rows(parts, Role.SIGNATORY, signers)
    rows += _rows(parts, Role.SENDER, _Finding(list(found.mail_from), "person.mail-header"))
    rows += _rows(parts, Role.RECIPIENT, recipients)
    rows += _rows(parts, Role.CC, _Finding(list(found.copied), "person.cc"))
    rows += _rows(parts, Role.PUBLISHER, _Finding(list(found.publisher), "person.publisher"))
    return Cast(tuple(rows), found.place_from, found.place_to, tuple(issues))


def _without_addressee(found: Sources) -> tuple[Party, ...]:
    """Those who signed, without the addressee whose name and courtesy stand right below theirs."""
    known = [*found.pair.recipients, *found.greeted]
    signed = tuple(p for p in found.signed if not (p.courtesy and any(same_surname(p, other) for other in known)))
    return signed or found.signed


def _issue(code: str, role: str, message: str, span: tuple[int, int] | None = None) -> Issue:
    start, end = span or (None, None)
    return make_issue(code, message, table="participations", field=role, start=start, end=end)


def _rows(parts: Parts, role: Role, finding: _Finding) -> list[Participation]:
    rows = []
    seen: set[str] = set()
    for party in finding.parties:
        name = party.name.strip()
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        if not name or party.start >= party.end:
            continue
        rows.append(
            Participation(
                role=role,
                name=name,
                kind=party.kind,
                status=finding.status,
                rule_id=finding.rule_id,
                as_written=parts.written[party.start : party.end],
                office=party.office,
                affiliation=party.affiliation,
                place=party.place,
                start=party.start,
                end=party.end,
            )
        )
    return rows


def _authors(found: Sources) -> _Finding:
    """The letter's own words before those of others: title, signature, then article, letterhead, self-description."""
    known = [*found.lead.authors, *found.pair.authors, *found.headline.authors, *found.mail_from]
    signed = [fuller(named_in_full(p, [*found.mail_from, *found.byline]), known) for p in found.signed]
    if found.pair.authors:
        return _Finding(_merge_pair(found.pair.authors, signed, behalf=found.behalf), "person.head-line")
    if found.title.authors and signed:
        people = [s for s in signed if s.kind is AgentKind.PERSON]
        if len(people) > 1 and len(found.title.authors) == 1 and found.title.authors[0].kind is AgentKind.OFFICE:
            return _Finding(people, "person.signature")
        return _Finding(
            _merge_pair(found.title.authors, [replace(s, office=None) for s in signed], behalf=found.behalf),
            "person.document-title",
        )
    if found.verbale.authors:
        return _Finding(list(found.verbale.authors), "person.note-verbale")
    if found.behalf and found.behalf.kind is AgentKind.ORGANIZATION and all(_is_initials(s.name) for s in signed):
        return _Finding([found.behalf], "person.signature")
    if signed:
        return _Finding(signed, "person.signature")
    for parties, rule in (
        (found.mail_from, "person.mail-header"),
        (found.title.authors, "person.document-title"),
        (found.behalf_parties, "person.signature"),
        (found.lead.authors, "person.article-lead"),
        (found.headline.authors, "person.headline"),
        (found.posted, "person.byline"),
        (found.spoken_for, "person.self-description"),
        (found.letterhead, "person.letterhead"),
        (found.we, "person.self-description"),
        (found.housed, "person.postcode"),
    ):
        if parties:
            status = ParticipationStatus.INFERRED if rule == "person.postcode" else ParticipationStatus.EXTRACTED
            return _Finding(list(parties), rule, status)
    return _Finding([], "")


def _is_initials(name: str) -> bool:
    return all(len(token) == 1 for token in re.split(r"[\s.]+", name) if token)


def _merge_pair(authors: Sequence[Party], signed: Sequence[Party], *, behalf: Party | None) -> list[Party]:
    """Fill a head line's author from the signature: "Mr. Hill" and "David J. Hill, Acting Secretary"."""
    merged = []
    for author in authors:
        match = next((s for s in signed if s.kind is AgentKind.PERSON and same_surname(author, s)), None)
        if match:
            name = match.name if len(match.name) >= len(author.name) else author.name
            merged.append(
                replace(
                    match,
                    name=name,
                    office=author.office or match.office,
                    affiliation=author.affiliation or match.affiliation,
                )
            )
        elif (
            author.kind is AgentKind.OFFICE
            and len(signed) == 1
            and signed[0].kind is AgentKind.PERSON
            and behalf is None
            and (not signed[0].office or _same_office(signed[0].office, author.name))
        ):
            merged.append(replace(signed[0], office=author.name))
        else:
            merged.append(author)
    return merged


def _same_office(left: str, right: str) -> bool:
    """Whether one office is named by the other's words: "Minister for Ferries" and "the Minister for Ferries"."""
    a, b = ({bare(t) for t in office.split()} - words("small") for office in (left, right))
    return bool(a) and (a <= b or b <= a)


def _recipients(parts: Parts, found: Sources) -> _Finding:
    known = [*found.addressed, *found.foot_addressed, *found.lead.recipients, *found.headline.recipients]
    greeted = [_in_full(parts, fuller(_by_initial(p, found.addressed), known)) for p in found.greeted]
    named = [p for p in greeted if p.kind is AgentKind.PERSON and bare(p.name) not in words("kin")]
    # "Letter to the Editor" above "Dear Ray": a title of one side, and a person in the salutation.
    titled = not found.pair.authors and named and all(p.kind is not AgentKind.PERSON for p in found.pair.recipients)
    if found.pair.recipients and not titled:
        if len(found.pair.recipients) == 1 and _holds(found.foot_addressed, found.pair.recipients[0]):
            return _Finding(list(found.foot_addressed), "person.foot-address")
        people = [p for p in (*found.mail_to, *found.addressed) if p.kind is AgentKind.PERSON and p.office]
        held = [next((h for h in people if _same_office(h.office or "", p.name)), p) for p in found.pair.recipients]
        return _Finding(
            [fuller(p, [*found.foot_addressed, *found.addressed, *found.greeted]) for p in held], "person.head-line"
        )
    if found.verbale.recipients:
        return _Finding(list(found.verbale.recipients), "person.note-verbale")
    if found.mail_to:
        return _Finding(list(found.mail_to), "person.mail-header")
    if found.title.recipients:
        return _Finding(list(found.title.recipients), "person.document-title")
    below = any(p.courtesy and p.kind is AgentKind.PERSON for p in found.foot_addressed)
    if found.addressed and not _contradicts(found.addressed, named) and not (below and _bodies(found.addressed)):
        return _Finding(_with_greeted(list(found.addressed), named), "person.inside-address")
    if found.foot_addressed and not _contradicts(found.foot_addressed, named):
        return _Finding(list(found.foot_addressed), "person.foot-address")
    if named:
        return _Finding(_in_office(greeted, [*found.addressed, *found.foot_addressed]), "person.salutation")
    headed = () if _is_short(found.headline.recipients) and _is_group(greeted) else found.headline.recipients
    for parties, rule in (
        (found.lead.recipients, "person.article-lead"),
        (headed, "person.headline"),
        # "To the Editor" says whom it is to; "Sir" leaves that to the newspaper's title.
        ([p for p in greeted if p.kind is AgentKind.OFFICE], "person.salutation"),
        (found.newspaper, "person.newspaper"),
        (greeted, "person.salutation"),
        (found.asked, "person.asked"),
    ):
        if parties:
            return _Finding(list(parties), rule)
    return _Finding([], "")


def _by_initial(party: Party, addressed: Sequence[Party]) -> Party:
    """The only addressee with the one letter that a salutation writes for the name: "Dear Z.", below "To Zelenka"."""
    if party.kind is not AgentKind.PERSON or len(bare(party.name)) > 1:
        return party
    people = [a for a in addressed if a.kind is AgentKind.PERSON]
    begun = [a for a in people if any(bare(token)[:1] == bare(party.name) for token in a.name.split())]
    return begun[0] if len(begun) == len(people) == 1 else party


def _is_short(headed: Sequence[Party]) -> bool:
    """Whether a headline names whom it is to by one word without a title: "Open letter to the Trust"."""
    return len(headed) == 1 and " " not in headed[0].name and not (headed[0].courtesy or headed[0].office)


def _is_group(greeted: Sequence[Party]) -> bool:
    """Whether the salutation names a group and what it belongs to: "Dear Members of the Harbour Trust"."""
    return len(greeted) == 1 and greeted[0].kind is not AgentKind.PERSON and " of " in greeted[0].name


def _bodies(addressed: Sequence[Party]) -> bool:
    """Whether the head names bodies alone, none of them as addressed."""
    return all(party.kind is AgentKind.ORGANIZATION and not party.courtesy for party in addressed)


def _holds(addressed: Sequence[Party], office: Party) -> bool:
    """Whether the only person addressed below holds the office that the head line gives without a name."""
    return (
        office.kind is AgentKind.OFFICE
        and len(addressed) == 1
        and addressed[0].kind is AgentKind.PERSON
        and addressed[0].courtesy
    )


def _in_office(greeted: list[Party], addressed: list[Party]) -> list[Party]:
    """A person greeted by name, with the only office that the address gives instead of the name."""
    offices = [a for a in addressed if a.kind is AgentKind.OFFICE]
    if len(greeted) == len(offices) == 1 and greeted[0].office is None and len(offices[0].name) < 80:
        return [replace(greeted[0], office=offices[0].name, affiliation=offices[0].affiliation)]
    return greeted


_HEAD = 3000
# A heading that was cut off behind a given name: "the Honorable Patrick".
_CUT_NAME = re.compile(r"Hono(?:u)?rable (?P<given>[A-ZÀ-Þ][\w’'-]+)$", re.MULTILINE)


def _in_full(parts: Parts, party: Party) -> Party:
    """The fullest name with a greeted surname that the head gives behind a courtesy, whatever its layout."""
    if party.kind is not AgentKind.PERSON or " " in party.name or not parts.head:
        return party
    head = parts.text[: min(parts.head[-1].end, _HEAD)]
    name = re.escape(party.name)
    found = re.search(
        rf"(?:Hono(?:u)?rable|Hon\.|Senator|Representative|Secretary|President|Minister|Ambassador|Mr|Mrs|Ms|Miss|Dr|Prof(?:essor)?|Gen|General)\.? "
        rf"(?P<name>(?:[A-ZÀ-Þ][\w’'-]*\.? ){{1,3}}{name})\b",
        head,
    )
    if not found:
        names = {match.group() for match in re.finditer(rf"[A-ZÀ-Þ][\w’'-]+ (?:[A-Z]\. )?{name}\b", head)}
        given = [full for full in names if is_given_name(full.split()[0])]
        if len(given) == 1 and party.courtesy | bool(party.office):
            at = head.index(given[0])
            return replace(party, name=given[0], start=at, end=at + len(given[0]))
        cut = {match["given"] for match in _CUT_NAME.finditer(head) if is_given_name(match["given"])}
        return replace(party, name=f"{cut.pop()} {party.name}") if len(cut) == 1 else party
    full = read_party(parts.text, *found.span("name"))
    return replace(full, office=full.office or party.office) if full and full.kind is AgentKind.PERSON else party


def _with_greeted(addressed: list[Party], greeted: list[Party]) -> list[Party]:
    """Those greeted by name whom the address does not hold (a block that columns broke up)."""
    extra = [g for g in greeted if not any(same_surname(g, a) for a in addressed)]
    return addressed + extra if greeted and len(extra) < len(greeted) else addressed


def _contradicts(addressed: Sequence[Party], greeted: Sequence[Party]) -> bool:
    """Whether the salutation names persons of whom the address knows none."""
    people = [a for a in addressed if a.kind is AgentKind.PERSON]
    # "Dear LampHub" greets the company that the address calls "LampHub, Inc.".
    bodies = {bare(a.name.split()[0]) for a in addressed if a.kind is AgentKind.ORGANIZATION}
    return bool(greeted) and not any(bare(g.name) in bodies or any(same_surname(g, a) for a in people) for g in greeted)

"""Collect the distinct names of a corpus: the records that identity is decided on.

A name in full makes one record however many letters use it. A surname, a first name or initials alone mean somebody
only within their letter and on their side of it, and so do a group and an office that names no country.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from corpuspkg.edtf import bounds
from corpuspkg.identity.holders import Holder, Span, find_holder, offices_meant
from corpuspkg.identity.names import PersonName, fold, fold_organization, parse_person
from corpuspkg.model import AgentKind, Letter, Participation, ParticipationStatus, Role, SegmentRole

_SIDES = {Role.RECIPIENT: "to", Role.CC: "cc", Role.PUBLISHER: "publisher"}


class RecordKey(NamedTuple):
    """What makes a record: a kind, a name as compared, and the place it is confined to (empty: the corpus)."""

    kind: AgentKind
    name: str
    scope: str = ""


@dataclass(slots=True)
class Record:
    """A name of the corpus with all that is known of it. Filled while letters are read, then left alone."""

    key: RecordKey
    person: PersonName | None = None
    forms: set[str] = field(default_factory=set)
    first: date | None = None
    last: date | None = None
    letter_id: str = ""
    holders: dict[str, Holder] = field(default_factory=dict)
    authority: Holder | None = None

    @property
    def form(self) -> str:
        """The form that stands for the record in messages."""
        return min(self.forms) if self.forms or not self.authority else self.authority.name

    def take_in(self, other: Record) -> None:
        """Add what is known of the same name from other letters."""
        self.forms |= other.forms
        self.letter_id = min(self.letter_id, other.letter_id)
        self.first = min(filter(None, (self.first, other.first)), default=None)
        self.last = max(filter(None, (self.last, other.last)), default=None)
        for holder in other.holders.values():
            self.add_holder(holder)

    def add_holder(self, holder: Holder) -> None:
        """Note who held an office that the record names or has."""
        self.holders[holder.name] = min(self.holders.get(holder.name, holder), holder, key=best_sourced)

    def is_confined(self) -> bool:
        """Whether the name means somebody in its letter only."""
        return bool(self.key.scope)


def side_of(role: Role) -> str:
    """Which side of a letter a role is on: those who write are one side."""
    return _SIDES.get(role, "from")


@dataclass(frozen=True, slots=True)
class Setting:
    """What of a letter helps to tell whom a name means.

    Attributes:
        sent: First and last day the letter can have been sent.
        address: The words of its addresses, folded.
    """

    letter_id: str
    sent: Span = (None, None)
    address: str = ""


def setting_of(letter: Letter) -> Setting:
    """The setting of a letter's names."""
    offices = any(one.kind is AgentKind.OFFICE for one in letter.participations)
    parts = [part for part in letter.segments if part.role is SegmentRole.ADDRESS] if offices else []
    address = fold(" ".join(letter.text[part.start : part.end] for part in parts))
    sent = bounds(letter.dates.sent_date) if letter.dates.sent_date else (None, None)
    return Setting(letter.letter_id, sent, address)


def record_key(setting: Setting, one: Participation) -> RecordKey:
    """The record that a participation belongs to.

    >>> from corpuspkg.model import ParticipationStatus
    >>> def recipient(name):
    ...     return Participation(role=Role.RECIPIENT, name=name, kind=AgentKind.PERSON, rule_id="",
    ...                          status=ParticipationStatus.EXTRACTED)
    >>> record_key(Setting("a"), recipient("Dr. Jane B. Roe"))
    RecordKey(kind=<AgentKind.PERSON: 'person'>, name='jane b roe', scope='')
    >>> record_key(Setting("a"), recipient("Roe")).scope
    'a to'
    """
    here = f"{setting.letter_id} {side_of(one.role)}"
    if one.agent_id:
        return RecordKey(one.kind, fold(one.name), f"={one.agent_id}")
    if one.kind is AgentKind.PERSON:
        return person_key(one.name, here)
    if one.kind is AgentKind.ORGANIZATION:
        return RecordKey(one.kind, fold_organization(one.name) or one.name.casefold())
    if one.kind is AgentKind.GROUP:
        return RecordKey(one.kind, fold(one.name) or one.name.casefold(), here)
    return _office_key(setting, one, here)


def person_key(written: str, here: str) -> RecordKey:
    """The record of a person's name; `here` is what it is confined to where it is no name in full."""
    person = parse_person(written)
    name = " ".join((*person.given, person.surname, person.generation or "")).strip() or written.casefold()
    return RecordKey(AgentKind.PERSON, name, "" if _is_full(person) else here)


def _office_key(setting: Setting, one: Participation, here: str) -> RecordKey:
    holder = find_holder(one.name, setting.sent, context=setting.address)
    offices = offices_meant(one.name, setting.address)
    if len(offices) == 1:
        (office,) = offices
        return RecordKey(one.kind, office, f"@{holder.name}" if holder else "")
    name = fold(one.name).removeprefix("the ") or one.name.casefold()
    # An office that names its body or place is the same in every letter; "the Director" is not.
    names_its_body = any(word in name.split()[1:] for word in ("of", "for", "to", "in"))
    return RecordKey(one.kind, name, "" if names_its_body and not offices else here)


def _is_full(person: PersonName) -> bool:
    """A first name, or two initials, beside the surname."""
    return bool(person.given) and (len(person.given[0]) > 1 or len(person.given) > 1) and len(person.surname) > 1


def is_stranger(key: RecordKey) -> bool:
    """A participation that names an agent by an id: without a ruling, nobody knows that agent."""
    return key.scope.startswith("=")


@dataclass(frozen=True, slots=True)
class Collected:
    """The records of a corpus.

    Attributes:
        beside: For each name confined to a letter, the names in full that stand beside it.
        patterns: Keys of records that each stand for many: names confined to their letters that are alike in all that
            joins them to others.
    """

    records: dict[RecordKey, Record]
    beside: dict[RecordKey, frozenset[RecordKey]]
    patterns: frozenset[RecordKey] = frozenset()


def collect_records(letters: Iterable[Letter]) -> Collected:
    """All records of a corpus, in one pass."""
    records: dict[RecordKey, Record] = {}
    beside: dict[RecordKey, frozenset[RecordKey]] = {}
    for letter in letters:
        setting = setting_of(letter)
        persons: list[tuple[str, RecordKey]] = []
        for one in letter.participations:
            key = record_key(setting, one)
            if key not in records:
                person = parse_person(one.name) if one.kind is AgentKind.PERSON else None
                records[key] = Record(key, person, letter_id=letter.letter_id)
            add_mention(records[key], setting, one)
            if one.kind is AgentKind.PERSON:
                persons.append((side_of(one.role), key))
        for side, key in persons:
            if key.scope:
                full = {other for there, other in persons if there == side and not other.scope}
                beside[key] = beside.get(key, frozenset()) | full
    add_holders(records)
    return Collected(records, beside)


def add_holders(records: dict[RecordKey, Record]) -> None:
    """A record of its own for each holder of an office that a letter means, unless the corpus has the name."""
    for record in list(records.values()):
        for holder in record.holders.values():
            key = holder_key(holder)
            person = records.setdefault(key, Record(key, parse_person(holder.name), letter_id=record.letter_id))
            if not person.forms:
                person.letter_id = min(person.letter_id, record.letter_id)
            person.authority = min(person.authority or holder, holder, key=best_sourced)


def best_sourced(holder: Holder) -> tuple[bool, str, str]:
    """Of two rows for one person, the one with an authority id."""
    return holder.wikidata is None, holder.wikidata or "", holder.source


def infer_holders(letter: Letter) -> Letter:
    """Name the holders of offices that a letter gives without a name: the authority of offices and tenures tells them.

    The office stays as the person's office; the status is `inferred`.

    >>> from corpuspkg.model import LetterDates, ParticipationStatus
    >>> office = Participation(role=Role.RECIPIENT, name="Secretary-General of the United Nations", rule_id="r",
    ...                        kind=AgentKind.OFFICE, status=ParticipationStatus.EXTRACTED)
    >>> dates = LetterDates(sent_date="1998-03-01")
    >>> one, = infer_holders(Letter(letter_id="a", text="", dates=dates, participations=(office,))).participations
    >>> one.name, one.office, one.status.value
    ('Kofi Annan', 'Secretary-General of the United Nations', 'inferred')
    """
    if all(one.kind is not AgentKind.OFFICE for one in letter.participations):
        return letter
    setting = setting_of(letter)
    return replace(letter, participations=tuple(infer_holder(setting, one) for one in letter.participations))


def infer_holder(setting: Setting, one: Participation) -> Participation:
    """A participation of an office, with the one holder it had when the letter was sent; any other as it is."""
    if one.kind is not AgentKind.OFFICE or one.status is not ParticipationStatus.EXTRACTED:
        return one
    holder = find_holder(one.name, setting.sent, context=setting.address)
    if holder is None:
        return one
    return replace(
        one,
        name=holder.name,
        kind=AgentKind.PERSON,
        office=one.office or one.name,
        status=ParticipationStatus.INFERRED,
    )


def holder_key(holder: Holder) -> RecordKey:
    """The record of an office's holder: that of the name in full."""
    return person_key(holder.name, "")


def add_mention(record: Record, setting: Setting, one: Participation) -> None:
    """Add to a record what a participation says of it."""
    record.forms.add(one.name)
    record.letter_id = min(record.letter_id, setting.letter_id)
    first, last = setting.sent
    if first:
        record.first = min(record.first or first, first)
    if last:
        record.last = max(record.last or last, last)
    holder = None
    if one.kind is AgentKind.PERSON and one.office:
        addressed = side_of(one.role) in ("to", "cc") and not one.affiliation
        body = fold(one.affiliation or "")
        holder = find_holder(one.office, setting.sent, one.name, body, loosely=addressed)
    elif one.kind is AgentKind.OFFICE:
        holder = find_holder(one.name, setting.sent, context=setting.address)
    if holder:
        record.add_holder(holder)

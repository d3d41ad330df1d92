"""The values that flow from stage to stage.

Offsets are code points of the published (normalized) text, half-open, unless a name says otherwise. Dates are EDTF
strings (`corpuspkg.edtf`). Everything is immutable; a stage returns new values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

LetterId = NewType("LetterId", str)
AgentId = NewType("AgentId", str)
InstrumentId = NewType("InstrumentId", str)
RuleId = NewType("RuleId", str)


class SegmentRole(StrEnum):
    """What a part of a letter's text is."""

    HEADLINE = "headline"
    BOILERPLATE = "boilerplate"
    LEAD = "lead"
    DATELINE = "dateline"
    ADDRESS = "address"
    SALUTATION = "salutation"
    BODY = "body"
    LIST_ITEM = "list_item"
    QUOTATION = "quotation"
    CLOSING = "closing"
    SIGNATURE = "signature"
    FOOTNOTE = "footnote"
    CC = "cc"
    ENCLOSURE = "enclosure"

    # Sets of roles are asked about for every line; the hash that enumerations have is no built-in function.
    __hash__ = str.__hash__


class DateBasis(StrEnum):
    """What a letter's date rests on."""

    DATELINE = "dateline"
    HEADER = "header"
    HEAD = "head"
    FOOT = "foot"
    BODY = "body"
    PUBLICATION = "publication"
    EVIDENCE = "evidence"
    NONE = "none"


class Role(StrEnum):
    """An agent's part in a letter."""

    AUTHOR = "author"
    SIGNATORY = "signatory"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CC = "cc"
    PUBLISHER = "publisher"


class AgentKind(StrEnum):
    """What sort of agent takes part; an `office` is one whose holder is not named."""

    PERSON = "person"
    ORGANIZATION = "organization"
    GROUP = "group"
    OFFICE = "office"


class ParticipationStatus(StrEnum):
    """How a participation is known."""

    EXTRACTED = "extracted"
    INFERRED = "inferred"
    CURATED = "curated"


class CitationForm(StrEnum):
    """How a mention names its instrument."""

    FULL = "full"
    SHORT = "short"
    LIST_ITEM = "list_item"
    ANAPHORIC = "anaphoric"


class CitationStatus(StrEnum):
    """How far a citation is settled."""

    RESOLVED = "resolved"
    INFERRED = "inferred"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"


class ReferenceKind(StrEnum):
    """What a reference points to."""

    FOOTNOTE = "footnote"
    URL = "url"
    LETTER = "letter"
    STATEMENT = "statement"
    DOCUMENT = "document"


class Severity(StrEnum):
    """Weight of a finding."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A finding about a document: what could not be settled or had to be left out.

    Attributes:
        code: Kebab-case kind of finding, documented in `corpuspkg.findings`.
        message: What was found, in a sentence.
        hint: What can be done about it.
        start, end: The passage, where there is one.
    """

    code: str
    severity: Severity
    message: str
    hint: str | None = None
    table: str | None = None
    field: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of the text. The segments of a letter are in order and do not overlap."""

    role: SegmentRole
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The passage and rule that a value of `letters` rests on."""

    field: str
    value: str
    method: str
    rule_id: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """An agent's part in one letter, before agents are told apart across the corpus.

    Attributes:
        name: The agent's name without honorific, office or trailing punctuation ("Joseph R. Biden, Jr."); for an
            office without a holder, the office; for a group, its description.
        as_written: `text[start:end]`, or None where no passage names the agent.
        office: Office or capacity given with the name, as written.
    """

    role: Role
    name: str
    kind: AgentKind
    status: ParticipationStatus
    rule_id: str
    as_written: str | None = None
    office: str | None = None
    affiliation: str | None = None
    place: str | None = None
    start: int | None = None
    end: int | None = None
    agent_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A law, treaty, resolution, statement or constitution: a row of the authority or one proposed by a letter."""

    instrument_id: str
    kind: str
    status: str
    title: str | None = None
    symbol: str | None = None
    adopted_by: str | None = None
    adopted_date: str | None = None
    celex: str | None = None
    eli: str | None = None
    unts: str | None = None
    url: str | None = None
    authority_source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One mention of an instrument.

    Attributes:
        exact: `text[start:end]`: the mention itself, its pinpoint not included unless it stands inside.
        group: Number of the list the mention belongs to within its letter; None for a single mention.
        candidates: Instruments an ambiguous mention may mean.
        proposed: For an instrument that no authority file holds as a row: the row to add (built by rule from number
            and body, or proposed from the letter's words).
    """

    start: int
    end: int
    exact: str
    form: CitationForm
    status: CitationStatus
    rule_id: str
    instrument_id: str | None = None
    pinpoint_kind: str | None = None
    pinpoint: str | None = None
    group: int | None = None
    candidates: tuple[str, ...] = ()
    proposed: Instrument | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Something a letter points to beside instruments."""

    kind: ReferenceKind
    start: int
    end: int
    exact: str
    status: str
    rule_id: str
    marker: str | None = None
    marker_start: int | None = None
    url: str | None = None
    date: str | None = None
    target_letter_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDates:
    """When a letter was sent and when the page around it was published."""

    sent_date: str | None = None
    basis: DateBasis = DateBasis.NONE
    published_date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that the pipeline knows of one letter, before the corpus is assembled."""

    letter_id: str
    text: str
    title: str | None = None
    language: str | None = None
    dates: LetterDates = field(default_factory=LetterDates)
    place_from: str | None = None
    place_to: str | None = None
    segments: tuple[Segment, ...] = ()
    participations: tuple[Participation, ...] = ()
    citations: tuple[Citation, ...] = ()
    references: tuple[Reference, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Curation:
    """A decision that a person made in a sidecar.

    Attributes:
        field: Field decided on, or the key of a row that was added or removed.
        action: `set`, `add` or `remove`.
        value: The value as text; None for "unknown on purpose" and for removals.
    """

    table: str
    field: str
    action: str
    value: str | None
    reason: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedAgent:
    """What sidecars say of an agent, for the whole corpus.

    Attributes:
        forms: Names, as letters write them, that mean this agent.
        not_forms: Names that mean somebody else.
    """

    agent_id: str
    name: str | None = None
    kind: AgentKind | None = None
    forms: tuple[str, ...] = ()
    not_forms: tuple[str, ...] = ()
    wikidata: str | None = None
    viaf: str | None = None
    isni: str | None = None
    ror: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person, organization, group or office within a corpus."""

    agent_id: str
    name: str
    kind: AgentKind
    wikidata: str | None = None
    viaf: str | None = None
    isni: str | None = None
    ror: str | None = None
    authority_source: str | None = None

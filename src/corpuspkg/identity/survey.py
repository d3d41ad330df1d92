"""Collect the names of a corpus too large to be held: letter by letter, keeping what grows with the names alone.

Most names that are confined to their letter are settled within it: what can join them to others is the names in full
beside them and the holders of their office. Those alike in that are one pattern, and one record stands for it. What
joins nothing is not kept at all, but handed on as a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from corpuspkg.identity.clusters import fullness, slug_of
from corpuspkg.identity.merge import is_initial, names_meant
from corpuspkg.identity.names import fold, parse_person
from corpuspkg.identity.records import (
    Collected,
    Record,
    RecordKey,
    Setting,
    add_holders,
    add_mention,
    infer_holder,
    person_key,
    record_key,
    side_of,
)
from corpuspkg.model import AgentKind, CuratedAgent, Participation


class LocalName(NamedTuple):
    """A name that means somebody in its letter only.

    Attributes:
        local: Its number.
        letter_id, kind, name, scope: The letter, and the key of the record.
        form: The fullest form; `words`, `mixed` and `length` are what it is chosen by among others.
        slug: The id that it would have alone.
        initial: Whether it is an initial and a surname.
        first, last: Bounds of the letter's date.
        pattern: The number of its pattern; None for a name that nothing can join to another but its initial.
    """

    local: int
    letter_id: str
    kind: str
    name: str
    scope: str
    form: str
    words: int
    mixed: bool
    length: int
    slug: str
    initial: bool
    first: date | None
    last: date | None
    pattern: int | None


class Renumbered(NamedTuple):
    """How the numbers of names change where those of some letters are joined to those of others.

    Attributes:
        records, patterns: The new number of each, by the old one.
        locals: What is added to the numbers of local names.
    """

    records: list[int]
    patterns: list[int]
    locals: int


class Named(NamedTuple):
    """What a participation names.

    Attributes:
        record: The number of its record in `NameSurvey.numbers`.
        local: That of a local name, where it is one.
        held: For an office without a name, the participation of its holder.
        holder: The number of the holder's record.
    """

    record: int | None
    local: int | None
    held: Participation | None
    holder: int | None


# Ends the scope of a record that stands for a pattern.
_PATTERN = "*"
_PatternKey = tuple[AgentKind, str, tuple[RecordKey, ...], tuple[str, ...]]


@dataclass(slots=True)
class NameSurvey:
    """The names of a corpus. Filled letter by letter in any order.

    Attributes:
        curated: What sidecars say of agents.
        decided: Names that sidecars give an agent; they are kept one by one, as are those of `curated`.
        numbers: Of the keys that are kept.
        locals: Local names that are not yet taken away.
    """

    curated: Sequence[CuratedAgent] = ()
    decided: Iterable[str] = ()
    numbers: dict[RecordKey, int] = field(default_factory=dict)
    locals: list[LocalName] = field(default_factory=list)
    _records: dict[RecordKey, Record] = field(default_factory=dict)
    _beside: dict[RecordKey, frozenset[RecordKey]] = field(default_factory=dict)
    _patterns: dict[_PatternKey, int] = field(default_factory=dict)
    _alike: list[Record] = field(default_factory=list)
    _fits: list[frozenset[RecordKey]] = field(default_factory=list)
    _forms: frozenset[str] = frozenset()
    _names: frozenset[str] = frozenset()
    _count: int = 0

    def __post_init__(self) -> None:
        """Note which names people decided on."""
        forms = [form for one in self.curated for form in (*one.forms, *one.not_forms)]
        self._forms = frozenset(map(fold, forms))
        self._names = frozenset(person_key(form, "").name for form in (*forms, *self.decided))

    def add(self, setting: Setting, participations: Sequence[Participation]) -> list[Named]:
        """Take in a letter; what is said of each participation."""
        here: dict[RecordKey, Record] = {}
        keys = [record_key(setting, one) for one in participations]
        for key, one in zip(keys, participations, strict=True):
            is_local = key.scope[:1] not in ("", "@", "=") and key.name not in self._names
            if is_local and fold(one.name) not in self._forms:
                record = here.get(key) or here.setdefault(key, _new(key, setting, one.name))
            else:
                record = self._records.get(key) or self._keep(key, setting, one.name)
            add_mention(record, setting, one)
        persons = [
            (side_of(one.role), key)
            for key, one in zip(keys, participations, strict=True)
            if one.kind is AgentKind.PERSON
        ]
        full: dict[str, frozenset[RecordKey]] = {}
        for side, key in persons:
            if not key.scope:
                full[side] = full.get(side, frozenset()) | {key}
        for side, key in persons:
            if key.scope and key not in here:
                self._beside[key] = self._beside.get(key, frozenset()) | full.get(side, frozenset())
        locals_ = {key: self._local(record, full, setting) for key, record in here.items()}
        return [
            Named(None if key in locals_ else self.numbers[key], locals_.get(key), *self._held(setting, one))
            for key, one in zip(keys, participations, strict=True)
        ]

    def join(self, other: NameSurvey) -> Renumbered:
        """Take in the names of other letters; all of them but its `locals`, which stay where they are."""
        for key, record in other._records.items():
            known = self._records.setdefault(key, record)
            if known is not record:
                known.take_in(record)
        for key, beside in other._beside.items():
            self._beside[key] = self._beside.get(key, frozenset()) | beside
        alike = zip(other._patterns, other._alike, strict=True)
        before = self._count
        self._count += other._count
        return Renumbered(
            records=[self.numbers.setdefault(key, len(self.numbers)) for key in other.numbers],
            patterns=[self._join_pattern(key, record) for key, record in alike],
            locals=before,
        )

    def without_rulings(self) -> NameSurvey:
        """The names alone, for `join`: without what people said of them."""
        return replace(self, curated=(), decided=(), locals=[])

    def _held(self, setting: Setting, one: Participation) -> tuple[Participation | None, int | None]:
        held = infer_holder(setting, one)
        if held is one:
            return None, None
        return held, self.numbers.setdefault(record_key(setting, held), len(self.numbers))

    def _keep(self, key: RecordKey, setting: Setting, name: str) -> Record:
        self.numbers.setdefault(key, len(self.numbers))
        return self._records.setdefault(key, _new(key, setting, name))

    def _local(self, record: Record, full: dict[str, frozenset[RecordKey]], setting: Setting) -> int:
        """Hand on a name of the letter; what can join it to others is noted as a pattern."""
        key = record.key
        beside = full.get(record.key.scope.rpartition(" ")[2], frozenset()) if record.person else frozenset()
        fits = tuple(names_meant(record.person, beside, self._records)) if beside else ()
        pattern = self._pattern(record, fits) if fits or record.holders else None
        (words, mixed, length, form), slug = max(map(_said_of, record.forms))
        first, last = setting.sent
        self._count += 1
        self.locals.append(
            LocalName(
                self._count,
                setting.letter_id,
                key.kind.value,
                key.name,
                key.scope,
                form,
                words,
                mixed,
                length,
                slug,
                is_initial(record),
                first,
                last,
                pattern,
            )
        )
        return self._count

    def _pattern(self, record: Record, fits: tuple[RecordKey, ...]) -> int:
        key = (record.key.kind, record.key.name, fits, tuple(sorted(record.holders)))
        # The record that stands for the pattern is none of those that it stands for.
        record.key = record.key._replace(scope=f"{record.key.scope}{_PATTERN}")
        # Nor has it a time: they are of many letters.
        record.first = record.last = None
        return self._join_pattern(key, record)

    def _join_pattern(self, key: _PatternKey, record: Record) -> int:
        number = self._patterns.setdefault(key, len(self._patterns))
        if number == len(self._alike):
            self._alike.append(record)
            self._fits.append(frozenset(key[2]))
        else:
            known = self._alike[number]
            known.key = min(known.key, record.key)
            known.take_in(record)
        return number

    def collected(self) -> Collected:
        """The records that joins are decided on: those of the corpus, and one for each pattern."""
        records = self._records | {record.key: record for record in self._alike}
        add_holders(records)
        beside = self._beside | {record.key: fits for record, fits in zip(self._alike, self._fits, strict=True) if fits}
        return Collected(records, beside, frozenset(record.key for record in self._alike))

    def pattern_keys(self) -> list[RecordKey]:
        """The key of each pattern's record, by its number."""
        return [record.key for record in self._alike]

    def promote(self, local: LocalName) -> Record:
        """Keep a local name as a record of its own after all."""
        key = RecordKey(AgentKind(local.kind), local.name, local.scope)
        record = self._keep(key, Setting(local.letter_id), local.form)
        record.forms.add(local.form)
        record.first, record.last = local.first, local.last
        if local.pattern is not None:
            self._beside[key] = self._fits[local.pattern]
            record.holders |= self._alike[local.pattern].holders
        return record


def _new(key: RecordKey, setting: Setting, name: str) -> Record:
    person = parse_person(name) if key.kind is AgentKind.PERSON else None
    return Record(key, person, letter_id=setting.letter_id)


@lru_cache(maxsize=1 << 16)
def _said_of(form: str) -> tuple[tuple[int, bool, int, str], str]:
    return fullness(form), slug_of(form)

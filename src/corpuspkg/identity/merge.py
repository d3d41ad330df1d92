"""Join records into agents by rules, each join with its rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise

from corpuspkg.identity.names import PersonName, agree, compatible, given_variants
from corpuspkg.identity.records import Collected, Record, RecordKey, holder_key
from corpuspkg.model import AgentKind

# A working life: two letters further apart are not by one person on the ground of a name.
_LIFE_YEARS = 80
# Within it, the same initial and surname are taken for one person.
GENERATION_YEARS = 20
# Up to so many names, each is compared with each; beyond, only those under one given name.
_BLOCK = 64
_INITIALS = 2
_NONE: set[str] = set()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Merge:
    """Two forms of a name that a rule joined.

    Attributes:
        agent_id: The agent they became; empty until ids are given.
        form, other: The forms as letters write them; `other` is the fuller or the authority's one.
    """

    agent_id: str
    rule_id: str
    form: str
    other: str


@dataclass(frozen=True, slots=True)
class Rulings:
    """What people decided in sidecars: records that are an agent's, and records that are not."""

    claims: Mapping[RecordKey, str] = field(default_factory=dict)
    denials: Mapping[RecordKey, frozenset[str]] = field(default_factory=dict)


class Groups:
    """Disjoint sets of records. A union that a person's decision forbids is not made."""

    def __init__(self, keys: Iterable[RecordKey], rulings: Rulings) -> None:
        """Start with each record on its own."""
        self._parent = {key: key for key in keys}
        # By root, and only where there are some: most names have no decisions.
        self._claims = {key: {agent_id} for key, agent_id in rulings.claims.items()}
        self._denials = {key: set(agent_ids) for key, agent_ids in rulings.denials.items()}
        self.joins: list[tuple[RecordKey, RecordKey, str]] = []

    def root(self, key: RecordKey) -> RecordKey:
        """The record that stands for the set."""
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def join(self, one: RecordKey, other: RecordKey, rule_id: str) -> bool:
        """Join the sets of two records; False where a decision forbids it."""
        first, second = self.root(one), self.root(other)
        if first == second:
            return True
        claims = self._claims.get(first, _NONE) | self._claims.get(second, _NONE)
        denials = self._denials.get(first, _NONE) | self._denials.get(second, _NONE)
        if len(claims) > 1 or claims & denials:
            return False
        child, parent = max(first, second), min(first, second)
        self._parent[child] = parent
        if claims or denials:
            self._claims[parent], self._denials[parent] = claims, denials
        self.joins.append((one, other, rule_id))
        return True


def merge_records(collected: Collected, abbreviations: Mapping[str, str], rulings: Rulings) -> Groups:
    """Apply all rules.

    Args:
        collected: The names of the corpus.
        abbreviations: Organizations' abbreviations that letters define, with the folded name each stands for.
        rulings: What sidecars decide; it comes first and limits what follows.
    """
    groups = Groups(collected.records, rulings)
    _join_claimed(groups, rulings)
    everyone = dict(sorted(collected.records.items()))
    _join_holders(groups, everyone)
    persons = [record for record in everyone.values() if record.person and not record.is_confined()]
    for block in _blocks(persons):
        _join_compatible(groups, block)
    _join_initials(groups, persons)
    _join_in_letters(groups, collected)
    _join_same_initials(groups, {key: record for key, record in everyone.items() if key not in collected.patterns})
    _join_abbreviations(groups, everyone, abbreviations)
    return groups


def _join_claimed(groups: Groups, rulings: Rulings) -> None:
    by_agent: dict[str, list[RecordKey]] = defaultdict(list)
    for key, agent_id in sorted(rulings.claims.items()):
        by_agent[agent_id].append(key)
    for keys in by_agent.values():
        for key in keys[1:]:
            groups.join(key, keys[0], "agent.curated")


def _join_holders(groups: Groups, records: Mapping[RecordKey, Record]) -> None:
    for record in records.values():
        if len(record.holders) == 1:
            (holder,) = record.holders.values()
            surname_alone = record.person is not None and not record.person.given
            rule = "agent.surname-office" if surname_alone else "agent.office-tenure"
            groups.join(record.key, holder_key(holder), rule)


def _blocks(persons: Sequence[Record]) -> Iterator[list[Record]]:
    """Persons whose names are worth comparing: of one surname, and in large families under one given name."""
    by_surname: dict[str, list[Record]] = defaultdict(list)
    for record in persons:
        if record.person and len(record.person.given[0]) > 1:
            by_surname[record.person.surname].append(record)
    for _, block in sorted(by_surname.items()):
        if len(block) <= _BLOCK:
            yield block
            continue
        by_given: dict[str, list[Record]] = defaultdict(list)
        for record in block:
            given = record.person.given[0] if record.person else ""
            for name in given_variants().get(given, {given}):
                by_given[name].append(record)
        yield from (part for _, part in sorted(by_given.items()) if len(part) <= _BLOCK)


def _join_compatible(groups: Groups, block: Sequence[Record]) -> None:
    """Join names that agree, where whatever agrees with the one agrees with the other: no third fits only one."""
    near: dict[RecordKey, set[RecordKey]] = {record.key: {record.key} for record in block}
    pairs = [pair for pair in combinations(block, 2) if _agree(*pair)]
    for one, other in pairs:
        near[one.key].add(other.key)
        near[other.key].add(one.key)
    for one, other in pairs:
        if near[one.key] == near[other.key]:
            groups.join(one.key, other.key, _given_rule(one, other))


def _agree(one: Record, other: Record) -> bool:
    return bool(one.person and other.person and compatible(one.person, other.person)) and _one_life(one, other)


def _given_rule(one: Record, other: Record) -> str:
    same = one.person and other.person and one.person.given[0] == other.person.given[0]
    return "agent.middle-name" if same else "agent.given-variant"


def _one_life(one: Record, other: Record) -> bool:
    years = [day.year for record in (one, other) for day in (record.first, record.last) if day]
    return not years or max(years) - min(years) <= _LIFE_YEARS


def _join_initials(groups: Groups, persons: Sequence[Record]) -> None:
    """Join "R. A. Lyle" with the one Robert Ames Lyle of the corpus."""
    full: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in persons:
        if record.person and len(record.person.given[0]) > 1:
            full[record.person.surname, record.person.given[0][0]].append(record)
    for record in persons:
        if record.person and len(record.person.given[0]) == 1:
            fitting = [
                other
                for other in full.get((record.person.surname, record.person.given[0]), ())
                if other.person and len(other.person.given) >= _INITIALS and _agree(record, other)
            ]
            if fitting and len({groups.root(other.key) for other in fitting}) == 1:
                groups.join(record.key, fitting[0].key, "agent.initials")


def _join_in_letters(groups: Groups, collected: Collected) -> None:
    """Within a letter and a side of it, a part of a name means the one full name that has it.

    Names that fit one come first. What several fit is then decided by who is one by that time, so that the order of
    letters decides nothing.
    """
    unclear = []
    for key, others in sorted(collected.beside.items()):
        full = names_meant(collected.records[key].person, others, collected.records)
        if len(full) == 1:
            groups.join(key, full[0], "agent.same-letter")
        elif full:
            unclear.append((key, full))
    clear = [(key, full[0]) for key, full in unclear if len({groups.root(other) for other in full}) == 1]
    for key, other in clear:
        groups.join(key, other, "agent.same-letter")


def names_meant(
    part: PersonName | None, others: Iterable[RecordKey], records: Mapping[RecordKey, Record]
) -> list[RecordKey]:
    """Of names in full, those that a part of a name can stand for, in order."""
    return [other for other in sorted(others) if part and _is_part(part, records[other].person)]


def _join_same_initials(groups: Groups, records: Mapping[RecordKey, Record]) -> None:
    """Join "R. Lyle" with "R. Lyle" of letters not far apart, unless a letter told that one is somebody else."""
    named = {groups.root(key) for key, record in records.items() if record.person and not record.is_confined()}
    alike: dict[str, list[Record]] = defaultdict(list)
    for key, record in records.items():
        if is_initial(record) and record.is_confined() and groups.root(key) not in named:
            alike[key.name].append(record)
    for block in alike.values():
        block.sort(key=lambda record: (record.first or record.last or date.max, record.key))
        for one, other in pairwise(block):
            if _near(one, other):
                groups.join(other.key, one.key, "agent.same-initial")


def is_initial(record: Record) -> bool:
    """Whether a name is an initial and a surname."""
    return record.person is not None and [len(given) for given in record.person.given] == [1]


def _near(one: Record, other: Record) -> bool:
    years = [day.year for record in (one, other) for day in (record.first, record.last) if day]
    return bool(one.first and other.first) and max(years) - min(years) <= GENERATION_YEARS


def _is_part(part: PersonName, full: PersonName | None) -> bool:
    """Whether a surname, a first name, initials, or an initial with the surname stand for a full name."""
    if full is None:
        return False
    words = (*part.given, part.surname)
    if all(len(word) == 1 for word in words):
        return words in (
            tuple(word[0] for word in (*full.given, full.surname)),
            tuple(word[0] for word in full.given[:1]),
        )
    if part.given:
        return compatible(part, full)
    return part.surname == full.surname or agree(part.surname, full.given[0])


def _join_abbreviations(groups: Groups, records: Mapping[RecordKey, Record], abbreviations: Mapping[str, str]) -> None:
    for key in records:
        full = RecordKey(AgentKind.ORGANIZATION, abbreviations.get(key.name, ""))
        if key.kind is AgentKind.ORGANIZATION and full in records:
            groups.join(key, full, "agent.abbreviation")

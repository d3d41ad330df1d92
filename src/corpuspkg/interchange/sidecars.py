"""Fill sidecars from imported metadata: what the text does not say becomes a decision with reason and evidence.

Decisions that a sidecar holds already are kept, and where the import says something else, that is told. Nothing is
rewritten: new lines are put into the file, comments and order of the old ones stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpuspkg.decisions import insert_decision
from corpuspkg.edtf import bounds
from corpuspkg.interchange.correspondence import CorrespAgent, CorrespLetter
from corpuspkg.interchange.names import name_key, same_name
from corpuspkg.model import AgentKind, Letter, Role
from corpuspkg.sidecar import Sidecar

Entry = dict[str, str]
_SENDING = (Role.AUTHOR, Role.SENDER, Role.SIGNATORY)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSidecar:
    """What an import does to one sidecar.

    Attributes:
        letter: Decisions on fields of the letter.
        participations: Agents to add.
        text: The sidecar's new text; None where nothing is added.
        conflicts: What the import says and the sidecar or the letter contradicts; none of it is written.
    """

    letter: dict[str, Entry] = field(default_factory=dict)
    participations: tuple[Entry, ...] = ()
    text: str | None = None
    conflicts: tuple[str, ...] = ()


def fill_sidecars(
    imported: CorrespLetter, letter: Letter, sidecar: Sidecar, written: str, source: str
) -> FilledSidecar:
    """Decide what of the imported metadata goes into a letter's sidecar.

    Args:
        imported: The letter's metadata as imported.
        letter: What the rules read from the text: what it says is not decided again.
        sidecar: The decisions there are.
        written: The sidecar's text; empty where there is none.
        source: Name of the imported file, for the evidence.
    """
    evidence = f"{source}, letter {imported.key or imported.url or letter.letter_id}"
    fields, conflicts = _fields(imported, letter, sidecar, evidence)
    parts: list[Entry] = []
    for role, roles, agents in (
        (Role.AUTHOR, _SENDING, imported.senders),
        (Role.RECIPIENT, (Role.RECIPIENT,), imported.recipients),
    ):
        added, told = _participations(role, roles, agents, letter, sidecar, evidence)
        parts += added
        conflicts += told
    text = _insert(written, fields, parts) if fields or parts else None
    if text is None and (fields or parts):
        missing = ", ".join([*fields, *(entry["role"] for entry in parts)])
        return FilledSidecar(
            conflicts=(*conflicts, f"{missing}: the sidecar is not laid out in lines: add them by hand")
        )
    return FilledSidecar(letter=fields, participations=tuple(parts), text=text, conflicts=tuple(conflicts))


def _fields(
    imported: CorrespLetter, letter: Letter, sidecar: Sidecar, evidence: str
) -> tuple[dict[str, Entry], list[str]]:
    fields: dict[str, Entry] = {}
    conflicts = []
    for name, value, read in (
        ("sent_date", imported.date, letter.dates.sent_date),
        ("place_from", imported.place_from, letter.place_from),
        ("place_to", imported.place_to, letter.place_to),
    ):
        if value is None:
            continue
        decided = sidecar.letter.get(name)
        if decided is not None:
            if decided["value"] != value:
                conflicts.append(f"{name}: the sidecar says {decided['value']!r}, the import {value!r}")
        elif read is None:
            fields[name] = {"value": value, "reason": "The text does not say it; imported.", "evidence": evidence}
        elif not _consistent(name, value, read):
            conflicts.append(f"{name}: the text says {read!r}, the import {value!r}")
    return fields, conflicts


def _consistent(name: str, imported: str, read: str) -> bool:
    if name != "sent_date":
        return name_key(imported) == name_key(read)
    (first, last), (earliest, latest) = bounds(imported), bounds(read)
    return not ((first and latest and first > latest) or (last and earliest and last < earliest))


def _participations(
    role: Role, roles: Sequence[Role], agents: Sequence[CorrespAgent], letter: Letter, sidecar: Sidecar, evidence: str
) -> tuple[list[Entry], list[str]]:
    decided = [entry for entry in sidecar.participations if entry["role"] in roles]
    read = [one.name for one in letter.participations if one.role in roles]
    known = [entry["name"] for entry in decided if entry.get("action") != "remove"] + read
    missing = [agent for agent in agents if not any(same_name(agent.name, name) for name in known)]
    if missing and (decided or read):
        names = ", ".join(repr(agent.name) for agent in missing)
        says = "the sidecar" if decided else "the text"
        return [], [f"{role}: {says} says {', '.join(map(repr, known)) or 'nobody'}, the import {names}"]
    return [_participation(role, agent, evidence) for agent in missing], []


def _participation(role: Role, agent: CorrespAgent, evidence: str) -> Entry:
    entry: Entry = {"role": role.value, "name": agent.name}
    if agent.kind is not AgentKind.PERSON:
        entry["kind"] = agent.kind.value
    doubt = " (marked there as uncertain)" if agent.uncertain else ""
    ids = f"; {' '.join(agent.refs)}" if agent.refs else ""
    return entry | {"reason": f"The text does not say it; imported{doubt}.", "evidence": evidence + ids}


def _insert(written: str, fields: Mapping[str, Entry], parts: Sequence[Entry]) -> str | None:
    """The sidecar's text with the new decisions; None where lines cannot be put in safely."""
    new = [("letter", entry, name) for name, entry in fields.items()]
    text: str | None = written
    for part, entry, name in [*new, *(("participations", entry, None) for entry in parts)]:
        text = None if text is None else insert_decision(text, part, entry, name)
    return text

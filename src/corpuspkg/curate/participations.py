"""Decisions about who takes part in a letter: a row is added, put in the place of one that was read, or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpuspkg.curate.outcome import CURATED, Outcome, find_passage, missing_passage, without_effect
from corpuspkg.findings import make_issue
from corpuspkg.model import AgentKind, Letter, Participation, ParticipationStatus, Role

# What a decision that does not say it takes from the row whose place it takes.
_KEPT = ("as_written", "office", "affiliation", "place", "start", "end")


def curate_participation(letter: Letter, entry: Mapping[str, Any]) -> Outcome:
    """Carry out one decision."""
    role = Role(entry["role"])
    if entry.get("action") == "remove":
        return _remove(letter, role, entry["name"])
    start = end = None
    if "as_written" in entry:
        start, end = find_passage(letter.text, entry["as_written"], 1)
        if start is None:
            issue = missing_passage("participations", entry["as_written"], 1)
            return Outcome(letter=letter, action="add", issue=issue)
    read = overruled(letter.participations, entry, (start, end))
    if read is None and entry.get("replaces") is not None:
        message = f"no {role} {entry['replaces']!r} was read from the letter, to be replaced by {entry['name']!r}"
        return Outcome(letter=letter, action="set", issue=make_issue("sidecar-passage-missing", message))
    row = Participation(
        role=role,
        name=entry["name"],
        kind=AgentKind(entry.get("kind", "person")),
        status=ParticipationStatus.CURATED,
        rule_id=CURATED,
        as_written=entry.get("as_written"),
        office=entry.get("office"),
        affiliation=entry.get("affiliation"),
        place=entry.get("place"),
        start=start,
        end=end,
        agent_id=entry.get("agent"),
    )
    if read is None:
        return Outcome(letter=replace(letter, participations=(*letter.participations, row)), action="add")
    row = _fill(row, read, entry)
    rows = tuple(row if one is read else one for one in letter.participations)
    return Outcome(letter=replace(letter, participations=rows), action="set")


def overruled(
    rows: tuple[Participation, ...], entry: Mapping[str, Any], span: tuple[int | None, int | None]
) -> Participation | None:
    """The row that a decision confirms or overrules: the one it names, else the one that is plainly meant.

    Plainly meant is, in the same role, a row with the same name; at the same words; an office without a holder that the
    decision gives one; or a person whose name is part of the decision's ("Brown" of "Tom Brown"), where there is one
    such person alone.
    """
    read = [one for one in rows if one.role == entry["role"] and one.rule_id != CURATED]
    if "replaces" in entry:
        return next((one for one in read if one.name == entry["replaces"]), None)
    tests = (
        [one for one in read if one.name == entry["name"]],
        [one for one in read if _overlap(one, span)],
        [one for one in read if one.kind is AgentKind.OFFICE and _words(one.name) == _words(entry.get("office", ""))],
        [one for one in read if _is_part(one, entry)],
    )
    return next((found[0] for found in tests if len(found) == 1), None)


def _remove(letter: Letter, role: Role, name: str) -> Outcome:
    kept = tuple(row for row in letter.participations if (row.role, row.name) != (role, name))
    if len(kept) == len(letter.participations):
        return Outcome(letter=letter, action="remove", note=without_effect("participations", f"the {role} {name!r}"))
    return Outcome(letter=replace(letter, participations=kept), action="remove")


def _fill(row: Participation, read: Participation, entry: Mapping[str, Any]) -> Participation:
    """The row with what the text says of the one whose place it takes."""
    # Words named by the decision are its own passage: no span of the other's goes with them.
    skipped = {"as_written", "start", "end"} if "as_written" in entry else set()
    # An office without a holder is now the holder's.
    office = read.name if read.kind is AgentKind.OFFICE else read.office
    known = {name: getattr(read, name) for name in _KEPT if name not in skipped and getattr(row, name) is None}
    known |= {"office": office} if row.office is None and row.kind is AgentKind.PERSON else {}
    is_same = "kind" not in entry and _words(read.name) <= _words(row.name)
    return replace(row, kind=read.kind if is_same else row.kind, **known)


def _overlap(one: Participation, span: tuple[int | None, int | None]) -> bool:
    start, end = span
    if start is None or end is None or one.start is None or one.end is None:
        return False
    return one.start < end and start < one.end


def _is_part(one: Participation, entry: Mapping[str, Any]) -> bool:
    if one.kind is not AgentKind.PERSON or entry.get("kind", "person") != AgentKind.PERSON:
        return False
    return _words(one.name) <= _words(entry["name"])


def _words(name: str) -> frozenset[str]:
    """The words of a name, without case and punctuation.

    >>> sorted(_words("Brown, Tom"))
    ['brown', 'tom']
    """
    return frozenset("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())

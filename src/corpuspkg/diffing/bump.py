"""What differences ask of the version number (Semantic Versioning 2.0.0, semver.org, applied to data)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpuspkg.diffing.changes import Bump, EntryChange, Reason, TableDiff
from corpuspkg.locate import version_key

# The table whose rows are what the package is about; rows of the others follow from it.
LETTERS = "letters"
_NAMED = 3


def find_reasons(entries: Iterable[EntryChange], tables: Iterable[TableDiff]) -> tuple[Reason, ...]:
    """Why a new version is needed, the weightiest reason first.

    A removed or retyped field, a removed table, another key or a removed letter breaks what users have written: major.
    An added table, field or letter is minor, like changed constraints. Every other difference is a correction: patch.
    """
    reasons = [*_entry_reasons(entries), *(reason for table in tables for reason in _row_reasons(table))]
    return tuple(sorted(reasons, key=lambda reason: -reason.bump))


def needed_bump(reasons: Iterable[Reason]) -> Bump:
    """The greatest bump that a reason asks for.

    >>> str(needed_bump([Reason(bump=Bump.PATCH, text=""), Reason(bump=Bump.MINOR, text="")]))
    'minor'
    """
    return max((reason.bump for reason in reasons), default=Bump.NONE)


def bump_between(old: str, new: str) -> Bump:
    """Which bump leads from version `old` to version `new`.

    >>> [str(bump_between("1.2.3", version)) for version in ("2.0.0", "1.3.0", "1.2.4", "1.2.3", "1.2.2")]
    ['major', 'minor', 'patch', 'none', 'none']
    """
    before, after = version_key(old), version_key(new)
    if after <= before:
        return Bump.NONE
    if after[0] > before[0]:
        return Bump.MAJOR
    return Bump.MINOR if after[1] > before[1] else Bump.PATCH


def demanded_of(old: str, bump: Bump) -> Bump:
    """What a bump demands after version `old`: before 1.0.0 the second number stands for what breaks.

    >>> str(demanded_of("0.3.1", Bump.MAJOR)), str(demanded_of("1.3.1", Bump.MAJOR))
    ('minor', 'major')
    """
    if version_key(old)[0] == 0:
        return Bump.MINOR if bump is Bump.MAJOR else min(bump, Bump.PATCH)
    return bump


def next_version(old: str, bump: Bump) -> str:
    """The lowest version after `old` that satisfies a bump.

    >>> next_version("1.2.3", Bump.MINOR), next_version("0.2.3", Bump.MAJOR)
    ('1.3.0', '0.3.0')
    """
    major, minor, patch = version_key(old)
    match demanded_of(old, bump):
        case Bump.MAJOR:
            return f"{major + 1}.0.0"
        case Bump.MINOR:
            return f"{major}.{minor + 1}.0"
        case Bump.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case _:
            return old


def _entry_reasons(entries: Iterable[EntryChange]) -> Iterator[Reason]:
    for change in entries:
        what = "" if change.entry == "field" else f"{change.entry} of "
        if change.entry in ("table", "field"):
            done = "removed" if change.new is None else "added"
            kind = change.entry
            yield Reason(bump=change.bump, text=f"{kind} {change.place} {done}")
        elif change.entry == "type":
            yield Reason(bump=change.bump, text=f"field {change.place} retyped from {change.old} to {change.new}")
        else:
            yield Reason(bump=change.bump, text=f"{what}{change.place} changed")


def _row_reasons(table: TableDiff) -> Iterator[Reason]:
    if table.old_rows is None or table.new_rows is None:
        return
    is_letters = table.name == LETTERS
    for count, keys, done, bump in (
        (table.removed, table.removed_keys, "removed", Bump.MAJOR if is_letters else Bump.PATCH),
        (table.added, table.added_keys, "added", Bump.MINOR if is_letters else Bump.PATCH),
    ):
        if count:
            noun = "letter" if is_letters else f"row of {table.name}"
            named = f": {', '.join('/'.join(map(str, key)) for key in keys[:_NAMED])}" if is_letters else ""
            more = ", …" if named and count > _NAMED else ""
            yield Reason(bump=bump, text=f"{_count(count, noun)} {done}{named}{more}")
    if table.changed:
        fields = ", ".join(table.fields)
        noun = "letter" if is_letters else f"row of {table.name}"
        yield Reason(bump=Bump.PATCH, text=f"{_count(table.changed, noun)} corrected ({fields})")


def _count(number: int, noun: str) -> str:
    """A number with its noun in the plural where due.

    >>> _count(1, "row of agents"), _count(2, "row of agents")
    ('1 row of agents', '2 rows of agents')
    """
    head, *rest = noun.split(" ")
    return " ".join([f"{number:,}", head if number == 1 else f"{head}s", *rest])

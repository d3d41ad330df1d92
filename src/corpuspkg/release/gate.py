"""What stands in the way of a release; all of it is told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpuspkg.citing.cff import cff
from corpuspkg.citing.works import Dataset
from corpuspkg.config import Config
from corpuspkg.diffing import PackageDiff
from corpuspkg.diffing.bump import bump_between, demanded_of, next_version
from corpuspkg.errors import PackageError
from corpuspkg.findings import finding_kinds
from corpuspkg.locate import VERSION, git, released_versions, version_key
from corpuspkg.release.changelog import Section

CHANGELOG = "CHANGELOG.md"
CITATION = "CITATION.cff"
_OUTPUT = "build"
# Letters that could not be read where this build was made; another machine may have read them.
UNREAD_CODES = ("document-crash", "document-memory", "document-timeout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is no release, and what to do."""

    message: str
    hint: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.message} ({self.hint})"


def check_state(config: Config, wanted: str | None, sections: Sequence[Section]) -> Iterator[Refusal]:
    """What can be told before anything is built: the version, its date, the changelog, uncommitted changes."""
    version = config.version if wanted is None else wanted.removeprefix("v")
    if not VERSION.fullmatch(version):
        yield Refusal(message=f"{version!r} is no version to release", hint="three numbers are wanted, as in 1.0.0")
        return
    if version != config.version:
        yield Refusal(
            message=f"version {version} is asked for, but pyproject.toml says {config.version}",
            hint=f'set version = "{version}" under [project] and release_date under [tool.corpuspkg], rebuild, commit',
        )
        config = replace(config, version=version)
    yield from _check_entries(config)
    yield from _check_changelog(config, sections)
    yield from _check_repository(config, sections)


def last_release(config: Config) -> str | None:
    """The highest tagged version below or above this one, a tag of this very commit aside; None before the first."""
    here = f"v{config.version}"
    others = [version for version in released_versions(config.root) if f"v{version}" != here]
    return others[-1] if others else None


def check_documents(config: Config, failed: Mapping[str, str]) -> Iterator[Refusal]:
    """Letters whose reading crashed or cost too much, and of which nobody wrote down that they may be missing.

    Args:
        config: Of the corpus.
        failed: The code of the issue by file.
    """
    for file, code in failed.items():
        if file not in config.quarantine:
            yield Refusal(
                message=f"{file}: {code}: the letter is not in the package",
                hint=f"{finding_kinds()[code].remedy} A quarantine is a list of files under [tool.corpuspkg]",
            )


def check_data(
    config: Config, dataset: Dataset, citation: str | None, diff: PackageDiff | None, last: str | None
) -> Iterator[Refusal]:
    """What can be told once the package is built: the citation file, and whether the version says enough.

    Args:
        config: Of the corpus.
        dataset: What the built descriptor says.
        citation: The committed CITATION.cff, where there is one.
        diff: Differences to the last release.
        last: Its version.
    """
    if citation is not None and citation.strip() != cff(dataset).strip():
        yield Refusal(
            message=f"{CITATION} is not what this version says of itself",
            hint=f"run: corpuspkg cite . --format cff > {CITATION}, and commit it",
        )
    if diff is None or last is None:
        return
    asked, given = demanded_of(last, diff.bump), bump_between(last, config.version)
    if given < asked:
        why = next(reason.text for reason in diff.reasons)
        yield Refusal(
            message=f"from {last} to {config.version} is a {given} version, and the data ask for a {asked} one: {why}",
            hint=f"release it as {next_version(last, diff.bump)} or higher; see: corpuspkg diff {last}",
        )


def _check_entries(config: Config) -> Iterator[Refusal]:
    roles = [role for one in config.contributors for role in one.get("roles", ())]
    for is_there, what, entry in (
        (config.release_date, "the day of the release", "release_date = 2026-01-31, with the right day,"),
        (config.contributors, "a creator", "contributors with roles"),
        ("publisher" in roles, "a publisher", "a contributor with the role publisher"),
        (config.licenses, "a licence", "licenses"),
    ):
        if not is_there:
            yield Refusal(message=f"pyproject.toml does not name {what}", hint=f"add {entry} to [tool.corpuspkg]")


def _check_changelog(config: Config, sections: Sequence[Section]) -> Iterator[Refusal]:
    heading = f"## {config.version} - {config.release_date or 'YYYY-MM-DD'}"
    own = [section for section in sections if section.version == config.version]
    if not own:
        yield Refusal(message=f"{CHANGELOG} says nothing of {config.version}", hint=f"add a section: {heading}")
    elif own[0].date != config.release_date:
        dates = f"{own[0].date or 'no day'}, pyproject.toml {config.release_date or 'none'}"
        yield Refusal(
            message=f"{CHANGELOG} dates {config.version} {dates}",
            hint=f"the heading should be: {heading}",
        )
    elif not own[0].text:
        yield Refusal(message=f"the section {config.version} of {CHANGELOG} is empty", hint="say what changed")
    above = [section.version for section in sections if version_key(section.version) > version_key(config.version)]
    if above:
        yield Refusal(message=f"{CHANGELOG} has {above[0]} already", hint=f"a version above {above[0]} is wanted")


def _check_repository(config: Config, sections: Sequence[Section]) -> Iterator[Refusal]:
    try:
        changed = git(config.root, "status", "--porcelain", "--", ".", f":(exclude){_OUTPUT}").decode().splitlines()
        tagged = released_versions(config.root)
        head = git(config.root, "rev-parse", "HEAD")
    except PackageError as error:
        yield Refusal(
            message=f"a release is made from a commit: {error.message}", hint="git init, add and commit first"
        )
        return
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        yield Refusal(message=f"uncommitted changes: {changed[0][3:]}{more}", hint="commit or remove them")
    yield from _check_tags(config, sections, tagged, head)


def _check_tags(config: Config, sections: Sequence[Section], tagged: Sequence[str], head: bytes) -> Iterator[Refusal]:
    """Whether the version is above the last one, and the last one is there to be compared with."""
    own = version_key(config.version)
    earlier = [one.version for one in sections if version_key(one.version) < own]
    if earlier and earlier[0] not in tagged:
        yield Refusal(
            message=f"{CHANGELOG} has the release {earlier[0]}, and there is no tag v{earlier[0]} to compare it with",
            hint="git fetch --tags; or leave out the section, if it has not been released",
        )
    higher = [version for version in tagged if version_key(version) > own]
    if higher:
        yield Refusal(
            message=f"version {config.version} is not above the last one, {higher[-1]}",
            hint=f"a version above {higher[-1]} is wanted",
        )
    elif config.version in tagged and git(config.root, "rev-parse", f"v{config.version}^{{commit}}") != head:
        yield Refusal(
            message=f"version {config.version} has been released from another commit",
            hint=f"release a higher version, or check out v{config.version} to make it again",
        )

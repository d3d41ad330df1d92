"""Release notes: what the changelog says, how the data differ from the last release, what is in the release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corpuspkg.citing.styles import apa
from corpuspkg.citing.works import Dataset
from corpuspkg.diffing import PackageDiff
from corpuspkg.diffing.render import to_markdown
from corpuspkg.release.codebook import TableProfile


def release_notes(
    dataset: Dataset,
    changes: str,
    profiles: Iterable[TableProfile],
    diff: PackageDiff | None,
    digests: Mapping[str, str],
) -> str:
    """The notes as Markdown.

    Args:
        dataset: What is released.
        changes: The changelog's section.
        profiles: The tables, for the first release.
        diff: Differences to the last release; None for the first.
        digests: SHA-256 of the other files of the release, by name.
    """
    lines = [f"# {dataset.title}, version {dataset.version}", "", f"Released on {dataset.released}.", "", changes, ""]
    if diff is None:
        lines += ["## The data", "", "This is the first release.", "", "| table | rows |", "|---|---:|"]
        lines += [f"| `{profile.table.name}` | {profile.rows:,} |" for profile in profiles]
    else:
        lines += [to_markdown(diff, level=2).rstrip()]
    lines += ["", "## How to cite", "", apa(dataset), "", "## Files", "", "| file | SHA-256 |", "|---|---|"]
    lines += [f"| `{name}` | `{digests[name]}` |" for name in sorted(digests)]
    lines += ["", "`corpuspkg verify FOLDER` checks them; with `--rebuild` it makes the tables again from the letters."]
    return "\n".join(lines) + "\n"

"""Citations for reading: APA (7th edition) and Chicago (17th edition, bibliography).

A letter is cited as a part of the dataset. Names are inverted only where given and family name are given apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpuspkg.citing.dates import NO_DATE, show_date, show_year_first
from corpuspkg.citing.works import CitedLetter, Creator, Dataset

# APA names up to twenty authors: of more, the first nineteen and the last.
_APA_ALL = 20
# Chicago names up to ten in a bibliography: of more, the first seven.
_CHICAGO_ALL, _CHICAGO_SHOWN = 10, 7
_NAMED_RECIPIENTS = 3


def apa(work: Dataset | CitedLetter) -> str:
    """One paragraph in APA style."""
    if isinstance(work, Dataset):
        title = f"{work.title}{_in_brackets(_version(work))} [Data set]"
        return _apa_parts(work.creators, show_year_first(work.released), [title], work)
    dataset = work.dataset
    kind = f"[{describe_letter(work)}]"
    title = f"{work.title} {kind}" if work.title else kind
    editors = _apa_names(dataset.creators, is_inverted=False)
    within = f"In {editors}, {dataset.title}" if editors else f"In {dataset.title}"
    within += f"{_in_brackets(_version(dataset), f'letter {work.letter_id}')} [Data set]"
    return _apa_parts(work.authors, show_year_first(work.sent), [title, within], dataset)


def chicago(work: Dataset | CitedLetter) -> str:
    """One paragraph in Chicago style."""
    dataset = work if isinstance(work, Dataset) else work.dataset
    published = [part for part in (dataset.publisher, _year(dataset)) if part]
    tail = [", ".join(published), dataset.address or ""]
    if isinstance(work, Dataset):
        parts = [_chicago_names(work.creators), work.title, _capital(_version(work)), *tail]
    else:
        title = f"“{work.title}.”" if work.title else ""
        kind = f"{describe_letter(work)}, {show_date(work.sent)}"
        edited = f"edited by {names}" if (names := _plain_names(dataset.creators)) else ""
        within = [f"In {dataset.title}", edited, _version(dataset), f"letter {work.letter_id}"]
        parts = [_chicago_names(work.authors), title, kind, ", ".join(part for part in within if part), *tail]
    return _sentences(parts)


def describe_letter(letter: CitedLetter) -> str:
    """What it is and to whom: the first recipients by name.

    A letter without a known recipient is just that: a letter.
    """
    names = [one.name for one in letter.recipients]
    if not names:
        return "Letter"
    more = len(names) - _NAMED_RECIPIENTS
    shown = names if more <= 0 else [*names[:_NAMED_RECIPIENTS], f"{more} other{'s' if more > 1 else ''}"]
    return f"Letter to {_listed(shown, 'and')}"


def _apa_parts(creators: Sequence[Creator], day: str, titles: Sequence[str], dataset: Dataset) -> str:
    """Author, date, title and what it is in; the title comes first where no author is known."""
    names = _apa_names(creators, is_inverted=True)
    head = [names, f"({day})", *titles] if names else [titles[0], f"({day})", *titles[1:]]
    is_author = dataset.publisher is not None and [dataset.publisher] == [one.name for one in creators]
    return _sentences([*head, "" if is_author else dataset.publisher or "", dataset.address or ""])


def _apa_names(creators: Sequence[Creator], *, is_inverted: bool) -> str:
    names = [_apa_name(one, is_inverted=is_inverted) for one in creators]
    if len(names) > _APA_ALL:
        return f"{', '.join(names[: _APA_ALL - 1])}, … {names[-1]}"
    return _listed(names, "&", always_comma=is_inverted)


def _apa_name(creator: Creator, *, is_inverted: bool) -> str:
    if not (creator.family and creator.given):
        return creator.name
    initials = " ".join(f"{part[0]}." for part in creator.given.split())
    return f"{creator.family}, {initials}" if is_inverted else f"{initials} {creator.family}"


def _chicago_names(creators: Sequence[Creator]) -> str:
    first, *others = creators or (None,)
    if first is None:
        return ""
    inverted = f"{first.family}, {first.given}" if first.family and first.given else first.name
    names = [inverted, *(_plain_name(one) for one in others)]
    if len(names) > _CHICAGO_ALL:
        return f"{', '.join(names[:_CHICAGO_SHOWN])}, et al."
    return _listed(names, "and", always_comma=inverted != first.name)


def _plain_names(creators: Sequence[Creator]) -> str:
    return _listed([_plain_name(one) for one in creators], "and")


def _plain_name(creator: Creator) -> str:
    return f"{creator.given} {creator.family}" if creator.family and creator.given else creator.name


def _listed(names: Sequence[str], word: str, *, always_comma: bool = False) -> str:
    """Names in a row.

    >>> _listed(["A", "B"], "and"), _listed(["A", "B"], "&", always_comma=True), _listed(["A", "B", "C"], "and")
    ('A and B', 'A, & B', 'A, B, and C')
    """
    if len(names) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(names)
    comma = "," if always_comma or len(names) > 2 else ""  # noqa: PLR2004 - the serial comma
    return f"{', '.join(names[:-1])}{comma} {word} {names[-1]}"


def _version(dataset: Dataset) -> str:
    return f"version {dataset.version}" if dataset.version else ""


def _in_brackets(*parts: str) -> str:
    said = "; ".join(part for part in parts if part)
    return f" ({_capital(said)})" if said else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _year(dataset: Dataset) -> str:
    return dataset.released[:4] if dataset.released else NO_DATE


def _sentences(parts: Sequence[str]) -> str:
    """Parts as sentences, each with one full stop; an address gets none."""
    said = [part for part in parts if part]
    return " ".join(
        part if part.startswith("http") or part.endswith((".", ".”", "!", "?")) else f"{part}." for part in said
    )

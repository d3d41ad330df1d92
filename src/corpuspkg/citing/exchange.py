"""Citations for programs: BibTeX (with the fields of biblatex), RIS and CSL-JSON 1.0."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from corpuspkg.citing.dates import csl_date, days, exact_day, one_month, one_year, show_date
from corpuspkg.citing.styles import describe_letter
from corpuspkg.citing.works import CitedLetter, Creator, Dataset

_KEY = re.compile(r"[^A-Za-z0-9.:_-]+")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(work: Dataset | CitedLetter) -> str:
    """One BibTeX entry. `date` has the EDTF, which biblatex reads; `year` and `month` only what is certain."""
    dataset = work if isinstance(work, Dataset) else work.dataset
    fields: dict[str, str | None]
    if isinstance(work, Dataset):
        kind, date = "misc", work.released
        fields = {"author": _bib_names(work.creators), "title": _braced(work.title), "howpublished": "Data set"}
    else:
        kind, date = "incollection", work.sent
        fields = {
            "author": _bib_names(work.authors),
            "title": _braced(work.title or describe_letter(work)),
            "booktitle": _braced(dataset.title),
            "editor": _bib_names(dataset.creators),
            "note": _tex(f"{describe_letter(work)}, {show_date(date)}. Letter {work.letter_id} in the data set"),
            "langid": work.language,
        }
    year, month = one_year(date), one_month(date)
    fields |= {
        "date": date,
        "year": str(year) if year else None,
        "version": _tex(dataset.version or ""),
        "publisher": _tex(dataset.publisher or ""),
        "doi": dataset.doi,
        "url": None if dataset.doi else dataset.address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    lines += [f"  month = {_MONTHS[month - 1]},"] if month else []
    return "\n".join([f"@{kind}{{{citation_key(work)},", *lines, "}"])


def citation_key(work: Dataset | CitedLetter) -> str:
    """Name of a work in a bibliography: package, version and letter."""
    dataset = work if isinstance(work, Dataset) else work.dataset
    parts = [dataset.name, dataset.version, work.letter_id if isinstance(work, CitedLetter) else None]
    return _KEY.sub("-", "-".join(part for part in parts if part))


def ris(work: Dataset | CitedLetter) -> str:
    """One RIS record, lines ended by a line feed."""
    return "\n".join(f"{tag}  - {' '.join(value.split())}" for tag, value in _ris(work) if value) + "\nER  - "


def _ris(work: Dataset | CitedLetter) -> Iterator[tuple[str, str | None]]:
    dataset = work if isinstance(work, Dataset) else work.dataset
    if isinstance(work, Dataset):
        kind, creators, title, date = "DATA", work.creators, work.title, work.released
    else:
        kind, creators, title, date = "PCOMM", work.authors, work.title or describe_letter(work), work.sent
    year, day = one_year(date), exact_day(date)
    yield "TY", kind
    yield "ID", citation_key(work)
    yield from (("AU", _inverted(one)) for one in creators)
    yield "TI", title
    yield "PY", str(year) if year else None
    yield "DA", f"{day:%Y/%m/%d}" if day else None
    if isinstance(work, Dataset):
        yield "AB", work.description
        yield from (("KW", word) for word in work.keywords)
    else:
        yield from (("A2", one.name) for one in work.recipients)
        yield "T2", dataset.title
        yield "N1", f"{describe_letter(work)}, {show_date(date)}. Letter {work.letter_id} in the data set."
        yield "LA", work.language
    yield "ET", dataset.version
    yield "PB", dataset.publisher
    yield "DO", dataset.doi
    yield "UR", dataset.address


def csl(work: Dataset | CitedLetter) -> dict[str, Any]:
    """One CSL-JSON item."""
    dataset = work if isinstance(work, Dataset) else work.dataset
    if isinstance(work, Dataset):
        item: dict[str, Any] = {
            "type": "dataset",
            "title": work.title,
            "author": _csl_names(work.creators),
            "issued": csl_date(work.released),
            "abstract": work.description,
            "keyword": ", ".join(work.keywords),
        }
    else:
        item = {
            "type": "personal_communication",
            "title": work.title or describe_letter(work),
            "genre": describe_letter(work),
            "author": _csl_names(work.authors),
            "recipient": _csl_names(work.recipients),
            "issued": csl_date(work.sent),
            "container-title": dataset.title,
            "editor": _csl_names(dataset.creators),
            "archive_location": work.letter_id,
            "language": work.language,
        }
    item |= {
        "version": dataset.version,
        "publisher": dataset.publisher,
        "DOI": dataset.doi,
        "URL": dataset.address,
    }
    return {"id": citation_key(work)} | {name: value for name, value in item.items() if value}


def csl_json(work: Dataset | CitedLetter) -> str:
    """A CSL-JSON document: a list of one item."""
    return json.dumps([csl(work)], ensure_ascii=False, indent=2)


def interval(edtf: str | None) -> str | None:
    """A date or closed interval as RKMS-ISO8601 has it, which DataCite takes; None where it cannot say it.

    >>> interval("2021-03-04"), interval("2024-10-04/2024-10-05"), interval("2023-09-30/..")
    ('2021-03-04', '2024-10-04/2024-10-05', None)
    """
    earliest, latest = days(edtf)
    if edtf is None or earliest is None or latest is None:
        return None
    return edtf if re.fullmatch(r"[\d/-]+", edtf) else f"{earliest}/{latest}"


def _bib_names(creators: Sequence[Creator]) -> str:
    return " and ".join(
        f"{_tex(one.family)}, {_tex(one.given)}" if one.family and one.given else _braced(one.name) for one in creators
    )


def _inverted(creator: Creator) -> str:
    return f"{creator.family}, {creator.given}" if creator.family and creator.given else creator.name


def _csl_names(creators: Sequence[Creator]) -> list[dict[str, str]]:
    return [
        {"family": one.family, "given": one.given} if one.family and one.given else {"literal": one.name}
        for one in creators
    ]


def _braced(text: str) -> str:
    """Braces keep capitals, and names in one piece."""
    return f"{{{_tex(text)}}}" if text else ""


def _tex(text: str) -> str:
    r"""Text with TeX's own signs written out.

    >>> print(_tex("Mill & Society_1"))
    Mill \& Society\_1
    """
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))

"""Mentions that are no citations: names inside an office's title or another name, drafts."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpuspkg.citations.document import Document, Mention

_REACH = 70
_WORD = re.compile(r"[a-z]+")
_OPTIONAL = re.compile(r"[a-z]+\??")
# What the patterns before a mention may end with.
_LINKS = ("of ", "to ", "for ", "on ", "at ", "before ", "by ", "from ", "in ")
_LEADS = (
    *_LINKS,
    *(f"{link}the " for link in _LINKS),
    *("comprehensive ", "draft ", "proposed ", "uss ", "hms ", "ship ", "frigate ", "buffalo ", "dollar "),
)
# Only names can be part of another name; numbers and symbols cannot.
_RULES = frozenset(
    {
        "cite.alias",
        "cite.treaty-subject",
        "cite.treaty-name",
        "cite.constitution",
        "cite.constitution-context",
        "cite.act",
        "cite.bill-name",
        "cite.named-law",
        "cite.law-on",
        "cite.agreement",
        "cite.anaphor",
        "cite.us-amendment",
    }
)


@dataclass(frozen=True, slots=True)
class _Filter:
    where: str
    pattern: re.Pattern[str]
    whole: re.Pattern[str]  # only from the start of a word: a look back makes each search ten times slower
    mention: re.Pattern[str] | None
    titled: bool
    reason: str


@cache
def _words_before() -> frozenset[str]:
    """The telling words of the patterns before a mention: where none of them stands, none of these matches."""
    found = [word for one in _filters() if one.where == "before" for word in _OPTIONAL.findall(one.pattern.pattern)]
    words = {word.removesuffix("?") for word in found} | {word[:-2] for word in found if word.endswith("?")}
    return frozenset(words.difference("".join(_LINKS).split(), ("the", "comprehensive")))


@cache
def _any_behind() -> re.Pattern[str]:
    """All patterns behind a mention as one."""
    return re.compile("|".join(f"(?:{one.pattern.pattern})" for one in _filters() if one.where == "behind"))


@cache
def _filters() -> tuple[_Filter, ...]:
    with Path(__file__).with_name("filters.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            _Filter(
                row["where"],
                re.compile(rf"(?:{row['pattern']})\Z" if row["where"] == "before" else row["pattern"]),
                re.compile(rf"(?<![a-z])(?:{row['pattern']})\Z"),
                re.compile(row["mention"]) if row["mention"] else None,
                row["case"] == "title",
                row["reason"],
            )
            for row in csv.DictReader(file)
        )


def reason_against(document: Document, mention: Mention) -> str | None:
    """Why a mention is no citation, if it is none."""
    if mention.rule not in _RULES:
        return None
    folded, text = document.folded, document.text
    start = mention.start
    led = folded.endswith(_LEADS, 0, start) and not _words_before().isdisjoint(_WORD.findall(folded, start - 50, start))
    behind = _any_behind().match(folded, mention.end, mention.end + _REACH) is not None
    if not led and not behind:
        return None
    low = max(0, mention.start - _REACH - 1)
    window = text[low : mention.end + _REACH], folded[low : mention.end + _REACH]
    return _reason(*window, mention.start - low, mention.end - low, led, behind)


@lru_cache(maxsize=4096)
def _reason(text: str, folded: str, start: int, end: int, led: bool, behind: bool) -> str | None:  # noqa: FBT001  # a key of the cache
    """The reason against a mention in a window of the text: form letters repeat it word by word."""
    for one in _filters():
        if not (led if one.where == "before" else behind):
            continue
        if one.mention and not one.mention.fullmatch(folded, start, end):
            continue
        if one.where == "before":
            low = max(0, start - _REACH)
            match = one.pattern.search(folded, low, start)
            if match and match.start() and "a" <= folded[match.start() - 1] <= "z":
                match = one.whole.search(folded, low, start)
            at = match.start() if match else 0
        else:
            match = one.pattern.match(folded, end, end + _REACH)
            at = match.start() + 1 if match else 0
        if match and (not one.titled or text[at].isupper()):
            return one.reason
    return None

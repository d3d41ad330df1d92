"""Markdown: the text as a reader sees it, without its marks."""

from __future__ import annotations

import re
from typing import Any

from corpuspkg.intake.found import Fact, Found, require
from corpuspkg.intake.plain import decode

_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)


def read(data: bytes, encoding: str | None) -> Found:
    """Read a Markdown file; front matter gives the title alone."""
    text, _ = decode(data, encoding)
    facts, notes = [], []
    front = _FRONT.match(text)
    if front:
        text = text[front.end() :]
        fields = dict(re.findall(r"^(\w[\w-]*):[ \t]*(.+?)[ \t]*$", front[1], re.MULTILINE))
        title = fields.pop("title", "").strip("\"'")
        facts += [Fact(part="letter", field="title", value=title, place="title of the front matter")] if title else []
        notes += [f"front matter left out: {', '.join(fields)}"] if fields else []
    # A library of rich, and so of the core; CommonMark.
    parser = require("markdown_it", "markdown-it-py").MarkdownIt("commonmark")
    lines = _blocks(parser.parse(text))
    return Found(text="\n\n".join(lines) + "\n", made_with="Markdown, markdown-it-py", facts=facts, notes=notes)


def _blocks(tokens: list[Any]) -> list[str]:
    """Blocks of text: paragraphs, headings, items with their marks."""
    blocks: list[str] = []
    numbers: list[int | None] = []
    mark = ""
    for token in tokens:
        if token.type == "ordered_list_open":
            numbers.append(int(token.attrGet("start") or 1))
        elif token.type == "bullet_list_open":
            numbers.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            number = numbers[-1]
            mark = "- " if number is None else f"{number}. "
            if number is not None:
                numbers[-1] = number + 1
        elif token.type == "inline":
            blocks.append(mark + _inline(token.children or []))
            mark = ""
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
    return blocks


def _inline(tokens: list[Any]) -> str:
    """Words of a block; a link's address follows its words where it differs from them."""
    parts: list[str] = []
    address = ""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            if address and not "".join(parts).endswith(address.removeprefix("mailto:")):
                parts.append(f" ({address})")
            address = ""
    return "".join(parts)

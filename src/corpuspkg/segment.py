"""Divide a letter's text into its parts.

`segment_text` names every line of a page by what it is to the letter on it (`corpuspkg.model.SegmentRole`): the
furniture of the page, what an article says around the letter, the letter's own head, body and foot. Segments are in
order, do not overlap, and cover all but white space.
"""

from __future__ import annotations

from dataclasses import replace

from corpuspkg.model import Segment, SegmentRole
from corpuspkg.segmentation import cues
from corpuspkg.segmentation.announcing import vocative_end
from corpuspkg.segmentation.blockquotes import cover, uncover
from corpuspkg.segmentation.foot import name_foot
from corpuspkg.segmentation.head import name_head
from corpuspkg.segmentation.lines import Line, split_lines
from corpuspkg.segmentation.opening import Opening, find_opening

_SPLIT_BY_PARAGRAPH = frozenset(
    {SegmentRole.BODY, SegmentRole.LEAD, SegmentRole.LIST_ITEM, SegmentRole.FOOTNOTE, SegmentRole.QUOTATION}
)
_UNWRAPPED = 110


def segment_text(text: str) -> tuple[Segment, ...]:
    r"""Segments of a normalized text.

    >>> text = "Rome, 3 May 1901\n\nDear Sir,\n\nI write to you.\n\nYours truly,\nA. Lee"
    >>> [(s.role.value, text[s.start:s.end]) for s in segment_text(text)][:3]
    [('dateline', 'Rome, 3 May 1901'), ('salutation', 'Dear Sir,'), ('body', 'I write to you.')]
    """
    written, text = text, uncover(text)
    lines = split_lines(text, uncovered=text is not written)
    if not lines:
        return ()
    opening = find_opening(_texts(text, lines), [line.gap for line in lines])
    cut = _cut_salutation(text, lines, opening)
    if len(cut) > len(lines) and opening.salutation is not None:
        opening = replace(opening, body=opening.body + 1)
    lines = cut
    texts = _texts(text, lines)
    gaps = [line.gap for line in lines]
    roles = name_head(texts, gaps, opening)
    first = opening.body
    roles += [SegmentRole.SALUTATION] * (first - len(roles))
    if opening.salutation is None and first < len(texts) and vocative_end(texts[first]) == len(texts[first]):
        roles.append(SegmentRole.SALUTATION)
        first += 1
    roles += name_foot(texts, gaps, opening, first)
    if first < len(roles) and roles[first] is SegmentRole.BODY and cues.line_dates(texts[first]):
        roles[first] = SegmentRole.DATELINE
    segments = _merge(texts, lines, roles)
    return segments if text is written else cover(written, segments)


def _texts(text: str, lines: list[Line]) -> list[str]:
    return [text[line.start : line.end] for line in lines]


def _cut_salutation(text: str, lines: list[Line], opening: Opening) -> list[Line]:
    """Cut the salutation from the paragraph it runs into."""
    body = opening.body
    if body >= len(lines):
        return lines
    line = lines[body]
    content = text[line.start : line.end]
    length = cues.salutation_end(content) or (vocative_end(content) if opening.lead_end else 0)
    rest = content[length:]
    if not 0 < length < len(content) or not rest.strip():
        return lines
    begin = line.start + length + len(rest) - len(rest.lstrip())
    return [
        *lines[:body],
        Line(line.start, line.start + len(content[:length].rstrip()), line.gap),
        Line(begin, line.end, gap=False),
        *lines[body + 1 :],
    ]


def _merge(texts: list[str], lines: list[Line], roles: list[SegmentRole]) -> tuple[Segment, ...]:
    """Join neighbouring lines of one role; paragraphs stay apart."""
    segments: list[Segment] = []
    signed = False
    current, first = roles[0], 0
    for number, (line, role) in enumerate(zip(lines, roles, strict=True)):
        if role is current and number:
            parted = line.gap and role in _SPLIT_BY_PARAGRAPH
            if not (parted or _begins(texts, lines, number, role, signed=signed)):
                continue
        if number:
            segments.append(Segment(role=current, start=lines[first].start, end=lines[number - 1].end))
        current, first = role, number
        signed = signed or role is SegmentRole.SIGNATURE
    segments.append(Segment(role=current, start=lines[first].start, end=lines[-1].end))
    return tuple(segments)


def _begins(texts: list[str], lines: list[Line], number: int, role: SegmentRole, *, signed: bool) -> bool:
    """Whether a line begins a paragraph of its own."""
    if role is SegmentRole.ADDRESS:
        # Below the signature, the writer's own address stands above the date.
        dated = (
            signed
            and number + 1 < len(texts)
            and not lines[number + 1].gap
            and bool(cues.line_dates(texts[number + 1]))
        )
        noted = cues.is_sidenote(texts[number - 1])
        return lines[number].gap and (cues.opens_address(texts[number]) or dated or noted)
    if role not in _SPLIT_BY_PARAGRAPH:
        return False
    if lines[number].gap or (role is SegmentRole.LIST_ITEM and cues.is_list_item(texts[number])):
        return True
    if role is SegmentRole.FOOTNOTE:
        return cues.is_footnote(texts[number])
    before = texts[number - 1]
    return len(before) > _UNWRAPPED or (cues.ends_sentence(before) and len(before) * 3 < len(texts[number]) * 2)

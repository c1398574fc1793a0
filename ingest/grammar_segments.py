"""Cutting a passage into units for the grammar: sentences, and list lead-ins with their items, with offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

# An item of a list: a bullet, "(a)", "a)", "(ii)", "4." or "4)". A subsection number, "(2)", is not one.
ITEM_LINE = re.compile(r"[ \t]*(?:[-*•·–]\s+(?:\([a-z]+\)\s+)?|\(?[a-z]{1,4}\)\s+|\d{1,2}[.)]\s+)")
MARK_AT_END = re.compile(r"(?:^|(?<=[\s:,;—]))(?:[-*•·–]|\(?[a-z]{1,4}\)|\d{1,2}[.)])\s*$")
SUBSECTION = re.compile(r"\s*\(\d+(?:\.\d+)?\)\s+")
# A list run on in one line: "... shall, (a) keep ...; (b) send ...". Citations, "clause 25 (2) (a)", have no
# punctuation before the bracket.
INLINE_ITEM = re.compile(r"(?<=[,;:—])\s+(?:and\s+|or\s+|et\s+|ou\s+)?(?=\(?(?:[a-h]|i{1,3}|iv)\)\s)")
# The end of a sentence: a stop before a capital, unless the stop closes an abbreviation or a section's number.
STOP = re.compile(r"[.!?][”\"»)]?\s+(?=[A-ZÀÂÇÉÈÊÎÔÛ“\"«(])")
ABBREVIATION = re.compile(
    r"(?:\b(?:ss?|subs?|cl|pars?|para|art|al|disp|no|nos|vol|ch|chap|c|Reg|Règl|Ont|St|Ste|Dr|Mr|Mrs|Ms|Div|Ct|Inc|Ltd|Co|v|vs|"
    r"Sched|e\.g|i\.e|etc|O|S|R|U)|\b[A-Z])\.$"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the passage, `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the stretch."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Unit:
    """A lead-in (or a plain paragraph) and the items of the list that it opens, if any."""

    lead: Span
    items: tuple[Span, ...] = ()


def trimmed(text: str, start: int, end: int) -> Span:
    """The stretch without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences of a stretch, in order.

    >>> [s.of("Under s. 27 it waits. It may go.") for s in sentences("Under s. 27 it waits. It may go.", Span(0, 32))]
    ['Under s. 27 it waits.', 'It may go.']
    """
    found, start = [], span.start
    for stop in STOP.finditer(text, span.start, span.end):
        if ABBREVIATION.search(text, start, stop.start() + 1):
            continue
        found.append(trimmed(text, start, stop.end()))
        start = stop.end()
    found.append(trimmed(text, start, span.end))
    return [piece for piece in found if piece.end > piece.start]


def units(text: str, items: tuple[tuple[int, int], ...] = ()) -> list[Unit]:
    """The units of a passage; `items` are the stretches of list items where the passage knows them."""
    if items:
        lead = trimmed(text, 0, items[0][0])
        mark = MARK_AT_END.search(text, lead.start, lead.end)
        lead = trimmed(text, lead.start, mark.start()) if mark else lead
        tail = trimmed(text, items[-1][1], len(text))
        opening = SUBSECTION.match(text, lead.start, lead.end)
        lead = Span(opening.end(), lead.end) if opening else lead
        found = [Unit(lead, tuple(trimmed(text, start, end) for start, end in items))]
        return found + ([Unit(tail)] if tail.end > tail.start else [])
    return _units_by_line(text)


def _units_by_line(text: str) -> list[Unit]:
    found: list[Unit] = []
    at = 0
    for line in text.split("\n"):
        span = trimmed(text, at, at + len(line))
        at += len(line) + 1
        if span.end == span.start:
            continue
        item = ITEM_LINE.match(text, at - len(line) - 1, span.end)
        if item and found and _opens_list(found[-1].lead.of(text), found[-1].items):
            found[-1] = _with_item(found[-1], trimmed(text, item.end(), span.end), line[:1].isspace())
        else:
            start = SUBSECTION.match(text, span.start, span.end)
            body = Span(start.end() if start else span.start, span.end)
            found.append(_split_inline(text, body))
    return found


def _opens_list(lead: str, items: tuple[Span, ...]) -> bool:
    return bool(items) or not lead.endswith((".", "!", "?", ";"))


def _with_item(unit: Unit, item: Span, nested: bool) -> Unit:
    """The unit with one more item; an item of a list inside the list belongs to the item that opens it."""
    if nested and unit.items:
        return Unit(unit.lead, (*unit.items[:-1], Span(unit.items[-1].start, item.end)))
    return Unit(unit.lead, (*unit.items, item))


def _split_inline(text: str, span: Span) -> Unit:
    marks = list(INLINE_ITEM.finditer(text, span.start, span.end))
    if len(marks) < 2:
        return Unit(span)
    ends = [mark.start() for mark in marks[1:]] + [span.end]
    items = []
    for mark, end in zip(marks, ends, strict=True):
        marker = ITEM_LINE.match(text, mark.end(), end)
        items.append(trimmed(text, marker.end() if marker else mark.end(), end))
    return Unit(trimmed(text, span.start, marks[0].start()), tuple(items))

"""Lines of text without marks of structure, to blocks: paragraphs joined again, list items told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Block
from ingest.clean import clean, one_line

# A list item's mark and the space after it. Bullets must match wherever a space follows; "-5 degrees" and "*emphasis*"
# must not, having none. Numbers match up to three digits, so that "2006. It was" stays a paragraph; "27 (1)" is no
# item (a section's number: the outline reads it), and "1.5 million" is none, because no space follows the dot.
BULLET = r"[•●▪■◦‣⁃·*\u2013\u2014\uf0b7\uf0a7-]|o(?=\s{2,}|\t)"
NUMBERED = r"\d{1,3}(?:\.\d{1,2}){0,2}[.)]|\(\d{1,3}(?:\.\d{1,2})*\)|\(?[a-z]{1,2}(?:\.\d)?\)|\(?[ivxl]{1,6}(?:\.\d)?\)|[ivxl]{1,6}\.|\([A-Z]\)|[A-Z]\."
MARKER = re.compile(rf"(?P<marker>{BULLET}|{NUMBERED})\s+(?=\S)")
RULE = re.compile(r"[\s_=*~•.-]*")
# A label in capitals glued to the sentence before it, as abstracts come out of databases: "...contexts.METHODS: We".
GLUED = re.compile(r"(?<=[a-zà-ÿ)\]][.!?])(?=[A-Z]{4,}[A-Z ]*: )")
ENDS_SENTENCE = re.compile(r"[.!?:;…][\"”»’)\]]*$")
# A page's number set apart in the margin or the middle, as programs that turn PDF into text leave it.
PAGE_NUMBER = re.compile(r"\s{20,}(\d{1,4})")
QUOTED = re.compile(r"\s{0,3}(?:>\s?)+")

# Lines longer than this come from text without hard line breaks: there a line is a paragraph.
WIDEST_WRAP = 130


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stood, with its page (0 where there are none); furniture is a page's number, and no words."""

    text: str
    page: int = 0
    furniture: bool = False


def lines_of(text: str) -> list[Line]:
    """The lines of a text, cleaned."""
    return [
        Line(part.expandtabs(4).rstrip()) for line in clean(text).split("\n") for part in GLUED.split(line)
    ]


def wrap_width(lines: Sequence[Line]) -> int:
    """The width that the text was broken to, in characters; 0 when a line is a paragraph.

    Broken text shows it: lines near the longest one stop amid a sentence, and the next begins with a small letter.
    """
    lengths = sorted(len(line.text) for line in lines if line.text.strip())
    if not lengths or lengths[-1] > WIDEST_WRAP:
        return 0
    width = lengths[int(0.95 * (len(lengths) - 1))]
    pairs = [
        (before.text, after.text.lstrip())
        for before, after in zip(lines, lines[1:], strict=False)
        if before.text.strip() and after.text.strip() and not MARKER.match(after.text.lstrip())
    ]
    broken = [1 for before, after in pairs if _breaks_off(before, width) and after[:1].islower()]
    return width if broken and len(broken) >= 0.15 * len(pairs) else 0


def page_numbers(lines: Sequence[Line]) -> frozenset[int]:
    """Which lines only number the pages: set apart, and at least three of them rising one by one."""
    found = [
        (index, int(match[1]))
        for index, line in enumerate(lines)
        if (match := PAGE_NUMBER.fullmatch(line.text))
    ]
    rising = (
        [
            index
            for (index, number), (_, after) in zip(found, [*found[1:], (0, found[-1][1] + 1)], strict=True)
            if after == number + 1
        ]
        if found
        else []
    )
    return frozenset(rising if len(rising) > 2 else ())


def _breaks_off(text: str, width: int) -> bool:
    """Whether a line runs near the margin and stops amid a sentence."""
    return len(text) >= 0.6 * width and ENDS_SENTENCE.search(text) is None


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """Paragraphs and list items; a line break that only wraps the text is undone, any other begins a block."""
    width = wrap_width(lines)
    furniture = page_numbers(lines)
    groups: list[list[Line]] = []
    before: Line | None = None
    for index, line in enumerate(lines):
        if index in furniture:
            groups.append([replace(line, furniture=True)])
            before = None
            continue
        if RULE.fullmatch(line.text) and not MARKER.match(line.text.lstrip()):
            before = None
            continue
        if before is not None and groups and _continues(groups[-1], before, line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
        before = line
    return _levelled([_block(group) for group in groups])


def _continues(group: Sequence[Line], before: Line, line: Line, width: int) -> bool:
    """Whether a line only carries on the one before it."""
    if MARKER.match(line.text.lstrip()):
        return False
    opening = MARKER.match(group[0].text.lstrip())
    if opening and _indent(line) >= _indent(group[0]) + len(opening[0]) - 1 > 0:
        return True
    if not width:
        return False
    first_word = line.text.split(maxsplit=1)[0]
    ended = ENDS_SENTENCE.search(before.text) is not None
    if _breaks_off(before.text, width) and first_word[0].islower():
        return True
    # The next word would have fitted, so the writer meant the break. Proportional type needs some allowance.
    slack = 0.97 if ended else 0.8
    return len(before.text) + 1 + len(first_word) > slack * width and width > 40


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _block(group: Sequence[Line]) -> tuple[int, Block]:
    """One group's block and its indent."""
    text = one_line(" ".join(line.text for line in group))
    if group[0].furniture:
        return 0, Block("paragraph", text, level=-1, page=group[0].page)
    marker = MARKER.match(text)
    if marker:
        written = marker["marker"]
        mark = written if any(c.isalnum() for c in written) and written != "o" else "-"
        return _indent(group[0]), Block("item", text[marker.end() :], marker=mark, page=group[0].page)
    return _indent(group[0]), Block("paragraph", text, page=group[0].page)


def _levelled(found: Sequence[tuple[int, Block]]) -> list[Block]:
    """Give list items their depth from their indents."""
    blocks: list[Block] = []
    indents: list[int] = []
    for indent, block in found:
        if block.kind != "item":
            indents = []
            blocks.append(block)
            continue
        while indents and indent < indents[-1]:
            indents.pop()
        if not indents or indent > indents[-1]:
            indents.append(indent)
        depth = len(indents) - 1
        blocks.append(Block("item", block.text, depth, block.marker, page=block.page))
    return blocks

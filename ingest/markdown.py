"""Markdown to blocks (the only file that imports markdown_it)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import Block, BlockKind, Extract
from ingest.clean import clean, one_line
from ingest.lines import ENDS_SENTENCE, MARKER, Line, blocks_of
from ingest.numbering import SECTION
from ingest.webpage import visible_text

FRONT = re.compile(r"---\n(?P<body>.*?)^(?:---|\.\.\.)\s*$\n?", re.S | re.M)
TITLE = re.compile(r"^title:\s*[\"']?(?P<title>.+?)[\"']?\s*$", re.M)
# What converters from Word write and Markdown does not read: bold around spaces alone, "__27 __(1)" with the space
# inside the bold, and a link with Word's own bookmark switch, "](https://host/page" \l "mark)". All stay on one line.
EMPTY_BOLD = re.compile(r"(?P<mark>\*\*|__)(?P<space> +)(?P=mark)")
SPACED_BOLD = re.compile(r"(?P<mark>\*\*|__)(?P<words>[^\s*_](?:[^*_\n]*[^\s*_])?)(?P<space> +)(?P=mark)")
WORD_LINK = re.compile(r"\]\((?P<url>https?://[^\s\")]+)\" \\l \"[^)\n]*\)")
# "[Repealed](2)" is no link: a subsection's number follows a bracket.
NO_LINK = re.compile(r"\](?=\([a-z\d]{1,3}(?:\.\d+)?\))")
LONGEST_NOTE_LINE = 60


def read_markdown(text: str) -> Extract:
    """Headings, paragraphs, lists, tables and quotations; a front block gives only its title."""
    text = SPACED_BOLD.sub(r"\g<mark>\g<words>\g<mark>\g<space>", EMPTY_BOLD.sub(r"\g<space>", clean(text)))
    text = NO_LINK.sub(r"\\]", WORD_LINK.sub(r"](\g<url>)", text))
    front = FRONT.match(text)
    title = TITLE.search(front["body"]) if front else None
    # Indented code is switched off: in texts that people write, four spaces are an indent, not a program.
    parser = MarkdownIt("commonmark").enable("table").disable("code")
    blocks = tuple(_Walker().walk(parser.parse(text[front.end() :] if front else text)))
    marked = any(block.kind == "heading" for block in blocks)
    return Extract(blocks, title=title["title"].strip() if title else "", marked=marked)


def markdown_html(text: str) -> str:
    """Markdown as HTML for a page; HTML that stands in the text stays text."""
    rendered: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return rendered


class _Walker:
    """Goes through the tokens of a document and remembers what surrounds the words."""

    def __init__(self) -> None:
        self.markers: list[str] = []  # per list level, the mark of the item under way; "" once it is written
        self.quotes = 0
        self.heading = 0
        self.cells: list[str] | None = None

    def walk(self, tokens: Sequence[Token]) -> Iterator[Block]:
        for token in tokens:
            if token.type == "inline":
                yield from self._words(token)
            elif token.type == "tr_close":
                yield Block("row", " | ".join(self.cells or ()))
                self.cells = None
            elif token.type == "fence":
                yield from blocks_of([Line(line) for line in token.content.split("\n")])
            elif token.type == "html_block":
                if shown := visible_text(token.content):
                    yield Block("paragraph", shown)
            else:
                self._enter(token)

    def _enter(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self.markers.append("")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.markers.pop()
        elif token.type == "list_item_open":
            self.markers[-1] = f"{token.info}{token.markup}" if token.info else "-"
        elif token.type == "heading_open":
            self.heading = int(token.tag[1:])
        elif token.type in ("blockquote_open", "blockquote_close"):
            self.quotes += token.nesting
        elif token.type == "tr_open":
            self.cells = []

    def _words(self, token: Token) -> Iterator[Block]:
        if self.cells is not None:
            self.cells.append(one_line(_inline(token)[0]))
        elif self.heading:
            yield from _text_blocks(token, "heading", self.heading, "")
            self.heading = 0
        elif self.markers:
            yield from _text_blocks(token, "item", len(self.markers) - 1, self.markers[-1])
            self.markers[-1] = ""
        else:
            yield from _text_blocks(token, "quote" if self.quotes else "paragraph", 0, "")


def _text_blocks(token: Token, kind: BlockKind, level: int, marker: str) -> Iterator[Block]:
    text, strong = _inline(token)
    if not text.strip():
        return
    lines = [Line(line) for line in text.split("\n")]
    marked = any(MARKER.match(line.text.lstrip()) for line in lines)
    if kind == "paragraph" and len(lines) > 1 and (marked or _under_note(lines)):
        yield from blocks_of(
            lines
        )  # marks that Markdown does not know, such as "•"; a section under its note
        return
    words = one_line(text)
    own = MARKER.match(words) if kind == "item" and marker == "-" else None
    if own and any(c.isalnum() for c in own["marker"]):  # "- (a) words", as statutes are often republished
        marker, words = own["marker"], words[own.end() :]
    yield Block(kind, words, level, marker, one_line(strong))


def _under_note(lines: Sequence[Line]) -> bool:
    """Whether the second line opens a section and the first is its marginal note: "Short title", "1 This Act may"."""
    note, first = lines[0].text.strip(), lines[1].text.strip()
    short = len(note) <= LONGEST_NOTE_LINE and note[:1].isupper() and not ENDS_SENTENCE.search(note)
    return short and SECTION.fullmatch(first) is not None


def _inline(token: Token) -> tuple[str, str]:
    """The words of an inline token, and those in bold at its very beginning."""
    words: list[str] = []
    strong: list[str] = []
    bold = False
    for child in token.children or ():
        if child.type in ("strong_open", "strong_close"):
            bold = child.nesting > 0
        elif child.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif child.type in ("text", "code_inline"):
            if bold and len(strong) == len([word for word in words if word]):
                strong.append(child.content)
            words.append(child.content)
        elif child.type == "image":
            words.append(child.content)
        elif child.type == "html_inline" and re.match(r"<br\b", child.content, re.I):
            words.append("\n")
    return "".join(words), "".join(strong)

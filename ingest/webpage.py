"""Web pages to blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.blocks import Block, BlockKind, Extract
from ingest.clean import one_line
from ingest.lines import MARKER

# What is on a page but is not its text: code, navigation, controls, and the page's own furniture.
DROPPED = (
    "script, style, noscript, template, nav, footer, form, button, select, option, textarea, input, svg, canvas, iframe, "
    "object, head > *:not(title), [hidden], [aria-hidden=true], [role=navigation], dialog:not([open])"
)
# Inline styles that hide words from a reader (and so must hide them from the index, or a page could plant some).
# Must not match "visibility: visible" or "font-size: 0.9em".
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:px|em|rem|%|pt)?\s*(?:;|!|$)|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}",
    re.I,
)
HIDING_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SIMPLE_SELECTOR = re.compile(r"[.#][\w-]+")
LINE_TAGS = frozenset(
    "address article aside body caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header "
    "hr html li main ol p pre section summary table tbody td tfoot th thead tr ul blockquote".split()
)
DEEPEST = 400


def read_webpage(html: str) -> Extract:
    """The visible words of a page as headings, paragraphs, lists, table rows and quotations."""
    tree = LexborHTMLParser(html)
    title = one_line(titles[0].text()) if (titles := tree.css("title")) else ""
    _drop_hidden(tree)
    mains = tree.css("main, [role=main]") or tree.css("article")
    root = mains[0] if len(mains) == 1 else tree.body
    blocks = tuple(_Page().read(root)) if root is not None else ()
    return Extract(blocks, title=title, marked=any(block.kind == "heading" for block in blocks))


def visible_text(html: str) -> str:
    """The visible words of a piece of HTML on one line."""
    return " ".join(block.text for block in read_webpage(html).blocks)


def _drop_hidden(tree: LexborHTMLParser) -> None:
    hidden = [DROPPED]
    for style in tree.css("style"):
        for rule in HIDING_RULE.finditer(style.text()):
            if HIDING.search(rule[2]):
                hidden += [
                    part for part in map(str.strip, rule[1].split(",")) if SIMPLE_SELECTOR.fullmatch(part)
                ]
    # Not `tree.strip_tags`: it keeps what stands inside.
    for node in tree.css(", ".join(hidden)):
        if node.tag not in ("html", "body"):
            node.decompose()
    for node in tree.css("[style]"):
        if HIDING.search(node.attributes.get("style") or "") and node.tag not in ("html", "body"):
            node.decompose()


class _Page:
    """Goes down a page's tree; words gather until a tag that stands on lines of its own begins or ends."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.strong: list[str] = []
        self.kind: BlockKind = "paragraph"
        self.level = 0
        self.marker = ""
        self.lists: list[int] = []  # the next number of each list around, 0 for one with bullets

    def read(self, node: LexborNode, depth: int = 0) -> Iterator[Block]:
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self._say(child)
            elif tag == "br":
                yield from self._flush() if self.kind != "heading" else ()
                self.words.append(" ")
            elif tag == "tr":
                yield from self._row(child)
            elif tag in LINE_TAGS and depth < DEEPEST:
                yield from self._flush()
                yield from self._inside(child, tag, depth)
            elif depth < DEEPEST:
                yield from self.read(child, depth + 1)
            else:
                self.words.append(child.text(deep=True))
        if depth == 0:
            yield from self._flush()

    def _say(self, node: LexborNode) -> None:
        text = node.text(deep=False) or ""
        parent = node.parent
        if parent is not None and parent.tag in ("b", "strong") and not "".join(self.words).strip():
            self.strong.append(text)
        self.words.append(text)

    def _inside(self, node: LexborNode, tag: str, depth: int) -> Iterator[Block]:
        outer = (self.kind, self.level, self.marker)
        if re.fullmatch(r"h[1-6]", tag):
            self.kind, self.level = "heading", int(tag[1])
        elif tag in ("ul", "ol"):
            start = node.attributes.get("start") or "1"
            self.lists.append(int(start) if tag == "ol" and start.isdigit() else int(tag == "ol"))
        elif tag == "li":
            self._open_item()
        elif tag == "blockquote" and self.kind == "paragraph":
            self.kind = "quote"
        yield from self.read(node, depth + 1)
        yield from self._flush()
        if tag in ("ul", "ol"):
            self.lists.pop()
        consumed = outer[0] == "item" and tag not in ("ul", "ol", "li") and not self.marker
        self.kind, self.level, self.marker = (*outer[:2], "" if consumed else outer[2])

    def _open_item(self) -> None:
        number = self.lists[-1] if self.lists else 0
        self.kind, self.level, self.marker = (
            "item",
            max(len(self.lists) - 1, 0),
            f"{number}." if number else "-",
        )
        if number:
            self.lists[-1] += 1

    def _row(self, row: LexborNode) -> Iterator[Block]:
        yield from self._flush()
        cells = [one_line(cell.text(separator=" ")) for cell in row.css("td, th")]
        if any(cells):
            yield Block("row", " | ".join(cells)) if len(cells) > 1 else Block("paragraph", cells[0])

    def _flush(self) -> Iterator[Block]:
        text, strong = one_line("".join(self.words)), one_line("".join(self.strong))
        self.words, self.strong = [], []
        if not text:
            return
        kind, marker = self.kind, self.marker
        own = MARKER.match(text)
        if own and kind in ("item", "paragraph") and marker in ("", "-"):  # a mark typed into the text itself
            kind, marker, text = "item", own["marker"], text[own.end() :]
        yield Block(kind, text, self.level, marker if kind == "item" else "", strong)
        if self.kind == "item":
            self.marker = ""  # what else stands in this item carries no mark

"""An e-Laws page to lines that keep their structural class: the publisher's own marks, nothing guessed from layout."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.passage import Language, Validity
from ingest.clean import one_line
from ingest.webpage import HIDING

# The publisher's paragraph classes, without the edition's suffix ("-e", "-f"), to what a line is. Statutes set both
# "(a)" and "1." as "paragraph", regulations "(a)" as "clause"; the mark at the start of the line tells them apart.
ROLES = {
    "act": "front",
    "actname": "front",
    "shorttitle": "title",
    "longtitle": "title",
    "regtitle": "title",
    "regnumber": "chapter",
    "chapter": "chapter",
    "ConsolidationPeriod": "period",
    "version": "period",
    "DocVer": "period",
    "lastAmendDate": "front",
    "amendedby": "front",
    "comment": "front",
    "leadText": "page",
    "LegHistory": "front",
    "bilingual": "front",
    "assent": "front",
    "toc": "contents",
    "partnum": "part",
    "part": "part",
    "heading1": "heading",
    "heading2": "heading",
    "heading3": "heading",
    "headingx": "heading",
    "headnote": "headnote",
    "headnoteitalic": "headnote",
    "preamble": "preamble",
    "section": "section",
    "subsection": "subsection",
    "clause": "item",
    "paragraph": "item",
    "subclause": "item",
    "subpara": "item",
    "subsubclause": "item",
    "subsubpara": "item",
    "subsubsubpara": "item",
    "defclause": "item",
    "defparagraph": "item",
    "defsubclause": "item",
    "defsubpara": "item",
    "definition": "definition",
    "firstdef": "definition",
    "schedule": "schedule",
    "Pnote": "note",
    "note": "note",
    "footnote": "history",
    "footnoteLeft": "history",
    "table": "text",
    "tablebold": "text",
    "line": "text",
    "form": "text",
    "ruleb": "heading",
    "rulec": "heading",
    "equation": "text",
    "equationind1": "text",
    "equationind2": "text",
    "equationind3": "text",
    "MsoNormal": "text",
}
# Roles that prove a page to be e-Laws markup; the other classes are also used elsewhere.
LAW_ROLES = frozenset({"section", "subsection", "headnote", "part", "period", "definition"})
DEEPEST_TABLE = 20
SILENT = frozenset({"script", "style", "template", "head", "noscript", "-comment"})
BLOCKS = frozenset(
    "address article aside blockquote body dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html "
    "li main nav ol p pre section table tbody td tfoot th thead tr ul caption".split()
)
CONTENTS_LINK = re.compile(r"#BK\d+")
FRENCH = re.compile(
    r"Période de codification|Version telle qu|Règlement de l['’]Ontario|Lois?-en-ligne|chapitre \d", re.I
)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, heading or table row: what it is, and its clean text on one line.

    `role` is a value of ROLES, "row" for a table row, or "page" for what stands outside the law (menus, banners).
    `level` is the depth of an item, from 1. `pending` is text that the publisher shades because it is not law yet.
    """

    role: str
    text: str
    level: int = 0
    pending: bool = False
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, with what its head says of itself."""

    lines: tuple[Line, ...]
    title: str
    language: Language
    is_elaws: bool
    period: Validity | None = None


def read_page(source: str) -> Page:
    """Read an HTML page, or the JSON that e-Laws' own page is built from (its "content" is the HTML)."""
    envelope = _envelope(source)
    content = envelope.get("content", "")
    html = (content if isinstance(content, str) else "") if envelope else source
    tree = LexborHTMLParser(html)
    lines = tuple(_settle(list(_lines(tree.body, Line("", ""))))) if tree.body is not None else ()
    head = tree.css_first("title")
    title = one_line(head.text()).split(" | ")[0].strip(' "') if head is not None else ""
    marked = any(line.role in LAW_ROLES for line in lines)
    return Page(
        lines, _stated_title(envelope) or title, _language(tree, lines), marked, _stated_period(envelope)
    )


def _envelope(source: str) -> dict[str, Any]:
    """The JSON around a page's HTML; empty for a page that came as HTML."""
    if not source.lstrip("\ufeff \r\n\t").startswith("{"):
        return {}
    try:
        found = json.loads(source.lstrip("\ufeff"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) and "content" in found else {}


def _stated_title(envelope: dict[str, Any]) -> str:
    names = envelope.get("actName")
    values = names.values() if isinstance(names, dict) else (names,)
    return next((one_line(name) for name in values if isinstance(name, str) and name.strip()), "")


def _stated_period(envelope: dict[str, Any]) -> Validity | None:
    """The days that the JSON gives for the version ("dateFrom", and the last day, "dateTo")."""
    try:
        start = date.fromisoformat(str(envelope.get("dateFrom"))[:10])
    except ValueError:
        return None
    try:
        end = date.fromisoformat(str(envelope.get("dateTo"))[:10]) + timedelta(days=1)
    except (ValueError, OverflowError):
        return Validity(start)
    return Validity(start, end) if end > start else Validity(start)


def _language(tree: LexborHTMLParser, lines: tuple[Line, ...]) -> Language:
    root = tree.css_first("html")
    stated = ((root.attributes.get("lang") or "") if root is not None else "").lower()
    if stated[:2] in ("en", "fr"):
        return "fr" if stated[:2] == "fr" else "en"
    front = " ".join(line.text for line in lines[:40])
    return "fr" if FRENCH.search(front) else "en"


def _hidden(node: LexborNode) -> bool:
    return "hidden" in node.attributes or bool(HIDING.search(node.attributes.get("style") or ""))


def _lines(root: LexborNode, context: Line, tables: int = 0) -> Iterator[Line]:
    """Every visible line inside a node, in reading order; loose text between blocks makes a line of its own.

    The walk keeps its own stack: Word's export leaves spans open, and each open one nests the rest of the page deeper.
    """
    loose: list[str] = []
    contexts = [context]
    todo: list[LexborNode | None] = [None, *_children(root)]
    while todo:
        node = todo.pop()
        if node is None:
            yield from _flush(loose, contexts[-1])
            contexts.pop()
        elif node.tag == "-text":
            loose.append(node.text(deep=False))
        elif node.tag == "br":
            loose.append("\n")
        elif node.tag in SILENT or _hidden(node):
            continue
        elif node.tag == "table" and tables < DEEPEST_TABLE:
            yield from _flush(loose, contexts[-1])
            yield from _table(node, contexts[-1], tables + 1)
        elif node.tag in BLOCKS:
            yield from _flush(loose, contexts[-1])
            contexts.append(_role(node, contexts[-1]))
            todo += [None, *_children(node)]
        else:
            todo += _children(node)


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))[::-1]


def _flush(loose: list[str], context: Line) -> Iterator[Line]:
    text = one_line("".join(loose))
    loose.clear()
    if text:
        yield replace(context, text=text)


def _role(node: LexborNode, context: Line) -> Line:
    """What a block is, from its class; a block without one is what it stands in."""
    names = (node.attributes.get("class") or "").split()
    for name in names:
        base, pending = base_class(name)
        if base.lower().startswith("toc"):
            return Line("contents", "")
        if base in ROLES and node.tag != "div":
            depth = base.count("sub") + 1 if ROLES[base] == "item" else 0
            return Line(ROLES[base], "", level=depth, pending=pending)
    if node.tag in ("nav", "header", "footer", "aside") or any(name.startswith("ontario-") for name in names):
        return Line("page", "")
    if names and node.tag == "p":
        return Line("text", "", unknown=names[0])
    return context


def base_class(name: str) -> tuple[str, bool]:
    """A class without the edition's suffix and the variant's letter, and whether the variant is not law yet.

    >>> base_class("Ysubsection-e")
    ('subsection', True)
    """
    stem = re.sub(r"-[ef]$", "", name)
    if stem not in ROLES and stem[:1] in tuple("YSP") and stem[1:] in ROLES:
        return stem[1:], stem[0] == "Y"
    return stem, False


def _table(table: LexborNode, context: Line, depth: int) -> Iterator[Line]:
    """A table of contents stays one; any other table gives a row a line, its cells parted by a bar."""
    links = [link.attributes.get("href") or "" for link in table.css("a")]
    contents = (
        context.role == "contents" or any(map(CONTENTS_LINK.search, links)) or table.css("[class^=TOC]")
    )
    role = Line("contents", "") if contents else Line("row", "", pending=context.pending)
    for part in table.css("caption, tr"):
        if _own_table(part) != table.mem_id:
            continue
        cells = (
            [part] if part.tag == "caption" else [cell for cell in part.iter() if cell.tag in ("td", "th")]
        )
        texts = [one_line("\n".join(line.text for line in _lines(cell, role, depth))) for cell in cells]
        if any(texts):
            yield replace(
                role, text=" | ".join(texts) if role.role == "row" else " ".join(filter(None, texts))
            )


def _own_table(node: LexborNode) -> int:
    parent = node.parent
    while parent is not None and parent.tag != "table":
        parent = parent.parent
    return parent.mem_id if parent is not None else 0


def _settle(lines: list[Line]) -> Iterator[Line]:
    """Unmarked text between the first and the last line of the law is the law's; outside them it is the page's."""
    law = [index for index, line in enumerate(lines) if line.role not in ("", "page", "text", "row")]
    for index, line in enumerate(lines):
        inside = not law or law[0] < index < law[-1]
        yield replace(line, role="text" if inside else "page") if line.role == "" else line

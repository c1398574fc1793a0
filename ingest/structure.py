"""Blocks of a document that is not a statute to a draft tree: headings, lists with their lead-in, tables, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Block, Extract
from ingest.lines import ENDS_SENTENCE
from ingest.tree import LINE_GAP, Draft

LONGEST_HEADING = 90
LONGEST_TITLE = 160
LONGEST_FINISHED_TITLE = 50  # a title that ends in a full stop
LONGEST_LEAD_IN = 300  # a paragraph that introduces a list without a colon is at most this long

# A heading has words and starts like one. Must not match web addresses, "By: ..." lines or bare numbers.
HEADING_LIKE = re.compile(r"(?!https?:|www\.|by:|par\s*:)(?=.*[^\W\d_]{3})[\"“«(\[¿]?[A-ZÀ-Ý0-9].*", re.I)
INTRODUCES = re.compile(
    r"[:—–]$|\b(?:following|below|suivante?s?|ci-dessous|including|notamment)[.:]?$", re.I
)

# Furniture of web pages and newsletters. Each pattern must match the whole of a short block, so that a sentence that
# only mentions a comment, a cookie or an account stays text.
BOILERPLATE = re.compile(
    r"leave a (?:reply|comment)|post a comment|laisser un commentaire|fill in your details below.*|you are commenting using.*"
    r"|(?:wordpress\.com|google|twitter|facebook|linkedin|x) (?:logo|photo|picture|account)|log ?(?:in|out)\b.{0,40}"
    r"|connecting to %s|(?:\d+|one|no) (?:thoughts?|comments?|responses?|commentaires?|réponses?) (?:on|sur) .*"
    r"|constant contact.*|try it free.*|unsubscribe.*|se désabonner.*|view (?:this (?:e-?mail|message) )?in (?:your )?browser.*"
    r"|share (?:this|on)\b.{0,60}|partager\b.{0,40}|skip to (?:main )?content|aller au contenu.*|back to top|haut de (?:la )?page"
    r"|print this page|imprimer(?: cette page)?|(?:©|copyright)\b.*|all rights reserved\.?|tous droits réservés\.?"
    r"|(?:we|this site) uses? cookies.*|accept(?: all)? cookies|powered by .*|propulsé par .*|loading\.{3}|read more|lire la suite",
    re.I,
)
LONGEST_BOILERPLATE = 140


def structure(extract: Extract) -> Draft:
    """The draft tree of a document; headings are guessed where the format did not mark any."""
    blocks = _mark_boilerplate(extract.blocks if extract.marked else guess_headings(extract.blocks))
    root = Draft("document")
    open_divisions: list[tuple[int, Draft]] = [(0, root)]
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if block.kind == "heading":
            while open_divisions[-1][0] >= block.level:
                open_divisions.pop()
            division = open_divisions[-1][1].add(Draft("division", label=block.text))
            division.add(Draft("heading", block.text))
            open_divisions.append((block.level, division))
            index += 1
        elif block.kind in ("item", "row"):
            index = _add_run(open_divisions[-1][1], blocks, index)
        else:
            kind = "boilerplate" if block.level < 0 else block.kind
            open_divisions[-1][1].add(Draft(kind, block.text, label=_page(block)))
            index += 1
    return root


def _page(block: Block) -> str:
    return f"page={block.page}" if block.page else ""


def guess_headings(blocks: Sequence[Block]) -> list[Block]:
    """Make headings of short lines that stand alone above a text; a run of three and more is no heading but a table."""
    result = list(blocks)
    index = 0
    while index < len(result):
        end = index
        while end < len(result) and _like_heading(result, end):
            end += 1
        followed = end < len(result) and not BOILERPLATE.fullmatch(result[end].text)
        if followed and (end - index <= 2):
            for place in range(index, end):
                result[place] = _as_heading(result[place], 1 if place == 0 else 2)
        index = end + 1
    if len(result) > 1 and _like_title(result[0]):
        result[0] = _as_heading(result[0], 1)
    return result


def _like_title(block: Block) -> bool:
    """A first line that stands above the text; one that ends like a sentence must be quite short."""
    longest = LONGEST_FINISHED_TITLE if ENDS_SENTENCE.search(block.text) else LONGEST_TITLE
    return block.kind == "paragraph" and len(block.text) <= longest


def _as_heading(block: Block, level: int) -> Block:
    text = f"{block.marker} {block.text}" if block.kind == "item" else block.text
    return replace(block, kind="heading", text=text, level=level, marker="")


def _like_heading(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    alone = not any(0 <= i < len(blocks) and blocks[i].kind == "item" for i in (index - 1, index + 1))
    numbered = block.kind == "item" and block.marker[:1].isdigit() and alone
    if block.kind != "paragraph" and not numbered:
        return False
    short = len(block.text) <= LONGEST_HEADING and len(block.text.split()) <= 14
    ended = ENDS_SENTENCE.search(block.text.rstrip("?")) is not None or block.text.endswith(",")
    furniture = BOILERPLATE.fullmatch(block.text) is not None or " | " in block.text or "@" in block.text
    return short and not ended and not furniture and HEADING_LIKE.fullmatch(block.text) is not None


def _mark_boilerplate(blocks: Sequence[Block]) -> list[Block]:
    """Furniture gets level -1. Short lines that stand between two pieces of furniture belong to it."""
    flags = [len(b.text) <= LONGEST_BOILERPLATE and BOILERPLATE.fullmatch(b.text) is not None for b in blocks]
    for index in range(1, len(blocks) - 1):
        if flags[index - 1] and flags[index + 1] and len(blocks[index].text) <= 60:
            flags[index] = True
    return [
        replace(block, kind="paragraph", level=-1, marker="") if flag else block
        for block, flag in zip(blocks, flags, strict=True)
    ]


def _add_run(parent: Draft, blocks: Sequence[Block], index: int) -> int:
    """Add the list or table that begins at `index`, and its lead-in if it has one; give the index after it."""
    kind = blocks[index].kind
    run = Draft("list" if kind == "item" else "table", label=_page(blocks[index]))
    before = parent.children[-1] if parent.children else None
    if before is not None and before.kind == "paragraph" and _introduces(before.text):
        parent.children.pop()
        run.add(replace(before, kind="lead_in"))
    parent.add(run)
    levels: list[Draft] = [run]
    while index < len(blocks) and blocks[index].kind == kind:
        block = blocks[index]
        depth = min(block.level, len(levels) - 1)
        if block.marker or kind == "row":
            del levels[depth + 1 :]
            text = f"{block.marker} {block.text}" if block.marker else block.text
            levels.append(levels[depth].add(Draft(kind, text, label=block.marker, gap=LINE_GAP)))
        else:
            levels[-1].add(Draft("continuation", block.text, gap=LINE_GAP))
        index += 1
    return index


def _introduces(text: str) -> bool:
    return INTRODUCES.search(text) is not None or len(text) <= LONGEST_LEAD_IN

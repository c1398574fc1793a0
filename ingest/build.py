"""Blocks to a document: the one place where canonical text and tree are made."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.document import Document
from corpus.passage import ALWAYS, Authority, Language, Validity
from ingest.blocks import Block, Extract
from ingest.clean import one_line
from ingest.language import main_language
from ingest.outline import outline
from ingest.repeal import find_repeals
from ingest.statute import looks_like_statute
from ingest.structure import LONGEST_TITLE, structure
from ingest.tree import Draft, render

# What programs write as a title when nobody gave one.
NO_TITLE = re.compile(
    r"untitled|anonymous|document\s?\d*|(?:microsoft )?(?:word|powerpoint) - .*|.*\.\w{3,4}", re.I
)

PARSER = "2"  # raise it when the same bytes would give other text, nodes or passages


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a document besides its words; an empty title or no language is found in the words."""

    id: str
    kind: str
    authority: Authority
    source_sha256: str
    title: str = ""
    language: Language | None = None
    version: str = ""
    url: str = ""
    retrieved_at: str = ""
    file_name: str = ""
    validity: Validity = ALWAYS
    status: str = ""


def build_document(extract: Extract, about: About) -> Document:
    """The document of what a reader gave: a provision tree if the text is statute-like, else headings and lists."""
    blocks = tuple(clean for block in extract.blocks if (clean := _tidy(block)).text)
    extract = replace(extract, blocks=blocks)
    draft = outline(blocks) if looks_like_statute(blocks) else structure(extract)
    title = about.title or _title(extract, draft) or about.file_name
    return document_from_draft(draft, replace(about, title=title), extract.warnings)


def document_from_draft(draft: Draft, about: About, warnings: tuple[str, ...] = ()) -> Document:
    """The document of a tree made elsewhere, e.g. from a publisher's own marks."""
    text, root = render(draft)
    language = about.language or main_language([text[n.start : n.end] for n in root.walk() if not n.children])
    return Document(
        id=about.id,
        title=about.title,
        language=language,
        kind=about.kind,
        authority=about.authority,
        text=text,
        root=root,
        source_sha256=about.source_sha256,
        version=about.version,
        url=about.url,
        retrieved_at=about.retrieved_at,
        file_name=about.file_name,
        validity=about.validity,
        status=about.status,
        warnings=(*warnings, *find_repeals(root, text).warnings()),
    )


def _tidy(block: Block) -> Block:
    return replace(block, text=one_line(block.text), strong=one_line(block.strong))


def _title(extract: Extract, draft: Draft) -> str:
    """The first heading near the top; else the title that the file states; else its first line if that is short."""
    headings = [division.label for division in draft.children[:3] if division.kind == "division"]
    first = extract.blocks[0].text if extract.blocks else ""
    stated = "" if NO_TITLE.fullmatch(extract.title) else extract.title
    choices = [*headings[:1], stated, first if len(first) <= LONGEST_TITLE else ""]
    return next((choice for choice in choices if choice), "")

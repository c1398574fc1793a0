"""Ontario's e-Laws pages to documents: provisions, the days they held, and what was amended when."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.address import parse
from corpus.document import Document
from corpus.errors import AddressError
from corpus.passage import ALWAYS, Language, Passage, Validity
from ingest.elaws_notes import Amendment, Note, read_period
from ingest.elaws_page import Page, read_page
from ingest.elaws_passages import Cutter, Piece, Provision
from ingest.elaws_tree import TERM, Tree, build_tree
from ingest.passages import passage_id

PARSER = "elaws-2"  # raise it when the same page would give other text, nodes or passages
REGULATION = re.compile(
    r"\b(?:O\. Reg\.|ontario regulation|R\.R\.O\.|règl\.|règlement de l['’]ontario)", re.I
)
# The French term that closes an English definition, "(“réseau local”)", and the English one that closes a French.
EQUIVALENT = re.compile(r"\([“\"«]\s*([^”\"»]+?)\s*[”\"»]\)")
AHEAD = re.compile(r"-ahead(?:-\d+)?$")
AS_ENACTED = "as-enacted"


@dataclass(frozen=True, slots=True)
class ElawsReading:
    """What one page says: the document, its passages, and as data the history, the standing and the notices."""

    document: Document
    passages: tuple[Passage, ...]
    amendments: tuple[Amendment, ...]
    provisions: tuple[Provision, ...]
    notes: tuple[Note, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditionPair:
    """A provision in both editions; None where an edition does not have it."""

    address: str
    english: Passage | None
    french: Passage | None


def read_elaws(html: str, *, document_id: str, url: str, retrieved_at: str, title: str = "") -> ElawsReading:
    """Read one e-Laws page, or the JSON that the page is built from; every visible word is kept in the tree.

    A page without e-Laws' marks becomes plain text with a warning. `title` is for a page that gives none.
    """
    page = read_page(html)
    tree = build_tree(page.lines)
    period = read_period(tree.period) or _period_in_front(tree) or page.period or ALWAYS
    repealed = [note.on for note in tree.notes if note.whole and note.past and note.on]
    if repealed:
        period = replace(period, end=min([*repealed, *([period.end] if period.end else [])]))
    warnings = tuple(dict.fromkeys((*_page_warnings(page, tree, period), *tree.warnings)))
    kind = _kind(tree, url)
    document = Document(
        id=document_id,
        title=_title(tree, page, kind) or title or document_id,
        language=page.language,
        kind=kind,
        authority="official",
        text=tree.text,
        root=tree.root.node(),
        source_sha256=hashlib.sha256(html.encode("utf-8")).hexdigest(),
        version=_version(period, page),
        url=url,
        retrieved_at=retrieved_at,
        validity=period,
        status="repealed" if repealed else "historical" if period.end else "in_force",
        warnings=warnings,
    )
    cutter = Cutter(tree, period)
    passages = _passages(document, list(cutter.cut(tree.root)))
    return ElawsReading(document, passages, tree.amendments, tuple(cutter.provisions), tree.notes, warnings)


def is_elaws(html: str) -> bool:
    """Whether a page carries e-Laws' marks (the empty page that e-Laws gives to programs does not)."""
    return read_page(html).is_elaws


def _period_in_front(tree: Tree) -> Validity | None:
    """The period from the page's first lines, for a page that states it without marking it."""
    for line in tree.text[:6000].split("\n"):
        period = read_period(line)
        if period is not None:
            return period
    return None


def _page_warnings(page: Page, tree: Tree, period: Validity) -> Iterable[str]:
    if not page.is_elaws:
        yield "The page does not carry e-Laws' marks; its words are kept as plain text, without provisions."
    elif period == ALWAYS:
        yield "The page does not state the period of its consolidation; the days on which it held are not known."
    if page.is_elaws and not any(node.kind == "section" for node in tree.root.node().walk()):
        yield "The page has no numbered section."


def _version(period: Validity, page: Page) -> str:
    if period.start is not None:
        return period.start.isoformat()
    return AS_ENACTED if page.is_elaws else "undated"


def _title(tree: Tree, page: Page, kind: str) -> str:
    """An Act's short title; a regulation's number with its title, which alone is often "General"."""
    if kind == "regulation":
        return page.title or ": ".join(part for part in (tree.chapter, tree.title) if part)
    return tree.title or page.title


def _kind(tree: Tree, url: str) -> str:
    front = f"{tree.chapter} {tree.text[:2000]}" if not tree.chapter else tree.chapter
    regulation = "/regulation/" in url or "/reglement/" in url or REGULATION.search(front)
    return "regulation" if regulation else "statute"


def _passages(document: Document, pieces: list[Piece]) -> tuple[Passage, ...]:
    taken: set[str] = set()
    passages = []
    for ordinal, piece in enumerate(p for p in pieces if document.text[p.start : p.end].strip()):
        stem = passage_id(document.id, document.version, document.language, _place(document, piece))
        unique, count = stem, 1
        while unique in taken:
            count += 1
            unique = f"{stem}-{count}"
        taken.add(unique)
        passages.append(_passage(document, piece, unique, ordinal))
    return tuple(passages)


def _place(document: Document, piece: Piece) -> str:
    ahead = "-ahead" if piece.state == "not_yet_in_force" else ""
    if piece.address:
        try:
            return parse(piece.address).slug() + ahead
        except AddressError:
            return re.sub(r"[^\w.]+", "-", piece.address.lower()).strip("-.") + ahead
    words = document.text[piece.start : piece.end]
    return f"p-{hashlib.sha256(words.encode('utf-8')).hexdigest()[:12]}{ahead}"


def _passage(document: Document, piece: Piece, name: str, ordinal: int) -> Passage:
    return Passage(
        id=name,
        document_id=document.id,
        language=document.language,
        kind=document.kind,
        authority="official",
        title=document.title,
        text=document.text[piece.start : piece.end],
        start=piece.start,
        end=piece.end,
        ordinal=ordinal,
        address=piece.address,
        heading_path=piece.headings,
        lead_in=piece.lead_in,
        validity=piece.validity,
        sources=(document.url,) if document.url else (),
        url=document.url,
        retrieved_at=document.retrieved_at,
        version=document.version,
        items=piece.items,
    )


def match_editions(english: ElawsReading, french: ElawsReading) -> tuple[EditionPair, ...]:
    """The passages of both editions side by side, by address; definitions by the other edition's term they close with."""
    left = {_key(p, "en"): p for p in english.passages if p.address}
    right = {_key(p, "fr"): p for p in french.passages if p.address}
    pairs = [EditionPair(p.address, p, right.get(key)) for key, p in left.items()]
    pairs += [EditionPair(p.address, None, p) for key, p in right.items() if key not in left]
    return tuple(pairs)


def _key(passage: Passage, language: Language) -> tuple[str, str, str]:
    """Where a passage stands, the same in both editions: the address, with a definition's term in English."""
    ahead = str(passage.validity.start) if AHEAD.search(passage.id) else ""
    if '"' not in passage.address:
        return passage.address, "", ahead
    place = passage.address[: passage.address.index('"')].strip()
    own = TERM.match(passage.text)
    other = EQUIVALENT.findall(passage.text)
    term = own[1] if language == "en" and own else other[-1] if other else passage.address
    return place, term.casefold(), ahead

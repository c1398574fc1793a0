"""Briefs to documents and passages: one passage per fact."""

from __future__ import annotations

from corpus.address import parse_all
from corpus.brief import Brief, Fact
from corpus.catalogue import Entry
from corpus.document import Document, Node
from corpus.errors import AddressError
from corpus.passage import Passage, Validity
from ingest.build import About, document_from_draft
from ingest.clean import one_line
from ingest.tree import LINE_GAP, Draft


def brief_document(brief: Brief, entry: Entry, source_sha256: str = "") -> tuple[Document, list[Passage]]:
    """A brief's document and its passages, with titles, kind, dates and addresses from the catalogue."""
    about = About(
        id=brief.id,
        kind=entry.kind,
        authority="brief",
        source_sha256=source_sha256,
        title=entry.title(brief.language) or brief.title,
        language=brief.language,
        url=entry.official_url(brief.language),
        file_name=brief.path.name,
        validity=Validity(entry.in_force_from, entry.in_force_to),
        status=entry.status,
    )
    document = document_from_draft(_draft(brief), about)
    places = [node for node in document.root.walk() if node.kind == "fact"]
    official = {address.url for address in entry.addresses if address.official}
    passages = [
        _passage(document, fact, place, ordinal, official)
        for ordinal, (fact, place) in enumerate(zip(brief.facts, places, strict=True))
    ]
    return document, passages


def _draft(brief: Brief) -> Draft:
    """Headings, facts and their items; a fact's lines stay together."""
    root = Draft("document")
    path: tuple[str, ...] = ()
    holders = [root]
    for fact in brief.facts:
        shared = sum(1 for _ in _common(path, fact.heading_path))
        del holders[shared + 1 :]
        for heading in fact.heading_path[shared:]:
            division = holders[-1].add(Draft("division", label=heading))
            division.add(Draft("heading", heading))
            holders.append(division)
        path = fact.heading_path
        node = holders[-1].add(Draft("fact", one_line(fact.text), label=fact.anchor))
        for item in fact.items:
            node.add(Draft("item", f"- {one_line(item.text)}", label="-", gap=LINE_GAP))
    return root


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> list[str]:
    """The headings that two paths share from the top."""
    shared = []
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        shared.append(a)
    return shared


def _passage(document: Document, fact: Fact, node: Node, ordinal: int, official: set[str]) -> Passage:
    inside = [url for item in fact.items for url in item.sources]
    sources = tuple(dict.fromkeys([*fact.sources, *inside]))
    first = next((url for url in sources if url in official), "") or (sources[0] if sources else document.url)
    return Passage(
        id=f"{document.id}:{document.language}:{fact.anchor}",
        document_id=document.id,
        language=document.language,
        kind=document.kind,
        authority="brief",
        title=document.title,
        text=document.text[node.start : node.end],
        start=node.start,
        end=node.end,
        ordinal=ordinal,
        address=normal_address(fact.address),
        heading_path=fact.heading_path,
        validity=fact.validity,
        confidence=fact.lowest_confidence,
        sources=sources,
        url=first,
        anchor=fact.anchor,
        questions=fact.questions,
        verdicts=fact.verdicts,
        items=tuple((child.start + 2 - node.start, child.end - node.start) for child in node.children),
    )


def normal_address(text: str) -> str:
    """The address in normal form; as it was written where it is not a plain address."""
    try:
        return "; ".join(str(address) for address in parse_all(text)) if text else ""
    except AddressError:
        return text

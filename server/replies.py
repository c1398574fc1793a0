"""Domain values as the plain values that replies carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from corpus.catalogue import Entry
from corpus.document import Document, Node
from corpus.passage import Passage
from index.hit import Hit
from server.answer import Answer, Citation
from server.currency import standing_on
from server.service import Holding, Place

Catalogue = Mapping[str, Entry]


def passage_json(passage: Passage, day: date, catalogue: Catalogue) -> dict[str, Any]:
    """A passage; `status` says whether it was law on the day."""
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "title": passage.title,
        "address": passage.address,
        "heading_path": list(passage.heading_path),
        "lead_in": passage.lead_in,
        "text": passage.text,
        "kind": passage.kind,
        "authority": passage.authority,
        "language": passage.language,
        "confidence": passage.confidence,
        "in_force_from": passage.validity.start,
        "in_force_to": passage.validity.end,
        "status": standing_on(passage, day, catalogue.get(passage.document_id)),
        "version": passage.version,
        "url": passage.url,
        "sources": list(passage.sources),
        "retrieved_at": passage.retrieved_at,
    }


def hit_json(hit: Hit, day: date, catalogue: Catalogue) -> dict[str, Any]:
    """A found passage."""
    scores = {name: round(value, 4) for name, value in hit.scores.items()}
    passage = passage_json(hit.passage, day, catalogue)
    return {"rank": hit.rank, "score": round(hit.score, 4), "scores": scores, "passage": passage}


def place_json(place: Place, day: date, catalogue: Catalogue) -> dict[str, Any]:
    """A passage with what stands around it."""
    return {
        "passage": passage_json(place.passage, day, catalogue),
        "before": [passage_json(p, day, catalogue) for p in place.before],
        "after": [passage_json(p, day, catalogue) for p in place.after],
        "document": place.holding.to_json(),
    }


def document_json(holding: Holding) -> dict[str, Any]:
    """A source with its texts and trees."""
    return {**holding.to_json(), "expressions": [_expression(d) for d in holding.documents]}


def _expression(document: Document) -> dict[str, Any]:
    return {
        "language": document.language,
        "version": document.version,
        "authority": document.authority,
        "source_sha256": document.source_sha256,
        "retrieved_at": document.retrieved_at,
        "text": document.text,
        "tree": _node(document.root),
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "kind": node.kind,
        "address": node.address,
        "label": node.label,
        "start": node.start,
        "end": node.end,
        "children": [_node(child) for child in node.children],
    }


def text_pieces(text: str) -> Iterator[str]:
    """An answer's Markdown by paragraph, for streaming; joined they are the text again."""
    start = 0
    while (gap := text.find("\n\n", start)) >= 0:
        yield text[start : gap + 2]
        start = gap + 2
    if start < len(text):
        yield text[start:]


def evidence_json(answer: Answer) -> dict[str, Any]:
    """What stands before an answer's text: its outcome, warnings and citations."""
    whole = replace(answer, text="", statements=()).to_json()
    keep = ("outcome", "language", "as_of", "warnings", "citations", "confidence", "trace_id")
    return {name: whole[name] for name in keep}


def sources_markdown(answer: Answer) -> str:
    """The citations as a numbered list for clients that show only Markdown; "" when there are none."""
    if not answer.citations:
        return ""
    lines = [_source_line(citation) for citation in answer.citations]
    return "\n\n**Sources**\n\n" + "\n".join(lines)


def _source_line(citation: Citation) -> str:
    p = citation.passage
    place = ", ".join(part for part in (p.title, p.address) if part)
    return f"{citation.number}. {place}: {p.url}" if p.url else f"{citation.number}. {place}"

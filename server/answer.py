"""What the assistant says and on what it rests; `to_json` is the one shape for command line, API and evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from corpus.passage import Language, Passage

Outcome = Literal[
    "answered", "partial", "not_in_corpus", "out_of_scope", "needs_clarification", "unavailable"
]
# "yes" or "no" to a yes/no question; "otherwise" to one that takes for granted what the corpus denies.
Lead = Literal["yes", "no", "otherwise"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One question with its conversation and its limits; empty sets mean no limit."""

    question: str
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    language: Language | None = None
    kinds: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and the passage it stands in; `passage.text[start:end] == quote`, checked before it is returned."""

    number: int
    passage: Passage
    quote: str
    start: int
    end: int
    status: str = ""

    def is_exact(self) -> bool:
        """Whether the quote is, character for character, what stands at its place in the passage."""
        return bool(self.quote) and self.passage.text[self.start : self.end] == self.quote

    def to_json(self) -> dict[str, Any]:
        """The citation as the contract has it."""
        p = self.passage
        return {
            "number": self.number,
            "passage_id": p.id,
            "document_id": p.document_id,
            "title": p.title,
            "address": p.address,
            "heading_path": list(p.heading_path),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "url": p.url,
            "sources": list(p.sources),
            "kind": p.kind,
            "authority": p.authority,
            "language": p.language,
            "confidence": p.confidence,
            "in_force_from": p.validity.start.isoformat() if p.validity.start else None,
            "in_force_to": p.validity.end.isoformat() if p.validity.end else None,
            "status": self.status,
            "retrieved_at": p.retrieved_at,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says, and the numbers of the citations it rests on (at least one)."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know about the answer, e.g. that a cited rule is repealed."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply: outcome, text with [1] marks, statements, citations and warnings.

    `choices` are the questions that an unclear one may have meant; the asker picks one. `lead` is what the text opens
    with where the first statement settles a yes/no question; it rests on that statement's citation.
    """

    question: str
    standalone_question: str
    language: Language
    as_of: date
    outcome: Outcome
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    warnings: tuple[Notice, ...] = ()
    obligations: tuple[Mapping[str, Any], ...] = ()
    confidence: float = 0.0
    composer: str = "extractive"
    related: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    lead: Lead | None = None
    trace_id: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The answer as the contract has it: plain values only."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "language": self.language,
            "as_of": self.as_of.isoformat(),
            "outcome": self.outcome,
            "answer": self.text,
            "statements": [{"text": s.text, "citations": list(s.citations)} for s in self.statements],
            "citations": [c.to_json() for c in self.citations],
            "warnings": [{"code": w.code, "message": w.message} for w in self.warnings],
            "obligations": [dict(o) for o in self.obligations],
            "confidence": round(self.confidence, 4),
            "composer": self.composer,
            "related": list(self.related),
            "choices": list(self.choices),
            "lead": self.lead,
            "trace_id": self.trace_id,
            "timings_ms": {name: round(value, 1) for name, value in self.timings_ms.items()},
        }

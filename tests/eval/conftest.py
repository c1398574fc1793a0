"""A small corpus of invented passages, questions about it, and a real system over it: BM25 with a refusal rule."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from corpus.passage import Passage, Validity
from eval.baselines import Baseline, answer_from_hits, bm25_baseline
from eval.commands import Bench
from eval.questions import Question, read_question
from index.hit import Hit, Vectors
from index.tokens import tokenize
from server.answer import Answer, Notice, Request

TEXTS = (
    ("harbour-act", "en", "s. 4 (1)", "The harbour board must publish its plan at least 45 days before it moves a pier."),
    ("harbour-act", "en", "s. 5", "The Minister may appoint a supervisor, and the hospital must not refuse entry."),
    ("harbour-act", "fr", "s. 4 (1)", "Le conseil du port doit publier son plan au moins 45 jours avant de déplacer un quai."),
    ("pier-guide", "en", "", "A survey of 1,234 sailors in March 2017 found that 65 per cent wanted a new pier."),
    ("pier-guide", "en", "", "A good plan has three parts:\n- a map of the piers\n- a list of costs\n- a date of opening"),
    ("old-act", "en", "s. 9", "Under the Old Act, a LHIN had to keep a register of lanterns until 1 April 2021."),
)  # fmt: skip


def make_passage(document: str, text: str, **fields: Any) -> Passage:
    """A passage with what a test does not care about filled in."""
    given = {"language": "en", "kind": "guidance", "authority": "brief", "title": document, **fields}
    name = hashlib.sha256(f"{document}{text}".encode()).hexdigest()[:8]
    return Passage(id=name, document_id=document, text=text, start=0, end=len(text), ordinal=0, **given)


def make_question(**fields: Any) -> Question:
    """A question with what a test does not care about filled in."""
    return read_question(
        {"id": "q", "language": "en", "question": "Which pier?", "answerable": True, **fields}
    )


@pytest.fixture(name="make_passage")
def passage_maker() -> Callable[..., Passage]:
    return make_passage


@pytest.fixture(name="make_question")
def question_maker() -> Callable[..., Question]:
    return make_question


@pytest.fixture
def passages() -> list[Passage]:
    found = []
    for document, language, address, text in TEXTS:
        kind = "statute" if document.endswith("act") else "guidance"
        validity = Validity(date(2006, 3, 28), date(2021, 4, 1)) if document == "old-act" else Validity()
        found.append(
            make_passage(document, text, language=language, address=address, kind=kind, validity=validity)
        )
    return found


@pytest.fixture
def questions() -> list[Question]:
    def raw(name: str, language: str, text: str, pattern: str = "", **fields: Any) -> Question:
        facts = [{"text": pattern, "any": [pattern], "accept": [], "reject": []}] if pattern else []
        kept = {"id": name, "language": language, "question": text, "answerable": bool(facts), "facts": facts}
        return read_question({**kept, "family": "harbour", "difficulty": 1, "kind": "figure", **fields})

    return [
        raw("t1", "en", "How many days before moving a pier must the plan be published?", r"\b45 days",
            documents=["harbour-act"], pinpoints=["s. 4"], audience="staff"),
        raw("t2", "fr", "Combien de jours avant de déplacer un quai faut-il publier le plan?", r"\b45 jours",
            documents=["harbour-act"], audience="provider"),
        raw("t3", "en", "What share of sailors wanted a new pier?", r"\b65 per cent", documents=["pier-guide"]),
        raw("t4", "en", "Who may appoint a supervisor?", r"\bminister", documents=["harbour-act"],
            history=[{"role": "user", "content": "Tell me about the harbour."}]),
        raw("t5", "en", "What is the weather in Lisbon tomorrow?"),
    ]  # fmt: skip


@dataclass(frozen=True)
class SmallSystem:
    """BM25's best passage, one sentence long; refuses when half of the question's words are in no passage."""

    ranking: Baseline

    def retrieve(self, request: Request, k: int) -> Sequence[Hit]:
        return self.ranking.retrieve(request, k)

    def answer(self, request: Request) -> Answer:
        hits = self.retrieve(request, 1)
        answer = answer_from_hits(request, hits, composer="small")
        words = set(tokenize(request.question, answer.language))
        known = {t for p in self.ranking.passages() for t in tokenize(p.text, p.language)}
        if not hits or len(words & known) * 2 < len(words):
            text = "Rien dans le corpus." if answer.language == "fr" else "That is not in the corpus."
            return replace(
                answer, outcome="not_in_corpus", text=text, statements=(), citations=(), confidence=0.1
            )
        ended = hits[0].passage.validity.ended_by(answer.as_of)
        return replace(
            answer, confidence=0.9, warnings=(Notice("repealed", "No longer law."),) if ended else ()
        )


@pytest.fixture
def system(passages: list[Passage]) -> SmallSystem:
    return SmallSystem(bm25_baseline(passages))


class HashingEncoder:
    """Words hashed into 256 places: a real encoder for tests, with no model to load."""

    name = "hashing"
    dimension = 256

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for token in tokenize(text, "en"):
                rows[
                    row, int.from_bytes(hashlib.sha256(token.encode()).digest()[:4], "big") % self.dimension
                ] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
        return unit


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def bench(system: SmallSystem, encoder: HashingEncoder) -> Bench:
    return Bench(system, system.ranking, list, encoder, version="0")

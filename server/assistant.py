"""One question, start to finish: read, search, weigh, select, compose, check. Start reading here."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from corpus.errors import StoreError
from corpus.passage import Language, Passage
from index.hit import Hit, Query
from server.answer import Answer, Citation, Notice, Outcome, Request
from server.compose import Composer, Composition
from server.conversation import make_standalone
from server.errors import Unavailable
from server.evidence import Candidate, EvidenceFinder
from server.question import Question, Standalone, detect_language, read_question
from server.selection import Extract, Limits, cut, select
from server.support import SupportModel, support_features
from server.words import say

MAX_QUESTION = 4_000
# Words that speak to the assistant rather than ask: they are cut out of the question and never obeyed.
INSTRUCTION = re.compile(
    r"(?:^|(?<=[.!?;:\n]))\s*(?:please\s+)?(?:ignore|disregard|forget|oublie[rz]?|ignore[rz]?|ne tenez pas compte)\b[^.!?\n]*[.!?\n]?"
    r"|(?:^|(?<=[.!?;:\n,]))\s*(?:and\s+|et\s+)?(?:say|state|answer|reply|respond|pretend|act as|you are now|dis|dites|réponds|répondez|affirme[rz]?)\s+"
    r"(?:only\s+)?(?:that|with|as|like|que|comme)\b[^.!?\n]*[.!?\n]?"
    r"|\b(?:system prompt|developer mode|jailbreak)\b[^.!?\n]*[.!?\n]?",
    re.I,
)


class StoredPassages(Protocol):
    """Where quotes are checked: the passages as stored, not as the index carries them."""

    def passage(self, passage_id: str) -> Passage:
        """One passage; StoreError when it is not held."""


@dataclass(frozen=True)
class Assistant:
    """Answers questions over one index; needs no language model."""

    finder: EvidenceFinder
    support: SupportModel
    store: StoredPassages
    today: Callable[[], date] = date.today
    limits: Limits = Limits()

    def answer(self, request: Request) -> Answer:
        """One reply. Raise Unavailable when nothing can be vouched for."""
        started = time.perf_counter()
        cleaned, notices = self._clean(request)
        if not re.search(r"\w", cleaned.question):
            return self._unclear(cleaned, notices)
        standalone = make_standalone(cleaned.question, cleaned.history, self.finder.knowledge)
        question = self._read(cleaned, standalone)
        read = time.perf_counter()
        ranked = self.finder.find(question, cleaned)
        searched = time.perf_counter()
        reply = self._reply(question, ranked)
        timings = {
            "read": (read - started) * 1000,
            "search": (searched - read) * 1000,
            "compose": (time.perf_counter() - searched) * 1000,
            "total": (time.perf_counter() - started) * 1000,
        }
        return replace(
            reply,
            question=request.question,
            warnings=(*notices, *reply.warnings),
            trace_id=self._trace(request, question),
            timings_ms=timings,
        )

    def retrieve(self, request: Request, k: int) -> list[Hit]:
        """The k best passages for a request after ranking, best first, for evaluation and search."""
        standalone = make_standalone(request.question, request.history, self.finder.knowledge)
        ranked = self.finder.find(self._read(request, standalone), request)
        return [Hit(c.passage, c.score, rank, c.hit_scores) for rank, c in enumerate(ranked[:k], 1)]

    def search(self, query: Query) -> list[Hit]:
        """Passages for a query as it stands, without reading it as a question."""
        return self.finder.index.search(query)

    def _read(self, request: Request, standalone: Standalone) -> Question:
        if standalone.language and request.language is None:
            request = replace(request, language=standalone.language)
        return read_question(request, standalone, self.finder.knowledge, self.today())

    def _clean(self, request: Request) -> tuple[Request, list[Notice]]:
        """The request without instructions to the assistant, and not longer than what is read."""
        language = request.language or detect_language(request.question)
        text, notices = " ".join(request.question.split()), []
        if len(text) > MAX_QUESTION:
            half = MAX_QUESTION // 2
            text = f"{text[:half]} {text[-half:]}"
            notices.append(Notice("shortened", say("warn_shortened", language, limit=str(MAX_QUESTION))))
        kept = " ".join(INSTRUCTION.sub(" ", text).split())
        if kept != text:
            notices.append(Notice("instruction_ignored", say("warn_instruction", language)))
        return replace(request, question=kept), notices

    def _reply(self, question: Question, ranked: Sequence[Candidate]) -> Answer:
        weights = self.finder.question_weights(question)
        features = support_features(question, ranked, weights, self.finder.vocabulary)
        probability = self.support.probability(features)
        if probability < self.support.answer_from:
            return self._refuse(question, ranked, probability, features)
        extracts = self._standing(select(ranked, weights, self.limits))
        composition = self._composer().compose(question, extracts)
        return self._checked(
            question, "answered", composition, probability, self._related(question, ranked, extracts)
        )

    def _refuse(
        self, question: Question, ranked: Sequence[Candidate], probability: float, features: dict[str, float]
    ) -> Answer:
        """A refusal in kind, with the nearest held material or the open point that the corpus records."""
        gap = bool(ranked) and ranked[0].passage.confidence == "open"
        far = not ranked or (features["text"] < 0.35 and features["coverage"] < 0.4)
        outcome: Outcome = "out_of_scope" if far and not gap else "not_in_corpus"
        lines = [say(outcome, question.language)]
        nearest = (
            [] if far and not gap else [cut(c, self.finder.question_weights(question)) for c in ranked[:1]]
        )
        if not nearest:
            return self._checked(question, outcome, Composition(lines[0], (), (), ()), probability, ())
        lines.append(say("gap" if gap else "nearest", question.language))
        composition = self._composer().compose(question, nearest, "\n\n".join(lines))
        return self._checked(
            question, outcome, composition, probability, self._related(question, ranked, nearest)
        )

    def _unclear(self, request: Request, notices: Sequence[Notice]) -> Answer:
        language: Language = request.language or detect_language(request.question)
        return Answer(
            question=request.question,
            standalone_question=request.question,
            language=language,
            as_of=request.as_of or self.today(),
            outcome="needs_clarification",
            text=say("clarify_empty", language),
            warnings=tuple(notices),
        )

    def _composer(self) -> Composer:
        return Composer(self.finder.knowledge, self.finder.fact)

    def _checked(
        self,
        question: Question,
        outcome: Outcome,
        composition: Composition,
        probability: float,
        related: Sequence[str],
    ) -> Answer:
        """The answer, after every quote was compared with the stored passage; one that differs is not returned."""
        if not all(self._stands(citation) for citation in composition.citations):
            raise Unavailable(
                "A quote did not match its stored passage, so the answer was withheld; run `lhsia ingest`."
            )
        return Answer(
            question=question.text,
            standalone_question=question.text,
            language=question.language,
            as_of=question.as_of,
            outcome=outcome,
            text=composition.text,
            statements=composition.statements,
            citations=composition.citations,
            warnings=composition.notices,
            confidence=probability,
            related=tuple(related),
        )

    def _standing(self, extracts: Sequence[Extract]) -> list[Extract]:
        """The extracts whose words stand, character for character, in the stored passage; the others are dropped."""
        return [e for e in extracts if self._stands(Citation(0, e.candidate.passage, e.text, e.start, e.end))]

    def _stands(self, citation: Citation) -> bool:
        try:
            stored = self.store.passage(citation.passage.id)
        except StoreError:
            return False
        return citation.is_exact() and stored.text[citation.start : citation.end] == citation.quote

    def _related(
        self, question: Question, ranked: Sequence[Candidate], extracts: Sequence[Extract]
    ) -> list[str]:
        """Up to three questions that the corpus answers, near to this one and not answered by it."""
        stated = {extract.candidate.id for extract in extracts}
        return [
            c.passage.questions[0]
            for c in ranked[:20]
            if c.id not in stated
            and c.passage.questions
            and c.passage.language == question.language
            and c.passage.confidence != "open"
        ][:3]

    def _trace(self, request: Request, question: Question) -> str:
        manifest = self.finder.index.generation.manifest
        history = "\n".join(turn.content for turn in request.history)
        key = "\n".join((manifest.generation, request.question, history, question.as_of.isoformat()))
        return hashlib.sha256(key.encode()).hexdigest()[:16]

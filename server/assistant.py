"""One question, start to finish: read, search, weigh, select, compose, check. Start reading here."""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Protocol

from corpus.errors import AssistantError, StoreError
from corpus.passage import Language, Passage
from index.hit import Hit, Query
from server.answer import Answer, Citation, Notice, Outcome, Request
from server.choices import fitting_choices
from server.cleaning import MAX_QUESTION, clean_request
from server.compose import Composer, Composition
from server.conversation import is_unclear, make_standalone
from server.errors import Unavailable
from server.evidence import Candidate, EvidenceFinder
from server.parts import asking_alone, parts_of
from server.question import Question, Standalone, detect_language, read_question
from server.selection import Extract, Limits, cut, select
from server.support import SupportModel, support_features
from server.verdict import Verdicts
from server.words import say

FIRST = "What is a local health integration network?"
# Among how many of the best candidates an open point is looked for, and the cosine from which on it is asked for.
OPEN_AMONG, OPEN_NEAR = 4, 0.6
# When a question as a whole is not sure enough, a part is answered from SURE on, and all of it where its parts have TOGETHER on average.
SURE, TOGETHER = 0.9, 0.6


class StoredPassages(Protocol):
    """Where quotes are checked: the passages as stored, not as the index carries them."""

    def passage(self, passage_id: str) -> Passage:
        """One passage; StoreError when it is not held."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, its evidence best first, its words' weights, and how likely it is that the evidence answers it.

    `left_open` says that the best evidence only tells that the answer is not known.
    """

    question: Question
    ranked: Sequence[Candidate]
    weights: Mapping[str, float]
    features: Mapping[str, float]
    probability: float
    left_open: bool


@dataclass(frozen=True)
class Assistant:
    """Answers questions over one index; needs no language model."""

    finder: EvidenceFinder
    support: SupportModel
    store: StoredPassages
    today: Callable[[], date] = date.today
    limits: Limits = Limits()
    longest_question: int = MAX_QUESTION
    split: Callable[[str], Sequence[str]] = parts_of

    def warm_up(self) -> None:
        """Make what the first question needs (word tables, the reader), so that who asks it does not wait."""
        with contextlib.suppress(AssistantError):  # a question will meet the same fault, and is told of it
            self.answer(Request(FIRST))

    def answer(self, request: Request) -> Answer:
        """One reply. Raise Unavailable when nothing can be vouched for."""
        started = time.perf_counter()
        language = request.language or detect_language(request.question)
        cleaned, notices = clean_request(request, language, self.longest_question)
        reply, timings = self._read_and_reply(cleaned, language)
        total = (time.perf_counter() - started) * 1000
        return replace(
            reply,
            question=request.question,
            warnings=(*notices, *reply.warnings),
            trace_id=self._trace(cleaned, reply.as_of),
            timings_ms={**timings, "total": total},
        )

    def _read_and_reply(self, request: Request, language: Language) -> tuple[Answer, dict[str, float]]:
        """The reply to a cleaned request, and what each step took in milliseconds."""
        if not re.search(r"\w", request.question):
            return self._unclear(request, language, "clarify_empty"), {}
        marks = [time.perf_counter()]
        standalone = make_standalone(request.question, request.history, self.finder.knowledge)
        whole = self._second_look(request, standalone, self._judge(request, standalone))
        if not request.history and is_unclear(request.question, self.finder.knowledge):
            choices = fitting_choices(whole.question, [candidate.passage for candidate in whole.ranked])
            return self._unclear(request, language, "clarify", choices), {}
        parts = self._parts(request, whole)
        marks.append(time.perf_counter())
        reply = self._reply(whole, parts)
        marks.append(time.perf_counter())
        steps = zip(("search", "compose"), marks, marks[1:], strict=False)
        return reply, {name: (after - before) * 1000 for name, before, after in steps}

    def _judge(self, request: Request, standalone: Standalone) -> Judged:
        """A question with its evidence, best first, and how likely it is that this answers it."""
        question = self._read(request, standalone)
        return self.judge(question, self.finder.find(question, request), self.finder.misses(question))

    def judge(self, question: Question, found: Sequence[Candidate], misses: Mapping[str, float]) -> Judged:
        """The evidence found for a question, weighed; `misses` tell how near it is to questions without an answer."""
        ranked = self._open_first(question, found)
        weights = self.finder.question_weights(question)
        left_open = bool(ranked) and self._verdicts.leaves_open(question, ranked[0].passage)
        vocabulary = self.finder.vocabulary
        features = support_features(question, ranked, weights, vocabulary, misses, left_open=left_open)
        return Judged(question, ranked, weights, features, self.support.probability(features), left_open)

    def _open_first(self, question: Question, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
        """The evidence, first of all an open point that the question is nearer to than to the best fact, if there is one."""
        for point in ranked[1:OPEN_AMONG]:
            nearest = max(OPEN_NEAR, ranked[0].features["question"])
            is_open = point.passage.confidence == "open" and point.features["question"] > nearest
            if is_open and self._verdicts.leaves_open(question, point.passage):
                return [point, *(candidate for candidate in ranked if candidate is not point)]
        return ranked

    def _second_look(self, request: Request, standalone: Standalone, whole: Judged) -> Judged:
        """The question judged again without the sentences around it, which may be beside the point.

        In a conversation they hide what the question leans on, so the surer reading counts; else only what would be refused
        is looked at again.
        """
        bare = asking_alone(standalone.asked)
        if not bare or (whole.probability >= self.support.answer_from and not request.history):
            return whole
        if request.history:
            again = self._judge(request, make_standalone(bare, request.history, self.finder.knowledge))
            return max(whole, again, key=lambda judged: judged.probability)
        text = standalone.text.replace(standalone.asked, bare)
        again = self._judge(request, replace(standalone, text=text, asked=bare))
        return again if again.probability >= self.support.answer_from else whole

    def _parts(self, request: Request, whole: Judged) -> list[Judged]:
        """The parts of a question that asks several things, each judged for itself; none when it asks one."""
        question = whole.question
        parts = self.split(question.asked)
        if len(parts) < 2:
            return []
        judged = []
        for number, part in enumerate(parts):
            earlier = question.background if number == 0 else parts[0]
            text = f"{part.rstrip()} ({earlier.rstrip(' ?.')})" if earlier else part
            judged.append(self._judge(request, Standalone(text, part, earlier, question.language)))
        return judged

    def retrieve(self, request: Request, k: int) -> list[Hit]:
        """The k best passages for a request after ranking, best first, for evaluation and search."""
        standalone = make_standalone(request.question, request.history, self.finder.knowledge)
        ranked = self.finder.find(self._read(request, standalone), request)
        return [Hit(c.passage, c.score, rank, c.hit_scores) for rank, c in enumerate(ranked[:k], 1)]

    def search(self, query: Query) -> list[Hit]:
        """Passages for a query as it stands, without reading it as a question."""
        return self.finder.index.search(replace(query, language=detect_language(query.text)))

    def _read(self, request: Request, standalone: Standalone) -> Question:
        return read_question(request, standalone, self.finder.knowledge, self.today())

    def _reply(self, whole: Judged, parts: Sequence[Judged]) -> Answer:
        question = whole.question
        found = [
            p for p in parts if p.ranked and not p.left_open and p.probability >= self.support.missing_below
        ]
        missing = [part.question.asked for part in parts if part not in found] if found else []
        ground = self._ground(whole, parts, found)
        if ground is None:
            return self._refuse(whole)
        firsts = [ground.ranked[0], *(part.ranked[0] for part in found)]
        chosen = select(ground.ranked, ground.weights, self.limits, firsts)
        extracts = self._standing([self._in_language(e, question) for e in chosen])
        if not extracts:
            raise Unavailable(
                "The index and the store do not agree, so nothing can be quoted; run `lhsia ingest`.",
                "L'index et le dépôt ne concordent pas; rien ne peut donc être cité. Lancez `lhsia ingest`.",
            )
        lead = None if parts else self._verdicts.lead(question, [e.candidate.passage for e in extracts])
        composition = self._composer().compose(question, extracts, lead=lead)
        notices = [Notice("partial", say("partial", question.language, part=part)) for part in missing]
        composition = replace(composition, notices=(*notices, *composition.notices))
        outcome: Outcome = "partial" if missing else "answered"
        related = self._related(question, ground.ranked, extracts)
        return replace(self._checked(question, outcome, composition, ground.probability, related), lead=lead)

    @cached_property
    def _verdicts(self) -> Verdicts:
        return Verdicts(self.finder)

    def _ground(self, whole: Judged, parts: Sequence[Judged], found: Sequence[Judged]) -> Judged | None:
        """What an answer rests on: the whole question, or else the surest of its parts, where that or all of them are sure enough."""
        ranked = whole.ranked
        about_corpus = (
            whole.question.kind == "corpus" and bool(ranked) and ranked[0].passage.kind == "catalogue"
        )
        if ranked and not whole.left_open and (whole.probability >= self.support.answer_from or about_corpus):
            return whole
        surest = max(found, key=lambda part: part.probability, default=None)
        if surest is None:
            return None
        together = sum(part.probability for part in parts if not part.left_open) / len(parts)
        return surest if surest.probability >= SURE or together >= TOGETHER else None

    def _refuse(self, whole: Judged) -> Answer:
        """A refusal in kind, with the nearest held material or the open point that the corpus records."""
        question, ranked, features = whole.question, whole.ranked, whole.features
        gap = whole.left_open
        beside = features["neighbour"] + features["elsewhere"] > 0
        nothing_near = features["text"] < 0.35 and min(features["coverage"], features["question"]) < 0.4
        far = not ranked or beside or (nothing_near and not question.documents)
        outcome: Outcome = "out_of_scope" if far and not gap else "not_in_corpus"
        lines = [say(outcome, question.language)]
        nearest = [] if far and not gap else [cut(c, whole.weights) for c in ranked[:1]]
        if not nearest:
            return self._checked(question, outcome, Composition(lines[0], (), (), ()), whole.probability, ())
        lines.append(say("gap" if gap else "nearest", question.language))
        composition = self._composer().compose(question, nearest, "\n\n".join(lines))
        related = self._related(question, ranked, nearest)
        return self._checked(question, outcome, composition, whole.probability, related)

    def _unclear(
        self, request: Request, language: Language, reason: str, choices: Sequence[str] = ()
    ) -> Answer:
        return Answer(
            question=request.question,
            standalone_question=request.question,
            language=language,
            as_of=request.as_of or self.today(),
            outcome="needs_clarification",
            text=say(reason, language) if choices else say("clarify_empty", language),
            choices=tuple(choices),
        )

    def _in_language(self, extract: Extract, question: Question) -> Extract:
        """The extract's fact in the language of the answer, where the brief has it."""
        twin = self.finder.twin(extract.candidate.passage, question.language)
        if twin is None or twin.id == extract.candidate.id:
            return extract
        return Extract(replace(extract.candidate, passage=twin), 0, len(twin.text))

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
                "A quote did not match its stored passage, so the answer was withheld; run `lhsia ingest`.",
                "Une citation ne correspondait pas au passage conservé; la réponse a été retenue. Lancez `lhsia ingest`.",
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

    def _trace(self, request: Request, day: date) -> str:
        manifest = self.finder.index.generation.manifest
        history = "\n".join(turn.content for turn in request.history)
        key = "\n".join((manifest.generation, request.question, history, day.isoformat()))
        return hashlib.sha256(key.encode()).hexdigest()[:16]

"""The assistant with one part switched off at a time, to see what each is worth; nothing is fitted again."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eval.system import RetrievingSystem
from index.features import FEATURES
from index.hit import Hit, Query, Vectors
from index.hybrid import SearchIndex
from server.answer import Answer, Request
from server.assistant import Assistant
from server.evidence import EvidenceFinder, Ranker
from server.spelling import Speller

WORD_FEATURES = ("bm25", "bigram", "window", "feedback_words", "neighbour_words")
MEANING_FEATURES = ("cosine", "cosine_share", "feedback_vector", "neighbour_meaning")


def variants(assistant: Assistant) -> dict[str, RetrievingSystem]:
    """The name and the assistant without each part."""
    finder = assistant.finder
    index = finder.index
    unaddressed = Ranker({**finder.ranker.weights, "address": 0.0})
    finders = {
        "without the reader": _with(finder, reader=None),
        "without near misses": _with(finder, near_misses=None),
        "without reader and near misses": _with(finder, reader=None, near_misses=None),
        "without the evidence ranker": _with(finder, ranker=Ranker({"base": 1.0})),
        "without the search's second stage": _with(finder, index=PartialIndex(index, second_stage=False)),
        "search by words only": _with(finder, index=PartialIndex(index, meaning=False)),
        "search by meaning only": _with(finder, index=PartialIndex(index, words=False)),
        "without the briefs' questions": _with(finder, index=PartialIndex(index, questions=False)),
        "without looking provisions up": _with(
            finder, index=PartialIndex(index, addresses=False), ranker=unaddressed
        ),
        "without the glossary": _with(finder, knowledge=replace(finder.knowledge, glossary=())),
        "without spelling": _with(finder, speller=Speller(())),
    }
    absent = {
        *(["without the reader"] if finder.reader is None else []),
        *(["without near misses"] if finder.near_misses is None else []),
        *(["without reader and near misses"] if None in (finder.reader, finder.near_misses) else []),
    }
    found: dict[str, RetrievingSystem] = {
        name: replace(assistant, finder=made) for name, made in finders.items() if name not in absent
    }
    return found | {
        "without parts": replace(assistant, split=lambda question: (question,)),
        "without refusals": replace(assistant, support=replace(assistant.support, answer_from=0.0)),
        "without the conversation": WithoutHistory(assistant),
        "history prepended": HistoryPrepended(assistant),
    }


def broken_ranker(assistant: Assistant) -> Assistant:
    """The assistant with its evidence ranked the wrong way round: what the gate must stop."""
    ranker = assistant.finder.ranker
    reversed_ranker = Ranker({name: -weight for name, weight in ranker.weights.items()})
    return replace(assistant, finder=_with(assistant.finder, ranker=reversed_ranker))


def _with(finder: EvidenceFinder, **parts: object) -> EvidenceFinder:
    """The finder with some of its parts replaced; what it derived from its index is kept."""
    made = copy(finder)
    for name, part in parts.items():
        setattr(made, name, part)
    return made


class PartialIndex(SearchIndex):
    """A search index with searchers that find nothing; the passages stay the same."""

    def __init__(
        self,
        whole: SearchIndex,
        *,
        words: bool = True,
        meaning: bool = True,
        questions: bool = True,
        addresses: bool = True,
        second_stage: bool = True,
    ) -> None:
        weights = replace(
            whole.weights,
            address=whole.weights.address if addresses else 0.0,
            questions=whole.weights.questions if questions else 0.0,
        )
        super().__init__(whole.generation, whole.encoder, weights, whole.ranker if second_stage else None)
        self.words, self.meaning, self.questions, self.addresses = words, meaning, questions, addresses

    def search(self, query: Query) -> list[Hit]:
        """As the whole index, without the parts that are off."""
        return super().search(query if self.addresses else replace(query, addresses=()))

    def search_terms(self, query: Query, k: int) -> dict[int, float]:
        """BM25 scores, or none."""
        return super().search_terms(query, k) if self.words else {}

    def features(self, query: Query, rows: NDArray[np.int64], vector: Vectors) -> NDArray[np.float32]:
        """The second stage's features, 0 in the columns that belong to what is off."""
        features = super().features(query, rows, vector)
        off = (*(() if self.words else WORD_FEATURES), *(() if self.meaning else MEANING_FEATURES))
        features[:, [FEATURES.index(name) for name in off]] = 0.0
        return features

    def _near(
        self, vector: Vectors, k: int, allowed: NDArray[np.int64] | None
    ) -> dict[int, dict[str, float]]:
        if not self.meaning:
            return {}
        found = super()._near(vector, k, allowed)
        if self.questions:
            return found
        kept = {row: {n: s for n, s in scores.items() if n != "question"} for row, scores in found.items()}
        return {row: scores for row, scores in kept.items() if scores}


@dataclass(frozen=True, slots=True)
class WithoutHistory:
    """The system inside, to which every question is the first."""

    inner: RetrievingSystem

    def answer(self, request: Request) -> Answer:
        """The answer to the question alone."""
        return self.inner.answer(replace(request, history=()))

    def retrieve(self, request: Request, k: int) -> Sequence[Hit]:
        """The passages for the question alone."""
        return self.inner.retrieve(replace(request, history=()), k)


@dataclass(frozen=True, slots=True)
class HistoryPrepended:
    """The system inside, asked every earlier question together with the new one."""

    inner: RetrievingSystem

    def answer(self, request: Request) -> Answer:
        """The answer to all the questions of the conversation as one."""
        return self.inner.answer(_joined(request))

    def retrieve(self, request: Request, k: int) -> Sequence[Hit]:
        """The passages for all the questions as one."""
        return self.inner.retrieve(_joined(request), k)


def _joined(request: Request) -> Request:
    earlier = [turn.content for turn in request.history if turn.role == "user"]
    return replace(request, question=" ".join((*earlier, request.question)), history=())

"""The assistant with one part switched off at a time, for the table that says what each part is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from index.hybrid import SearchIndex, Weights
from server.assistant import Assistant
from server.evidence import EvidenceFinder, Ranker

WORDS_ONLY, MEANING_ONLY = Weights(vector=0.0), Weights(terms=0.0)
BY_SEARCH = Ranker({"base": 1.0})


def variants(assistant: Assistant) -> dict[str, Assistant]:
    """Name and variant, each over the same index with the same models."""
    finder = assistant.finder
    index = finder.index
    plain = SearchIndex(index.generation, index.encoder, index.weights)
    words = SearchIndex(index.generation, index.encoder, WORDS_ONLY)
    meaning = SearchIndex(index.generation, index.encoder, MEANING_ONLY)
    finders: Mapping[str, EvidenceFinder] = {
        "without the reader": _with(finder, reader=False),
        "without near misses": _with(finder, near_misses=False),
        "without reader and near misses": _with(finder, reader=False, near_misses=False),
        "without the evidence ranker": _with(finder, ranker=BY_SEARCH),
        "without the search's second stage": _with(finder, index=plain),
        "search by words only": _with(finder, index=words),
        "search by meaning only": _with(finder, index=meaning),
    }
    return {
        **{name: replace(assistant, finder=other) for name, other in finders.items()},
        "without parts": replace(assistant, split=lambda question: (question,)),
    }


def _with(
    finder: EvidenceFinder,
    *,
    index: SearchIndex | None = None,
    ranker: Ranker | None = None,
    reader: bool = True,
    near_misses: bool = True,
) -> EvidenceFinder:
    return EvidenceFinder(
        index or finder.index,
        finder.knowledge,
        ranker or finder.ranker,
        finder.reader if reader else None,
        finder.near_misses if near_misses else None,
    )

"""What a search asks for, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.passage import Authority, Language, Passage

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Texts to unit vectors; the model's name is part of what an index was built with."""

    @property
    def name(self) -> str:
        """The model's name, e.g. "all-MiniLM-L6-v2"."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text: float32, shape (len(texts), dimension)."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be found; an empty set means all. Applied inside the search, not after it.

    `as_of` keeps passages that held on the day (text that is not law always holds).
    """

    as_of: date | None = None
    languages: frozenset[Language] = frozenset()
    kinds: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    authorities: frozenset[Authority] = frozenset()


@dataclass(frozen=True, slots=True)
class Query:
    """One search.

    `expansions` are further words for the full-text search (synonyms, the other language), each with a weight;
    `addresses` are provisions named in the question, as (document id or "", address), e.g. ("lhsia-2006", "s. 27 (3)");
    `named` are the ids of documents named in the question, which are searched for themselves and come first;
    `language` is the question's, by which the second stage weighs.
    """

    text: str
    k: int = 10
    filters: Filters = Filters()
    expansions: Mapping[str, float] = field(default_factory=dict)
    addresses: tuple[tuple[str, str], ...] = ()
    named: frozenset[str] = frozenset()
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage: its final score and rank (1, 2, ...), and the score each searcher gave it.

    Keys of `scores`: "vector" (best cosine of its facets), "terms" (BM25), "address" (1.0 when named),
    "fused" (after fusion), and "rank" when a second stage re-ordered the hits.
    """

    passage: Passage
    score: float
    rank: int
    scores: Mapping[str, float]

"""What speaks for a candidate: words, their nearness, meaning, and what the best candidates share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.forward import ForwardIndex, Stretch
from index.hit import Vectors

FEATURES = (
    "bm25", "cosine", "cosine_share", "bigram", "window", "feedback_words", "feedback_vector", "neighbour_words",
    "neighbour_meaning",
)  # fmt: skip
Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

K1, B = 1.2, 0.75
WINDOW = 40
FEEDBACK_ROWS, FEEDBACK_WORDS, FEEDBACK_VECTORS = 10, 20, 5
FEEDBACK_PULL = 0.6
TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Sides:
    """The candidates' facets: their vectors, whose each is (0, 1, ...), and which is the passage's main text."""

    vectors: Vectors
    owner: NDArray[np.int64]
    main: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Terms:
    """A question's tokens that the index knows, with their weights, and what all of its tokens weigh together."""

    numbers: NDArray[np.int32]
    weights: Floats
    total: float


def read_terms(forward: ForwardIndex, tokens: Mapping[str, float], own: int) -> Terms:
    """Numbers and weights (rarity times the weight given) of tokens; the first `own` are the question's own."""
    known = [
        (number, weight) for word, weight in tokens.items() if (number := forward.number(word)) is not None
    ]
    total = sum(forward.rarity(forward.number(word)) for word in list(tokens)[:own])
    numbers = np.asarray([number for number, _ in known], dtype=np.int32)
    given = np.asarray([weight for _, weight in known], dtype=np.float32)
    return Terms(numbers, forward.rarities(numbers) * given, max(total, TINY))


def candidate_features(
    forward: ForwardIndex, rows: Rows, terms: Terms, question: Vectors, sides: Sides, documents: Rows
) -> Floats:
    """One row of FEATURES per candidate, float32 of shape (len(rows), len(FEATURES)).

    `rows` ascend; `question` is the question's unit vector; `documents` tells for each candidate which document it
    stands in. Values are relative to the question's best candidate or to what its words weigh, so that weights learned
    on one collection hold for another.
    """
    stretch = forward.stretch(rows)
    matches = _Matches(forward, stretch, terms)
    cosine = _cosines(sides, question, len(rows))
    bm25, cosine_share = _share(matches.bm25()), _share(cosine)
    quick = 0.5 * bm25 + 0.5 * cosine_share
    columns = [
        bm25,
        cosine,
        cosine_share,
        matches.bigram(),
        matches.window(),
        _share(_feedback_words(forward, stretch, quick)),
        _share(_feedback_vector(sides, question, quick)),
        _neighbours(bm25, rows, documents),
        _neighbours(cosine_share, rows, documents),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _neighbours(values: Floats, rows: Rows, documents: Rows) -> Floats:
    """Half the sum of what the passages before and after have, where they are candidates of the same document."""
    adjacent = (np.diff(rows) == 1) & (np.diff(documents) == 0)
    around = np.zeros(len(values), dtype=np.float32)
    around[1:] += np.where(adjacent, values[:-1], 0)
    around[:-1] += np.where(adjacent, values[1:], 0)
    return around * np.float32(0.5)


def _share(values: Floats) -> Floats:
    return values / max(float(values.max(initial=0.0)), TINY)


def _cosines(sides: Sides, question: Vectors, count: int) -> Floats:
    """Per candidate the cosine of its nearest facet."""
    best = np.zeros(count, dtype=np.float32)
    np.maximum.at(best, sides.owner, sides.vectors @ question)
    return best


class _Matches:
    """Where the question's tokens stand in the candidates."""

    def __init__(self, forward: ForwardIndex, stretch: Stretch, terms: Terms) -> None:
        table = np.full(forward.vocabulary_size, -1, dtype=np.int32)
        table[terms.numbers] = np.arange(len(terms.numbers), dtype=np.int32)
        self._terms = terms
        self._stretch = stretch
        found = table[stretch.tokens]
        self._places = np.flatnonzero(found >= 0)
        self._which = found[self._places]
        self._owner = stretch.owner[self._places]
        shape = (len(stretch.lengths), len(terms.numbers))
        self._counts = np.zeros(shape, dtype=np.float32)
        np.add.at(self._counts, (self._owner, self._which), 1)
        self._relative = stretch.lengths.astype(np.float32) / forward.average_length

    def bm25(self) -> Floats:
        """BM25 (Robertson and Zaragoza, 2009) over the whole passage."""
        norm = K1 * (1 - B + B * self._relative)[:, None]
        scores = (self._terms.weights * self._counts * (K1 + 1) / (self._counts + norm)).sum(axis=1)
        return np.asarray(scores, dtype=np.float32)

    def bigram(self) -> Floats:
        """The lesser weights of the question's neighbouring tokens that neighbour here too, once per passage."""
        sums = np.zeros(len(self._counts), dtype=np.float32)
        left, right = self._which[:-1], self._which[1:]
        chosen = (self._owner[:-1] == self._owner[1:]) & (np.diff(self._places) == 1) & (right - left == 1)
        if chosen.any():
            pairs = np.unique(np.stack([self._owner[:-1][chosen], left[chosen]]), axis=1)
            weights = self._terms.weights
            np.add.at(sums, pairs[0], np.minimum(weights[pairs[1]], weights[pairs[1] + 1]))
        return sums / np.float32(self._terms.total)

    def window(self) -> Floats:
        """The greatest share of the question's weight that any WINDOW tokens of the passage hold."""
        best = np.zeros(len(self._counts), dtype=np.float32)
        if not len(self._places):
            return best
        last = (self._stretch.first + self._stretch.lengths)[self._owner]
        end = np.searchsorted(self._places, np.minimum(self._places + WINDOW, last))
        begin = np.arange(len(self._places))
        held = np.zeros(len(self._places), dtype=np.float32)
        for term, weight in enumerate(self._terms.weights):
            before = np.concatenate([[0], np.cumsum(self._which == term)])
            held += weight * (before[end] > before[begin])
        np.maximum.at(best, self._owner, held)
        return best / np.float32(self._terms.total)


def _feedback_words(forward: ForwardIndex, stretch: Stretch, quick: Floats) -> Floats:
    """BM25 of the words that the best candidates share (relevance model RM3: Abdul-Jaleel et al., 2004)."""
    best = np.argsort(-quick, kind="stable")[:FEEDBACK_ROWS]
    trust = np.exp(4 * (quick[best] - quick[best].max(initial=0.0)))
    share = np.zeros(len(quick), dtype=np.float32)
    share[best] = trust / np.maximum(trust.sum() * stretch.lengths[best], 1)
    inside = share[stretch.owner] > 0
    words, place = np.unique(stretch.tokens[inside], return_inverse=True)
    weight = np.bincount(place, share[stretch.owner[inside]], minlength=len(words)).astype(np.float32)
    weight *= forward.rarities(words)
    kept = np.argsort(-weight, kind="stable")[:FEEDBACK_WORDS]
    terms = Terms(words[kept], weight[kept], 1.0)
    return _Matches(forward, stretch, terms).bm25()


def _feedback_vector(sides: Sides, question: Vectors, quick: Floats) -> Floats:
    """Cosine with the question drawn towards the best candidates (Rocchio, 1971)."""
    best = np.argsort(-quick, kind="stable")[:FEEDBACK_VECTORS]
    chosen = sides.main & np.isin(sides.owner, best)
    drawn = question + FEEDBACK_PULL * sides.vectors[chosen].mean(axis=0) if chosen.any() else question
    drawn = drawn / max(float(np.linalg.norm(drawn)), TINY)
    return _cosines(sides, drawn, len(quick))

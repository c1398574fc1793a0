"""SearchIndex: one generation, searched by words, by meaning and by address at once, then ranked by all three."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.passage import LANGUAGES, Language, Passage
from index.errors import IndexStale
from index.features import Sides, candidate_features, read_terms
from index.fusion import fuse, top
from index.generation import Generation, current_folder, open_generation
from index.hit import Encoder, Filters, Hit, Query, Vectors
from index.manifest import read_manifest, verify
from index.rank import LinearRanker, shipped_ranker
from index.tokens import question_tokens, tokenize
from index.vectors import vector_id

POOL = 100
REMEMBERED = 64  # questions whose vectors are kept


@dataclass(frozen=True, slots=True)
class Weights:
    """What each searcher and field counts for; chosen on development data, see docs/evaluation-retrieval.md.

    `address` and `named` are added to the second stage's score: a passage at a provision that the question names, or
    in a document that it names, comes first.
    """

    terms: float = 0.5
    vector: float = 0.5
    address: float = 20.0
    named: float = 10.0
    text: float = 1.0
    context: float = 0.3
    questions: float = 0.6


class SearchIndex:
    """Hybrid search over an opened generation."""

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        weights: Weights = Weights(),
        ranker: LinearRanker | None = None,
    ) -> None:
        """Search `generation`; without a ranker the hits are ordered by the fused score alone."""
        if generation.manifest.dimension != encoder.dimension:
            raise IndexStale(
                f"The index holds vectors of {generation.manifest.dimension} numbers, the model gives {encoder.dimension}; "
                "run `lhsia ingest`.",
                f"L'index contient des vecteurs de {generation.manifest.dimension} nombres, le modèle en donne {encoder.dimension}; lancez `lhsia ingest`.",
            )
        self.generation = generation
        self.encoder = encoder
        self.weights = weights
        self.ranker = ranker
        self._languages = tuple(
            language for language in LANGUAGES if language in _languages(generation.passages)
        )
        self.embed = lru_cache(REMEMBERED)(self._embed)
        self._sides = _FacetTable(generation)
        self._documents = _document_numbers(generation.passages)
        self._by_address: dict[str, list[int]] = defaultdict(list)
        self._by_document: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(generation.passages):
            self._by_document[passage.document_id].append(row)
            for address in addresses_of(passage):
                self._by_address[address].append(row)

    @classmethod
    def open(cls, root: Path, encoder: Encoder) -> SearchIndex:
        """The published generation under `root`, verified; raise IndexMissing or IndexStale."""
        folder = current_folder(root)
        assert folder is not None  # current_folder raises when missing_ok is False
        manifest = read_manifest(folder)
        verify(folder, manifest, encoder.name)
        return cls(open_generation(folder, manifest), encoder, ranker=shipped_ranker())

    def search(self, query: Query) -> list[Hit]:
        """The k best passages, ranks 1 to k without gaps; equal scores are ordered by row, so results repeat."""
        found = self.candidates(query)
        scores = self.final_scores(query, found)
        hits = []
        for rank, (row, score) in enumerate(top(scores, query.k), 1):
            named = {name: ranking[row] for name, ranking in found.rankings.items() if row in ranking}
            sides = {f"vector.{kind}": value for kind, value in found.facets.get(row, {}).items()}
            second = {"rank": found.ranked[row]} if row in found.ranked else {}
            scored = {**named, **sides, "fused": found.fused[row], **second}
            hits.append(Hit(self.generation.passages[row], score, rank, scored))
        return hits

    def candidates(self, query: Query) -> Candidates:
        """The passages that a searcher finds, with each searcher's scores and the second stage's features."""
        pool = max(POOL, query.k)
        vector = self.embed(query.text)
        terms: dict[int, float] = {}
        facets: dict[int, dict[str, float]] = {}
        for filters in self._scopes(query):
            terms |= self.search_terms(replace(query, filters=filters), pool)
            facets |= self._near(vector, pool, self._allowed(filters))
        rankings = {
            "terms": terms,
            "vector": {row: max(scores.values()) for row, scores in facets.items()},
            "address": self._search_address(query, self._allowed(query.filters)),
        }
        weights = {"terms": self.weights.terms, "vector": self.weights.vector, "address": 1.0}
        fused = fuse(rankings, weights)
        rows = np.asarray(sorted(fused), dtype=np.int64)
        ranked: dict[int, float] = {}
        if self.ranker is not None and len(rows):
            scores = self.ranker.scores(self.features(query, rows, vector), query.language)
            ranked = dict(zip(rows.tolist(), scores.tolist(), strict=True))
        return Candidates(rankings, facets, fused, ranked)

    def features(self, query: Query, rows: NDArray[np.int64], vector: Vectors) -> NDArray[np.float32]:
        """The second stage's features of some rows for a query and its unit vector."""
        tokens, own = self._tokens(query)
        terms = read_terms(self.generation.forward, tokens, own)
        sides, documents = self._sides.of(rows), self._documents[rows]
        return candidate_features(self.generation.forward, rows, terms, vector, sides, documents)

    def search_terms(self, query: Query, k: int) -> dict[int, float]:
        """BM25 scores of the k best rows."""
        filters = query.filters
        groups = [
            [f"{name}:{value}" for value in sorted(values)]
            for name, values in (
                ("language", filters.languages),
                ("kind", filters.kinds),
                ("document", filters.documents),
                ("authority", filters.authorities),
            )
            if values
        ]
        fields = {
            "text": self.weights.text,
            "context": self.weights.context,
            "questions": self.weights.questions,
        }
        day = filters.as_of.toordinal() if filters.as_of else None
        tokens, _ = self._tokens(query)
        return dict(self.generation.terms.search(tokens, k, fields=fields, marks=groups, day=day))

    def search_vectors(
        self, query: Query, k: int, allowed: NDArray[np.int64] | None
    ) -> dict[int, dict[str, float]]:
        """Cosines of the nearest facets, by row and kind of facet ("text" or "question", the best of each)."""
        return self._near(self.embed(query.text), k, allowed)

    def _embed(self, text: str) -> Vectors:
        """A question's unit vector, float32 of shape (dimension,)."""
        vectors: Vectors = self.encoder.encode([text])
        unit: Vectors = vectors[0]
        return unit

    def question_vectors(self, passage: Passage) -> Vectors:
        """The vectors of the questions that a passage is known to answer, in their order: float32, one row each."""
        ids = [vector_id(f"{passage.id}#question.{number}") for number in range(len(passage.questions))]
        return self.generation.vectors.reconstruct(ids)

    @cached_property
    def answered(self) -> Vectors:
        """The vectors of the questions that passages are known to answer, float32 of shape (questions, dimension)."""
        return self._sides.questions()

    def _near(
        self, vector: Vectors, k: int, allowed: NDArray[np.int64] | None
    ) -> dict[int, dict[str, float]]:
        found = self.generation.vectors.search(vector[None, :], k * 2, allowed)[0]
        by_row: dict[int, dict[str, float]] = {}
        for number, score in found:
            facet = self.generation.facets[number]
            if facet.row in by_row or len(by_row) < k:
                kind = facet.name.split(".")[0]
                scores = by_row.setdefault(facet.row, {})
                scores[kind] = max(score, scores.get(kind, -1.0))
        return by_row

    def final_scores(self, query: Query, found: Candidates) -> dict[int, float]:
        """The score to order by: the second stage's with what is named in the question, or the fused one."""
        if self.ranker is None:
            return dict(found.fused)
        address = found.rankings["address"]
        passages = self.generation.passages
        return {
            row: score
            + self.weights.address * address.get(row, 0.0)
            + self.weights.named * (passages[row].document_id in query.named)
            for row, score in found.ranked.items()
        }

    def _tokens(self, query: Query) -> tuple[dict[str, float], int]:
        """The tokens to search with their weights, the question's own first, and how many are its own."""
        languages = [name for name in self._languages if name in (query.filters.languages or self._languages)]
        own, others = question_tokens(query.text, languages or LANGUAGES)
        tokens = dict.fromkeys([*own, *others], 1.0)
        for text, weight in query.expansions.items():
            for language in languages:
                for token in tokenize(text, language):
                    tokens[token] = max(weight, tokens.get(token, 0.0))
        return tokens, len(own)

    def _scopes(self, query: Query) -> list[Filters]:
        """What is searched: all that the filters allow, then the documents that the question names, for themselves."""
        allowed = query.filters.documents
        named = query.named & allowed if allowed else query.named
        return [query.filters, replace(query.filters, documents=named)] if named else [query.filters]

    def _allowed(self, filters: Filters) -> NDArray[np.int64] | None:
        """The vector ids that pass the filters; None when there is nothing to filter by."""
        if filters == Filters():
            return None
        passages = self.generation.passages
        if filters.documents:
            among = sorted(row for name in filters.documents for row in self._by_document.get(name, ()))
        else:
            among = list(range(len(passages)))
        rows = [row for row in among if passes(passages[row], filters)]
        return self._sides.numbers(np.asarray(rows, dtype=np.int64))

    def _search_address(self, query: Query, allowed: NDArray[np.int64] | None) -> dict[int, float]:
        """1.0 for passages at exactly a named provision, 0.8 for those inside it."""
        rows: dict[int, float] = {}
        permitted = None if allowed is None else {self.generation.facets[int(i)].row for i in allowed}
        for document_id, address in query.addresses:
            for row in self._by_address.get(address, ()):
                passage = self.generation.passages[row]
                if document_id in ("", passage.document_id) and (permitted is None or row in permitted):
                    rows[row] = max(rows.get(row, 0.0), 1.0 if passage.address == address else 0.8)
        return rows


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the searchers found, by row: each one's scores, cosines by kind of facet, the fused and the ranked score."""

    rankings: Mapping[str, Mapping[int, float]]
    facets: Mapping[int, Mapping[str, float]]
    fused: Mapping[int, float]
    ranked: Mapping[int, float]


class _FacetTable:
    """Where each row's facets stand among the vectors."""

    def __init__(self, generation: Generation) -> None:
        facets = list(generation.facets.values())
        rows = np.asarray([facet.row for facet in facets], dtype=np.int64)
        main = np.asarray([facet.name in ("text", "text.0") for facet in facets], dtype=np.bool_)
        self._text = np.asarray([facet.name.split(".")[0] == "text" for facet in facets], dtype=np.bool_)
        self._vectors = generation.vectors
        self._numbers = np.asarray(list(generation.facets), dtype=np.int64)
        self._order = np.argsort(rows, kind="stable")
        self._first = np.searchsorted(rows[self._order], np.arange(len(generation.passages) + 1))
        self._main = main

    def of(self, rows: NDArray[np.int64]) -> Sides:
        """The facets of some rows."""
        places, owner = self._places(rows)
        return Sides(self._vectors.matrix[places], owner, self._main[places])

    def questions(self) -> Vectors:
        """The vectors of the facets that are questions."""
        vectors: Vectors = np.ascontiguousarray(self._vectors.matrix[~self._text])
        return vectors

    def numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The vector ids of some rows' facets."""
        return self._numbers[self._places(rows)[0]]

    def _places(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the facets of some rows stand, and whose each is (0, 1, ...)."""
        counts = self._first[rows + 1] - self._first[rows]
        owner = np.repeat(np.arange(len(rows)), counts)
        starts = np.repeat(self._first[rows] - (np.cumsum(counts) - counts), counts)
        return self._order[np.arange(int(counts.sum())) + starts], owner


def _document_numbers(passages: Sequence[Passage]) -> NDArray[np.int64]:
    """For each row a number that rows of the same document, version and language share."""
    numbers: dict[tuple[str, str, str], int] = {}
    keys = ((p.document_id, p.version, p.language) for p in passages)
    return np.asarray([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def _languages(passages: Sequence[Passage]) -> set[Language]:
    return {passage.language for passage in passages}


def passes(passage: Passage, filters: Filters) -> bool:
    """Whether a passage may be found under the filters."""
    return (
        (not filters.languages or passage.language in filters.languages)
        and (not filters.kinds or passage.kind in filters.kinds)
        and (not filters.documents or passage.document_id in filters.documents)
        and (not filters.authorities or passage.authority in filters.authorities)
        and (filters.as_of is None or passage.validity.holds_on(filters.as_of))
    )


def addresses_of(passage: Passage) -> list[str]:
    """The addresses under which a passage is looked up: its own, those it stands in, and the ends of its range.

    >>> # "s. 27 (3) (a)" -> "s. 27 (3) (a)", "s. 27 (3)", "s. 27"
    """
    found = []
    for number, levels in re.findall(r"(\d+(?:\.\d+)*)((?:\s*\([\w.]+\))*)", _sections(passage.address)):
        parts = re.findall(r"\([\w.]+\)", levels)
        found += [" ".join([f"s. {number}", *parts[:depth]]) for depth in range(len(parts), -1, -1)]
    if match := re.match(r"(Part [IVX.\d]+|O\. Reg\. \d+/\d+)", passage.address):
        found.append(match[1])
    return list(dict.fromkeys(found))


def _sections(address: str) -> str:
    """The part of an address that names sections: what follows "s." or "ss.", ranges of whole sections written out."""
    match = re.search(r"\bss?\. (.+)", address)
    if match is None:
        return ""
    written = match[1].split(" par.")[0]
    ends = re.fullmatch(r"(\d+)\s*-\s*(\d+)(?:\.\d+)?", written)
    if ends and int(ends[1]) < int(ends[2]):
        return ", ".join(str(number) for number in range(int(ends[1]), int(ends[2]) + 1)) + ", " + written
    return written

"""SearchIndex: one generation, searched by words, by meaning and by address at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.passage import Language, Passage
from index.errors import IndexStale
from index.fusion import fuse, top
from index.generation import Facet, Generation, current_folder, open_generation
from index.hit import Encoder, Filters, Hit, Query
from index.manifest import read_manifest, verify
from index.tokens import tokenize

LANGUAGES: tuple[Language, ...] = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each searcher and field counts for; chosen on development data, see docs/evaluation.md."""

    terms: float = 0.5
    vector: float = 0.5
    address: float = 1.0
    text: float = 1.0
    context: float = 0.3
    questions: float = 0.6


class SearchIndex:
    """Hybrid search over an opened generation."""

    def __init__(self, generation: Generation, encoder: Encoder, weights: Weights = Weights()) -> None:
        if generation.manifest.dimension != encoder.dimension:
            raise IndexStale(
                f"The index holds vectors of {generation.manifest.dimension} numbers, the model gives {encoder.dimension}; "
                "run `lhsia ingest`."
            )
        self.generation = generation
        self.encoder = encoder
        self.weights = weights
        self._by_address: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(generation.passages):
            for address in addresses_of(passage):
                self._by_address[address].append(row)

    @classmethod
    def open(cls, root: Path, encoder: Encoder) -> SearchIndex:
        """The published generation under `root`, verified; raise IndexMissing or IndexStale."""
        folder = current_folder(root)
        assert folder is not None  # current_folder raises when missing_ok is False
        manifest = read_manifest(folder)
        verify(folder, manifest, encoder.name)
        return cls(open_generation(folder, manifest), encoder)

    def search(self, query: Query) -> list[Hit]:
        """The k best passages, ranks 1 to k without gaps; equal scores are ordered by row, so results repeat."""
        pool = max(100, query.k * 3)
        allowed = self._allowed(query.filters)
        rankings = {
            "terms": self.search_terms(query, pool),
            "vector": {},
            "address": self._search_address(query, allowed),
        }
        by_facet = self.search_vectors(query, pool, allowed)
        rankings["vector"] = {row: max(scores.values()) for row, scores in by_facet.items()}
        weights = {
            "terms": self.weights.terms,
            "vector": self.weights.vector,
            "address": self.weights.address,
        }
        fused = fuse(rankings, weights)
        hits = []
        for rank, (row, score) in enumerate(top(fused, query.k), 1):
            scores = {name: ranking[row] for name, ranking in rankings.items() if row in ranking}
            scores |= {f"vector.{kind}": value for kind, value in by_facet.get(row, {}).items()}
            hits.append(Hit(self.generation.passages[row], score, rank, {**scores, "fused": score}))
        return hits

    def search_terms(self, query: Query, k: int) -> dict[int, float]:
        """BM25 scores of the k best rows."""
        tokens: dict[str, float] = {}
        for text, weight in ((query.text, 1.0), *query.expansions.items()):
            for language in LANGUAGES:
                for token in tokenize(text, language):
                    tokens[token] = max(weight, tokens.get(token, 0.0))
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
        return dict(self.generation.terms.search(tokens, k, fields=fields, marks=groups, day=day))

    def search_vectors(
        self, query: Query, k: int, allowed: NDArray[np.int64] | None
    ) -> dict[int, dict[str, float]]:
        """Cosines of the nearest facets, by row and kind of facet ("text" or "question", the best of each)."""
        found = self.generation.vectors.search(self.encoder.encode([query.text]), k * 2, allowed)[0]
        by_row: dict[int, dict[str, float]] = defaultdict(dict)
        for number, score in found:
            facet = self.generation.facets[number]
            kind = facet.name.split(".")[0]
            by_row[facet.row][kind] = max(score, by_row[facet.row].get(kind, -1.0))
        return by_row

    def _allowed(self, filters: Filters) -> NDArray[np.int64] | None:
        """The vector ids that pass the filters; None when there is nothing to filter by."""
        if filters == Filters():
            return None
        rows = {row for row, passage in enumerate(self.generation.passages) if passes(passage, filters)}
        return np.asarray(
            [number for number, facet in self.generation.facets.items() if facet.row in rows], dtype=np.int64
        )

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

    def facet_rows(self) -> Sequence[Facet]:
        """Every facet held, for diagnosis."""
        return list(self.generation.facets.values())


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

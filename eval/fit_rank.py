"""Learns the weights of index/data/rank.json from the development queries of test collections.

Run `python -m eval.fit_rank --language fr COLLECTION ...` for the weights of French questions; those of the other
language stay as they are. The same collections give the same weights.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from scipy.optimize import minimize

from corpus.passage import LANGUAGES
from eval.collection import default_cache, is_development, open_index, read_query, understood
from eval.collection_files import MAIN, Collection, read_collection
from index import rank
from index.features import FEATURES
from index.hit import Encoder
from index.hybrid import SearchIndex
from index.names import TitleNames
from index.rank import DEFAULT
from ingest.encoder import SentenceEncoder

Doubles = NDArray[np.float64]
PENALTY = 1e-4
TARGET = Path(rank.__file__).parent / "data" / "rank.json"


@dataclass(frozen=True, slots=True)
class Sample:
    """Candidates of many queries: features, the share of each query's relevance, and where each query begins."""

    features: Doubles
    shares: Doubles
    starts: NDArray[np.int64]
    owner: NDArray[np.int64]


def collect(index: SearchIndex, collection: Collection) -> Sample:
    """The candidates of a collection's development queries; a query whose answer was not found is left out."""
    names = TitleNames(collection.documents)
    rows = {passage.id: row for row, passage in enumerate(index.generation.passages)}
    features, shares, sizes = [], [], []
    for queries in collection.sets:
        if queries.name not in (MAIN, "train_queries"):
            continue
        for query in queries.judged:
            if not is_development(collection, queries, query):
                continue
            search = understood(read_query(query, collection.language), names)
            found = np.asarray(sorted(index.candidates(search).fused), dtype=np.int64)
            grades = {rows[name] for name, grade in queries.grades[query.id].items() if grade > 0}
            relevant = np.isin(found, list(grades)).astype(np.float64)
            if relevant.any():
                vector = index.encoder.encode([query.text])[0]
                features.append(index.features(search, found, vector).astype(np.float64))
                shares.append(relevant / relevant.sum())
                sizes.append(len(found))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    return Sample(np.concatenate(features), np.concatenate(shares), starts, owner)


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Weights that make the relevant candidates' softmax share largest, every collection counting the same.

    The listwise loss of Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach" (ICML 2007), with a
    small quadratic penalty on weights of standardised features.
    """
    spread = np.concatenate([sample.features for sample in samples]).std(axis=0) + 1e-9

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for sample in samples:
            scaled = sample.features / spread
            scores = scaled @ weights
            scores -= np.maximum.reduceat(scores, sample.starts)[sample.owner]
            shares = np.exp(scores)
            shares /= np.add.reduceat(shares, sample.starts)[sample.owner]
            count = len(sample.starts) * len(samples)
            total -= float(sample.shares @ np.log(shares + 1e-30)) / count
            slope = slope + scaled.T @ (shares - sample.shares) / count
        return total, slope

    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return {name: round(float(w), 4) for name, w in zip(FEATURES, found.x / spread, strict=True)}


def main() -> None:
    """Fit on the collections named on the command line and write the weights."""
    parser = argparse.ArgumentParser(description="Fit the second stage on development queries.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, default=default_cache())
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--language", choices=LANGUAGES, default=DEFAULT)
    arguments = parser.parse_args()
    encoder: Encoder = SentenceEncoder()
    collections = [read_collection(folder) for folder in arguments.folders]
    samples = [collect(open_index(c, encoder, arguments.cache, progress=True), c) for c in collections]
    trained_on = {c.name: len(s.starts) for c, s in zip(collections, samples, strict=True)}
    before = json.loads(TARGET.read_text(encoding="utf-8"))
    learned = {"development_queries": trained_on, "weights": fit(samples)}
    value = {**before, "model": encoder.name, arguments.language: learned}
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    Console().print(value)


if __name__ == "__main__":
    main()

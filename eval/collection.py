"""Retrieval measured on a public test collection: BM25, vectors, their fusion and the second stage side by side."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter

import ir_measures
import numpy as np
from ir_measures import AP, RR, R, nDCG
from rich.console import Console
from rich.progress import track
from rich.table import Table

from corpus import citation
from corpus.citation import find_references
from corpus.passage import Language
from eval.collection_files import (
    Collection,
    CollectionQuery,
    QuerySet,
    aligned_lines,
    facets_of,
    read_collection,
)
from index import generation, tokens
from index.errors import IndexMissing
from index.fusion import top
from index.generation import Contents, build_generation, open_generation, publish, smoke_test
from index.hit import Encoder, Filters, Query, Vectors
from index.hybrid import SearchIndex
from index.names import TitleNames
from index.rank import read_ranker
from index.tokens import WORD
from index.translate import Table as WordTable, learn

DEPTH = 100
SYSTEMS = ("bm25", "vectors", "fused", "ranked")
MEASURES = ("nDCG@10", "recall@10", "MAP@10", "MRR@10")
BINARY_GRADE = 4  # where grades go up to 5, those from 4 count as relevant for the binary measures
TRAINING = "train_queries"
BATCH = 2048
Ranking = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Figures:
    """One system on one part of a query set: queries judged, measures by name, and how well its best score tells
    answerable queries from the others (area under the ROC curve; None without labels).
    """

    queries: int
    measures: Mapping[str, float]
    refusal_auc: float | None = None


@dataclass(frozen=True, slots=True)
class CollectionReport:
    """The figures of one collection: by query set, part ("development" or "reported") and system."""

    collection: str
    model: str
    passages: int
    sha256: str
    figures: Mapping[str, Mapping[str, Mapping[str, Figures]]]
    ms_per_query: float

    def table(self) -> Table:
        """The figures as a table for the terminal."""
        names = list(next(iter(next(iter(next(iter(self.figures.values())).values())).values())).measures)
        table = Table(title=f"{self.collection}: {self.passages:,} passages, {self.model}")
        for heading in ("queries", "part", "n", "system", *names, "refusal AUC"):
            table.add_column(heading, justify="left" if heading in ("queries", "part", "system") else "right")
        for set_name, parts in self.figures.items():
            for part, systems in parts.items():
                for system, f in systems.items():
                    auc = "" if f.refusal_auc is None else f"{f.refusal_auc:.3f}"
                    values = [f"{f.measures[name]:.4f}" for name in names]
                    table.add_row(set_name, part, str(f.queries), system, *values, auc)
        return table


def evaluate_collection(
    folder: Path,
    out: Path,
    encoder: Encoder,
    *,
    parallel: Path | None = None,
    ranker: Path | None = None,
    cache: Path | None = None,
    progress: bool = False,
) -> CollectionReport:
    """Measure a collection; write its figures (`<name>.json`) and a TREC run per query set and system into `out`.

    `parallel` is the same collection in the other language: from its passages a word table is learned, for the query sets
    in that language. `ranker` is a file of weights to use in place of those that ship. Vectors and index are kept under
    `cache` (the user's cache folder by default) and used again while the corpus, the model and the text analysis stay the
    same. Raise CollectionError when a folder is not a collection.
    """
    collection = read_collection(folder)
    table = _table(collection, read_collection(parallel)) if parallel else None
    index = open_index(collection, encoder, cache or default_cache(), progress=progress)
    if ranker is not None:
        index = SearchIndex(index.generation, encoder, ranker=read_ranker(ranker))
    out.mkdir(parents=True, exist_ok=True)
    figures: dict[str, dict[str, dict[str, Figures]]] = {}
    started = perf_counter()
    for queries in collection.sets:
        runs = run_queries(index, collection, queries, table, progress=progress)
        for system, run in runs.items():
            write_run(out / f"{collection.name}.{queries.name}.{system}.trec", run, system)
        figures[queries.name] = measure(collection, queries, runs)
    count = sum(len(queries.queries) for queries in collection.sets)
    taken = round((perf_counter() - started) * 1000 / count, 1)
    report = CollectionReport(
        collection.name, encoder.name, len(collection.passages), collection.sha256, figures, taken
    )
    text = json.dumps(asdict(report), indent=1, ensure_ascii=False)
    (out / f"{collection.name}.json").write_text(text + "\n", encoding="utf-8")
    return report


def _table(one: Collection, other: Collection) -> WordTable:
    english, french = (one, other) if one.language == "en" else (other, one)
    return learn(aligned_lines(english, french))


def default_cache() -> Path:
    """Where vectors and indexes of collections are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "lhsia" / "collections"


def open_index(
    collection: Collection, encoder: Encoder, cache: Path, *, progress: bool = False
) -> SearchIndex:
    """The collection's index, built if it is not in the cache."""
    root = cache / f"{collection.name}-{_version(collection, encoder)}"
    try:
        return SearchIndex.open(root, encoder)
    except IndexMissing:
        facets, texts = facets_of(collection)
        vectors = embed(texts, encoder, cache, progress=progress)
        contents = Contents(
            collection.passages, facets, vectors, encoder.name, {collection.name: collection.sha256}
        )
        built = build_generation(root, contents)
        smoke_test(open_generation(built))
        publish(root, built)
        return SearchIndex.open(root, encoder)


def _version(collection: Collection, encoder: Encoder) -> str:
    """What the cached index depends on: the corpus, the model, and the code that analyses and stores text."""
    digest = hashlib.sha256(f"{collection.sha256} {encoder.name} {encoder.dimension}".encode())
    for module in (tokens, citation, generation):
        digest.update(inspect.getsource(module).encode())
    return digest.hexdigest()[:16]


def embed(texts: Sequence[str], encoder: Encoder, cache: Path, *, progress: bool = False) -> Vectors:
    """The vectors of texts, from the cache when these texts were embedded with this model before."""
    digest = hashlib.sha256(encoder.name.encode())
    for text in texts:
        digest.update(b"\0" + text.encode())
    path = cache / f"{digest.hexdigest()}.npy"
    if path.is_file():
        return np.asarray(np.load(path), dtype=np.float32)
    vectors = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    longest_first = np.argsort([-len(text) for text in texts], kind="stable")
    batches = range(0, len(texts), BATCH)
    for start in track(batches, "Embedding", disable=not progress, console=Console(stderr=True)):
        rows = longest_first[start : start + BATCH]
        vectors[rows] = encoder.encode([texts[row] for row in rows])
    cache.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npy")
    np.save(partial, vectors)
    partial.replace(path)
    return vectors


def read_query(query: CollectionQuery, language: Language) -> Query:
    """The search for a query as it stands, limited to its document; `language` is the collection's."""
    documents = frozenset([query.document] if query.document else [])
    return Query(query.text, DEPTH, Filters(documents=documents), language=language)


def understood(query: Query, names: TitleNames) -> Query:
    """The search with the documents and provisions that the query names; a title is looked up, not searched."""
    named, rest = names.find(query.text)
    addresses = tuple((document, r.address) for document in named for r in find_references(rest) if r.address)
    text = rest if WORD.search(rest) else query.text
    return replace(query, text=text, addresses=addresses, named=frozenset(named))


def run_queries(
    index: SearchIndex,
    collection: Collection,
    queries: QuerySet,
    table: WordTable | None = None,
    *,
    progress: bool = False,
) -> dict[str, dict[str, Ranking]]:
    """Per system and query id the best DEPTH passages with their scores.

    BM25 and vectors alone get the queries as they are. For "fused" and "ranked", titles in a query are taken for names of
    documents and, with a word table, queries in the other language are translated.
    """
    runs: dict[str, dict[str, Ranking]] = {system: {} for system in SYSTEMS}
    names = TitleNames(collection.documents)
    passages = index.generation.passages
    for query in track(queries.queries, queries.name, disable=not progress, console=Console(stderr=True)):
        plain = read_query(query, collection.language)
        search = understood(plain, names)
        if table is not None and queries.crosses:
            search = _translated(plain, table, collection.language)
        alone = index.candidates(plain)
        found = alone if search == plain else index.candidates(search)
        scores = {
            "bm25": alone.rankings["terms"],
            "vectors": alone.rankings["vector"],
            "fused": found.fused,
            "ranked": index.final_scores(search, found),
        }
        for system, by_row in scores.items():
            runs[system][query.id] = [(passages[row].id, score) for row, score in top(by_row, DEPTH)]
    return runs


def _translated(query: Query, table: WordTable, language: Language) -> Query:
    """A query in the other language word by word in the passages' language, with further choices of words."""
    other: Language = "fr" if language == "en" else "en"
    expansions = table.expand(query.text, other)
    return replace(query, text=table.translate(query.text, other), expansions=expansions)


def measure(
    collection: Collection, queries: QuerySet, runs: Mapping[str, Mapping[str, Ranking]]
) -> dict[str, dict[str, Figures]]:
    """The figures of every system on both parts of a query set."""
    parts: dict[str, list[CollectionQuery]] = {"development": [], "reported": []}
    for query in queries.queries:
        parts["development" if is_development(collection, queries, query) else "reported"].append(query)
    return {
        part: {system: _figures(chosen, queries.grades, run) for system, run in runs.items()}
        for part, chosen in parts.items()
        if any(query.id in queries.grades for query in chosen)
    }


def is_development(collection: Collection, queries: QuerySet, query: CollectionQuery) -> bool:
    """Whether a query may be tuned on: all of a training file's, else a quarter of the ids by their SHA-256."""
    if any(other.name == TRAINING for other in collection.sets):
        return queries.name == TRAINING
    return int(hashlib.sha256(query.id.encode()).hexdigest(), 16) % 4 == 0


def _figures(
    queries: Sequence[CollectionQuery], grades: Mapping[str, Mapping[str, int]], run: Mapping[str, Ranking]
) -> Figures:
    judged = {query.id: grades[query.id] for query in queries if query.id in grades}
    found = {name: dict(run[name]) for name in judged}
    level = BINARY_GRADE if max(g for by in judged.values() for g in by.values()) > BINARY_GRADE else 1
    wanted = [nDCG @ 10, R(rel=level) @ 10, AP(rel=level) @ 10, RR(rel=level) @ 10]
    values = ir_measures.calc_aggregate(wanted, judged, found)
    measures = {name: round(float(values[m]), 4) for name, m in zip(MEASURES, wanted, strict=True)}
    return Figures(len(judged), measures, _refusal_auc(queries, run))


def _refusal_auc(queries: Sequence[CollectionQuery], run: Mapping[str, Ranking]) -> float | None:
    """Area under the ROC curve of the best score, for telling answerable queries from the others."""
    labels = [query.answerable for query in queries if query.answerable is not None]
    if len(set(labels)) < 2:
        return None
    best = [run[q.id][0][1] if run[q.id] else 0.0 for q in queries if q.answerable is not None]
    from sklearn.metrics import roc_auc_score  # takes seconds to import

    return round(float(roc_auc_score(labels, best)), 4)


def write_run(path: Path, run: Mapping[str, Ranking], system: str) -> None:
    """Write a run in TREC form: query, Q0, passage, rank, score, system."""
    with path.open("w", encoding="utf-8") as file:
        for query, ranking in run.items():
            for rank, (passage, score) in enumerate(ranking, 1):
                file.write(f"{query} Q0 {passage} {rank} {score:.6f} {system}\n")

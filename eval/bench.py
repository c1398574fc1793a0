"""Speed as ratios within one run: answering and searching beside named baselines, a small ingest beside a full one.

Milliseconds depend on the machine and on what else it does; every system answers every question in turn, so that all
of them meet the same load, and the figure to read is the ratio.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.shipped import BRIEFS
from corpus.store import Store
from eval.baselines import llama_index_retriever
from index.hit import Encoder, Query
from ingest.pipeline import LARGEST_FILE, ingest_shipped
from server.answer import Request
from server.assistant import Assistant
from server.library import Library

K = 10
REFERENCE = "search"
NOTE = "A provider gives the network notice of a change of hours.\n"

System = Callable[[str], object]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Latency:
    """How long one system took per question; `ratio` is the median of its time over the time of our search."""

    name: str
    median_ms: float
    p95_ms: float
    ratio: float


@dataclass(frozen=True, slots=True)
class IngestTimes:
    """Seconds of a full ingest with its index, of one with nothing changed, and of one with a file added."""

    passages: int
    full_s: float
    unchanged_s: float
    one_file_s: float

    def to_json(self) -> dict[str, Any]:
        """Plain values, with each incremental run as a share of the full one."""
        shares = {"unchanged": self.unchanged_s / self.full_s, "one_file": self.one_file_s / self.full_s}
        return {**asdict(self), "ratios": {name: round(value, 4) for name, value in shares.items()}}


@dataclass(frozen=True, slots=True)
class Speed:
    """What one run measured, and on what."""

    machine: Mapping[str, Any]
    corpus: Mapping[str, Any]
    latencies: Sequence[Latency]
    ingest: IngestTimes | None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "machine": dict(self.machine),
            "corpus": dict(self.corpus),
            "latency": [asdict(latency) for latency in self.latencies],
            "ingest": self.ingest.to_json() if self.ingest else None,
        }


def systems_of(assistant: Assistant) -> dict[str, System]:
    """What is compared: all over the same passages and with the same model; "model alone" only embeds the question."""
    index = assistant.finder.index
    generation = index.generation
    main = {f.row: number for number, f in generation.facets.items() if f.name in ("text", "text.0")}
    vectors = generation.vectors.reconstruct(list(main.values()))
    passages = [generation.passages[row] for row in main]
    return {
        "full answer": lambda question: assistant.answer(Request(question)),
        REFERENCE: lambda question: assistant.search(Query(question, K)),
        "model alone": lambda question: index.encoder.encode([question]),
        "BM25 alone": lambda question: index.search_terms(Query(question, K), K),
        "vectors alone": lambda question: index.search_vectors(Query(question, K), K, None),
        "LlamaIndex retriever": llama_index_retriever(passages, vectors, index.encoder, K),
    }


def measure_latency(
    systems: Mapping[str, System], questions: Sequence[str], rounds: int, progress: Progress | None = None
) -> list[Latency]:
    """Time every system on every question in turn, after one question to warm up; REFERENCE must be among them."""
    times: dict[str, list[float]] = {name: [] for name in systems}
    for ask in systems.values():
        ask(questions[0])
    asked = [question for _ in range(rounds) for question in questions]
    for number, question in enumerate(asked):
        if progress:
            progress(number, len(asked), "questions")
        for name, ask in systems.items():
            started = time.perf_counter()
            ask(question)
            times[name].append((time.perf_counter() - started) * 1000)
    return [_latency(name, own, times[REFERENCE]) for name, own in times.items()]


def _latency(name: str, own: Sequence[float], reference: Sequence[float]) -> Latency:
    ratio = statistics.median(one / other for one, other in zip(own, reference, strict=True))
    slowest = sorted(own)[min(len(own) - 1, int(0.95 * len(own)))]
    return Latency(name, round(statistics.median(own), 2), round(slowest, 2), round(ratio, 5))


def measure_ingest(encoder: Encoder, folder: Path, briefs: Path = BRIEFS) -> IngestTimes:
    """Ingest the shipped corpus into an empty folder, again with nothing changed, and with one short file added."""
    library = Library(Store(folder / "home"), folder / "home" / "index", encoder, LARGEST_FILE)
    note = folder / "note.txt"
    note.write_text(NOTE, encoding="utf-8")

    def shipped() -> None:
        ingest_shipped(library.store, briefs=briefs)
        library.renew()

    full, unchanged = _seconds(shipped), _seconds(shipped)
    one_file = _seconds(lambda: library.add_files([note]))
    passages = len(library.store.passages())
    library.store.close()
    return IngestTimes(passages, full, unchanged, one_file)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 3)


def machine() -> dict[str, Any]:
    """The machine as far as the standard library knows it, with how busy it was at the start."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": load,
        "python": platform.python_version(),
    }

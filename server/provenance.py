"""What an evidence pack says of how an answer came about: the retrieval, and the configuration it ran with."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

from corpus.shipped import CORPUS_DATE
from index.hit import Hit
from index.manifest import Manifest
from ingest.build import PARSER
from ingest.encoder import DEFAULT_MODEL, DEFAULT_SHA256
from ingest.register import grammar_sha256
from server.answer import Answer, Request
from server.selection import Limits
from server.settings import Settings

WEIGHTS = (("index", "data/rank.json"), ("server", "data/ranker.json"), ("server", "data/support.json"))
LIBRARIES = (
    "faiss-cpu",
    "numpy",
    "sentence-transformers",
    "snowballstemmer",
    "tantivy",
    "torch",
    "transformers",
)
SECRET = frozenset({"editor_key", "home"})  # a key, and the name of a folder of the machine


def retrieval_trace(answer: Answer, request: Request, hits: Sequence[Hit], generation: str) -> dict[str, Any]:
    """The question as it was searched, its limits, and what was found in order, with what each searcher gave it."""
    cited: dict[str, list[int]] = {}
    for citation in answer.citations:
        cited.setdefault(citation.passage.id, []).append(citation.number)
    ranked = {hit.passage.id for hit in hits}
    return {
        "question": request.question,
        "standalone_question": answer.standalone_question,
        "history": [asdict(turn) for turn in request.history],
        "as_of": answer.as_of.isoformat(),
        "language": answer.language,
        "kinds": sorted(request.kinds),
        "documents": sorted(request.documents),
        "generation": generation,
        "hits": [
            {
                "rank": hit.rank,
                "passage": hit.passage.id,
                "passage_sha256": hashlib.sha256(hit.passage.text.encode("utf-8")).hexdigest(),
                "score": hit.score,
                "scores": dict(hit.scores),
                "cited_as": cited.get(hit.passage.id, []),
            }
            for hit in hits
        ],
        "cited_beside_the_ranking": sorted(set(cited) - ranked),
        "timings_ms": dict(answer.timings_ms),
    }


def configuration(settings: Settings, manifest: Manifest, limits: Limits, composer: str) -> dict[str, Any]:
    """Versions, models, settings and hashes: what must be the same for the same answer to come again.

    The documents held are told by one hash: a pack goes to people who need not know what else is held.
    """
    index = asdict(manifest)
    documents = json.dumps(index.pop("documents"), sort_keys=True)
    weights = DEFAULT_SHA256 if manifest.model == DEFAULT_MODEL else ""
    return {
        "composer": composer,
        "version": version("lhsia-assistant"),
        "corpus_date": CORPUS_DATE.isoformat(),
        "parser": PARSER,
        "grammar_sha256": grammar_sha256(),
        "embedding_model": {
            "name": manifest.model,
            "dimension": manifest.dimension,
            "weights_sha256": weights,
        },
        "models_sha256": {f"{package}/{name}": _sha256(package, name) for package, name in WEIGHTS},
        "index": {**index, "documents_sha256": hashlib.sha256(documents.encode()).hexdigest()},
        "limits": asdict(limits),
        "settings": settings.model_dump(mode="json", exclude=set(SECRET)),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: _version(name) for name in LIBRARIES},
    }


def _sha256(package: str, name: str) -> str:
    return hashlib.sha256(files(package).joinpath(name).read_bytes()).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""

"""Immutable generations: built beside the serving one, smoke-tested, published by an atomic swap of one pointer.

A generation's folder holds manifest.json, passages.jsonl, vectors.faiss, facets.json, terms/ and forward/. The pointer is the
file `current`; the generation before is kept for rollback and older ones are removed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from corpus.passage import Passage
from corpus.store import passage_from_json
from index.errors import IndexBroken, IndexMissing
from index.forward import FILES as FORWARD_FILES, ForwardIndex
from index.hit import Vectors
from index.manifest import Manifest, file_sha256, read_manifest
from index.terms import TermIndex
from index.tokens import tokenize
from index.vectors import VectorIndex, vector_id

POINTER = "current"
NEVER, FOREVER = 0, date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Facet:
    """One embedded side of a passage: which row, and which side ("text", "question.0", ...)."""

    row: int
    name: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a generation is built from: passages, and one vector per facet, in the same order."""

    passages: Sequence[Passage]
    facets: Sequence[Facet]
    vectors: Vectors
    model: str
    documents: dict[str, str]


@dataclass(frozen=True)
class Generation:
    """An opened generation."""

    folder: Path
    manifest: Manifest
    passages: tuple[Passage, ...]
    facets: dict[int, Facet]
    vectors: VectorIndex
    terms: TermIndex
    forward: ForwardIndex


def marks(passage: Passage) -> str:
    """The filter marks of a passage, e.g. "language:en kind:statute document:lhsia-2006 authority:brief"."""
    return f"language:{passage.language} kind:{passage.kind} document:{passage.document_id} authority:{passage.authority}"


def analyse(passage: Passage) -> dict[str, list[str]]:
    """Tokens of a passage's text (with its address), of what leads to it, and of the questions written for it."""
    address = f" {passage.address}" if passage.address else ""
    return {
        "text": tokenize(passage.text + address, passage.language),
        "context": tokenize(passage.context, passage.language),
        "questions": tokenize(" ".join(passage.questions), passage.language),
    }


def term_row(row: int, passage: Passage, tokens: Mapping[str, Sequence[str]]) -> dict[str, str | int]:
    """What the full-text search holds of a passage whose tokens are given by field."""
    return {
        "row": row,
        **{field: " ".join(values) for field, values in tokens.items()},
        "filter": marks(passage),
        "starts": passage.validity.start.toordinal() if passage.validity.start else NEVER,
        "ends": passage.validity.end.toordinal() if passage.validity.end else FOREVER,
    }


def build_generation(root: Path, contents: Contents) -> Path:
    """Write a new generation under `root`, not published yet; give its folder."""
    stamp = datetime.now(UTC)
    folder = root / f"{stamp:%Y%m%dT%H%M%S%f}"
    folder.mkdir(parents=True)
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as file:
        for passage in contents.passages:
            file.write(json.dumps(asdict(passage), ensure_ascii=False, default=date.isoformat) + "\n")
    ids = [vector_id(f"{contents.passages[f.row].id}#{f.name}") for f in contents.facets]
    if len(set(ids)) != len(ids):
        raise IndexBroken(
            "Two passages have the same id; report this with the list of ingested files.",
            "Deux passages ont le même identifiant; signalez-le avec la liste des fichiers ajoutés.",
        )
    VectorIndex.build(ids, contents.vectors).save(folder / "vectors.faiss")
    facets = [[i, f.row, f.name] for i, f in zip(ids, contents.facets, strict=True)]
    (folder / "facets.json").write_text(json.dumps(facets), encoding="utf-8")
    analysed = [analyse(passage) for passage in contents.passages]
    rows = enumerate(zip(contents.passages, analysed, strict=True))
    TermIndex.build(folder / "terms", (term_row(row, passage, tokens) for row, (passage, tokens) in rows))
    ForwardIndex.build([*t["context"], *t["text"], *t["questions"]] for t in analysed).save(
        folder / "forward"
    )
    names = ["passages.jsonl", "vectors.faiss", "facets.json", *(f"forward/{name}" for name in FORWARD_FILES)]
    names += sorted(
        f"terms/{path.name}" for path in (folder / "terms").iterdir() if not path.name.startswith(".")
    )
    Manifest(
        generation=folder.name,
        created_at=stamp.isoformat(timespec="seconds"),
        model=contents.model,
        dimension=int(contents.vectors.shape[1]),
        passages=len(contents.passages),
        vectors=len(contents.facets),
        documents=contents.documents,
        files={name: file_sha256(folder / name) for name in names},
    ).write(folder)
    return folder


def open_generation(folder: Path, manifest: Manifest | None = None) -> Generation:
    """Open a generation's files; the caller has verified the manifest."""
    manifest = manifest or read_manifest(folder)
    with (folder / "passages.jsonl").open(encoding="utf-8") as file:
        passages = tuple(passage_from_json(json.loads(line)) for line in file)
    rows = json.loads((folder / "facets.json").read_text(encoding="utf-8"))
    return Generation(
        folder=folder,
        manifest=manifest,
        passages=passages,
        facets={number: Facet(row, name) for number, row, name in rows},
        vectors=VectorIndex.load(folder / "vectors.faiss"),
        terms=TermIndex.load(folder / "terms"),
        forward=ForwardIndex.load(folder / "forward"),
    )


def smoke_test(generation: Generation) -> None:
    """Raise IndexBroken unless counts agree and a sample of passages is found by its own words and vector."""
    if not generation.passages or generation.vectors.size != len(generation.facets):
        raise IndexBroken(
            f"{generation.folder} holds no passages, or not the vectors it should; the old index serves on.",
            f"{generation.folder} est sans passages, ou n'a pas tous ses vecteurs; l'index précédent reste en service.",
        )
    if {generation.terms.size, generation.forward.size} != {len(generation.passages)}:
        raise IndexBroken(
            f"{generation.folder}: the full-text index lacks passages; the old index serves on.",
            f"{generation.folder} : il manque des passages à l'index en texte intégral; l'index précédent reste en service.",
        )
    step = max(1, len(generation.facets) // 20)
    for number, facet in list(generation.facets.items())[::step]:
        own = generation.vectors.reconstruct([number])
        best = {score for _, score in generation.vectors.search(own, 1)[0]}
        if not best or max(best) < 0.999:
            raise IndexBroken(
                f"{generation.folder}: passage {generation.passages[facet.row].id} is not found by its own vector; "
                "the old index serves on.",
                f"{generation.folder} : le passage {generation.passages[facet.row].id} n'est pas retrouvé par son propre vecteur; l'index précédent reste en service.",
            )


def publish(root: Path, folder: Path) -> None:
    """Make a generation the serving one by one atomic rename; keep the one before, remove older ones."""
    before = current_folder(root, missing_ok=True)
    partial = root / f"{POINTER}.partial"
    with partial.open("w", encoding="utf-8") as file:
        file.write(f"{folder.name}\n{before.name if before else ''}\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(root / POINTER)
    keep = {folder.name, before.name if before else ""}
    for old in root.iterdir():
        if old.is_dir() and old.name not in keep and old.name < folder.name:
            shutil.rmtree(old)


def current_folder(root: Path, *, missing_ok: bool = False) -> Path | None:
    """The folder of the serving generation; raise IndexMissing (or give None) when there is none."""
    try:
        name = (root / POINTER).read_text(encoding="utf-8").splitlines()[0]
    except (FileNotFoundError, IndexError) as error:
        if missing_ok:
            return None
        raise IndexMissing(
            f"There is no index in {root}; run `lhsia ingest`.",
            f"Il n'y a pas d'index dans {root}; lancez `lhsia ingest`.",
        ) from error
    return root / name


def rollback(root: Path) -> Path:
    """Make the generation before the serving one again; raise IndexMissing when none is kept."""
    lines = (root / POINTER).read_text(encoding="utf-8").splitlines() if (root / POINTER).exists() else []
    if len(lines) < 2 or not lines[1] or not (root / lines[1]).is_dir():
        raise IndexMissing(
            f"No earlier index is kept in {root}.", f"Aucun index antérieur n'est conservé dans {root}."
        )
    partial = root / f"{POINTER}.partial"
    partial.write_text(f"{lines[1]}\n{lines[0]}\n", encoding="utf-8")
    partial.replace(root / POINTER)
    return root / lines[1]

"""A generation is built beside the serving one, published at once, and refused when it is not what was built."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.passage import Passage
from index.errors import IndexBroken, IndexMissing, IndexStale
from index.generation import (
    Contents,
    build_generation,
    current_folder,
    open_generation,
    rollback,
    smoke_test,
)
from index.hit import Query
from index.hybrid import SearchIndex
from index.vectors import VectorIndex
from ingest.encoder import HashingEncoder

Build = Callable[[Sequence[Passage]], Path]

BUILD_AND_DIE = """
import os, sys
from pathlib import Path
from index.generation import Contents, Facet, build_generation, publish
from ingest.encoder import HashingEncoder
from corpus.passage import Passage
encoder = HashingEncoder()
one = Passage("x:en:0", "x", "en", "news", "brief", "", "new words", 0, 9, 0)
Path.replace = lambda *_: os._exit(9)
folder = build_generation(Path(sys.argv[1]), Contents([one], [Facet(0, "text")], encoder.encode(["new words"]), encoder.name, {}))
publish(Path(sys.argv[1]), folder)
"""


def test_a_published_generation_passes_its_smoke_test_and_serves(
    build: Build, passages: Sequence[Passage]
) -> None:
    root = build(passages)
    folder = current_folder(root)
    assert folder is not None
    smoke_test(open_generation(folder))
    assert (
        SearchIndex.open(root, HashingEncoder()).search(Query("harbour master", 1))[0].passage == passages[0]
    )


def test_a_second_generation_serves_and_a_rollback_brings_the_first_back(
    build: Build, passages: Sequence[Passage]
) -> None:
    root = build(passages)
    first = current_folder(root)
    build(passages[:1])
    assert len(SearchIndex.open(root, HashingEncoder()).generation.passages) == 1
    assert rollback(root) == first == current_folder(root)


def test_only_the_serving_generation_and_the_one_before_are_kept(
    build: Build, passages: Sequence[Passage]
) -> None:
    for count in (1, 2, 3, 4):
        root = build(passages[:count])
    assert len([path for path in root.iterdir() if path.is_dir()]) == 2


def test_a_rollback_without_an_earlier_generation_says_so(build: Build, passages: Sequence[Passage]) -> None:
    with pytest.raises(IndexMissing, match="No earlier index"):
        rollback(build(passages))


def test_no_generation_is_reported_as_missing(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="lhsia ingest"):
        SearchIndex.open(tmp_path, HashingEncoder())


def test_a_crash_before_the_rename_leaves_the_old_one_serving(
    build: Build, passages: Sequence[Passage]
) -> None:
    root = build(passages)
    before = current_folder(root)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    died = subprocess.run([sys.executable, "-c", BUILD_AND_DIE, str(root)], env=environment, check=False)
    assert died.returncode == 9
    assert len([path for path in root.iterdir() if path.is_dir()]) == 2
    assert current_folder(root) == before
    assert SearchIndex.open(root, HashingEncoder()).search(Query("harbour master"))


@pytest.mark.parametrize("name", ["passages.jsonl", "vectors.faiss", "facets.json", "forward/tokens.npy"])
def test_an_altered_file_is_refused_by_name(build: Build, passages: Sequence[Passage], name: str) -> None:
    root = build(passages)
    folder = current_folder(root)
    assert folder is not None
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(IndexStale, match=f"{name} is not the file that was built"):
        SearchIndex.open(root, HashingEncoder())


def test_another_model_is_refused(build: Build, passages: Sequence[Passage]) -> None:
    with pytest.raises(IndexStale, match="'hashing-128' and 'hashing-64' is configured"):
        SearchIndex.open(build(passages), HashingEncoder(64))


@pytest.mark.parametrize(("change", "reason"), [('{"format": 0}', "index format 0"), ("{", "is damaged")])
def test_a_stale_or_damaged_manifest_is_refused(
    build: Build, passages: Sequence[Passage], change: str, reason: str
) -> None:
    root = build(passages)
    folder = current_folder(root)
    assert folder is not None
    path = folder / "manifest.json"
    values = json.loads(path.read_text())
    path.write_text(json.dumps({**values, **json.loads(change)}) if change.endswith("}") else change)
    with pytest.raises(IndexStale, match=reason):
        SearchIndex.open(root, HashingEncoder())


def test_the_same_id_twice_is_refused(tmp_path: Path, same_twice: Contents) -> None:
    with pytest.raises(IndexBroken, match="same id"):
        build_generation(tmp_path, same_twice)


def test_the_smoke_test_notices_missing_vectors(build: Build, passages: Sequence[Passage]) -> None:
    folder = current_folder(build(passages))
    assert folder is not None
    generation = open_generation(folder)
    empty = VectorIndex.build([], HashingEncoder().encode([]))
    with pytest.raises(IndexBroken, match="not the vectors it should"):
        smoke_test(replace(generation, vectors=empty))

"""From files and briefs to the store: read, build, cut, keep, read the rules, embed. Start reading here."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from corpus.brief import Brief, read_briefs
from corpus.catalogue import Entry, read_catalogue
from corpus.document import Document
from corpus.errors import CatalogueError
from corpus.facets import facets, text_sha256
from corpus.passage import Passage
from corpus.shipped import BRIEFS, CATALOGUE
from corpus.store import Store
from ingest.briefs import brief_document
from ingest.build import PARSER, About, build_document
from ingest.cards import CARDS
from ingest.encoder import TextEncoder
from ingest.errors import UnreadableSource
from ingest.formats import READABLE, UNREAD, read
from ingest.passages import passages_of
from ingest.register import renew_register

Outcome = Literal["added", "updated", "unchanged", "failed"]
Progress = Callable[[int, int, str], None]  # done, of how many, what is under way

LARGEST_FILE = 100 * 1024 * 1024
EMBED_BATCH = 256
PATHS = "upload_path"  # the kind of store record that says which file an upload came from


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file; `reason` is one sentence for a failure, and `french` the same; else the document's warnings."""

    path: Path
    outcome: Outcome
    document_id: str = ""
    passages: int = 0
    reason: str = ""
    french: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every file of a run, and which shipped documents left the store."""

    results: tuple[FileResult, ...]
    removed: tuple[str, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many files had an outcome."""
        return sum(result.outcome == outcome for result in self.results)

    @property
    def failed(self) -> tuple[FileResult, ...]:
        """The files that could not be read."""
        return tuple(result for result in self.results if result.outcome == "failed")

    @property
    def changed(self) -> bool:
        """Whether the store holds anything else than before."""
        return bool(self.removed or self.count("added") or self.count("updated"))


# Files of the user


def ingest_files(
    paths: Sequence[Path],
    store: Store,
    *,
    replace: bool = False,
    progress: Progress | None = None,
    largest: int = LARGEST_FILE,
) -> Report:
    """Read files and folders into the store; a file that cannot be read is reported and the rest goes on.

    A file is known again by its path; unchanged bytes are left alone. With `replace`, a file from elsewhere takes the
    place of a held upload of the same name; without it, it gets an id of its own. `largest` is in bytes.
    """
    found = list(dict.fromkeys(entry for path in paths for entry in _files(path)))
    shelf = _Shelf(store, replace)
    results = []
    for number, entry in enumerate(found):
        if isinstance(entry, FileResult):
            results.append(entry)
            continue
        if progress:
            progress(number, len(found), entry.name)
        results.append(_ingest(entry, shelf, largest))
    renew_register(store)
    if progress:
        progress(len(found), len(found), "")
    return Report(tuple(results))


def _files(path: Path) -> Iterator[Path | FileResult]:
    """The files to read at a path, in order; a failure where there are none."""
    if path.is_file():
        yield path.resolve()
    elif path.is_dir():
        inside = list(_walk(path.resolve()))
        yield from inside
        if not inside:
            reason = f"{path} holds no file that can be read ({', '.join(sorted(READABLE))})."
            yield FileResult(path, "failed", reason=reason)
    else:
        yield FileResult(path, "failed", reason=f"{path} does not exist; check the path.")


def _walk(folder: Path) -> Iterator[Path]:
    """Files that people mean to be read: known endings, nothing hidden; links to folders are not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            suffix = Path(name).suffix.lower()
            if not name.startswith((".", "~$")) and suffix in READABLE | UNREAD:
                yield Path(place) / name


class _Shelf:
    """Which uploads the store holds, and under which id a file belongs."""

    def __init__(self, store: Store, replace: bool) -> None:
        self.store = store
        self.replace = replace
        shipped = {path.stem for path in CATALOGUE.glob("*.toml")}
        uploads = {document.id for document in store.documents() if document.authority == "upload"}
        self.held = {key[0]: value for key, value in store.held().items() if key[0] in uploads}
        self.taken = shipped | {key[0] for key in store.held()}
        self.by_path = {str(r["path"]): str(r["document_id"]) for r in store.records(PATHS)}

    def place(self, path: Path, digest: str) -> tuple[str, Outcome]:
        """The document id for a file, and what ingesting it will have been."""
        slug = slug_of(path)
        family = [i for i in self.held if i == slug or re.fullmatch(rf"{re.escape(slug)}-\d+", i)]
        known = self.by_path.get(str(path), "")
        same = [i for i in family if self.held[i][0] == digest]
        if same and (known not in family or known in same):
            document_id = known if known in same else same[0]
            return document_id, "unchanged" if self.held[document_id][1] == PARSER else "updated"
        if known in self.held:
            return known, "updated"
        if self.replace and slug in self.held:
            return slug, "updated"
        return self._free(slug), "added"

    def _free(self, slug: str) -> str:
        number, candidate = 1, slug
        while candidate in self.taken:
            number += 1
            candidate = f"{slug}-{number}"
        return candidate

    def keep(self, path: Path, document: Document, passages: Sequence[Passage]) -> None:
        """Write a document, then drop what it had in another language, then remember its path."""
        self.store.put_document(document, passages, PARSER)
        for document_id, version, language in self.store.held():
            if document_id == document.id and (version, language) != (document.version, document.language):
                self.store.delete_expression(document_id, version, language)
        record = {"path": str(path), "document_id": document.id}
        self.store.put_record(PATHS, document.id, document.retrieved_at, record)
        self.held[document.id] = (document.source_sha256, PARSER)
        self.taken.add(document.id)
        self.by_path[str(path)] = document.id


def _ingest(path: Path, shelf: _Shelf, largest: int) -> FileResult:
    try:
        data = _bytes(path, largest)
        digest = hashlib.sha256(data).hexdigest()
        document_id, outcome = shelf.place(path, digest)
        if outcome == "unchanged":
            return FileResult(path, outcome, document_id, len(shelf.store.passages(document_id)))
        extract = read(data, path)
    except UnreadableSource as error:
        return FileResult(path, "failed", reason=error.reason, french=error.french)
    except OSError as error:
        french = f"{path.name} ne peut pas être ouvert ({error.strerror})."
        return FileResult(
            path, "failed", reason=f"{path.name} cannot be opened ({error.strerror}).", french=french
        )
    about = About(
        id=document_id,
        kind="upload",
        authority="upload",
        source_sha256=shelf.store.put_source(data),
        file_name=path.name,
        retrieved_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    document = build_document(extract, about)
    passages = passages_of(document)
    shelf.keep(path, document, passages)
    return FileResult(path, outcome, document.id, len(passages), " ".join(document.warnings))


def _bytes(path: Path, largest: int) -> bytes:
    size = path.stat().st_size
    if size > largest:
        megabytes = f"{size / 1024 / 1024:.0f} MB"
        raise UnreadableSource(
            path,
            f"is too large ({megabytes}; the limit is {largest / 1024 / 1024:.0f} MB); split it into parts.",
            f"est trop volumineux ({size / 1024 / 1024:.0f} Mo; la limite est de {largest / 1024 / 1024:.0f} Mo); divisez-le.",
        )
    return path.read_bytes()


def slug_of(path: Path) -> str:
    """A file's name as an id: lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or "document"


# The shipped corpus


def ingest_shipped(
    store: Store,
    *,
    briefs: Path = BRIEFS,
    catalogue: Path = CATALOGUE,
    progress: Progress | None = None,
) -> Report:
    """Bring the store's briefs up to those that ship: new and changed ones are written, vanished ones removed."""
    entries = read_catalogue(catalogue)
    shipped = read_briefs(briefs)
    held = store.held()
    results = []
    for number, brief in enumerate(shipped):
        if progress:
            progress(number, len(shipped), brief.id)
        if brief.id not in entries:
            raise CatalogueError(f"{brief.path}: the catalogue has no entry {brief.id}; add {brief.id}.toml.")
        results.append(_keep_brief(store, brief, entries[brief.id], _sources(brief, briefs, catalogue), held))
    removed = _remove_vanished(store, {(b.id, b.language) for b in shipped})
    renew_register(store)
    if progress:
        progress(len(shipped), len(shipped), "")
    return Report(tuple(results), removed)


def _sources(brief: Brief, briefs: Path, catalogue: Path) -> bytes:
    """All bytes that a brief's document is made from; a French brief takes its dates from the English one."""
    paths = dict.fromkeys((briefs / "en" / brief.path.name, brief.path, catalogue / f"{brief.id}.toml"))
    return b"\n".join(path.read_bytes() for path in paths)


def _keep_brief(
    store: Store, brief: Brief, entry: Entry, data: bytes, held: dict[tuple[str, str, str], tuple[str, str]]
) -> FileResult:
    digest = hashlib.sha256(data).hexdigest()
    before = held.get((brief.id, "", brief.language))
    if before == (digest, PARSER):
        return FileResult(brief.path, "unchanged", brief.id, len(brief.facts))
    document, passages = brief_document(brief, entry, store.put_source(data))
    store.put_document(document, passages, PARSER)
    return FileResult(brief.path, "updated" if before else "added", brief.id, len(passages))


def _remove_vanished(store: Store, shipped: set[tuple[str, str]]) -> tuple[str, ...]:
    gone = [
        d
        for d in store.documents()
        if d.authority == "brief" and d.id != CARDS and (d.id, d.language) not in shipped
    ]
    for document in gone:
        store.delete_expression(document.id, document.version, document.language)
    return tuple(f"{document.id} ({document.language})" for document in gone)


# Vectors


def embed_passages(store: Store, encoder: TextEncoder, progress: Progress | None = None) -> int:
    """Embed every facet text that has no vector of this encoder yet; give how many were embedded.

    Vectors are kept batch by batch, so that a stopped run goes on where it was; texts go by length, as encoders like.
    """
    texts = {text_sha256(text): text for passage in store.passages() for _, text in facets(passage)}
    known = store.vectors(texts, encoder.name)
    missing = sorted((key for key in texts if key not in known), key=lambda key: (len(texts[key]), key))
    for start in range(0, len(missing), EMBED_BATCH):
        if progress:
            progress(start, len(missing), "embedding")
        batch = missing[start : start + EMBED_BATCH]
        vectors = encoder.encode([texts[key] for key in batch])
        store.put_vectors(
            ((key, vector.tobytes()) for key, vector in zip(batch, vectors, strict=True)), encoder.name
        )
    if progress:
        progress(len(missing), len(missing), "")
    return len(missing)

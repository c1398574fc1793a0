"""The durable store: documents, trees, passages and vectors in one SQLite file, sources beside it by content hash.

What holds afterwards:
1. A write is one transaction: a crash leaves the document as it was before, or as it is after.
2. Bytes of a source are on disk (fsync) before the row that names them.
3. Vectors are kept by the SHA-256 of the text that was embedded and the model, so unchanged text is never embedded again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from corpus.document import Document, Node
from corpus.errors import StoreError
from corpus.passage import Passage, Validity

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    id TEXT NOT NULL, version TEXT NOT NULL, language TEXT NOT NULL, authority TEXT NOT NULL,
    source_sha256 TEXT NOT NULL, parser TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (id, version, language)
);
CREATE TABLE IF NOT EXISTS passages (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL, version TEXT NOT NULL, document_language TEXT NOT NULL,
    ordinal INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_of_document ON passages (document_id, version, document_language, ordinal);
CREATE TABLE IF NOT EXISTS vectors (
    text_sha256 TEXT NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (text_sha256, model)
);
CREATE TABLE IF NOT EXISTS rules (
    passage_id TEXT PRIMARY KEY, digest TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, id TEXT NOT NULL, created_at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
);
"""


class Store:
    """Documents, passages, vectors and small records under one folder (`LHSIA_HOME`)."""

    def __init__(self, home: Path) -> None:
        """Open the store, making it if there is none; raise StoreError when the file cannot be used."""
        self.home = home
        self._lock = Lock()
        try:
            (home / "sources").mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(home / "store.sqlite3", check_same_thread=False, timeout=30)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.executescript(SCHEMA)
            self._check_version()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"The store in {home} cannot be opened ({error}); check the folder's rights, or restore a backup.",
                f"Le dépôt dans {home} ne peut pas être ouvert ({error}); vérifiez les droits du dossier ou restaurez une sauvegarde.",
            ) from error

    def _check_version(self) -> None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        if row is None:
            with self._connection:
                self._connection.execute("INSERT INTO meta VALUES ('schema', ?)", (str(SCHEMA_VERSION),))
        elif int(row[0]) != SCHEMA_VERSION:
            raise StoreError(
                f"The store in {self.home} has format {row[0]}, this version reads {SCHEMA_VERSION}; "
                "move the folder away and run `lhsia ingest` again.",
                f"Le dépôt dans {self.home} est au format {row[0]}, cette version lit le format {SCHEMA_VERSION}; déplacez le dossier et relancez `lhsia ingest`.",
            )

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock, self._connection:
                yield self._connection
        except sqlite3.Error as error:
            raise StoreError(
                f"The store in {self.home} could not be written ({error}); check the disk.",
                f"Le dépôt dans {self.home} n'a pas pu être écrit ({error}); vérifiez le disque.",
            ) from error

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(
                f"The store in {self.home} could not be read ({error}); check the disk.",
                f"Le dépôt dans {self.home} n'a pas pu être lu ({error}); vérifiez le disque.",
            ) from error

    # Sources

    def put_source(self, data: bytes) -> str:
        """Keep the bytes of a source under their SHA-256, on disk before this returns; give the hash."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.home / "sources" / digest
        if not target.exists():
            partial = target.with_suffix(".partial")
            with partial.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(target)
        return digest

    def source(self, digest: str) -> bytes:
        """The bytes kept under a hash."""
        if re.fullmatch(r"[0-9a-f]{64}", digest) is None:
            raise StoreError(
                f"{digest!r} is not the hash of a source.",
                f"« {digest} » n'est pas l'empreinte d'une source.",
            )
        try:
            return (self.home / "sources" / digest).read_bytes()
        except OSError as error:
            raise StoreError(
                f"The source {digest} is not in the store; ingest the file again.",
                f"La source {digest} n'est pas dans le dépôt; ajoutez de nouveau le fichier.",
            ) from error

    # Documents and passages

    def put_document(self, document: Document, passages: Sequence[Passage], parser: str) -> None:
        """Write one document with its passages, in place of an earlier one with the same id, version and language."""
        key = (document.id, document.version, document.language)
        rows = [
            (
                p.id,
                *key[:2],
                document.language,
                p.ordinal,
                json.dumps(asdict(p), default=_iso, ensure_ascii=False),
            )
            for p in passages
        ]
        body = json.dumps(asdict(document), default=_iso, ensure_ascii=False)
        with self._transaction() as db:
            _delete(db, key)
            db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*key, document.authority, document.source_sha256, parser, body),
            )
            db.executemany("INSERT OR REPLACE INTO passages VALUES (?, ?, ?, ?, ?, ?)", rows)

    def delete_document(self, document_id: str, authority: str | None = None) -> int:
        """Remove every version and language of a document; give how many were removed."""
        keys = self._rows(
            "SELECT id, version, language FROM documents WHERE id = ? AND (? IS NULL OR authority = ?)",
            (document_id, authority, authority),
        )
        with self._transaction() as db:
            for key in keys:
                _delete(db, key)
        return len(keys)

    def delete_expression(self, document_id: str, version: str, language: str) -> None:
        """Remove one version of a document in one language."""
        with self._transaction() as db:
            _delete(db, (document_id, version, language))

    def held(self) -> dict[tuple[str, str, str], tuple[str, str]]:
        """Source hash and parser version by (id, version, language) of every document."""
        rows = self._rows("SELECT id, version, language, source_sha256, parser FROM documents")
        return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}

    def documents(self, document_id: str | None = None) -> list[Document]:
        """Every document (or every version and language of one), ordered by id, version and language."""
        rows = self._rows(
            "SELECT body FROM documents WHERE (? IS NULL OR id = ?) ORDER BY id, version, language",
            (document_id, document_id),
        )
        return [document_from_json(json.loads(row[0])) for row in rows]

    def passages(self, document_id: str | None = None) -> list[Passage]:
        """Every passage (or those of one document), in reading order."""
        rows = self._rows(
            "SELECT body FROM passages WHERE (? IS NULL OR document_id = ?) "
            "ORDER BY document_id, version, document_language, ordinal",
            (document_id, document_id),
        )
        return [passage_from_json(json.loads(row[0])) for row in rows]

    def passage(self, passage_id: str) -> Passage:
        """One passage; raise StoreError when it is not held."""
        rows = self._rows("SELECT body FROM passages WHERE id = ?", (passage_id,))
        if not rows:
            raise StoreError(
                f"There is no passage {passage_id!r}; ask GET /v1/documents for what is held.",
                f"Il n'y a pas de passage « {passage_id} »; GET /v1/documents indique ce qui est conservé.",
            )
        return passage_from_json(json.loads(rows[0][0]))

    # Vectors

    def vectors(self, hashes: Iterable[str], model: str) -> dict[str, bytes]:
        """The stored float32 vectors, as bytes, of the texts whose hashes are given and that are held."""
        wanted = set(hashes)
        rows = self._rows("SELECT text_sha256, vector FROM vectors WHERE model = ?", (model,))
        return {row[0]: row[1] for row in rows if row[0] in wanted}

    def put_vectors(self, vectors: Iterable[tuple[str, bytes]], model: str) -> None:
        """Keep vectors, each with the hash of the text it stands for."""
        with self._transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", ((h, model, v) for h, v in vectors)
            )

    # The obligations register: what was read from each passage, by the digest of what it was read from

    def passage_bodies(self) -> Iterator[tuple[str, str]]:
        """Id and JSON of every passage, as `passage_from_json` reads it, in no order."""
        yield from self._rows("SELECT id, body FROM passages")

    def rules_read(self) -> dict[str, str]:
        """By passage id, the digest of the passage and the grammar that its rules were read with."""
        return dict(self._rows("SELECT passage_id, digest FROM rules"))

    def put_rules(
        self, read: Iterable[tuple[str, str, list[dict[str, Any]]]], gone: Iterable[str] = ()
    ) -> None:
        """Keep the rules read from passages (id, digest, rules) and drop those of passages that are gone, at once."""
        rows = [(key, digest, json.dumps(rules, ensure_ascii=False)) for key, digest, rules in read]
        with self._transaction() as db:
            db.executemany("DELETE FROM rules WHERE passage_id = ?", [(key,) for key in gone])
            db.executemany("INSERT OR REPLACE INTO rules VALUES (?, ?, ?)", rows)

    def rules(self) -> list[dict[str, Any]]:
        """The rules of every passage held, in reading order."""
        rows = self._rows(
            "SELECT rules.body FROM rules JOIN passages ON passages.id = rules.passage_id "
            "WHERE rules.body != '[]' ORDER BY document_id, version, document_language, ordinal"
        )
        return [rule for row in rows for rule in json.loads(row[0])]

    # Small records: feedback, saved questions, audit lines

    def put_record(self, kind: str, record_id: str, created_at: str, body: dict[str, Any]) -> None:
        """Keep a small record, durable when this returns."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)",
                (kind, record_id, created_at, json.dumps(body, ensure_ascii=False, default=_iso)),
            )

    def delete_record(self, kind: str, record_id: str) -> bool:
        """Remove a small record; whether there was one."""
        with self._transaction() as db:
            done = db.execute("DELETE FROM records WHERE kind = ? AND id = ?", (kind, record_id))
            return done.rowcount > 0

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Every record of a kind, oldest first."""
        rows = self._rows("SELECT body FROM records WHERE kind = ? ORDER BY created_at, id", (kind,))
        return [json.loads(row[0]) for row in rows]


def _delete(db: sqlite3.Connection, key: tuple[str, str, str]) -> None:
    db.execute("DELETE FROM documents WHERE id = ? AND version = ? AND language = ?", key)
    db.execute("DELETE FROM passages WHERE document_id = ? AND version = ? AND document_language = ?", key)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot write {type(value).__name__} as JSON")


def _validity(value: dict[str, str | None]) -> Validity:
    start, end = value["start"], value["end"]
    return Validity(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)


def _node(value: dict[str, Any]) -> Node:
    return Node(**{**value, "children": tuple(_node(child) for child in value["children"])})


def document_from_json(value: dict[str, Any]) -> Document:
    """The document that `dataclasses.asdict` and JSON made of it."""
    changed = {
        "root": _node(value["root"]),
        "validity": _validity(value["validity"]),
        "warnings": tuple(value["warnings"]),
    }
    return Document(**{**value, **changed})


def passage_from_json(value: dict[str, Any]) -> Passage:
    """The passage that `dataclasses.asdict` and JSON made of it."""
    changed = {
        "heading_path": tuple(value["heading_path"]),
        "validity": _validity(value["validity"]),
        "sources": tuple(value["sources"]),
        "questions": tuple(value["questions"]),
        "items": tuple((start, end) for start, end in value["items"]),
        "verdicts": tuple(value.get("verdicts", ())),
    }
    return Passage(**{**value, **changed})

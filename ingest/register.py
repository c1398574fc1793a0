"""The obligations register as it is kept: written at ingest from every passage, read back with its quotes checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.errors import StoreError
from corpus.passage import Passage, Validity
from corpus.store import Store, passage_from_json
from ingest.cards import CARDS
from ingest.obligations import Obligation, extract_obligations


def renew_register(store: Store) -> int:
    """Read the rules of every passage that is new, changed or read by an older grammar; give how many were read.

    Cards say what the corpus holds and bind nobody: none are read from them.
    """
    known = store.rules_read()
    held = {key: (_digest(body), body) for key, body in store.passage_bodies()}
    stale = [(key, digest, body) for key, (digest, body) in held.items() if known.get(key) != digest]
    gone = known.keys() - held.keys()
    if stale or gone:
        store.put_rules(((key, digest, _rules(body)) for key, digest, body in stale), gone)
    return len(stale)


def _rules(body: str) -> list[dict[str, Any]]:
    passage = passage_from_json(json.loads(body))
    return [] if passage.document_id == CARDS else [row.to_json() for row in extract_obligations(passage)]


def _digest(body: str) -> str:
    return hashlib.sha256(f"{grammar_sha256()}\n{body}".encode()).hexdigest()


@cache
def grammar_sha256() -> str:
    """The SHA-256 of the code that reads rules, so that rows of an older grammar are read again."""
    names = sorted(
        entry.name
        for entry in files("ingest").iterdir()
        if entry.name.endswith(".py") and entry.name.startswith(("grammar_", "obligations", "sentences"))
    )
    code = b"\n".join(files("ingest").joinpath(name).read_bytes() for name in names)
    return hashlib.sha256(code).hexdigest()


def read_register(store: Store, passages: Iterable[Passage]) -> tuple[Obligation, ...]:
    """The rules kept, in reading order; raise StoreError when a quote is not what stands in its passage."""
    texts = {passage.id: passage.text for passage in passages}
    rows = tuple(_obligation(value) for value in store.rules())
    for row in rows:
        if texts.get(row.passage_id, "")[row.start : row.end] != row.quote:
            raise StoreError(
                f"The register's rule {row.id} does not quote its passage; run `lhsia ingest` to read it again.",
                f"La règle {row.id} du registre ne cite pas son passage; lancez `lhsia ingest` pour la relire.",
            )
    return rows


def _obligation(value: dict[str, Any]) -> Obligation:
    start, end = value.pop("in_force_from"), value.pop("in_force_to")
    validity = Validity(
        date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None
    )
    return Obligation(**{**value, "actor_classes": tuple(value["actor_classes"]), "validity": validity})

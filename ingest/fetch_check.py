"""`lhsia fetch --check`: what changed at the official sources since the held copies, and what rests on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from corpus.brief import Brief
from corpus.catalogue import Entry
from corpus.changes import differences, touched_facts
from corpus.store import Store
from ingest.fetch_ask import Answer, ask, from_store, has_bytes, records_of, sources_of
from ingest.fetch_http import PoliteClient, Response
from ingest.fetch_policy import FetchError, FetchPolicy
from ingest.fetch_read import Source, instruments_of, read_source
from ingest.fetch_report import CheckReport, FetchFailure, Progress, SourceChange

QUESTIONS = "saved_question"  # records {"id", "question", "passage_ids": [...]}


def check(
    entries: Iterable[Entry],
    store: Store,
    policy: FetchPolicy,
    *,
    briefs: Sequence[Brief] = (),
    progress: Progress | None = None,
) -> CheckReport:
    """Compare what the official addresses give now with the held copies; nothing is written."""
    sources = sources_of(entries, policy)
    records = {url: record for url, record in records_of(store).items() if has_bytes(store, record)}
    held = [source for source in sources if source.url in records]
    changes: list[SourceChange] = []
    unchanged: list[str] = []
    failures: list[FetchFailure] = []
    with PoliteClient(policy) as client:
        for number, source in enumerate(held):
            if progress:
                progress(number, len(held), source.url)
            try:
                change = _compare(client, store, source, records[source.url])
            except FetchError as error:
                failures.append(FetchFailure(source.entry.id, source.url, error.reason))
                continue
            if change is None:
                unchanged.append(source.url)
            else:
                changes.append(_touched(change, source, briefs, store))
    missing = tuple(source.url for source in sources if source.url not in records)
    return CheckReport(tuple(changes), tuple(unchanged), missing, tuple(failures))


def _compare(
    client: PoliteClient, store: Store, source: Source, record: dict[str, Any]
) -> SourceChange | None:
    """What changed at an address; None when the bytes, or the words in them, are the same."""
    answer = ask(client, source, record)
    body = answer.response.body
    if answer.response.status == 304 or hashlib.sha256(body).hexdigest() == record["sha256"]:
        return None
    # Both copies go through today's reader, so that a better reader is not taken for a changed law.
    before = from_store(store, Answer(source.url, Response(source.url, source.url, 200, {}, b"")), record)
    day = str(record["date"])
    old = read_source(source, before.response.body, before.text, day)
    found = differences(old.passages, read_source(source, body, answer.text, day).passages)
    return SourceChange(source.entry.id, source.url, found) if found else None


def _touched(change: SourceChange, source: Source, briefs: Sequence[Brief], store: Store) -> SourceChange:
    """Add the brief facts and the saved questions that rest on what changed."""
    names = instruments_of(source)
    facts = [
        (brief.id, brief.language, fact.anchor)
        for brief in briefs
        if brief.id == source.entry.id
        for fact in touched_facts(change.differences, brief, names)
    ]
    lost = {passage for difference in change.differences for passage in difference.passages}
    questions = [str(r["id"]) for r in store.records(QUESTIONS) if lost & set(r.get("passage_ids", ()))]
    return replace(change, facts=tuple(facts), questions=tuple(questions))

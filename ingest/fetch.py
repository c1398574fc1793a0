"""`lhsia fetch`: official text of catalogue entries from their publishers into the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from corpus.catalogue import Entry
from corpus.document import Document
from corpus.passage import Passage, Validity
from corpus.store import Store
from ingest.fetch_ask import FETCHES, Answer, ask, from_store, has_bytes, records_of, sources_of
from ingest.fetch_http import PoliteClient
from ingest.fetch_policy import FetchError, FetchPolicy
from ingest.fetch_read import Source, read_source
from ingest.fetch_report import FetchedSource, FetchFailure, FetchReport, Outcome, Progress
from ingest.register import renew_register

RUNS = "fetch_run"  # one store record per plan and day: the addresses that are done
KEPT_HEADERS = ("content-type", "etag", "last-modified", "date", "content-length", "content-language")


@dataclass(slots=True)
class _Run:
    """The addresses of a plan that are done, kept on disk so that a stopped run goes on where it was."""

    store: Store
    key: str
    today: date
    done: list[str] = field(default_factory=list)

    def finish(self, url: str) -> None:
        """Note that an address is done, durably."""
        self.done.append(url)
        body = {"key": self.key, "date": self.today.isoformat(), "done": self.done}
        self.store.put_record(RUNS, self.key, self.today.isoformat(), body)


def fetch_entries(
    entries: Iterable[Entry],
    store: Store,
    policy: FetchPolicy,
    *,
    today: date,
    progress: Progress | None = None,
) -> FetchReport:
    """Fetch the official addresses of entries into the store; one that fails is reported and the rest goes on.

    The same entries fetched again on the same day are taken up where the last run stopped; failures are tried again.
    """
    sources = sources_of(entries, policy)
    run = _open_run(store, sources, today)
    fetched: list[FetchedSource] = []
    failures: list[FetchFailure] = []
    with PoliteClient(policy) as client:
        for number, source in enumerate(sources):
            if progress:
                progress(number, len(sources), source.url)
            if source.url in run.done:
                fetched.append(FetchedSource(source.entry.id, source.url, "done before"))
                continue
            try:
                fetched.append(_fetch(client, store, source, today))
                run.finish(source.url)
            except FetchError as error:
                failures.append(FetchFailure(source.entry.id, source.url, error.reason))
    renew_register(store)
    if progress:
        progress(len(sources), len(sources), "")
    return FetchReport(tuple(fetched), tuple(failures))


def _fetch(client: PoliteClient, store: Store, source: Source, today: date) -> FetchedSource:
    record = records_of(store).get(source.url, {})
    answer = ask(client, source, record if has_bytes(store, record) else {})
    if answer.response.status == 304:
        answer = from_store(store, answer, record)
    reading = read_source(source, answer.response.body, answer.text, today.isoformat())
    document = reading.document
    same = record.get("sha256") == document.source_sha256 or _same_words(store, record, document)
    if same:
        document = replace(document, source_sha256=str(record["sha256"]))
    key = (document.id, document.version, document.language)
    if not same or store.held().get(key) != (document.source_sha256, reading.parser):
        if not same:
            store.put_source(answer.response.body)
        _drop_replaced(store, record, document)
        store.put_document(document, reading.passages, reading.parser)
        _close_earlier(store, document)
    _keep_record(store, source, answer, document, record)
    outcome: Outcome = "unchanged" if same else "changed" if record else "new"
    count = len(reading.passages)
    return FetchedSource(
        document.id, source.url, outcome, document.version, document.language, count, document.warnings
    )


def _same_words(store: Store, record: dict[str, Any], document: Document) -> bool:
    """Whether only what nobody sees has changed: the publisher puts a new token into each copy of a page."""
    held = next(
        (
            d
            for d in store.documents(document.id)
            if (d.version, d.language) == (document.version, document.language)
        ),
        None,
    )
    return (
        has_bytes(store, record)
        and held is not None
        and held.text == document.text
        and held.url == document.url
    )


def _keep_record(
    store: Store, source: Source, answer: Answer, document: Document, before: dict[str, Any]
) -> None:
    response, today = answer.response, document.retrieved_at
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    same = before.get("sha256") == document.source_sha256
    body = {
        "url": source.url,
        "answered": answer.url,
        "final_url": response.url,
        "entry": source.entry.id,
        "language": document.language,
        "version": document.version,
        "date": before.get("date", today) if same else today,
        "checked": today,
        "status": response.status,
        "headers": headers,
        "sha256": document.source_sha256,
        "previous": before.get("previous", "") if same else before.get("sha256", ""),
    }
    store.put_record(FETCHES, source.url, today, body)


def _drop_replaced(store: Store, record: dict[str, Any], document: Document) -> None:
    """Take out the document that this address gave before, when it comes under another version only by being undated."""
    version = str(record.get("version", ""))
    undated = version.endswith(("undated", "as-enacted"))
    if version and version != document.version and undated:
        store.delete_expression(document.id, version, str(record.get("language", document.language)))


def _close_earlier(store: Store, document: Document) -> None:
    """End earlier consolidations of the same law, held as current, on the day from which the new one stands."""
    start = document.validity.start
    if start is None:
        return
    parsers = {key: value[1] for key, value in store.held().items()}
    passages = store.passages(document.id)
    for earlier in store.documents(document.id):
        open_ended = earlier.validity.start is not None and earlier.validity.end is None
        if not (open_ended and earlier.url == document.url and earlier.language == document.language):
            continue
        if earlier.validity.start is not None and earlier.validity.start < start:
            own = [p for p in passages if p.version == earlier.version and p.language == earlier.language]
            closed = replace(earlier, validity=replace(earlier.validity, end=start), status="historical")
            key = (earlier.id, earlier.version, earlier.language)
            store.put_document(closed, [_closed(p, start) for p in own if _began(p, start)], parsers[key])


def _began(passage: Passage, day: date) -> bool:
    """Whether a passage's words were law before a day; the later consolidation has its own copy of the rest."""
    return not passage.validity.begins_after(day) and passage.validity.start != day


def _closed(passage: Passage, day: date) -> Passage:
    end = passage.validity.end
    return replace(passage, validity=Validity(passage.validity.start, min(end, day) if end else day))


def _open_run(store: Store, sources: Sequence[Source], today: date) -> _Run:
    plan = "\n".join([today.isoformat(), *(source.url for source in sources)])
    key = hashlib.sha256(plan.encode("utf-8")).hexdigest()[:16]
    done: list[Any] = next((record["done"] for record in store.records(RUNS) if record["key"] == key), [])
    return _Run(store, key, today, [str(url) for url in done])

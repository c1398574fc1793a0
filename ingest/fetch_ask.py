"""One official address asked: the page, or where e-Laws gives programs an empty page, the data behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from corpus.catalogue import Entry
from corpus.errors import StoreError
from corpus.store import Store
from ingest.elaws import is_elaws
from ingest.fetch_http import PoliteClient, Response
from ingest.fetch_policy import FetchError, FetchPolicy, secure
from ingest.fetch_read import Source, check_type, data_addresses, text_of

FETCHES = "fetch"  # one store record per address: when, what answered, and which bytes are held


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave: the address that had the words, the response, and its text ("" for a PDF)."""

    url: str
    response: Response
    text: str = ""


def sources_of(entries: Iterable[Entry], policy: FetchPolicy) -> list[Source]:
    """Every official address of the entries, once, http addresses as https."""
    found: dict[str, Source] = {}
    positions: dict[tuple[str, str], int] = {}
    for entry in entries:
        for address in entry.addresses:
            url = secure(address.url, policy)
            if not address.official or url in found:
                continue
            source = Source(entry, address, url)
            family = (entry.id, source.language)
            positions[family] = positions.get(family, 0) + (source.elaws is None)
            found[url] = replace(source, position=positions[family])
    return list(found.values())


def records_of(store: Store) -> dict[str, dict[str, Any]]:
    """The record of the last fetch of each address."""
    return {str(record["url"]): record for record in store.records(FETCHES)}


def ask(client: PoliteClient, source: Source, record: dict[str, Any]) -> Answer:
    """What an address gives now; status 304 when the record's bytes are still the same."""
    answer = _get(client, source.url, record)
    if source.elaws is None or answer.response.status == 304 or not answer.text or is_elaws(answer.text):
        return answer
    reasons = []
    for url in data_addresses(source):
        try:
            data = _get(client, url, record)
        except FetchError as error:
            reasons.append(error.reason)
            continue
        if data.response.status == 304 or is_elaws(data.text):
            return data
        reasons.append(f"{url} holds no provisions.")
    raise FetchError(
        source.url,
        "gives a page without the law's words (its marks have changed, or it is only filled in by a browser), and the "
        f"data behind the page was not to be had: {' '.join(reasons)}",
    )


def _get(client: PoliteClient, url: str, record: dict[str, Any]) -> Answer:
    response = client.get(url, _conditions(record) if record.get("answered") == url else {})
    if response.status == 304:
        return Answer(url, response)
    check_type(response, data="/api/" in url)
    return Answer(url, response, text_of(response))


def _conditions(record: dict[str, Any]) -> dict[str, str]:
    headers = record.get("headers", {})
    pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
    return {name: str(headers[key]) for name, key in pairs if key in headers}


def has_bytes(store: Store, record: dict[str, Any]) -> bool:
    """Whether the bytes that a record names are still there, so that the server may answer that they are the same."""
    try:
        return bool(record) and bool(store.source(str(record["sha256"])))
    except StoreError:
        return False


def from_store(store: Store, answer: Answer, record: dict[str, Any]) -> Answer:
    """The held bytes, for a server that says that they are still the same."""
    headers = {str(name): str(value) for name, value in record["headers"].items()}
    response = replace(answer.response, headers=headers, body=store.source(str(record["sha256"])))
    return Answer(answer.url, response, text_of(response))

"""Checking an evidence pack offline, and saying exactly what no longer matches."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import StoreError
from corpus.store import Store
from server.pack import FORMAT, sha256

MAX_UNPACKED = 512 * 1024 * 1024
RECORDS = frozenset({"answer.json", "quotes.json", "sources.json"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not match: a code, the file of the pack it concerns, and a sentence.

    Codes: "unreadable", "format", "missing_file", "extra_file", "altered_file", "quote_mismatch", "passage_altered",
    "citation_mismatch", "unsupported", "source_missing", "digest", and, against a store, "changed" and "vanished".
    """

    code: str
    file: str
    message: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def pack_digest(path: Path) -> str:
    """The SHA-256 of the pack itself, to be written down elsewhere."""
    return sha256(path.read_bytes())


def verify_pack(path: Path, expected_digest: str = "", store: Store | None = None) -> list[Finding]:
    """Everything about a pack that does not match; an empty list means that it is whole.

    With `expected_digest` the pack must be that very file; with `store` the quotes are also compared with the passages
    held today, which is information, not a fault of the pack.
    """
    try:
        if expected_digest and pack_digest(path) != expected_digest.strip().lower():
            return [Finding("digest", path.name, "The pack is not the file whose SHA-256 was written down.")]
        files, findings = _read(path)
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        return [Finding("unreadable", path.name, f"The pack cannot be read: {error}.")]
    damaged = {finding.file for finding in findings}
    findings += [finding for finding in _check_manifest(files) if finding.file not in damaged]
    if {"manifest.json", *RECORDS} - set(files) or any(
        f.code in ("format", "missing_file") for f in findings
    ):
        return findings
    try:
        findings += _check_quotes(files) + _check_answer(files)
        if store is not None:
            findings += _check_store(files, store)
    except (ValueError, KeyError, TypeError) as error:
        findings.append(
            Finding("unreadable", "", f"A record of the pack is not as the format says: {error!r}.")
        )
    return findings


def _read(path: Path) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a pack, and a finding for each that cannot be read back as it was written."""
    files, findings = {}, []
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if len(names) != len(set(names)):
            raise ValueError("two files have the same name")
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
            raise ValueError("it unpacks to more than 512 MB")
        for name in names:
            try:
                files[name] = archive.read(name)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
                text = f"{name} was altered: it cannot be read back as it was written ({error})."
                findings.append(Finding("altered_file", name, text))
    return files, findings


def _load(files: Mapping[str, bytes], name: str) -> Any:
    return json.loads(files[name].decode("utf-8"))


def _check_manifest(files: Mapping[str, bytes]) -> list[Finding]:
    if "manifest.json" not in files:
        return [Finding("missing_file", "manifest.json", "The pack has no manifest.")]
    try:
        manifest = _load(files, "manifest.json")
        listed = {entry["path"]: entry for entry in manifest["files"]}
        known = manifest["format"]
    except (ValueError, KeyError, TypeError):
        return [Finding("format", "manifest.json", "The manifest cannot be read.")]
    if known != FORMAT:
        return [
            Finding(
                "format", "manifest.json", f"The pack has format {known!r}; this version reads {FORMAT!r}."
            )
        ]
    findings = []
    for name, entry in listed.items():
        if name not in files:
            findings.append(Finding("missing_file", name, f"{name} is listed and not in the pack."))
        elif sha256(files[name]) != entry["sha256"]:
            text = f"{name} was altered: its SHA-256 is {sha256(files[name])}, the manifest has {entry['sha256']}."
            findings.append(Finding("altered_file", name, text))
    for name in sorted(set(files) - set(listed) - {"manifest.json"}):
        findings.append(Finding("extra_file", name, f"{name} is in the pack and not in the manifest."))
    return findings


def _check_quotes(files: Mapping[str, bytes]) -> list[Finding]:
    findings = []
    sources = {(s["document_id"], s["version"], s["language"]) for s in _load(files, "sources.json")}
    for record in _load(files, "quotes.json"):
        where, number = record["file"], record["number"]
        data = files.get(where)
        if data is None:
            findings.append(
                Finding(
                    "missing_file", where, f"The passage of quotation {number} is missing or cannot be read."
                )
            )
            continue
        if sha256(data) != record["passage_sha256"]:
            text = (
                f"The passage {record['passage_id']} of quotation {number} is not the text that was quoted."
            )
            findings.append(Finding("passage_altered", where, text))
        if data.decode("utf-8")[record["start"] : record["end"]] != record["quote"]:
            text = f"Quotation {number} is not what stands at {record['start']}-{record['end']} of {record['passage_id']}."
            findings.append(Finding("quote_mismatch", where, text))
        if (record["document_id"], record["version"], record["language"]) not in sources:
            text = f"The source of quotation {number}, {record['document_id']}, has no version recorded."
            findings.append(Finding("source_missing", "sources.json", text))
    return findings


def _check_answer(files: Mapping[str, bytes]) -> list[Finding]:
    answer = _load(files, "answer.json")
    quotes = {record["number"]: record for record in _load(files, "quotes.json")}
    findings = []
    for citation in answer["citations"]:
        record = quotes.get(citation["number"])
        same = record and all(record[key] == citation[key] for key in ("passage_id", "start", "end", "quote"))
        if not same:
            text = f"Citation {citation['number']} of the answer differs from the quotation kept for it."
            findings.append(Finding("citation_mismatch", "answer.json", text))
    for statement in answer["statements"]:
        if not statement["citations"] or any(number not in quotes for number in statement["citations"]):
            text = f"The statement {statement['text'][:60]!r} rests on no quotation of the pack."
            findings.append(Finding("unsupported", "answer.json", text))
    return findings


def _check_store(files: Mapping[str, bytes], store: Store) -> list[Finding]:
    findings = []
    for record in _load(files, "quotes.json"):
        place = f"{record['passage_id']} (quotation {record['number']})"
        try:
            passage = store.passage(record["passage_id"])
        except StoreError:
            findings.append(Finding("vanished", record["file"], f"{place} is no longer held."))
            continue
        if sha256(passage.text.encode("utf-8")) != record["passage_sha256"]:
            findings.append(Finding("changed", record["file"], f"{place} reads differently today."))
    return findings

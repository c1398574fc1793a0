"""Checking an evidence pack offline, and saying exactly what no longer matches."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from typing import Any

from corpus.errors import StoreError
from corpus.store import Store
from server.pack import FORMAT, REQUIRED, question_text, seal, sha256

MAX_UNPACKED = 512 * 1024 * 1024
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
# What differs from the passages held today is no fault of the pack.
LATER = frozenset({"changed", "vanished"})
MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not match: a code, the file of the pack it concerns, and a sentence.

    Codes: "unreadable", "format", "missing_file", "extra_file", "altered_file", "manifest_altered", "quote_mismatch",
    "passage_altered", "citation_mismatch", "unsupported", "question_mismatch", "source_missing", "word_mismatch",
    "digest", and, against a store, "changed" and "vanished".
    """

    code: str
    file: str
    message: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


Check = Callable[[Mapping[str, bytes]], Iterator[Finding]]


def pack_digest(path: Path) -> str:
    """The SHA-256 of the pack itself, to be written down elsewhere."""
    return sha256(path.read_bytes())


def verify_pack(path: Path, expected_digest: str = "", store: Store | None = None) -> list[Finding]:
    """Everything about a pack's file that does not match; an empty list means that it is whole. See `verify_bytes`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return [Finding("unreadable", path.name, f"The pack cannot be read: {error.strerror}.")]
    return verify_bytes(data, path.name, expected_digest, store)


def verify_bytes(
    data: bytes, name: str, expected_digest: str = "", store: Store | None = None
) -> list[Finding]:
    """Everything about a pack that does not match; an empty list means that it is whole.

    With `expected_digest` the pack must be that very file; with `store` the quotes are also compared with the passages
    held today, which is information, not a fault of the pack.
    """
    if expected_digest and sha256(data) != expected_digest.strip().lower():
        return [Finding("digest", name, "The pack is not the file whose SHA-256 was written down.")]
    try:
        files, findings = _read(data)
    except UNREADABLE as error:
        return [Finding("unreadable", name, f"The pack cannot be read: {error}.")]
    damaged = {finding.file for finding in findings}
    findings += [finding for finding in _check_manifest(files) if finding.file not in damaged]
    if any(finding.code == "format" for finding in findings):
        return findings
    missing = sorted(REQUIRED - set(files) - {finding.file for finding in findings})
    findings += [
        Finding("missing_file", key, f"{key} belongs to every pack and is not in it.") for key in missing
    ]
    for check in (_check_question, _check_quotes, _check_answer, _check_word):
        findings += _careful(check, files)
    if store is not None:
        findings += _careful(lambda found: _check_store(found, store), files)
    return findings


def _careful(check: Check, files: Mapping[str, bytes]) -> list[Finding]:
    """What a check finds; a record that is not as the format says is a finding, a file that is missing was told before."""
    try:
        return list(check(files))
    except _Missing:
        return []
    except MALFORMED as error:
        text = f"A record of the pack is not as the format says ({type(error).__name__}: {error})."
        return [Finding("unreadable", "", text)]


def _read(data: bytes) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a pack, and a finding for each that cannot be read back as it was written."""
    files, findings = {}, []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if len(names) != len(set(names)):
            raise ValueError("two files have the same name")
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
            raise ValueError("it unpacks to more than 512 MB")
        for name in names:
            if name.endswith("/"):  # a folder, as ZIP programs list them
                continue
            try:
                files[name] = archive.read(name)
            except UNREADABLE as error:
                text = f"{name} was altered: it cannot be read back as it was written ({error})."
                findings.append(Finding("altered_file", name, text))
    return files, findings


class _Missing(Exception):
    """A record that a check needs is not in the pack."""


def _load(files: Mapping[str, bytes], name: str) -> Any:
    if name not in files:
        raise _Missing(name)
    return json.loads(files[name].decode("utf-8"))


def _check_manifest(files: Mapping[str, bytes]) -> list[Finding]:
    if "manifest.json" not in files:
        return [Finding("missing_file", "manifest.json", "The pack has no manifest.")]
    try:
        manifest = _load(files, "manifest.json")
        listed = {str(entry["path"]): str(entry["sha256"]) for entry in manifest["files"]}
        known = manifest["format"]
        sealed = seal(manifest) == manifest.get("seal")
    except MALFORMED:
        return [Finding("format", "manifest.json", "The manifest cannot be read.")]
    if known != FORMAT:
        text = f"The pack has format {known!r}; this version reads {FORMAT!r}."
        return [Finding("format", "manifest.json", text)]
    findings = []
    if not sealed:
        text = "The manifest was altered: its seal is not that of what stands in it."
        findings.append(Finding("manifest_altered", "manifest.json", text))
    for name, digest in listed.items():
        if name not in files:
            findings.append(Finding("missing_file", name, f"{name} is listed and not in the pack."))
        elif sha256(files[name]) != digest:
            text = f"{name} was altered: its SHA-256 is {sha256(files[name])}, the manifest has {digest}."
            findings.append(Finding("altered_file", name, text))
    for name in sorted(set(files) - set(listed) - {"manifest.json"}):
        findings.append(Finding("extra_file", name, f"{name} is in the pack and not in the manifest."))
    return findings


def _check_question(files: Mapping[str, bytes]) -> Iterator[Finding]:
    answer = _load(files, "answer.json")
    if "question.txt" in files and files["question.txt"] != question_text(
        answer["question"], answer["as_of"]
    ):
        text = "The question or the day in question.txt is not that of the answer."
        yield Finding("question_mismatch", "question.txt", text)


def _check_quotes(files: Mapping[str, bytes]) -> Iterator[Finding]:
    sources = {(s["document_id"], s["version"], s["language"]) for s in _load(files, "sources.json")}
    for record in _load(files, "quotes.json"):
        where, number = record["file"], record["number"]
        data = files.get(where)
        if data is None:
            text = f"The passage of quotation {number} is missing or cannot be read."
            yield Finding("missing_file", where, text)
            continue
        if sha256(data) != record["passage_sha256"]:
            text = (
                f"The passage {record['passage_id']} of quotation {number} is not the text that was quoted."
            )
            yield Finding("passage_altered", where, text)
        if data.decode("utf-8", "replace")[record["start"] : record["end"]] != record["quote"]:
            place = f"{record['start']}-{record['end']} of {record['passage_id']}"
            yield Finding("quote_mismatch", where, f"Quotation {number} is not what stands at {place}.")
        if (record["document_id"], record["version"], record["language"]) not in sources:
            text = f"The source of quotation {number}, {record['document_id']}, has no version recorded."
            yield Finding("source_missing", "sources.json", text)


def _check_answer(files: Mapping[str, bytes]) -> Iterator[Finding]:
    answer = _load(files, "answer.json")
    quotes = {record["number"]: record for record in _load(files, "quotes.json")}
    cited = set()
    for citation in answer["citations"]:
        number = citation["number"]
        cited.add(number)
        record = quotes.get(number)
        keys = ("passage_id", "document_id", "language", "address", "start", "end", "quote")
        if record is None or any(record[key] != citation[key] for key in keys):
            text = f"Citation {number} of the answer differs from the quotation kept for it."
            yield Finding("citation_mismatch", "answer.json", text)
    for number in sorted(set(quotes) - cited, key=str):
        yield Finding("citation_mismatch", "quotes.json", f"Quotation {number} is no citation of the answer.")
    for number in sorted({int(mark) for mark in MARK.findall(answer["answer"])} - cited):
        text = f"The answer's text points to [{number}], which is no citation of it."
        yield Finding("unsupported", "answer.json", text)
    if answer["outcome"] in ("answered", "partial") and not answer["statements"]:
        yield Finding("unsupported", "answer.json", "The answer states something and lists no statement.")
    for statement in answer["statements"]:
        if not statement["citations"] or any(number not in cited for number in statement["citations"]):
            text = f"The statement {statement['text'][:60]!r} rests on no quotation of the pack."
            yield Finding("unsupported", "answer.json", text)
        elif _plain(statement["text"]) not in _plain(answer["answer"]):
            text = f"The statement {statement['text'][:60]!r} does not stand in the answer's text."
            yield Finding("unsupported", "answer.json", text)


def _plain(text: str) -> str:
    """The letters and figures of a text without its marks, to compare what was laid out differently."""
    return re.sub(r"[\W_]+", "", MARK.sub("", text))


def _check_word(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Whether the Word file holds the quotations that the pack keeps."""
    if "answer.docx" not in files:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(files["answer.docx"])) as word:
            xml = word.read("word/document.xml").decode("utf-8")
    except (*UNREADABLE, KeyError):
        yield Finding("word_mismatch", "answer.docx", "answer.docx cannot be opened as a Word file.")
        return
    shown = " ".join(unescape(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", xml))).split())
    for record in _load(files, "quotes.json"):
        if " ".join(record["quote"].split()) not in shown:
            text = f"answer.docx does not hold quotation {record['number']}."
            yield Finding("word_mismatch", "answer.docx", text)


def _check_store(files: Mapping[str, bytes], store: Store) -> Iterator[Finding]:
    for record in _load(files, "quotes.json"):
        place = f"{record['passage_id']} (quotation {record['number']})"
        try:
            passage = store.passage(record["passage_id"])
        except StoreError:
            yield Finding("vanished", record["file"], f"{place} is no longer held.")
            continue
        if sha256(passage.text.encode("utf-8")) != record["passage_sha256"]:
            yield Finding("changed", record["file"], f"{place} reads differently today.")

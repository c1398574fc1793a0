"""Checking an evidence pack offline, and saying exactly what no longer matches."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

from corpus.errors import StoreError
from corpus.passage import Language
from corpus.store import Store
from server.pack import BUNDLE, FORMAT, REQUIRED, question_text, seal, sha256
from server.words_pack import SENTENCES

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
    """One thing that does not match: a code, the file of the pack it concerns, and a sentence in both languages.

    Codes: "unreadable", "format", "missing_file", "extra_file", "altered_file", "manifest_altered", "quote_mismatch",
    "passage_altered", "citation_mismatch", "unsupported", "question_mismatch", "source_missing", "word_mismatch",
    "digest", and, against a store, "changed" and "vanished".
    """

    code: str
    file: str
    message: str
    french: str

    def to_json(self, language: Language = "en") -> dict[str, Any]:
        """Plain values."""
        message = self.french if language == "fr" else self.message
        return {"code": self.code, "file": self.file, "message": message}


def found(code: str, file: str, key: str, **values: object) -> Finding:
    """A finding with the sentences of a key of `words_pack.py`."""
    english, french = SENTENCES[key]
    return Finding(code, file, english.format(**values), french.format(**values))


Check = Callable[[Mapping[str, bytes]], Iterator[Finding]]


def pack_digest(path: Path) -> str:
    """The SHA-256 of the pack itself, to be written down elsewhere."""
    return sha256(path.read_bytes())


def verify_pack(path: Path, expected_digest: str = "", store: Store | None = None) -> list[Finding]:
    """Everything about a pack's file that does not match; an empty list means that it is whole. See `verify_bytes`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return [found("unreadable", path.name, "no_file", reason=error.strerror)]
    return verify_bytes(data, path.name, expected_digest, store)


def verify_bytes(
    data: bytes, name: str, expected_digest: str = "", store: Store | None = None
) -> list[Finding]:
    """Everything about a pack that does not match; an empty list means that it is whole.

    With `expected_digest` the pack must be that very file; with `store` the quotes are also compared with the passages
    held today, which is information, not a fault of the pack.
    """
    if expected_digest and sha256(data) != expected_digest.strip().lower():
        return [found("digest", name, "digest")]
    try:
        files, findings = read_files(data)
    except NotAPack as error:
        return [found("unreadable", name, error.key, **error.values)]
    if "manifest.json" not in files and not REQUIRED & {*files, *(finding.file for finding in findings)}:
        return [found("format", name, "foreign")]
    if is_bundle(files):
        return _check_bundle(files, findings, store)
    damaged = {finding.file for finding in findings}
    findings += [finding for finding in _check_manifest(files) if finding.file not in damaged]
    if any(finding.code == "format" for finding in findings):
        return findings
    missing = sorted(REQUIRED - set(files) - {finding.file for finding in findings})
    findings += [found("missing_file", key, "missing", name=key) for key in missing]
    for check in (_check_question, _check_quotes, _check_answer, _check_word):
        findings += _careful(check, files)
    if store is not None:
        findings += _careful(lambda read: _check_store(read, store), files)
    return findings


def _careful(check: Check, files: Mapping[str, bytes]) -> list[Finding]:
    """What a check finds; a record that is not as the format says is a finding, a file that is missing was told before."""
    try:
        return list(check(files))
    except _Missing:
        return []
    except MALFORMED as error:
        return [found("unreadable", "", "malformed", reason=f"{type(error).__name__}: {error}")]


class NotAPack(Exception):
    """What was given is no ZIP file that can be opened; `key` names the sentence that says so."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def read_files(data: bytes) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a pack, and a finding for each that cannot be read back as it was written; raise NotAPack."""
    if not data:
        raise NotAPack("empty")
    if not data.startswith(b"PK"):
        raise NotAPack("not_zip")
    files, findings = {}, []
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except UNREADABLE:
        raise NotAPack("cut_short") from None
    with archive:
        names = archive.namelist()
        if len(names) != len(set(names)):
            raise NotAPack("same_name")
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
            raise NotAPack("too_much", limit=MAX_UNPACKED // 1024 // 1024)
        for name in names:
            if name.endswith("/"):  # a folder, as ZIP programs list them
                continue
            try:
                files[name] = archive.read(name)
            except UNREADABLE:
                findings.append(found("altered_file", name, "unreadable_file", name=name))
    return files, findings


def is_bundle(files: Mapping[str, bytes]) -> bool:
    """Whether what was read is several packs in one."""
    try:
        return bool(json.loads(files["manifest.json"])["format"] == BUNDLE)
    except MALFORMED:
        return False


def _check_bundle(files: Mapping[str, bytes], findings: list[Finding], store: Store | None) -> list[Finding]:
    """The manifest of a bundle and every pack in it; a pack's file is named after the pack."""
    damaged = {finding.file for finding in findings}
    findings = [*findings, *(one for one in _check_manifest(files, BUNDLE) if one.file not in damaged)]
    for name in pack_names(files):
        if is_bundle(_opened(files[name])):
            findings.append(found("format", name, "format", known=BUNDLE, ours=FORMAT))
            continue
        for one in verify_bytes(files[name], name, store=store):
            place = name if one.file == name else f"{name}/{one.file}"
            findings.append(replace(one, file=place))
    return findings


def pack_names(files: Mapping[str, bytes]) -> list[str]:
    """The packs in a bundle, in order."""
    return sorted(name for name in files if name.endswith(".zip"))


def _opened(data: bytes) -> Mapping[str, bytes]:
    try:
        return read_files(data)[0]
    except NotAPack:
        return {}


class _Missing(Exception):
    """A record that a check needs is not in the pack."""


def _load(files: Mapping[str, bytes], name: str) -> Any:
    if name not in files:
        raise _Missing(name)
    return json.loads(files[name].decode("utf-8"))


def _check_manifest(files: Mapping[str, bytes], expected: str = FORMAT) -> list[Finding]:
    if "manifest.json" not in files:
        return [found("missing_file", "manifest.json", "no_manifest")]
    try:
        manifest = _load(files, "manifest.json")
        listed = {str(entry["path"]): str(entry["sha256"]) for entry in manifest["files"]}
        known = manifest["format"]
        sealed = seal(manifest) == manifest.get("seal")
    except MALFORMED:
        return [found("format", "manifest.json", "bad_manifest")]
    if known != expected:
        return [found("format", "manifest.json", "format", known=known, ours=expected)]
    findings = [] if sealed else [found("manifest_altered", "manifest.json", "seal")]
    for name, digest in listed.items():
        if name not in files:
            findings.append(found("missing_file", name, "listed_missing", name=name))
        elif (own := sha256(files[name])) != digest:
            findings.append(found("altered_file", name, "altered", name=name, digest=own, listed=digest))
    for name in sorted(set(files) - set(listed) - {"manifest.json"}):
        findings.append(found("extra_file", name, "extra", name=name))
    return findings


def _check_question(files: Mapping[str, bytes]) -> Iterator[Finding]:
    answer = _load(files, "answer.json")
    if "question.txt" in files and files["question.txt"] != question_text(
        answer["question"], answer["as_of"]
    ):
        yield found("question_mismatch", "question.txt", "question")


def _check_quotes(files: Mapping[str, bytes]) -> Iterator[Finding]:
    sources = {(s["document_id"], s["version"], s["language"]) for s in _load(files, "sources.json")}
    for record in _load(files, "quotes.json"):
        where, number = record["file"], record["number"]
        data = files.get(where)
        if data is None:
            yield found("missing_file", where, "passage_missing", number=number)
            continue
        passage = record["passage_id"]
        if sha256(data) != record["passage_sha256"]:
            yield found("passage_altered", where, "passage_altered", number=number, passage=passage)
        start, end = record["start"], record["end"]
        if data.decode("utf-8", "replace")[start:end] != record["quote"]:
            yield found(
                "quote_mismatch", where, "quote", number=number, passage=passage, start=start, end=end
            )
        if (record["document_id"], record["version"], record["language"]) not in sources:
            document = record["document_id"]
            yield found("source_missing", "sources.json", "no_source", number=number, document=document)


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
            yield found("citation_mismatch", "answer.json", "citation", number=number)
    for number in sorted(set(quotes) - cited, key=str):
        yield found("citation_mismatch", "quotes.json", "uncited", number=number)
    for number in sorted({int(mark) for mark in MARK.findall(answer["answer"])} - cited):
        yield found("unsupported", "answer.json", "mark", number=number)
    if answer["outcome"] in ("answered", "partial") and not answer["statements"]:
        yield found("unsupported", "answer.json", "no_statement")
    for statement in answer["statements"]:
        if not statement["citations"] or any(number not in cited for number in statement["citations"]):
            yield found("unsupported", "answer.json", "unsupported", statement=statement["text"][:60])
        elif _plain(statement["text"]) not in _plain(answer["answer"]):
            yield found("unsupported", "answer.json", "unstated", statement=statement["text"][:60])


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
        yield found("word_mismatch", "answer.docx", "no_word")
        return
    shown = " ".join(unescape(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", xml))).split())
    for record in _load(files, "quotes.json"):
        if " ".join(record["quote"].split()) not in shown:
            yield found("word_mismatch", "answer.docx", "word", number=record["number"])


def _check_store(files: Mapping[str, bytes], store: Store) -> Iterator[Finding]:
    for record in _load(files, "quotes.json"):
        values = {"passage": record["passage_id"], "number": record["number"]}
        try:
            passage = store.passage(record["passage_id"])
        except StoreError:
            yield found("vanished", record["file"], "vanished", **values)
            continue
        if sha256(passage.text.encode("utf-8")) != record["passage_sha256"]:
            yield found("changed", record["file"], "changed", **values)

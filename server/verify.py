"""Checking an evidence pack offline, and saying exactly what no longer matches."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    """Everything about a pack that does not match; an empty list means that it is whole. See `check_pack`."""
    return list(check_pack(data, name, expected_digest, store).findings)


@dataclass(frozen=True, slots=True)
class Checked:
    """A pack that was read once and checked: its files, what does not match, and the packs of a bundle."""

    name: str
    data: bytes
    findings: tuple[Finding, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    packs: tuple[Checked, ...] = ()


def check_pack(data: bytes, name: str, expected_digest: str = "", store: Store | None = None) -> Checked:
    """Read a pack, or a bundle of packs, and compare it with what it says of itself.

    With `expected_digest` it must be that very file; with `store` the quotes are also compared with the passages held
    today, which is information, not a fault of the pack. A bundle unpacks to no more than a pack may, its packs included.
    """
    if expected_digest and sha256(data) != expected_digest.strip().lower():
        return Checked(name, data, (found("digest", name, "digest"),))
    return _check(data, name, store, Budget())


@dataclass
class Budget:
    """How many bytes may still be unpacked."""

    left: int = MAX_UNPACKED


def _check(data: bytes, name: str, store: Store | None, budget: Budget, *, inside: bool = False) -> Checked:
    """A pack; one that lies `inside` a bundle may not be a bundle itself."""
    try:
        files, findings = _read_files(data, budget)
    except _NotAPack as error:
        return Checked(name, data, (found("unreadable", name, error.key, **error.values),))
    if "manifest.json" not in files and not REQUIRED & {*files, *(finding.file for finding in findings)}:
        return Checked(name, data, (found("format", name, "foreign"),), files)
    if not _is_bundle(files):
        return Checked(name, data, (*findings, *_check_files(files, findings, store)), files)
    if inside:
        return Checked(name, data, (found("format", name, "format", known=BUNDLE, ours=FORMAT),), files)
    packs = tuple(
        _check(files[pack], pack, store, budget, inside=True)
        for pack in sorted(name for name in files if name.endswith(".zip"))
    )
    own = (*findings, *_sound(_check_manifest(files, BUNDLE), findings))
    return Checked(name, data, (*own, *(one for pack in packs for one in _placed(pack))), files, packs)


def _placed(pack: Checked) -> Iterator[Finding]:
    """The findings of a pack in a bundle; its files are named after it."""
    for finding in pack.findings:
        yield finding if finding.file == pack.name else replace(finding, file=f"{pack.name}/{finding.file}")


def _sound(found_now: Sequence[Finding], damaged: Sequence[Finding]) -> list[Finding]:
    """What was found in files that are not known to be damaged already."""
    known = {finding.file for finding in damaged}
    return [finding for finding in found_now if finding.file not in known]


def _check_files(
    files: Mapping[str, bytes], damaged: Sequence[Finding], store: Store | None
) -> list[Finding]:
    """What does not match in the files of one pack, beside those that could not be read."""
    findings = _sound(_check_manifest(files), damaged)
    if any(finding.code == "format" for finding in findings):
        return findings
    missing = sorted(REQUIRED - set(files) - {finding.file for finding in (*findings, *damaged)})
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


class _NotAPack(Exception):
    """What was given is no ZIP file that can be opened; `key` names the sentence that says so."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def _read_files(data: bytes, budget: Budget) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a pack, and a finding for each that cannot be read back as it was written; raise _NotAPack."""
    if not data:
        raise _NotAPack("empty")
    if not data.startswith(b"PK"):
        raise _NotAPack("not_zip")
    files, findings = {}, []
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except UNREADABLE:
        raise _NotAPack("cut_short") from None
    with archive:
        names = archive.namelist()
        if len(names) != len(set(names)):
            raise _NotAPack("same_name")
        budget.left -= sum(info.file_size for info in archive.infolist())
        if budget.left < 0:
            raise _NotAPack("too_much", limit=MAX_UNPACKED // 1024 // 1024)
        for name in names:
            if name.endswith("/"):  # a folder, as ZIP programs list them
                continue
            try:
                files[name] = archive.read(name)
            except UNREADABLE:
                findings.append(found("altered_file", name, "unreadable_file", name=name))
    return files, findings


def _is_bundle(files: Mapping[str, bytes]) -> bool:
    """Whether what was read is several packs in one."""
    try:
        return bool(json.loads(files["manifest.json"])["format"] == BUNDLE)
    except MALFORMED:
        return False


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

"""What is in an evidence pack, and whether each file of it is as it was written: for a reader, and for the API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.passage import Language
from corpus.store import Store
from server.pack import sha256
from server.verify import LATER, MALFORMED, Checked, Finding, check_pack

State = Literal["unchanged", "altered", "missing", "extra"]
STATES: dict[str, State] = {"missing_file": "missing", "extra_file": "extra"}


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file of a pack; size and SHA-256 are those found, or those listed where the file is missing."""

    path: str
    size: int
    sha256: str
    state: State

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"path": self.path, "size": self.size, "sha256": self.sha256, "state": self.state}


@dataclass(frozen=True)
class PackReport:
    """A pack that was checked: what it says of itself, its files, and what does not match.

    `question`, `as_of`, `outcome` and `sources` are those that its own records give, "" where they cannot be read;
    `packs` are those of a bundle.
    """

    name: str
    sha256: str
    size: int
    findings: tuple[Finding, ...]
    created: str = ""
    question: str = ""
    as_of: str = ""
    outcome: str = ""
    language: str = ""
    files: tuple[PackFile, ...] = ()
    sources: tuple[Mapping[str, str], ...] = ()
    packs: tuple[PackReport, ...] = field(default=())

    @property
    def whole(self) -> bool:
        """Whether nothing was altered; what reads differently today is no fault of the pack."""
        return all(finding.code in LATER for finding in self.findings)

    def to_json(self, language: Language = "en") -> dict[str, Any]:
        """Plain values; the findings in a language."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "size": self.size,
            "whole": self.whole,
            "findings": [finding.to_json(language) for finding in self.findings],
            "created": self.created,
            "question": self.question,
            "as_of": self.as_of,
            "outcome": self.outcome,
            "language": self.language,
            "files": [file.to_json() for file in self.files],
            "sources": [dict(source) for source in self.sources],
            "packs": [pack.to_json(language) for pack in self.packs],
        }


def inspect_pack(data: bytes, name: str, digest: str = "", store: Store | None = None) -> PackReport:
    """Check a pack or a bundle, and list what is in it; see `check_pack`."""
    return _report(check_pack(data, name, digest, store))


def _report(checked: Checked) -> PackReport:
    files, findings = checked.files, checked.findings
    answer, manifest = _record(files, "answer.json"), _record(files, "manifest.json")
    return PackReport(
        checked.name,
        sha256(checked.data),
        len(checked.data),
        findings,
        created=_text(manifest, "created"),
        question=_text(answer, "question"),
        as_of=_text(answer, "as_of"),
        outcome=_text(answer, "outcome"),
        language=_text(answer, "language"),
        files=_files(files, manifest, findings) if manifest else (),
        sources=_sources(files),
        packs=tuple(map(_report, checked.packs)),
    )


def _text(record: Mapping[str, Any], key: str) -> str:
    return str(record.get(key) or "")


def _record(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    try:
        found = json.loads(files[name])
    except MALFORMED:
        return {}
    return found if isinstance(found, dict) else {}


def _files(
    files: Mapping[str, bytes], manifest: Mapping[str, Any], findings: Sequence[Finding]
) -> tuple[PackFile, ...]:
    """The files found and those that are only listed, each with its state."""
    states: dict[str, State] = {}
    for finding in findings:
        if finding.code not in LATER:
            states[finding.file.split("/")[0] if ".zip/" in finding.file else finding.file] = STATES.get(
                finding.code, "altered"
            )
    found = {
        name: PackFile(name, len(data), sha256(data), states.get(name, "unchanged"))
        for name, data in files.items()
    }
    listed = manifest.get("files")
    for entry in listed if isinstance(listed, list) else []:
        if isinstance(entry, dict) and (name := str(entry.get("path"))) not in found:
            size = entry.get("size")
            found[name] = PackFile(
                name,
                size if isinstance(size, int) else 0,
                str(entry.get("sha256") or ""),
                states.get(name, "missing"),
            )
    return tuple(found[name] for name in sorted(found))


def _sources(files: Mapping[str, bytes]) -> tuple[Mapping[str, str], ...]:
    """The sources as the pack records them: title, version, address, the day they were retrieved."""
    try:
        rows = json.loads(files["sources.json"])
        keys = (
            "document_id",
            "title",
            "version",
            "language",
            "authority",
            "url",
            "retrieved_at",
            "source_sha256",
        )
        return tuple({key: str(row.get(key) or "") for key in keys} for row in rows)
    except MALFORMED:
        return ()

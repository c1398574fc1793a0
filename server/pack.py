"""The evidence pack: a ZIP that lets a board, years later and offline, check what was answered and from which words."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.catalogue import Entry
from corpus.document import Document
from corpus.passage import Passage
from corpus.shipped import CORPUS_DATE
from server.answer import Answer, Citation
from server.bibliography import bibliography, bibliography_markdown
from server.errors import BadRequest
from server.pdf_file import report_pdf
from server.report import answer_report
from server.word_file import report_docx

FORMAT = "lhsia-evidence-pack/1"
BUNDLE = "lhsia-evidence-bundle/1"  # several packs in one ZIP, each whole by itself
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
README = """Evidence pack of the LHSIA Assistant

question.txt        the question as asked and the day whose law was asked about
answer.json         the whole answer: statements, citations, warnings
answer.docx, .pdf   the answer with footnotes
quotes.json         each quotation: passage id, offsets, SHA-256 of the passage's text
passages/           the text of each passage quoted, as it was held
sources.json        the version of each source: SHA-256 of its bytes, address, day it was retrieved;
                    for a brief, the day to which it was brought up, and the pages it was written from
trace.json          how the passages were found: the question as searched, limits, ranks and scores
configuration.json  settings, models, versions and the SHA-256 of the index's files
bibliography.md     the sources in Canadian legal style
manifest.json       size and SHA-256 of every file above, and its own seal

Check it with:  lhsia verify PACK.zip
A pack shows that nothing in it was altered since the manifest was written. Whoever makes the pack can write down
its own SHA-256 (`lhsia verify` prints it) to show that the manifest is the first one.

Dossier de preuve de l'assistant LISSL

question.txt        la question posée et le jour dont le droit était demandé
answer.json         la réponse entière : énoncés, citations, avertissements
answer.docx, .pdf   la réponse avec ses notes
quotes.json         chaque citation : identifiant du passage, position, SHA-256 du texte du passage
passages/           le texte de chaque passage cité, tel qu'il était conservé
sources.json        la version de chaque source : SHA-256 des octets, adresse, jour de sa récupération;
                    pour une fiche, le jour de sa mise à jour et les pages d'où elle est tirée
trace.json          comment les passages ont été trouvés : question cherchée, limites, rangs et scores
configuration.json  paramètres, modèles, versions et SHA-256 des fichiers de l'index
bibliography.md     les sources selon l'usage juridique canadien
manifest.json       taille et SHA-256 de chacun de ces fichiers, et son propre sceau

À vérifier par :  lhsia verify DOSSIER.zip
Un dossier montre que rien n'y a été modifié depuis que le manifeste a été écrit. Qui le produit peut en noter le
SHA-256 (affiché par « lhsia verify ») pour montrer que le manifeste est le premier.
"""
BUNDLE_README = """Evidence packs of the LHSIA Assistant

Each ZIP file in here is an evidence pack, whole by itself: one answer with all it rests on. manifest.json lists their
sizes and SHA-256.

Check all of them with:  lhsia verify BUNDLE.zip

Dossiers de preuve de l'assistant LISSL

Chaque fichier ZIP est un dossier de preuve complet en soi : une réponse avec tout ce sur quoi elle repose. manifest.json
en donne la taille et le SHA-256.

À vérifier tous ensemble par :  lhsia verify LOT.zip
"""
REQUIRED = frozenset(
    "README.txt question.txt answer.json answer.docx answer.pdf quotes.json sources.json trace.json "
    "configuration.json bibliography.md".split()
)


@dataclass(frozen=True, slots=True)
class PackContents:
    """What goes into a pack besides the answer.

    `documents` are the versions held of the sources cited; `trace` is how the passages were found (hits with scores);
    `configuration` names models, versions and settings; it must hold no secret.
    """

    answer: Answer
    documents: Sequence[Document] = ()
    trace: Mapping[str, Any] = field(default_factory=dict)
    configuration: Mapping[str, Any] = field(default_factory=dict)


def build_pack(contents: PackContents, catalogue: Mapping[str, Entry], created: datetime) -> bytes:
    """The pack as bytes; the same contents and moment give the same bytes.

    Raise BadRequest when a citation's quote is not what stands in its passage: such an answer must not be kept.
    """
    answer = contents.answer
    for citation in answer.citations:
        if not citation.is_exact():
            raise BadRequest(
                f"Citation {citation.number} does not quote its passage exactly; ask the question again.",
                f"La citation {citation.number} ne reprend pas exactement son passage; posez de nouveau la question.",
            )
    return _sealed(_files(contents, catalogue), FORMAT, created)


def build_bundle(packs: Sequence[tuple[str, bytes]], created: datetime) -> bytes:
    """Several packs, by name, in one ZIP with a manifest of its own; the same packs and moment give the same bytes."""
    files = {f"{number:03d}-{Path(name).name}": data for number, (name, data) in enumerate(packs, 1)}
    return _sealed({"README.txt": BUNDLE_README.encode("utf-8"), **files}, BUNDLE, created)


def _sealed(files: dict[str, bytes], form: str, created: datetime) -> bytes:
    """Files and the manifest that lists them, as a ZIP."""
    manifest = {
        "format": form,
        "created": created.astimezone(UTC).isoformat(timespec="seconds"),
        "files": [_listed(name, files[name]) for name in sorted(files)],
    }
    return _zip({**files, "manifest.json": _json({**manifest, "seal": seal(manifest)})})


def seal(manifest: Mapping[str, Any]) -> str:
    """The SHA-256 of a manifest's other fields, by which an altered manifest is told."""
    return sha256(_json({key: value for key, value in manifest.items() if key != "seal"}))


def sha256(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _files(contents: PackContents, catalogue: Mapping[str, Entry]) -> dict[str, bytes]:
    answer = contents.answer
    report = answer_report(answer, catalogue)
    references = bibliography(answer.citations, catalogue, answer.language)
    passages = {c.passage.id: c.passage for c in answer.citations}
    names = {key: f"passages/{number:03d}.txt" for number, key in enumerate(sorted(passages), 1)}
    return {
        "README.txt": README.encode("utf-8"),
        "question.txt": question_text(answer.question, answer.as_of.isoformat()),
        "answer.json": _json(answer.to_json()),
        "answer.docx": report_docx(report),
        "answer.pdf": report_pdf(report),
        "quotes.json": _json([quote_record(c, names[c.passage.id]) for c in answer.citations]),
        "sources.json": _json(_sources(answer.citations, contents.documents)),
        "trace.json": _json(dict(contents.trace)),
        "configuration.json": _json(dict(contents.configuration)),
        "bibliography.md": bibliography_markdown(references, answer.language).encode("utf-8"),
        **{names[key]: passage.text.encode("utf-8") for key, passage in passages.items()},
    }


def question_text(question: str, as_of: str) -> bytes:
    """What `question.txt` holds."""
    return f"{question}\n\n{as_of}\n".encode()


def quote_record(citation: Citation, file: str) -> dict[str, Any]:
    """One quotation as `quotes.json` keeps it."""
    passage = citation.passage
    return {
        "number": citation.number,
        "passage_id": passage.id,
        "document_id": passage.document_id,
        "version": passage.version,
        "language": passage.language,
        "address": passage.address,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "passage_sha256": sha256(passage.text.encode("utf-8")),
        "file": file,
    }


def _sources(citations: Iterable[Citation], documents: Sequence[Document]) -> list[dict[str, Any]]:
    """The version of each source cited; what the document record lacks is taken from the passage."""
    held = {(d.id, d.version, d.language): d for d in documents}
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for citation in citations:
        passage = citation.passage
        key = (passage.document_id, passage.version, passage.language)
        source = found.setdefault(key, _source(passage, held.get(key)))
        source["read_from"] = sorted({*source["read_from"], *passage.sources})
    return [found[key] for key in sorted(found)]


def _source(passage: Passage, document: Document | None) -> dict[str, Any]:
    return {
        "document_id": passage.document_id,
        "title": passage.title,
        "version": passage.version,
        "language": passage.language,
        "authority": passage.authority,
        "url": (document.url if document else "") or passage.url,
        "retrieved_at": _retrieved(passage, document),
        "read_from": [],
        "source_sha256": document.source_sha256 if document else "",
        "status": document.status if document else "",
        "validity": {key: day.isoformat() if day else None for key, day in asdict(passage.validity).items()},
    }


def _retrieved(passage: Passage, document: Document | None) -> str:
    """The day a source was retrieved; for a brief, the day to which it was brought up."""
    day = (document.retrieved_at if document else "") or passage.retrieved_at
    return day or (CORPUS_DATE.isoformat() if passage.authority == "brief" else "")


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n").encode(
        "utf-8"
    )


def _listed(name: str, data: bytes) -> dict[str, Any]:
    return {"path": name, "size": len(data), "sha256": sha256(data)}


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, date_time=FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()

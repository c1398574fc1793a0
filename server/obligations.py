"""Asking the obligations register: filters, and export as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.grammar_actors import CLASSES
from ingest.grammar_lexicon import Modality
from ingest.obligations import Obligation
from server.errors import BadRequest
from server.knowledge import fold

MODALITIES: tuple[Modality, ...] = ("must", "must_not", "may", "need_not")
COLUMNS = (
    "actor", "actor_classes", "modality", "action", "object", "addressee", "deadline", "trigger", "condition",
    "exception", "consequence", "tense", "title", "address", "in_force_from", "in_force_to", "confidence", "authority",
    "language", "quote", "lead_in", "passage_id", "start", "end", "document_id", "url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """Which rows are wanted; empty fields mean no limit.

    `actor` is a class ("lhin", "hsp" with all kinds of provider) or words of the actor as written; `as_of` keeps the
    rules that held on the day; `text` are words that must all stand in the row.
    """

    actor: str = ""
    modality: str = ""
    document: str = ""
    as_of: date | None = None
    has_deadline: bool | None = None
    text: str = ""
    language: str = ""


def filter_obligations(rows: Iterable[Obligation], query: RegisterQuery) -> list[Obligation]:
    """The rows that a query asks for, in their order; raise BadRequest for a modality that does not exist."""
    if query.modality and query.modality not in MODALITIES:
        raise BadRequest(f"There is no modality {query.modality!r}; use one of {', '.join(MODALITIES)}.")
    return [row for row in rows if _wanted(row, query)]


def _wanted(row: Obligation, query: RegisterQuery) -> bool:
    return (
        (not query.modality or row.modality == query.modality)
        and (not query.document or row.document_id == query.document)
        and (not query.language or row.language == query.language)
        and (query.as_of is None or row.validity.holds_on(query.as_of))
        and (query.has_deadline is None or bool(row.deadline) == query.has_deadline)
        and (not query.actor or binds(row, query.actor))
        and _has_words(row, query.text)
    )


def binds(row: Obligation, actor: str) -> bool:
    """Whether a row's actor is the one named: by class, by a class above it, or by its words."""
    wanted = fold(actor).replace(" ", "_").replace("-", "_")
    if wanted in CLASSES:
        return any(name == wanted or name.startswith(f"{wanted}/") for name in row.actor_classes)
    return bool(row.actor) and fold(actor) in fold(row.actor)


def _has_words(row: Obligation, text: str) -> bool:
    words = fold(text).split()
    place = fold(f"{row.lead_in} {row.quote} {row.title} {row.address}")
    return all(word in place for word in words)


def obligations_json(rows: Sequence[Obligation]) -> str:
    """The rows as a JSON array."""
    return json.dumps([row.to_json() for row in rows], ensure_ascii=False, indent=2)


def obligations_csv(rows: Sequence[Obligation]) -> str:
    """The rows as CSV with a header; cells that a spreadsheet would take for a formula get a leading apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        value = row.to_json()
        writer.writerow([safe_cell(value[column]) for column in COLUMNS])
    return out.getvalue()


def safe_cell(value: object) -> str:
    """A value as a CSV cell that no spreadsheet runs as a formula."""
    text = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text

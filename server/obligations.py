"""Asking the obligations register: filters, and export as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.catalogue import KINDS
from corpus.passage import LAW_KINDS
from ingest.grammar_actors import CLASSES, normal_actor
from ingest.grammar_lexicon import Modality
from ingest.obligations import Obligation
from server.errors import BadRequest
from server.knowledge import fold

UPLOAD, ALL_KINDS = "upload", "all"
# Kinds whose rules bind, and a user's own documents; the others retell rules or set none.
BINDING = LAW_KINDS | {"directive", UPLOAD}
BOM = "\ufeff"  # without it, spreadsheets read accents wrongly
MODALITIES: tuple[Modality, ...] = ("must", "must_not", "may", "need_not")
COLUMNS = (
    "actor", "actor_classes", "modality", "action", "object", "addressee", "deadline", "trigger", "condition",
    "exception", "consequence", "tense", "title", "kind", "address", "in_force_from", "in_force_to", "confidence", "authority",
    "language", "quote", "lead_in", "passage_id", "start", "end", "document_id", "url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """Which rows are wanted; empty fields mean no limit, but for `kind`.

    `actor` is a class ("lhin", "hsp" with all kinds of provider) or words of the actor as written; `as_of` keeps the
    rules that held on the day; `text` are words that must all stand in the row. `kind` is "all", one kind, or "": what
    binds or was added by a user, and any kind where a `document` is named.
    """

    actor: str = ""
    modality: str = ""
    document: str = ""
    as_of: date | None = None
    has_deadline: bool | None = None
    text: str = ""
    language: str = ""
    kind: str = ""


def filter_obligations(rows: Iterable[Obligation], query: RegisterQuery) -> list[Obligation]:
    """The rows that a query asks for, in their order.

    Raise BadRequest for a modality or kind that does not exist, and for an actor that nobody in the register is called:
    a misspelt name must not read as "nothing binds you".
    """
    if query.modality and query.modality not in MODALITIES:
        raise BadRequest(
            f"There is no modality {query.modality!r}; use one of {', '.join(MODALITIES)}.",
            f"Il n'y a pas de modalité « {query.modality} »; choisissez parmi {', '.join(MODALITIES)}.",
        )
    if query.kind not in ("", ALL_KINDS, UPLOAD) and query.kind not in KINDS:
        raise BadRequest(
            f"There is no kind {query.kind!r}; use {ALL_KINDS} or one of {', '.join(sorted(KINDS))}.",
            f"Il n'y a pas de type « {query.kind} »; écrivez {ALL_KINDS} ou choisissez parmi {', '.join(sorted(KINDS))}.",
        )
    rows = tuple(rows)
    if query.actor and not actor_class(query.actor) and not any(binds(row, query.actor) for row in rows):
        raise BadRequest(
            f"No rule names {query.actor!r}; use words of an actor, or one of {', '.join(CLASSES)}.",
            f"Aucune règle ne nomme « {query.actor} »; employez les mots d'un acteur, ou choisissez parmi {', '.join(CLASSES)}.",
        )
    return [row for row in rows if _wanted(row, query)]


def _wanted(row: Obligation, query: RegisterQuery) -> bool:
    return (
        (not query.modality or row.modality == query.modality)
        and (not query.document or row.document_id == query.document)
        and _of_kind(row, query)
        and (not query.language or row.language == query.language)
        and (query.as_of is None or row.validity.holds_on(query.as_of))
        and (query.has_deadline is None or bool(row.deadline) == query.has_deadline)
        and (not query.actor or binds(row, query.actor))
        and _has_words(row, query.text)
    )


def binds(row: Obligation, actor: str) -> bool:
    """Whether a row binds the actor named: by class, by a class above or below it, or by its words.

    What binds every provider binds a hospital, and what binds a hospital concerns whoever asks about providers.
    """
    wanted = actor_class(actor)
    if wanted and any(
        name == wanted or name.startswith(f"{wanted}/") or wanted.startswith(f"{name}/")
        for name in row.actor_classes
    ):
        return True
    return re.search(rf"(?<!\w){re.escape(fold(actor).strip())}(?!\w)", fold(row.actor)) is not None


def actor_class(actor: str) -> str:
    """The class that a name stands for, "" when it is none.

    >>> actor_class("Ontario Health"), actor_class("hospital"), actor_class("hsp/hospital"), actor_class("trustee")
    ('ontario_health', 'hsp/hospital', 'hsp/hospital', '')
    """
    wanted = fold(actor).strip().replace(" ", "_").replace("-", "_")
    return wanted if wanted in CLASSES else normal_actor(actor)


def _of_kind(row: Obligation, query: RegisterQuery) -> bool:
    if query.kind:
        return query.kind in (ALL_KINDS, row.kind)
    return bool(query.document) or row.kind in BINDING


def _has_words(row: Obligation, text: str) -> bool:
    words = fold(text).split()
    place = fold(f"{row.lead_in} {row.quote} {row.title} {row.address}")
    return all(word in place for word in words)


def obligations_json(rows: Sequence[Obligation]) -> str:
    """The rows as a JSON array."""
    return json.dumps([row.to_json() for row in rows], ensure_ascii=False, indent=2)


def obligations_csv(rows: Sequence[Obligation]) -> str:
    """The rows as CSV with a header, marked as UTF-8; cells that a spreadsheet would take for a formula get a leading apostrophe."""
    out = io.StringIO()
    out.write(BOM)
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

"""Every source the project knows of: names, kind, publisher, addresses, dates, and what it amends or replaces."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from corpus.errors import CatalogueError
from corpus.passage import Language

T = TypeVar("T")

KINDS = frozenset(
    [
        "statute",
        "regulation",
        "case",
        "directive",
        "policy",
        "plan",
        "guidance",
        "audit",
        "news",
        "research",
        "timeline",
        "glossary",
        "upload",
    ]
)
LEVELS = ("binding", "policy", "guidance", "research")
STATUSES = frozenset({"in_force", "historical", "superseded", "current"})


@dataclass(frozen=True, slots=True)
class Address:
    """One place on the web where a source stands, or stood; a law's version with the days between which it held."""

    language: str
    format: str
    url: str
    official: bool
    note: str = ""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None  # the first day on which it no longer held


@dataclass(frozen=True, slots=True)
class Entry:
    """One source, e.g. an Act with its titles, its addresses and what replaced it."""

    id: str
    kind: str
    authority_level: str
    title_en: str
    title_fr: str
    short_en: str
    short_fr: str
    publisher: str
    status: str
    licence_note: str
    aliases_en: tuple[str, ...]
    aliases_fr: tuple[str, ...] = ()
    title_fr_official: bool = False
    citation: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    languages: tuple[str, ...] = ()
    status_note_en: str = ""
    status_note_fr: str = ""
    in_force_from: datetime.date | None = None
    in_force_to: datetime.date | None = None
    amends: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()

    def title(self, language: Language) -> str:
        """The title in a language."""
        return self.title_fr if language == "fr" else self.title_en

    def short(self, language: Language) -> str:
        """How an answer names the source in a few words."""
        return self.short_fr if language == "fr" else self.short_en

    def aliases(self) -> tuple[str, ...]:
        """Everything people call it, in both languages, titles included."""
        return (
            self.title_en,
            self.title_fr,
            self.short_en,
            self.short_fr,
            *self.aliases_en,
            *self.aliases_fr,
        )

    @property
    def versions(self) -> tuple[Address, ...]:
        """The addresses of historical versions, earliest first."""
        dated = [address for address in self.addresses if address.valid_from]
        return tuple(
            sorted(dated, key=lambda address: (address.valid_from or datetime.date.min, address.language))
        )

    def official_url(self, language: Language) -> str:
        """The publisher's own address in the language if there is one, else any official one, else ""."""
        official = [a for a in self.addresses if a.official]
        same = [a.url for a in official if a.language == language]
        return (same or [a.url for a in official] or [""])[0]


@dataclass(frozen=True, slots=True)
class Term:
    """One glossary entry: a term of the field in both languages, and what people write for it."""

    id: str
    en: str
    fr: str
    check: str = "unchecked"
    kind: str = "term"
    short_en: tuple[str, ...] = ()
    short_fr: tuple[str, ...] = ()
    synonyms_en: tuple[str, ...] = ()
    synonyms_fr: tuple[str, ...] = ()
    note_en: str = ""
    note_fr: str = ""
    document: str = ""
    sources: tuple[str, ...] = ()

    def names(self, language: Language) -> tuple[str, ...]:
        """The term, its short forms and its synonyms in a language."""
        if language == "fr":
            return tuple(n for n in (self.fr, *self.short_fr, *self.synonyms_fr) if n)
        return tuple(n for n in (self.en, *self.short_en, *self.synonyms_en) if n)


@dataclass(frozen=True, slots=True)
class Replacement:
    """One row of the concordance: an old provision and what stands in its place.

    `repeal` is the anchor of the old document's fact that says what repealed it, and how surely the day is known.
    """

    id: str
    topic_en: str
    topic_fr: str
    from_document: str
    from_address: tuple[str, ...]
    to_document: str
    to_address: tuple[str, ...]
    kind: str
    change_en: str
    change_fr: str
    confidence: str
    sources: tuple[str, ...]
    repealed_on: datetime.date | None = None
    replaced_from: datetime.date | None = None
    repeal: str = ""


REPLACEMENT_KINDS = frozenset({"same", "changed", "split", "merged", "new", "none"})


def read_catalogue(folder: Path) -> dict[str, Entry]:
    """Every entry by id; raise CatalogueError naming the file and the field."""
    entries = {}
    for path in sorted(folder.glob("*.toml")):
        entry = _entry(path, _load(path))
        if entry.id != path.stem:
            raise CatalogueError(f"{path}: the id {entry.id!r} must be the file's name.")
        entries[entry.id] = entry
    return entries


def read_glossary(path: Path) -> tuple[Term, ...]:
    """Every term, in file order."""
    return tuple(_build(Term, raw, f"{path}, term {raw.get('id')}") for raw in _load(path).get("terms", []))


def read_concordance(path: Path) -> tuple[Replacement, ...]:
    """Every row, in file order."""
    rows = tuple(
        _build(Replacement, raw, f"{path}, row {raw.get('id')}") for raw in _load(path).get("rows", [])
    )
    for row in rows:
        if row.kind not in REPLACEMENT_KINDS:
            raise CatalogueError(f"{path}, row {row.id}: unknown kind {row.kind!r}.")
    return rows


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path}: {error}") from error


def _entry(path: Path, raw: dict[str, Any]) -> Entry:
    addresses = tuple(_build(Address, a, f"{path}, addresses") for a in raw.pop("addresses", []))
    entry: Entry = _build(Entry, {**raw, "addresses": addresses}, str(path))
    if entry.kind not in KINDS or entry.authority_level not in LEVELS or entry.status not in STATUSES:
        raise CatalogueError(
            f"{path}: kind {entry.kind!r}, authority_level {entry.authority_level!r} or status {entry.status!r} "
            "is not one of those allowed."
        )
    for address in addresses:
        parts = urlsplit(address.url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise CatalogueError(f"{path}: {address.url!r} is not a web address.")
    return entry


def _build(cls: type[T], raw: dict[str, Any], place: str) -> T:
    known = {f.name for f in fields(cls)}  # type: ignore[arg-type]
    unknown = sorted(set(raw) - known)
    if unknown:
        raise CatalogueError(f"{place}: unknown field {unknown[0]!r}.")
    try:
        return cls(**{key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()})
    except TypeError as error:
        raise CatalogueError(f"{place}: {error}.") from error

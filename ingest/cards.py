"""Cards: what the corpus holds and does not hold, as passages of their own, so that such answers are cited like any other."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.catalogue import Entry
from corpus.document import Document, Node
from corpus.passage import Language, Passage
from corpus.shipped import CORPUS_DATE
from ingest.card_words import ABOUT, HAVE, KIND_NAMES, OVERVIEW, PHRASES, STATUSES

CARDS = "catalogue"
TITLES: dict[Language, str] = {"en": "What this corpus holds", "fr": "Ce que contient ce corpus"}
LAWS = ("statute", "regulation")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# An English citation in the French form: "S.O. 2019, c. 5, Sched. 1" is "L.O. 2019, chap. 5, annexe 1".
FRENCH_CITATION = (
    (re.compile(r"\bR\.S\.O\."), "L.R.O."),
    (re.compile(r"\bS\.O\."), "L.O."),
    (re.compile(r"\bO\. Reg\."), "Règl. de l'Ont."),
    (re.compile(r"\bc\. (?=[A-Z\d])"), "chap. "),
    (re.compile(r"\bSched\."), "annexe"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """One card: its anchor, its words, the list under them, and the questions it answers."""

    anchor: str
    text: str
    items: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def cards_document(
    catalogue: Mapping[str, Entry], passages: Sequence[Passage], language: Language
) -> tuple[Document, list[Passage]]:
    """The cards of one language over what the store holds, with their passages."""
    held = [p for p in passages if p.document_id != CARDS]
    present = {p.document_id for p in held}
    entries = {entry_id: entry for entry_id, entry in catalogue.items() if entry_id in present}
    cards = [
        *_overview(entries, held, language),
        *(_document_card(e, held, language) for e in entries.values()),
    ]
    text, nodes, cut = "", [], []
    for ordinal, card in enumerate(cards):
        passage = _passage(card, language, len(text), ordinal)
        text += passage.text + "\n\n"
        nodes.append(Node("paragraph", passage.start, len(text)))
        cut.append(passage)
    digest = hashlib.sha256((text + "\n".join(q for p in cut for q in p.questions)).encode()).hexdigest()
    root = Node("document", 0, len(text), children=tuple(nodes))
    return Document(CARDS, TITLES[language], language, CARDS, "brief", text, root, digest), cut


def _passage(card: Card, language: Language, start: int, ordinal: int) -> Passage:
    body, items = card.text, []
    for item in card.items:
        items.append((len(body) + 3, len(body) + 3 + len(item)))
        body += f"\n- {item}"
    return Passage(
        id=f"{CARDS}:{language}:{card.anchor}",
        document_id=CARDS,
        language=language,
        kind=CARDS,
        authority="brief",
        title=TITLES[language],
        text=body,
        start=start,
        end=start + len(body),
        ordinal=ordinal,
        anchor=card.anchor,
        questions=card.questions,
        items=tuple(items),
    )


# The corpus as a whole


def _overview(catalogue: Mapping[str, Entry], held: Sequence[Passage], language: Language) -> list[Card]:
    own = [p for p in held if p.language == language and p.authority == "brief"]
    levels = Counter(p.confidence for p in own)
    years = sorted(year for entry in catalogue.values() for year in YEAR.findall(entry.date))
    figures = {
        "documents": len(catalogue), "seen": levels["seen"], "recalled": levels["recalled"], "open": levels["open"],
        "day": CORPUS_DATE.isoformat(), "first": years[0] if years else "-", "last": years[-1] if years else "-",
        "official": _official(held, language), "uploads": _uploads(held, language), "fetched": _fetched(held, language),
        "french": _texts([p for p in held if p.language == "fr"]) or PHRASES[language]["none"],
    }  # fmt: skip
    lists = {
        "all": _by_kind(catalogue, language),
        "laws": tuple(_law(e, language) for e in catalogue.values() if e.kind in LAWS),
        "unknown": tuple(p.text for p in own if p.confidence == "open"),
        "unchecked": _unchecked(catalogue, own, language),
        "origin": _publishers(catalogue, language),
    }
    return [
        Card(anchor, words.text.format(**figures).strip(), lists.get(anchor, ()), words.questions)
        for anchor, words in OVERVIEW[language].items()
    ]


def _by_kind(catalogue: Mapping[str, Entry], language: Language) -> tuple[str, ...]:
    kinds = Counter(entry.kind for entry in catalogue.values())
    colon = " :" if language == "fr" else ":"
    return tuple(
        f"{KIND_NAMES[language][kind][1]} ({count}){colon} "
        + "; ".join(sorted(e.short(language) for e in catalogue.values() if e.kind == kind))
        for kind, count in sorted(kinds.items())
    )


def _law(entry: Entry, language: Language) -> str:
    return f"{entry.title(language)}, {_citation(entry, language)} ({STATUSES[language][entry.status]})"


def _unchecked(catalogue: Mapping[str, Entry], own: Sequence[Passage], language: Language) -> tuple[str, ...]:
    counts = Counter(p.document_id for p in own if p.confidence == "recalled" and p.document_id in catalogue)
    return tuple(f"{catalogue[name].short(language)} : {count}" if language == "fr" else f"{catalogue[name].short(language)}: {count}"
                 for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))  # fmt: skip


def _publishers(catalogue: Mapping[str, Entry], language: Language) -> tuple[str, ...]:
    counts = Counter(entry.publisher.partition(" (")[0] for entry in catalogue.values())
    phrase = PHRASES[language]["several"]
    return tuple(
        phrase.format(name=name, count=count)
        for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _texts(held: Iterable[Passage]) -> str:
    return "; ".join(sorted({p.title for p in held if p.authority == "official"}))


def _official(held: Sequence[Passage], language: Language) -> str:
    texts = sorted(
        {(p.title, p.language, p.version, p.retrieved_at) for p in held if p.authority == "official"}
    )
    if not texts:
        return PHRASES[language]["no_official"]
    named = (f"{title} ({tongue}{_version(version, day, language)})" for title, tongue, version, day in texts)
    return PHRASES[language]["official"].format(texts="; ".join(named))


def _version(version: str, day: str, language: Language) -> str:
    return f", {PHRASES[language]['version'].format(version=version, day=day)}" if version and day else ""


def _uploads(held: Sequence[Passage], language: Language) -> str:
    texts = "; ".join(sorted({p.title for p in held if p.authority == "upload"}))
    return PHRASES[language]["uploads" if texts else "no_uploads"].format(texts=texts)


def _fetched(held: Sequence[Passage], language: Language) -> str:
    days = sorted({p.retrieved_at for p in held if p.authority == "official" and p.retrieved_at})
    return PHRASES[language]["fetched" if days else "no_official"].format(days=", ".join(days))


# One document


def _document_card(entry: Entry, held: Sequence[Passage], language: Language) -> Card:
    own = [p for p in held if p.document_id == entry.id and p.language == language]
    levels = Counter(p.confidence for p in own)
    phrases = PHRASES[language]
    text = phrases["document"].format(
        title=entry.title(language),
        cite=f", {_citation(entry, language)}" if entry.citation else "",
        kind=KIND_NAMES[language].get(entry.kind, (entry.kind, ""))[0],
        author=f", {', '.join(entry.authors)}" if entry.authors else "",
        publisher=entry.publisher,
        dated=f", {entry.date}" if YEAR.search(entry.date) else "",
        passages=len(own),
        seen=levels["seen"],
        recalled=levels["recalled"],
        open=levels["open"],
        day=CORPUS_DATE.isoformat(),
    )
    note = entry.status_note_fr if language == "fr" else entry.status_note_en
    parts = [text, note, *_standing(entry, [p for p in held if p.document_id == entry.id], language)]
    words = " ".join(part for part in parts if part)
    return Card(f"document.{entry.id}", words, (), _asked(entry, language))


def _asked(entry: Entry, language: Language) -> tuple[str, ...]:
    """The questions about a document, by its names; people ask for a law by many."""
    short = entry.short(language)
    names = [entry.title(language), *(entry.aliases_fr if language == "fr" else entry.aliases_en)]
    others = list(dict.fromkeys(name for name in names if name != short))
    return (
        *(ask.format(name=short) for ask in ABOUT[language]),
        *(ask.format(name=name) for name in others[:2] for ask in ABOUT[language][:2]),
        *(HAVE[language].format(name=name) for name in (others if entry.kind in LAWS else others[:1])),
    )


def _standing(entry: Entry, held: Sequence[Passage], language: Language) -> list[str]:
    """What is held of the official text or where the document stands, and which versions are known."""
    phrases, said = PHRASES[language], []
    official = sorted({(p.language, p.version, p.retrieved_at) for p in held if p.authority == "official"})
    versions = [
        f"{tongue}{_version(version, day, language) or f' {version}'}" for tongue, version, day in official
    ]
    if versions:
        said.append(phrases["has_official"].format(versions="; ".join(versions)))
    elif url := entry.official_url(language) or next((a.url for a in entry.addresses), ""):
        said.append(phrases["has_no_official" if entry.kind in LAWS else "published_at"].format(url=url))
    known = [
        phrases["until"].format(start=address.valid_from, end=address.valid_to) + f" ({address.url})"
        for address in entry.versions
    ]
    if known:
        said.append(phrases["versions"].format(versions="; ".join(known)))
    return said


def _citation(entry: Entry, language: Language) -> str:
    citation = entry.citation
    if language == "fr":
        for pattern, french in FRENCH_CITATION:
            citation = pattern.sub(french, citation)
    return citation

"""Cards: what the corpus holds and does not hold, as passages of their own, so that such answers are cited like any other."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.catalogue import Entry
from corpus.document import Document, Node
from corpus.passage import Language, Passage
from corpus.shipped import CORPUS_DATE

CARDS = "catalogue"
TITLES: dict[Language, str] = {"en": "What this corpus holds", "fr": "Ce que contient ce corpus"}
KIND_NAMES: dict[Language, dict[str, tuple[str, str]]] = {
    "en": {
        "statute": ("statute", "Statutes"), "regulation": ("regulations", "Regulations"), "case": ("case", "Cases"),
        "directive": ("directive", "Directives"), "policy": ("policy document", "Policy documents"), "plan": ("plan", "Plans"),
        "guidance": ("guidance", "Guidance"), "audit": ("audit report", "Audit reports"), "news": ("news item", "News"),
        "research": ("research", "Research"), "timeline": ("timeline", "Timelines"), "glossary": ("glossary", "Glossaries"),
    },
    "fr": {
        "statute": ("loi", "Lois"), "regulation": ("règlements", "Règlements"), "case": ("décision", "Décisions"),
        "directive": ("directive", "Directives"), "policy": ("document d'orientation", "Documents d'orientation"),
        "plan": ("plan", "Plans"), "guidance": ("guide", "Guides"), "audit": ("rapport de vérification", "Rapports de vérification"),
        "news": ("bulletin", "Bulletins"), "research": ("recherche", "Recherches"), "timeline": ("chronologie", "Chronologies"),
        "glossary": ("glossaire", "Glossaires"),
    },
}  # fmt: skip


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
    catalogue = {entry_id: entry for entry_id, entry in catalogue.items() if entry_id in present}
    cards = [
        *_overview(catalogue, held, language),
        *(_document_card(e, held, language) for e in catalogue.values()),
    ]
    text, nodes, cut = "", [], []
    for ordinal, card in enumerate(cards):
        start = len(text)
        body, items = card.text, []
        for item in card.items:
            items.append((len(body) + 3, len(body) + 3 + len(item)))
            body += f"\n- {item}"
        text += body + "\n\n"
        nodes.append(Node("paragraph", start, len(text)))
        cut.append(
            Passage(
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
        )
    digest = hashlib.sha256((text + "\n".join(q for p in cut for q in p.questions)).encode()).hexdigest()
    root = Node("document", 0, len(text), children=tuple(nodes))
    return Document(CARDS, TITLES[language], language, CARDS, "brief", text, root, digest), cut


def _overview(catalogue: Mapping[str, Entry], held: Sequence[Passage], language: Language) -> list[Card]:
    facts = Counter(p.confidence for p in held if p.language == language and p.authority == "brief")
    kinds = Counter(entry.kind for entry in catalogue.values())
    names = KIND_NAMES[language]
    uploads = sorted({p.title for p in held if p.authority == "upload"})
    official = sorted({p.title for p in held if p.authority == "official"})
    day = CORPUS_DATE.isoformat()
    per_kind = tuple(
        f"{names[kind][1]} ({count}){' :' if language == 'fr' else ':'} "
        + "; ".join(sorted(e.short(language) for e in catalogue.values() if e.kind == kind))
        for kind, count in sorted(kinds.items())
    )
    unknown = tuple(p.text for p in held if p.language == language and p.confidence == "open")
    both = len(catalogue)
    if language == "fr":
        return [
            Card("all", f"Le corpus contient {both} documents sur l'intégration des services de santé en Ontario, reformulés dans nos propres mots : {facts['seen']} faits vérifiés à la source, {facts['recalled']} non encore vérifiés et {facts['open']} points ouverts, à jour au {day} :", per_kind,
                 ("Quels documents contient votre corpus?", "Que contient le corpus?", "Sur quoi portent vos sources?", "Votre corpus est-il à jour?", "Combien de documents avez-vous?")),
            Card("french", f"Les {both} documents du corpus ont tous une version française rédigée par nous; les textes officiels français ne sont pas conservés tant qu'ils n'ont pas été ingérés.", (),
                 ("Quels documents sont en français?", "Avez-vous des documents en français?", "Les textes français sont-ils officiels?")),
            Card("unknown", "Le corpus ne sait pas, ou n'a pas pu confirmer, ce qui suit :", unknown,
                 ("Que ne savez-vous pas?", "Qu'est-ce qui n'est pas confirmé dans votre corpus?", "Quelles sont les lacunes du corpus?")),
            Card("official", _official_fr(official, uploads), (), ("Avez-vous le texte officiel des lois?", "Conservez-vous le texte officiel de la LISSL?")),
        ]  # fmt: skip
    return [
        Card("all", f"The corpus holds {both} documents on integrating health services in Ontario, restated in our own words: {facts['seen']} facts read in their source, {facts['recalled']} not yet checked and {facts['open']} open points, as of {day}:", per_kind,
             ("What documents do you hold?", "What is in your corpus?", "What sources do you rely on?", "How up to date is your corpus?", "How many documents do you have?")),
        Card("french", f"All {both} documents of the corpus have a French version in our own words; official French texts are not held until they have been ingested.", (),
             ("Which documents are in French?", "Do you have documents in French?", "Are your French texts official?")),
        Card("unknown", "The corpus does not know, or could not confirm:", unknown,
             ("What don't you know?", "What is not confirmed in your corpus?", "What are the gaps in the corpus?", "What can't you answer?")),
        Card("official", _official_en(official, uploads), (), ("Do you hold the official text of the Acts?", "Is the official text of LHSIA in the corpus?", "Which uploaded documents do you hold?")),
    ]  # fmt: skip


def _official_en(official: Iterable[str], uploads: Iterable[str]) -> str:
    texts, own = "; ".join(official), "; ".join(uploads)
    first = (
        f"Official text held: {texts}."
        if texts
        else "No official text is held yet; `lhsia fetch` gets it from its publishers."
    )
    return f"{first} Documents added by users: {own}." if own else f"{first} No user has added a document."


def _official_fr(official: Iterable[str], uploads: Iterable[str]) -> str:
    texts, own = "; ".join(official), "; ".join(uploads)
    first = (
        f"Textes officiels conservés : {texts}."
        if texts
        else "Aucun texte officiel n'est encore conservé; « lhsia fetch » l'obtient des éditeurs."
    )
    return (
        f"{first} Documents ajoutés par les utilisateurs : {own}."
        if own
        else f"{first} Aucun utilisateur n'a ajouté de document."
    )


def _document_card(entry: Entry, held: Sequence[Passage], language: Language) -> Card:
    own = [p for p in held if p.document_id == entry.id and p.language == language]
    levels = Counter(p.confidence for p in own)
    official = sorted({p.version for p in own if p.authority == "official"})
    kind = KIND_NAMES[language].get(entry.kind, (entry.kind, entry.kind))[0]
    title, short = entry.title(language), entry.short(language)
    cite = f", {entry.citation}" if entry.citation else ""
    note = entry.status_note_fr if language == "fr" else entry.status_note_en
    if language == "fr":
        text = f"Le corpus contient {title}{cite} ({kind}, {entry.publisher}) : {len(own)} passages, dont {levels['seen']} vérifiés à la source et {levels['recalled']} non vérifiés; à jour au {CORPUS_DATE.isoformat()}. {note}".strip()
        asks = (f"Que détenez-vous sur {short}?", f"Avez-vous {title} dans le corpus, et à quelle date?")
    else:
        text = f"The corpus holds {title}{cite} ({kind}, {entry.publisher}): {len(own)} passages, {levels['seen']} read in their source and {levels['recalled']} not yet checked; as of {CORPUS_DATE.isoformat()}. {note}".strip()
        asks = (f"What do you hold on {short}, as of when?", f"Is {title} in your corpus?")
    if official:
        versions = ", ".join(official)
        text += (
            f" Texte officiel conservé, version {versions}."
            if language == "fr"
            else f" Official text held, version {versions}."
        )
    return Card(f"document.{entry.id}", text, (), asks)

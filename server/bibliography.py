"""References in the style of the Canadian Guide to Uniform Legal Citation (McGill), in English and French."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from corpus.address import Address, parse_all
from corpus.catalogue import Entry
from corpus.errors import AddressError
from corpus.passage import Language
from server.answer import Citation

Group = Literal["legislation", "jurisprudence", "government", "secondary"]
GROUPS: dict[Group, dict[Language, str]] = {
    "legislation": {"en": "Legislation", "fr": "Législation"},
    "jurisprudence": {"en": "Jurisprudence", "fr": "Jurisprudence"},
    "government": {"en": "Government documents", "fr": "Documents gouvernementaux"},
    "secondary": {"en": "Secondary material", "fr": "Doctrine et autres documents"},
}
KIND_GROUPS: dict[str, Group] = {
    "statute": "legislation",
    "regulation": "legislation",
    "case": "jurisprudence",
    "directive": "government",
    "policy": "government",
    "plan": "government",
    "guidance": "government",
    "audit": "government",
}
POINTED = (
    ("R.S.O.", "RSO"),
    ("S.O.", "SO"),
    ("Scheds.", "Schs"),
    ("Sched.", "Sch"),
    ("O. Reg.", "O Reg"),
    ("c. ", "c "),
)
FRENCH_REPORTS = (("RSO", "LRO"), ("SO", "LO"), ("Schs?", "ann"), ("O Reg", "Règl de l'Ont"))
BRIEF_NOTE: dict[Language, str] = {
    "en": "as restated in the assistant's own brief (fact {anchor}, {confidence})",
    "fr": "selon la fiche de l'assistant (fait {anchor}, {confidence})",
}
CONFIDENCE: dict[str, dict[Language, str]] = {
    "seen": {"en": "read in a source", "fr": "lu dans une source"},
    "recalled": {"en": "recalled, not checked", "fr": "de mémoire, non vérifié"},
    "open": {"en": "not established", "fr": "non établi"},
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a bibliography; `text` has italics between asterisks."""

    document_id: str
    group: Group
    text: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def unpunctuated(citation: str, language: Language) -> str:
    """A statute's citation without points, as the guide has it.

    >>> unpunctuated("S.O. 2019, c. 5, Sched. 1", "en"), unpunctuated("S.O. 2006, c. 4", "fr")
    ('SO 2019, c 5, Sch 1', 'LO 2006, c 4')
    """
    plain = citation
    for pointed, bare in POINTED:
        plain = re.sub(rf"(?<!\w){re.escape(pointed)}", bare, plain)
    if language == "fr":
        for english, french in FRENCH_REPORTS:
            plain = re.sub(rf"\b{english}\b", french, plain)
    return plain


def reference(entry: Entry, language: Language, url: str = "") -> Reference:
    """A source's entry in the bibliography; `url` overrides the catalogue's own address."""
    group = KIND_GROUPS.get(entry.kind, "secondary")
    place = url or entry.official_url(language) or next((a.url for a in entry.addresses), "")
    online = {"en": "online", "fr": "en ligne"}[language]
    where = f", {online}: <{place}>" if place else ""
    title, year = entry.title(language), entry.date[:4]
    if group == "legislation":
        cited = unpunctuated(entry.citation, language)
        text = f"*{title}*, {cited}" if cited else f"*{title}*"
    elif group == "jurisprudence":
        text = f"*{title}*, {entry.citation}" if entry.citation else f"*{title}* ({year})"
    elif group == "government":
        text = f"{entry.publisher}, *{title}* ({entry.date}){where}"
    else:
        text = f"{_article(entry, language)}{where}"
    return Reference(entry.id, group, f"{text.rstrip()}.")


# "Embuldeniya G, Kirst M. The Milbank Quarterly 96(4):782-813 (2018)": authors, journal, volume, issue, pages.
JOURNAL = re.compile(
    r"(?:(?P<authors>[^.]+)\. )?(?P<journal>[^\d]+?),? (?P<volume>\d+)(?:\((?P<issue>\d+)\))?(?::(?P<pages>[\d-]+))?(?:,? \((?P<year>\d{4})\))?"
)


def _article(entry: Entry, language: Language) -> str:
    """An article: authors, title, (year) volume:issue journal page; other writings with what the catalogue has."""
    title, year = _quoted(entry.title(language), language), entry.date[:4]
    authors = {"en": " & ", "fr": " et "}[language].join(entry.authors)
    found = JOURNAL.fullmatch(entry.citation.replace(", vol.", ""))
    if found is None:
        rest = entry.citation or f"{entry.publisher} ({entry.date})"
        return f"{f'{authors}, ' if authors else ''}{title}, {rest}"
    authors = found["authors"] or authors
    volume = f"{found['volume']}:{found['issue']}" if found["issue"] else found["volume"]
    pages = f" {found['pages']}" if found["pages"] else ""
    return f"{f'{authors}, ' if authors else ''}{title} ({found['year'] or year}) {volume} *{found['journal']}*{pages}"


def _quoted(title: str, language: Language) -> str:
    return f"« {title} »" if language == "fr" else f"“{title}”"


def pinpoint(address: str, language: Language) -> str:
    """A provision as the guide pinpoints it: "s 27(3)(a)", "ss 25, 26", French "art 27(3)a)"; as written when unreadable."""
    try:
        places = parse_all(address.replace("; ", ", "))
    except AddressError:
        return address
    return ", ".join(_pinpoint(place, language) for place in places)


def _pinpoint(place: Address, language: Language) -> str:
    written = place.french() if language == "fr" else str(place)
    tight = re.sub(r"\s+(?=\(|[a-z]{1,3}\))", "", written)
    return re.sub(r"\b(ss?|art|par|Sched|sched)\.", r"\1", tight)


def footnote(citation: Citation, entry: Entry | None, language: Language) -> str:
    """The note for one citation: the source, the pinpoint, and whether it is official text or a brief of it."""
    passage = citation.passage
    base = reference(entry, language).text.rstrip(".") if entry else f"*{passage.title}*"
    place = f", {pinpoint(passage.address, language)}" if passage.address else ""
    if passage.authority == "brief":
        word = CONFIDENCE[passage.confidence or "seen"][language]
        note = BRIEF_NOTE[language].format(anchor=passage.anchor or passage.id, confidence=word)
        return f"{base}{place}, {note}."
    return f"{base}{place}."


def bibliography(
    citations: Iterable[Citation], catalogue: Mapping[str, Entry], language: Language
) -> list[Reference]:
    """Every source cited, once, by group and then by title."""
    found: dict[str, Reference] = {}
    for citation in citations:
        passage = citation.passage
        entry = catalogue.get(passage.document_id)
        if entry is not None:
            found.setdefault(entry.id, reference(entry, language))
        else:
            online = f", <{passage.url}>" if passage.url else ""
            plain = Reference(passage.document_id, "secondary", f"*{passage.title}*{online}.")
            found.setdefault(passage.document_id, plain)
    order = list(GROUPS)
    return sorted(found.values(), key=lambda r: (order.index(r.group), r.text.casefold().strip("*“«")))


def bibliography_markdown(references: Iterable[Reference], language: Language) -> str:
    """The bibliography under its headings, as Markdown."""
    lines = ["# Bibliographie" if language == "fr" else "# Bibliography"]
    group = ""
    for entry in references:
        if entry.group != group:
            group = entry.group
            lines += ["", f"## {GROUPS[entry.group][language]}", ""]
        lines.append(f"- {entry.text}")
    return "\n".join(lines) + "\n"

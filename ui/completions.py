"""Names that are completed while a question is typed: instruments, their provisions, and terms of the field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from corpus.catalogue import Term
from corpus.passage import Language, Passage
from server.service import Holding, Snapshot
from server.words import written_address

ONE_PROVISION = re.compile(r"s\. [\d.]+(?: \([^)]+\))*")
HINT = 70


def completions(snapshot: Snapshot, terms: Iterable[Term], language: Language) -> dict[str, Any]:
    """What page.js completes: `names` as [name, hint], `laws` as {name, names, provisions: [[address, hint], ...]}."""
    holdings = sorted(snapshot.holdings.values(), key=lambda holding: holding.title(language))
    names: dict[str, str] = {}
    for holding in holdings:
        if holding.entry:
            names.setdefault(holding.entry.short(language), holding.title(language))
            names.setdefault(holding.title(language), holding.entry.citation)
    for term in terms:
        full, *shorter = term.names(language) or ("",)
        names.update((short, full) for short in shorter if short not in names)
        if full:
            names.setdefault(full, "")
    return {"names": [list(pair) for pair in names.items()], "laws": _laws(holdings, snapshot, language)}


def _laws(holdings: Iterable[Holding], snapshot: Snapshot, language: Language) -> list[dict[str, Any]]:
    provisions: dict[str, dict[str, str]] = {}
    for passage in sorted(snapshot.passages, key=lambda p: p.language != language):
        if passage.is_law() and ONE_PROVISION.fullmatch(passage.address):
            own = provisions.setdefault(passage.document_id, {})
            own.setdefault(passage.address, _hint(passage))
    laws = []
    for holding in holdings:
        own = provisions.get(holding.id, {})
        if holding.entry and own:
            short = holding.entry.short(language)
            written = [[written_address(a, language), own[a]] for a in sorted(own, key=address_order)]
            laws.append({"name": short, "names": [short, holding.title(language)], "provisions": written})
    return laws


def _hint(passage: Passage) -> str:
    """What a provision is about: its own heading, else how its passage begins."""
    heading = passage.heading_path[-1] if passage.heading_path else ""
    if heading.startswith(passage.address):
        return heading[len(passage.address) :].strip(" :.–-")
    line = passage.text.split("\n", 1)[0]
    return line if len(line) <= HINT else line[:HINT].rsplit(" ", 1)[0] + "…"


def address_order(address: str) -> list[tuple[int, str]]:
    """Sections by their numbers, subsections after their section."""
    parts = re.findall(r"\d+|[a-z]+", re.sub(r"^ss?\. ", "", address))
    return [(int(part), "") if part.isdigit() else (10_000, part) for part in parts]

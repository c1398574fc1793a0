"""The shipped records that answering leans on: catalogue, glossary, concordance, read once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from corpus.catalogue import Entry, Replacement, Term, read_catalogue, read_concordance, read_glossary
from corpus.passage import Language
from corpus.shipped import CATALOGUE, CONCORDANCE, GLOSSARY

WORD = re.compile(r"[a-z0-9]+(?:[.'/-][a-z0-9]+)*")


def fold(text: str) -> str:
    """Lower case, no accents, straight quotes: the form in which names are compared.

    >>> fold("L’Équipe Santé Ontario")
    "l'equipe sante ontario"
    """
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‑", "-"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: what it names, and where it stands in the folded text."""

    key: str
    start: int
    end: int


class Names:
    """Names and what they stand for; finds the longest ones in a text, never inside another word."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        """`names` maps a name as written to the keys it stands for."""
        self._keys: dict[str, tuple[str, ...]] = {}
        for name, keys in names.items():
            folded = fold(name)
            self._keys[folded] = tuple(dict.fromkeys((*self._keys.get(folded, ()), *keys)))
        longest_first = sorted((re.escape(name) for name in self._keys if name), key=len, reverse=True)
        self._pattern = (
            re.compile(rf"(?<![\w])(?:{'|'.join(longest_first)})(?:s|'s)?(?![\w])") if longest_first else None
        )

    def find(self, text: str) -> list[Mention]:
        """Every name in the text, longest first where names overlap."""
        if self._pattern is None:
            return []
        mentions = []
        for match in self._pattern.finditer(fold(text)):
            name = match[0]
            keys = (
                self._keys.get(name)
                or self._keys.get(name.removesuffix("'s"))
                or self._keys.get(name[:-1])
                or ()
            )
            mentions += [Mention(key, match.start(), match.end()) for key in keys]
        return mentions


@dataclass(frozen=True)
class Knowledge:
    """Catalogue, glossary and concordance, with the names by which questions call them."""

    catalogue: Mapping[str, Entry]
    glossary: tuple[Term, ...]
    concordance: tuple[Replacement, ...]

    @cached_property
    def instruments(self) -> Names:
        """Names of documents: titles, short titles, nicknames, in both languages."""
        names: dict[str, tuple[str, ...]] = {}
        for entry in self.catalogue.values():
            for alias in entry.aliases():
                if len(alias) > 2:
                    names[alias] = (*names.get(alias, ()), entry.id)
        return Names(names)

    @cached_property
    def terms(self) -> Names:
        """Names of glossary terms in both languages."""
        names: dict[str, tuple[str, ...]] = {}
        for term in self.glossary:
            for name in (*term.names("en"), *term.names("fr")):
                if len(name) > 1:
                    names[name] = (*names.get(name, ()), term.id)
        return Names(names)

    @cached_property
    def term_by_id(self) -> dict[str, Term]:
        """Glossary terms by id."""
        return {term.id: term for term in self.glossary}

    def expansions(self, text: str) -> dict[str, float]:
        """Words to add to a full-text search: other names of the terms that a text mentions, each with a weight."""
        added: dict[str, float] = {}
        present = fold(text)
        for mention in self.terms.find(text):
            term = self.term_by_id[mention.key]
            for language, weight in (("en", 0.6), ("fr", 0.6)):
                for name in term.names(language):  # type: ignore[arg-type]
                    if fold(name) not in present:
                        added[name] = max(weight, added.get(name, 0.0))
        return added

    def abbreviated(self, text: str, language: Language, terms: Collection[str]) -> str:
        """The text with some terms (their ids) written as their acronym.

        >>> shipped_knowledge().abbreviated("Who tells the local health integration network?", "en", {"lhin"})
        'Who tells the LHIN?'
        """
        if len(fold(text)) != len(text):
            return text
        for mention in reversed(self.terms.find(text)):
            term = self.term_by_id[mention.key]
            short = (term.short_fr if language == "fr" else term.short_en)[:1]
            long = term.fr if language == "fr" else term.en
            if mention.key in terms and short and mention.end - mention.start >= len(long):
                text = text[: mention.start] + short[0] + text[mention.end :]
        return text

    def replacements(self, document_id: str, section: str) -> list[Replacement]:
        """Concordance rows for a section ("s. 27") of a document, from the old law to the new."""
        return [
            row
            for row in self.concordance
            if row.from_document == document_id and section in row.from_address
        ]

    def short(self, document_id: str, language: Language) -> str:
        """How an answer names a document; the id when the catalogue has no entry."""
        entry = self.catalogue.get(document_id)
        return entry.short(language) if entry else document_id


def shipped_knowledge() -> Knowledge:
    """The records that ship with the project."""
    return Knowledge(read_catalogue(CATALOGUE), read_glossary(GLOSSARY), read_concordance(CONCORDANCE))

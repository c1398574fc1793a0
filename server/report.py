"""An answer laid out for paper: blocks of text with note marks, and the notes in the order in which they appear."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from corpus.catalogue import Entry
from corpus.passage import Language
from server.answer import Answer, Citation
from server.bibliography import bibliography, footnote

BlockKind = Literal["title", "heading", "paragraph", "bullet"]
MARK = re.compile(r"\s?\[(\d+)\]")
EMPHASIS = re.compile(r"\*\*|(?<!\w)[_*]|[_*](?!\w)")
LABELS: dict[str, dict[Language, str]] = {
    "as_of": {
        "en": "Law as of {day}. Question: {question}",
        "fr": "Droit en date du {day}. Question : {question}",
    },
    "warnings": {"en": "To note", "fr": "À noter"},
    "quotes": {"en": "Quotations", "fr": "Citations"},
    "sources": {"en": "Bibliography", "fr": "Bibliographie"},
    "advice": {"en": "This is not legal advice.", "fr": "Ceci n'est pas un avis juridique."},
    "again": {"en": "Supra note {number}.", "fr": "Supra note {number}."},
}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, or a note mark when `note` is not 0."""

    text: str
    note: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph."""

    kind: BlockKind
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without note marks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Report:
    """What is printed: blocks in order, and notes; `notes[0]` is note 1."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    language: Language


def answer_report(answer: Answer, catalogue: Mapping[str, Entry]) -> Report:
    """The report of an answer: text with notes, warnings, quotations, bibliography."""
    language = answer.language
    notes = _Notes(answer, catalogue)
    opening = _label("as_of", language).format(day=answer.as_of.isoformat(), question=answer.question)
    blocks = [
        Block("title", (Run(answer.standalone_question or answer.question),)),
        _plain("paragraph", opening),
    ]
    blocks += [_marked(line, notes) for line in answer.text.split("\n") if line.strip()]
    if answer.warnings:
        blocks.append(_plain("heading", _label("warnings", language)))
        blocks += [_plain("bullet", warning.message) for warning in answer.warnings]
    if answer.citations:
        blocks.append(_plain("heading", _label("quotes", language)))
        blocks += [_quotation(c, notes) for c in answer.citations]
        blocks.append(_plain("heading", _label("sources", language)))
        references = bibliography(answer.citations, catalogue, language)
        blocks += [_plain("bullet", entry.text.replace("*", "")) for entry in references]
    blocks.append(_plain("paragraph", _label("advice", language)))
    return Report(tuple(blocks), tuple(notes.texts), language)


class _Notes:
    """Numbers notes as marks are met; a source met again points to its first note."""

    def __init__(self, answer: Answer, catalogue: Mapping[str, Entry]) -> None:
        self.language = answer.language
        self.texts: list[str] = []
        self._first: dict[int, int] = {}
        self._full = {
            c.number: footnote(c, catalogue.get(c.passage.document_id), answer.language).replace("*", "")
            for c in answer.citations
        }

    def add(self, citation: int) -> int:
        if citation not in self._full:
            return 0
        first = self._first.get(citation)
        text = _label("again", self.language).format(number=first) if first else self._full[citation]
        self.texts.append(text)
        self._first.setdefault(citation, len(self.texts))
        return len(self.texts)


def _label(key: str, language: Language) -> str:
    return LABELS[key][language]


def _quoted(text: str, language: Language) -> str:
    clean = " ".join(text.split())
    return f"« {clean} »" if language == "fr" else f"“{clean}”"


def _plain(kind: BlockKind, text: str) -> Block:
    return Block(kind, (Run(text),))


def _quotation(citation: Citation, notes: _Notes) -> Block:
    """A quote in full, with the note of its source."""
    quote = _quoted(citation.quote, notes.language)
    return Block("bullet", (Run(f"[{citation.number}] {quote}"), Run("", notes.add(citation.number))))


def _marked(line: str, notes: _Notes) -> Block:
    """One line of Markdown: heading, bullet or paragraph, with [1] turned into note marks."""
    kind: BlockKind = (
        "heading" if line.startswith("#") else "bullet" if re.match(r"\s*[-*] ", line) else "paragraph"
    )
    text = EMPHASIS.sub("", re.sub(r"^\s*(?:#+|[-*]) ", "", line))
    runs, at = [], 0
    for mark in MARK.finditer(text):
        runs.append(Run(text[at : mark.start()]))
        number = notes.add(int(mark[1]))
        runs.append(Run("", number) if number else Run(mark[0]))
        at = mark.end()
    runs.append(Run(text[at:]))
    return Block(kind, tuple(run for run in runs if run.text or run.note))

"""How the terminal shows answers, passages and progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from corpus.catalogue import Entry
from corpus.passage import Passage, Validity
from index.hit import Hit
from server.answer import Answer
from server.currency import standing_on
from server.words import written_address

WIDE = 160  # columns where the output is not a terminal

OUT = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
ERR = Console(stderr=True, highlight=False)

# What frames an answer, in the answer's language.
FRAME: dict[str, tuple[str, str]] = {
    "answered": ("Answered", "Réponse"),
    "partial": ("Answered in part", "Réponse partielle"),
    "not_in_corpus": ("Not in the corpus", "Pas dans le corpus"),
    "out_of_scope": ("Outside what I cover", "Hors de mon domaine"),
    "needs_clarification": ("Please say more", "Précisez, s'il vous plaît"),
    "unavailable": ("Not available", "Indisponible"),
    "as_of": ("as of", "droit en date du"),
    "sources": ("Sources", "Sources"),
    "official": ("official text", "texte officiel"),
    "brief": ("our brief", "notre résumé"),
    "upload": ("your document", "votre document"),
    "seen": ("seen", "vérifié à la source"),
    "recalled": ("recalled", "de mémoire"),
    "open": ("open", "non établi"),
    "in_force": ("in force", "en vigueur"),
    "repealed": ("repealed", "abrogé"),
    "not_in_force": ("not in force", "pas en vigueur"),
    "end_unknown": ("end not on record", "fin non consignée"),
    "successor": ("successor", "disposition de remplacement"),
    "version": ("version {version}", "version {version}"),
    "fetched": ("fetched {day}", "obtenu le {day}"),
    "advice": (
        "Not legal advice; check the source before you rely on it.",
        "Ceci n'est pas un avis juridique; vérifiez la source avant de vous y fier.",
    ),
}
AUTHORITIES = {"official": "official text", "brief": "our brief", "upload": "your document"}


def show_json(value: object) -> None:
    """Print a value as JSON, days as ISO dates."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def show_answer(answer: Answer, out: Console = OUT) -> None:
    """Print an answer with its warnings and sources, or the choices that an unclear question leaves."""

    def frame(key: str) -> str:
        return FRAME[key][answer.language == "fr"] if key else ""

    out.print(f"[bold]{frame(answer.outcome)}[/bold] ({frame('as_of')} {answer.as_of})")
    for notice in answer.warnings:
        out.print(f"! {escape(notice.message)}", style="yellow")
    out.print()
    out.print(escape(answer.text))
    for choice in answer.choices:
        out.print(f"- {escape(choice)}")
    if answer.citations:
        out.print(f"\n[bold]{frame('sources')}[/bold]")
    for citation in answer.citations:
        passage = citation.passage
        address = written_address(passage.address, answer.language) if passage.address else ""
        where = ", ".join(part for part in (passage.title, address) if part)
        notes = [frame(passage.authority), frame(passage.confidence or ""), frame(citation.status)]
        if passage.authority == "official":
            notes += [frame("version").format(version=passage.version)] if passage.version else []
            notes += [frame("fetched").format(day=passage.retrieved_at)] if passage.retrieved_at else []
        out.print(f"\\[{citation.number}] {escape(where)} ({', '.join(note for note in notes if note)})")
        if passage.url:
            out.print(f"    {escape(passage.url)}", soft_wrap=True)
    if answer.outcome in ("answered", "partial"):
        out.print(f"\n{frame('advice')}", style="dim")


def show_hits(hits: Sequence[Hit], out: Console = OUT) -> None:
    """Print found passages, best first."""
    for hit in hits:
        passage = hit.passage
        where = ", ".join(part for part in (passage.title, passage.address) if part)
        out.print(f"[bold]{hit.rank}.[/bold] {escape(where)} \\[{passage.id}] {hit.score:.3f}")
        out.print(f"   {escape(passage.text)}\n")
    if not hits:
        out.print("Nothing found.")


def show_passage(passage: Passage, day: date, entry: Entry | None, out: Console = OUT) -> None:
    """Print a passage with its address, its dates, and whether it is law on a day; `entry` is its law's."""
    notes = [
        FRAME[status][0] if (status := standing_on(passage, day, entry)) else "",
        dates(passage.validity),
        AUTHORITIES[passage.authority],
    ]
    notes.append(passage.confidence or "")
    where = passage.address or " > ".join(passage.heading_path) or passage.title
    out.print(f"[bold]{escape(where)}[/bold] ({', '.join(note for note in notes if note)})")
    out.print(f"  {escape(passage.text)}\n")


def dates(validity: Validity) -> str:
    """The days on which a rule holds, e.g. "2006-03-28 until 2021-04-01"; "" for always."""
    if validity.start and validity.end:
        return f"{validity.start} until {validity.end}"
    return f"since {validity.start}" if validity.start else f"until {validity.end}" if validity.end else ""


class ProgressBar:
    """A progress bar on stderr for work reported as (done, total, what); silent when nobody watches."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=ERR,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Callable[[int, int, str], None]:
        self._bar.start()
        return self._report

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _report(self, done: int, total: int, what: str) -> None:
        self._bar.update(self._task, completed=done, total=total, description=what or "done")

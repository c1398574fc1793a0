"""How the terminal shows obligations, deadlines, walks, checklists, changes and provisions side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.markup import escape
from rich.table import Table

from corpus.catalogue import Replacement
from corpus.passage import Language, Passage
from ingest.obligations import Obligation
from server.answer import Citation
from server.changes import Changes
from server.checklist import Checklist, checklist_rows
from server.concordance import KIND_WORDS, Piece, SideBySide
from server.deadlines import Deadline, DeadlineRule, written_day
from server.saved import Affected, CitedPassage
from server.walkthrough import Step
from server.words import written_address
from ui.console import AUTHORITIES, OUT, dates

MODALITIES = {"must": "must", "must_not": "must not", "may": "may", "need_not": "need not"}
SLOTS = ("deadline", "trigger", "condition", "exception", "consequence")
UNCOUNTED = "not held"
OWN_WORDS = "These are our briefs, in our words; to compare word by word, hold the official texts:"


def where(passage: Passage | Obligation) -> str:
    """A source and a place in it, with its dates and how surely it is known."""
    place = ", ".join(part for part in (passage.title, passage.address) if part)
    notes = (dates(passage.validity), AUTHORITIES[passage.authority], passage.confidence or "")
    return f"{place} ({', '.join(note for note in notes if note)})"


def show_obligations(rows: Sequence[Obligation], limit: int, day: date | None, today: date) -> None:
    """Print up to `limit` rows of the register, each with its quote and its source; `day` is the day asked about."""
    for row in rows[:limit]:
        _show_obligation(row)
        if day is None and row.validity.end and row.validity.ended_by(today):
            OUT.print(f"  ! no longer law since {row.validity.end}\n", style="yellow")
    if len(rows) > limit:
        OUT.print(
            f"... and {len(rows) - limit} more; narrow it, raise --limit, or write all with --csv FILE."
        )
    days = f", law of {day}" if day else ", of every day; --as-of DATE shows the law of one"
    OUT.print(f"{len(rows)} rule{'s' * (len(rows) != 1)}{days}", markup=False)


def _show_obligation(row: Obligation) -> None:
    actor = ", ".join(row.actor_classes) or row.actor or "nobody named"
    OUT.print(f"[bold]{escape(actor)}[/bold] {MODALITIES[row.modality]}: {escape(_quote(row))}")
    for name in SLOTS:
        if value := getattr(row, name):
            OUT.print(f"  {name}: {value}", markup=False)
    OUT.print(f"  {where(row)} {row.id}\n", markup=False, style="dim")


def _quote(row: Obligation) -> str:
    return f"{row.lead_in} ... {row.quote}" if row.lead_in else row.quote


def show_concordance(rows: Iterable[Replacement], language: Language) -> None:
    """Print every row of the concordance as a table."""
    table = Table("topic", "old", "new", "kind", "what changed", "confidence", box=None)
    for row in rows:
        french = language == "fr"
        topic, change = (row.topic_fr, row.change_fr) if french else (row.topic_en, row.change_en)
        places = [
            ", ".join(written_address(a, language) for a in side)
            for side in (row.from_address, row.to_address)
        ]
        cells = (
            topic,
            places[0] or "-",
            places[1] or "-",
            KIND_WORDS[row.kind][language],
            change,
            row.confidence,
        )
        table.add_row(*(escape(cell) for cell in cells))
    OUT.print(table)


def show_side_by_side(found: SideBySide) -> None:
    """Print what replaced a provision, and both texts with [-struck-] and {+inserted+} words."""
    row = found.correspondence
    old, new = (f"{name} {', '.join(places)}" for name, places in _sides(found))
    OUT.print(f"[bold]{escape(row.topic)}[/bold]: {escape(old)} -> {escape(new)}")
    ended = f"repealed {row.repealed_on}, " if row.repealed_on else ""
    begun = f"replaced from {row.replaced_from}, " if row.replaced_from else ""
    OUT.print(f"  {ended}{begun}{row.kind} ({row.confidence}): {row.difference}", markup=False)
    for citation in found.repeal:
        OUT.print(f'  on its repeal: "{citation.quote}" ({citation.passage.confidence})', markup=False)
    table = Table(escape(old), escape(new), box=None, padding=(0, 2, 1, 0))
    left, right = ("\n\n".join(_placed(c) for c in side) for side in (found.old, found.new))
    table.add_row(escape(left) or UNCOUNTED, escape(right) or UNCOUNTED)
    OUT.print(table)
    if found.note:
        OUT.print(f"  {found.note}\n", markup=False)
    elif all(citation.passage.authority == "official" for citation in (*found.old, *found.new)):
        OUT.print(f"  difference: {_marked(found.pieces)}\n")
    else:
        OUT.print(f"  {OWN_WORDS} `lhsia fetch {row.from_document} {row.to_document}`.\n", markup=False)


def _placed(citation: Citation) -> str:
    doubt = " (recalled)" if citation.passage.confidence == "recalled" else ""
    return f"{citation.passage.address}{doubt}: {citation.quote}"


def _sides(found: SideBySide) -> tuple[tuple[str, tuple[str, ...]], ...]:
    row = found.correspondence
    return (row.from_document, row.from_address), (row.to_document, row.to_address)


def _marked(pieces: Iterable[Piece]) -> str:
    marks = {"same": "{}", "removed": "[red]\\[-{}-][/red]", "added": "[green]{{+{}+}}[/green]"}
    return " ".join(marks[piece.kind].format(escape(piece.text)) for piece in pieces)


# Deadlines


def show_rules(rules: Iterable[DeadlineRule], language: Language) -> None:
    """Print the rules that can be counted."""
    table = Table("rule", "period", "counted from", "what it is", box=None)
    table.columns[0].overflow = "fold"
    for rule in rules:
        period = f"{rule.count} {rule.unit}" if rule.count else UNCOUNTED
        table.add_row(
            *(escape(cell) for cell in (rule.id, period, rule.trigger(language), rule.title(language)))
        )
    OUT.print(table)


def show_deadline(found: Deadline) -> None:
    """Print a deadline step by step, with the rules it rests on; or what is missing to count it."""
    OUT.print(f"[bold]{escape(found.title)}[/bold]")
    for number, step in enumerate(found.steps, 1):
        OUT.print(f"  {number}. {step.text} ({step.provision}; {step.confidence})", markup=False)
    for missing in found.missing:
        OUT.print(f"  missing: {missing}", markup=False)
    if found.day:
        OUT.print(f"  [bold]{written_day(found.day, found.language)}[/bold]")
    for warning in found.warnings:
        OUT.print(f"  ! {escape(warning)}", style="yellow")
    for citation in found.citations:
        OUT.print(f'  "{citation.quote}"\n    {where(citation.passage)}', markup=False, style="dim")
    for step in {step.provision: step for step in found.steps}.values():
        read = f"read at {step.seen_at}" if step.seen_at and step.confidence == "seen" else "not checked"
        official = f"; official text: {step.url}" if step.url and step.url != step.seen_at else ""
        OUT.print(f"  {step.provision}: {read}{official}", markup=False, style="dim", soft_wrap=True)


# Walk-through


def show_step(step: Step, answers: Sequence[str]) -> None:
    """Print the next question with its choices, and the command that goes on from here."""
    OUT.print(f"[bold]{escape(step.text)}[/bold]")
    for choice in step.choices:
        OUT.print(f"  {choice.id:<12} {choice.text}", markup=False)
        OUT.print(f"  {'':<12} {where(choice.citation.passage)}", markup=False, style="dim")
    OUT.print(f"  {where(step.citation.passage)}", markup=False, style="dim")
    given = ",".join((*answers, "..."))
    OUT.print(f"Go on with: --answers {given} (one of {', '.join(c.id for c in step.choices)})", markup=False)


def show_checklist(found: Checklist) -> None:
    """Print the way to the checklist, and its items with dates, evidence and sources."""
    for question, answer in found.path:
        OUT.print(f"{question} {answer}", markup=False)
    OUT.print(f"\n[bold]{escape(found.title)}[/bold], {found.role}, law of {found.as_of}")
    OUT.print(f"  {where(found.citation.passage)}", markup=False, style="dim")
    if not found.items:
        OUT.print("Nothing to do under this law.")
    for item, row in zip(found.items, checklist_rows(found)[1:], strict=True):
        number, text, when, evidence, duty, *_ = row
        OUT.print(f"\n{number}. {text}", markup=False)
        if when:
            OUT.print(f"   by when: {when}", markup=False)
        for warning in item.warnings:
            OUT.print(f"   ! {escape(warning)}", style="yellow")
        if duty:
            OUT.print(f"   duty: {duty}", markup=False)
        if evidence:
            OUT.print(f"   keep: {evidence}", markup=False)
        OUT.print(f"   {where(item.citation.passage)}", markup=False, style="dim")
    undated = {
        item.deadline.rule_id: None for item in found.items if item.deadline and not item.deadline.trigger
    }
    if undated:
        OUT.print(
            f"\nFor the dates, add: {' '.join(f'--date {rule}=YYYY-MM-DD' for rule in undated)}", markup=False
        )


# Changes


def show_changes(found: Changes) -> None:
    """Print the rules added, changed and gone between two days."""
    for title, rows in (("added", found.added), ("gone", found.gone)):
        OUT.print(f"[bold]{title}: {len(rows)}[/bold]")
        for row in rows:
            _show_obligation(row)
    OUT.print(f"[bold]changed: {len(found.changed)}[/bold]")
    for change in found.changed:
        tie = f" (concordance row {change.concordance})" if change.concordance else ""
        OUT.print(f"- {where(change.before)}\n  -> {where(change.after)}{tie}", markup=False, style="dim")
        OUT.print(f"  {_marked(change.pieces)}\n")
    counts = f"{len(found.added)} added, {len(found.changed)} changed, {len(found.gone)} gone"
    OUT.print(f"{found.first} to {found.second}: {counts}, {found.unchanged} unchanged")


CHANGES = {
    "changed": "changed",
    "vanished": "vanished",
    "standing": "other dates or confidence",
    "official_text": "official text is held now",
}


def _standing(cited: CitedPassage) -> str:
    start, end, confidence = cited.standing
    return ", ".join(part for part in (f"{start or '...'} until {end or '...'}", confidence) if part)


def show_affected(found: Sequence[Affected], saved: int) -> None:
    """Print the saved answers that rest on something changed, and what changed in it."""
    for entry in found:
        OUT.print(f"[bold]{escape(entry.saved.question)}[/bold] (saved {entry.saved.saved_at[:10]})")
        for change in entry.changes:
            stands = "" if change.quote_stands else "; the quotation no longer stands in it"
            place = ", ".join(part for part in (change.cited.title, change.cited.address) if part)
            OUT.print(f"  {CHANGES[change.kind]}: {place}{stands}", markup=False)
            if change.kind == "standing" and change.now:
                then, now = (_standing(cited) for cited in (change.cited, change.now))
                OUT.print(f"    {then} -> {now}", markup=False)
            if change.kind == "official_text" and change.now:
                OUT.print(f'    "{change.now.text}"', markup=False)
            if change.pieces:
                OUT.print(f"  {_marked(change.pieces)}")
    OUT.print(f"{len(found)} of {saved} saved answers affected")

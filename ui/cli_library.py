"""Commands on what is held: ingest, fetch, documents, provision, concordance, timeline, doctor, backup, restore."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from corpus.citation import find_references
from corpus.passage import Passage
from index.hybrid import addresses_of
from ingest.pipeline import Report
from server.assembly import Workplace, open_library
from server.currency import status_on
from server.errors import NotHeld
from server.settings import read_settings
from ui.cli_options import AS_OF, DONE, FAILED, JSON, OpenWorkplace, read_day
from ui.console import ERR, OUT, ProgressBar


def register(app: typer.Typer, workplace: OpenWorkplace) -> None:
    """Add the commands to the application."""

    @app.command()
    def ingest(
        paths: Annotated[
            list[Path] | None, typer.Argument(help="Files or folders; none: the corpus that ships.")
        ] = None,
        replace: Annotated[bool, typer.Option("--replace", help="Read again what is unchanged too.")] = False,
        as_json: JSON = False,
    ) -> int:
        """Read files (txt, md, html, pdf, docx, eml) into the corpus. Example: lhsia ingest policies/ notice.pdf."""
        library = open_library(read_settings())
        with ProgressBar() as progress:
            report = (
                library.add_files(paths, progress, replace=replace)
                if paths
                else library.add_shipped(progress)
            )
        _show_report(report, as_json=as_json, every=bool(paths))
        return FAILED if report.failed else DONE

    @app.command()
    def documents(as_json: JSON = False) -> None:
        """List what is held. Example: lhsia documents --json."""
        place = workplace()
        rows = _document_rows(place)
        if as_json:
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        table = Table("id", "title", "kind", "languages", "passages", "origin", box=None)
        for row in rows:
            values = (
                row["id"],
                row["title"],
                row["kind"],
                row["languages"],
                row["passages"],
                row["authority"],
            )
            table.add_row(*(escape(str(value)) for value in values))
        OUT.print(table)

    @app.command()
    def provision(
        reference: Annotated[str, typer.Argument(help='Document and provision, e.g. "lhsia-2006 s. 27".')],
        as_of: AS_OF = None,
        as_json: JSON = False,
    ) -> None:
        """Show what is held on a provision, with its dates. Example: lhsia provision "lhsia-2006 s. 27"."""
        place = workplace()
        found = _provision(place, reference)
        day = read_day(as_of) or place.assistant.today()
        if as_json:
            rows = [
                {"passage_id": p.id, "address": p.address, "text": p.text, "status": status_on(p, day),
                 "in_force_from": str(p.validity.start or ""), "in_force_to": str(p.validity.end or "")}
                for p in found
            ]  # fmt: skip
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for passage in found:
            dates = f"{passage.validity.start or ''}..{passage.validity.end or ''}"
            status = status_on(passage, day).replace("_", " ")
            OUT.print(
                f"[bold]{escape(passage.address)}[/bold] {dates} {status} ({passage.confidence or passage.authority})"
            )
            OUT.print(f"  {escape(passage.text)}\n")

    @app.command()
    def concordance(as_json: JSON = False) -> None:
        """Show which provision replaced which. Example: lhsia concordance --json."""
        rows = workplace().knowledge.concordance
        if as_json:
            values = [{"id": r.id, "from": [r.from_document, *r.from_address], "to": [r.to_document, *r.to_address],
                       "kind": r.kind, "change": r.change_en, "confidence": r.confidence} for r in rows]  # fmt: skip
            typer.echo(json.dumps(values, ensure_ascii=False, indent=2))
            return
        table = Table("topic", "LHSIA", "Connecting Care Act", "kind", "what changed", "confidence", box=None)
        for row in rows:
            old, new = ", ".join(row.from_address) or "none", ", ".join(row.to_address)
            table.add_row(row.topic_en, old, new, row.kind, row.change_en, row.confidence)
        OUT.print(table)

    @app.command()
    def timeline() -> None:
        """Show the dated events of bodies and laws. Example: lhsia timeline."""
        for passage in workplace().store.passages("timeline"):
            if passage.language == "en":
                OUT.print(f"- {escape(passage.text)}")


def _show_report(report: Report, *, as_json: bool, every: bool) -> None:
    if as_json:
        rows = [
            {"path": str(r.path), "outcome": r.outcome, "document_id": r.document_id, "passages": r.passages, "reason": r.reason}
            for r in report.results
        ]  # fmt: skip
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for result in report.results:
        if result.outcome == "failed":
            ERR.print(f"failed: {result.reason}", markup=False, soft_wrap=True)
        elif every:
            note = f" ({result.reason})" if result.reason else ""
            OUT.print(
                f"{result.outcome}: {result.path} -> {result.document_id}, {result.passages} passages{note}",
                markup=False,
                soft_wrap=True,
            )
    counts = Counter(result.outcome for result in report.results)
    OUT.print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "nothing to do")


def _document_rows(place: Workplace) -> list[dict[str, object]]:
    counts: Counter[str] = Counter()
    languages: dict[str, set[str]] = {}
    for passage in place.store.passages():
        counts[passage.document_id] += 1
        languages.setdefault(passage.document_id, set()).add(passage.language)
    rows: dict[str, dict[str, object]] = {}
    for document in place.library.documents():
        entry = place.knowledge.catalogue.get(document.id)
        rows.setdefault(
            document.id,
            {
                "id": document.id,
                "title": entry.title_en if entry else document.title,
                "kind": document.kind,
                "status": entry.status if entry else "",
                "languages": " ".join(sorted(languages.get(document.id, set()))),
                "passages": counts[document.id],
                "authority": document.authority,
            },
        )
    return list(rows.values())


def _provision(place: Workplace, reference: str) -> list[Passage]:
    name, _, rest = reference.strip().partition(" ")
    document_id = name if name in place.knowledge.catalogue or place.store.documents(name) else ""
    if not document_id:
        mentions = place.knowledge.instruments.find(reference)
        document_id, rest = (mentions[0].key, reference) if mentions else ("", reference)
    wanted = {r.address or r.regulation for r in find_references(rest)}
    if not document_id or not wanted:
        raise NotHeld(
            f'{reference!r} does not name a document and a provision; write it as "lhsia-2006 s. 27".'
        )
    found = [
        p
        for p in place.store.passages(document_id)
        if p.language == "en" and wanted & {p.address, *addresses_of(p)}
    ]
    if not found:
        raise NotHeld(f"Nothing is held on {', '.join(sorted(wanted))} of {document_id}.")
    return found

"""Commands on what is held: ingest, fetch, documents, provision, timeline."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from corpus.brief import read_briefs
from corpus.catalogue import Entry
from corpus.passage import Passage
from corpus.shipped import BRIEFS
from corpus.store import Store
from ingest.fetch import fetch_entries
from ingest.fetch_check import check as check_sources
from ingest.fetch_report import CheckReport, FetchFailure, FetchReport
from ingest.pipeline import Report
from server.concordance import look_up
from server.errors import NotHeld
from server.replies import passage_json
from server.saved import affected
from server.timeline import DOCUMENT, events
from ui.cli_options import AS_OF, DONE, FAILED, JSON, SHOWN_IN, need_language, read_day
from ui.console import ERR, OUT, ProgressBar, show_json, show_passage
from ui.opening import Held, Opener, opener_of
from ui.provisions import Provision, passages_of, read_provision


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (ingest, fetch, documents, provision, timeline):
        app.command()(command)


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; none: the corpus that ships.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of a held file of the same name.")
    ] = False,
    as_json: JSON = False,
) -> int:
    """Read files (txt, md, html, pdf, docx, eml) into the corpus. Example: lhsia ingest policies/ notice.pdf."""
    library = opener_of(context).library()
    with ProgressBar() as progress:
        if paths:
            report = library.add_files(paths, progress, replace=replace)
        else:
            report = library.add_shipped(progress)
    if as_json:
        show_json([{**asdict(result), "path": str(result.path)} for result in report.results])
    else:
        _show_ingest(report, every=bool(paths))
        if report.changed:
            _show_affected(library.store)
    return FAILED if report.failed else DONE


def _show_affected(store: Store) -> None:
    """Say when saved answers rest on what has changed."""
    if count := len(affected(store)):
        OUT.print(f"{count} saved answer{'s' * (count != 1)} affected; `lhsia affected` says what changed.")


def _show_ingest(report: Report, *, every: bool) -> None:
    for result in report.results:
        if result.outcome == "failed":
            ERR.print(f"failed: {result.reason}", markup=False, soft_wrap=True)
        elif every:
            note = f" ({result.reason})" if result.reason else ""
            line = (
                f"{result.outcome}: {result.path} -> {result.document_id}, {result.passages} passages{note}"
            )
            OUT.print(line, markup=False, soft_wrap=True)
    counts = Counter(str(result.outcome) for result in report.results)
    if report.removed:
        counts["removed"] = len(report.removed)
    OUT.print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "nothing to do")


# Official sources


def fetch(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(help="Ids of sources, as `lhsia documents` lists them; none: all.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what changed at the source; write nothing.")
    ] = False,
    as_json: JSON = False,
) -> int:
    """Fetch official texts from their publishers. Example: lhsia fetch lhsia-2006 connecting-care-act-2019."""
    opener = opener_of(context)
    catalogue = opener.catalogue()
    entries = _entries(catalogue, ids or [])
    return (
        _check(opener, catalogue, entries, as_json) if check else _fetch(opener, catalogue, entries, as_json)
    )


def _entries(catalogue: dict[str, Entry], ids: list[str]) -> list[Entry]:
    for name in ids:
        if name not in catalogue:
            raise NotHeld(
                f"There is no source {name!r}; `lhsia documents` lists what there is.",
                f"Il n'y a pas de source « {name} »; `lhsia documents` indique ce qu'il y a.",
            )
    return [catalogue[name] for name in ids] or list(catalogue.values())


def _fetch(opener: Opener, catalogue: dict[str, Entry], entries: list[Entry], as_json: bool) -> int:
    policy = opener.policy(catalogue.values())
    with ProgressBar() as progress:
        store = opener.store()
        report = fetch_entries(entries, store, policy, today=date.today(), progress=progress)
        if report.changed:
            opener.library().renew(progress)
    if as_json:
        show_json(asdict(report))
    else:
        _show_fetch(report)
        if report.changed:
            _show_affected(store)
    return FAILED if report.failures else DONE


def _show_fetch(report: FetchReport) -> None:
    for source in report.fetched:
        version = f", version {source.version}" if source.version else ""
        size = f" ({source.language}{version}, {source.passages} passages)" if source.passages else ""
        line = f"{source.outcome}: {source.entry_id}{size} {source.url}"
        OUT.print(line, markup=False, soft_wrap=True)
        for warning in source.warnings:
            OUT.print(f"  {warning}", markup=False, soft_wrap=True)
    _show_failures(report.failures)
    counts = Counter(str(source.outcome) for source in report.fetched)
    counts["failed"] = len(report.failures)
    OUT.print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))


def _show_failures(failures: tuple[FetchFailure, ...]) -> None:
    for failure in failures:
        ERR.print(f"failed: {failure.entry_id}: {failure.reason}", markup=False, soft_wrap=True)


def _check(opener: Opener, catalogue: dict[str, Entry], entries: list[Entry], as_json: bool) -> int:
    policy = opener.policy(catalogue.values())
    with ProgressBar() as progress:
        briefs = read_briefs(BRIEFS)
        report = check_sources(entries, opener.store(), policy, briefs=briefs, progress=progress)
    if as_json:
        show_json(asdict(report))
    else:
        _show_check(report)
    return FAILED if report.failures else DONE


def _show_check(report: CheckReport) -> None:
    for change in report.changes:
        OUT.print(f"changed: {change.entry_id} {change.url}", markup=False, soft_wrap=True)
        for difference in change.differences:
            OUT.print(f"  {difference.kind}: {difference.address or 'outside the provisions'}", markup=False)
        for document, language, anchor in change.facts:
            OUT.print(f"  rests on it: fact {anchor} of {document} ({language})", markup=False)
        for question in change.questions:
            OUT.print(f"  rests on it: saved question {question}", markup=False)
    _show_failures(report.failures)
    OUT.print(
        f"{len(report.changes)} changed, {len(report.unchanged)} unchanged, {len(report.not_held)} not fetched yet, "
        f"{len(report.failures)} failed"
    )


# Looking up


def documents(context: typer.Context, as_json: JSON = False) -> None:
    """List what is held. Example: lhsia documents --json."""
    holdings = [holding for _, holding in sorted(opener_of(context).held().snapshot.holdings.items())]
    if as_json:
        show_json([holding.to_json() for holding in holdings])
        return
    table = Table("id", "title", "kind", "languages", "passages", "origin", box=None)
    table.columns[0].overflow = table.columns[1].overflow = "fold"
    for holding in holdings:
        row = holding.to_json()
        values = (row["id"], row["title_en"], row["kind"], " ".join(row["languages"]), row["passages"])
        table.add_row(*(escape(str(value)) for value in values), ", ".join(row["authorities"]))
    OUT.print(table)


def provision(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help='Document and provision, e.g. "lhsia-2006 s. 27".')],
    as_of: AS_OF = None,
    language: SHOWN_IN = "en",
    as_json: JSON = False,
) -> None:
    """Show what is held on a provision, with its dates. Example: lhsia provision "lhsia-2006 s. 27"."""
    day, wanted = read_day(as_of), need_language(language)
    held = opener_of(context).held()
    place = read_provision(reference, held)
    found = passages_of(place, held, wanted)
    shown = [p for p in found if day is None or p.validity.holds_on(day)]
    if not shown:
        raise NotHeld(
            f"{place.address} of {place.document_id} was not law on {day}; leave out --as-of to see it.",
            f"{place.address} de {place.document_id} n'était pas en vigueur le {day}; retirez --as-of pour l'afficher.",
        )
    if as_json:
        show_json(_provision_json(place, shown, held, day or held.today))
        return
    for passage in shown:
        show_passage(passage, day or held.today, held.knowledge.catalogue.get(passage.document_id))
    if len(shown) < len(found):
        OUT.print(f"{len(found) - len(shown)} more did not hold on {day}.")


def _provision_json(place: Provision, passages: list[Passage], held: Held, day: date) -> dict[str, Any]:
    rows, (document, address) = held.knowledge.concordance, (place.document_id, place.address)
    language = passages[0].language
    return {
        "document_id": document,
        "address": address,
        "passages": [passage_json(p, day, held.knowledge.catalogue) for p in passages],
        "replaced_by": [r.to_json() for r in look_up(rows, document, address, "replaced_by", language)],
        "replaces": [r.to_json() for r in look_up(rows, document, address, "replaces", language)],
    }


def timeline(context: typer.Context, language: SHOWN_IN = "en", as_json: JSON = False) -> None:
    """Show the dated events of bodies and laws. Example: lhsia timeline --language fr."""
    found = events(opener_of(context).held().store.passages(DOCUMENT), need_language(language))
    if as_json:
        show_json([event.to_json() for event in found])
        return
    for event in found:
        OUT.print(f"- {event.passage.text}", markup=False)

"""Commands of compliance work: obligations, concordance, deadline, walk, changes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from server.changes import what_changed
from server.checklist import Checklist, Situation, checklist, checklist_csv
from server.concordance import Direction, compare, look_up
from server.deadlines import compute_deadline, deadline_rule
from server.errors import AnswerError, NotHeld
from server.icalendar_text import calendar_file
from server.obligations import RegisterQuery, obligations_csv
from server.typed_day import typed_day
from server.walkthrough import ROLES, Step, walk as follow
from server.word_file import checklist_docx
from ui.cli_options import AS_OF, JSON, SHOWN_IN, UsageError, need_language, read_day, write_file
from ui.console import OUT, show_json
from ui.opening import Held, opener_of
from ui.provisions import read_provision
from ui.show_compliance import (
    show_changes,
    show_checklist,
    show_concordance,
    show_deadline,
    show_obligations,
    show_rules,
    show_side_by_side,
    show_step,
)

ACTOR = Annotated[str, typer.Option(help="Whose rules: lhin, hsp, minister, ..., or words of the actor.")]


class NoDate(AnswerError):
    """There is no date yet to put in a calendar."""


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (obligations, concordance, deadline, walk, changes):
        app.command()(command)


def obligations(
    context: typer.Context,
    actor: ACTOR = "",
    modality: Annotated[str, typer.Option(help="must, must_not, may or need_not.")] = "",
    document: Annotated[str, typer.Option(help="Only this document id.")] = "",
    as_of: AS_OF = None,
    has_deadline: Annotated[
        bool | None,
        typer.Option("--has-deadline/--no-deadline", help="Only rules with, or without, a deadline."),
    ] = None,
    text: Annotated[str, typer.Option(help="Words that must all stand in the rule.")] = "",
    kind: Annotated[
        str,
        typer.Option(
            help="One kind (statute, policy, ...) or all; none: what binds, and your own documents."
        ),
    ] = "",
    language: Annotated[str, typer.Option(metavar="en|fr|all", help="Language of the rules.")] = "en",
    limit: Annotated[int, typer.Option(min=1, help="How many to print.")] = 50,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write all of them to a CSV file.")] = None,
    as_json: JSON = False,
) -> None:
    """Who must, must not, may or need not do what. Example: lhsia obligations --actor lhin --as-of 2015-06-01."""
    wanted = "" if language == "all" else need_language(language)
    query = RegisterQuery(actor, modality, document, read_day(as_of), has_deadline, text, wanted, kind)
    held = opener_of(context).held()
    rows = held.snapshot.find_obligations(query)
    if csv is not None:
        write_file(csv, obligations_csv(rows))
    if as_json:
        show_json({"count": len(rows), "obligations": [row.to_json() for row in rows]})
    elif csv is not None:
        OUT.print(f"Wrote {len(rows)} rules to {csv}.", markup=False, soft_wrap=True)
    else:
        show_obligations(rows, limit, query.as_of, held.today)


def concordance(
    context: typer.Context,
    reference: Annotated[
        str, typer.Argument(help='A provision, e.g. "lhsia-2006 s. 27"; none: every row.')
    ] = "",
    back: Annotated[
        bool, typer.Option("--back", help="What the provision replaced, not what replaced it.")
    ] = False,
    language: SHOWN_IN = "en",
    as_json: JSON = False,
) -> None:
    """What replaced a provision, both texts side by side. Example: lhsia concordance "lhsia-2006 s. 27"."""
    wanted, held = need_language(language), opener_of(context).held()
    rows = held.knowledge.concordance
    if not reference:
        if as_json:
            show_json([asdict(row) for row in rows])
        else:
            show_concordance(rows, wanted)
        return
    place = read_provision(reference, held)
    direction: Direction = "replaces" if back else "replaced_by"
    found = look_up(rows, place.document_id, place.address, direction, wanted)
    if not found:
        name = f"{place.document_id} {place.address}"
        raise NotHeld(
            f"The concordance does not say what {name} {'replaced' if back else 'was replaced by'}.",
            f"La concordance ne dit pas {f'ce que {name} a remplacé' if back else f'ce qui a remplacé {name}'}.",
        )
    compared = [compare(row, held.snapshot.passages, wanted) for row in found]
    if as_json:
        show_json([pair.to_json() for pair in compared])
        return
    for pair in compared:
        show_side_by_side(pair)


# Deadlines


def deadline(
    context: typer.Context,
    rule: Annotated[str, typer.Argument(help="The rule's id; none: list the rules.")] = "",
    trigger: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="The day from which the period runs.")
    ] = None,
    proclaimed: Annotated[
        list[str] | None,
        typer.Option(metavar="YYYY-MM-DD", help="A holiday fixed by proclamation; may be repeated."),
    ] = None,
    ics: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a calendar file.")] = None,
    language: SHOWN_IN = "en",
    as_json: JSON = False,
) -> None:
    """When a period ends, step by step. Example: lhsia deadline lhsia-27-review --from 2015-03-02."""
    day, wanted = read_day(trigger), need_language(language)
    holidays = [typed_day(text) for text in proclaimed or ()]
    held = opener_of(context).held()
    if not rule:
        rules = held.snapshot.deadline_rules(wanted)
        if as_json:
            show_json([asdict(known) for known in rules])
        else:
            show_rules(rules, wanted)
        return
    found = compute_deadline(held.snapshot.deadline_rule(rule), day, held.snapshot.facts, wanted, holidays)
    if as_json:
        show_json(found.to_json())
    else:
        show_deadline(found)
    if ics is not None:
        if found.day is None:
            raise NoDate(
                f"There is no date to write to {ics}; missing: {', '.join(found.missing)}.",
                f"Il n'y a pas de date à écrire dans {ics}; il manque : {', '.join(found.missing)}.",
            )
        write_file(ics, calendar_file([found], datetime.now(UTC)))


# Walk-through


def walk(
    context: typer.Context,
    as_of: AS_OF = None,
    role: Annotated[str, typer.Option(metavar="provider|funder", help="Whose checklist.")] = "provider",
    answers: Annotated[str, typer.Option(metavar="A,B,C", help="The answers so far, in order.")] = "",
    known: Annotated[
        list[str] | None,
        typer.Option(
            "--date", metavar="RULE=DATE", help="The day a deadline's period runs from; may be repeated."
        ),
    ] = None,
    docx: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the checklist as Word.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the checklist as CSV.")] = None,
    language: SHOWN_IN = "en",
    as_json: JSON = False,
) -> None:
    """Which kind of integration it is, and what to do. Example: lhsia walk --as-of 2015-06-01 --role provider."""
    if role not in ROLES:
        raise UsageError(f"{role!r} is not a role; choose one of {', '.join(ROLES)}.")
    held = opener_of(context).held()
    day, days = read_day(as_of) or held.today, _read_dates(known or [])
    situation = Situation(role, day, need_language(language), days)
    given = [answer.strip() for answer in answers.split(",") if answer.strip()]
    step = follow(day, given, held.snapshot.facts, situation.language)
    if not (step.end or as_json) and sys.stdin.isatty() and sys.stdout.isatty():
        step = _ask_on(given, situation, held)
    if not (step.end or docx or csv):
        _show_open(step, given, as_json)
        return
    found = checklist(given, situation, held.snapshot.facts, held.snapshot.obligations)
    _write_checklist(found, docx, csv)
    if as_json:
        show_json({**step.to_json(), "checklist": found.to_json()})
    else:
        show_checklist(found)


def _show_open(step: Step, given: list[str], as_json: bool) -> None:
    if as_json:
        show_json({**step.to_json(), "checklist": None})
    else:
        show_step(step, given)


def _ask_on(given: list[str], situation: Situation, held: Held) -> Step:
    """Ask the questions that are left; the answers are added to `given`."""
    while not (step := follow(situation.day, given, held.snapshot.facts, situation.language)).end:
        OUT.print(f"\n{step.text}", markup=False)
        for number, choice in enumerate(step.choices, 1):
            OUT.print(f"  {number}. {choice.text}", markup=False)
        while not (chosen := _chosen(typer.prompt("Number"), step)):
            OUT.print(f"Type a number from 1 to {len(step.choices)}.")
        given.append(chosen)
    return step


def _chosen(typed: str, step: Step) -> str:
    """The id of the choice that a number or an id names; "" when it names none."""
    names = {str(number): choice.id for number, choice in enumerate(step.choices, 1)}
    names |= {choice.id: choice.id for choice in step.choices}
    return names.get(typed.strip(), "")


def _write_checklist(found: Checklist, docx: Path | None, csv: Path | None) -> None:
    if docx is not None:
        write_file(docx, checklist_docx(found))
    if csv is not None:
        write_file(csv, checklist_csv(found))


def _read_dates(known: list[str]) -> Mapping[str, date]:
    """Days by deadline rule, from "rule=2015-03-02"; raise UsageError."""
    days = {}
    for text in known:
        name, equals, day = text.partition("=")
        if not equals:
            raise UsageError(f"{text!r} is not a rule and a day; write it as lhsia-27-review=2015-03-02.")
        days[deadline_rule(name).id] = typed_day(day)
    return days


def changes(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="FROM", help="The first day, YYYY-MM-DD.")],
    second: Annotated[str, typer.Argument(metavar="TO", help="The second day, YYYY-MM-DD.")],
    actor: ACTOR = "",
    document: Annotated[str, typer.Option(help="Only this document id.")] = "",
    language: SHOWN_IN = "en",
    as_json: JSON = False,
) -> None:
    """Rules added, changed and gone between two days. Example: lhsia changes 2018-06-01 2026-01-01 --actor hsp."""
    days = typed_day(first), typed_day(second)
    query = RegisterQuery(actor=actor, document=document, language=need_language(language))
    held = opener_of(context).held()
    held.snapshot.require(document)
    found = what_changed(held.snapshot.obligations, held.knowledge.concordance, *days, query)
    if as_json:
        show_json(found.to_json())
    else:
        show_changes(found)

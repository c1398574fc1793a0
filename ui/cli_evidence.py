"""Commands of evidence and follow-up: pack, verify, save, affected."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from server.answer import Request
from server.pack import sha256
from server.saved import affected as affected_answers, forget_question, save_question, saved_questions
from server.service import Service
from server.verify import LATER, pack_digest, verify_pack
from ui.cli_options import (
    AS_OF,
    DONE,
    FAILED,
    JSON,
    LANGUAGE,
    CannotWrite,
    UsageError,
    read_day,
    read_language,
    write_file,
)
from ui.console import FRAME, OUT, show_json
from ui.opening import opener_of
from ui.show_compliance import show_affected


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (pack, verify, save, affected):
        app.command()(command)


def pack(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, in English or French.")],
    out: Annotated[Path, typer.Option(metavar="FILE.zip", help="Where to write the pack.")],
    as_of: AS_OF = None,
    language: LANGUAGE = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
    as_json: JSON = False,
) -> None:
    """Write an answer with its evidence to a ZIP. Example: lhsia pack "Who can order an integration?" --out board.zip."""
    request = Request(question, as_of=read_day(as_of), language=read_language(language))
    if out.exists() and not replace:
        raise CannotWrite(
            f"{out} is there already; choose another name or add --replace.",
            f"{out} existe déjà; choisissez un autre nom ou ajoutez --replace.",
        )
    answer, data = Service(opener_of(context).workplace()).evidence_pack(request)
    write_file(out, data)
    if as_json:
        made = {"path": str(out), "sha256": sha256(data), "outcome": answer.outcome, "as_of": answer.as_of}
        show_json({**made, "quotes": len(answer.citations), "trace_id": answer.trace_id})
        return
    OUT.print(f"{FRAME[answer.outcome][0]} (as of {answer.as_of}), {len(answer.citations)} quotations")
    OUT.print(f"Wrote {out}.\nSHA-256 {sha256(data)}", markup=False, soft_wrap=True)


def verify(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(metavar="PACK", exists=True, dir_okay=False, help="An evidence pack.")
    ],
    digest: Annotated[
        str, typer.Option(metavar="SHA256", help="The SHA-256 written down when it was made.")
    ] = "",
    held: Annotated[
        bool, typer.Option("--held", help="Compare the quotations with the passages held today, too.")
    ] = False,
    as_json: JSON = False,
) -> int:
    """Check a pack, offline, and say what does not match. Example: lhsia verify board.zip."""
    store = opener_of(context).held().store if held else None
    findings = verify_pack(path, digest, store)
    faults = [finding for finding in findings if finding.code not in LATER]
    if as_json:
        rows = [finding.to_json() for finding in findings]
        show_json({"path": str(path), "sha256": pack_digest(path), "whole": not faults, "findings": rows})
        return FAILED if faults else DONE
    for finding in findings:
        word = "since then" if finding.code in LATER else "does not match"
        OUT.print(f"{word}: {finding.message}", markup=False, soft_wrap=True)
    if not faults:
        OUT.print(f"{path}: every file, quotation and citation matches.", markup=False, soft_wrap=True)
    OUT.print(f"SHA-256 {pack_digest(path)}", markup=False, soft_wrap=True)
    return FAILED if faults else DONE


def save(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question to follow; none: list the saved ones.")] = "",
    as_of: AS_OF = None,
    language: LANGUAGE = None,
    remove: Annotated[str, typer.Option(metavar="ID", help="Follow a saved question no more.")] = "",
    as_json: JSON = False,
) -> None:
    """Answer a question and follow its sources. Example: lhsia save "Who can order an integration today?"."""
    request = Request(question, as_of=read_day(as_of), language=read_language(language))
    opener = opener_of(context)
    if question and remove:
        raise UsageError("Give a question to save or --remove ID, not both.")
    if remove:
        forget_question(opener.held().store, remove)
    if question:
        place = opener.workplace()
        kept = [save_question(place.store, place.assistant.answer(request), datetime.now(UTC))]
    else:
        kept = saved_questions(opener.held().store)
    if as_json:
        show_json([saved.to_json() for saved in kept])
        return
    for saved in kept:
        line = f"{saved.id} {saved.question} (as of {saved.as_of}, {FRAME[saved.outcome][0].lower()}, "
        OUT.print(f"{line}{len(saved.cited)} quotations)", markup=False, soft_wrap=True)
    if not kept:
        OUT.print("No question is saved; save one with `lhsia save QUESTION`.")


def affected(context: typer.Context, as_json: JSON = False) -> None:
    """Show the saved answers that changes touch. Example: lhsia affected --json."""
    store = opener_of(context).held().store
    found = affected_answers(store)
    if as_json:
        show_json([entry.to_json() for entry in found])
    else:
        show_affected(found, len(saved_questions(store)))

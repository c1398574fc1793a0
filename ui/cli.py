"""The commands of `lhsia`: asking, searching, looking up; see cli_library.py and cli_work.py for the others."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Annotated, Any

import typer

from corpus.catalogue import KINDS
from corpus.errors import AssistantError
from corpus.passage import Language
from index.hit import Filters, Query
from server.answer import Request, Turn
from server.errors import BadRequest, NotHeld
from server.service import Service
from ui import cli_compliance, cli_evidence, cli_library, cli_service, cli_work
from ui.cli_options import (
    AS_OF,
    DEBUG,
    DONE,
    FAILED,
    JSON,
    LANGUAGE,
    WRONG_USAGE,
    UsageError,
    read_day,
    read_language,
)
from ui.console import ERR, OUT, show_answer, show_hits, show_json
from ui.opening import Opener, State, opener_of

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A knowledge assistant over Ontario's health-integration law and policy, with cited passages. Not legal advice.",
)


@app.callback()
def common(context: typer.Context, debug: DEBUG = False) -> None:
    """Options before the command."""
    context.obj = replace(context.find_object(State) or State(), debug=debug)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, in English or French.")],
    as_of: AS_OF = None,
    language: LANGUAGE = None,
    as_json: JSON = False,
) -> None:
    """Answer one question with cited passages. Example: lhsia ask "Who can order an integration today?"."""
    request = Request(question, as_of=read_day(as_of), language=read_language(language))
    answer = Service(opener_of(context).workplace()).answer(request)
    if as_json:
        show_json(answer.to_json())
    else:
        show_answer(answer)


@app.command()
def chat(context: typer.Context, as_of: AS_OF = None, language: LANGUAGE = None) -> None:
    """Talk in the terminal; an empty line ends it. Example: lhsia chat --as-of 2015-06-01."""
    day, wanted = read_day(as_of), read_language(language)
    place = opener_of(context).workplace()
    history: list[Turn] = []
    OUT.print("Ask a question; an empty line ends the conversation.")
    while question := typer.prompt("\n>", default="", show_default=False, prompt_suffix=" ").strip():
        answer = place.assistant.answer(Request(question, tuple(history), day, wanted))
        show_answer(answer)
        history += [Turn("user", question), Turn("assistant", answer.text)]


@app.command()
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words, a provision or a question.")],
    k: Annotated[int, typer.Option("-k", min=1, max=200, help="How many passages.")] = 10,
    as_of: AS_OF = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this kind (statute, policy, ...); may be repeated.")
    ] = None,
    document: Annotated[
        list[str] | None, typer.Option(help="Only this document id; may be repeated.")
    ] = None,
    as_json: JSON = False,
) -> None:
    """Find passages. Example: lhsia search "notice of voluntary integration" -k 5 --document lhsia-2006."""
    filters = Filters(read_day(as_of), kinds=frozenset(kind or ()), documents=frozenset(document or ()))
    if unknown := sorted(filters.kinds - KINDS):
        raise UsageError(f"There is no kind {unknown[0]!r}; choose one of {', '.join(sorted(KINDS))}.")
    place = opener_of(context).workplace()
    for name in sorted(filters.documents):
        if not place.store.documents(name):
            raise NotHeld(
                f"There is no document {name!r}; `lhsia documents` lists what is held.",
                f"Il n'y a pas de document « {name} »; `lhsia documents` indique ce qui est conservé.",
            )
    found = place.assistant.search(Query(query, k, filters, place.knowledge.expansions(query)))
    if as_json:
        show_json(
            [
                {"rank": h.rank, "score": h.score, "scores": dict(h.scores), "passage_id": h.passage.id,
                 "text": h.passage.text, "document_id": h.passage.document_id, "address": h.passage.address}
                for h in found
            ]
        )  # fmt: skip
    else:
        show_hits(found)


for group in (cli_library, cli_compliance, cli_evidence, cli_work, cli_service):
    group.register(app)


def run(arguments: Sequence[str], opener: Opener | None = None) -> int:
    """Run one command; give its exit status. `opener` opens store, model and index in the usual way if not given."""
    words = list(arguments) or ["--help"]
    debug = "--debug" in words[:1]
    try:
        result = app(args=words, standalone_mode=False, prog_name="lhsia", obj=State(opener or Opener()))
    except UsageError as error:
        return _refuse(_sentence(error), WRONG_USAGE)
    except BrokenPipeError:  # the reader of our output, e.g. `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (typer.Abort, KeyboardInterrupt):
        return FAILED
    except (AssistantError, OSError, sqlite3.Error) as error:
        if debug:
            raise
        wrong = isinstance(error, BadRequest)
        return _refuse(_reason(error, language_in(words)), WRONG_USAGE if wrong else FAILED)
    return result if isinstance(result, int) else DONE


def _refuse(sentence: str, status: int) -> int:
    ERR.print(f"lhsia: {sentence}", markup=False, soft_wrap=True)
    return status


def _sentence(error: Any) -> str:
    """A wrong use of the command line as one sentence, and where to read more."""
    text = " ".join(str(error.format_message()).split())
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "lhsia"
    return f"{text.rstrip('.')}; see `{command} --help`." if text else f"See `{command} --help`."


def language_in(words: Sequence[str]) -> Language:
    """The language that a command line asks for with --language; English when it asks for none."""
    asked = [after for before, after in pairwise(words) if before == "--language"]
    asked += [word.partition("=")[2] for word in words if word.startswith("--language=")]
    return "fr" if "fr" in asked else "en"


def _reason(error: Exception, language: Language) -> str:
    french = language == "fr"
    if isinstance(error, sqlite3.Error):
        if french:
            return f"Le dépôt ne peut pas être utilisé ({error}); lancez `lhsia doctor` ou restaurez une sauvegarde."
        return f"The store cannot be used ({error}); run `lhsia doctor`, or restore a backup."
    if isinstance(error, OSError):
        name, why = error.filename or ("Un fichier" if french else "A file"), error.strerror or error
        return f"{name} ne peut pas être utilisé ({why})." if french else f"{name} cannot be used ({why})."
    if isinstance(error, AssistantError) and french and error.french:
        return error.french
    return str(error)

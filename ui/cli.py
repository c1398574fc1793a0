"""The commands of `lhsia`: asking, searching, looking up; see cli_library.py and cli_work.py for the others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from corpus.errors import AssistantError
from index.hit import Filters, Query
from server.answer import Request, Turn
from server.assembly import Workplace, open_workplace
from server.settings import read_settings
from ui import cli_library, cli_service, cli_work
from ui.cli_options import (
    AS_OF,
    DEBUG,
    DONE,
    FAILED,
    JSON,
    LANGUAGE,
    WRONG_USAGE,
    State,
    UsageError,
    read_day,
    read_language,
)
from ui.console import ERR, OUT, ProgressBar, show_answer, show_hits

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
    context.obj = State(debug)


def workplace() -> Workplace:
    """The workplace of this process's settings; builds the index first when there is none."""
    with ProgressBar() as progress:
        return open_workplace(read_settings(), progress)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in English or French.")],
    as_of: AS_OF = None,
    language: LANGUAGE = None,
    as_json: JSON = False,
) -> None:
    """Answer one question with cited passages. Example: lhsia ask "Who can order an integration today?"."""
    request = Request(question, as_of=read_day(as_of), language=read_language(language))
    answer = workplace().assistant.answer(request)
    if as_json:
        typer.echo(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
    else:
        show_answer(answer)


@app.command()
def chat(as_of: AS_OF = None, language: LANGUAGE = None) -> None:
    """Talk in the terminal; an empty line ends it. Example: lhsia chat --as-of 2015-06-01."""
    day, wanted = read_day(as_of), read_language(language)
    place = workplace()
    history: list[Turn] = []
    OUT.print("Ask a question; an empty line ends the conversation.")
    while question := typer.prompt("\n>", default="", show_default=False, prompt_suffix=" ").strip():
        answer = place.assistant.answer(Request(question, tuple(history), day, wanted))
        show_answer(answer)
        history += [Turn("user", question), Turn("assistant", answer.text)]


@app.command()
def search(
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
    place = workplace()
    found = place.assistant.search(Query(query, k, filters, place.knowledge.expansions(query)))
    if as_json:
        rows = [
            {"rank": h.rank, "score": h.score, "scores": dict(h.scores), "passage_id": h.passage.id, "text": h.passage.text,
             "document_id": h.passage.document_id, "address": h.passage.address}
            for h in found
        ]  # fmt: skip
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        show_hits(found)


cli_library.register(app, workplace)
cli_work.register(app, workplace)
cli_service.register(app, workplace)


def run(arguments: Sequence[str]) -> int:
    """Run one command; give its exit status."""
    debug = "--debug" in arguments
    try:
        result = app(args=list(arguments), standalone_mode=False, prog_name="lhsia")
    except UsageError as error:
        ERR.print(f"lhsia: {error} See `lhsia --help`.", markup=False, soft_wrap=True)
        return WRONG_USAGE
    except (typer.Abort, KeyboardInterrupt):
        return FAILED
    except AssistantError as error:
        if debug:
            raise
        ERR.print(f"lhsia: {error}", markup=False, soft_wrap=True)
        return FAILED
    return result if isinstance(result, int) else DONE

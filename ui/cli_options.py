"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from corpus.passage import Language
from server.assembly import Workplace

DONE, FAILED, WRONG_USAGE = 0, 1, 2

# What typer raises for any wrong use of a command line; BadParameter is one kind of it.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

OpenWorkplace = Callable[[], Workplace]

DEBUG = Annotated[bool, typer.Option("--debug", help="Show a traceback when something fails.")]
AS_OF = Annotated[
    str | None,
    typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day whose law counts; today if not given."),
]
LANGUAGE = Annotated[
    str | None,
    typer.Option("--language", metavar="en|fr", help="Language of the answer; the question's if not given."),
]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@dataclass(frozen=True, slots=True)
class State:
    """What was said before the command."""

    debug: bool


def read_day(text: str | None) -> date | None:
    """A day given as an option; raise UsageError when it is not one."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a day; write it as 2015-06-01.") from error


def read_language(text: str | None) -> Language | None:
    """A language given as an option; raise UsageError when it is neither en nor fr."""
    if text is None or text in ("en", "fr"):
        return text  # type: ignore[return-value]
    raise UsageError(f"{text!r} is not a language; choose en or fr.")

"""Options that several commands share, how their values are read, and how files are written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import AssistantError
from corpus.passage import Language
from server.typed_day import typed_day

DONE, FAILED, WRONG_USAGE = 0, 1, 2

# What typer raises for any wrong use of a command line; BadParameter is one kind of it.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

DEBUG = Annotated[bool, typer.Option("--debug", help="Show a traceback when something fails.")]
AS_OF = Annotated[
    str | None,
    typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day whose law counts; today if not given."),
]
LANGUAGE = Annotated[
    str | None,
    typer.Option("--language", metavar="en|fr", help="Language of the answer; the question's if not given."),
]
SHOWN_IN = Annotated[str, typer.Option("--language", metavar="en|fr", help="Language of what is shown.")]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


class CannotWrite(AssistantError):
    """A file that a command was told to write cannot be written."""


def read_day(text: str | None) -> date | None:
    """A day given as an option, in figures or in words; raise BadRequest when it is not one."""
    return None if text is None else typed_day(text)


def read_language(text: str | None) -> Language | None:
    """A language given as an option; raise UsageError when it is neither en nor fr."""
    return None if text is None else need_language(text)


def need_language(text: str) -> Language:
    """A language that must be given; raise UsageError when it is neither en nor fr."""
    if text == "en":
        return "en"
    if text == "fr":
        return "fr"
    raise UsageError(f"{text!r} is not a language; choose en or fr.")


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; raise CannotWrite."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise CannotWrite(
            f"{path} cannot be written ({error.strerror}); choose another place.",
            f"{path} ne peut pas être écrit ({error.strerror}); choisissez un autre endroit.",
        ) from error

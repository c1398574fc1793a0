"""Why something did not work, in the page's language: the services' own sentences are English."""

from __future__ import annotations

from corpus.errors import AssistantError
from corpus.passage import Language
from server.problems import problem_of
from ui.words import PROBLEMS, word


def reason_of(error: AssistantError, language: Language) -> str:
    """An error as the page says it; in French what kind of error it is, with the English sentence behind it."""
    if language == "en":
        return str(error)
    return word("reason_in_english", language, reason=PROBLEMS[problem_of(error).slug], detail=str(error))

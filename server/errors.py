"""What can go wrong while answering.

AnswerError
├── Unavailable       the index or the store cannot be used just now
├── BadRequest        the question or a field of the request cannot be used (says which and why)
└── NotHeld           a document, passage or provision that was asked for by name is not held
"""

from corpus.errors import AssistantError


class AnswerError(AssistantError):
    """The assistant cannot answer for a reason that is not the question's subject."""


class Unavailable(AnswerError):
    """The index or the store cannot be used just now."""


class BadRequest(AnswerError):
    """The question or a field of the request cannot be used."""


class NotHeld(AnswerError):
    """A document, passage or provision asked for by name is not held."""

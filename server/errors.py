"""What can go wrong while answering.

AnswerError
├── Unavailable       the index or the store cannot be used just now
├── BadRequest        the question or a field of the request cannot be used (says which and why)
├── NotHeld           a document, passage or provision that was asked for by name is not held
└── Refused           the service does not take the request, whatever it asks
    ├── EditorOnly        only an editor may add or delete documents
    ├── TooLarge          the request is larger than the service takes
    └── TooManyRequests   the client asked more often than the service allows (carries `retry_after`)
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


class Refused(AnswerError):
    """The service does not take the request, whatever it asks."""


class EditorOnly(Refused):
    """Only an editor may add or delete documents."""


class TooLarge(Refused):
    """The request is larger than the service takes."""


class TooManyRequests(Refused):
    """The client asked more often than the service allows; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Too many requests from this address; please try again in {retry_after} s.",
            f"Trop de demandes depuis cette adresse; réessayez dans {retry_after} s.",
        )
        self.retry_after = retry_after

"""What can go wrong while scoring.

EvalError
├── QuestionsError    a question file breaks the format (carries path and line number)
├── RunError          a run folder cannot be used (damaged, or made with another configuration)
├── FloorsError       the file of floors is malformed
└── CollectionError   a test collection lacks a file or has a malformed line
"""

from pathlib import Path

from corpus.errors import AssistantError


class EvalError(AssistantError):
    """The evaluation cannot do what was asked."""


class QuestionsError(EvalError):
    """A question file breaks the format."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class RunError(EvalError):
    """A run folder cannot be used: it is damaged, or was made with another configuration."""


class FloorsError(EvalError):
    """The file of floors is malformed."""


class CollectionError(EvalError):
    """A test collection lacks a file or has a malformed line."""

"""What can go wrong between a source and its passages.

IngestError
├── UnreadableSource     one file cannot be read (carries its path and the reason)
└── ModelError           the embedding model is missing, altered or not usable
"""

from pathlib import Path

from corpus.errors import AssistantError


class IngestError(AssistantError):
    """A source cannot become passages, or passages cannot become vectors."""


class UnreadableSource(IngestError):
    """One file cannot be read; `reason` is the whole sentence shown for it. Both languages are given without the name."""

    def __init__(self, path: Path, reason: str, french: str = "") -> None:
        super().__init__(f"{path.name} {reason}", f"{path.name} {french}" if french else "")
        self.path = path
        self.reason = str(self)


class ModelError(IngestError):
    """The embedding model is missing, altered or not usable."""

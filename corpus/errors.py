"""The root of every error that the project raises on purpose, and the corpus's own branch.

AssistantError              anything this project raises on purpose; its text is one clear sentence
├── CorpusError             the shipped knowledge or the store is not as it should be
│   ├── BriefError          a brief breaks the line grammar (carries path and line number)
│   ├── CatalogueError      a catalogue, glossary or concordance entry is malformed
│   ├── AddressError        a provision address cannot be read
│   └── StoreError          the durable store cannot be opened or does not hold what was asked for
├── IngestError             see ingest/errors.py
├── IndexError              see index/errors.py (named SearchIndexError there)
└── AnswerError             see server/errors.py
"""

from pathlib import Path


class AssistantError(Exception):
    """Anything the project raises on purpose: what was wrong, where, and what to do, in one sentence.

    `str(error)` is the sentence in English and `french` the same in French. It is "" only for faults that no reader can
    cause, e.g. a malformed brief; then the French reader is told the kind of fault (`server/problems.py`).
    """

    def __init__(self, english: str, french: str = "") -> None:
        super().__init__(english)
        self.french = french


class CorpusError(AssistantError):
    """The shipped knowledge or the store is not as it should be."""


class BriefError(CorpusError):
    """A brief breaks the line grammar of `corpus/brief.py`."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class CatalogueError(CorpusError):
    """A catalogue, glossary, timeline or concordance entry is malformed."""


class AddressError(CorpusError):
    """A provision address cannot be read."""


class StoreError(CorpusError):
    """The durable store cannot be opened, or does not hold what was asked for."""

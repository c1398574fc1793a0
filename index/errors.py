"""What can go wrong while building or opening an index.

SearchIndexError
├── IndexMissing      there is no generation to open
├── IndexStale        the manifest does not match its files, the model or this version
└── IndexBroken       a new generation failed its smoke test and was not published
"""

from corpus.errors import AssistantError


class SearchIndexError(AssistantError):
    """The index cannot do what was asked."""


class IndexMissing(SearchIndexError):
    """There is no published generation."""


class IndexStale(SearchIndexError):
    """A generation's manifest does not match its files, the configured model or this version."""


class IndexBroken(SearchIndexError):
    """A new generation failed its smoke test; the one before still serves."""

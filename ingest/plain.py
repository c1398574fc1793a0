"""Plain text to blocks."""

from __future__ import annotations

from ingest.blocks import Extract
from ingest.lines import blocks_of, lines_of


def read_plain(text: str) -> Extract:
    """Paragraphs and list items of a text file; headings are left to be guessed."""
    return Extract(tuple(blocks_of(lines_of(text))))

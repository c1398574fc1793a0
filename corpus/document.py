"""One source as the project holds it: canonical text with stable offsets, and the tree of what stands where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.passage import ALWAYS, Authority, Language, Validity


@dataclass(frozen=True, slots=True)
class Node:
    """A stretch of a document's text, e.g. a section, a list or a paragraph, and what lies inside it.

    `text[start:end]` is the node's whole stretch; children are in order, disjoint and inside their parent.
    A character belongs to the deepest node around it, so every character is in exactly one node.
    """

    kind: str
    start: int
    end: int
    address: str = ""
    label: str = ""
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This node and everything inside it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one source, e.g. the 2010 consolidation of an Act, or a newsletter a user uploaded.

    `text` is canonical: NFC, "\\n" line ends, no zero-width or hidden characters; offsets never move.
    `language` is the main language; passages carry their own.
    """

    id: str
    title: str
    language: Language
    kind: str
    authority: Authority
    text: str
    root: Node
    source_sha256: str
    version: str = ""
    url: str = ""
    retrieved_at: str = ""
    file_name: str = ""
    validity: Validity = ALWAYS
    status: str = ""
    warnings: tuple[str, ...] = field(default=())

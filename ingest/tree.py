"""The one builder of canonical text: a draft of the tree goes in, text and nodes with offsets come out."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.document import Node

PARAGRAPH_GAP = "\n\n"
LINE_GAP = "\n"


@dataclass(slots=True)
class Draft:
    """A node before it has offsets: its own words, then its children; `gap` stands before it, in its parent."""

    kind: str
    text: str = ""
    address: str = ""
    label: str = ""
    gap: str = PARAGRAPH_GAP
    children: list[Draft] = field(default_factory=list)

    def add(self, child: Draft) -> Draft:
        """Append a child and give it back."""
        self.children.append(child)
        return child

    def words(self) -> str:
        """Every word in this draft, in order."""
        return " ".join(part for part in (self.text, *(child.words() for child in self.children)) if part)


def render(root: Draft) -> tuple[str, Node]:
    """Canonical text and its tree: children in order, disjoint, inside their parent; the root is the whole text."""
    pieces: list[str] = []
    length = 0

    def write(words: str) -> None:
        nonlocal length
        pieces.append(words)
        length += len(words)

    def place(draft: Draft, start: int) -> Node:
        write(draft.text)
        children = []
        for child in draft.children:
            if length > start:
                write(child.gap)
            children.append(place(child, length))
        return Node(draft.kind, start, length, draft.address, draft.label, tuple(children))

    node = place(root, 0)
    return "".join(pieces), node

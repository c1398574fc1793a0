"""Passages by document and anchor, and citations of a whole passage, for the tools that cite by anchor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.passage import Language, Passage
from server.answer import Citation
from server.errors import NotHeld


class Facts:
    """The passages held, found by (document, anchor) in a language, English where the language has none."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        """`passages` are all that may be cited; the first of several with one anchor is taken."""
        self.passages: Sequence[Passage] = tuple(passages)
        self._by_anchor: dict[tuple[str, str, Language], Passage] = {}
        for passage in self.passages:
            if passage.anchor:
                self._by_anchor.setdefault((passage.document_id, passage.anchor, passage.language), passage)

    def get(self, document: str, anchor: str, language: Language) -> Passage:
        """The passage; raise NotHeld when no language has it."""
        found = self._by_anchor.get((document, anchor, language)) or self._by_anchor.get(
            (document, anchor, "fr" if language == "en" else "en")
        )
        if found is None:
            raise NotHeld(
                f"The corpus holds no fact {anchor!r} of {document!r}; run `lhsia ingest` again.",
                f"Le corpus n'a pas l'énoncé « {anchor} » de « {document} »; relancez `lhsia ingest`.",
            )
        return found

    def by_id(self, passage_id: str) -> Passage:
        """The passage of an id; raise NotHeld."""
        for passage in self.passages:
            if passage.id == passage_id:
                return passage
        raise NotHeld(
            f"There is no passage {passage_id!r}; run `lhsia ingest` again.",
            f"Il n'y a pas de passage « {passage_id} »; relancez `lhsia ingest`.",
        )

    def holds(self, document: str, anchor: str) -> bool:
        """Whether any language has the fact."""
        return any((document, anchor, language) in self._by_anchor for language in ("en", "fr"))


def cite_whole(passage: Passage, number: int = 1, status: str = "") -> Citation:
    """A citation whose quote is all of the passage's text."""
    return Citation(number, passage, passage.text, 0, len(passage.text), status)

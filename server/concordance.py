"""What replaced a provision and what a provision replaced, with the old and new words side by side."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus.address import Address, covers, parse_all
from corpus.catalogue import Replacement
from corpus.errors import AddressError
from corpus.passage import ALWAYS, Language, Passage
from server.answer import Citation
from server.errors import BadRequest
from server.facts import cite_whole

Direction = Literal["replaced_by", "replaces"]
KIND_WORDS: dict[str, dict[Language, str]] = {
    "same": {"en": "the same rule", "fr": "la même règle"},
    "changed": {"en": "changed", "fr": "modifiée"},
    "split": {"en": "split into several provisions", "fr": "scindée en plusieurs dispositions"},
    "merged": {"en": "joined with other provisions", "fr": "réunie avec d'autres dispositions"},
    "new": {"en": "new, with no earlier provision", "fr": "nouvelle, sans disposition antérieure"},
    "none": {"en": "not replaced", "fr": "non remplacée"},
}
MAX_DIFF_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Correspondence:
    """One row of the concordance as it answers a look-up, in one language."""

    id: str
    direction: Direction
    topic: str
    from_document: str
    from_address: tuple[str, ...]
    to_document: str
    to_address: tuple[str, ...]
    kind: str
    difference: str
    repealed_on: str | None
    replaced_from: str | None
    confidence: str
    sources: tuple[str, ...]
    repeal: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of a difference: the same on both sides, or only in the old or the new text."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The old and the new provision as held, each piece citable, and their difference word by word.

    `repeal` is what the corpus says of the old one's repeal, which may be less sure than the row itself.
    `pieces` is empty when one side is not held; `note` then says which.
    """

    correspondence: Correspondence
    old: tuple[Citation, ...]
    new: tuple[Citation, ...]
    pieces: tuple[Piece, ...]
    note: str
    repeal: tuple[Citation, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "correspondence": self.correspondence.to_json(),
            "repeal": [citation.to_json() for citation in self.repeal],
            "old": [citation.to_json() for citation in self.old],
            "new": [citation.to_json() for citation in self.new],
            "pieces": [{"kind": piece.kind, "text": piece.text} for piece in self.pieces],
            "note": self.note,
        }


def look_up(
    rows: Iterable[Replacement], document: str, address: str, direction: Direction, language: Language = "en"
) -> list[Correspondence]:
    """The rows for a provision, e.g. "s. 27 (3)"; an address inside a row's, or around it, counts.

    Raise BadRequest when the address cannot be read.
    """
    wanted = _read(address)
    found = []
    for row in rows:
        side = (row.from_document, row.from_address)
        if direction == "replaces":
            side = (row.to_document, row.to_address)
        if side[0] == document and any(touches(parsed, wanted) for parsed in addresses(side[1])):
            found.append(_correspondence(row, direction, language))
    return found


def _read(address: str) -> tuple[Address, ...]:
    try:
        return parse_all(address)
    except AddressError as error:
        raise BadRequest(str(error), error.french) from error


def addresses(written: Iterable[str]) -> list[Address]:
    """The addresses that can be read among those written; free text is passed over."""
    found: list[Address] = []
    for text in written:
        try:
            found += parse_all(text)
        except AddressError:
            continue
    return found


def touches(one: Address, others: Iterable[Address]) -> bool:
    """Whether an address contains, or stands inside, one of the others."""
    return any(covers(one, other) or covers(other, one) for other in others)


def _correspondence(row: Replacement, direction: Direction, language: Language) -> Correspondence:
    french = language == "fr"
    return Correspondence(
        id=row.id,
        direction=direction,
        topic=row.topic_fr if french else row.topic_en,
        from_document=row.from_document,
        from_address=row.from_address,
        to_document=row.to_document,
        to_address=row.to_address,
        kind=row.kind,
        difference=row.change_fr if french else row.change_en,
        repealed_on=row.repealed_on.isoformat() if row.repealed_on else None,
        replaced_from=row.replaced_from.isoformat() if row.replaced_from else None,
        confidence=row.confidence,
        sources=row.sources,
        repeal=row.repeal,
    )


def compare(
    correspondence: Correspondence, passages: Sequence[Passage], language: Language = "en"
) -> SideBySide:
    """The texts held of both sides of a row, official ones where there are any, and their difference."""
    row = correspondence
    old = held(passages, row.from_document, row.from_address, language)
    new = held(passages, row.to_document, row.to_address, language)
    missing = row.from_document if not old else row.to_document if not new else ""
    notes: dict[Language, str] = {
        "en": f"No text of {missing} is held for this provision." if missing else "",
        "fr": f"Aucun texte de {missing} n'est conservé pour cette disposition." if missing else "",
    }
    pieces = word_difference(_joined(old), _joined(new)) if old and new else ()
    told = [
        p
        for p in passages
        if row.repeal and (p.document_id, p.anchor, p.language) == (row.from_document, row.repeal, language)
    ]
    return SideBySide(row, _citations(old), _citations(new), pieces, notes[language], _citations(told))


def held(
    passages: Sequence[Passage], document: str, written: Sequence[str], language: Language
) -> list[Passage]:
    """The passages of a document that stand at the addresses, official text rather than a brief of it."""
    wanted = addresses(written)
    found = [
        passage
        for passage in passages
        if passage.document_id == document
        and passage.language == language
        and passage.is_law()
        and (
            passage.authority == "official" or passage.validity != ALWAYS
        )  # a brief's examples have no dates
        and not passage.anchor.startswith("conc")
        and any(covers(place, own) for place in wanted for own in addresses(passage.address.split("; ")))
    ]
    official = [passage for passage in found if passage.authority == "official"]
    return official or found


def _joined(passages: Iterable[Passage]) -> str:
    return "\n".join(passage.text for passage in passages)


def _citations(passages: Iterable[Passage]) -> tuple[Citation, ...]:
    return tuple(cite_whole(passage, number) for number, passage in enumerate(passages, 1))


def word_difference(old: str, new: str) -> tuple[Piece, ...]:
    """What to strike and what to insert to make the new text of the old one, by words.

    >>> [(p.kind, p.text) for p in word_difference("the LHIN may act", "the Minister may act")]
    [('same', 'the'), ('removed', 'LHIN'), ('added', 'Minister'), ('same', 'may act')]
    """
    before, after = old.split()[:MAX_DIFF_WORDS], new.split()[:MAX_DIFF_WORDS]
    pieces: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("removed", " ".join(before[a:b])))
        if d > c:
            pieces.append(Piece("added", " ".join(after[c:d])))
    return tuple(pieces)

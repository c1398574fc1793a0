"""A provision as people name one, "lhsia-2006 s. 27" or "LHSIA s. 27 (3)", and the passages held on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.address import Address, covers
from corpus.citation import find_references
from corpus.passage import Language, Passage
from server.concordance import addresses
from server.errors import NotHeld
from ui.opening import Held


@dataclass(frozen=True, slots=True)
class Provision:
    """A document and one or more places in it."""

    document_id: str
    places: tuple[Address, ...]

    @property
    def address(self) -> str:
        """The places as one address, e.g. "s. 27; s. 28"."""
        return "; ".join(str(place) for place in self.places)


def read_provision(reference: str, held: Held) -> Provision:
    """The document and the places that a user named; raise NotHeld when it does not name both."""
    name, _, rest = reference.strip().partition(" ")
    if name not in held.snapshot.holdings:
        mentions = held.knowledge.instruments.find(reference)
        name, rest = (mentions[0].key, reference) if mentions else ("", reference)
    places = addresses([rest]) or addresses(r.address or r.regulation for r in find_references(rest))
    if not name or not places:
        text = f'{reference!r} does not name a document and a provision; write it as "lhsia-2006 s. 27".'
        raise NotHeld(
            text,
            f"« {reference} » ne désigne pas un document et une disposition; écrivez « lhsia-2006 art. 27 ».",
        )
    return Provision(name, tuple(dict.fromkeys(places)))


def passages_of(provision: Provision, held: Held, language: Language) -> list[Passage]:
    """What is held on a provision and inside it, else on what it stands in; raise NotHeld when there is nothing."""
    own = [
        (passage, addresses(passage.address.split("; ")))
        for passage in held.snapshot.passages
        if passage.document_id == provision.document_id and passage.language == language
    ]
    around = [passage for passage, places in own if _meet(places, provision.places)]
    inside = [passage for passage, places in own if _meet(provision.places, places)]
    runs = [passage for passage, places in own if _meet([p for p in places if p.until], provision.places)]
    if not inside and not around:
        raise NotHeld(
            f"Nothing is held on {provision.address} of {provision.document_id}.",
            f"Rien n'est conservé sur {provision.address} de {provision.document_id}.",
        )
    chosen = {passage.id for passage in (*inside, *runs)} if inside else {passage.id for passage in around}
    return [passage for passage, _ in own if passage.id in chosen]


def _meet(outer: Iterable[Address], inner: Iterable[Address]) -> bool:
    """Whether one of the first places takes in one of the others."""
    return any(covers(wide, narrow) for wide in outer for narrow in inner)

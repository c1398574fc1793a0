"""A provision as people name one, "lhsia-2006 s. 27" or "LHSIA s. 27 (3)", and the passages held on it."""

from __future__ import annotations

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
        raise NotHeld(text)
    return Provision(name, tuple(dict.fromkeys(places)))


def passages_of(provision: Provision, held: Held, language: Language) -> list[Passage]:
    """What is held on a provision and inside it, else on what it stands in; raise NotHeld when there is nothing."""
    own = [
        (passage, addresses(passage.address.split("; ")))
        for passage in held.snapshot.passages
        if passage.document_id == provision.document_id and passage.language == language
    ]
    inside = [passage for passage, places in own if any(_on(provision, place) for place in places)]
    around = [passage for passage, places in own if any(_in(provision, place) for place in places)]
    if not inside and not around:
        raise NotHeld(f"Nothing is held on {provision.address} of {provision.document_id}.")
    return inside or around


def _on(provision: Provision, place: Address) -> bool:
    """Whether a passage's place is the provision or inside it, or a run of sections that takes it in."""
    return any(covers(p, place) or (place.until and covers(place, p)) for p in provision.places)


def _in(provision: Provision, place: Address) -> bool:
    return any(covers(place, wanted) for wanted in provision.places)

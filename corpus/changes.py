"""What differs between two versions of a document, provision by provision, and which facts rest on what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.address import Address, covers, parse_all
from corpus.brief import Brief, Fact
from corpus.errors import AddressError
from corpus.passage import Passage


@dataclass(frozen=True, slots=True)
class Difference:
    """One provision that was added, removed or changed; `passages` are the ids of the earlier passages it concerns.

    `address` is "" for words outside the provisions, e.g. a notice at the head of an Act.
    """

    kind: Literal["added", "removed", "changed"]
    address: str
    before: str = ""
    after: str = ""
    passages: tuple[str, ...] = ()


def differences(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[Difference, ...]:
    """Every provision whose words differ, in the order of the later version, what is gone last; spaces do not count."""
    old, new = _by_place(before), _by_place(after)
    found = []
    for place, passage in new.items():
        earlier = old.get(place)
        if earlier is None:
            found.append(Difference("added", passage.address, after=passage.text))
        elif earlier.text.split() != passage.text.split():
            found.append(Difference("changed", passage.address, earlier.text, passage.text, (earlier.id,)))
    gone = (passage for place, passage in old.items() if place not in new)
    found += [Difference("removed", p.address, before=p.text, passages=(p.id,)) for p in gone]
    return tuple(found)


def _by_place(passages: Iterable[Passage]) -> dict[tuple[str, str, int], Passage]:
    """Passages by address and how often it came before; words without an address stand for themselves."""
    counts: dict[tuple[str, str], int] = {}
    placed = {}
    for passage in passages:
        place = (passage.address, "" if passage.address else " ".join(passage.text.split()))
        counts[place] = counts.get(place, 0) + 1
        placed[(*place, counts[place])] = passage
    return placed


def touched_facts(
    changes: Iterable[Difference], brief: Brief, instruments: Iterable[str] = ()
) -> tuple[Fact, ...]:
    """The facts of a brief that restate a changed provision, what it stands in, or what stands inside it.

    `instruments` are the names under which the brief may cite the changed instrument, e.g. "O. Reg. 515/09"; a fact
    that names another one is not touched.
    """
    names = {"", *instruments}
    changed = [address for change in changes for address in _addresses(change.address, {""})]
    return tuple(
        fact
        for fact in brief.facts
        if any(_touch(place, address) for place in _addresses(fact.address, names) for address in changed)
    )


def _addresses(text: str, names: set[str]) -> tuple[Address, ...]:
    """The provisions a text names, of one of the instruments, with the instrument's name left out."""
    try:
        found = parse_all(text) if text else ()
    except AddressError:
        return ()
    return tuple(
        Address("", a.schedule, a.part, a.preamble, a.section, a.steps, a.until)
        for a in found
        if a.instrument in names
    )


def _touch(one: Address, other: Address) -> bool:
    return covers(one, other) or covers(other, one)

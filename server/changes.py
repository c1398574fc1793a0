"""What changed between two dates for an actor: obligations added, changed and gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.catalogue import Replacement
from ingest.obligations import Obligation
from server.concordance import Piece, addresses, touches, word_difference
from server.errors import BadRequest
from server.obligations import RegisterQuery, filter_obligations

LEAST_LIKENESS = 0.45  # below this two rules of one provision share a word by accident


@dataclass(frozen=True, slots=True)
class Change:
    """An obligation of the first date and the one that stands in its place on the second."""

    before: Obligation
    after: Obligation
    pieces: tuple[Piece, ...]
    concordance: str

    def to_json(self) -> dict[str, Any]:
        """Plain values; `concordance` is the id of the row that ties the two provisions, "" for the same provision."""
        return {
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "pieces": [{"kind": piece.kind, "text": piece.text} for piece in self.pieces],
            "concordance": self.concordance,
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """The register of two days compared, for one actor ("" for all)."""

    first: date
    second: date
    actor: str
    added: tuple[Obligation, ...]
    changed: tuple[Change, ...]
    gone: tuple[Obligation, ...]
    unchanged: int

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "from": self.first.isoformat(),
            "to": self.second.isoformat(),
            "actor": self.actor,
            "added": [row.to_json() for row in self.added],
            "changed": [change.to_json() for change in self.changed],
            "gone": [row.to_json() for row in self.gone],
            "unchanged": self.unchanged,
        }


def what_changed(
    rows: Sequence[Obligation],
    concordance: Iterable[Replacement],
    first: date,
    second: date,
    query: RegisterQuery = RegisterQuery(),  # noqa: B008 - frozen
) -> Changes:
    """Compare the rules that held on two days; raise BadRequest when the days are in the wrong order.

    The actor's rules are those of the first day and, on the second, those of whoever the query names; a rule that
    went from one body to another (a LHIN's, now Ontario Health's) is found through the concordance.
    """
    if second <= first:
        raise BadRequest(
            f"The second date, {second}, must be after the first, {first}.",
            f"La seconde date, {second}, doit suivre la première, {first}.",
        )
    law = [row for row in rows if row.validity.start or row.validity.end]
    wanted = filter_obligations(law, query)
    before = [row for row in wanted if row.validity.holds_on(first)]
    after = [row for row in wanted if row.validity.holds_on(second)]
    gone = [row for row in before if not row.validity.holds_on(second)]
    new = [row for row in after if not row.validity.holds_on(first)]
    successors = [row for row in law if row.validity.holds_on(second) and not row.validity.holds_on(first)]
    changed = _pairs(gone, successors, tuple(concordance))
    paired_old, paired_new = {c.before.id for c in changed}, {c.after.id for c in changed}
    return Changes(
        first,
        second,
        query.actor,
        added=tuple(row for row in new if row.id not in paired_new),
        changed=tuple(changed),
        gone=tuple(row for row in gone if row.id not in paired_old),
        unchanged=len(before) - len(gone),
    )


def _pairs(
    gone: Iterable[Obligation], new: Iterable[Obligation], concordance: Sequence[Replacement]
) -> list[Change]:
    """Each rule that went, with the likeliest of the rules that took its place; a rule is used once."""
    free = list(new)
    pairs = []
    for old in gone:
        options = [(row, tie) for row in free if (tie := _tie(old, row, concordance)) is not None]
        if not options:
            continue
        row, tie = max(options, key=lambda option: (_likeness(old, option[0]), option[0].id))
        if _likeness(old, row) < LEAST_LIKENESS:
            continue
        free.remove(row)
        pairs.append(Change(old, row, word_difference(old.quote, row.quote), tie))
    return pairs


def _tie(old: Obligation, new: Obligation, concordance: Sequence[Replacement]) -> str | None:
    """What links two rows: a concordance row's id, "" for the same provision, None for nothing."""
    if old.language != new.language:
        return None
    left, right = addresses(old.address.split("; ")), addresses(new.address.split("; "))
    if old.document_id == new.document_id:
        return "" if any(touches(a, right) for a in left) else None
    for row in concordance:
        if (row.from_document, row.to_document) == (old.document_id, new.document_id):
            from_here = any(touches(a, left) for a in addresses(row.from_address))
            to_there = any(touches(a, right) for a in addresses(row.to_address))
            if from_here and to_there:
                return row.id
    return None


def _likeness(old: Obligation, new: Obligation) -> float:
    """Shared words of action and object, more when the modality is the same; 0 when nothing is shared."""
    first = {word for word in f"{old.action} {old.object}".lower().split() if len(word) > 3}
    second = {word for word in f"{new.action} {new.object}".lower().split() if len(word) > 3}
    shared = len(first & second) / max(1, len(first | second))
    return shared + (0.2 if shared and old.modality == new.modality else 0.0)

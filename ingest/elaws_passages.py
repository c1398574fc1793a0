"""The provision tree of an e-Laws page to passages, each with the days on which its words stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.address import Address, covers
from corpus.passage import Validity
from ingest.elaws_notes import Amendment, Note, State, standing
from ingest.elaws_tree import Draft, Tree
from ingest.sentences import sentence_spans

LONGEST_TEXT = 1200  # characters; longer text is cut at sentence ends
LONGEST_LIST = 3000  # characters; a longer list is cut between its clauses
LONG_LEAD = 60  # characters; shorter words before definitions are not a passage
# The start of a text whose day waits for a proclamation: no day has come to it yet.
NOT_PROCLAIMED = date.max

LISTS = frozenset({"clause", "subclause", "subsubclause", "paragraph_item"})
BODY = LISTS | {"text", "row"}
UNITS = frozenset({"section", "subsection", "definition"})
HEADED = frozenset({"part", "schedule", "heading", "preamble"})
GROUPS = HEADED | {"document", "pending"}


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision's standing: `rule` are the days on which it is law, as far as the page tells.

    `sources` are the enactments its closing note names; `notice` is the change announced for it, if any.
    """

    address: str
    state: State
    rule: Validity
    sources: tuple[str, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text on its way to being a passage; `validity` are the days on which these words stood."""

    start: int
    end: int
    address: str
    headings: tuple[str, ...]
    lead_in: str
    validity: Validity
    state: State
    items: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the walk stands: the headings above, and whether the text is not law yet."""

    headings: tuple[str, ...] = ()
    outer: tuple[str, ...] = ()  # the headings above the open section, without its marginal note
    section: Draft | None = None
    pending: bool = False
    notice: Note | None = None


ROOT = Place()


class Cutter:
    """Walks a tree once; gives its pieces and the standing of every provision."""

    def __init__(self, tree: Tree, period: Validity) -> None:
        self.text = tree.text
        self.period = period
        self.notices = _Notices(tree.notes)
        self.history: dict[str, list[Amendment]] = {}
        for row in tree.amendments:
            self.history.setdefault(row.address, []).append(row)
        self.provisions: list[Provision] = []

    def cut(self, draft: Draft, place: Place = ROOT) -> Iterator[Piece]:
        """The pieces of a node and of everything inside it, in reading order."""
        if draft.kind == "pending":
            place = replace(place, pending=True, notice=draft.note)
        if draft.kind in UNITS:
            place = replace(place, section=draft) if draft.kind == "section" else place
            yield from self._unit(draft, self._below(draft, place))
            return
        if draft.kind in HEADED:
            place = self._below(draft, place)
            if draft.state == "repealed":
                yield self._piece(draft, (draft.mark, draft.line_end), place)
        if draft.kind in GROUPS:
            yield from self._group(draft, place)
        elif draft.kind == "note" and draft.note is not None and place.section is None:
            yield self._piece(draft, (draft.start, draft.end), place)

    def _below(self, draft: Draft, place: Place) -> Place:
        names = [draft.label] if draft.kind in HEADED and draft.label else []
        notes = [c for c in draft.children if c.kind == "marginal_note" and c.end < draft.mark]
        names += [self.text[note.start : note.end] for note in notes]
        above = place.outer if draft.kind == "section" and place.pending else place.headings
        headings = (*above, *(name for name in names if name not in above))
        outer = headings if draft.kind in HEADED else above if draft.kind == "section" else place.outer
        return replace(place, headings=headings, outer=outer)

    def _group(self, draft: Draft, place: Place) -> Iterator[Piece]:
        """A Part, a schedule or a stretch not yet law: provisions one by one, loose text in runs."""
        run: list[Draft] = []
        law = draft.kind != "document"
        for child in draft.children:
            if law and child.kind in BODY:
                run.append(child)
                continue
            yield from self._run(draft, run, place)
            run = []
            yield from self.cut(child, place)
        yield from self._run(draft, run, place)

    def _run(self, owner: Draft, run: Sequence[Draft], place: Place) -> Iterator[Piece]:
        for draft in run:
            self._record(draft, place)
        if run:
            yield from self._split(run_of(owner, run), run, run[0].mark, place)

    def _unit(self, draft: Draft, place: Place) -> Iterator[Piece]:
        """A provision: its opening words with the list below them; definitions and subsections on their own."""
        self._record(draft, place)
        divided = any(c.kind in ("subsection", "definition") for c in draft.children)
        inline = any(c.kind == "subsection" and c.mark < draft.line_end for c in draft.children)
        lead = "" if inline else self.text[draft.words : draft.line_end]
        whole = not inline  # whether the next piece is the provision from its beginning
        run: list[Draft] = []
        for child in [*draft.children, None]:
            if child is not None and child.kind in BODY:
                self._record(child, place)
                run.append(child)
                continue
            if child is not None and child.kind == "marginal_note" and child.end < draft.mark:
                continue
            if whole and (run or not divided or len(lead) >= LONG_LEAD):
                yield from self._split(draft, run, draft.mark, place)
            elif run:
                yield from self._split(run_of(draft, run), run, run[0].mark, place, lead)
            whole, run = False, []
            if child is not None:
                inner = "" if child.kind == "pending" else lead
                yield from (replace(p, lead_in=p.lead_in or inner) for p in self.cut(child, place))

    def _split(
        self, draft: Draft, run: Sequence[Draft], start: int, place: Place, lead: str = ""
    ) -> Iterator[Piece]:
        """One piece, or several when it is too long: between the members of its list, else between sentences."""
        end = run[-1].end if run else draft.line_end
        if end - start <= (LONGEST_LIST if run else LONGEST_TEXT):
            yield self._piece(draft, (start, end), place, run, lead)
        elif len(run) > 1:
            half = _middle(run, start, end)
            opening = lead or (self.text[draft.words : draft.line_end] if draft.kind in UNITS else "")
            yield from self._split(draft, run[:half], start, place, lead)
            yield from self._split(run_of(draft, run[half:]), run[half:], run[half].mark, place, opening)
        else:
            spans = [(start + a, start + b) for a, b in sentence_spans(self.text[start:end])]
            for span in _packed(spans):
                yield self._piece(draft, span, place, run, lead)

    def _piece(
        self, draft: Draft, span: tuple[int, int], place: Place, run: Sequence[Draft] = (), lead: str = ""
    ) -> Piece:
        start, end = span
        members = [item for member in run for item in _items(member)]
        items = tuple(
            (max(a, start) - start, min(b, end) - start) for a, b in members if a < end and b > start
        )
        if place.pending and not lead and place.notice is not None:
            lead = place.notice.text
        address = str(draft.address) if draft.address else ""
        validity = self._days(draft, place, words=True)
        return Piece(start, end, address, place.headings, lead, validity, self._state(draft, place), items)

    # Dates

    def _state(self, draft: Draft, place: Place) -> State:
        waiting = place.pending or self.notices.waiting(draft.address) is not None
        return "not_yet_in_force" if waiting else draft.state

    def _days(self, draft: Draft, place: Place, *, words: bool) -> Validity:
        """The days on which a provision's words stand as printed, or on which its rule is law."""
        notice = place.notice if place.pending else self.notices.waiting(draft.address)
        if place.pending or notice is not None:
            return Validity((notice.on if notice is not None else None) or NOT_PROCLAIMED, None)
        section = place.section.address if place.section is not None else None
        rows = self.history.get(str(section), [])
        if draft.state in ("repealed", "spent"):
            gone = self._gone(draft, rows)
            return Validity(gone, self.period.end) if words else Validity(None, gone)
        stood = standing(self.period, rows)
        ends = [*self.notices.ends(draft.address, words=words), *([stood.end] if stood.end else [])]
        end = min(ends, default=None)
        backwards = end is not None and stood.start is not None and end <= stood.start
        return stood if backwards else Validity(stood.start, end)

    def _gone(self, draft: Draft, rows: Sequence[Amendment]) -> date | None:
        """The day from which a provision is repealed or spent: its own enactment's, else the last one known."""
        named = [row.in_force for row in rows if row.in_force and row.citation in draft.sources]
        known = named or [row.in_force for row in rows if row.in_force]
        past = [day for day in known if self.period.start is None or day <= self.period.start]
        return max(past) if past else self.period.start

    def _record(self, draft: Draft, place: Place) -> None:
        if draft.address is None:
            return
        rule = self._days(draft, place, words=False)
        notice = place.notice if place.pending else self.notices.about(draft.address)
        text = notice.text if notice is not None else ""
        state = self._state(draft, place)
        self.provisions.append(Provision(str(draft.address), state, rule, draft.sources, text))
        if draft.kind in LISTS:
            for child in draft.children:
                self._record(child, place)


class _Notices:
    """The notices of a page by the section they name, so that a long Act is read in one pass."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.general = [
            note for note in notes if note.whole or any(a.until or not a.section for a in note.addresses)
        ]
        self.by_section: dict[str, list[Note]] = {}
        for note in notes:
            for section in {a.section for a in note.addresses} if note not in self.general else ():
                self.by_section.setdefault(section, []).append(note)

    def _near(self, address: Address) -> list[Note]:
        return [*self.general, *self.by_section.get(address.section, [])]

    def about(self, address: Address) -> Note | None:
        """The notice that names a provision or what it stands in."""
        return next((n for n in self._near(address) if any(covers(a, address) for a in n.addresses)), None)

    def waiting(self, address: Address | None) -> Note | None:
        """The notice that a provision printed as law is not in force yet, as older pages put it."""
        note = self.about(address) if address is not None else None
        return note if note is not None and note.effect == "commence" else None

    def ends(self, address: Address | None, *, words: bool) -> list[date]:
        """The days after which a provision's rule, or its words as printed, will not stand."""
        near = self._near(address) if address is not None else [note for note in self.general if note.whole]
        return [note.on for note in near if note.on is not None and _ends(note, address, words=words)]


def _ends(note: Note, mine: Address | None, *, words: bool) -> bool:
    """Whether a provision's rule, or its words as printed, will not stand after a notice's day."""
    if note.whole:
        return True
    changes = ("repeal", "substitute", "amend") if words else ("repeal", "substitute")
    if mine is None or note.effect not in changes:
        return False
    return any(covers(named, mine) or (words and covers(mine, named)) for named in note.addresses)


def run_of(draft: Draft, run: Sequence[Draft]) -> Draft:
    """The provision, or the run of its clauses when the piece holds only some of them."""
    first, last = run[0].address, run[-1].address
    if first is None or last is None or first.steps[:-1] != last.steps[:-1]:
        return draft
    until = last.until or (last.steps[-1] if last != first and last.steps else "")
    return replace(draft, address=replace(first, until=until or first.until))


def _middle(run: Sequence[Draft], start: int, end: int) -> int:
    """The index of the member nearest the middle of the stretch, never the first."""
    return min(range(1, len(run)), key=lambda index: abs(run[index].mark - (start + end) / 2))


def _packed(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    packed: list[tuple[int, int]] = []
    for start, end in spans:
        if packed and end - packed[-1][0] <= LONGEST_TEXT:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
    return packed


def _items(member: Draft) -> Iterator[tuple[int, int]]:
    """The words of a list's members without their marks and without the members inside them."""
    if member.kind in LISTS or member.kind == "row":
        inside = next((child.mark for child in member.children if child.kind in LISTS), member.end)
        yield member.words, inside if inside == member.end else inside - len("\n")
    for child in member.children:
        yield from _items(child)

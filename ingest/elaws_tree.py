"""The lines of an e-Laws page to canonical text and its provision tree, with an address for every provision."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from corpus.address import NUMBER, Address
from corpus.document import Node
from ingest.elaws_notes import (
    HISTORY_TITLE,
    Amendment,
    Note,
    State,
    read_history,
    read_note,
    read_sources,
    read_state,
)
from ingest.elaws_page import Line

SECTION_MARK = re.compile(rf"(?P<first>{NUMBER})\.?(?:(?:\s*[-–]\s*|, )(?P<last>{NUMBER})\.?)?(?=[\s(]|$)\s*")
SUBSECTION_MARK = re.compile(
    r"\((?P<first>\d+(?:\.\d+)?)\)(?:\s*(?:[-–]|,|and|et)\s*\((?P<last>\d+(?:\.\d+)?)\))?\s*"
)
# "(a)", French "a)", "(ii)", "(A)", "(a.1)", and runs such as "(a), (b)" that are gone together.
CLAUSE_MARK = re.compile(
    r"\(?(?P<first>[A-Za-z]{1,5}(?:\.\d+)?)\)(?:\s*(?:[-–]|,)\s*\(?(?P<last>[A-Za-z]{1,5}(?:\.\d+)?)\))?\s*"
)
# "1.", "i.", "A.", what was put in later ("2.1", which has no full stop), and runs "1.-3.".
PARAGRAPH_MARK = re.compile(
    r"(?P<first>\d+(?:\.\d+)*|[ivxl]+(?:\.\d+)?|[A-Z]{1,2}(?:\.\d+)?)(?:\.|(?<=\.\d)|(?<=\.\d\d))(?:\s*[-–,]\s*(?P<last>\d+(?:\.\d+)*|[ivxl]+|[A-Z])\.)?(?=\s|$)\s*"
)
TERM = re.compile(r"[“\"«]\s*([^”\"»]+?)\s*[”\"»]")
PREAMBLE = re.compile(r"(?:preamble|préambule)\.?", re.I)
PART_MARK = re.compile(r"(?:part|partie)\s+(?P<name>[IVXLC]+(?:\.\d+)?|\d+(?:\.\d+)*)\b", re.I)
SCHEDULE_MARK = re.compile(rf"(?:schedule|annexe)\s+(?P<name>{NUMBER}|[A-Z]{{1,2}})(?!\w)", re.I)
GONE_INSIDE = re.compile(r"\b(?:repealed|revoked|abrogée?s?|révoquée?s?) ?:", re.I)

# How deep each sort of node stands; a node closes every open one of its own rank or deeper.
RANKS = {"schedule": 1, "part": 1, "preamble": 2, "heading": 2}
MATTER = frozenset({"page", "title", "chapter", "period", "front", "contents"})
CLAUSES = ("clause", "subclause", "subsubclause")


@dataclass(slots=True)
class Draft:
    """A node while the page is being read; `note` is the notice that a text which is not law yet stands under."""

    kind: str
    start: int
    rank: int = 9
    address: Address | None = None
    label: str = ""
    state: State = "in_force"
    note: Note | None = None
    sources: tuple[str, ...] = ()
    mark: int = 0  # where the provision's own words begin, after its marginal notes
    words: int = 0  # where they begin after its number or letter
    end: int = 0
    line_end: int = 0
    children: list[Draft] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.mark = max(self.mark, self.start)
        self.words = max(self.words, self.mark)
        self.line_end = self.end

    def node(self, *, pending: bool = False) -> Node:
        """The finished node; text that is not law yet has no address in the tree, so that addresses are unique."""
        inside = pending or self.kind == "pending"
        address = str(self.address) if self.address and not inside else ""
        children = tuple(child.node(pending=inside) for child in self.children)
        return Node(self.kind, self.start, self.end, address, self.label, children)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a provision's line opens with, e.g. "(a) ", and the words after it."""

    label: str
    rest: str


@dataclass(slots=True)
class Tree:
    """What the lines make: the text, the root, and what was found on the way."""

    text: str
    root: Draft
    amendments: tuple[Amendment, ...]
    notes: tuple[Note, ...]
    title: str
    chapter: str
    period: str
    warnings: tuple[str, ...]


def build_tree(lines: Iterable[Line]) -> Tree:
    """Every line to one place in the tree; a line that cannot be placed keeps its words where it stands."""
    builder = _Builder()
    for line in lines:
        builder.add(line)
    return builder.finish()


class _Builder:
    """Reads lines from first to last; `open` is the path of open nodes, `ahead` the path inside text not yet law."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.root = Draft("document", 0, 0)
        self.open = [self.root]
        self.ahead: list[Draft] = []
        self.headnotes: list[Draft] = []
        self.note: Note | None = None
        self.in_history = False
        self.schedules = 0
        self.seen: set[str] = set()
        self.amendments: list[Amendment] = []
        self.notes: list[Note] = []
        self.found: dict[str, str] = {}
        self.warnings: list[str] = []
        self.unknown: dict[str, int] = {}

    def add(self, line: Line) -> None:
        """Append the line's words to the text and put them into the tree."""
        start = self.length + (1 if self.parts else 0)
        self.parts.append(line.text)
        self.length = start + len(line.text)
        if line.unknown:
            self.unknown[line.unknown] = self.unknown.get(line.unknown, 0) + 1
        self.in_history = self.in_history and line.role in ("history", "text", "row", "note")
        if line.role in MATTER:
            self._matter(line, start)
        elif line.role in ("headnote", "heading") and PREAMBLE.fullmatch(line.text):
            self._container(replace(line, role="preamble"), start)
        elif line.role in ("part", "schedule", "heading", "preamble"):
            self._container(line, start)
        elif line.role == "headnote":
            self.headnotes.append(self._leaf("marginal_note", start, line.pending))
        elif line.role == "note" or (line.role in ("history", "text") and read_note(line.text)):
            self._note(line, start)
        elif line.role == "history" or (self.in_history and any(read_history(line.text, ""))):
            self._history(line, start)
        else:
            self._provision(line, start)

    def finish(self) -> Tree:
        """The whole tree, every span closed around what it holds."""
        self._drop_headnotes()
        _close(self.root)
        self.root.end = self.length
        for name, count in self.unknown.items():
            self.warnings.append(
                f"The page marks {count} paragraph{'s' if count > 1 else ''} as “{name}”, which this reader does not know; "
                "they are kept as plain text."
            )
        return Tree(
            "\n".join(self.parts),
            self.root,
            tuple(self.amendments),
            tuple(self.notes),
            self.found.get("title", ""),
            self.found.get("chapter", ""),
            self.found.get("period", ""),
            tuple(self.warnings),
        )

    # Placing

    def _leaf(self, kind: str, start: int, pending: bool = False) -> Draft:
        return Draft(kind, start, end=self.length, note=self.note if pending else None)

    def _place(self, draft: Draft, path: list[Draft]) -> None:
        while len(path) > 1 and path[-1].rank >= draft.rank:
            path.pop()
        path[-1].children.append(draft)
        path.append(draft)

    def _drop_headnotes(self) -> None:
        """A marginal note with no provision after it stays where it stands, as a heading."""
        for headnote in self.headnotes:
            (self.ahead or self.open)[-1].children.append(headnote)
        self.headnotes = []

    def _matter(self, line: Line, start: int) -> None:
        self._drop_headnotes()
        if line.role in ("title", "chapter", "period"):
            self.found.setdefault(line.role, line.text)
        self._pop(1 if line.role != "page" else 3)
        kind = "contents" if line.role == "contents" else "boilerplate"
        self.open[-1].children.append(self._leaf(kind, start))

    def _pop(self, rank: int) -> None:
        self.ahead = []
        while len(self.open) > 1 and self.open[-1].rank > rank:
            self.open.pop()

    def _container(self, line: Line, start: int) -> None:
        self._drop_headnotes()
        if line.pending:
            path = self._pending_path(start, RANKS[line.role])
            path[-1].children.append(self._leaf(line.role, start, True))
            return
        self.ahead, self.note = [], None
        if line.role == "preamble" and self.open[-1].kind == "preamble":
            self.open[-1].children.append(self._leaf("text", start))
            return
        draft = Draft(line.role, start, RANKS[line.role], end=self.length, label=line.text)
        if line.role == "part" and (named := PART_MARK.match(line.text)):
            outer = next((d.address for d in self.open if d.kind == "schedule" and d.address), Address())
            draft.address = self._unique(Address(schedule=outer.schedule, part=named["name"].upper()), draft)
            draft.rank = 2 if outer.schedule else 1
        if line.role == "schedule":
            self.schedules += 1
            named = SCHEDULE_MARK.match(line.text)
            # An only schedule has no number; it is cited here by its place.
            name = named["name"].upper() if named else str(self.schedules)
            draft.address = self._unique(Address(schedule=name), draft)
        if line.role == "preamble":
            draft.address = self._unique(Address(preamble=True), draft)
            if not PREAMBLE.fullmatch(line.text):
                draft.label = ""
                draft.children.append(self._leaf("text", start))
        if GONE_INSIDE.search(line.text):
            draft.state = "repealed"
        self._place(draft, self.open)

    def _note(self, line: Line, start: int) -> None:
        self._drop_headnotes()
        note = read_note(line.text)
        path = self.open
        # A notice under a clause of a list stands inside the section, at the same place in reading order.
        while len(path) > 1 and path[-1].rank > 4:
            path.pop()
        leaf = self._leaf("note", start)
        path[-1].children.append(leaf)
        self.ahead = []
        self.note = note
        if note is not None:
            address = next((d.address for d in reversed(path) if d.address), None)
            unnamed = not note.addresses and not note.whole and note.effect != "add"
            if unnamed and note.source and address is not None:
                note = replace(note, addresses=(address,))
            leaf.note = self.note = note
            self.notes.append(note)

    def _history(self, line: Line, start: int) -> None:
        self._drop_headnotes()
        self.ahead = []
        while len(self.open) > 1 and self.open[-1].rank > 3:
            self.open.pop()
        self.open[-1].children.append(self._leaf("amendment_note", start))
        self.in_history = self.in_history or bool(HISTORY_TITLE.search(line.text))
        self.note = None
        section = next((d.address for d in reversed(self.open) if d.address), None)
        self.amendments += read_history(HISTORY_TITLE.sub("", line.text), str(section) if section else "")

    # Provisions

    def _provision(self, line: Line, start: int) -> None:
        path = self._pending_path(start, 3) if line.pending else self.open
        if not line.pending and line.role in ("section", "subsection", "item", "definition"):
            self.ahead = []
        if line.role == "section":
            self._section(line, start, path)
        elif line.role == "subsection":
            self._subsection(line.text, start, path)
        elif line.role in ("item", "definition"):
            self._member(line, start, path)
        else:
            self._drop_headnotes()
            (self.ahead or path)[-1].children.append(self._leaf(line.role, start))

    def _pending_path(self, start: int, rank: int) -> list[Draft]:
        """The open path inside the text that is not law yet; a new stretch of it opens below the open section."""
        if not self.ahead:
            while len(self.open) > 1 and self.open[-1].rank > rank:
                self.open.pop()
            first = min([start, *(headnote.start for headnote in self.headnotes)])
            group = Draft("pending", first, 0, end=self.length, note=self.note)
            group.address = next((d.address for d in reversed(self.open) if d.address), None)
            self.open[-1].children.append(group)
            self.ahead = [group]
            if self.note is None:
                self.warnings.append(
                    "The page shades text as not yet law but no notice says from when; it is never current."
                )
        return self.ahead

    def _base(self, path: list[Draft], below: int) -> Address | None:
        return next(
            (d.address for d in reversed(path) if d.address and (d.rank < below or d.kind == "pending")), None
        )

    def _section(self, line: Line, start: int, path: list[Draft]) -> None:
        mark = SECTION_MARK.match(line.text)
        if mark is None:
            self._continue(start, path, 4)
            return
        outer = self._base(path, 2)
        schedule = outer.schedule if outer else ""
        address = Address(schedule=schedule, section=mark["first"], until=mark["last"] or "")
        path = self._open(Draft("section", start, 3), address, Mark(mark[0], line.text[mark.end() :]), path)
        if SUBSECTION_MARK.match(line.text, mark.end()):
            self._subsection(line.text[mark.end() :], start + mark.end(), path)

    def _subsection(self, text: str, start: int, path: list[Draft]) -> None:
        mark = SUBSECTION_MARK.match(text)
        base = self._base(path, 4)
        if mark is None or base is None or not base.section or base.until:
            self._continue(start, path, 4)
            return
        last = f"({mark['last']})" if mark["last"] else ""
        address = replace(base, steps=(f"({mark['first']})",), until=last)
        self._open(Draft("subsection", start, 4), address, Mark(mark[0], text[mark.end() :]), path)

    def _member(self, line: Line, start: int, path: list[Draft]) -> None:
        """A clause, a numbered paragraph or a definition, one step below what is open."""
        level = line.level or 1
        rank = 5 if line.role == "definition" else 5 + level
        step, last, mark = _step(line)
        base = self._base(path, rank)
        if not step or base is None or base.until or base.part or base.preamble or step in base.steps:
            self._continue(start, path, rank)
            return
        kind = line.role if line.role == "definition" else CLAUSES[min(level, 3) - 1]
        if step.endswith("."):
            kind = "paragraph_item"
        self._open(Draft(kind, start, rank), replace(base, steps=(*base.steps, step), until=last), mark, path)

    def _continue(self, start: int, path: list[Draft], rank: int) -> None:
        """Words that carry on the open provision, e.g. what closes a list of clauses."""
        self._drop_headnotes()
        while len(path) > 1 and path[-1].rank > rank:
            path.pop()
        path[-1].children.append(self._leaf("text", start))

    def _open(self, draft: Draft, address: Address, mark: Mark, path: list[Draft]) -> list[Draft]:
        """Place a provision with its marginal notes; give the path it now ends."""
        if (
            path is self.open
            and str(address) in self.seen
            and self.note
            and self.note.effect in ("substitute", "add")
        ):
            # The publisher did not shade it, but a notice says that these words come later.
            path = self._pending_path(draft.start, 3)
        draft.mark, draft.words = draft.start, draft.start + len(mark.label)
        draft.start = min([draft.start, *(headnote.start for headnote in self.headnotes)])
        draft.end = draft.line_end = self.length
        draft.label, draft.state, draft.sources = (
            mark.label.strip(),
            read_state(mark.rest),
            read_sources(mark.rest),
        )
        draft.children, self.headnotes = self.headnotes, []
        if path is self.open:
            self.note = None if draft.kind == "section" else self.note
            draft.address = self._unique(address, draft)
        else:
            draft.address, draft.note = address, self.note
        self._place(draft, path)
        return path

    def _unique(self, address: Address, draft: Draft) -> Address | None:
        """The address, once; a second provision with it keeps its words, without an address."""
        if str(address) not in self.seen:
            self.seen.add(str(address))
            return address
        self.warnings.append(
            f"The page has two provisions “{address}”; the second keeps its text without an address."
        )
        draft.kind = "text"
        return None


def _step(line: Line) -> tuple[str, str, Mark]:
    """A member's step in an address, the end of its run, and its mark."""
    text = line.text
    if line.role == "definition":
        term = TERM.match(text)
        return (f'"{term[1]}"', "", Mark("", text[term.end() :])) if term else ("", "", Mark("", text))
    if (mark := CLAUSE_MARK.match(text)) is not None:
        last = f"({mark['last']})" if mark["last"] else ""
        return f"({mark['first']})", last, Mark(mark[0], text[mark.end() :])
    if (mark := PARAGRAPH_MARK.match(text)) is not None:
        last = f"{mark['last']}." if mark["last"] else ""
        return f"{mark['first']}.", last, Mark(mark[0], text[mark.end() :])
    return "", "", Mark("", text)


def _close(draft: Draft) -> None:
    """Stretch every node over what it holds."""
    for child in draft.children:
        _close(child)
        draft.end = max(draft.end, child.end)

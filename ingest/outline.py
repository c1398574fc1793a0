"""Statute-like text to a provision tree with addresses: the grammar of Ontario (and federal) numbering."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.address import Address
from ingest import numbering as n
from ingest.blocks import Block
from ingest.context import Context, Open
from ingest.numbering import DEPTH, Label
from ingest.repeal import is_repealed
from ingest.statute import LONGEST_NOTE, contents_span, is_title, line_of
from ingest.tree import LINE_GAP, Draft


def outline(blocks: Sequence[Block]) -> Draft:
    """The provision tree of a statute: Parts, headings, sections and what stands in them, each with its address."""
    reader = _Outline(blocks)
    reader.read()
    return reader.root


class _Outline:
    """Reads the blocks in order; `stack` holds the provisions that are open, outermost first."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.root = Draft("document")
        self.schedule: Draft | None = None
        self.part: Draft | None = None
        self.group: Draft | None = None
        self.base = Address()
        self.context = Context()
        self.notes: list[Block] = []  # title lines waiting for what they stand above
        self.used: set[str] = set()
        self.preamble: Draft | None = None
        self.awaiting_title: Draft | None = None

    # Reading

    def read(self) -> None:
        start, end = contents_span(self.blocks)
        for index in range(len(self.blocks)):
            if index == start and end:
                self._flush_notes()
                contents = self.root.add(Draft("contents"))
            if start <= index < end:
                contents.add(Draft("contents", line_of(self.blocks[index]), gap=LINE_GAP))
            else:
                self._block(index)
        self._flush_notes()

    def _block(self, index: int) -> None:
        block = self.blocks[index]
        line = line_of(block)
        if block.level < 0:
            self._holder(0).add(Draft("boilerplate", line, gap=LINE_GAP))
        elif n.AMENDMENT.fullmatch(line) or n.NOTE.fullmatch(line):
            self._flush_notes()
            self._holder(0).add(Draft("amendment_note" if n.AMENDMENT.fullmatch(line) else "note", line))
        elif not self._notes_next(index) and self._opens_division(index):
            pass
        elif block.kind == "heading":
            self._heading(block, line)
        elif label := self._label(block, line):
            self._open(label, line)
        elif is_title(block) and self._stands_above(index):
            self.notes.append(block)
        else:
            self._words(block, line)

    # Divisions

    def _notes_next(self, index: int) -> bool:
        """Whether a line stands above the next subsection, so that even "Schedule 2" is only its marginal note."""
        before = self.context.last("subsection")
        if before is None or index + 1 >= len(self.blocks):
            return False
        after = n.readings(line_of(self.blocks[index + 1]))
        return any(
            label.level == "subsection" and n.follows("subsection", before.label.number, label.number)
            for label in after
        )

    def _names_the_act(self, index: int) -> bool:
        """Whether "Schedule 1" under "S.O. 2019, CHAPTER 5" is part of the Act's own citation, not a schedule to it."""
        first = not self.context.last_section and self.schedule is None and index > 0
        return first and n.CHAPTER.fullmatch(line_of(self.blocks[index - 1])) is not None

    def _opens_division(self, index: int) -> bool:
        block = self.blocks[index]
        line = line_of(block)
        part, schedule = n.PART.fullmatch(line), n.SCHEDULE.fullmatch(line)
        short = len(line) <= LONGEST_NOTE and not line.endswith((".", ";", ",")) or is_repealed(_after(part))
        if n.PREAMBLE.fullmatch(line):
            self._close_all()
            self.preamble = self.root.add(
                Draft("preamble", address=self._unique(Address(preamble=True)), label=line)
            )
            self.preamble.add(Draft("heading", line))
        elif part and short:
            self._enter(
                "part", line, Address(schedule=self.base.schedule, part=part["number"].upper()), part["rest"]
            )
        elif schedule and short and self._names_the_act(index):
            return False
        elif schedule and short and (block.kind == "heading" or line.isupper() or schedule["number"]):
            self.base = Address(schedule=schedule["number"] or "1")
            self.part, self.context.last_section = None, ""
            self._enter("schedule", line, self.base, schedule["rest"])
        else:
            return False
        return True

    def _enter(self, kind: str, line: str, address: Address, title: str) -> None:
        self._close_all()
        parent = self.schedule if kind == "part" and self.schedule else self.root
        draft = parent.add(Draft(kind, address=self._unique(address), label=" ".join(line.split())))
        draft.add(Draft("heading", line))
        if kind == "part":
            self.part = draft
        else:
            self.schedule = draft
        self.awaiting_title = None if title else draft

    def _close_all(self) -> None:
        self._flush_notes()
        self.context.stack, self.group, self.preamble, self.context.quoting = [], None, None, False

    def _heading(self, block: Block, line: str) -> None:
        """A marked heading: a section's number with its marginal note ("### 27 Powers"), or a group's title."""
        label = next((label for label in n.readings(line) if label.level == "section"), None)
        if label is not None and self.context.may_be_section(label):
            self._flush_notes()
            self._start_section(label)
            if is_repealed(label.rest) or n.SUBSECTION.match(label.rest):
                self._opening(label)
            else:
                self.context.stack[-1].draft.add(Draft("marginal_note", line, label=label.rest or line))
        else:
            self._title(block)

    def _title(self, block: Block) -> None:
        """The title of the Part just opened, or of a group of sections."""
        if self.awaiting_title is not None:
            self.awaiting_title.label = f"{self.awaiting_title.label} {block.text}"
            self.awaiting_title.add(Draft("heading", block.text, gap=LINE_GAP))
            self.awaiting_title = None
            return
        self.context.stack, self.preamble, self.context.quoting = [], None, False
        self.group = self._division().add(Draft("group", label=block.text))
        self.group.add(Draft("heading", block.text))

    def _division(self) -> Draft:
        return self.part or self.schedule or self.root

    # Title lines

    def _stands_above(self, index: int) -> bool:
        """Whether title lines lead to a label, a Part or a heading; a line amid words is only a short line."""
        after = index + 1
        while after < len(self.blocks) and after < index + 4 and is_title(self.blocks[after]):
            after += 1
        if after >= len(self.blocks):
            return False
        block = self.blocks[after]
        line = line_of(block)
        if block.kind == "heading" or n.PART.fullmatch(line) or n.PREAMBLE.fullmatch(line):
            return True
        if self.context.quoting:
            return any(self.context.is_next_section(label) for label in n.readings(line))
        if self.awaiting_title is not None or not self.context.last_section:
            return True
        return any(label.level in ("section", "subsection") for label in n.readings(line))

    def _flush_notes(self, keep: int = 0) -> list[Block]:
        """Make groups of the title lines that wait, but for the last `keep`, which are given back."""
        if self.awaiting_title is not None and len(self.notes) <= keep:
            keep = 0  # the only line under "SCHEDULE 1" is its title, not the note of its first section
        split = len(self.notes) - keep
        for block in self.notes[: max(split, 0)]:
            self._title(block)
        kept = self.notes[max(split, 0) :]
        self.notes = []
        return kept

    # Provisions

    # Building

    def _label(self, block: Block, line: str) -> Label | None:
        self.context.titled = bool(self.notes)
        return self.context.choose(block, line)

    def _open(self, label: Label, line: str) -> None:
        note = self._flush_notes(keep=1) if label.level == "section" else self._notes_inside(label)
        self.context.quoting, self.context.quoted_subsection = False, ""
        self.awaiting_title = None
        if label.level == "section":
            self._start_section(label)
            self._add_note(note)
            self._opening(label)
        elif label.level == "subsection":
            self._start(label, Draft("subsection"))
            self._add_note(note)
            self._say(Draft("opening", f"{label.word} {label.rest}".strip()))
        else:
            gap = "\n\n" if label.level == "definition" else LINE_GAP
            self._start(
                label,
                Draft(label.level, line, label="" if label.level == "definition" else label.word, gap=gap),
            )
            self._watch(line)

    def _notes_inside(self, label: Label) -> list[Block]:
        """The title lines that wait inside a section: notes of a subsection, else plain words."""
        waiting, self.notes = self.notes, []
        if label.level == "subsection":
            return waiting
        for block in waiting:
            self.context.stack[-1].draft.add(Draft("continuation", block.text, gap=LINE_GAP))
        return []

    def _add_note(self, note: Sequence[Block]) -> None:
        for block in note:
            self.context.stack[-1].draft.add(Draft("marginal_note", block.text, label=block.text))

    def _opening(self, label: Label) -> None:
        """A section's first words; "27 (1) ..." opens its first subsection on the same line."""
        inner = n.SUBSECTION.fullmatch(label.rest)
        if inner is None:
            self._say(Draft("opening", f"{label.word} {label.rest}".strip(), gap=LINE_GAP))
            return
        self.context.stack[-1].draft.add(Draft("number", label.word, gap=LINE_GAP))
        first = Label("subsection", inner["number"], inner["rest"], word=f"({inner['number']})")
        self._start(first, Draft("subsection", gap=" "))
        self._say(Draft("opening", label.rest))

    def _say(self, draft: Draft) -> None:
        draft.gap = LINE_GAP if self.context.stack[-1].draft.children else draft.gap
        self.context.stack[-1].draft.add(draft)
        self._watch(draft.text)

    def _watch(self, text: str) -> None:
        if n.QUOTES_LAW.search(text):
            self.context.quoting, self.context.quoted_subsection = True, ""

    def _start_section(self, label: Label) -> None:
        self.context.stack, self.preamble = [], None
        address = Address(schedule=self.base.schedule, section=label.number, until=label.last)
        draft = (self.group or self._division()).add(Draft("section", address=self._unique(address)))
        self.context.stack.append(Open(label, draft, address))
        self.context.last_section = label.last or label.number

    def _start(self, label: Label, draft: Draft) -> None:
        """Open a provision under the one it belongs to; close those it ends."""
        nests = n.is_first(label.level, label.number) if label.level not in ("definition",) else False
        while len(self.context.stack) > 1 and DEPTH[self.context.stack[-1].label.level] >= DEPTH[label.level]:
            below = self.context.stack[-1]
            if nests and below.label.level != label.level and n.INTRODUCES.search(self.context.tail()):
                break
            self.context.stack.pop()
        parent = self.context.stack[-1]
        address = parent.address.down(label.step)
        if label.last:
            address = replace(address, until=f"{label.last}.")
        draft.address = self._unique(address)
        parent.draft.add(draft)
        self.context.stack.append(Open(label, draft, address))

    def _unique(self, address: Address) -> str:
        """The address in normal form; none for a second provision that claims it (a later version, a quotation)."""
        name = str(address)
        if name in self.used:
            return ""
        self.used.add(name)
        return name

    def _holder(self, deepest: int) -> Draft:
        """What unlabelled words belong to: the innermost open provision not deeper than `deepest`."""
        if self.preamble is not None:
            return self.preamble
        inside = [open_ for open_ in self.context.stack if DEPTH[open_.label.level] <= deepest]
        return inside[-1].draft if inside else (self.group or self._division())

    def _words(self, block: Block, line: str) -> None:
        self._flush_notes()
        if self.context.quoting:
            self._holder(1).add(Draft("quoted", line, gap=LINE_GAP))
            return
        if not self.context.stack:
            self._holder(1).add(Draft(block.kind if block.kind != "item" else "paragraph", line))
            return
        definition_ends = DEPTH["definition"] if self.context.last("definition") else DEPTH["subsection"]
        while len(self.context.stack) > 1 and DEPTH[self.context.stack[-1].label.level] > definition_ends:
            self.context.stack.pop()
        holder = self.context.stack[-1].draft
        only_note = all(child.kind == "marginal_note" for child in holder.children)
        holder.add(Draft("opening" if only_note and not holder.text else "continuation", line, gap=LINE_GAP))
        self._watch(line)


def _after(part: re.Match[str] | None) -> str:
    """The title of a Part, or nothing."""
    return part["rest"] if part else ""

"""Which reading of a label fits where it stands: "(i)" is a clause after "(h)" and a subclause below "(b)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.address import Address, number_key
from ingest import numbering as n
from ingest.blocks import Block
from ingest.numbering import DEPTH, Label
from ingest.tree import Draft

DEFINITIONS = re.compile(
    r"\b(?:definitions?|définitions?)\b|\bIn this (?:Act|Regulation|Part|section|Schedule)\b|\bthe following\b.*\bmeaning",
    re.I,
)
LARGEST_JUMP = 60  # how many section numbers may be missing (repealed and left out)


@dataclass(slots=True)
class Open:
    """A provision under way."""

    label: Label
    draft: Draft
    address: Address


class Context:
    """The provisions that are open, outermost first, and what was read last."""

    def __init__(self) -> None:
        self.stack: list[Open] = []
        self.last_section = ""
        self.titled = False  # whether a title line waits for what it stands above
        self.quoting = False  # whether the words are another law's
        self.quoted_subsection = ""

    def choose(self, block: Block, line: str) -> Label | None:
        """The reading of a line's label that fits what is open; None when it is not a provision."""
        candidates = n.readings(line)
        if self.quoting:
            return self._after_quotation(candidates)
        if definition := self._definition(block, line):
            return definition
        fitting = [label for label in candidates if self._fits(label)]
        if not fitting:
            return None
        levels = {label.level: label for label in fitting}
        if "section" in levels and "paragraph_item" in levels:
            return (
                levels["paragraph_item"]
                if self._continues_paragraphs(levels["section"])
                else levels["section"]
            )
        if "clause" in levels and "subclause" in levels:
            return self._letter_or_roman(levels["clause"], levels["subclause"])
        return fitting[0]

    def _definition(self, block: Block, line: str) -> Label | None:
        if not self.stack or not DEFINITIONS.search(self.opening_words()):
            return None
        if block.strong and block.strong != line and line.startswith(block.strong) and not n.readings(line):
            rest = line[len(block.strong) :].strip()
            return (
                Label("definition", block.strong.strip(" ,;:"), rest)
                if n.DEFINES.search(rest) or rest[:1].isupper()
                else None
            )
        match = n.DEFINITION.fullmatch(line) or n.BARE_DEFINITION.fullmatch(line)
        defines = match and (n.DEFINES.search(match["rest"]) or line[:1] in '“«"')
        return Label("definition", match["term"].strip(" ,"), line) if match and defines else None

    def opening_words(self) -> str:
        """The words with which the open section or subsection begins, its note included."""
        words = [
            o.draft.label + " " + " ".join(c.text for c in o.draft.children[:2])
            for o in self.stack
            if DEPTH[o.label.level] < 2
        ]
        return " ".join(words)

    def _fits(self, label: Label) -> bool:
        if label.level == "section":
            return self.may_be_section(label)
        if not self.stack:
            return False
        if label.level == "subsection":
            before = self.last("subsection")
            return before is None or n.value("subsection", label.number) > n.value(
                "subsection", before.label.number
            )
        if label.level in ("subparagraph", "subsubparagraph"):
            return self.last("paragraph_item") is not None
        if label.level == "subsubclause":
            return self.last("subclause") is not None
        if label.level == "paragraph_item":
            return self._continues_paragraphs(label)
        return True

    def may_be_section(self, label: Label) -> bool:
        """Sections rise, without leaps; a number in a sentence ("12 Ontario hospitals") seldom fits in."""
        number = number_key(label.number)
        if not self.last_section:
            return number <= (LARGEST_JUMP,) and (bool(label.rest) or label.dotted)
        before = number_key(self.last_section)
        bare = not label.rest and not n.follows("section", self.last_section, label.number)
        rises = before < number or _rises_as_decimal(self.last_section, label.number)
        return rises and number[0] - before[0] <= LARGEST_JUMP and not bare

    def _continues_paragraphs(self, label: Label) -> bool:
        """Whether "4." is the next numbered paragraph rather than section 4.

        A number that goes on from the last paragraph and not from the last section is one. Else paragraphs have a
        dot; a marginal note above means a section; the first needs words that introduce it, later ones the one before.
        """
        before = self.last("paragraph_item")
        goes_on = before is not None and n.follows(
            "paragraph_item", before.label.last or before.label.number, label.number
        )
        if goes_on and not n.follows("section", self.last_section, label.number):
            return True
        if self.titled or not self.stack or not (label.dotted or label.level == "paragraph_item"):
            return False
        if label.rest.startswith("("):
            return False
        if before is not None:
            return goes_on
        return n.is_first("paragraph_item", label.number) and n.INTRODUCES.search(self.tail()) is not None

    def _letter_or_roman(self, clause: Label, roman: Label) -> Label:
        """ "(i)" after "(h)" is a clause, below an open clause a subclause; punctuation decides where both fit."""
        before_clause, before_roman = self.last("clause"), self.last("subclause")
        next_roman = before_roman is not None and n.follows(
            "subclause", before_roman.label.number, roman.number
        )
        next_clause = before_clause is not None and n.follows(
            "clause", before_clause.label.number, clause.number
        )
        ended = re.search(r";(?:\s*(?:and|or|et|ou))?$|\.$", self.tail()) is not None
        if next_clause and (next_roman or n.is_first("subclause", roman.number)):
            return clause if ended else roman
        if next_clause:
            return clause
        if next_roman or (before_clause is not None and n.is_first("subclause", roman.number)):
            return roman
        return clause if before_clause is None and n.is_first("clause", clause.number) else roman

    def _after_quotation(self, candidates: Sequence[Label]) -> Label | None:
        """Inside words quoted from another law, only the next section or subsection of this one ends the quotation."""
        for label in candidates:
            if self.is_next_section(label):
                return label
            before = self.last("subsection")
            if label.level == "subsection" and before is not None:
                mine = n.follows("subsection", before.label.number, label.number)
                theirs = self.quoted_subsection and n.follows(
                    "subsection", self.quoted_subsection, label.number
                )
                if mine and not theirs:
                    return label
                self.quoted_subsection = label.number
        return None

    def is_next_section(self, label: Label) -> bool:
        """Whether a label is the section that comes next, not one that only rises."""
        next_one = label.level == "section" and n.follows("section", self.last_section, label.number)
        return next_one and self.may_be_section(label)

    def last(self, level: str) -> Open | None:
        """The innermost open provision of a level."""
        return next((open_ for open_ in reversed(self.stack) if open_.label.level == level), None)

    def tail(self) -> str:
        """The words read last."""
        if not self.stack:
            return ""
        draft = self.stack[-1].draft
        while draft.children:
            draft = draft.children[-1]
        return draft.text


def _rises_as_decimal(before: str, after: str) -> bool:
    """Whether numbers rise as federal ones do, where 39.24 stands between 39.2 and 39.3."""
    (whole, _, first), (same, _, second) = before.partition("."), after.partition(".")
    return whole == same and bool(first) and first < second

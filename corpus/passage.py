"""The unit that is searched and quoted: words, where they stand, and when they held."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")
Authority = Literal["official", "brief", "upload"]
Confidence = Literal["seen", "recalled", "open"]
Verdict = Literal["yes", "no", "open", ""]


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which a rule held: from `start` up to, but not including, `end`; None is an open side.

    >>> Validity(date(2006, 3, 28), date(2021, 4, 1)).holds_on(date(2021, 3, 31))
    True
    """

    start: date | None = None
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule was law on `day`."""
        return not self.ended_by(day) and not self.begins_after(day)

    def ended_by(self, day: date) -> bool:
        """Whether the rule had ceased to hold by `day`."""
        return self.end is not None and self.end <= day

    def begins_after(self, day: date) -> bool:
        """Whether the rule did not hold yet on `day`."""
        return self.start is not None and self.start > day


ALWAYS = Validity()


@dataclass(frozen=True, slots=True)
class Passage:
    """The smallest piece that can be cited and understood alone, e.g. a subsection, a list, a brief's fact.

    `text` is `document.text[start:end]`. `validity` is ALWAYS for text that is not law.
    `questions` are search aids written for a brief's fact; they are never shown or quoted. `verdicts` says for each of
    them which answer the fact gives, "open" where it only says that the answer is not known, "" for a question that is not to be
    answered yes or no; it may be empty.
    """

    id: str
    document_id: str
    language: Language
    kind: str
    authority: Authority
    title: str
    text: str
    start: int
    end: int
    ordinal: int
    address: str = ""
    heading_path: tuple[str, ...] = ()
    lead_in: str = ""
    validity: Validity = ALWAYS
    confidence: Confidence | None = None
    sources: tuple[str, ...] = ()
    url: str = ""
    retrieved_at: str = ""
    version: str = ""
    anchor: str = ""
    questions: tuple[str, ...] = ()
    items: tuple[tuple[int, int], ...] = field(default=())
    verdicts: tuple[Verdict, ...] = ()

    @property
    def context(self) -> str:
        """Title, headings and lead-in: what a reader has seen before reaching the text."""
        return " > ".join(part for part in (self.title, *self.heading_path, self.lead_in) if part)

    def is_law(self) -> bool:
        """Whether the passage states or restates law, so that its dates decide if it may be shown as current."""
        return self.kind in LAW_KINDS


LAW_KINDS = frozenset({"statute", "regulation"})

"""The JSON contract of records and tools: the register, deadlines, concordance, packs checked."""

from __future__ import annotations

from typing import Literal

from server.wire import CitationOut, Day, ObligationOut, Outgoing


class RegisterOut(Outgoing):
    """Rows of the register; `count` is how many were found, not how many are shown."""

    count: int
    obligations: list[ObligationOut]


class DeadlineRuleOut(Outgoing):
    """A period that can be counted; `count` is 0 where the corpus does not hold how long it is."""

    id: str
    title_en: str
    title_fr: str
    trigger_en: str
    trigger_fr: str
    count: int
    unit: str
    document: str


class CountOut(Outgoing):
    """One step of a count, and the provision that it rests on."""

    text: str
    day: Day
    provision: str
    url: str
    confidence: str
    seen_at: str


class DeadlineOut(Outgoing):
    """The end of a period, step by step, or under `missing` what is needed to find it."""

    rule_id: str
    title: str
    trigger: Day | None
    day: Day | None
    steps: list[CountOut]
    missing: list[str]
    warnings: list[str]
    confidence: str
    citations: list[CitationOut]


class FindingOut(Outgoing):
    """One thing that does not match in an evidence pack."""

    code: str
    file: str
    message: str


class PackFileOut(Outgoing):
    """One file of a pack, and whether it is as it was written."""

    path: str
    size: int
    sha256: str
    state: Literal["unchanged", "altered", "missing", "extra"]


class PackSourceOut(Outgoing):
    """The version of a source as a pack records it."""

    document_id: str
    title: str
    version: str
    language: str
    authority: str
    url: str
    retrieved_at: str
    source_sha256: str


class VerifiedOut(Outgoing):
    """Whether a pack is whole, and what is in it; findings of the codes "changed" and "vanished" are no fault of it.

    A bundle has its packs under `packs`; the files of a pack in it are named after it (`001-evidence-x.zip/answer.json`).
    """

    sha256: str
    whole: bool
    findings: list[FindingOut]
    name: str = ""
    size: int = 0
    created: str = ""
    question: str = ""
    as_of: str = ""
    outcome: str = ""
    language: str = ""
    files: list[PackFileOut] = []
    sources: list[PackSourceOut] = []
    packs: list[VerifiedOut] = []


class CorrespondenceOut(Outgoing):
    """Which provision took the place of which, when, and whether it is the same rule."""

    id: str
    direction: Literal["replaced_by", "replaces"]
    topic: str
    from_document: str
    from_address: list[str]
    to_document: str
    to_address: list[str]
    kind: Literal["same", "changed", "split", "merged", "new", "none"]
    difference: str
    repealed_on: Day | None
    replaced_from: Day | None
    confidence: str


class PieceOut(Outgoing):
    """A run of words on both sides, or only in the old or the new text."""

    kind: Literal["same", "removed", "added"]
    text: str


class SideBySideOut(Outgoing):
    """An old and a new provision as held, and their difference by words."""

    correspondence: CorrespondenceOut
    old: list[CitationOut]
    new: list[CitationOut]
    pieces: list[PieceOut]
    note: str
    repeal: list[CitationOut]

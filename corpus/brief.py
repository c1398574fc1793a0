"""Briefs: a document's facts in the project's own words, one to a line, each with its source and confidence.

The English file carries everything; the French file carries the same anchors with French words:

    - [s27.2] s. 27 (3) (a) | 2006-03-28..2021-04-01 | seen | r q
      Under LHSIA, a health service provider that planned ... had to give notice ...
      * [s27.3] {recalled; o} an item of a list
      ? What must we send before a voluntary integration?
      ?yes Must we give notice before a voluntary integration?

Header: anchor, address or "-", validity or "-", confidence, source keys or "-". `*` lines are the items of a list,
`?` lines are search aids; `?yes` and `?no` say which answer the fact gives to the question, `?open` that it
only says that the answer is not known. `# ` and `## ` lines are
headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import cast

import yaml

from corpus.errors import BriefError
from corpus.passage import ALWAYS, Confidence, Language, Validity, Verdict

QUESTION = re.compile(r"\?(?P<verdict>yes|no|open|) (?P<text>.*)")
# A whole header line; the address is free text without "|", the dates are ISO days.
HEADER = re.compile(
    r"- \[(?P<anchor>[\w.-]+)\] (?P<address>[^|]+) \| (?P<validity>-|(?:\d{4}-\d\d-\d\d)?\.\.(?:\d{4}-\d\d-\d\d)?)"
    r" \| (?P<confidence>seen|recalled|open) \| (?P<keys>-|[a-z]+(?: [a-z]+)*)"
)
FRENCH_HEADER = re.compile(r"- \[(?P<anchor>[\w.-]+)\]\s*")
ITEM = re.compile(
    r"(?:\[(?P<anchor>[\w.-]+)\]\s*)?(?:\{(?P<confidence>seen|recalled|open)?;?\s*(?P<keys>[a-z ]*)\}\s*)?(?P<text>.+)"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a list fact; confidence and sources are its own or its fact's."""

    text: str
    anchor: str = ""
    confidence: Confidence = "seen"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of a brief, with where it comes from, how surely, and when it held."""

    anchor: str
    text: str
    line: int
    address: str = ""
    validity: Validity = ALWAYS
    confidence: Confidence = "seen"
    sources: tuple[str, ...] = ()
    heading_path: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    questions: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    @property
    def lowest_confidence(self) -> Confidence:
        """The weakest confidence among the fact and its items."""
        present = {self.confidence, *(item.confidence for item in self.items)}
        return next(level for level in ("open", "recalled", "seen") if level in present)


@dataclass(frozen=True, slots=True)
class Brief:
    """The facts of one document in one language."""

    id: str
    language: Language
    title: str
    facts: tuple[Fact, ...]
    path: Path


@dataclass(slots=True)
class _Draft:
    """A fact while its lines are being read."""

    header: re.Match[str]
    line: int
    headings: tuple[str, ...]
    text: str = ""
    items: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


def read_brief(path: Path, english: Brief | None = None) -> Brief:
    """Read one brief; a French one takes its metadata from the English one given. Raise BriefError with the line."""
    text = path.read_text(encoding="utf-8")
    match = re.match(r"---\n(.*?)^---\n", text, re.S | re.M)
    if match is None:
        raise BriefError(path, 1, "the file must begin with a block between two '---' lines")
    try:
        front = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        raise BriefError(path, 1, f"the front block is not YAML: {error}") from error
    if not isinstance(front, dict) or not {"id", "language", "title"} <= front.keys():
        raise BriefError(path, 1, "the front block must give id, language and title")
    language = front.get("language")
    if language not in ("en", "fr"):
        raise BriefError(path, 1, "language must be en or fr")
    offset = text[: match.end()].count("\n")
    drafts = _drafts(path, text[match.end() :].split("\n"), offset, FRENCH_HEADER if english else HEADER)
    if english is not None:
        facts = _inherit(path, drafts, english)
    else:
        sources = {str(key): str(url) for key, url in (front.get("sources") or {}).items()}
        facts = tuple(_fact(path, draft, sources) for draft in drafts)
    return Brief(str(front["id"]), cast(Language, language), str(front["title"]), facts, path)


def _drafts(path: Path, lines: Iterable[str], offset: int, header: re.Pattern[str]) -> list[_Draft]:
    drafts: list[_Draft] = []
    headings: tuple[str, ...] = ()
    seen: set[str] = set()
    for number, line in enumerate(lines, offset + 1):
        if line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            headings = (*headings[: level - 1], line.lstrip("# ").strip())
        elif line.startswith("- "):
            found = header.fullmatch(line)
            if found is None:
                raise BriefError(path, number, f"this is not a fact's header line: {line[:80]}")
            if found["anchor"] in seen:
                raise BriefError(path, number, f"the anchor {found['anchor']} is used twice")
            seen.add(found["anchor"])
            drafts.append(_Draft(found, number, headings))
        elif line.strip():
            if not drafts or not line.startswith("  "):
                raise BriefError(path, number, f"this line belongs to no fact: {line[:80]}")
            _add_line(path, number, drafts[-1], line[2:])
    for draft in drafts:
        if not draft.text:
            raise BriefError(path, draft.line, f"the fact {draft.header['anchor']} has no text")
    return drafts


def _add_line(path: Path, number: int, draft: _Draft, line: str) -> None:
    if line.startswith("* "):
        draft.items.append(line[2:])
    elif question := QUESTION.fullmatch(line):
        draft.questions.append(question["text"].strip())
        draft.verdicts.append(cast(Verdict, question["verdict"]))
    elif line.startswith("?"):
        raise BriefError(
            path, number, f"a question begins with '? ', '?yes ', '?no ' or '?open ': {line[:80]}"
        )
    elif draft.text:
        raise BriefError(path, number, f"the fact {draft.header['anchor']} has a second line of text")
    else:
        draft.text = line.strip()


def _fact(path: Path, draft: _Draft, sources: dict[str, str]) -> Fact:
    header = draft.header
    urls = _urls(path, draft.line, header["keys"], sources)
    confidence = cast(Confidence, header["confidence"])
    items = []
    for raw in draft.items:
        match = ITEM.fullmatch(raw)
        assert match is not None  # ITEM accepts every non-empty line
        own = _urls(path, draft.line, (match["keys"] or "").strip() or "-", sources)
        level = cast(Confidence, match["confidence"] or confidence)
        items.append(Item(match["text"], match["anchor"] or "", level, own or urls))
    return Fact(
        anchor=header["anchor"],
        text=draft.text,
        line=draft.line,
        address="" if header["address"].strip() == "-" else header["address"].strip(),
        validity=_parse_validity(path, draft.line, header["validity"]),
        confidence=confidence,
        sources=urls,
        heading_path=draft.headings,
        items=tuple(items),
        questions=tuple(draft.questions),
        verdicts=tuple(draft.verdicts),
    )


def _urls(path: Path, line: int, keys: str, sources: dict[str, str]) -> tuple[str, ...]:
    if keys == "-":
        return ()
    unknown = [key for key in keys.split() if key not in sources]
    if unknown:
        raise BriefError(path, line, f"the source key {unknown[0]} is not in the front block")
    return tuple(sources[key] for key in keys.split())


def _parse_validity(path: Path, line: int, text: str) -> Validity:
    if text == "-":
        return ALWAYS
    try:
        start, end = (date.fromisoformat(side) if side else None for side in text.split(".."))
    except ValueError as error:
        raise BriefError(path, line, f"{text} has a day that does not exist") from error
    if start and end and end <= start:
        raise BriefError(path, line, f"the validity {text} ends before it begins")
    return Validity(start, end)


def _inherit(path: Path, drafts: list[_Draft], english: Brief) -> tuple[Fact, ...]:
    by_anchor = {fact.anchor: fact for fact in english.facts}
    facts = []
    for draft in drafts:
        original = by_anchor.get(draft.header["anchor"])
        if original is None:
            raise BriefError(path, draft.line, f"the English brief has no fact {draft.header['anchor']}")
        if len(draft.items) != len(original.items):
            raise BriefError(
                path, draft.line, f"{len(draft.items)} items, the English fact has {len(original.items)}"
            )
        matches = [ITEM.fullmatch(raw) for raw in draft.items]
        items = tuple(
            replace(item, text=match["text"])
            for item, match in zip(original.items, matches, strict=True)
            if match is not None
        )
        facts.append(
            replace(
                original,
                text=draft.text,
                line=draft.line,
                heading_path=draft.headings,
                items=items,
                questions=tuple(draft.questions),
                verdicts=tuple(draft.verdicts),
            )
        )
    missing = [anchor for anchor in by_anchor if anchor not in {fact.anchor for fact in facts}]
    if missing:
        raise BriefError(path, 1, f"the fact {missing[0]} of the English brief is missing here")
    return tuple(facts)


def read_briefs(folder: Path) -> list[Brief]:
    """Every brief under `folder/en` and `folder/fr`, English before French, ordered by id."""
    briefs = []
    for path in sorted((folder / "en").glob("*.md")):
        english = read_brief(path)
        briefs.append(english)
        french = folder / "fr" / path.name
        if french.exists():
            briefs.append(read_brief(french, english))
    return briefs

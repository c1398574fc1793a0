"""The checks on the knowledge that ships: that briefs, catalogue, glossary and concordance agree with each other."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from corpus.address import Address, covers, parse_all
from corpus.brief import Brief, Fact, read_brief
from corpus.catalogue import (
    Entry,
    Replacement,
    Term,
    read_catalogue,
    read_concordance,
    read_glossary,
)
from corpus.entry_faults import entry_faults
from corpus.errors import AddressError, BriefError, CatalogueError
from corpus.figures import missing_figures
from corpus.passage import Confidence, Verdict
from corpus.shipped import BRIEFS, CATALOGUE, CONCORDANCE, GLOSSARY

RUN = 12
EARLIEST = datetime.date(1867, 7, 1)
CHECKS = frozenset({"official", "agency", "unchecked", "none"})
ITEM_ANCHOR = re.compile(r"^  \* \[([\w.-]+)\]", re.M)
FORMER_LHIN = re.compile(r"lhin\.on\.ca$", re.I)
SOURCE_LINE = re.compile(r"^  ([a-z]+): (\S+)$", re.M)

# What a check would report and is right all the same: brief and anchor, and why.
ACCEPTED = {
    (
        "convenient-care-at-home-act-2023",
        "it-does.11",
    ): "this rule is deemed to begin before the Act's own start",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, or a note to look at, at a line of a file (line 0: the whole file)."""

    path: Path
    line: int
    sentence: str
    severity: Literal["error", "note"] = "error"

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {'note: ' if self.severity == 'note' else ''}{self.sentence}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the corpus holds; facts are counted with their list items, sources are distinct web addresses."""

    documents: int
    facts: dict[str, int]
    confidence: dict[str, int]
    concordance_rows: int
    terms: int
    timeline_events: int
    sources: int


@dataclass(slots=True)
class _Corpus:
    """Everything that could be read, and what could not."""

    briefs_folder: Path
    catalogue_folder: Path
    glossary_path: Path
    concordance_path: Path
    english: dict[str, Brief] = field(default_factory=dict)
    french: dict[str, Brief] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    rows: tuple[Replacement, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def validate_corpus(
    briefs: Path = BRIEFS,
    catalogue: Path = CATALOGUE,
    glossary: Path = GLOSSARY,
    concordance: Path = CONCORDANCE,
    official_texts: Iterable[str] = (),
) -> list[Finding]:
    """Every finding on the corpus, in the order of its files; an empty list, or notes alone, means it is sound."""
    corpus = _read(briefs, catalogue, glossary, concordance)
    findings = [*corpus.findings]
    for brief in corpus.english.values():
        findings += _check_brief(brief, corpus.entries.get(brief.id))
        findings += _check_french(brief, corpus.french.get(brief.id), briefs)
    findings += _check_verdicts([*corpus.english.values(), *corpus.french.values()])
    findings += _check_pairs(corpus)
    findings += _check_catalogue(corpus)
    findings += _check_glossary(corpus)
    findings += _check_concordance(corpus)
    both = [*corpus.english.values(), *corpus.french.values()]
    return [*findings, *shared_runs(both, official_texts)]


def count_corpus(
    briefs: Path = BRIEFS,
    catalogue: Path = CATALOGUE,
    glossary: Path = GLOSSARY,
    concordance: Path = CONCORDANCE,
) -> Counts:
    """The counts of what can be read; what cannot be read is `validate_corpus`'s to report."""
    corpus = _read(briefs, catalogue, glossary, concordance)
    confidence: dict[str, int] = dict.fromkeys(("seen", "recalled", "open"), 0)
    for brief in corpus.english.values():
        for level, number in _by_confidence(brief).items():
            confidence[level] += number
    timeline = corpus.english.get("timeline")
    urls = {url for brief in corpus.english.values() for fact in brief.facts for url in _sources(fact)}
    return Counts(
        documents=len(corpus.entries),
        facts={
            "en": sum(_size(brief) for brief in corpus.english.values()),
            "fr": sum(_size(brief) for brief in corpus.french.values()),
        },
        confidence=confidence,
        concordance_rows=len(corpus.rows),
        terms=len(corpus.terms),
        timeline_events=_size(timeline) if timeline else 0,
        sources=len(urls),
    )


def corpus_table(briefs: Path = BRIEFS, catalogue: Path = CATALOGUE) -> str:
    """The Markdown table of every source: kind, facts in each language, and how surely they are known."""
    corpus = _read(briefs, catalogue, GLOSSARY, CONCORDANCE)
    lines = [
        "| source | kind | facts EN | facts FR | seen | recalled | open |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    total = [0] * 5
    for entry in corpus.entries.values():
        english, french = corpus.english.get(entry.id), corpus.french.get(entry.id)
        levels = _by_confidence(english) if english else {}
        row = [_size(english) if english else 0, _size(french) if french else 0]
        row += [levels.get(level, 0) for level in ("seen", "recalled", "open")]
        total = [one + other for one, other in zip(total, row, strict=True)]
        lines.append(f"| {entry.title_en} (`{entry.id}`) | {entry.kind} | {' | '.join(map(str, row))} |")
    return "\n".join([*lines, f"| **all {len(corpus.entries)}** | | {' | '.join(map(str, total))} |"]) + "\n"


def _size(brief: Brief) -> int:
    return sum(1 + len(fact.items) for fact in brief.facts)


def _by_confidence(brief: Brief) -> dict[Confidence, int]:
    counts: dict[Confidence, int] = defaultdict(int)
    for fact in brief.facts:
        counts[fact.confidence] += 1
        for item in fact.items:
            counts[item.confidence] += 1
    return counts


def _sources(fact: Fact) -> tuple[str, ...]:
    return (*fact.sources, *(url for item in fact.items for url in item.sources))


def _read(briefs: Path, catalogue: Path, glossary: Path, concordance: Path) -> _Corpus:
    corpus = _Corpus(briefs, catalogue, glossary, concordance)
    for path in sorted((briefs / "en").glob("*.md")):
        brief = _brief(corpus, path, None)
        if brief is None:
            continue
        corpus.english[brief.id] = brief
        beside = briefs / "fr" / path.name
        french = _brief(corpus, beside, brief) if beside.exists() else None
        if french:
            corpus.french[french.id] = french
    try:
        corpus.entries = read_catalogue(catalogue)
        corpus.terms = read_glossary(glossary)
        corpus.rows = read_concordance(concordance)
    except CatalogueError as error:
        corpus.findings.append(Finding(catalogue, 0, str(error)))
    return corpus


def _brief(corpus: _Corpus, path: Path, english: Brief | None) -> Brief | None:
    try:
        brief = read_brief(path, english)
    except BriefError as error:
        corpus.findings.append(Finding(error.path, error.line, f"{error.reason}."))
        return None
    language = "fr" if english else "en"
    if brief.id != path.stem or brief.language != language:
        sentence = (
            f"The id must be {path.stem} and the language {language}, as the file's name and folder say."
        )
        corpus.findings.append(Finding(path, 1, sentence))
        return None
    return brief


def _check_brief(brief: Brief, entry: Entry | None) -> Iterator[Finding]:
    text = brief.path.read_text(encoding="utf-8")
    for key, url in SOURCE_LINE.findall(text.partition("\n# ")[0]):
        if not _is_web_address(url):
            yield Finding(brief.path, 1, f"The source {key} ({url}) is not an http(s) address.")
        if url not in {used for fact in brief.facts for used in _sources(fact)}:
            yield Finding(brief.path, 1, f"No fact uses the source {key} ({url}).", "note")
    taken = {fact.anchor for fact in brief.facts}
    for fact in brief.facts:
        faults = list(_fact_faults(fact))
        if (brief.id, fact.anchor) not in ACCEPTED:
            faults += _date_faults(fact, entry)
        for sentence in faults:
            yield Finding(brief.path, fact.line, f"{fact.anchor}: {sentence}")
        for item in fact.items:
            if item.anchor and item.anchor in taken:
                yield Finding(brief.path, fact.line, f"The anchor {item.anchor} is used twice.")
            taken.add(item.anchor)


def _fact_faults(fact: Fact) -> Iterator[str]:
    if fact.confidence != "open" and not fact.sources:
        yield f"a {fact.confidence} fact needs a source."
    if any(item.confidence != "open" and not item.sources for item in fact.items):
        yield "an item of the list has no source."
    if not fact.questions:
        yield "there is no question for the search."
    if fact.text.endswith(":") != bool(fact.items):
        yield "a lead-in that ends in a colon needs items, and items need such a lead-in."
    for part in _parts(fact.address):
        try:
            parse_all(part)
        except AddressError as error:
            yield str(error)


def _date_faults(fact: Fact, entry: Entry | None) -> Iterator[str]:
    days = [day for day in (fact.validity.start, fact.validity.end) if day]
    if any(not EARLIEST <= day <= datetime.date.today() + datetime.timedelta(days=3660) for day in days):
        yield f"a day of the validity {fact.validity} is not plausible."
    if entry is None or any(place.instrument for place in _places(fact.address)):
        return
    start, end = fact.validity.start, fact.validity.end
    if entry.in_force_from and start and start < entry.in_force_from:
        yield f"the rule begins on {start}, before its instrument ({entry.in_force_from})."
    if entry.in_force_to and end and end > entry.in_force_to:
        yield f"the rule ends on {end}, after its instrument ({entry.in_force_to})."


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and "." in parts.netloc and not re.search(r"[\s<>\"]", url)


def _check_french(english: Brief, french: Brief | None, folder: Path) -> Iterator[Finding]:
    if french is None:
        if not (folder / "fr" / english.path.name).exists():
            yield Finding(english.path, 0, "There is no French brief.")
        return
    if [fact.anchor for fact in french.facts] != [fact.anchor for fact in english.facts]:
        yield Finding(french.path, 0, "The facts stand in another order than in English.")
    anchors = [ITEM_ANCHOR.findall(brief.path.read_text(encoding="utf-8")) for brief in (english, french)]
    if anchors[0] != anchors[1]:
        different = sorted(set(anchors[0]) ^ set(anchors[1])) or ["their order"]
        yield Finding(french.path, 0, f"The items' anchors differ from the English ones: {different[0]}.")
    by_anchor = {fact.anchor: fact for fact in english.facts}
    for fact in french.facts:
        for sentence in _translation_faults(english.id, by_anchor[fact.anchor], fact):
            yield Finding(french.path, fact.line, f"{fact.anchor}: {sentence}")


def _translation_faults(brief: str, english: Fact, french: Fact) -> Iterator[str]:
    if len(english.heading_path) != len(french.heading_path):
        yield "it stands under another number of headings than in English."
    if not french.questions:
        yield "there is no question for the search."
    if english.text == french.text:
        yield "the text is the English one."
    if (brief, english.anchor) not in ACCEPTED:
        missing = missing_figures(_words(english), _words(french))
        if missing:
            yield f"the figures differ: {', '.join(missing)}."


def _words(fact: Fact) -> str:
    return "\n".join([fact.text, *(item.text for item in fact.items)])


def _check_verdicts(briefs: Iterable[Brief]) -> Iterator[Finding]:
    """A question that one fact answers yes and another no."""
    given: dict[str, tuple[Verdict, str]] = {}
    for brief in briefs:
        for fact in brief.facts:
            for question, verdict in zip(fact.questions, fact.verdicts, strict=True):
                if not verdict:
                    continue
                before, where = given.setdefault(question.casefold(), (verdict, f"{brief.id} {fact.anchor}"))
                if before != verdict:
                    sentence = (
                        f"{fact.anchor}: “{question}” is answered {verdict} here and {before} at {where}."
                    )
                    yield Finding(brief.path, fact.line, sentence)


def _check_pairs(corpus: _Corpus) -> Iterator[Finding]:
    if not corpus.entries:
        return
    for brief in corpus.english.values():
        if brief.id not in corpus.entries:
            yield Finding(brief.path, 0, "There is no catalogue entry for this brief.")
    for entry in corpus.entries.values():
        if entry.id not in corpus.english:
            yield Finding(_entry_path(corpus, entry.id), 0, "There is no brief for this catalogue entry.")
    for path in sorted((corpus.briefs_folder / "fr").glob("*.md")):
        if not (corpus.briefs_folder / "en" / path.name).exists():
            yield Finding(path, 0, "There is no English brief beside this French one.")


def _entry_path(corpus: _Corpus, name: str) -> Path:
    return corpus.catalogue_folder / f"{name}.toml"


def _check_catalogue(corpus: _Corpus) -> Iterator[Finding]:
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in corpus.entries.values():
        path = _entry_path(corpus, entry.id)
        for relation in ("amends", "amended_by", "superseded_by", "supersedes", "related"):
            for name in getattr(entry, relation):
                if name not in corpus.entries and not any(p.instrument for p in _places(name)):
                    yield Finding(path, 0, f"{relation} names {name!r}, neither an entry nor a citation.")
        for address in entry.addresses:
            if not _is_web_address(address.url):
                yield Finding(path, 0, f"{address.url!r} is not a web address.")
            if address.official and FORMER_LHIN.search(urlsplit(address.url).netloc):
                yield Finding(
                    path, 0, f"{address.url} was a LHIN's site and may have lapsed; it is not official."
                )
        for sentence in entry_faults(entry, corpus.entries):
            yield Finding(path, 0, sentence)
        for alias in entry.aliases():
            owners[alias.casefold()].add(entry.id)
    for alias, names in owners.items():
        if len(names) > 1:
            path = _entry_path(corpus, min(names))
            yield Finding(path, 0, f"The name {alias!r} is shared by {', '.join(sorted(names))}.", "note")


def _check_glossary(corpus: _Corpus) -> Iterator[Finding]:
    seen: set[str] = set()
    for term in corpus.terms:
        for sentence in _term_faults(term, corpus):
            yield Finding(corpus.glossary_path, 0, f"Term {term.id}: {sentence}")
        if term.id in seen:
            yield Finding(corpus.glossary_path, 0, f"The term {term.id} stands twice.")
        seen.add(term.id)


def _term_faults(term: Term, corpus: _Corpus) -> Iterator[str]:
    if term.check not in CHECKS:
        yield f"check is {term.check!r}, not one of {', '.join(sorted(CHECKS))}."
    if term.check in ("official", "agency") and not term.sources:
        yield f"a French form marked {term.check} needs the page that shows it; mark it unchecked otherwise."
    if term.document and corpus.entries and term.document not in corpus.entries:
        yield f"the document {term.document!r} is not in the catalogue."
    if any(not _is_web_address(url) for url in term.sources):
        yield "a source is not an http(s) address."


def _check_concordance(corpus: _Corpus) -> Iterator[Finding]:
    seen: set[str] = set()
    for row in corpus.rows:
        for sentence in _row_faults(row, corpus):
            yield Finding(corpus.concordance_path, 0, f"Row {row.id}: {sentence}")
        if row.id in seen:
            yield Finding(corpus.concordance_path, 0, f"The row {row.id} stands twice.")
        seen.add(row.id)


def _row_faults(row: Replacement, corpus: _Corpus) -> Iterator[str]:
    if row.confidence not in ("seen", "recalled") or not row.sources:
        yield "it needs a confidence (seen or recalled) and a source."
    old = corpus.english.get(row.from_document)
    if row.repealed_on and not any(fact.anchor == row.repeal for fact in (old.facts if old else ())):
        yield f"no fact {row.repeal!r} of {row.from_document} says what repealed it."
    for document, addresses in ((row.from_document, row.from_address), (row.to_document, row.to_address)):
        if not document:
            continue
        brief = corpus.english.get(document)
        if brief is None:
            yield f"there is no brief {document}."
            continue
        for text in addresses:
            if not _is_treated(brief, text):
                yield f"no fact of {document} stands at {text}."


def _is_treated(brief: Brief, text: str) -> bool:
    """Whether some fact of the brief stands at the address, in or around it, or under a heading that begins with it."""
    held = [place for fact in brief.facts for place in _places(fact.address)]
    if any(heading.startswith(f"{text} ") for fact in brief.facts for heading in fact.heading_path):
        return True
    wanted = _places(text)
    return bool(wanted) and all(any(covers(a, one) or covers(one, a) for a in held) for one in wanted)


def _places(text: str) -> tuple[Address, ...]:
    """The provisions that an address names; none where it cannot be read."""
    try:
        return tuple(place for part in _parts(text) for place in parse_all(part))
    except AddressError:
        return ()


def _parts(text: str) -> list[str]:
    """The addresses between semicolons: each may name an instrument of its own."""
    return [part for part in text.split("; ") if part]


def shared_runs(briefs: Iterable[Brief], official_texts: Iterable[str], run: int = RUN) -> list[Finding]:
    """The facts that repeat `run` words in a row of an official text; a brief must be in our own words."""
    official = {words for text in official_texts for words in _runs(text, run)}
    findings = []
    for brief in briefs if official else ():
        for fact in brief.facts:
            for line in (fact.text, *(item.text for item in fact.items)):
                shared = next((words for words in _runs(line, run) if words in official), None)
                if shared:
                    sentence = (
                        f"{fact.anchor}: {run} words in a row are an official text's: “{' '.join(shared)}”."
                    )
                    findings.append(Finding(brief.path, fact.line, sentence))
    return findings


def _runs(text: str, run: int) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return (tuple(words[start : start + run]) for start in range(len(words) - run + 1))

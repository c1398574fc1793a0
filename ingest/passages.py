"""The tree of a document to its passages: the smallest pieces that can be cited and understood alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.address import parse
from corpus.document import Document, Node
from corpus.errors import AddressError
from corpus.passage import Language, Passage
from ingest.language import detect, languages
from ingest.repeal import Repeals, find_repeals
from ingest.sentences import sentence_spans

LONGEST_TEXT = 1200  # characters; longer text is split at sentence ends
LONGEST_LIST = 3000  # characters; a longer list is split between its items
SHORT_CHARACTERS = 40  # a piece with fewer, or with fewer words than below, joins its neighbour
SHORT_WORDS = 8

CONTAINERS = frozenset({"document", "division", "part", "schedule", "group"})
SILENT = frozenset({"heading", "marginal_note", "boilerplate", "contents", "amendment_note", "number"})
LIST_NODES = frozenset({"item", "row", "clause", "subclause", "subsubclause", "paragraph_item"})
REFERENCE = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a document on its way to being a passage."""

    start: int
    end: int
    kind: str
    address: str = ""
    headings: tuple[str, ...] = ()
    lead_in: str = ""
    anchor: str = ""
    items: tuple[tuple[int, int], ...] = ()
    breaks: tuple[int, ...] = field(default=())  # where an over-long unit may be cut, besides sentence ends


def passages_of(document: Document) -> list[Passage]:
    """Passages in reading order. Their ids depend on this document's own words and addresses alone."""
    statute = any(node.address for node in document.root.walk())
    text = document.text
    units = [unit for unit in _Units(text).read(document.root) if text[unit.start : unit.end].strip()]
    if not units and text.strip():
        units = [Unit(0, len(text), "paragraph")]
    if statute:
        spoken = [document.language] * len(units)
    else:
        spoken = languages([text[unit.start : unit.end] for unit in units], document.language)
        units, spoken = _join_short(text, _own_headings(units, spoken), spoken)
    pieces = [(p, s) for unit, s in zip(units, spoken, strict=True) for p in _split(text, unit)]
    repeals = find_repeals(document.root, text)
    return _number(
        _without_repeats([_passage(document, piece, language, repeals) for piece, language in pieces])
    )


class _Units:
    """Walks the tree and gives one unit per paragraph, list, table, definition, subsection or undivided section."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, node: Node, headings: tuple[str, ...] = ()) -> Iterator[Unit]:
        if node.kind in SILENT:
            return
        if node.kind in CONTAINERS:
            inner = (*headings, node.label) if node.label and node.kind != "document" else headings
            for child in node.children:
                yield from self.read(child, inner)
        elif node.kind in ("section", "subsection"):
            yield from self._provision(node, headings, "")
        elif node.kind in ("list", "table"):
            yield self._list(node, headings)
        else:
            yield Unit(node.start, node.end, node.kind, node.address, headings, anchor=_anchor(node))

    def _provision(self, node: Node, headings: tuple[str, ...], lead_in: str) -> Iterator[Unit]:
        """A section or subsection: its parts, when it has any that stand alone; else the whole of it."""
        note = next((child.label for child in node.children if child.kind == "marginal_note"), "")
        headings = (*headings, note) if note else headings
        body = [child for child in node.children if child.kind not in SILENT]
        if not body:
            return
        opening = self.text[body[0].start : body[0].end] if body[0].kind == "opening" else ""
        own = _without_number(opening)
        if any(child.kind in ("subsection", "definition") for child in body):
            for child in body:
                if child.kind == "subsection":
                    yield from self._provision(child, headings, own)
                elif child.kind == "definition":
                    yield self._provision_unit(child, [child], headings, own or lead_in)
                elif len(_without_number(self.text[child.start : child.end])) >= SHORT_CHARACTERS:
                    yield self._provision_unit(replace_address(child, node), [child], headings, lead_in)
        else:
            yield self._provision_unit(node, body, headings, lead_in)

    def _provision_unit(
        self, node: Node, body: Sequence[Node], headings: tuple[str, ...], lead_in: str
    ) -> Unit:
        items = tuple(_item_span(n) for child in body for n in child.walk() if n.kind in LIST_NODES)
        breaks = tuple(n.start for child in body for n in (child, *child.children) if n.kind in LIST_NODES)
        return Unit(
            body[0].start, body[-1].end, node.kind, node.address, headings, lead_in, "", items, breaks
        )

    def _list(self, node: Node, headings: tuple[str, ...]) -> Unit:
        items = tuple(_item_span(child) for child in node.walk() if child.kind in LIST_NODES)
        breaks = tuple(child.start for child in node.children if child.kind in LIST_NODES)
        return Unit(node.start, node.end, node.kind, "", headings, "", _anchor(node), items, breaks)


def replace_address(node: Node, parent: Node) -> Node:
    """The node, with the address of what it stands in where it has none of its own."""
    return node if node.address else replace(node, address=parent.address)


def _anchor(node: Node) -> str:
    return node.label if node.label.startswith("page=") else ""


def _without_number(text: str) -> str:
    return re.sub(r"^\s*\d+(?:\.\d+)*[A-Z]?\.?\s*(?:\([\d.]+\)\s*)?|^\s*\([\d.]+\)\s*", "", text).strip()


def _item_span(node: Node) -> tuple[int, int]:
    """The words of an item without its mark and without the items inside it."""
    end = next((child.start for child in node.children if child.kind in LIST_NODES), node.end)
    return node.start + (len(node.label) + 1 if node.label else 0), end


def _own_headings(units: Sequence[Unit], spoken: Sequence[Language]) -> list[Unit]:
    """In a text of two languages, keep for each unit the headings of its own: the French part of a newsletter often
    follows an English heading, which says nothing about it. A heading that could be either has the language of the
    first unit under it."""
    if len(set(spoken)) < 2:
        return list(units)
    of_heading: dict[str, Language] = {}
    for unit, language in zip(units, spoken, strict=True):
        for heading in unit.headings:
            if heading not in of_heading:
                of_heading[heading] = detect(heading) or language
    return [
        replace(unit, headings=tuple(h for h in unit.headings if of_heading[h] == language))
        for unit, language in zip(units, spoken, strict=True)
    ]


def _join_short(
    text: str, units: Sequence[Unit], spoken: Sequence[Language]
) -> tuple[list[Unit], list[Language]]:
    """Let a piece too short to mean anything alone join the piece before it, or else the one after."""
    result: list[tuple[Unit, Language]] = []
    for unit, language in zip(units, spoken, strict=True):
        if result and result[-1][1] == language and _may_join(text, result[-1][0], unit):
            result[-1] = (_joined(result[-1][0], unit), language)
        else:
            result.append((unit, language))
    return [unit for unit, _ in result], [language for _, language in result]


def _may_join(text: str, before: Unit, after: Unit) -> bool:
    if before.headings != after.headings or after.end - before.start > LONGEST_TEXT:
        return False
    references = all(REFERENCE.match(text[u.start : u.end]) for u in (before, after))
    plain = "list" not in (before.kind, after.kind) and "table" not in (before.kind, after.kind)
    return references or (_is_short(text, after) and plain) or (_is_short(text, before) and plain)


def _is_short(text: str, unit: Unit) -> bool:
    words = text[unit.start : unit.end]
    return len(words) < SHORT_CHARACTERS or len(words.split()) < SHORT_WORDS


def _joined(before: Unit, after: Unit) -> Unit:
    return replace(
        before,
        end=after.end,
        items=(*before.items, *after.items),
        breaks=(*before.breaks, after.start, *after.breaks),
    )


def _split(text: str, unit: Unit) -> list[Unit]:
    """The unit itself, or its pieces: a list between items, other text between sentences, in even lengths."""
    length = unit.end - unit.start
    if length <= (LONGEST_LIST if unit.items else LONGEST_TEXT):
        return [unit]
    cuts = sorted({place for place in unit.breaks if unit.start < place < unit.end})
    if not unit.items or not cuts:
        cuts = []
    spans = _segments(text, unit, cuts)
    wanted = length / -(-length // LONGEST_TEXT)
    packed: list[tuple[int, int]] = []
    for start, end in spans:
        if packed and (end - packed[-1][0] <= LONGEST_TEXT) and packed[-1][1] - packed[-1][0] < 0.9 * wanted:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
    lead = _opening_words(text, unit, cuts)
    return [_piece(unit, start, end, lead if start > unit.start else unit.lead_in) for start, end in packed]


def _segments(text: str, unit: Unit, cuts: Sequence[int]) -> list[tuple[int, int]]:
    """The smallest spans that the unit may be cut into."""
    edges = [unit.start, *cuts, unit.end]
    spans = []
    for start, end in zip(edges, edges[1:], strict=False):
        words = text[start:end]
        if len(words) <= LONGEST_TEXT:
            spans.append((start, start + len(words.rstrip())))
        else:
            spans += [s for a, b in sentence_spans(words) for s in _halves(text, start + a, start + b)]
    return spans


def _halves(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence longer than a passage may be is cut at semicolons, else at spaces, else anywhere."""
    while end - start > LONGEST_TEXT:
        window = text[start : start + LONGEST_TEXT]
        cut = max(window.rfind("; ") + 1, 0) or max(window.rfind(" "), 0) or LONGEST_TEXT
        yield start, start + cut
        start += cut + (len(text[start + cut : end]) - len(text[start + cut : end].lstrip()))
    if start < end:
        yield start, end


def _opening_words(text: str, unit: Unit, cuts: Sequence[int]) -> str:
    """What introduces the items of a list, for the pieces that come after it."""
    if not cuts:
        return unit.lead_in
    opening = _without_number(text[unit.start : cuts[0]])
    sentences = sentence_spans(opening)
    return opening[sentences[-1][0] :] if sentences else unit.lead_in


def _piece(unit: Unit, start: int, end: int, lead_in: str) -> Unit:
    inside = tuple((max(a, start), min(b, end)) for a, b in unit.items if a < end and b > start)
    return replace(unit, start=start, end=end, lead_in=lead_in, items=inside)


def _passage(document: Document, unit: Unit, language: Language, repeals: Repeals) -> Passage:
    text = document.text[unit.start : unit.end]
    headings = tuple(heading for heading in unit.headings if heading != document.title)
    return Passage(
        id="",
        document_id=document.id,
        language=language,
        kind=document.kind,
        authority=document.authority,
        title=document.title,
        text=text,
        start=unit.start,
        end=unit.end,
        ordinal=0,
        address=unit.address,
        heading_path=headings,
        lead_in=unit.lead_in,
        validity=repeals.validity(unit.address, document.validity),
        url=document.url,
        sources=(document.url,) if document.url else (),
        retrieved_at=document.retrieved_at,
        version=document.version,
        anchor=unit.anchor,
        items=tuple((a - unit.start, b - unit.start) for a, b in unit.items),
    )


def _without_repeats(passages: Sequence[Passage]) -> list[Passage]:
    """Leave out what stands twice under the same headings, e.g. a pulled quotation; provisions always stay."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    kept = []
    for passage in passages:
        key = (passage.text, passage.heading_path)
        if passage.address or key not in seen:
            kept.append(passage)
        seen.add(key)
    return kept


def passage_id(document_id: str, version: str, language: Language, place: str) -> str:
    """The id of a passage, e.g. "notes:en:p-1f2e3d4c5b6a"; a dated version stands after "@" in the first part."""
    return f"{document_id}{'@' + version if version else ''}:{language}:{place}"


def _number(passages: Sequence[Passage]) -> list[Passage]:
    """Ids from address or words; the second with the same gets "-2", so ids change only where the words do."""
    taken: set[str] = set()
    numbered = []
    for ordinal, passage in enumerate(passages):
        stem = passage_id(passage.document_id, passage.version, passage.language, _place(passage))
        unique, count = stem, 1
        while unique in taken:
            count += 1
            unique = f"{stem}-{count}"
        taken.add(unique)
        numbered.append(replace(passage, id=unique, ordinal=ordinal))
    return numbered


def _place(passage: Passage) -> str:
    if passage.address:
        try:
            return parse(passage.address).slug()
        except AddressError:
            return re.sub(r"[^\w.]+", "-", passage.address.lower()).strip("-.")
    return f"p-{hashlib.sha256(passage.text.encode('utf-8')).hexdigest()[:12]}"

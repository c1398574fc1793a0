"""The obligations register: who must, must not, may or need not do what, by when, read from any passage.

A row cites like an answer: `passage.text[start:end] == quote`. Deeming, interpretation, application and definition
rules bind nobody and give no row. How well this works is measured in docs/obligations.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from corpus.passage import Confidence, Language, Passage, Validity
from ingest.grammar_actors import normal_actors
from ingest.grammar_clauses import Found, read_rules
from ingest.grammar_english import ENGLISH
from ingest.grammar_french import FRENCH
from ingest.grammar_lexicon import Modality
from ingest.grammar_segments import Span, Unit, sentences, units
from ingest.grammar_slots import read_slots

Tense = Literal["present", "past"]
LEXICONS = {"en": ENGLISH, "fr": FRENCH}
PAST = re.compile(
    r"\b(?:had|needed|could|was|were|did|required|obliged|allowed|permitted|let a|barred|"
    r"devai(?:t|ent)|pouvai(?:t|ent)|étai(?:t|ent)|avai(?:t|ent)|\w+eai(?:t|ent)|\w+ettait)\b",
    re.I,
)
# The end of a lead-in whose items are conditions or descriptions, not actions: "... may act if", "persons who".
CONDITION_LEAD = re.compile(
    r"\b(?:if|where|when|unless|until|who|(?<!ensure )(?<!provide )(?<!require )that|which|whether|only if|provided that|because|in which|referred to in|si|lorsque|qui|que)\s*[,:—–-]*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Obligation:
    """One row of the register, as the passage writes it; parts that the clause lacks are "".

    `actor` is "" where a passive names nobody; `actor_classes` are those of its bodies that
    `grammar_actors.CLASSES` knows, several for "the LHIN and the HSP".
    `lead_in` holds the opening words of the list when the row is one of its items.
    """

    id: str
    passage_id: str
    document_id: str
    title: str
    address: str
    anchor: str
    language: Language
    quote: str
    start: int
    end: int
    lead_in: str
    actor: str
    actor_classes: tuple[str, ...]
    modality: Modality
    action: str
    object: str
    trigger: str
    condition: str
    exception: str
    deadline: str
    consequence: str
    addressee: str
    tense: Tense
    kind: str
    authority: str
    validity: Validity
    confidence: Confidence | None
    url: str

    def to_json(self) -> dict[str, Any]:
        """Plain values: the validity becomes two ISO days."""
        value = asdict(self)
        value["actor_classes"] = list(self.actor_classes)
        validity = value.pop("validity")
        value["in_force_from"] = validity["start"].isoformat() if validity["start"] else None
        value["in_force_to"] = validity["end"].isoformat() if validity["end"] else None
        return value


@dataclass(frozen=True, slots=True)
class _Row:
    """A rule with the stretch that is quoted for it, the words it was read from, and its lead-in."""

    rule: Found
    span: Span
    clause: str
    lead_in: str = ""
    whole_object: bool = False


def extract_obligations(passage: Passage) -> list[Obligation]:
    """The rules that a passage states, in reading order; none for facts recorded as not held."""
    if passage.confidence == "open":
        return []
    rows = [row for unit in units(passage.text, passage.items) for row in _unit_rows(passage, unit)]
    return [_obligation(passage, row, number) for number, row in enumerate(rows, 1)]


def register(passages: Iterable[Passage]) -> list[Obligation]:
    """The rows of many passages, in their order."""
    return [row for passage in passages for row in extract_obligations(passage)]


def _unit_rows(passage: Passage, unit: Unit) -> list[_Row]:
    text = passage.text
    parts = sentences(text, unit.lead)
    if not unit.items:
        return [row for part in parts for row in _sentence_rows(passage, part)]
    plain = [row for part in parts[:-1] for row in _sentence_rows(passage, part)]
    return plain + (_list_rows(passage, parts[-1], unit.items) if parts else [])


def _sentence_rows(passage: Passage, span: Span) -> list[_Row]:
    clause = span.of(passage.text)
    lead = passage.lead_in.strip()
    lexicon = LEXICONS[passage.language]
    own = read_rules(clause, lexicon)
    if own or not lead or passage.items or not _is_open(lead):
        return [_Row(rule, span, clause) for rule in own]
    whole = f"{lead} {clause}"
    return [_Row(rule, span, whole, lead) for rule in read_rules(whole, lexicon)[-1:]]


def _is_open(lead: str) -> bool:
    """Whether a lead-in waits for its item: "The LHIN shall," or "may do the following:"."""
    return lead.endswith((":", ",", "—", "–", "shall", "must", "may", "doit", "peut", "doivent", "peuvent"))


def _list_rows(passage: Passage, lead: Span, items: tuple[Span, ...]) -> list[_Row]:
    """The rows of a list: each item is an action of the lead-in's last rule, unless the items are conditions."""
    text, lexicon = passage.text, LEXICONS[passage.language]
    opening = lead.of(text)
    whole = Span(lead.start, items[-1].end)
    rules = read_rules(opening, lexicon)
    if rules and CONDITION_LEAD.search(opening):
        return [_Row(rule, whole, whole.of(text)) for rule in rules]
    rows = [_Row(rule, lead, opening) for rule in rules[:-1]]
    for item in items:
        rows += _item_rows(passage, item, opening, rules[-1] if rules else None)
    return rows


def _item_rows(passage: Passage, item: Span, opening: str, rule: Found | None) -> list[_Row]:
    lexicon = LEXICONS[passage.language]
    words = item.of(passage.text)
    joined = f"{opening} {words}"
    own = read_rules(joined, lexicon, begin=len(opening) + 1)
    if own:
        return [_Row(found, item, joined, opening) for found in own]
    if rule is None:
        return []
    predicate = f"{rule.predicate.rstrip(' ,:—–-')} {words}" if _takes_items(rule) else words
    found = Found(rule.subject, rule.modality, rule.start, rule.end, predicate, rule.passive, rule.leading)
    return [_Row(found, item, joined, opening, whole_object=True)]


def _takes_items(rule: Found) -> bool:
    """Whether the lead-in already has its verb, so that items are its objects ("order an HSP to:", "include:")."""
    bare = rule.predicate.strip(" ,:—–-").lower()
    return bool(bare) and not re.search(r"\b(?:following|of these|ce qui suit|suit)\b", bare)


def _obligation(passage: Passage, row: _Row, number: int) -> Obligation:
    rule = row.rule
    slots = read_slots(row.clause, rule.predicate, passage.language, whole_object=row.whole_object)
    return Obligation(
        id=f"{passage.id}#{number}",
        passage_id=passage.id,
        document_id=passage.document_id,
        title=passage.title,
        address=passage.address,
        anchor=passage.anchor,
        language=passage.language,
        quote=row.span.of(passage.text),
        start=row.span.start,
        end=row.span.end,
        lead_in=row.lead_in,
        actor=rule.subject,
        actor_classes=normal_actors(rule.subject),
        modality=rule.modality,
        action=slots.action,
        object=slots.object,
        trigger=slots.trigger,
        condition=slots.condition,
        exception=slots.exception,
        deadline=slots.deadline,
        consequence=slots.consequence,
        addressee=slots.addressee,
        tense="past" if PAST.search(row.clause[rule.start : rule.end]) else "present",
        kind=passage.kind,
        authority=passage.authority,
        validity=passage.validity,
        confidence=passage.confidence,
        url=passage.url,
    )

"""What the obligations grammar needs to know of a language: how modality is written, and what surrounds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Modality = Literal["must", "must_not", "may", "need_not"]
Form = Literal["subject", "holder", "object", "thing", "demand"]
OPPOSITE: dict[Modality, Modality] = {
    "must": "must_not",
    "may": "must_not",
    "must_not": "may",
    "need_not": "must",
}


@dataclass(frozen=True, slots=True)
class SitePattern:
    """How a modality is written. Groups: `neg` if negated, `actor` where the pattern holds the actor.

    `form`: "subject", the bearer stands before it; "holder", the same even when the verb phrase is passive ("is entitled
    to be paid"); "object", the bearer is the `actor` group and what stands
    before is an instrument; "thing", the subject is what must be had ("approval is needed") and nobody is named; "demand", an
    instrument asks for a thing ("s. 40 requires advance notice").
    `negated` is the modality when the `neg` group matched.
    """

    pattern: re.Pattern[str]
    modality: Modality
    negated: Modality
    form: Form = "subject"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language that the engine needs."""

    sites: tuple[SitePattern, ...]
    opener: re.Pattern[str]  # begins an adverbial or a subordinate clause: "if", "on", "subject to"
    weak: re.Pattern[str]  # subordinators that are more often prepositions
    demonstrative: re.Pattern[str]  # subordinators that are also determiners: "that person"
    finite: re.Pattern[str]  # a verb that cannot be a participle after a noun
    subordinator: re.Pattern[
        str
    ]  # followed by a bare subject, makes the site subordinate: "that", "as", "unless"
    reporting: re.Pattern[str]  # before "that", keeps the site a rule: "provides", "requires"
    relative: re.Pattern[str]  # relative pronoun at the very end: "who", "which"
    coordinator: re.Pattern[str]  # "and", "but", "or"
    joint: re.Pattern[str]  # a coordinator at the very end: the bearer is that of the modal before
    pronoun: re.Pattern[str]
    verb: re.Pattern[str]  # a finite verb that shows a clause has its own predicate
    negative_subject: re.Pattern[str]  # "no person", "neither"
    adverb: re.Pattern[str]  # what may stand between modal and verb
    passive: re.Pattern[str]  # "be given", "être remis"; group `verb`
    state: re.Pattern[str]  # passive in form, but a quality of the subject: "be accompanied"
    agent: re.Pattern[str]  # "by the operator"; group `actor`
    relieved: re.Pattern[str]  # verb phrases that turn a prohibition into a release: "be required to"
    restricted: re.Pattern[str]  # "qu'" after a French negation: it means "only"
    instrument: re.Pattern[str]  # subjects that can bind others: an Act, a section, an agreement
    deeming: re.Pattern[str]  # verb phrases of deeming, interpretation, application and constitution
    deeming_clause: re.Pattern[str]  # whole clauses of that sort
    definition: re.Pattern[str]
    possibility: re.Pattern[str]  # verb phrases after may/can that state a chance, not a right
    vague_subject: re.Pattern[str]  # subjects of "is to", "may be" that bear no duty
    bare: re.Pattern[str]  # an uninflected verb of binding: a rule only when its subject is an instrument
    have: str  # the verb for what must be had
    clause_end: re.Pattern[str]  # ends the reach of a verb phrase

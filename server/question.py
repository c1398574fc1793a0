"""Reading a question: its language, the kind of answer it wants, the provisions, documents and day it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from corpus.citation import Reference, find_references
from corpus.passage import Language
from server.answer import Request
from server.dates import Moment, read_moment
from server.definitions import term_asked
from server.knowledge import Knowledge, fold
from server.yes_no import asked_form

Kind = Literal[
    "definition", "duty", "power", "deadline", "list", "figure", "who", "when", "where", "yes_no", "comparison",
    "status", "changed", "replaced", "corpus", "reason", "general",
]  # fmt: skip

FRENCH_WORDS = frozenset(
    "le la les l un une des du de d au aux et ou où que qui quoi quel quelle quels quelles quand comment pourquoi "
    "combien est sont était étaient a ont avait doit doivent peut peuvent faut dans sur pour par avec sans selon entre "
    "avant après ce cette ces cet il elle ils elles nous notre nos vous votre leur leurs ne pas plus on se sa son ses y "
    "en sous depuis été être avoir fait dit loi avis santé soins".split()
)
ENGLISH_WORDS = frozenset(
    "the a an of to in and or what which who whom whose when where why how many much is are was were be been does do did "
    "must may can could should shall will would has have had under before after by for from with without about between "
    "this that these those it its we our you your they their there not any if on at as into than say says act law "
    "need".split()
)

# Kinds are tried in this order: the most telling words first.
KIND_WORDS: tuple[tuple[Kind, str], ...] = (
    ("corpus", r"\b(?:what|which) (?:documents?|sources?|acts?|laws?|texts?|materials?|versions?|regulations?|statutes?|policies|cases)(?: [\w' ,-]+?)? (?:do you|are|have you)\b.*\b(?:hold|have|held|know|corpus|french|english|cover)|\bdo you (?:hold|have|cover)\b|"
     r"\bwhat (?:don't|do you not|can't|can you not) (?:you )?(?:know|answer)|\bwhat do you (?:know|hold|have|cover)\b|\bin (?:your|the) corpus\b|\bhow (?:many|current|up[- ]to[- ]date) .*(?:your (?:documents|corpus|sources|information))|"
     r"\bthe corpus (?:holds?|have|has|contains?|covers?|knows?)\b|\b(?:what|which|any) (?:\w+ )?(?:docs?|documents?|sources?|studies|papers|research) (?:do|have) you (?:got|have|hold|keep)\b|\ble corpus (?:contient|couvre|détient|a-t-il|a)\b|\bcorpus (?:contient|couvre)|"
     r"\bwhere (?:on the (?:web|internet)|online)\b|\b(?:web|internet) (?:address|page|link)\b|\burl\b|\bdoi\b|\bpmc (?:number|id)\b|\b(?:a|the) link (?:to|for)\b|"
     r"\b(?:adresse|page) (?:web|internet)\b|\badresse du site|\bun lien vers\b|\bsur (?:le web|internet)\b|"
     r"\bquels documents (?:avez|détenez|conservez|contient|sont en|y a)|\bque (?:contient|détenez|savez|ne savez)[- ]?(?:vous)?|\bvotre corpus\b|\bdans le corpus\b|\bque ne savez-vous pas\b"),
    ("replaced", r"\b(?:what|which) (?:\w+ ){0,3}(?:replace[sd]?|succeed(?:s|ed)|superseded?|took over)|\b(?:replaced|superseded|succeeded) by\b|\breplacement (?:of|for)\b|\bsuccessor\b|\bequivalent (?:of|to|in)\b|\bcorrespond"
     r"|\b(?:qu'est-ce qui|quelle? \w+|par quoi) (?:a |est |a été )?remplac|\bremplacée? par\b|\bsuccède|\béquivalent|\bdisposition .*remplace"),
    ("changed", r"\bwhat (?:has |have |had )?(?:\w+ )?chang|\bhow (?:did|has|have) .* chang|\bwhat (?:did|does) .* (?:change|amend|add|alter)\b|\bwhat('s| is) (?:new|different)\b|\bqu(?:'est-ce qui|e) .*chang|\bqu'a (?:changé|modifié|ajouté)|\bquels changements"),
    ("comparison", r"\bdifferen(?:ce|t|ces)\b|\bdiffers?\b|\bcompar(?:e|ed|ison)\b|\bversus\b|\bvs\.?\b|\bunlike\b|\bdistinguish|\bdifférences?\b|\bcompare[rz]?\b|\bpar rapport à\b"),
    ("status", r"\bstill (?:in force|law|apply|applies|valid|exists?|binding)|\b(?:in force|repealed|in effect|abolished|current law)\b|\bdoes .* (?:still )?(?:apply|exist)\b|\b(?:toujours|encore) en vigueur|\babrogée?s?\b|\ben vigueur\b|\bexiste(?:nt)?(?:-t-\w+)? (?:encore|toujours)"),
    ("deadline", r"\bhow long\b|\bhow many days\b|\bdeadline\b|\btime limit\b|\bnotice period\b|\bwithin (?:what|how)\b|\bby when\b|\bwait(?:ing period)?\b|\bcombien de (?:temps|jours)|\bdélai|\bdate limite|\bd'ici quand"),
    ("when", r"\bwhen\b|\bwhat (?:date|year|day|month)\b|\bin (?:what|which) year\b|\bsince when\b|\bquand\b|\bà quelle date|\ben quelle année|\bquelle (?:date|année)|\bdepuis quand"),
    ("figure", r"\bhow (?:many|much|large|big|often|far)\b|\bwhat (?:share|percentage|proportion|number|amount|figure|rate|fraction|sum|budget|cost)\b|\bwhat (?:was|is|were) the (?:share|percentage|proportion|number|amount|cost|budget|size)|"
     r"\bcombien\b|\bquel(?:le)? (?:part|proportion|pourcentage|montant|nombre|somme|budget|est le nombre)"),
    ("list", r"\b(?:list|name|enumerate|identify)\b (?:the|all|each|any)?|\bwhat are\b|\bwhat were\b|\bwhich (?:\w+ ){1,4}(?:are|were|count|qualify|fall|belong)|\bwhat (?:kinds|types|forms|ways|steps|criteria|factors|elements|conditions|services|themes|goals|objectives|priorities|recommendations|reasons|examples)|"
     r"\bquels (?:sont|étaient|furent)|\bquelles (?:sont|étaient|furent)|\bénumér|\bnomme[rz]?\b|\bquels? (?:types|critères|facteurs|services|éléments|objectifs|thèmes|étapes)"),
    ("definition", r"\bwhat (?:is|was|does) (?:an? |the )?(?:[\w\"“”«»]+[- ]?){1,6} mean|\bdefin(?:e|ed|ition)|\bmeaning of\b|\bwhat is (?:an?|the)?\b|\bwhat does .* stand for|\bqu'est-ce qu(?:e|'un)|\bdéfini|\bque (?:signifie|veut dire)|\bc'est quoi"),
    ("duty", r"\bmust\b|\bhave to\b|\brequired? to\b|\bobligat|\bduty|\bduties\b|\bneed to\b|\bdo we need\b|\bwhat does .* require\b|\bdoit\b|\bdoivent\b|\bobligations?\b|\btenue?s? de\b|\bfaut-il\b|\bdevons"),
    ("power", r"\bmay\b|\bcan\b|\bpower(?:s)?\b|\bauthori[tz]|\ballowed\b|\bpermit|\bpeut\b|\bpeuvent\b|\bpouvoirs?\b|\bpouvons"),
    ("who", r"\bwho(?:m|se)?\b|\bwhich (?:body|organi[sz]ation|person|minister|agency)|\bqui\b|\bquel (?:organisme|ministre)|\bpar qui\b|\bà qui\b"),
    ("reason", r"\bwhy\b|\breasons?\b|\bpurpose\b|\bpourquoi\b|\braisons?\b|\bbut de\b"),
    ("where", r"\bwhere\b|\boù\b"),
)  # fmt: skip
KIND_PATTERNS = tuple((kind, re.compile(words, re.I)) for kind, words in KIND_WORDS)
WHO_FIRST = re.compile(
    r"^\W*(?:and |et |so |but )?(?:who(?:m|se)?\b|to whom|by whom|qui\b|à qui|par qui)", re.I
)


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question made to stand alone: its text, what was asked now, the earlier subject, and a language it asked for."""

    text: str
    asked: str
    background: str = ""
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood; everything the search, the composer and the refusal decide by."""

    text: str
    asked: str
    background: str
    language: Language
    search_language: Language
    kind: Kind
    yes_no: bool
    moment: Moment
    as_of: date
    today: date
    references: tuple[Reference, ...] = ()
    documents: tuple[str, ...] = ()
    expansions: dict[str, float] = field(default_factory=dict)
    dated: bool = False
    term: str = ""

    @property
    def historical(self) -> bool:
        """Whether the question asks about the law of a day that has passed."""
        return self.dated and self.as_of < self.today

    @property
    def plain(self) -> str:
        """What is asked now, without the day it names: the day decides which law counts, not which words matter."""
        return self.asked.replace(self.moment.text, " ") if self.moment.text else self.asked


def read_question(request: Request, standalone: Standalone, knowledge: Knowledge, today: date) -> Question:
    """What a stand-alone question asks; `request` gives the fields that overrule what the words say."""
    text, asked = standalone.text, standalone.asked
    spoken = detect_language(request.question if len(request.question) > 12 else text)
    language = request.language or standalone.language or spoken
    moment = read_moment(asked)
    if moment == Moment() and standalone.background:
        moment = read_moment(standalone.background)
    as_of = request.as_of or moment.day or today
    return Question(
        text=text,
        asked=asked,
        background=standalone.background,
        language=language,
        search_language=detect_language(text),
        kind=read_kind(asked),
        yes_no=bool(asked_form(asked)),
        moment=moment,
        as_of=as_of,
        today=today,
        references=tuple(find_references(text)),
        documents=tuple(dict.fromkeys(m.key for m in knowledge.instruments.find(text))),
        expansions=knowledge.expansions(text),
        dated=request.as_of is not None or moment.day is not None,
        term=term_asked(asked, knowledge),
    )


def read_kind(question: str) -> Kind:
    """The kind of answer that a question wants, by its own words."""
    if WHO_FIRST.match(question):
        return "who"
    return next((kind for kind, pattern in KIND_PATTERNS if pattern.search(question)), "general")


def detect_language(text: str) -> Language:
    """English or French, by function words and accents; English when nothing tells."""
    words = re.findall(r"[^\W\d_]+", text.lower().replace("’", "'"))
    french = sum(word in FRENCH_WORDS for word in words) + sum(fold(word) != word for word in words)
    english = sum(word in ENGLISH_WORDS for word in words)
    return "fr" if french > english else "en"

"""From a question to ranked evidence: search, fold what is the same in two languages, weigh, order."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from typing import Protocol, TypeVar

import numpy as np

from corpus.passage import Language, Passage
from index.hit import Filters, Hit, Query
from index.hybrid import SearchIndex, addresses_of
from index.tokens import tokenize
from server.answer import Request
from server.answer_type import FIT, fit_features, has_shape
from server.document_words import FEATURES as DOCUMENT_WORDS, DocumentWords
from server.knowledge import Knowledge, fold
from server.near_misses import SAME, NearMisses, meaning_features, question_bag, question_bags, word_features
from server.places import places
from server.question import Question
from server.question_bags import QuestionBags
from server.spelling import Speller

K = TypeVar("K")

POOL = 80
READ = 8  # candidates that the reader looks at
OFTEN = 8  # how much more often the acronym stands before a term is searched as it
CERTAIN = 8.0  # log odds beyond which the reader is not believed any further
GLOSSARY, GLOSSARY_ANCHOR = "terms", "term.{}"  # the brief of the glossary, and where it explains a term
DOCUMENT_CARD = "document."  # what the anchor of a document's card begins with
BACKGROUND = 0.35  # what the conversation's earlier subject counts for beside what is asked now

# What ends like a French imperfect and is none. Folded.
NO_IMPERFECT = "fait|refait|parfait|satisfait|sait|plait|nait|parait|apparait|disparait|connait|trait|extrait|retrait|attrait|souhait|lait"
# Words by which a question about the past is known: past tenses, bodies that are gone, what is called old. Folded.
PAST = re.compile(
    r"\b(?:did|was|were|had|could|used to|old|former(?:ly)?|previous(?:ly)?|earlier|back then|histor\w+|before|until|lhins?|ccacs?|"
    r"fut|furent|a-t-(?:il|elle|on)|ont-(?:ils|elles)|ancien(?:ne)?s?|auparavant|avant|rliss|reseaux? loca(?:l|ux)|casc)\b|"
    rf"\b(?!(?:{NO_IMPERFECT})\b)\w{{2,}}(?:ait|aient)\b"
)
# The address of a fact about another instrument than the one that the brief restates: "LHSIA, s. 27 (3)".
BORROWED = re.compile(r"[^\d]{3,}, ss?\. ")

FEATURES = (
    "text", "question", "terms", "coverage", "own_words", "document", "other_document", "address", "in_force",
    "not_in_force", "open", "shape", "document_share", "section_share", "recalled", "base", "card_asked",
    "card_unasked", "digest", "official", "borrowed", "same_place", "other_place",
    "past_unasked", "term_asked", "reader", *FIT, *DOCUMENT_WORDS,
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A passage that may answer, in the question's language where a twin exists, with what speaks for it."""

    passage: Passage
    features: Mapping[str, float]
    score: float
    hit_scores: Mapping[str, float]

    @property
    def id(self) -> str:
        """The passage's id."""
        return self.passage.id


@dataclass(frozen=True, slots=True)
class Ranker:
    """A linear ranker: a weight per feature."""

    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        """The weighted sum of the features."""
        return sum(self.weights.get(name, 0.0) * value for name, value in features.items())


def load_ranker() -> Ranker:
    """The ranker that ships, trained by `lhsia eval --train` on the development questions."""
    text = resources.files("server").joinpath("data/ranker.json").read_text(encoding="utf-8")
    return Ranker(json.loads(text)["weights"])


class Vocabulary:
    """The tokens of every passage held, and how rare each is, for weighing which words of a question matter."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._own = {p.id: frozenset(tokenize(p.text, p.language)) for p in passages}
        self._all = {p.id: self._own[p.id] | frozenset(tokenize(_around(p), p.language)) for p in passages}
        self._counts = Counter(token for tokens in self._all.values() for token in tokens)
        self._total = max(len(self._all), 1)

    def own(self, passage: Passage) -> frozenset[str]:
        """The tokens of a passage's text."""
        return self._own[passage.id]

    def everything(self, passage: Passage) -> frozenset[str]:
        """The tokens of a passage's text, headings and search aids."""
        return self._all[passage.id]

    def weight(self, token: str) -> float:
        """Inverse document frequency, as in BM25 (Robertson and Zaragoza, 2009); an unknown token is the rarest."""
        count = self._counts.get(token, 0)
        return math.log(1 + (self._total - count + 0.5) / (count + 0.5))

    def known(self, token: str) -> bool:
        """Whether any passage holds the token."""
        return token in self._counts


def _around(passage: Passage) -> str:
    """What stands around a passage's text: address, title, headings and search aids."""
    return " ".join((passage.address, passage.title, *passage.heading_path, *passage.questions))


class PassageReader(Protocol):
    """What judges a question and a passage together."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """For each passage the log odds that it answers the question."""


class EvidenceFinder:
    """Finds and ranks the passages that may answer a question."""

    def __init__(
        self,
        index: SearchIndex,
        knowledge: Knowledge,
        ranker: Ranker,
        reader: PassageReader | None = None,
        near_misses: NearMisses | None = None,
    ) -> None:
        """Without a reader the candidates keep the order that the ranker gives them."""
        self.index = index
        self.knowledge = knowledge
        self.ranker = ranker
        self.reader = reader
        self.near_misses = near_misses
        self._twins: dict[tuple[str, str], dict[Language, Passage]] = defaultdict(dict)
        for passage in index.generation.passages:
            if passage.anchor:
                self._twins[passage.document_id, passage.anchor][passage.language] = passage

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Token rarities over the whole index."""
        return Vocabulary(self.index.generation.passages)

    @cached_property
    def speller(self) -> Speller:
        """Corrects words that no passage holds."""
        passages = self.index.generation.passages
        return Speller(" ".join((p.text, p.title, *p.questions)) for p in passages)

    def find(self, question: Question, request: Request) -> list[Candidate]:
        """Candidates, best first."""
        filters = Filters(
            as_of=question.as_of if question.dated else None,
            kinds=request.kinds,
            documents=request.documents,
        )
        text = self.searched(question)
        language = question.search_language
        addresses = self._addresses(question)
        hits = self.index.search(
            Query(text, POOL, filters, question.expansions, addresses, language=language)
        )
        folded = self._fold(hits, language)
        if entry := self._glossary_entry(question):
            folded.setdefault(entry.id, (entry, {}))
        return self.read(question, self.rank(question, folded))

    def _glossary_entry(self, question: Question) -> Passage | None:
        """What the glossary says of the one term that the question asks for."""
        anchor = GLOSSARY_ANCHOR.format(question.term)
        return self.fact(GLOSSARY, anchor, question.search_language) if question.term else None

    def read(self, question: Question, ranked: Sequence[Candidate]) -> list[Candidate]:
        """The candidates after the reader has weighed the best READ of them; the others count as its worst."""
        if self.reader is None:
            return list(ranked)
        odds = self.reader.scores(self.searched(question), [self.shown(c.passage) for c in ranked[:READ]])
        least = min(odds, default=0.0)
        weighed = [self._weigh(c, odds[i] if i < READ else least) for i, c in enumerate(ranked)]
        return sorted(weighed, key=lambda c: (-c.score, c.id))

    def searched(self, question: Question) -> str:
        """The question as it is searched and read: spelled as the corpus spells, acronyms where it has them."""
        language = question.search_language
        return self.speller.correct(
            self.knowledge.abbreviated(question.text, language, self._acronyms[language])
        )

    @cached_property
    def _acronyms(self) -> Mapping[Language, frozenset[str]]:
        """The terms that the corpus, in a language, writes as their acronym OFTEN times as often as in full."""
        found: dict[Language, frozenset[str]] = {}
        for language in ("en", "fr"):
            held = " ".join(
                f"{p.text} {' '.join(p.questions)}"
                for p in self.index.generation.passages
                if p.language == language
            )
            found[language] = frozenset(
                term.id
                for term in self.knowledge.glossary
                for long, short in [
                    (term.fr, term.short_fr) if language == "fr" else (term.en, term.short_en)
                ]
                if short and short[0].isupper() and held.count(short[0]) >= OFTEN * max(1, held.count(long))
            )
        return found

    def _weigh(self, candidate: Candidate, odds: float) -> Candidate:
        features = {**candidate.features, "reader": max(-CERTAIN, min(CERTAIN, odds))}
        return replace(candidate, features=features, score=self.ranker.score(features))

    def _addresses(self, question: Question) -> tuple[tuple[str, str], ...]:
        """Provisions to look up: in the documents named, or in any Act when none is named."""
        instruments = [d for d in question.documents if self._is_law(d)] or [""]
        pairs = [(d, r.address or r.regulation) for r in question.references for d in instruments]
        return tuple(dict.fromkeys(pairs))

    def _is_law(self, document_id: str) -> bool:
        entry = self.knowledge.catalogue.get(document_id)
        return entry is not None and entry.kind in ("statute", "regulation")

    def _fold(self, hits: Sequence[Hit], language: Language) -> dict[str, tuple[Passage, dict[str, float]]]:
        """One entry per fact: the passage in the question's language if there is one, with the best scores of either."""
        folded: dict[str, tuple[Passage, dict[str, float]]] = {}
        for hit in hits:
            passage = hit.passage
            twins = self._twins.get((passage.document_id, passage.anchor)) if passage.anchor else None
            shown = twins.get(language, passage) if twins else passage
            _, scores = folded.setdefault(shown.id, (shown, {}))
            for name, value in hit.scores.items():
                scores[name] = max(value, scores.get(name, value))
        return folded

    def rank(
        self, question: Question, folded: Mapping[str, tuple[Passage, Mapping[str, float]]]
    ) -> list[Candidate]:
        """Features and scores, best first; ties broken by id."""
        if not folded:
            return []
        best_terms = max((s.get("terms", 0.0) for _, s in folded.values()), default=0.0) or 1.0
        documents, sections = _shares(folded.values())
        tokens = self.question_weights(question)
        language = question.search_language
        about = {name: self._document_words.features(name, language, tokens) for name in documents}
        candidates = []
        for passage, scores in folded.values():
            features = {
                "text": scores.get("vector.text", 0.0),
                "question": scores.get("vector.question", 0.0),
                "terms": scores.get("terms", 0.0) / best_terms,
                "base": scores.get("fused", 0.0),
                "document_share": documents[passage.document_id],
                "section_share": sections[passage.document_id, passage.heading_path],
                **self._word_features(passage, tokens),
                **self._law_features(passage, question),
                **fit_features(question, passage, self.vocabulary.everything(passage)),
                **about[passage.document_id],
            }
            candidates.append(Candidate(passage, features, self.ranker.score(features), scores))
        return sorted(candidates, key=lambda c: (-c.score, c.id))

    def misses(self, question: Question, *, apart_from_itself: bool = False) -> Mapping[str, float]:
        """How near the question is to those known to have no answer; empty where none ship for the model.

        A question that is one of those known is its own neighbour, unless it is set apart, as for training.
        """
        known = self.near_misses
        if known is None:
            return {}
        text = self.searched(question)
        bag = question_bag(text, question.asked, question.search_language)
        misses, hits = known.cosines(self.index.embed(text), self.index.answered)
        misses_by_words, hits_by_words = (bags.cosines(bag) for bags in self._known_bags)
        if apart_from_itself:
            for cosines, by_words, shipped in (
                (misses, misses_by_words, known.vectors),
                (hits, hits_by_words, known.answered),
            ):
                own = np.flatnonzero(cosines[: len(shipped)] > SAME)
                cosines[own] = by_words[own] = 0.0
        return {**meaning_features(misses, hits), **word_features(misses_by_words, hits_by_words)}

    @cached_property
    def _known_bags(self) -> tuple[QuestionBags, QuestionBags]:
        """The questions known to have no answer, and those known to have one, as bags of words."""
        known = self.near_misses
        passages = self.index.generation.passages
        at_hand = [question_bag(text, text, p.language) for p in passages for text in p.questions]
        misses, answered = (known.bags, known.answered_bags) if known else ((), ())
        weight = self.vocabulary.weight
        return question_bags(misses, weight), question_bags([*answered, *at_hand], weight)

    @cached_property
    def _document_words(self) -> DocumentWords:
        return DocumentWords(self.index.generation.passages, self.knowledge.catalogue)

    def shown(self, passage: Passage) -> str:
        """A passage as the reader sees it."""
        title = self.knowledge.short(passage.document_id, passage.language)
        return shown(title, passage.heading_path, passage.text)

    def _asks_past(self, passage: Passage, question: Question) -> bool:
        """Whether a rule that has ended is what a question may be about: it names its law, a day, or the past.

        Who asks whether a law still holds is not asking for any of its rules that ended.
        """
        if question.dated:
            return True
        if passage.document_id in question.documents and (question.references or question.kind != "status"):
            return True
        return not question.moment.now and PAST.search(fold(question.text)) is not None

    def _place_features(self, passage: Passage, question: Question) -> dict[str, float]:
        """Whether the passage is about a network that the question names, or only about others."""
        asked, told = places(question.text), self._places[passage.id]
        return {
            "same_place": float(bool(asked & told)),
            "other_place": float(bool(asked and told) and not asked & told),
        }

    @cached_property
    def _places(self) -> Mapping[str, frozenset[str]]:
        return {p.id: places(f"{p.context} {p.text}") for p in self.index.generation.passages}

    def fact(self, document_id: str, anchor: str, language: Language) -> Passage | None:
        """A brief's fact by its anchor, in a language."""
        return self._twins.get((document_id, anchor), {}).get(language)

    def twin(self, passage: Passage, language: Language) -> Passage | None:
        """The same fact in another language, where the brief has it."""
        return (
            self._twins.get((passage.document_id, passage.anchor), {}).get(language)
            if passage.anchor
            else None
        )

    def question_weights(self, question: Question) -> dict[str, float]:
        """The question's tokens with their rarity."""
        weights = {
            token: BACKGROUND * self.vocabulary.weight(token)
            for token in tokenize(question.background, question.search_language)
        }
        return weights | {
            token: self.vocabulary.weight(token)
            for token in tokenize(self.speller.correct(question.plain), question.search_language)
        }

    def _word_features(self, passage: Passage, tokens: Mapping[str, float]) -> dict[str, float]:
        total = sum(tokens.values()) or 1.0
        everything, own = self.vocabulary.everything(passage), self.vocabulary.own(passage)
        return {
            "coverage": sum(w for t, w in tokens.items() if t in everything) / total,
            "own_words": sum(w for t, w in tokens.items() if t in own) / total,
        }

    def _law_features(self, passage: Passage, question: Question) -> dict[str, float]:
        named = passage.document_id in question.documents
        addresses = set(addresses_of(passage))
        asked = {r.address or r.regulation for r in question.references}
        law_asked = not question.documents or named or not any(self._is_law(d) for d in question.documents)
        holds = passage.validity.holds_on(question.as_of)
        return {
            "document": float(named),
            "other_document": float(bool(question.documents) and not named),
            "address": float(law_asked and bool(asked & addresses)) if asked else 0.0,
            "in_force": float(passage.is_law() and holds),
            "not_in_force": float(passage.is_law() and not holds),
            "past_unasked": float(
                passage.validity.ended_by(question.as_of) and not self._asks_past(passage, question)
            ),
            "open": float(passage.confidence == "open"),
            "recalled": float(passage.confidence == "recalled"),
            "official": float(passage.authority == "official"),
            "digest": float(passage.kind in ("timeline", "glossary")),
            "borrowed": float(BORROWED.match(passage.address) is not None),
            "card_asked": _card_asked(passage, question),
            "card_unasked": float(passage.kind == "catalogue" and question.kind != "corpus"),
            "shape": float(has_shape(question, passage)),
            "term_asked": float(
                bool(question.term) and passage.anchor == GLOSSARY_ANCHOR.format(question.term)
            ),
            **self._place_features(passage, question),
        }


def _card_asked(passage: Passage, question: Question) -> float:
    """1 for a card where the corpus is asked about, 2 where it is the card of a document that the question names."""
    if passage.kind != "catalogue" or question.kind != "corpus":
        return 0.0
    return 1.0 + float(passage.anchor.removeprefix(DOCUMENT_CARD) in question.documents)


def shown(title: str, headings: Sequence[str], text: str) -> str:
    """A passage as the reader sees it: the document's short title, the nearest heading, the words.

    >>> shown("LHSIA", ("Part V", "s. 27 Voluntary integration"), "A provider gives notice.")
    'LHSIA > s. 27 Voluntary integration: A provider gives notice.'
    """
    return f"{' > '.join((title, *headings[-1:]))}: {text}"


def _shares(
    entries: Iterable[tuple[Passage, Mapping[str, float]]],
) -> tuple[dict[str, float], dict[tuple[str, tuple[str, ...]], float]]:
    """How much of the fused score each document and each section gathers, relative to the largest."""
    documents: dict[str, list[float]] = defaultdict(list)
    sections: dict[tuple[str, tuple[str, ...]], list[float]] = defaultdict(list)
    for passage, scores in entries:
        documents[passage.document_id].append(scores.get("fused", 0.0))
        sections[passage.document_id, passage.heading_path].append(scores.get("fused", 0.0))
    return _relative(documents), _relative(sections)


def _relative(groups: Mapping[K, list[float]]) -> dict[K, float]:
    sums = {key: sum(sorted(values, reverse=True)[:4]) for key, values in groups.items()}
    largest = max(sums.values(), default=0.0) or 1.0
    return {key: value / largest for key, value in sums.items()}

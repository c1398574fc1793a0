"""How likely it is that the evidence answers the question: the model behind refusal and the shown confidence."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from index.tokens import tokenize
from server.answer_type import FIT, asks_names
from server.evidence import READ, Candidate, Vocabulary
from server.knowledge import fold
from server.near_misses import FEATURES as MISSES
from server.question import Question

# What is counted as missing for all of the best passages too, not only for the first.
UNMET = ("kinds_unmet", "things_unmet", "count_unmet", "year_missing", "focus_missing", "list_short")
SUPPORT_FEATURES = (
    "bias", "top", "margin", "text", "question", "coverage", "union", "rarest_missing", "unknown", "names_missing",
    "numbers_missing", "shape_missing", "elsewhere", "open", "length", "near_question", "near_text", "words_found",
    "best_terms", "asks_figure", "asks_definition", "asks_yes_no", "reader", "reader_first", "reader_second",
    "follows", "asked_union", "asked_missing", "neighbour", "asks_names", *MISSES, *FIT, *(f"{name}_all" for name in UNMET),
)  # fmt: skip

# Cosines from which on a question or a text is not only on the subject but nearly the same.
NEAR_QUESTION, NEAR_TEXT = 0.75, 0.6
# Places whose law is not Ontario's, by their names: a question that names one is answered only by text that names it too.
LANDS = {
    "british columbia": r"british columbia|b\.?c\.?|colombie-britannique",
    "alberta": r"alberta", "saskatchewan": r"saskatchewan", "manitoba": r"manitoba", "quebec": r"quebec(?:ois(?:es?)?)?",
    "new brunswick": r"new brunswick|nouveau-brunswick", "nova scotia": r"nova scotia|nouvelle-ecosse",
    "newfoundland": r"newfoundland|terre-neuve", "prince edward island": r"prince edward island|ile-du-prince-edouard",
    "yukon": r"yukon", "nunavut": r"nunavut", "northwest territories": r"northwest territories|territoires du nord-ouest",
    "united states": r"united states|u\.s(?:\.a)?|usa|(?:in|of|from) the us|american\w*|etats-unis|americaine?s?",
    "united kingdom": r"england|united kingdom|nhs|angleterre|royaume-uni", "australia": r"australi[ae]\w*", "france": r"france",
    "federal": r"federal|federale?s?|federaux",
}  # fmt: skip
UNITED_STATES = re.compile(r"\bUS\b")  # folded, the country would be a pronoun
ELSEWHERE = {land: re.compile(rf"\b(?:{names})(?!\w)") for land, names in LANDS.items()}
# Fields beside this one, by their telling words: tax, billing, clinical advice, jobs, visits, somebody's own case. A question
# with such a word is answered only by text that has it too.
NEIGHBOUR = re.compile(
    r"\b(?:tax(?:es|able|ation)?|hst|gst|tvh|tps|impots?|fisca\w+|agence du revenu|droits? de mutation|cra|ohip|"
    r"fee codes?|billing|honoraires|doses?|dosages?|symptom\w*|signes? d'une?|medication\w*|medicaments?|antibioti\w+|"
    r"insulin\w*|exercises?|exercices?|side effects?|vaccin\w*|diagnos\w+|posologie|physio\w*|referral|referal|hiring|"
    r"job (?:offers?|openings?|postings?|ads?|search)|jobs? (?:at|with|available|for)|vacanc\w+|salar\w+|salaires?|wages?|cv|embauch\w+|postes? d\w+|parking|(?<!queen's )park|stationnement|visiting|visites?|"
    r"opening hours|phone number|numero de telephone|cafeteria|sue|lawsuit|poursui\w+|testament|privacy|vie privee|grieve\w*|"
    r"severance|my (?:mother|father|wife|husband|son|daughter|aunt|mom|dad|late)|ma mere|mon pere|ma femme|mon mari)\b"
)
EVERYWHERE = frozenset(("ontario", "l'ontario", "ontario's"))
CAPITALISED = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-ZÀ-Ý][\w'’-]{2,}")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class SupportModel:
    """A logistic model over the features of a question and its evidence, fitted on the development questions.

    `usual` stands in for features that are not known. A question is answered from the probability `answer_from` on; a
    part of one counts as missing below `missing_below`.
    """

    weights: Mapping[str, float]
    usual: Mapping[str, float]
    answer_from: float
    missing_below: float

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability that the evidence answers the question."""
        known = {**self.usual, **features}
        score = sum(self.weights.get(name, 0.0) * value for name, value in known.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def load_support_model() -> SupportModel:
    """The model that ships."""
    value = json.loads(resources.files("server").joinpath("data/support.json").read_text(encoding="utf-8"))
    return SupportModel(value["weights"], value["usual"], value["answer_from"], value["missing_below"])


def support_features(
    question: Question,
    ranked: Sequence[Candidate],
    weights: Mapping[str, float],
    vocabulary: Vocabulary,
    misses: Mapping[str, float],
    *,
    left_open: bool,
) -> dict[str, float]:
    """What speaks for and against the evidence answering; `weights` are the question's tokens with their rarity.

    `misses` tell how near the question is to those that the shipped corpus does not answer; they are left out where the
    best evidence is somebody else's text. `left_open` says that the best evidence only tells that the answer is not known.
    """
    total = sum(weights.values()) or 1.0
    top = ranked[:4]
    held = frozenset[str]().union(*(vocabulary.everything(c.passage) for c in top))
    missing = {token: weight for token, weight in weights.items() if token not in held}
    told = " ".join(f"{c.passage.text} {c.passage.context} {' '.join(c.passage.questions)}" for c in top)
    words = fold(UNITED_STATES.sub("USA", told))
    best = ranked[0].features if ranked else {}
    own = bool(ranked) and ranked[0].passage.authority == "brief"
    read = sorted((c.features["reader"] for c in ranked[:READ] if "reader" in c.features), reverse=True)
    return {
        "bias": 1.0,
        "top": ranked[0].score if ranked else -5.0,
        "margin": ranked[0].score - ranked[min(9, len(ranked) - 1)].score if ranked else 0.0,
        "text": max((c.features["text"] for c in top), default=0.0),
        "question": max((c.features["question"] for c in top), default=0.0),
        "coverage": best.get("coverage", 0.0),
        "union": 1.0 - sum(missing.values()) / total,
        "rarest_missing": max(missing.values(), default=0.0) / 10.0,
        "unknown": sum(w for t, w in weights.items() if not vocabulary.known(t)) / total,
        "names_missing": float(len(_missing_names(question, words))),
        "numbers_missing": float(len(_missing_numbers(question, words))),
        **{name: best.get(name, 0.0) for name in FIT},
        **{f"{name}_all": min((c.features[name] for c in top), default=1.0) for name in UNMET},
        "shape_missing": float(
            question.kind in ("figure", "when", "deadline") and not best.get("shape", 0.0)
        ),
        "elsewhere": float(bool(_lands(fold(question.text)) - _lands(words))),
        "open": float(left_open),
        "length": math.log1p(len(weights)),
        "near_question": max(
            (c.features["question"] - NEAR_QUESTION for c in top if c.features["question"] > NEAR_QUESTION),
            default=0.0,
        ),
        "near_text": max(
            (c.features["text"] - NEAR_TEXT for c in top if c.features["text"] > NEAR_TEXT), default=0.0
        ),
        "words_found": max((c.hit_scores.get("terms", 0.0) for c in ranked), default=0.0) / 10.0,
        "best_terms": best.get("terms", 0.0),
        "asks_figure": float(question.kind == "figure"),
        "asks_definition": float(question.kind == "definition"),
        "asks_yes_no": float(question.yes_no),
        "asks_names": float(asks_names(question)),
        **_reader_features(read, best),
        **_asked_features(question, weights, held),
        "neighbour": float(any(m[0] not in words for m in NEIGHBOUR.finditer(fold(question.asked)))),
        **(misses if own or not ranked else {}),
    }


def _asked_features(
    question: Question, weights: Mapping[str, float], held: frozenset[str]
) -> dict[str, float]:
    """For a follow-up, how much of what is asked now the evidence holds; the subject it takes over is held anyway."""
    if not question.background:
        return {"follows": 0.0, "asked_union": 0.0, "asked_missing": 0.0}
    taken_over = set(tokenize(question.background, question.search_language))
    asked = {token: weight for token, weight in weights.items() if token not in taken_over}
    missing = [weight for token, weight in asked.items() if token not in held]
    total = sum(asked.values()) or 1.0
    union = 1.0 - sum(missing) / total
    return {"follows": 1.0, "asked_union": union, "asked_missing": max(missing, default=0.0) / 10.0}


def _reader_features(read: Sequence[float], best: Mapping[str, float]) -> dict[str, float]:
    """The reader's best odds, those of the best candidate, and the second best; none where nothing was read."""
    if not read:
        return {}
    return {"reader": read[0], "reader_first": best["reader"], "reader_second": read[min(1, len(read) - 1)]}


def _lands(text: str) -> set[str]:
    """The places elsewhere that a folded text names."""
    return {land for land, pattern in ELSEWHERE.items() if pattern.search(text)}


def _missing_names(question: Question, words: str) -> set[str]:
    """Names of the question that no evidence holds; what all of the corpus is about need not be said again."""
    names = {fold(match[0]).removesuffix("'s") for match in CAPITALISED.finditer(question.plain)}
    spaced = words.replace("-", " ")
    return {name for name in names - EVERYWHERE if name.replace("-", " ") not in spaced}


def _missing_numbers(question: Question, words: str) -> set[str]:
    """Numbers of the question that no evidence holds; days and provisions it names are looked up, not matched."""
    text = question.plain
    for reference in question.references:
        text = text.replace(reference.text, " ")
    return {number for number in NUMBER.findall(text) if number not in words}

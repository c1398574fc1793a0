"""Fitting the ranker and the refusal model on the development questions that ship; `lhsia eval --train` writes both.

Only development and calibration questions are used, never the reported ones. The ranker is a softmax over candidates with
bounded weights (what speaks for a passage may not speak against it); the refusal model is a logistic regression.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from eval.fit_reader import read_near_misses
from eval.questions import SHIPPED, Question, load_questions
from server.answer_type import FIT
from server.assistant import Assistant
from server.conversation import make_standalone
from server.evidence import FEATURES, Candidate, Ranker
from server.near_misses import FEATURES as MISSES, packed, packed_bags, question_bag
from server.question import Question as Read, read_question
from server.question_bags import Bag
from server.readings import normalize
from server.support import SUPPORT_FEATURES, SupportModel

DEVELOPMENT = "development.jsonl"
CALIBRATION = (
    "calibration.jsonl",
    "calibration_wide.jsonl",
    "calibration_everyday.jsonl",
    "calibration_hard.jsonl",
)
TRAINING_FILES = (DEVELOPMENT, *CALIBRATION)
# The questions that users may ask; those of the last two files are harder than theirs on purpose.
USUAL = TRAINING_FILES[:3]
# A weight that must not be negative, and one that must not be positive.
FOR = frozenset(
    "text question terms coverage own_words address shape document document_share section_share base reader same_place count_met "
    "document_words title_words".split()
)
AGAINST = frozenset(("other_document", "borrowed", "other_place", *FIT)) - FOR
# Set by hand: the questions hold too few about the corpus itself, one provision, an acronym, or official text to learn these from.
# Official text outranks the brief of the same instrument; a rule that has ended is no answer to a question about today, and an
# event of the timeline is no rule.
FIXED = {
    "past_unasked": -4.0,
    "card_asked": 5.0,
    "card_unasked": -1.0,
    "term_asked": 16.0,
    "official": 1.0,
    "digest": -1.5,
}
SMALLEST = {"address": 1.0}
READ_ONLY = ("reader", "reader_first", "reader_second")
# The share of answerable questions to weigh for, the share of them that may be refused, and how far below the threshold
# of a whole question that of a part lies.
ANSWERABLE, FALSE_REFUSALS, MISSING_SHARE = 0.8, 0.05, 0.4
RIDGE = 0.05  # the inverse strength of the refusal model's ridge penalty
FITTED = tuple(name for name in FEATURES if name not in FIXED)

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A training question as it was read, with its candidates, and the file that it is from."""

    question: Question
    read: Read
    candidates: Sequence[Candidate]
    file: str


def collect(assistant: Assistant) -> list[Example]:
    """Every training question with what the assistant's search finds for it."""
    examples = []
    for name in TRAINING_FILES:
        for question in load_questions(SHIPPED / name):
            request = question.request()
            standalone = make_standalone(request.question, request.history, assistant.finder.knowledge)
            read = read_question(request, standalone, assistant.finder.knowledge, assistant.today())
            found = assistant.finder.find(read, request)
            examples.append(Example(question, read, found, name))
    return examples


def fit_ranker(examples: Sequence[Example]) -> dict[str, float]:
    """Weights per feature that put passages stating a fact asked for, in an accepted document, before the others.

    The loss is listwise (Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", ICML 2007): the share
    of a softmax over a question's candidates that falls on good ones, with a ridge penalty and the sign bounds.
    """
    lists, good = [], []
    for example in examples:
        states = np.array([_states_a_fact(example.question, c) for c in example.candidates], dtype=bool)
        if states.any():
            lists.append(np.array([[c.features[name] for name in FITTED] for c in example.candidates]))
            good.append(states)
    found = dict(zip(FITTED, _bounded_softmax(lists, good), strict=True)) | FIXED
    return found | {name: max(found[name], least) for name, least in SMALLEST.items()}


def _states_a_fact(question: Question, candidate: Candidate) -> bool:
    passage = candidate.passage
    return passage.document_id in question.documents and any(
        fact.stated_in(normalize(passage.text)) for fact in question.facts
    )


def _bounded_softmax(lists: Sequence[Matrix], good: Sequence[NDArray[np.bool_]]) -> list[float]:
    """Weights under the sign bounds, by L-BFGS-B; one matrix of features and one mask of good rows per question."""
    scale = np.vstack(lists).std(axis=0) + 1e-6
    scaled = [features / scale for features in lists]

    def loss(v: Matrix) -> tuple[float, Matrix]:
        total, gradient = 0.5 * float(v @ v), v.copy()
        for features, states in zip(scaled, good, strict=True):
            share = softmax(features @ v)
            kept = max(float(share[states].sum()), 1e-12)
            total -= math.log(kept)
            gradient += features.T @ (share - np.where(states, share / kept, 0.0))
        return total, gradient

    bounds = [(0, None) if n in FOR else (None, 0) if n in AGAINST else (None, None) for n in FITTED]
    result = minimize(loss, np.zeros(len(FITTED)), jac=True, bounds=bounds, method="L-BFGS-B")
    return [float(value) for value in result.x / scale]


def fit_support(examples: Sequence[Example], assistant: Assistant, ranker: Ranker) -> SupportModel:
    """The refusal model: answerable or not, by the evidence as the new ranker orders it.

    The training questions hold as many without an answer as with one; they are weighed so that ANSWERABLE of them have
    one, as in the sets that score the assistant, so that a probability means what it says there. Where nothing was read,
    the reader's features count as for questions without an answer; where the near misses do not apply, as on average.
    """
    names = [name for name in SUPPORT_FEATURES if name != "bias"]
    known = np.array([_support_row(example, assistant, ranker, names) for example in examples])
    usual = np.nanmean(known, axis=0)
    table = np.where(np.isnan(known), usual, known)
    labels = np.array([example.question.answerable for example in examples])
    share = labels.mean()
    weights = np.where(labels, ANSWERABLE / share, (1 - ANSWERABLE) / (1 - share))
    model = make_pipeline(StandardScaler(), LogisticRegression(C=RIDGE, max_iter=4000))
    guesses = cross_val_predict(
        model,
        table,
        labels,
        cv=10,
        method="predict_proba",
        params={"logisticregression__sample_weight": weights},
    )[:, 1]
    usual_ones = labels & np.array([example.file in USUAL for example in examples])
    answer_from = float(np.quantile(guesses[usual_ones], FALSE_REFUSALS))
    model.fit(table, labels, logisticregression__sample_weight=weights)
    scaler, logistic = model[0], model[1]
    fitted = logistic.coef_[0] / scaler.scale_
    bias = float(logistic.intercept_[0] - (fitted * scaler.mean_).sum())
    found = {"bias": bias, **dict(zip(names, fitted.tolist(), strict=True))}
    without_answer = np.nanmean(known[~labels], axis=0)
    stand_in = {name: float(usual[names.index(name)]) for name in MISSES}
    stand_in |= {name: float(without_answer[names.index(name)]) for name in READ_ONLY}
    return SupportModel(found, stand_in, answer_from, MISSING_SHARE * answer_from)


def _support_row(example: Example, assistant: Assistant, ranker: Ranker, names: Sequence[str]) -> list[float]:
    ranked = sorted(
        (replace(c, score=ranker.score(c.features)) for c in example.candidates),
        key=lambda c: (-c.score, c.id),
    )
    misses = assistant.finder.misses(example.read, apart_from_itself=True)
    features = assistant.judge(example.read, ranked, misses).features
    return [features.get(name, math.nan) for name in names]


def train(assistant: Assistant, folder: Path) -> list[Path]:
    """Fit both models and write ranker.json, support.json and near_misses.npz into a folder; give their paths.

    The refusal model is fitted with the near misses that the assistant holds; after a change of these, train twice.
    """
    examples = collect(assistant)
    ranker = fit_ranker(examples)
    support = fit_support(examples, assistant, Ranker(ranker))
    files = {
        "ranker.json": {"weights": _rounded(ranker)},
        "support.json": {
            "weights": _rounded(support.weights),
            "usual": _rounded(support.usual),
            "answer_from": round(support.answer_from, 4),
            "missing_below": round(support.missing_below, 4),
        },
    }
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    return [*(folder / name for name in files), write_near_misses(assistant, folder, examples)]


def write_near_misses(assistant: Assistant, folder: Path, examples: Sequence[Example]) -> Path:
    """Vectors and words of questions without and with an answer, as `server.near_misses` reads them.

    They are the near misses that train the reader and the calibration questions as they were searched, those of the
    development half excepted, which would else be told by themselves when they are asked. The questions that the corpus is
    known to answer come with its passages.
    """
    encode, path = assistant.finder.index.encoder.encode, folder / "near_misses.npz"
    misses: list[tuple[str, Bag]] = [
        (text, question_bag(text, text, language)) for text, _, language in read_near_misses()
    ]
    answered: list[tuple[str, Bag]] = []
    for example in examples:
        if example.file != DEVELOPMENT:
            read, kind = example.read, answered if example.question.answerable else misses
            text = assistant.finder.searched(read)
            kind.append((text, question_bag(text, read.asked, read.search_language)))
    bags = packed_bags([bag for _, bag in (*misses, *answered)])
    vectors, known = (packed(encode([text for text, _ in rows])) for rows in (misses, answered))
    arrays = {"vectors": vectors, "answered": known, **bags}
    np.savez_compressed(path, allow_pickle=False, **arrays)
    return path


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in weights.items()}

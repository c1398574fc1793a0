"""Fitting the ranker and the refusal model on the development questions that ship; `lhsia eval --train` writes both.

Only development and calibration questions are used, never the reported ones. The ranker is a logistic regression with
bounded weights (what speaks for a passage may not speak against it); the refusal model is one without bounds.
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
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from eval.fit_reader import NEAR_MISSES, read_questions
from eval.questions import SHIPPED, Question, load_questions
from server.assistant import Assistant
from server.conversation import make_standalone
from server.evidence import FEATURES, Candidate, Ranker
from server.near_misses import FEATURES as MISSES, packed
from server.question import Question as Read, read_question
from server.readings import normalize
from server.support import SUPPORT_FEATURES, SupportModel, support_features

TRAINING_FILES = ("development.jsonl", "calibration.jsonl", "calibration_hard.jsonl")
# The questions that users may ask; those of the third file are harder than theirs on purpose.
USUAL = TRAINING_FILES[:2]
# A weight that must not be negative, and one that must not be positive.
FOR = frozenset(
    "text question terms coverage own_words address shape document document_share section_share base reader same_place".split()
)
AGAINST = frozenset(("other_document", "digest", "borrowed", "other_place"))
# Set by hand: the questions hold too few about the corpus itself, one provision, or official text to learn these from.
# Official text outranks the brief of the same instrument; a rule that has ended is no answer to a question about today.
FIXED = {"past_unasked": -3.0, "card_asked": 5.0, "card_unasked": -1.0, "official": 1.0}
SMALLEST = {"address": 1.0}
READ_ONLY = ("reader", "reader_first", "reader_second")
# The share of answerable questions to weigh for, the share of them that may be refused, and how far below the threshold
# of a whole question that of a part lies.
ANSWERABLE, FALSE_REFUSALS, MISSING_SHARE = 0.8, 0.04, 0.4
FITTED = tuple(name for name in FEATURES if name not in ("bias", *FIXED))

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A training question as it was read, with its candidates; `usual` tells whether a user may ask the like."""

    question: Question
    read: Read
    candidates: Sequence[Candidate]
    usual: bool


def collect(assistant: Assistant) -> list[Example]:
    """Every training question with what the assistant's search finds for it."""
    examples = []
    for name in TRAINING_FILES:
        for question in load_questions(SHIPPED / name):
            request = question.request()
            standalone = make_standalone(request.question, request.history, assistant.finder.knowledge)
            read = read_question(request, standalone, assistant.finder.knowledge, assistant.today())
            found = assistant.finder.find(read, request)
            examples.append(Example(question, read, found, name in USUAL))
    return examples


def fit_ranker(examples: Sequence[Example]) -> dict[str, float]:
    """Weights per feature that tell passages stating a fact asked for, in an accepted document, from the others."""
    rows, labels, weights = [], [], []
    for example in examples:
        if not example.question.answerable or not example.question.facts:
            continue
        good = [_states_a_fact(example.question, candidate) for candidate in example.candidates]
        for candidate, is_good in zip(example.candidates, good, strict=True):
            rows.append([candidate.features[name] for name in FITTED])
            labels.append(float(is_good))
            weights.append(1 / sum(good) if is_good else 1 / len(good))
    x, y, w = np.array(rows), np.array(labels), np.array(weights)
    bias, fitted = _bounded_logistic(x, y, w)
    found = dict(zip(FITTED, fitted, strict=True)) | FIXED | {"bias": bias}
    return found | {name: max(found[name], least) for name, least in SMALLEST.items()}


def _states_a_fact(question: Question, candidate: Candidate) -> bool:
    passage = candidate.passage
    return passage.document_id in question.documents and any(
        fact.stated_in(normalize(passage.text)) for fact in question.facts
    )


def _bounded_logistic(x: Matrix, y: Matrix, w: Matrix) -> tuple[float, list[float]]:
    """Bias and weights of a ridge-penalised logistic regression under the sign bounds, by L-BFGS-B."""
    scale = x.std(axis=0) + 1e-6
    scaled = x / scale

    def loss(v: Matrix) -> tuple[float, Matrix]:
        p = 1 / (1 + np.exp(-(scaled @ v[1:] + v[0])))
        value = (
            -(w * (y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))).sum() + 0.5 * (v[1:] ** 2).sum()
        )
        gradient = w * (p - y)
        return float(value), np.r_[gradient.sum(), scaled.T @ gradient + v[1:]]

    bounds = [(None, None)] + [
        (0, None) if name in FOR else (None, 0) if name in AGAINST else (None, None) for name in FITTED
    ]
    result = minimize(loss, np.zeros(len(FITTED) + 1), jac=True, bounds=bounds, method="L-BFGS-B")
    return float(result.x[0]), [float(value) for value in result.x[1:] / scale]


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
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=4000))
    guesses = cross_val_predict(
        model,
        table,
        labels,
        cv=10,
        method="predict_proba",
        params={"logisticregression__sample_weight": weights},
    )[:, 1]
    usual_ones = labels & np.array([example.usual for example in examples])
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
    finder = assistant.finder
    weights, misses = finder.question_weights(example.read), finder.misses(example.read)
    features = support_features(example.read, ranked, weights, finder.vocabulary, misses)
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
    return [*(folder / name for name in files), write_near_misses(assistant, folder)]


def write_near_misses(assistant: Assistant, folder: Path) -> Path:
    """The vectors of the near misses, as `server.near_misses` reads them."""
    questions = [question for question, _, _ in read_questions(NEAR_MISSES)]
    np.savez_compressed(
        folder / "near_misses.npz", vectors=packed(assistant.finder.index.encoder.encode(questions))
    )
    return folder / "near_misses.npz"


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in weights.items()}

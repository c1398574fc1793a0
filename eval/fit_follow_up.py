"""Learns what tells a follow-up from a question that stands alone; writes server/data/follow_up.json.

Run `python -m eval.fit_follow_up [--rewrites FOLDER]`; the same material gives the same weights. Follow-ups are those of the
calibration questions and of the development half of our dialogues; questions that stand alone are the calibration
questions without a conversation, a twelfth of the briefs' own questions, and the dialogues' changes of subject. With a
folder of pairs (see `eval.rewrites`) its development part counts too, for SHARE of the whole.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from rich.console import Console
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from corpus.brief import read_briefs
from corpus.shipped import BRIEFS
from eval.dialogues import ALONE, read_dialogues
from eval.questions import SHIPPED, load_questions
from eval.rewrites import read_pairs
from eval.train import CALIBRATION
from index.tokens import tokenize
from server import follow_up
from server.conversation import is_unclear
from server.follow_up import FEATURES, follow_up_features
from server.knowledge import shipped_knowledge

TARGET = Path(follow_up.__file__).parent / "data" / "follow_up.json"
# Of a brief's questions every so many counts, with the one so many before it as the earlier one.
EVERY, APART = 12, 5
SHARE = 0.2  # what pairs of another collection count for
DEPENDS_FROM = 0.5  # a follow-up that is not seen costs more than a subject that was not needed
NAMES = tuple(name for name in FEATURES if name != "bias")


@dataclass(frozen=True, slots=True)
class Example:
    """A question, those asked before it, and whether it leans on them; `source` groups them for the weights."""

    question: str
    asked: tuple[str, ...]
    depends: bool
    source: str


def calibration_examples() -> list[Example]:
    """The calibration questions; one without a conversation is put after another's, or left out where it is unclear."""
    followed: dict[str, list[tuple[str, ...]]] = {"en": [], "fr": []}
    examples, alone, knowledge = [], [], shipped_knowledge()
    for question in (question for name in CALIBRATION for question in load_questions(SHIPPED / name)):
        asked = tuple(turn.content for turn in question.history if turn.role == "user")
        if asked:
            examples.append(Example(question.text, asked, True, "ours"))
            followed[question.language].append(asked)
        elif not is_unclear(question.text, knowledge):
            alone.append(question)
    random = Random(7)
    return examples + [
        Example(question.text, random.choice(followed[question.language]), False, "ours")
        for question in alone
    ]


def brief_examples() -> list[Example]:
    """Questions of the briefs after others of the same brief: they stand alone though the subject is the same."""
    examples = []
    for brief in read_briefs(BRIEFS):
        asked = [question for fact in brief.facts for question in fact.questions]
        examples += [
            Example(asked[row], (asked[row - APART],), False, "ours")
            for row in range(APART, len(asked), EVERY)
        ]
    return examples


def dialogue_examples() -> list[Example]:
    """The development half of our dialogues; each counts twice, being written for this."""
    return [
        Example(later.question, tuple(later.asked), later.kind != ALONE, "ours")
        for later in read_dialogues()
        if later.part == "development"
        for _ in range(2)
    ]


def pair_examples(folder: Path) -> list[Example]:
    """The development part of a folder of pairs: a question leans where the person added words to it."""
    pairs, language = read_pairs(folder)
    return [
        Example(
            pair.text,
            pair.history,
            bool(set(tokenize(pair.rewrite, language)) - set(tokenize(pair.text, language))),
            "theirs",
        )
        for pair in pairs
        if pair.part == "development"
    ]


def fit(examples: Sequence[Example]) -> tuple[dict[str, float], Mapping[str, float]]:
    """Weights per feature, follow-ups and others counting the same; and the shares told rightly in cross-validation."""
    knowledge = shipped_knowledge()
    features = [follow_up_features(example.question, example.asked, knowledge) for example in examples]
    table = np.array([[found[name] for name in NAMES] for found in features])
    labels = np.array([example.depends for example in examples])
    theirs = np.array([example.source == "theirs" for example in examples])
    weights = np.ones(len(examples))
    for group, share in ((theirs, SHARE), (~theirs, 1 - SHARE)):
        for side in (labels, ~labels):
            if (group & side).any():
                weights[group & side] *= share * len(examples) / 2 / (group & side).sum()
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=4000))
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    params = {"logisticregression__sample_weight": weights}
    guesses = cross_val_predict(model, table, labels, cv=folds, method="predict_proba", params=params)[:, 1]
    right = (guesses >= DEPENDS_FROM) == labels
    shares = {
        f"{name}, {side}": float(right[group & chosen].mean())
        for name, group in (("ours", ~theirs), ("theirs", theirs))
        for side, chosen in (("follow-ups", labels), ("standing alone", ~labels))
        if (group & chosen).any()
    }
    model.fit(table, labels, logisticregression__sample_weight=weights)
    fitted = model[1].coef_[0] / model[0].scale_
    bias = float(model[1].intercept_[0] - (fitted * model[0].mean_).sum())
    return {"bias": bias, **dict(zip(NAMES, fitted.tolist(), strict=True))}, shares


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, write, and print the shares told rightly in cross-validation."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_follow_up", description=__doc__)
    parser.add_argument("--rewrites", type=Path, help="a folder of pairs of questions")
    parser.add_argument("--out", type=Path, default=TARGET, help="where to write the weights")
    given = parser.parse_args(arguments)
    examples = [*calibration_examples(), *brief_examples(), *dialogue_examples()]
    if given.rewrites:
        examples += pair_examples(given.rewrites)
    weights, shares = fit(examples)
    value = {
        "weights": {name: round(weight, 4) for name, weight in weights.items()},
        "depends_from": DEPENDS_FROM,
    }
    given.out.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    for name, share in shares.items():
        Console().print(f"{name}: {share:.1%} told rightly", highlight=False)


if __name__ == "__main__":
    main()

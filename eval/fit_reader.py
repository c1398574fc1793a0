"""Training the reader (`server/reader.py`) on questions that ship: `python -m eval.fit_reader --out reader.safetensors`.

Positives are the briefs' own questions, each with its fact. Negatives are other passages that the search finds for them,
and all that it finds for the near misses: questions close to a fact that nothing in the corpus answers. No question
that scores the assistant (`development.jsonl`, `reported.jsonl`) is used.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from safetensors.torch import save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional

from corpus.passage import Language, Passage
from ingest.encoder import SentenceEncoder
from server.answer import Request
from server.assembly import open_workplace
from server.assistant import Assistant
from server.reader import PASSAGE_TOKENS, QUESTION_TOKENS, Interaction, TokenEncoder
from server.settings import Settings

NEAR_MISSES = Path(__file__).parent / "training" / "near_misses.jsonl"
GROUPS = 32  # questions in a step
NEGATIVES = 4  # passages beside each question's own
POOL = 12  # passages of a question among which negatives are drawn
ALIKE = 0.6  # share of words from which another passage may well state the same fact
RATE, WARM, DECAY, DROPOUT = 2e-3, 0.05, 0.02, 0.15
NEGATIVE_WEIGHT, ORDER_WEIGHT = 0.6, 0.3
HELD_OUT = 20  # one fact in so many is kept for checking


@dataclass(frozen=True, slots=True)
class Group:
    """A question, the text that answers it ("" for a near miss), and texts that do not; `fact` names what it is about."""

    question: str
    fact: str
    answer: str
    others: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        """Whether the question is kept for checking, by its fact, so that no fact is on both sides."""
        return int(hashlib.sha256(self.fact.encode()).hexdigest(), 16) % HELD_OUT == 0


def collect(assistant: Assistant) -> list[Group]:
    """Every training question with what the search finds for it."""
    finder = assistant.finder
    groups = [_answered(assistant, q, p) for p in finder.index.generation.passages for q in p.questions]
    for question, near, language in read_near_misses():
        passage = _fact(assistant, near, language)
        found = [hit.passage for hit in assistant.retrieve(Request(question), 5)]
        texts = dict.fromkeys(finder.shown(p) for p in [*([passage] if passage else []), *found])
        groups.append(Group(question, near, "", tuple(texts)))
    return [group for group in groups if group.others]


def read_near_misses() -> list[tuple[str, str, Language]]:
    """The near misses, each with the fact ("document:anchor") that it is close to and its language."""
    lines = NEAR_MISSES.read_text(encoding="utf-8").splitlines()
    return [(row["question"], row["near"], row["language"]) for row in map(json.loads, lines)]


def _fact(assistant: Assistant, near: str, language: Language) -> Passage | None:
    document, _, anchor = near.partition(":")
    return assistant.finder.fact(document, anchor, language)


def _answered(assistant: Assistant, question: str, passage: Passage) -> Group:
    shown = assistant.finder.shown
    others = [
        hit.passage
        for hit in assistant.retrieve(Request(question), POOL)
        if (hit.passage.document_id, hit.passage.anchor) != (passage.document_id, passage.anchor)
        and _alike(hit.passage, passage) < ALIKE
    ]
    texts = tuple(dict.fromkeys(shown(p) for p in others[:8]))
    return Group(question, f"{passage.document_id}:{passage.anchor}", shown(passage), texts)


def _alike(one: Passage, other: Passage) -> float:
    words, others = set(one.text.lower().split()), set(other.text.lower().split())
    return len(words & others) / max(1, min(len(words), len(others)))


class Tokens:
    """The token vectors of every question and passage of some groups, computed once and kept as half floats."""

    def __init__(self, encoder: TokenEncoder, groups: Sequence[Group]) -> None:
        questions = sorted({g.question for g in groups})
        passages = sorted({t for g in groups for t in (g.answer, *g.others) if t})
        self.questions = dict(_vectors(encoder, questions, QUESTION_TOKENS))
        self.passages = dict(_vectors(encoder, passages, PASSAGE_TOKENS))

    def length(self, question: str, texts: Sequence[str]) -> int:
        """Tokens of a question and of the longest of its texts."""
        return len(self.questions[question]) + max(len(self.passages[text]) for text in texts)


def _vectors(encoder: TokenEncoder, texts: Sequence[str], limit: int) -> Iterator[tuple[str, Tensor]]:
    for begin in range(0, len(texts), 1024):
        part = texts[begin : begin + 1024]
        for text, tokens in zip(part, encoder.tokens(part, limit), strict=True):
            yield text, torch.from_numpy(tokens).half()


class Trainer:
    """Fits one network from the beginning that a seed gives."""

    def __init__(self, tokens: Tokens, seed: int) -> None:
        self._random = random.Random(seed)
        torch.manual_seed(seed)
        self._tokens = tokens
        self.network = Interaction(DROPOUT)

    def fit(self, groups: Sequence[Group], rounds: float) -> Iterator[tuple[int, int, float]]:
        """Train for so many rounds over the groups; yields step, steps in all, and the loss of the step."""
        total = max(1, int(rounds * len(groups) / GROUPS))
        optimizer = torch.optim.AdamW(self.network.parameters(), lr=RATE, weight_decay=DECAY)
        self.network.train()
        for step, batch in zip(range(1, total + 1), self._batches(groups), strict=False):
            for setting in optimizer.param_groups:
                setting["lr"] = RATE * min(1.0, step / (WARM * total)) * max(0.01, 1 - step / total)
            loss = self._loss(batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            optimizer.step()
            yield step, total, float(loss.detach())
        self.network.eval()

    def odds(self, pairs: Sequence[tuple[str, str]]) -> Tensor:
        """Log odds of (question, text) pairs that are among the tokens."""
        project = self.network.project
        questions = [project(self._tokens.questions[question].float()) for question, _ in pairs]
        passages = [project(self._tokens.passages[text].float()) for _, text in pairs]
        odds: Tensor = self.network(questions, passages)
        return odds

    def _batches(self, groups: Sequence[Group]) -> Iterator[list[tuple[Group, list[str]]]]:
        """Groups with their drawn texts, without end; those of a like length together."""
        while True:
            order = self._random.sample(list(groups), len(groups))
            for begin in range(0, len(order), GROUPS * 20):
                drawn = [(g, self._draw(g)) for g in order[begin : begin + GROUPS * 20]]
                drawn.sort(key=lambda d: self._tokens.length(d[0].question, d[1]))
                batches = [drawn[i : i + GROUPS] for i in range(0, len(drawn), GROUPS)]
                yield from self._random.sample(batches, len(batches))

    def _draw(self, group: Group) -> list[str]:
        """The texts of a step: the answer first, where there is one, then some that do not answer."""
        if group.answer:
            return [group.answer, *self._random.sample(group.others, min(NEGATIVES, len(group.others)))]
        first, rest = group.others[0], group.others[1:]
        return [first, *self._random.sample(rest, min(NEGATIVES - 1, len(rest)))]

    def _loss(self, batch: Sequence[tuple[Group, list[str]]]) -> Tensor:
        """Cross-entropy of each pair, and of the answer among its question's texts."""
        odds = self.odds([(group.question, text) for group, texts in batch for text in texts])
        labels = torch.tensor(
            [float(bool(group.answer) and i == 0) for group, texts in batch for i in range(len(texts))]
        )
        weights = torch.where(labels > 0, 1.0, NEGATIVE_WEIGHT)
        loss = functional.binary_cross_entropy_with_logits(odds, labels, weight=weights)
        order, begin = [], 0
        for group, texts in batch:
            if group.answer and len(texts) > 1:
                order.append(-torch.log_softmax(odds[begin : begin + len(texts)], 0)[0])
            begin += len(texts)
        return loss + ORDER_WEIGHT * torch.stack(order).mean() if order else loss


def check(trainers: Sequence[Trainer], groups: Sequence[Group]) -> dict[str, float]:
    """On held-out groups: how well the best score tells answerable from not (AUC), and how often the answer is best."""
    best, answerable, first = [], [], []
    for group in groups:
        pairs = [(group.question, t) for t in (group.answer, *group.others[:5]) if t]
        with torch.inference_mode():
            scores = torch.stack([trainer.odds(pairs) for trainer in trainers]).mean(0)
        best.append(float(scores.max()))
        answerable.append(bool(group.answer))
        if group.answer:
            first.append(bool(scores[0] == scores.max()))
    return {"auc": float(roc_auc_score(answerable, best)), "answer_first": float(np.mean(first))}


def save_networks(networks: Sequence[Interaction], path: Path) -> None:
    """Write networks as half floats, as `server.reader.load_networks` reads them."""
    weights = {
        f"{number}.{name}": value.detach().half().contiguous()
        for number, network in enumerate(networks)
        for name, value in network.state_dict().items()
    }
    save_file(weights, path)


def main() -> None:
    """Train on the shipped questions and write the networks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=float, default=3.0)
    parser.add_argument("--networks", type=int, default=2)
    options = parser.parse_args()
    console = Console()
    groups = collect(open_workplace(Settings()).assistant)
    kept, held = [g for g in groups if not g.held_out], [g for g in groups if g.held_out]
    console.print(f"{len(kept)} questions to train on, {len(held)} to check with")
    tokens = Tokens(SentenceEncoder(), groups)
    trainers = [Trainer(tokens, seed) for seed in range(options.networks)]
    for trainer in trainers:
        started, losses = time.monotonic(), []
        for step, total, loss in trainer.fit(kept, options.rounds):
            losses.append(loss)
            if step % 100 == 0 or step == total:
                seconds = time.monotonic() - started
                console.print(
                    f"step {step} of {total}: loss {np.mean(losses[-100:]):.4f} after {seconds:.0f} s"
                )
    console.print(check(trainers, held))
    save_networks([trainer.network for trainer in trainers], options.out)


if __name__ == "__main__":
    main()

"""A small reader: how surely a passage answers a question, judged token by token, not by the words they share.

Late interaction (after Khattab and Zaharia, "ColBERT", 2020) over the token vectors of the default embedding model: each
token of the question looks for what the passage has for it, and a small network weighs how well each was met. The
network ships in `server/data/reader.safetensors`; `eval/fit_reader.py` makes that file.
"""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from ingest.encoder import default_model_folder

READER = Path(__file__).parent / "data" / "reader.safetensors"
QUESTION_TOKENS, PASSAGE_TOKENS = 64, 80
WIDTH, HIDDEN = 96, 128
KEPT = 4096  # passages whose tokens are kept in memory, about 25 kB each
BATCH = 32
NEVER = -1e4

Weights = dict[str, Tensor]
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Base:
    """The embedding model's own weights, its tokenizer and its shape."""

    weights: Weights
    tokenizer: Tokenizer
    layers: int
    heads: int
    epsilon: float


def load_base(folder: str | None = None) -> Base:
    """The default embedding model from its package; raise ModelError when it is missing."""
    path = Path(folder or default_model_folder())
    config = json.loads((path / "config.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
    tokenizer.no_padding()
    return Base(
        load_file(path / "model.safetensors"),
        tokenizer,
        int(config["num_hidden_layers"]),
        int(config["num_attention_heads"]),
        float(config["layer_norm_eps"]),
    )


def token_vectors(base: Base, texts: Sequence[str], limit: int) -> list[Tensor]:
    """Per text its tokens, float32 of shape (tokens, 2 * width): the word's own vector, then the one in its context.

    Both halves have length 1. A text is cut after `limit` tokens.
    """
    encoded = [_ids(base.tokenizer, text, limit) for text in texts]
    order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
    found: list[Tensor] = [torch.empty(0)] * len(texts)
    for begin in range(0, len(order), BATCH):
        batch = order[begin : begin + BATCH]
        words, context = _encode(base, [encoded[i] for i in batch])
        both = torch.cat([functional.normalize(words, dim=-1), functional.normalize(context, dim=-1)], -1)
        for row, i in enumerate(batch):
            found[i] = both[row, : len(encoded[i])].clone()
    return found


def _ids(tokenizer: Tokenizer, text: str, limit: int) -> list[int]:
    ids = list(tokenizer.encode(text).ids)
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]


def _encode(base: Base, rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Word vectors and the last layer's, both (texts, tokens, width): BERT (Devlin et al., 2019), as the model has it."""
    weights, longest = base.weights, max(map(len, rows))
    ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
    mask = torch.tensor([[True] * len(row) + [False] * (longest - len(row)) for row in rows])
    words = weights["embeddings.word_embeddings.weight"][ids]
    x = words + weights["embeddings.position_embeddings.weight"][:longest]
    x = _norm(base, x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings")
    for number in range(base.layers):
        x = _layer(base, x, mask, f"encoder.layer.{number}")
    return words, x


def _layer(base: Base, x: Tensor, mask: Tensor, at: str) -> Tensor:
    def dense(value: Tensor, part: str) -> Tensor:
        return functional.linear(
            value, base.weights[f"{at}.{part}.weight"], base.weights[f"{at}.{part}.bias"]
        )

    query, key, value = (
        dense(x, f"attention.self.{name}").view(*x.shape[:2], base.heads, -1).transpose(1, 2)
        for name in ("query", "key", "value")
    )
    seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None, :])
    x = _norm(
        base, x + dense(seen.transpose(1, 2).flatten(2), "attention.output.dense"), f"{at}.attention.output"
    )
    return _norm(
        base, x + dense(functional.gelu(dense(x, "intermediate.dense")), "output.dense"), f"{at}.output"
    )


def _norm(base: Base, value: Tensor, at: str) -> Tensor:
    weight, bias = (base.weights[f"{at}.LayerNorm.{name}"] for name in ("weight", "bias"))
    return functional.layer_norm(value, value.shape[-1:], weight, bias, base.epsilon)


class Interaction(nn.Module):
    """Token vectors of questions and passages to one number per pair: the log odds that the passage answers."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.project = nn.Linear(768, WIDTH, bias=False)
        nn.init.orthogonal_(self.project.weight)
        self.sharpness = nn.Parameter(torch.tensor(3.0))
        self.met = nn.Sequential(
            nn.Linear(4 * WIDTH + 3, HIDDEN),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(HIDDEN, HIDDEN),
            nn.GELU(),
        )
        self.matters = nn.Linear(WIDTH + HIDDEN, 1)
        self.wanted, self.offered, self.taken = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.judge = nn.Sequential(
            nn.Linear(2 * HIDDEN + 3 * WIDTH + 2, HIDDEN),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(HIDDEN, 1),
        )

    def forward(self, questions: Sequence[Tensor], passages: Sequence[Tensor]) -> Tensor:
        """One number per pair, from projected token vectors of shape (tokens, WIDTH)."""
        q, q_mask = _padded(questions)
        p, p_mask = _padded(passages)
        alike = functional.normalize(q, dim=-1) @ functional.normalize(p, dim=-1).transpose(1, 2)
        alike = alike.masked_fill(~p_mask[:, None, :], -1.0)
        best = alike.topk(2, dim=2).values
        found = torch.softmax(alike * self.sharpness.exp(), dim=2) @ p
        size = found.norm(dim=-1, keepdim=True)
        met = self.met(torch.cat([q, found, q * found, (q - found).abs(), best, size], -1))
        matters = self.matters(torch.cat([q, met], -1)).masked_fill(~q_mask[..., None], NEVER)
        share = torch.softmax(matters, 1)
        asked = (share * q).sum(1)
        answer = self._answer(asked, p, p_mask)
        mean = best[..., 0].masked_fill(~q_mask, 0).sum(1) / q_mask.sum(1)
        weighted = (share[..., 0] * best[..., 0]).sum(1)
        worst = met.masked_fill(~q_mask[..., None], NEVER).max(1).values
        parts = [(share * met).sum(1), worst, asked, answer, asked * answer, mean[:, None], weighted[:, None]]
        odds: Tensor = self.judge(torch.cat(parts, 1))[:, 0]
        return odds

    def _answer(self, asked: Tensor, p: Tensor, mask: Tensor) -> Tensor:
        """What the passage holds of the kind that is asked for: a sum of its tokens, weighed by the question."""
        looks = (self.wanted(asked)[:, None, :] * self.offered(p)).sum(-1) / math.sqrt(WIDTH)
        share = torch.softmax(looks.masked_fill(~mask, NEVER), 1)
        taken: Tensor = (share[..., None] * self.taken(p)).sum(1)
        return taken


def _padded(rows: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    longest = max(len(row) for row in rows)
    values = torch.stack([functional.pad(row, (0, 0, 0, longest - len(row))) for row in rows])
    lengths = torch.tensor([len(row) for row in rows])
    return values, torch.arange(longest)[None, :] < lengths[:, None]


class Reader:
    """The reader that ships; remembers the passages it met and what it said of them. Threads may share one."""

    def __init__(self, base: Base, networks: Sequence[Interaction]) -> None:
        """`networks` are trained alike from different beginnings; their mean counts."""
        self._base = base
        self._networks = [network.eval() for network in networks]
        self._passages: Memory[str, list[Tensor]] = Memory(KEPT)
        self._judged: Memory[tuple[str, str], float] = Memory(KEPT)

    @classmethod
    def shipped(cls) -> Reader:
        """The reader over the default embedding model; raise ModelError when that is missing."""
        return cls(load_base(), load_networks(READER))

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """For each passage, written by `server.evidence.shown`, the log odds that it answers the question."""
        asked = [(question, text) for text in passages]
        known = self._judged.recall(asked)
        new = [pair for pair in dict.fromkeys(asked) if pair not in known]
        if new:
            with torch.inference_mode():
                odds = self._judge(question, [text for _, text in new])
            found = dict(zip(new, odds, strict=True))
            self._judged.keep(found)
            known |= found
        return [known[pair] for pair in asked]

    def _judge(self, question: str, passages: Sequence[str]) -> list[float]:
        asked = self._project(token_vectors(self._base, [question], QUESTION_TOKENS)[0])
        held = self._tokens(passages)
        odds = [
            network([asked[number]] * len(held), [tokens[number] for tokens in held])
            for number, network in enumerate(self._networks)
        ]
        return [float(value) for value in torch.stack(odds).mean(0)]

    def _tokens(self, passages: Sequence[str]) -> list[list[Tensor]]:
        known = self._passages.recall(passages)
        new = [text for text in dict.fromkeys(passages) if text not in known]
        vectors = token_vectors(self._base, new, PASSAGE_TOKENS)
        found = {text: self._project(tokens) for text, tokens in zip(new, vectors, strict=True)}
        self._passages.keep(found)
        known |= found
        return [known[text] for text in passages]

    def _project(self, tokens: Tensor) -> list[Tensor]:
        return [network.project(tokens) for network in self._networks]


class Memory(Generic[K, V]):
    """The last `size` values by key, the first in is the first out; safe to share between threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def recall(self, keys: Iterable[K]) -> dict[K, V]:
        """What is remembered of some keys."""
        with self._lock:
            return {key: self._values[key] for key in keys if key in self._values}

    def keep(self, values: Mapping[K, V]) -> None:
        """Remember values; the oldest are forgotten."""
        with self._lock:
            self._values.update(values)
            while len(self._values) > self._size:
                self._values.popitem(last=False)


def load_networks(path: Path) -> list[Interaction]:
    """The networks of a file that `save_networks` wrote."""
    weights = load_file(path)
    networks = []
    for number in sorted({name.split(".", 1)[0] for name in weights}):
        network = Interaction()
        own = {
            name.split(".", 1)[1]: value.float()
            for name, value in weights.items()
            if name.startswith(f"{number}.")
        }
        network.load_state_dict(own)
        networks.append(network)
    return networks

"""A small reader: how surely a passage answers a question, judged token by token, not by the words they share.

Late interaction (after Khattab and Zaharia, "ColBERT", 2020) over the token vectors of the default embedding model: each
token of the question looks for what the passage has for it, and a small network weighs how well each was met. The
network ships in `server/data/reader.safetensors`; `eval/fit_reader.py` makes that file.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

READER = Path(__file__).parent / "data" / "reader.safetensors"
QUESTION_TOKENS, PASSAGE_TOKENS = 64, 80
WIDTH, HIDDEN = 96, 128
KEPT = 4096  # passages whose tokens are kept in memory, about 25 kB each
NEVER = -1e4

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class TokenEncoder(Protocol):
    """What gives the token vectors: the default embedding model."""

    def tokens(self, texts: Sequence[str], limit: int) -> list[NDArray[np.float32]]:
        """Per text its tokens, as `SentenceEncoder.tokens` has them."""


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

    def __init__(self, encoder: TokenEncoder, networks: Sequence[Interaction]) -> None:
        """`networks` are trained alike from different beginnings; their mean counts."""
        self._encoder = encoder
        self._networks = [network.eval() for network in networks]
        self._passages: Memory[str, list[Tensor]] = Memory(KEPT)
        self._judged: Memory[tuple[str, str], float] = Memory(KEPT)

    @classmethod
    def shipped(cls, encoder: TokenEncoder) -> Reader:
        """The networks that ship, over the default embedding model."""
        return cls(encoder, load_networks(READER))

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
        asked = self._project(self._encoder.tokens([question], QUESTION_TOKENS)[0])
        held = self._tokens(passages)
        odds = [
            network([asked[number]] * len(held), [tokens[number] for tokens in held])
            for number, network in enumerate(self._networks)
        ]
        return [float(value) for value in torch.stack(odds).mean(0)]

    def _tokens(self, passages: Sequence[str]) -> list[list[Tensor]]:
        known = self._passages.recall(passages)
        new = [text for text in dict.fromkeys(passages) if text not in known]
        vectors = self._encoder.tokens(new, PASSAGE_TOKENS)
        found = {text: self._project(tokens) for text, tokens in zip(new, vectors, strict=True)}
        self._passages.keep(found)
        known |= found
        return [known[text] for text in passages]

    def _project(self, tokens: NDArray[np.float32]) -> list[Tensor]:
        return [network.project(torch.from_numpy(tokens)) for network in self._networks]


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

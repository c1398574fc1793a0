"""The passages' tokens in their order, memory-mapped: what a second stage reads of the candidates."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILES = ("tokens.npy", "offsets.npy", "frequencies.npy", "vocabulary.json")
Integers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The tokens of some rows laid end to end: token numbers, whose they are (0, 1, ...), and each row's length."""

    tokens: Integers
    owner: NDArray[np.int64]
    lengths: NDArray[np.int64]
    first: NDArray[np.int64]


class ForwardIndex:
    """Token numbers of every row in reading order, and in how many rows each token stands."""

    def __init__(
        self, tokens: Integers, offsets: NDArray[np.int64], frequencies: Integers, words: Sequence[str]
    ) -> None:
        self._tokens = tokens
        self._offsets = offsets
        self._frequencies = frequencies
        self._words = words
        self._numbers = {word: number for number, word in enumerate(words)}

    @classmethod
    def build(cls, rows: Iterable[Sequence[str]]) -> ForwardIndex:
        """An index of rows of tokens."""
        numbers: dict[str, int] = {}
        tokens: list[int] = []
        offsets = [0]
        frequencies: list[int] = []
        for row in rows:
            for word in row:
                number = numbers.setdefault(word, len(numbers))
                if number == len(frequencies):
                    frequencies.append(0)
                tokens.append(number)
            for number in set(tokens[offsets[-1] :]):
                frequencies[number] += 1
            offsets.append(len(tokens))
        return cls(
            np.asarray(tokens, dtype=np.int32),
            np.asarray(offsets, dtype=np.int64),
            np.asarray(frequencies, dtype=np.int32),
            list(numbers),
        )

    def save(self, folder: Path) -> None:
        """Write FILES into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / FILES[0], self._tokens)
        np.save(folder / FILES[1], self._offsets)
        np.save(folder / FILES[2], self._frequencies)
        (folder / FILES[3]).write_text(json.dumps(self._words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> ForwardIndex:
        """Open what `save` wrote; the tokens stay on disk until they are read."""
        words = json.loads((folder / FILES[3]).read_text(encoding="utf-8"))
        tokens = np.load(folder / FILES[0], mmap_mode="r")
        return cls(tokens, np.load(folder / FILES[1]), np.load(folder / FILES[2]), words)

    @property
    def size(self) -> int:
        """How many rows are held."""
        return len(self._offsets) - 1

    @property
    def vocabulary_size(self) -> int:
        """How many different tokens are held."""
        return len(self._words)

    @property
    def average_length(self) -> float:
        """Mean number of tokens of a row."""
        return max(1.0, len(self._tokens) / max(1, self.size))

    def number(self, word: str) -> int | None:
        """A token's number; None when no row holds it."""
        return self._numbers.get(word)

    def rarity(self, number: int | None) -> float:
        """Inverse document frequency as BM25 has it; a token that no row holds is the rarest."""
        rows = 0 if number is None else int(self._frequencies[number])
        return math.log(1 + (self.size - rows + 0.5) / (rows + 0.5))

    def rarities(self, numbers: Integers) -> NDArray[np.float32]:
        """`rarity` of many tokens at once."""
        rows = self._frequencies[numbers].astype(np.float32)
        return np.asarray(np.log(1 + (self.size - rows + 0.5) / (rows + 0.5)), dtype=np.float32)

    def stretch(self, rows: NDArray[np.int64]) -> Stretch:
        """The tokens of some rows, laid end to end."""
        begins, ends = self._offsets[rows], self._offsets[rows + 1]
        lengths = ends - begins
        first = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        owner = np.repeat(np.arange(len(rows)), lengths)
        places = np.arange(int(lengths.sum())) - np.repeat(first - begins, lengths)
        return Stretch(np.asarray(self._tokens[places]), owner, lengths, first)

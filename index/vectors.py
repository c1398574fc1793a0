"""FAISS over unit vectors under an id map of our own (the only file that imports faiss)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np
from numpy.typing import NDArray

from index.hit import Vectors

# One question is one thread's work in a flat index; more threads only wait for each other.
faiss.omp_set_num_threads(1)


def vector_id(key: str) -> int:
    """A 63-bit id made of a key such as "lhsia-2006:en:s27.2#text"; the same on every machine."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") >> 1


class VectorIndex:
    """Cosine search over unit vectors, each with a 63-bit id."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    @classmethod
    def build(cls, ids: Sequence[int], vectors: Vectors) -> VectorIndex:
        """An index of vectors, float32 of shape (len(ids), dimension), each of length one."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        if len(ids):
            index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """The index written by `save`."""
        return cls(cast(faiss.IndexIDMap2, faiss.read_index(str(path))))

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        faiss.write_index(self._index, str(path))

    @property
    def size(self) -> int:
        """How many vectors are held."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(
        self, queries: Vectors, k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[list[tuple[int, float]]]:
        """Per query the k nearest (id, cosine), best first; `allowed` limits the ids inside the search."""
        if self.size == 0 or (allowed is not None and not len(allowed)):
            return [[] for _ in queries]
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        scores, ids = self._index.search(queries, min(k, self.size), params=parameters)
        return [
            [(int(i), float(score)) for i, score in zip(row_ids, row_scores, strict=True) if i != -1]
            for row_ids, row_scores in zip(ids, scores, strict=True)
        ]

    @cached_property
    def matrix(self) -> Vectors:
        """Every vector in the order in which it was added: float32, shape (size, dimension), read only."""
        flat: Any = faiss.downcast_index(self._index.index)
        matrix = faiss.rev_swig_ptr(flat.get_xb(), self.size * self.dimension).reshape(
            self.size, self.dimension
        )
        matrix.flags.writeable = False
        return cast(Vectors, matrix)

    def reconstruct(self, ids: Sequence[int]) -> Vectors:
        """The vectors of some ids, float32 of shape (len(ids), dimension)."""
        return np.stack([self._index.reconstruct(i) for i in ids])

